"""El cálculo de componentes conexas."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="componentes-conexas",
    name="el cálculo de componentes conexas",
    topic="grafos",
    level="básico",
    time="O(V + E)",
    space="O(V)",
    code="""
def componentes(ady):
    etiqueta = [-1] * len(ady)
    total = 0
    for inicio in range(len(ady)):
        if etiqueta[inicio] != -1:
            continue
        pila = [inicio]
        etiqueta[inicio] = total
        while pila:
            u = pila.pop()
            for v in ady[u]:
                if etiqueta[v] == -1:
                    etiqueta[v] = total
                    pila.append(v)
        total += 1
    return etiqueta
""",
    theory=Theory(
        """
        Una componente conexa de un grafo no dirigido es un grupo máximo de vértices que pueden alcanzarse
        entre sí; calcularlas es repartir los vértices en esos grupos.

        1. Se recorre la lista de vértices.
        2. Si uno no tiene etiqueta, inicia una componente: se hace un recorrido (BFS o DFS) desde él.
        3. Todo lo que el recorrido alcanza recibe la misma etiqueta.

        **Ejemplo:** con aristas 0–1 y 2–3, ‹componentes([[1], [0], [3], [2]]) =›: dos componentes.
        """,
        pitfall="hacer un solo recorrido desde el vértice 0 y dar por visitado todo el grafo.",
    ),
    complexity=Complexity(
        """
        Aunque hay un bucle sobre los vértices con un recorrido dentro, cada vértice se etiqueta una única vez
        en toda la ejecución y sus aristas se revisan solo entonces. La suma de todos los recorridos es O(V +
        E), no V veces ese coste.

        Se guarda una etiqueta por vértice y una pila que nunca contiene más de V vértices.
        """,
    ),
    build=Build(
        "Asigna a cada vértice de un grafo no dirigido el número de su componente conexa.",
        "Cada vértice sin etiqueta arranca un recorrido que marca toda su componente con el mismo número.",
        ("componentes([[1], [0, 2], [1], [4], [3], []])",),
        """El vértice 5, aislado, forma su propia componente. El número de componentes es la etiqueta mayor más
        1.""",
    ),
    bugs=(
        Bug(
            "Mi programa dice que un grafo es conexo aunque tiene vértices sueltos. ¿Qué comprobación falta?",
            ("return len(vistos) == len(ady)", "return len(vistos) > 0"),
            "es_conexo([[1], [0], []])",
            """El recorrido parte de un vértice y solo ve su componente. Para saber si el grafo es conexo hay
            que comprobar que se han alcanzado *todos* los vértices.""",
            code="""
def es_conexo(ady):
    vistos, pila = {0}, [0]
    while pila:
        for v in ady[pila.pop()]:
            if v not in vistos:
                vistos.add(v)
                pila.append(v)
    return len(vistos) == len(ady)
""",
        ),
        Bug(
            "Todas mis componentes salen con la etiqueta 0. ¿Por qué?",
            ("        total += 1\n", ""),
            "componentes([[1], [0], []])",
            "El número de componente nunca aumenta, así que cada recorrido reutiliza la misma etiqueta.",
            "al terminar un recorrido hay que pasar a la etiqueta siguiente.",
        ),
    ),
    exercises=(
        Trace(
            "Encuentra las componentes conexas del grafo de 6 vértices con aristas 0–3, 1–4 y 3–5.",
            "componentes([[3], [4], [], [0, 5], [1], [3]])",
            "total += 1",
            "Terminado el recorrido desde {inicio}: etiquetas {etiqueta}.",
            """Hay tres componentes: {0, 3, 5}, {1, 4} y {2}. Se muestran las etiquetas al acabar cada recorrido
            (−1 significa sin visitar):""",
            """Los vértices 3, 4 y 5 no inician ningún recorrido, porque ya tenían etiqueta cuando les llegó el
            turno.""",
        ),
    ),
    comparisons=(
        QA(
            "Para saber si dos vértices están conectados, ¿recorrido del grafo o union-find?",
            """
            Recorrido si el grafo está completo desde el principio; union-find si las aristas van llegando y
            se intercalan preguntas.

            - **Recorrido único:** O(V + E) para etiquetar todo, y después cada pregunta es O(1): basta
            comparar etiquetas.
            - **Union-find:** cada arista nueva o pregunta cuesta casi O(1) amortizado.

            Si con cada arista nueva hubiera que repetir el recorrido, m aristas costarían O(m(V + E)).
            Ninguno de los dos admite bien que se *borren* aristas.
            """,
            level="intermedio",
            title="frente a union-find",
        ),
    ),
    concepts=(
        QA(
            "¿Cuál es la relación entre vértices, aristas y componentes en un bosque?",
            """
            En un bosque (grafo sin ciclos) se cumple que el número de componentes es V − E.

            Se empieza con V vértices aislados, es decir, V componentes. Cada arista que no forma ciclo une
            dos componentes distintas y reduce el total en 1. Por ejemplo, 7 vértices y 4 aristas sin ciclos
            dan 3 árboles. En un grafo con ciclos, alguna arista no une nada nuevo, así que las componentes
            son más de V − E.
            """,
            title="relación en un bosque",
        ),
        QA(
            "¿Existen las componentes conexas en grafos dirigidos?",
            """
            Sí, pero hay dos nociones: débilmente conexas, si se ignoran los sentidos, y fuertemente conexas,
            si se exige camino en ambos sentidos.

            Con las aristas 0 → 1 y 1 → 2, hay una sola componente débil y tres fuertes, porque desde el 2 no
            se puede volver. Si se añade 2 → 0, las tres se unen en una fuerte. Las débiles se calculan como
            en un grafo no dirigido; para las fuertes se usan los algoritmos de Tarjan o Kosaraju, también O(V
            + E).
            """,
            level="intermedio",
            title="grafos dirigidos",
        ),
        QA(
            "¿Cuántas aristas hay que añadir como mínimo para que un grafo con 4 componentes sea conexo?",
            """
            Tres: cada arista nueva puede unir dos componentes, y de 4 a 1 hay que reducir 3.

            Basta con elegir un vértice de cada componente y unirlos en cadena. En general, con k componentes
            hacen falta k − 1 aristas, y menos es imposible, porque una arista reduce el número de componentes
            en 1 como mucho. Contar componentes cuesta O(V + E); elegir las aristas, O(V) más.
            """,
            title="aristas para ser conexo",
        ),
    ),
    brief=Brief(
        what=(
            """Divide los vértices de un grafo no dirigido en grupos, de modo que dos vértices comparten grupo
            exactamente cuando hay un camino entre ellos.""",
            """Consiste en lanzar un recorrido desde cada vértice sin etiqueta y poner el mismo número a todo lo que
            alcanza: cada recorrido descubre una pieza separada del grafo.""",
            """Es como contar las islas de un archipiélago: desde una playa caminas por toda la isla, y para llegar
            a otra necesitas empezar de nuevo en otra costa.""",
            """El cálculo de componentes conexas averigua cuántos trozos sin conexión entre sí tiene un grafo no
            dirigido y a cuál pertenece cada vértice.""",
        ),
        cost=(
            """Aunque se lancen muchos recorridos, cada vértice se etiqueta en uno solo de ellos y sus aristas se
            miran únicamente entonces.""",
            """La pila de pendientes y el vector de etiquetas tienen, como mucho, un elemento por cada vértice del
            grafo.""",
            """Los recorridos se reparten el grafo sin solaparse, así que juntos trabajan como uno; solo hay que
            guardar etiquetas y pendientes.""",
        ),
        use=(
            """Conviene cuando el grafo ya está completo y quieres saber si es conexo, cuántas piezas tiene o
            responder muchas veces si dos vértices están comunicados.""",
            """En el tratamiento de imágenes separa objetos: los píxeles vecinos del mismo color forman una
            componente, y así se cuentan, por ejemplo, las células de una muestra.""",
            """Si las aristas van llegando poco a poco y preguntas entre medias: repetir el recorrido cada vez es
            caro y conviene union-find. Tampoco sirve tal cual en grafos dirigidos.""",
        ),
        beliefs=(
            QA(
                "Un bucle sobre los vértices con un recorrido dentro da O(V(V + E)) al buscar componentes conexas.",
                """No: los recorridos no repiten vértices. Cada vértice y cada arista se procesan una sola vez en
                toda la ejecución, así que el total es O(V + E).""",
                title="recorrido dentro del bucle",
            ),
            QA(
                "un vertice sin aristas no cuenta como componente conexa",
                """Sí cuenta: forma una componente él solo. Por ejemplo, ‹componentes([[], []]) =›, dos vértices
                aislados y dos componentes distintas.""",
                title="vértice sin aristas",
            ),
            QA(
                "con un recorrido desde el vertice 0 ya tengo todas las componentes conexas",
                """No, ese recorrido solo descubre la componente del 0. Hay que volver a empezar desde cada vértice
                que siga sin etiqueta.""",
                title="desde el vértice 0",
            ),
        ),
        faster=(
            QA(
                """Voy a preguntar un millón de veces si dos ciudades están comunicadas y el mapa no cambia. ¿Qué es
                más rápido?""",
                """Etiquetar las componentes una vez, en O(V + E), y comparar etiquetas en O(1) por pregunta. Un
                recorrido por pregunta costaría O(V + E) cada vez.""",
                title="un millón de preguntas",
            ),
            QA(
                "¿Para las componentes conexas es mejor DFS o BFS?",
                """Da igual: los dos alcanzan exactamente los mismos vértices en O(V + E). Elige una pila o cola
                propia si el grafo es muy profundo, para no agotar la recursión.""",
                title="DFS o BFS",
            ),
        ),
        results=(
            Result(
                "componentes([[1], [0], []])",
                """Desde el 0 se alcanza el 1 y los dos reciben la etiqueta 0. El 2 no tiene vecinos: inicia otro
                recorrido y recibe la etiqueta 1.""",
            ),
            Result(
                "componentes([[2], [], [0]])",
                """El 0 y el 2 son vecinos y se llevan la etiqueta 0. El 1, aislado, queda con la 1; al llegar al 2,
                ya estaba etiquetado.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Tengo una lista de amistades y quiero saber cuántos grupos de amigos sin relación hay. ¿Cómo
                    lo hago?""",
                    """Con componentes conexas: cada persona es un vértice y cada amistad, una arista. Lanza un
                    recorrido desde cada persona sin etiqueta y cuenta cuántos lanzas.""",
                ),
                QA(
                    "¿Y si luego aparece una amistad nueva?",
                    """Si une dos grupos distintos, los funde en uno. Para ir actualizando sin recorrerlo todo otra
                    vez, es más cómodo union-find.""",
                ),
            ),
            (
                QA(
                    "¿Por qué al buscar componentes conexas se prueba cada vértice como inicio?",
                    """Porque un recorrido no puede saltar a una pieza separada. Los vértices que se quedan sin
                    etiqueta pertenecen a piezas que aún no se han descubierto.""",
                ),
                QA(
                    "entonces siempre se hacen V recorridos",
                    """No: se hace uno por componente. Los vértices que ya tienen etiqueta se saltan, de modo que en
                    un grafo conexo solo hay un recorrido.""",
                ),
                QA(
                    "¿Y en memoria?",
                    "La de una etiqueta por vértice y una pila de pendientes: O(V), haya una componente o muchas.",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python una función que numere las piezas separadas de un grafo.",
            "Recibe las listas de adyacencia y devuelve, para cada vértice, el número de su componente conexa:",
            ("componentes([[3], [2], [1], [0], []])",),
            "Cada vértice se etiqueta al entrar en la pila; así no puede entrar dos veces.",
        ),
    ),
)
