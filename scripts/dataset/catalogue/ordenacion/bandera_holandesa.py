"""El problema de la bandera holandesa."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

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
        ),
    ),
)
