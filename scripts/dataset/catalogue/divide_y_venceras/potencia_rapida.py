"""La exponenciación rápida."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="potencia-rapida",
    name="la exponenciación rápida",
    topic="divide y vencerás",
    level="básico",
    time="O(log n), contando multiplicaciones",
    space="O(1)",
    code="""
def potencia(base, n):
    resultado = 1
    while n > 0:
        if n % 2 == 1:
            resultado *= base
        base *= base
        n //= 2
    return resultado
""",
    theory=Theory(
        """
        La exponenciación rápida calcula xⁿ con muy pocas multiplicaciones, usando que xⁿ = (x²)^(n/2) si n es
        par y que, si es impar, basta sacar un factor x.

        1. Si n es impar, se multiplica el resultado por la base.
        2. La base se eleva al cuadrado.
        3. n se divide entre 2, y se repite hasta llegar a 0.

        **Ejemplo:** x¹³ = x⁸ · x⁴ · x, porque 13 es 1101 en binario. ‹potencia(2, 13) =›.
        """,
        pitfall="""calcular dos veces la misma mitad, `potencia(x, n // 2) * potencia(x, n // 2)`: así el
        coste vuelve a ser lineal.""",
    ),
    complexity=Complexity(
        """
        En cada vuelta n se divide entre 2, así que hay ⌊log₂ n⌋ + 1 vueltas, con una o dos multiplicaciones
        en cada una. El método directo hace n − 1. Para n = 1000 la diferencia es entre unas 16
        multiplicaciones y 999.

        Se cuentan multiplicaciones: con enteros grandes cada una es más cara que la anterior. Con aritmética
        modular, los números no crecen y el tiempo es realmente O(log n).
        """,
        Count("base *= base", "vueltas del bucle", tuple((n, f"potencia(2, {n})") for n in (10, 100, 1000))),
    ),
    build=Build(
        "Implementa la exponenciación rápida de forma iterativa.",
        "Se recorren los bits del exponente de menor a mayor; `base` va tomando los valores x, x², x⁴, x⁸…",
        ("potencia(3, 5)", "potencia(2, 0)", "potencia(7, 20) == 7**20"),
    ),
    bugs=(
        Bug(
            "Mi potencia rápida da resultados demasiado grandes. ¿Qué pasa?",
            (
                "        if n % 2 == 1:\n            resultado *= base\n        base *= base\n",
                "        base *= base\n        if n % 2 == 1:\n            resultado *= base\n",
            ),
            "potencia(2, 3)",
            """La base se eleva al cuadrado antes de usarse. El factor que corresponde al bit actual es la base
            sin elevar.""",
        ),
        Bug(
            "Mi potencia recursiva es correcta, pero lenta. Cuenta sus multiplicaciones y arréglala.",
            ("m = multiplicaciones(n // 2)", "m = multiplicaciones(n // 2) + multiplicaciones(n // 2)"),
            "multiplicaciones(1000)",
            """La mitad se calcula dos veces. La recurrencia pasa de T(n) = T(n/2) + O(1) a T(n) = 2T(n/2) +
            O(1), que es O(n).""",
            """se guarda el resultado de la mitad en una variable y se eleva al cuadrado. (La función cuenta
            multiplicaciones.)""",
            code="""
def multiplicaciones(n):
    if n == 0:
        return 0
    m = multiplicaciones(n // 2)
    return m + 1 + n % 2
""",
        ),
    ),
    exercises=(
        Trace(
            "Calcula 3¹³ con exponenciación rápida, paso a paso.",
            "potencia(3, 13)",
            "if n % 2 == 1:",
            """n = {n}, base = {base}, resultado = {resultado}: {'impar, se multiplica el resultado' if n % 2
            else 'par, el resultado no cambia'}.""",
            "El valor es ‹potencia(3, 13)›, con cuatro vueltas del bucle:",
            "Como 13 = 8 + 4 + 1, el resultado es 3⁸ · 3⁴ · 3¹ = 6561 · 81 · 3.",
        ),
    ),
    comparisons=(
        QA(
            "¿En qué se diferencian x ** n, pow(x, n, m) y una exponenciación escrita por mí?",
            """
            `x ** n` calcula la potencia exacta; `pow(x, n, m)` la calcula módulo m sin que los números
            crezcan; escribirla sirve para aprender o para otros objetos, como matrices.

            - **`x ** n`:** con enteros usa ya un método rápido, pero el resultado puede tener miles de
            cifras.
            - **`pow(x, n, m)`:** reduce en cada paso; imprescindible en criptografía.
            - **Propia:** el mismo esquema sirve con cualquier operación asociativa.

            **Error común:** escribir `(x ** n) % m` con n enorme.
            """,
            title="operador, pow o propia",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo calculo el n-ésimo número de Fibonacci en O(log n) multiplicaciones?",
            """
            Elevando a la n la matriz [[1, 1], [1, 0]] con exponenciación rápida: la casilla de arriba a la
            derecha es F(n).

            ```python
            def por(a, b):
                return [[sum(x * y for x, y in zip(f, c)) for c in zip(*b)] for f in a]

            m, r, n = [[1, 1], [1, 0]], [[1, 0], [0, 1]], 30
            while n:
                if n % 2:
                    r = por(r, m)
                m = por(m, m)
                n //= 2
            print(r[0][1])  #=
            ```

            Funciona con cualquier recurrencia lineal de orden k, con un coste de O(k³ log n).
            """,
            level="avanzado",
            title="n-ésimo Fibonacci",
        ),
        QA(
            "¿Qué tienen que ver los bits del exponente con la exponenciación rápida?",
            """
            Cada bit 1 en la posición k del exponente aporta un factor x elevado a 2ᵏ.

            El exponente 22 es 10110 en binario, es decir, 16 + 4 + 2, así que x²² = x¹⁶ · x⁴ · x². Las
            potencias x, x², x⁴, x⁸, x¹⁶ se obtienen elevando al cuadrado la anterior: 4 multiplicaciones, y 2
            más para juntar los tres factores. El número de factores es el de unos en binario.
            """,
            title="bits del exponente",
        ),
        QA(
            "¿Se puede usar la exponenciación rápida con operaciones que no sean la multiplicación?",
            """
            Sí, con cualquier operación asociativa: repetirla n veces cuesta O(log n) aplicaciones.

            - Con la **suma**, da la multiplicación por duplicaciones (método egipcio): 13 · x = 8x + 4x + x.
            - Con el **producto de matrices**, recurrencias lineales.
            - Con la **composición de permutaciones**, el efecto de barajar n veces.

            La asociatividad permite agrupar: a·(a·(a·a)) = (a·a)·(a·a). No hace falta que sea conmutativa,
            porque todos los factores son iguales.
            """,
            level="intermedio",
            title="otras operaciones",
        ),
    ),
    brief=Brief(
        what=(
            """Es calcular una potencia elevando al cuadrado: para x¹⁶ bastan cuatro multiplicaciones, x², x⁴, x⁸ y
            x¹⁶.""",
            """Un algoritmo que recorre los bits del exponente: en cada paso eleva la base al cuadrado y la
            multiplica al resultado si el bit es 1.""",
            """Como doblar un papel: con diez dobleces hay 1024 capas. En la exponenciación rápida, cada
            cuadrado dobla el exponente alcanzado.""",
            """La exponenciación rápida obtiene xⁿ dividiendo el exponente entre dos en cada paso en lugar de
            multiplicar n veces.""",
        ),
        cost=(
            "El exponente se divide entre dos en cada vuelta, con una o dos multiplicaciones por vuelta.",
            "Solo se guardan la base, el exponente y el resultado parcial.",
            "Hay tantas vueltas como bits tiene el exponente y tres variables en total.",
        ),
        use=(
            """Conviene siempre que el exponente sea grande, sobre todo con potencias módulo un número o de
            matrices: de n multiplicaciones se pasa a unas pocas por cada bit del exponente.""",
            """Al conectarte a una página segura se calculan potencias con exponentes de cientos de cifras, y solo
            así es posible.""",
            """No conviene con exponentes pequeños, como 2 o 3, donde no se gana nada sobre multiplicar
            directamente. En Python, además, ya la tienes hecha en `pow` y `**`.""",
        ),
        beliefs=(
            QA(
                "Para calcular 3 elevado a 100 hacen falta 99 multiplicaciones.",
                """No: con cuadrados sucesivos bastan unas diez, O(log n), porque 100 tiene siete bits y solo
                tres son 1.""",
                title="3 elevado a 100",
            ),
            QA(
                "Si el exponente es impar, la exponenciación rápida no funciona.",
                """Sí funciona: en ese paso se multiplica una vez el resultado por la base, y el exponente que
                queda es par.""",
                title="exponente impar",
            ),
            QA(
                "El orden O(log n) de la exponenciación rápida se refiere al tamaño del resultado.",
                """No: cuenta multiplicaciones. El resultado puede ser enorme y cada multiplicación costar más; por
                eso se usa mucho con módulo.""",
                title="qué mide O(log n)",
            ),
        ),
        faster=(
            QA(
                "Para 7 elevado a mil millones módulo 1000, ¿bucle o exponenciación rápida?",
                """La exponenciación rápida: O(log n), unas 45 multiplicaciones de números pequeños. El bucle
                haría mil millones, O(n).""",
                title="frente a un bucle",
            ),
            QA(
                "En Python, ¿potencia propia o pow(x, n, m)?",
                "`pow(x, n, m)`, que ya usa este método y reduce en cada paso. La propia sirve para aprender.",
                title="o pow(x, n, m)",
            ),
        ),
        results=(
            Result(
                "potencia(2, 5)",
                "5 es 101 en binario: se multiplican las potencias 2¹ y 2⁴, y 2 · 16 es el resultado.",
            ),
            Result(
                "potencia(5, 1)",
                "El exponente es impar, así que el resultado pasa de 1 a 5; después n vale 0 y se termina.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo calculo 2 elevado a 1000 sin mil multiplicaciones?",
                    """Eleva al cuadrado una y otra vez: x², x⁴, x⁸… En unas diez vueltas llegas, porque 1000 tiene
                    diez bits.""",
                ),
                QA(
                    "¿Y si 1000 no es potencia de 2?",
                    "Se multiplican solo las que hacen falta: 1000 = 512 + 256 + 128 + 64 + 32 + 8.",
                ),
            ),
            (
                QA(
                    "En la exponenciación rápida, ¿por qué se escribe n //= 2?",
                    "Porque tras elevar la base al cuadrado, el exponente que falta es la mitad.",
                ),
                QA(
                    "¿Y si n es impar se pierde una unidad?",
                    "No se pierde: antes se ha multiplicado el resultado por la base, y eso cuenta esa unidad.",
                ),
                QA(
                    "¿Cuánto cuesta en total?",
                    "El tiempo es de O(log n) multiplicaciones y la memoria adicional, O(1).",
                ),
            ),
        ),
        build=Build(
            "Necesito elevar números a exponentes muy grandes en Python sin usar **.",
            """En cada vuelta se mira el último bit del exponente, y después se eleva la base al cuadrado y se
            divide el exponente entre dos:""",
            (
                "potencia(2, 10)",
                "potencia(10, 3)",
            ),
            """Con exponente 0 el bucle no empieza y el resultado es 1. El número de vueltas es el de bits del
            exponente, por eso es tan rápido incluso con exponentes de muchas cifras.""",
        ),
    ),
)
