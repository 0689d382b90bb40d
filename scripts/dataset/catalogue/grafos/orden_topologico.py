"""La ordenación topológica (algoritmo de Kahn)."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="orden-topologico",
    name="la ordenación topológica (algoritmo de Kahn)",
    topic="grafos",
    level="intermedio",
    time="O(V + E)",
    space="O(V)",
    code="""
from collections import deque


def orden_topologico(grafo):
    entradas = {u: 0 for u in grafo}
    for u in grafo:
        for v in grafo[u]:
            entradas[v] += 1
    cola = deque(u for u in grafo if entradas[u] == 0)
    orden = []
    while cola:
        u = cola.popleft()
        orden.append(u)
        for v in grafo[u]:
            entradas[v] -= 1
            if entradas[v] == 0:
                cola.append(v)
    return orden if len(orden) == len(grafo) else None
""",
    theory=Theory(
        """
        Una ordenación topológica coloca los vértices de un grafo dirigido sin ciclos en fila, de modo que
        toda arista vaya de izquierda a derecha. Sirve para ordenar tareas con dependencias.

        1. Se cuenta cuántas aristas entran en cada vértice.
        2. Los que tienen 0 pueden ir ya: entran en una cola.
        3. Al sacar uno, se descuentan sus aristas; los que llegan a 0 entran en la cola.

        **Ejemplo:** si la camisa va antes que la corbata, y esta antes que la chaqueta, el orden es
        ‹orden_topologico({"camisa": ["corbata"], "corbata": ["chaqueta"], "chaqueta": []})›.
        """,
        pitfall="""no comprobar al final que han salido todos; si falta alguno, hay un ciclo y no existe
        ningún orden.""",
    ),
    complexity=Complexity(
        """
        Contar las entradas recorre todas las aristas una vez. Después, cada vértice entra y sale de la cola
        una vez, y al salir se descuentan sus aristas: otra pasada por las E aristas. El total es O(V + E).

        Se guarda un contador por vértice, además de la cola y del resultado. Si en lugar de una cola se usa
        un montículo, para elegir siempre el menor disponible, el tiempo sube a O(V log V + E).
        """,
    ),
    build=Build(
        "Ordena tareas con dependencias mediante el algoritmo de Kahn y detecta si es imposible.",
        """Se van eligiendo tareas sin dependencias pendientes; si al final falta alguna, las dependencias
        forman un ciclo.""",
        (
            "orden_topologico({'a': ['c'], 'b': ['c'], 'c': ['d'], 'd': []})",
            "orden_topologico({'a': ['b'], 'b': ['a']})",
        ),
    ),
    bugs=(
        Bug(
            "Mi orden topológico no avisa de que las dependencias son circulares. ¿Qué añado?",
            ("return orden if len(orden) == len(grafo) else None", "return orden"),
            "orden_topologico({'a': ['b'], 'b': ['c'], 'c': ['b']})",
            """El resultado se devuelve sin comprobar que está completo. Los vértices de un ciclo nunca llegan a
            tener 0 entradas, así que no salen y se pierden en silencio.""",
        ),
        Bug(
            "¿Por qué mi ordenación topológica coloca una tarea antes que una de sus dependencias?",
            (
                "            entradas[v] -= 1\n            if entradas[v] == 0:\n",
                "            entradas[v] -= 1\n            if v not in orden and v not in cola:\n",
            ),
            "orden_topologico({'a': ['c'], 'c': [], 'b': ['d'], 'd': ['c']})",
            """El vértice entra en la cola en cuanto se cumple *una* de sus dependencias. Debe esperar a que se
            cumplan todas, es decir, a que su contador llegue a 0.""",
        ),
    ),
    exercises=(
        Trace(
            """Ordena estas asignaturas: Cálculo antes que Física; Álgebra antes que Física y Gráficos; Física
            antes que Robótica.""",
            """orden_topologico({'Cálculo': ['Física'], 'Álgebra': ['Física', 'Gráficos'], 'Física':
            ['Robótica'], 'Gráficos': [], 'Robótica': []})""",
            "u = cola.popleft()",
            "Disponibles {list(cola)}: se cursa {cola[0]}.",
            "Un orden válido es el que sale de esta simulación; hay otros igual de correctos.",
            """Física no está disponible hasta haber cursado Cálculo y Álgebra. Como salen las cinco
            asignaturas, no hay dependencias circulares.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué diferencia hay entre el algoritmo de Kahn y el orden topológico con DFS?",
            """
            Kahn va quitando vértices sin entradas; el DFS anota cada vértice al terminarlo y después invierte
            la lista. Los dos son O(V + E).

            - **Kahn:** iterativo, detecta ciclos contando los que salen y permite elegir entre los
            disponibles (por ejemplo, el menor, con un montículo).
            - **DFS:** muy corto si ya se tiene el recorrido; detecta ciclos al encontrar una arista hacia un
            vértice en curso.

            Para planificar tareas en paralelo conviene Kahn, porque la cola muestra qué se puede hacer a la
            vez.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Cuándo es única la ordenación topológica?",
            """
            Cuando en cada paso hay un solo vértice disponible, o lo que es lo mismo, cuando existe un camino
            que pasa por todos los vértices.

            Si en algún momento la cola de Kahn contiene dos, cualquiera puede ir antes y hay al menos dos
            órdenes. **Ejemplo:** con a → b → c el orden es único; con a → c y b → c hay dos, a b c y b a c.
            Comprobarlo solo exige vigilar el tamaño de la cola, sin coste adicional.
            """,
        ),
        QA(
            "¿Por qué un grafo con un ciclo no tiene orden topológico?",
            """
            Porque cada vértice del ciclo tendría que ir antes que el siguiente y, dando la vuelta, antes que
            sí mismo.

            Si a → b → c → a, el orden exige a antes que b, b antes que c y c antes que a: una contradicción.
            A la inversa, si no hay ciclos siempre existe algún vértice sin entradas (si no, retrocediendo por
            aristas se repetiría un vértice y habría ciclo), y se puede colocar el primero y continuar con el
            resto.
            """,
        ),
        QA(
            "¿Cómo calculo el camino más largo en un grafo dirigido sin ciclos?",
            """
            Se recorren los vértices en orden topológico y cada uno actualiza a sus sucesores; cuesta O(V +
            E).

            Para cada arista u → v de peso w, largo[v] = max(largo[v], largo[u] + w). Al llegar a u en ese
            orden, largo[u] ya es definitivo, porque todos sus predecesores se han procesado. Es la base del
            método del camino crítico en gestión de proyectos. En grafos con ciclos, en cambio, el camino
            simple más largo es un problema NP-difícil.
            """,
            level="avanzado",
        ),
    ),
)
