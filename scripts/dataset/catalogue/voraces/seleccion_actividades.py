"""La selección de actividades."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
