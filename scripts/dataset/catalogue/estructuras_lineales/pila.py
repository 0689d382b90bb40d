"""La pila."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="pila",
    name="la pila",
    topic="estructuras lineales",
    level="básico",
    time="O(1) por operación (amortizado)",
    space="O(n)",
    code="""
def equilibrado(texto):
    pareja = {")": "(", "]": "[", "}": "{"}
    pila = []
    for c in texto:
        if c in pareja.values():
            pila.append(c)
        elif c in pareja:
            if not pila or pila.pop() != pareja[c]:
                return False
    return not pila
""",
    theory=Theory(
        """
        Una pila es una colección en la que solo se añade y se quita por un extremo, la cima: el último en
        entrar es el primero en salir (LIFO).

        - **Apilar** (*push*): añadir en la cima.
        - **Desapilar** (*pop*): quitar y devolver la cima.
        - **Consultar la cima** sin quitarla.

        **Ejemplo:** comprobar paréntesis. Cada apertura se apila y cada cierre debe casar con la cima:
        ‹equilibrado("[(a)]") =›, pero ‹equilibrado("[(])") =›. En Python basta una lista con `append` y
        `pop`.
        """,
        pitfall="""desapilar sin comprobar antes que la pila no está vacía; en Python, `[].pop()` lanza
        `IndexError`.""",
    ),
    complexity=Complexity(
        """
        Añadir o quitar al final de una lista de Python no mueve los demás elementos. De vez en cuando la
        lista debe ampliar su memoria y copiarse, pero como crece en proporción a su tamaño, el coste
        repartido entre todas las operaciones es constante: O(1) amortizado.

        Comprobar un texto de n símbolos hace a lo sumo n operaciones, O(n). La pila puede llegar a guardar
        los n, por ejemplo en `((((`.
        """,
        ask="Analiza cuánto cuesta apilar y desapilar, y cuánta memoria ocupa una pila.",
    ),
    build=Build(
        "Comprueba si los paréntesis, corchetes y llaves de un texto están bien equilibrados.",
        "Se apila cada símbolo de apertura; cada cierre debe coincidir con el último que se abrió.",
        ("equilibrado('{[()]}')", "equilibrado('(]')", "equilibrado('((')"),
        "El `return not pila` final detecta las aperturas que nunca se cerraron.",
    ),
    bugs=(
        Bug(
            "Mi comprobador de paréntesis acepta «((» como correcto. ¿Por qué?",
            ("    return not pila", "    return True"),
            "equilibrado('((')",
            """Falta comprobar la pila al final. Que ningún cierre falle no basta: también pueden sobrar
            aperturas, que siguen en la pila cuando se acaba el texto.""",
        ),
        Bug(
            "Este comprobador de paréntesis lanza IndexError con algunos textos. ¿Qué le pasa?",
            ("if not pila or pila.pop()", "if pila.pop()"),
            "equilibrado(')')",
            """Se desapila sin mirar si queda algo. Un cierre sin apertura encuentra la pila vacía y `pop`
            falla.""",
            "al comprobar primero `not pila`, el `or` evita llamar a `pop` cuando no hay nada.",
        ),
    ),
    exercises=(
        Trace(
            "Evalúa con una pila la expresión en notación postfija 5 1 2 + 4 * + 3 -.",
            "postfija('5 1 2 + 4 * + 3 -')",
            "match t:",
            "Pila {pila}; llega «{t}».",
            """El resultado es ‹postfija('5 1 2 + 4 * + 3 -')›, es decir, 5 + (1 + 2) · 4 − 3. Los números se
            apilan y cada operador toma los dos de la cima:""",
            """Cuidado con el orden: el primero que se desapila es el operando derecho. Cada símbolo entra y
            sale una vez, así que el tiempo es O(n).""",
            code="""
def postfija(texto):
    pila = []
    for t in texto.split():
        match t:
            case "+" | "-" | "*":
                b, a = pila.pop(), pila.pop()
                pila.append({"+": a + b, "-": a - b, "*": a * b}[t])
            case _:
                pila.append(int(t))
    return pila.pop()
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Cuándo uso una pila y cuándo una cola?",
            """
            Pila si lo último que llega debe atenderse primero; cola si hay que respetar el orden de llegada.

            - **Pila (LIFO):** deshacer cambios, llamadas a funciones, paréntesis, recorrido en profundidad.
            - **Cola (FIFO):** turnos de impresión, mensajes, recorrido en anchura.

            En Python, la pila es una lista (`append`, `pop`), y la cola, un `collections.deque` (`append`,
            `popleft`). Todas esas operaciones son O(1). Cambiar una por otra altera el algoritmo: el mismo
            recorrido de un grafo es en profundidad con pila y en anchura con cola.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué tiene que ver la recursión con una pila?",
            """
            Cada llamada a función se guarda en una pila: al llamar se apila un marco con sus variables y al
            volver se desapila.

            Por eso la última llamada en empezar es la primera en terminar. También por eso una recursión
            demasiado profunda agota la pila; Python lo corta antes y lanza `RecursionError` (el límite
            habitual ronda las 1000 llamadas). Cualquier función recursiva puede reescribirse con un bucle y
            una pila propia, que solo está limitada por la memoria.
            """,
        ),
        QA(
            "¿Por qué no conviene usar insert(0, x) y pop(0) para una pila en Python?",
            """
            Porque el principio de una lista es el extremo caro: cada operación ahí desplaza todos los demás
            elementos, O(n).

            Una lista de Python es un arreglo contiguo. Al insertar en la posición 0, los n elementos se
            mueven una casilla. Al final, en cambio, no hay nada que mover. Con 100 000 elementos, apilar por
            delante hace del orden de 5 000 millones de movimientos; apilar por detrás, unos cientos de miles.
            La cima de la pila debe ser siempre el **final** de la lista.
            """,
        ),
        QA(
            "¿Cómo puede una pila devolver su mínimo en O(1)?",
            """
            Guardando junto a cada elemento el mínimo de la pila en el momento de apilarlo.

            ```python
            pila = []
            for x in [5, 3, 7]:
                pila.append((x, min(x, pila[-1][1]) if pila else x))
            print(pila)  #=
            pila.pop()
            print("mínimo:", pila[-1][1])  #=
            ```

            Al desapilar, el mínimo anterior vuelve a estar en la cima sin recalcular nada. Cada operación
            sigue siendo O(1) y la memoria se duplica, O(n). Guardar solo un mínimo global no sirve: al
            desapilarlo no sabríamos cuál era el anterior.
            """,
            level="intermedio",
        ),
    ),
)
