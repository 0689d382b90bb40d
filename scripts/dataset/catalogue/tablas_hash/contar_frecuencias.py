"""El conteo de frecuencias con un diccionario."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

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
        ),
    ),
)
