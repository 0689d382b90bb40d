"""El problema de partir un texto en palabras de un diccionario."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

ENTRY = Entry(
    key="particion-palabras",
    name="el problema de partir un texto en palabras de un diccionario",
    topic="programación dinámica",
    level="intermedio",
    time="O(n · L) comprobaciones, con L la longitud máxima de palabra",
    space="O(n)",
    code="""
def partible(texto, palabras):
    largo = max(map(len, palabras))
    posible = [True] + [False] * len(texto)
    for fin in range(1, len(texto) + 1):
        for inicio in range(max(0, fin - largo), fin):
            if posible[inicio] and texto[inicio:fin] in palabras:
                posible[fin] = True
                break
    return posible[-1]
""",
    theory=Theory(
        """
        El problema pregunta si un texto sin espacios puede dividirse en palabras de un diccionario; la
        programación dinámica decide para cada prefijo si es divisible.

        - El prefijo vacío lo es.
        - El prefijo que acaba en `fin` lo es si existe un `inicio` tal que el prefijo anterior es
        divisible y el trozo entre ambos es una palabra.

        **Ejemplo:** ‹partible("solymar", {"sol", "y", "mar"}) =›, pero ‹partible("solyma", {"sol", "y",
        "mar"}) =›.
        """,
        pitfall="""tomar siempre la palabra más larga que encaje. Con «abcd» y las palabras «abc», «ab» y
        «cd», el voraz elige «abc» y se queda con una d suelta.""",
    ),
    complexity=Complexity(
        """
        Hay n finales y para cada uno se prueban como mucho L comienzos, con una consulta al conjunto de
        palabras: O(n · L) consultas. Cortar y calcular el hash de cada trozo cuesta además
        O(L), así que contando letras es O(n · L²).

        Se guarda un booleano por prefijo. La recursión sin memoria sería exponencial, porque hay 2ⁿ⁻¹
        maneras de partir un texto.
        """,
        Count(
            "if posible[inicio] and",
            "trozos probados con palabras de hasta 3 letras",
            tuple((n, f"partible('x' * {n}, {{'abc'}})") for n in (10, 20, 40)),
        ),
    ),
    build=Build(
        "Decide si un texto sin espacios se puede partir en palabras de un conjunto.",
        """`posible[fin]` indica si las primeras `fin` letras se pueden partir; se prueba cada palabra
        como última.""",
        ("partible('abcd', {'abc', 'ab', 'cd'})", "partible('abcd', {'abc', 'ab'})"),
    ),
    bugs=(
        Bug(
            "Mi función acepta textos que no se pueden partir. ¿Qué comprobación falta?",
            ("if posible[inicio] and texto[inicio:fin] in palabras:", "if texto[inicio:fin] in palabras:"),
            "partible('xsol', {'sol'})",
            """Solo se mira que la última palabra esté en el diccionario, sin exigir que lo anterior
            también sea divisible. La «x» del principio se ignora.""",
        ),
        Bug(
            "Mi partición recursiva de palabras no encuentra soluciones que existen. ¿Por qué?",
            (
                "return any(texto.startswith(p) and partible(texto[len(p):], palabras) for p in palabras)",
                """p = max((p for p in palabras if texto.startswith(p)), key=len, default='')
    return bool(p) and partible(texto[len(p):], palabras)""",
            ),
            "partible('abcd', ['abc', 'ab', 'cd'])",
            """Se toma siempre la palabra más larga que encaja y no se prueba ninguna otra. Es una
            decisión voraz que puede dejar un resto imposible.""",
            "hay que probar todas las palabras posibles (y, para textos largos, guardar los resultados).",
            code="""
def partible(texto, palabras):
    if texto == "":
        return True
    return any(texto.startswith(p) and partible(texto[len(p):], palabras) for p in palabras)
""",
        ),
    ),
    exercises=(
        Trace(
            """¿Se puede partir «casadora» con las palabras casa, cas, dora y adora? Muestra qué prefijos
            son divisibles.""",
            "partible('casadora', {'casa', 'cas', 'dora', 'adora'})",
            "posible[fin] = True",
            """«{texto[:fin]}»: lo anterior, «{texto[:inicio]}», es divisible y «{texto[inicio:fin]}» es
            una palabra.""",
            "Sí, de dos formas: casa + dora y cas + adora. Los prefijos divisibles son estos:",
            """Para el texto completo, el recorrido encuentra primero «cas» + «adora» y deja de buscar,
            porque solo interesa si es posible.""",
        ),
    ),
    comparisons=(
        QA(
            "¿En qué se parecen partir un texto en palabras y el problema del cambio de monedas?",
            """
            En los dos se prueba cuál fue la *última* pieza y se usa la respuesta de lo que queda antes.

            - **Monedas:** el importe m se apoya en m − moneda.
            - **Palabras:** el prefijo de longitud n se apoya en n − len(palabra), si las letras coinciden.

            En monedas la pieza siempre encaja; en palabras hay que comparar el texto. En ambos el método
            voraz puede fallar, y ambos permiten preguntar si es posible, de cuántas formas o con cuántas
            piezas
            como mínimo, cambiando «o» por suma o por mínimo.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Cómo obtengo de cuántas formas se puede partir un texto en palabras?",
            """
            Sustituyendo los booleanos por contadores: formas[fin] es la suma de formas[inicio] para cada
            última palabra posible.

            ```python
            def formas(texto, palabras):
                f = [1] + [0] * len(texto)
                for fin in range(1, len(texto) + 1):
                    for p in palabras:
                        if texto.endswith(p, 0, fin):
                            f[fin] += f[fin - len(p)]
                return f[-1]

            print(formas("casadora", ["casa", "cas", "dora", "adora"]))  #=
            ```

            El prefijo vacío tiene una forma: no poner ninguna palabra. Ya no se puede parar al encontrar
            la primera.
            """,
        ),
        QA(
            "¿Por qué se usa un conjunto y no una lista para el diccionario de palabras?",
            """
            Porque comprobar si un trozo está en un conjunto cuesta O(1) en promedio (más leer el trozo),
            y en una lista hay que recorrerla.

            Con un diccionario de 80 000 palabras y un texto de 1000 letras se hacen decenas de miles de
            consultas; con una lista, cada una podría comparar 80 000 palabras. Si las palabras comparten
            muchos prefijos, un trie permite además abandonar en cuanto ningún término empieza por las
            letras leídas.
            """,
            level="básico",
        ),
    ),
)
