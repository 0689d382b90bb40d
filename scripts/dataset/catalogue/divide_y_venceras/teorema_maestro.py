"""El teorema maestro."""

from ...entry import QA, Brief, Bug, Build, Entry, Result, Theory

ENTRY = Entry(
    key="teorema-maestro",
    name="el teorema maestro",
    topic="divide y vencerás",
    level="avanzado",
    time="O(1) para aplicar la fórmula",
    space="O(1)",
    code="""
from math import log


def maestro(a, b, c):
    critico = log(a, b)
    if abs(c - critico) < 1e-9:
        return f"n^{c:g} log n"
    return f"n^{max(c, critico):.3g}"
""",
    theory=Theory(
        """
        El teorema maestro da el coste de muchas recurrencias de divide y vencerás de la forma T(n) = a·T(n/b)
        + O(n^c): a subproblemas de tamaño n/b y un trabajo n^c para dividir y combinar.

        Se compara c con el exponente crítico log_b a:

        - Si c < log_b a, mandan las hojas: O(n^(log_b a)).
        - Si c = log_b a, todos los niveles cuestan igual: O(n^c log n).
        - Si c > log_b a, manda la raíz: O(n^c).

        **Ejemplo:** mergesort, con a = 2, b = 2, c = 1: ‹maestro(2, 2, 1)›.
        """,
        pitfall="""aplicarlo a recurrencias que restan, como T(n) = T(n − 1) + O(n); solo vale cuando el
        tamaño se divide.""",
    ),
    bugs=(
        Bug(
            "Mi calculadora del teorema maestro se equivoca con la búsqueda binaria. ¿Qué caso falta?",
            ('    if abs(c - critico) < 1e-9:\n        return f"n^{c:g} log n"\n', ""),
            "maestro(1, 2, 0)",
            """Falta el caso de igualdad. Con a = 1, b = 2 y c = 0, el exponente crítico es log₂ 1 = 0: todos
            los niveles cuestan lo mismo y aparece un factor log n.""",
            "n^0 log n es, sencillamente, log n.",
        ),
    ),
    exercises=(
        QA(
            "Resuelve con el teorema maestro: T(n) = 8T(n/2) + n², T(n) = 2T(n/2) + n y T(n) = 3T(n/4) + n².",
            """
            Los resultados son O(n³), O(n log n) y O(n²).

            1. **8T(n/2) + n²:** log₂ 8 = 3 y c = 2 < 3, mandan las hojas: O(n³).
            2. **2T(n/2) + n:** log₂ 2 = 1 y c = 1, empate: O(n log n), como mergesort.
            3. **3T(n/4) + n²:** log₄ 3 ≈ 0,79 y c = 2 es mayor, manda la raíz: O(n²).

            ```python
            from math import log

            print([round(log(a, b), 2) for a, b in [(8, 2), (2, 2), (3, 4)]])  #=
            ```

            El primer paso es siempre calcular log_b a y compararlo con c.
            """,
        ),
        QA(
            "¿Qué coste tiene la recurrencia T(n) = T(n − 1) + n? ¿Vale el teorema maestro?",
            """
            Es O(n²), y el teorema maestro no se puede aplicar, porque el tamaño disminuye restando y no
            dividiendo.

            Se desarrolla a mano:

            1. T(n) = n + T(n − 1) = n + (n − 1) + T(n − 2).
            2. Al seguir hasta el final: T(n) = n + (n − 1) + … + 1 + T(0).
            3. La suma es n(n + 1)/2, que es O(n²).

            Es el coste de la ordenación por selección o del peor caso de quicksort. Si fuera T(n) = T(n − 1)
            + O(1), como en el factorial, saldría O(n).
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Cómo resuelvo una recurrencia: teorema maestro, árbol de recursión o sustitución?",
            """
            El teorema maestro si tiene su forma; si no, árbol de recursión para intuir el resultado y
            sustitución para demostrarlo.

            - **Maestro:** T(n) = aT(n/b) + O(n^c). Inmediato.
            - **Árbol:** se suma el trabajo de cada nivel. Sirve con partes desiguales, como T(n/3) + T(2n/3)
            + n, que da O(n log n).
            - **Sustitución:** se propone una cota y se prueba por inducción.

            Comprobar la respuesta con valores pequeños evita muchos errores.
            """,
            title="o árbol de recursión",
        ),
    ),
    concepts=(
        QA(
            "¿Qué intuición hay detrás de los tres casos del teorema maestro?",
            """
            Que el coste total es una suma por niveles, y esa suma se comporta como una progresión geométrica.

            En el nivel i hay aⁱ subproblemas de tamaño n/bⁱ, con coste total n^c · (a/b^c)ⁱ. Si a/b^c > 1,
            los niveles crecen y domina el último (las hojas). Si es 1, todos pesan igual y se multiplica por
            el número de niveles, log n. Si es menor que 1, decrecen y domina el primero (la raíz).
            """,
            title="los tres casos",
        ),
        QA(
            "¿Qué representan a, b y c en el teorema maestro? Pon el ejemplo de Karatsuba.",
            """
            a es el número de llamadas recursivas, b es por cuánto se divide el tamaño y n^c es el trabajo de
            dividir y combinar.

            En Karatsuba hay a = 3 productos, de números con la mitad de cifras (b = 2), y sumas lineales (c =
            1). El exponente crítico es log₂ 3 ≈ 1,585, mayor que 1, así que mandan las hojas: O(n^1,585).
            **Error común:** confundir a con b; en la búsqueda binaria se divide entre 2, pero solo se hace
            *una* llamada: a = 1.
            """,
            title="qué son a, b y c",
        ),
        QA(
            "¿Qué significa que en divide y vencerás «manden las hojas»?",
            """
            Que casi todo el tiempo se gasta en los casos más pequeños, porque hay muchísimos.

            Con a = 4 y b = 2, cada nivel cuadruplica el número de subproblemas y solo divide su tamaño
            entre 2. Si combinar cuesta O(n), el nivel i cuesta 2ⁱ · n: el último, con n² hojas, domina, y el total
            es O(n²). La consecuencia práctica es que para acelerar hay que reducir el número de llamadas, a,
            como hace Karatsuba, más que el coste de combinar.
            """,
            title="mandan las hojas",
        ),
    ),
    brief=Brief(
        what=(
            """Es una regla que da el coste de muchos algoritmos de divide y vencerás a partir de tres números:
            cuántos subproblemas hay, cuánto se reducen y cuánto cuesta combinarlos.""",
            "Una fórmula para recurrencias T(n) = a·T(n/b) + O(n^c), que compara el exponente c con log_b a.",
            """Como preguntar quién gasta más en una empresa, la dirección o las oficinas: el teorema compara el
            trabajo de arriba, en la raíz, con el de abajo, en las hojas.""",
            """El teorema maestro resuelve de un vistazo la recurrencia de un algoritmo que se llama a sí mismo con
            trozos iguales.""",
        ),
        cost=(
            "Basta calcular un logaritmo, el de a en base b, y compararlo con c.",
            "Solo se manejan los tres números a, b y c.",
            "Es una comparación entre dos exponentes, sin bucles ni datos guardados.",
        ),
        use=(
            """Conviene para analizar algoritmos que parten el problema en trozos de igual tamaño, como
            mergesort, la búsqueda binaria o Karatsuba: da el coste sin resolver la recurrencia.""",
            """Quien diseña un algoritmo recursivo lo usa para saber si merece la pena antes de programarlo:
            así se ve que Karatsuba, con tres productos en vez de cuatro, baja de n².""",
            """Si los trozos tienen tamaños distintos, como en quicksort con mal pivote, o se reduce restando, como
            T(n) = T(n − 1) + 1: no se aplica.""",
        ),
        beliefs=(
            QA(
                "El teorema maestro sirve para cualquier recurrencia.",
                """No: pide `a` trozos de tamaño n/b y un trabajo n^c. Para T(n) = T(n − 1) + n, por ejemplo,
                no vale.""",
                title="cualquier recurrencia",
            ),
            QA(
                "En el teorema maestro, si hay más subproblemas, siempre manda la combinación.",
                """Al revés: con más subproblemas pesan más las hojas. Manda la combinación cuando c supera a log_b
                a.""",
                title="más subproblemas",
            ),
            QA(
                "En el teorema maestro, con a = 2, b = 2 y c = 1 sale O(n).",
                "No: c es igual a log₂ 2 = 1, el caso de empate, y el coste es O(n log n), el de mergesort.",
                title="a, b y c dadas",
            ),
        ),
        faster=(
            QA(
                "¿Qué crece menos, T(n) = 2T(n/2) + n o T(n) = 4T(n/2) + n?",
                """La primera: es O(n log n), porque hay empate. La segunda tiene log₂ 4 = 2 mayor que 1 y es
                O(n²).""",
                title="dos recurrencias",
            ),
            QA(
                "Para resolver T(n) = T(n/2) + 1, ¿teorema maestro o sustitución?",
                "El teorema maestro: c = 0 es igual a log₂ 1 = 0, y el coste es O(log n) sin más cuentas.",
                title="o sustitución",
            ),
        ),
        results=(
            Result(
                "maestro(2, 2, 1)",
                """El exponente crítico, log₂ 2, es 1, igual que c: hay empate, así que al n¹ se le añade el
                factor logarítmico.""",
            ),
            Result(
                "maestro(3, 2, 1)",
                "log₂ 3 es 1,58, mayor que c = 1, así que mandan las hojas; es el caso de Karatsuba.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cuánto cuesta un algoritmo que se llama dos veces con la mitad y luego recorre la lista?",
                    "Su recurrencia es 2T(n/2) + n; como c = 1 es igual a log₂ 2, cuesta O(n log n).",
                ),
                QA(
                    "¿Y si se llamara una sola vez?",
                    "Entonces log₂ 1 = 0 es menor que 1: manda la raíz y cuesta O(n).",
                ),
                QA(
                    "¿Y tres veces?",
                    "log₂ 3 ≈ 1,58 es mayor que 1: mandan las hojas y cuesta O(n^1,58).",
                ),
            ),
            (
                QA(
                    "En el teorema maestro, ¿qué quiere decir que mandan las hojas?",
                    """Que casi todo el trabajo está en los casos más pequeños, porque su número crece más deprisa
                    que lo que cuesta combinar.""",
                ),
                QA(
                    "¿Y cuántas hojas hay?",
                    "Hay n^(log_b a), y como cada hoja cuesta O(1), ese es el coste en ese caso.",
                ),
            ),
        ),
        build=Build(
            "Escribe una función que aplique el teorema maestro a unos a, b y c.",
            "Se compara c con el exponente crítico, que es el logaritmo de a en base b:",
            (
                "maestro(4, 2, 2)",
                "maestro(1, 2, 0)",
                "maestro(8, 2, 2)",
            ),
            """La comparación usa un margen pequeño porque los logaritmos se calculan con decimales y dos números
            iguales podrían diferir en la última cifra.""",
        ),
    ),
)
