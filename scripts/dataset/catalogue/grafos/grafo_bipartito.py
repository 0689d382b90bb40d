"""La comprobación de grafo bipartito."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="grafo-bipartito",
    name="la comprobación de grafo bipartito",
    topic="grafos",
    level="intermedio",
    time="O(V + E)",
    space="O(V)",
    code="""
def dos_colores(ady):
    color = [None] * len(ady)
    for inicio in range(len(ady)):
        if color[inicio] is not None:
            continue
        color[inicio] = 0
        pila = [inicio]
        while pila:
            u = pila.pop()
            for v in ady[u]:
                if color[v] is None:
                    color[v] = 1 - color[u]
                    pila.append(v)
                elif color[v] == color[u]:
                    return None
    return color
""",
    theory=Theory(
        """
        Un grafo es bipartito si sus vértices se pueden pintar con dos colores sin que ninguna arista una dos
        del mismo color.

        1. Se pinta un vértice de color 0.
        2. Sus vecinos tienen que ser de color 1, los vecinos de estos de color 0, y así sucesivamente.
        3. Si una arista une dos vértices del mismo color, el grafo no es bipartito.

        **Ejemplo:** un cuadrado sí lo es: ‹dos_colores([[1, 3], [0, 2], [1, 3], [0, 2]])›. Un triángulo no.
        """,
        pitfall="""empezar solo en el vértice 0; si el grafo no es conexo, las demás componentes quedan sin
        comprobar.""",
        ask="¿Qué significa que un grafo sea bipartito y cómo se comprueba?",
    ),
    complexity=Complexity(
        """
        Es un recorrido del grafo: cada vértice se pinta una vez y cada arista se examina desde sus dos
        extremos. El trabajo por arista es comparar o asignar un color, O(1). En total O(V + E).

        Hay un color por vértice y una pila que contiene, como mucho, todos los vértices. Si el grafo se da
        como matriz, mirar los vecinos de un vértice cuesta O(V) y el total pasa a O(V²).
        """,
        ask="Razona cuánto cuesta, en tiempo y en memoria, comprobar si un grafo es bipartito.",
    ),
    build=Build(
        "Decide si un grafo es bipartito y, si lo es, devuelve los dos grupos como colores 0 y 1.",
        """Se propaga el color contrario a cada vecino; un vecino con el mismo color demuestra que no es
        posible.""",
        ("dos_colores([[1], [0, 2], [1]])", "dos_colores([[1, 2], [0, 2], [0, 1]])"),
        "El segundo grafo es un triángulo, un ciclo de longitud impar.",
    ),
    bugs=(
        Bug(
            "Mi comprobación de grafo bipartito acepta un triángulo. ¿Qué parte falta?",
            ("                elif color[v] == color[u]:\n                    return None\n", ""),
            "dos_colores([[1, 2], [0, 2], [0, 1]])",
            """Se pintan los vértices, pero nunca se comprueban las aristas que llegan a uno ya pintado. Son
            justo las que pueden revelar el conflicto.""",
        ),
        Bug(
            "Este test de bipartito falla cuando el grafo tiene varias partes separadas. ¿Por qué?",
            ("for inicio in range(len(ady)):", "for inicio in range(1):"),
            "dos_colores([[], [2, 3], [1, 3], [1, 2]])",
            """Solo se recorre la componente del vértice 0. El triángulo formado por 1, 2 y 3 ni siquiera se
            visita.""",
            "hay que iniciar un recorrido en cada vértice que siga sin color.",
        ),
    ),
    exercises=(
        Trace(
            "¿Es bipartito el ciclo de cinco vértices 0–1–2–3–4–0? Colorea paso a paso.",
            "dos_colores([[1, 4], [0, 2], [1, 3], [2, 4], [3, 0]])",
            "if color[v] is None:",
            """Arista {u}–{v}: {u} tiene color {color[u]} y {v} {'está sin pintar, toma el ' + str(1 - color[u])
            if color[v] is None else 'tiene color ' + str(color[v])}.""",
            "No lo es: al cerrar el ciclo aparece una arista con los dos extremos del mismo color.",
            """Cualquier ciclo de longitud impar produce este conflicto, porque los colores tendrían que
            alternarse un número impar de veces y volver al inicial.""",
        ),
    ),
    comparisons=(
        QA(
            "Para comprobar si un grafo es bipartito, ¿BFS, DFS o union-find?",
            """
            Los tres sirven; lo más directo es colorear con BFS o DFS, en O(V + E).

            - **BFS:** el color es la paridad de la distancia al origen.
            - **DFS:** el mismo coloreado; con recursión hay que vigilar la profundidad.
            - **Union-find:** se unen entre sí todos los vecinos de cada vértice; si un vértice queda en el
            mismo grupo que un vecino, no es bipartito. Interesa cuando las aristas llegan de una en una.

            El resultado no depende del método: un grafo es bipartito o no lo es.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué tienen que ver los ciclos impares con los grafos bipartitos?",
            """
            Un grafo es bipartito si y solo si no contiene ningún ciclo de longitud impar.

            - Si hay un ciclo impar, al alternar colores a lo largo de él el último vértice tiene el mismo
            color que el primero, y son vecinos.
            - Si no hay ciclos impares, colorear por la paridad de la distancia a un origen funciona: una
            arista entre dos vértices de igual paridad cerraría un ciclo impar.

            Por eso los árboles, que no tienen ciclos, siempre son bipartitos.
            """,
        ),
        QA(
            "Pon ejemplos de problemas reales que se modelan con un grafo bipartito.",
            """
            Aparecen siempre que hay dos clases de objetos y las relaciones solo van de una clase a la otra.

            - **Candidatos y puestos:** una arista indica que el candidato puede ocupar el puesto. Asignarlos
            es un emparejamiento.
            - **Alumnos y asignaturas**, o **usuarios y películas** en un recomendador.
            - **Casillas blancas y negras** de un tablero: colocar fichas de dominó es emparejar casillas
            vecinas.

            Reconocerlo es útil, porque problemas difíciles en general, como el emparejamiento máximo, son más
            sencillos en grafos bipartitos.
            """,
            level="básico",
        ),
    ),
)
