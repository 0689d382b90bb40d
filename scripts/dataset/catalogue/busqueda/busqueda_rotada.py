"""La búsqueda binaria en una lista rotada."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

ENTRY = Entry(
    key="busqueda-rotada",
    name="la búsqueda binaria en una lista rotada",
    topic="búsqueda",
    level="intermedio",
    time="O(log n)",
    space="O(1)",
    code="""
def buscar(a, x):
    izq, der = 0, len(a) - 1
    while izq <= der:
        m = (izq + der) // 2
        if a[m] == x:
            return m
        if a[izq] <= a[m]:
            if a[izq] <= x < a[m]:
                der = m - 1
            else:
                izq = m + 1
        elif a[m] < x <= a[der]:
            izq = m + 1
        else:
            der = m - 1
    return -1
""",
    theory=Theory(
        """
        Una lista rotada es una lista ordenada cuyo comienzo se ha pasado al final, como `[6, 8, 1, 3, 4]`; se
        puede buscar en ella en O(log n) porque, al partirla, al menos una de las mitades está ordenada.

        1. Se mira el elemento central.
        2. Se averigua qué mitad está ordenada comparando sus extremos.
        3. Si x está entre los extremos de esa mitad, se sigue en ella; si no, en la otra.

        **Ejemplo:** ‹buscar([6, 8, 1, 3, 4], 3) =›.
        """,
        pitfall="""suponer que la mitad izquierda siempre es la ordenada. También conviene recordar que, con
        elementos repetidos, a veces no se puede saber cuál lo es.""",
    ),
    complexity=Complexity(
        """
        Cada vuelta compara unos pocos elementos y descarta una de las dos mitades, como en la búsqueda
        binaria: O(log n). El punto de rotación no hace falta buscarlo antes, aunque podría hacerse también en
        O(log n).

        Si hay valores repetidos y coinciden los dos extremos con el centro, no se sabe qué mitad está
        ordenada: solo se pueden descartar los extremos, y el peor caso sube a O(n). La memoria son tres
        índices.
        """,
        Count(
            "m = (izq + der) // 2",
            "vueltas buscando un valor ausente",
            tuple((n, f"buscar(list(range(5, {n})) + list(range(5)), {n})") for n in (16, 256, 4096)),
        ),
    ),
    build=Build(
        """Busca en tiempo logarítmico un valor en una lista ordenada, sin elementos repetidos, que se ha rotado.""",
        """En cada paso se identifica la mitad ordenada, que es la única en la que se puede comprobar si el
        valor cabe.""",
        ("buscar([15, 18, 2, 3, 6, 12], 6)", "buscar([15, 18, 2, 3, 6, 12], 7)"),
    ),
    bugs=(
        Bug(
            "Mi búsqueda en lista rotada falla con listas de dos elementos. ¿Qué comparación está mal?",
            ("if a[izq] <= a[m]:", "if a[izq] < a[m]:"),
            "buscar([3, 1], 1)",
            """Cuando quedan dos elementos, `izq` y `m` coinciden y la mitad izquierda tiene un solo elemento,
            que está ordenado. Con `<` se toma por desordenada y se descarta el lado equivocado.""",
        ),
        Bug(
            "Quiero el mínimo de una lista rotada y obtengo otro valor. ¿Con qué debo comparar?",
            ("if a[m] > a[der]:", "if a[m] > a[izq]:"),
            "minimo([1, 2, 3])",
            """Se compara el centro con el extremo izquierdo. Si la lista no está rotada, el centro es mayor que
            el izquierdo y aun así el mínimo está a la izquierda.""",
            """comparando con el extremo derecho, un centro mayor significa que el salto, y con él el mínimo,
            está a la derecha.""",
            code="""
def minimo(a):
    izq, der = 0, len(a) - 1
    while izq < der:
        m = (izq + der) // 2
        if a[m] > a[der]:
            izq = m + 1
        else:
            der = m
    return a[izq]
""",
        ),
    ),
    exercises=(
        Trace(
            "Busca el 2 en la lista rotada [9, 12, 14, 2, 5, 7] paso a paso.",
            "buscar([9, 12, 14, 2, 5, 7], 2)",
            "if a[m] == x:",
            """Tramo {a[izq:der + 1]}, centro {a[m]}: {'es el buscado' if a[m] == x else 'la mitad izquierda
            está ordenada' if a[izq] <= a[m] else 'la mitad derecha está ordenada'}.""",
            "Está en la posición ‹buscar([9, 12, 14, 2, 5, 7], 2)›.",
            """En el primer paso, la mitad izquierda va de 9 a 14 y el 2 no cabe en ella, así que se descarta
            entera. Después, en el tramo derecho, se sigue como en una búsqueda normal.""",
        ),
    ),
    comparisons=(
        QA(
            "Para buscar en una lista rotada, ¿localizo antes el punto de giro o busco directamente?",
            """
            Las dos formas son O(log n); buscar directamente hace una sola pasada, y localizar el giro es más
            fácil de explicar.

            - **Con giro:** una búsqueda binaria encuentra el mínimo; otra busca en el tramo que corresponde.
            Útil si se van a hacer muchas búsquedas, porque el giro se calcula una vez.
            - **Directa:** en cada paso se decide qué mitad está ordenada.

            Una búsqueda lineal sería O(n); ordenar de nuevo costaría O(n log n) y se perderían las
            posiciones.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Cómo averiguo cuántas posiciones se ha rotado una lista ordenada?",
            """
            La rotación, contada hacia la derecha, es la posición del mínimo, que se encuentra con búsqueda
            binaria.

            ```python
            def rotacion(a):
                izq, der = 0, len(a) - 1
                while izq < der:
                    m = (izq + der) // 2
                    if a[m] > a[der]:
                        izq = m + 1
                    else:
                        der = m
                return izq

            print(rotacion([6, 8, 1, 3, 4]), rotacion([1, 2, 3]))  #=
            ```

            Si el centro es mayor que el último, el salto está a la derecha; si no, el mínimo es el centro o
            está a su izquierda. Cuesta O(log n).
            """,
        ),
        QA(
            "¿Por qué al partir una lista rotada siempre hay una mitad ordenada?",
            """
            Porque en la lista hay como mucho un salto hacia abajo, y ese salto solo puede caer en una de las
            dos mitades.

            La mitad que no contiene el salto es una sucesión creciente: se reconoce porque su primer elemento
            no es mayor que el último. En ella se puede comprobar en O(1) si el valor buscado está dentro del
            intervalo. Si no lo está, solo puede estar en la otra mitad, que vuelve a ser una lista rotada (u
            ordenada) más corta.
            """,
        ),
    ),
)
