"""La selección de actividades."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="seleccion-actividades",
    name="la selección de actividades",
    topic="voraces",
    level="básico",
    time="O(n log n)",
    space="O(n)",
    code="""
def elegir(actividades):
    elegidas, libre = [], float("-inf")
    for inicio, fin in sorted(actividades, key=lambda x: x[1]):
        if inicio >= libre:
            elegidas.append((inicio, fin))
            libre = fin
    return elegidas
""",
    theory=Theory(
        """
        La selección de actividades busca el mayor número de actividades que caben en una sala sin solaparse;
        se resuelve con un algoritmo voraz: elegir siempre la que **termina antes**.

        1. Se ordenan por hora de fin.
        2. Se recorren en ese orden.
        3. Se acepta cada actividad que empiece después (o justo cuando) termina la última elegida.

        **Ejemplo:** de (1, 4), (3, 5) y (4, 7) se eligen ‹elegir([(1, 4), (3, 5), (4, 7)])›.
        """,
        pitfall="elegir la más corta o la que empieza antes; ninguno de esos criterios garantiza el máximo.",
    ),
    complexity=Complexity(
        """
        Lo más caro es ordenar las n actividades por su hora de fin, O(n log n). Después basta una pasada con
        una comparación por actividad, O(n). Si ya vinieran ordenadas, el total sería lineal.

        `sorted` crea una lista nueva de n elementos; además se guarda el resultado. Con números pequeños,
        como minutos del día, se podría ordenar por conteo y todo sería lineal.
        """,
    ),
    build=Build(
        "Elige el mayor número de actividades (inicio, fin) que no se solapen.",
        """Ordenando por la hora de fin, cada actividad compatible se acepta sin más: deja libre la sala lo
        antes posible.""",
        ("elegir([(9, 11), (10, 12), (11, 13), (8, 10), (12, 14)])",),
    ),
    bugs=(
        Bug(
            "Mi selección de actividades no consigue el máximo. ¿Qué criterio es el incorrecto?",
            ("key=lambda x: x[1]", "key=lambda x: x[0]"),
            "len(elegir([(0, 10), (1, 2), (3, 4)]))",
            """Se ordena por la hora de inicio. Una actividad que empieza pronto pero dura mucho bloquea a
            varias cortas.""",
            "lo que importa es cuánto tiempo queda libre después, así que se ordena por la hora de fin.",
        ),
        Bug(
            "¿Por qué este programa rechaza actividades que empiezan justo cuando acaba otra?",
            ("if inicio >= libre:", "if inicio > libre:"),
            "elegir([(9, 10), (10, 11)])",
            """La comparación es estricta. Si los intervalos no incluyen su hora de fin, dos actividades pueden
            tocarse sin solaparse.""",
        ),
    ),
    exercises=(
        Trace(
            "Selecciona el máximo de actividades entre (1, 3), (2, 5), (4, 7), (6, 8) y (8, 9).",
            "elegir([(1, 3), (2, 5), (4, 7), (6, 8), (8, 9)])",
            "if inicio >= libre:",
            """({inicio}, {fin}): {'empieza cuando la sala está libre, se acepta' if inicio >= libre else
            'empieza antes de las ' + str(libre) + ', se rechaza'}.""",
            "Se eligen tres: ‹elegir([(1, 3), (2, 5), (4, 7), (6, 8), (8, 9)])›.",
            """No es la única solución óptima, pero ninguna tiene cuatro actividades: (1, 3) y (2, 5) son
            incompatibles, igual que (4, 7) y (6, 8).""",
        ),
    ),
    comparisons=(
        QA(
            "Si cada actividad tiene un valor, ¿sigue sirviendo el algoritmo voraz?",
            """
            No: con valores hay que usar programación dinámica; el voraz solo maximiza el *número* de
            actividades.

            **Ejemplo:** A (0, 10) vale 100; B (1, 2) y C (3, 4) valen 1 cada una. El voraz por hora de fin
            elige B y C, con valor 2; lo mejor es A.

            La dinámica ordena por fin y, para cada actividad, compara no tomarla con tomarla más lo mejor
            hasta la última compatible, que se busca con búsqueda binaria: O(n log n).
            """,
            level="intermedio",
            title="cada una con valor",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué elegir la actividad que termina antes es óptimo?",
            """
            Por un argumento de intercambio: cualquier solución óptima puede modificarse para que empiece con
            la actividad que termina antes, sin perder ninguna.

            Sea a la que termina antes de todas y sea b la primera de una solución óptima. Como a termina no
            más tarde que b, al cambiar b por a las demás siguen siendo compatibles, y el número no varía.
            Después queda el mismo problema con las actividades que empiezan cuando acaba a, y se repite el
            razonamiento.
            """,
            level="intermedio",
            title="optimalidad de terminar antes",
        ),
        QA(
            "¿Cuántas salas hacen falta para celebrar todas las actividades?",
            """
            Tantas como actividades coincidan a la vez en el peor momento.

            ```python
            def salas(actividades):
                sucesos = sorted([(i, 1) for i, _ in actividades] + [(f, -1) for _, f in actividades])
                ahora = maximo = 0
                for _, cambio in sucesos:
                    ahora += cambio
                    maximo = max(maximo, ahora)
                return maximo

            print(salas([(9, 11), (10, 12), (11, 13)]))  #=
            ```

            A igual hora se procesan primero los finales (−1 antes que 1), de modo que una sala puede
            reutilizarse al momento. Cuesta O(n log n).
            """,
            level="intermedio",
            title="número de salas",
        ),
        QA(
            "¿Qué características tiene un algoritmo voraz?",
            """
            Construye la solución por pasos, en cada uno toma la opción que parece mejor en ese momento y
            nunca se arrepiente.

            - **Ventaja:** es sencillo y rápido; muchas veces O(n log n) por tener que ordenar.
            - **Inconveniente:** no siempre es óptimo, así que hace falta una demostración, normalmente por
            intercambio.

            Funciona en la selección de actividades, Huffman, Kruskal o Dijkstra. Falla en la mochila 0/1 o al
            dar cambio con monedas cualesquiera. Ante la duda, busca un contraejemplo pequeño.
            """,
            title="características del voraz",
        ),
    ),
    brief=Brief(
        what=(
            """Es elegir, de una lista de actividades con hora de inicio y de fin, el mayor número posible que se
            pueda hacer sin que se pisen.""",
            """Un algoritmo voraz: se ordenan las actividades por su hora de fin y se acepta cada una que empiece
            cuando ya ha terminado la última aceptada.""",
            """Es como apurar una pista de tenis con demasiadas reservas: la selección de actividades da paso
            siempre a la que acaba antes, porque deja más tiempo libre para las demás.""",
            """La selección de actividades reúne el máximo de intervalos compatibles, es decir, que no se
            solapan, quedándose cada vez con el que termina primero.""",
        ),
        cost=(
            """Ordenar por la hora de fin es lo que más tarda; luego cada actividad se compara una vez con la
            última elegida.""",
            """La copia ordenada tiene todas las actividades, y la lista de elegidas puede llegar a contenerlas
            todas.""",
            """Son una ordenación y una pasada, con dos listas que como mucho tienen tantos elementos como
            actividades hay.""",
        ),
        use=(
            """Cuando un único recurso, como una sala, una máquina o una persona, recibe peticiones con horario
            fijo y quieres atender el mayor número de ellas.""",
            """Para programar un telescopio: entre las observaciones pedidas para una noche, cada una con su
            ventana de tiempo fija, se elige el mayor número que no se solape.""",
            """Si las actividades valen distinto, porque maximiza cuántas y no cuánto valen: ahí hace falta
            programación dinámica. Si hay varias salas, tampoco basta tal cual.""",
        ),
        beliefs=(
            QA(
                "Para que quepan más actividades hay que elegir primero las más cortas.",
                """No: una corta puede estorbar a dos largas. Con (1, 5), (4, 6) y (5, 9), empezar por la corta,
                (4, 6), deja solo una; lo mejor son dos: ‹elegir([(1, 5), (4, 6), (5, 9)])›.""",
                title="primero las más cortas",
            ),
            QA(
                "en la seleccion de actividades hay que coger la que empieza antes",
                """No: la que empieza antes puede ocupar todo el día. Con (0, 9), (1, 3) y (4, 6), elegirla deja
                una sola actividad; por hora de fin salen ‹len(elegir([(0, 9), (1, 3), (4, 6)]))›.""",
                title="la que empieza antes",
            ),
            QA(
                "Hay que probar todas las combinaciones de actividades para estar seguro del máximo.",
                """No: tomar siempre la que termina antes es óptimo, y se demuestra por intercambio. El coste es
                O(n log n), el de ordenar, en lugar de 2ⁿ combinaciones.""",
                title="todas las combinaciones",
            ),
        ),
        faster=(
            QA(
                """Tengo 1000 reservas para una sala y quiero atender cuantas más mejor. ¿Voraz o programación
                dinámica?""",
                """Voraz, por hora de fin: O(n log n) y óptimo. La programación dinámica solo hace falta si cada
                reserva tiene un valor distinto.""",
                title="frente a programación dinámica",
            ),
            QA(
                "Para que quepan más actividades, ¿es mejor ordenar por duración o por hora de fin?",
                """Por hora de fin, que garantiza el máximo. Los dos criterios cuestan O(n log n), pero por
                duración se puede aceptar una corta que bloquee a dos largas.""",
                title="por duración o fin",
            ),
        ),
        results=(
            Result(
                "elegir([(1, 6), (2, 3), (4, 5)])",
                """Por hora de fin van (2, 3), (4, 5) y (1, 6). Las dos primeras son compatibles; la tercera
                empieza en 1, antes de que la sala quede libre a las 5.""",
            ),
            Result(
                "len(elegir([(8, 9), (9, 10), (9, 12), (11, 12)]))",
                """Se aceptan (8, 9) y (9, 10), que se tocan sin pisarse. La (9, 12) empieza antes de las 10 y se
                rechaza; la (11, 12) sí cabe.""",
            ),
        ),
        talks=(
            (
                QA(
                    """En un congreso hay una sola sala y veinte charlas propuestas con su horario. ¿Cómo meto
                    las más posibles?""",
                    """Ordena las charlas por su hora de fin y acepta cada una que empiece cuando ya ha acabado
                    la última aceptada. Así se consigue el máximo.""",
                ),
                QA(
                    "¿Y si hay dos charlas que acaban a la misma hora?",
                    """Da igual cuál mires antes: como mucho podrás elegir una de ellas, y la sala queda libre a
                    la misma hora.""",
                ),
                QA(
                    "y si me ceden otra sala",
                    """Con dos salas se adapta: cada charla, por orden de fin, va a la sala que quedó libre más
                    tarde sin pisar la anterior. Si no cabe en ninguna, se descarta.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en la selección de actividades conviene la que termina antes?",
                    """Porque deja la sala libre lo antes posible y queda más tiempo para las demás. Cualquier
                    otra primera elección termina igual o más tarde.""",
                ),
                QA(
                    "¿Me das un ejemplo?",
                    """Entre (1, 4) y (2, 8), elegir la primera libera la sala a las 4 y aún cabe (5, 7). Con la
                    segunda, no se libera hasta las 8.""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python una función que escoja el mayor número de reservas que no se solapen.",
            """La variable `libre` guarda a qué hora queda disponible la sala, y las reservas se miran por orden
            de final:""",
            (
                "elegir([(16, 18), (15, 17), (17, 19), (18, 20)])",
                "elegir([])",
            ),
            "La hora `libre` empieza en menos infinito, para que la primera actividad se acepte siempre.",
        ),
    ),
)
