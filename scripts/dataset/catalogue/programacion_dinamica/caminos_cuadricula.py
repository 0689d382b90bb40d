"""El conteo de caminos en una cuadrícula."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

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
        ),
    ),
)
