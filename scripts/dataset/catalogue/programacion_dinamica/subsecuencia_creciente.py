"""La subsecuencia creciente más larga (LIS)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="O(n²) u O(n log n)",
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
            title="colas siempre ordenadas",
        ),
        QA(
            "¿Qué relación hay entre la LIS y la LCS?",
            """
            La LIS de una lista es la LCS entre esa lista y su versión ordenada sin repetidos.

            Una subsecuencia de ambas respeta el orden original, por la primera, y es estrictamente creciente,
            por la segunda. Para `[3, 1, 2]`, la LCS con `[1, 2, 3]` es 1, 2, de longitud 2. Calcularla así
            cuesta O(n²), de modo que sirve para entender la relación, pero no para programarla.
            """,
            title="relación con la LCS",
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
            title="solitario de la paciencia",
        ),
    ),
    brief=Brief(
        what=(
            """Es averiguar cuántos elementos de una lista se pueden conservar, tachando los demás y sin cambiar
            el orden, para que los que queden vayan siempre en aumento.""",
            """Busca el mayor número de elementos, no necesariamente seguidos, que crecen de izquierda a derecha
            en una lista. El método rápido coloca cada valor con una búsqueda binaria.""",
            """Funciona como un solitario: cada carta se pone sobre la primera pila cuya cima sea mayor o igual,
            y si no hay, abre pila. El número de pilas es la longitud de la subsecuencia creciente más larga.""",
            """El cálculo de la subsecuencia creciente más larga (LIS) mantiene, para cada longitud, el final más
            pequeño posible de una subsecuencia creciente, y lo mejora con cada elemento.""",
        ),
        cost=(
            "Cada elemento se coloca con una búsqueda binaria en la lista de colas, que siempre está ordenada.",
            """La lista de colas tiene una casilla por cada longitud alcanzada, y nunca hay más longitudes que
            elementos.""",
            """Se hace una búsqueda binaria por elemento y, en el peor caso, con la lista ya creciente, las colas
            son todos los elementos.""",
        ),
        use=(
            """Cuando quieres saber cuánto hay de ordenado en una secuencia, o cuántos elementos hay que mover
            como mínimo para ordenarla: todos menos los de la subsecuencia creciente más larga.""",
            """El entorno web «Vue 3» la usa al reordenar listas en pantalla: los elementos de la subsecuencia
            creciente más larga se quedan quietos y solo se mueven los demás.""",
            """Si buscas elementos seguidos, porque para la racha creciente más larga basta una pasada. Si
            interesa la mayor suma y no la mayor cantidad, este método tampoco sirve tal cual.""",
        ),
        beliefs=(
            QA(
                "La subsecuencia creciente más larga tiene que estar formada por elementos seguidos.",
                """No: los elementos pueden estar separados, siempre que se respete su orden. En `[4, 9, 5, 1,
                7]` sirven 4, 5 y 7: ‹lis([4, 9, 5, 1, 7]) =›.""",
                title="elementos seguidos",
            ),
            QA(
                "la lista colas del algoritmo de la lis es la solucion",
                """No: solo su longitud es fiable. Con `[2, 3, 1]` las colas acaban siendo 1 y 3, que no forman
                una subsecuencia, porque el 1 está detrás del 3.""",
                title="la lista de colas",
            ),
            QA(
                """Calcular la LIS cuesta siempre O(n²), porque hay que comparar cada elemento con todos los
                anteriores.""",
                """No: así lo hace la versión sencilla. Guardando el menor final de cada longitud, basta una
                búsqueda binaria por elemento y el total baja a O(n log n).""",
                title="comparar con todos los anteriores",
            ),
        ),
        faster=(
            QA(
                "Tengo un millón de números y quiero su LIS. ¿Versión cuadrática o con búsqueda binaria?",
                """La de búsqueda binaria: O(n log n), unos 20 millones de pasos. La cuadrática haría unos 500
                000 millones de comparaciones.""",
                title="cuadrática o búsqueda binaria",
            ),
            QA(
                "Para la racha creciente más larga de elementos seguidos, ¿necesito el algoritmo de la LIS?",
                """No: basta una pasada O(n) con un contador que vuelve a 1 cada vez que un elemento no supera al
                anterior. La LIS, O(n log n), es para elementos no contiguos.""",
                title="frente a la racha seguida",
            ),
        ),
        results=(
            Result(
                "lis([2, 8, 3, 9])",
                """Las colas van siendo `[2]`, `[2, 8]`, `[2, 3]` y `[2, 3, 9]`. Una solución es 2, 3, 9, y otra,
                2, 8, 9.""",
            ),
            Result(
                "lis([5, 5, 6])",
                """El segundo 5 sustituye al primero, porque debe crecer estrictamente, y el 6 alarga la lista de
                colas, que termina como `[5, 6]`.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo una estantería de libros casi ordenada y quiero mover los menos posibles. ¿Qué calculo?",
                    """La subsecuencia creciente más larga: esos libros ya están en orden entre sí y se quedan
                    quietos. Solo mueves los demás, que son el mínimo.""",
                ),
                QA(
                    "¿Y cómo sé cuáles son, no solo cuántos?",
                    """Guarda, para cada elemento, cuál estaba en la cola anterior en el momento de colocarlo. Al
                    final se retrocede por esos enlaces desde la última cola.""",
                ),
                QA(
                    "y eso cambia el coste",
                    """Apenas: añade un enlace por elemento, O(n) de memoria. El tiempo sigue siendo O(n log n),
                    porque retroceder son como mucho n pasos.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en la LIS interesa guardar el final más pequeño de cada longitud?",
                    """Porque cuanto más bajo sea el final, más fácil es que un elemento posterior lo supere y
                    alargue la subsecuencia. Los finales mayores no aportan nada.""",
                ),
                QA(
                    "No lo pillo, ¿me das un ejemplo?",
                    """Con 5, 2, 3: las subsecuencias de longitud 1 pueden acabar en 5 o en 2. El 3 no alarga la
                    del 5, pero sí la del 2, y por eso se guarda el 2.""",
                ),
            ),
        ),
        build=Build(
            "Impleméntame la longitud de la subsecuencia creciente más larga con `bisect`.",
            "Cada elemento se coloca en `colas`, que guarda el menor final posible para cada longitud:",
            (
                "lis([1, 6, 2, 3, 8, 4])",
                "lis([])",
            ),
            """Si `k` coincide con la longitud de `colas`, el valor supera a todos los finales y la subsecuencia
            crece en uno.""",
        ),
    ),
)
