"""La función Z."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

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
        ),
    ),
)
