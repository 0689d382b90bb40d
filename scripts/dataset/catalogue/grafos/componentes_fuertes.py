"""El cálculo de componentes fuertemente conexas (Kosaraju)."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="componentes-fuertes",
    name="el cálculo de componentes fuertemente conexas (Kosaraju)",
    topic="grafos",
    level="avanzado",
    time="O(V + E)",
    space="O(V + E)",
    code="""
def kosaraju(grafo):
    inverso = {u: [] for u in grafo}
    for u in grafo:
        for v in grafo[u]:
            inverso[v].append(u)
    orden, vistos = [], set()
    for u in grafo:
        if u not in vistos:
            visitar(grafo, u, vistos, orden)
    componentes, vistos = [], set()
    for u in reversed(orden):
        if u not in vistos:
            componentes.append([])
            visitar(inverso, u, vistos, componentes[-1])
    return componentes


def visitar(grafo, u, vistos, salida):
    vistos.add(u)
    for v in grafo[u]:
        if v not in vistos:
            visitar(grafo, v, vistos, salida)
    salida.append(u)
""",
    theory=Theory(
        """
        Una componente fuertemente conexa es un grupo máximo de vértices de un grafo dirigido en el que desde
        cada uno se llega a todos los demás. Kosaraju las encuentra con dos recorridos.

        1. DFS en el grafo, anotando los vértices según **terminan**.
        2. Se invierten todas las aristas.
        3. DFS en el grafo inverso, empezando por el último que terminó; cada recorrido da una componente.

        **Ejemplo:** con 0→1, 1→0 y 1→2, las componentes son ‹kosaraju({0: [1], 1: [0, 2], 2: []})›: {0, 1} y {2}.
        """,
        ask="¿Qué es una componente fuertemente conexa y cómo las calcula el algoritmo de Kosaraju?",
        pitfall="""recorrer el segundo grafo en un orden cualquiera; el orden de terminación inverso es lo que
        separa las componentes.""",
    ),
    complexity=Complexity(
        """
        Son dos recorridos en profundidad y una construcción del grafo inverso. Cada uno de los tres pasos
        mira cada vértice y cada arista un número fijo de veces, así que la suma es lineal: O(V + E).

        El grafo inverso ocupa O(V + E). El algoritmo de Tarjan logra lo mismo con un solo recorrido y sin
        grafo inverso, con memoria O(V).
        """,
    ),
    build=Build(
        "Encuentra las componentes fuertemente conexas de un grafo dirigido con el algoritmo de Kosaraju.",
        """El primer recorrido ordena los vértices por tiempo de terminación; el segundo, sobre el grafo
        inverso, recoge las componentes.""",
        ("kosaraju({'a': ['b'], 'b': ['c'], 'c': ['a', 'd'], 'd': []})",),
    ),
    bugs=(
        Bug(
            "Mi cálculo de componentes fuertes junta vértices que no deberían ir juntos. ¿Qué me falta?",
            ("visitar(inverso, u, vistos, componentes[-1])", "visitar(grafo, u, vistos, componentes[-1])"),
            "kosaraju({0: [1], 1: []})",
            """El segundo recorrido se hace sobre el grafo original. Desde 0 se llega a 1, y se agrupan aunque
            de 1 no se pueda volver.""",
            "en el grafo inverso, desde el último en terminar solo se alcanza su propia componente.",
        ),
    ),
    exercises=(
        Trace(
            """Halla las componentes fuertes de 1→2, 2→3, 3→1, 3→4, 4→5, 5→4. ¿Desde qué vértices arranca el
            segundo recorrido?""",
            "kosaraju({1: [2], 2: [3], 3: [1, 4], 4: [5], 5: [4]})",
            "componentes.append([])",
            "Arranca en {u}; ya asignados: {sorted(vistos)}.",
            """Hay dos componentes, {1, 2, 3} y {4, 5}: ‹kosaraju({1: [2], 2: [3], 3: [1, 4], 4: [5], 5: [4]})›.""",
            """El orden de terminación del primer recorrido es 5, 4, 3, 2, 1, así que el segundo empieza por
            el 1. En el grafo inverso, desde 1 se llega a 3 y a 2, pero no a 4: la arista 3→4 ahora va al
            revés.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Kosaraju o Tarjan para las componentes fuertemente conexas?",
            """
            Los dos son O(V + E); Kosaraju es más fácil de recordar y Tarjan hace un solo recorrido.

            - **Kosaraju:** dos DFS sencillos y el grafo inverso, que ocupa O(V + E) más.
            - **Tarjan:** un DFS con una pila y, para cada vértice, el menor índice alcanzable. Ahorra memoria
            y suele ser más rápido, pero es más delicado de programar.

            Ambos producen las componentes ya ordenadas topológicamente: Kosaraju en ese orden, y Tarjan en el
            inverso.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué es el grafo condensado de un grafo dirigido?",
            """
            Es el grafo que resulta de contraer cada componente fuertemente conexa en un solo vértice; nunca
            tiene ciclos.

            Si hubiera un ciclo entre dos componentes, desde cada una se llegaría a la otra y serían la misma.
            Como es acíclico, admite orden topológico, y muchos problemas con ciclos se simplifican: se
            resuelve dentro de cada componente y luego se combina en ese orden. Construirlo cuesta O(V + E).
            """,
        ),
        QA(
            "¿Cómo ayudan las componentes fuertes a resolver 2-SAT?",
            """
            Cada cláusula (a o b) equivale a dos implicaciones, no a → b y no b → a; la fórmula es
            satisfacible si y solo si ninguna variable está en la misma componente fuerte que su negación.

            Si x y no x se implican mutuamente, hay contradicción. Si nunca ocurre, recorriendo las
            componentes en orden topológico se asigna a cada variable el literal que aparece después. Todo
            cuesta O(variables + cláusulas). Con tres literales por cláusula, 3-SAT, el problema pasa a ser
            NP-completo.
            """,
        ),
    ),
)
