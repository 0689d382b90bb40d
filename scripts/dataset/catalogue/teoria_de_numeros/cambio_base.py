"""La conversión de un número entre bases."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="cambio-base",
    name="la conversión de un número entre bases",
    topic="teoría de números",
    level="básico",
    time="O(log n) divisiones",
    space="O(log n)",
    code="""
def a_base(n, b):
    cifras = ""
    while True:
        n, resto = divmod(n, b)
        cifras = "0123456789abcdef"[resto] + cifras
        if n == 0:
            return cifras


def desde_base(cifras, b):
    valor = 0
    for c in cifras:
        valor = valor * b + "0123456789abcdef".index(c)
    return valor
""",
    theory=Theory(
        """
        Escribir un número en base b es expresarlo como suma de potencias de b; sus cifras son los restos de
        dividirlo sucesivamente entre b.

        1. Se divide n entre b: el resto es la última cifra.
        2. Se repite con el cociente hasta que sea 0.
        3. Las cifras salen de derecha a izquierda.

        En sentido contrario se usa el método de Horner: se multiplica por b y se suma la cifra siguiente.
        **Ejemplo:** ‹a_base(13, 2) =› y ‹desde_base("1101", 2) =›.
        """,
        pitfall="leer los restos en el orden en que aparecen; el primero es la cifra de las unidades.",
    ),
    complexity=Complexity(
        """
        Cada división reduce n en un factor b, así que hay ⌊log_b n⌋ + 1 vueltas, tantas como cifras: O(log
        n). La conversión inversa hace una multiplicación y una suma por cifra.

        Se guardan las cifras. (Añadir por delante a una cadena copia lo anterior; con números de miles de
        cifras es mejor acumular en una lista e invertirla.)
        """,
        Count(
            "n, resto = divmod(n, b)",
            "divisiones al pasar n a binario",
            tuple((n, f"a_base({n}, 2)") for n in (10, 1000, 1000000)),
        ),
    ),
    build=Build(
        "Convierte un entero no negativo a cualquier base entre 2 y 16, y al revés.",
        "Las divisiones sucesivas dan las cifras de derecha a izquierda; el método de Horner las recompone.",
        ("a_base(255, 16), a_base(10, 2), a_base(0, 7)", "desde_base('ff', 16), desde_base('120', 3)"),
        "En Python también existen `bin`, `hex` e `int('ff', 16)`.",
    ),
    bugs=(
        Bug(
            "Mi conversión a binario sale al revés. ¿Qué debo cambiar?",
            ('cifras = "0123456789abcdef"[resto] + cifras', 'cifras += "0123456789abcdef"[resto]'),
            "a_base(6, 2)",
            """Cada resto se añade al final, pero los restos salen empezando por las unidades. El primero
            debe
            quedar a la derecha.""",
        ),
        Bug(
            "Mi función de cambio de base no devuelve nada para el 0. ¿Cómo lo arreglo?",
            (
                "    while True:\n        n, resto = divmod(n, b)\n",
                "    while n > 0:\n        n, resto = divmod(n, b)\n",
            ),
            "a_base(0, 2)",
            """El bucle no se ejecuta ninguna vez cuando n es 0, aunque el 0 se escribe con una cifra (y
            aquí ni
            siquiera se llega a un `return`).""",
            "se comprueba si n es 0 después de obtener la primera cifra, no antes.",
        ),
    ),
    exercises=(
        Trace(
            "Convierte 156 a base 5 con divisiones sucesivas.",
            "a_base(156, 5)",
            "if n == 0:",
            "Cociente {n}, resto {resto}; cifras hasta ahora «{cifras}».",
            "El resultado es ‹a_base(156, 5)›: los restos se leen del último al primero.",
            """Se comprueba: 1·125 + 1·25 + 1·5 + 1·1 = 156. Hacen falta cuatro divisiones, porque 5³ ≤
            156 <
            5⁴.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué ventaja tiene el sistema hexadecimal sobre el binario para las personas?",
            """
            Es mucho más corto y se traduce a binario cifra a cifra: cada cifra hexadecimal son
            exactamente 4
            bits.

            - **Binario:** 11011110, fácil de confundir.
            - **Hexadecimal:** `de`. La `d` es 1101 y la `e` es 1110.
            - **Decimal:** 222; para pasarlo a binario hay que dividir.

            Por eso direcciones de memoria, colores (#ff8800) y huellas se escriben en hexadecimal. La
            conversión directa funciona porque 16 = 2⁴; con 10 no es posible.
            """,
            title="hexadecimal frente a binario",
        ),
    ),
    concepts=(
        QA(
            "¿En qué consiste el método de Horner?",
            """
            En evaluar un polinomio sacando factor común x, con una multiplicación y una suma por
            coeficiente.

            2x³ + 3x² + 5 se escribe ((2x + 3)x + 0)x + 5. Con x = 10 se obtiene 2 → 23 → 230 → 2305. Son n
            multiplicaciones para grado n, mientras que calcular cada potencia por separado cuesta O(n²)
            productos. Leer un número en base b es evaluar con Horner el polinomio de sus cifras en x = b.
            """,
            level="intermedio",
            title="método de Horner",
        ),
        QA(
            "¿Cuántas cifras tiene un número n en base b?",
            """
            ⌊log_b n⌋ + 1, para n ≥ 1.

            Con k cifras se escriben los números de bᵏ⁻¹ a bᵏ − 1; despejando k sale la fórmula. Por
            ejemplo,
            un millón tiene 7 cifras en base 10, 20 en base 2 y 5 en base 16.

            ```python
            n = 1_000_000
            print(len(str(n)), n.bit_length(), len(hex(n)) - 2)  #=
            ```

            Por eso un algoritmo que trabaja cifra a cifra es O(log n), y cambiar de base solo altera la
            constante.
            """,
            title="cuántas cifras",
        ),
    ),
    brief=Brief(
        what=(
            """Consiste en escribir el mismo número con otras cifras: en base b cada posición vale b veces la de su
            derecha. Trece es 1101 en base 2 y d en base 16.""",
            """Es el procedimiento que pasa un número de decimal a binario, hexadecimal u otra base dividiendo una
            y otra vez entre la base y apuntando los restos.""",
            """Como cambiar monedas: el valor no varía, solo la forma de expresarlo. Los restos de las divisiones,
            leídos del último al primero, son las cifras nuevas.""",
            """La conversión entre bases obtiene las cifras de un número en otra base con divisiones sucesivas, y
            lo recupera multiplicando por la base y sumando cada cifra.""",
        ),
        cost=(
            "Cada división quita una cifra al número, así que hay tantas vueltas como cifras en la base nueva.",
            "Se guardan las cifras del resultado, y su cantidad crece como el logaritmo del número.",
            """El número de cifras de n en base b es ⌊log_b n⌋ + 1; hay una división y una cifra guardada por cada
            una.""",
        ),
        use=(
            """Cuando necesitas ver o escribir un número en binario, octal o hexadecimal: máscaras de bits,
            colores, permisos, direcciones.""",
            """Los colores de una página web se escriben en hexadecimal: `ff0000` es rojo al máximo, porque ff son
            255 en decimal.""",
            """Si solo vas a hacer cuentas, no hace falta: el ordenador ya trabaja en binario y el resultado no
            depende de cómo se muestre.""",
        ),
        beliefs=(
            QA(
                "Al pasar un número a binario cambia su valor.",
                """No: cambia solo la forma de escribirlo. El 10 decimal y el 1010 binario son la misma cantidad.""",
                title="cambia su valor",
            ),
            QA(
                "Los restos de las divisiones se leen en el orden en que salen.",
                """Al revés: el primer resto es la cifra de la derecha, la de menos valor. Por eso se añade
                cada cifra delante de las anteriores.""",
                title="orden de los restos",
            ),
            QA(
                "Convertir un número n de base cuesta O(n) divisiones.",
                """No: cuesta O(log n), porque cada división entre la base reduce mucho el número. Un millón en
                binario solo necesita 20.""",
                title="O(n) divisiones",
            ),
        ),
        faster=(
            QA(
                "Para pasar de binario a hexadecimal, ¿paso por decimal o agrupo bits?",
                """Agrupar bits: cada cuatro bits son una cifra hexadecimal, sin hacer ninguna división. Funciona
                porque 16 es 2⁴.""",
                title="binario a hexadecimal",
            ),
            QA(
                "En Python, ¿mi propia función o int(texto, base)?",
                """`int(texto, base)`, que ya está hecha y comprueba las cifras. La propia sirve para aprender o
                para bases mayores de 36.""",
                title="frente a int(texto, base)",
            ),
        ),
        results=(
            Result(
                "a_base(6, 2)",
                """6 entre 2 da 3 y resto 0; 3 entre 2 da 1 y resto 1; 1 entre 2 da 0 y resto 1. Leídos del último
                al primero: 1, 1, 0.""",
            ),
            Result(
                "desde_base('21', 3)",
                "Empieza en 0; con la cifra 2 vale 0·3 + 2 = 2, y con la cifra 1 vale 2·3 + 1 = 7.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo escribo el 9 en binario?",
                    """Divide entre 2 y apunta los restos: 9 da resto 1, 4 da 0, 2 da 0 y 1 da 1. De abajo arriba
                    queda 1001.""",
                ),
                QA(
                    "¿Y cómo compruebo que está bien?",
                    """Suma los valores de las posiciones con un 1: 8 + 1 = 9. Coincide, así que la conversión es
                    correcta.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en hexadecimal aparecen letras?",
                    "Porque hacen falta 16 cifras y solo hay diez dígitos: de la a a la f valen de 10 a 15.",
                ),
                QA(
                    "entonces cuanto vale la f",
                    "Vale 15. Por eso `ff` es 15·16 + 15 = 255.",
                ),
                QA(
                    "¿Y qué sale si sumo uno a ff?",
                    """Sale `100` en hexadecimal, que son 256: se pone a cero cada cifra y se lleva una, igual que
                    99 + 1 en decimal.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas una función para escribir un número en binario?",
            """Se divide entre la base hasta llegar a cero, y cada resto se coloca delante de las cifras que ya
            había:""",
            (
                "a_base(13, 2)",
                "a_base(13, 16)",
            ),
            """La misma función vale para cualquier base hasta 16; el caso n = 0 también devuelve una cifra porque
            el bucle comprueba el cero después de apuntar el resto.""",
        ),
    ),
)
