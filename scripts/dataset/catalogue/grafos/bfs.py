"""El recorrido en anchura (BFS)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="bfs",
    name="el recorrido en anchura (BFS)",
    topic="grafos",
    level="básico",
    time="O(V + E)",
    space="O(V)",
    code="""
from collections import deque


def distancias(grafo, origen):
    dist = {origen: 0}
    cola = deque([origen])
    while cola:
        u = cola.popleft()
        for v in grafo[u]:
            if v not in dist:
                dist[v] = dist[u] + 1
                cola.append(v)
    return dist
""",
    theory=Theory(
        """
        El recorrido en anchura visita primero los vértices a distancia 1 del origen, luego los que están
        a distancia 2, y así por capas; por eso encuentra caminos con el mínimo número de aristas.

        1. El origen entra en una cola con distancia 0.
        2. Se saca un vértice y se miran sus vecinos.
        3. Cada vecino nuevo recibe la distancia del vértice más 1 y entra en la cola.

        **Ejemplo:** con aristas 0–1, 0–2, 1–3 y 2–3, las distancias desde 0 son ‹distancias({0: [1, 2], 1:
        [0, 3], 2: [0, 3], 3: [1, 2]},
        0)›.
        """,
        pitfall="""marcar los vértices al sacarlos de la cola y no al meterlos: el mismo vértice entra
        varias veces.""",
    ),
    complexity=Complexity(
        """
        Cada vértice entra en la cola una sola vez, porque se marca al entrar. Al sacarlo se recorre su
        lista de vecinos, y
        la suma de las longitudes de todas las listas es 2E (E si es dirigido). En total, O(V + E). Con
        matriz de
        adyacencia sería O(V²).

        La cola y el diccionario de distancias guardan a lo sumo V vértices.
        """,
    ),
    build=Build(
        "Calcula la distancia mínima, en número de aristas, desde un vértice a todos los demás.",
        """El diccionario `dist` sirve a la vez para guardar la distancia y para saber si un vértice ya se
        ha descubierto.""",
        ("g = {'a': ['b', 'c'], 'b': ['a', 'd'], 'c': ['a'], 'd': ['b'], 'e': []}", "distancias(g, 'a')"),
        "El vértice e no aparece: no es alcanzable desde a.",
    ),
    bugs=(
        Bug(
            "Mi BFS tarda muchísimo y recorre vértices repetidos. ¿Qué está mal?",
            ("            if v not in vistos:\n                vistos.add(v)\n", "            if v not in vistos:\n"),
            "visitas({0: [1, 2, 3], 1: [4], 2: [4], 3: [4], 4: [5], 5: []}, 0)",
            """Los vértices no se marcan nunca. Si tres vecinos descubren uno, entra tres veces en la cola y
            se repite todo su recorrido; con un ciclo, ni siquiera se terminaría.""",
            "cada vértice se marca en el momento de encolarlo, y así entra una sola vez.",
            code="""
from collections import deque


def visitas(grafo, origen):
    vistos, cola, orden = {origen}, deque([origen]), []
    while cola:
        u = cola.popleft()
        orden.append(u)
        for v in grafo[u]:
            if v not in vistos:
                vistos.add(v)
                cola.append(v)
    return orden
""",
        ),
        Bug(
            "Quiero distancias mínimas con BFS, pero salen demasiado largas. ¿Por qué?",
            ("cola.popleft()", "cola.pop()"),
            "distancias({0: [1, 2], 1: [4], 2: [3], 3: [4], 4: []}, 0)",
            """`pop` saca el último que entró, así que la cola se comporta como una pila y el recorrido es
            en profundidad. La primera vez que se llega a un vértice ya no es por el camino más corto.""",
        ),
    ),
    exercises=(
        Trace(
            """Recorre en anchura desde A el grafo A: B, C; B: D; C: D, E; D: F; E: F. Muestra la cola en
            cada paso.""",
            """distancias({'A': ['B', 'C'], 'B': ['D'], 'C': ['D', 'E'], 'D': ['F'], 'E': ['F'], 'F': []},
            'A')""",
            "u = cola.popleft()",
            "Cola {list(cola)}: sale {cola[0]}, a distancia {dist[cola[0]]}.",
            """Las distancias son ‹distancias({'A': ['B', 'C'], 'B': ['D'], 'C': ['D', 'E'], 'D': ['F'],
            'E': ['F'], 'F': []}, 'A')›.""",
            """Los vértices salen ordenados por distancia: 0, 1, 1, 2, 2, 3. D entra una sola vez, aunque
            también lo ve C, y lo mismo F con D y E.""",
        ),
        QA(
            "Halla el número mínimo de pasos para salir de un laberinto en cuadrícula.",
            """
            Se hace un recorrido en anchura en el que cada casilla libre es un vértice y sus vecinas son
            las cuatro contiguas.

            ```python
            from collections import deque

            def pasos(mapa, fin):
                dist, cola = {(0, 0): 0}, deque([(0, 0)])
                while cola:
                    f, c = cola.popleft()
                    for p in ((f + 1, c), (f - 1, c), (f, c + 1), (f, c - 1)):
                        if 0 <= p[0] < len(mapa) and 0 <= p[1] < len(mapa[0]):
                            if mapa[p[0]][p[1]] == "." and p not in dist:
                                dist[p] = dist[f, c] + 1
                                cola.append(p)
                return dist.get(fin)

            print(pasos([".#.", "...", "##."], (2, 2)))  #=
            ```

            Si la salida no es alcanzable devuelve `None`. Con F filas y C columnas cuesta O(FC), porque
            cada casilla tiene como mucho cuatro vecinas.
            """,
            level="intermedio",
        ),
    ),
    comparisons=(
        QA(
            "¿BFS o DFS? ¿Qué criterio uso para elegir?",
            """
            BFS si buscas el camino con menos aristas o el objetivo está cerca; DFS si te interesa la
            estructura del grafo o explorar hasta el fondo.

            - **BFS:** distancias sin pesos, niveles, comprobar si es bipartito. La cola puede guardar una
            capa entera.
            - **DFS:** ciclos, orden topológico, componentes fuertemente conexas, puentes, laberintos.
            Guarda un solo camino.

            Los dos visitan todo lo alcanzable en O(V + E). Para saber si hay camino, da igual cuál.
            """,
            title="frente a DFS",
        ),
        QA(
            "¿Por qué no basta BFS cuando las aristas tienen pesos? ¿Qué uso entonces?",
            """
            Porque BFS minimiza el número de aristas y no la suma de los pesos; con pesos no negativos se
            usa Dijkstra.

            **Ejemplo:** de A a C hay una arista directa de peso 10 y un camino A–B–C de pesos 2 y 3. BFS
            elige la directa (una arista, coste 10); Dijkstra, el camino de coste 5.

            Si los pesos son solo 0 y 1, se puede adaptar BFS con una cola doble: los de peso 0 entran por
            delante. Con pesos negativos hace falta Bellman-Ford.
            """,
            level="intermedio",
            title="aristas con pesos",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo recupero el camino más corto que encuentra BFS, y no solo su longitud?",
            """
            Guardando para cada vértice desde cuál se descubrió, su padre, y siguiendo los padres desde el
            destino hasta el origen.

            ```python
            padre = {"A": None, "B": "A", "D": "B", "F": "D"}
            camino, v = [], "F"
            while v is not None:
                camino.append(v)
                v = padre[v]
            print(camino[::-1])  #=
            ```

            El camino sale al revés y por eso se invierte. Cuesta O(longitud del camino) y un diccionario
            de tamaño O(V), que además puede servir como marca de visitado.
            """,
            title="recuperar el camino",
        ),
        QA(
            "¿Por qué BFS encuentra el camino con menos aristas?",
            """
            Porque la cola procesa los vértices en orden creciente de distancia al origen.

            Supongamos que v está a distancia d. Algún vecino suyo u está a distancia d − 1 y, por
            inducción, sale de la cola antes que cualquiera a distancia d. Al procesar u, v se descubre y
            recibe distancia d, si no la tenía ya. Nadie puede asignarle menos, porque eso sería un camino
            más corto. El razonamiento falla si las aristas tienen distinta longitud.
            """,
            level="intermedio",
            title="el camino con menos aristas",
        ),
        QA(
            "¿Qué es un BFS con varios orígenes?",
            """
            Es un recorrido en anchura que empieza con varios vértices en la cola, todos a distancia 0;
            calcula la distancia de cada vértice al origen **más cercano**.

            Por ejemplo, dados varios hospitales en un mapa, un solo recorrido da para cada cruce la
            distancia al hospital más próximo. Equivale a añadir un vértice ficticio unido a todos los
            orígenes. Cuesta O(V + E), mientras que un BFS por hospital costaría k veces más.
            """,
            level="intermedio",
            title="varios orígenes",
        ),
    ),
    brief=Brief(
        what=(
            """Recorre un grafo por capas: primero los vecinos del vértice de partida, después los vecinos de estos,
            y así hasta visitar todo lo alcanzable, con la ayuda de una cola.""",
            """Una manera de explorar un grafo que se extiende como las ondas al tirar una piedra al agua: los
            vértices cercanos al origen se visitan antes que los lejanos.""",
            """Visita los vértices en orden creciente de distancia, contada en número de aristas; por eso, en un
            grafo sin pesos, halla el camino más corto desde el origen hasta cada uno.""",
            """El recorrido en anchura (BFS) saca de una cola el vértice que lleva más tiempo esperando, encola sus
            vecinos aún no descubiertos y repite hasta que la cola queda vacía.""",
        ),
        cost=(
            """Cada vértice se encola una vez y, al sacarlo, se repasan sus aristas; sumando todas las listas de
            vecinos se obtiene un total lineal.""",
            "En el peor caso la cola y las marcas de visitado contienen todos los vértices del grafo a la vez.",
            """Ningún vértice ni arista se procesa más de un número fijo de veces, y solo se anota una distancia por
            vértice.""",
        ),
        use=(
            """Cuando buscas el menor número de pasos y todos cuestan lo mismo: laberintos, puzles, grados de
            separación. También si el objetivo suele estar cerca del inicio.""",
            """Una red social puede usarlo para decir que alguien está a tres contactos de ti: explora primero tus
            amigos, luego los amigos de tus amigos, y así hasta encontrarlo.""",
            """Si las aristas tienen pesos distintos, porque cuenta aristas y no costes. Tampoco es cómodo si cada
            vértice tiene muchísimos vecinos: una capa entera puede no caber en la memoria.""",
        ),
        beliefs=(
            QA(
                "BFS siempre encuentra el camino más barato en un mapa con kilómetros.",
                """No: encuentra el que tiene menos tramos. Si los tramos miden distinto, una ruta de cinco tramos
                cortos puede ganar a una de dos largos; con pesos no negativos se usa Dijkstra.""",
                title="el camino más barato",
            ),
            QA(
                "en bfs da igual marcar el vertice al sacarlo de la cola",
                """No, hay que marcarlo al meterlo. Si esperas a sacarlo, varios vecinos pueden encolarlo antes y el
                mismo vértice se repite, con más tiempo y más memoria.""",
                title="cuándo marcar el vértice",
            ),
            QA(
                "Como BFS tiene dos bucles anidados, cuesta O(V²).",
                """Solo si el grafo viene en una matriz de adyacencia. Con listas, el bucle interior recorre en
                total todas las aristas una o dos veces, así que la suma es O(V + E).""",
                title="dos bucles anidados",
            ),
        ),
        faster=(
            QA(
                "para saber a cuantos amigos de distancia esta alguien en una red social, bfs o dijkstra",
                """BFS: todas las amistades cuentan igual, así que basta una cola y cuesta O(V + E). Dijkstra daría
                lo mismo, pero paga además el montículo: O((V + E) log V).""",
                title="o Dijkstra en redes sociales",
            ),
            QA(
                "¿Qué estructura va mejor en Python para la cola de BFS, una lista o un deque?",
                """Un `deque`: `popleft` cuesta O(1). En una lista, `pop(0)` desplaza todos los elementos y cuesta
                O(n), con lo que el recorrido entero puede llegar a O(V²).""",
                title="lista o deque",
            ),
        ),
        results=(
            Result(
                "distancias({1: [2], 2: [3], 3: []}, 1)",
                """El 1 empieza con distancia 0; al sacarlo, su vecino 2 recibe 1. Después sale el 2 y el 3 recibe
                2. El 3 no tiene vecinos y la cola se vacía.""",
            ),
            Result(
                "distancias({'a': ['b', 'c'], 'b': ['c'], 'c': []}, 'a')",
                """Al sacar «a» se descubren b y c, las dos a distancia 1. Cuando sale b, su vecino c ya tiene
                distancia y no se cambia.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Un caballo de ajedrez está en una esquina y quiero saber en cuántos saltos llega a otra
                    casilla. ¿Qué hago?""",
                    """Un recorrido en anchura: cada casilla es un vértice y cada salto válido, una arista. La
                    primera vez que aparece la casilla de destino, su distancia es el mínimo de saltos.""",
                ),
                QA(
                    "¿Y por qué no en profundidad?",
                    """Porque el recorrido en profundidad se aleja por un camino hasta el final y puede llegar al
                    destino dando un rodeo. Por capas, lo cercano se ve antes.""",
                ),
            ),
            (
                QA(
                    "¿Por qué BFS usa una cola y no una pila?",
                    """Porque la cola respeta el orden de llegada: los vértices de una capa se atienden antes que
                    los de la siguiente. Con una pila, el último descubierto saldría el primero.""",
                ),
                QA(
                    "No lo pillo, ¿me das un ejemplo?",
                    """Desde A se ven B y C; B lleva a D. Con cola salen B, C y después D. Con pila podría salir D
                    antes que B o C, y ya no se avanza por capas.""",
                ),
                QA(
                    "entonces con una pila que sale",
                    """Sale un recorrido en profundidad, o algo muy parecido: sigue visitando todo lo alcanzable,
                    pero las distancias anotadas dejan de ser mínimas.""",
                ),
            ),
        ),
        build=Build(
            "me pasas el codigo de bfs en python",
            """Esta función devuelve un diccionario con la distancia, en número de aristas, desde el origen hasta
            cada vértice alcanzable:""",
            ("distancias({1: [2, 3], 2: [4], 3: [4], 4: []}, 1)",),
            """Un vértice está descubierto si aparece en `dist`, así que no hace falta un conjunto aparte de
            visitados.""",
        ),
    ),
)
