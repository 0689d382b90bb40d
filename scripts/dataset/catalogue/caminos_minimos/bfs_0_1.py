"""El recorrido 0-1 BFS."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="bfs-0-1",
    name="el recorrido 0-1 BFS",
    topic="caminos mínimos",
    level="intermedio",
    time="O(V + E)",
    space="O(V + E)",
    code="""
from collections import deque


def bfs01(grafo, origen):
    dist = {origen: 0}
    cola = deque([(0, origen)])
    while cola:
        d, u = cola.popleft()
        if d > dist[u]:
            continue
        for v, peso in grafo[u]:
            if d + peso < dist.get(v, float("inf")):
                dist[v] = d + peso
                if peso == 0:
                    cola.appendleft((dist[v], v))
                else:
                    cola.append((dist[v], v))
    return dist
""",
    theory=Theory(
        """
        El recorrido 0-1 BFS calcula distancias mínimas cuando los pesos de las aristas son solo 0 o 1, con
        una cola doble en lugar de una cola de prioridad.

        1. Se saca un vértice por delante.
        2. Si una arista de peso 0 mejora un vecino, este entra por **delante**: está a la misma distancia.
        3. Si la mejora una de peso 1, entra por **detrás**.

        La cola queda siempre ordenada por distancia y solo contiene dos valores consecutivos. **Ejemplo:**
        con A→B (1), A→C (0) y C→B (0), al salir A entra B por detrás y C por delante; sale C, que mejora B de
        1 a 0.
        """,
        pitfall="usar BFS normal, que contaría las aristas de peso 0 como si costaran 1.",
    ),
    complexity=Complexity(
        """
        Un vértice puede entrar en la cola más de una vez, pero solo cuando su distancia mejora, y como la
        cola está ordenada eso ocurre como mucho dos veces. Cada operación de la cola doble es O(1), así que
        el total es O(V + E), sin el logaritmo de Dijkstra.

        La cola y las distancias ocupan espacio lineal.
        """,
    ),
    build=Build(
        "Calcula distancias mínimas en un grafo cuyas aristas pesan 0 o 1.",
        "Es Dijkstra con una cola doble: lo que cuesta 0 pasa delante y lo que cuesta 1 va al final.",
        ("""g = {'A': [('B', 1), ('C', 0)], 'B': [('D', 0)], 'C': [('B', 0), ('D', 1)], 'D': []}""", "bfs01(g, 'A')"),
    ),
    bugs=(
        Bug(
            "Mi 0-1 BFS da a veces una distancia mayor que la mínima. ¿Qué condición cambio?",
            ('if d + peso < dist.get(v, float("inf")):', "if v not in dist:"),
            "bfs01({'A': [('B', 1), ('C', 0)], 'B': [], 'C': [('B', 0)]}, 'A')",
            """Se fija la primera distancia que se encuentra, como en un BFS sin pesos. Un camino con más
            aristas puede costar menos si son de peso 0.""",
        ),
    ),
    exercises=(
        Trace(
            "Aplica 0-1 BFS desde S con S→A (1), S→B (0), B→A (0), A→C (1), B→C (1) y C→D (0).",
            """bfs01({'S': [('A', 1), ('B', 0)], 'A': [('C', 1)], 'B': [('A', 0), ('C', 1)], 'C': [('D', 0)],
            'D': []}, 'S')""",
            "if d > dist[u]:",
            "Sale {u} con {d}{' (anticuado)' if d > dist[u] else ''}; quedan {[v for _, v in cola]}.",
            """Las distancias son ‹bfs01({'S': [('A', 1), ('B', 0)], 'A': [('C', 1)], 'B': [('A', 0), ('C', 1)],
            'C': [('D', 0)], 'D': []}, 'S')›.""",
            """A entró primero por detrás con distancia 1, pero B la mejoró a 0 y la puso delante; su copia
            antigua se descarta al salir.""",
        ),
    ),
    comparisons=(
        QA(
            "¿BFS, 0-1 BFS o Dijkstra? ¿Cómo elijo según los pesos?",
            """
            BFS si todas las aristas cuestan lo mismo, 0-1 BFS si cuestan 0 o 1, y Dijkstra si los pesos son
            otros números no negativos.

            - **BFS:** cola simple, O(V + E).
            - **0-1 BFS:** cola doble, O(V + E).
            - **Dijkstra:** cola de prioridad, O((V + E) log V).

            Si los pesos son enteros pequeños, hasta k, se puede usar una cola por distancia (algoritmo de
            Dial): O(V·k + E) como mucho. Con negativos, ninguno vale.
            """,
            title="frente a BFS y Dijkstra",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué la cola del 0-1 BFS está siempre ordenada por distancia?",
            """
            Porque al procesar un vértice a distancia d solo entran vértices a distancia d, por delante, o d +
            1, por detrás.

            En la cola conviven como mucho dos distancias, d y d + 1, con las d primero. Añadir una d por
            delante o una d + 1 por detrás conserva ese orden. Por inducción, siempre se saca el de menor
            distancia, que es justo lo que hace la cola de prioridad de Dijkstra, pero con operaciones O(1).
            """,
            title="cola ordenada",
        ),
        QA(
            "Pon un ejemplo de problema que se modele con aristas de peso 0 y 1.",
            """
            Cruzar un plano derribando el menor número posible de paredes: entrar en una casilla libre cuesta
            0, y en una con pared, 1.

            La distancia mínima hasta la salida es el número de paredes que hay que derribar. Otro: en un
            tablero con flechas, seguir la flecha cuesta 0 y girarla, 1. Y en un grafo dirigido, el menor
            número de aristas que hay que invertir para llegar: las normales cuestan 0 y las recorridas al
            revés, 1. Todos se resuelven en O(V + E).
            """,
            title="ejemplo de problema",
        ),
    ),
    brief=Brief(
        what=(
            """Calcula distancias mínimas en grafos cuyas aristas son gratis o cuestan 1, con una cola de dos
            extremos: lo gratis pasa delante y lo demás espera detrás.""",
            """Es un recorrido en anchura adaptado a pesos 0 y 1, en el que los vértices alcanzados con peso 0 se
            atienden de inmediato y los alcanzados con peso 1, después.""",
            """Es como una cola con atención preferente: quien llega sin coste se cuela al principio y quien ha pagado
            1 va al final, de modo que siempre sale el más cercano.""",
            """El recorrido 0-1 BFS obtiene los mismos caminos mínimos que Dijkstra cuando los pesos son 0 o 1, pero
            con una cola doble en lugar de un montículo.""",
        ),
        cost=(
            """Meter y sacar por los extremos de la cola doble es inmediato, y cada vértice solo entra de nuevo si
            mejora, a lo sumo dos veces.""",
            "Además de las distancias, en la cola pueden quedar copias anticuadas de los vértices mejorados.",
            """La cola ya está ordenada por distancia, así que desaparece el logaritmo del montículo; el espacio es
            proporcional al grafo.""",
        ),
        use=(
            """Cuando cada paso es gratis o cuesta lo mismo que los demás pasos de pago: derribar paredes, cambiar
            de línea, girar una flecha o invertir una calle.""",
            """En un plano de metro sirve para hallar la ruta con menos transbordos: seguir en la misma línea cuesta
            0 y cambiar de andén, 1.""",
            """No conviene si hay otros pesos, por ejemplo 0, 1 y 5: la cola deja de estar ordenada y un vértice puede
            atenderse varias veces. Con pesos no negativos cualesquiera se usa Dijkstra.""",
        ),
        beliefs=(
            QA(
                "El 0-1 BFS sirve para pesos que sean dos números cualesquiera, como 3 y 7.",
                """No: necesita que uno sea 0 y el otro, el mismo valor para todas las demás aristas. Con 3 y 7, lo
                que entra por delante puede no ser lo más cercano.""",
                title="dos pesos cualesquiera",
            ),
            QA(
                "con el 0-1 bfs cada vertice entra una sola vez en la cola, como en bfs normal",
                """No: puede entrar con peso 1 y volver a entrar, por delante, cuando se descubre un camino más
                barato. La copia antigua se descarta al salir.""",
                title="entrar una sola vez",
            ),
            QA(
                "Como usa distancias, el 0-1 BFS cuesta O((V + E) log V).",
                """No: no hay montículo. Añadir y sacar por los extremos de un `deque` es O(1), y el total se queda
                en O(V + E).""",
                title="O((V + E) log V)",
            ),
        ),
        faster=(
            QA(
                "En un laberinto, atravesar una pared cuesta 1 y un pasillo, 0. ¿Dijkstra o 0-1 BFS?",
                """0-1 BFS: da las mismas distancias en O(V + E), con una cola doble. Dijkstra pagaría O((V + E) log
                V) por un montículo que aquí sobra.""",
                title="o Dijkstra en laberintos",
            ),
            QA(
                "Si todas las aristas pesan 1, ¿gano algo con el 0-1 BFS frente a BFS?",
                """No, gana BFS por sencillez: los dos son O(V + E), pero nada entraría por delante y las
                comparaciones de distancias sobran.""",
                title="todas pesan 1",
            ),
        ),
        results=(
            Result(
                "bfs01({'A': [('B', 0)], 'B': [('C', 1)], 'C': []}, 'A')",
                """A está a 0. La arista gratis deja B también a 0, por delante en la cola; desde B, llegar a C
                cuesta 1.""",
            ),
            Result(
                "bfs01({1: [(2, 1), (3, 0)], 2: [], 3: [(2, 0)]}, 1)",
                """El 2 entra por detrás con distancia 1 y el 3, por delante con 0. Al sacar el 3, el 2 mejora a 0
                por la arista gratis.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Tengo un mapa con puertas cerradas y quiero salir abriendo las menos posibles. ¿Cómo lo
                    calculo?""",
                    """Con 0-1 BFS: pasar a una casilla libre cuesta 0 y abrir una puerta, 1. La distancia hasta la
                    salida es el mínimo de puertas.""",
                ),
                QA(
                    "¿Y si alguna puerta cuesta 5 minutos y otra 2?",
                    """Entonces ya no vale, porque los pesos son distintos entre sí: usa Dijkstra, que admite
                    cualquier coste no negativo.""",
                ),
            ),
            (
                QA(
                    "por que en el 0-1 bfs las aristas de peso 0 entran por delante",
                    """Porque llevan a un vértice que está a la misma distancia que el actual, y la cola debe seguir
                    ordenada: los de distancia d antes que los de d + 1.""",
                ),
                QA(
                    "me das un ejemplo de lo que pasa si entran por detras",
                    """Si el vértice gratis espera al final, antes saldrán otros a distancia d + 1. La cola se
                    desordena y habrá vértices que se procesen con distancias que luego mejoran.""",
                ),
                QA(
                    "¿Y saldría mal el resultado?",
                    """Con la comprobación de mejora acabaría saliendo bien, pero con muchas entradas repetidas: se
                    perdería la garantía de O(V + E).""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código del 0-1 BFS con un deque?",
            """Cada vértice tiene una lista de parejas (vecino, peso), con pesos 0 o 1, y se devuelve el diccionario
            de distancias desde el origen:""",
            ("bfs01({1: [(2, 1)], 2: [(3, 0), (4, 1)], 3: [(4, 0)], 4: []}, 1)",),
            "`if d > dist[u]` descarta las copias anticuadas: su distancia ya se mejoró.",
        ),
    ),
)
