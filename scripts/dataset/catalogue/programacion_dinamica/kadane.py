"""El algoritmo de Kadane."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="kadane",
    name="el algoritmo de Kadane",
    topic="programación dinámica",
    level="básico",
    time="O(n)",
    space="O(1)",
    code="""
def kadane(a):
    mejor = actual = float("-inf")
    for x in a:
        actual = max(x, actual + x)
        mejor = max(mejor, actual)
    return mejor
""",
    theory=Theory(
        """
        El algoritmo de Kadane encuentra la mayor suma de un tramo contiguo de una lista en una sola pasada.

        1. `actual` es la mayor suma de un tramo que **termina** en el elemento actual.
        2. Al llegar x hay dos opciones: alargar el tramo anterior o empezar de nuevo en x. Se elige la mayor.
        3. `mejor` recuerda el máximo visto.

        **Ejemplo:** ‹kadane([4, -6, 2, 5, -1]) =›, por el tramo 2, 5.
        """,
        pitfall="""empezar con `mejor = 0`: si todos los números son negativos, responde 0, que no es la suma
        de ningún tramo no vacío.""",
    ),
    complexity=Complexity(
        """
        Se recorre la lista una vez y en cada elemento se hacen dos comparaciones y una suma: O(n). Probar
        todos los tramos es O(n²) con sumas acumuladas y O(n³) si se suma cada uno desde cero.

        Solo se guardan dos números, sea cual sea la longitud de la lista. No se puede mejorar: cualquier
        algoritmo tiene que leer todos los elementos, porque un solo valor muy grande cambia la respuesta.
        """,
    ),
    build=Build(
        "Encuentra la suma máxima de un tramo contiguo no vacío de una lista.",
        "En cada posición se decide si conviene alargar el tramo anterior o empezar otro.",
        ("kadane([-2, 1, -3, 4, -1, 2, 1, -5, 4])", "kadane([-3, -1, -7])"),
    ),
    bugs=(
        Bug(
            "Mi Kadane devuelve 0 cuando todos los números son negativos. ¿Cómo lo arreglo?",
            ('mejor = actual = float("-inf")', "mejor = actual = 0"),
            "kadane([-4, -2, -9])",
            """Se parte de la suma del tramo vacío, que es 0 y supera a cualquier suma negativa. Si el tramo no
            puede ser vacío, hay que empezar con −∞, al que supera cualquier elemento.""",
        ),
        Bug(
            "Mi algoritmo de Kadane no encuentra el mejor tramo. ¿Cuál es el fallo?",
            ("actual = max(x, actual + x)", "actual = actual + x if x > 0 else x"),
            "kadane([5, -1, 4])",
            """El tramo se corta en cada número negativo. Un negativo puede merecer la pena si lo que viene
            antes lo compensa: 5 − 1 + 4 es mejor que 4 o que 5.""",
            "solo se empieza de nuevo cuando la suma acumulada perjudica, es decir, cuando es negativa.",
        ),
    ),
    exercises=(
        Trace(
            "Aplica Kadane a [3, -5, 4, -1, 2, -7, 3].",
            "kadane([3, -5, 4, -1, 2, -7, 3])",
            "mejor = max(mejor, actual)",
            "x = {x}: la mejor suma que termina aquí es {actual}; mejor hasta ahora, {max(mejor, actual)}.",
            "La suma máxima es ‹kadane([3, -5, 4, -1, 2, -7, 3])›, del tramo 4, −1, 2.",
            """En el 4 se empieza de nuevo, porque arrastrar −2 lo empeoraría. El −1 no corta el tramo: 4 − 1
            = 3 sigue ayudando al 2.""",
        ),
        QA(
            """Tengo los precios de una acción por día. ¿Cuál es el mayor beneficio comprando un día y vendiendo
            otro posterior?""",
            """
            Es la mayor diferencia entre un precio y el mínimo de los anteriores; equivale a aplicar Kadane a
            las variaciones diarias.

            ```python
            def beneficio(precios):
                minimo, mejor = precios[0], 0
                for p in precios:
                    minimo = min(minimo, p)
                    mejor = max(mejor, p - minimo)
                return mejor

            print(beneficio([7, 1, 5, 3, 6, 4]))  #=
            ```

            Se compra a 1 y se vende a 6. Si los precios solo bajan, lo mejor es no comprar y el beneficio es
            0: aquí el tramo vacío sí tiene sentido. Tiempo O(n) y memoria O(1).
            """,
            level="intermedio",
        ),
    ),
    comparisons=(
        QA(
            "Para la suma máxima de un tramo, ¿Kadane o divide y vencerás?",
            """
            Kadane: es O(n), usa memoria O(1) y ocupa unas pocas líneas. Divide y vencerás cuesta O(n log n)
            en su
            versión habitual.

            La segunda parte la lista por la mitad y combina tres casos: el mejor tramo está a la izquierda, a
            la derecha o cruza el centro. Es un buen ejercicio de recurrencias y tiene una ventaja: si cada
            mitad devuelve (total, mejor prefijo, mejor sufijo, mejor tramo), se combina en O(1) y puede
            guardarse en un árbol de segmentos para responder consultas con cambios.
            """,
            level="avanzado",
            title="o divide y vencerás",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué el algoritmo de Kadane se considera programación dinámica?",
            """
            Porque define un subproblema por posición y resuelve cada uno a partir del anterior.

            El subproblema es f(i): la mayor suma de un tramo que termina exactamente en i. La recurrencia es
            f(i) = max(a[i], f(i − 1) + a[i]). La respuesta es el máximo de todos los f(i). Como cada f(i)
            solo depende de f(i − 1), no hace falta guardar la tabla, y por eso el programa parece un simple
            bucle.
            """,
            level="intermedio",
            title="programación dinámica",
        ),
        QA(
            "¿Cómo obtengo también dónde empieza y termina el tramo de Kadane?",
            """
            Se guarda el inicio del tramo actual y, cada vez que mejora el máximo, se copian inicio y final.

            ```python
            a = [2, -3, 4, -1, 5]
            actual, inicio, mejor = 0, 0, (float("-inf"), 0, 0)
            for i, x in enumerate(a):
                if actual < 0:
                    actual, inicio = 0, i
                actual += x
                mejor = max(mejor, (actual, inicio, i))
            print(mejor)  #=
            ```

            El resultado es (suma, inicio, final): el tramo va de la posición 2 a la 4. Sigue siendo una sola
            pasada, O(n).
            """,
            title="dónde empieza y termina",
        ),
        QA(
            "¿Cuándo conviene empezar un tramo nuevo en el algoritmo de Kadane?",
            """
            Cuando la suma acumulada hasta el elemento anterior es negativa: arrastrarla solo empeoraría
            cualquier tramo posterior.

            `max(x, actual + x)` elige x exactamente cuando `actual` es negativo (si es 0, da igual). No
            importa el signo de x: en `[−5, −2]`, al llegar al −2 conviene empezar de nuevo, porque −2 es
            mejor que −7. **Error común:** reiniciar cuando el elemento es negativo, en vez de cuando lo es la
            suma.
            """,
            title="empezar tramo nuevo",
        ),
    ),
)
