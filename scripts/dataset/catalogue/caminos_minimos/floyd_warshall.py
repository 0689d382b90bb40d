"""El algoritmo de Floyd-Warshall."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="floyd-warshall",
    name="el algoritmo de Floyd-Warshall",
    topic="caminos mínimos",
    level="intermedio",
    time="O(V³)",
    space="O(V²)",
    code="""
def floyd_warshall(pesos):
    n = len(pesos)
    d = [fila[:] for fila in pesos]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if d[i][k] + d[k][j] < d[i][j]:
                    d[i][j] = d[i][k] + d[k][j]
    return d
""",
    theory=Theory(
        """
        Floyd-Warshall calcula la distancia mínima entre todas las parejas de vértices permitiendo, poco a
        poco, más vértices intermedios.

        - Al principio solo se conocen las aristas directas.
        - En la etapa k se pregunta, para cada pareja (i, j), si conviene pasar por k: d[i][k] + d[k][j] <
        d[i][j].
        - Tras la última etapa se han permitido todos los intermedios.

        **Ejemplo:** con 0→1 (3), 1→2 (2) y 0→2 (9), en la etapa k = 1 la distancia de 0 a 2 baja a 5. Admite
        pesos negativos si no hay ciclos negativos.
        """,
        pitfall="poner el bucle de k en el interior; tiene que ser el exterior.",
    ),
    complexity=Complexity(
        """
        Son tres bucles anidados de V vueltas cada uno, con una suma y una comparación en el centro: V³ en
        total, sin importar cuántas aristas haya. Para V = 500 son 125 millones de pasos, que en Python puro
        ya tardan bastante.

        La matriz de distancias ocupa V². Se puede reutilizar la misma matriz en todas las etapas, porque la
        fila y la columna k no cambian durante la etapa k.
        """,
        Count(
            "if d[i][k] + d[k][j] < d[i][j]:",
            "comparaciones",
            tuple((n, f"floyd_warshall([[0] * {n}] * {n})") for n in (3, 6, 12)),
        ),
    ),
    build=Build(
        """Calcula las distancias mínimas entre todas las parejas de vértices de un grafo dado como matriz de
        pesos.""",
        """La matriz empieza con los pesos de las aristas (0 en la diagonal e infinito donde no hay) y se mejora
        pasando por cada vértice k.""",
        ("inf = float('inf')", "floyd_warshall([[0, 3, 9], [inf, 0, 2], [1, inf, 0]])"),
    ),
    bugs=(
        Bug(
            "Mi Floyd-Warshall deja algunas distancias sin mejorar. ¿Qué orden es el correcto?",
            (
                "    for k in range(n):\n        for i in range(n):\n            for j in range(n):\n",
                "    for i in range(n):\n        for j in range(n):\n            for k in range(n):\n",
            ),
            "floyd_warshall([[0, 9, 9, 1], [9, 0, 9, 9], [9, 1, 0, 9], [9, 9, 1, 0]])",
            """El vértice intermedio k está en el bucle interior. Así cada pareja se decide de una vez, cuando
            otras distancias que necesita todavía no se han mejorado.""",
            "k va fuera: al terminar su etapa, todas las parejas han podido usar los intermedios 0…k.",
        ),
        Bug(
            "Al calcular las distancias se me modifica también la matriz original. ¿Por qué?",
            ("d = [fila[:] for fila in pesos]", "d = pesos[:]"),
            "tras_calcular([[0, 5, 1], [5, 0, 1], [1, 1, 0]])",
            """`pesos[:]` copia solo la lista exterior. Las filas son los mismos objetos, de modo que escribir
            en `d[i][j]` cambia también `pesos`.""",
            "hay que copiar cada fila. (`tras_calcular` enseña cómo queda la matriz que se pasó.)",
            code="""
def floyd_warshall(pesos):
    n = len(pesos)
    d = [fila[:] for fila in pesos]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if d[i][k] + d[k][j] < d[i][j]:
                    d[i][j] = d[i][k] + d[k][j]
    return d


def tras_calcular(pesos):
    floyd_warshall(pesos)
    return pesos
""",
        ),
    ),
    exercises=(
        Trace(
            "Aplica Floyd-Warshall a un grafo con 0→1 (4), 1→2 (1), 2→0 (2) y 0→2 (8). Muestra cada mejora.",
            "floyd_warshall([[0, 4, 8], [99, 0, 1], [2, 99, 0]])",
            "d[i][j] = d[i][k] + d[k][j]",
            """Por k = {k}: de {i} a {j} se pasa de {'∞' if d[i][j] == 99 else d[i][j]} a {d[i][k]} +
            {d[k][j]} = {d[i][k] + d[k][j]}.""",
            """La matriz final es ‹floyd_warshall([[0, 4, 8], [99, 0, 1], [2, 99, 0]])›. (Las aristas que faltan
            se representan con un número muy grande, 99.)""",
            """Cada mejora usa distancias que pueden venir de etapas anteriores: así se componen caminos de
            muchas aristas. En total hay n³ = 27 comparaciones y solo unas pocas cambian algo.""",
        ),
    ),
    comparisons=(
        QA(
            "Para todas las parejas de vértices, ¿Floyd-Warshall o Dijkstra desde cada vértice?",
            """
            Dijkstra repetido si el grafo es disperso y sin pesos negativos; Floyd-Warshall si es denso o
            pequeño, o si hay pesos negativos.

            - **Dijkstra V veces:** O(V(V + E) log V). Con E cercano a V es O(V² log V).
            - **Floyd-Warshall:** O(V³) siempre, pero son tres bucles sin estructuras auxiliares.
            - **Johnson:** combina Bellman-Ford y Dijkstra para grafos dispersos con pesos negativos.

            Con V = 200 cualquiera vale; con V = 20 000 la matriz de Floyd ya ocuparía 400 millones de
            casillas.
            """,
            title="frente a Dijkstra",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué Floyd-Warshall es programación dinámica?",
            """
            Porque resuelve subproblemas que se solapan y construye cada uno a partir de los anteriores.

            El subproblema es d_k(i, j): distancia mínima de i a j usando como intermedios solo los vértices
            0…k. O no se pasa por k, y vale d_{k−1}(i, j), o se pasa exactamente una vez, y vale d_{k−1}(i, k)
            + d_{k−1}(k, j). Se toma el mínimo. Cada valor se calcula una vez en O(1), y hay V³; guardando
            solo la etapa actual la memoria es O(V²).
            """,
            title="programación dinámica",
        ),
        QA(
            "¿Cómo detecta Floyd-Warshall un ciclo negativo?",
            """
            Mirando la diagonal al terminar: si algún d[i][i] es negativo, existe un ciclo negativo que pasa
            por i.

            La diagonal empieza en 0, «ir de i a i sin moverse». Solo puede bajar de cero si hay una forma de
            salir de i y volver con coste total negativo. En ese caso las distancias de las parejas que puedan
            pasar por el ciclo no están definidas. La comprobación añade O(V) al coste.
            """,
            title="detectar un ciclo negativo",
        ),
        QA(
            "¿Cómo obtengo con la idea de Floyd-Warshall qué vértices son alcanzables desde cada uno?",
            """
            Cambiando la suma por «y» y el mínimo por «o»: se obtiene el cierre transitivo, en O(V³).

            ```python
            a = [[1, 1, 0], [0, 1, 1], [0, 0, 1]]
            for k in range(3):
                for i in range(3):
                    for j in range(3):
                        a[i][j] |= a[i][k] & a[k][j]
            print(a)  #=
            ```

            El vértice 0 alcanza al 2 pasando por el 1. Si el grafo es disperso, es más rápido hacer un BFS
            desde cada vértice, O(V(V + E)).
            """,
            title="vértices alcanzables",
        ),
    ),
    brief=Brief(
        what=(
            """Calcula de una vez la distancia mínima entre todas las parejas de vértices, preguntando para cada
            vértice intermedio si conviene pasar por él.""",
            """Parte de la matriz de aristas directas y la mejora con tres bucles: si ir de i a k y de k a j es más
            corto que ir de i a j, se anota.""",
            """Es como una tabla de distancias entre ciudades que se va corrigiendo: primero se permiten escalas en
            Madrid, luego también en Burgos, y así hasta admitirlas todas.""",
            """El algoritmo de Floyd-Warshall es programación dinámica sobre una matriz de distancias y resuelve los
            caminos mínimos entre todas las parejas, incluso con pesos negativos sin ciclos negativos.""",
        ),
        cost=(
            "Tres bucles anidados recorren todas las ternas (k, i, j), con una sola comparación en cada una.",
            "Se trabaja sobre una copia de la matriz, con una casilla para cada pareja de vértices.",
            """Da igual cuántas aristas haya: siempre se prueban todos los intermedios para todas las parejas, y la
            tabla guarda una casilla por pareja.""",
        ),
        use=(
            """Cuando necesitas las distancias entre todas las parejas, el grafo es pequeño o denso, y valoras un
            código muy corto. También admite pesos negativos.""",
            """Sirve para preparar la tabla de tiempos entre los almacenes de una empresa: se calcula una vez y
            después cada consulta es leer una casilla.""",
            """No conviene si hay miles de vértices, por su crecimiento cúbico, o si solo interesa un origen. En
            grafos dispersos sin pesos negativos es mejor repetir Dijkstra desde cada vértice.""",
        ),
        beliefs=(
            QA(
                "en floyd-warshall da igual el orden de los tres bucles",
                """No: el del vértice intermedio, k, tiene que ser el exterior. Si va dentro, algunas parejas se
                deciden antes de conocer tramos que necesitan.""",
                title="orden de los bucles",
            ),
            QA(
                "floyd-warshall no admite pesos negativos, igual que dijkstra",
                """No: los admite sin problema mientras no haya ciclos negativos. Y si los hay, se nota, porque
                aparece un número negativo en la diagonal.""",
                title="pesos negativos",
            ),
            QA(
                "Con pocas aristas, Floyd-Warshall va mucho más deprisa.",
                """No: los tres bucles se ejecutan enteros haya las aristas que haya, así que siempre cuesta O(V³).
                El que aprovecha que haya pocas aristas es Dijkstra.""",
                title="pocas aristas",
            ),
        ),
        faster=(
            QA(
                """Necesito la tabla de distancias entre 100 aeropuertos con vuelos casi entre todos.
                ¿Floyd-Warshall o Bellman-Ford desde cada uno?""",
                """Floyd-Warshall: O(V³), un millón de pasos. Bellman-Ford repetido cuesta O(V²E), y con casi V²
                aristas eso es O(V⁴), cien veces más.""",
                title="frente a Bellman-Ford",
            ),
            QA(
                "Con 5000 vértices y 10 000 aristas positivas, ¿Floyd-Warshall para todas las distancias?",
                """No, mejor Dijkstra desde cada vértice: O(V(V + E) log V), unos 10⁹ pasos. Floyd-Warshall haría
                V³, más de 10¹¹.""",
                title="grafo de 5000 vértices",
            ),
        ),
        results=(
            Result(
                "floyd_warshall([[0, 1, 8], [8, 0, 2], [8, 8, 0]])",
                """Solo mejora la pareja (0, 2): pasando por el 1 cuesta 1 + 2 = 3, menos que 8. Las demás casillas
                quedan igual.""",
            ),
            Result(
                "floyd_warshall([[0, 7], [3, 0]])",
                """Con dos vértices, cualquier intermedio es uno de los extremos y no acorta nada: la matriz
                resultante es igual que la original.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Tengo 50 oficinas y quiero una tabla con lo que se tarda entre cada dos, aunque haya que
                    pasar por otras. ¿Qué uso?""",
                    """Floyd-Warshall: rellena la matriz con los trayectos directos, infinito donde no haya, y deja
                    que pruebe cada oficina como escala. Son solo 125 000 pasos.""",
                ),
                QA(
                    "y si quiero saber tambien la ruta",
                    """Guarda otra matriz con el primer paso de cada pareja: cuando mejores (i, j) pasando por k,
                    copia en ella el primer paso de (i, k).""",
                ),
            ),
            (
                QA(
                    "¿Por qué Floyd-Warshall puede usar una sola matriz para todas las etapas?",
                    """Porque en la etapa k no cambian ni la fila k ni la columna k, si no hay ciclos negativos: los
                    valores que se consultan son los correctos.""",
                ),
                QA(
                    "y en memoria que se gana",
                    "Con una matriz por etapa harían falta O(V³) casillas; reutilizando la misma basta con O(V²).",
                ),
                QA(
                    "¿Entonces siempre modifica la matriz que le paso?",
                    """En esta versión no: empieza copiando cada fila y trabaja sobre la copia, de modo que la
                    original queda intacta.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código de Floyd-Warshall?",
            """La entrada es la matriz de pesos, con 0 en la diagonal e infinito donde no hay arista; devuelve otra
            con las distancias mínimas:""",
            (
                "inf = float('inf')",
                "floyd_warshall([[0, 4, inf], [inf, 0, -1], [inf, inf, 0]])",
            ),
            "Un infinito nunca gana la comparación, así que las parejas sin camino se quedan como estaban.",
        ),
    ),
)
