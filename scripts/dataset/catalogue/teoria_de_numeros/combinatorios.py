"""El cálculo de números combinatorios con el triángulo de Pascal."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

ENTRY = Entry(
    key="combinatorios",
    name="el cálculo de números combinatorios con el triángulo de Pascal",
    topic="teoría de números",
    level="básico",
    time="O(nk)",
    space="O(k)",
    code="""
def combinatorio(n, k):
    fila = [1] + [0] * k
    for _ in range(n):
        for j in range(k, 0, -1):
            fila[j] += fila[j - 1]
    return fila[k]
""",
    theory=Theory(
        """
        El número combinatorio C(n, k) cuenta de cuántas formas se pueden elegir k elementos entre n, sin
        importar el orden; el triángulo de Pascal lo calcula solo con sumas.

        - C(n, 0) = 1: no elegir ninguno se hace de una forma.
        - C(n, k) = C(n − 1, k − 1) + C(n − 1, k): o se elige el último elemento o no.

        **Ejemplo:** ‹combinatorio(5, 2) =›, las parejas que se pueden formar con 5 personas.
        """,
        pitfall="""usar la recursión directa sin guardar resultados: los mismos valores se recalculan un número
        exponencial de veces.""",
    ),
    complexity=Complexity(
        """
        Se actualizan k casillas por cada una de las n filas: O(nk) sumas. Solo se guarda una fila, recorrida
        de derecha a izquierda para que cada casilla use todavía el valor de la fila anterior.

        Con la fórmula multiplicativa, n(n − 1)…(n − k + 1)/k!, bastan O(k) productos; el triángulo compensa
        cuando se
        necesitan muchos valores o se trabaja módulo un número que no es primo.
        """,
        Count("fila[j] += fila[j - 1]", "sumas con k = 3", tuple((n, f"combinatorio({n}, 3)") for n in (5, 10, 20))),
    ),
    build=Build(
        "Calcula C(n, k) sin factoriales, con el triángulo de Pascal y una sola fila.",
        """Cada vuelta transforma una fila del triángulo en la siguiente; se recorre hacia atrás para no pisar
        valores que aún hacen falta.""",
        ("combinatorio(5, 2)", "combinatorio(10, 10)", "combinatorio(3, 5)"),
        "Si k > n, el resultado es 0: no se pueden elegir más elementos de los que hay.",
    ),
    bugs=(
        Bug(
            "Mi triángulo de Pascal con una sola fila da números demasiado grandes. ¿Por qué?",
            ("range(k, 0, -1)", "range(1, k + 1)"),
            "combinatorio(4, 2)",
            """La fila se actualiza de izquierda a derecha, así que `fila[j - 1]` ya es el valor nuevo. Hay que
            sumar el de la fila anterior.""",
        ),
        Bug(
            "Calculo C(n, k) con factoriales y división normal, y para números grandes falla. ¿Qué cambio?",
            ("// (", "/ ("),
            "combinatorio(60, 30)",
            """La división `/` produce un número decimal, con unas 16 cifras de precisión. El resultado exacto
            tiene 18, y se redondea.""",
            "la división entera `//` es exacta aquí, porque el cociente siempre es entero.",
            code="""
from math import factorial


def combinatorio(n, k):
    return factorial(n) // (factorial(k) * factorial(n - k))
""",
        ),
    ),
    exercises=(
        Trace(
            "Construye las seis primeras filas del triángulo de Pascal.",
            "triangulo(6)",
            "filas.append(fila)",
            "Fila {len(filas)}: {fila}.",
            "Cada número es la suma de los dos que tiene encima:",
            """La suma de la fila n es 2ⁿ, porque cuenta todos los subconjuntos de n elementos: la fila 5
            suma 32. Además, las filas son simétricas: C(n, k) = C(n, n − k).""",
            code="""
def triangulo(n):
    filas, fila = [], [1]
    for _ in range(n):
        filas.append(fila)
        fila = [1] + [a + b for a, b in zip(fila, fila[1:])] + [1]
    return filas
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Factoriales, fórmula multiplicativa o triángulo de Pascal para calcular C(n, k)?",
            """
            La fórmula multiplicativa (o `math.comb`) para un valor suelto; el triángulo para muchos;
            factoriales precalculados para muchos módulo un primo.

            - **Factoriales:** sencillo, pero los números intermedios son enormes.
            - **Multiplicativa:** O(k) operaciones con números moderados.
            - **Triángulo:** O(n²) para todos los C(i, j) con i ≤ n, solo con sumas.
            - **Módulo p primo:** factoriales e inversos en O(n), y después O(1) por consulta.
            """,
            level="intermedio",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué C(n, k) = C(n − 1, k − 1) + C(n − 1, k)?",
            """
            Porque los grupos de k elementos se dividen en dos clases según contengan o no a un elemento fijo.

            Si lo contienen, faltan k − 1 por elegir entre los otros n − 1: C(n − 1, k − 1). Si no, se eligen
            los k entre los otros n − 1: C(n − 1, k). Ningún grupo está en las dos clases y todos están en
            alguna, así que se suman. **Ejemplo:** C(4, 2) = C(3, 1) + C(3, 2) = 3 + 3 = 6.
            """,
        ),
        QA(
            "¿Qué diferencia hay entre permutaciones, variaciones y combinaciones?",
            """
            Depende de si importa el orden y de si se usan todos los elementos.

            - **Permutaciones** de n: se ordenan todos. n!. Para 4 son 24.
            - **Variaciones** de n tomados de k en k: se eligen k y su orden importa. n!/(n − k)!. Para 4 y 2
            son 12.
            - **Combinaciones:** se eligen k y el orden no importa. n!/(k!(n − k)!). Para 4 y 2 son 6.

            Cada combinación corresponde a k! variaciones, de ahí que se divida entre k!.
            """,
        ),
        QA(
            "¿Cómo calculo muchos números combinatorios módulo un primo grande?",
            """
            Precalculando los factoriales y sus inversos módulo p; después, cada C(n, k) son dos
            multiplicaciones.

            ```python
            p = 1_000_000_007
            fact = [1]
            for i in range(1, 101):
                fact.append(fact[-1] * i % p)
            inv = [pow(f, -1, p) for f in fact]

            def comb(n, k):
                return fact[n] * inv[k] % p * inv[n - k] % p

            print(comb(5, 2), comb(100, 50))  #=
            ```

            `pow(x, -1, p)` da el inverso modular (Python 3.8 o posterior). Solo vale si n < p; de lo
            contrario, fact[n] sería 0 módulo p.
            """,
            level="avanzado",
        ),
    ),
)
