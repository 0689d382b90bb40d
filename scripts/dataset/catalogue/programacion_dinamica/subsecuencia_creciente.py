"""La subsecuencia creciente más larga (LIS)."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="subsecuencia-creciente",
    name="el cálculo de la subsecuencia creciente más larga (LIS)",
    topic="programación dinámica",
    level="avanzado",
    time="O(n log n)",
    space="O(n)",
    code="""
from bisect import bisect_left


def lis(a):
    colas = []
    for x in a:
        k = bisect_left(colas, x)
        if k == len(colas):
            colas.append(x)
        else:
            colas[k] = x
    return len(colas)
""",
    theory=Theory(
        """
        La subsecuencia creciente más larga es la mayor sucesión estrictamente creciente que se obtiene
        tachando elementos de una lista sin cambiar su orden.

        El método rápido mantiene `colas`, donde `colas[k]` es el menor final posible de una subsecuencia de
        longitud k + 1:

        1. Con cada x, se busca la primera cola mayor o igual que x.
        2. Si existe, x la sustituye: mismo largo, mejor final.
        3. Si no, x alarga la mejor subsecuencia.

        **Ejemplo:** ‹lis([3, 1, 4, 1, 5, 2]) =›, por ejemplo 3, 4, 5.
        """,
        pitfall="""creer que `colas` es una subsecuencia solución. Su longitud es correcta, pero sus elementos
        pueden no formar ninguna.""",
    ),
    complexity=Complexity(
        """
        Las colas están siempre ordenadas, así que cada elemento se coloca con una búsqueda binaria: n
        búsquedas de O(log n). La versión clásica de programación dinámica compara cada elemento con todos los
        anteriores y cuesta O(n²).

        Hay a lo sumo n colas. Para reconstruir la solución se guarda también un enlace por elemento.
        """,
    ),
    build=Build(
        "Calcula en O(n log n) la longitud de la subsecuencia estrictamente creciente más larga.",
        "Cada valor sustituye a la primera cola mayor o igual que él, o alarga la lista si no hay ninguna.",
        ("lis([10, 9, 2, 5, 3, 7, 101, 18])", "lis([5, 4, 3])"),
        "Para permitir valores iguales (no decreciente) se usa `bisect_right`.",
    ),
    bugs=(
        Bug(
            "Mi LIS cuenta como creciente una sucesión con valores repetidos. ¿Qué corrijo?",
            ("k = bisect.bisect_left(colas, x)", "k = bisect.bisect_right(colas, x)"),
            "lis([2, 2, 2])",
            """`bisect_right` coloca un valor igual *detrás* de su copia y alarga la subsecuencia. Para que sea
            estrictamente creciente, debe sustituirla.""",
            code="""
import bisect


def lis(a):
    colas = []
    for x in a:
        k = bisect.bisect_left(colas, x)
        colas[k:k + 1] = [x]
    return len(colas)
""",
        ),
        Bug(
            "Esta versión cuadrática de la LIS falla si la mejor no acaba en el último elemento. ¿Por qué?",
            ("return max(largo, default=0)", "return largo[-1] if largo else 0"),
            "lis([1, 2, 3, 0])",
            """Devuelve solo la longitud de la mejor subsecuencia que termina en el último elemento. La más
            larga puede acabar en cualquier posición.""",
            code="""
def lis(a):
    largo = []
    for i, x in enumerate(a):
        previos = [largo[j] for j in range(i) if a[j] < x]
        largo.append(1 + max(previos, default=0))
    return max(largo, default=0)
""",
        ),
    ),
    exercises=(
        Trace(
            "Sigue el algoritmo de las colas con [4, 8, 2, 6, 7, 1].",
            "lis([4, 8, 2, 6, 7, 1])",
            "if k == len(colas):",
            """Colas {colas}; llega {x}: {'se añade al final' if k == len(colas) else 'sustituye al ' +
            str(colas[k])}.""",
            "La longitud es ‹lis([4, 8, 2, 6, 7, 1])›, por ejemplo con 4, 6, 7.",
            """Al final las colas son 1, 6, 7, que no es una subsecuencia de la lista (el 1 va detrás). Aun así,
            su longitud es la correcta.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Cuándo basta la versión O(n²) de la LIS y cuándo conviene la de O(n log n)?",
            """
            Hasta unos pocos miles de elementos basta la cuadrática; por encima, conviene la de búsqueda
            binaria.

            - **O(n²):** fácil de explicar, da la longitud que termina en cada posición y se adapta a otras
            condiciones (por ejemplo, encajar cajas en dos dimensiones) o a maximizar una suma.
            - **O(n log n):** solo sirve cuando la comparación es un orden total.

            Con n = 100 000, la primera hace unas 5 · 10⁹ comparaciones y la segunda, menos de dos millones.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Por qué la lista de colas de la LIS está siempre ordenada?",
            """
            Porque el mejor final de una subsecuencia de longitud k + 1 siempre es mayor que el de una de
            longitud k.

            Si una subsecuencia de longitud k + 1 termina en v, al quitarle el último elemento queda una de
            longitud k que termina en un valor menor que v; por tanto, el menor final de longitud k es menor
            que v. Al sustituir la primera cola ≥ x por x, el orden se mantiene. Gracias a ello se puede usar
            búsqueda binaria.
            """,
        ),
        QA(
            "¿Qué relación hay entre la LIS y la LCS?",
            """
            La LIS de una lista es la LCS entre esa lista y su versión ordenada sin repetidos.

            Una subsecuencia de ambas respeta el orden original, por la primera, y es estrictamente creciente,
            por la segunda. Para `[3, 1, 2]`, la LCS con `[1, 2, 3]` es 1, 2, de longitud 2. Calcularla así
            cuesta O(n²), de modo que sirve para entender la relación, pero no para programarla.
            """,
        ),
        QA(
            "¿Cuántas pilas hacen falta en el solitario de la paciencia con las cartas 6, 3, 5, 8, 4, 7?",
            """
            Hacen falta 3, la longitud de la subsecuencia creciente más larga, por ejemplo 3, 5, 8.

            En ese solitario, cada carta se pone sobre la pila más a la izquierda cuya cima sea mayor o igual;
            si no hay, se abre una pila nueva.

            ```python
            from bisect import bisect_left

            cimas = []
            for carta in [6, 3, 5, 8, 4, 7]:
                k = bisect_left(cimas, carta)
                cimas[k:k + 1] = [carta]
            print(cimas, len(cimas))  #=
            ```

            Es exactamente el algoritmo O(n log n): las cimas son las colas.
            """,
            level="intermedio",
        ),
    ),
)
