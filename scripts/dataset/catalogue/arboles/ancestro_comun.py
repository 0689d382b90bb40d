"""La búsqueda del antecesor común más cercano (LCA)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="ancestro-comun",
    name="la búsqueda del antecesor común más cercano (LCA)",
    topic="árboles",
    level="avanzado",
    time="O(n log n) para preparar y O(log n) por consulta",
    space="O(n log n)",
    code="""
def preparar(padre):
    n = len(padre)
    prof = [0] * n
    for v in range(1, n):
        prof[v] = prof[padre[v]] + 1
    sube = [padre[:]]
    while 2 ** len(sube) < n:
        ultimo = sube[-1]
        sube.append([ultimo[ultimo[v]] for v in range(n)])
    return prof, sube


def lca(prof, sube, u, v):
    if prof[u] < prof[v]:
        u, v = v, u
    for k in reversed(range(len(sube))):
        if prof[u] - 2**k >= prof[v]:
            u = sube[k][u]
    if u == v:
        return u
    for k in reversed(range(len(sube))):
        if sube[k][u] != sube[k][v]:
            u, v = sube[k][u], sube[k][v]
    return sube[0][u]
""",
    theory=Theory(
        """
        El antecesor común más cercano de dos nodos de un árbol es el más profundo que está por encima de
        ambos; con saltos de potencias de 2 se encuentra en O(log n).

        1. Se precalcula, para cada nodo, su antecesor a distancia 1, 2, 4, 8…
        2. Se sube el nodo más profundo hasta la profundidad del otro.
        3. Si no coinciden, se suben los dos a la vez con los mayores saltos que los dejen **distintos**.
        4. El padre común es la respuesta.

        **Ejemplo:** en una empresa, es el jefe de menor rango que manda sobre los dos empleados.
        """,
        pitfall="subir mientras los antecesores sean iguales; así se puede pasar de largo del más cercano.",
    ),
    complexity=Complexity(
        """
        La tabla tiene unas log₂ n filas de n antecesores, y cada fila se obtiene de la anterior en O(n),
        porque saltar 2ᵏ⁺¹ es saltar 2ᵏ dos veces: O(n log n). Las profundidades se calculan en O(n), porque
        cada padre va antes que sus hijos.

        Cada consulta prueba los saltos de mayor a menor una o dos veces: O(log n).
        """,
    ),
    build=Build(
        """Calcula el antecesor común más cercano con saltos binarios, dado el padre de cada nodo.""",
        """`sube[k][v]` es el antecesor de v a distancia 2ᵏ (la raíz, el nodo 0, es su propio padre). Cada
        padre tiene un número menor que sus hijos.""",
        (
            "prof, sube = preparar([0, 0, 0, 1, 1, 2, 3])",
            "lca(prof, sube, 6, 4), lca(prof, sube, 6, 5), lca(prof, sube, 3, 6)",
        ),
        "Un nodo se considera antecesor de sí mismo: el LCA de 3 y su hijo 6 es 3.",
    ),
    bugs=(
        Bug(
            "Mi función del antecesor común devuelve un nodo demasiado alto. ¿Qué paso falta?",
            ("    while prof(u) > prof(v):\n        u = padre[u]\n", "    u = padre[u]\n"),
            "lca([0, 0, 0, 1, 1, 2], 3, 4)",
            """Se sube un nodo sin comprobar que sea el más profundo. Con dos nodos a la misma profundidad,
            uno se adelanta y ya no coinciden en su antecesor más cercano, sino más arriba.""",
            "solo se sube el más profundo, y solo hasta la profundidad del otro.",
            code="""
def lca(padre, u, v):
    def prof(x):
        return 0 if x == padre[x] else 1 + prof(padre[x])

    if prof(u) < prof(v):
        u, v = v, u
    while prof(u) > prof(v):
        u = padre[u]
    while u != v:
        u, v = padre[u], padre[v]
    return u
""",
        ),
    ),
    exercises=(
        Trace(
            """Encuentra el antecesor común más cercano de los nodos 6 y 4 subiendo paso a paso, con padres [0,
            0, 0, 1, 1, 2, 3].""",
            "subir([0, 0, 0, 1, 1, 2, 3], 6, 4)",
            "while u != v:",
            """Nodos {u} (profundidad {prof(padre, u)}) y {v} (profundidad {prof(padre, v)}): {'coinciden' if u
            == v else 'son distintos, se sube'}.""",
            """Es el nodo ‹subir([0, 0, 0, 1, 1, 2, 3], 6, 4)›. Primero se igualan profundidades y después suben
            los dos a la vez:""",
            """Subir de uno en uno cuesta O(altura) por consulta. Con saltos de potencias de 2 se hacen solo
            O(log n).""",
            code="""
def prof(padre, x):
    return 0 if padre[x] == x else 1 + prof(padre, padre[x])


def subir(padre, u, v):
    while u != v:
        if prof(padre, u) >= prof(padre, v):
            u, v = padre[u], v if prof(padre, u) > prof(padre, v) else padre[v]
        else:
            v = padre[v]
    return u
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué métodos hay para el antecesor común más cercano y cuándo usar cada uno?",
            """
            Subir de uno en uno si hay pocas consultas; saltos binarios si hay muchas; y el recorrido de Euler
            si se quiere O(1) por consulta.

            - **Subir:** sin preparación, O(altura) por consulta.
            - **Saltos binarios:** preparar O(n log n), consultar O(log n). También da el k-ésimo antecesor.
            - **Recorrido de Euler y mínimo de un tramo:** O(1) por consulta con tabla dispersa.
            - **Tarjan:** si se conocen todas las consultas de antemano, casi O(n + q) con union-find.
            """,
            title="métodos y cuándo usarlos",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo calculo la distancia entre dos nodos de un árbol con el LCA?",
            """
            Con la fórmula distancia(u, v) = prof[u] + prof[v] − 2 · prof[lca(u, v)].

            El único camino entre u y v sube desde u hasta su antecesor común más cercano y baja hasta v. La
            subida mide prof[u] − prof[lca], y la bajada, prof[v] − prof[lca]. Si las aristas tienen peso, se
            usan distancias a la raíz en lugar de profundidades. Con las profundidades y el LCA ya preparados,
            cada distancia cuesta O(log n).
            """,
            level="intermedio",
            title="distancia entre dos nodos",
        ),
        QA(
            "¿Qué son los saltos binarios (binary lifting)?",
            """
            Es guardar, para cada nodo, su antecesor a distancia 1, 2, 4, 8…, de modo que cualquier salto se
            haga en O(log n).

            Para subir 13 niveles se salta 8, luego 4 y luego 1, según los bits de 13. La tabla se construye
            con sube[k + 1][v] = sube[k][sube[k][v]]. La idea sirve para cualquier función que se aplica
            muchas veces, no solo para árboles: por ejemplo, saber dónde se está tras 10¹⁸ pasos en un juego
            determinista.
            """,
            title="saltos binarios",
        ),
    ),
    brief=Brief(
        what=(
            """El antecesor común más cercano (LCA) de dos nodos de un árbol es el primer nodo en que se juntan los
            caminos que suben desde cada uno hacia la raíz.""",
            """La búsqueda del LCA encuentra el nodo más profundo que tiene por debajo a otros dos dados. Con saltos
            de 1, 2, 4, 8… niveles se llega a él sin subir de uno en uno.""",
            """Es la pregunta de un árbol genealógico de una sola línea: dadas dos personas, ¿quién es el antepasado
            más reciente que comparten? Ese es su antecesor común más cercano.""",
            """La búsqueda del antecesor común más cercano iguala la profundidad de los dos nodos y luego los sube a
            la vez, con saltos que son potencias de 2, hasta quedar justo debajo de él.""",
        ),
        cost=(
            """Preparar rellena unas log₂ n filas con n saltos cada una; después, cada consulta prueba los saltos una
            o dos veces, del mayor al menor.""",
            "Lo que ocupa es la tabla de saltos: por cada uno de los n nodos, un antecesor por cada potencia de 2.",
            """Las distancias que interesan son potencias de 2 y hay unas log₂ n: esas son las filas de la tabla y los
            saltos que se prueban.""",
        ),
        use=(
            """Conviene cuando el árbol no cambia y vas a hacer muchas preguntas sobre parejas de nodos: su antecesor
            común, la distancia entre ellos o el antecesor que está k niveles más arriba.""",
            """En un navegador, al seleccionar texto que empieza en un elemento de la página y acaba en otro, hay que
            averiguar el elemento más interno que contiene a los dos: su antecesor común.""",
            """Si harás una sola consulta, preparar la tabla no compensa: sube de uno en uno desde los dos nodos.
            Tampoco sirve tal cual si el árbol cambia, pues habría que rehacerla.""",
        ),
        beliefs=(
            QA(
                "El antecesor común más cercano de dos nodos es siempre la raíz.",
                """No: la raíz es antecesora de todos, pero casi siempre hay otra más cerca. Solo es la raíz cuando los
                dos nodos están en ramas distintas de ella, o cuando uno es la propia raíz.""",
                title="si es la raíz",
            ),
            QA(
                "Un nodo no puede ser el LCA de sí mismo y otro, ¿no?",
                """Sí puede: lo habitual es considerar que cada nodo es antecesor de sí mismo. Si u está por encima de
                v, el LCA de los dos es u.""",
                title="nodo consigo mismo",
            ),
            QA(
                "con saltos binarios la primera consulta del lca ya es mas barata que subir de uno en uno",
                """No, antes hay que preparar la tabla, y eso cuesta O(n log n). Los saltos salen a cuenta cuando hay
                muchas consultas, porque cada una baja de O(altura) a O(log n).""",
                title="la primera consulta",
            ),
        ),
        faster=(
            QA(
                "Mi árbol tiene un millón de nodos en cadena y haré miles de consultas de LCA. ¿Subo de uno en uno?",
                """No: usa saltos binarios. En una cadena, cada consulta de uno en uno puede costar un millón de
                pasos, O(n); con la tabla preparada son unas decenas, O(log n).""",
                title="un millón en cadena",
            ),
            QA(
                "¿Qué es mejor para una única consulta de antecesor común, la tabla de saltos o subir sin más?",
                """Subir sin más: O(altura) y sin memoria para tablas. Preparar los saltos cuesta ya O(n log n), más
                que recorrer una vez los dos caminos.""",
                title="saltos o subir",
            ),
        ),
        results=(
            Result(
                "lca(*preparar([0, 0, 0, 1, 1]), 3, 4)",
                """Los nodos 3 y 4 tienen la misma profundidad y el mismo padre, el 1. Ningún salto los deja en
                nodos distintos, así que la respuesta es ese padre.""",
            ),
            Result(
                "lca(*preparar([0, 0, 1, 2]), 3, 1)",
                """Es la cadena 0–1–2–3. El 3 está dos niveles por debajo del 1, sube con un salto de 2 y coincide con
                él: el 1 es antecesor del 3.""",
            ),
        ),
        talks=(
            (
                QA(
                    "En el organigrama de mi empresa, ¿cómo encuentro al jefe más cercano que comparten dos empleados?",
                    """Es su antecesor común más cercano: sube al empleado más profundo hasta el nivel del otro y
                    después sube a los dos a la vez hasta que coincidan.""",
                ),
                QA(
                    "¿Y si lo pregunto miles de veces?",
                    """Prepara antes una tabla con los jefes a distancia 1, 2, 4, 8… de cada uno. Cuesta O(n log n) una
                    vez, y cada pregunta, O(log n).""",
                ),
                QA(
                    "¿Y si contratan a alguien?",
                    """Un empleado nuevo sin subordinados se añade en O(log n): se calculan sus saltos a partir de los
                    de su jefe. Si cambian jefes de sitio, hay que rehacer la tabla.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en el LCA con saltos binarios se sube solo si los antecesores son distintos?",
                    """Porque si son iguales ya están en un antecesor común, pero quizá no en el más cercano. Subiendo
                    solo mientras difieren, acaban justo debajo de él.""",
                ),
                QA(
                    "¿Y por qué se prueban primero los saltos grandes?",
                    """Porque cualquier distancia es suma de potencias de 2 distintas. De mayor a menor, cada salto se
                    usa como mucho una vez, igual que al escribir un número en binario.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código del LCA con binary lifting?",
            "`preparar` calcula las profundidades y la tabla de saltos, y `lca` responde a cada consulta:",
            ("lca(*preparar([0, 0, 0, 2, 2]), 3, 4)", "lca(*preparar([0, 0, 0, 2, 2]), 1, 4)"),
            "La raíz es el nodo 0, y su padre es ella misma para que los saltos largos no se salgan del árbol.",
        ),
        tool="la tabla de saltos binarios para el antecesor común más cercano",
    ),
)
