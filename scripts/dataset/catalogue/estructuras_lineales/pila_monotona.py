"""La pila monótona."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="pila-monotona",
    name="la pila monótona",
    topic="estructuras lineales",
    level="intermedio",
    time="O(n)",
    space="O(n)",
    code="""
def siguiente_mayor(a):
    r = [-1] * len(a)
    pila = []
    for i, x in enumerate(a):
        while pila and a[pila[-1]] < x:
            r[pila.pop()] = x
        pila.append(i)
    return r
""",
    theory=Theory(
        """
        Una pila monótona mantiene sus elementos ordenados: antes de apilar uno nuevo se quitan los que rompen
        el orden. Sirve para encontrar, para cada elemento, el siguiente mayor (o menor).

        1. La pila guarda posiciones que aún esperan a alguien mayor.
        2. Al llegar x, todas las de valor menor que x encuentran en él su respuesta y salen.
        3. x entra a esperar.

        **Ejemplo:** ‹siguiente_mayor([2, 1, 5, 3]) =›; −1 significa que no hay ninguno mayor después.
        """,
        pitfall="guardar valores en lugar de posiciones, y no saber después dónde escribir la respuesta.",
    ),
    complexity=Complexity(
        """
        Aunque hay un bucle dentro de otro, cada posición entra en la pila una vez y sale como mucho una vez.
        El total de vueltas del `while`, sumando todas, no supera n: O(n) amortizado. La búsqueda directa,
        mirando a la derecha desde cada elemento, es O(n²).

        Con una lista decreciente nadie sale y la pila llega a tener n elementos.
        """,
        Count(
            "r[pila.pop()] = x",
            "extracciones de la pila con datos crecientes",
            tuple((n, f"siguiente_mayor(list(range({n})))") for n in (10, 100, 1000)),
        ),
    ),
    build=Build(
        "Para cada elemento de una lista, devuelve el primer elemento mayor que haya a su derecha, o -1.",
        """La pila contiene posiciones con valores no crecientes; un valor mayor resuelve todas las que supera.""",
        ("siguiente_mayor([4, 5, 2, 10])", "siguiente_mayor([3, 3])"),
    ),
    bugs=(
        Bug(
            "Mi función del siguiente mayor solo resuelve un elemento cada vez. ¿Qué cambio?",
            ("        while pila and a[pila[-1]] < x:\n", "        if pila and a[pila[-1]] < x:\n"),
            "siguiente_mayor([2, 1, 5])",
            """Un valor nuevo puede ser la respuesta de *varios* que esperaban. Con `if` solo sale el último y
            los demás se quedan en la pila.""",
        ),
        Bug(
            "Mi programa toma como «mayor» un elemento igual. ¿Dónde está el fallo?",
            ("a[pila[-1]] < x", "a[pila[-1]] <= x"),
            "siguiente_mayor([3, 3, 4])",
            "La comparación admite la igualdad, de modo que un valor igual cuenta como siguiente mayor.",
            "si se buscara el siguiente mayor o igual, entonces sí sería `<=`.",
        ),
    ),
    exercises=(
        Trace(
            "Halla el siguiente mayor de cada elemento de [6, 2, 4, 9, 1].",
            "siguiente_mayor([6, 2, 4, 9, 1])",
            "pila.append(i)",
            "x = {x}: esperan {[a[k] for k in pila]} y ahora también {x}; respuestas {r}.",
            """El resultado es ‹siguiente_mayor([6, 2, 4, 9, 1])›. En cada paso se indica quién sigue esperando:""",
            """El 9 resuelve a la vez al 4 y al 6. El 9 y el 1 se quedan en la pila: no tienen ninguno mayor a
            su derecha.""",
        ),
        QA(
            """Tengo las temperaturas de varios días. ¿Cuántos días hay que esperar en cada uno para que haga
            más calor?""",
            """
            Es el siguiente mayor, pero devolviendo la distancia en lugar del valor.

            ```python
            def espera(t):
                r, pila = [0] * len(t), []
                for i, x in enumerate(t):
                    while pila and t[pila[-1]] < x:
                        j = pila.pop()
                        r[j] = i - j
                    pila.append(i)
                return r

            print(espera([20, 22, 19, 18, 23]))  #=
            ```

            Como la pila guarda posiciones, la espera es una resta. El 0 indica que no vuelve a hacer más
            calor. Cada día entra y sale una vez: O(n).
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Pila monótona o cola monótona? ¿En qué problemas se usa cada una?",
            """
            La pila resuelve «el siguiente (o anterior) mayor o menor»; la cola doble, «el máximo de cada
            ventana deslizante».

            - **Pila:** los elementos solo salen por el extremo por el que entran.
            - **Cola doble:** además salen por el otro lado cuando se quedan fuera de la ventana.

            En ambas se descartan los elementos *dominados*: si ha llegado uno mayor y más reciente, el viejo
            ya no puede ser respuesta. Las dos son O(n) en total.
            """,
            title="frente a cola monótona",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo calculo el máximo de cada ventana de k elementos en O(n)?",
            """
            Con una cola doble de posiciones cuyos valores son decrecientes: el máximo de la ventana está
            siempre delante.

            ```python
            from collections import deque

            def maximos(a, k):
                cola, r = deque(), []
                for i, x in enumerate(a):
                    while cola and a[cola[-1]] <= x:
                        cola.pop()
                    cola.append(i)
                    if cola[0] <= i - k:
                        cola.popleft()
                    if i >= k - 1:
                        r.append(a[cola[0]])
                return r

            print(maximos([4, 2, 5, 1, 3], 3))  #=
            ```

            Cada posición entra y sale una vez: O(n).
            """,
            level="avanzado",
            title="máximo de cada ventana",
        ),
        QA(
            "¿Cómo se usa una pila monótona para el mayor rectángulo de un histograma?",
            """
            Para cada barra se busca hasta dónde puede extenderse sin encontrar otra más baja; una pila
            creciente da los dos límites en O(n).

            Al llegar una barra más baja que la cima, la cima ya no puede crecer hacia la derecha: su
            rectángulo termina ahí y empieza justo después de la nueva cima. Su área es altura por anchura.
            Añadiendo una barra de altura 0 al final, todas acaban saliendo. Con `[2, 1, 5, 6, 2, 3]` el mayor
            es 10: las barras 5 y 6 con altura 5.
            """,
            level="avanzado",
            title="rectángulo del histograma",
        ),
    ),
    brief=Brief(
        what=(
            """La pila monótona es una pila que nunca pierde el orden: antes de apilar un valor salen de la cima los
            que lo romperían, y cada uno que sale encuentra así su respuesta.""",
            """Una técnica para hallar, en una sola pasada, el siguiente mayor o menor de cada elemento: la pila
            guarda las posiciones que todavía no lo han encontrado.""",
            """Es como una fila de personas que miran hacia delante buscando a alguien más alto: cuando llega uno
            muy alto, todos los bajitos que esperaban en la pila se marchan a la vez.""",
            """Una pila monótona conserva sus valores siempre crecientes o siempre decrecientes, expulsando de la
            cima los que el nuevo valor deja sin utilidad.""",
        ),
        cost=(
            """Cada posición se apila una vez y se desapila como mucho una, de modo que los dos bucles juntos dan a
            lo sumo 2n pasos.""",
            """Además de la respuesta, la pila puede contener todas las posiciones, como ocurre si los valores no
            hacen más que bajar.""",
            """Una posición que sale de la pila ya no vuelve, y ese límite vale para los pasos y para lo que hay
            guardado a la vez.""",
        ),
        use=(
            """Cuando para cada elemento buscas el primero que lo supera, o que es menor, a su derecha o a su
            izquierda, y comparar todas las parejas sería demasiado lento.""",
            """En bolsa, para saber cuántos días seguidos lleva una acción sin superar el precio de hoy: la pila
            guarda los días anteriores con precios más altos.""",
            """Si las preguntas son sobre tramos cualesquiera, como el mínimo entre dos posiciones dadas, hace falta
            otra estructura; y si la ventana se desliza, una cola doble.""",
        ),
        beliefs=(
            QA(
                "La pila monótona tiene un while dentro de un for, así que es O(n²).",
                """No: es O(n). El `while` solo quita elementos que se apilaron antes, y cada uno se quita como mucho
                una vez; sumando todas las vueltas no pasan de n.""",
                title="while dentro de for",
            ),
            QA(
                "Una pila monótona acaba ordenando la lista, ¿verdad?",
                """No, solo están en orden los elementos que quedan en la pila; los demás han ido saliendo por el
                camino. La lista original no cambia y el resultado es el siguiente mayor de cada uno.""",
                title="ordenar la lista",
            ),
            QA(
                "el siguiente mayor es el mayor de todos los que hay a la derecha",
                """No: es el primero a la derecha que lo supera, aunque después venga otro más grande. En
                `[2, 3, 9]`, el siguiente mayor del 2 es el 3, no el 9.""",
                title="mayor de la derecha",
            ),
        ),
        faster=(
            QA(
                "Para el siguiente mayor de cada número, ¿dos bucles anidados o una pila monótona?",
                """La pila monótona: O(n) frente a O(n²) en el peor caso. Con 100 000 números son unos 200 000 pasos
                en vez de hasta unos 5 000 millones.""",
                title="o bucles anidados",
            ),
            QA(
                "Solo quiero el siguiente mayor de un único elemento. ¿Monto una pila monótona?",
                """No hace falta: recorre hacia la derecha hasta dar con uno que lo supere, O(n) y sin memoria extra.
                La pila compensa cuando lo necesitas para todos.""",
                title="un único elemento",
            ),
        ),
        results=(
            Result(
                "siguiente_mayor([1, 2, 3])",
                """El 2 desapila al 1 y es su respuesta; el 3 desapila al 2. El 3 se queda esperando y conserva el
                −1.""",
            ),
            Result(
                "siguiente_mayor([7, 3, 8])",
                """El 7 y el 3 esperan en la pila. Al llegar el 8 salen los dos, primero el 3 y luego el 7, y ambos
                reciben el 8; detrás del 8 no hay nada.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo las alturas de varios edificios en fila y quiero saber, para cada uno, qué edificio de su "
                    "derecha le tapa la vista.",
                    """Es el siguiente mayor de cada altura: recorre la fila con una pila monótona de posiciones y, al
                    llegar un edificio más alto que la cima, desapila y anota.""",
                ),
                QA(
                    "¿Y los que no tapa nadie?",
                    """Son los que quedan en la pila al terminar: no apareció ninguno más alto a su derecha, y su
                    respuesta sigue siendo −1.""",
                ),
                QA(
                    "¿y si los miro por la izquierda?",
                    """Recorre la fila al revés, de derecha a izquierda, con el mismo código. El tiempo sigue siendo
                    O(n).""",
                ),
            ),
            (
                QA(
                    "¿Por qué en la pila monótona puedo descartar los valores pequeños cuando llega uno grande?",
                    """Porque ya tienen su respuesta: el grande es el primero que los supera. Y los que
                    siguen esperando debajo no son menores que él, así que él no les servía de respuesta.""",
                ),
                QA(
                    "¿Entonces la pila siempre está en orden?",
                    """Sí: de la base a la cima los valores no crecen, porque cualquiera menor que el recién llegado ha
                    salido antes de apilarlo.""",
                ),
            ),
        ),
        build=Build(
            "Impleméntame con una pila la búsqueda del primer valor más grande que viene después de cada uno.",
            """La función recorre la lista una vez y deja en la pila las posiciones que aún no tienen respuesta,
            que empieza siendo −1 para todas:""",
            ("siguiente_mayor([5, 1, 2, 6])", "siguiente_mayor([9, 4])"),
            """Se usa `<` y no `<=`, de manera que un valor igual no cuenta como mayor; en `a[pila[-1]]` se lee el
            valor de la posición que está en la cima.""",
        ),
    ),
)
