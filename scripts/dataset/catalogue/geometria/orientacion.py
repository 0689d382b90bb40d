"""El test de orientación con producto cruzado."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory

ENTRY = Entry(
    key="orientacion",
    name="el test de orientación con producto cruzado",
    topic="geometría",
    level="intermedio",
    time="O(1)",
    space="O(1)",
    code="""
def giro(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def se_cortan(a, b, c, d):
    return giro(a, b, c) * giro(a, b, d) < 0 and giro(c, d, a) * giro(c, d, b) < 0
""",
    theory=Theory(
        """
        El test de orientación dice si, al ir de a a b y luego a c, se gira a la izquierda, a la derecha o se
        sigue recto; es la operación básica de la geometría computacional.

        Se calcula el producto cruzado de los vectores ab y ac:

        - **Positivo:** giro a la izquierda (sentido antihorario).
        - **Negativo:** giro a la derecha.
        - **Cero:** los tres puntos están alineados.

        Su valor absoluto es el doble del área del triángulo. **Ejemplo:** ‹giro((0, 0), (4, 0), (4, 3)) =›.
        """,
        pitfall="""comparar pendientes con divisiones: hay que tratar aparte las rectas verticales y aparecen
        errores de redondeo.""",
    ),
    complexity=Complexity(
        """
        Son cinco restas y dos multiplicaciones, siempre las mismas, de modo que el coste es constante. Con
        coordenadas enteras el resultado es exacto, ya que no hay divisiones ni raíces.

        Comprobar si dos segmentos se cortan usa cuatro orientaciones: también O(1). Hacerlo con todas las
        parejas de n segmentos sería O(n²); existe un barrido que lo reduce.
        """,
    ),
    build=Build(
        "Decide si dos segmentos se cortan en un punto interior, sin calcular rectas ni pendientes.",
        """Los segmentos ab y cd se cruzan si c y d están a distinto lado de la recta ab, y a y b a distinto
        lado de la recta cd.""",
        ("se_cortan((0, 0), (4, 4), (0, 4), (4, 0))", "se_cortan((0, 0), (1, 1), (3, 0), (0, 3))"),
        "Con `< 0` se excluyen los casos en que solo se tocan en un extremo o están alineados.",
    ),
    bugs=(
        Bug(
            "Mi función dice que dos segmentos se cortan aunque están lejos. ¿Qué comprobación falta?",
            (" and giro(c, d, a) * giro(c, d, b) < 0", ""),
            "se_cortan((0, 0), (1, 1), (3, 0), (0, 3))",
            """Solo se comprueba que c y d estén a distinto lado de la *recta* ab. El segmento cd cruza esa
            recta, pero fuera del segmento ab.""",
        ),
        Bug(
            "¿Por qué mi test de orientación indica derecha cuando es izquierda?",
            (
                "(b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])",
                "(b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1])",
            ),
            "giro((0, 0), (1, 0), (1, 1))",
            """Los dos productos están restados al revés, y el signo cambia. Yendo hacia la derecha y después
            hacia arriba se gira a la izquierda, y debe salir positivo.""",
        ),
    ),
    exercises=(
        QA(
            "Los puntos (1, 1), (3, 5) y (6, 11), ¿están alineados? ¿Y (1, 1), (3, 5) y (5, 8)?",
            """
            Los primeros sí; los segundos no, forman un giro a la derecha.

            ```python
            def giro(a, b, c):
                return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

            print(giro((1, 1), (3, 5), (6, 11)))  #=
            print(giro((1, 1), (3, 5), (5, 8)))  #=
            ```

            1. Primer caso: 2 · 10 − 4 · 5 = 20 − 20 = 0, alineados.
            2. Segundo: 2 · 7 − 4 · 4 = 14 − 16 = −2, negativo: giro a la derecha; el triángulo tiene área 1.

            No ha hecho falta ninguna división.
            """,
        ),
    ),
    comparisons=(
        QA(
            "En geometría, ¿producto escalar o producto cruzado?",
            """
            El escalar informa sobre ángulos y proyecciones; el cruzado, sobre el lado y el área.

            - **Escalar** u·v = x₁x₂ + y₁y₂: cero si son perpendiculares, positivo si el ángulo es agudo.
            - **Cruzado** u×v = x₁y₂ − x₂y₁: cero si son paralelos; su signo dice a qué lado está v de u.

            Para saber si un punto está a la izquierda de una recta, cruzado. Para saber si el pie de la
            perpendicular cae dentro de un segmento, escalar. Ambos son O(1).
            """,
            title="frente a producto escalar",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué es peligroso comparar con == números decimales en geometría?",
            """
            Porque los cálculos en coma flotante redondean, y dos valores que deberían ser iguales pueden
            diferir en la última cifra.

            ```python
            print(0.1 + 0.2 == 0.3)  #=
            print(abs(0.1 + 0.2 - 0.3) < 1e-9)  #=
            ```

            Con decimales se compara con una tolerancia acorde a la magnitud de los datos. La mejor solución,
            cuando se puede, es usar coordenadas enteras: el producto cruzado es entonces exacto y `== 0` es
            fiable.
            """,
            level="básico",
            title="decimales con ==",
        ),
        QA(
            "¿Cómo calculo el área de un triángulo a partir de sus vértices?",
            """
            Es la mitad del valor absoluto del producto cruzado de dos de sus lados.

            Con a = (0, 0), b = (4, 0) y c = (1, 3): (4 − 0)(3 − 0) − (0 − 0)(1 − 0) = 12, y el área es 6.
            Coincide con base por altura: 4 · 3 / 2. El signo antes de tomar el valor absoluto indica si los
            vértices están en orden antihorario. Si sale 0, los tres puntos están alineados y no hay
            triángulo.
            """,
            level="básico",
            title="área del triángulo",
        ),
    ),
    brief=Brief(
        what=(
            """Dice si tres puntos, recorridos en orden, forman un giro a la izquierda, un giro a la derecha o una
            línea recta, mirando solo el signo de un número.""",
            """Calcula el producto cruzado de los vectores que van del primer punto a los otros dos: positivo es
            giro antihorario; negativo, horario; cero, puntos alineados.""",
            """Imagina que caminas de un punto a otro y luego hacia un tercero: el test de orientación responde a
            qué mano has tenido que girar, sin medir ángulos.""",
            """El test de orientación con producto cruzado decide a qué lado de una recta dirigida queda un punto,
            con unas restas y dos multiplicaciones.""",
        ),
        cost=(
            "Son siempre las mismas restas y las mismas dos multiplicaciones, estén donde estén los puntos.",
            "No crea ninguna estructura: el resultado es un único número.",
            """El cálculo es una fórmula fija sobre seis coordenadas, así que ni el tiempo ni el espacio dependen de
            nada más.""",
        ),
        use=(
            """Porque es la pieza básica de casi todo lo geométrico: envolventes, cortes de segmentos, puntos dentro
            de polígonos o recorridos ordenados por ángulo.""",
            """Un videojuego lo usa para saber si un disparo cruza una pared: comprueba si los extremos de cada
            segmento quedan a distinto lado del otro.""",
            """Si las coordenadas tienen decimales y los puntos están casi alineados, el signo puede salir mal por
            el redondeo. Tampoco da el ángulo: solo el lado.""",
        ),
        beliefs=(
            QA(
                "Para saber si tres puntos están alineados hay que comparar pendientes.",
                """No hace falta: basta que el producto cruzado valga 0, y así no hay divisiones ni problemas con
                las rectas verticales: ‹giro((1, 0), (1, 2), (1, 7)) =›.""",
                title="comparar pendientes",
            ),
            QA(
                "si el giro sale 0 los tres puntos son el mismo",
                "No: significa que están alineados, aunque sean distintos. El triángulo que forman tiene área 0.",
                title="giro igual a 0",
            ),
            QA(
                "El test de orientación es lento porque usa senos y cosenos.",
                """No: solo usa cinco restas y dos multiplicaciones, O(1). Ese es su mérito: sabe el lado sin
                calcular ningún ángulo.""",
                title="senos y cosenos",
            ),
        ),
        faster=(
            QA(
                """¿Qué es más rápido para saber a qué lado de una calle está una casa, calcular ángulos o el
                producto cruzado?""",
                """El producto cruzado: unas pocas operaciones y, con enteros, exacto. Las funciones trigonométricas
                también son O(1), pero más lentas y con redondeos.""",
                title="o calcular ángulos",
            ),
            QA(
                """Tengo un millón de segmentos y quiero saber si se cortan dos. ¿Compruebo todas las parejas con
                orientación?""",
                """No: serían O(n²) comprobaciones, medio billón. Un barrido de izquierda a derecha, que también usa
                el test de orientación, lo hace en O(n log n).""",
                title="parejas de segmentos",
            ),
        ),
        results=(
            Result(
                "giro((0, 0), (2, 0), (1, 5))",
                """Es (2 − 0)(5 − 0) − (0 − 0)(1 − 0). El signo positivo indica un giro a la izquierda, y el área
                del triángulo es la mitad de ese número.""",
            ),
            Result(
                "se_cortan((0, 0), (2, 0), (1, 1), (1, 3))",
                """El segundo segmento es vertical y sus dos extremos quedan por encima del primero: los giros valen
                2 y 6, del mismo signo, así que no se cruzan.""",
            ),
        ),
        talks=(
            (
                QA(
                    "En mi mapa tengo un río recto y varias casas. ¿Cómo sé qué casas están en cada orilla?",
                    """Con el test de orientación: toma dos puntos del río y cada casa. Si el producto cruzado es
                    positivo, está en la orilla izquierda; si es negativo, en la derecha.""",
                ),
                QA(
                    "¿Y si me da cero?",
                    """La casa está justo sobre la línea del río: los tres puntos están alineados. Decide tú a qué
                    orilla la cuentas.""",
                ),
                QA(
                    "¿Y si cambio el orden de los puntos del río?",
                    """Cambia el signo, porque miras el río en sentido contrario y tu izquierda pasa a ser la
                    derecha. Usa siempre el mismo orden.""",
                ),
            ),
            (
                QA(
                    "¿Por qué para ver si dos segmentos se cortan no basta un solo test de orientación?",
                    """Porque un test dice a qué lado está un punto. Hacen falta cuatro: los extremos de cada
                    segmento deben quedar a distinto lado del otro.""",
                ),
                QA(
                    "y si solo hago dos de los cuatro",
                    """Compruebas que un segmento cruza la *recta* del otro, pero quizá muy lejos de él; darías por
                    cruzados segmentos que no se tocan.""",
                ),
            ),
        ),
        build=Build(
            "¿Me das el código para saber si tres puntos giran a la izquierda o a la derecha?",
            """La función resta las coordenadas del primer punto a las de los otros dos y multiplica en cruz; el
            signo del resultado dice hacia dónde se gira:""",
            (
                "giro((0, 0), (1, 0), (1, 1))",
                "giro((0, 0), (1, 0), (1, -1))",
                "giro((0, 0), (2, 2), (5, 5))",
            ),
            """Un valor positivo es giro a la izquierda; uno negativo, a la derecha, y el 0 indica que los tres
            puntos están alineados. No hay divisiones, así que las rectas verticales no son un caso especial.""",
        ),
    ),
)
