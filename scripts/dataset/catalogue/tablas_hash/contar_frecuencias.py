"""El conteo de frecuencias con un diccionario."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="contar-frecuencias",
    name="el conteo de frecuencias con un diccionario",
    topic="tablas hash",
    level="básico",
    time="O(n) en promedio",
    space="O(k), con k valores distintos",
    code="""
def frecuencias(datos):
    veces = {}
    for x in datos:
        veces[x] = veces.get(x, 0) + 1
    return veces
""",
    theory=Theory(
        """
        Contar frecuencias es averiguar cuántas veces aparece cada valor; con un diccionario se hace en una
        sola pasada.

        1. Se empieza con un diccionario vacío.
        2. Por cada dato, se suma 1 a su contador; si es la primera vez, el contador parte de 0.
        3. Al final, cada clave tiene su número de apariciones.

        **Ejemplo:** ‹frecuencias("banana") =›. Es la base de muchos problemas: moda, anagramas, repetidos o
        histogramas.
        """,
        pitfall="escribir `veces[x] += 1` sin haber creado la clave: la primera vez lanza `KeyError`.",
    ),
    complexity=Complexity(
        """
        Cada dato provoca una lectura y una escritura en el diccionario, ambas O(1) en promedio, así que el
        total es O(n). La alternativa de llamar a `count` por cada valor distinto recorre la lista una y otra
        vez, O(nk).

        Se guarda un contador por valor distinto. Si los datos son letras, hay unas pocas decenas como mucho,
        por largo que sea el texto.
        """,
        Count(
            "veces[x] = veces.get(x, 0) + 1",
            "actualizaciones",
            tuple((n, f"frecuencias(range({n}))") for n in (10, 100, 1000)),
        ),
    ),
    build=Build(
        "Cuenta cuántas veces aparece cada elemento de una lista sin usar Counter.",
        "El método `get` devuelve 0 cuando la clave todavía no existe, y evita un caso especial.",
        ("frecuencias(['sí', 'no', 'sí'])", "frecuencias([])"),
        "La biblioteca estándar ofrece `collections.Counter`, que además sabe dar los más comunes.",
    ),
    bugs=(
        Bug(
            "Mi contador lanza KeyError en el primer elemento. ¿Cómo lo arreglo?",
            ("veces[x] = veces.get(x, 0) + 1", "veces[x] += 1"),
            "frecuencias('aba')",
            """Se intenta leer un contador que aún no existe. `veces[x] += 1` lee primero `veces[x]`, y esa
            clave no está la primera vez.""",
            "`get` con valor por defecto 0 cubre ese caso; también sirve `collections.defaultdict(int)`.",
        ),
        Bug(
            """Mi programa dice que «aab» y «abb» son anagramas. ¿Por qué?""",
            ("return sorted(a) == sorted(b)", "return set(a) == set(b)"),
            "anagramas('aab', 'abb')",
            """Un conjunto olvida cuántas veces aparece cada letra. Las dos palabras tienen las mismas letras
            distintas, pero en diferente cantidad: una lleva dos aes y la otra, dos bes.""",
            "hay que comparar las letras con sus repeticiones, ordenándolas o contándolas.",
            code="""
def anagramas(a, b):
    return sorted(a) == sorted(b)
""",
        ),
    ),
    exercises=(
        Trace(
            "Cuenta las letras de «casa» paso a paso con un diccionario.",
            "frecuencias('casa')",
            "veces[x] = veces.get(x, 0) + 1",
            "Llega «{x}», que llevaba {veces.get(x, 0)}; el diccionario era {veces}.",
            "El resultado es ‹frecuencias('casa')›. Cada paso muestra el diccionario antes de actualizarlo:",
            """La segunda «a» encuentra su clave y suma 1. Las claves quedan en el orden en que aparecieron,
            porque los diccionarios de Python conservan el orden de inserción.""",
        ),
        QA(
            "¿Cuál es la primera letra que no se repite en «abracadabra»? Resuélvelo en O(n).",
            """
            Es la «c». Se cuentan las letras en una pasada y, en otra, se busca la primera cuyo contador vale
            1.

            ```python
            from collections import Counter

            def primera_unica(s):
                veces = Counter(s)
                return next((c for c in s if veces[c] == 1), None)

            print(primera_unica("abracadabra"))  #=
            print(primera_unica("aabb"))  #=
            ```

            1. Los contadores son a: 5, b: 2, r: 2, c: 1, d: 1.
            2. Recorriendo la palabra, la primera con contador 1 es la c.

            Son dos pasadas, O(n). Usar `s.count(c)` para cada letra sería O(n²).
            """,
        ),
    ),
    comparisons=(
        QA(
            "Para contar, ¿dict, defaultdict o Counter?",
            """
            `Counter` si solo cuentas; `defaultdict` si agrupas de otras formas; `dict` si no quieres importar
            nada.

            - **`dict`** con `get(x, 0) + 1`: explícito y universal.
            - **`defaultdict(int)`:** crea la clave al leerla. Cuidado: consultar una clave ausente la añade.
            - **`Counter`:** cuenta con `Counter(datos)`, da los más comunes con `most_common(k)` y permite
            restar contadores.

            Los tres son tablas hash y cuentan en O(n) en promedio.
            """,
            title="dict, defaultdict o Counter",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo obtengo los k elementos más frecuentes de una lista?",
            """
            Se cuentan con un diccionario y se eligen los k mayores, con un montículo o con
            `Counter.most_common`.

            ```python
            from collections import Counter

            votos = ["pera", "uva", "pera", "kiwi", "uva", "pera"]
            print(Counter(votos).most_common(2))  #=
            ```

            Contar es O(n). Elegir los k mayores entre m valores distintos cuesta O(m log k) con un montículo,
            u O(m log m) ordenando. También pueden repartirse en cubos según su frecuencia, que no pasa de n,
            y entonces todo es O(n).
            """,
            level="intermedio",
            title="los k más frecuentes",
        ),
        QA(
            "¿Cómo agrupo elementos por una propiedad con un diccionario?",
            """
            Usando la propiedad como clave y una lista de elementos como valor.

            ```python
            from collections import defaultdict

            grupos = defaultdict(list)
            for palabra in ["sol", "mar", "luna", "pino"]:
                grupos[len(palabra)].append(palabra)
            print(dict(grupos))  #=
            ```

            Cada elemento se coloca en O(1) en promedio, O(n) en total, sin ordenar. `itertools.groupby` hace
            algo parecido, pero solo junta elementos **consecutivos**, así que exige ordenar antes por la
            misma clave: O(n log n).
            """,
            title="agrupar por una propiedad",
        ),
    ),
    brief=Brief(
        what=(
            """Consiste en recorrer los datos una vez y llevar en un diccionario cuántas veces ha salido cada
            valor.""",
            """Es la técnica de usar cada valor como clave y su número de apariciones como dato. Al ver un
            elemento, se suma 1 a su contador.""",
            """Como hacer un recuento de votos: se lee papeleta a papeleta y se añade una raya junto al nombre.
            Aquí el papel es un diccionario.""",
            """El conteo de frecuencias averigua cuántas veces aparece cada elemento de una colección con una sola
            pasada y un diccionario.""",
        ),
        cost=(
            """Se mira cada elemento una vez y actualizar su contador en el diccionario es inmediato en promedio.""",
            """El diccionario tiene una entrada por valor distinto, no por elemento: con muchos repetidos ocupa
            poco.""",
            "Una pasada con una suma por elemento, y un contador por cada valor diferente.",
        ),
        use=(
            """Cuando preguntas por repeticiones: el más frecuente, los repetidos, si dos textos son anagramas, el
            primero que aparece una sola vez.""",
            "Los buscadores cuentan cuántas veces sale cada palabra en un documento para decidir de qué trata.",
            """Si los valores son enteros pequeños, un arreglo de contadores es más sencillo. Y si solo quieres
            saber si hay algún repetido, basta un conjunto.""",
        ),
        beliefs=(
            QA(
                "Para contar repeticiones hay que comparar cada elemento con todos los demás.",
                "No: eso cuesta O(n²). Con un diccionario de contadores basta una pasada, O(n) en promedio.",
                title="comparar cada elemento",
            ),
            QA(
                "Contar repeticiones con lista.count(x) dentro de un bucle también es O(n).",
                """No: cada `count` recorre la lista entera, así que el bucle cuesta O(n²). El diccionario evita
                esas repeticiones.""",
                title="count dentro de un bucle",
            ),
            QA(
                "El diccionario de frecuencias ocupa tanto como la lista, siempre.",
                """Solo si todos los valores son distintos. Con k valores diferentes ocupa O(k): contar un millón
                de letras necesita unas pocas decenas de contadores.""",
                title="tamaño del diccionario",
            ),
        ),
        faster=(
            QA(
                "Para contar las letras de un libro, ¿ordenarlas o usar un diccionario?",
                "El diccionario: O(n) en promedio. Ordenar todas las letras primero costaría O(n log n).",
                title="frente a ordenar las letras",
            ),
            QA(
                "¿Es más rápido comprobar anagramas ordenando las palabras o contando sus letras?",
                """Contando: O(n) frente a O(n log n). Con palabras cortas la diferencia apenas se nota y ordenar
                es más breve de escribir.""",
                title="anagramas",
            ),
        ),
        results=(
            Result(
                "frecuencias('oso')",
                """La `o` sale dos veces y la `s`, una. Las claves quedan en el orden en que aparecieron por
                primera vez.""",
            ),
            Result(
                "frecuencias([2, 2, 5])",
                "El primer 2 crea su contador con 1, el segundo lo sube a 2 y el 5 crea otro contador.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo sé qué palabra se repite más en un texto?",
                    """Recorre las palabras, cuenta cada una en un diccionario y quédate con la de mayor cuenta.
                    Todo junto es O(n) en promedio.""",
                ),
                QA(
                    "¿Y si empatan dos?",
                    """Depende de lo que quieras: `max` devuelve la primera que encuentra. Para tener todas, busca
                    antes la cuenta máxima y quédate con las que la alcanzan.""",
                ),
                QA(
                    "¿Python no trae ya algo para esto?",
                    """Sí, `Counter`, del módulo `collections`: cuenta al crearlo y su método `most_common` da las
                    más frecuentes.""",
                ),
            ),
            (
                QA(
                    "¿Por qué se escribe veces.get(x, 0) + 1?",
                    """Porque la primera vez que aparece `x` no tiene contador todavía, y `get` devuelve 0 en lugar
                    de dar un error.""",
                ),
                QA(
                    "¿Se puede hacer con un if?",
                    """Sí: si `x` está en el diccionario se suma 1 y si no, se pone a 1. Es lo mismo, con dos
                    líneas más.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que me diga cuántas veces sale cada cosa en una lista.",
            """Un diccionario guarda un contador por cada valor distinto y se actualiza con cada elemento que se
            lee de la lista:""",
            (
                "frecuencias(['pan', 'té', 'pan'])",
                "frecuencias('aabc')",
            ),
            """También sirve para textos, porque recorrer una cadena da sus letras una a una; lo único que se pide
            a los elementos es que puedan ser claves de un diccionario.""",
        ),
        tool="el conteo de frecuencias",
    ),
)
