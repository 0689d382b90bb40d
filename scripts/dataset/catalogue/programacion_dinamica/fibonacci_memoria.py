"""La memoización (con Fibonacci como ejemplo)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

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
            title="o tabla",
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
            title="dos condiciones necesarias",
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
            title="memoria constante",
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
            title="functools.cache",
        ),
    ),
    brief=Brief(
        what=(
            """Es calcular Fibonacci con recursión, pero apuntando cada resultado en un diccionario para no
            volver a calcularlo nunca.""",
            """Una técnica que convierte el Fibonacci recursivo, lento de verdad, en uno rápido: antes de
            calcular un término se mira si ya está guardado.""",
            """Funciona como apuntar en una libreta las cuentas ya hechas: si vuelve a hacer falta fib(10), se
            lee de la libreta en vez de repetir todas las sumas.""",
            """La memoización aplicada a Fibonacci guarda el valor de cada fib(i) la primera vez que se obtiene y
            lo reutiliza en las demás llamadas.""",
        ),
        cost=(
            """Cada término se suma una sola vez; las peticiones repetidas se contestan leyendo el diccionario,
            que es inmediato.""",
            """El diccionario acaba con un valor por término, y la pila de llamadas llega a tener n niveles antes
            de alcanzar los casos base.""",
            """Hay n términos que calcular y otros tantos que recordar, además de una recursión que baja de uno
            en uno desde n.""",
        ),
        use=(
            """Cuando una función recursiva recibe muchas veces los mismos argumentos y su resultado depende solo
            de ellos. Fibonacci es el ejemplo más claro.""",
            """El analizador que lee los programas de Python desde la versión 3.9 guarda lo que algunas reglas ya han
            reconocido en cada posición del código: es memoización, para no repetir trabajo al probar otra regla.""",
            """Si las llamadas no se repiten, guardar resultados solo gasta memoria. Y para un n muy grande, la
            recursión supera el límite de Python: mejor un bucle con dos variables.""",
        ),
        beliefs=(
            QA(
                "El Fibonacci recursivo de toda la vida es O(n), porque baja de n a 0.",
                """No: cada llamada hace otras dos y el total crece como 1,618ⁿ. Es O(n) solo cuando se guarda
                cada resultado, como hace la memoización.""",
                title="recursivo clásico y O(n)",
            ),
            QA(
                "la memoizacion y la recursion son cosas opuestas",
                """No: se combinan. La memoización deja la función recursiva como estaba y solo añade una memoria
                que se consulta antes de calcular.""",
                title="memoización y recursión",
            ),
            QA(
                "Con memoización puedo pedir fib(100000) sin problemas.",
                """No: el tiempo no es el problema, pero la recursión baja n niveles y Python lanza
                `RecursionError` mucho antes, con su límite habitual de unas 1000 llamadas. Para eso, un bucle.""",
                title="pedir fib(100000)",
            ),
        ),
        faster=(
            QA(
                "Para fib(40), ¿cuánto gano con memoria respecto a la recursión simple?",
                """Muchísimo: con memoria son 39 sumas, O(n). La recursión simple hace más de 300 millones de
                llamadas, porque crece de forma exponencial.""",
                title="frente a recursión simple",
            ),
            QA(
                "¿Qué ocupa menos para calcular Fibonacci, la memoización o dos variables en un bucle?",
                """Las dos variables: memoria O(1), frente a O(n) del diccionario y de la pila. En tiempo
                empatan, O(n).""",
                title="frente a dos variables",
            ),
        ),
        results=(
            Result(
                "fib(7)",
                """Se calculan una sola vez fib(2) = 1, fib(3) = 2, fib(4) = 3, fib(5) = 5 y fib(6) = 8; el
                último paso suma 8 + 5.""",
            ),
            Result(
                "fib(4, {3: 10})",
                """La memoria ya trae un valor para el 3, el 10, y la función se fía de él: suma 10 + fib(2) = 10
                + 1, aunque el valor correcto sería 3.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Mi función de Fibonacci tarda una eternidad con n = 45. ¿Cómo la acelero?",
                    """Guarda los resultados: antes de calcular, mira si n está en un diccionario; si no está,
                    calcula, apunta y devuelve. Pasarás de miles de millones de llamadas a unas noventa.""",
                ),
                QA(
                    "¿Y tengo que escribir yo el diccionario?",
                    """No hace falta: en Python basta con poner `@functools.cache` encima de la función, que
                    guarda los resultados por ti.""",
                ),
            ),
            (
                QA(
                    "¿Por qué fib(n) con memoria hace solo O(n) operaciones?",
                    """Porque cada término se calcula la primera vez que se pide y queda guardado. A partir de
                    ahí, cada petición repetida es una simple lectura.""",
                ),
                QA(
                    "y en memoria",
                    "También O(n): un valor guardado por término, más una pila de llamadas que baja hasta fib(1).",
                ),
                QA(
                    "No lo pillo, ¿me das un ejemplo?",
                    """En fib(5) se piden fib(4) y fib(3). Al calcular fib(4) ya se ha obtenido fib(3), así que
                    la segunda petición se lee de la memoria, sin recursión.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas un Fibonacci recursivo que no repita cálculos?",
            "La función consulta el diccionario antes de hacer la recursión y guarda en él cada valor nuevo:",
            (
                "fib(30)",
                "fib(100)",
            ),
            """Se usa `memo=None` y no `memo={}` porque un valor por defecto mutable se crea una sola vez y lo
            compartirían llamadas que no tienen nada que ver.""",
        ),
    ),
)
