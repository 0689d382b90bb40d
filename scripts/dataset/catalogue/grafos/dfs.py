"""El recorrido en profundidad (DFS)."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
