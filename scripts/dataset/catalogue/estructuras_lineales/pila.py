"""La pila."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="frente a una cola",
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
            title="recursión",
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
            title="insert(0, x) y pop(0)",
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
            title="mínimo en O(1)",
        ),
    ),
    brief=Brief(
        what=(
            """La pila es una estructura que solo deja tocar un extremo, la cima: lo que se apila al final es lo
            primero que se desapila.""",
            """Piensa en un montón de platos: dejas cada plato encima y solo puedes coger el de arriba. Eso es una
            pila, y por eso se dice que es LIFO.""",
            """Sirve para recordar cosas pendientes y retomarlas en orden inverso al de llegada: apilar añade en la
            cima y desapilar devuelve lo más reciente.""",
            """Una pila es una colección con dos operaciones básicas, apilar y desapilar, que actúan por el mismo
            lado e invierten el orden de los elementos.""",
        ),
        cost=(
            """Solo se trabaja en la cima, así que los elementos de debajo no se mueven; ampliar el arreglo ocurre
            pocas veces y su gasto se reparte.""",
            "Se guardan los n elementos apilados, sin nada más que la posición de la cima.",
            """Apilar y desapilar tocan el final de la lista, que no desplaza nada, y lo que ocupa crece con lo que
            haya dentro.""",
        ),
        use=(
            """Cuando lo último que se abrió o empezó debe cerrarse primero: símbolos anidados, expresiones,
            vuelta atrás en una búsqueda o convertir una recursión en un bucle.""",
            """El botón de deshacer de un editor de textos usa una pila: cada cambio se apila y, al deshacer, se
            recupera el más reciente.""",
            """Si debes respetar el orden de llegada, usa una cola. Tampoco es adecuada si necesitas buscar, leer o
            quitar elementos que no estén en la cima.""",
        ),
        beliefs=(
            QA(
                "En una pila puedo sacar el elemento que quiera, ¿no?",
                """No: en una pila solo se puede sacar el de la cima, el último que se apiló. Para llegar a uno de
                abajo hay que desapilar antes todos los que tiene encima.""",
                title="sacar el que quiera",
            ),
            QA(
                "Apilar tarda más cuantos más elementos tiene la pila.",
                """No, apilar es O(1) amortizado: se añade en la cima sin mover lo demás. Alguna vez la lista amplía
                su memoria y se copia, pero ese gasto repartido sigue siendo constante.""",
                title="apilar en pilas grandes",
            ),
            QA(
                "Para ver si los paréntesis están bien basta con contar que haya tantos abiertos como cerrados.",
                """No: también importan el orden y el tipo. En `)(` o en `[(])` las cantidades coinciden y están mal.
                La pila comprueba que cada cierre case con la última apertura.""",
                title="contar paréntesis",
            ),
        ),
        faster=(
            QA(
                "En una pila hecha con una lista de Python, ¿pongo la cima al principio o al final?",
                """Al final: `append` y `pop()` cuestan O(1) amortizado. Al principio, `insert(0, x)` y `pop(0)`
                desplazan toda la lista, O(n).""",
                title="cima al principio o final",
            ),
            QA(
                "quiero un boton de volver atras como el del navegador uso pila o cola",
                """Una pila: la última página visitada es la primera a la que se vuelve, y apilar o desapilar es
                O(1). Con una cola volverías a la página más antigua.""",
                title="o cola, volver atrás",
            ),
        ),
        results=(
            Result(
                "equilibrado('(a[b])')",
                """Se apilan el paréntesis y el corchete. El cierre `]` casa con el corchete de la cima y `)` con el
                paréntesis; la pila acaba vacía.""",
            ),
            Result(
                "equilibrado('{(})')",
                """Se apilan la llave y el paréntesis. Llega `}`, pero en la cima está el paréntesis, que no es su
                pareja, y se termina ahí.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Mi programa de dibujo necesita deshacer los últimos trazos. ¿Qué estructura de datos pongo?",
                    """Una pila: cada trazo se apila al hacerlo y, al pulsar deshacer, se desapila el de la cima, que es
                    el más reciente.""",
                ),
                QA(
                    "¿Y para rehacer lo deshecho?",
                    """Con una segunda pila: cada trazo que deshaces pasa a ella, y rehacer lo devuelve a la primera. Si
                    se dibuja algo nuevo, la segunda se vacía.""",
                ),
                QA(
                    "¿y en memoria?",
                    """Es O(n), con n los trazos guardados entre las dos. Muchos programas limitan el historial, por
                    ejemplo a los últimos cien.""",
                ),
            ),
            (
                QA(
                    "¿Por qué para comprobar paréntesis anidados hace falta una pila y no un simple contador?",
                    """Porque hay varios tipos de símbolos y el último abierto debe cerrarse primero. La pila recuerda
                    cuál fue; un contador solo sabe cuántos quedan.""",
                ),
                QA(
                    "¿Y si solo hubiera paréntesis redondos?",
                    """Entonces sí bastaría un contador: suma al abrir, resta al cerrar, no debe bajar de cero y tiene
                    que acabar en cero.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que me diga si los paréntesis, corchetes y llaves de una fórmula cuadran.",
            "La función usa una lista como pila y recorre el texto una sola vez:",
            ("equilibrado('2 * (x[0] + 1)')", "equilibrado('f(x))')", "equilibrado('')"),
            """El diccionario `pareja` va de cada cierre a su apertura, y los demás caracteres del texto se pasan
            por alto.""",
        ),
    ),
)
