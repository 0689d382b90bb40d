"""El algoritmo de Dijkstra."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="frente a Bellman-Ford y Floyd-Warshall",
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
            title="fallo con pesos negativos",
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
            title="relajar una arista",
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
            title="parar con un destino",
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
            title="demostración",
        ),
    ),
    brief=Brief(
        what=(
            """Encuentra la ruta más barata desde un vértice a todos los demás, si ningún peso es negativo, fijando
            siempre el vértice pendiente con menor distancia conocida.""",
            """Funciona como el agua que se derrama desde el origen y avanza por tuberías: llega antes a lo cercano, y
            el primer instante en que toca un vértice es su distancia mínima.""",
            """Usa una cola de prioridad: saca el vértice más cercano, cuya distancia ya es definitiva, y comprueba
            si a través de él mejoran sus vecinos.""",
            """El algoritmo de Dijkstra calcula caminos mínimos desde un origen en grafos con pesos no negativos,
            procesando los vértices de menor a mayor distancia.""",
        ),
        cost=(
            """Cada arista provoca como mucho una inserción en el montículo, y meter o sacar de él cuesta un
            logaritmo.""",
            "Además de las distancias, el montículo acumula copias anticuadas: hasta una entrada por cada mejora.",
            """Cada vértice se fija una vez y cada arista se relaja una vez; el logaritmo lo pone el montículo, que
            puede crecer hasta una entrada por arista.""",
        ),
        use=(
            """Cuando buscas rutas de coste mínimo desde un punto y los costes son tiempos, kilómetros o precios,
            que nunca son negativos.""",
            """El protocolo `OSPF` lo ejecuta en los nodos de una red: cada uno conoce el mapa completo y calcula
            por dónde enviar los datos hasta cada destino con menor coste.""",
            """No sirve si hay pesos negativos, porque fija distancias demasiado pronto; usa Bellman-Ford. Si todas
            las aristas cuestan igual, sobra el montículo y basta un recorrido en anchura.""",
        ),
        beliefs=(
            QA(
                "Dijkstra funciona con pesos negativos siempre que no haya ciclos negativos.",
                """No: basta una arista negativa para que un vértice ya fijado pudiera mejorar después. Con pesos
                negativos el algoritmo seguro es Bellman-Ford.""",
                title="pesos sin ciclos negativos",
            ),
            QA(
                "dijkstra elige en cada paso la arista mas barata",
                """No: elige el vértice con menor distancia total desde el origen. El que elige la arista más barata
                que sale de lo ya conectado es Prim.""",
                title="la arista más barata",
            ),
            QA(
                "Dijkstra cuesta siempre O(V²).",
                """Solo si busca el mínimo recorriendo un arreglo. Con un montículo, como aquí, cuesta O((V + E) log
                V), mucho mejor si el grafo tiene pocas aristas.""",
                title="siempre O(V²)",
            ),
        ),
        faster=(
            QA(
                "Tengo un grafo completo con 2000 vértices. ¿Dijkstra con montículo o con arreglo?",
                """Con arreglo: O(V²), unos 4 millones de pasos. Con montículo, al haber casi V² aristas, sale O(V²
                log V), unas diez veces más.""",
                title="montículo o arreglo",
            ),
            QA(
                "Para las distancias desde mi almacén a todas las tiendas, ¿Dijkstra o Floyd-Warshall?",
                """Dijkstra: un único origen cuesta O((V + E) log V). Floyd-Warshall calcula todas las parejas en
                O(V³), y casi todas te sobran.""",
                title="o Floyd-Warshall desde un almacén",
            ),
        ),
        results=(
            Result(
                "dijkstra({'A': {'B': 5, 'C': 2}, 'B': {}, 'C': {'B': 1}}, 'A')",
                """Desde A se anota B con 5 y C con 2. Sale C, el más cercano, y mejora B a 2 + 1 = 3; la entrada
                vieja de B se descarta.""",
            ),
            Result(
                "dijkstra({1: {2: 4}, 2: {}, 3: {1: 1}}, 1)",
                """Desde el 1 solo sale una arista, que deja el 2 a distancia 4. Al 3 no se puede llegar, así que no
                aparece.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Quiero hacer un navegador que calcule la ruta más rápida entre calles con distintos minutos.
                    ¿Por dónde empiezo?""",
                    """Por Dijkstra: cada cruce es un vértice y cada tramo, una arista con sus minutos. Guarda
                    además de qué cruce vienes, para reconstruir la ruta.""",
                ),
                QA(
                    "¿Y si solo me interesa un destino?",
                    """Puedes parar cuando ese destino salga de la cola de prioridad. Y si tienes coordenadas, A*
                    explora aún menos.""",
                ),
                QA(
                    "y si hay peajes que me devuelven dinero",
                    """Eso sería un peso negativo y Dijkstra podría equivocarse: tendrías que usar Bellman-Ford, que
                    es más lento pero los admite.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en Dijkstra un mismo vértice puede estar varias veces en la cola?",
                    """Porque `heapq` no permite bajar una prioridad: cuando un vértice mejora se mete otra copia y
                    la antigua se queda dentro.""",
                ),
                QA(
                    "¿Y no da problemas?",
                    """No: la copia buena sale antes. Al salir la antigua, su distancia es mayor que la guardada y
                    se salta con `continue`.""",
                ),
            ),
        ),
        build=Build(
            "hazme en python una funcion de rutas minimas con dijkstra",
            """El grafo es un diccionario de diccionarios con el peso de cada arista, y la función devuelve las
            distancias desde el origen:""",
            ("dijkstra({1: {2: 7, 3: 2}, 2: {4: 1}, 3: {2: 3, 4: 9}, 4: {}}, 1)",),
            """`dist.get(v, float('inf'))` trata como infinita la distancia de los vértices que todavía no se han
            visto.""",
        ),
    ),
)
