"""La memoización (con Fibonacci como ejemplo)."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

ENTRY = Entry(
    key="fibonacci-memoria",
    name="la memoización aplicada a Fibonacci",
    topic="programación dinámica",
    level="básico",
    time="O(n)",
    space="O(n)",
    code="""
def fib(n, memo=None):
    if memo is None:
        memo = {}
    if n < 2:
        return n
    if n not in memo:
        memo[n] = fib(n - 1, memo) + fib(n - 2, memo)
    return memo[n]
""",
    theory=Theory(
        """
        La memoización consiste en guardar el resultado de cada llamada recursiva para no calcular dos veces
        lo mismo.

        1. Antes de calcular, se mira si el resultado ya está guardado.
        2. Si está, se devuelve directamente.
        3. Si no, se calcula, se guarda y se devuelve.

        **Ejemplo:** fib(5) sin memoria calcula fib(2) tres veces; con ella, una sola. Así ‹fib(50) =› al
        instante, mientras que la versión ingenua necesitaría decenas de miles de millones de llamadas.
        """,
        pitfall="""memorizar una función cuyo resultado depende de algo más que sus argumentos, como una
        variable global que cambia.""",
    ),
    complexity=Complexity(
        """
        Cada valor entre 2 y n se calcula una sola vez, con una suma; las demás llamadas encuentran el
        resultado guardado en O(1). Por eso hay O(n) operaciones (contando cada suma como una). Sin memoria,
        el número de llamadas cumple L(n) = L(n − 1) + L(n − 2) + 1 y crece como 1,618ⁿ.

        El diccionario guarda O(n) valores y la recursión llega a n niveles de profundidad.
        """,
        Count(
            "memo[n] = fib(n - 1, memo) + fib(n - 2, memo)",
            "sumas realizadas",
            tuple((n, f"fib({n})") for n in (10, 20, 40)),
        ),
    ),
    build=Build(
        "Escribe Fibonacci recursivo con memoria.",
        "El diccionario `memo` se comparte entre todas las llamadas recursivas y evita repetir cálculos.",
        ("[fib(i) for i in range(10)]", "fib(90)"),
        "En Python también se consigue con el decorador `functools.cache`.",
    ),
    bugs=(
        Bug(
            "He añadido memoria a mi función recursiva y sigue igual de lenta. ¿Qué falla?",
            (
                "memo[n] = fib(n - 1, memo, llamadas) + fib(n - 2, memo, llamadas)",
                "memo[n] = fib(n - 1, {}, llamadas) + fib(n - 2, {}, llamadas)",
            ),
            "total_llamadas(12)",
            """Cada llamada recibe una memoria nueva y vacía, de modo que ningún resultado se reutiliza. El
            diccionario debe ser el mismo en toda la recursión.""",
            code="""
def fib(n, memo, llamadas):
    llamadas.append(n)
    if n < 2:
        return n
    if n not in memo:
        memo[n] = fib(n - 1, memo, llamadas) + fib(n - 2, memo, llamadas)
    return memo[n]


def total_llamadas(n):
    llamadas = []
    fib(n, {}, llamadas)
    return len(llamadas)
""",
        ),
        Bug(
            "Mi Fibonacci con tabla falla para n = 0. ¿Cómo lo corrijo?",
            ("tabla = [0, 1] + [0] * (n - 1)", "tabla = [0] * (n + 1)\n    tabla[1] = 1"),
            "fib(0)",
            "La tabla para n = 0 tiene una sola casilla y se intenta escribir en la posición 1.",
            "se construye la tabla con los dos casos base ya puestos, sea cual sea n.",
            code="""
def fib(n):
    tabla = [0, 1] + [0] * (n - 1)
    for i in range(2, n + 1):
        tabla[i] = tabla[i - 1] + tabla[i - 2]
    return tabla[n]
""",
        ),
    ),
    exercises=(
        Trace(
            "Sigue el cálculo de fib(6) con memoria: ¿en qué orden se guardan los valores?",
            "fib(6)",
            "return memo[n]",
            "fib({n}) = {memo[n]}; memoria: {memo}.",
            """El resultado es ‹fib(6)›. Se muestra la memoria cada vez que una llamada devuelve un valor
            guardado o recién calculado:""",
            """Primero se resuelve el más pequeño, fib(2), y se va subiendo. Cada valor de la memoria se escribe
            una vez y los repetidos se leen.""",
        ),
        QA(
            "¿De cuántas formas se puede subir una escalera de 5 peldaños dando pasos de 1 o 2?",
            """
            De 8 formas. El último paso fue de 1 o de 2, así que formas(n) = formas(n − 1) + formas(n − 2).

            ```python
            from functools import cache

            @cache
            def formas(n):
                return 1 if n < 2 else formas(n - 1) + formas(n - 2)

            print([formas(i) for i in range(1, 6)])  #=
            ```

            1. Con 0 o 1 peldaños hay una sola forma.
            2. Con 2: 1 + 1 o 2, dos formas.
            3. Con 3: 2 + 1 = 3; con 4: 3 + 2 = 5; con 5: 5 + 3 = 8.

            Es la sucesión de Fibonacci desplazada. Con memoria cuesta O(n).
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Memoización (de arriba abajo) o tabla (de abajo arriba)?",
            """
            La memoización se escribe antes y solo calcula lo necesario; la tabla evita la recursión y permite
            ahorrar memoria.

            - **De arriba abajo:** se traduce la recurrencia tal cual y se añade una caché. Riesgo: la
            profundidad de recursión.
            - **De abajo arriba:** hay que decidir un orden en el que cada caso encuentre resueltos los que
            necesita. Suele ser más rápida y puede guardar solo las últimas filas.

            El orden de complejidad es el mismo. Consejo: empieza con memoización para acertar la recurrencia
            y pasa a tabla si hace falta.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué dos condiciones debe cumplir un problema para usar programación dinámica?",
            """
            Debe tener subproblemas que se repiten y subestructura óptima.

            - **Subproblemas repetidos:** la recursión pide muchas veces lo mismo, como fib(3) dentro de
            fib(5). Si fueran todos distintos, guardarlos no ahorraría nada.
            - **Subestructura óptima:** la solución óptima se compone de soluciones óptimas de partes. El
            camino más corto la tiene; el camino simple más largo, no.

            Si solo se cumple la segunda, suele bastar divide y vencerás, como en mergesort.
            """,
        ),
        QA(
            "¿Cómo calculo Fibonacci usando memoria constante?",
            """
            Guardando solo los dos últimos valores, porque son los únicos que necesita el siguiente.

            ```python
            def fib(n):
                a, b = 0, 1
                for _ in range(n):
                    a, b = b, a + b
                return a

            print(fib(10), fib(30))  #=
            ```

            Tiempo O(n) y memoria O(1), sin contar el tamaño de los números. Esta reducción se aplica a muchas
            tablas: si cada fila depende solo de la anterior, basta con guardar dos filas.
            """,
        ),
        QA(
            "¿Qué hace exactamente functools.cache?",
            """
            Envuelve una función para que recuerde el resultado de cada combinación de argumentos y lo
            devuelva sin volver a ejecutarla.

            Los argumentos se usan como claves de un diccionario, por lo que deben ser inmutables: con una
            lista lanza `TypeError`, y se pasa una tupla en su lugar. La caché crece sin límite;
            `lru_cache(maxsize=…)` la acota. **Precaución:** no conviene en funciones con efectos, como leer
            un fichero o pedir la hora, porque la segunda llamada no los repetiría.
            """,
        ),
    ),
)
