"""El algoritmo de Edmonds-Karp para el flujo máximo."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
