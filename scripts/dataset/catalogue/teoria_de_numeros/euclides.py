"""El algoritmo de Euclides."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

ENTRY = Entry(
    key="euclides",
    name="el algoritmo de Euclides",
    topic="teoría de números",
    level="básico",
    time="O(log min(a, b)) divisiones",
    space="O(1)",
    code="""
def mcd(a, b):
    while b:
        a, b = b, a % b
    return a
""",
    theory=Theory(
        """
        El algoritmo de Euclides calcula el máximo común divisor de dos enteros sustituyendo, una y otra vez,
        el par (a, b) por (b, resto de a entre b).

        1. Si b es 0, el mcd es a.
        2. Si no, se calcula el resto r de dividir a entre b.
        3. Se continúa con (b, r): los divisores comunes no cambian.

        **Ejemplo:** mcd(48, 18): 48 = 2·18 + 12, 18 = 1·12 + 6, 12 = 2·6 + 0; el último divisor es ‹mcd(48,
        18)›.
        """,
        pitfall="""restar en lugar de dividir sin pensar en el coste: con 1 000 000 y 1 serían casi un millón
        de restas.""",
    ),
    complexity=Complexity(
        """
        En dos pasos consecutivos, el número mayor se reduce al menos a la mitad, porque el resto de a entre b
        es siempre menor que a/2 cuando b ≤ a. Por eso el número de divisiones es O(log min(a, b)). El peor
        caso son dos números de Fibonacci consecutivos.

        Solo se guardan dos números. Con enteros enormes, además, cada división cuesta más.
        """,
        Count(
            "a, b = b, a % b",
            "divisiones con números de Fibonacci consecutivos",
            ((13, "mcd(13, 8)"), (144, "mcd(144, 89)"), (1597, "mcd(1597, 987)")),
        ),
    ),
    build=Build(
        "Escribe el máximo común divisor de dos números con el algoritmo de Euclides.",
        "Mientras el segundo número no sea 0, el par avanza a (b, a % b).",
        ("mcd(48, 18)", "mcd(17, 5)", "mcd(0, 9)"),
        "Si a < b, la primera vuelta simplemente los intercambia. En la biblioteca estándar es `math.gcd`.",
    ),
    bugs=(
        Bug(
            "Mi algoritmo de Euclides lanza ZeroDivisionError. ¿Qué condición está mal?",
            ("while b:", "while a:"),
            "mcd(12, 8)",
            """El bucle comprueba `a`, pero el que llega a 0 y se usa como divisor es `b`. En la vuelta en que b
            vale 0 se intenta calcular `a % 0`.""",
        ),
        Bug(
            "Mi mcd da un resultado equivocado al actualizar las variables por separado. ¿Por qué?",
            ("a, b = b, a % b", "a = b; b = a % b"),
            "mcd(48, 18)",
            """La primera asignación destruye el valor antiguo de `a`, así que después se calcula `b % b`, que
            es 0. El bucle acaba siempre en la primera vuelta.""",
        ),
    ),
    exercises=(
        Trace(
            "Calcula el máximo común divisor de 252 y 105 con el algoritmo de Euclides.",
            "mcd(252, 105)",
            "a, b = b, a % b",
            "{a} = {a // b} · {b} + {a % b}.",
            "El máximo común divisor es ‹mcd(252, 105)›, el último divisor que deja resto 0:",
            """Con él se obtiene también el mínimo común múltiplo: 252 · 105 / 21 = 1260. Factorizar ambos
            números habría dado lo mismo con más trabajo.""",
        ),
    ),
    comparisons=(
        QA(
            "Para calcular el mcd, ¿factorizar en primos o usar Euclides?",
            """
            Euclides: es muchísimo más rápido, porque no necesita conocer los factores.

            - **Factorizar:** para números grandes no se conoce ningún método eficiente; con números de 300
            cifras es inviable.
            - **Euclides:** con 300 cifras necesita como mucho unas 1500 divisiones.

            La factorización es útil para entender *qué* es el mcd (los primos comunes con el menor
            exponente), pero no para calcularlo. La criptografía se apoya justo en esa diferencia.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Por qué mcd(a, b) es igual a mcd(b, a mod b)?",
            """
            Porque los dos pares tienen exactamente los mismos divisores comunes.

            Sea a = q·b + r. Si d divide a a y a b, divide también a r = a − q·b. A la inversa, si d divide a
            b y a r, divide a a = q·b + r. Como los conjuntos de divisores comunes coinciden, también coincide
            el mayor. Al repetirlo, el resto disminuye hasta llegar a 0, y mcd(x, 0) = x.
            """,
        ),
        QA(
            "¿Cómo se calcula el mínimo común múltiplo a partir del mcd?",
            """
            Con la igualdad mcm(a, b) = a · b / mcd(a, b), para números positivos.

            ```python
            from math import gcd

            def mcm(a, b):
                return a // gcd(a, b) * b

            print(mcm(12, 18), mcm(7, 5))  #=
            ```

            Conviene dividir antes de multiplicar: el resultado es el mismo y en lenguajes con enteros
            limitados se evita el desbordamiento. Para varios números se aplica de dos en dos: mcm(a, b, c) =
            mcm(mcm(a, b), c).
            """,
        ),
        QA(
            "¿Cuál es el peor caso del algoritmo de Euclides?",
            """
            Dos números de Fibonacci consecutivos, porque todos los cocientes valen 1 y los números bajan lo
            más despacio posible.

            Con 13 y 8 los restos son 5, 3, 2, 1 y 0: la propia sucesión hacia atrás. Como los números de
            Fibonacci crecen como 1,618ⁿ, el número de pasos es como mucho unas cinco veces la cantidad de
            cifras del menor (teorema de Lamé). Así que incluso el peor caso es muy rápido.
            """,
            level="intermedio",
        ),
    ),
)
