"""La cola de prioridad."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

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
            title="ordenar, montículo o quickselect",
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
            title="mínimos o máximos",
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
            title="mediana de un flujo",
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
            title="cambiar la prioridad",
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
            title="diferencia con montículo",
        ),
    ),
    brief=Brief(
        what=(
            """La cola de prioridad es una colección de la que siempre sale el elemento más prioritario, aunque haya
            llegado el último.""",
            """Un tipo de datos con dos operaciones: insertar un elemento con su prioridad y extraer el de mayor
            prioridad. La hora de llegada no cuenta, al contrario que en una cola normal.""",
            """Funciona como las urgencias de un hospital: no pasa antes quien llegó primero, sino quien está más
            grave. Por dentro, una cola de prioridad suele ser un montículo.""",
            """Una cola de prioridad ordena a los que esperan según su importancia, y así permite, entre otras
            cosas, quedarse con los k mayores de una serie de datos.""",
        ),
        cost=(
            """Para cada uno de los n datos se toca, como mucho, un camino de un montículo que solo tiene k
            elementos.""",
            "Basta con conservar los k mejores vistos hasta el momento; los demás datos se olvidan.",
            """El montículo no crece por encima de k: eso limita a la vez los niveles que se recorren y lo que se
            guarda.""",
        ),
        use=(
            """Cuando los elementos llegan en cualquier momento y hay que ir atendiendo al más importante, o cuando
            de muchísimos datos solo interesan los k mejores.""",
            """Un sistema operativo puede elegir qué programa se ejecuta a continuación con una cola de prioridad:
            pasa el más urgente, no el que lleva más tiempo esperando.""",
            """Si basta el orden de llegada, una cola normal es más simple y sus operaciones son O(1). Y si quieres
            todos los datos ordenados de una vez, usa directamente `sorted`.""",
        ),
        beliefs=(
            QA(
                "En una cola de prioridad sale antes el que llegó antes, como en cualquier cola.",
                """No: sale antes el de mayor prioridad, haya llegado cuando haya llegado. El orden de llegada solo
                decide los empates, y eso si lo programas, por ejemplo con un contador.""",
                title="orden de llegada",
            ),
            QA(
                "Para tener los 10 mayores de un millón hay que ordenar el millón.",
                """No: basta un montículo con 10 elementos. Cada dato se compara con el menor de los elegidos, y el
                total es O(n log k) en lugar de O(n log n), con memoria O(k).""",
                title="los 10 mayores",
            ),
            QA(
                "heapq en Python saca primero el número más grande, ¿no?",
                """Al revés: `heapq.heappop` saca el más pequeño, porque es un montículo de mínimos. Para sacar el más
                grande se guardan los números cambiados de signo.""",
                title="qué saca heapq",
            ),
        ),
        faster=(
            QA(
                "Solo necesito el mayor de la lista, k = 1. ¿Uso una cola de prioridad o max?",
                """`max`: recorre la lista una vez, O(n), con memoria O(1). Con k = 1 el montículo cuesta lo mismo en
                teoría, pero hace más trabajo para nada.""",
                title="o max",
            ),
            QA(
                "quiero el top 5 de puntuaciones mientras van llegando ordeno cada vez o uso un monticulo",
                """Un montículo de 5 elementos: cada puntuación nueva cuesta O(log 5), o sea, constante. Ordenar cada
                vez la lista entera costaría O(n log n) por llegada.""",
                title="frente a ordenar puntuaciones",
            ),
        ),
        results=(
            Result(
                "k_mayores([3, 10, 5], 1)",
                """Entra el 3. El 10 supera a la raíz y la reemplaza; el 5 no supera al 10 y se descarta.""",
            ),
            Result(
                "k_mayores([6, 2, 9, 4], 2)",
                """Entran el 6 y el 2. El 9 reemplaza al 2, que era la raíz; después el 4 no supera al 6, la nueva
                raíz. Al final se ordenan de mayor a menor.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Dirijo un taller y quiero atender antes los pedidos urgentes. ¿Qué estructura de datos me conviene?",
                    """Una cola de prioridad: insertas cada pedido con su urgencia y extraes siempre el más urgente. Con
                    un montículo, las dos operaciones cuestan O(log n).""",
                ),
                QA(
                    "¿Y si dos pedidos son igual de urgentes?",
                    """Añade un contador: guarda `(urgencia, orden, pedido)`, con números menores para lo más urgente. A
                    igual urgencia, sale el que llegó antes.""",
                ),
                QA(
                    "¿Y uno poco urgente puede quedarse esperando para siempre?",
                    """Sí, si no dejan de llegar pedidos urgentes. Se remedia mejorando poco a poco la prioridad de los
                    que llevan mucho tiempo.""",
                ),
            ),
            (
                QA(
                    "Me llegan millones de medidas de un sensor y solo quiero las 100 mayores. ¿Caben en memoria?",
                    """Sí, porque no hace falta guardarlas todas: un montículo de mínimos con 100 elementos basta, y
                    cada medida nueva solo entra si supera a la raíz.""",
                ),
                QA(
                    "No lo pillo, ¿por qué la raíz?",
                    """Porque la raíz es la menor de las 100 elegidas. Si la nueva no vence ni a esa, no está entre las
                    mayores; si la vence, ocupa su lugar.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función en Python que dé las k puntuaciones más altas, de mayor a menor, con heapq.",
            """La función mantiene un montículo con las k mejores puntuaciones vistas y solo lo ordena al terminar,
            cuando ya tiene como mucho k elementos:""",
            ("k_mayores([70, 95, 88, 60], 2)", "k_mayores([4, 1], 0)"),
            """La condición `h and x > h[0]` protege el caso k = 0: el montículo está vacío y no hay raíz con la que
            comparar.""",
        ),
    ),
)
