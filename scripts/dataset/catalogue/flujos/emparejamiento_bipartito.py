"""El emparejamiento máximo en grafos bipartitos."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="emparejamiento-bipartito",
    name="el emparejamiento máximo en grafos bipartitos",
    topic="flujos",
    level="avanzado",
    time="O(VE)",
    space="O(V)",
    code="""
def emparejar(opciones):
    pareja = {}

    def intentar(a, vistos):
        for b in opciones[a]:
            if b not in vistos:
                vistos.add(b)
                if b not in pareja or intentar(pareja[b], vistos):
                    pareja[b] = a
                    return True
        return False

    return sum(intentar(a, set()) for a in opciones), pareja
""",
    theory=Theory(
        """
        Un emparejamiento es un conjunto de aristas que no comparten vértices; en un grafo bipartito, el
        máximo se obtiene con caminos de aumento (algoritmo de Kuhn).

        1. Para cada vértice de la izquierda se intenta encontrar pareja.
        2. Si una opción está libre, se toma.
        3. Si está ocupada, se pide a su dueño que busque otra; si puede, se le quita.

        **Ejemplo:** Ana puede ir a X o Y, y Luis solo a X: ‹emparejar({"Ana": ["X", "Y"], "Luis": ["X"]})›.
        Ana empieza en X y cede el sitio.
        """,
        pitfall="asignar de forma voraz sin reasignar; Luis se habría quedado sin puesto.",
    ),
    complexity=Complexity(
        """
        Por cada vértice de la izquierda se hace una búsqueda que visita cada vértice de la derecha una vez
        como mucho y recorre cada arista una vez: O(E). Son V búsquedas, luego O(VE). El algoritmo de
        Hopcroft-Karp busca muchos caminos a la vez y baja a O(E√V).

        Se guardan la pareja de cada vértice de la derecha y los visitados de la búsqueda actual.
        """,
    ),
    build=Build(
        "Asigna el mayor número posible de candidatos a puestos, sabiendo a cuáles puede ir cada uno.",
        "Cada candidato intenta ocupar un puesto; si está ocupado, el dueño actual intenta moverse a otro.",
        ("emparejar({'Ana': ['X', 'Y'], 'Luis': ['X'], 'Eva': ['Y', 'Z']})",),
        "El conjunto `vistos` evita que una cadena de reasignaciones pase dos veces por el mismo puesto.",
    ),
    bugs=(
        Bug(
            "Mi asignación deja personas sin puesto aunque había una solución mejor. ¿Por qué?",
            ("if b not in pareja or intentar(pareja[b], vistos):", "if b not in pareja:"),
            "emparejar({'Ana': ['X', 'Y'], 'Luis': ['X']})[0]",
            """La asignación es voraz: si el puesto está ocupado, se renuncia a él sin preguntar a su dueño si
            podría cambiarse.""",
            """la llamada recursiva intenta recolocar al dueño actual, que es lo que forma un camino de aumento.""",
        ),
        Bug(
            "Esta búsqueda de emparejamiento acaba en RecursionError. ¿Qué falta?",
            ("                vistos.add(b)\n", ""),
            "emparejar({'Ana': ['X'], 'Luis': ['X']})[0]",
            "Los puestos visitados no se anotan. Luis pide X a Ana, Ana vuelve a pedir X, y así sin fin.",
        ),
    ),
    exercises=(
        Trace(
            "Sigue el emparejamiento de A: 1, 2; B: 1; C: 2, 3. ¿Qué se asigna en cada momento?",
            "emparejar({'A': [1, 2], 'B': [1], 'C': [2, 3]})",
            "pareja[b] = a",
            "{a} se queda con {b}{' (lo tenía ' + pareja[b] + ')' if b in pareja else ''}.",
            "Se emparejan los tres: ‹emparejar({'A': [1, 2], 'B': [1], 'C': [2, 3]})›.",
            """Cuando B pide el 1, A se mueve al 2 y se lo cede. Después C encuentra ocupado el 2; A solo
            podría volver al 1, que es la única opción de B, así que C acaba en el 3.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Emparejamiento máximo o problema de asignación de coste mínimo? ¿Son lo mismo?",
            """
            No: el emparejamiento máximo solo cuenta cuántas parejas se forman; la asignación de coste mínimo
            busca, además, que la suma de costes sea la menor.

            - **Máximo sin pesos:** algoritmo de Kuhn, O(VE), o Hopcroft-Karp, O(E√V).
            - **Con costes:** algoritmo húngaro, O(n³), o flujo de coste mínimo.

            Si «puede o no puede» es toda la información, usa el primero. Si cada pareja tiene un precio o una
            preferencia, el segundo.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué es un camino de aumento en un emparejamiento?",
            """
            Es un camino que empieza y acaba en vértices sin pareja y alterna aristas que no están en el
            emparejamiento con aristas que sí están.

            Tiene una arista más de fuera que de dentro; al intercambiar los papeles de todas, el
            emparejamiento crece en 1. El teorema de Berge dice que un emparejamiento es máximo si y solo si
            no existe ningún camino de aumento, y por eso basta con buscarlos hasta que se acaben.
            """,
        ),
        QA(
            "¿Cómo se convierte un emparejamiento bipartito en un problema de flujo?",
            """
            Se añade una fuente unida a todos los vértices de la izquierda y un sumidero al que van todos los
            de la derecha; todas las aristas tienen capacidad 1.

            Como por cada vértice solo puede pasar una unidad, las aristas centrales con flujo forman un
            emparejamiento, y el flujo máximo es su tamaño. Con capacidades enteras existe un flujo máximo
            entero, así que no aparecen medias parejas. El corte mínimo, por su parte, da un recubrimiento de
            vértices mínimo (teorema de König).
            """,
        ),
    ),
)
