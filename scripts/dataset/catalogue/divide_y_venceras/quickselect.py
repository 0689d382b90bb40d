"""El algoritmo quickselect."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="quickselect",
    name="el algoritmo quickselect",
    topic="divide y vencerás",
    level="intermedio",
    time="O(n) en promedio y O(n²) en el peor caso",
    space="O(n) en promedio si se crean listas nuevas",
    code="""
def k_esimo(a, k):
    pivote = a[len(a) // 2]
    menores = [x for x in a if x < pivote]
    iguales = [x for x in a if x == pivote]
    mayores = [x for x in a if x > pivote]
    if k < len(menores):
        return k_esimo(menores, k)
    if k < len(menores) + len(iguales):
        return pivote
    return k_esimo(mayores, k - len(menores) - len(iguales))
""",
    theory=Theory(
        """
        Quickselect encuentra el k-ésimo menor elemento sin ordenar toda la lista: parte como quicksort, pero
        solo sigue por el lado donde está la respuesta.

        1. Se elige un pivote y se separan menores, iguales y mayores.
        2. Según cuántos haya en cada grupo, se sabe en cuál cae la posición k.
        3. Si es el de los iguales, la respuesta es el pivote; si no, se repite en ese grupo.

        **Ejemplo:** la mediana de 5 elementos es la posición 2: ‹k_esimo([7, 1, 9, 4, 3], 2) =›.
        """,
        pitfall="seguir por la derecha sin restar a k los elementos descartados.",
    ),
    complexity=Complexity(
        """
        Partir cuesta O(n). Si el pivote cae cerca del centro, se sigue con la mitad: n + n/2 + n/4 + … < 2n,
        es decir, O(n). Con pivotes malos solo se descarta uno cada vez y sale O(n²). El pivote aleatorio da
        O(n) esperado; la «mediana de medianas» lo garantiza siempre.

        Esta versión crea listas nuevas; partiendo en el propio arreglo y con un bucle, la memoria sería O(1).
        """,
    ),
    build=Build(
        "Encuentra el k-ésimo menor elemento (empezando en 0) sin ordenar la lista.",
        "Se parte alrededor de un pivote y se continúa solo en el grupo que contiene la posición k.",
        ("k_esimo([9, 2, 7, 4], 0)", "k_esimo([5, 5, 1, 8, 5], 3)"),
        "Agrupar los iguales evita el mal comportamiento con valores repetidos.",
    ),
    bugs=(
        Bug(
            "Mi quickselect falla cuando la respuesta está entre los mayores. ¿Por qué?",
            ("k - len(menores) - len(iguales)", "k"),
            "k_esimo([3, 1, 2, 5, 4], 4)",
            """Al pasar a los mayores no se ajusta k. Ya se han descartado todos los menores y los iguales,
            así que la posición buscada dentro del nuevo grupo es más pequeña.""",
        ),
        Bug(
            "Este quickselect se equivoca con elementos repetidos. ¿Qué lo causa?",
            ("mayores = [x for x in a if x > pivote]", "mayores = [x for x in a if x >= pivote]"),
            "k_esimo([4, 4, 4, 9], 3)",
            """Los iguales al pivote se incluyen también en `mayores`. Se restan de k, pero siguen en la
            lista, de modo que las posiciones ya no se corresponden.""",
        ),
    ),
    exercises=(
        Trace(
            "Halla la mediana de [8, 3, 5, 1, 9, 2, 7] con quickselect.",
            "k_esimo([8, 3, 5, 1, 9, 2, 7], 3)",
            "if k < len(menores):",
            """Lista {a}, k = {k}, pivote {pivote}: {len(menores)} menores, {len(iguales)} igual,
            {len(mayores)}
            mayores.""",
            "La mediana es ‹k_esimo([8, 3, 5, 1, 9, 2, 7], 3)›, el elemento de la posición 3 en el orden.",
            """En cada paso se descarta todo lo que queda al otro lado. Ordenar la lista entera habría dado lo
            mismo con más trabajo.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Quickselect o quicksort? ¿Qué diferencia hay en su coste?",
            """
            Quickselect hace una llamada recursiva y quicksort dos; por eso el primero es O(n) en promedio y
            el segundo O(n log n).

            - **Quicksort:** T(n) = 2T(n/2) + O(n). Todo queda ordenado.
            - **Quickselect:** T(n) = T(n/2) + O(n), cuya suma n + n/2 + n/4 + … es menor que 2n. Solo se
            coloca el elemento k.

            Si necesitas varias posiciones (todos los percentiles), ordenar una vez puede salir mejor. El peor
            caso de ambos es O(n²).
            """,
            title="frente a quicksort",
        ),
    ),
    concepts=(
        QA(
            "¿Qué es la mediana de medianas?",
            """
            Es una forma de elegir el pivote que garantiza O(n) en el peor caso: se agrupan los elementos de
            cinco en cinco, se toma la mediana de cada grupo y, de forma recursiva, la mediana de esas
            medianas.

            Ese pivote deja a cada lado al menos unos 3n/10 elementos, porque la mitad de los grupos aportan
            tres elementos menores o iguales. La recurrencia T(n) ≤ T(n/5) + T(7n/10) + O(n) tiene solución
            lineal, ya que 1/5 + 7/10 < 1. En la práctica, el pivote aleatorio es más rápido.
            """,
            level="avanzado",
            title="mediana de medianas",
        ),
        QA(
            "¿Para qué se usa la selección del k-ésimo elemento?",
            """
            Para calcular medianas y percentiles, elegir los k mejores o encontrar un umbral sin ordenar todos
            los datos.

            La mediana es más resistente que la media a los valores extremos: en `[1, 2, 3, 4, 1000]` la
            mediana es 3 y la media, 202. Con quickselect se obtiene en O(n) en promedio. Tras la partición en
            el propio arreglo, además, los k menores quedan agrupados al principio, aunque sin ordenar entre
            ellos.
            """,
            level="básico",
            title="para qué se usa",
        ),
    ),
    brief=Brief(
        what=(
            """Es una forma de hallar el elemento que ocuparía la posición k si la lista estuviera ordenada, sin
            ordenarla.""",
            """Un algoritmo emparentado con quicksort que separa por un pivote y sigue solo por el lado donde está
            la respuesta.""",
            """Para saber quién quedó décimo en una carrera no hace falta clasificar a todos: se separan los más
            rápidos que uno y se mira en qué grupo cae el décimo.""",
            """El algoritmo quickselect encuentra el k-ésimo menor descartando en cada paso el grupo de elementos
            que no puede contenerlo.""",
        ),
        cost=(
            """Si el pivote reparte más o menos por la mitad, n + n/2 + n/4 + … no llega a 2n. Con pivotes
            malos solo se quita uno cada vez.""",
            "Las listas de menores, iguales y mayores suman n elementos y luego van menguando.",
            """La suma de tamaños que se van reduciendo es lineal si el pivote reparte bien, y se pagan las listas
            que se crean.""",
        ),
        use=(
            """Es O(n) en promedio: conviene cuando solo te interesa la mediana, un percentil o los k menores, y no el
            orden completo.""",
            """Se usa para calcular medianas y percentiles de muchos datos; por ejemplo, `numpy.median` separa
            los datos con un método de esta familia en lugar de ordenarlos.""",
            """No conviene si después vas a consultar muchas posiciones distintas: compensa ordenar una vez, en
            O(n log n), y leer cada una en O(1).""",
        ),
        beliefs=(
            QA(
                "Para hallar la mediana hay que ordenar la lista.",
                """No: quickselect la encuentra en O(n) en promedio, porque sigue por un solo lado y deja el
                otro sin ordenar.""",
                title="mediana y ordenar",
            ),
            QA(
                "Quickselect es O(n log n) porque se parece a quicksort.",
                "No: quicksort sigue por los dos lados y quickselect solo por uno. En promedio cuesta O(n).",
                title="O(n log n) como quicksort",
            ),
            QA(
                "Quickselect siempre tarda O(n).",
                "No siempre: con pivotes muy malos llega a O(n²). Elegirlos al azar lo hace improbable.",
                title="siempre O(n)",
            ),
        ),
        faster=(
            QA(
                "Para la mediana de diez millones de números, ¿ordenar o quickselect?",
                """Quickselect: O(n) en promedio frente a O(n log n). Son unas decenas de millones de pasos frente
                a cientos.""",
                title="frente a ordenar",
            ),
            QA(
                "Quiero los 5 menores de un millón. ¿Quickselect o montículo de tamaño 5?",
                """Cualquiera va bien: quickselect es O(n) en promedio y el montículo, O(n log 5), y además sirve
                para datos que llegan uno a uno.""",
                title="o montículo, los 5 menores",
            ),
        ),
        results=(
            Result(
                "k_esimo([4, 1, 3], 1)",
                """El pivote es 1: no hay menores y hay un igual, así que se busca la posición 0 entre 4 y 3, y el
                menor de ellos es el 3.""",
            ),
            Result(
                "k_esimo([6], 0)",
                """Solo hay un elemento y es el pivote: no hay menores, así que la posición 0 le corresponde a
                él y se devuelve.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo saco la mediana sin ordenar?",
                    """Con quickselect y k igual a la mitad: separa por un pivote y sigue solo en el grupo donde
                    cae esa posición.""",
                ),
                QA(
                    "¿Y si hay un número par de elementos?",
                    """Se buscan las dos posiciones centrales, n/2 − 1 y n/2, y se hace la media de sus
                    valores.""",
                ),
                QA(
                    "¿Cuánto tarda?",
                    "El tiempo es O(n) en promedio; en el peor caso, si los pivotes son muy malos, O(n²).",
                ),
            ),
            (
                QA(
                    "En quickselect, ¿por qué se resta len(menores) + len(iguales) al ir por los mayores?",
                    """Porque esos elementos quedan delante: la posición k de la lista es k menos esos en el grupo
                    de mayores.""",
                ),
                QA(
                    "¿Y por qué no se resta nada al ir por los menores?",
                    "Porque los menores son los primeros, así que su posición dentro del grupo es la misma k.",
                ),
            ),
        ),
        build=Build(
            "Hazme una función que encuentre el tercer menor sin ordenar la lista.",
            "Se separan menores, iguales y mayores que el pivote y se continúa en un solo grupo:",
            (
                "k_esimo([8, 3, 9, 1, 5], 2)",
                "k_esimo([2, 2, 2], 1)",
            ),
            "Las posiciones empiezan en 0, así que el tercer menor es k = 2.",
        ),
    ),
)
