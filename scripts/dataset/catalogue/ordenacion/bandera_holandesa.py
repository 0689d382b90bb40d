"""El problema de la bandera holandesa."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="bandera-holandesa",
    name="el problema de la bandera holandesa",
    topic="ordenación",
    level="básico",
    time="O(n)",
    space="O(1)",
    code="""
def tres_partes(a, pivote):
    i, k, j = 0, 0, len(a) - 1
    while k <= j:
        if a[k] < pivote:
            a[i], a[k] = a[k], a[i]
            i, k = i + 1, k + 1
        elif a[k] > pivote:
            a[k], a[j] = a[j], a[k]
            j -= 1
        else:
            k += 1
    return a
""",
    theory=Theory(
        """
        El problema de la bandera holandesa consiste en separar una lista en tres zonas, menores, iguales y
        mayores que un valor, en una sola pasada y sin otra lista.

        Se usan tres índices:

        - Antes de i están los menores.
        - Entre i y k − 1, los iguales.
        - Después de j, los mayores.
        - De k a j, lo que falta por mirar.

        El elemento en k se manda a la zona que le toca. **Ejemplo:** ‹tres_partes([2, 0, 1, 2, 0], 1) =›.
        """,
        pitfall="""avanzar k después de intercambiar con j: el elemento que llega desde el final todavía no se
        ha examinado.""",
    ),
    complexity=Complexity(
        """
        En cada vuelta, o bien avanza k o bien retrocede j, de modo que la zona sin examinar se reduce en uno:
        exactamente n vueltas, O(n). Cada elemento se intercambia como mucho una vez al ser examinado.

        Todo ocurre en la propia lista con tres índices, por lo que la memoria es constante.
        """,
        Count(
            "while k <= j:",
            "comprobaciones del bucle",
            tuple((n, f"tres_partes([i % 3 for i in range({n})], 1)") for n in (10, 100, 1000)),
        ),
        ask="¿Cómo se deduce el coste del algoritmo de la bandera holandesa?",
    ),
    build=Build(
        "Ordena en una sola pasada una lista que solo contiene 0, 1 y 2.",
        """Es una partición en tres zonas con pivote 1; los índices i y j marcan las fronteras y k recorre la
        lista.""",
        ("tres_partes([2, 0, 2, 1, 1, 0], 1)", "tres_partes([1, 1], 1)"),
    ),
    bugs=(
        Bug(
            "Mi partición en tres zonas deja algún elemento fuera de lugar. ¿Qué índice avanza de más?",
            ("            j -= 1\n", "            j -= 1\n            k += 1\n"),
            "tres_partes([1, 2, 0], 1)",
            """Después de traer un elemento desde el final se avanza k sin haberlo mirado. Ese elemento puede
            ser menor o mayor que el pivote.""",
        ),
        Bug(
            "Mi bandera holandesa olvida el último elemento pendiente. ¿Cuál es la condición correcta?",
            ("while k <= j:", "while k < j:"),
            "tres_partes([1, 0], 1)",
            "El bucle termina cuando aún queda un elemento sin examinar, el de la posición k = j.",
        ),
    ),
    exercises=(
        Trace(
            "Separa [1, 2, 0, 2, 1, 0] en ceros, unos y doses con el algoritmo de la bandera holandesa.",
            "tres_partes([1, 2, 0, 2, 1, 0], 1)",
            "if a[k] < pivote:",
            """a = {a}, i = {i}, k = {k}, j = {j}: a[k] = {a[k]} {'va al principio' if a[k] < 1 else 'va al
            final' if a[k] > 1 else 'se queda'}.""",
            "El resultado es ‹tres_partes([1, 2, 0, 2, 1, 0], 1)›, tras examinar cada elemento una vez:",
            """Cuando k supera a j no queda nada por mirar. Contar cuántos hay de cada uno y reescribir también
            funciona, pero necesita dos pasadas y solo vale para valores conocidos.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Partición de Lomuto, de Hoare o en tres partes?",
            """
            En tres partes si hay muchos repetidos; Hoare por velocidad en general; Lomuto por sencillez.

            - **Lomuto:** un índice que avanza y una frontera. Fácil de recordar; con valores iguales degenera
            a O(n²) en quicksort.
            - **Hoare:** dos índices que se acercan; hace menos intercambios.
            - **Tres partes:** agrupa los iguales, que ya no entran en la recursión.

            Todas cuestan O(n) por partición y memoria O(1).
            """,
            level="intermedio",
            title="partición de Lomuto o Hoare",
        ),
    ),
    concepts=(
        QA(
            "¿Cuál es el invariante del algoritmo de la bandera holandesa?",
            """
            Que siempre hay cuatro zonas en orden: menores, iguales, sin examinar y mayores.

            Las posiciones 0…i − 1 son menores que el pivote; i…k − 1, iguales; k…j, desconocidas; j + 1…n −
            1, mayores. Al empezar, la zona desconocida es toda la lista; cada paso le quita un elemento sin
            estropear las otras, y al terminar está vacía. Con el invariante delante, es fácil ver cuándo debe
            avanzar cada índice.
            """,
            level="intermedio",
            title="invariante",
        ),
        QA(
            "¿Es estable la partición de la bandera holandesa?",
            """
            No: los intercambios con el final pueden invertir el orden de elementos iguales.

            En `[2a, 2b, 1]` con pivote 1, el 2a se cambia con el 1 y queda `[1, 2b, 2a]`: las copias del 2
            han invertido su orden. Una partición estable en O(n) es fácil con listas auxiliares (una por
            zona), a cambio de memoria O(n). Con enteros sueltos la estabilidad no importa; con registros,
            puede importar.
            """,
            title="estabilidad",
        ),
    ),
    brief=Brief(
        what=(
            """Es el problema de reordenar una lista en tres grupos seguidos, primero los menores que un
            pivote, luego los iguales y al final los mayores, recorriéndola una sola vez.""",
            """Se llama así a repartir los elementos de una lista en tres franjas, como los colores de la
            bandera de los Países Bajos. Dijkstra lo propuso y lo resolvió a base de intercambios, sin lista
            auxiliar.""",
            """Imagina una fila de bolas rojas, blancas y azules revueltas: mandas las rojas al principio, las
            azules al final, y las blancas quedan en el centro. Eso es la bandera holandesa.""",
            """El problema de la bandera holandesa pide partir una lista en tres zonas respecto a un pivote; se
            resuelve con dos fronteras y un índice que va examinando lo pendiente.""",
        ),
        cost=(
            """Cada vuelta clasifica un elemento y ya no vuelve sobre él, así que hay tantas vueltas como
            elementos.""",
            """Los grupos se forman con intercambios en la misma lista, y solo se guardan dos fronteras y la
            posición que se examina.""",
            """La zona pendiente mengua en un elemento por vuelta y nunca se copia nada: basta una pasada con
            tres índices.""",
        ),
        use=(
            """Conviene cuando los datos se reparten en tres clases y quieres agruparlos en la propia lista, o
            como partición de quicksort si hay muchos valores repetidos.""",
            """La ordenación de números de Java (`Arrays.sort`) la emplea cuando encuentra repetidos entre los
            cinco elementos que toma como muestra: así, los iguales al pivote quedan juntos y ya no se
            vuelven a ordenar.""",
            """No sirve para ordenar del todo una lista con muchos valores distintos, porque dentro de cada
            zona no hay orden. Tampoco conviene si los iguales deben conservar su orden de llegada.""",
        ),
        beliefs=(
            QA(
                "El algoritmo de la bandera holandesa ordena cualquier lista en O(n), ¿verdad?",
                """No: solo separa en tres zonas, y dentro de cada una los elementos quedan en cualquier orden.
                Por ejemplo, ‹tres_partes([5, 4, 1, 2], 3) =›, que no está ordenada.""",
                title="ordenar cualquier lista",
            ),
            QA(
                "como la bandera holandesa lleva tres indices recorre la lista tres veces",
                """No, la recorre una sola vez: `k` examina lo pendiente, mientras que `i` y `j` únicamente
                marcan las fronteras. Son n vueltas en total, es decir, tiempo O(n).""",
                title="tres índices, tres recorridos",
            ),
            QA(
                "En la bandera holandesa, el pivote tiene que ser un elemento de la lista.",
                """No: puede ser cualquier valor comparable. Si no aparece en la lista, la zona central queda
                vacía, sin más: ‹tres_partes([9, 1, 8], 5) =›.""",
                title="elección del pivote",
            ),
        ),
        faster=(
            QA(
                "Tengo un millón de ceros, unos y doses desordenados. ¿Mergesort o bandera holandesa?",
                """La bandera holandesa: O(n) y memoria O(1), porque le basta una pasada con intercambios.
                Mergesort haría unas 20 rondas de mezclas, O(n log n), con una lista auxiliar de tamaño n.""",
                title="frente a mergesort",
            ),
            QA(
                "Debo agrupar fichas por 50 categorías distintas. ¿Bandera holandesa u ordenación por conteo?",
                """La ordenación por conteo: O(n + k), con k = 50, y admite cuantas categorías hagan falta. La
                bandera holandesa separa solo tres grupos en cada pasada y habría que repetirla muchas
                veces.""",
                title="o conteo, 50 categorías",
            ),
        ),
        results=(
            Result(
                "tres_partes([2, 0, 1], 1)",
                """El 2 es mayor que el pivote y se cambia con el 1 del final; ese 1 es igual y se queda; el 0
                es menor y se cambia con él.""",
            ),
            Result(
                "tres_partes([5, 3, 8, 3], 5)",
                """El 5 se queda y el primer 3 pasa delante de él. El 8 se cambia con el último 3, que al
                examinarse también pasa delante del 5.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Tengo cajas rojas, blancas y azules en fila y solo puedo intercambiar dos cada vez.
                    ¿Cómo las agrupo por color?""",
                    """Con el algoritmo de la bandera holandesa: recorre la fila, cambia cada roja con la
                    primera caja que no sea roja y cada azul con la última pendiente. Las blancas quedan en
                    medio.""",
                ),
                QA(
                    "¿Y si hubiera un cuarto color?",
                    """Una sola partición ya no basta: junta dos colores en el mismo grupo, separa los tres
                    grupos y después aplica otra pasada a la zona mezclada. Sigue siendo O(n).""",
                ),
            ),
            (
                QA(
                    "en la bandera holandesa por que k avanza al cambiar con i y no al cambiar con j",
                    """Porque lo que llega desde `i` ya se había examinado: es un elemento igual al pivote. Lo
                    que viene de `j` todavía no se ha mirado, y hay que clasificarlo en la vuelta siguiente.""",
                ),
                QA(
                    "¿Y si `i` y `k` son la misma posición?",
                    """Entonces el elemento se cambia consigo mismo, de modo que nada se mueve. Los dos índices
                    avanzan y la zona de los iguales sigue vacía.""",
                ),
                QA(
                    "¿Cuándo se para?",
                    """Cuando `k` adelanta a `j`, porque ya no queda nada entre los dos. Como cada vuelta
                    acorta ese tramo en uno, sucede exactamente tras n vueltas.""",
                ),
            ),
        ),
        build=Build(
            """Necesito una función que ponga los negativos delante, los ceros en medio y los positivos detrás,
            sin crear otra lista.""",
            """Basta con partir la lista en tres zonas tomando el 0 como pivote; lo negativo se cambia hacia el
            principio y lo positivo, hacia el final:""",
            (
                "tres_partes([3, -1, 0, -2, 0], 0)",
                "tres_partes([], 0)",
            ),
            """La condición es `k <= j` y no `k < j`: la posición `j` también está sin examinar. Con una lista
            vacía, `j` empieza en −1 y el bucle no da ninguna vuelta.""",
        ),
        tool="el algoritmo de la bandera holandesa",
    ),
)
