"""La cola de prioridad."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

ENTRY = Entry(
    key="cola-prioridad",
    name="la cola de prioridad",
    topic="montículos",
    level="intermedio",
    time="O(n log k) para los k mayores de n elementos",
    space="O(k)",
    code="""
import heapq


def k_mayores(datos, k):
    h = []
    for x in datos:
        if len(h) < k:
            heapq.heappush(h, x)
        elif h and x > h[0]:
            heapq.heapreplace(h, x)
    return sorted(h, reverse=True)
""",
    theory=Theory(
        """
        Una cola de prioridad entrega siempre el elemento de mayor prioridad, sin importar cuándo llegó; lo
        habitual es construirla con un montículo.

        - **Insertar** un elemento con su prioridad: O(log n).
        - **Extraer** el más prioritario: O(log n).

        Un uso muy útil son los k mayores de un flujo: se guarda un montículo de mínimos con los k mejores
        vistos. Su raíz es el peor de ellos, y un dato nuevo solo entra si lo supera. **Ejemplo:**
        ‹k_mayores([4, 9, 1, 7, 8], 2) =›.
        """,
        pitfall="ordenar todos los datos, O(n log n) y memoria O(n), cuando solo hacen falta unos pocos.",
    ),
    complexity=Complexity(
        """
        El montículo nunca tiene más de k elementos, así que cada inserción o reemplazo cuesta O(log k).
        Como
        se examinan n datos, el total es O(n log k). Con k fijo es lineal; con k = n equivale a ordenar.

        Solo se guardan los k mejores, por lo que puede procesarse un flujo de datos mucho mayor que la
        memoria.
        """,
        Count(
            "heapq.heapreplace(h, x)",
            "reemplazos con datos crecientes, el peor caso, y k = 3",
            tuple((n, f"k_mayores(range({n}), 3)") for n in (10, 100, 1000)),
        ),
        ask="Analiza el tiempo y la memoria de hallar los k mayores de n datos con una cola de prioridad.",
    ),
    build=Build(
        "De una lista muy larga quiero los k mayores sin ordenarla entera. Escribe la función.",
        """Un montículo de mínimos guarda los k mejores vistos hasta ahora; su raíz es el que debe superar
        un
        recién llegado.""",
        ("k_mayores([5, 1, 9, 3, 7], 3)", "k_mayores([2, 2], 5)"),
        """`heapreplace` extrae la raíz e inserta el nuevo en una sola operación. La biblioteca ya ofrece
        `heapq.nlargest`.""",
    ),
    bugs=(
        Bug(
            "Mi función de los k mayores devuelve otros números. ¿Qué condición está al revés?",
            ("x > h[0]", "x < h[0]"),
            "k_mayores([5, 1, 9, 3, 7], 2)",
            """La condición de entrada está invertida. La raíz del montículo es el peor de los elegidos;
            un dato
            debe entrar cuando la *supera*, no cuando es menor.""",
        ),
        Bug(
            "Mi cola de tareas falla con TypeError cuando dos tienen la misma prioridad. ¿Por qué?",
            ("(prioridad, orden, tarea)", "(prioridad, tarea)"),
            "en_orden([(1, {'t': 'leer'}), (1, {'t': 'ver'})])",
            """Al empatar la prioridad, Python compara el segundo elemento de las tuplas, que es un
            diccionario,
            y los diccionarios no se pueden ordenar.""",
            "un contador creciente deshace el empate y, de paso, respeta el orden de llegada.",
            code="""
import heapq


def en_orden(tareas):
    h = []
    for orden, (prioridad, tarea) in enumerate(tareas):
        heapq.heappush(h, (prioridad, orden, tarea))
    return [heapq.heappop(h)[-1]['t'] for _ in range(len(h))]
""",
        ),
    ),
    exercises=(
        Trace(
            "Halla los 2 mayores de [6, 2, 8, 5, 9] con un montículo de tamaño 2, paso a paso.",
            "k_mayores([6, 2, 8, 5, 9], 2)",
            "if len(h) < k:",
            """Montículo {h}, llega {x}: {'entra, aún hay hueco' if len(h) < k else 'supera a la raíz y la
            reemplaza' if x > h[0] else 'no supera a la raíz, se descarta'}.""",
            "Los dos mayores son ‹k_mayores([6, 2, 8, 5, 9], 2)›.",
            "En ningún momento se guardan más de dos números, aunque la lista fuera de millones.",
        ),
    ),
    comparisons=(
        QA(
            "Para hallar los k mayores, ¿ordenar, montículo o quickselect?",
            """
            Montículo si k es pequeño o los datos llegan poco a poco; quickselect si caben en memoria y no
            importa su orden; ordenar si k es casi n.

            - **Ordenar:** O(n log n), muy simple.
            - **Montículo de tamaño k:** O(n log k), memoria O(k), sirve para flujos.
            - **Quickselect:** O(n) en promedio, pero O(n²) en el peor caso, y deja los k mayores sin
            ordenar.

            En Python, `heapq.nlargest(k, datos)` es una elección excelente hasta que k se acerca a n.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Por qué para los k mayores se usa un montículo de mínimos y no de máximos?",
            """
            Porque la pregunta que se repite es «¿cuál es el peor de los que tengo?», y esa la responde la
            raíz de un montículo de mínimos.

            El recién llegado solo tiene que vencer al menor de los k elegidos. Con un montículo de
            máximos la
            raíz sería el mejor, que no interesa, y encontrar el peor costaría O(k). Es una confusión
            frecuente: mayores ↔ montículo de mínimos, menores ↔ montículo de máximos.
            """,
        ),
        QA(
            "¿Cómo mantengo la mediana de un flujo de números?",
            """
            Con dos montículos: uno de máximos para la mitad pequeña y otro de mínimos para la mitad grande.

            Si los tamaños difieren como mucho en uno, la mediana está en las raíces: la del montículo con
            más
            elementos o, si empatan, la media de ambas. Al llegar un número se coloca en la mitad que le
            toca
            y, si se desequilibran, se pasa una raíz al otro lado. Insertar cuesta O(log n) y consultar la
            mediana, O(1).
            """,
            level="avanzado",
        ),
        QA(
            "¿Cómo se cambia la prioridad de un elemento si heapq no lo permite?",
            """
            Con borrado perezoso: se inserta otra copia con la prioridad nueva y, al extraer, se ignoran las
            copias anticuadas.

            Para reconocerlas basta guardar en un diccionario la prioridad vigente de cada elemento; si la
            extraída no coincide, se descarta y se sigue. El montículo puede llegar a tener una entrada por
            cada cambio, pero cada una entra y sale una sola vez: con m cambios el coste es O(m log m). Es
            la
            forma habitual de programar Dijkstra en Python.
            """,
            level="avanzado",
        ),
        QA(
            "¿Qué diferencia hay entre una cola de prioridad y un montículo?",
            """
            La cola de prioridad es *qué* operaciones se ofrecen; el montículo es *cómo* se pueden realizar.

            «Cola de prioridad» es un tipo abstracto: insertar y extraer el más prioritario. Podría
            implementarse con una lista desordenada (insertar O(1), extraer O(n)), con una ordenada (al
            revés), con un árbol equilibrado o con un montículo binario, que equilibra ambas en O(log n).
            Distinguir el tipo abstracto de su implementación ayuda a cambiar una sin tocar el resto del
            programa.
            """,
            level="básico",
        ),
    ),
)
