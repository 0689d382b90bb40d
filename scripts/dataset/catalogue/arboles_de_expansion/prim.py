"""El algoritmo de Prim."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="prim",
    name="el algoritmo de Prim",
    topic="árboles de expansión",
    level="intermedio",
    time="O(E log V)",
    space="O(V + E)",
    code="""
import heapq


def prim(grafo, inicio):
    dentro = {inicio}
    cola = [(peso, v) for v, peso in grafo[inicio].items()]
    heapq.heapify(cola)
    total = 0
    while cola and len(dentro) < len(grafo):
        peso, u = heapq.heappop(cola)
        if u in dentro:
            continue
        dentro.add(u)
        total += peso
        for v, p in grafo[u].items():
            if v not in dentro:
                heapq.heappush(cola, (p, v))
    return total
""",
    theory=Theory(
        """
        Prim construye un árbol de expansión mínimo haciéndolo crecer desde un vértice: en cada paso añade la
        arista más barata que conecta el árbol con un vértice de fuera.

        1. Empieza con un vértice cualquiera.
        2. Guarda en una cola de prioridad las aristas que salen del árbol.
        3. Saca la más barata; si lleva a un vértice nuevo, añádelo junto con sus aristas.

        **Ejemplo:** con A–B 2, B–C 1 y A–C 4, desde A se toma A–B y después B–C: peso ‹prim({"A": {"B": 2,
        "C": 4}, "B": {"A": 2, "C": 1}, "C": {"A": 4, "B": 1}}, "A")›.
        """,
        pitfall="""sumar la distancia desde el origen, como en Dijkstra. Aquí solo cuenta el peso de la arista.""",
    ),
    complexity=Complexity(
        """
        Cada arista entra en la cola de prioridad a lo sumo una vez por extremo, y cada inserción o extracción
        cuesta O(log E), que es O(log V). De ahí O(E log V). Cada vértice entra en el árbol una sola vez.

        La cola puede llegar a contener O(E) aristas. Si en su lugar se guarda en un arreglo la mejor arista
        de cada vértice, el tiempo es O(V²) y la memoria O(V): preferible en grafos densos.
        """,
    ),
    build=Build(
        "Calcula el peso del árbol de expansión mínimo con el algoritmo de Prim y heapq.",
        "Se mantiene el conjunto de vértices ya conectados y un montículo con las aristas candidatas.",
        (
            """g = {'A': {'B': 3, 'C': 1}, 'B': {'A': 3, 'D': 5}, 'C': {'A': 1, 'D': 2}, 'D': {'B': 5, 'C': 2}}""",
            "prim(g, 'A'), prim(g, 'D')",
        ),
        "El vértice inicial no influye en el peso total.",
    ),
    bugs=(
        Bug(
            "El peso que da mi Prim es mayor que el mínimo. ¿Qué estoy acumulando mal?",
            ("heapq.heappush(cola, (p, v))", "heapq.heappush(cola, (peso + p, v))"),
            "prim({'A': {'B': 2}, 'B': {'A': 2, 'C': 2}, 'C': {'B': 2}}, 'A')",
            """La prioridad acumula el camino desde el origen, como haría Dijkstra. En Prim el criterio es
            solo el peso de la arista que conecta con el árbol; además, lo acumulado acaba sumándose otra vez
            al total.""",
        ),
        Bug(
            "Mi versión de Prim suma aristas de más. ¿Qué comprobación falta?",
            ("        if u in dentro:\n            continue\n", ""),
            """prim({'A': {'B': 1, 'C': 2}, 'B': {'A': 1, 'C': 2}, 'C': {'A': 2, 'B': 2, 'D': 9}, 'D': {'C':
            9}}, 'A')""",
            """No se descartan las aristas que llevan a un vértice ya conectado. Un mismo vértice puede estar en
            la cola varias veces, y al sacarlo de nuevo su arista se suma aunque no aporta nada.""",
        ),
    ),
    exercises=(
        Trace(
            "Aplica Prim desde A en el grafo A–B 4, A–C 2, B–C 1, B–D 5, C–D 8.",
            """prim({'A': {'B': 4, 'C': 2}, 'B': {'A': 4, 'C': 1, 'D': 5}, 'C': {'A': 2, 'B': 1, 'D': 8}, 'D':
            {'B': 5, 'C': 8}}, 'A')""",
            "if u in dentro:",
            """Sale la arista de peso {peso} hacia {u}: {'ya está en el árbol, se descarta' if u in dentro else
            'se añade'}.""",
            """El árbol pesa ‹prim({'A': {'B': 4, 'C': 2}, 'B': {'A': 4, 'C': 1, 'D': 5}, 'C': {'A': 2, 'B': 1,
            'D': 8}, 'D': {'B': 5, 'C': 8}}, 'A')› y tiene las aristas A–C, B–C y B–D.""",
            "La arista A–B, de peso 4, llegó tarde: B ya estaba conectado por C con peso 1.",
        ),
    ),
    comparisons=(
        QA(
            "Prim y Dijkstra se parecen mucho. ¿En qué se diferencian?",
            """
            En la prioridad: Prim ordena por el peso de la arista que conecta con el árbol; Dijkstra, por la
            distancia total desde el origen.

            - **Prim:** clave = peso(u, v). Resultado: conectar todo con coste total mínimo.
            - **Dijkstra:** clave = dist(u) + peso(u, v). Resultado: caminos mínimos desde un origen.

            El resto del código es casi idéntico, y ambos cuestan O((V + E) log V) con montículo. Prim admite
            pesos negativos sin problema; Dijkstra no. Prim exige un grafo no dirigido.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué hace Prim si el grafo no es conexo?",
            """
            Solo construye el árbol de la componente del vértice inicial: la cola se vacía antes de haber
            alcanzado todos los vértices.

            Por eso conviene comprobar al final si se han conectado V vértices. Para obtener el bosque de
            expansión mínimo basta con repetir el proceso desde cada vértice no visitado. Kruskal lo da sin
            cambios. Si el bucle confía en llegar a V − 1 aristas sin comprobar que la cola no está vacía,
            fallará con `IndexError`.
            """,
        ),
        QA(
            "¿Depende el resultado de Prim del vértice inicial?",
            """
            El peso total no; las aristas elegidas pueden cambiar si hay empates.

            Con pesos todos distintos el árbol de expansión mínimo es único, y cualquier inicio conduce a él,
            aunque en distinto orden. Con pesos repetidos puede haber varios árboles mínimos, y el inicio o el
            criterio de desempate decide cuál sale. Es una buena prueba para un programa: ejecutarlo desde
            varios vértices debe dar siempre el mismo peso.
            """,
        ),
        QA(
            "¿Cómo obtengo un árbol de expansión de peso máximo?",
            """
            Con los mismos algoritmos, eligiendo la arista más cara en lugar de la más barata, o cambiando de
            signo todos los pesos.

            La propiedad del corte funciona igual con máximos, porque el argumento solo compara pesos y nunca
            los supone positivos. En Kruskal basta con ordenar de mayor a menor. En Prim con `heapq`, se
            guardan los pesos negados. El coste es el mismo. Es útil, por ejemplo, para maximizar la capacidad
            mínima de los caminos en una red.
            """,
        ),
    ),
)
