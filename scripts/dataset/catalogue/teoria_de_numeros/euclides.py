"""El algoritmo de Euclides."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

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
            title="frente a factorizar",
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
            title="por qué sirve el resto",
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
            title="mínimo común múltiplo",
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
            title="peor caso",
        ),
    ),
    brief=Brief(
        what=(
            """Es la forma clásica de hallar el máximo común divisor de dos números: se cambia el par por el menor
            y el resto de dividirlos, hasta que el resto es 0.""",
            """Un procedimiento de hace más de dos mil años que calcula el mcd sin factorizar, solo con divisiones
            y sus restos.""",
            """Si cubres un suelo de 48 por 18 con las baldosas cuadradas más grandes posibles, su lado es el mcd.
            Euclides lo encuentra quitando trozos y quedándose con lo que sobra.""",
            """El algoritmo de Euclides obtiene el mcd de dos enteros repitiendo: el mayor se sustituye por el
            resto de dividirlo entre el menor.""",
        ),
        cost=(
            """Cada dos pasos el número se reduce a menos de la mitad, así que hay pocas divisiones aun con números
            enormes.""",
            "Solo se conservan dos números, que se van reemplazando.",
            "Los restos bajan tan deprisa como un logaritmo, y no se guarda más que el par actual.",
        ),
        use=(
            """Siempre que haga falta un máximo común divisor: simplificar fracciones, calcular el mínimo común
            múltiplo, ver si dos números no comparten factores.""",
            """Las bibliotecas de fracciones lo usan para simplificar: 18/48 pasa a 3/8 porque el mcd es 6. En
            Python es `math.gcd`.""",
            """Si además necesitas los coeficientes que expresan el mcd como suma de múltiplos, o un inverso
            modular, usa la versión extendida.""",
        ),
        beliefs=(
            QA(
                "Para el mcd hay que descomponer los dos números en factores primos.",
                """No: Euclides solo divide, O(log min(a, b)) divisiones. Factorizar números grandes es muchísimo
                más lento.""",
                title="descomponer en factores",
            ),
            QA(
                "En Euclides el primer número tiene que ser el mayor.",
                """No hace falta: si es el menor, la primera división los intercambia. mcd(18, 48) pasa a mcd(48,
                18).""",
                title="el primero, el mayor",
            ),
            QA(
                "El mcd de 0 y 9 no existe.",
                """Sí existe y es 9: todo número divide a 0, así que el mayor divisor común es el propio 9. ‹mcd(0,
                9) =›.""",
                title="mcd con cero",
            ),
        ),
        faster=(
            QA(
                "¿Restar muchas veces o usar el resto para hallar el mcd?",
                """Usar el resto: una división equivale a muchas restas. Con 1 000 000 y 3, restando se necesitan más
                de 300 000 pasos; con restos, dos o tres pasos.""",
                title="restar o resto",
            ),
            QA(
                "¿Qué usaría para simplificar una fracción con números de cien cifras?",
                """Euclides: con cien cifras da a lo sumo unos cientos de divisiones. Factorizarlos podría no
                terminar en años.""",
                title="simplificar fracciones enormes",
            ),
        ),
        results=(
            Result(
                "mcd(30, 12)",
                "El par pasa de (30, 12) a (12, 6) y a (6, 0). Con el segundo a cero, el mcd es el primero.",
            ),
            Result(
                "mcd(8, 15)",
                """Los pares son (8, 15), (15, 8), (8, 7), (7, 1) y (1, 0): no comparten ningún divisor mayor que
                1.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo simplifico 84/36?",
                    """Divide los dos entre su mcd: con Euclides, (84, 36) pasa a (36, 12) y a (12, 0). El mcd es
                    12 y la fracción queda 7/3.""",
                ),
                QA(
                    "¿Y si el mcd sale 1?",
                    "Entonces la fracción ya es irreducible: los dos números son primos entre sí.",
                ),
            ),
            (
                QA(
                    "En Euclides, ¿por qué mcd(a, b) no cambia al poner el resto en lugar de a?",
                    """Porque todo número que divide a `a` y a `b` divide también al resto, que es `a` menos varias
                    veces `b`.""",
                ),
                QA(
                    "ponme un ejemplo con numeros",
                    """Los divisores comunes de 48 y 18 son 1, 2, 3 y 6; los de 18 y 12, que es el resto, también
                    son 1, 2, 3 y 6.""",
                ),
                QA(
                    "¿Entonces cuándo termina?",
                    "Cuando el resto es 0: en ese momento el otro número divide a los dos y es el mcd.",
                ),
            ),
        ),
        build=Build(
            "¿Me das una función corta en Python para el máximo común divisor?",
            """El bucle sustituye el par (a, b) por (b, resto de a entre b) mientras el segundo número no llegue a
            cero, porque el máximo común divisor no cambia con ese paso:""",
            (
                "mcd(100, 75)",
                "mcd(7, 13)",
            ),
            """Cuando el segundo número llega a 0, el primero es el resultado. Dos primos distintos, como 7 y 13,
            solo comparten el divisor 1; ese caso se llama primos entre sí.""",
        ),
    ),
)
