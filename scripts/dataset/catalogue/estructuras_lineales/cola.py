"""La cola."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="cola",
    name="la cola",
    topic="estructuras lineales",
    level="básico",
    time="O(1) por operación",
    space="O(n)",
    code="""
class Cola:
    def __init__(self, capacidad):
        self.datos = [None] * capacidad
        self.frente = 0
        self.tamano = 0

    def encolar(self, x):
        if self.tamano == len(self.datos):
            raise IndexError("cola llena")
        final = (self.frente + self.tamano) % len(self.datos)
        self.datos[final] = x
        self.tamano += 1

    def desencolar(self):
        if self.tamano == 0:
            raise IndexError("cola vacía")
        x = self.datos[self.frente]
        self.frente = (self.frente + 1) % len(self.datos)
        self.tamano -= 1
        return x
""",
    theory=Theory(
        """
        Una cola es una colección en la que se entra por un extremo y se sale por el otro: el primero en
        llegar es el primero en salir (FIFO), como en una fila de personas.

        - **Encolar:** añadir al final.
        - **Desencolar:** quitar el del frente.

        En un arreglo circular, el frente y el final avanzan y, al pasar de la última casilla, vuelven a la
        primera. Así no hay que mover elementos. **Ejemplo:** con capacidad 3, tras encolar A, B, C y
        desencolar A, un D nuevo ocupa la casilla que dejó A.
        """,
        pitfall="""usar `lista.pop(0)` en Python: funciona, pero desplaza todos los elementos, O(n). Para
        colas existe `collections.deque`.""",
    ),
    complexity=Complexity(
        """
        Encolar calcula una posición con una suma y un resto, y escribe un valor; desencolar lee uno y avanza
        el frente. Ninguna de las dos recorre la cola, de modo que su coste no depende de cuántos elementos
        haya.

        El arreglo ocupa tanto como su capacidad. Si se quisiera una cola sin límite, habría que duplicar el
        arreglo cuando se llena: O(1) amortizado.
        """,
        ask="¿Cuánto cuesta cada operación de una cola y cuánta memoria ocupa?",
    ),
    build=Build(
        "Implementa una cola de capacidad fija sobre un arreglo circular.",
        """El frente y el número de elementos bastan para saber dónde está el final: es `(frente + tamano) %
        capacidad`.""",
        (
            "c = Cola(2)",
            "c.encolar('A');",
            "c.encolar('B');",
            "c.desencolar()",
            "c.encolar('C');",
            "c.desencolar(), c.desencolar()",
        ),
        """Guardar el tamaño evita la ambigüedad de que frente y final coincidan tanto con la cola vacía como
        con la llena.""",
    ),
    bugs=(
        Bug(
            "Mi función simula turnos, pero atiende antes al último que llegó. ¿Qué cambio?",
            ("cola.popleft()", "cola.pop()"),
            "atender(['Ana', 'Luis', 'Eva'])",
            """Se saca por el mismo extremo por el que se entra. Con `pop` la estructura se comporta como una
            pila (LIFO); una cola debe sacar por el lado opuesto.""",
            code="""
from collections import deque


def atender(llegadas):
    cola = deque(llegadas)
    orden = []
    while cola:
        orden.append(cola.popleft())
    return orden
""",
        ),
        Bug(
            "Esta cola circular falla con IndexError al cabo de unas operaciones. ¿Por qué?",
            ("return (frente + 1) % capacidad", "return frente + 1"),
            "avanzar_veces(4, 5)",
            """El índice nunca vuelve al principio. Al avanzar sin tomar el resto, el frente acaba señalando una
            casilla que no existe, aunque haya hueco al comienzo.""",
            code="""
def siguiente(frente, capacidad):
    return (frente + 1) % capacidad


def avanzar_veces(capacidad, veces):
    casillas, frente = list("ABCDEFGH")[:capacidad], 0
    for _ in range(veces):
        frente = siguiente(frente, capacidad)
    return casillas[frente]
""",
        ),
    ),
    exercises=(
        Trace(
            """Seis niños juegan a la patata caliente: se pasa dos veces y quien la recibe sale. Simúlalo con
            una cola.""",
            "patata(['Ana', 'Beto', 'Caro', 'Dani', 'Eva', 'Fer'], 2)",
            "eliminado = cola.popleft()",
            "Tras pasar la patata, la cola es {list(cola)}; sale {cola[0]}.",
            """Gana ‹patata(['Ana', 'Beto', 'Caro', 'Dani', 'Eva', 'Fer'], 2)›. En cada ronda, quien pasa la
            patata va al final de la cola:""",
            """Cada pase es un `popleft` y un `append`, ambos O(1). Con n niños y k pases por ronda, el total es
            O(nk).""",
            code="""
from collections import deque


def patata(ninos, pases):
    cola = deque(ninos)
    while len(cola) > 1:
        for _ in range(pases):
            cola.append(cola.popleft())
        eliminado = cola.popleft()
    return cola[0]
""",
        ),
    ),
    comparisons=(
        QA(
            "En Python, ¿qué elijo para una cola: list, deque o queue.Queue?",
            """
            Para un algoritmo, `collections.deque`; para comunicar hilos, `queue.Queue`; una lista, casi
            nunca.

            - **`list`:** `pop(0)` desplaza todo, O(n) por operación.
            - **`deque`:** añade y quita por los dos extremos en O(1). Acceder al centro por índice es O(n).
            - **`queue.Queue`:** añade cerrojos y esperas; necesario entre hilos, pero más lento si solo hay
            uno.

            Para un recorrido en anchura de un grafo grande, cambiar `list` por `deque` puede convertir
            minutos en segundos.
            """,
            title="list, deque o queue.Queue",
        ),
    ),
    concepts=(
        QA(
            "¿Qué es una cola doble (deque) y para qué sirve?",
            """
            Es una secuencia que permite añadir y quitar por ambos extremos en O(1).

            Con ella se obtiene una cola (`append` y `popleft`) o una pila (`append` y `pop`). Algunos
            problemas usan los dos lados: en el recorrido 0-1 BFS las aristas de peso 0 entran por delante y
            las de peso 1 por detrás; en el máximo de una ventana deslizante se descartan candidatos por los
            dos extremos. **Precaución:** leer `d[i]` en el centro cuesta O(n), porque no es un arreglo
            contiguo.
            """,
            title="qué es un deque",
        ),
        QA(
            "¿Cómo distingue una cola circular entre vacía y llena?",
            """
            Guardando el número de elementos, o dejando siempre una casilla libre.

            Si solo se guardan los índices del frente y del final, ambos coinciden en los dos casos extremos y
            no hay forma de distinguirlos. Con un contador, vacía es `tamano == 0` y llena es `tamano ==
            capacidad`. La alternativa de la casilla libre considera llena la cola cuando el final está justo
            antes del frente; pierde un hueco, pero ahorra el contador.
            """,
            title="circular, vacía o llena",
        ),
        QA(
            "¿Por qué el recorrido en anchura de un grafo utiliza una cola?",
            """
            Porque la cola conserva el orden de descubrimiento: los vértices a distancia 1 salen antes que los
            de distancia 2, y así sucesivamente.

            Cuando se procesa un vértice a distancia d, sus vecinos nuevos, a distancia d + 1, se ponen detrás
            de todos los que aún quedan a distancia d. De este modo la cola nunca mezcla más de dos niveles
            consecutivos, y la primera vez que se llega a un vértice se ha usado el mínimo número de aristas.
            Con una pila se perdería esa garantía.
            """,
            title="recorrido en anchura",
        ),
    ),
    brief=Brief(
        what=(
            """La cola es una estructura en la que se entra por el final y se sale por el frente, de modo que el
            primero que llegó es el primero que se va.""",
            """Una colección FIFO: respeta el orden de llegada, como la fila de la panadería. Quien lleva más
            tiempo esperando en la cola es siempre el siguiente en ser atendido.""",
            """Sirve para guardar elementos pendientes y atenderlos por turno: encolar pone uno detrás de todos y
            desencolar saca el más antiguo, nunca el más reciente.""",
            """Llamamos cola a un tipo de datos con dos operaciones, encolar por un extremo y desencolar por el
            contrario, que conserva el orden en que llegaron los elementos.""",
        ),
        cost=(
            """Tanto al encolar como al desencolar se toca una sola casilla y se ajusta un índice; los demás
            elementos no se mueven.""",
            """Hay que guardar los n elementos que esperan, más dos números: dónde está el frente y cuántos
            son.""",
            """Cada operación trabaja solo en un extremo, y el arreglo circular reaprovecha las casillas que van
            quedando libres.""",
        ),
        use=(
            """Conviene cuando los elementos deben atenderse en el mismo orden en que llegan: tareas pendientes,
            mensajes, peticiones a un servidor o vértices por explorar en un recorrido en anchura.""",
            """Una impresora compartida guarda los documentos en una cola: se imprime primero el que se envió
            antes, y los siguientes esperan su turno sin que nadie se cuele.""",
            """Si unos elementos son más urgentes que otros, hace falta una cola de prioridad; si interesa lo más
            reciente, una pila. Tampoco sirve para buscar o leer elementos del medio.""",
        ),
        beliefs=(
            QA(
                "En una cola sale primero lo último que metí, ¿verdad?",
                """No: en una cola sale primero lo que lleva más tiempo dentro (FIFO). Lo que describes, el último
                en entrar es el primero en salir, es una pila (LIFO).""",
                title="quién sale primero",
            ),
            QA(
                "Hacer una cola con una lista de Python y pop(0) es igual de rápido que con deque.",
                """No: `pop(0)` desplaza todos los elementos que quedan y cuesta O(n), mientras que `popleft` de
                `collections.deque` cuesta O(1). Con muchos datos la diferencia es enorme.""",
                title="rapidez de pop(0)",
            ),
            QA(
                "cuando la cola circular llega a la ultima casilla ya no cabe nada mas",
                """No, después de la última casilla se vuelve a la primera gracias al resto de la división. Solo
                está llena cuando hay tantos elementos como casillas, es decir, `tamano == capacidad`.""",
                title="circular, última casilla",
            ),
        ),
        faster=(
            QA(
                "Para sacar siempre el elemento más antiguo, ¿va mejor una cola o una lista con pop(0)?",
                """La cola: desencolar es O(1) y solo avanza el frente. Quitar el primero de una lista de Python es
                O(n), porque los demás se desplazan una casilla.""",
                title="o lista con pop(0)",
            ),
            QA(
                "Tengo una sala de urgencias con pacientes graves y leves. ¿Uso una cola normal?",
                """Mejor una cola de prioridad: saca antes al más grave, en O(log n). La cola normal es más rápida,
                O(1), pero atiende por orden de llegada sin mirar la gravedad.""",
                title="pacientes graves y leves",
            ),
        ),
        results=(
            Result(
                "(lambda c: (c.encolar('A'), c.encolar('B'), c.desencolar())[2])(Cola(3))",
                """La A entra en la casilla 0 y la B en la 1. El frente sigue en la casilla 0, así que al desencolar
                sale la A, que llegó antes.""",
            ),
            Result(
                "(lambda c: [c.encolar(4), c.encolar(7), c.desencolar(), c.desencolar()][-1])(Cola(2))",
                """Entran el 4 y el 7. La primera salida es el 4, por ser el más antiguo; la segunda, que es la que
                se pide, es el 7.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Estoy programando los turnos de una ventanilla. ¿Qué estructura guarda a la gente que espera?",
                    """Una cola: cada persona que llega se encola al final y, cuando la ventanilla queda libre, se
                    desencola la del frente. Así se respeta el orden de llegada.""",
                ),
                QA(
                    "¿Y si viene alguien con preferencia?",
                    """Puedes tener dos colas, una preferente y otra normal, y mirar antes la primera. Si hay muchos
                    grados de urgencia, usa una cola de prioridad.""",
                ),
                QA(
                    "¿Me lo resumes?",
                    """Mismo trato para todos: cola, con operaciones O(1). Unos antes que otros: cola de prioridad, con
                    operaciones O(log n).""",
                ),
            ),
            (
                QA(
                    "¿Por qué en una cola sobre un arreglo se usa el resto de la división al avanzar el frente?",
                    """Para volver a la primera casilla después de la última. Con capacidad 4, tras la posición 3 viene
                    (3 + 1) % 4 = 0, y se reutiliza el hueco que dejaron los que salieron.""",
                ),
                QA(
                    "¿Y qué pasaría sin ese resto?",
                    """Que el índice seguiría creciendo hasta salirse del arreglo, aunque hubiera sitio libre al
                    principio. Habría que mover todos los elementos, y eso cuesta O(n).""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python una clase Cola con tamaño máximo, donde salga primero quien llegó antes.",
            "La clase guarda un arreglo, la posición del frente y cuántos elementos hay:",
            ("c = Cola(3)", "c.encolar('pan');", "c.encolar('leche');", "c.desencolar()", "c.tamano"),
            "Encolar con la cola llena o desencolar con la cola vacía lanza `IndexError` en lugar de perder datos.",
        ),
    ),
)
