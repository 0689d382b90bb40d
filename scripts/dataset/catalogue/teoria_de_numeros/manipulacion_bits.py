"""La manipulación de bits."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

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
        ),
    ),
)
