"""La ordenación por burbuja."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="burbuja",
    name="la ordenación por burbuja",
    topic="ordenación",
    level="básico",
    time="O(n²)",
    space="O(1)",
    code="""
def burbuja(a):
    for fin in range(len(a) - 1, 0, -1):
        cambios = False
        for i in range(fin):
            if a[i] > a[i + 1]:
                a[i], a[i + 1] = a[i + 1], a[i]
                cambios = True
        if not cambios:
            break
    return a
""",
    theory=Theory(
        """
        La ordenación por burbuja recorre la lista una y otra vez e intercambia cada pareja de vecinos que
        esté al revés.

        - En cada pasada, el mayor de los que quedan «sube» hasta el final, como una burbuja.
        - La siguiente pasada puede terminar una posición antes, porque ese elemento ya está en su sitio.
        - Si una pasada no hace ningún intercambio, la lista ya está ordenada y se puede parar.

        **Ejemplo:** con `[5, 1, 4]` se cambian 5 y 1, luego 5 y 4, y queda `[1, 4, 5]` tras una sola pasada.
        """,
        pitfall="""olvidar la parada anticipada: sin ella, una lista ya ordenada cuesta lo mismo que una
        desordenada.""",
    ),
    complexity=Complexity(
        """
        La primera pasada hace n − 1 comparaciones, la segunda n − 2, y así hasta 1. La suma es n(n − 1)/2,
        que crece como n². Ese es el peor caso: una lista al revés. Si la lista ya está ordenada, la primera
        pasada no cambia nada y el algoritmo termina en tiempo O(n).

        La memoria es constante porque los intercambios se hacen dentro de la propia lista: solo se guardan
        dos índices y un booleano.
        """,
        Count(
            "if a[i] > a[i + 1]:",
            "comparaciones, lista al revés",
            tuple((n, f"burbuja(list(range({n}, 0, -1)))") for n in (4, 8, 16)),
        ),
    ),
    build=Build(
        "Escribe en Python la ordenación por burbuja con parada anticipada.",
        """La función compara vecinos, los intercambia si están al revés y se detiene cuando una pasada no
        cambia nada.""",
        ("burbuja([3, 1, 2])", "burbuja([])"),
        """`fin` marca la frontera: de `fin` en adelante todo está ya colocado, así que no hace falta volver a
        mirarlo.""",
    ),
    bugs=(
        Bug(
            "Mi ordenación por burbuja falla con un error de índice. ¿Qué está mal?",
            ("for i in range(fin):", "for i in range(fin + 1):"),
            "burbuja([2, 1])",
            """El bucle interior llega una posición demasiado lejos. En el último paso compara `a[i]` con `a[i +
            1]`, y `i + 1` ya no existe.""",
            "hay `fin + 1` elementos sin colocar, es decir, `fin` parejas de vecinos.",
        ),
        Bug(
            "Este método de la burbuja a veces deja la lista a medio ordenar. ¿Por qué?",
            ("            break", "            continue\n        break"),
            "burbuja([3, 2, 1])",
            """La condición de parada está al revés: se detiene justo cuando la pasada sí ha hecho cambios. Con
            una pasada solo está garantizado que el mayor llegue al final; los demás pueden seguir
            desordenados.""",
            "hay que parar únicamente cuando no hubo cambios.",
        ),
    ),
    exercises=(
        Trace(
            "Ordena [4, 3, 1, 2] con el método de la burbuja y muestra la lista antes de cada intercambio.",
            "burbuja([4, 3, 1, 2])",
            "a[i], a[i + 1] = a[i + 1], a[i]",
            "Lista {a}: {a[i]} > {a[i + 1]}, se intercambian.",
            """El resultado es ‹burbuja([4, 3, 1, 2])›, tras cinco intercambios repartidos en dos pasadas; la
            tercera solo comprueba la pareja que falta.""",
            """Los tres primeros intercambios son de la primera pasada, que lleva el 4 al final. Cada
            intercambio deshace exactamente una inversión, por eso su número es el de parejas desordenadas de
            la lista inicial: cinco.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Es mejor la burbuja o la ordenación por inserción para una lista casi ordenada?",
            """
            Es mejor la inserción, aunque las dos son O(n²) en el peor caso.

            - Con la lista ya ordenada, ambas terminan en O(n) si la burbuja tiene parada anticipada.
            - Si hay un elemento pequeño al final, la burbuja solo lo mueve una posición a la izquierda por
            pasada, así que necesita casi n pasadas. La inserción lo lleva a su sitio de una vez.
            - La inserción además desplaza en vez de intercambiar: escribe cada dato una vez donde la burbuja
            escribe dos.

            **Regla práctica:** la burbuja sirve para aprender; si quieres un método simple de verdad útil,
            usa inserción.
            """,
            title="frente a inserción",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué la burbuja puede acortar cada pasada en una posición?",
            """
            Porque después de la pasada k, los k elementos mayores ya ocupan sus posiciones definitivas al
            final.

            En una pasada, cuando el máximo de la parte pendiente entra en una comparación, siempre gana: se
            intercambia con su vecino derecho y vuelve a participar en la comparación siguiente. Así viaja
            hasta el final. Volver a comparar esa zona no es incorrecto, pero no cambia nada: solo gasta
            tiempo. Recortarla reduce las comparaciones de (n − 1)² a n(n − 1)/2, que sigue siendo O(n²).
            """,
            title="acortar cada pasada",
        ),
        QA(
            "¿La ordenación por burbuja es estable?",
            """
            Sí, es estable siempre que la comparación sea estricta (`>`).

            Un algoritmo es estable si los elementos con la misma clave conservan su orden original. La
            burbuja solo mueve elementos mediante intercambios de vecinos, y con `a[i] > a[i + 1]` dos iguales
            nunca se intercambian. **Error común:** escribir `>=`. Entonces los iguales se cambian de sitio
            sin necesidad, se pierde la estabilidad y esos cambios inútiles retrasan la parada anticipada.
            """,
            title="estabilidad",
        ),
        QA(
            "¿Qué es una inversión en una lista y qué tiene que ver con la burbuja?",
            """
            Una inversión es una pareja de posiciones i < j cuyos valores están al revés: a[i] > a[j].

            Por ejemplo, `[3, 1, 2]` tiene dos: (3, 1) y (3, 2). Una lista ordenada no tiene ninguna, y una
            lista al revés tiene el máximo, n(n − 1)/2. Cada intercambio de vecinos elimina exactamente una
            inversión, de modo que la burbuja hace tantos intercambios como inversiones haya. Por eso ningún
            método que solo intercambie vecinos puede bajar de O(n²) en el peor caso.
            """,
            level="intermedio",
            title="inversiones",
        ),
    ),
    brief=Brief(
        what=(
            """Es un método de ordenación que compara vecinos y los intercambia si están al revés, pasada tras
            pasada, hasta que no queda ninguna pareja desordenada.""",
            """Un algoritmo sencillo en el que los valores grandes van subiendo hacia el final de la lista, uno por
            pasada, como burbujas en el agua.""",
            """Imagina una fila de niños que se cambian con el de al lado si es más bajo; repitiendo la ronda, la
            fila queda por estatura. Eso hace la burbuja.""",
            """La ordenación por burbuja recorre la lista varias veces e intercambia los elementos contiguos
            que están mal colocados, con lo que el mayor de los pendientes llega al final en cada pasada.""",
        ),
        cost=(
            "Con la lista al revés hacen falta n − 1 pasadas y en cada una casi n comparaciones.",
            "Cada pareja se intercambia en su sitio; aparte quedan un par de contadores y la marca de si hubo cambios.",
            "Dos bucles, uno dentro de otro, recorren parejas de vecinos, sin crear ninguna lista nueva.",
        ),
        use=(
            """Para aprender a ordenar, o con listas muy cortas o casi ordenadas, donde la parada anticipada la
            hace terminar pronto.""",
            """En clase: es el primer algoritmo de ordenación que se suele enseñar, porque se puede representar con
            personas que se cambian de sitio.""",
            """No conviene con más de unos pocos cientos de elementos desordenados, porque el trabajo se
            multiplica por cuatro cada vez que se duplican: `sorted` o mergesort son incomparablemente más
            rápidos.""",
        ),
        beliefs=(
            QA(
                "La burbuja es O(n) porque solo compara vecinos.",
                """No: compara vecinos, pero en hasta n − 1 pasadas, y en total el tiempo es O(n²). Es O(n) si
                la lista ya está ordenada y hay parada anticipada.""",
                title="comparar solo vecinos",
            ),
            QA(
                "Después de la primera pasada de la burbuja la lista ya queda ordenada.",
                "No: después de la primera pasada solo está garantizado que el mayor está al final.",
                title="después de la primera pasada",
            ),
            QA(
                "La ordenación por burbuja necesita otra lista para ordenar.",
                """No: ordena en el sitio, intercambiando dentro de la misma lista. La memoria adicional es O(1).""",
                title="otra lista para ordenar",
            ),
        ),
        faster=(
            QA(
                "¿Es más rápida la burbuja o mergesort con 10 000 datos?",
                """Mergesort: O(n log n), unas 130 000 comparaciones. La burbuja, O(n²), puede hacer unos 50
                millones.""",
                title="frente a mergesort",
            ),
            QA(
                "¿Burbuja o selección para una lista que ya viene ordenada?",
                """La burbuja con parada anticipada: la da por buena en una pasada, O(n). La selección hace siempre
                todas las comparaciones, O(n²).""",
                title="o selección, lista ordenada",
            ),
        ),
        results=(
            Result(
                "burbuja([2, 1, 3])",
                "En la primera pasada se cambian el 2 y el 1; la segunda no hace cambios y se termina.",
            ),
            Result(
                "burbuja([9, 9])",
                """Los dos son iguales y, con la comparación estricta `>`, no se intercambian; como la pasada
                no hace cambios, el bucle se para.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Por qué mi ordenación por burbuja va tan lenta con 50 000 números?",
                    """Porque es O(n²): hace más de mil millones de comparaciones. Usa `sorted`, que es O(n log n).""",
                ),
                QA(
                    "¿Y no puedo acelerarla?",
                    """Un poco: parando si una pasada no cambia nada y acortando cada pasada. Pero el peor caso
                    sigue siendo O(n²).""",
                ),
                QA(
                    "y cuando merece la pena usarla",
                    "Casi nunca en programas reales: sirve para aprender y para listas muy pequeñas.",
                ),
            ),
            (
                QA(
                    "¿Qué hace la variable cambios en la burbuja?",
                    """Recuerda si la pasada ha intercambiado algo. Si no, la lista ya está ordenada y se puede
                    parar.""",
                ),
                QA(
                    "¿Y si no la pongo?",
                    """También ordena, pero sigue dando pasadas inútiles: una lista ya ordenada costaría O(n²) en
                    lugar de O(n).""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código del método de la burbuja?",
            "Cada pasada deja el mayor de los pendientes al final, y se para si no hubo cambios:",
            (
                "burbuja([4, 2, 5])",
                "burbuja(['c', 'a', 'b'])",
            ),
            "Funciona con cualquier tipo que se pueda comparar, también con textos.",
        ),
    ),
)
