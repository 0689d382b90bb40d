"""El recorrido en profundidad (DFS)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="dfs",
    name="el recorrido en profundidad (DFS)",
    topic="grafos",
    level="básico",
    time="O(V + E)",
    space="O(V)",
    code="""
def dfs(grafo, u, vistos=None):
    if vistos is None:
        vistos = {}
    vistos[u] = True
    for v in grafo[u]:
        if v not in vistos:
            dfs(grafo, v, vistos)
    return vistos
""",
    theory=Theory(
        """
        El recorrido en profundidad avanza por un camino mientras puede y, cuando se queda sin vértices
        nuevos, retrocede hasta el último cruce con opciones pendientes, como quien explora un laberinto con
        un hilo.

        1. Marca el vértice como visitado.
        2. Para cada vecino no visitado, repite el proceso desde él.
        3. Al agotar los vecinos, vuelve al vértice anterior.

        **Ejemplo:** con 0: 1, 2; 1: 3, el orden es ‹list(dfs({0: [1, 2], 1: [3], 2: [], 3: []}, 0))›: llega
        al 3 antes que al 2.
        """,
        pitfall="no marcar los visitados; si hay un ciclo, la recursión no termina.",
    ),
    complexity=Complexity(
        """
        Cada vértice se marca una vez y desde él se revisan todas sus aristas una vez, así que la suma es
        O(V
        + E), siempre que comprobar si está visitado sea O(1), con un conjunto, un diccionario o un
        arreglo de
        marcas. Con una lista, cada comprobación costaría O(V) y el total sería mayor.

        La pila de llamadas puede llegar a V niveles en un grafo con forma de cadena.
        """,
    ),
    build=Build(
        "Escribe un DFS recursivo que devuelva los vértices en orden de visita.",
        "La función marca el vértice y se llama a sí misma con cada vecino no visitado.",
        ("g = {'a': ['b', 'c'], 'b': ['d'], 'c': ['d'], 'd': []}", "list(dfs(g, 'a'))"),
        "El diccionario conserva el orden de inserción y sabe en O(1) si un vértice ya se visitó.",
    ),
    bugs=(
        Bug(
            "Si llamo dos veces a mi DFS, la segunda vez el resultado incluye lo de la primera. ¿Por qué?",
            (
                "def dfs(grafo, u, vistos=None):\n    if vistos is None:\n        vistos = {}\n",
                "def dfs(grafo, u, vistos={}):\n",
            ),
            "[list(dfs({0: [1], 1: []}, u)) for u in (0, 1)]",
            """El valor por defecto `{}` se crea una sola vez, al definir la función, y lo comparten todas
            las
            llamadas. La segunda arranca con los visitados de la primera.""",
            "se usa `None` como valor por defecto y se crea un diccionario nuevo en cada recorrido.",
        ),
        Bug(
            "Mi búsqueda de camino con DFS no termina en algunos grafos. ¿Qué le falta?",
            ("    vistos.add(u)\n", ""),
            "hay_camino({'a': ['b'], 'b': ['a'], 'c': []}, 'a', 'c', set())",
            """Nunca se anota ningún vértice como visitado. En cuanto hay un ciclo, la función va y viene
            entre
            los mismos vértices hasta agotar la recursión.""",
            code="""
def hay_camino(grafo, u, destino, vistos):
    if u == destino:
        return True
    vistos.add(u)
    return any(hay_camino(grafo, v, destino, vistos) for v in grafo[u] if v not in vistos)
""",
        ),
    ),
    exercises=(
        Trace(
            """Recorre en profundidad desde 1 el grafo con aristas 1→2, 1→5, 2→3, 2→4 y 4→5. ¿Qué lleva
            visitado al entrar en cada vértice?""",
            "dfs({1: [2, 5], 2: [3, 4], 3: [], 4: [5], 5: []}, 1)",
            "vistos[u] = True",
            "Entra en {u}; visitados hasta ahora: {list(vistos)}.",
            "El orden de visita es ‹list(dfs({1: [2, 5], 2: [3, 4], 3: [], 4: [5], 5: []}, 1))›.",
            """Aunque 5 es vecino directo de 1, se llega antes a él por 2 y 4: la profundidad manda. Al
            volver a
            1, el 5 ya está visitado y no se repite.""",
        ),
        QA(
            "Cuenta las islas de un mapa (grupos de casillas con 1 unidas por sus lados).",
            """
            Cada casilla con 1 no visitada inicia una isla nueva; un recorrido en profundidad marca todas
            las
            demás de esa isla.

            ```python
            def islas(mapa):
                tierra = {(f, c) for f, fila in enumerate(mapa) for c, x in enumerate(fila) if x}
                total = 0
                while tierra:
                    total += 1
                    pila = [tierra.pop()]
                    while pila:
                        f, c = pila.pop()
                        vecinas = {(f + 1, c), (f - 1, c), (f, c + 1), (f, c - 1)} & tierra
                        tierra -= vecinas
                        pila.extend(vecinas)
                return total

            print(islas([[1, 1, 0], [0, 0, 0], [1, 0, 1]]))  #=
            ```

            Cada casilla se apila una vez: O(filas · columnas). Se usa una pila propia para no depender del
            límite de recursión.
            """,
            level="intermedio",
        ),
    ),
    comparisons=(
        QA(
            "¿DFS recursivo o iterativo con una pila?",
            """
            El recursivo es más claro; el iterativo soporta grafos profundos.

            - **Recursivo:** la pila la lleva el lenguaje, y es fácil hacer algo al terminar cada vértice
            (orden topológico). En Python el límite ronda las 1000 llamadas, y una cadena de 5000 vértices
            lo
            supera.
            - **Iterativo:** una lista como pila, limitada solo por la memoria. El orden de visita cambia si
            los vecinos se apilan sin invertir.

            Ambos cuestan O(V + E). `sys.setrecursionlimit` ayuda, pero con profundidades enormes puede
            agotar
            la pila del proceso.
            """,
            title="recursivo o iterativo",
        ),
    ),
    concepts=(
        QA(
            "¿Qué son las aristas de árbol y las de retroceso en un DFS?",
            """
            Las de árbol llevan a un vértice nuevo; las de retroceso llevan a un antecesor que todavía se
            está
            explorando.

            En un grafo dirigido hay un ciclo si y solo si aparece alguna arista de retroceso: el camino
            desde
            el antecesor hasta el vértice actual, junto con esa arista, se cierra. Además, en los dirigidos
            puede haber aristas de avance (a un descendiente ya terminado) y de cruce (a otra rama). En
            los no
            dirigidos solo existen las dos primeras.
            """,
            level="avanzado",
            title="aristas de árbol y retroceso",
        ),
        QA(
            "¿Qué información dan los tiempos de entrada y salida de un DFS?",
            """
            Permiten saber en O(1) si un vértice es antecesor de otro en el árbol del recorrido.

            Un contador se anota al entrar en cada vértice y al salir de él. El intervalo de un descendiente
            está contenido en el de su antecesor, y los de vértices sin esa relación no se solapan: es como
            una estructura de paréntesis bien anidados. Además, en un grafo dirigido sin ciclos, ordenar los
            vértices por tiempo de salida decreciente da un orden topológico.
            """,
            level="avanzado",
            title="tiempos de entrada y salida",
        ),
        QA(
            "¿Encuentra DFS el camino más corto en un grafo?",
            """
            No: encuentra un camino cualquiera, el primero que aparece según el orden de los vecinos.

            **Ejemplo:** con A: B, C; B: C, el DFS desde A entra en B y desde B llega a C: obtiene el camino
            A–B–C, de dos aristas, aunque existe A–C directa. Como C ya queda marcado, la arista directa se
            ignora. Para el mínimo número de aristas se usa BFS. Explorar todos los caminos con DFS daría el
            mínimo, pero con coste exponencial.
            """,
            title="el camino más corto",
        ),
    ),
    brief=Brief(
        what=(
            """Explora un grafo yendo siempre hacia delante por vértices nuevos; cuando no quedan, retrocede al
            último vértice con vecinos pendientes y sigue desde allí.""",
            """Es la forma de recorrer un grafo que usaría alguien en un laberinto con tiza: avanza, marca por dónde
            ha pasado y, si llega a un callejón, desanda el camino.""",
            """Agota por completo una rama del grafo antes de empezar la siguiente, lo que se programa de manera
            natural con recursión o con una pila.""",
            """El recorrido en profundidad (DFS) visita una vez cada vértice alcanzable: lo marca y se llama a sí
            mismo con cada vecino que aún no esté visitado.""",
        ),
        cost=(
            """En cada vértice se entra una sola vez y entonces se repasan sus aristas; consultar si un vecino está
            visitado es inmediato.""",
            """El camino abierto puede contener todos los vértices, uno por llamada pendiente, y además hay una
            marca de visitado para cada uno.""",
            """Las marcas impiden repetir vértices, de modo que el trabajo es proporcional al tamaño del grafo; la
            recursión guarda a lo sumo un nivel por vértice.""",
        ),
        use=(
            """Conviene cuando importa la estructura y no la distancia: saber qué se alcanza, detectar ciclos, ordenar
            dependencias, hallar puentes o explorar todas las opciones de un puzle.""",
            """Los recolectores de basura de muchos lenguajes marcan así los objetos vivos: desde las variables del
            programa siguen las referencias, y lo que no se alcanza se libera.""",
            """No conviene si buscas el camino con menos aristas, porque puede dar un rodeo; usa BFS. La versión
            recursiva tampoco conviene en grafos con miles de niveles, por el límite de la pila.""",
        ),
        beliefs=(
            QA(
                "DFS da el camino más corto si lo dejo terminar.",
                """No: da el primer camino que encuentra, que depende del orden de los vecinos y puede ser muy
                largo. Para el menor número de aristas se usa BFS.""",
                title="camino corto al terminar",
            ),
            QA(
                "dfs gasta mucha menos memoria que bfs siempre",
                """No siempre: los dos son O(V) en el peor caso. En un grafo con forma de cadena, DFS llega a tener
                V llamadas abiertas, mientras que la cola de BFS contiene un solo vértice.""",
                title="menos memoria que BFS",
            ),
            QA(
                "En un árbol o en un grafo, DFS puede saltarse la marca de visitado sin problema.",
                """Solo si es un árbol recorrido desde la raíz hacia los hijos. En un grafo con ciclos, sin marcas
                la recursión no termina; y sin ciclos, puede repetir vértices muchísimas veces.""",
                title="saltarse la marca",
            ),
        ),
        faster=(
            QA(
                "Para saber si existe algún camino entre dos vértices, ¿qué es más rápido, BFS o DFS?",
                """En el peor caso empatan, O(V + E). Si el destino está cerca suele ganar BFS; si hay muchos
                destinos válidos y lejanos, DFS puede toparse con uno antes.""",
                title="frente a BFS",
            ),
            QA(
                """Tengo un grafo con forma de cadena de 100 000 vértices en Python. ¿DFS recursivo o con pila
                propia?""",
                """Con pila propia: las dos versiones cuestan O(V + E), pero la recursiva supera el límite de
                llamadas de Python, que ronda las mil, y se interrumpe con `RecursionError`.""",
                title="cadena de 100 000 vértices",
            ),
        ),
        results=(
            Result(
                "list(dfs({0: [1, 2], 1: [2], 2: []}, 0))",
                """Entra en 0, después en su primer vecino, el 1, y desde este en el 2. Al volver al 0, el 2 ya está
                visitado y no se repite.""",
            ),
            Result(
                "2 in dfs({0: [1], 1: [0], 2: [0]}, 0)",
                """Desde el 0 se llega al 1, que solo apunta de vuelta al 0. Nadie apunta al 2, así que no aparece
                entre los visitados.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Quiero saber a qué carpetas puedo llegar desde una, siguiendo también accesos directos. ¿Qué
                    recorrido uso?""",
                    """Un recorrido en profundidad con una marca de visitado: entra en una carpeta, sigue por la
                    primera sin visitar y vuelve atrás cuando no queden.""",
                ),
                QA(
                    "¿Y si un acceso directo apunta a una carpeta de arriba?",
                    """Se forma un ciclo, pero no pasa nada: esa carpeta ya está marcada y se salta. Sin las marcas,
                    el recorrido no terminaría.""",
                ),
            ),
            (
                QA(
                    "¿Por qué DFS se programa tan fácil con recursión?",
                    """Porque la pila de llamadas recuerda sola por dónde ibas: al acabar con un vecino, la función
                    vuelve al vértice anterior y continúa con el siguiente.""",
                ),
                QA(
                    "vale, y como lo hago sin recursion",
                    """Con una lista como pila: apilas el origen y, mientras haya algo, sacas un vértice, lo marcas
                    si es nuevo y apilas sus vecinos.""",
                ),
                QA(
                    "¿Y cambia el coste?",
                    """No, sigue siendo O(V + E) en tiempo. Puede cambiar el orden de visita, porque los vecinos
                    salen de la pila al revés de como entraron.""",
                ),
            ),
        ),
        build=Build(
            "¿Me escribes un recorrido en profundidad en Python?",
            """Esta versión recursiva marca cada vértice en un diccionario y lo devuelve al final; las claves están
            en el orden de visita:""",
            ("list(dfs({1: [2, 4], 2: [3], 3: [1], 4: []}, 1))",),
            "El grafo del ejemplo tiene un ciclo, 1 → 2 → 3 → 1, y la marca de visitado evita dar vueltas por él.",
        ),
    ),
)
