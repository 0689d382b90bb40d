"""El algoritmo de Floyd-Warshall."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

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
        ),
    ),
)
