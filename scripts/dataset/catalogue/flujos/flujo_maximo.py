"""El algoritmo de Edmonds-Karp para el flujo máximo."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="flujo-maximo",
    name="el algoritmo de Edmonds-Karp para el flujo máximo",
    topic="flujos",
    level="avanzado",
    time="O(VE²)",
    space="O(V + E)",
    code="""
from collections import deque


def flujo_maximo(cap, s, t):
    total = 0
    while True:
        padre, cola = {s: None}, deque([s])
        while cola and t not in padre:
            u = cola.popleft()
            for v in cap[u]:
                if v not in padre and cap[u][v] > 0:
                    padre[v] = u
                    cola.append(v)
        if t not in padre:
            return total
        camino = [t]
        while padre[camino[-1]] is not None:
            camino.append(padre[camino[-1]])
        aristas = list(zip(camino[1:], camino))
        f = min(cap[u][v] for u, v in aristas)
        for u, v in aristas:
            cap[u][v] -= f
            cap[v][u] = cap[v].get(u, 0) + f
        total += f
""",
    theory=Theory(
        """
        El algoritmo de Edmonds-Karp calcula cuánto puede circular como máximo desde una fuente hasta un
        sumidero por una red con capacidades; busca repetidamente un camino con capacidad libre y envía por él
        todo lo posible.

        1. BFS desde la fuente por aristas con capacidad residual.
        2. El cuello de botella del camino es lo que se envía.
        3. Se resta de las aristas y se **suma a las inversas**, para poder corregir decisiones.
        4. Se repite hasta que no haya camino.

        **Ejemplo:** con S→A 3 y A→T 2, el flujo máximo es ‹flujo_maximo({"S": {"A": 3}, "A": {"T": 2}, "T":
        {}}, "S", "T")›.
        """,
        pitfall="""olvidar las aristas inversas; sin ellas una mala elección inicial no se puede deshacer y el
        resultado no es máximo.""",
    ),
    complexity=Complexity(
        """
        Cada camino se busca con BFS en O(E). Como BFS elige caminos con el mínimo de aristas, se demuestra
        que una misma arista es el cuello de botella O(V) veces como mucho, de modo que hay O(VE) caminos.
        El
        producto da O(VE²), sin depender de las capacidades.

        Con caminos cualesquiera (Ford-Fulkerson) y capacidades enteras el coste es O(E · F), donde F es el
        flujo, y puede ser enorme. La red residual tiene a lo sumo el doble de aristas.
        """,
    ),
    build=Build(
        """Implementa el flujo máximo con Edmonds-Karp. Las capacidades están en un diccionario de diccionarios.""",
        """Cada vuelta busca por BFS un camino con capacidad libre, halla su cuello de botella y actualiza la
        red residual (modifica `cap`).""",
        (
            """red = {'S': {'A': 3, 'B': 2}, 'A': {'B': 1, 'T': 2}, 'B': {'T': 3}, 'T': {}}""",
            "flujo_maximo(red, 'S', 'T')",
        ),
    ),
    bugs=(
        Bug(
            "Mi flujo máximo se queda corto en esta red. ¿Qué parte del algoritmo falta?",
            ("            cap[v][u] = cap[v].get(u, 0) + f\n", ""),
            """flujo_maximo({'S': {'A': 1, 'B': 1}, 'A': {'C': 1, 'D': 1}, 'B': {'C': 1}, 'C': {'T': 1}, 'D':
            {'E': 1}, 'E': {'T': 1}, 'T': {}}, 'S', 'T')""",
            """No se añaden las aristas inversas. El primer camino, S–A–C–T, ocupa la arista C→T; sin la inversa
            C→A no se puede desviar después el flujo de A hacia D.""",
        ),
    ),
    exercises=(
        Trace(
            "Calcula el flujo máximo de S a T con S→A 4, S→B 3, A→B 2, A→T 3 y B→T 5. Indica cada camino.",
            "flujo_maximo({'S': {'A': 4, 'B': 3}, 'A': {'B': 2, 'T': 3}, 'B': {'T': 5}, 'T': {}}, 'S', 'T')",
            "total += f",
            "Camino {'–'.join(reversed(camino))}: unidades enviadas, {f}; total {total + f}.",
            """El flujo máximo es ‹flujo_maximo({'S': {'A': 4, 'B': 3}, 'A': {'B': 2, 'T': 3}, 'B': {'T': 5},
            'T': {}}, 'S', 'T')›.""",
            """Todas las aristas que salen de S están llenas (4 + 3 = 7), así que no puede haber más flujo:
            ese es un corte mínimo. El último camino aprovecha la capacidad de A→B que los anteriores no
            habían usado.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué diferencia hay entre Ford-Fulkerson, Edmonds-Karp y Dinic?",
            """
            Los tres buscan caminos de aumento en la red residual; se distinguen en cómo los eligen.

            - **Ford-Fulkerson:** un camino cualquiera. Con capacidades enteras termina, en O(E · flujo).
            - **Edmonds-Karp:** el camino con menos aristas, por BFS. O(VE²).
            - **Dinic:** construye niveles con BFS y envía por ellos muchos caminos a la vez. O(V²E), y O(E√V)
            en emparejamientos bipartitos.

            Para redes pequeñas, Edmonds-Karp basta; para grandes, Dinic.
            """,
            title="Ford-Fulkerson, Edmonds-Karp y Dinic",
        ),
    ),
    concepts=(
        QA(
            "¿Qué dice el teorema de flujo máximo y corte mínimo?",
            """
            Que el flujo máximo de la fuente al sumidero es igual a la menor capacidad total de aristas que
            habría que cortar para separarlos.

            Un flujo no puede superar a ningún corte, porque todo lo que llega tiene que cruzarlo. Cuando el
            algoritmo termina, los vértices alcanzables desde la fuente en la red residual forman un lado de
            un corte cuyas aristas están saturadas: su capacidad coincide con el flujo, y por tanto los dos
            son óptimos.
            """,
            title="corte mínimo",
        ),
        QA(
            "¿Para qué sirven las aristas inversas de la red residual?",
            """
            Para poder «devolver» flujo: enviar por la inversa de u → v equivale a cancelar parte de lo
            enviado de u a v y desviarlo por otro sitio.

            Gracias a ellas el algoritmo puede elegir caminos sin preocuparse de si son los definitivos. Si
            en la red no había otra arista de v a u, la capacidad residual de v → u es siempre el flujo
            actual de u → v, porque no se puede devolver más de lo enviado. Sin inversas, el resultado es un
            flujo que no admite más caminos directos, pero que
            puede no ser máximo.
            """,
            title="aristas inversas",
        ),
        QA(
            "¿Cómo se modela con flujo un problema con capacidad en los vértices?",
            """
            Se parte cada vértice v en dos, v_entrada y v_salida, unidos por una arista cuya capacidad es la
            del vértice.

            Las aristas que llegaban a v entran en v_entrada y las que salían parten de v_salida. Así, todo el
            flujo que pasa por v cruza esa arista interna. Con capacidad 1 en cada vértice intermedio, el
            flujo máximo es el mayor número de caminos de la fuente al sumidero sin vértices intermedios
            comunes. El grafo pasa a tener 2V vértices y E + V aristas, sin
            cambiar el orden del coste.
            """,
            title="capacidad en los vértices",
        ),
    ),
    brief=Brief(
        what=(
            """Calcula la mayor cantidad que puede ir de una fuente a un sumidero por una red de conductos con
            capacidad limitada, aumentando el envío camino a camino.""",
            """Repite lo mismo hasta que no puede más: busca con BFS un camino con hueco en todas sus aristas, envía
            lo que permita la más estrecha y actualiza los huecos.""",
            """Es como medir cuánta agua por segundo puede llegar del embalse a la ciudad por una red de tuberías, sin
            que ninguna lleve más de lo que admite.""",
            """El algoritmo de Edmonds-Karp para el flujo máximo aplica Ford-Fulkerson con el camino de menos
            aristas y usa aristas inversas para corregir envíos anteriores.""",
        ),
        cost=(
            """Cada búsqueda es un BFS lineal en las aristas, y elegir el camino con menos tramos limita a O(VE) el
            número de búsquedas.""",
            """La red residual guarda a lo sumo dos aristas por cada una original, y cada búsqueda anota un padre
            por vértice.""",
            """Se multiplican el coste de un BFS y el número de caminos de aumento; en memoria basta con la red y
            sus aristas inversas.""",
        ),
        use=(
            """Cuando algo circula con límites de capacidad (datos, coches, agua) o cuando el problema se reduce a
            eso: emparejar, cortar o separar al menor coste.""",
            """En segmentación de imágenes, un corte mínimo, hallado con flujo máximo, separa la figura del fondo
            por donde los píxeles vecinos se parecen menos.""",
            """No conviene si la red es grande, porque Dinic suele ser bastante más rápido; o si enviar tiene un
            precio por unidad, que pide un flujo de coste mínimo.""",
        ),
        beliefs=(
            QA(
                "El flujo máximo es la suma de las capacidades que salen de la fuente.",
                """No: eso es solo una cota superior. Puede haber un estrechamiento más adelante; el valor exacto es
                la capacidad del corte mínimo.""",
                title="salida de la fuente",
            ),
            QA(
                "una vez enviado flujo por un camino ya no se puede cambiar",
                """No: las aristas inversas permiten devolver parte de lo enviado y desviarlo por otro sitio. Sin
                ellas, el resultado puede no ser máximo.""",
                title="cambiar flujo enviado",
            ),
            QA(
                "El tiempo de Edmonds-Karp depende de lo grandes que sean las capacidades.",
                """No: es O(VE²), sean cuales sean. La dependencia del valor del flujo es de Ford-Fulkerson con
                caminos cualesquiera.""",
                title="tamaño de las capacidades",
            ),
        ),
        faster=(
            QA(
                """Mi red tiene capacidades de mil millones y pocos vértices. ¿Ford-Fulkerson con caminos
                cualesquiera o Edmonds-Karp?""",
                """Edmonds-Karp: O(VE²), sin mirar las capacidades. Con caminos mal elegidos, Ford-Fulkerson puede
                aumentar de uno en uno y dar miles de millones de vueltas.""",
                title="Ford-Fulkerson o Edmonds-Karp",
            ),
            QA(
                "Para una red con miles de nodos y aristas, ¿Edmonds-Karp o Dinic?",
                """Dinic: O(V²E) frente a O(VE²), y en la práctica mucho menos, porque envía flujo por muchos
                caminos en cada fase.""",
                title="Edmonds-Karp o Dinic",
            ),
        ),
        results=(
            Result(
                "flujo_maximo({'S': {'A': 5}, 'A': {'T': 3}, 'T': {}}, 'S', 'T')",
                """El único camino es S–A–T; caben 5 hasta A, pero solo 3 desde A hasta T. Ese cuello de botella
                limita todo el flujo.""",
            ),
            Result(
                "flujo_maximo({'S': {'A': 2, 'T': 3}, 'A': {'T': 2}, 'T': {}}, 'S', 'T')",
                """El camino más corto es S–T, con 3 unidades. Después queda S–A–T, que admite 2. No hay más
                caminos: 3 + 2.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Quiero saber cuántos coches por hora pueden ir de mi ciudad a la playa por varias carreteras.
                    ¿Qué calculo?""",
                    """El flujo máximo: la ciudad es la fuente, la playa el sumidero y cada carretera una arista con
                    su capacidad en coches por hora.""",
                ),
                QA(
                    "y como se que carretera ampliar",
                    """Mira el corte mínimo: las aristas llenas que separan lo alcanzable desde la fuente de lo
                    demás. Ampliar fuera de ese corte no sirve de nada.""",
                ),
                QA(
                    "entonces siempre basta con ampliar una",
                    """Depende: si hay varios cortes mínimos, ampliar una carretera de uno solo no aumenta el flujo,
                    porque los otros cortes siguen limitándolo.""",
                ),
            ),
            (
                QA(
                    "¿Por qué Edmonds-Karp elige el camino con menos aristas?",
                    """Porque así la distancia de la fuente al sumidero en la red residual nunca disminuye, y eso
                    limita cuántas veces se llena cada arista.""",
                ),
                QA(
                    "¿Y si eligiera cualquier camino?",
                    """Con capacidades enteras también acertaría, pero el número de caminos podría crecer con el
                    valor del flujo, que a veces es enorme.""",
                ),
            ),
        ),
        build=Build(
            "Impleméntame el flujo máximo entre dos nodos de una red.",
            """La red es un diccionario de diccionarios de capacidades, todos los vértices son claves y la función
            la modifica mientras calcula:""",
            ("flujo_maximo({'S': {'A': 3, 'B': 1}, 'A': {'B': 2, 'T': 1}, 'B': {'T': 4}, 'T': {}}, 'S', 'T')",),
            "`cap[v].get(u, 0)` crea la arista inversa la primera vez que hace falta.",
        ),
    ),
)
