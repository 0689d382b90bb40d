"""La ordenación topológica (algoritmo de Kahn)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="Kahn o DFS",
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
            title="cuándo es única",
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
            title="grafo con un ciclo",
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
            title="camino más largo",
        ),
    ),
    brief=Brief(
        what=(
            """Pone en fila los vértices de un grafo dirigido sin ciclos de tal manera que cada uno aparece después
            de todos los que le apuntan.""",
            """Repite una regla sencilla: elige una tarea que no dependa de ninguna pendiente, añade esa tarea a la
            fila y tacha su requisito en las demás.""",
            """Es el orden en que te vistes: los calcetines antes que los zapatos. Dadas las flechas «va antes que»,
            el algoritmo encuentra una secuencia que las respeta todas.""",
            """La ordenación topológica (algoritmo de Kahn) cuenta las flechas que entran en cada vértice y va
            sacando los que tienen cero; si quedan vértices sin salir, hay un ciclo.""",
        ),
        cost=(
            """Se recorren todas las aristas dos veces, una para contar entradas y otra para descontarlas, y cada
            vértice pasa una vez por la cola.""",
            "Hace falta un contador por vértice, y la cola y el resultado tampoco superan el número de vértices.",
            """Cada arista se cuenta y se descuenta una sola vez, y fuera del grafo solo se guardan datos por
            vértice.""",
        ),
        use=(
            """Cuando unas tareas deben hacerse antes que otras y quieres un orden que lo respete, o procesar un
            grafo acíclico de forma que cada vértice llegue con sus datos listos.""",
            """Los gestores de paquetes y herramientas como `make` lo necesitan: compilan o instalan cada componente
            solo cuando ya están listos los componentes de los que depende.""",
            """Si el grafo tiene ciclos, porque no existe ningún orden; si no es dirigido, porque no hay antes ni
            después; o si las tareas tienen prioridades, que el método básico no considera.""",
        ),
        beliefs=(
            QA(
                "El orden topológico de un grafo es único.",
                """No: solo si en cada paso hay un único vértice disponible. Con a → c y b → c valen tanto a, b, c
                como b, a, c.""",
                title="un solo orden",
            ),
            QA(
                "el orden topologico se calcula con sort, asi que cuesta O(n log n)",
                """No: no se comparan valores, sino que se siguen flechas. Kahn cuesta O(V + E), porque cada vértice
                sale de la cola una vez y cada arista se descuenta una vez.""",
                title="calcularlo con sort",
            ),
            QA(
                "se puede hacer la ordenacion topologica de cualquier grafo dirigido",
                """Solo si no tiene ciclos. En un ciclo, cada vértice espera al anterior y ninguno puede ir primero;
                el algoritmo lo nota porque no salen todos y devuelve `None`.""",
                title="cualquier grafo dirigido",
            ),
        ),
        faster=(
            QA(
                "Quiero el orden topológico con las tareas disponibles en orden alfabético. ¿Cola o montículo?",
                """Montículo: saca siempre la menor de las disponibles, con O(V log V + E). La cola es más rápida,
                O(V + E), pero no garantiza ese desempate.""",
                title="cola o montículo",
            ),
            QA(
                "Para caminos mínimos en un grafo sin ciclos, ¿orden topológico o Dijkstra?",
                """Orden topológico: una pasada relajando aristas en ese orden cuesta O(V + E) y admite pesos
                negativos. Dijkstra cuesta O((V + E) log V) y no los admite.""",
                title="frente a Dijkstra",
            ),
        ),
        results=(
            Result(
                "orden_topologico({'c': [], 'a': ['b'], 'b': ['c']})",
                """Solo «a» tiene cero entradas y sale primero. Al descontar su flecha queda libre b, y después c,
                aunque c fuera la primera clave.""",
            ),
            Result(
                "orden_topologico({1: [3], 2: [3], 3: [4], 4: []})",
                """El 1 y el 2 no tienen entradas y salen por orden. El 3 tenía dos; cuando las dos se descuentan
                entra en la cola, y tras él, el 4.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo una receta con pasos que dependen de otros. ¿Cómo saco un orden para cocinar?",
                    """Con una ordenación topológica: cada paso es un vértice y cada «antes que», una flecha.
                    Empieza por los pasos sin requisitos y ve tachando los cumplidos.""",
                ),
                QA(
                    "¿Y si dos pasos se pueden hacer a la vez?",
                    """Estarán los dos en la cola al mismo tiempo. Cualquiera puede ir primero, o puedes encargar
                    uno a cada persona.""",
                ),
                QA(
                    "¿Y si me equivoco y pongo dependencias circulares?",
                    """Los pasos del círculo, y los que dependen de ellos, no llegan nunca a cero requisitos. Al
                    final faltan pasos y la función devuelve `None`.""",
                ),
            ),
            (
                QA(
                    "¿Por qué Kahn cuenta las aristas que entran y no las que salen?",
                    """Porque una entrada es un requisito pendiente: con cero entradas, la tarea puede hacerse ya.
                    Las salidas solo indican a quién beneficia terminarla.""",
                ),
                QA(
                    "y si cuento las salidas que pasa",
                    """Obtendrías el orden al revés: los vértices sin salidas son los que pueden ir al final, así
                    que bastaría con construir la lista de atrás hacia delante.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que ordene asignaturas según sus requisitos previos.",
            """El grafo asocia a cada asignatura las que la necesitan; si los requisitos son circulares, la función
            devuelve `None`:""",
            (
                "orden_topologico({'mates': ['física'], 'física': ['óptica'], 'óptica': []})",
                "orden_topologico({1: [2], 2: [1], 3: []})",
            ),
            "Todas las asignaturas deben ser claves del diccionario, también las que nadie necesita.",
        ),
    ),
)
