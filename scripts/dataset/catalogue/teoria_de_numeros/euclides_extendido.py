"""El algoritmo de Euclides extendido."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="euclides-extendido",
    name="el algoritmo de Euclides extendido",
    topic="teoría de números",
    level="avanzado",
    time="O(log min(a, b))",
    space="O(log min(a, b)) de pila",
    code="""
def extendido(a, b):
    if b == 0:
        return a, 1, 0
    g, x, y = extendido(b, a % b)
    return g, y, x - (a // b) * y


def inverso(a, m):
    g, x, _ = extendido(a, m)
    return x % m if g == 1 else None
""",
    theory=Theory(
        """
        Euclides extendido calcula, además del mcd g de a y b, dos enteros x e y con a·x + b·y = g (identidad
        de Bézout).

        - Caso base: mcd(a, 0) = a, con x = 1, y = 0.
        - Si se sabe que b·x' + (a mod b)·y' = g, entonces, como a mod b = a − ⌊a/b⌋·b, resulta x = y' e y =
        x' − ⌊a/b⌋·y'.

        Su uso más importante es el **inverso modular**. **Ejemplo:** ‹extendido(30, 12) =›, porque 30·1 +
        12·(−2) = 6; y ‹inverso(3, 11) =›.
        """,
        pitfall="pedir el inverso de a módulo m cuando no son primos entre sí; entonces no existe.",
    ),
    complexity=Complexity(
        """
        Hace los mismos pasos que Euclides, y en cada uno añade una multiplicación y una resta: O(log min(a,
        b)). Los coeficientes no se disparan: en valor absoluto no superan a los números de partida.

        La versión recursiva usa una llamada por paso, de ahí la pila logarítmica; la iterativa lleva dos
        parejas de coeficientes y es O(1).
        """,
    ),
    build=Build(
        "Implementa Euclides extendido y úsalo para calcular inversos modulares.",
        """La recursión resuelve el par (b, a mod b) y reordena los coeficientes; el inverso es el coeficiente
        de a cuando el mcd es 1.""",
        ("extendido(240, 46)", "inverso(7, 26)", "inverso(6, 9)"),
        """Se toma `x % m` porque el coeficiente puede ser negativo. Desde Python 3.8 también vale `pow(a, -1,
        m)`.""",
    ),
    bugs=(
        Bug(
            "Mi Euclides extendido da coeficientes que no cumplen la identidad. ¿Qué línea falla?",
            ("return g, y, x - (a // b) * y", "return g, x, y - (a // b) * x"),
            "extendido(30, 12)",
            """Los coeficientes se devuelven en el orden equivocado. El que multiplicaba al resto, y, pasa a ser
            el coeficiente de a; el otro se corrige con el cociente.""",
        ),
        Bug(
            "Mi inverso modular devuelve un número aunque no existe. ¿Qué comprobación falta?",
            ("return x % m if g == 1 else None", "return x % m"),
            "inverso(6, 9)",
            """No se comprueba que el mcd sea 1. Con a = 6 y m = 9 ambos son múltiplos de 3, así que ningún
            múltiplo de 6 puede dar resto 1 entre 9.""",
        ),
    ),
    exercises=(
        Trace(
            "Encuentra enteros x e y tales que 99x + 78y = mcd(99, 78), mostrando la vuelta de la recursión.",
            "extendido(99, 78)",
            "return g, y, x - (a // b) * y",
            "{a} · ({y}) + {b} · ({x - (a // b) * y}) = {g}.",
            """El resultado es ‹extendido(99, 78)›: mcd, x e y. Cada línea se deduce de la anterior al volver de
            la recursión:""",
            "Se comprueba la última: 99 · (−11) + 78 · 14 = −1089 + 1092 = 3.",
        ),
    ),
    comparisons=(
        QA(
            "¿Cómo calculo un inverso modular: Euclides extendido o el pequeño teorema de Fermat?",
            """
            Euclides extendido sirve siempre que exista el inverso; Fermat solo si el módulo es primo.

            - **Euclides:** O(log m). Detecta que no hay inverso cuando el mcd no es 1.
            - **Fermat:** si p es primo, a^(p−2) mod p es el inverso de a. Una línea, `pow(a, p - 2, p)`.

            Con el módulo primo 1 000 000 007, habitual en concursos, ambos son rápidos. Si el módulo puede
            ser compuesto, usar Fermat da resultados erróneos sin avisar.
            """,
            title="frente a Fermat",
        ),
    ),
    concepts=(
        QA(
            "¿Cuándo tiene solución entera la ecuación ax + by = c?",
            """
            Cuando el mcd de a y b divide a c; y entonces tiene infinitas.

            Como a y b son múltiplos de g, también lo es ax + by, así que c debe serlo. Si lo es, se toman los
            coeficientes de Bézout y se multiplican por c/g. **Ejemplo:** 6x + 9y = 15 tiene solución, porque
            3 divide a 15; 6x + 9y = 10, no. Las demás soluciones se obtienen sumando b/g a x y restando a/g a
            y.
            """,
            title="ecuación ax + by = c",
        ),
        QA(
            "¿Qué es un inverso modular y para qué se usa?",
            """
            El inverso de a módulo m es un número x con a·x ≡ 1 (mod m); permite «dividir» en aritmética
            modular.

            **Ejemplo:** módulo 7, el inverso de 3 es 5, porque 3·5 = 15 deja resto 1; dividir entre 3 es
            multiplicar por 5. Existe solo si a y m son primos entre sí. Se usa en combinatoria módulo un
            primo, en el teorema chino del resto y en RSA, donde la clave privada es un inverso modular.
            """,
            level="intermedio",
            title="inverso modular",
        ),
        QA(
            "¿Qué dice el teorema chino del resto?",
            """
            Que si los módulos son primos entre sí dos a dos, siempre hay una única solución, módulo su
            producto, con los restos que se quieran.

            **Ejemplo:** ¿qué número deja resto 2 entre 3, 3 entre 5 y 2 entre 7? Hay exactamente uno entre 0
            y 104.

            ```python
            print([x for x in range(105) if (x % 3, x % 5, x % 7) == (2, 3, 2)])  #=
            ```

            Para módulos grandes no se prueba uno a uno: se combinan de dos en dos con inversos modulares, en
            O(log) por par.
            """,
            title="teorema chino del resto",
        ),
    ),
    brief=Brief(
        what=(
            """Es una versión de Euclides que, además del mcd de a y b, da dos enteros x e y tales que a·x + b·y es
            ese mcd.""",
            """Un algoritmo recursivo que calcula el máximo común divisor y los coeficientes de la identidad de
            Bézout; con ellos se obtienen inversos modulares.""",
            """Euclides dice cuál es el mcd; el extendido dice también cómo fabricarlo sumando y restando copias de
            los dos números, como pesar 1 kilo con pesas de 3 y de 5.""",
            """El algoritmo de Euclides extendido halla el mcd y una forma de escribirlo como combinación entera de
            los dos números.""",
        ),
        cost=(
            """Hace las mismas divisiones que Euclides, y al volver de cada llamada solo un producto y una resta.""",
            "La recursión deja pendiente una llamada por división hasta llegar al caso base.",
            "Las divisiones reducen los números muy deprisa; cada una deja una llamada en la pila.",
        ),
        use=(
            """Da también los coeficientes: conviene cuando necesitas un inverso modular o resolver en enteros a·x +
            b·y = c, y el simple mcd no basta.""",
            """El sistema de cifrado RSA lo usa para obtener la clave privada: es el inverso de la clave pública
            módulo un número.""",
            "No conviene si solo quieres el mcd: el Euclides normal es más corto y no gasta pila.",
        ),
        beliefs=(
            QA(
                "Todo número tiene inverso módulo m.",
                """No: solo si no comparte factores con m, es decir, si el mcd es 1. Por ejemplo, el 6 no lo tiene
                módulo 9.""",
                title="inverso de todo número",
            ),
            QA(
                "Los coeficientes que da Euclides extendido son únicos.",
                "No: hay infinitos pares. Si a x le sumas b/mcd y a y le restas a/mcd, la suma no cambia.",
                title="coeficientes únicos",
            ),
            QA(
                "El inverso de 7 módulo 26 es 1/7.",
                """No es una fracción: es el entero que multiplicado por 7 da resto 1 al dividir entre 26. Aquí es
                ‹inverso(7, 26)›.""",
                title="el inverso como fracción",
            ),
        ),
        faster=(
            QA(
                "Para un inverso modular, ¿probar todos los números o Euclides extendido?",
                """Euclides extendido: O(log min(a, b)). Probar uno a uno cuesta hasta m intentos, imposible con
                módulos grandes.""",
                title="o probar todos los números",
            ),
            QA(
                "En Python moderno, ¿escribo Euclides extendido o uso pow(a, -1, m)?",
                """`pow(a, -1, m)`, que calcula el inverso y avisa si no existe. El propio hace falta si también
                quieres los coeficientes.""",
                title="frente a pow en Python",
            ),
        ),
        results=(
            Result(
                "inverso(3, 7)",
                "3·5 = 15 y 15 dividido entre 7 da resto 1, así que el inverso es 5.",
            ),
            Result(
                "extendido(12, 8)",
                "El mcd es 4, y 12·1 + 8·(−1) = 4: los coeficientes son 1 y −1.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo divido entre 3 si trabajo módulo 7?",
                    "Multiplica por el inverso de 3 módulo 7, que es 5, porque 3·5 = 15 deja resto 1.",
                ),
                QA(
                    "¿Y cómo encuentro ese 5?",
                    """Con Euclides extendido: da los coeficientes de 3·x + 7·y = 1, y x, reducido módulo 7, es el
                    inverso.""",
                ),
                QA(
                    "¿Y si el mcd no fuera 1?",
                    "Entonces no existe inverso y no se puede dividir; hay que avisar o replantear el cálculo.",
                ),
            ),
            (
                QA(
                    "En Euclides extendido, ¿por qué se devuelven y y x − (a // b)·y en ese orden?",
                    """Porque la llamada resolvió el par (b, a mod b); al sustituir el resto por `a` − (`a //
                    b`)·`b`, los coeficientes cambian de sitio así.""",
                ),
                QA(
                    "¿Cuál es el caso base?",
                    "Que `b` sea 0: entonces el mcd es `a` y los coeficientes son 1 y 0.",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que calcule inversos modulares.",
            "La función auxiliar da el mcd y los coeficientes; el inverso es el primero, reducido módulo m:",
            (
                "inverso(5, 11)",
                "inverso(4, 8)",
            ),
            "El 4 y el 8 comparten factores, así que no hay inverso y la función devuelve `None`.",
        ),
    ),
)
