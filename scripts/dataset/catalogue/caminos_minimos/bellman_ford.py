"""El algoritmo de Bellman-Ford."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="bellman-ford",
    name="el algoritmo de Bellman-Ford",
    topic="caminos mínimos",
    level="avanzado",
    time="O(VE)",
    space="O(V)",
    code="""
def bellman_ford(n, aristas, origen):
    inf = float("inf")
    dist = [inf] * n
    dist[origen] = 0
    for _ in range(n - 1):
        for u, v, peso in aristas:
            if dist[u] + peso < dist[v]:
                dist[v] = dist[u] + peso
    for u, v, peso in aristas:
        if dist[u] + peso < dist[v]:
            return None
    return dist
""",
    theory=Theory(
        """
        Bellman-Ford calcula caminos mínimos desde un origen aunque haya pesos negativos, y avisa si existe un
        ciclo de coste negativo alcanzable.

        1. El origen tiene distancia 0; los demás, infinita.
        2. Se relajan **todas** las aristas, V − 1 veces.
        3. Una pasada más: si alguna distancia todavía mejora, hay un ciclo negativo.

        **Ejemplo:** con 0→1 (4), 0→2 (5) y 2→1 (−3), ‹bellman_ford(3, [(0, 1, 4), (0, 2, 5), (2, 1, -3)], 0)
        =›.
        """,
        pitfall="""omitir la pasada de comprobación; con un ciclo negativo las distancias obtenidas no
        significan nada.""",
    ),
    complexity=Complexity(
        """
        Hay V − 1 pasadas y cada una examina las E aristas con trabajo constante: O(VE). Bastan V − 1 porque
        un camino mínimo sin ciclos tiene como mucho V − 1 aristas, y tras la pasada k son correctas las
        distancias de los caminos mínimos de hasta k aristas. Si en una pasada no cambia nada, se puede
        terminar antes.

        Además de las aristas, solo se guarda una distancia por vértice.
        """,
    ),
    build=Build(
        "Implementa Bellman-Ford con detección de ciclos negativos.",
        """Se relajan todas las aristas V − 1 veces; si una pasada adicional aún mejora algo, se devuelve
        `None`.""",
        ("bellman_ford(3, [(0, 1, 6), (0, 2, 7), (2, 1, -4)], 0)", "bellman_ford(2, [(0, 1, 1), (1, 0, -2)], 0)"),
        "En el segundo grafo, dar la vuelta 0→1→0 cuesta −1: se podría abaratar sin fin.",
    ),
    bugs=(
        Bug(
            "Mi Bellman-Ford dice que hay un ciclo negativo en un grafo sin pesos negativos. ¿Qué está mal?",
            ("for _ in range(n - 1):", "for _ in range(n - 2):"),
            "bellman_ford(4, [(2, 3, 1), (1, 2, 1), (0, 1, 1)], 0)",
            """Se hace una pasada menos de las necesarias. Con las aristas en mal orden, cada pasada solo alarga
            en una los caminos correctos; el camino hasta el 3 tiene tres aristas, y la pasada de comprobación
            todavía lo mejora, lo que se confunde con un ciclo negativo.""",
            "hacen falta V − 1 pasadas, la longitud máxima de un camino sin ciclos.",
        ),
        Bug(
            "¿Por qué mi Bellman-Ford no detecta los ciclos negativos?",
            ("            return None\n", "            dist[v] = dist[u] + peso\n"),
            "bellman_ford(2, [(0, 1, 1), (1, 0, -2)], 0)",
            """La última pasada relaja en vez de avisar. Si tras V − 1 pasadas todavía mejora algo, la única
            explicación es un ciclo negativo, y no existe distancia mínima que devolver.""",
        ),
    ),
    exercises=(
        Trace(
            """Aplica Bellman-Ford desde 0 con las aristas 1→2 (−2), 0→1 (5), 0→2 (6), 2→3 (1), en ese orden, y
            muestra cada mejora.""",
            "bellman_ford(4, [(1, 2, -2), (0, 1, 5), (0, 2, 6), (2, 3, 1)], 0)",
            "dist[v] = dist[u] + peso",
            """La arista {u}→{v} ({peso}) mejora el vértice {v}: de {'∞' if dist[v] == inf else dist[v]} a
            {dist[u] + peso}.""",
            "Las distancias finales son ‹bellman_ford(4, [(1, 2, -2), (0, 1, 5), (0, 2, 6), (2, 3, 1)], 0)›.",
            """Las tres primeras mejoras son de la primera pasada y las dos últimas de la segunda: la arista 1→2
            se examinó antes de conocer la distancia de 1. La tercera pasada no cambia nada.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Por qué no usar siempre Bellman-Ford, si admite más grafos que Dijkstra?",
            """
            Porque es mucho más lento: O(VE) frente a O((V + E) log V).

            En una red de 100 000 vértices y 300 000 aristas, Bellman-Ford puede hacer del orden de 3 · 10¹⁰
            relajaciones; Dijkstra, unos millones de operaciones. Solo compensa cuando hay pesos negativos o
            hay que detectar ciclos negativos, por ejemplo al buscar arbitraje entre monedas. También es fácil
            de distribuir: cada nodo solo habla con sus vecinos, como en algunos protocolos de red.
            """,
            title="frente a Dijkstra",
        ),
    ),
    concepts=(
        QA(
            "¿Qué es un ciclo negativo y por qué impide hablar de camino mínimo?",
            """
            Es un ciclo cuyos pesos suman menos que cero; cada vuelta abarata el camino, así que no hay un
            mínimo.

            Si de A a B se puede pasar por un ciclo de coste −1, con 10 vueltas el coste baja 10, con 1000
            baja 1000… La distancia sería −∞. Ojo: puede haber aristas negativas sin ciclos negativos, y
            entonces el problema está bien planteado. Pedir el camino mínimo *sin repetir vértices* sí tiene
            respuesta, pero es un problema NP-difícil.
            """,
            title="ciclo negativo",
        ),
        QA(
            "¿Qué es SPFA y qué relación tiene con Bellman-Ford?",
            """
            SPFA es una variante de Bellman-Ford que usa una cola y solo relaja las aristas de los vértices
            cuya distancia acaba de cambiar.

            En muchos grafos evita la mayor parte de las relajaciones inútiles y resulta rápida, pero su peor
            caso sigue siendo O(VE). Si un vértice entra en la cola V veces o más, hay un ciclo negativo
            alcanzable. Con pesos no negativos, Dijkstra da mejores garantías y debe preferirse.
            """,
            title="relación con SPFA",
        ),
        QA(
            "¿Cómo se usa Bellman-Ford para un sistema de desigualdades del tipo x − y ≤ c?",
            """
            Cada desigualdad x − y ≤ c se convierte en una arista y → x de peso c; las distancias mínimas dan
            una solución.

            Se añade un vértice origen con aristas de peso 0 a todas las variables. Como dist[x] ≤ dist[y] +
            c, las distancias cumplen todas las desigualdades. Si hay un ciclo negativo, el sistema no tiene
            solución: sumando las desigualdades del ciclo se obtiene 0 ≤ un número negativo. Sirve para
            planificar tareas con tiempos mínimos y máximos entre ellas.
            """,
            title="sistema de desigualdades",
        ),
    ),
    brief=Brief(
        what=(
            """Halla las distancias mínimas desde un vértice en grafos con pesos que pueden ser negativos, repasando
            una y otra vez todas las aristas.""",
            """Da V − 1 vueltas a la lista de aristas y en cada una intenta acortar distancias; si en una vuelta de
            más todavía se acorta alguna, hay un ciclo negativo.""",
            """Funciona como un rumor que se corrige: en cada ronda, todos avisan a sus vecinos de lo que cuesta
            llegar por ellos, y la buena noticia avanza al menos una arista.""",
            """El algoritmo de Bellman-Ford calcula caminos mínimos desde un origen relajando todas las aristas V −
            1 veces, y además detecta si existe un ciclo negativo alcanzable.""",
        ),
        cost=(
            "Son V − 1 pasadas y en cada una se revisan todas las aristas, sirvan o no.",
            "Basta una distancia por vértice; las aristas se leen de la entrada sin copiarlas.",
            """Un camino sin ciclos tiene a lo sumo V − 1 aristas, y cada pasada asegura una más; lo único que se
            guarda son las distancias.""",
        ),
        use=(
            """Cuando hay pesos negativos, como ganancias o descuentos, o necesitas saber si se puede mejorar sin
            fin dando vueltas a un ciclo.""",
            """El protocolo de encaminamiento `RIP` se basa en esta idea: cada nodo de la red comunica a sus vecinos
            las distancias que conoce y todos las van corrigiendo.""",
            """Si ningún peso es negativo, porque Dijkstra es mucho más rápido. En grafos grandes, multiplicar
            vértices por aristas da un tiempo inabordable.""",
        ),
        beliefs=(
            QA(
                "Con un solo peso negativo en el grafo ya no existe el camino mínimo.",
                """No: solo deja de existir si hay un *ciclo* negativo alcanzable. Por ejemplo, ‹bellman_ford(2,
                [(0, 1, -5)], 0) =›, sin ningún problema.""",
                title="un solo peso negativo",
            ),
            QA(
                "bellman-ford recorre los vertices una vez asi que es O(V + E)",
                """No: repasa todas las aristas V − 1 veces, por lo que cuesta O(VE). Un recorrido lineal no basta,
                porque una mejora puede tardar varias pasadas en propagarse.""",
                title="vértices recorridos una vez",
            ),
            QA(
                """Sumando una constante a todos los pesos los hago positivos y ya puedo usar Dijkstra en lugar de
                Bellman-Ford.""",
                """No: se encarecen más los caminos con muchas aristas y el mínimo puede cambiar. Johnson sí ajusta
                los pesos bien, pero usando antes Bellman-Ford.""",
                title="sumar una constante",
            ),
        ),
        faster=(
            QA(
                "Mi grafo tiene pesos negativos, pero no tiene ciclos. ¿Bellman-Ford?",
                """Mejor relajar las aristas en orden topológico: una sola pasada, O(V + E). Bellman-Ford también
                acierta, pero hace V − 1 pasadas, O(VE).""",
                title="grafo sin ciclos",
            ),
            QA(
                "en una red de carreteras con distancias positivas, bellman-ford o dijkstra",
                """Dijkstra: O((V + E) log V) frente a O(VE). Con 10 000 cruces, la diferencia es de miles de veces,
                y sin pesos negativos el resultado es el mismo.""",
                title="o Dijkstra en carreteras",
            ),
        ),
        results=(
            Result(
                "bellman_ford(3, [(0, 1, 2), (1, 2, -1)], 0)",
                """En la primera pasada, el 1 queda a distancia 2 y el 2, a 2 − 1 = 1. La segunda no cambia nada y
                la comprobación tampoco.""",
            ),
            Result(
                "bellman_ford(3, [(0, 1, 4), (0, 2, 1), (2, 1, 2)], 0)",
                """El 1 recibe primero 4 y el 2 recibe 1. Luego la arista de 2 a 1 ofrece 1 + 2 = 3, que mejora el
                4.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Quiero detectar si cambiando euros por dólares, dólares por yenes y yenes por euros se gana
                    dinero. ¿Cómo lo planteo?""",
                    """Haz un grafo de monedas con peso −log(tipo de cambio). Un ciclo negativo es una cadena de
                    cambios que gana dinero, y Bellman-Ford lo detecta.""",
                ),
                QA(
                    "¿Por qué el logaritmo?",
                    """Porque los cambios se multiplican y los pesos de un camino se suman: el logaritmo convierte
                    el producto en suma. El signo menos hace que ganar sea negativo.""",
                ),
            ),
            (
                QA(
                    "¿Por qué Bellman-Ford da V − 1 pasadas y no V?",
                    """Porque un camino sin vértices repetidos tiene como mucho V − 1 aristas, y cada pasada deja
                    correctos los caminos con una arista más.""",
                ),
                QA(
                    "y la pasada de mas para que es",
                    """Para comprobar: si algo mejora después de V − 1 pasadas, el camino mejorado repite vértices,
                    y eso solo sale a cuenta con un ciclo negativo.""",
                ),
                QA(
                    "¿Puedo parar antes si nada cambia?",
                    """Sí: si una pasada completa no mejora ninguna distancia, las siguientes tampoco lo harán. El
                    peor caso sigue igual, pero a menudo se termina mucho antes.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función de caminos mínimos que soporte pesos negativos.",
            """Las aristas son ternas (u, v, peso) y los vértices van de 0 a n − 1; devuelve `None` si hay un ciclo
            negativo alcanzable:""",
            ("bellman_ford(4, [(0, 1, 3), (1, 2, -2), (0, 2, 4), (2, 3, 1)], 0)",),
            """Los vértices inalcanzables conservan el valor `inf`; como infinito más un número sigue siendo
            infinito, no estropean ninguna comparación.""",
        ),
    ),
)
