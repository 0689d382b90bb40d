"""La ordenación rápida (quicksort)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="quicksort",
    name="la ordenación rápida (quicksort)",
    topic="ordenación",
    level="intermedio",
    time="O(n log n) en promedio y O(n²) en el peor caso",
    space="O(log n) en promedio (la pila de llamadas)",
    code="""
def quicksort(a, izq=0, der=None):
    if der is None:
        der = len(a) - 1
    if izq < der:
        p = particion(a, izq, der)
        quicksort(a, izq, p - 1)
        quicksort(a, p + 1, der)
    return a


def particion(a, izq, der):
    pivote = a[der]
    i = izq
    for j in range(izq, der):
        if a[j] < pivote:
            a[i], a[j] = a[j], a[i]
            i += 1
    a[i], a[der] = a[der], a[i]
    return i
""",
    theory=Theory(
        """
        Quicksort elige un elemento, el pivote, y reorganiza la lista para que los menores queden a su
        izquierda y los demás a su derecha; después ordena cada lado igual.

        1. **Partición:** se recorre el tramo una vez y se intercambian los elementos según su comparación con
        el pivote.
        2. El pivote queda en su posición definitiva.
        3. Se repite con el tramo izquierdo y con el derecho.

        **Ejemplo:** al partir `[7, 2, 9, 4]` con pivote 4 queda `[2, 4, 9, 7]`: el 4 ya no se moverá más.
        """,
        pitfall="""tomar siempre el primero o el último como pivote con datos que llegan ordenados: es el peor
        caso.""",
    ),
    complexity=Complexity(
        """
        Cada partición recorre su tramo una vez. Si los pivotes dividen de forma razonable, hay del orden de
        log n niveles y cada uno cuesta O(n): en total O(n log n). Si el pivote es siempre el mínimo o el
        máximo, un lado queda vacío y el otro con n − 1 elementos; entonces n + (n − 1) + … es O(n²), y la
        pila también llega a O(n).

        Eso pasa aquí con una lista ya ordenada, porque el pivote es el último. Elegirlo al azar lo hace muy
        improbable.
        """,
        Count(
            "if a[j] < pivote:",
            "comparaciones con la lista ya ordenada, el peor caso",
            tuple((n, f"quicksort(list(range({n})))") for n in (8, 16, 32)),
        ),
    ),
    build=Build(
        "Implementa quicksort en la propia lista con la partición de Lomuto.",
        """La partición de Lomuto usa el último elemento como pivote y mantiene en `i` la frontera de los
        menores.""",
        ("quicksort([3, 6, 1, 8, 2])",),
        "Tras la partición, el pivote no vuelve a entrar en ninguna llamada: está en su sitio.",
    ),
    bugs=(
        Bug(
            "Mi quicksort funcional pierde los números repetidos. ¿Qué hago mal?",
            ("if x >= p]", "if x > p]"),
            "quicksort([3, 1, 3, 2])",
            """Los elementos iguales al pivote no van a ninguno de los dos lados. `menores` exige `<`, `mayores`
            exige `>`, y las copias del pivote desaparecen.""",
            """uno de los dos lados debe aceptar los iguales; como el pivote se ha separado antes, la recursión
            sigue avanzando.""",
            code="""
def quicksort(a):
    if not a:
        return []
    p, *resto = a
    menores = [x for x in resto if x < p]
    mayores = [x for x in resto if x >= p]
    return quicksort(menores) + [p] + quicksort(mayores)
""",
        ),
        Bug(
            "Este quicksort nunca acaba con algunas listas. ¿Por qué?",
            ("menores = [x for x in resto", "menores = [x for x in a"),
            "quicksort([2, 1, 3])",
            """La llamada recursiva incluye de nuevo al pivote. Al filtrar con `<=` sobre la lista completa, si
            el pivote es el máximo del tramo, `menores` es tan grande como `a` y la recursión no avanza.""",
            "se filtra solo sobre el resto, sin el pivote: cada llamada tiene al menos un elemento menos.",
            code="""
def quicksort(a):
    if not a:
        return []
    p, *resto = a
    menores = [x for x in resto if x <= p]
    mayores = [x for x in resto if x > p]
    return quicksort(menores) + [p] + quicksort(mayores)
""",
        ),
    ),
    exercises=(
        Trace(
            "Haz la partición de Lomuto de [6, 2, 8, 3, 5] tomando el 5 como pivote, paso a paso.",
            "particion([6, 2, 8, 3, 5], 0, 4)",
            "if a[j] < pivote:",
            """a = {a}, frontera i = {i}: {a[j]} {'< 5, se intercambia con a[' + str(i) + '] y la frontera
            avanza' if a[j] < 5 else '≥ 5, se queda'}.""",
            """El pivote acaba en la posición ‹particion([6, 2, 8, 3, 5], 0, 4)›. Se mira cada elemento salvo el
            pivote:""",
            """Al final se intercambia el pivote con `a[2]`. A su izquierda quedan 2 y 3, y a su derecha los que
            no son menores que 5.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué ventaja tiene quicksort frente a heapsort si los dos pueden ordenar en la propia lista?",
            """
            En la práctica quicksort suele ser más rápido, aunque heapsort tenga mejor garantía.

            - Quicksort recorre tramos contiguos, lo que aprovecha muy bien la memoria caché. Heapsort salta
            entre las posiciones i y 2i + 1.
            - Heapsort es O(n log n) incluso en el peor caso y usa O(1) de memoria.
            - Quicksort puede degradarse a O(n²) si los pivotes son malos.

            La solución de muchas bibliotecas es *introsort*: empieza con quicksort y, si la recursión se hace
            demasiado profunda, cambia a heapsort.
            """,
            level="avanzado",
            title="frente a heapsort",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué conviene elegir el pivote al azar en quicksort?",
            """
            Porque así ninguna entrada concreta es mala siempre: el O(n²) pasa a depender de la mala suerte y
            no de los datos.

            Con el último elemento como pivote, una lista ordenada (algo muy habitual) provoca el peor caso.
            Si el pivote se elige al azar, la esperanza del número de comparaciones es de unas 1,39 n log₂ n
            para cualquier lista de elementos distintos. Otra opción es la mediana de tres: comparar el
            primero, el central y el último, y usar el de en medio.
            """,
            title="pivote al azar",
        ),
        QA(
            "¿Qué le pasa a quicksort si todos los elementos son iguales?",
            """
            Con la partición de Lomuto cae en el peor caso, O(n²), aunque no haya nada que ordenar.

            Como ningún elemento es menor que el pivote, la frontera no avanza: el lado izquierdo queda vacío
            y el derecho con n − 1 elementos. El pivote aleatorio no ayuda, porque todos valen lo mismo. El
            remedio es la **partición en tres partes**: menores, iguales y mayores. Los iguales ya están
            colocados y solo se ordenan los otros dos tramos; con todos iguales, el coste es O(n).
            """,
            level="avanzado",
            title="elementos iguales",
        ),
        QA(
            "¿Cómo se evita que la pila de llamadas de quicksort crezca demasiado?",
            """
            Se ordena primero, de forma recursiva, el tramo más corto, y el más largo se procesa con un bucle
            en la misma llamada.

            Cada llamada recursiva recibe como mucho la mitad de los elementos, así que nunca hay más de log₂
            n llamadas anidadas, aunque los pivotes sean malos. El tiempo del peor caso sigue siendo O(n²),
            pero la memoria baja de O(n) a O(log n). Con listas largas y pivotes malos, sin este cuidado,
            Python lanzaría `RecursionError`.
            """,
            level="avanzado",
            title="pila de llamadas",
        ),
        QA(
            "¿Qué garantiza exactamente la partición en quicksort?",
            """
            Garantiza que el pivote queda en su posición final, con ningún elemento mayor que él a su
            izquierda y ninguno menor a su derecha.

            No garantiza nada sobre el orden dentro de cada lado; de eso se encarga la recursión. Por ejemplo,
            después de partir `[9, 1, 8, 2, 5]` con pivote 5 se obtiene ‹(a := [9, 1, 8, 2, 5], particion(a,
            0, 4), a)[2]›: el 5 está en su sitio, pero el 9 y el 8 de su derecha todavía no están ordenados. La
            partición cuesta O(n) y usa O(1) de memoria.
            """,
            title="qué garantiza la partición",
        ),
    ),
    brief=Brief(
        what=(
            """Es una ordenación que elige un pivote, deja a un lado los menores y al otro los mayores, y repite en
            cada lado.""",
            """Un algoritmo de divide y vencerás que ordena en el sitio a base de particiones alrededor de
            pivotes y, en promedio, es de los más rápidos.""",
            """Como ordenar una fila por estatura: alguien sale al medio, los más bajos se ponen a su izquierda y
            los más altos a su derecha, y cada grupo hace lo mismo.""",
            """La ordenación rápida reparte la lista alrededor de un pivote, que queda en su posición definitiva, y
            ordena cada parte de forma recursiva.""",
        ),
        cost=(
            """Si el pivote reparte más o menos por la mitad hay log n niveles de n pasos; si siempre es el menor o
            el mayor, hay n niveles.""",
            """Se ordena en la propia lista; lo que ocupa es la pila de llamadas, con log n niveles si los pivotes
            son buenos.""",
            """Cada nivel recorre los elementos una vez, y el número de niveles depende del pivote; la pila es tan
            profunda como los niveles.""",
        ),
        use=(
            """Conviene para ordenar en memoria datos variados, sin gastar otra lista, cuando importa la
            velocidad media y da igual que los elementos iguales cambien de orden.""",
            """La función de ordenar de muchas bibliotecas de C y C++ es una variante de quicksort con protección
            contra el peor caso.""",
            """No conviene si necesitas un tiempo garantizado o estabilidad: usa mergesort. También hay que
            tener cuidado con muchos repetidos, que con esta partición llevan al peor caso.""",
        ),
        beliefs=(
            QA(
                "Quicksort es siempre O(n log n).",
                """No: eso es en promedio. Con pivotes muy malos, por ejemplo el último de una lista ya ordenada,
                llega a O(n²).""",
                title="garantía O(n log n)",
            ),
            QA(
                "Tras la partición de quicksort, las dos partes ya están ordenadas.",
                """No: solo se sabe que los de un lado son menores que el pivote y los del otro no. Cada parte hay
                que ordenarla después.""",
                title="orden de las partes",
            ),
            QA(
                "El pivote de quicksort tiene que ser la mediana.",
                """No hace falta: uno al azar basta para que en promedio cueste O(n log n). Buscar la mediana
                exacta suele salir más caro.""",
                title="la mediana como pivote",
            ),
        ),
        faster=(
            QA(
                "¿Quicksort o mergesort si no me sobra memoria?",
                """Quicksort: ordena en el sitio y gasta en promedio O(log n) de pila. Mergesort necesita otra
                lista, O(n).""",
                title="o mergesort, poca memoria",
            ),
            QA(
                "Con la lista ya ordenada y el último elemento como pivote, ¿quicksort o inserción?",
                "La inserción: O(n) en ese caso. Quicksort con ese pivote da su peor caso, O(n²).",
                title="o inserción, lista ordenada",
            ),
        ),
        results=(
            Result(
                "particion([5, 1, 4, 3], 0, 3)",
                "El pivote es el 3; solo el 1 es menor, así que el pivote acaba en la posición 1.",
            ),
            Result(
                "quicksort([2, 1])",
                "El pivote es el 1 y no hay menores que él: queda en la posición 0 y el 2 detrás.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Por qué mi quicksort da un error de recursión con una lista ordenada?",
                    """Porque tomas como pivote el último y cada partición solo quita un elemento: hay tantas
                    llamadas anidadas como elementos.""",
                ),
                QA(
                    "¿Cómo lo arreglo?",
                    """Elige el pivote al azar o la mediana de tres; así las partes quedan equilibradas casi
                    siempre.""",
                ),
                QA(
                    "¿Y con eso es imposible el O(n²)?",
                    """Imposible no, pero con pivotes al azar es extremadamente improbable, sea cual sea el
                    orden de la lista.""",
                ),
            ),
            (
                QA(
                    "¿Qué devuelve la partición de quicksort?",
                    """La posición definitiva del pivote: a su izquierda están los menores y a su derecha los
                    demás.""",
                ),
                QA(
                    "¿Y por qué no se vuelve a ordenar el pivote?",
                    "Porque ya está en su sitio: en la lista ordenada ocupará justo esa posición.",
                ),
            ),
        ),
        build=Build(
            "Hazme el algoritmo de ordenación rápida en Python.",
            "La partición coloca el pivote en su sitio, y después se ordena cada lado:",
            (
                "quicksort([4, 9, 2, 7])",
                "quicksort(['sur', 'este', 'norte'])",
            ),
            "Se ordena la misma lista que se recibe; `izq` y `der` marcan el tramo pendiente.",
        ),
    ),
)
