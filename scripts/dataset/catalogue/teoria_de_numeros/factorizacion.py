"""La factorización por división."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="factorizacion",
    name="la factorización por división",
    topic="teoría de números",
    level="básico",
    time="O(√n)",
    space="O(log n)",
    code="""
def factorizar(n):
    factores = []
    d = 2
    while d * d <= n:
        while n % d == 0:
            factores.append(d)
            n //= d
        d += 1
    if n > 1:
        factores.append(n)
    return factores
""",
    theory=Theory(
        """
        La factorización por división descompone un número en primos probando divisores en orden creciente y
        dividiendo mientras sea posible.

        1. Se prueba d = 2, 3, 4…
        2. Mientras d divida a n, se anota y se divide.
        3. Cuando d² supera lo que queda, ese resto (si es mayor que 1) es primo.

        **Ejemplo:** ‹factorizar(360) =›. No hace falta comprobar que d sea primo: cuando se llega a uno
        compuesto, sus factores ya se han eliminado.
        """,
        pitfall="olvidar el último factor, el que queda cuando d² supera n.",
    ),
    complexity=Complexity(
        """
        El peor caso es un primo o el producto de dos primos grandes: d recorre todos los números hasta √n. Si
        n tiene muchos factores pequeños, n se reduce rápido y se termina mucho antes. Visto según el número
        de cifras, √n es **exponencial**: cada dos cifras más multiplican el tiempo por diez.

        Un número tiene como mucho log₂ n factores primos, contando repeticiones.
        """,
        Count(
            "while n % d == 0:",
            "comprobaciones de divisores cuando n es primo",
            ((101, "factorizar(101)"), (10007, "factorizar(10007)"), (1000003, "factorizar(1000003)")),
        ),
    ),
    build=Build(
        "Descompón un entero positivo en factores primos.",
        """Se divide por cada candidato todas las veces posibles; lo que queda al final, si es mayor que 1,
        también es primo.""",
        ("factorizar(84)", "factorizar(97)", "factorizar(1)"),
    ),
    bugs=(
        Bug(
            "Mi factorización pierde un factor en algunos números. ¿Cuál es el error?",
            ("    if n > 1:\n        factores.append(n)\n", ""),
            "factorizar(14)",
            """Falta añadir lo que queda al final. Cuando d² supera n, si n es mayor que 1, es un primo que no
            se ha anotado.""",
        ),
        Bug(
            "Mi función dice que 1 es primo y que 49 también. ¿Cómo la arreglo?",
            (
                "    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))\n".strip(),
                "return all(n % d for d in range(2, int(n**0.5)))",
            ),
            "[n for n in (1, 2, 9, 49) if es_primo(n)]",
            """Hay dos fallos: no se excluye el 1, y `range` no incluye la raíz. Los cuadrados de primos, como 9
            o 49, solo se detectan al probar justamente su raíz.""",
            code="""
def es_primo(n):
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))
""",
        ),
    ),
    exercises=(
        Trace(
            "Factoriza 1260 paso a paso.",
            "factorizar(1260)",
            "factores.append(d)",
            "{n} es divisible entre {d}: queda {n // d}.",
            "La descomposición es ‹factorizar(1260)›, es decir, 2² · 3² · 5 · 7.",
            """Al quedar 7, el siguiente candidato ya cumple d² > 7, así que el 7 es primo y se añade al final.""",
        ),
        QA(
            "¿Cuántos divisores tiene 1260? Calcúlalo a partir de su factorización.",
            """
            Tiene 36 divisores. Como 1260 = 2² · 3² · 5 · 7, se multiplican los exponentes aumentados en 1: 3
            · 3 · 2 · 2 = 36.

            1. Un divisor elige un exponente para cada primo: del 2 puede llevar 0, 1 o 2; igual del 3; del 5
            y del 7, 0 o 1.
            2. Las elecciones son independientes, así que se multiplican.

            ```python
            print(sum(1260 % d == 0 for d in range(1, 1261)))  #=
            ```

            La comprobación directa es O(n); con la factorización basta O(√n). Además, un número con todos los
            exponentes pares (un cuadrado) tiene una cantidad impar de divisores.
            """,
            level="intermedio",
        ),
    ),
    comparisons=(
        QA(
            "¿Es lo mismo comprobar si un número es primo que factorizarlo?",
            """
            No: comprobar si es primo es fácil incluso con cientos de cifras; factorizarlo puede ser inviable.

            - **Primalidad:** Miller-Rabin decide en milisegundos, y existe un algoritmo polinómico
            determinista (AKS).
            - **Factorización:** los mejores métodos conocidos son superpolinómicos; un producto de dos primos
            de 300 cifras no se sabe descomponer.

            Saber que un número es compuesto no da sus factores. De esa asimetría depende la seguridad de RSA.
            """,
            level="intermedio",
            title="frente a comprobar primos",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué al factorizar por división no hace falta comprobar que cada divisor sea primo?",
            """
            Porque cuando d divide a lo que queda de n, d tiene que ser primo: todos los factores menores ya
            se han eliminado.

            Si d fuera compuesto, por ejemplo 6, tendría un factor primo menor, 2 o 3. Pero n ya se dividió
            entre 2 y entre 3 todas las veces posibles, así que no puede ser múltiplo de 6. Probar los
            compuestos solo cuesta algo de tiempo; se puede ahorrar la mitad saltando los pares a partir del
            3.
            """,
            title="por división sin comprobar",
        ),
        QA(
            "¿Por qué O(√n) se considera exponencial al factorizar?",
            """
            Porque el tamaño de la entrada no es n, sino el número de cifras de n, y √n crece exponencialmente
            con ellas.

            Un número de k cifras vale unas 10ᵏ, y su raíz, 10^(k/2). Con 12 cifras son un millón de pruebas;
            con 24, un billón; con 50, 10²⁵, imposible. Un algoritmo polinómico tardaría algo como k² o k³.
            Por eso «solo hasta la raíz» no basta en criptografía.
            """,
            level="intermedio",
            title="O(√n) como exponencial",
        ),
    ),
    brief=Brief(
        what=(
            """Consiste en descomponer un número en primos probando divisores: 2, 3, 4, 5… Cada divisor que encaja
            se apunta y se divide por él todas las veces que se pueda.""",
            """Es el método más sencillo para hallar los factores primos: dividir por candidatos crecientes hasta
            que su cuadrado supere lo que queda.""",
            """Como desmontar una pieza en otras que ya no se pueden partir: 84 es 2·2·3·7. La factorización por
            división encuentra esas piezas de menor a mayor.""",
            """La factorización por división prueba divisores crecientes y va reduciendo el número; lo que queda al
            final, si es mayor que 1, es primo.""",
        ),
        cost=(
            "En el peor caso, un número primo, se prueban todos los candidatos hasta su raíz cuadrada.",
            "La lista de factores tiene a lo sumo log₂ n elementos, porque cada uno vale al menos 2.",
            "Se prueban candidatos hasta √n y se guardan unos pocos factores, cuyo producto es n.",
        ),
        use=(
            "Para números de hasta unas 14 o 15 cifras, o cuando sabes que los factores son pequeños.",
            """Sirve para contar divisores, simplificar raíces o calcular la función de Euler de un número en
            problemas de aritmética.""",
            """Con números de cientos de cifras, en la práctica, no termina nunca; en esa dificultad se apoya el
            cifrado RSA.""",
        ),
        beliefs=(
            QA(
                "Al factorizar hay que comprobar que cada divisor que pruebo sea primo.",
                """No: si un compuesto como 6 dividiera a lo que queda, antes lo habrían hecho 2 y 3, que ya se
                quitaron.""",
                title="divisores que sean primos",
            ),
            QA(
                "Para factorizar n hay que probar divisores hasta n.",
                "No, basta hasta √n. Si lo que queda no tiene divisores hasta su raíz, es primo.",
                title="divisores hasta n",
            ),
            QA(
                "Si n tiene el doble de cifras, la factorización tarda el doble.",
                """No: con el doble de cifras el número se eleva al cuadrado, y el tiempo, O(√n), también. Por eso
                se dice que es exponencial en las cifras.""",
                title="el doble de cifras",
            ),
        ),
        faster=(
            QA(
                "Tengo que factorizar mil números menores de un millón. ¿Por división o con una criba?",
                """Con una criba que guarde el menor factor primo: después cada número se factoriza en O(log n).
                Por división cada uno cuesta O(√n).""",
                title="división o criba",
            ),
            QA(
                "Solo quiero saber si un número de 18 cifras es primo. ¿Lo factorizo?",
                """No: un test como Miller-Rabin lo decide con pocas multiplicaciones. Factorizarlo podría
                necesitar hasta mil millones de divisiones.""",
                title="número de 18 cifras",
            ),
        ),
        results=(
            Result(
                "factorizar(60)",
                """Se divide dos veces entre 2 y queda 15; entre 3 y queda 5; como 3·3 no pasa de 15 pero 4·4 pasa
                de 5, el 5 que queda es primo.""",
            ),
            Result(
                "factorizar(13)",
                "Ni 2 ni 3 lo dividen, y 4·4 ya pasa de 13: el número es primo y queda como único factor.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo descompongo 90 en factores primos?",
                    """Divide entre 2 y queda 45; entre 3, 15; entre 3 otra vez, 5; y 5 es primo. Así que 90 =
                    2·3·3·5.""",
                ),
                QA(
                    "¿Y cuántos divisores tiene?",
                    "Multiplica los exponentes más uno: 2¹·3²·5¹ da 2 × 3 × 2 = 12 divisores.",
                ),
            ),
            (
                QA(
                    "¿Por qué la factorización de números grandes es tan lenta?",
                    """Porque hay que probar hasta √n candidatos, y √n de un número de 40 cifras tiene 20 cifras.""",
                ),
                QA(
                    "¿No hay métodos mejores?",
                    "Sí, como la criba cuadrática, pero ninguno conocido es polinómico en el número de cifras.",
                ),
                QA(
                    "¿Y eso es malo?",
                    """Al contrario, es útil: cifrados como RSA son seguros porque nadie sabe factorizar deprisa.""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python una función que saque los factores primos de un número.",
            "Se prueban divisores crecientes y se divide por cada uno mientras sea posible:",
            (
                "factorizar(360)",
                "factorizar(49)",
            ),
            """El bucle se detiene cuando d·d supera lo que queda; si sobra algo mayor que 1, es el último factor
            primo.""",
        ),
    ),
)
