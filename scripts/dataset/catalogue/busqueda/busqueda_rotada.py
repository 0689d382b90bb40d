"""La búsqueda binaria en una lista rotada."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

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
            title="o localizar el giro",
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
            title="cuántas posiciones se ha rotado",
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
            title="una mitad ordenada",
        ),
    ),
    brief=Brief(
        what=(
            """Es una búsqueda binaria adaptada a una lista ordenada cuyos primeros elementos se han pasado al
            final, como [5, 6, 1, 2, 3].""",
            """Un algoritmo que aprovecha que, al partir una lista rotada, una de las dos mitades sigue ordenada y
            dice si el valor puede estar ahí.""",
            """Como buscar en un diccionario al que le han pasado las primeras páginas al final: una de las dos
            partes sigue en orden y sirve de guía.""",
            """La búsqueda en una lista rotada decide en cada paso qué mitad está ordenada y si el valor cae entre
            sus extremos.""",
        ),
        cost=(
            "En cada vuelta se descarta la mitad, igual que en la binaria normal, con una comparación más.",
            "La lista rotada no se endereza ni se copia; únicamente cambian las posiciones que delimitan lo que falta.",
            "Se parte el tramo por la mitad hasta vaciarlo, sin copiar la lista.",
        ),
        use=(
            """Conviene cuando los datos ordenados están guardados en un arreglo circular y no empiezan por el
            menor, y quieres buscar en O(log n) sin moverlos de sitio.""",
            """Los registros que sobrescriben lo más antiguo, como los de una cámara de vigilancia, quedan así:
            ordenados por hora, pero con el comienzo en medio.""",
            """Si hay muchos repetidos puede no saberse qué mitad está ordenada y acabar en O(n). Y si no está
            rotada, basta la normal.""",
        ),
        beliefs=(
            QA(
                "Si la lista está rotada hay que ordenarla antes de buscar.",
                """No: eso cuesta O(n log n). Se busca directamente en O(log n), porque una mitad siempre está
                ordenada.""",
                title="ordenar antes de buscar",
            ),
            QA(
                "Al partir una lista rotada, las dos mitades quedan desordenadas.",
                "No: el salto del mayor al menor solo puede estar en una de ellas; la otra está ordenada.",
                title="las dos mitades desordenadas",
            ),
            QA(
                "La búsqueda en una lista rotada cuesta O(n).",
                """No: sin repetidos cuesta O(log n), porque cada vuelta descarta con seguridad una de las dos
                mitades.""",
                title="O(n)",
            ),
        ),
        faster=(
            QA(
                "En una lista rotada de un millón, ¿búsqueda lineal o la binaria adaptada?",
                """La binaria adaptada: O(log n), unas 20 vueltas, frente a hasta un millón de comparaciones, O(n).""",
                title="frente a la búsqueda lineal",
            ),
            QA(
                "Para buscar muchas veces en la misma lista rotada, ¿la enderezo primero?",
                """Puede compensar: enderezarla cuesta O(n) una sola vez y el código queda más simple. Cada
                búsqueda es O(log n) en ambos casos.""",
                title="o enderezarla primero",
            ),
        ),
        results=(
            Result(
                "buscar([4, 5, 1, 2], 1)",
                """El centro es el 5; la mitad izquierda, 4 y 5, está ordenada y no puede contener el 1, así que se
                sigue por la derecha.""",
            ),
            Result(
                "buscar([3, 1], 2)",
                "Ni el 3 ni el 1 son el 2; al mirar los dos el tramo queda vacío.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo sé qué mitad de una lista rotada está ordenada?",
                    """Compara el primero con el central: si el primero es menor o igual, la izquierda está
                    ordenada; si no, lo está la derecha.""",
                ),
                QA(
                    "¿Y después?",
                    """Mira si el valor está entre los extremos de la mitad ordenada. Si está, sigue ahí; si no, en
                    la otra.""",
                ),
                QA(
                    "¿Por qué no sirve la binaria normal?",
                    """Porque da por hecho que a la izquierda del centro todo es menor, y en una lista rotada eso
                    puede ser falso.""",
                ),
            ),
            (
                QA(
                    "¿Cuántas posiciones puede estar rotada la lista?",
                    "Cualquiera de 0 a n − 1; con 0 es una lista normal y el algoritmo funciona igual.",
                ),
                QA(
                    "¿Y si hay elementos repetidos?",
                    """Puede ocurrir que los extremos y el centro sean iguales y no se sepa qué mitad mirar;
                    entonces el peor caso es O(n).""",
                ),
            ),
        ),
        build=Build(
            "Necesito buscar en una lista ordenada que empieza por la mitad. ¿Cómo lo programo?",
            "En cada vuelta se averigua qué mitad está en orden y si el valor cabe en ella:",
            (
                "buscar([7, 9, 1, 4], 9)",
                "buscar([2], 2)",
            ),
            """La comparación `a[izq] <= a[m]` incluye el igual por el caso en que `izq` y `m` coinciden,
            cuando quedan uno o dos candidatos.""",
        ),
    ),
)
