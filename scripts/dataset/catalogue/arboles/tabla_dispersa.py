"""La tabla dispersa (sparse table)."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory

ENTRY = Entry(
    key="tabla-dispersa",
    name="la tabla dispersa (sparse table)",
    topic="árboles",
    level="avanzado",
    time="O(n log n) para preparar y O(1) por consulta",
    space="O(n log n)",
    code="""
def preparar(a):
    t = [list(a)]
    k = 1
    while 2 * k <= len(a):
        ant = t[-1]
        t.append([min(ant[i], ant[i + k]) for i in range(len(ant) - k)])
        k *= 2
    return t


def minimo(t, i, j):
    k = (j - i).bit_length() - 1
    return min(t[k][i], t[k][j - 2**k])
""",
    theory=Theory(
        """
        La tabla dispersa responde en O(1) cuál es el mínimo (o el máximo) de un tramo de una lista que no
        cambia.

        - t[k][i] guarda el mínimo de los 2ᵏ elementos que empiezan en i.
        - Cada fila se obtiene de la anterior: dos bloques de 2ᵏ⁻¹ forman uno de 2ᵏ.
        - **Consulta:** el tramo se cubre con dos bloques de tamaño 2ᵏ que pueden **solaparse**: al mínimo no
        le afecta contar un elemento dos veces.

        **Ejemplo:** en `[5, 2, 8, 1, 7]`, el mínimo de las tres primeras posiciones es ‹minimo(preparar([5,
        2, 8, 1, 7]), 0, 3)›; se obtiene con los bloques `[5, 2]` y `[2, 8]`.
        """,
        pitfall="usarla para sumas: si los bloques se solapan, los elementos comunes se suman dos veces.",
    ),
    complexity=Complexity(
        """
        Hay ⌊log₂ n⌋ + 1 filas de hasta n elementos, y cada uno se calcula con un mínimo: O(n log n) en tiempo
        y memoria. La consulta calcula un logaritmo entero y compara dos valores, sin bucles: O(1).

        Si un elemento cambia hay que rehacer del orden de n casillas, así que solo conviene con datos fijos.
        """,
    ),
    build=Build(
        "Prepara una lista para responder en O(1) cuál es el mínimo de cualquier tramo no vacío [i, j).",
        """Se precalculan los mínimos de todos los bloques de longitud potencia de 2; cada tramo se cubre con
        dos de ellos.""",
        ("t = preparar([4, 6, 1, 5, 7, 3])", "minimo(t, 0, 2), minimo(t, 1, 5), minimo(t, 3, 6)"),
    ),
    bugs=(
        Bug(
            "Mi tabla dispersa da un mínimo que no está en el tramo. ¿Qué índice falla?",
            ("t[k][j - 2**k]", "t[k][j - k]"),
            "minimo(preparar([9, 8, 7, 6, 5, 4, 3, 2]), 0, 5)",
            """El segundo bloque empieza en un lugar equivocado. Tiene longitud 2ᵏ y debe terminar en j, luego
            empieza en j − 2ᵏ.""",
        ),
    ),
    exercises=(
        QA(
            """Con la lista [3, 8, 2, 5, 1, 9, 4], ¿qué dos bloques usa una tabla dispersa para el tramo de 1
            a 6 (sin incluir el 6)?""",
            """
            Dos bloques de longitud 4: el de las posiciones 1 a 4 y el de las posiciones 2 a 5. El mínimo es
            1.

            ```python
            a = [3, 8, 2, 5, 1, 9, 4]
            i, j = 1, 6
            k = (j - i).bit_length() - 1
            print(2**k, min(a[i:i + 2**k]), min(a[j - 2**k:j]))  #=
            ```

            1. El tramo tiene 5 elementos, y la mayor potencia de 2 que no lo supera es 4.
            2. Un bloque empieza en i = 1 y el otro termina en j = 6.
            3. Se solapan en las posiciones 2, 3 y 4, pero el mínimo no cambia por ello.
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Tabla dispersa o árbol de segmentos para mínimos de tramos?",
            """
            Tabla dispersa si los datos no cambian; árbol de segmentos si hay actualizaciones.

            | | preparar | consultar | cambiar |
            |---|---|---|---|
            | tabla dispersa | O(n log n) | O(1) | O(n) |
            | árbol de segmentos | O(n) | O(log n) | O(log n) |

            La tabla exige una operación *idempotente* (mínimo, máximo, mcd); el árbol admite cualquier
            operación asociativa, como la suma. En memoria, el árbol gana: O(n) frente a O(n log n).
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué es una operación idempotente y por qué la necesita la tabla dispersa?",
            """
            Es aquella en la que combinar un valor consigo mismo no lo cambia, como min(x, x) = x, max o mcd.

            La consulta cubre el tramo con dos bloques que se solapan, así que los elementos del medio
            participan dos veces. Con el mínimo da igual; con la suma, se contarían dobles. Para sumas bastan
            los prefijos, porque la suma se puede deshacer restando; el mínimo, no, y por eso se usa otra
            estructura.
            """,
            level="intermedio",
        ),
        QA(
            "¿Cómo se calcula en Python la mayor potencia de 2 que no supera a n?",
            """
            Con `bit_length`: 2 elevado a (n.bit_length() − 1).

            ```python
            print([(n, 1 << (n.bit_length() - 1)) for n in (1, 5, 8, 100)])  #=
            ```

            `n.bit_length()` es el número de bits de n, así que restarle 1 da ⌊log₂ n⌋ de forma exacta.
            Calcularlo con `math.log2` puede fallar por redondeo con números muy grandes. Es O(1) para enteros
            normales y se usa en tablas dispersas, montículos y saltos binarios.
            """,
            level="básico",
        ),
    ),
)
