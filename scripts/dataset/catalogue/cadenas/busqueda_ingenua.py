"""La búsqueda ingenua de un patrón en un texto."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="busqueda-ingenua",
    name="la búsqueda ingenua de un patrón en un texto",
    topic="cadenas",
    level="básico",
    time="O(nm), con n la longitud del texto y m la del patrón",
    space="O(m), por el trozo que se copia para comparar",
    code="""
def buscar(texto, patron):
    for i in range(len(texto) - len(patron) + 1):
        if texto[i:i + len(patron)] == patron:
            return i
    return -1
""",
    theory=Theory(
        """
        La búsqueda ingenua prueba a colocar el patrón en cada posición del texto y compara letra a letra
        hasta encontrar una coincidencia completa.

        1. Se empieza en la posición 0.
        2. Se compara el patrón con el trozo de texto que empieza ahí.
        3. Si no coincide, se avanza una posición.

        **Ejemplo:** ‹buscar("abracadabra", "cad") =›. El último comienzo posible es n − m: más allá, el
        patrón no cabe.
        """,
        pitfall="""recorrer posiciones en las que el patrón ya no cabe, o quedarse corto en una y no ver una
        coincidencia al final.""",
    ),
    complexity=Complexity(
        """
        Hay n − m + 1 posiciones y cada comparación puede costar m letras: O(nm). El peor caso aparece con
        muchas coincidencias parciales, como buscar «aaab» en «aaaa…a». En un texto normal, casi todas las
        comparaciones fallan en la primera o segunda letra, y el tiempo es prácticamente O(n).

        Cortar el trozo copia m letras; comparando índice a índice la memoria sería O(1).
        """,
    ),
    build=Build(
        "Escribe una función que encuentre la primera aparición de un patrón en un texto sin usar find.",
        "Se prueba cada comienzo posible y se compara el trozo de texto con el patrón.",
        ("buscar('banana', 'nan')", "buscar('banana', 'xyz')", "buscar('abc', '')"),
        "El patrón vacío aparece en la posición 0, igual que con `str.find`.",
    ),
    bugs=(
        Bug(
            "Mi buscador no encuentra el patrón cuando está justo al final del texto. ¿Qué pasa?",
            ("range(len(texto) - len(patron) + 1)", "range(len(texto) - len(patron))"),
            "buscar('sol', 'sol')",
            """El recorrido acaba una posición antes de tiempo. Hay n − m + 1 comienzos posibles, del 0 al n −
            m, y `range` no incluye su límite.""",
        ),
        Bug(
            "Cuento apariciones de un patrón, pero no las que se solapan. ¿Cómo las incluyo?",
            ("        i += 1\n", "        i += len(patron) if texto.startswith(patron, i) else 1\n"),
            "apariciones('aaaa', 'aa')",
            """Después de una coincidencia se salta el patrón entero, y las apariciones que comparten letras se
            pierden. Es lo que hace también `str.count`.""",
            "avanzando siempre una posición se cuentan todas.",
            code="""
def apariciones(texto, patron):
    i = total = 0
    while i + len(patron) <= len(texto):
        total += texto.startswith(patron, i)
        i += 1
    return total
""",
        ),
    ),
    exercises=(
        Trace(
            "Busca «aba» en «abcaba» con el método ingenuo y cuenta las posiciones probadas.",
            "buscar('abcaba', 'aba')",
            "if texto[i:i + len(patron)] == patron:",
            """Posición {i}: «{texto[i:i + len(patron)]}» {'coincide' if texto[i:i + len(patron)] == patron else
            'no coincide'}.""",
            "Aparece en la posición ‹buscar('abcaba', 'aba')›, tras probar cuatro comienzos:",
            """En la posición 0 coinciden dos letras antes de fallar; ese trabajo se tira. Algoritmos como KMP
            aprovechan esas coincidencias parciales para no volver atrás en el texto.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Búsqueda ingenua, KMP o Rabin-Karp?",
            """
            La ingenua (o `in` de Python) para textos normales; KMP si se quiere garantía lineal; Rabin-Karp
            si hay varios patrones de la misma longitud.

            - **Ingenua:** O(nm) en el peor caso, muy rápida en la práctica.
            - **KMP:** O(n + m) siempre; útil con textos muy repetitivos o que llegan letra a letra.
            - **Rabin-Karp:** O(n + m) en promedio; compara huellas numéricas, así que busca muchos patrones a
            la vez con un conjunto.

            Para muchos patrones de longitudes distintas, Aho-Corasick.
            """,
            level="intermedio",
        ),
    ),
    concepts=(
        QA(
            "¿Cuál es el peor caso de la búsqueda ingenua de patrones?",
            """
            Un texto muy repetitivo en el que el patrón casi coincide en todas partes, por ejemplo buscar
            «aaab» en una larga ristra de aes.

            En cada posición se comparan cuatro letras antes de descubrir que la última falla; con un patrón
            de m letras, son m comparaciones por posición y O(nm) en total. Si el texto tiene 100 000 letras y
            el patrón 1000, son unos 10⁸ pasos. Con texto en español esto no ocurre: la primera letra ya suele
            fallar.
            """,
        ),
        QA(
            "¿Qué métodos de Python buscan un texto dentro de otro?",
            """
            `in` dice si está, `find` da la primera posición (o −1), `index` hace lo mismo, pero si no está
            lanza `ValueError`, y `count` cuenta apariciones sin solaparse.

            ```python
            s = "banana"
            print("nan" in s, s.find("na"), s.rfind("na"), s.count("ana"))  #=
            ```

            `count("ana")` da 1 aunque «ana» aparezca en las posiciones 1 y 3, porque se solapan. Todos están
            escritos en C y son mucho más rápidos que un bucle propio.
            """,
        ),
    ),
)
