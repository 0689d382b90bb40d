"""La función Z."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="funcion-z",
    name="la función Z",
    topic="cadenas",
    level="avanzado",
    time="O(n)",
    space="O(n)",
    code="""
def funcion_z(s):
    n = len(s)
    z, izq, der = [0] * n, 0, 0
    for i in range(1, n):
        if i < der:
            z[i] = min(der - i, z[i - izq])
        while i + z[i] < n and s[z[i]] == s[i + z[i]]:
            z[i] += 1
        if i + z[i] > der:
            izq, der = i, i + z[i]
    return z
""",
    theory=Theory(
        """
        La función Z de una cadena dice, para cada posición i, cuántas letras seguidas a partir de i coinciden
        con el principio de la cadena.

        - Se mantiene el tramo [izq, der) más a la derecha que coincide con un prefijo.
        - Dentro de él, z[i] se copia de la posición equivalente, i − izq, sin pasarse del borde.
        - Si se llega al borde, se sigue comparando letra a letra y se actualiza el tramo.

        **Ejemplo:** ‹funcion_z("aabaab") =›: desde la posición 3 se repiten las tres primeras letras.
        """,
        ask="¿Qué es la función Z de una cadena y cómo se calcula?",
        pitfall="copiar z[i − izq] sin limitarlo a der − i; más allá del tramo no se sabe nada todavía.",
    ),
    complexity=Complexity(
        """
        Cada comparación que acierta hace avanzar `der`, que nunca retrocede y no pasa de n; cada posición
        tiene como mucho una comparación fallida. Por eso el total es O(n), aunque haya un `while` dentro del
        `for`. Calcularla sin el tramo costaría O(n²) en cadenas repetitivas.

        Se guarda un número por posición.
        """,
        Count(
            "z[i] += 1",
            "letras coincidentes comparadas en «aaa…a»",
            tuple((n, f"funcion_z('a' * {n})") for n in (10, 100, 1000)),
        ),
    ),
    build=Build(
        "Calcula la función Z de una cadena en tiempo lineal y úsala para buscar un patrón.",
        """Para buscar, se calcula Z sobre patrón + separador + texto: donde valga la longitud del patrón hay
        una aparición.""",
        ("funcion_z('abcab')", "z = funcion_z('ana' + '#' + 'banana')", "[i - 4 for i, k in enumerate(z) if k == 3]"),
        """El separador no debe aparecer ni en el patrón ni en el texto; así ningún valor puede superar la
        longitud del patrón.""",
    ),
    bugs=(
        Bug(
            "Mi función Z da valores demasiado grandes. ¿Qué límite he olvidado?",
            ("z[i] = min(der - i, z[i - izq])", "z[i] = z[i - izq]"),
            "funcion_z('aaabaab')",
            """Se copia el valor de la posición equivalente sin limitarlo al tramo conocido. Fuera de [izq, der)
            las letras pueden ser distintas.""",
        ),
    ),
    exercises=(
        Trace(
            "Calcula la función Z de «abaaba» y explica cada valor.",
            "valores('abaaba')",
            "z.append(k)",
            """Desde la posición {i}, «{s[i:]}» coincide con el principio en {k} {'letra' if k == 1 else
            'letras'}.""",
            "La función Z es ‹valores('abaaba')›; en la posición 0 se deja 0 por convenio.",
            """En la posición 3 coincide «aba», hasta el final: eso indica que la cadena tiene periodo 3, porque
            es «aba» repetido.""",
            code="""
def valores(s):
    z = [0]
    for i in range(1, len(s)):
        k = 0
        while i + k < len(s) and s[k] == s[i + k]:
            k += 1
        z.append(k)
    return z
""",
        ),
    ),
    comparisons=(
        QA(
            "Para saber qué tramos de una cadena se repiten, ¿función Z o arreglo de sufijos?",
            """
            La función Z si solo interesan las coincidencias con el *principio*; el arreglo de sufijos para
            comparar cualquier par de posiciones.

            - **Z:** O(n), pocas líneas. Periodos, apariciones de un patrón, rotaciones.
            - **Arreglo de sufijos:** ordena todos los sufijos, entre O(n) y O(n log² n) según la versión;
            permite buscar cualquier patrón en O(m log n) y hallar la subcadena repetida más larga.

            Si el texto es fijo y habrá muchas búsquedas distintas, compensa el arreglo de sufijos.
            """,
            title="o arreglo de sufijos",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo compruebo si una cadena es rotación de otra?",
            """
            Lo es si las dos miden lo mismo y una aparece dentro de la otra escrita dos veces seguidas.

            ```python
            def es_rotacion(a, b):
                return len(a) == len(b) and b in a + a

            print(es_rotacion("roma", "maro"), es_rotacion("roma", "amor"))  #=
            ```

            Todas las rotaciones de «roma» son trozos de «romaroma». La búsqueda puede hacerse con Z o KMP en
            O(n). Comprobar una a una las n rotaciones costaría O(n²).
            """,
            level="intermedio",
            title="rotación de otra cadena",
        ),
        QA(
            "¿Qué es el tramo [izq, der) en el algoritmo de la función Z?",
            """
            Es el trozo ya comparado, de entre los que coinciden con un prefijo, que llega más a la derecha.

            Dentro de él la cadena es una copia de su comienzo: s[i] = s[i − izq]. Por eso lo que se averiguó
            en la posición i − izq vale también en i, al menos hasta el borde der. Solo al llegar al borde hay
            que comparar letras nuevas, y cada una que coincide lo desplaza. Así ninguna letra se compara con
            éxito dos veces.
            """,
            title="el tramo [izq, der)",
        ),
    ),
    brief=Brief(
        what=(
            """Calcula, para cada posición de una cadena, cuántas letras seguidas desde ella son iguales a las del
            comienzo de la cadena.""",
            """Devuelve un arreglo que compara la cadena consigo misma: z[i] es la longitud del prefijo que vuelve a
            aparecer a partir de la posición i.""",
            """Es como poner una copia del texto debajo, desplazada i lugares, y contar cuántas letras coinciden desde
            el principio; pero sin repetir comparaciones ya hechas.""",
            """La función Z mide en cada posición la coincidencia con el prefijo de la cadena, reutilizando el tramo
            [izq, der) que ya se sabe igual al comienzo.""",
        ),
        cost=(
            """Cada letra se compara con éxito una sola vez, porque el borde derecho del tramo conocido nunca
            retrocede.""",
            "El resultado es un arreglo con un número por letra; el tramo conocido son solo dos índices.",
            "El borde derecho avanza como mucho n veces en total y se guarda un valor por posición.",
        ),
        use=(
            """Cuando te interesan las coincidencias con el principio de una cadena: buscar un patrón, hallar
            periodos o contar cuántas veces aparece cada prefijo.""",
            """Un programa contra el plagio puede aplicarla para encontrar un fragmento dentro de un documento: la
            calcula sobre el fragmento, un separador y el documento.""",
            """Si quieres comparar dos posiciones cualesquiera, y no con el comienzo, conviene un arreglo de
            sufijos. Para un texto que llega letra a letra, es más cómodo KMP.""",
        ),
        beliefs=(
            QA(
                "La función Z tiene un bucle dentro de otro, así que es O(n²).",
                """No: el bucle interior solo compara letras más allá del borde derecho, que nunca retrocede. En
                total hay unas 2n comparaciones: O(n).""",
                title="bucle dentro de otro",
            ),
            QA(
                "en la funcion z se puede copiar siempre el valor de la posicion equivalente",
                """Solo si no se sale del tramo conocido: hay que limitarlo a `der - i`. Más allá del borde no se
                sabe nada y toca comparar letra a letra.""",
                title="copiar siempre el valor",
            ),
            QA(
                "El valor z[0] de la función Z debe ser n, y si no el algoritmo está mal.",
                """No: es un convenio. La cadena entera coincide consigo misma, pero ese dato no aporta nada y aquí
                se deja a 0: ‹funcion_z('abc') =›.""",
                title="el valor z[0]",
            ),
        ),
        faster=(
            QA(
                """Para contar cuántas veces aparece un patrón en un texto larguísimo y repetitivo, ¿función Z o
                búsqueda ingenua?""",
                """La función Z sobre patrón + separador + texto: O(n + m) pase lo que pase. La ingenua puede llegar
                a O(nm) si hay muchas coincidencias parciales.""",
                title="frente a la búsqueda ingenua",
            ),
            QA(
                "¿La función Z es más rápida que KMP?",
                """No, empatan: las dos son O(n + m) para buscar. KMP gasta menos memoria, O(m), porque no necesita
                un valor por letra del texto.""",
                title="frente a KMP",
            ),
        ),
        results=(
            Result(
                "funcion_z('aaaa')",
                """El primer valor es 0 por convenio. Desde la posición 1 coinciden las tres letras que quedan;
                desde la 2, dos, y desde la 3, una.""",
            ),
            Result(
                "funcion_z('abab')",
                """Desde la posición 1 está la b, distinta de la «a» inicial. Desde la 2 se repite «ab», dos letras,
                y desde la 3 vuelve a fallar.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Quiero saber si el nombre de un grupo musical es una palabra repetida varias veces, como
                    «bumbum». ¿Me ayuda la función Z?""",
                    """Sí: busca una posición i que divida a la longitud n y cumpla i + z[i] = n. Entonces la cadena
                    es su prefijo de i letras repetido.""",
                ),
                QA(
                    "¿Y si hay varias posiciones que lo cumplen?",
                    """Quédate con la menor: da el trozo más corto que, repetido, forma toda la palabra. Las otras
                    posiciones son múltiplos de esa longitud.""",
                ),
            ),
            (
                QA(
                    "¿Por qué la función Z guarda un tramo [izq, der)?",
                    """Porque ese tramo es una copia del comienzo de la cadena, y lo que se averiguó allí vale
                    también aquí sin volver a comparar.""",
                ),
                QA(
                    "y si la posicion cae fuera del tramo",
                    """No hay nada que copiar: se empieza en 0 y se compara letra a letra, y si coinciden algunas,
                    nace un tramo nuevo más a la derecha.""",
                ),
                QA(
                    "¿Entonces siempre es lineal?",
                    """Sí: las comparaciones con éxito empujan `der`, que solo avanza, y las fallidas son como mucho
                    una por posición.""",
                ),
            ),
        ),
        build=Build(
            "Impleméntame la función Z para cadenas.",
            """Devuelve una lista con un valor por letra: cuántas coinciden, desde ahí, con el comienzo de la
            cadena:""",
            (
                "funcion_z('abcabcab')",
                "funcion_z('xxyxx')",
            ),
            """Los índices `izq` y `der` delimitan el tramo conocido que llega más a la derecha; dentro de él se
            parte de un valor ya calculado.""",
        ),
    ),
)
