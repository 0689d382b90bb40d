"""La búsqueda de puentes en un grafo."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory

ENTRY = Entry(
    key="puentes",
    name="la búsqueda de puentes en un grafo",
    topic="grafos",
    level="avanzado",
    time="O(V + E)",
    space="O(V)",
    code="""
def puentes(ady):
    entrada, bajo, r = {}, {}, []

    def dfs(u, padre):
        entrada[u] = bajo[u] = len(entrada)
        for v in ady[u]:
            if v == padre:
                continue
            if v in entrada:
                bajo[u] = min(bajo[u], entrada[v])
            else:
                dfs(v, u)
                bajo[u] = min(bajo[u], bajo[v])
                if bajo[v] > entrada[u]:
                    r.append((u, v))

    for u in ady:
        if u not in entrada:
            dfs(u, None)
    return r
""",
    theory=Theory(
        """
        Un puente es una arista de un grafo no dirigido cuya eliminación desconecta lo que unía; todos se
        encuentran con un solo recorrido en profundidad.

        - `entrada[u]` es el orden en que se visita u.
        - `bajo[u]` es el menor orden alcanzable desde el subárbol de u usando, como mucho, una arista de
        retroceso.
        - La arista u–v del árbol es un puente si `bajo[v] > entrada[u]`: desde v no se puede volver a u ni
        más arriba por otro camino.

        **Ejemplo:** en un triángulo 1, 2, 3 con una cola 3–4, ‹puentes({1: [2, 3], 2: [1, 3], 3: [1, 2, 4],
        4: [3]}) =›.
        """,
        pitfall="""tratar como arista de retroceso la misma por la que se ha llegado; entonces no se detectaría
        ningún puente.""",
    ),
    complexity=Complexity(
        """
        Es un recorrido en profundidad con dos números por vértice: cada vértice se visita una vez y cada
        arista se examina desde sus dos extremos, en total O(V + E). La alternativa de quitar cada arista y
        comprobar si el grafo sigue conexo cuesta O(E(V + E)).

        La recursión puede alcanzar V niveles, así que en Python los grafos muy profundos exigen una versión
        iterativa.
        """,
    ),
    build=Build(
        "Encuentra todos los puentes de un grafo no dirigido (sin aristas repetidas).",
        """El recorrido calcula hasta dónde puede «volver» cada subárbol; si no puede pasar por encima de la
        arista, es un puente.""",
        ("puentes({1: [2, 3], 2: [1, 3], 3: [1, 2, 4], 4: [3]})", "puentes({'a': ['b'], 'b': ['a', 'c'], 'c': ['b']})"),
    ),
    bugs=(
        Bug(
            "Mi detector de puentes no encuentra ninguno. ¿Qué comparación le falta?",
            ("            if v == padre:\n                continue\n", ""),
            "puentes({1: [2], 2: [1]})",
            """No se salta el padre. La arista por la que se ha bajado se toma como una arista de retroceso, y
            parece que siempre hay otro camino.""",
        ),
    ),
    exercises=(
        QA(
            "En el grafo con aristas 1–2, 2–3, 3–1, 3–4, 4–5, 5–6 y 6–4, ¿qué aristas son puentes?",
            """
            Solo 3–4: une dos triángulos, y es el único camino entre ellos.

            1. Una arista que pertenece a algún ciclo no es puente, porque el resto del ciclo sigue uniendo
            sus extremos.
            2. 1–2, 2–3 y 3–1 forman un ciclo; 4–5, 5–6 y 6–4, otro.
            3. 3–4 no está en ningún ciclo: al quitarla, {1, 2, 3} y {4, 5, 6} quedan separados.

            Comprobarlo quitando aristas de una en una costaría O(E(V + E)); con un recorrido en profundidad
            basta O(V + E).
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Qué diferencia hay entre un puente y un punto de articulación?",
            """
            El puente es una *arista* cuya eliminación desconecta el grafo; el punto de articulación es un
            *vértice*.

            - En dos triángulos que comparten un vértice no hay puentes, pero ese vértice es de articulación.
            - En el camino a–b–c, las dos aristas son puentes y b es de articulación; a y c no lo son.

            Los dos se calculan con los mismos números del recorrido: para la articulación la condición es
            `bajo[v] >= entrada[u]` (con la raíz aparte, que lo es si tiene dos o más hijos en el árbol).
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Por qué una arista que está en un ciclo no puede ser un puente?",
            """
            Porque al quitarla, sus extremos siguen unidos por el resto del ciclo.

            Cualquier camino que usara la arista puede dar el rodeo, así que ningún par de vértices queda
            desconectado. A la inversa, si una arista u–v no está en ningún ciclo, no hay otro camino entre u
            y v (con ella formaría uno), y al quitarla se separan. Por tanto, los puentes son exactamente las
            aristas que no pertenecen a ningún ciclo.
            """,
            level="intermedio",
        ),
        QA(
            "¿Para qué sirve encontrar los puentes de una red?",
            """
            Para localizar puntos débiles: enlaces cuya avería deja incomunicada a una parte de la red.

            - En una **red de ordenadores** o eléctrica, indican dónde conviene añadir una conexión
            redundante.
            - En un **mapa de carreteras**, los tramos sin ruta alternativa.
            - Si se contraen los trozos sin puentes, queda un bosque que resume la estructura; añadiendo
            aristas entre sus hojas se eliminan los puentes.
            """,
            level="intermedio",
        ),
    ),
)
