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
        ),
    ),
    brief=Brief(
        what=(
            """Es una cola hecha con dos pilas: una recibe los elementos que entran y la otra los entrega, ya dados
            la vuelta.""",
            """Un truco para tener orden de llegada usando solo pilas: cuando la de salida se vacía, se vuelca en
            ella la de entrada y el orden se invierte.""",
            """Como dos montones de platos: los nuevos se apilan en uno y, al pasarlos al otro, el primero que
            llegó queda arriba.""",
            """La cola con dos pilas encola en una pila y desencola de otra, y solo trasvasa los elementos cuando
            la segunda está vacía.""",
        ),
        cost=(
            """Cada elemento se apila y desapila a lo sumo dos veces en su vida, así que n operaciones hacen en
            total unas 4n.""",
            "Cada elemento está en una sola de las dos pilas en cada momento.",
            """El trasvase es caro pero deja la salida llena para muchas operaciones baratas, y no se duplica
            ningún dato.""",
        ),
        use=(
            """Cuando solo dispones de pilas, o en lenguajes donde las listas se amplían por un extremo nada más.""",
            """En programación funcional se usa mucho, porque las listas de esos lenguajes solo son rápidas por
            delante.""",
            """Si el lenguaje ya trae una cola doble, como `deque` en Python, es más simple. Y no vale si ninguna
            operación puede tardar O(n).""",
        ),
        beliefs=(
            QA(
                "Desencolar cuesta O(n), porque puede haber que pasar todos los elementos.",
                """Solo a veces: el trasvase ocurre cuando la salida está vacía, y reparte su coste. Por operación
                es O(1) amortizado.""",
            ),
            QA(
                "Hay que trasvasar cada vez que se desencola.",
                """No: solo si la pila de salida está vacía. Si se trasvasa antes, se mezclan los órdenes y la cola
                da mal los elementos.""",
            ),
            QA(
                "Con dos pilas la cola ocupa el doble de memoria.",
                "No: cada elemento está en una pila o en la otra, nunca en las dos. La memoria es O(n).",
            ),
        ),
        faster=(
            QA(
                "En Python, ¿cola con dos pilas o deque?",
                """`deque`: las dos son O(1) por operación, pero `deque` lo es siempre y no solo de media, y ya
                viene hecho.""",
            ),
            QA(
                "¿Qué es mejor, una cola con dos pilas o quitar con pop(0) de una lista?",
                "Las dos pilas: O(1) amortizado. `pop(0)` desplaza todos los elementos y cuesta O(n) cada vez.",
            ),
        ),
        results=(
            Result(
                "probar('ab--')",
                """Entran a y b; al quitar, se vuelcan en la salida y la a queda arriba, así que sale primero y
                después la b.""",
            ),
            Result(
                "probar('a-b-')",
                """Cada elemento entra y sale antes de que llegue el siguiente, por lo que el orden de salida es el
                de llegada.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo consigo una cola si solo tengo pilas?",
                    """Usa dos: apila lo que llega en la primera y, para sacar, vuelca la primera en la segunda y
                    desapila de ahí.""",
                ),
                QA(
                    "¿y por que sale en el orden correcto",
                    """Porque una pila invierte el orden y la segunda vuelve a invertirlo: dos vueltas dejan el
                    orden de llegada.""",
                ),
            ),
            (
                QA(
                    "¿Cuándo se pasa de una pila a otra?",
                    "Solo cuando hay que sacar y la pila de salida está vacía.",
                ),
                QA(
                    "¿Y si paso antes?",
                    "Los recién llegados quedarían encima de los antiguos y saldrían antes de tiempo.",
                ),
                QA(
                    "¿Cuánto cuesta cada operación entonces?",
                    "O(1) amortizado: cada elemento se mueve como mucho dos veces.",
                ),
            ),
        ),
        build=Build(
            "Necesito una clase Cola en Python que por dentro use dos pilas.",
            "Los elementos entran por una pila y salen por la otra, que se rellena al vaciarse:",
            (
                "probar('ab-cd---')",
                "probar('q-')",
            ),
            "El trasvase con `pop` y `append` invierte el orden, y por eso el más antiguo queda arriba.",
        ),
    ),
)
