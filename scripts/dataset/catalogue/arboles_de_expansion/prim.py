"""El algoritmo de Prim."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="frente a Dijkstra",
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
            title="grafo no conexo",
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
            title="el vértice inicial",
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
            title="peso máximo",
        ),
    ),
    brief=Brief(
        what=(
            """Conecta todos los vértices con coste mínimo haciendo crecer un único árbol: en cada paso le añade la
            arista más barata que sale de él hacia un vértice nuevo.""",
            """Es como una mancha que se extiende por el grafo: parte de un vértice cualquiera y cada vez cruza por la
            frontera más barata, hasta cubrirlo todo.""",
            """Es un método voraz para el árbol de expansión mínimo que guarda en un montículo las aristas que salen
            de lo ya conectado y toma siempre la menor.""",
            """El algoritmo de Prim construye un árbol de expansión mínimo desde un vértice inicial, incorporando
            cada vez el vértice de fuera cuya conexión con el árbol cuesta menos.""",
        ),
        cost=(
            """Las aristas que salen de lo ya conectado esperan en una cola de prioridad; pasan por ella a lo sumo 2E, y ordenarlas así añade el factor log V.""",
            """El montículo puede llegar a contener casi todas las aristas, y además se guarda qué vértices están
            dentro.""",
            """El logaritmo viene del montículo de aristas candidatas, que también explica que el espacio crezca con
            el número de aristas.""",
        ),
        use=(
            """Cuando el grafo está en listas de adyacencia y quieres el árbol de expansión mínimo; con un arreglo
            en lugar de montículo, es lo mejor en grafos densos.""",
            """Se aplica al diseñar redes de agua o de electricidad: partiendo de la central, se va conectando cada
            vez la casa cuya tubería cuesta menos.""",
            """No conviene si el grafo no es conexo, porque solo cubre la parte del inicio; si es dirigido, porque el
            problema es otro; o si ya tienes las aristas ordenadas, caso ideal de Kruskal.""",
        ),
        beliefs=(
            QA(
                "Prim y Dijkstra son el mismo algoritmo.",
                """No: se parecen en el código, pero Prim compara el peso de la arista que conecta con el árbol, y
                Dijkstra, la distancia total desde el origen.""",
                title="el mismo que Dijkstra",
            ),
            QA(
                "si empiezo prim en otro vertice el peso total cambia",
                """No: el peso total del árbol de expansión mínimo es siempre el mismo en un grafo conexo. Lo que
                puede cambiar, si hay empates, son las aristas elegidas.""",
                title="otro vértice, otro peso",
            ),
            QA(
                "Prim es siempre O(V²).",
                """Solo en la versión con arreglo. Con montículo, como aquí, es O(E log V), mejor cuando hay pocas
                aristas; en grafos densos conviene el arreglo.""",
                title="siempre O(V²)",
            ),
        ),
        faster=(
            QA(
                """Tengo 3000 puntos en el plano y puedo unir cualquiera con cualquiera. ¿Kruskal o Prim para el
                mínimo cable?""",
                """Prim con arreglo: O(V²), unos 9 millones de pasos, sin guardar aristas. Kruskal tendría que
                ordenar unos 4,5 millones de aristas, O(E log E).""",
                title="o Kruskal con puntos",
            ),
            QA(
                "En Prim, ¿es mejor un montículo o buscar el mínimo en un arreglo?",
                """El montículo si hay pocas aristas, O(E log V); el arreglo si el grafo es denso, O(V²). Con E
                cercano a V², el montículo paga un logaritmo de más.""",
                title="montículo o arreglo",
            ),
        ),
        results=(
            Result(
                "prim({'A': {'B': 3, 'C': 4}, 'B': {'A': 3, 'C': 5}, 'C': {'A': 4, 'B': 5}}, 'A')",
                """Desde A, la arista más barata lleva a B con 3. Después se compara 4 (A–C) con 5 (B–C) y se toma
                la de 4: 3 + 4.""",
            ),
            Result(
                "prim({1: {2: 10}, 2: {1: 10, 3: 1}, 3: {2: 1}}, 1)",
                """Desde el 1 solo se puede ir al 2, por 10; desde allí, al 3 por 1. Las dos aristas son
                obligatorias y suman 11.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Tengo que conectar con tuberías todas las casas de un pueblo a partir del depósito. ¿Qué hago
                    para gastar poco?""",
                    """Aplica Prim desde el depósito: une en cada paso la casa sin agua cuya tubería hasta lo ya
                    conectado sea más barata.""",
                ),
                QA(
                    "¿Y así cada casa queda a la menor distancia del depósito?",
                    """No necesariamente: se minimiza la longitud total de tubería. Para acercar cada casa al
                    depósito habría que usar caminos mínimos, con Dijkstra.""",
                ),
            ),
            (
                QA(
                    "¿Por qué Prim puede elegir siempre la arista más barata sin arrepentirse?",
                    """Por la propiedad del corte: la arista más barata entre lo conectado y lo demás pertenece a
                    algún árbol mínimo, así que tomarla nunca estropea el resultado.""",
                ),
                QA(
                    "pasa lo mismo con pesos negativos",
                    """Sí: el argumento solo compara pesos entre sí, sin sumarlos en caminos. Prim funciona igual
                    con aristas negativas.""",
                ),
                QA(
                    "¿Y si hay dos empatadas?",
                    "Cualquiera vale. Puede salir un árbol distinto, pero con el mismo peso total.",
                ),
            ),
        ),
        build=Build(
            "¿Me das una función en Python que calcule el coste mínimo de conectar todo con Prim?",
            """El grafo no dirigido es un diccionario de diccionarios con cada arista en los dos sentidos, y se
            devuelve el peso total:""",
            ("prim({1: {2: 4, 3: 1}, 2: {1: 4, 3: 2}, 3: {1: 1, 2: 2}}, 2)",),
            "Las aristas que llevan a un vértice ya conectado se descartan al salir del montículo, sin sumarse.",
        ),
    ),
)
