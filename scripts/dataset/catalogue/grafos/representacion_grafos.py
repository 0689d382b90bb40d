"""La representación de un grafo."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory

ENTRY = Entry(
    key="representacion-grafos",
    name="la representación de un grafo",
    topic="grafos",
    level="básico",
    time="O(V + E) para construir las listas de adyacencia",
    space="O(V + E)",
    code="""
def listas(n, aristas):
    ady = [[] for _ in range(n)]
    for u, v in aristas:
        ady[u].append(v)
        ady[v].append(u)
    return ady


def matriz(n, aristas):
    m = [[0] * n for _ in range(n)]
    for u, v in aristas:
        m[u][v] = m[v][u] = 1
    return m
""",
    theory=Theory(
        """
        Un grafo se representa casi siempre con listas de adyacencia o con una matriz de adyacencia; ambas
        dicen qué vértices están unidos por una arista.

        - **Listas:** para cada vértice, la lista de sus vecinos. Ocupan O(V + E).
        - **Matriz:** una tabla V × V con un 1 donde hay arista. Ocupa O(V²).

        **Ejemplo:** el camino 0 – 1 – 2 tiene como listas ‹listas(3, [(0, 1), (1, 2)])› y como matriz
        ‹matriz(3, [(0, 1), (1, 2)])›.
        """,
        pitfall="en un grafo no dirigido, anotar la arista en un solo sentido.",
        ask="¿Cómo se guarda un grafo en un programa?",
    ),
    complexity=Complexity(
        """
        Se crea una lista vacía por vértice, V en total, y cada arista añade dos elementos al final de dos
        listas, O(1) cada vez: de ahí O(V + E). La memoria sigue la misma cuenta, con 2E entradas si el grafo
        no es dirigido.

        Con matriz, solo inicializarla cuesta O(V²), haya las aristas que haya. En un grafo con 10 000
        vértices y 30 000 aristas serían cien millones de casillas frente a unas 70 000 entradas.
        """,
        ask="¿Cuánto tiempo y cuánta memoria cuesta construir las listas de adyacencia de un grafo?",
    ),
    build=Build(
        "Construye las listas de adyacencia de un grafo no dirigido a partir de sus aristas.",
        """Se crea una lista vacía por vértice y cada arista se anota en las listas de sus dos extremos. La
        segunda función hace lo mismo con una matriz.""",
        ("listas(4, [(0, 1), (0, 2), (2, 3)])", "matriz(3, [(0, 2)])"),
    ),
    bugs=(
        Bug(
            "Al añadir una arista a mi grafo, aparece en todos los vértices. ¿Qué ha pasado?",
            ("ady = [[] for _ in range(n)]", "ady = [[]] * n"),
            "listas(3, [(0, 1)])",
            """Todas las posiciones comparten la misma lista. `[[]] * n` repite n referencias a un único objeto,
            así que modificar una es modificarlas todas.""",
            "la comprensión crea una lista distinta en cada vuelta.",
        ),
        Bug(
            "Mi grafo no dirigido se comporta como si las aristas fueran de un solo sentido. ¿Qué falta?",
            ("        ady[u].append(v)\n        ady[v].append(u)\n", "        ady[u].append(v)\n"),
            "listas(2, [(0, 1)])",
            "Solo se registra el vecino en uno de los extremos. Desde el vértice 1 no se puede volver al 0.",
        ),
    ),
    exercises=(
        QA(
            """Calcula el grado de cada vértice del grafo con aristas 0-1, 0-2, 1-2 y 2-3, y comprueba el lema
            de los apretones de manos.""",
            """
            Los grados son 2, 2, 3 y 1; suman 8, el doble de las 4 aristas, como dice el lema.

            ```python
            aristas = [(0, 1), (0, 2), (1, 2), (2, 3)]
            grado = [0] * 4
            for u, v in aristas:
                grado[u] += 1
                grado[v] += 1
            print(grado, sum(grado) == 2 * len(aristas))  #=
            ```

            1. Cada arista aporta 1 al grado de cada uno de sus dos extremos.
            2. Por tanto, la suma de los grados es siempre 2E.
            3. De ahí se deduce que el número de vértices de grado impar es par: aquí el 2 y el 3.

            Recorrer las aristas cuesta O(V + E).
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Listas o matriz de adyacencia? ¿Cómo elijo?",
            """
            Listas si el grafo tiene pocas aristas (disperso), que es lo habitual; matriz si es denso o se
            pregunta mucho por aristas concretas.

            | | listas | matriz |
            |---|---|---|
            | memoria | O(V + E) | O(V²) |
            | ¿existe u–v? | O(grado de u) | O(1) |
            | recorrer los vecinos de u | O(grado de u) | O(V) |

            Los recorridos BFS y DFS cuestan O(V + E) con listas y O(V²) con matriz. Floyd-Warshall, en
            cambio, trabaja de forma natural con matriz.
            """,
            title="listas o matriz",
        ),
    ),
    concepts=(
        QA(
            "¿Qué significa que un grafo sea disperso o denso?",
            """
            Es disperso si tiene muchas menos aristas de las posibles, y denso si se acerca al máximo, que es
            V(V − 1)/2 en un grafo simple no dirigido.

            Una red de carreteras es dispersa: cada cruce conecta con tres o cuatro. Un torneo en el que todos
            juegan contra todos es denso. La distinción importa porque O(E log V) es mejor que O(V²) cuando E
            es pequeño, pero peor cuando E se acerca a V². Así se decide, por ejemplo, qué versión de Dijkstra
            usar.
            """,
            title="grafo disperso o denso",
        ),
        QA(
            "¿Cómo represento un grafo cuyos vértices son nombres de ciudades?",
            """
            Con un diccionario que asocia a cada ciudad sus vecinas; si hay distancias, otro diccionario
            dentro.

            ```python
            from collections import defaultdict

            g = defaultdict(dict)
            for a, b, km in [("León", "Oviedo", 118), ("León", "Zamora", 140)]:
                g[a][b] = km
                g[b][a] = km
            print(sorted(g["León"]))  #=
            ```

            Consultar una arista es O(1) en promedio. Para algoritmos exigentes conviene numerar los nombres
            una vez y trabajar con listas, que son más rápidas.
            """,
            title="nombres de ciudades",
        ),
        QA(
            "¿Cuántas aristas puede tener un grafo con 10 vértices?",
            """
            Si es simple y no dirigido, como máximo 45; si es dirigido y sin lazos, 90.

            Cada vértice puede unirse con los otros 9, lo que da 10 · 9 = 90 parejas ordenadas. En el caso no
            dirigido, u–v y v–u son la misma arista, así que se divide entre 2: V(V − 1)/2 = 45. Para que sea
            conexo hacen falta al menos V − 1 = 9, y con exactamente 9 aristas y conexo es un árbol.
            """,
            title="cuántas aristas, 10 vértices",
        ),
    ),
    brief=Brief(
        what=(
            """Es la forma de guardar vértices y aristas en la memoria de un programa; las dos más comunes son las
            listas de adyacencia y la matriz de adyacencia.""",
            """Consiste en elegir una estructura de datos que responda quién está unido con quién: una lista de
            vecinos por vértice, o una tabla con un 1 en cada arista.""",
            """Es como una agenda en la que, junto a cada persona, apuntas a sus amigos; la alternativa es un cuadro
            de doble entrada con una cruz donde hay amistad.""",
            """La representación de un grafo traduce el dibujo de puntos y líneas a datos: con listas se guarda solo
            lo que existe y con matriz, también los huecos.""",
        ),
        cost=(
            """Preparar V listas vacías es lineal y cada arista exige después dos añadidos al final, ambos de coste
            constante.""",
            """Se guarda una lista por vértice y, si no es dirigido, dos entradas por arista; la matriz, en cambio,
            tiene V² casillas.""",
            """Las listas contienen únicamente lo que hay en el grafo: un hueco por vértice y un apunte por extremo
            de cada arista.""",
        ),
        use=(
            """Porque conviene casi siempre: la mayoría de los grafos reales tienen pocas aristas por vértice, y los
            recorridos necesitan justo eso, la lista de vecinos de cada uno.""",
            """Un navegador guarda así el mapa: a cada cruce le asocia los cruces a los que llega directamente y su
            distancia, y nunca una tabla de todos contra todos.""",
            """Si el grafo es denso o preguntas sin parar si existe una arista concreta: la matriz responde en O(1),
            mientras que en una lista hay que buscar al vecino.""",
        ),
        beliefs=(
            QA(
                "La matriz de adyacencia es mejor que las listas porque consultar una arista es O(1).",
                """Solo si el grafo es denso o pequeño. La matriz ocupa O(V²) aunque casi no haya aristas, y
                recorrer los vecinos de un vértice cuesta O(V).""",
                title="la matriz es mejor",
            ),
            QA(
                "en las listas de adyacencia cada arista de un grafo no dirigido se apunta una vez",
                """No: se apunta dos veces, una en la lista de cada extremo, para poder recorrerla en ambos
                sentidos. Por ejemplo, ‹listas(2, [(0, 1)]) =›.""",
                title="apuntar una sola vez",
            ),
            QA(
                "Crear listas de adyacencia cuesta O(V²), porque hay que mirar cada pareja de vértices.",
                """No: no se miran parejas, solo las aristas dadas. Son V listas vacías y dos añadidos O(1) por
                arista: O(V + E).""",
                title="crear listas y O(V²)",
            ),
        ),
        faster=(
            QA(
                """Tengo una red de un millón de usuarios con unos 100 amigos cada uno. ¿Matriz o listas de
                adyacencia?""",
                """Listas: unos 100 millones de entradas. La matriz tendría 10¹² casillas, que ni siquiera caben en
                la memoria de un ordenador corriente.""",
                title="red de un millón",
            ),
            QA(
                "¿Qué es más rápido para saber si existe una arista, la lista de vecinos o un conjunto de vecinos?",
                """El conjunto: O(1) en promedio, frente a O(grado) en la lista. A cambio ocupa más memoria;
                compensa si haces muchas consultas de ese tipo.""",
                title="lista o conjunto de vecinos",
            ),
        ),
        results=(
            Result(
                "listas(3, [(0, 2), (2, 1)])",
                """Se parte de tres listas vacías. La arista 0–2 apunta el 2 en la lista del 0 y el 0 en la del 2;
                la 2–1 hace lo mismo con 2 y 1.""",
            ),
            Result(
                "matriz(2, [(0, 1)])",
                """La tabla de 2 × 2 empieza llena de ceros. La única arista pone un 1 en la fila 0, columna 1, y
                otro en la casilla simétrica.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Voy a programar un mapa de metro con 300 estaciones. ¿Cómo guardo las conexiones?",
                    """Con listas de adyacencia: cada estación guarda sus vecinas, que suelen ser dos o tres. Una
                    matriz tendría 90 000 casillas, casi todas a cero.""",
                ),
                QA(
                    "¿Y dónde pongo los minutos entre estaciones?",
                    """Junto a cada vecina: guarda parejas (estación, minutos) o, por cada estación, un diccionario
                    que asocie vecina y minutos.""",
                ),
            ),
            (
                QA(
                    "¿Por qué la matriz de adyacencia de un grafo no dirigido es simétrica?",
                    """Porque la arista u–v se puede recorrer en los dos sentidos, y por eso se pone un 1 en la fila
                    u, columna v, y en la fila v, columna u.""",
                ),
                QA(
                    "y si el grafo es dirigido",
                    """Entonces no tiene por qué serlo: la flecha u → v solo pone un 1 en la fila u, columna v. En
                    las listas, v se apunta únicamente en la de u.""",
                ),
                QA(
                    "¿Cambia también la memoria?",
                    """El orden no: las listas siguen en O(V + E), con E entradas en lugar de 2E, y la matriz sigue
                    en O(V²).""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python las dos maneras de guardar un grafo no dirigido.",
            """La primera función construye listas de adyacencia y la segunda, una matriz; las dos reciben el número
            de vértices y las aristas:""",
            (
                "listas(3, [(0, 1), (1, 2), (0, 2)])",
                "matriz(2, [(0, 1)])",
            ),
            "Los vértices se numeran desde 0, y así el número del vértice sirve de índice.",
        ),
        tool="la representación con listas de adyacencia",
    ),
)
