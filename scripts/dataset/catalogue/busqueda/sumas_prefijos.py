"""La técnica de las sumas de prefijos."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="sumas-prefijos",
    name="la técnica de las sumas de prefijos",
    topic="búsqueda",
    level="básico",
    time="O(n) para preparar y O(1) por consulta",
    space="O(n)",
    code="""
def prefijos(a):
    p = [0]
    for x in a:
        p.append(p[-1] + x)
    return p


def suma(p, i, j):
    return p[j] - p[i]
""",
    theory=Theory(
        """
        Las sumas de prefijos guardan, para cada posición, cuánto suman todos los elementos anteriores; así la
        suma de cualquier tramo es una sola resta.

        - `p[0] = 0` y `p[k]` es la suma de los k primeros elementos.
        - La suma de las posiciones i, …, j − 1 es `p[j] - p[i]`.

        **Ejemplo:** para `[3, 1, 4, 1]`, los prefijos son ‹prefijos([3, 1, 4, 1])›, y las posiciones 1 y 2
        suman `p[3] - p[1]`, es decir, 8 − 3 = 5.
        """,
        pitfall="""olvidar el 0 inicial; sin él, los tramos que empiezan en la primera posición necesitan un
        caso aparte.""",
    ),
    complexity=Complexity(
        """
        Construir la lista de prefijos es una pasada con una suma por elemento: O(n). Después, cada consulta
        hace una resta, sin importar la longitud del tramo. Con q consultas el total es O(n + q), frente a
        O(nq) si se suma cada tramo por separado.

        A cambio hay que guardar n + 1 números, y si un elemento cambia hay que rehacer los prefijos
        posteriores, O(n).
        """,
    ),
    build=Build(
        "Prepara una lista para responder muchas veces cuánto suma el tramo de i a j (sin incluir j).",
        "Se precalculan los prefijos una vez y cada consulta resta dos de ellos.",
        ("p = prefijos([5, 2, 7, 1])", "p", "suma(p, 1, 3)", "suma(p, 0, 4)"),
        "El convenio semiabierto, con j excluido, evita sumar y restar unos en las fórmulas.",
    ),
    bugs=(
        Bug(
            "Mis consultas con sumas de prefijos dan un número equivocado. ¿Qué está mal?",
            ("return p[j] - p[i]", "return p[j] - p[i - 1]"),
            "suma(prefijos([5, 2, 7]), 1, 3)",
            """Los índices de la resta están desplazados. `p[i]` es la suma de los i primeros elementos, así que
            es justo lo que sobra; con `p[i - 1]` se cuela también `a[i - 1]`.""",
        ),
        Bug(
            "¿Por qué esta lista de prefijos no sirve para el tramo que empieza en 0?",
            ("p = [0]\n    for x in a:", "p = a[:1]\n    for x in a[1:]:"),
            "suma(prefijos([4, 6]), 0, 1)",
            """Falta el prefijo vacío. Sin el 0 inicial, `p[0]` ya incluye el primer elemento y todas las
            posiciones quedan corridas una unidad.""",
            "la lista de prefijos debe tener un elemento más que la original.",
        ),
    ),
    exercises=(
        Trace(
            "Construye las sumas de prefijos de [2, 8, 1, 5] y úsalas para sumar las posiciones 1 a 3.",
            "prefijos([2, 8, 1, 5])",
            "p.append(p[-1] + x)",
            "Prefijos {p}; se añade {p[-1]} + {x} = {p[-1] + x}.",
            """Los prefijos son ‹prefijos([2, 8, 1, 5])› y la suma pedida es ‹suma(prefijos([2, 8, 1, 5]), 1,
            4)›.""",
            """La suma de las posiciones 1, 2 y 3 es p[4] − p[1] = 16 − 2 = 14, es decir, 8 + 1 + 5. Cualquier
            otro tramo se obtiene con otra resta, sin recorrer la lista.""",
        ),
        QA(
            "¿Cuántos tramos de una lista suman exactamente k? Resuélvelo en O(n).",
            """
            Se recorren los prefijos y se cuenta cuántos anteriores valen `prefijo - k`, con ayuda de un
            diccionario.

            ```python
            from collections import Counter

            def tramos(a, k):
                vistos, prefijo, total = Counter([0]), 0, 0
                for x in a:
                    prefijo += x
                    total += vistos[prefijo - k]
                    vistos[prefijo] += 1
                return total

            print(tramos([1, 2, 3, -3, 3], 3))  #=
            ```

            Un tramo suma k si la diferencia entre su prefijo final y el inicial es k. Funciona también con
            números negativos. Tiempo O(n) en promedio y memoria O(n).
            """,
            level="avanzado",
        ),
    ),
    comparisons=(
        QA(
            "¿Sumas de prefijos o árbol de Fenwick?",
            """
            Prefijos si los datos no cambian; árbol de Fenwick si hay actualizaciones entre las consultas.

            | | preparar | consultar | cambiar un valor |
            |---|---|---|---|
            | prefijos | O(n) | O(1) | O(n) |
            | Fenwick | O(n) | O(log n) | O(log n) |

            Con muchas consultas y ningún cambio, los prefijos son imbatibles y se escriben en tres líneas.
            Con cambios frecuentes, rehacer los prefijos cada vez es O(n), y el Fenwick reparte el coste entre
            las dos operaciones. (Prepararlo con n cambios sueltos cuesta O(n log n); hay una variante O(n).)
            """,
            level="avanzado",
            title="frente a Fenwick",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo se extienden las sumas de prefijos a una matriz?",
            """
            Se guarda en `p[i][j]` la suma del rectángulo que va de la esquina superior izquierda a la fila i
            y la columna j (sin incluirlas); cada rectángulo se obtiene con cuatro valores.

            La suma de las filas f1…f2 − 1 y columnas c1…c2 − 1 es p[f2][c2] − p[f1][c2] − p[f2][c1] +
            p[f1][c1]. El último término se suma porque esa esquina se ha restado dos veces (inclusión y
            exclusión). Preparar cuesta O(filas · columnas) y cada consulta, O(1).
            """,
            level="intermedio",
            title="en una matriz",
        ),
        QA(
            "¿Qué es una lista de diferencias y cuándo conviene?",
            """
            Es la operación inversa de los prefijos: permite sumar un valor a todo un tramo en O(1) y
            recuperar la lista al final con una pasada.

            Para sumar v a las posiciones i, …, j − 1 basta con `d[i] += v` y `d[j] -= v`. Al acumular `d` se
            obtiene cuánto se ha añadido a cada posición. Con q actualizaciones, el coste total es O(n + q) en
            vez de O(nq). Sirve si todas las actualizaciones llegan antes que las consultas.
            """,
            level="intermedio",
            title="lista de diferencias",
        ),
        QA(
            "¿Qué función de Python calcula sumas de prefijos?",
            """
            `itertools.accumulate`, que devuelve las sumas parciales una a una.

            ```python
            from itertools import accumulate

            a = [3, 1, 4]
            print(list(accumulate(a)))  #=
            print(list(accumulate(a, initial=0)))  #=
            ```

            Con `initial=0` se obtiene la versión con el prefijo vacío, que es la cómoda para restar. También
            acepta otra operación: `accumulate(a, max)` da el máximo hasta cada posición. Recorre la lista una
            vez, O(n), y va produciendo los valores sin guardarlos todos.
            """,
            title="función de Python",
        ),
    ),
    brief=Brief(
        what=(
            """Es guardar de antemano cuánto suma la lista hasta cada posición, para poder sumar cualquier tramo
            con una sola resta.""",
            """Una técnica de preparación: se gasta una pasada al principio y después cada consulta de suma es
            inmediata.""",
            """Como los mojones de una carretera: para saber la distancia entre dos pueblos basta restar sus
            kilómetros, sin volver a medir el tramo.""",
            """Las sumas de prefijos son una lista en la que cada casilla contiene la suma de todos los elementos
            anteriores.""",
        ),
        cost=(
            "Preparar recorre la lista una vez; cada consulta es una resta de dos casillas.",
            "Se guarda una suma por cada posición, una más que elementos.",
            "Una pasada para acumular y una lista de n + 1 sumas; después, cada respuesta es una resta.",
        ),
        use=(
            """Cada suma sale en O(1): conviene cuando la lista no cambia y vas a preguntar muchas veces por la suma
            de tramos.""",
            """Sirve para dar las ventas entre dos fechas cualesquiera, o para sumar zonas de una imagen con la
            versión de dos dimensiones.""",
            """Si los datos cambian a menudo: un solo cambio obliga a rehacer las sumas siguientes, O(n). Un árbol
            de Fenwick lo hace en O(log n).""",
        ),
        beliefs=(
            QA(
                "Cada consulta de suma con prefijos cuesta O(n).",
                """No: lo que cuesta O(n) es la preparación, y se hace una vez. Cada consulta es una resta,
                O(1).""",
                title="coste de cada consulta",
            ),
            QA(
                "La lista de prefijos tiene los mismos elementos que la original.",
                "No: tiene uno más, n + 1, porque empieza con un 0, que es la suma de ningún elemento.",
                title="cuántos elementos tiene",
            ),
            QA(
                "La técnica de prefijos sirve igual para el máximo de un tramo.",
                """No: el máximo no se puede deshacer restando. Para eso hay otras estructuras, como la tabla
                dispersa.""",
                title="máximo de un tramo",
            ),
        ),
        faster=(
            QA(
                """Tengo que contestar mil sumas de tramos de una lista de un millón. ¿Sumo cada vez o uso
                prefijos?""",
                """Prefijos: un millón de pasos de preparación y mil restas. Sumando cada vez, hasta mil millones
                de pasos.""",
                title="o sumar cada vez",
            ),
            QA(
                "Solo voy a preguntar una suma. ¿Preparo los prefijos?",
                """No hace falta: sumar ese tramo directamente cuesta como mucho O(n), lo mismo que prepararlos, y
                sin memoria extra.""",
                title="una sola suma",
            ),
        ),
        results=(
            Result(
                "prefijos([2, 2, 2])",
                """Empieza con 0 y va acumulando: 2, luego 4 y luego 6. Por eso salen cuatro números de una
                lista de tres.""",
            ),
            Result(
                "suma(prefijos([1, 5, 3]), 1, 3)",
                "El tramo de las posiciones 1 y 2 es 5 + 3, y sale como 9 − 1.",
            ),
        ),
        talks=(
            (
                QA(
                    "Me preguntan muchas veces cuánto llovió entre dos días. ¿Cómo respondo rápido?",
                    "Prepara las sumas acumuladas una vez; cada pregunta es restar dos de ellas.",
                ),
                QA(
                    "¿Y si corrigen el dato de un día?",
                    "Hay que rehacer las sumas desde ese día, O(n). Si pasa a menudo, usa un árbol de Fenwick.",
                ),
                QA(
                    "¿Y sirve para la media?",
                    "Sí: la media es la suma del tramo dividida entre sus días.",
                ),
            ),
            (
                QA(
                    "¿Por qué la lista de prefijos empieza por 0?",
                    "Para que la suma desde el principio salga con la misma resta: `p[j] - p[0]`.",
                ),
                QA(
                    "¿Y si no lo pongo?",
                    """Tendrías que tratar aparte los tramos que empiezan en la posición 0, y ahí es fácil
                    equivocarse.""",
                ),
            ),
        ),
        build=Build(
            "Necesito responder al instante cuánto suman los elementos de i a j. ¿Me das el código?",
            """Se prepara una lista de sumas acumuladas, que empieza con un 0 y tiene una casilla más que la
            original; después, cada consulta se responde con una sola resta:""",
            (
                "suma(prefijos([4, 1, 7]), 0, 2)",
                "prefijos([])",
            ),
            """El extremo j no entra en el tramo, como en los cortes de Python. Por eso la longitud del tramo es
            siempre j − i y la lista completa se suma con los extremos 0 y n.""",
        ),
    ),
)
