"""El recorrido 0-1 BFS."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
