"""La cola implementada con dos pilas."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="cola-dos-pilas",
    name="la cola implementada con dos pilas",
    topic="análisis amortizado",
    level="intermedio",
    time="O(1) amortizado por operación",
    space="O(n)",
    code="""
class Cola:
    def __init__(self):
        self.entrada, self.salida = [], []

    def encolar(self, x):
        self.entrada.append(x)

    def desencolar(self):
        if not self.salida:
            while self.entrada:
                self.salida.append(self.entrada.pop())
        return self.salida.pop()


def probar(operaciones):
    cola, r = Cola(), []
    for op in operaciones:
        if op == "-":
            r.append(cola.desencolar())
        else:
            cola.encolar(op)
    return "".join(r)
""",
    theory=Theory(
        """
        Una cola puede construirse con dos pilas: en una entran los elementos y de la otra salen; al trasvasar
        de una a otra, el orden se invierte y el primero en llegar queda arriba.

        1. **Encolar:** se apila en `entrada`.
        2. **Desencolar:** si `salida` tiene algo, se desapila de ahí.
        3. Si `salida` está vacía, antes se pasa a ella todo lo de `entrada`.

        **Ejemplo:** encolar a, b, quitar, encolar c, quitar y quitar da ‹probar("ab-c--")›: orden de llegada.
        """,
        ask="Explica cómo se implementa una cola con dos pilas: los pasos, un ejemplo y la complejidad.",
        pitfall="""trasvasar cuando la pila de salida todavía no está vacía; los elementos nuevos se
        colocan delante de los viejos.""",
    ),
    complexity=Complexity(
        """
        Cada elemento se apila en la entrada, pasa una sola vez a la salida y sale: como mucho cuatro
        operaciones de pila en toda su vida. Por tanto, n operaciones de la cola cuestan O(n) en total y O(1)
        de media, aunque un trasvase concreto sea O(n).

        Entre las dos pilas están todos los elementos de la cola, sin copias.
        """,
        Count(
            "self.salida.append(self.entrada.pop())",
            "elementos trasvasados al encolar y desencolar n veces",
            tuple((n, f"probar('x' * {n} + '-' * {n})") for n in (4, 16, 64)),
        ),
    ),
    build=Build(
        "Implementa una cola usando solo dos pilas.",
        """Se apila siempre en `entrada`; solo cuando `salida` se vacía se trasvasa todo, con lo que el
        orden se invierte.""",
        ("probar('ab-c--')", "probar('xyz---')"),
        "La función `probar` interpreta cada letra como «encolar» y cada guion como «desencolar».",
    ),
    bugs=(
        Bug(
            "Mi cola con dos pilas a veces atiende en mal orden. ¿Qué condición falta?",
            (
                """        if not self.salida:
            while self.entrada:
                self.salida.append(self.entrada.pop())
""",
                "        while self.entrada:\n            self.salida.append(self.entrada.pop())\n",
            ),
            "probar('ab-c--')",
            """Se trasvasa en cada extracción, aunque la pila de salida no esté vacía. Los recién llegados
            quedan encima de los que esperaban desde antes.""",
        ),
    ),
    exercises=(
        Trace(
            """Sigue el contenido de las dos pilas al ejecutar: encolar 1, encolar 2, desencolar, encolar
            3, desencolar, desencolar.""",
            "probar('12-3--')",
            "if not self.salida:",
            """Desencolar con entrada {self.entrada} y salida {self.salida}: {'se trasvasa todo y ' if not
            self.salida else ''}sale el {(self.salida or self.entrada[::-1])[-1]}.""",
            "Salen 1, 2 y 3, en orden de llegada: ‹probar('12-3--')›.",
            """Solo hay dos trasvases. El 3 espera en la entrada mientras quede algo en la salida, y así
            se conserva el orden.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Cola con dos pilas, arreglo circular o deque?",
            """
            En Python, `deque`; las dos pilas interesan donde solo hay pilas, o para añadir operaciones como
            el mínimo.

            - **Dos pilas:** O(1) amortizado; una extracción aislada puede ser O(n).
            - **Arreglo circular:** O(1) en el peor caso si la capacidad es fija.
            - **`deque`:** O(1) por ambos extremos, ya hecha y en C.

            Con dos pilas que guardan mínimos se obtiene una cola con mínimo en O(1), útil para ventanas
            deslizantes. También es la cola natural de los lenguajes funcionales.
            """,
            title="o arreglo circular o deque",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué trasvasar de una pila a otra invierte el orden?",
            """
            Porque el último en entrar en la primera pila es el primero en salir de ella y, por tanto, el
            primero en entrar en la segunda, donde queda al fondo.

            Si en la entrada están 1, 2, 3 (con el 3 arriba), al pasarlos la salida queda 3, 2, 1, con el 1
            arriba: justo el que debe atenderse. Una pila invierte el orden y dos inversiones lo restablecen.
            Por eso dos pilas forman una cola.
            """,
            level="básico",
            title="trasvasar invierte el orden",
        ),
        QA(
            "¿Se puede implementar una pila con dos colas? ¿Con qué coste?",
            """
            Sí, pero una de las dos operaciones pasa a costar O(n): las colas no invierten el orden, así que
            hay que rotar los elementos.

            Una forma es que, al apilar, se encole el nuevo y después se pasen detrás de él todos los
            anteriores, desencolando y volviendo a encolar n − 1 veces. El último queda delante y desapilar es
            O(1); de hecho, así basta con una sola cola. A diferencia de la cola con dos pilas, aquí no hay
            ahorro amortizado: cada apilado mueve todos los elementos.
            """,
            title="pila con dos colas",
        ),
    ),
    brief=Brief(
        what=(
            """Es una cola, donde sale primero lo que entró primero, hecha con dos pilas: una recibe los
            elementos y la otra los entrega en orden de llegada.""",
            """Consiste en apilar todo lo que llega en una pila de entrada y, cuando la de salida está vacía,
            volcar en ella la primera, con lo que el orden se da la vuelta.""",
            """Como dos montones de platos: los que llegan se apilan en uno y, al pasarlos de uno en uno al otro,
            el primero que llegó queda arriba. Así dos pilas se comportan como una cola.""",
            """La cola implementada con dos pilas encola en una y desencola de la otra, y solo trasvasa elementos
            cuando la segunda se queda vacía.""",
        ),
        cost=(
            """Cada elemento se apila y se desapila dos veces en toda su vida, aunque de vez en cuando un
            trasvase mueva muchos de golpe.""",
            """Un elemento está siempre en una sola de las dos pilas, así que entre ambas ocupan lo mismo que una
            cola normal.""",
            """Los trasvases largos son raros, porque ningún elemento se traslada más de una vez; y nada se
            guarda por duplicado.""",
        ),
        use=(
            """Cuando solo dispones de pilas, como en muchos lenguajes funcionales, o quieres añadir a una cola
            una consulta rápida del mínimo.""",
            """El módulo `queue` de «Erlang», un lenguaje nacido para centrales telefónicas, representa cada cola
            con dos listas, una de ellas al revés: es esta misma idea.""",
            """En Python, porque `deque` ya está hecha y es más cómoda; y en sistemas de tiempo real, porque un
            trasvase de O(n) puede llegar en el peor momento.""",
        ),
        beliefs=(
            QA(
                "En la cola con dos pilas hay que trasvasar en cada operación.",
                """No: solo cuando se va a desencolar y la pila de salida está vacía. Si se trasvasa antes, los
                nuevos se ponen delante de los viejos y el orden se rompe.""",
                title="trasvasar en cada operación",
            ),
            QA(
                "como un trasvase recorre todo la cola con dos pilas es O(n) por operacion",
                """No: una operación suelta puede costar O(n), pero cada elemento se trasvasa una sola vez.
                Repartido entre todas, sale a O(1) amortizado.""",
                title="trasvase y coste por operación",
            ),
            QA(
                "Si una cola se hace con pilas, sale primero el último que entró.",
                """No: al volcar una pila en otra el orden se invierte, y dos inversiones lo restablecen.
                Encolando la a y la b, ‹probar('ab--') =›.""",
                title="orden de salida",
            ),
        ),
        faster=(
            QA(
                "En Python, para una cola con muchos elementos, ¿dos pilas o `lista.pop(0)`?",
                """Las dos pilas: O(1) amortizado por operación. `pop(0)` desplaza todos los elementos restantes,
                O(n) cada vez; y aún más cómodo es `collections.deque`.""",
                title="frente a pop(0)",
            ),
            QA(
                "Un programa de control no admite ninguna pausa. ¿Le va bien una cola con dos pilas?",
                """No: aunque repartida sea O(1), un trasvase concreto cuesta O(n). Mejor un arreglo circular de
                capacidad fija, que es O(1) en el peor caso.""",
                title="programas sin pausas",
            ),
        ),
        results=(
            Result(
                "probar('abc-d--')",
                """El primer guion trasvasa a, b y c y saca la a. La d espera en la entrada mientras los otros
                dos guiones sacan b y c de la salida.""",
            ),
            Result(
                "probar('x-yz--')",
                """La x entra y sale enseguida. Después llegan «y» y «z»: el siguiente guion las trasvasa y saca
                la primera, y el último saca la otra.""",
            ),
        ),
        talks=(
            (
                QA(
                    "En una entrevista me piden una cola usando solo pilas. ¿Cuál es la idea?",
                    """Dos pilas: apila lo que llega en la de entrada. Para sacar, usa la de salida; si está
                    vacía, vuelca antes en ella toda la de entrada, y el orden queda bien.""",
                ),
                QA(
                    "¿Y si llegan elementos mientras la de salida tiene algo?",
                    """Se quedan en la de entrada, esperando. Los de la salida llegaron antes, así que deben
                    salir primero.""",
                ),
                QA(
                    "y si las dos estan vacias",
                    """Entonces no hay nada que sacar: en este código, `pop` sobre una lista vacía lanza
                    `IndexError`. Conviene comprobarlo antes y avisar con un mensaje claro.""",
                ),
            ),
            (
                QA(
                    "¿Por qué la cola con dos pilas es O(1) amortizado si un trasvase lo mueve todo?",
                    """Porque cada elemento se trasvasa como mucho una vez. Un trasvase de cien elementos lo
                    pagan las cien inserciones que los trajeron.""",
                ),
                QA(
                    "¿Y en el peor caso?",
                    """Una operación aislada cuesta O(n), la que se encuentra la pila de salida vacía. Por eso se
                    dice amortizado y no O(1) a secas.""",
                ),
            ),
        ),
        build=Build(
            "Impleméntame una clase cola que por dentro use dos pilas.",
            """Los elementos entran por `entrada` y salen por `salida`; solo se trasvasa cuando `salida` no tiene
            nada:""",
            (
                "c = Cola()",
                "for x in (10, 20, 30):\n    c.encolar(x)",
                "c.desencolar()",
                "c.entrada, c.salida",
            ),
            """Las dos pilas son listas de Python: `append` apila y `pop` sin argumentos desapila, ambas por el
            final.""",
        ),
    ),
)
