"""El problema del viajante con programación dinámica (Held-Karp)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory

ENTRY = Entry(
    key="viajante",
    name="el problema del viajante con programación dinámica (Held-Karp)",
    topic="programación dinámica",
    level="avanzado",
    time="O(n² · 2ⁿ)",
    space="O(n · 2ⁿ)",
    code="""
from functools import cache


def viajante(d):
    n = len(d)

    @cache
    def mejor(visitadas, u):
        if visitadas == 2**n - 1:
            return d[u][0]
        return min(
            d[u][v] + mejor(visitadas | 1 << v, v)
            for v in range(n)
            if not visitadas >> v & 1
        )

    return mejor(1, 0)
""",
    theory=Theory(
        """
        El problema del viajante busca el recorrido más corto que pasa una vez por cada ciudad y vuelve al
        inicio; Held-Karp lo resuelve con programación dinámica sobre subconjuntos.

        - **Estado:** qué ciudades se han visitado (un conjunto, en forma de máscara de bits) y en cuál se
        está.
        - **Decisión:** a qué ciudad pendiente ir.
        - **Final:** cuando están todas, se vuelve a la primera.

        El orden en que se visitaron las anteriores no importa: solo cuáles fueron y dónde se está.
        **Ejemplo:** ‹viajante([[0, 1, 9], [1, 0, 2], [9, 2, 0]]) =›.
        """,
        ask="¿Qué pide el problema del viajante y cómo lo resuelve Held-Karp?",
        pitfall="""incluir en el estado el camino completo; así no se repite ningún estado y se vuelven a
        probar las (n − 1)! rutas.""",
    ),
    complexity=Complexity(
        """
        Hay 2ⁿ conjuntos y n ciudades actuales posibles, y desde cada estado se prueban hasta n siguientes:
        O(n² · 2ⁿ). Es exponencial, pero mucho mejor que las (n − 1)! rutas: para n = 15 son unos 7 millones
        de pasos frente a 87 000 millones.

        Hay que guardar un valor por estado, O(n · 2ⁿ), y la memoria suele ser el primer límite, hacia n = 20
        o 25.
        """,
        ask="Razona cuánto cuesta, en tiempo y en memoria, el algoritmo de Held-Karp para el viajante.",
    ),
    build=Build(
        "Resuelve el problema del viajante de forma exacta para pocas ciudades.",
        """`mejor(visitadas, u)` es el menor coste de completar la ruta desde u; `functools.cache` evita repetir
        estados.""",
        ("viajante([[0, 10, 15, 20], [10, 0, 35, 25], [15, 35, 0, 30], [20, 25, 30, 0]])",),
        "La ruta óptima del ejemplo es 0 → 1 → 3 → 2 → 0: 10 + 25 + 30 + 15.",
    ),
    bugs=(
        Bug(
            "Mi solución del viajante da un coste menor que el real. ¿Qué tramo no suma?",
            ("            return d[u][0]\n", "            return 0\n"),
            "viajante([[0, 1, 9], [1, 0, 2], [9, 2, 0]])",
            """Falta la vuelta a la ciudad inicial. Con todas visitadas, el recorrido todavía debe cerrarse
            desde la ciudad actual hasta la 0.""",
        ),
    ),
    exercises=(
        QA(
            """Resuelve por fuerza bruta el viajante de 4 ciudades con distancias 0-1: 2, 0-2: 9, 0-3: 10, 1-2:
            6, 1-3: 4, 2-3: 3.""",
            """
            La ruta mínima es 0 → 1 → 3 → 2 → 0, con coste 18. Fijada la salida, hay 3! = 6 rutas, que son 3
            si no importa el sentido.

            ```python
            from itertools import permutations

            d = {(0, 1): 2, (0, 2): 9, (0, 3): 10, (1, 2): 6, (1, 3): 4, (2, 3): 3}
            rutas = {}
            for p in permutations([1, 2, 3]):
                r = (0, *p, 0)
                rutas[r] = sum(d[min(e), max(e)] for e in zip(r, r[1:]))
            print(min(rutas.items(), key=lambda x: x[1]))  #=
            ```

            Ir siempre a la ciudad más cercana da aquí la misma ruta, pero en general puede equivocarse mucho.
            """,
        ),
    ),
    comparisons=(
        QA(
            "Para el viajante, ¿fuerza bruta, Held-Karp o una heurística?",
            """
            Fuerza bruta hasta unas 10 ciudades, Held-Karp hasta unas 20 y heurísticas para más.

            - **Fuerza bruta:** O(n!), sin memoria.
            - **Held-Karp:** O(n² 2ⁿ), exacto, con mucha memoria.
            - **Vecino más cercano y 2-opt:** O(n²) por pasada, buenas soluciones sin garantía.
            - **Christofides:** si se cumple la desigualdad triangular, como mucho 1,5 veces el óptimo.

            Con ramificación y corte se han resuelto de forma exacta casos de decenas de miles de ciudades.
            """,
            title="fuerza bruta o heurística",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué Held-Karp mejora a la fuerza bruta si los dos son exponenciales?",
            """
            Porque agrupa las rutas que han visitado las mismas ciudades y están en la misma: de todas ellas
            solo interesa la más barata.

            Con 10 ciudades visitadas hay 9! = 362 880 maneras de haber llegado a la última, y Held-Karp
            conserva una. El total baja de (n − 1)! a n² 2ⁿ. Como n! crece mucho más deprisa que 2ⁿ, la ventaja
            aumenta con n: para n = 20 son 4 · 10⁸ pasos frente a 10¹⁷.
            """,
            title="frente a otro exponencial",
        ),
        QA(
            "¿Qué es la programación dinámica con máscaras de bits?",
            """
            Es aquella en la que el estado incluye un subconjunto de elementos, representado por los bits de
            un entero.

            El bit i indica si el elemento i está en el conjunto. Añadirlo es `m | 1 << i` y preguntar por él,
            `m >> i & 1`. Como la máscara es un número entre 0 y 2ⁿ − 1, sirve de índice en una tabla. Se usa
            en el viajante, en asignar tareas a personas o en cubrir un tablero, siempre con n pequeño: hasta
            unos 20 elementos.
            """,
            title="máscaras de bits",
        ),
    ),
    brief=Brief(
        what=(
            """Es hallar la ruta más corta que sale de una ciudad, pasa una vez por todas las demás y regresa,
            guardando para cada grupo de ciudades visitadas lo mejor que se puede hacer después.""",
            """El viajante quiere visitar n ciudades con el menor recorrido. Held-Karp lo calcula de forma exacta
            combinando qué ciudades lleva visitadas y en cuál está ahora.""",
            """Imagina un viajante que no recuerda el orden de sus paradas, solo cuáles ha hecho y dónde está:
            con eso basta para decidir el resto, y ese ahorro es la idea de Held-Karp.""",
            """El problema del viajante con programación dinámica (Held-Karp) se resuelve calculando una sola vez cada
            pareja formada por un conjunto de ciudades visitadas y la ciudad actual, y así se halla la ruta óptima.""",
        ),
        cost=(
            """Hay un estado por cada conjunto de ciudades y ciudad actual, y desde cada uno se prueban las
            ciudades que faltan.""",
            """Se guarda el mejor coste de cada pareja de conjunto visitado y ciudad actual, y los conjuntos
            posibles son 2ⁿ.""",
            """El número de subconjuntos manda: por cada uno y cada ciudad actual se guarda un valor y se prueban
            hasta n destinos.""",
        ),
        use=(
            """Cuando hay pocas paradas, hasta unas veinte, y se necesita la ruta óptima con seguridad, no solo
            una buena.""",
            """Un reparto con una docena de paradas, o el orden en que un taladro automático hace unos pocos
            agujeros en una placa: acortar el recorrido ahorra tiempo en cada pieza.""",
            """Con decenas de ciudades, porque cada ciudad nueva hace que el tiempo y la memoria se dupliquen con
            creces. Para esos tamaños se usan heurísticas o ramificación y corte.""",
        ),
        beliefs=(
            QA(
                "La ruta óptima del viajante se obtiene yendo siempre a la ciudad más cercana.",
                """No: esa regla puede obligar a un regreso muy largo. Da rutas razonables, pero sin garantía; el
                óptimo exige comparar alternativas, como hace Held-Karp.""",
                title="la ciudad más cercana",
            ),
            QA(
                "held karp resuelve el viajante en tiempo polinomico",
                """No: es exponencial, O(n² · 2ⁿ). Mejora mucho a las (n − 1)! rutas de la fuerza bruta, pero con
                40 ciudades ya es inviable.""",
                title="tiempo polinómico",
            ),
            QA(
                "En Held-Karp hay que guardar el orden en que se visitaron las ciudades.",
                """No: basta el conjunto de visitadas y la ciudad actual. Dos órdenes distintos que llegan al
                mismo punto tienen por delante las mismas opciones.""",
                title="orden de las visitas",
            ),
        ),
        faster=(
            QA(
                "Para la ruta más corta por 12 ciudades, ¿pruebo todos los órdenes o uso Held-Karp?",
                """Held-Karp: O(n² · 2ⁿ) son unos 590 000 pasos. Todos los órdenes son 11!, casi 40 millones, y
                cada ciudad nueva agranda la diferencia.""",
                title="o probar todos los órdenes",
            ),
            QA(
                "Tengo que visitar 200 clientes y me vale una ruta buena. ¿Uso Held-Karp?",
                """No: con 200 clientes es imposible, por el factor 2ⁿ. Usa una heurística, como el vecino más
                cercano mejorado con 2-opt, y tendrás una buena ruta en segundos.""",
                title="200 clientes",
            ),
        ),
        results=(
            Result(
                "viajante([[0, 5], [5, 0]])",
                "Con dos ciudades solo se puede ir y volver: 5 de ida y otros 5 de vuelta a la ciudad inicial.",
            ),
            Result(
                "viajante([[0, 2, 4], [2, 0, 3], [4, 3, 0]])",
                """Con tres ciudades y distancias simétricas, las dos rutas posibles recorren los mismos tres
                tramos, en un sentido o en el otro: 2 + 3 + 4.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Un repartidor sale del almacén, visita 10 casas y vuelve. ¿Cómo hallo la ruta más corta
                    exacta?""",
                    """Es el viajante con 11 puntos: Held-Karp guarda, para cada conjunto de casas visitadas y
                    posición actual, el menor coste de terminar. Son unos 250 000 pasos.""",
                ),
                QA(
                    "¿Y con 30 casas?",
                    """Ya no es práctico: 31 puntos dan más de dos mil millones de conjuntos. Habría que
                    conformarse con una heurística o recurrir a un programa especializado.""",
                ),
                QA(
                    "y si las calles son de sentido unico",
                    """Sirve igual: la matriz de distancias no tiene por qué ser simétrica. Ir de una casa a otra
                    puede costar distinto que volver.""",
                ),
                QA(
                    "¿Me lo resumes?",
                    """Estado: conjunto de visitadas y posición. Decisión: siguiente parada. Se guarda el mejor
                    coste de cada estado. Tiempo O(n² · 2ⁿ), memoria O(n · 2ⁿ), exacto para pocas paradas.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en Held-Karp se usa un entero como conjunto de ciudades?",
                    """Porque cada bit dice si una ciudad está visitada: añadir una es un «o» de bits, ocupa muy
                    poco y sirve de clave para guardar el resultado.""",
                ),
                QA(
                    "¿Qué sería el 5, por ejemplo?",
                    "En binario es 101: están visitadas las ciudades 0 y 2, y la 1 todavía no.",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas en Python el viajante exacto con `cache` y máscaras de bits?",
            """La función interna `mejor` da el menor coste de terminar la ruta desde la ciudad `u` con ciertas
            ciudades ya visitadas:""",
            ("viajante([[0, 3, 4, 2], [3, 0, 4, 6], [4, 4, 0, 5], [2, 6, 5, 0]])",),
            """Cuando `visitadas` vale `2**n - 1` todos los bits están a 1, y solo falta sumar la vuelta a la
            ciudad 0.""",
        ),
        tool="el algoritmo de Held-Karp para el viajante",
    ),
)
