"""El conteo de caminos en una cuadrícula."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="caminos-cuadricula",
    name="el conteo de caminos en una cuadrícula",
    topic="programación dinámica",
    level="básico",
    time="O(FC), con F filas y C columnas",
    space="O(C)",
    code="""
def caminos(mapa):
    fila = [1] + [0] * (len(mapa[0]) - 1)
    for linea in mapa:
        for c, casilla in enumerate(linea):
            if casilla == "#":
                fila[c] = 0
            elif c > 0:
                fila[c] += fila[c - 1]
    return fila[-1]
""",
    theory=Theory(
        """
        Contar los caminos de una esquina a la opuesta moviéndose solo a la derecha o hacia abajo es un
        ejemplo clásico de programación dinámica: a cada casilla se llega desde arriba o desde la
        izquierda.

        - caminos(f, c) = caminos(f − 1, c) + caminos(f, c − 1).
        - Una casilla bloqueada tiene 0 caminos.
        - La casilla inicial tiene 1.

        **Ejemplo:** en una cuadrícula libre de 3 × 3 hay ‹caminos(["...", "...", "..."])› caminos.
        """,
        pitfall="""poner a 1 toda la primera fila aunque tenga obstáculos; detrás de un obstáculo ya no se
        puede llegar.""",
    ),
    complexity=Complexity(
        """
        Cada casilla se calcula una vez con una suma: O(FC). La recursión sin memoria repetiría los mismos
        subproblemas y sería
        exponencial, porque el número de caminos también lo es.

        Solo se guarda una fila: al procesar la casilla c, `fila[c]` todavía contiene el valor de arriba y
        `fila[c - 1]` ya es el de la
        izquierda.
        """,
        Count(
            "if casilla ==",
            "casillas procesadas en un tablero n × n",
            tuple((n, f"caminos(['.' * {n}] * {n})") for n in (3, 6, 12)),
        ),
    ),
    build=Build(
        """Cuenta los caminos de la esquina superior izquierda a la inferior derecha, solo hacia la
        derecha y abajo, evitando las casillas '#'.""",
        """Una sola fila se actualiza de izquierda a derecha: lo que había es lo que viene de arriba y se
        le suma lo de la izquierda.""",
        ("caminos(['...', '.#.', '...'])", "caminos(['.#', '#.'])"),
    ),
    bugs=(
        Bug(
            """Mi conteo de caminos da más de los que hay. ¿Qué inicialización es incorrecta?""",
            (
                "fila = [1] + [0] * (len(mapa[0]) - 1)",
                "fila = [1] * len(mapa[0])",
            ),
            "caminos(['...', '...'])",
            """La fila inicial empieza con unos en todas las columnas, como si a cada una se pudiera llegar
            también desde encima del tablero. Solo la primera casilla es alcanzable al empezar.""",
        ),
        Bug(
            "La suma mínima de un camino me sale demasiado baja. ¿Con qué valores debo empezar?",
            ("[0] + [float('inf')] * (len(t[0]) - 1)", "[0] * len(t[0])"),
            "suma_minima([[1, 9, 1], [9, 9, 1]])",
            """La fila inicial vale 0 en todas las columnas, como si se pudiera entrar en el tablero por
            cualquier
            casilla de arriba. Solo se puede empezar en la esquina.""",
            "las demás columnas empiezan en infinito, que nunca gana un mínimo.",
            code="""
def suma_minima(t):
    fila = [0] + [float('inf')] * (len(t[0]) - 1)
    for linea in t:
        for c, x in enumerate(linea):
            izquierda = fila[c - 1] if c else float('inf')
            fila[c] = x + min(fila[c], izquierda)
    return fila[-1]
""",
        ),
    ),
    exercises=(
        Trace(
            """Cuenta los caminos de este mapa de 3 filas, con un obstáculo en la segunda:
            «....», «.#..», «....».""",
            "por_filas(['....', '.#..', '....'])",
            "fila = nueva",
            "Tras la línea «{linea}»: {nueva}.",
            """Hay ‹por_filas(['....', '.#..', '....'])› caminos. Cada fila indica cuántos llegan a cada
            casilla:""",
            """Detrás del obstáculo, la tercera casilla de la segunda fila solo recibe el camino que viene
            de arriba. La respuesta es la última casilla.""",
            code="""
def por_filas(mapa):
    fila = [1] + [0] * (len(mapa[0]) - 1)
    for linea in mapa:
        nueva = []
        for c, casilla in enumerate(linea):
            izquierda = nueva[-1] if nueva else 0
            nueva.append(0 if casilla == "#" else fila[c] + izquierda)
        fila = nueva
    return fila[-1]
""",
        ),
    ),
    comparisons=(
        QA(
            """Para caminos en una cuadrícula, ¿cuándo sirve programación dinámica y cuándo hace falta BFS
            o Dijkstra?""",
            """
            La programación dinámica sirve si los movimientos no permiten volver (solo derecha y abajo);
            si se puede ir en las cuatro direcciones hay ciclos y hace falta BFS o Dijkstra.

            - **Derecha y abajo:** orden natural de cálculo, O(FC).
            - **Cuatro direcciones, mismo coste:** BFS, O(FC).
            - **Cuatro direcciones, costes distintos:** Dijkstra, O(FC log(FC)).

            Con cuatro direcciones cada casilla dependería de todas sus vecinas, y no habría por dónde
            empezar a rellenar la tabla.
            """,
            level="intermedio",
            title="o BFS y Dijkstra",
        ),
    ),
    concepts=(
        QA(
            "¿Cuántos caminos hay en una cuadrícula de m × n sin obstáculos? ¿Existe una fórmula?",
            """
            Sí: el número combinatorio C(m + n − 2, m − 1).

            Un camino da m − 1 pasos hacia abajo y n − 1 a la derecha, en cualquier orden; hay que elegir
            en qué posiciones van los pasos hacia abajo.

            ```python
            from math import comb

            m, n = 3, 7
            print(comb(m + n - 2, m - 1))  #=
            ```

            La fórmula es mucho más rápida que la tabla, pero no sirve si hay obstáculos; ahí hace falta
            programación dinámica.
            """,
            title="cuántos y qué fórmula",
        ),
        QA(
            "¿Por qué basta una sola fila de memoria para contar caminos en una cuadrícula?",
            """
            Porque cada casilla depende solo de la de arriba y de la de su izquierda, y ambas caben en la
            misma lista.

            Al recorrer de izquierda a derecha, `fila[c]` guarda aún el valor de la fila anterior (la
            casilla de arriba), y `fila[c - 1]` ya está actualizado (la de la izquierda). Sumarlos en el
            propio sitio da el nuevo valor. Si también se dependiera de la diagonal, habría que guardar
            aparte el valor que se sobrescribe.
            """,
            title="una sola fila",
        ),
        QA(
            "¿Cómo recupero el camino de suma mínima en una cuadrícula y no solo su coste?",
            """
            Se guarda la tabla completa y se retrocede desde la esquina final: en cada casilla se va a la
            vecina, de arriba o de la izquierda, con menor coste acumulado.

            Esa vecina es la que se eligió al calcular el mínimo, así que el recorrido reproduce un camino
            óptimo. Da m + n − 2 pasos. Con una sola fila de memoria no se puede, porque los valores
            anteriores ya se han perdido; otra opción es anotar en cada casilla de dónde se vino.
            """,
            title="recuperar el camino mínimo",
        ),
    ),
    brief=Brief(
        what=(
            """Es averiguar de cuántas maneras se llega de una esquina de una cuadrícula a la opuesta si solo se
            puede ir hacia la derecha o hacia abajo.""",
            """Consiste en sumar, en cada casilla de la cuadrícula, los caminos que llegan a la de arriba y los
            que llegan a la de la izquierda, porque no hay otra forma de entrar en ella.""",
            """Es como contar las rutas de un peatón que nunca retrocede por calles en cuadrícula: en cada cruce
            se juntan las que vienen del norte y las del oeste, y un cruce cortado vale cero.""",
            """El conteo de caminos en una cuadrícula calcula, fila a fila, cuántas rutas hacia la derecha y
            hacia abajo alcanzan cada casilla, sin pasar por los obstáculos.""",
        ),
        cost=(
            "Cada una de las casillas del mapa se visita una sola vez y en ella se hace, como mucho, una suma.",
            """Basta guardar los caminos de una fila, que se va actualizando en el sitio a medida que se leen las
            siguientes.""",
            """Se recorre el mapa una vez, con una suma por casilla, y solo hay que recordar una lista tan larga
            como una fila.""",
        ),
        use=(
            """Cuando los movimientos van siempre hacia delante y preguntas cuántas rutas hay, sobre todo si
            existen obstáculos y ya no vale una fórmula.""",
            """Explica el aparato de «Galton», un tablero de clavos por el que caen bolas: el número de caminos
            que llevan a cada hueco dice con qué frecuencia acaba ahí una bola.""",
            """No sirve si se puede volver atrás o ir en las cuatro direcciones, porque aparecen ciclos y no hay un
            orden para rellenar la tabla. Si no hay obstáculos, una fórmula combinatoria es más rápida.""",
        ),
        beliefs=(
            QA(
                "para contar los caminos de una cuadricula hay que recorrerlos todos uno a uno",
                """No: no hace falta recorrer ninguno. En cada casilla se suman los de arriba y los de la
                izquierda, en O(FC), aunque los caminos sean millones.""",
                title="recorrerlos uno a uno",
            ),
            QA(
                """A las casillas de la primera columna de una cuadrícula siempre se llega de una sola forma,
                haya lo que haya.""",
                """Solo si no hay obstáculos en ella. Por debajo de una casilla bloqueada de la primera columna
                ya no se puede entrar, y quedan 0 caminos: ‹caminos(['.', '#', '.']) =›.""",
                title="primera columna",
            ),
            QA(
                "Para contar los caminos de un tablero hay que guardar la tabla entera, O(FC) de memoria.",
                """No: con una fila basta, O(C), porque lo que hace falta de la fila anterior sigue en la lista
                hasta que se sobrescribe. La tabla entera sirve para reconstruir un camino.""",
                title="guardar la tabla entera",
            ),
        ),
        faster=(
            QA(
                "Para contar los caminos de una cuadrícula de 20 × 20, ¿recursión simple o tabla?",
                """La tabla: son 400 casillas con una suma en cada una. La recursión sin memoria haría al menos
                tantas llamadas como caminos, que aquí pasan de 35 mil millones.""",
                title="frente a recursión simple",
            ),
            QA(
                "Mi cuadrícula no tiene obstáculos. ¿Cuento los caminos casilla a casilla o con la fórmula?",
                """Con la fórmula: el número combinatorio C(m + n − 2, m − 1) sale con O(m + n) operaciones,
                frente a las O(mn) sumas de la tabla. En cuanto haya un obstáculo, la tabla.""",
                title="frente a la fórmula",
            ),
        ),
        results=(
            Result(
                "caminos(['..', '..'])",
                """La primera fila queda `[1, 1]`. En la segunda, la primera casilla conserva el 1 y la última
                suma 1 de arriba y 1 de la izquierda.""",
            ),
            Result(
                "caminos(['...', '..#', '...'])",
                """Las filas quedan `[1, 1, 1]`, `[1, 2, 0]` por el obstáculo y `[1, 3, 3]`: a la última casilla
                solo se llega desde su izquierda.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Por qué en una cuadrícula se suman los caminos de arriba y los de la izquierda?",
                    """Porque el último paso para entrar en una casilla viene de una de las dos, y las rutas que
                    llegan por una y por otra son todas distintas. Nada se cuenta dos veces.""",
                ),
                QA(
                    "¿Y si también se pudiera ir en diagonal?",
                    """Entonces se suma un tercer vecino, el de arriba a la izquierda. Hay que guardar aparte su
                    valor antes de que la fila lo sobrescriba.""",
                ),
            ),
            (
                QA(
                    """Un robot solo avanza hacia la derecha o hacia abajo por un almacén de 3 filas y 4
                    columnas. ¿Cuántas rutas tiene?""",
                    """Diez: la primera fila son todo unos; la segunda queda 1, 2, 3, 4 y la tercera, 1, 3,
                    6, 10. La respuesta es la última casilla.""",
                ),
                QA(
                    "¿Y si una casilla está ocupada?",
                    """Su valor pasa a ser 0 y ninguna ruta la cruza; las demás se calculan igual, sumando lo que
                    llega de arriba y de la izquierda.""",
                ),
                QA(
                    "y cuanta memoria gasta",
                    """Una sola fila, O(C): al actualizarla de izquierda a derecha, cada casilla aún guarda lo
                    que venía de arriba.""",
                ),
                QA(
                    "¿Me lo resumes?",
                    """Cada casilla suma los caminos de la de arriba y de la de la izquierda; un obstáculo
                    vale 0. Tiempo O(FC), memoria O(C), y la respuesta está en la última casilla.""",
                ),
            ),
        ),
        build=Build(
            "Impleméntame el conteo de rutas en un mapa con obstáculos, yendo solo a la derecha y abajo.",
            "La lista `fila` guarda cuántos caminos llegan a cada casilla de la fila actual:",
            (
                "caminos(['....', '....', '....'])",
                "caminos(['..#', '...'])",
            ),
            """En la primera columna no hay nada a la izquierda y el valor se queda como estaba: 1 si se puede
            bajar hasta ahí, 0 si hay un obstáculo por encima.""",
        ),
        tool="la programación dinámica para contar caminos en una cuadrícula",
    ),
)
