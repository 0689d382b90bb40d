"""El algoritmo A*."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory

ENTRY = Entry(
    key="a-estrella",
    name="el algoritmo A*",
    topic="caminos mínimos",
    level="avanzado",
    time="O((V + E) log V) con una heurística consistente",
    space="O(V + E)",
    code="""
import heapq


def a_estrella(vecinos, h, origen, meta):
    dist = {origen: 0}
    cola = [(h(origen), origen)]
    cerrados = set()
    while cola:
        _, u = heapq.heappop(cola)
        if u == meta:
            return dist[u]
        if u in cerrados:
            continue
        cerrados.add(u)
        for v, peso in vecinos(u):
            nueva = dist[u] + peso
            if nueva < dist.get(v, float("inf")):
                dist[v] = nueva
                heapq.heappush(cola, (nueva + h(v), v))
    return None
""",
    theory=Theory(
        """
        A* busca el camino de menor coste hasta una meta guiándose por una estimación de lo que falta; es
        Dijkstra con sentido de la orientación.

        - La prioridad de un vértice es f = g + h: g, el coste desde el origen; h, la estimación hasta la
        meta.
        - Siempre se procesa el de menor f.
        - Si h nunca sobrestima (es **admisible**) y es consistente, el camino encontrado es óptimo.

        **Ejemplo:** en una cuadrícula con cuatro movimientos se usa la distancia Manhattan: desde (1, 1)
        hasta la meta (4, 3) se estiman 3 + 2 = 5 pasos. Con h = 0, A* es exactamente Dijkstra.
        """,
        pitfall="""usar una estimación mayor que el coste real: suele ser más rápido, pero puede devolver un
        camino que no es el mejor.""",
    ),
    complexity=Complexity(
        """
        Con una heurística consistente, cada vértice se cierra una vez y cada arista se relaja una vez, con
        operaciones de montículo O(log V): la misma cota que Dijkstra. La diferencia está en cuántos vértices
        se llegan a explorar: una buena estimación deja fuera a la mayoría.

        Su punto débil es la memoria, porque guarda todos los vértices descubiertos.
        """,
    ),
    build=Build(
        "Implementa A* de forma general y pruébalo en una cuadrícula sin obstáculos.",
        "Recibe una función que da los vecinos con su coste y otra que estima lo que falta.",
        (
            """def vecinos(p):
    x, y = p
    return [((x + 1, y), 1), ((x - 1, y), 1), ((x, y + 1), 1), ((x, y - 1), 1)]

""",
            """def manhattan(p):
    return abs(3 - p[0]) + abs(2 - p[1])

""",
            "a_estrella(vecinos, manhattan, (0, 0), (3, 2))",
        ),
    ),
    bugs=(
        Bug(
            "Mi A* se comporta como una búsqueda voraz y no da el camino óptimo. ¿Qué prioridad uso mal?",
            ("heapq.heappush(cola, (nueva + h(v), v))", "heapq.heappush(cola, (h(v), v))"),
            """a_estrella(lambda u: {'S': [('A', 1), ('B', 4)], 'A': [('M', 9)], 'B': [('M', 1)], 'M': []}[u], {'S': 1, 'A': 0, 'B': 1, 'M': 0}.get, 'S', 'M')""",
            """La prioridad solo tiene en cuenta la estimación y olvida el coste ya recorrido. Así se va hacia
            lo que *parece* cerca, aunque llegar haya sido caro.""",
        ),
    ),
    exercises=(
        QA(
            """En una cuadrícula con cuatro movimientos, ¿qué heurísticas son admisibles para ir de (0, 0) a (4,
            3)?""",
            """
            Son admisibles las que no superan el coste real, que sin obstáculos es 7: la Manhattan (7), la
            euclídea (5) y la nula (0).

            ```python
            from math import hypot

            dx, dy = 4, 3
            print(dx + dy, hypot(dx, dy), max(dx, dy))  #=
            ```

            1. **Manhattan**, 7: la mejor, porque es la mayor que nunca sobrestima.
            2. **Euclídea**, 5: admisible, pero explora más casillas.
            3. **El máximo**, 4: también admisible, y todavía menos informada.

            El doble de la Manhattan (14) sobrestima: A* exploraría menos, pero podría no dar el óptimo.
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿A* o Dijkstra?",
            """
            A* si hay una única meta y se puede estimar lo que falta; Dijkstra si se quieren distancias a
            todos los vértices o no hay estimación.

            - **Dijkstra:** explora en círculos alrededor del origen.
            - **A\\*:** explora hacia la meta; con una estimación perfecta, solo el camino.

            En un mapa de carreteras, la línea recta es una estimación admisible de los kilómetros. La
            garantía de optimalidad es la misma si la heurística es consistente. Con h = 0, los dos coinciden.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué significa que una heurística sea admisible y que sea consistente?",
            """
            Admisible: nunca sobrestima el coste que falta hasta la meta. Consistente: además, h(u) ≤ peso(u,
            v) + h(v) en cada arista.

            La segunda es una desigualdad triangular: avanzar un paso no puede reducir la estimación más de lo
            que cuesta ese paso. Consistente (con h(meta) = 0) implica admisible. Con consistencia, cada
            vértice se cierra con su distancia definitiva y no hay que reabrirlo; con solo admisibilidad, un
            vértice ya cerrado podría mejorar.
            """,
        ),
        QA(
            "¿Cómo se inventa una buena heurística para A*?",
            """
            Relajando el problema: se quitan restricciones y se usa el coste exacto de la versión fácil.

            En un laberinto, si se ignoran los muros, el coste es la distancia Manhattan. En el puzle
            deslizante de 8 piezas, si las piezas pudieran atravesarse, el coste sería la suma de las
            distancias Manhattan de cada una a su sitio. Como quitar restricciones solo puede abaratar, la
            estimación es admisible. Si hay varias, el máximo de todas también lo es, y guía mejor.
            """,
        ),
    ),
)
