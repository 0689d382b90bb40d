"""El test de primalidad de Miller-Rabin."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory

ENTRY = Entry(
    key="miller-rabin",
    name="el test de primalidad de Miller-Rabin",
    topic="teoría de números",
    level="avanzado",
    time="O(k log n) multiplicaciones modulares, con k bases",
    space="O(1)",
    code="""
def es_primo(n, bases=(2, 3, 5, 7, 11, 13, 17)):
    if n < 2:
        return False
    for p in bases:
        if n % p == 0:
            return n == p
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    return all(pasa(n, a, d, s) for a in bases)


def pasa(n, a, d, s):
    x = pow(a, d, n)
    if x in (1, n - 1):
        return True
    for _ in range(s - 1):
        x = x * x % n
        if x == n - 1:
            return True
    return False
""",
    theory=Theory(
        """
        Miller-Rabin decide con rapidez si un número es primo buscando pruebas de que es compuesto; si no las
        encuentra con varias bases, casi seguro es primo.

        1. Se escribe n − 1 = d · 2ˢ con d impar.
        2. Para una base a se calcula aᵈ mod n y se va elevando al cuadrado.
        3. Si n es primo, o aᵈ es 1 o en algún momento aparece n − 1. Si no ocurre, n es **compuesto** con
        seguridad.

        **Ejemplo:** ‹es_primo(1000003) =› y ‹es_primo(561) =›.
        """,
        pitfall="""usar solo el test de Fermat, al que engañan los números de Carmichael, como 561, con todas
        las bases que no comparten factores con ellos.""",
    ),
    complexity=Complexity(
        """
        Cada base requiere una potencia modular, O(log n) multiplicaciones, y como mucho s − 1 cuadrados más,
        con s ≤ log₂ n. Con k bases el total es O(k log n) multiplicaciones. Para un compuesto, al menos tres
        cuartas partes de las bases posibles lo delatan; con k bases al azar la probabilidad de error es como
        mucho 4⁻ᵏ.

        Solo se guardan unos pocos números.
        """,
    ),
    build=Build(
        "Implementa el test de Miller-Rabin para números de hasta 14 cifras.",
        """Las bases 2, 3, 5, 7, 11, 13 y 17 bastan para que el resultado sea exacto por debajo de 341 550 071
        728 321.""",
        ("es_primo(999999000001)", "[n for n in range(30) if es_primo(n)]"),
    ),
    bugs=(
        Bug(
            "Mi test de primalidad acepta el 561, que es 3 · 11 · 17. ¿Qué le falta?",
            (
                """    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    x = pow(a, d, n)
    return x == 1 or any(pow(x, 2**i, n) == n - 1 for i in range(s))""",
                "    return pow(a, n - 1, n) == 1",
            ),
            "pasa(561, 2)",
            """Es solo el test de Fermat: comprueba a^(n−1) mod n = 1. El 561 es un número de Carmichael y lo
            cumple con toda base que no comparta factores con él.""",
            """Miller-Rabin mira también las raíces cuadradas intermedias de 1, que en un primo solo pueden
            ser 1 y n − 1.""",
            code="""
def pasa(n, a):
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    x = pow(a, d, n)
    return x == 1 or any(pow(x, 2**i, n) == n - 1 for i in range(s))
""",
        ),
    ),
    exercises=(
        QA(
            "Aplica Miller-Rabin con base 2 al número 221.",
            """
            El test demuestra que 221 es compuesto (es 13 · 17).

            1. 221 − 1 = 220 = 55 · 2², así que d = 55 y s = 2.
            2. Se calcula 2⁵⁵ mod 221. Si fuera 1 o 220, la base no aportaría nada.
            3. Se eleva al cuadrado una vez (s − 1 = 1) y se mira si sale 220.

            ```python
            x = pow(2, 55, 221)
            print(x, x * x % 221)  #=
            ```

            Ni 128 ni 30 son 1 o 220: ningún primo se comportaría así. No hemos hallado los factores, solo la
            prueba de que existen. Cuesta O(log n) multiplicaciones.
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Test probabilista o determinista para saber si un número es primo?",
            """
            Para números de hasta 64 bits, Miller-Rabin con un conjunto fijo de bases es exacto; para mayores,
            con bases al azar el error es despreciable.

            - **División:** determinista, O(√n), inviable con más de unas 15 o 16 cifras.
            - **Miller-Rabin con 40 bases al azar:** error menor que 4⁻⁴⁰, más improbable que un fallo del
            ordenador.
            - **AKS:** determinista y polinómico, pero lento; su interés es teórico.

            En la práctica se filtran antes los divisores pequeños.
            """,
            title="probabilista o determinista",
        ),
    ),
    concepts=(
        QA(
            "¿Qué es un testigo en el test de Miller-Rabin?",
            """
            Es una base, que llamaremos a, cuyo comportamiento demuestra que n es compuesto.

            Si n fuera primo, la sucesión aᵈ, a²ᵈ, a⁴ᵈ… módulo n debería llegar a 1 pasando por n − 1 (o
            empezar en 1). Una base que incumple esa regla es un testigo, y con uno solo basta. Las que la
            cumplen pese a ser n compuesto se llaman mentirosas; como mucho son la cuarta parte. Por eso
            probar varias bases independientes reduce el error tan deprisa.
            """,
            title="testigo",
        ),
        QA(
            "¿Por qué en un módulo primo las únicas raíces cuadradas de 1 son 1 y −1?",
            """
            Porque x² ≡ 1 significa que p divide a (x − 1)(x + 1), y un primo que divide a un producto divide
            a uno de los factores.

            Luego x ≡ 1 o x ≡ −1. En un módulo compuesto puede haber otras: módulo 15, 4² = 16 ≡ 1, y 4 no es
            ni 1 ni 14. Encontrar una raíz así demuestra que el módulo no es primo, y es justo lo que busca
            Miller-Rabin al ir elevando al cuadrado.
            """,
            title="raíces cuadradas de 1",
        ),
    ),
    brief=Brief(
        what=(
            """Es un test que decide si un número es primo elevando unas bases a una potencia y mirando si el
            resultado se comporta como en un primo.""",
            """Una prueba rápida de primalidad: busca testigos que delaten que el número es compuesto; si ninguna
            base lo delata, se da por primo.""",
            """Como interrogar a un sospechoso con varias preguntas: un compuesto suele delatarse en cada una, y
            con bastantes preguntas el error es casi imposible.""",
            """El test de Miller-Rabin comprueba la primalidad con potencias modulares y raíces de 1; con unas
            bases fijas es exacto para números de tamaño limitado.""",
        ),
        cost=(
            "Cada base exige una potencia modular, que son unas log n multiplicaciones.",
            "Solo se guardan unos pocos números del tamaño de n.",
            "Son k bases y cada una cuesta una exponenciación rápida; no se guarda ninguna tabla.",
        ),
        use=(
            "Cuando hay que saber si un número grande es primo y no interesan sus factores.",
            """Al crear claves de RSA se eligen números al azar de cientos de cifras y se prueban con Miller-Rabin
            hasta dar con dos primos.""",
            "Si necesitas los factores, no los da. Y para listas de primos pequeños es más sencilla la criba.",
        ),
        beliefs=(
            QA(
                "Miller-Rabin encuentra los factores del número.",
                """No: solo dice si es compuesto o probablemente primo. Puede asegurar que es compuesto sin conocer
                ningún factor.""",
                title="factores del número",
            ),
            QA(
                "Si un número pasa el test de Miller-Rabin con una base, es primo seguro.",
                """No: hay compuestos que pasan con una base concreta. Con varias bases la probabilidad de error
                baja a menos de 4⁻ᵏ, y con bases fijas conocidas es exacto hasta cierto tamaño.""",
                title="pasar con una base",
            ),
            QA(
                "Como Miller-Rabin es un test al azar, a veces dice que un primo es compuesto.",
                """No: un primo pasa siempre. El error solo puede ir en el otro sentido, dar por primo a un
                compuesto.""",
                title="error con un primo",
            ),
        ),
        faster=(
            QA(
                "Para comprobar un número de 15 cifras, ¿dividir hasta la raíz o Miller-Rabin?",
                """Miller-Rabin: unas pocas decenas de multiplicaciones por base. Dividir hasta la raíz son más de
                treinta millones de pruebas.""",
                title="frente a dividir",
            ),
            QA(
                "¿Es preferible el test de Fermat o el de Miller-Rabin?",
                """El de Miller-Rabin: cuesta lo mismo y no se deja engañar por los números de Carmichael, que
                pasan el de Fermat con toda base que no comparte factores con ellos.""",
                title="o test de Fermat",
            ),
        ),
        results=(
            Result(
                "es_primo(91)",
                """Ninguna de las bases lo divide salvo el 7: 91 es 7·13, así que se detecta en la división previa
                por las bases.""",
            ),
            Result(
                "es_primo(23)",
                """Ninguna base lo divide y todas pasan la prueba de las potencias; como el número es pequeño, la
                respuesta es exacta.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo genero un número primo de 100 cifras?",
                    """Elige impares al azar de 100 cifras y aplica Miller-Rabin hasta que uno pase; de media hay
                    que probar algo más de cien.""",
                ),
                QA(
                    "y como se que de verdad es primo",
                    """Con 40 bases al azar, la probabilidad de que sea compuesto es menor que 4⁻⁴⁰, mucho menos
                    que la de un fallo del ordenador.""",
                ),
            ),
            (
                QA(
                    "En Miller-Rabin, ¿por qué se escribe n − 1 como 2ˢ·d?",
                    """Para llegar a n − 1 elevando al cuadrado s veces desde la potencia d; en cada paso se
                    comprueba que no aparezca una raíz rara de 1.""",
                ),
                QA(
                    "¿Qué es una raíz rara de 1?",
                    """Un número que al cuadrado da 1 y no es 1 ni −1. Si el módulo es primo no existe ninguna, así
                    que delata a un compuesto.""",
                ),
                QA(
                    "¿Me lo resumes?",
                    """Si aparece una raíz rara de 1, o la potencia final no es 1, es compuesto; si no aparece con
                    ninguna base, se da por primo.""",
                ),
            ),
        ),
        build=Build(
            "¿Tienes una función de Python para saber si un número grande es primo?",
            "Primero descarta los múltiplos de las bases y luego aplica a cada una la prueba de las potencias:",
            (
                "es_primo(1000000007)",
                "es_primo(1000000007 * 998244353)",
            ),
            """El segundo número es producto de dos primos; su tamaño pasa del límite en que estas bases son
            exactas, pero una sola base que lo delate basta para saber con certeza que es compuesto.""",
        ),
    ),
)
