"""El algoritmo de Euclides extendido."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
