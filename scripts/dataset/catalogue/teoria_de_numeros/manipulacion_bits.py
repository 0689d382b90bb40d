"""La manipulación de bits."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="manipulacion-bits",
    name="la manipulación de bits",
    topic="teoría de números",
    level="intermedio",
    time="O(1) por operación con enteros de tamaño fijo",
    space="O(1)",
    code="""
def contar_unos(x):
    n = 0
    while x:
        x &= x - 1
        n += 1
    return n


def es_potencia_de_2(x):
    return x > 0 and x & (x - 1) == 0
""",
    theory=Theory(
        """
        Manipular bits es trabajar con la representación binaria de los enteros mediante operaciones muy
        rápidas.

        - `x & y`: bits que están en ambos. `x | y`: en alguno. `x ^ y`: en uno solo.
        - `x << k` multiplica por 2ᵏ; `x >> k` divide entre 2ᵏ, redondeando hacia abajo.
        - `x >> k & 1` lee el bit k; `x | 1 << k` lo enciende; `x & ~(1 << k)` lo apaga.
        - `x & (x - 1)` apaga el uno más bajo.

        **Ejemplo:** ‹contar_unos(13) =›, porque 13 es 1101.
        """,
        pitfall="olvidar que la suma se evalúa antes que el desplazamiento: `x << 1 + 1` es `x << 2`.",
    ),
    complexity=Complexity(
        """
        Con enteros del tamaño de una palabra del procesador, cada operación es una sola instrucción. El
        método de Kernighan, `x &= x - 1`, da tantas vueltas como unos tenga el número, en vez de una por bit:
        para 2⁴⁰ da una sola.

        En Python los enteros no tienen límite; con números de muchos bits cada operación cuesta en proporción
        a su longitud.
        """,
        Count(
            "x &= x - 1",
            "vueltas al contar los unos de n",
            ((255, "contar_unos(255)"), (256, "contar_unos(256)"), (1000, "contar_unos(1000)")),
        ),
    ),
    build=Build(
        "Cuenta los bits a 1 de un entero y comprueba si es potencia de 2.",
        """Restar 1 cambia el uno más bajo por cero y los ceros de su derecha por unos; al hacer la conjunción,
        ese uno desaparece.""",
        ("contar_unos(0b101101)", "[x for x in range(20) if es_potencia_de_2(x)]"),
    ),
    bugs=(
        Bug(
            "Mi función dice que 0 es potencia de 2. ¿Cómo la arreglo?",
            ("return x > 0 and x & (x - 1) == 0", "return x & (x - 1) == 0"),
            "es_potencia_de_2(0)",
            """El 0 también cumple que `x & (x - 1)` es 0, porque no tiene ningún uno. Hay que excluirlo de
            forma explícita. Las potencias de 2 son los números positivos con un único bit encendido.""",
        ),
        Bug(
            "Quiero calcular 2x + 1 con un desplazamiento y me sale 4x. ¿Por qué?",
            ("return (x << 1) + 1", "return x << 1 + 1"),
            "doble_mas_uno(5)",
            """Es un problema de precedencia: en Python la suma se evalúa antes que el desplazamiento, así que
            `x << 1 + 1` es `x << 2`, que multiplica por 4.""",
            """los paréntesis obligan a desplazar primero; también vale `x << 1 | 1`, porque el bit bajo ha
            quedado a 0.""",
            code="""
def doble_mas_uno(x):
    return (x << 1) + 1
""",
        ),
    ),
    exercises=(
        Trace(
            "Cuenta los unos de 44 (101100) con el método de Kernighan, paso a paso.",
            "contar_unos(44)",
            "x &= x - 1",
            "x = {x:06b}, x − 1 = {x - 1:06b}: la conjunción es {x & (x - 1):06b}.",
            "El número 44 tiene ‹contar_unos(44)› unos, y el bucle da exactamente ese número de vueltas:",
            "Cada vuelta apaga el uno más bajo. Un bucle que mirara bit a bit habría dado seis vueltas.",
        ),
        QA(
            "En una lista todos los números aparecen dos veces menos uno. Encuéntralo con memoria O(1).",
            """
            Basta con combinar todos los números con «o exclusivo» (xor): las parejas se anulan y queda el que
            está solo.

            ```python
            from functools import reduce
            from operator import xor

            print(reduce(xor, [7, 3, 5, 3, 7]))  #=
            ```

            1. x ^ x = 0: un número consigo mismo se anula.
            2. x ^ 0 = x: el cero no afecta.
            3. El orden no importa, porque el xor es conmutativo y asociativo.

            Tiempo O(n) y memoria O(1); con un conjunto sería O(n) de memoria.
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Cuándo conviene representar un conjunto con un entero en vez de con un set?",
            """
            Cuando los elementos son números pequeños, digamos de 0 a 63, y hacen falta muchas uniones,
            intersecciones o usarlo como índice.

            - **Entero:** unión `|`, intersección `&`, diferencia `& ~`, todas en una instrucción. Puede ser
            clave de diccionario o índice de una tabla.
            - **`set`:** cualquier elemento inmutable y código más claro.

            En la programación dinámica sobre subconjuntos (viajante, asignaciones) se usan enteros; en el
            resto del programa, conjuntos.
            """,
            title="frente a un set",
        ),
    ),
    concepts=(
        QA(
            "¿Qué propiedades tiene el «o exclusivo» (xor) y para qué sirven?",
            """
            Es conmutativo, asociativo, tiene al 0 como neutro y cada número es su propio inverso: x ^ x = 0.

            - Encontrar el elemento sin pareja de una lista.
            - Hallar el número que falta de 0 a n: se combinan todos los índices y todos los valores.
            - Cifrado sencillo: (m ^ clave) ^ clave = m.
            - Xor de prefijos, como las sumas: el xor de un tramo es p[j] ^ p[i].

            Bit a bit, es una suma sin acarreo.
            """,
            title="propiedades del xor",
        ),
        QA(
            "¿Cómo se representan los números negativos en binario?",
            """
            En complemento a dos: con w bits, −x se guarda como 2ʷ − x, que se obtiene invirtiendo los bits de
            x y sumando 1.

            Con 8 bits, 5 es 00000101 y −5 es 11111011. Así la suma funciona igual para positivos y negativos.
            Python se comporta como si hubiera infinitos unos a la izquierda: `~5` es −6 y `-5 & 255` da 251,
            los 8 bits bajos de −5. Por eso hay que enmascarar al imitar enteros de tamaño fijo.
            """,
            title="números negativos",
        ),
        QA(
            "¿Cómo recorro los bits encendidos de un número?",
            """
            Aislando el más bajo con `x & -x`, procesándolo y quitándolo con `x &= x - 1`.

            ```python
            x, posiciones = 0b101100, []
            while x:
                bajo = x & -x
                posiciones.append(bajo.bit_length() - 1)
                x &= x - 1
            print(posiciones)  #=
            ```

            Se da una vuelta por cada uno, no por cada bit. `bit_length() - 1` es el logaritmo en base 2 de
            una potencia de 2. Para solo contarlos, desde Python 3.10 existe `x.bit_count()`.
            """,
            title="recorrer bits encendidos",
        ),
    ),
    brief=Brief(
        what=(
            """Es trabajar directamente con los unos y ceros de un entero mediante operaciones como `&`, `|`, `^` y
            los desplazamientos `<<` y `>>`.""",
            """Un conjunto de técnicas para leer, encender, apagar o contar bits de un número con muy pocas
            instrucciones.""",
            """Piensa en un panel de interruptores guardado en un solo número: cada bit es un interruptor, y con
            máscaras se mira o cambia el que interesa.""",
            """La manipulación de bits usa las operaciones lógicas del procesador sobre la representación binaria
            de un entero, por ejemplo `x & (x - 1)` para apagar su uno más bajo.""",
        ),
        cost=(
            "Cada operación de bits es una instrucción del procesador si el entero cabe en una palabra.",
            "Se opera sobre el propio número, sin estructuras auxiliares.",
            "Son operaciones del procesador sobre un número de tamaño fijo, sin memoria extra.",
        ),
        use=(
            """Cuando hay muchas opciones de sí o no que caben en un entero, conjuntos pequeños, o hace falta
            ahorrar tiempo y memoria.""",
            """Los permisos de los ficheros en muchos sistemas son bits: leer, escribir y ejecutar ocupan uno cada
            uno, y se consultan con una máscara.""",
            """No conviene si el código se vuelve difícil de leer y no hay ganancia real: un conjunto o unas variables
            lógicas se entienden mejor.""",
        ),
        beliefs=(
            QA(
                "x ^ y en Python es la potencia.",
                "No: `^` es el o exclusivo, bit a bit. La potencia se escribe `x ** y`.",
                title="potencia con ^",
            ),
            QA(
                "Para saber si un número es potencia de 2 hay que dividirlo entre 2 muchas veces.",
                """No: basta ver si `x & (x - 1)` es 0 y x es positivo, porque una potencia de 2 tiene un solo bit
                encendido. Es O(1).""",
                title="potencia de 2",
            ),
            QA(
                "x << 1 divide el número entre 2.",
                """Al revés: desplaza los bits a la izquierda y lo multiplica por 2. El que divide entre 2 es `x >>
                1`.""",
                title="dividir y <<",
            ),
        ),
        faster=(
            QA(
                "Para contar los unos de un número, ¿recorrer todos los bits o usar x & (x - 1)?",
                """Usar `x & (x - 1)`: da una vuelta por cada uno, no por cada bit. Con un número de un solo uno,
                termina en una vuelta.""",
                title="o recorrer cada bit",
            ),
            QA(
                "Guardo cuáles de 20 casillas están ocupadas. ¿Lista de booleanos o un entero?",
                "Un entero: ocupa mucho menos y comparar o copiar el estado entero es una sola operación O(1).",
                title="o lista de booleanos",
            ),
        ),
        results=(
            Result(
                "contar_unos(12)",
                """12 es 1100 en binario: la primera vuelta apaga un uno y queda 1000, la segunda lo deja en 0. Son
                dos.""",
            ),
            Result(
                "es_potencia_de_2(6)",
                """6 es 110 y 5 es 101; al hacer la conjunción queda 100, que no es cero, así que tiene más de un
                bit encendido.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo compruebo si el bit 3 de un número está encendido?",
                    "Desplaza y mira el último bit: `x >> 3 & 1`. Si da 1, está encendido.",
                ),
                QA(
                    "¿Y para encenderlo?",
                    "Usa `x | (1 << 3)`: la máscara tiene solo ese bit a 1 y los demás no cambian.",
                ),
                QA(
                    "y apagarlo como se hace",
                    "Con `x & ~(1 << 3)`: la máscara tiene todos los bits a 1 menos ese.",
                ),
            ),
            (
                QA(
                    "¿Por qué x & (x − 1) apaga el uno más bajo?",
                    """Porque al restar 1 ese uno pasa a 0 y los ceros de su derecha a 1; al hacer la conjunción,
                    toda esa parte queda a cero.""",
                ),
                QA(
                    "¿Y si x es 0?",
                    "No hay ningún uno que apagar: el bucle que cuenta no empieza y la cuenta es 0.",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas funciones de Python para contar bits y reconocer potencias de dos?",
            "Las dos se apoyan en el mismo truco, `x & (x - 1)`, que apaga el uno más bajo del número:",
            (
                "contar_unos(255)",
                "es_potencia_de_2(64), es_potencia_de_2(0)",
            ),
            "El cero no es potencia de 2, y por eso la función exige además que x sea mayor que 0.",
        ),
    ),
)
