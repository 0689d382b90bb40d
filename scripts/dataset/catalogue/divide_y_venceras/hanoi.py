"""El problema de las torres de Hanói."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="hanoi",
    name="el problema de las torres de Hanói",
    topic="divide y vencerás",
    level="básico",
    time="O(2ⁿ), contando movimientos",
    space="O(n) de pila, sin contar la lista de movimientos",
    code="""
def hanoi(n, origen, destino, auxiliar):
    if n == 0:
        return []
    return (
        hanoi(n - 1, origen, auxiliar, destino)
        + [(origen, destino)]
        + hanoi(n - 1, auxiliar, destino, origen)
    )
""",
    theory=Theory(
        """
        Las torres de Hanói consisten en trasladar n discos de una varilla a otra, de uno en uno y sin poner
        nunca un disco sobre otro menor. La recursión lo resuelve en tres pasos.

        1. Llevar los n − 1 discos pequeños a la varilla auxiliar.
        2. Mover el disco grande al destino.
        3. Llevar los n − 1 pequeños de la auxiliar al destino.

        **Ejemplo:** con 2 discos, ‹hanoi(2, "A", "C", "B")›. Con n discos hacen falta 2ⁿ − 1 movimientos.
        """,
        pitfall="no intercambiar los papeles de las varillas en las llamadas recursivas.",
    ),
    complexity=Complexity(
        """
        Los movimientos cumplen M(n) = 2M(n − 1) + 1 con M(0) = 0, cuya solución es M(n) = 2ⁿ − 1. No es culpa
        del algoritmo: para mover el disco grande, los otros n − 1 tienen que estar en la varilla auxiliar,
        así que cualquier método necesita al menos esos movimientos.

        Hay n llamadas anidadas como máximo. Si se guardan los movimientos en una lista, su tamaño es
        exponencial; y al unir listas en cada llamada, como aquí, cada movimiento se copia hasta n veces.
        """,
        Count("if n == 0:", "llamadas a la función", tuple((n, f"hanoi({n}, 'A', 'C', 'B')") for n in (2, 4, 8))),
        ask="¿Qué complejidad tiene la solución recursiva de las torres de Hanói y por qué?",
    ),
    build=Build(
        "Escribe la solución recursiva de las torres de Hanói y devuelve la lista de movimientos.",
        "Para mover n discos se apartan n − 1, se mueve el mayor y se colocan encima los n − 1 apartados.",
        ("hanoi(2, 'A', 'C', 'B')", "[len(hanoi(n, 'A', 'C', 'B')) for n in range(6)]"),
    ),
    bugs=(
        Bug(
            "Mi solución de Hanói hace movimientos que no permite el juego. ¿Qué argumento está mal?",
            ("hanoi(n - 1, origen, auxiliar, destino)", "hanoi(n - 1, origen, destino, auxiliar)"),
            "hanoi(2, 'A', 'C', 'B')",
            """Los discos pequeños se llevan al destino en lugar de a la auxiliar. Después el disco grande
            caería encima de ellos.""",
            "en la primera llamada el destino es la varilla auxiliar.",
        ),
        Bug(
            "Mi función de Hanói hace más movimientos de la cuenta. ¿Por qué?",
            ("    if n == 0:\n        return []\n", "    if n < 0:\n        return []\n"),
            "len(hanoi(3, 'A', 'C', 'B'))",
            """El caso base está mal situado: para n = 0 todavía se hacen dos llamadas con n = −1 y se cuenta un
            movimiento de un disco que no existe.""",
            "sin discos no hay nada que mover.",
        ),
    ),
    exercises=(
        Trace(
            "Escribe los movimientos de las torres de Hanói con 3 discos de A a C.",
            "mover(3, 'A', 'C', 'B', [])",
            "pasos.append((n, origen, destino))",
            "Disco {n}: de {origen} a {destino}.",
            "Son 2³ − 1 = 7 movimientos (el disco 1 es el más pequeño):",
            """El disco 3 se mueve una sola vez, el 2 dos veces y el 1 cuatro. El disco k, contando desde el
            mayor, se mueve 2^(k − 1) veces.""",
            code="""
def mover(n, origen, destino, auxiliar, pasos):
    if n > 0:
        mover(n - 1, origen, auxiliar, destino, pasos)
        pasos.append((n, origen, destino))
        mover(n - 1, auxiliar, destino, origen, pasos)
    return pasos
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Es mejor la solución recursiva o la iterativa de las torres de Hanói?",
            """
            La recursiva es mejor para entender; la iterativa ahorra la pila, pero hace los mismos 2ⁿ − 1
            movimientos.

            - **Recursiva:** tres líneas que reflejan la demostración.
            - **Iterativa:** los movimientos impares son siempre del disco pequeño, que gira en un sentido
            fijo; los pares son el único movimiento legal sin él.

            Ninguna puede ser más rápida que O(2ⁿ) si hay que escribir todos los pasos. Para saber *cuántos*
            son basta la fórmula.
            """,
            level="intermedio",
            title="recursiva o iterativa",
        ),
    ),
    concepts=(
        QA(
            "¿Cuánto tardarían los monjes de la leyenda en mover 64 discos a uno por segundo?",
            """
            Unos 585 000 millones de años, porque hacen falta 2⁶⁴ − 1 movimientos.

            ```python
            segundos = 2**64 - 1
            print(segundos)  #=
            print(round(segundos / (365 * 24 * 3600 * 10**9)), "miles de millones de años")  #=
            ```

            Con 20 discos serían unos 12 días; con 30, unos 34 años. Cada disco más duplica el tiempo: es un
            ejemplo perfecto de crecimiento exponencial.
            """,
            title="leyenda de los monjes",
        ),
        QA(
            "Demuestra por inducción que las torres de Hanói necesitan 2ⁿ − 1 movimientos.",
            """
            **Caso base:** con 0 discos hacen falta 2⁰ − 1 = 0 movimientos.

            **Paso inductivo:** supongamos que n − 1 discos necesitan 2ⁿ⁻¹ − 1. Para mover el mayor hay que
            apartar antes los otros n − 1 (2ⁿ⁻¹ − 1 movimientos), moverlo (1) y volver a colocar los demás
            (2ⁿ⁻¹ − 1). El total es 2(2ⁿ⁻¹ − 1) + 1 = 2ⁿ − 1. No se puede hacer con menos, porque los tres
            tramos son obligatorios.
            """,
            level="intermedio",
            title="demostración por inducción",
        ),
        QA(
            "¿Qué enseña el problema de Hanói sobre la recursión?",
            """
            Que para resolver un problema de tamaño n basta saber usar la solución de tamaño n − 1, sin
            imaginar todos los pasos.

            Es el «salto de fe» de la recursión: se confía en que `hanoi(n - 1, …)` funciona y solo se
            comprueba que, con ella, se resuelve el caso n y que el caso base es correcto. Intentar seguir
            mentalmente las 2ⁿ llamadas es el error típico de quien empieza; la demostración por inducción es
            la que da la seguridad.
            """,
            title="lección sobre la recursión",
        ),
    ),
    brief=Brief(
        what=(
            """Es un juego con tres varillas: hay que llevar n discos de una a otra, de uno en uno y sin poner
            nunca uno grande sobre uno pequeño.""",
            """El ejemplo clásico de recursión: para mover n discos se mueven n − 1 a la varilla auxiliar, luego el
            grande, y luego los n − 1 encima.""",
            """Como trasladar una pila de platos ordenados por tamaño con una mesa auxiliar y sin poder apoyar uno
            mayor sobre uno menor.""",
            """Las torres de Hanói piden trasladar una pila de discos con una varilla de apoyo; la solución
            recursiva usa el número mínimo de movimientos, 2ⁿ − 1.""",
        ),
        cost=(
            """Cada disco de más obliga a mover dos veces la torre anterior, así que los movimientos se duplican.""",
            "La profundidad de la recursión es el número de discos.",
            "Los movimientos son 2ⁿ − 1 y no se pueden reducir; en la pila solo hay una llamada por disco.",
        ),
        use=(
            """Conviene para aprender recursión y ver cómo un problema grande se apoya en otro menor: la
            solución son tres líneas, y sin recursión cuesta mucho más encontrarla.""",
            """El esquema de rotación de copias de seguridad llamado Hanói reparte las cintas según el orden en que
            se mueven los discos.""",
            """No es un método de cálculo práctico: los movimientos se duplican con cada disco, y con 40 ya son
            más de un billón. Para contarlos basta la fórmula 2ⁿ − 1.""",
        ),
        beliefs=(
            QA(
                "En Hanói, con el doble de discos hay que hacer el doble de movimientos.",
                """No: con un solo disco más ya son el doble más uno. Pasar de 10 a 20 discos lleva de 1023 a
                más de un millón.""",
                title="doble de discos",
            ),
            QA(
                "Con un truco se puede resolver Hanói en menos de 2ⁿ − 1 movimientos.",
                """No: está demostrado que es el mínimo, porque antes de mover el disco grande hay que apartar
                todos los demás.""",
                title="truco con menos movimientos",
            ),
            QA(
                "En Hanói, el disco grande se mueve muchas veces.",
                """No: en la solución óptima se mueve una sola vez. El más pequeño es el que más se mueve, uno de
                cada dos movimientos.""",
                title="disco grande",
            ),
        ),
        faster=(
            QA(
                "¿Tarda menos la versión iterativa de Hanói que la recursiva?",
                "Ninguna baja de 2ⁿ − 1 movimientos, así que crecen igual. La recursiva es más clara.",
                title="rapidez de la iterativa",
            ),
            QA(
                "¿Qué crece más deprisa, los movimientos de Hanói o n²?",
                "Los de Hanói: 2ⁿ − 1. Con 20 discos son más de un millón, y n² es 400.",
                title="frente a n²",
            ),
        ),
        results=(
            Result(
                "hanoi(1, 'A', 'C', 'B')",
                """Con un solo disco, las dos llamadas con cero discos dan listas vacías y solo queda el
                movimiento directo de la A a la C.""",
            ),
            Result(
                "len(hanoi(4, 'A', 'C', 'B'))",
                "Son 2⁴ − 1 movimientos: siete para apartar tres discos, uno para el grande y otros siete.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cuántos movimientos necesito en Hanói con 5 discos?",
                    "Necesitas 31, porque con n discos son 2ⁿ − 1 movimientos y 2⁵ − 1 = 31.",
                ),
                QA(
                    "¿Y con 6?",
                    "63: el doble más uno. Hay que mover la torre de 5 dos veces y, en medio, el disco grande.",
                ),
            ),
            (
                QA(
                    "¿Cómo pienso la solución de Hanói?",
                    """Imagina que ya sabes mover n − 1 discos: primero se apartan, luego se mueve el grande y
                    después se colocan encima.""",
                ),
                QA(
                    "¿Y cómo muevo esos n − 1?",
                    "Con la misma idea, apartando n − 2. Así hasta un disco, que se mueve sin más.",
                ),
                QA(
                    "¿Cuál es el caso base en el código?",
                    "Cero discos: no hay nada que mover y se devuelve una lista vacía.",
                ),
            ),
        ),
        build=Build(
            "¿Me das un programa que liste los movimientos de las torres de Hanói?",
            """El programa no mueve discos de verdad: devuelve la lista de parejas que dicen de qué varilla a cuál va
            cada uno, en el orden en que hay que hacerlo. Para ello se llama dos veces con un disco menos:""",
            (
                "hanoi(2, '1', '3', '2')",
                "len(hanoi(7, 'A', 'C', 'B'))",
            ),
            "Cada movimiento es una pareja (origen, destino); en cada llamada las varillas cambian de papel.",
        ),
        tool="la solución recursiva de las torres de Hanói",
    ),
)
