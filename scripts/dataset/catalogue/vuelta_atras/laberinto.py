"""La búsqueda de un camino en un laberinto con vuelta atrás."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="laberinto",
    name="la búsqueda de un camino en un laberinto con vuelta atrás",
    topic="vuelta atrás",
    level="básico",
    time="O(FC) casillas exploradas, siendo F × C el laberinto",
    space="O(FC)",
    code="""
def camino(mapa, pos, meta, vistas=None):
    vistas = set() if vistas is None else vistas
    f, c = pos
    if not (0 <= f < len(mapa) and 0 <= c < len(mapa[0])):
        return None
    if mapa[f][c] == "#" or pos in vistas:
        return None
    if pos == meta:
        return [pos]
    vistas.add(pos)
    for siguiente in ((f, c + 1), (f + 1, c), (f, c - 1), (f - 1, c)):
        resto = camino(mapa, siguiente, meta, vistas)
        if resto:
            return [pos] + resto
    return None
""",
    theory=Theory(
        """
        Para salir de un laberinto con vuelta atrás se avanza por una dirección y, si resulta ser un
        callejón, se vuelve al último cruce y se prueba otra.

        1. Si la casilla está fuera, es un muro o ya se visitó, por ahí no hay camino.
        2. Si es la meta, el camino está completo.
        3. Si no, se marca y se prueban las cuatro direcciones; el primer éxito se devuelve.

        **Ejemplo:** ‹camino(["..", "#."], (0, 0), (1, 1)) =›.
        """,
        pitfall="no marcar las casillas visitadas; en cuanto hay un ciclo, se dan vueltas sin fin.",
    ),
    complexity=Complexity(
        """
        Como las casillas visitadas no se desmarcan, cada una se explora una vez y desde ella se prueban
        cuatro direcciones: O(FC). (Copiar la lista del camino al volver añade un coste proporcional al
        cuadrado de su longitud; se evita acumulándolo en una sola lista.)

        El conjunto de visitadas y la recursión pueden llegar a contener todas las casillas.
        """,
    ),
    build=Build(
        "Encuentra un camino en un laberinto de una casilla a otra, o indica que no existe.",
        "La función devuelve el camino desde `pos` hasta la meta, o `None` si no lo hay.",
        ("camino(['...', '.#.', '..#'], (2, 0), (1, 2))", "camino(['.#', '#.'], (0, 0), (1, 1))"),
        "El camino encontrado no tiene por qué ser el más corto.",
    ),
    bugs=(
        Bug(
            "Mi buscador de caminos en un laberinto acaba con RecursionError. ¿Qué falta?",
            ("    vistas.add(pos)\n", ""),
            "camino(['..', '.#'], (0, 0), (1, 1))",
            """Las casillas no se marcan como visitadas, y la búsqueda va y viene entre las mismas sin terminar.""",
        ),
        Bug(
            "Mi buscador de caminos se sale del laberinto y lanza IndexError. ¿Por qué?",
            (
                "    if not (0 <= f < len(mapa) and 0 <= c < len(mapa[0])):\n",
                "    if not (f < len(mapa) and c < len(mapa[0])):\n",
            ),
            "camino(['.#.'], (0, 0), (0, 2))",
            """No se comprueban los índices negativos. En Python, `mapa[0][-1]` es la última columna, así
            que la búsqueda sale por un borde, sigue por el otro lado sin enterarse y acaba con un índice
            demasiado negativo.""",
        ),
    ),
    exercises=(
        Trace(
            "Sigue la búsqueda en el laberinto de filas «..#» y «#..» desde (0, 0) hasta (1, 2).",
            "camino(['..#', '#..'], (0, 0), (1, 2))",
            "if pos == meta:",
            "Casilla libre {pos}{': es la meta' if pos == meta else ', todavía no es la meta'}.",
            "El camino es ‹camino(['..#', '#..'], (0, 0), (1, 2))›.",
            """Desde (0, 1) se intenta primero la derecha, que es un muro, y después abajo. Solo aparecen
            las casillas en las que se puede entrar: los muros y las repetidas se rechazan antes.""",
        ),
    ),
    comparisons=(
        QA(
            "Para un laberinto, ¿vuelta atrás (DFS) o BFS?",
            """
            BFS si quieres el camino más corto; vuelta atrás si te vale cualquiera o necesitas explorar
            todos.

            - **Vuelta atrás:** memoria proporcional al camino actual más las marcas; puede dar rodeos muy
            largos.
            - **BFS:** explora por distancias y encuentra el mínimo de pasos; guarda toda la frontera.

            Las dos visitan cada casilla una vez, O(FC). Si hay que enumerar *todos* los caminos, hay que
            desmarcar al volver, y el coste puede ser exponencial.
            """,
        ),
    ),
    concepts=(
        QA(
            "En un laberinto, ¿hay que desmarcar las casillas al volver atrás?",
            """
            No, si solo se busca un camino; sí, si se quieren encontrar todos.

            Si desde una casilla no se pudo llegar a la meta, volver a ella por otro lado tampoco servirá (con
            las demás marcas iguales o más), así que se deja marcada y el total es O(FC). Para enumerar todos
            los caminos simples, en cambio, una casilla puede formar parte de varios y debe liberarse al
            retroceder; el número de caminos puede ser exponencial.
            """,
            level="intermedio",
        ),
        QA(
            "¿En qué consiste la regla de la mano derecha para salir de un laberinto y cuándo falla?",
            """
            Consiste en avanzar sin separar la mano derecha de la pared; funciona si los muros están
            conectados con el borde exterior.

            En ese caso se acaba recorriendo toda la pared y se encuentra la salida. Falla cuando hay muros
            aislados en el interior y se empieza junto a uno de ellos: se dan vueltas a su alrededor. Un
            recorrido con marcas (DFS o BFS) encuentra siempre la salida si existe, a cambio de memoria
            O(FC).
            """,
        ),
    ),
    brief=Brief(
        what=(
            """Es salir de un laberinto probando caminos: se avanza por una dirección, se marca lo visitado y, en
            un callejón sin salida, se vuelve atrás y se prueba otra.""",
            """Una búsqueda en profundidad sobre las casillas que devuelve un camino de la entrada a la meta, si lo
            hay.""",
            """Como ir con un hilo y una tiza: la tiza marca por dónde has pasado y el hilo te permite volver al
            último cruce.""",
            """La vuelta atrás en un laberinto explora casillas libres una sola vez cada una y construye el camino
            al regresar de la meta.""",
        ),
        cost=(
            "Cada casilla se marca al visitarla y no se vuelve a explorar, así que a lo sumo se visitan todas.",
            "Hacen falta las marcas de visitado y la pila de llamadas, que puede tener tantas como casillas.",
            "Se explora cada casilla como mucho una vez y se recuerdan las visitadas.",
        ),
        use=(
            """Cuando basta con encontrar un camino cualquiera, o ver si existe, en una cuadrícula con obstáculos.""",
            """Los generadores de laberintos y algunos juegos usan esta misma idea para crear o recorrer pasillos.""",
            """Si quieres el camino más corto: la vuelta atrás puede dar uno mucho más largo. Para eso está el recorrido
            en anchura.""",
        ),
        beliefs=(
            QA(
                "El primer camino que encuentra la vuelta atrás es el más corto.",
                """No: es el primero según el orden de las direcciones. Para el más corto usa un recorrido en
                anchura, BFS.""",
            ),
            QA(
                "No hace falta marcar las casillas visitadas.",
                """Sí hace falta: sin marcas, el programa puede dar vueltas entre las mismas casillas sin terminar.""",
            ),
            QA(
                "Explorar un laberinto cuesta 4ⁿ, porque hay cuatro direcciones.",
                """No si se marcan las visitadas: cada casilla se explora una vez, O(FC). Sin marcas sí crecería de
                forma exponencial.""",
            ),
        ),
        faster=(
            QA(
                "En un laberinto muy grande, ¿qué encuentra antes un camino, DFS o BFS?",
                """Depende: los dos son O(FC). DFS puede tener suerte y llegar pronto; BFS tarda más en alejarse,
                pero su camino es el más corto.""",
            ),
            QA(
                "¿Qué gasta menos memoria para recorrer un laberinto estrecho, BFS o DFS?",
                """Parecido: ambos guardan las visitadas, O(FC). En un pasillo largo BFS tiene pocas casillas en la
                cola, y DFS una pila tan larga como el pasillo.""",
            ),
        ),
        results=(
            Result(
                "camino(['..'], (0, 0), (0, 1))",
                "Desde (0, 0) se prueba primero la derecha, que es la meta: el camino tiene dos casillas.",
            ),
            Result(
                "camino(['.#.'], (0, 0), (0, 2))",
                """El muro del medio corta el único pasillo, y al agotar las direcciones se responde que no hay
                camino.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo programo la salida de un laberinto?",
                    """Con una función que, desde una casilla, la marca y prueba las cuatro direcciones; si una
                    llega a la meta, devuelve el camino.""",
                ),
                QA(
                    "¿Y si todas fallan?",
                    """Devuelve que por ahí no hay camino, y la casilla anterior prueba otra dirección: eso es la
                    vuelta atrás.""",
                ),
                QA(
                    "Quiero el camino más corto, ¿sirve?",
                    "No: para el más corto usa un recorrido en anchura, que avanza por capas.",
                ),
            ),
            (
                QA(
                    "Mi programa del laberinto da RecursionError. ¿Por qué?",
                    """O no marcas las casillas visitadas y gira sin fin, o el laberinto es tan grande que hay más
                    de mil llamadas pendientes.""",
                ),
                QA(
                    "¿Y si es lo segundo?",
                    "Cambia la recursión por una pila propia, una lista con las casillas pendientes.",
                ),
            ),
        ),
        build=Build(
            "Impleméntame una búsqueda de camino en un mapa de texto con muros.",
            "Cada llamada comprueba la casilla, la marca y prueba derecha, abajo, izquierda y arriba:",
            ("camino(['.#', '..'], (0, 0), (1, 1))",),
            "El camino se construye al volver: cada casilla se antepone al camino de la siguiente.",
        ),
        tool="la vuelta atrás para recorrer un laberinto",
    ),
)
