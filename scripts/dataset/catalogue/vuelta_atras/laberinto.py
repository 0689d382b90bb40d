"""La búsqueda de un camino en un laberinto con vuelta atrás."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
)
