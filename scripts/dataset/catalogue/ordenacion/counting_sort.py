"""La ordenación por conteo."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="counting-sort",
    name="la ordenación por conteo",
    topic="ordenación",
    level="básico",
    time="O(n + k), con valores entre 0 y k",
    space="O(n + k)",
    code="""
def por_conteo(a, k):
    veces = [0] * (k + 1)
    for x in a:
        veces[x] += 1
    ordenada = []
    for valor, n in enumerate(veces):
        ordenada += [valor] * n
    return ordenada
""",
    theory=Theory(
        """
        La ordenación por conteo no compara elementos: cuenta cuántas veces aparece cada valor y escribe cada
        uno ese número de veces. Sirve para enteros en un rango pequeño.

        1. Se crea un contador por cada valor posible, de 0 a k.
        2. Se recorre la lista sumando 1 al contador de cada elemento.
        3. Se recorren los contadores en orden, escribiendo cada valor.

        **Ejemplo:** ‹por_conteo([3, 1, 3, 0], 3) =›.
        """,
        pitfall="""usarla con un rango enorme: para ordenar diez números de hasta mil millones se crearían mil
        millones de contadores.""",
    ),
    complexity=Complexity(
        """
        Contar recorre los n elementos y escribir recorre los k + 1 contadores y produce n valores: O(n + k).
        Si k es del orden de n, es lineal. No contradice la cota inferior Ω(n log n), que solo vale para
        algoritmos
        que *comparan* elementos.

        Se necesitan k + 1 contadores y la lista de salida.
        """,
    ),
    build=Build(
        "Ordena una lista de enteros entre 0 y k en tiempo lineal.",
        "Se cuenta cada valor y después se reconstruye la lista a partir de los contadores.",
        ("por_conteo([4, 2, 2, 8, 3, 3, 1], 8)", "por_conteo([], 5)"),
        "Para números negativos se resta el mínimo antes de contar y se suma al escribir.",
    ),
    bugs=(
        Bug(
            "Mi ordenación por conteo lanza IndexError con el valor máximo. ¿Por qué?",
            ("[0] * (k + 1)", "[0] * k"),
            "por_conteo([2, 0, 2], 2)",
            """Falta un contador. Entre 0 y k hay k + 1 valores, y con k contadores el último índice válido es k
            − 1.""",
        ),
        Bug(
            "Mi ordenación por conteo elimina los repetidos. ¿Cómo lo arreglo?",
            ("[valor] * n", "[valor] * (n > 0)"),
            "por_conteo([3, 1, 3], 3)",
            """Cada valor se escribe una sola vez, sin mirar cuántas aparecía. El contador dice cuántas copias
            hay que poner.""",
        ),
    ),
    exercises=(
        Trace(
            "Ordena [2, 5, 2, 0, 5, 5] por conteo y muestra cómo se reconstruye la lista.",
            "por_conteo([2, 5, 2, 0, 5, 5], 5)",
            "ordenada += [valor] * n",
            "Contador del {valor}: {n}; la lista va por {ordenada + [valor] * n}.",
            "El resultado es ‹por_conteo([2, 5, 2, 0, 5, 5], 5)›. Se recorren los contadores del 0 al 5:",
            """No se ha comparado ningún par de elementos: el orden sale de recorrer los contadores. El trabajo
            es de 6 elementos más 6 contadores.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Ordenación por conteo o sorted de Python?",
            """
            `sorted`, salvo que haya muchísimos enteros en un rango pequeño.

            - **Conteo:** O(n + k), solo enteros (o algo convertible) y k moderado.
            - **`sorted`:** O(n log n), cualquier objeto comparable, estable y escrito en C.

            Ordenar un millón de notas entre 0 y 10 por conteo usa once contadores: es la situación ideal. Con
            números de identificación de ocho cifras harían falta cien millones de contadores y `sorted` gana.
            """,
            title="frente a sorted",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo se hace estable la ordenación por conteo cuando hay que mover registros completos?",
            """
            Se acumulan los contadores para saber en qué posición termina cada valor y se recorren los
            registros de atrás hacia delante.

            ```python
            fichas = [(2, "a"), (1, "b"), (2, "c"), (1, "d")]
            pos = [0, 0, 0]
            for clave, _ in fichas:
                pos[clave] += 1
            for v in range(1, 3):
                pos[v] += pos[v - 1]
            salida = [None] * 4
            for ficha in reversed(fichas):
                pos[ficha[0]] -= 1
                salida[pos[ficha[0]]] = ficha
            print(salida)  #=
            ```

            Entre claves iguales se conserva el orden: «b» antes que «d». Es lo que necesita la ordenación por
            dígitos.
            """,
            level="avanzado",
            title="estabilidad",
        ),
        QA(
            "¿Por qué la ordenación por conteo puede ser más rápida que O(n log n)?",
            """
            Porque la cota inferior Ω(n log n) solo afecta a los algoritmos que obtienen información comparando
            parejas, y este usa los valores como índices.

            Acceder a `veces[x]` distingue de una vez entre k + 1 posibilidades, mientras que una comparación
            solo distingue entre dos. El precio es que hay que conocer el rango y tener memoria para él. Si k
            crece como n², por ejemplo, el método pasa a ser O(n²), peor que mergesort.
            """,
            level="intermedio",
            title="menos de O(n log n)",
        ),
        QA(
            "¿Cómo obtengo la mediana de muchas notas enteras entre 0 y 100 sin ordenarlas?",
            """
            Contando cuántas hay de cada una y recorriendo los contadores hasta pasar de la mitad.

            ```python
            notas = [70, 55, 90, 55, 100, 0, 70]
            veces = [0] * 101
            for n in notas:
                veces[n] += 1
            acumulado = 0
            for valor, cuantas in enumerate(veces):
                acumulado += cuantas
                if acumulado > len(notas) // 2:
                    break
            print(valor)  #=
            ```

            Cuesta O(n) más un recorrido de 101 contadores, que son lo único que hay que guardar, aunque
            haya millones de notas. (Con un
            número par de datos se promedian los dos centrales.)
            """,
            title="mediana de notas",
        ),
    ),
    brief=Brief(
        what=(
            """Es ordenar sin comparar: se cuenta cuántas veces aparece cada valor y después se escriben los
            valores en orden, cada uno tantas veces como se contó.""",
            """Un método que ordena enteros pequeños con un contador por cada valor posible: el propio valor
            indica qué contador hay que aumentar.""",
            """Como ordenar fichas numeradas echándolas en cajas, una por número: al final se vacían las cajas de
            la primera a la última.""",
            """La ordenación por conteo lleva la cuenta de cada valor entre 0 y k y reconstruye la lista
            recorriendo los contadores.""",
        ),
        cost=(
            "Se recorre una vez la lista y una vez los contadores.",
            "Hay un contador por cada valor posible, además de la lista de salida.",
            "Es una pasada por los n datos y otra por los k + 1 contadores, que hay que guardar.",
        ),
        use=(
            """Conviene con muchos enteros en un rango pequeño, como edades, notas o códigos de letras: si k no
            supera mucho a n, el tiempo es prácticamente lineal.""",
            """Sirve para ordenar millones de píxeles por su brillo, que va de 0 a 255: bastan 256 contadores,
            que forman justamente el histograma de la imagen.""",
            """No conviene si los valores son muy grandes o no son enteros: con k de mil millones harían falta mil
            millones de contadores.""",
        ),
        beliefs=(
            QA(
                "La ordenación por conteo siempre es la más rápida porque es lineal.",
                """No siempre: cuesta O(n + k). Si el rango k es enorme, con pocos datos es mucho peor que O(n log
                n).""",
                title="siempre la más rápida",
            ),
            QA(
                "La ordenación por conteo sirve para números con decimales.",
                """No directamente: el valor se usa como posición de un contador y tiene que ser un entero. Habría
                que convertirlos antes.""",
                title="números con decimales",
            ),
            QA(
                "La ordenación por conteo compara cada número con los demás.",
                "No compara ninguno: cuenta cuántos hay de cada valor. Por eso puede bajar de n log n.",
                title="comparar cada número",
            ),
        ),
        faster=(
            QA(
                "Un millón de edades de 0 a 120: ¿conteo o mergesort?",
                """El conteo: O(n + k) con k = 120, prácticamente una pasada. Mergesort es O(n log n), unas veinte
                veces más pasos.""",
                title="o mergesort, edades",
            ),
            QA(
                "Diez números entre 0 y mil millones: ¿conteo o inserción?",
                """La inserción: son unas 45 comparaciones como mucho, aunque sea O(n²). El conteo, O(n + k),
                tendría que crear y recorrer mil millones de contadores.""",
                title="o inserción, rango enorme",
            ),
        ),
        results=(
            Result(
                "por_conteo([2, 0, 2], 2)",
                "Los contadores quedan en 1, 0 y 2: se escribe un 0, ningún 1 y dos 2.",
            ),
            Result(
                "por_conteo([1, 1, 1], 3)",
                """Solo el contador del 1 es distinto de cero, con valor 3, así que se escribe tres veces el 1
                y nada más.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo ordeno rápidamente las notas de 0 a 10 de todos los alumnos del país?",
                    """Cuenta cuántos tienen cada nota, con once contadores, y escribe las notas en orden. Es O(n).""",
                ),
                QA(
                    "¿Y si las notas tienen un decimal?",
                    "Multiplica por 10: pasan a ser enteros de 0 a 100 y el método sirve igual.",
                ),
                QA(
                    "¿Y si quiero ordenar a los alumnos y no solo las notas?",
                    """Guarda en cada casilla la lista de alumnos con esa nota en lugar de un número; así se
                    conserva el orden de llegada.""",
                ),
            ),
            (
                QA(
                    "En la ordenación por conteo, ¿por qué el contador tiene k + 1 casillas?",
                    "Porque los valores van de 0 a k, y eso son k + 1 valores distintos.",
                ),
                QA(
                    "¿Y si pongo solo k?",
                    """Al aparecer el valor k se pediría una posición que no existe y Python daría un error de
                    índice.""",
                ),
            ),
        ),
        build=Build(
            "Hazme una función que ordene enteros pequeños contando cuántos hay de cada uno.",
            "Primero se cuenta y luego se reconstruye la lista recorriendo los contadores en orden:",
            (
                "por_conteo([5, 1, 4, 1], 5)",
                "por_conteo([0], 0)",
            ),
            "El segundo argumento es el mayor valor que puede aparecer.",
        ),
    ),
)
