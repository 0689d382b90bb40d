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
            title="vuelta atrás o BFS",
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
            title="desmarcar casillas",
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
            title="seguir la mano derecha",
        ),
    ),
    brief=Brief(
        what=(
            """Es avanzar por un laberinto casilla a casilla y, al llegar a un callejón sin salida, volver hasta
            el último cruce y probar por otro lado.""",
            """Un recorrido en profundidad de una cuadrícula con muros: marca cada casilla al entrar, intenta las
            cuatro direcciones y devuelve el primer camino que alcanza la meta.""",
            """Es lo que haría alguien con una tiza dentro de un laberinto: señala el suelo que pisa, no vuelve a
            entrar donde ya hay marca y deshace sus pasos cuando no puede seguir.""",
            """La búsqueda de un camino en un laberinto con vuelta atrás prueba una dirección tras otra desde
            cada casilla y retrocede cuando ninguna lleva a la meta.""",
        ),
        cost=(
            """Como las casillas pisadas quedan marcadas, ninguna se explora dos veces, y desde cada una solo
            salen cuatro direcciones.""",
            """El conjunto de casillas marcadas y la pila de llamadas pueden abarcar el mapa entero si el camino
            es muy retorcido.""",
            """Cada casilla se marca una vez y se recuerda, así que tanto lo explorado como lo guardado dependen
            del tamaño del mapa.""",
        ),
        use=(
            """Conviene cuando te vale cualquier camino entre dos puntos, o solo quieres saber si existe, y el
            laberinto no es tan grande que agote la recursión.""",
            """En videojuegos con mazmorras generadas al azar, para comprobar que desde la entrada se puede
            llegar a la salida antes de mostrar el nivel.""",
            """Si necesitas el camino más corto, porque puede dar un rodeo enorme: ahí conviene BFS. Y con mapas
            de muchos miles de casillas, la recursión de Python puede agotarse.""",
        ),
        beliefs=(
            QA(
                "la vuelta atras siempre encuentra el camino mas corto del laberinto",
                """No: devuelve el primero que encuentra, según el orden de las direcciones. En una sala vacía de
                2 × 2, para bajar una casilla da un rodeo: ‹len(camino(['..', '..'], (0, 0), (1, 0)))› casillas
                en vez de 2.""",
                title="camino más corto",
            ),
            QA(
                "Si un laberinto no tiene salida, la vuelta atrás se queda dando vueltas para siempre.",
                """No: las casillas visitadas se marcan, así que tarde o temprano no queda ninguna por probar:
                ‹camino(['.#.'], (0, 0), (0, 2)) =›.""",
                title="sin salida",
            ),
            QA(
                "Buscar un camino en un laberinto con vuelta atrás es exponencial.",
                """Solo si se desmarcan las casillas para listar todos los caminos. Para encontrar uno, cada
                casilla se explora una vez: O(FC).""",
                title="si es exponencial",
            ),
        ),
        faster=(
            QA(
                """Para saber muchas veces si dos casillas de un laberinto están comunicadas, ¿repito la búsqueda
                o marco zonas?""",
                """Marca zonas una vez: un recorrido O(FC) pone el mismo número a las casillas comunicadas, y
                cada consulta es O(1). Repetir la búsqueda cuesta O(FC) por consulta.""",
                title="repetir o marcar zonas",
            ),
            QA(
                "En un laberinto de un millón de casillas, ¿recursión o una pila propia?",
                """Una pila propia: el coste es el mismo, O(FC), pero la recursión de Python se corta hacia las
                1000 llamadas y lanza `RecursionError`.""",
                title="recursión o pila propia",
            ),
        ),
        results=(
            Result(
                "camino(['...'], (0, 0), (0, 2))",
                """Desde (0, 0) se prueba primero la derecha, y otra vez desde (0, 1). La casilla (0, 2) es la
                meta, así que no hace falta retroceder.""",
            ),
            Result(
                "camino(['.#', '..'], (0, 0), (1, 1))",
                """A la derecha hay un muro, de modo que se baja a (1, 0). Desde allí, la casilla de la derecha
                es la meta y el camino queda completo.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Tengo un laberinto dibujado con almohadillas y puntos. ¿Cómo hago que el programa
                    encuentre la salida?""",
                    """Con vuelta atrás: entra en una casilla libre y sin marca, pon la marca y prueba las cuatro
                    direcciones. Si alguna llega a la meta, añade la casilla al camino; si no, vuelve.""",
                ),
                QA(
                    "¿Y si hay un bucle de pasillos?",
                    """Las marcas lo resuelven: al volver a una casilla ya visitada se descarta enseguida, así
                    que nunca das vueltas sin fin.""",
                ),
                QA(
                    "y si quiero todos los caminos",
                    """Entonces quita la marca al retroceder, para que otra ruta pueda pasar por ahí. Ojo, porque
                    el número de caminos puede ser exponencial.""",
                ),
            ),
            (
                QA(
                    "¿Por qué se llama vuelta atrás a esta forma de resolver un laberinto?",
                    """Porque cuando desde una casilla no hay salida, la función devuelve `None` y se regresa a
                    la anterior, que prueba su siguiente dirección.""",
                ),
                QA(
                    "¿Dónde se ve eso en el código?",
                    """En el bucle: si `resto` es `None`, pasa a la dirección siguiente; si se agotan las cuatro,
                    termina en el `return None` final.""",
                ),
            ),
        ),
        build=Build(
            "Necesito un programa en Python que recorra un mapa con muros y me dé una ruta hasta la meta.",
            """Cada llamada prueba las cuatro direcciones desde una casilla y devuelve el resto del camino si lo
            hay:""",
            (
                "camino(['..#', '.#.', '...'], (0, 0), (1, 2))",
                "camino(['.#.'], (0, 0), (0, 2))",
            ),
            """El `None` como valor por defecto hace que cada búsqueda nueva empiece con un conjunto de casillas
            vacío.""",
        ),
    ),
)
