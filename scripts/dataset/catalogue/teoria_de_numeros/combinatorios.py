"""El cálculo de números combinatorios con el triángulo de Pascal."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

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
            title="factoriales o fórmula multiplicativa",
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
            title="por qué la recurrencia",
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
            title="permutaciones, variaciones y combinaciones",
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
            title="módulo un primo",
        ),
    ),
    brief=Brief(
        what=(
            """C(n, k) cuenta de cuántas maneras se pueden elegir k cosas de un grupo de n sin que importe el
            orden. Con el triángulo de Pascal se calcula solo con sumas.""",
            """Es un método para obtener números combinatorios: cada número del triángulo de Pascal es la suma de
            los dos que tiene encima.""",
            """Para elegir 2 amigos de 4 hay 6 grupos posibles, y ese 6 está en la fila 4 del triángulo de Pascal.
            El método construye las filas una a una hasta llegar.""",
            """El cálculo de combinatorios con el triángulo de Pascal halla C(n, k) rellenando filas en las que
            cada casilla suma dos de la fila anterior.""",
        ),
        cost=(
            "Se construyen n filas y en cada una se actualizan k casillas con una suma.",
            "Basta una sola fila de k + 1 números si se recorre de derecha a izquierda.",
            """Son n pasadas sobre una fila de k casillas que se reutiliza en lugar de guardar el triángulo entero.""",
        ),
        use=(
            """Cuando quieres números combinatorios exactos sin divisiones ni factoriales enormes, o necesitas
            muchos de la misma tabla.""",
            """Las probabilidades de la lotería salen de ahí: acertar 6 números de 49 es una posibilidad entre
            C(49, 6), casi catorce millones.""",
            """No conviene si n es muy grande y solo quieres un valor: la fórmula multiplicativa necesita k pasos,
            muchos menos que n·k.""",
        ),
        beliefs=(
            QA(
                "C(5, 2) y C(5, 3) son distintos porque eliges más cosas.",
                """No, son iguales: elegir 2 para llevarte es lo mismo que elegir 3 para dejar. Las dos valen
                ‹combinatorio(5, 2)›.""",
                title="C(5, 2) y C(5, 3)",
            ),
            QA(
                "Para calcular un combinatorio hay que usar factoriales a la fuerza.",
                """No: el triángulo de Pascal solo suma. Es más lento para un valor suelto, O(nk), pero no maneja
                números gigantes intermedios.""",
                title="factoriales a la fuerza",
            ),
            QA(
                "En un número combinatorio importa el orden en que eliges.",
                """No: un grupo con Ana y Luis es el mismo que con Luis y Ana. Si el orden importa se llaman
                variaciones.""",
                title="orden al elegir",
            ),
        ),
        faster=(
            QA(
                "Necesito todos los C(n, k) con n hasta 500. ¿Triángulo o fórmula para cada uno?",
                """El triángulo: de una pasada salen todos con una suma por casilla. La fórmula repetiría productos
                en cada uno.""",
                title="todos, triángulo o fórmula",
            ),
            QA(
                "Solo quiero C(1000, 3). ¿Qué es más rápido?",
                """La fórmula multiplicativa, con tres productos y divisiones: O(k). El triángulo haría unas 3000
                sumas, O(nk).""",
                title="un solo valor",
            ),
        ),
        results=(
            Result(
                "combinatorio(4, 2)",
                "Hay seis parejas que se pueden formar con cuatro elementos: ab, ac, ad, bc, bd y cd.",
            ),
            Result(
                "combinatorio(6, 1)",
                "Elegir un solo elemento de seis se puede hacer de seis maneras, una por cada elemento.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿De cuántas formas puedo escoger 3 libros de 5?",
                    "De 10 formas, porque no importa el orden: es C(5, 3).",
                ),
                QA(
                    "¿Y si importara en qué orden los leo?",
                    "Entonces cada grupo de 3 se ordena de 3! = 6 maneras, y serían 10 × 6 = 60.",
                ),
                QA(
                    "¿Hay forma de no tener que contarlos a mano?",
                    """Sí, con el triángulo de Pascal: 10 es la suma de C(4, 2) = 6 y C(4, 3) = 4, los dos números
                    de encima.""",
                ),
            ),
            (
                QA(
                    "En el triángulo de Pascal con una sola fila, ¿por qué se recorre de derecha a izquierda?",
                    """Porque cada casilla necesita el valor viejo de su izquierda. Yendo de derecha a izquierda,
                    ese valor aún no se ha cambiado.""",
                ),
                QA(
                    "¿Qué saldría al revés?",
                    "Se sumarían valores ya actualizados y los resultados serían demasiado grandes.",
                ),
            ),
        ),
        build=Build(
            "Impleméntame los números combinatorios con el triángulo de Pascal.",
            """Una sola fila que se va actualizando, de derecha a izquierda para no perder los valores anteriores:""",
            (
                "combinatorio(6, 3)",
                "combinatorio(4, 0)",
            ),
            """La fila empieza con un 1 y ceros; después de n vueltas, la casilla k contiene C(n, k). Elegir cero
            elementos se puede hacer de una sola manera.""",
        ),
    ),
)
