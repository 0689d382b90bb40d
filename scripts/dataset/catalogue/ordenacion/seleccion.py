"""La ordenación por selección."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="seleccion",
    name="la ordenación por selección",
    topic="ordenación",
    level="básico",
    time="O(n²)",
    space="O(1)",
    code="""
def seleccion(a):
    for i in range(len(a) - 1):
        menor = i
        for j in range(i + 1, len(a)):
            if a[j] < a[menor]:
                menor = j
        a[i], a[menor] = a[menor], a[i]
    return a
""",
    theory=Theory(
        """
        La ordenación por selección busca el menor de los elementos pendientes y lo coloca al principio de
        ellos; repite esto hasta acabar.

        1. Busca el mínimo de toda la lista e intercámbialo con la posición 0.
        2. Busca el mínimo del resto e intercámbialo con la posición 1.
        3. Continúa: tras k pasos, las k primeras posiciones son definitivas.

        **Ejemplo:** `[4, 2, 3]` pasa a `[2, 4, 3]` (el mínimo era 2) y después a `[2, 3, 4]`.
        """,
        pitfall="""intercambiar dentro del bucle interior cada vez que aparece uno menor. Funciona, pero hace
        muchos más intercambios de los necesarios.""",
    ),
    complexity=Complexity(
        """
        Para elegir el primer elemento se hacen n − 1 comparaciones; para el segundo, n − 2; y así
        sucesivamente. Suman n(n − 1)/2 sea cual sea el orden inicial: no hay mejor caso. Lo que sí es pequeño
        es el número de intercambios, n − 1 como mucho, y por eso el método interesa cuando escribir es caro.

        No se usa ninguna lista auxiliar, solo índices.
        """,
        Count(
            "if a[j] < a[menor]:",
            "comparaciones, lista ya ordenada",
            tuple((n, f"seleccion(list(range({n})))") for n in (5, 10, 20)),
        ),
    ),
    build=Build(
        "Programa la ordenación por selección en Python y enséñame un ejemplo.",
        """En cada vuelta se localiza la posición del menor elemento pendiente y se intercambia con la primera
        posición libre.""",
        ("seleccion([64, 25, 12, 22])", "seleccion(['pera', 'kiwi', 'mora'])"),
        "El bucle exterior no necesita llegar al último elemento: cuando solo queda uno, ya es el mayor.",
    ),
    bugs=(
        Bug(
            "Mi selección ordena mal algunas listas. ¿Cuál es el error?",
            ("if a[j] < a[menor]:", "if a[j] < a[i]:"),
            "seleccion([3, 1, 2])",
            """La comparación se hace con `a[i]` y no con el menor encontrado hasta ahora. Así `menor` acaba
            señalando al último valor menor que `a[i]`, que no tiene por qué ser el mínimo.""",
        ),
        Bug(
            "¿Por qué este código de ordenación por selección repite valores?",
            ("a[i], a[menor] = a[menor], a[i]", "a[i] = a[menor]; a[menor] = a[i]"),
            "seleccion([2, 1])",
            """El intercambio está mal hecho: la primera asignación borra `a[i]` antes de que la segunda pueda
            copiarlo. El resultado tiene un valor repetido y otro perdido.""",
            "la asignación múltiple evalúa primero toda la parte derecha, de modo que no se pierde nada.",
        ),
    ),
    exercises=(
        Trace(
            """Aplica la ordenación por selección a [29, 10, 14, 37, 13] y escribe qué se intercambia en cada
            paso.""",
            "seleccion([29, 10, 14, 37, 13])",
            "a[i], a[menor] = a[menor], a[i]",
            "Quedan por ordenar {a[i:]}: el menor es {a[menor]} y pasa a la posición {i}.",
            """El resultado es ‹seleccion([29, 10, 14, 37, 13])›, con un intercambio por cada posición menos la
            última.""",
            """Fíjate en que en cada paso la parte pendiente tiene un elemento menos. Cuando el mínimo ya está
            en su sitio, el intercambio no cambia nada.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué diferencia hay entre ordenar por selección y con un montículo (heapsort)?",
            """
            La idea es la misma, extraer una y otra vez un extremo, pero cambia cómo se encuentra: selección
            recorre todo lo pendiente y heapsort se lo pide a un montículo.

            | | búsqueda del extremo | total |
            |---|---|---|
            | selección | O(n) | O(n²) |
            | heapsort | O(log n) | O(n log n) |

            Las dos ordenan en la propia lista con memoria O(1), y ninguna es estable en su forma habitual.
            Heapsort es, en el fondo, una selección que no olvida lo que aprendió en las comparaciones
            anteriores.
            """,
            level="intermedio",
            title="frente a heapsort",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué la ordenación por selección no es estable?",
            """
            Porque el intercambio puede hacer saltar un elemento por encima de otro igual.

            Toma `[2a, 2b, 1]`, donde 2a y 2b tienen la misma clave. El menor es 1, que se intercambia con la
            primera posición: queda `[1, 2b, 2a]`. El 2a ha saltado detrás del 2b y su orden relativo se ha
            invertido. Para hacerla estable habría que insertar el mínimo desplazando los demás, en lugar de
            intercambiar, y eso añade O(n) movimientos por paso.
            """,
            level="intermedio",
            title="por qué no es estable",
        ),
        QA(
            "¿En qué situación tiene sentido usar ordenación por selección?",
            """
            Tiene sentido cuando escribir en memoria es mucho más caro que leer, porque hace como mucho n − 1
            intercambios.

            Piensa en una memoria que se desgasta con cada escritura o en registros enormes que cuesta mover.
            La inserción puede hacer del orden de n² escrituras, mientras que la selección hace una cantidad
            lineal. A cambio, siempre realiza n(n − 1)/2 comparaciones, así que con listas largas en memoria
            normal es mejor cualquier método O(n log n).
            """,
            title="cuándo tiene sentido",
        ),
        QA(
            """Tengo que hallar solo los 3 menores de una lista. ¿Me sirve la idea de la ordenación por
            selección?""",
            """
            Sí: basta con hacer las tres primeras vueltas del bucle exterior y parar.

            Tras k vueltas, las k primeras posiciones contienen los k menores en orden, con coste O(kn). Para
            k pequeño y fijo es lineal, mejor que ordenar todo. En Python ya está hecho con un montículo:

            ```python
            import heapq

            print(heapq.nsmallest(3, [9, 4, 7, 1, 8, 2]))  #=
            ```

            Si k crece hacia n, deja de compensar: kn se acerca a n².
            """,
            title="los 3 menores",
        ),
    ),
    brief=Brief(
        what=(
            """Es ordenar una lista buscando cada vez el menor de los elementos que faltan y poniéndolo en la
            primera posición pendiente.""",
            """Un método sencillo de ordenación que hace muchas comparaciones, pero muy pocos intercambios:
            como mucho uno por cada posición de la lista.""",
            """Como elegir equipo por altura: se busca al más bajo y se pone primero, luego al más bajo de los
            demás, y así hasta el final. Eso es la selección.""",
            """La ordenación por selección recorre la parte pendiente, halla su mínimo y lo intercambia con el
            primero de ella.""",
        ),
        cost=(
            """Para cada posición se recorre todo lo que queda, esté como esté la lista: n(n − 1)/2 comparaciones.""",
            "Solo hay que recordar por qué posición se va y dónde está el menor visto hasta ahora.",
            "Busca n veces el mínimo en tramos cada vez más cortos y no usa listas auxiliares.",
        ),
        use=(
            """Cuando escribir es mucho más caro que leer y los datos son pocos, porque solo hace hasta n − 1
            intercambios.""",
            """En memorias que se desgastan al escribir, como algunas de aparatos pequeños, se valora que mueva tan
            poco los datos.""",
            """No conviene con listas grandes, porque las comparaciones crecen como n², ni con listas casi
            ordenadas, porque no se aprovecha de que ya estén en orden.""",
        ),
        beliefs=(
            QA(
                "Si la lista ya está ordenada, la selección termina antes.",
                """No: hace siempre las mismas comparaciones, n(n − 1)/2, porque necesita asegurarse de cuál es el
                menor.""",
                title="la lista ya está ordenada",
            ),
            QA(
                "La ordenación por selección hace muchos intercambios.",
                """Al revés: hace como mucho n − 1, menos que la burbuja o la inserción. Lo que hace muchas son
                comparaciones, O(n²).""",
                title="muchos intercambios",
            ),
            QA(
                "La selección es estable.",
                "Esta versión no: al intercambiar, un elemento puede saltar por encima de otro igual a él.",
                title="estabilidad",
            ),
        ),
        faster=(
            QA(
                "¿Selección o inserción con una lista casi en orden?",
                """La inserción: cuesta casi O(n), porque apenas hay que desplazar. La selección compara igual
                que siempre, O(n²).""",
                title="frente a inserción",
            ),
            QA(
                "¿Selección o heapsort para 100 000 datos?",
                """Heapsort: también va tomando el mayor o el menor, pero lo encuentra en O(log n), y en total es
                O(n log n).""",
                title="o heapsort, 100 000 datos",
            ),
        ),
        results=(
            Result(
                "seleccion([2, 3, 1])",
                "El menor, el 1, se cambia con el 2 y queda [1, 3, 2]; después el 2 se cambia con el 3.",
            ),
            Result(
                "seleccion([5, 4])",
                """El menor de los dos es el 4, que está en la posición 1, y se intercambia con el 5; con eso
                se termina.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo ordeno una lista haciendo los mínimos cambios posibles?",
                    "Con selección: busca el menor de los pendientes y haz un solo intercambio por posición.",
                ),
                QA(
                    "¿Y es rápida?",
                    "No: son pocos intercambios, como mucho n − 1, pero muchas comparaciones, O(n²).",
                ),
                QA(
                    "¿Aunque ya esté ordenada?",
                    """Sí, también entonces tarda O(n²): no tiene forma de saber que está ordenada sin hacer
                    todas las comparaciones.""",
                ),
            ),
            (
                QA(
                    "En la ordenación por selección, ¿por qué el bucle exterior da n − 1 vueltas y no n?",
                    "Porque cuando queda un solo elemento pendiente ya es el mayor y está en su sitio.",
                ),
                QA(
                    "¿Qué guarda la variable menor?",
                    "La posición, no el valor, del menor encontrado: hace falta para intercambiarlo.",
                ),
            ),
        ),
        build=Build(
            "Necesito una ordenación que busque el mínimo cada vez. ¿Cómo queda en Python?",
            "Para cada posición se busca el menor de los que faltan y se intercambia:",
            (
                "seleccion([10, 3, 7])",
                "seleccion([1])",
            ),
            "Se guarda la posición del menor y no su valor, porque es lo que necesita el intercambio.",
        ),
    ),
)
