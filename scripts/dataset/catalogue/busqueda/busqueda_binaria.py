"""La búsqueda binaria."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="busqueda-binaria",
    name="la búsqueda binaria",
    topic="búsqueda",
    level="básico",
    time="O(log n)",
    space="O(1)",
    code="""
def buscar(a, x):
    izq, der = 0, len(a) - 1
    while izq <= der:
        medio = (izq + der) // 2
        if a[medio] == x:
            return medio
        if a[medio] < x:
            izq = medio + 1
        else:
            der = medio - 1
    return -1
""",
    theory=Theory(
        """
        La búsqueda binaria encuentra un valor en una lista **ordenada** descartando la mitad de los
        candidatos en cada paso, como cuando abrimos un diccionario por el medio.

        1. Mira el elemento central del tramo pendiente.
        2. Si es el buscado, termina.
        3. Si es menor, el valor solo puede estar a la derecha; si es mayor, a la izquierda.
        4. Si el tramo queda vacío, el valor no está.

        **Ejemplo:** ‹buscar([2, 5, 8, 12, 16], 12) =›, y solo se miran las posiciones 2 y 3.
        """,
        pitfall="aplicarla a una lista sin ordenar. No da error: simplemente responde mal.",
    ),
    complexity=Complexity(
        """
        Cada vuelta deja como mucho la mitad de los candidatos: n, n/2, n/4, … Tras k vueltas quedan a lo sumo
        n/2ᵏ, y el tramo se vacía cuando k supera log₂ n. Por eso el peor caso son ⌊log₂ n⌋ + 1 vueltas. La
        recurrencia es T(n) = T(n/2) + O(1).

        La versión con bucle guarda solo tres índices. Una versión recursiva usaría O(log n) de pila.
        """,
        Count(
            "medio = (izq + der) // 2",
            "vueltas buscando un valor mayor que todos",
            tuple((n, f"buscar(list(range({n})), {n})") for n in (10, 1000, 4000)),
        ),
    ),
    build=Build(
        "Escribe una búsqueda binaria iterativa en Python.",
        """Se mantienen dos extremos, `izq` y `der`, entre los que todavía puede estar el valor, y en cada
        vuelta se mira el centro.""",
        ("buscar([1, 3, 5, 7], 7)", "buscar([1, 3, 5, 7], 4)"),
        "El bucle usa `<=` porque un tramo de un solo elemento (`izq == der`) también hay que revisarlo.",
    ),
    bugs=(
        Bug(
            "Mi búsqueda binaria no encuentra algunos elementos que sí están. ¿Qué falla?",
            ("while izq <= der:", "while izq < der:"),
            "buscar([5], 5)",
            """El bucle termina demasiado pronto. Cuando `izq` y `der` coinciden queda un candidato por
            comprobar, y la condición `<` lo descarta sin mirarlo.""",
        ),
        Bug(
            "Esta búsqueda binaria se queda colgada con ciertos valores. ¿Por qué?",
            ("izq = medio + 1", "izq = medio"),
            "buscar([1, 3], 3)",
            """El extremo izquierdo puede no avanzar. Con dos candidatos, `medio` es igual a `izq`; al asignar
            `izq = medio` todo queda como estaba y el bucle se repite.""",
            "el elemento central ya se ha comparado, así que puede descartarse con `medio + 1`.",
        ),
        Bug(
            "Mi búsqueda binaria recursiva encuentra el valor, pero la posición es incorrecta. ¿Qué pasa?",
            ("return -1 if r == -1 else medio + 1 + r", "return r"),
            "buscar([1, 3, 5, 7], 7)",
            """La posición devuelta es relativa al trozo derecho y no a la lista completa. Al cortar con
            `a[medio + 1:]`, las posiciones vuelven a empezar en 0.""",
            """hay que sumar lo que se ha saltado, `medio + 1`, salvo que la respuesta sea −1. Cortar listas,
            además, cuesta O(n): es mejor pasar índices.""",
            code="""
def buscar(a, x):
    if not a:
        return -1
    medio = len(a) // 2
    if a[medio] == x:
        return medio
    if x < a[medio]:
        return buscar(a[:medio], x)
    r = buscar(a[medio + 1:], x)
    return -1 if r == -1 else medio + 1 + r
""",
        ),
    ),
    exercises=(
        Trace(
            "Busca el 23 en [2, 5, 8, 12, 16, 23, 38, 56, 72] con búsqueda binaria, paso a paso.",
            "buscar([2, 5, 8, 12, 16, 23, 38, 56, 72], 23)",
            "if a[medio] == x:",
            """izq = {izq}, der = {der}, medio = {medio}: {a[medio]} {'es menor que' if a[medio] < x else 'es
            mayor que' if a[medio] > x else 'es igual a'} {x}.""",
            """Está en la posición ‹buscar([2, 5, 8, 12, 16, 23, 38, 56, 72], 23)›. En cada paso se mira el
            centro del tramo pendiente:""",
            """Con nueve elementos, el peor caso son ⌊log₂ 9⌋ + 1 = 4 pasos. Una búsqueda lineal habría
            necesitado seis comparaciones para llegar al 23.""",
        ),
        Trace(
            "¿Cómo descubre la búsqueda binaria que el 10 no está en [3, 6, 9, 12, 15]?",
            "buscar([3, 6, 9, 12, 15], 10)",
            "if a[medio] == x:",
            """Tramo {a[izq:der + 1]}: el centro es {a[medio]}, que es {'menor; se descarta con todo lo de su
            izquierda' if a[medio] < x else 'mayor; se descarta con todo lo de su derecha'}.""",
            "Lo descubre en dos pasos, porque el tramo de candidatos se queda vacío:",
            """Ahora `der` es menor que `izq`: no queda ningún candidato y se devuelve ‹buscar([3, 6, 9, 12,
            15], 10)›. Por cierto, `izq` señala el lugar donde habría que insertar el 10 para mantener el
            orden.""",
        ),
    ),
    comparisons=(
        QA(
            """Para consultar si un número está en un conjunto fijo de datos, ¿lista ordenada con búsqueda
            binaria o tabla hash?""",
            """
            Si solo preguntas si está, la tabla hash; si también necesitas orden, la lista ordenada.

            - **Tabla hash:** consulta O(1) en promedio, pero no sabe responder «¿cuál es el siguiente mayor?»
            ni «¿cuántos hay entre 10 y 20?» sin recorrer todo.
            - **Lista ordenada:** consulta O(log n), y esas preguntas de orden se responden también en O(log
            n). Ocupa menos memoria.
            - **Si los datos cambian mucho:** insertar en la lista cuesta O(n); la tabla hash, O(1) en
            promedio; un árbol equilibrado, O(log n) y con orden.
            """,
            level="intermedio",
            title="o tabla hash",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué se dice que la búsqueda binaria necesita una lista ordenada?",
            """
            Porque el orden es lo que permite descartar media lista con una sola comparación.

            Si `a[medio] < x` y la lista está ordenada, todo lo que hay a la izquierda de `medio` también es
            menor que x y puede ignorarse. Sin orden, esa deducción es falsa. **Ejemplo:** en `[9, 1, 5]`, al
            buscar el 9 se mira el 1, que es menor, y se descarta la parte izquierda, donde estaba justamente
            el 9: ‹buscar([9, 1, 5], 9) =›.
            """,
            title="por qué lista ordenada",
        ),
        QA(
            "¿Cuántas preguntas de sí o no bastan para adivinar un número entre 1 y 1000?",
            """
            Bastan 10, preguntando siempre si el número es mayor que el centro de los que aún son posibles.

            Cada respuesta divide los candidatos por la mitad: 1000, 500, 250, 125, 63, 32, 16, 8, 4, 2, 1.
            Son diez divisiones porque 2¹⁰ = 1024 ≥ 1000. Con nueve preguntas solo se distinguen 2⁹ = 512
            casos, así que no es posible garantizarlo. Es exactamente la búsqueda binaria, y muestra por qué
            el logaritmo en base 2 aparece en su análisis.
            """,
            title="adivinar un número",
        ),
        QA(
            "¿Puede desbordarse el cálculo `(izq + der) // 2`?",
            """
            En Python no, porque los enteros crecen lo que haga falta; en lenguajes con enteros de tamaño
            fijo, sí.

            En Java, si `izq` y `der` son enteros de 32 bits y su suma supera 2 147 483 647, el resultado se
            vuelve negativo y el índice no es válido; en C, el comportamiento ni siquiera está definido. Es un
            error famoso que estuvo años en bibliotecas muy usadas. Se evita escribiendo `izq + (der - izq) /
            2`, que nunca pasa de `der` y da el mismo valor.
            """,
            level="intermedio",
            title="desbordamiento de izq+der",
        ),
        QA(
            "¿Sirve la búsqueda binaria en una lista enlazada ordenada?",
            """
            No compensa: para llegar al elemento central de una lista enlazada hay que recorrer los nodos uno
            a uno.

            La búsqueda binaria supone acceso directo, es decir, leer `a[medio]` en O(1). En una lista
            enlazada, alcanzar el centro cuesta O(n), luego O(n/2), y así: en total O(n), igual que una
            búsqueda lineal. Si necesitas insertar barato y también buscar en O(log n), la estructura adecuada
            es un árbol de búsqueda equilibrado o una lista con saltos (*skip list*).
            """,
            level="intermedio",
            title="lista enlazada ordenada",
        ),
    ),
    brief=Brief(
        what=(
            """Es una manera de encontrar un valor en una lista ordenada: se mira el elemento del centro y se
            descarta la mitad donde no puede estar, hasta dar con él o quedarse sin candidatos.""",
            """Un algoritmo que localiza un dato en una secuencia **ordenada** partiendo por la mitad el tramo
            de búsqueda en cada comparación. Es lo que hacemos al buscar una palabra en un diccionario de
            papel.""",
            """Consiste en preguntar siempre por el punto medio: si el valor buscado es mayor, se sigue por la
            derecha; si es menor, por la izquierda. Solo funciona si los datos están en orden.""",
            """La búsqueda binaria halla la posición de un valor en una lista ordenada comparándolo con el
            elemento central y quedándose cada vez con una sola mitad.""",
        ),
        cost=(
            """Cada comparación elimina la mitad de los candidatos, así que con un millón de datos bastan unas
            20 vueltas.""",
            "La versión con bucle solo guarda dos extremos y un punto medio, sea cual sea el tamaño de la lista.",
            "Se divide el tramo entre dos hasta que queda vacío, y no se copia nada: bastan tres índices.",
        ),
        use=(
            """Cuando los datos ya están ordenados, cambian poco y vas a hacer muchas consultas. También si
            necesitas saber dónde iría un valor que no está.""",
            """La usa `git bisect` para encontrar, entre cientos de versiones ordenadas por fecha, la primera que
            introdujo un fallo: prueba la del medio y descarta la mitad.""",
            """No conviene si la lista está desordenada o cambia sin parar: ordenarla cuesta O(n log n), más que
            recorrerla una vez. Tampoco compensa en una lista enlazada, porque llegar al centro ya es lento.""",
        ),
        beliefs=(
            QA(
                "La búsqueda binaria funciona con cualquier lista, ¿no?",
                """No, necesita que la lista esté ordenada. Si no lo está, descarta mitades donde sí podía estar
                el valor y responde mal sin avisar: ‹buscar([9, 1, 5], 9) =›, aunque el 9 está.""",
                title="con cualquier lista",
            ),
            QA(
                "Con el doble de datos, la búsqueda binaria tarda el doble.",
                """No: con el doble de datos hace una sola vuelta más. De 1000 a 2000 elementos se pasa de unas
                10 comparaciones a unas 11, porque el tiempo es O(log n).""",
                title="el doble de datos",
            ),
            QA(
                "Siempre sale a cuenta ordenar la lista para poder usar búsqueda binaria.",
                """No siempre. Ordenar cuesta O(n log n); si solo vas a buscar una vez, es más barato recorrer la
                lista en O(n). Compensa cuando harás muchas búsquedas sobre los mismos datos.""",
                title="ordenar para usarla",
            ),
        ),
        faster=(
            QA(
                "¿Qué es más rápido para buscar en una lista ordenada, la búsqueda lineal o la binaria?",
                """La binaria: O(log n) frente a O(n). En una lista de un millón de elementos son unas 20
                comparaciones en lugar de hasta un millón.""",
                title="o búsqueda lineal",
            ),
            QA(
                "Tengo cinco elementos ordenados. ¿Merece la pena la búsqueda binaria?",
                """Apenas: con cinco elementos, mirar uno a uno son como mucho cinco comparaciones y la binaria
                hace tres. La diferencia se nota cuando la lista crece.""",
                title="con cinco elementos",
            ),
        ),
        results=(
            Result(
                "buscar([1, 4, 6, 9], 6)",
                """Primero mira la posición 1, donde está el 4, que es menor que 6; sigue con las posiciones 2 y 3,
                mira la 2 y ahí está el 6.""",
            ),
            Result(
                "buscar([2, 7, 9], 5)",
                """El centro es el 7, mayor que 5, así que solo queda la posición 0. Allí está el 2, que no es 5, y
                el tramo se queda vacío.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo una lista con los nombres de mil alumnos en orden alfabético. ¿Cómo busco uno deprisa?",
                    """Con búsqueda binaria: compara con el nombre del centro y quédate con la mitad que pueda
                    contenerlo. En unas 10 comparaciones habrás terminado.""",
                ),
                QA(
                    "¿Y si la lista no estuviera ordenada?",
                    """Entonces no sirve: tendrías que recorrerla entera, en O(n), u ordenarla antes, en O(n log
                    n).""",
                ),
                QA(
                    "Vale, ¿y si voy a preguntar muchas veces?",
                    """En ese caso conviene ordenar una vez y usar búsqueda binaria en cada consulta. Si no necesitas el
                    orden, un conjunto (`set`) responde en O(1) en promedio.""",
                ),
            ),
            (
                QA(
                    """En la búsqueda binaria, ¿por qué se escribe `medio + 1` y no `medio` al mover el extremo
                    izquierdo?""",
                    """Porque el elemento de `medio` ya se ha comparado y no es el buscado. Si no lo descartas, con
                    dos candidatos el tramo puede no encoger y el bucle no termina.""",
                ),
                QA(
                    "¿Pasa lo mismo con el otro extremo?",
                    """Sí, por la misma razón: `der` pasa a `medio - 1`. Así el tramo pierde al menos un elemento en
                    cada vuelta.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código de la búsqueda binaria en Python?",
            "Devuelve la posición del valor, o −1 si no está:",
            ("buscar([10, 20, 30, 40, 50], 40)", "buscar([], 3)"),
            "Con una lista vacía el bucle no llega a empezar, y por eso la respuesta es −1.",
        ),
    ),
)
