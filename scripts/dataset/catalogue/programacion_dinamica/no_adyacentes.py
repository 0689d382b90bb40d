"""El problema de la suma máxima sin elementos contiguos."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
