"""La búsqueda ingenua de un patrón en un texto."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="frente a KMP y Rabin-Karp",
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
            title="peor caso",
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
            title="métodos de Python",
        ),
    ),
    brief=Brief(
        what=(
            """Localiza un patrón dentro de un texto probándolo en cada posición, de izquierda a derecha, hasta que
            todas las letras coinciden.""",
            """Es deslizar una plantilla con la palabra por encima del texto, letra a letra, y mirar en cada parada
            si encaja entera.""",
            """No prepara nada ni recuerda lo comparado: toma el trozo de texto que empieza en cada índice, lo
            compara con el patrón y, si falla, avanza una posición.""",
            """La búsqueda ingenua de un patrón en un texto prueba los n − m + 1 comienzos posibles y devuelve el
            primero en el que el trozo es igual al patrón.""",
        ),
        cost=(
            """Hay casi tantos comienzos como letras en el texto, y en el peor caso cada uno obliga a mirar el
            patrón casi entero antes de descubrir que algo no encaja.""",
            """Al cortar con `texto[i:i + len(patron)]` Python crea una cadena nueva, que se desecha en la vuelta
            siguiente; comparando letra a letra no haría falta ninguna.""",
            """Son dos factores porque una coincidencia parcial larga puede fracasar en su última letra una y otra
            vez; y nunca hay más de una copia viva a la vez.""",
        ),
        use=(
            """Conviene cuando el texto es normal, el patrón es corto y quieres un código que se entienda a la
            primera; o como referencia para probar otro buscador más complicado.""",
            """Un editor de textos sencillo puede buscar así una palabra en un documento: la primera letra casi
            siempre falla y se avanza muy deprisa.""",
            """Si el texto es muy repetitivo, como ADN o ceros y unos, o si buscas muchos patrones a la vez: se
            repiten una y otra vez las mismas comparaciones.""",
        ),
        beliefs=(
            QA(
                "La búsqueda ingenua tarda siempre nm pasos.",
                """No: ese es el peor caso. En un texto corriente casi todas las comparaciones fallan en la primera
                o la segunda letra, y el tiempo real es casi lineal.""",
                title="siempre nm pasos",
            ),
            QA(
                "al buscar un patron hay que llegar hasta la ultima letra del texto como comienzo",
                """No: el último comienzo posible es n − m, porque después el patrón ya no cabe. Si es más largo que
                el texto, ni siquiera se empieza: ‹buscar('ab', 'abc') =›.""",
                title="hasta la última letra",
            ),
            QA(
                "Si al buscar falla la letra 5, se puede saltar directamente 5 posiciones.",
                """No: podrías saltarte una aparición que empieza dentro de lo ya comparado. Para saber cuánto se
                puede saltar hace falta información del patrón, como en KMP.""",
                title="saltar posiciones",
            ),
        ),
        faster=(
            QA(
                "Para buscar una palabra en un correo electrónico, ¿búsqueda ingenua o KMP?",
                """La ingenua, o mejor el `in` de Python: el texto es corto y casi todo falla a la primera letra.
                KMP garantiza O(n + m), pero aquí no se notaría.""",
                title="o KMP en un correo",
            ),
            QA(
                "Busco «aaaab» en una cadena con un millón de aes. ¿Ingenua o KMP?",
                """KMP: O(n + m), un par de millones de pasos. La ingenua compara cinco letras en cada posición, y
                con un patrón de mil aes serían mil por posición: O(nm).""",
                title="o KMP entre aes",
            ),
        ),
        results=(
            Result(
                "buscar('pelota', 'lo')",
                """En la posición 0 está «pe» y en la 1, «el»; en la 2 aparece «lo», que es el patrón, y se devuelve
                ese índice.""",
            ),
            Result(
                "buscar('aab', 'ab')",
                """El trozo de la posición 0 es «aa», que no coincide aunque empiece igual. El de la posición 1 es
                «ab» y sí coincide.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo que encontrar una palabra en un cuento sin usar `find`. ¿Por dónde empiezo?",
                    """Por la búsqueda ingenua: para cada índice, corta un trozo tan largo como la palabra y mira si
                    son iguales. El primer acierto da la respuesta.""",
                ),
                QA(
                    "¿Y si la palabra no está?",
                    """El bucle termina sin haber devuelto nada y se devuelve −1, un valor que no puede confundirse
                    con una posición.""",
                ),
                QA(
                    "y si quiero todas las apariciones",
                    """Guarda cada índice en una lista en vez de salir con `return`, y sigue avanzando de uno en uno
                    para no perder las que se solapan.""",
                ),
            ),
            (
                QA(
                    "¿Por qué se dice que la búsqueda ingenua desaprovecha trabajo?",
                    """Porque, si coinciden nueve letras y falla la décima, empieza de cero en la posición siguiente
                    y vuelve a comparar letras que ya conocía.""",
                ),
                QA(
                    "y como se aprovecha ese trabajo",
                    """KMP calcula antes qué partes del patrón se repiten en su comienzo; tras un fallo sabe cuántas
                    letras siguen valiendo y no retrocede en el texto.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código para buscar una palabra dentro de una frase a mano?",
            """La función compara el patrón con el trozo de texto que empieza en cada posición y devuelve la primera
            en la que coinciden, o −1 si no hay ninguna:""",
            (
                "buscar('hola mundo', 'mundo')",
                "buscar('hola', 'ole')",
            ),
            """El `+ 1` del `range` incluye el último comienzo en el que cabe el patrón; sin él no se encontrarían
            las apariciones que están justo al final.""",
        ),
    ),
)
