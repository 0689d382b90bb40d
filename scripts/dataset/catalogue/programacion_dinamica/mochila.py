"""El problema de la mochila 0/1."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="mochila",
    name="el problema de la mochila 0/1",
    topic="programación dinámica",
    level="intermedio",
    time="O(nC), con n objetos y capacidad C",
    space="O(C)",
    code="""
def mochila(objetos, capacidad):
    mejor = [0] * (capacidad + 1)
    for peso, valor in objetos:
        for c in range(capacidad, peso - 1, -1):
            mejor[c] = max(mejor[c], mejor[c - peso] + valor)
    return mejor[capacidad]
""",
    theory=Theory(
        """
        En el problema de la mochila 0/1 se eligen objetos, cada uno con peso y valor, para maximizar el
        valor
        total sin superar una capacidad; cada objeto se toma entero o no se toma.

        - **Subproblema:** el mejor valor con los primeros i objetos y capacidad c.
        - **Decisión:** no tomar el objeto i, o tomarlo y resolver el resto con capacidad c − peso.
        - Se queda el máximo de las dos opciones.

        **Ejemplo:** con objetos (peso 2, valor 3), (3, 4) y (4, 6) y capacidad 6: ‹mochila([(2, 3), (3, 4),
        (4, 6)], 6)›.
        """,
        pitfall="""elegir de forma voraz por valor o por valor/peso; con objetos indivisibles puede no ser
        óptimo.""",
    ),
    complexity=Complexity(
        """
        Por cada uno de los n objetos se recorren las capacidades hasta C, con un máximo en cada una: O(nC).
        No es polinómico en el tamaño de la entrada, porque C se escribe con log C cifras; se llama
        **pseudopolinómico**. El problema es NP-difícil.

        Una tabla completa ocuparía O(nC); recorriendo las capacidades de mayor a menor basta una fila.
        """,
        Count(
            "mejor[c] = max",
            "actualizaciones con C = 100 y n objetos de peso 1",
            tuple((n, f"mochila([(1, 1)] * {n}, 100)") for n in (2, 4, 8)),
        ),
        ask="Analiza el tiempo y la memoria de resolver la mochila 0/1 con programación dinámica.",
    ),
    build=Build(
        "Resuelve la mochila 0/1 con programación dinámica usando una sola fila.",
        "`mejor[c]` es el mayor valor que cabe en capacidad c con los objetos vistos hasta ahora.",
        ("mochila([(1, 1), (3, 4), (4, 5), (5, 7)], 7)",),
        """Las capacidades se recorren de mayor a menor para que `mejor[c - peso]` sea todavía el de antes
        de
        considerar este objeto.""",
    ),
    bugs=(
        Bug(
            "Mi mochila 0/1 usa el mismo objeto varias veces. ¿Por qué?",
            ("range(capacidad, peso - 1, -1)", "range(peso, capacidad + 1)"),
            "mochila([(2, 3), (5, 6)], 6)",
            """Las capacidades se recorren de menor a mayor. Al llegar a c, `mejor[c - peso]` ya puede
            incluir
            este objeto, y se vuelve a sumar.""",
            """de mayor a menor, cada casilla solo consulta valores anteriores al objeto actual. (El otro
            orden
            resuelve la mochila con repetición.)""",
        ),
        Bug(
            "Mi solución voraz de la mochila no da el valor óptimo. ¿Cómo la corrijo?",
            ("return max(sin, con)", "return con"),
            "mejor([(3, 5), (2, 3), (2, 3)], 4)",
            """Cada objeto se toma siempre que cabe, sin compararlo con dejarlo fuera. Aquí el primero ocupa
            el sitio de los otros dos, que juntos valen más.""",
            "hay que calcular las dos opciones y quedarse con la mayor.",
            code="""
def mejor(objetos, capacidad):
    if not objetos:
        return 0
    (peso, valor), *resto = objetos
    sin = mejor(resto, capacidad)
    if peso > capacidad:
        return sin
    con = valor + mejor(resto, capacidad - peso)
    return max(sin, con)
""",
        ),
    ),
    exercises=(
        Trace(
            """Resuelve la mochila de capacidad 5 con objetos (peso 2, valor 3), (3, 4) y (4, 5). Muestra la
            fila tras cada objeto.""",
            "filas([(2, 3), (3, 4), (4, 5)], 5)",
            "mejor = nueva",
            "Objeto (peso {peso}, valor {valor}): {nueva}.",
            """El valor máximo es ‹filas([(2, 3), (3, 4), (4, 5)], 5)›, tomando los objetos de pesos 2
            y 3. Cada
            fila da el mejor valor para capacidades 0 a 5:""",
            """El tercer objeto no mejora la última casilla: si se toma, ya no cabe ninguno de los otros dos
            y el valor se queda en 5.""",
            code="""
def filas(objetos, capacidad):
    mejor = [0] * (capacidad + 1)
    for peso, valor in objetos:
        nueva = mejor[:]
        for c in range(peso, capacidad + 1):
            nueva[c] = max(mejor[c], mejor[c - peso] + valor)
        mejor = nueva
    return mejor[capacidad]
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Por qué la mochila fraccionaria se resuelve con un voraz y la 0/1 no?",
            """
            Porque si se puede partir un objeto, el hueco que sobra se rellena siempre con lo más rentable
            disponible; si no se puede, ese hueco se desperdicia.

            **Ejemplo:** capacidad 10; A pesa 6 y vale 30 (5 por unidad); B y C pesan 5 y valen 20 cada
            uno (4
            por unidad). El voraz toma A y ya no cabe otro: 30. Lo óptimo es B + C: 40. En la
            fraccionaria, A
            y cuatro quintos de B dan 46, que sí es óptimo.

            La fraccionaria cuesta O(n log n); la 0/1, O(nC).
            """,
            title="frente a la fraccionaria",
        ),
    ),
    concepts=(
        QA(
            "¿Qué quiere decir que la mochila sea pseudopolinómica?",
            """
            Que su tiempo O(nC) es polinómico en el *valor* de la capacidad, pero no en el número de cifras
            con que se escribe.

            Si la capacidad se multiplica por mil, la entrada solo crece tres cifras y el tiempo se
            multiplica
            por mil. Con C = 10 000 el método es rápido; con C = 10¹⁵ es inviable aunque haya diez objetos
            (entonces conviene probar los 2¹⁰ subconjuntos). Por eso no contradice que el problema sea
            NP-difícil.
            """,
            level="avanzado",
            title="pseudopolinómica",
        ),
        QA(
            "¿Cómo recupero qué objetos se eligen en la mochila?",
            """
            Guardando la tabla completa y recorriéndola hacia atrás: si el valor cambia al considerar un
            objeto, es que se tomó.

            Se empieza en la última fila con toda la capacidad. Si tabla[i][c] es igual a tabla[i − 1][c],
            el
            objeto i no se tomó y se pasa a la fila anterior. Si es distinto, se tomó: se anota y se resta
            su
            peso de c. Son n pasos, O(n), pero hace falta la tabla entera, O(nC) de memoria.
            """,
            title="recuperar los objetos elegidos",
        ),
        QA(
            "¿Qué cambia si cada objeto de la mochila puede tomarse las veces que se quiera?",
            """
            Basta con recorrer las capacidades de menor a mayor: así `mejor[c - peso]` puede incluir ya
            copias
            del mismo objeto.

            ```python
            def sin_limite(objetos, capacidad):
                mejor = [0] * (capacidad + 1)
                for peso, valor in objetos:
                    for c in range(peso, capacidad + 1):
                        mejor[c] = max(mejor[c], mejor[c - peso] + valor)
                return mejor[capacidad]

            print(sin_limite([(3, 5), (4, 6)], 10))  #=
            ```

            Con capacidad 10 se toman dos copias del primero y una del segundo. El coste sigue siendo O(nC).
            """,
            title="objetos repetibles",
        ),
    ),
    brief=Brief(
        what=(
            """Es el problema de elegir qué objetos, cada uno con un peso y un valor, meter en una mochila de
            capacidad limitada para llevarse el mayor valor. Cada objeto se toma entero o se deja.""",
            """Pregunta cuánto valor cabe como máximo en una mochila que no puede pasar de cierto peso, si los
            objetos no se pueden partir ni repetir.""",
            """Es como hacer la maleta con un límite de kilos: cada cosa va dentro (1) o se queda en casa (0), y la
            mochila 0/1 busca la selección que más vale.""",
            """El problema de la mochila 0/1 pide maximizar el valor de los objetos elegidos sin superar un peso; se
            resuelve comparando, con cada objeto y cada capacidad, tomarlo o no tomarlo.""",
        ),
        cost=(
            """Cada uno de los n objetos obliga a revisar todas las capacidades, desde la máxima hasta su propio
            peso.""",
            """Basta una fila con el mejor valor para cada capacidad, que se actualiza objeto a objeto sobre sí
            misma.""",
            """Son tantos pasos como objetos por capacidades, y de todo ello solo se recuerda un número por
            capacidad.""",
        ),
        use=(
            """Cuando hay un recurso limitado, medido en unidades enteras y no demasiado grande, y opciones que
            se toman enteras o no se toman, cada una con su coste y su beneficio.""",
            """Para decidir qué proyectos financiar con un presupuesto fijo: cada proyecto cuesta una cantidad,
            promete un beneficio y se hace entero o no se hace.""",
            """No conviene si la capacidad es gigantesca o los pesos tienen decimales, porque la tabla necesita una
            casilla por unidad de capacidad. Y si los objetos se pueden partir, basta el método voraz.""",
        ),
        beliefs=(
            QA(
                "En la mochila 0/1 basta con tomar primero los objetos que más valen por kilo.",
                """No: puede quedar un hueco inútil. Con capacidad 8 y objetos (peso 5, valor 11), (4, 8) y (4,
                8), ese criterio se queda en 11, y lo mejor es ‹mochila([(5, 11), (4, 8), (4, 8)], 8)›.""",
                title="más valor por kilo",
            ),
            QA(
                "La mochila 0/1 se resuelve en O(nC), así que es un problema fácil, de tiempo polinómico.",
                """No: O(nC) depende del valor de C, que puede ser enorme aunque se escriba con pocas cifras. El
                problema es NP-difícil y el método solo es práctico con capacidades moderadas.""",
                title="O(nC) y tiempo polinómico",
            ),
            QA(
                "en la mochila 0/1 la mejor solucion siempre llena la mochila",
                """No: a veces sobra sitio. Con capacidad 5 y objetos (peso 3, valor 10) y (4, 6) solo cabe uno;
                se toma el primero y quedan 2 libres: ‹mochila([(3, 10), (4, 6)], 5) =›.""",
                title="llenar la mochila",
            ),
        ),
        faster=(
            QA(
                """Tengo 20 objetos y una capacidad de mil millones. ¿Tabla de la mochila o probar todos los
                subconjuntos?""",
                """Probar los subconjuntos: 2²⁰ es alrededor de un millón. La tabla, O(nC), tendría que recorrer
                20 mil millones de casillas.""",
                title="o subconjuntos, capacidad enorme",
            ),
            QA(
                "Con 200 objetos y capacidad 1000, ¿fuerza bruta o programación dinámica para la mochila?",
                """Programación dinámica: O(nC) son aquí 200 · 1000 = 200 000 pasos. La fuerza bruta tendría que
                mirar 2²⁰⁰ selecciones, imposible para cualquier ordenador.""",
                title="frente a la fuerza bruta",
            ),
        ),
        results=(
            Result(
                "mochila([(1, 2), (2, 5), (3, 6)], 4)",
                """Caben los de pesos 1 y 3, que suman 2 + 6. La otra pareja que cabe, la de pesos 1 y 2, vale 7,
                y la de 2 y 3 pesa demasiado.""",
            ),
            Result(
                "mochila([(5, 9), (2, 4)], 4)",
                """El objeto de peso 5 no cabe: su bucle no da ninguna vuelta y la fila sigue a cero. El de peso
                2 aporta su valor, 4, una sola vez.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Tengo 15 kilos de equipaje y muchas cosas, cada una con su peso y su utilidad. ¿Qué
                    algoritmo elige por mí?""",
                    """Es la mochila 0/1: con programación dinámica calculas, para cada peso de 0 a 15, la mayor
                    utilidad posible con las cosas que llevas vistas.""",
                ),
                QA(
                    "¿Y si puedo llevar varias iguales?",
                    """Si hay copias sin límite, recorre las capacidades de menor a mayor en vez de al revés. Si
                    hay solo dos o tres, trata cada copia como un objeto distinto.""",
                ),
                QA(
                    "¿Y siempre encuentra lo mejor?",
                    """Sí, porque compara tomar y no tomar cada cosa con todas las capacidades. El coste es
                    O(nC), con n cosas y C kilos.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en la mochila no basta guardar el mejor valor para la capacidad total?",
                    """Porque al tomar un objeto queda menos sitio, y necesitas saber qué es lo mejor que cabe en
                    ese resto. Por eso se guarda un valor para cada capacidad menor.""",
                ),
                QA(
                    "ponme un ejemplo",
                    """Con capacidad 6, si tomas un objeto de peso 4 quedan 2. El total es su valor más
                    `mejor[2]`, que ya estaba calculado con los objetos anteriores.""",
                ),
            ),
        ),
        build=Build(
            "Impleméntame la mochila 0/1 gastando poca memoria.",
            """La lista `mejor` guarda el valor máximo para cada capacidad, y cada objeto la actualiza empezando
            por el final:""",
            (
                "mochila([(2, 10), (3, 14), (4, 16)], 6)",
                "mochila([], 10)",
            ),
            """El bucle se detiene en el propio peso, porque con menos capacidad el objeto no cabe y no hay nada
            que cambiar.""",
        ),
        tool="la programación dinámica para la mochila 0/1",
    ),
)
