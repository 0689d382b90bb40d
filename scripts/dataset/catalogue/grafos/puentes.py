"""La búsqueda de puentes en un grafo."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory

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
            title="o punto de articulación",
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
            title="arista en un ciclo",
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
            title="utilidad en una red",
        ),
    ),
    brief=Brief(
        what=(
            """Encuentra las conexiones imprescindibles de un grafo no dirigido: las aristas que, si se quitan,
            separan vértices que antes estaban comunicados.""",
            """Hace un recorrido en profundidad y anota hasta qué vértice anterior puede volver cada rama; si una
            rama no puede subir por otro camino, la arista que la une es un puente.""",
            """Es localizar en un mapa las carreteras únicas: aquellas cuyo corte aísla a un pueblo porque no hay
            ninguna ruta alternativa, ni siquiera dando un rodeo.""",
            """La búsqueda de puentes en un grafo identifica en una sola pasada las aristas que no pertenecen a
            ningún ciclo, comparando el orden de entrada de u con el valor bajo de v.""",
        ),
        cost=(
            """Un único recorrido en profundidad basta para todas las aristas, porque el valor bajo de cada vértice
            se obtiene de sus hijos sin trabajo adicional.""",
            "Se guardan dos números por vértice, y la recursión puede encadenar una llamada por cada uno.",
            """Es el precio de un recorrido en profundidad con un par de comparaciones más por arista y dos números
            por vértice.""",
        ),
        use=(
            """Cuando quieres conocer los puntos frágiles de una red no dirigida, o partir un grafo en bloques que
            resistan la caída de cualquier enlace.""",
            """Un operador de telecomunicaciones lo aplica al mapa de su red de fibra: cada puente es un cable cuya
            rotura deja sin servicio a una zona entera.""",
            """Si el grafo es dirigido o tiene aristas repetidas, porque esta versión no los contempla. Para saber
            qué vértices son críticos, y no qué aristas, se buscan puntos de articulación.""",
        ),
        beliefs=(
            QA(
                "Para hallar los puentes hay que quitar cada arista y comprobar si el grafo sigue conexo.",
                """No hace falta: eso cuesta O(E(V + E)). Con los valores de entrada y bajo de un solo recorrido en
                profundidad se encuentran todos en O(V + E).""",
                title="quitar cada arista",
            ),
            QA(
                "si un vertice tiene muchas aristas ninguna de ellas es un puente",
                """No: en una estrella, el centro tiene muchas aristas y todas son puentes. Lo que cuenta es si la
                arista está en algún ciclo, no el grado.""",
                title="vértice con muchas aristas",
            ),
            QA(
                "En un árbol no hay puentes porque no hay ciclos.",
                """Al revés: en un árbol todas las aristas son puentes, precisamente porque ninguna está en un ciclo
                y no existe camino alternativo.""",
                title="en un árbol",
            ),
        ),
        faster=(
            QA(
                "Solo quiero saber si una carretera concreta es un puente. ¿Calculo todos los puentes?",
                """No hace falta: basta un recorrido que no use esa arista y mirar si se llega de un extremo al
                otro. Las dos opciones son O(V + E), pero esta es más sencilla.""",
                title="una carretera concreta",
            ),
            QA(
                "¿Puentes con DFS o union-find, si la red va ganando cables?",
                """Union-find, contrayendo los ciclos que se van cerrando: O(log V) amortizado por cable. Repetir el
                DFS costaría O(V + E) con cada uno; si la red ya está completa, basta hacerlo una vez.""",
                title="DFS o union-find",
            ),
        ),
        results=(
            Result(
                "puentes({1: [2], 2: [1, 3], 3: [2]})",
                """Es un camino, sin ciclos: desde el 3 no se vuelve más arriba, y desde el 2 tampoco. Se anota
                primero la arista más profunda, al regresar de ella.""",
            ),
            Result(
                "puentes({1: [2, 3], 2: [1, 3], 3: [1, 2]})",
                """Es un triángulo: se baja de 1 a 2 y de 2 a 3, y el 3 tiene una arista de vuelta al 1. Ninguna
                rama queda sin otro camino.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Mi empresa tiene varias oficinas conectadas por cables. ¿Cómo sé qué cable no puede fallar?",
                    """Busca los puentes del grafo de oficinas y cables: son exactamente los que, al romperse, dejan
                    a unas oficinas sin conexión con otras.""",
                ),
                QA(
                    "¿Y cómo evito que un cable sea un puente?",
                    """Haz que forme parte de un ciclo: añade otro cable entre las dos zonas que separa. En cuanto
                    hay rodeo, deja de ser puente.""",
                ),
                QA(
                    "entonces siempre basta con un cable mas",
                    """No siempre para todos: cada cable nuevo arregla los puentes que quedan dentro del ciclo que
                    cierra. Si hay ramas en varias direcciones, harán falta más.""",
                ),
            ),
            (
                QA(
                    "¿Por qué la condición de puente es `bajo[v] > entrada[u]`?",
                    """Porque `bajo[v]` dice lo más arriba que puede llegar la rama de v. Si es mayor que la entrada
                    de u, la rama no alcanza a u sin esa arista.""",
                ),
                QA(
                    "y si fueran iguales",
                    """Entonces la rama de v puede volver hasta u por otra arista: u y v están en un ciclo y u–v no
                    es puente, aunque u podría ser de articulación.""",
                ),
            ),
        ),
        build=Build(
            "¿Me das una función que encuentre las conexiones críticas de una red?",
            """Recibe un diccionario de vecinos sin aristas repetidas y devuelve la lista de puentes, cada uno como
            par (padre, hijo) del recorrido:""",
            ("puentes({1: [2], 2: [1, 3, 4], 3: [2, 4], 4: [2, 3]})",),
            "`len(entrada)` numera los vértices según se visitan, sin necesidad de otro contador.",
        ),
    ),
)
