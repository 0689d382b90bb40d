"""La detección de ciclos en un grafo dirigido."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="ciclo-dirigido",
    name="la detección de ciclos en un grafo dirigido",
    topic="grafos",
    level="intermedio",
    time="O(V + E)",
    space="O(V)",
    code="""
def tiene_ciclo(grafo):
    estado = {u: "nuevo" for u in grafo}

    def explorar(u):
        estado[u] = "en curso"
        for v in grafo[u]:
            if estado[v] == "en curso":
                return True
            if estado[v] == "nuevo" and explorar(v):
                return True
        estado[u] = "terminado"
        return False

    return any(estado[u] == "nuevo" and explorar(u) for u in grafo)
""",
    theory=Theory(
        """
        Un grafo dirigido tiene un ciclo si, al recorrerlo en profundidad, se llega a un vértice que todavía
        se está explorando.

        Cada vértice pasa por tres estados:

        - **Nuevo:** aún no visitado.
        - **En curso:** se ha entrado en él, pero no se ha terminado con sus descendientes.
        - **Terminado:** todo lo que cuelga de él está explorado.

        Una arista hacia un vértice en curso cierra un ciclo. **Ejemplo:** ‹tiene_ciclo({1: [2], 2: [3], 3:
        [1]}) =›.
        """,
        pitfall="""usar solo «visitado o no»: en un grafo dirigido se puede llegar dos veces a un vértice
        terminado sin que haya ciclo.""",
    ),
    complexity=Complexity(
        """
        Es un recorrido en profundidad: cada vértice pasa una vez por cada estado y cada arista se examina una
        vez, así que el total es O(V + E). Si se encuentra un ciclo, se termina antes.

        Hay una marca por vértice y la recursión puede alcanzar V niveles. Con el algoritmo de Kahn, que
        cuenta cuántos vértices salen, el coste es el mismo y no hace falta recursión.
        """,
    ),
    build=Build(
        "Detecta si un grafo dirigido contiene algún ciclo.",
        """El recorrido en profundidad distingue los vértices en curso de los terminados; solo los primeros
        cierran ciclos.""",
        ("tiene_ciclo({'a': ['b', 'c'], 'b': ['c'], 'c': []})", "tiene_ciclo({'a': ['b'], 'b': ['a']})"),
        "El primer grafo llega a c por dos caminos y no tiene ciclo.",
    ),
    bugs=(
        Bug(
            "Mi detector dice que hay ciclo en un grafo que no lo tiene. ¿Qué estado falta?",
            ('        estado[u] = "terminado"\n', ""),
            "tiene_ciclo({1: [2, 3], 2: [3], 3: []})",
            """Los vértices nunca pasan a terminados. Al llegar a 3 por segunda vez, desde 1, sigue «en curso» y
            se interpreta como ciclo.""",
        ),
        Bug(
            "Mi detector de ciclos no ve los que están en otra parte del grafo. ¿Por qué?",
            ('return any(estado[u] == "nuevo" and explorar(u) for u in grafo)', "return explorar(next(iter(grafo)))"),
            "tiene_ciclo({1: [], 2: [3], 3: [2]})",
            """Solo se explora desde el primer vértice. Un ciclo que no sea alcanzable desde él pasa
            inadvertido.""",
        ),
    ),
    exercises=(
        Trace(
            "Sigue la detección de ciclos en 1→2, 2→3, 3→4, 4→2.",
            "tiene_ciclo({1: [2], 2: [3], 3: [4], 4: [2]})",
            'if estado[v] == "en curso":',
            "Arista {u}→{v}: {v} está {'en curso: hay ciclo' if estado[v] == 'en curso' else 'sin visitar'}.",
            "Hay un ciclo, formado por 2, 3 y 4: ‹tiene_ciclo({1: [2], 2: [3], 3: [4], 4: [2]}) =›.",
            """El vértice 1 no pertenece al ciclo, aunque desde él se llega. Los vértices del ciclo son los que
            están en la pila de llamadas desde el 2 hasta el 4.""",
        ),
    ),
    comparisons=(
        QA(
            "¿En qué cambia la detección de ciclos entre grafos dirigidos y no dirigidos?",
            """
            En los no dirigidos basta con encontrar un vecino ya visitado que no sea el padre; en los
            dirigidos hay que ver si está *en curso*.

            - **No dirigido:** dos caminos distintos entre dos vértices siempre forman ciclo. También sirve
            union-find.
            - **Dirigido:** a → c y a → b → c son dos caminos sin ciclo. Hacen falta tres estados, o el
            algoritmo de Kahn: si no salen todos los vértices, hay ciclo.

            Los recorridos cuestan O(V + E), y union-find, casi lo mismo.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Dónde aparece la detección de ciclos en la práctica?",
            """
            En cualquier sistema con dependencias, porque un ciclo significa que no se puede empezar por
            ningún sitio.

            - **Compilación y paquetes:** si A necesita B y B necesita A, no hay orden de instalación.
            - **Hojas de cálculo:** una celda que depende de sí misma a través de otras.
            - **Bases de datos y sistemas operativos:** un ciclo en el grafo de esperas es un interbloqueo.
            - **Recolectores de memoria:** los objetos que se apuntan en círculo no se liberan contando
            referencias.
            """,
        ),
        QA(
            "¿Cómo obtengo los vértices concretos de un ciclo dirigido?",
            """
            Guardando el camino actual del recorrido: al hallar una arista u → v con v en curso, el ciclo es
            el tramo del camino desde v hasta u.

            ```python
            def ciclo(g, u, camino):
                if u in camino:
                    return camino[camino.index(u):]
                for v in g[u]:
                    if c := ciclo(g, v, camino + [u]):
                        return c
                return None

            print(ciclo({1: [2], 2: [3], 3: [4], 4: [2]}, 1, []))  #=
            ```

            Esta versión corta explora sin marcar terminados, así que puede ser lenta; añadiéndolos, el coste
            vuelve a O(V + E).
            """,
        ),
    ),
)
