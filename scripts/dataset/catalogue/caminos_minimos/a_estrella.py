"""El algoritmo A*."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory

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
            title="frente a Dijkstra",
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
            title="heurística admisible y consistente",
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
            title="inventar una heurística",
        ),
    ),
    brief=Brief(
        what=(
            """Busca el camino más barato hasta una meta sumando, para cada vértice, lo ya recorrido y una
            estimación de lo que falta, y explora primero la suma más pequeña.""",
            """Es la búsqueda que haría alguien con una brújula: sin dejar de contar los pasos dados, prefiere los
            caminos que parecen acercarse al destino.""",
            """Una variante de Dijkstra con un único destino, cuya cola de prioridad ordena por f = g + h; si la
            heurística h no sobrestima, el camino hallado es óptimo.""",
            """El algoritmo A* encuentra caminos de coste mínimo guiado por una heurística, de modo que suele
            explorar muchos menos vértices que una búsqueda a ciegas.""",
        ),
        cost=(
            """Con esa condición cada vértice se cierra una sola vez, y cada mejora cuesta una inserción en el
            montículo.""",
            """Recuerda todos los vértices descubiertos, y en la cola puede haber varias entradas del mismo, como
            mucho una por arista.""",
            """En el peor caso la heurística no ayuda y se explora todo, como en Dijkstra; en la práctica suele
            quedar fuera una gran parte.""",
        ),
        use=(
            """Cuando hay una sola meta, los costes no son negativos y sabes estimar por lo bajo lo que falta, como
            la distancia en línea recta en un mapa.""",
            """Muchos videojuegos mueven así a sus personajes: calculan el camino del soldado hasta donde has
            pulsado esquivando muros, sin mirar el mapa entero.""",
            """No conviene si quieres distancias a todos los vértices o no tienes estimación: entonces es Dijkstra con
            más código. En espacios enormes, además, la memoria se agota antes que la paciencia.""",
        ),
        beliefs=(
            QA(
                "A* siempre encuentra el camino óptimo, uses la heurística que uses.",
                """Solo si la heurística es admisible, es decir, nunca sobrestima (y en esta versión, que no reabre
                vértices, además consistente). Si exagera, puede dar un camino peor.""",
                title="heurística cualquiera",
            ),
            QA(
                "a* tiene mejor complejidad que dijkstra en el peor caso",
                """No: con heurística consistente la cota es la misma, O((V + E) log V). Lo que mejora es el número
                de vértices que se exploran en la práctica.""",
                title="peor caso y Dijkstra",
            ),
            QA(
                "en a*, si el vertice meta aparece como vecino ya puedo parar",
                """No: hay que esperar a que salga de la cola. Podría haberse descubierto por un camino caro que más
                tarde mejora.""",
                title="parar al ver la meta",
            ),
        ),
        faster=(
            QA(
                """Busco una ruta en una cuadrícula de un millón de casillas con obstáculos y pasos de coste 1. ¿BFS
                o A*?""",
                """A* con distancia Manhattan suele ganar, porque explora hacia la meta; las dos dan el mínimo. BFS
                es O(V + E), sin montículo, y gana si los obstáculos obligan a mirarlo casi todo.""",
                title="o BFS en una cuadrícula",
            ),
            QA(
                "¿A* o una búsqueda voraz que solo mire lo que falta hasta la meta?",
                """A*, si quieres el camino mínimo: cuenta también lo recorrido. La voraz suele llegar antes a una
                solución, pero puede dar rodeos y no garantiza nada.""",
                title="frente a la búsqueda voraz",
            ),
        ),
        results=(
            Result(
                "a_estrella(lambda x: [(x + 1, 1), (2 * x, 1)], lambda x: 0, 1, 6)",
                """Desde cada número se puede sumar 1 o duplicar. Con la estimación 0 se explora por pasos: 1, 2, 3
                y 6, es decir, tres pasos.""",
            ),
            Result(
                """a_estrella({'S': [('A', 1), ('M', 5)], 'A': [('M', 2)], 'M': []}.get, {'S': 3, 'A': 2, 'M':
                0}.get, 'S', 'M')""",
                """La meta entra con f = 5, y A, con 1 + 2 = 3. Sale antes A, que mejora la meta a 1 + 2 = 3; al
                sacarla se termina.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Estoy haciendo un juego y los enemigos tienen que perseguir al jugador por un laberinto. ¿Qué
                    algoritmo uso?""",
                    """A* sobre la cuadrícula: cada casilla libre es un vértice y la estimación, la distancia
                    Manhattan hasta el jugador. Da el camino más corto sin explorar todo el mapa.""",
                ),
                QA(
                    "¿Y si los enemigos pueden ir en diagonal?",
                    """La Manhattan sobrestimaría. Si el paso diagonal cuesta lo mismo que el recto, usa el máximo
                    entre la diferencia horizontal y la vertical.""",
                ),
                QA(
                    "y si hay cien enemigos",
                    """Entonces conviene un solo recorrido desde el jugador hacia atrás, BFS o Dijkstra: da la
                    distancia de todas las casillas y sirve para los cien.""",
                ),
            ),
            (
                QA(
                    "¿Por qué A* deja de ser óptimo si la heurística exagera?",
                    """Porque un vértice del camino bueno puede parecer tan caro que se queda esperando en la cola,
                    mientras la meta sale por otro camino peor.""",
                ),
                QA(
                    "¿Y si se queda corta?",
                    """No se pierde la garantía: solo explora más vértices. En el extremo, una estimación siempre
                    igual a 0 convierte A* en Dijkstra.""",
                ),
            ),
        ),
        build=Build(
            "Impleméntame A* en Python para un grafo pequeño.",
            """Recibe dos funciones, los vecinos con su coste y la estimación, y devuelve el coste mínimo o `None`
            si no se puede llegar:""",
            (
                "mapa = {'S': [('A', 2), ('B', 1)], 'A': [('M', 1)], 'B': [('M', 5)], 'M': []}",
                "a_estrella(mapa.get, {'S': 2, 'A': 1, 'B': 4, 'M': 0}.get, 'S', 'M')",
            ),
            """El método `get` de un diccionario sirve como función: recibe el vértice y devuelve sus vecinos o su
            estimación.""",
        ),
    ),
)
