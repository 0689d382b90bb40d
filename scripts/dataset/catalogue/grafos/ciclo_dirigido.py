"""La detección de ciclos en un grafo dirigido."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="frente a no dirigidos",
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
            title="aplicaciones",
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
            title="vértices del ciclo",
        ),
    ),
    brief=Brief(
        what=(
            """Averigua si en un grafo con flechas se puede salir de un vértice y volver a él siguiendo siempre el
            sentido de las flechas.""",
            """Recorre el grafo dirigido en profundidad y marca cada vértice como nuevo, en curso o terminado; si
            una arista llega a uno en curso, se ha cerrado un ciclo.""",
            """Es la comprobación de que unas dependencias no dan vueltas sobre sí mismas, como dos trámites en los
            que cada oficina pide primero el papel de la otra.""",
            """La detección de ciclos en un grafo dirigido decide si existe algún camino cerrado, buscando aristas
            que vuelvan a un vértice que todavía se está explorando.""",
        ),
        cost=(
            "Es un solo recorrido en profundidad: en cada vértice se entra una vez y cada flecha se mira una vez.",
            """Se necesita un estado por vértice y, en una cadena larga, la recursión puede tener todos los vértices
            abiertos.""",
            """Los vértices terminados no se vuelven a explorar, y lo único que se guarda es su estado y el camino
            actual.""",
        ),
        use=(
            """Antes de ordenar tareas con dependencias, instalar paquetes o evaluar fórmulas que se refieren a
            otras: si hay un ciclo, no existe ningún orden posible y conviene avisar.""",
            """Una hoja de cálculo la usa para avisar de una referencia circular: si A1 depende de B1 y B1 de A1, no
            se puede calcular ninguna de las dos.""",
            """No conviene si el grafo no es dirigido, porque ahí basta ver si se llega a un vértice ya visitado que
            no es el padre. Y con grafos muy profundos, la versión recursiva puede agotar la pila.""",
        ),
        beliefs=(
            QA(
                "Si en un grafo dirigido llego dos veces al mismo vértice, hay un ciclo.",
                """No: a → c y a → b → c llegan dos veces a c sin formar ciclo. Solo lo hay si el vértice al que se
                llega sigue en curso, es decir, en el camino actual.""",
                title="dos veces al mismo vértice",
            ),
            QA(
                "para detectar un ciclo dirigido hay que probar todos los caminos y eso es exponencial",
                """No: los vértices ya terminados no se vuelven a explorar, porque desde ellos no sale ningún ciclo.
                Por eso basta un recorrido, en O(V + E).""",
                title="probar todos los caminos",
            ),
            QA(
                "Basta con buscar ciclos desde el primer vértice de un grafo dirigido.",
                """No, puede haber ciclos que no se alcancen desde él: ‹tiene_ciclo({0: [], 1: [2], 2: [1]}) =›, y
                desde el 0 no se llega a ninguna parte. Hay que arrancar desde cada vértice nuevo.""",
                title="buscar desde el primer vértice",
            ),
        ),
        faster=(
            QA(
                "Para saber si hay ciclos en un grafo dirigido, ¿es más rápido Kahn o un DFS con estados?",
                """Ninguno de los dos: ambos son O(V + E). Kahn evita la recursión y sirve mejor en grafos muy
                profundos; el DFS puede parar en cuanto encuentra el primer ciclo.""",
                title="Kahn o DFS",
            ),
            QA(
                """Añado dependencias de una en una a un proyecto y quiero evitar ciclos. ¿Recorro todo el grafo
                cada vez?""",
                """Mejor no: al añadir u → v basta comprobar si desde v ya se llega a u. Sigue siendo O(V + E) en el
                peor caso, pero suele explorar solo una parte.""",
                title="dependencias de una en una",
            ),
        ),
        results=(
            Result(
                "tiene_ciclo({1: [2], 2: [3], 3: []})",
                """Se entra en 1, 2 y 3. El 3 no tiene salidas, así que termina; después terminan el 2 y el 1.
                Ninguna flecha llega a un vértice en curso.""",
            ),
            Result(
                "tiene_ciclo({'a': [], 'b': ['a', 'b']})",
                """«a» termina enseguida. Al explorar b, su flecha hacia «a» no es problema, pero la otra vuelve al
                propio b, que está en curso: es un lazo, un ciclo de una sola arista.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Mi instalador se queda bloqueado porque el paquete A necesita B, B necesita C y C necesita A.
                    ¿Cómo lo detecto antes?""",
                    """Con un grafo de dependencias y un recorrido en profundidad con tres estados: al llegar de C a
                    A, que sigue en curso, sabes que hay un ciclo.""",
                ),
                QA(
                    "¿Y si el ciclo no incluye el primer paquete?",
                    """Se detecta igual, porque el recorrido arranca desde cada paquete que siga sin visitar. Solo
                    se escaparía si exploraras desde uno.""",
                ),
            ),
            (
                QA(
                    "¿Por qué hacen falta tres estados y no dos para detectar ciclos dirigidos?",
                    """Porque «visitado» mezcla dos casos: vértices que están en el camino actual y vértices ya
                    acabados. Solo los primeros cierran un ciclo.""",
                ),
                QA(
                    "me pones un ejemplo donde falle con dos",
                    """Con 1 → 2, 1 → 3 y 2 → 3: al ir de 1 a 3, el 3 ya se visitó desde el 2. Con dos estados
                    dirías que hay ciclo, y no lo hay.""",
                ),
                QA(
                    "y en un grafo no dirigido harian falta",
                    """No: allí basta con saber si el vecino está visitado y no es aquel desde el que llegas, porque
                    dos caminos distintos siempre encierran un ciclo.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que me diga si mis dependencias son circulares.",
            """Las dependencias son un grafo dirigido, dado como diccionario de listas; la función devuelve `True`
            si contiene algún ciclo:""",
            (
                "tiene_ciclo({'web': ['datos'], 'datos': ['red'], 'red': ['web']})",
                "tiene_ciclo({'web': ['red'], 'red': []})",
            ),
            "Todos los vértices deben aparecer como claves, aunque su lista esté vacía.",
        ),
    ),
)
