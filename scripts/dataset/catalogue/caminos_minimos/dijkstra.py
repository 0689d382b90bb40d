"""El algoritmo de Dijkstra."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="dijkstra",
    name="el algoritmo de Dijkstra",
    topic="caminos mínimos",
    level="intermedio",
    time="O((V + E) log V)",
    space="O(V + E)",
    code="""
import heapq


def dijkstra(grafo, origen):
    dist = {origen: 0}
    cola = [(0, origen)]
    while cola:
        d, u = heapq.heappop(cola)
        if d > dist[u]:
            continue
        for v, peso in grafo[u].items():
            nueva = d + peso
            if nueva < dist.get(v, float("inf")):
                dist[v] = nueva
                heapq.heappush(cola, (nueva, v))
    return dist
""",
    theory=Theory(
        """
        El algoritmo de Dijkstra calcula los caminos de coste mínimo desde un origen cuando ningún peso es
        negativo; en cada paso fija el vértice pendiente más cercano.

        1. El origen tiene distancia 0 y los demás, infinita.
        2. Se saca de una cola de prioridad el vértice de menor distancia: ya es definitiva.
        3. Se **relajan** sus aristas: si pasando por él se mejora un vecino, se actualiza y se mete en la
        cola.

        **Ejemplo:** con A→B (4), A→C (1) y C→B (2), las distancias desde A son ‹dijkstra({"A": {"B": 4, "C":
        1}, "B": {}, "C": {"B": 2}}, "A")›: a B se llega mejor por C.
        """,
        pitfall="""usarlo con pesos negativos. Un vértice ya fijado podría mejorar después, y el algoritmo no
        cuenta con ello.""",
    ),
    complexity=Complexity(
        """
        Cada arista puede provocar una inserción en la cola de prioridad, así que hay O(E) inserciones y
        extracciones. Cada una cuesta O(log E), y como E ≤ V², log E es O(log V). Sumando el trabajo por
        vértice queda O((V + E) log V).

        Con borrado perezoso la cola puede tener hasta una entrada por arista, de ahí la memoria O(V + E). Con
        un arreglo en lugar de cola, el tiempo es O(V²), mejor si el grafo es denso.
        """,
    ),
    build=Build(
        "Implementa Dijkstra en Python con heapq.",
        """Cuando un vértice mejora se mete otra vez en la cola; al sacarlo, las copias anticuadas se reconocen
        porque su distancia es mayor que la guardada.""",
        ("g = {'A': {'B': 7, 'C': 3}, 'B': {'D': 1}, 'C': {'B': 2, 'D': 8}, 'D': {}}", "dijkstra(g, 'A')"),
    ),
    bugs=(
        Bug(
            "Mi Dijkstra deja distancias que no son mínimas. ¿Qué condición está mal?",
            ('if nueva < dist.get(v, float("inf")):', "if v not in dist:"),
            "dijkstra({'A': {'B': 7, 'C': 3}, 'B': {}, 'C': {'B': 2}}, 'A')",
            """Solo se acepta la primera distancia que se encuentra para cada vértice. Eso vale en BFS, pero con
            pesos una ruta con más aristas puede ser más barata y hay que permitir la mejora.""",
        ),
        Bug(
            "Mi Dijkstra devuelve la arista más barata y no la distancia total. ¿Qué he olvidado?",
            ("nueva = d + peso", "nueva = peso"),
            "dijkstra({'A': {'B': 2}, 'B': {'C': 3}, 'C': {}}, 'A')",
            """La distancia candidata no suma lo recorrido hasta `u`. Sin `d`, cada vértice recibe solo el peso
            de su última arista, que es el criterio del algoritmo de Prim.""",
        ),
    ),
    exercises=(
        Trace(
            "Aplica Dijkstra desde S en el grafo S→A 10, S→B 3, B→A 4, B→C 8, A→C 2, C→D 5.",
            """dijkstra({'S': {'A': 10, 'B': 3}, 'A': {'C': 2}, 'B': {'A': 4, 'C': 8}, 'C': {'D': 5}, 'D': {}},
            'S')""",
            "if d > dist[u]:",
            """Sale {u} con {d}{'; es una copia anticuada, se descarta' if d > dist[u] else ', distancia
            definitiva'}.""",
            """Las distancias mínimas son ‹dijkstra({'S': {'A': 10, 'B': 3}, 'A': {'C': 2}, 'B': {'A': 4, 'C':
            8}, 'C': {'D': 5}, 'D': {}}, 'S')›. Este es el orden en que los vértices salen de la cola:""",
            """A entró primero con 10, pero al fijar B se mejoró a 3 + 4 = 7; la entrada antigua sale más
            tarde y no hace nada. Lo mismo ocurre con C.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Cuándo uso Dijkstra, Bellman-Ford o Floyd-Warshall?",
            """
            Depende de los pesos y de cuántos orígenes haya.

            - **Dijkstra:** un origen y pesos no negativos. O((V + E) log V).
            - **Bellman-Ford:** un origen y pesos posiblemente negativos; detecta ciclos negativos. O(VE).
            - **Floyd-Warshall:** distancias entre todas las parejas; admite pesos negativos sin ciclos
            negativos. O(V³).

            Si no hay pesos, basta BFS, O(V + E). Para todas las parejas en un grafo disperso sin pesos
            negativos conviene repetir Dijkstra desde cada vértice.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Por qué Dijkstra falla con pesos negativos?",
            """
            Porque supone que, al alargar un camino, su coste no puede disminuir; con pesos negativos eso es
            falso.

            **Ejemplo:** A→B cuesta 2, A→C cuesta 5 y C→B cuesta −4. La versión clásica fija B con 2, por ser
            el más cercano. Después descubre que por C se llega con 5 − 4 = 1, pero B ya se había dado por
            definitivo, igual que todo lo que se calculó a partir de él. Con pesos negativos se usa
            Bellman-Ford.
            """,
        ),
        QA(
            "¿Qué significa relajar una arista?",
            """
            Relajar la arista u → v de peso w es comprobar si pasar por u mejora la distancia conocida de v:
            si dist[u] + w < dist[v], se actualiza.

            Todos los algoritmos de caminos mínimos se basan en esta operación y solo cambian el orden.
            Dijkstra relaja cada arista una vez, siguiendo los vértices del más cercano al más lejano.
            Bellman-Ford relaja todas las aristas V − 1 veces. En un grafo sin ciclos basta una pasada en
            orden topológico.
            """,
        ),
        QA(
            "¿Se puede parar Dijkstra antes si solo me interesa un destino?",
            """
            Sí: se puede parar en cuanto el destino **sale** de la cola de prioridad, porque entonces su
            distancia es definitiva.

            No basta con que haya entrado. En A→C con peso 10 y A→B→C con pesos 3 y 4, C entra en la cola con
            10 al procesar A, pero después mejora a 7. Si se para al verlo por primera vez, se responde 10. El
            peor caso no cambia, aunque en la práctica se explora bastante menos; A* lleva esta idea más lejos
            con una estimación.
            """,
        ),
        QA(
            "Demuestra de forma intuitiva por qué Dijkstra es correcto.",
            """
            La clave: cuando sale el vértice u con la menor distancia d de la cola, cualquier otro camino
            hasta u tendría que pasar por algún vértice pendiente, cuya distancia ya es al menos d.

            Como los pesos no son negativos, desde ese vértice hasta u el coste no puede bajar, así que el
            camino alternativo cuesta d o más. Luego d es mínima y puede fijarse. El argumento usa dos cosas:
            se saca siempre el menor, y los pesos no restan. Si falla cualquiera de las dos, falla el
            algoritmo.
            """,
            level="avanzado",
        ),
    ),
)
