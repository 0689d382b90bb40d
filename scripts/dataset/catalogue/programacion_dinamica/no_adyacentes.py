"""El problema de la suma máxima sin elementos contiguos."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="no-adyacentes",
    name="el problema de la suma máxima sin elementos contiguos",
    topic="programación dinámica",
    level="básico",
    time="O(n)",
    space="O(1)",
    code="""
def maxima_sin_vecinos(a):
    con, sin = 0, 0
    for x in a:
        con, sin = sin + x, max(con, sin)
    return max(con, sin)
""",
    theory=Theory(
        """
        El problema consiste en elegir elementos de una lista de números no negativos para que sumen lo máximo
        posible, sin tomar nunca dos contiguos.

        Para cada posición se guardan dos valores:

        - **con:** la mejor suma si se toma el elemento actual; exige no haber tomado el anterior.
        - **sin:** la mejor suma si no se toma; el anterior puede estar o no.

        **Ejemplo:** ‹maxima_sin_vecinos([2, 7, 9, 3, 1]) =›, tomando 2, 9 y 1.
        """,
        pitfall="""suponer que conviene tomar todos los pares o todos los impares. En `[5, 1, 1, 5]` lo mejor
        es tomar los dos extremos.""",
    ),
    complexity=Complexity(
        """
        Se hace una pasada con una suma y un máximo por elemento: O(n). Probar todas las selecciones válidas
        sería exponencial, porque su número crece como los números de Fibonacci.

        Cada paso solo necesita los dos valores del anterior, así que no hace falta guardar ninguna tabla. La
        idea se reconoce en muchos problemas: si la decisión actual solo depende de la anterior, bastan unas
        pocas variables.
        """,
        ask="¿Cuál es la complejidad de hallar la suma máxima sin elementos contiguos y por qué?",
    ),
    build=Build(
        "Elige números de una lista, sin tomar dos seguidos, para que la suma sea máxima.",
        "En cada elemento se actualizan a la vez dos mejores sumas: tomándolo y sin tomarlo.",
        ("maxima_sin_vecinos([5, 1, 1, 5])", "maxima_sin_vecinos([])"),
        "La asignación múltiple usa los valores antiguos de `con` y `sin` en toda la parte derecha.",
    ),
    bugs=(
        Bug(
            "Mi solución elige elementos contiguos. ¿Qué fallo hay en la actualización?",
            ("con, sin = sin + x, max(con, sin)", "sin = max(con, sin)\n        con = sin + x"),
            "maxima_sin_vecinos([4, 5])",
            """Las dos variables se actualizan una detrás de otra. Al calcular `con`, `sin` ya incluye el
            elemento anterior, de modo que se suman dos vecinos.""",
            "la asignación simultánea usa los dos valores viejos.",
        ),
        Bug(
            "¿Por qué mi programa no encuentra la mejor suma sin contiguos?",
            ("return max(con, sin)", "return con"),
            "maxima_sin_vecinos([1, 9, 2])",
            """El resultado supone que el último elemento siempre se toma. La mejor selección puede terminar
            antes, como aquí, donde conviene el 9 y no el 1 con el 2.""",
        ),
    ),
    exercises=(
        Trace(
            "Resuelve paso a paso la suma máxima sin contiguos para [3, 2, 7, 10].",
            "maxima_sin_vecinos([3, 2, 7, 10])",
            "con, sin = sin + x, max(con, sin)",
            "x = {x}: con él, {sin} + {x} = {sin + x}; sin él, max({con}, {sin}) = {max(con, sin)}.",
            "La mejor suma es ‹maxima_sin_vecinos([3, 2, 7, 10])›, tomando 3 y 10.",
            """Aunque 3 y 7 parecían buena elección, tomar el 7 impide tomar el 10. Comparar las dos opciones en
            cada paso evita decidir a ciegas.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Serviría un algoritmo voraz que tome siempre el mayor elemento permitido?",
            """
            No: puede bloquear dos vecinos que juntos valen más. Hace falta programación dinámica.

            **Ejemplo:** en `[6, 7, 6]` el voraz toma el 7 y ya no puede tomar ninguno de los seises: total 7.
            Lo óptimo es 6 + 6 = 12.

            - **Voraz:** ordenar por valor, O(n log n), sin garantía.
            - **Dinámica:** O(n) y óptima.

            La diferencia es que la dinámica conserva las dos posibilidades hasta saber cuál conviene, y el
            voraz se compromete demasiado pronto.
            """,
            title="o algoritmo voraz",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo cambia el problema si la lista es circular, es decir, el primero y el último son vecinos?",
            """
            Se resuelve dos veces, una sin el primer elemento y otra sin el último, y se toma el máximo.

            Como no pueden tomarse ambos, toda solución válida deja fuera al menos uno de los dos, y cae en
            uno de los dos casos.

            ```python
            def lineal(a):
                con = sin = 0
                for x in a:
                    con, sin = sin + x, max(con, sin)
                return max(con, sin)

            a = [2, 3, 2]
            print(max(lineal(a[1:]), lineal(a[:-1])))  #=
            ```

            El coste sigue siendo O(n). (Con un solo elemento hay que tratarlo aparte.)
            """,
            level="intermedio",
            title="lista circular",
        ),
        QA(
            "¿Qué es el «estado» en programación dinámica? Explícalo con la suma sin contiguos.",
            """
            El estado es la información mínima del pasado que hace falta para decidir el futuro.

            Aquí no importa qué elementos concretos se eligieron, sino solo dos cosas: por qué posición vamos
            y si se tomó el elemento anterior. Por eso bastan dos números por posición. Si el estado recuerda
            de menos, las decisiones pueden ser inválidas (tomar dos contiguos); si recuerda de más, la tabla
            crece sin necesidad.
            """,
            title="el estado",
        ),
        QA(
            "¿Se puede resolver la suma sin contiguos con la fórmula f(i) = max(f(i−1), f(i−2) + a[i])?",
            """
            Sí: f(i) es la mejor suma con los elementos 0…i, y solo hay dos opciones para el último, no
            tomarlo o tomarlo junto con la mejor solución hasta i − 2.

            Es equivalente a llevar `con` y `sin`: f(i) es el máximo de ambas. Los casos base son f(0) = a[0]
            y f(1) = max(a[0], a[1]), o más cómodo, f(−1) = f(−2) = 0. Se calcula en O(n) guardando los dos
            últimos valores.
            """,
            title="fórmula f(i)",
        ),
    ),
    brief=Brief(
        what=(
            """Es el problema de escoger números de una lista, sin coger nunca dos seguidos, de manera que la
            suma sea la mayor posible.""",
            """Pide la mejor suma que se puede formar con elementos de una lista que no se toquen. Al avanzar se
            recuerdan dos cantidades: la mejor suma con el último elemento y la mejor sin él.""",
            """Imagina una fila de casas con dinero en la que entrar en dos vecinas hace saltar la alarma: se
            trata de decidir cuáles dan más botín sin que haya dos contiguas.""",
            """El problema de la suma máxima sin elementos contiguos se resuelve decidiendo, número a número, si
            compensa tomarlo renunciando al anterior o dejarlo pasar.""",
        ),
        cost=(
            """Se recorre la lista una sola vez y en cada elemento se hace una suma y se elige el mayor de dos
            valores.""",
            """Solo hacen falta dos variables, la mejor suma que usa el último elemento y la que no lo usa, por
            larga que sea la lista.""",
            "Basta una pasada con un par de operaciones por elemento, y dos números son todo lo que se recuerda.",
        ),
        use=(
            """Cuando hay que elegir elementos en fila con la condición de no tomar dos vecinos, cada uno con su
            valor, y quieres el máximo total.""",
            """Sirve para planificar con descansos: si cada día de entrenamiento intenso tiene un beneficio
            estimado y no puede haber dos seguidos, dice cuánto se puede ganar como mucho.""",
            """No sirve si los vecinos no forman una fila sino un grafo cualquiera, porque entonces el problema es
            NP-difícil. En un árbol sí se adapta, con la misma idea en cada nodo.""",
        ),
        beliefs=(
            QA(
                "para no coger dos contiguos basta comparar la suma de los pares con la de los impares",
                """No: a veces conviene cambiar de unos a otros. En `[8, 1, 1, 8, 1]` las posiciones pares suman
                10 y las impares 9, pero ‹maxima_sin_vecinos([8, 1, 1, 8, 1]) =›, con los dos ochos.""",
                title="pares e impares",
            ),
            QA(
                "La suma máxima sin contiguos siempre usa el elemento más grande de la lista.",
                """No: el mayor puede bloquear a dos vecinos que juntos valen más. En `[5, 8, 6]` lo mejor es
                tomar el 5 y el 6: ‹maxima_sin_vecinos([5, 8, 6]) =›.""",
                title="elemento más grande",
            ),
            QA(
                "Para la suma sin contiguos hay que probar todas las selecciones, así que es exponencial.",
                """No: de cada selección solo importa cuánto suma y si usa el último elemento. Con esas dos
                variables se resuelve en O(n).""",
                title="si es exponencial",
            ),
        ),
        faster=(
            QA(
                "¿Qué gasta menos en la suma sin contiguos, una tabla con un valor por posición o dos variables?",
                """Las dos variables: memoria O(1) frente a O(n). El tiempo es O(n) en ambos casos; la tabla
                interesa si después quieres saber qué elementos se eligieron.""",
                title="tabla o dos variables",
            ),
            QA(
                "Con 60 números, ¿pruebo todas las selecciones sin vecinos o hago una pasada?",
                """Una pasada, O(n): 60 pasos. Las selecciones válidas crecen como los números de Fibonacci y con
                60 elementos son más de cuatro billones.""",
                title="o todas las selecciones",
            ),
        ),
        results=(
            Result(
                "maxima_sin_vecinos([1, 2, 3, 1])",
                """Lo mejor es tomar el 1 del principio y el 3. Los valores de `con` y `sin` van siendo 1 y 0, 2
                y 1, 4 y 2, y por último 3 y 4.""",
            ),
            Result(
                "maxima_sin_vecinos([4, 9, 4, 1])",
                """Los dos cuatros juntos dan 8, menos que el 9 con el 1 final. Tomar el 9 obliga a saltarse el 4
                siguiente, pero deja libre el último.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Quiero elegir canciones de una lista sin poner dos seguidas y que sumen la mayor
                    puntuación. ¿Cómo lo hago?""",
                    """Recorre la lista con dos cantidades: la mejor suma que incluye la canción actual y la
                    mejor que no. La primera se apoya en no haber elegido la anterior.""",
                ),
                QA(
                    "¿Y si hay puntuaciones negativas?",
                    """Funciona igual: una canción con puntuación negativa no compensa y se deja fuera. Si todas
                    lo son, lo mejor es no elegir ninguna, con suma 0.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en la suma sin contiguos hay que recordar dos valores y no solo el mejor?",
                    """Porque el mejor puede haber usado el último elemento, y entonces no se puede añadir el
                    siguiente. Hace falta también la mejor suma que lo deja libre.""",
                ),
                QA(
                    "y cuanta memoria gasta",
                    "Solo esas dos cantidades, O(1). De los elementos anteriores no hace falta guardar nada más.",
                ),
                QA(
                    "¿Me lo resumes?",
                    """Con cada x: tomarlo da `sin + x`; no tomarlo, el mayor de los dos valores anteriores. Al
                    final se devuelve el mayor. Tiempo O(n), memoria O(1).""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que dé la mayor suma posible sin usar dos posiciones seguidas de una lista.",
            """La variable `con` es la mejor suma que usa el último elemento visto y `sin`, la mejor que no lo
            usa; las dos se actualizan a la vez:""",
            (
                "maxima_sin_vecinos([10, 3, 4, 12])",
                "maxima_sin_vecinos([-2, -5])",
            ),
            """Como ambas empiezan en 0, el resultado nunca es negativo: siempre queda la posibilidad de no
            elegir ningún elemento.""",
        ),
        tool="la programación dinámica para la suma sin elementos contiguos",
    ),
)
