"""La recursión."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="recursion",
    name="la recursión",
    topic="fundamentos",
    level="básico",
    time="O(n) para el factorial de n, contando multiplicaciones",
    space="O(n) de pila",
    code="""
def factorial(n):
    if n == 0:
        return 1
    return n * factorial(n - 1)
""",
    theory=Theory(
        """
        La recursión es la técnica en la que una función resuelve un problema llamándose a sí misma con
        casos más pequeños de ese mismo problema.

        1. **Caso base:** una situación tan sencilla que se responde directamente.
        2. **Caso recursivo:** se reduce el problema, se confía en que la llamada lo resuelve y se completa la
        respuesta.
        3. Cada llamada debe acercarse al caso base; si no, no termina.

        **Ejemplo:** n! = n · (n − 1)!, con 0! = 1: ‹factorial(5) =›.
        """,
        pitfall="olvidar el caso base o no acercarse a él; Python lo detiene con `RecursionError`.",
    ),
    complexity=Complexity(
        """
        factorial(n) llama a factorial(n − 1), y este a factorial(n − 2), hasta 0: n + 1 llamadas y n
        multiplicaciones, porque el caso base no multiplica: O(n). Ninguna puede terminar hasta que lo hace
        la siguiente, así que en el
        momento más profundo hay n + 1 marcos en la pila: O(n) de memoria.

        Un bucle haría las mismas multiplicaciones con memoria O(1). (Los productos, además, son números cada
        vez más largos.)
        """,
        Count("if n == 0:", "llamadas", tuple((n, f"factorial({n})") for n in (5, 50, 500))),
        ask="¿Cómo se deduce el coste de una función recursiva? Toma el factorial como ejemplo.",
    ),
    build=Build(
        "Escribe el factorial de forma recursiva y explica sus dos casos.",
        "El caso base es 0! = 1; en los demás, n! se obtiene multiplicando n por el factorial de n − 1.",
        ("factorial(0)", "factorial(6)"),
        """Con un número negativo no se alcanzaría nunca el caso base; un programa cuidadoso lo comprueba antes.""",
    ),
    bugs=(
        Bug(
            "Mi factorial recursivo devuelve siempre 0. ¿Por qué?",
            ("        return 1\n", "        return 0\n"),
            "factorial(4)",
            """El caso base devuelve 0, y ese 0 multiplica todo lo demás. El factorial de 0 es 1, el
            elemento neutro del producto: hay una sola manera de ordenar cero elementos.""",
        ),
        Bug(
            "Mi función recursiva para sumar una lista devuelve None. ¿Qué falta?",
            ("return a[0] + suma(a[1:])", "a[0] + suma(a[1:])"),
            "suma([4])",
            """El caso recursivo calcula el resultado, pero no lo devuelve. Sin `return`, la función devuelve
            `None`, y con listas más largas además falla al sumarlo: un número y `None` no se pueden sumar.
            Toda rama de la función debe terminar en un `return`.""",
            code="""
def suma(a):
    if not a:
        return 0
    return a[0] + suma(a[1:])
""",
        ),
    ),
    exercises=(
        Trace(
            "Sigue las llamadas de una función recursiva que suma las cifras de 4072.",
            "suma_cifras(4072)",
            "if n < 10:",
            """suma_cifras({n}): {'es el caso base, devuelve ' + str(n) if n < 10 else str(n % 10) + ' +
            suma_cifras(' + str(n // 10) + ')'}.""",
            "El resultado es ‹suma_cifras(4072)›. Cada llamada separa la última cifra:",
            """Al volver se suman los pendientes: 4 + 0 = 4, 4 + 7 = 11, 11 + 2 = 13. Hay tantas llamadas como
            cifras: O(log n).""",
            code="""
def suma_cifras(n):
    if n < 10:
        return n
    return n % 10 + suma_cifras(n // 10)
""",
        ),
        QA(
            "Invierte una cadena de forma recursiva.",
            """
            La inversa de una cadena es la inversa de todo menos la primera letra, seguida de esa letra.

            ```python
            def invertir(s):
                if s == "":
                    return ""
                return invertir(s[1:]) + s[0]

            print(invertir("hola"))  #=
            ```

            1. **Caso base:** la cadena vacía es su propia inversa.
            2. **Caso recursivo:** «hola» → inversa de «ola» + «h» = «alo» + «h».

            Cada llamada copia la cadena, de modo que cuesta O(n²) y llega a n niveles de pila. Sirve para
            practicar; en Python se escribe `s[::-1]`, que es O(n).
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Recursión o bucle? ¿Cómo decido?",
            """
            Recursión cuando el problema o los datos son recursivos por naturaleza (árboles, divide y
            vencerás, vuelta atrás); bucle cuando solo se repite un paso.

            - **Recursión:** código cercano a la definición; gasta pila y en Python está limitada a unas 1000
            llamadas.
            - **Bucle:** memoria constante y más rápido en Python.

            Toda recursión puede pasarse a bucle con una pila propia. Para sumar una lista, bucle; para
            recorrer un árbol, recursión.
            """,
            title="frente a un bucle",
        ),
    ),
    concepts=(
        QA(
            "¿Qué es la recursión de cola y qué hace Python con ella?",
            """
            Es una recursión en la que la llamada recursiva es lo último que se hace: no queda nada pendiente
            al volver.

            Algunos lenguajes la convierten en un bucle y no gastan pila. **Python no lo hace**: cada llamada
            ocupa su marco, y con unas mil se lanza `RecursionError`. El factorial habitual no es de cola,
            porque después de la llamada falta multiplicar; con un acumulador sí: `fact(n - 1, n *
            acumulado)`. En Python se prefiere el bucle.
            """,
            level="intermedio",
            title="de cola",
        ),
        QA(
            "¿Cómo demuestro que una función recursiva es correcta?",
            """
            Por inducción: se comprueba el caso base y, suponiendo que las llamadas menores son correctas, que
            el caso recursivo también lo es.

            Para el factorial: factorial(0) devuelve 1, que es 0!. Si factorial(n − 1) devuelve (n − 1)!,
            entonces n · (n − 1)! = n!. Falta ver que termina: el argumento baja en 1 en cada llamada y nunca
            salta el 0. Son las mismas tres comprobaciones que conviene hacer al programar.
            """,
            level="intermedio",
            title="demostrar que es correcta",
        ),
        QA(
            "¿Qué es la recursión múltiple y por qué puede ser tan lenta?",
            """
            Es aquella en la que cada llamada hace varias más; si los subproblemas se repiten, el número de
            llamadas crece de forma exponencial.

            fib(n) = fib(n − 1) + fib(n − 2) hace más de un millón de llamadas para n = 30, porque calcula lo
            mismo una y otra vez. No toda recursión múltiple es lenta: mergesort hace dos llamadas, pero con
            la mitad de datos y sin repetir. El remedio para los subproblemas repetidos es guardar sus
            resultados.
            """,
            title="recursión múltiple",
        ),
        QA(
            "¿Qué ocurre en memoria cuando una función se llama a sí misma?",
            """
            Se crea un marco nuevo en la pila de llamadas, con sus propias variables; el anterior queda en
            espera.

            Por eso la `n` de factorial(3) y la de factorial(2) son distintas, aunque se llamen igual. Al
            llegar al caso base, los marcos se van retirando en orden inverso, y cada uno completa su
            operación pendiente. Si la recursión es demasiado profunda, la pila se llena. La memoria usada es
            proporcional a la profundidad máxima, no al número total de llamadas.
            """,
            title="en la memoria",
        ),
    ),
    brief=Brief(
        what=(
            """Es que una función se llame a sí misma para resolver una versión más pequeña del mismo problema,
            hasta llegar a un caso que se responde sin más.""",
            "Una técnica con dos piezas: un caso base que termina y un caso recursivo que se acerca a él.",
            """Como unas muñecas rusas: abres una y dentro hay otra igual más pequeña, hasta la última, que ya no
            se abre. Esa última es el caso base.""",
            """La recursión define la solución de un problema a partir de la de otro igual pero menor; el factorial
            de n es n por el factorial de n − 1.""",
        ),
        cost=(
            """Para calcularlo se baja de uno en uno desde n hasta 0, y cada número por el camino aporta una
            llamada y un producto.""",
            """Las llamadas no terminan al momento: cada una queda a la espera de la siguiente y conserva su
            sitio hasta que se vuelve.""",
            "Hay n llamadas encadenadas con una multiplicación cada una, y todas esperan a la vez.",
        ),
        use=(
            """Cuando el problema se define por partes iguales a él: árboles, carpetas dentro de carpetas, divide y
            vencerás, vuelta atrás.""",
            """Los programas que recorren carpetas la usan: para contar los ficheros de una, cuentan los de las
            carpetas que hay dentro.""",
            """No conviene si un bucle lo expresa igual de bien, o la profundidad pasa de unas mil llamadas, que es el
            límite habitual de Python.""",
        ),
        beliefs=(
            QA(
                "Una función recursiva sin caso base solo va más lenta.",
                """No: no termina nunca por sí sola. Se llama a sí misma sin fin, hasta que Python la detiene
                con un `RecursionError`.""",
                title="sin caso base",
            ),
            QA(
                "La recursión no gasta memoria porque no crea listas.",
                """Sí gasta: cada llamada pendiente ocupa pila. El factorial de n tiene n llamadas a la vez, O(n).""",
                title="no gastar memoria",
            ),
            QA(
                "Todo problema recursivo se puede resolver solo con recursión.",
                """No: cualquier recursión puede escribirse también con un bucle y una pila propia. Se elige lo que
                quede más claro.""",
                title="resolver solo con recursión",
            ),
        ),
        faster=(
            QA(
                "Para el factorial de 500, ¿recursión o bucle?",
                """Un bucle: las dos versiones hacen O(n) multiplicaciones, pero el bucle no gasta pila y con
                números mayores no choca con el límite.""",
                title="o bucle, factorial de 500",
            ),
            QA(
                "Para recorrer un árbol, ¿recursión o bucle con pila?",
                """La recursión suele ser más clara, y las dos cuestan O(n). El bucle con pila conviene si el árbol
                puede ser muy profundo.""",
                title="o bucle, recorrer árboles",
            ),
        ),
        results=(
            Result(
                "factorial(4)",
                """Se encadenan 4 · factorial(3), 3 · factorial(2), 2 · factorial(1) y 1 · factorial(0); el caso
                base vale 1 y al volver se multiplica todo.""",
            ),
            Result(
                "factorial(0)",
                """Es el caso base: como n vale 0, se cumple la condición y se devuelve 1 sin hacer ninguna
                llamada más.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Por qué mi función recursiva no termina?",
                    """Porque no llega al caso base: o falta, o la llamada no acerca los datos a él. Comprueba que
                    en cada llamada algo disminuya.""",
                ),
                QA(
                    "Tengo if n == 0 y llamo con n − 2.",
                    """Entonces, si n es impar, salta de 1 a −1 y nunca vale 0. Usa `n <= 0` o baja de uno en uno.""",
                ),
            ),
            (
                QA(
                    "¿Cómo pienso un problema de forma recursiva?",
                    """Pregúntate cuál es el caso más fácil y cómo usarías la solución de uno un poco menor, dando
                    por hecho que la tienes.""",
                ),
                QA(
                    "¿Me das un ejemplo con una lista?",
                    """La suma: la de la lista vacía es 0, y la de otra es su primer elemento más la suma del
                    resto.""",
                ),
                QA(
                    "¿Y no tengo que seguir todas las llamadas en la cabeza?",
                    "No: confía en que la llamada menor funciona y comprueba solo el caso base y ese paso.",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas una función recursiva sencilla en Python para el factorial?",
            """El caso base responde directamente con un 1 y el caso recursivo multiplica n por el resultado de una
            llamada con un número menor:""",
            (
                "factorial(3)",
                "factorial(5)",
            ),
            """Con un número negativo no llegaría nunca al caso base: habría que comprobarlo antes. Cada llamada
            espera a la siguiente, y las multiplicaciones se hacen al volver, desde la más interna hasta la
            primera, que entrega el resultado final.""",
        ),
    ),
)
