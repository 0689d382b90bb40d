"""El algoritmo de Kruskal."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="kruskal",
    name="el algoritmo de Kruskal",
    topic="árboles de expansión",
    level="intermedio",
    time="O(E log E)",
    space="O(V + E)",
    code="""
def kruskal(n, aristas):
    padre = list(range(n))

    def raiz(x):
        while padre[x] != x:
            padre[x] = padre[padre[x]]
            x = padre[x]
        return x

    elegidas = []
    for peso, u, v in sorted(aristas):
        ru, rv = raiz(u), raiz(v)
        if ru != rv:
            padre[ru] = rv
            elegidas.append((peso, u, v))
    return elegidas
""",
    theory=Theory(
        """
        Kruskal construye un árbol de expansión mínimo: un conjunto de aristas de coste total mínimo que
        conecta todos los vértices. Es un algoritmo voraz.

        1. Ordena las aristas de menor a mayor peso.
        2. Recórrelas y acepta cada una solo si une dos componentes distintas, es decir, si no forma ciclo.
        3. Termina al tener V − 1 aristas.

        **Ejemplo:** en un triángulo de pesos 1, 2 y 3 se eligen las de peso 1 y 2: ‹kruskal(3, [(3, 0, 2),
        (1, 0, 1), (2, 1, 2)])›.
        """,
        pitfall="""comprobar solo si los dos vértices se han usado ya; aun así pueden pertenecer a componentes
        distintas.""",
    ),
    complexity=Complexity(
        """
        Ordenar las aristas cuesta O(E log E) y es lo que domina. Después, cada arista hace dos búsquedas y
        quizá una unión en la estructura union-find; con compresión de caminos, todas juntas cuestan como
        mucho O(E log V). Como E ≤ V², log E es como mucho el doble de log V, y también se escribe O(E log V).

        Se guardan las aristas ordenadas y un padre por vértice.
        """,
    ),
    build=Build(
        "Implementa el algoritmo de Kruskal. Las aristas vienen como (peso, u, v).",
        """Se recorren las aristas por peso creciente y se aceptan las que unen dos componentes, según los
        representantes de union-find.""",
        (
            "arbol = kruskal(4, [(4, 0, 1), (1, 1, 2), (3, 0, 2), (7, 2, 3), (5, 1, 3)])",
            "arbol",
            "sum(peso for peso, _, _ in arbol)",
        ),
    ),
    bugs=(
        Bug(
            "Mi Kruskal elige aristas que forman un ciclo. ¿Dónde está el fallo?",
            ("padre[ru] = rv", "padre[u] = v"),
            "kruskal(4, [(1, 0, 1), (2, 0, 2), (3, 1, 2), (9, 2, 3)])",
            """Se cuelga el vértice u de v, cuando lo que hay que unir son sus raíces. Al unir 0 con 2, el 0
            abandona la componente del 1, y la arista 1–2, que cierra un ciclo, se acepta.""",
        ),
        Bug(
            "El árbol que devuelve mi Kruskal no es mínimo. ¿Qué paso me he saltado?",
            ("in sorted(aristas):", "in aristas:"),
            "kruskal(3, [(3, 0, 2), (1, 0, 1), (2, 1, 2)])",
            """Las aristas no se ordenan por peso. Se aceptan en el orden en que llegan, y una cara puede ocupar
            el lugar de otra más barata.""",
        ),
    ),
    exercises=(
        Trace(
            "Aplica Kruskal con las aristas A–B 7, A–C 3, B–C 1, B–D 2 y C–D 8 (A=0, B=1, C=2, D=3).",
            "kruskal(4, [(7, 0, 1), (3, 0, 2), (1, 1, 2), (2, 1, 3), (8, 2, 3)])",
            "if ru != rv:",
            """Arista {'ABCD'[u]}–{'ABCD'[v]} de peso {peso}: {'une dos componentes, se acepta' if ru != rv else
            'cierra un ciclo, se descarta'}.""",
            "El árbol de expansión mínimo tiene las aristas B–C, B–D y A–C, con peso total 6.",
            """Se han aceptado V − 1 = 3 aristas. Tras la tercera ya se podía parar: las demás solo pueden
            cerrar ciclos.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Kruskal o Prim para el árbol de expansión mínimo?",
            """
            Kruskal si el grafo es disperso o las aristas ya vienen ordenadas; Prim si es denso o se da por
            listas de adyacencia.

            - **Kruskal:** trabaja con aristas, en O(E log E), y hace crecer varios árboles a la vez que se
            van uniendo.
            - **Prim:** hace crecer un solo árbol desde un vértice. Con cola de prioridad, O(E log V); con un
            arreglo, O(V²), lo mejor para grafos completos.

            El peso total es el mismo. Si el grafo no es conexo, Kruskal da directamente un bosque.
            """,
            title="frente a Prim",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué el método voraz de Kruskal da el óptimo?",
            """
            Por la propiedad del corte: la arista más barata que une un grupo de vértices con el resto
            pertenece a algún árbol de expansión mínimo.

            Cuando Kruskal acepta u–v, es la más barata de las que salen de la componente de u, porque las
            menores ya se han examinado. Si un árbol óptimo no la tuviera, al añadirla se formaría un ciclo, y
            ese ciclo cruza el corte por otra arista de peso igual o mayor: cambiándolas, el árbol no empeora.
            """,
            level="avanzado",
            title="por qué es óptimo",
        ),
        QA(
            "¿Puede haber varios árboles de expansión mínimos?",
            """
            Sí, cuando hay pesos repetidos; si todos los pesos son distintos, es único.

            Un triángulo con tres aristas de peso 1 tiene tres árboles mínimos, todos de peso 2. Con pesos
            distintos, en cada corte hay una única arista más barata, que está obligada a aparecer. Aunque
            haya varios árboles, todos comparten no solo el peso total, sino la misma lista ordenada de pesos.
            """,
            title="varios árboles mínimos",
        ),
        QA(
            "¿El árbol de expansión mínimo da también los caminos más cortos entre vértices?",
            """
            No: minimiza la suma total de las aristas del árbol, no la distancia entre cada pareja.

            **Ejemplo:** en un triángulo A–B de peso 2, B–C de peso 2 y A–C de peso 3, el árbol mínimo usa A–B
            y B–C (total 4). En él, ir de A a C cuesta 4, aunque la arista directa cuesta 3. Para caminos más
            cortos desde un origen se usa Dijkstra. Lo que sí minimiza el árbol es la arista más cara del
            camino entre cada pareja.
            """,
            title="caminos más cortos",
        ),
    ),
    brief=Brief(
        what=(
            """Conecta todos los vértices de un grafo con el menor coste total, eligiendo las aristas de la más
            barata a la más cara y saltándose las que formarían un ciclo.""",
            """Es como unir pueblos con carreteras empezando siempre por la más barata y renunciando a las que
            enlazan pueblos que ya están comunicados.""",
            """Hace crecer un bosque: empieza con cada vértice suelto y va fundiendo trozos con la arista más barata
            que une dos distintos, hasta que solo queda un árbol.""",
            """El algoritmo de Kruskal obtiene un árbol de expansión mínimo ordenando las aristas por peso y
            aceptando, con ayuda de union-find, las que unen componentes distintas.""",
        ),
        cost=(
            """Lo que más pesa es ordenar las aristas; las consultas a union-find cuestan después casi nada cada
            una.""",
            "Hay que guardar la lista ordenada de aristas y un padre por vértice para la estructura de conjuntos.",
            """Domina la ordenación de las aristas, y las copias ordenadas más los padres de union-find explican el
            espacio.""",
        ),
        use=(
            """Cuando quieres conectar todo al mínimo coste y el grafo es disperso, se da como lista de aristas o ya
            viene ordenado por peso.""",
            """Se usa para agrupar datos: se ejecuta entre los puntos y se detiene cuando quedan k grupos, que es lo
            mismo que cortar las k − 1 aristas más caras del árbol.""",
            """No conviene si el grafo es casi completo, porque ordenar tantas aristas sale caro y Prim con un arreglo
            gana. Tampoco sirve para caminos mínimos ni para grafos dirigidos.""",
        ),
        beliefs=(
            QA(
                "Kruskal elige las V − 1 aristas más baratas y ya está.",
                """No: entre las más baratas puede haber ciclos. Acepta una arista solo si une dos componentes
                distintas, y por eso a veces salta una barata y toma otra más cara.""",
                title="las aristas más baratas",
            ),
            QA(
                "el arbol de kruskal tiene que estar conectado en todo momento mientras se construye",
                """No: durante el proceso hay varios trozos sueltos que se van uniendo. El que mantiene siempre un
                único árbol es Prim.""",
                title="conectado en todo momento",
            ),
            QA(
                "En Kruskal, comprobar los ciclos es lo más caro.",
                """No: con union-find cada comprobación es casi constante. Lo caro es ordenar las aristas, O(E log
                E), que determina el coste total.""",
                title="lo más caro",
            ),
        ),
        faster=(
            QA(
                "Mis aristas ya llegan ordenadas por precio. ¿Kruskal o Prim para conectar todo?",
                """Kruskal: sin tener que ordenar, solo quedan las operaciones de union-find, casi lineales con una
                unión equilibrada. Prim seguiría pagando O(E log V) por su montículo.""",
                title="o Prim, aristas ordenadas",
            ),
            QA(
                "Para saber si una arista cierra un ciclo en Kruskal, ¿un recorrido o union-find?",
                """Union-find: casi O(1) amortizado por consulta. Un recorrido del bosque cuesta O(V) por arista,
                O(VE) en total.""",
                title="recorrido o union-find",
            ),
        ),
        results=(
            Result(
                "kruskal(3, [(5, 0, 1), (2, 1, 2), (4, 0, 2)])",
                """Por orden de peso: la de 2 une 1 y 2, la de 4 une el 0 con ellos, y la de 5 cerraría un ciclo,
                así que se descarta.""",
            ),
            Result(
                "kruskal(4, [(3, 0, 1), (1, 2, 3)])",
                """Primero se acepta la arista de peso 1 y luego la de 3. No hay forma de unir los dos trozos: el
                resultado es un bosque.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Tengo que llevar fibra a diez pueblos gastando lo menos posible en cable. ¿Cómo elijo los
                    tramos?""",
                    """Con Kruskal: ordena los tramos posibles por precio y acepta cada uno si une pueblos aún no
                    conectados. Acabarás con nueve tramos y el coste mínimo.""",
                ),
                QA(
                    "¿Y si dos tramos valen lo mismo?",
                    """Da igual cuál mires antes: el coste total será el mismo, aunque los tramos elegidos puedan
                    cambiar.""",
                ),
                QA(
                    "vale, y si un cable se rompe",
                    """Se parte la red en dos, porque un árbol no tiene caminos alternativos. Si necesitas
                    resistencia a fallos, hay que añadir tramos de reserva.""",
                ),
            ),
            (
                QA(
                    "¿Por qué Kruskal necesita la estructura union-find?",
                    """Para saber deprisa si los dos extremos de una arista ya están conectados. Si tienen la misma
                    raíz, la arista cerraría un ciclo.""",
                ),
                QA(
                    "¿Y no bastaría con anotar los vértices ya usados?",
                    """No: dos vértices usados pueden estar en trozos distintos, y entonces la arista que los une
                    hace falta. Lo que importa es el grupo, no si se han visto.""",
                ),
            ),
        ),
        build=Build(
            "Impleméntame Kruskal y dame las aristas elegidas.",
            "Las aristas son ternas (peso, u, v), con el peso delante para que `sorted` las ordene por él:",
            ("kruskal(4, [(6, 0, 1), (2, 0, 2), (3, 1, 2), (8, 1, 3), (4, 2, 3)])",),
            "`raiz` acorta los caminos mientras sube, así que las búsquedas siguientes son más rápidas.",
        ),
    ),
)
