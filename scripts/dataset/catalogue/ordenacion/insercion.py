"""La ordenación por inserción."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="insercion",
    name="la ordenación por inserción",
    topic="ordenación",
    level="básico",
    time="O(n²)",
    space="O(1)",
    code="""
def insercion(a):
    for i in range(1, len(a)):
        x = a[i]
        j = i - 1
        while j >= 0 and a[j] > x:
            a[j + 1] = a[j]
            j -= 1
        a[j + 1] = x
    return a
""",
    theory=Theory(
        """
        La ordenación por inserción mantiene ordenada la parte izquierda de la lista e inserta en ella,
        uno a
        uno, los demás elementos. Es lo que hacemos al ordenar cartas en la mano.

        1. Se toma el primer elemento todavía no colocado, `x`.
        2. Los elementos ordenados mayores que `x` se desplazan una casilla a la derecha.
        3. `x` se escribe en el hueco que queda.

        **Ejemplo:** en `[2, 5, 3]`, la parte `[2, 5]` ya está ordenada; para insertar el 3 se desplaza el
        5 y
        queda `[2, 3, 5]`.
        """,
        pitfall="""no guardar `x` antes de desplazar; el primer desplazamiento escribe encima y el valor se
        pierde.""",
    ),
    complexity=Complexity(
        """
        Insertar el elemento de la posición i puede obligar a desplazar los i anteriores. En el peor caso
        (lista al revés) se hacen 1 + 2 + … + (n − 1) = n(n − 1)/2 desplazamientos: tiempo cuadrático. En el
        mejor caso, con la lista ordenada, el `while` no entra nunca y el tiempo es O(n). En general es
        O(n +
        d), donde d es el número de inversiones.

        Solo se usa una variable para el elemento que se inserta, de ahí la memoria constante.
        """,
        Count(
            "a[j + 1] = a[j]",
            "desplazamientos, lista al revés",
            tuple((n, f"insercion(list(range({n}, 0, -1)))") for n in (4, 8, 16)),
        ),
    ),
    build=Build(
        "Implementa la ordenación por inserción sobre la propia lista.",
        """Se recorre la lista desde el segundo elemento y cada valor se inserta en la parte ya ordenada,
        que
        está a su izquierda.""",
        ("insercion([5, 2, 4, 1])", "insercion([7])"),
        "La condición `j >= 0` va primero: si `j` vale −1, Python no llega a evaluar `a[j]`.",
    ),
    bugs=(
        Bug(
            "Mi ordenación por inserción deja sin mover el primer elemento. ¿Dónde está el fallo?",
            ("while j >= 0 and", "while j > 0 and"),
            "insercion([3, 1, 2])",
            """El bucle se detiene antes de mirar la posición 0. Con `j > 0` el primer elemento nunca se
            compara, así que nadie puede colocarse delante de él.""",
            "la condición debe admitir `j = 0`.",
        ),
        Bug(
            "Al ordenar por inserción se me duplican unos valores y desaparecen otros. ¿Qué ocurre?",
            ("        a[j + 1] = x", "        a[j] = x"),
            "insercion([2, 3, 1])",
            """El elemento se escribe una casilla antes de lo debido. Al salir del bucle, `j` señala al
            primer
            valor que no es mayor que `x` (o vale −1); el hueco libre es `j + 1`. Escribir en `a[j]` borra
            un
            dato válido.""",
        ),
    ),
    exercises=(
        Trace(
            "Ordena [5, 2, 4, 1] por inserción e indica en qué casilla se coloca cada elemento.",
            "insercion([5, 2, 4, 1])",
            "a[j + 1] = x",
            "Se inserta {x}: tras desplazar los mayores, su casilla es la {j + 1}.",
            "La lista queda ‹insercion([5, 2, 4, 1])› después de tres inserciones.",
            """El 2 y el 1 viajan hasta el principio; el 4 solo salta por encima del 5. En total hay 1 + 1
            + 3 =
            5 desplazamientos, uno por cada inversión de la lista de partida.""",
        ),
        QA(
            "Usa inserción para mantener ordenada una lista a la que van llegando números. ¿Cómo lo harías?",
            """
            Basta con insertar cada número que llega en su sitio, porque la lista ya está ordenada antes de
            recibirlo. En Python, `bisect.insort` busca la posición con búsqueda binaria y desplaza el
            resto.

            ```python
            from bisect import insort

            notas = []
            for x in [6, 9, 4, 7]:
                insort(notas, x)
            print(notas)  #=
            ```

            La búsqueda de la posición cuesta O(log n), pero el desplazamiento sigue siendo O(n) por
            inserción. Para muchos datos que llegan mezclados con extracciones del mínimo conviene un
            montículo.
            """,
            level="intermedio",
        ),
    ),
    comparisons=(
        QA(
            "¿Cuándo elegirías ordenación por inserción en lugar de mergesort?",
            """
            Elegiría inserción con listas muy cortas o casi ordenadas; en los demás casos, mergesort.

            - **Listas cortas** (unas pocas decenas): inserción no reserva memoria ni hace llamadas
            recursivas, y su constante es pequeña.
            - **Listas casi ordenadas:** inserción tarda O(n + d), con d inversiones; si d es pequeño, es
            casi
            lineal.
            - **Listas largas y desordenadas:** mergesort garantiza O(n log n), frente a O(n²).

            Por eso muchas bibliotecas combinan los dos: Timsort, el de Python, ordena tramos cortos por
            inserción y luego los mezcla.
            """,
            level="intermedio",
            title="cuándo en vez de mergesort",
        ),
    ),
    concepts=(
        QA(
            "¿Cuál es el invariante del bucle en la ordenación por inserción?",
            """
            Al empezar cada vuelta con índice i, los elementos de las posiciones 0 a i − 1 son los mismos
            que
            había al principio, pero ordenados.

            - **Al inicio** (i = 1): una sublista de un elemento está ordenada.
            - **Se conserva:** la vuelta inserta a[i] en su lugar sin perder ninguno, así que 0…i queda
            ordenado.
            - **Al terminar** (i = n): el invariante dice que la lista entera está ordenada.

            Estos tres pasos forman una demostración completa de que el algoritmo es correcto.
            """,
            level="intermedio",
            title="invariante",
        ),
        QA(
            "¿Por qué la inserción es rápida con datos casi ordenados?",
            """
            Porque solo trabaja en proporción al desorden que encuentra: hace un desplazamiento por cada
            inversión.

            Si cada elemento está como mucho a k posiciones de su lugar, el bucle interior da a lo sumo k
            vueltas por elemento y el total es O(nk). Con k constante, es lineal. En cambio, la ordenación
            por
            selección hace siempre n(n − 1)/2 comparaciones, aunque reciba la lista ya ordenada.
            **Ejemplo:**
            en `[1, 2, 4, 3, 5]` hay una sola inversión y, por tanto, un único desplazamiento.
            """,
            title="datos casi ordenados",
        ),
        QA(
            "¿Mejora la complejidad de la ordenación por inserción si se busca la posición con búsqueda binaria?",
            """
            No: el tiempo sigue siendo O(n²), aunque baja el número de comparaciones.

            Con búsqueda binaria, encontrar dónde va cada elemento cuesta O(log n) comparaciones, O(n log n)
            en total. Pero después hay que abrir el hueco, y eso exige desplazar hasta i elementos. Los
            desplazamientos son los mismos que antes y dominan el coste. Solo compensa cuando comparar es
            mucho más caro que mover, por ejemplo al comparar cadenas largas.
            """,
            level="intermedio",
            title="con búsqueda binaria",
        ),
    ),
    brief=Brief(
        what=(
            """Es ordenar como se ordenan las cartas en la mano: se toma la siguiente y se coloca en su sitio entre
            las que ya están ordenadas.""",
            """Un método que mantiene ordenada la parte izquierda y va insertando en ella cada elemento nuevo,
            desplazando los mayores.""",
            """Cada elemento retrocede hasta encontrar uno menor o igual que él; con la lista casi ordenada apenas
            se mueve.""",
            "La ordenación por inserción coloca uno a uno los elementos en la zona ya ordenada de la lista.",
        ),
        cost=(
            """En el peor caso, con la lista al revés, cada elemento retrocede hasta el principio: 1 + 2 + … + (n −
            1) pasos.""",
            "Se trabaja en la propia lista con un elemento apartado y dos índices.",
            "Insertar cada elemento puede desplazar a todos los anteriores, pero todo ocurre en el sitio.",
        ),
        use=(
            """Con listas cortas o casi ordenadas, y cuando los datos llegan de uno en uno y hay que mantenerlos en
            orden.""",
            """La ordenación de Python, Timsort, usa inserción para completar los tramos pequeños antes de
            mezclarlos, porque con unas pocas decenas de elementos es lo más rápido.""",
            """No conviene con muchos datos desordenados: 100 000 elementos pueden exigir miles de millones de
            desplazamientos, y un método O(n log n) como mergesort los ordena con un par de millones de
            comparaciones.""",
        ),
        beliefs=(
            QA(
                "La inserción siempre tarda O(n²).",
                """No: ese es el peor caso. Si la lista ya está ordenada, cada elemento se queda donde está y el
                tiempo es O(n).""",
                title="siempre O(n²)",
            ),
            QA(
                "Si busco el sitio con búsqueda binaria, la inserción pasa a ser O(n log n).",
                """No: se ahorran comparaciones, que pasan a ser O(n log n), pero los desplazamientos siguen
                siendo O(n²) en el peor caso.""",
                title="búsqueda binaria y O(n log n)",
            ),
            QA(
                "En la inserción, después de k vueltas, los k primeros ya están en su posición definitiva.",
                """No: están ordenados entre sí, pero uno menor que llegue después puede desplazarlos. Eso de la
                posición definitiva pasa en la selección.""",
                title="posición definitiva",
            ),
        ),
        faster=(
            QA(
                "¿Inserción o quicksort para una lista casi ordenada?",
                """La inserción: si solo hay unos pocos fuera de sitio cuesta casi O(n). Quicksort con un mal
                pivote puede llegar a O(n²) justo en ese caso.""",
                title="frente a quicksort",
            ),
            QA(
                "Tengo 8 números. ¿Inserción o mergesort?",
                """La inserción: con tan pocos datos hace menos trabajo y no crea listas nuevas, aunque su orden
                sea O(n²).""",
                title="o mergesort, ocho números",
            ),
        ),
        results=(
            Result(
                "insercion([3, 1, 2])",
                """El 1 retrocede hasta el principio y queda [1, 3, 2]; después el 2 retrocede una posición, por
                delante del 3.""",
            ),
            Result(
                "insercion([1, 2, 3])",
                """Ningún elemento es menor que su anterior, así que el bucle interior no se ejecuta y cada uno
                se queda donde estaba.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Voy recibiendo precios de uno en uno y quiero tenerlos siempre ordenados. ¿Qué hago?",
                    """Inserta cada precio en su sitio: desplaza los mayores una casilla y escribe el nuevo en el
                    hueco.""",
                ),
                QA(
                    "¿Cuánto cuesta cada inserción?",
                    "O(n) en el peor caso, porque un precio menor que todos obliga a desplazarlos todos.",
                ),
                QA(
                    "¿Y si son cientos de miles?",
                    "Entonces usa un árbol equilibrado, que inserta en O(log n) y conserva el orden.",
                ),
            ),
            (
                QA(
                    "En la inserción, ¿para qué se guarda a[i] en x antes de desplazar?",
                    "Porque al desplazar los mayores se pisa esa casilla; si no se guarda, el valor se pierde.",
                ),
                QA(
                    "¿Y por qué la condición es a[j] > x y no >=?",
                    "Para que los iguales no se adelanten: así la ordenación es estable.",
                ),
            ),
        ),
        build=Build(
            "Necesito ordenar una lista como se ordenan las cartas. ¿Me das el código?",
            "Se aparta cada elemento, se desplazan los mayores y se escribe en el hueco:",
            (
                "insercion([9, 1, 8])",
                "insercion([])",
            ),
            "La condición `j >= 0` se comprueba antes que la comparación, para no leer fuera de la lista.",
        ),
    ),
)
