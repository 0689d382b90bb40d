"""El algoritmo de Karatsuba."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory

ENTRY = Entry(
    key="karatsuba",
    name="el algoritmo de Karatsuba",
    topic="divide y vencerás",
    level="avanzado",
    time="O(n^1,585), contando operaciones entre cifras, con n el número de cifras",
    space="O(n)",
    code="""
def karatsuba(x, y):
    if x < 10 or y < 10:
        return x * y
    m = max(len(str(x)), len(str(y))) // 2
    a, b = divmod(x, 10**m)
    c, d = divmod(y, 10**m)
    alto = karatsuba(a, c)
    bajo = karatsuba(b, d)
    cruce = karatsuba(a + b, c + d) - alto - bajo
    return alto * 10 ** (2 * m) + cruce * 10**m + bajo
""",
    theory=Theory(
        """
        Karatsuba multiplica números grandes con tres productos de la mitad de cifras en lugar de cuatro.

        Si x = a·10ᵐ + b e y = c·10ᵐ + d, entonces xy = ac·10²ᵐ + (ad + bc)·10ᵐ + bd. El truco:

        - Se calculan ac y bd.
        - Se calcula (a + b)(c + d) = ac + ad + bc + bd.
        - Restando los dos primeros queda ad + bc, sin multiplicar más.

        **Ejemplo:** ‹karatsuba(1234, 5678) =›.
        """,
        pitfall="""usarlo con números pequeños; por debajo de unas decenas de cifras, las sumas adicionales lo
        hacen más lento que el método escolar.""",
    ),
    complexity=Complexity(
        """
        La recurrencia es T(n) = 3T(n/2) + O(n): tres productos de la mitad de cifras, más sumas y
        desplazamientos lineales. Por el teorema maestro el coste es O(n^log₂3), y log₂ 3 ≈ 1,585. Con cuatro
        productos sería T(n) = 4T(n/2) + O(n) = O(n²), igual que el método escolar.

        En cada momento solo hay una rama activa, con números de n, n/2, n/4… cifras: en total, O(n) de
        memoria.
        """,
    ),
    build=Build(
        "Implementa la multiplicación de Karatsuba para enteros no negativos.",
        "Cada número se parte en dos con `divmod`, y se hacen tres multiplicaciones recursivas.",
        ("karatsuba(31415, 27182)", "karatsuba(987654321, 123456789) == 987654321 * 123456789"),
    ),
    bugs=(
        Bug(
            "Mi Karatsuba da un resultado incorrecto. ¿Qué término falla?",
            ("karatsuba(a + b, c + d) - alto - bajo", "karatsuba(a + b, c + d) - alto"),
            "karatsuba(12, 34)",
            """Falta restar el producto de las partes bajas. (a + b)(c + d) contiene los cuatro productos, y
            para quedarse con ad + bc hay que quitar tanto ac como bd.""",
        ),
        Bug(
            "¿Por qué mi Karatsuba coloca mal las cifras?",
            ("alto * 10 ** (2 * m)", "alto * 10**m"),
            "karatsuba(12, 34)",
            """El producto de las partes altas se desplaza m cifras en lugar de 2m. Como a y c llevan cada uno
            un factor 10ᵐ, su producto lleva 10²ᵐ.""",
        ),
    ),
    exercises=(
        QA(
            "Multiplica 47 × 83 con el método de Karatsuba, a mano.",
            """
            El resultado es 3901, con tres productos de una cifra o poco más.

            1. Se parten: 47 → a = 4, b = 7; 83 → c = 8, d = 3.
            2. Parte alta: ac = 4 · 8 = 32.
            3. Parte baja: bd = 7 · 3 = 21.
            4. Cruce: (4 + 7)(8 + 3) − 32 − 21 = 121 − 53 = 68.
            5. Se juntan: 32 · 100 + 68 · 10 + 21 = 3200 + 680 + 21 = 3901.

            ```python
            print(47 * 83)  #=
            ```

            El método escolar habría hecho cuatro productos: 4·8, 4·3, 7·8 y 7·3.
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Qué método usa Python para multiplicar enteros grandes, y qué otros existen?",
            """
            CPython usa el método escolar para números medianos y Karatsuba cuando ambos son grandes.

            - **Escolar:** O(n²), lo mejor con pocas cifras.
            - **Karatsuba:** O(n^1,585).
            - **Toom-Cook:** generaliza la idea partiendo en más trozos.
            - **FFT (Schönhage-Strassen):** O(n log n log log n), para números de muchos miles de cifras.

            Las bibliotecas especializadas, como GMP, eligen uno u otro según el tamaño.
            """,
            title="enteros grandes en Python",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué reducir de 4 a 3 multiplicaciones mejora el orden y no solo la constante?",
            """
            Porque el ahorro se repite en todos los niveles de la recursión y se acumula.

            Con k productos por nivel, en el nivel i hay kⁱ subproblemas, y con log₂ n niveles las hojas son
            k^(log₂ n) = n^(log₂ k). Con 4 son n²; con 3, n^1,585. Para n = 1024 cifras hay 10 niveles: 4¹⁰ =
            1 048 576 frente a 3¹⁰ = 59 049 productos elementales, casi 18 veces menos.
            """,
            title="orden y no constante",
        ),
        QA(
            "¿Dónde más aparece la idea de Karatsuba?",
            """
            En cualquier producto que se pueda partir en trozos: polinomios, matrices y números complejos.

            - **Polinomios:** se aplica igual, con x en lugar de 10; no hay acarreos.
            - **Complejos:** (a + bi)(c + di) con 3 productos reales en vez de 4.
            - **Matrices:** el algoritmo de Strassen usa 7 productos de bloques en lugar de 8, y obtiene
            O(n^2,807).

            En todos los casos se cambian multiplicaciones, que se repiten de forma recursiva, por sumas, que
            son lineales.
            """,
            title="dónde más aparece",
        ),
    ),
    brief=Brief(
        what=(
            """Es un método para multiplicar números muy largos partiéndolos en dos y haciendo tres
            multiplicaciones más pequeñas en lugar de cuatro.""",
            """Un algoritmo de divide y vencerás que ahorra un producto: el término cruzado sale de (a + b)(c + d)
            restando los otros dos.""",
            """En el colegio, multiplicar por partes dos números de dos trozos pide cuatro productos. Karatsuba vio
            que con tres y unas restas basta.""",
            """El algoritmo de Karatsuba multiplica enteros grandes de forma recursiva con tres productos de la
            mitad de cifras.""",
        ),
        cost=(
            "La recurrencia es T(n) = 3T(n/2) + O(n), y el exponente es log₂ 3, cerca de 1,585.",
            "Los números intermedios tienen en total una cantidad de cifras proporcional a n.",
            """Ahorrar uno de cada cuatro productos en cada nivel rebaja el exponente de 2 a log₂ 3; las sumas
            ocupan espacio lineal.""",
        ),
        use=(
            """Conviene con números de cientos o miles de cifras, o con polinomios largos, donde ahorrar un
            producto en cada nivel pesa más que las sumas añadidas.""",
            """Python multiplica así sus enteros cuando ambos superan los 70 bloques internos, unas 600 cifras;
            por debajo usa el método escolar.""",
            """No conviene con números normales: el método escolar es más rápido, porque Karatsuba hace más
            sumas y llamadas. Y con muchos miles de cifras ganan los métodos basados en la FFT.""",
        ),
        beliefs=(
            QA(
                "Multiplicar dos números de n cifras cuesta siempre n² operaciones.",
                "No: así es el método escolar. Karatsuba lo hace en unas n^1,585, y hay métodos aún mejores.",
                title="siempre n² operaciones",
            ),
            QA(
                "Quitar una multiplicación de cuatro solo mejora un 25 %.",
                """No: el ahorro se repite en cada nivel de la recursión, y por eso baja el exponente, de 2 a
                1,585.""",
                title="quitar una multiplicación",
            ),
            QA(
                "Karatsuba da un resultado aproximado.",
                """No: es exacto, hasta la última cifra. Solo reorganiza los mismos productos con sumas y
                restas.""",
                title="exacto o aproximado",
            ),
        ),
        faster=(
            QA(
                "Para multiplicar dos números de 10 000 cifras, ¿método escolar o Karatsuba?",
                """Karatsuba, O(n^1,585): unos 2 millones de operaciones frente a los 100 millones del escolar,
                O(n²), sin contar constantes.""",
                title="frente al método escolar",
            ),
            QA(
                "Para multiplicar 37 por 52, ¿método escolar o Karatsuba?",
                """El método escolar: con dos cifras son cuatro productos muy simples, y Karatsuba solo añade
                sumas y llamadas.""",
                title="o escolar en 37×52",
            ),
        ),
        results=(
            Result(
                "karatsuba(12, 34)",
                "Con m = 1: 1·3 = 3, 2·4 = 8 y (1 + 2)(3 + 4) − 3 − 8 = 10; el resultado es 300 + 100 + 8.",
            ),
            Result(
                "karatsuba(7, 25)",
                """Uno de los números tiene una sola cifra, así que es el caso base y se multiplica directamente.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo se multiplican números de mil cifras deprisa?",
                    """Con divide y vencerás: Karatsuba parte cada uno en dos mitades y usa tres productos de 500
                    cifras.""",
                ),
                QA(
                    "¿No harían falta cuatro?",
                    """Sí, por el método directo; pero (a + b)(c + d) − ac − bd da los dos cruzados con un solo
                    producto.""",
                ),
                QA(
                    "¿Y compensa con las sumas extra?",
                    "Sí en números grandes: sumar cuesta O(n), mucho menos que un producto.",
                ),
            ),
            (
                QA(
                    "¿Por qué el exponente de Karatsuba es 1,585?",
                    "Porque cada nivel triplica los problemas y divide el tamaño entre dos: log₂ 3 ≈ 1,585.",
                ),
                QA(
                    "¿Y si fueran cuatro productos?",
                    "Entonces log₂ 4 = 2: se vuelve al n² del método escolar.",
                ),
            ),
        ),
        build=Build(
            "Hazme una función de Python que multiplique con el método de Karatsuba.",
            "Cada número se parte por la mitad de sus cifras y se combinan tres productos:",
            (
                "karatsuba(1234, 4321)",
                "karatsuba(99, 99)",
            ),
            """El caso base es que alguno tenga una sola cifra; en la práctica se corta mucho antes y se usa el
            producto normal.""",
        ),
    ),
)
