"""El emparejamiento máximo en grafos bipartitos."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="frente a coste mínimo",
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
            title="camino de aumento",
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
            title="conversión en flujo",
        ),
    ),
    brief=Brief(
        what=(
            """Forma el mayor número posible de parejas entre dos grupos, de modo que cada uno tenga como mucho una
            pareja y solo se unan los que son compatibles.""",
            """Busca parejas por turnos: si la opción deseada está ocupada, se pide a su dueño que se cambie a otra,
            y esa cadena de cambios consigue una pareja más.""",
            """Es como repartir taquillas: si la única que te sirve está cogida, preguntas al que la tiene si puede
            mudarse, él pregunta a otro, y así hasta dar con una libre.""",
            """El emparejamiento máximo en grafos bipartitos es el mayor conjunto de aristas que no comparten
            extremos; el algoritmo de Kuhn lo obtiene con caminos de aumento.""",
        ),
        cost=(
            "Se hace una búsqueda por cada vértice de la izquierda, y ninguna examina una arista más de una vez.",
            "Se guardan las parejas de la derecha, los visitados de la búsqueda en curso y la cadena de llamadas.",
            """Cada vértice de la izquierda lanza una búsqueda que, en el peor caso, recorre todas las aristas; solo
            se anotan parejas y visitados.""",
        ),
        use=(
            """Conviene cuando hay dos grupos, sabes qué parejas son posibles y quieres formar el máximo sin
            preferencias: turnos, mesas, máquinas y trabajos.""",
            """Para repartir exámenes orales, cada alumno marca las horas a las que puede ir; el emparejamiento da
            cita al mayor número posible, una hora para cada uno.""",
            """Si cada pareja tiene un coste o una preferencia, porque solo cuenta cuántas hay: ahí conviene el
            algoritmo húngaro. Con grafos muy grandes, Hopcroft-Karp es más rápido.""",
        ),
        beliefs=(
            QA(
                "Dando a cada candidato el primer puesto libre se consigue el emparejamiento máximo.",
                """No: un candidato puede ocupar el único puesto que servía a otro. Hay que permitir que ceda su
                puesto y busque otro; eso es un camino de aumento.""",
                title="primer puesto libre",
            ),
            QA(
                "si un candidato no encuentra puesto en su turno quiza lo encuentre mas tarde, hay que repetir",
                """No hace falta: en el algoritmo de Kuhn, si no hay camino de aumento desde un vértice en su turno,
                tampoco lo habrá después de otros aumentos.""",
                title="repetir el turno",
            ),
            QA(
                "El emparejamiento máximo bipartito es exponencial, porque hay que probar todas las asignaciones.",
                """No: cada vértice hace una sola búsqueda de camino de aumento, y el total es O(VE). No se prueban
                todas las combinaciones.""",
                title="exponencial o no",
            ),
        ),
        faster=(
            QA(
                "Tengo 100 000 alumnos y 100 000 plazas con listas cortas de opciones. ¿Kuhn o Hopcroft-Karp?",
                """Hopcroft-Karp: O(E√V) frente a O(VE) en el peor caso. Con tantos vértices, la raíz son unos pocos
                cientos en lugar de cien mil.""",
                title="frente a Hopcroft-Karp",
            ),
            QA(
                """Para emparejar diez personas con diez tareas sin costes, ¿pruebo todas las asignaciones o uso
                Kuhn?""",
                """Kuhn: O(VE), unas mil operaciones. Probar todas las asignaciones son 10!, más de tres millones y
                medio.""",
                title="o todas las asignaciones",
            ),
        ),
        results=(
            Result(
                "emparejar({'A': [1], 'B': [1, 2]})",
                """«A» se queda con el 1. B lo encuentra ocupado y «A» no tiene otra opción, así que B pasa al 2,
                que está libre.""",
            ),
            Result(
                "emparejar({'A': [1], 'B': [1]})",
                """«A» toma el 1. B solo puede ir al 1, y «A» no puede moverse porque no tiene más opciones: se
                forma una sola pareja.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Tengo socorristas que solo pueden trabajar en ciertas playas y cada playa necesita uno. ¿Cómo
                    cubro el máximo de playas?""",
                    """Es un emparejamiento bipartito: socorristas a un lado, playas al otro. Cada socorrista
                    intenta una playa y, si está ocupada, se intenta recolocar a quien la tiene.""",
                ),
                QA(
                    "¿Y si una playa necesita dos socorristas?",
                    """Duplica esa playa: dos vértices con los mismos candidatos. Así cada copia recibe uno y el
                    algoritmo no cambia.""",
                ),
                QA(
                    "¿Y si unos cobran más que otros?",
                    """Entonces ya no basta con contar parejas: es un problema de asignación con costes, para el
                    algoritmo húngaro o un flujo de coste mínimo.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en el emparejamiento se permite quitarle la pareja a alguien?",
                    """Porque solo se le quita si antes ha encontrado otra. Nadie pierde: el dueño se muda y queda
                    sitio para el nuevo.""",
                ),
                QA(
                    "y como se evita que se pidan sitio en circulo",
                    """Con el conjunto de visitados: en una misma búsqueda, cada opción se considera una sola vez,
                    así que la cadena no puede repetirse.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que empareje personas y tareas compatibles.",
            """Recibe, para cada persona, las tareas que puede hacer, y devuelve cuántas parejas hay y quién hace
            cada tarea:""",
            ("emparejar({'Iria': ['cocina'], 'Noel': ['cocina', 'limpieza'], 'Sara': ['limpieza']})",),
            "`intentar` devuelve verdadero o falso, y `sum` los cuenta como 1 y 0.",
        ),
        tool="el algoritmo de Kuhn para emparejar en grafos bipartitos",
    ),
)
