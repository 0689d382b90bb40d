"""La comprobación de grafo bipartito."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="BFS, DFS o union-find",
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
            title="ciclos impares",
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
            title="ejemplos reales",
        ),
    ),
    brief=Brief(
        what=(
            """Decide si los vértices de un grafo se pueden repartir en dos equipos de manera que todas las aristas
            vayan de un equipo al otro.""",
            """Intenta pintar el grafo con dos colores, dando a cada vecino el color contrario; si alguna arista
            acaba con sus dos extremos iguales, la respuesta es que no.""",
            """Es como sentar en dos mesas a personas que no se llevan bien: cada una manda a sus enemigos a la otra
            mesa, y se fracasa si dos enemigos caen juntos.""",
            """La comprobación de grafo bipartito recorre el grafo alternando dos colores y equivale a averiguar si
            contiene algún ciclo de longitud impar.""",
        ),
        cost=(
            """Cada vértice se pinta una sola vez y cada arista se mira desde sus dos extremos, con una comparación
            de colores.""",
            "Solo se guardan el color de cada vértice y la pila de los que faltan por atender.",
            "Es un recorrido corriente del grafo que, además, asigna o compara un color por cada arista.",
        ),
        use=(
            """Antes de aplicar algoritmos que solo valen en grafos bipartitos, como el emparejamiento de Kuhn, o
            para repartir cosas incompatibles en exactamente dos grupos.""",
            """Sirve para organizar dos turnos: si cada arista une a dos trabajadores que no pueden coincidir, un
            coloreado con dos colores es directamente el reparto en mañana y tarde.""",
            """Si hay tres grupos o más: decidir si bastan tres colores es un problema NP-completo. Tampoco dice qué
            hacer cuando falla; solo señala que hay un ciclo impar.""",
        ),
        beliefs=(
            QA(
                "Si un grafo tiene ciclos, no puede ser bipartito.",
                """No: solo estorban los ciclos de longitud impar. Un cuadrado es un ciclo de cuatro vértices y se
                pinta sin problemas alternando dos colores.""",
                title="con ciclos",
            ),
            QA(
                "para saber si es bipartito hay que probar los 2ⁿ repartos de colores",
                """No: al fijar el color de un vértice, los de toda su componente quedan obligados. Basta
                propagarlos con un recorrido, en O(V + E).""",
                title="2ⁿ repartos de colores",
            ),
            QA(
                "Un grafo bipartito tiene que ser conexo, con las dos partes unidas.",
                """No, puede tener varias componentes y hasta vértices aislados: ‹dos_colores([[1], [0], []]) =›. Lo
                que hace falta es que cada componente admita dos colores.""",
                title="conexo y partes unidas",
            ),
        ),
        faster=(
            QA(
                """Las incompatibilidades me llegan de una en una y quiero saber en cada momento si sigo pudiendo
                hacer dos grupos. ¿Coloreo todo otra vez?""",
                """Mejor union-find con paridades: cada arista cuesta casi O(1) amortizado. Volver a colorear tras
                cada una costaría O(V + E) por arista.""",
                title="incompatibilidades una a una",
            ),
            QA(
                "¿Es más fácil comprobar si un grafo se pinta con dos colores o con tres?",
                """Con dos, muchísimo: O(V + E) con un recorrido. Con tres, el problema es NP-completo y no se
                conoce ningún algoritmo polinómico.""",
                title="frente a tres colores",
            ),
        ),
        results=(
            Result(
                "dos_colores([[1, 2], [0], [0]])",
                """El 0 recibe el color 0 y sus vecinos, el 1 y el 2, el color 1. Entre ellos no hay arista, así que
                no aparece ningún conflicto.""",
            ),
            Result(
                "dos_colores([[3], [2], [1], [0]])",
                """El 0 toma el color 0 y su vecino 3, el 1. Después empieza otra componente: el 1 toma el color 0 y
                el 2, el 1.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Tengo alumnos que se pelean y quiero repartirlos en dos clases sin que coincidan los que se
                    llevan mal. ¿Se puede saber si es posible?""",
                    """Sí: haz un grafo con una arista por pelea y comprueba si es bipartito. Pinta a uno de un
                    color, a sus rivales del otro, y sigue hasta terminar.""",
                ),
                QA(
                    "¿Y si tres se llevan mal entre sí?",
                    """Entonces es imposible: forman un triángulo, un ciclo impar, y con dos clases siempre
                    coincidirían dos de ellos.""",
                ),
            ),
            (
                QA(
                    "¿Por qué los árboles son siempre bipartitos?",
                    """Porque no tienen ciclos y, por tanto, tampoco ciclos impares. Basta pintar por niveles: los
                    de profundidad par de un color y los de impar del otro.""",
                ),
                QA(
                    "y si al arbol le añado una arista",
                    """Depende: si une un nivel par con uno impar, sigue siendo bipartito; si une dos del mismo
                    color, cierra un ciclo impar y deja de serlo.""",
                ),
                QA(
                    "¿Cómo lo nota el programa?",
                    """Al revisar la arista ve que el vecino ya está pintado y del mismo color que el vértice
                    actual; entonces devuelve `None`.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas código para separar un grafo en dos bandos?",
            """Recibe las listas de adyacencia y devuelve un color, 0 o 1, para cada vértice; si no es posible,
            devuelve `None`:""",
            (
                "dos_colores([[1, 3], [0, 2], [1, 3], [0, 2]])",
                "dos_colores([[1], [0], [3], [2]])",
            ),
            "`1 - color[u]` es una forma corta de pasar de 0 a 1 y de 1 a 0.",
        ),
    ),
)
