"""El cálculo de componentes fuertemente conexas (Kosaraju)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="frente a Tarjan",
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
            title="grafo condensado",
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
            title="2-SAT",
        ),
    ),
    brief=Brief(
        what=(
            """Agrupa los vértices de un grafo dirigido de forma que, dentro de cada grupo, se puede ir de
            cualquiera a cualquiera y volver siguiendo las flechas.""",
            """Hace dos recorridos en profundidad: el primero anota en qué orden terminan los vértices y el segundo,
            con las flechas invertidas, saca un grupo fuertemente conexo cada vez.""",
            """Piensa en un barrio de calles de sentido único: cada grupo es una zona en la que puedes dar vueltas y
            volver siempre a casa, y Kosaraju descubre todas esas zonas.""",
            """El cálculo de componentes fuertemente conexas (Kosaraju) parte un grafo dirigido en grupos máximos de
            vértices alcanzables entre sí, con un DFS en el grafo y otro en su inverso.""",
        ),
        cost=(
            "Recorrer el grafo, invertir sus flechas y recorrer el inverso son tres pasadas, cada una lineal.",
            """El grafo con las flechas invertidas ocupa tanto como el original; las marcas y el orden de
            terminación añaden un dato por vértice.""",
            """Son dos recorridos en profundidad sobre un grafo y su copia invertida: el doble de trabajo que uno
            solo y el espacio de esa copia.""",
        ),
        use=(
            """Cuando un grafo dirigido tiene ciclos y te estorban: al contraer cada componente queda un grafo
            acíclico, en el que ya se puede ordenar o aplicar programación dinámica.""",
            """Al estudiar la web como grafo de enlaces se vio que una gran parte de las páginas forma una
            componente fuertemente conexa: desde cualquiera se llega a las demás con clics.""",
            """Si el grafo no es dirigido, ya que bastan las componentes conexas. Si la memoria aprieta, Tarjan
            evita construir el grafo inverso, y la versión recursiva falla en grafos muy profundos.""",
        ),
        beliefs=(
            QA(
                "Si desde A se llega a B, los dos están en la misma componente fuertemente conexa.",
                """No: también hay que poder volver de B a A. Con una sola flecha hay dos componentes:
                ‹kosaraju({'A': ['B'], 'B': []}) =›.""",
                title="llegar de A a B",
            ),
            QA(
                "kosaraju tarda el doble que un dfs, asi que es O(2(V + E)) y eso es peor orden",
                """No: el factor 2 es una constante y no cambia el orden. Dos recorridos lineales siguen siendo O(V
                + E).""",
                title="dos DFS, el doble",
            ),
            QA(
                "En un grafo dirigido sin ciclos no hay componentes fuertemente conexas.",
                """Sí las hay: cada vértice forma una componente él solo. Lo que no puede haber es una con dos
                vértices o más, porque ir y volver entre ellos cerraría un ciclo.""",
                title="grafos sin ciclos",
            ),
        ),
        faster=(
            QA(
                "¿Kosaraju o comprobar para cada pareja de vértices si se alcanzan en ambos sentidos?",
                """Kosaraju, sin duda: O(V + E) en total. Lanzar un recorrido desde cada vértice para conocer todas
                las parejas cuesta O(V(V + E)).""",
                title="o comprobar cada pareja",
            ),
            QA(
                "Solo necesito saber si todo mi grafo dirigido es fuertemente conexo. ¿Hace falta Kosaraju entero?",
                """No: basta un recorrido desde un vértice en el grafo y otro, desde el mismo, en el inverso. Si
                ambos alcanzan todos los vértices, lo es; cuesta O(V + E) igualmente.""",
                title="grafo fuertemente conexo",
            ),
        ),
        results=(
            Result(
                "kosaraju({1: [2], 2: [1]})",
                """En el primer recorrido termina antes el 2 y después el 1. En el inverso se empieza por el 1, que
                alcanza al 2; como se anota al terminar, sale el 2 delante.""",
            ),
            Result(
                "kosaraju({0: [1], 1: [2], 2: []})",
                """Es una cadena: terminan el 2, el 1 y el 0. En el inverso, desde el 0 no se va a ninguna parte, y
                el 1 y el 2 tampoco encuentran vértices nuevos: tres grupos.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Mi ciudad ha puesto calles de sentido único y quiero saber si se puede ir de cualquier plaza
                    a cualquier otra. ¿Qué calculo?""",
                    """Las componentes fuertemente conexas del mapa. Si sale una sola, todo está comunicado en ambos
                    sentidos; si salen varias, hay zonas de las que no se puede volver.""",
                ),
                QA(
                    "¿Y cómo arreglo el mapa si salen varias?",
                    """Contrae cada componente en un punto: queda un grafo sin ciclos. Añadiendo calles desde las
                    zonas sin salida hacia las zonas sin entrada puedes unirlas.""",
                ),
            ),
            (
                QA(
                    "¿Por qué Kosaraju invierte las aristas en el segundo recorrido?",
                    """Porque invertir no cambia las componentes, pero sí las flechas entre ellas: desde el último
                    vértice que terminó ya no se puede escapar a otra componente.""",
                ),
                QA(
                    "y por que se empieza por el ultimo que termino",
                    """Porque pertenece a una componente a la que no llega ninguna otra. En el grafo invertido, de
                    ella no sale nada y el recorrido queda encerrado.""",
                ),
                QA(
                    "¿Pasa lo mismo con las siguientes componentes?",
                    """Sí: las flechas invertidas que salen de ellas llevan a componentes ya recogidas, cuyos
                    vértices están visitados y no se repiten.""",
                ),
                QA(
                    "¿Me lo resumes?",
                    """Primer DFS para saber quién termina más tarde; segundo DFS en el grafo invertido y en ese
                    orden. Cada arranque da una componente.""",
                ),
            ),
        ),
        build=Build(
            "Impleméntame Kosaraju para sacar las componentes fuertemente conexas.",
            "La función construye el grafo inverso y hace los dos recorridos con la misma rutina auxiliar:",
            ("kosaraju({'a': ['b'], 'b': ['a', 'c'], 'c': ['d'], 'd': ['c']})",),
            """`visitar` anota cada vértice al terminarlo, y esa lista vale como orden en la primera pasada y como
            componente en la segunda.""",
        ),
    ),
)
