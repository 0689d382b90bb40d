"""El test de orientación con producto cruzado."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory

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
        ),
    ),
)
