"""El algoritmo de aproximación para el recubrimiento de vértices."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="recubrimiento-vertices",
    name="el algoritmo de aproximación para el recubrimiento de vértices",
    topic="voraces",
    level="avanzado",
    time="O(V + E)",
    space="O(V)",
    code="""
def recubrimiento(aristas):
    elegidos = set()
    for u, v in aristas:
        if u not in elegidos and v not in elegidos:
            elegidos |= {u, v}
    return elegidos
""",
    theory=Theory(
        """
        Un recubrimiento de vértices es un conjunto de vértices que toca todas las aristas; hallar el menor es
        NP-difícil, pero un método muy sencillo da uno de tamaño **como mucho el doble** del mínimo.

        1. Se recorren las aristas.
        2. Si ninguno de sus extremos está elegido, se eligen **los dos**.
        3. Si alguno ya lo está, la arista está cubierta.

        **Ejemplo:** en el camino 1–2–3–4 se eligen ‹sorted(recubrimiento([(1, 2), (2, 3), (3, 4)]))›; el mínimo es {2,
        3}, de tamaño 2.
        """,
        pitfall="""elegir solo un extremo de cada arista sin más criterio; puede dar recubrimientos muchísimo
        mayores que el mínimo.""",
    ),
    complexity=Complexity(
        """
        Cada arista se examina una vez con dos consultas a un conjunto, O(1) en promedio: O(E), más O(V) por
        los vértices elegidos. Encontrar el óptimo, en cambio, requiere tiempo exponencial con los métodos
        conocidos.

        La garantía se demuestra sin conocer el óptimo: las aristas en las que se eligen los dos extremos no
        comparten vértices, y cualquier recubrimiento debe tomar al menos uno de cada una.
        """,
    ),
    build=Build(
        "Escribe un algoritmo que dé un recubrimiento de vértices de tamaño a lo sumo el doble del mínimo.",
        "Cada arista sin cubrir aporta sus dos extremos; las aristas elegidas así no se tocan entre sí.",
        ("sorted(recubrimiento([(1, 2), (1, 3), (1, 4)]))", "len(recubrimiento([(1, 2), (3, 4), (2, 3)]))"),
        "En la estrella del primer ejemplo el mínimo es {1}; el algoritmo da dos vértices, justo el doble.",
    ),
    bugs=(
        Bug(
            "Mi recubrimiento de vértices sale mucho mayor que el doble del mínimo. ¿Qué condición está mal?",
            ("if u not in elegidos and v not in elegidos:", "if u not in elegidos or v not in elegidos:"),
            "sorted(recubrimiento([(1, 2), (1, 3), (1, 4), (1, 5)]))",
            """Con `or` se vuelve a elegir aunque la arista ya esté cubierta por uno de sus extremos. En la
            estrella se añaden todas las puntas, cuando el mínimo es {1}; la garantía del doble solo vale si
            las aristas elegidas no comparten vértices.""",
        ),
    ),
    exercises=(
        Trace(
            "Aplica el algoritmo de 2-aproximación a las aristas a–b, b–c, c–d, d–e y e–a, en ese orden.",
            "sorted(recubrimiento(['ab', 'bc', 'cd', 'de', 'ea']))",
            "if u not in elegidos and v not in elegidos:",
            """Arista {u}–{v}: {'sin cubrir, se eligen los dos' if u not in elegidos and v not in elegidos else
            'ya está cubierta'}.""",
            "Se eligen ‹sorted(recubrimiento(['ab', 'bc', 'cd', 'de', 'ea']))›, cuatro vértices.",
            """El mínimo para un ciclo de 5 es 3, por ejemplo a, c y d. La solución obtenida, 4, no supera el
            doble de 3, como asegura la demostración.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué diferencia hay entre un algoritmo de aproximación y una heurística?",
            """
            El de aproximación tiene una garantía demostrada sobre lo lejos que puede quedar del óptimo; la
            heurística, no.

            - **Aproximación:** «nunca más del doble del mínimo», para cualquier entrada.
            - **Heurística:** suele ir bien en la práctica, pero puede fallar mucho en casos concretos.

            Para el recubrimiento de vértices, tomar siempre el vértice de mayor grado es una heurística
            natural y a menudo mejor, pero en algunos grafos se aleja del óptimo en un factor log n; elegir
            los dos extremos nunca pasa de 2.
            """,
            title="aproximación o heurística",
        ),
    ),
    concepts=(
        QA(
            """Demuestra que elegir los dos extremos de cada arista sin cubrir da como mucho el doble del
            mínimo.""",
            """
            Las aristas en las que se eligen los dos extremos no comparten vértices, y cualquier recubrimiento
            necesita un vértice distinto para cada una.

            Si hay k de esas aristas, el algoritmo toma 2k vértices. El óptimo debe cubrir esas k aristas;
            como no se tocan, ningún vértice cubre dos, así que tiene al menos k. Por tanto, 2k ≤ 2 · óptimo.
            Lo notable es que se acota el óptimo sin calcularlo, comparándolo con un emparejamiento.
            """,
            title="demostración del doble",
        ),
        QA(
            "¿Hay casos en los que el recubrimiento mínimo de vértices sea fácil de calcular?",
            """
            Sí: en árboles y en grafos bipartitos se resuelve en tiempo polinómico.

            - **Árboles:** programación dinámica o un voraz que elige el padre de cada hoja sin cubrir, O(n).
            - **Bipartitos:** por el teorema de König, su tamaño es el del emparejamiento máximo.
            - **Si el óptimo k es pequeño:** se ramifica sobre los dos extremos de una arista, O(2ᵏ · E).

            Reconocer que el problema propio es un caso especial es, a menudo, la mejor salida ante un
            problema NP-difícil.
            """,
            title="casos fáciles",
        ),
    ),
    brief=Brief(
        what=(
            """Es un método rápido para elegir vértices de un grafo que toquen todas las aristas, sin pasar nunca
            del doble de los imprescindibles.""",
            """Un algoritmo que mira las aristas una a una y, si ninguna de sus dos puntas está elegida, toma las
            dos. El conjunto que sale es un recubrimiento de vértices, no siempre el mínimo.""",
            """Piensa en vigilantes que recubren los cruces: toda calle debe tener uno en algún extremo, y ante
            una sin vigilar se ponen dos, uno en cada punta. Como mucho se gasta el doble de lo necesario.""",
            """El algoritmo de aproximación para el recubrimiento de vértices elige los dos extremos de aristas
            que no se tocan entre sí, lo que garantiza una solución de tamaño como mucho doble que la óptima.""",
        ),
        cost=(
            """Cada arista se mira una vez, con dos consultas al conjunto de elegidos que son inmediatas en
            promedio.""",
            "Solo se guarda el conjunto de vértices elegidos, que como mucho los contiene a todos.",
            "Es una única pasada por las aristas, y lo que crece es el conjunto de vértices que ya están dentro.",
        ),
        use=(
            """Cuando el grafo es grande, no necesitas el recubrimiento mínimo y te basta una solución rápida con
            la garantía de no pasar del doble.""",
            """Para decidir en qué cruces poner cámaras de modo que toda calle se vea desde al menos uno de sus
            extremos, sin gastar más del doble de lo imprescindible.""",
            """No conviene si necesitas el mínimo exacto, o si el grafo es un árbol o bipartito, donde el óptimo se
            calcula en tiempo polinómico. Tampoco si cada vértice tiene un coste distinto: esta garantía no vale.""",
        ),
        beliefs=(
            QA(
                "El algoritmo de los dos extremos da siempre el recubrimiento de vértices más pequeño.",
                """No: da uno válido, de tamaño como mucho el doble del mínimo. Con una sola arista ya elige los
                dos extremos, ‹sorted(recubrimiento([(1, 2)]))›, y bastaba uno.""",
                title="siempre el más pequeño",
            ),
            QA(
                "para el recubrimiento de vertices seria mejor elegir un solo extremo de cada arista",
                """No: elegido a ciegas puede salir muy mal. En una estrella podrías tomar todas las puntas en
                vez del centro; con los dos extremos nunca se pasa del doble del mínimo.""",
                title="un solo extremo",
            ),
            QA(
                "Como el recubrimiento de vértices es NP-difícil, este algoritmo es exponencial.",
                """No: lo difícil es encontrar el mínimo. Este método se conforma con una aproximación y tarda
                O(V + E), una pasada por las aristas.""",
                title="NP-difícil y exponencial",
            ),
        ),
        faster=(
            QA(
                "En un grafo con un millón de aristas, ¿recubrimiento de vértices exacto o aproximado?",
                """Aproximado: O(V + E), una pasada. El exacto es exponencial con los métodos conocidos y, en
                general, inabordable con ese tamaño.""",
                title="exacto o aproximado",
            ),
            QA(
                "Mi grafo es un árbol. ¿Uso la aproximación del doble para recubrirlo?",
                """No: en un árbol el mínimo exacto se obtiene en O(n), recorriéndolo desde las hojas y eligiendo
                el padre de cada hoja sin cubrir. La aproximación tardaría parecido y podría dar el doble.""",
                title="grafo que es un árbol",
            ),
        ),
        results=(
            Result(
                "sorted(recubrimiento([(1, 2), (2, 3), (3, 4), (4, 5)]))",
                """La arista (1, 2) mete sus dos extremos y cubre también la (2, 3). La (3, 4) está sin cubrir y
                aporta otros dos; la (4, 5) ya queda cubierta.""",
            ),
            Result(
                "len(recubrimiento(['ab', 'ac', 'bc']))",
                """Con la arista ab se eligen a y b, y cada una de las otras dos aristas ya toca a uno de ellos.
                Aquí es, además, el mínimo.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Quiero poner antenas en pueblos para que cada carretera tenga una en alguno de sus
                    extremos. ¿Hay un método rápido?""",
                    """Sí: recorre las carreteras y, si ninguno de sus dos pueblos tiene antena, pon una en cada
                    uno. Usarás como mucho el doble de las necesarias.""",
                ),
                QA(
                    "¿Y por qué en los dos y no en uno?",
                    """Porque así la garantía se puede demostrar: esas carreteras no comparten pueblos y
                    cualquier solución necesita al menos una antena por cada una.""",
                ),
                QA(
                    "y luego puedo quitar alguna",
                    """Sí: si todas las carreteras de un pueblo tienen antena al otro lado, la suya sobra. Quitar
                    las que sobren, de una en una, mejora el resultado sin perder la garantía.""",
                ),
            ),
            (
                QA(
                    "¿Por qué importa que las aristas elegidas para el recubrimiento no se toquen?",
                    """Porque entonces un vértice no puede cubrir dos de ellas. Si hay k, el óptimo necesita al
                    menos k vértices, y el algoritmo usa 2k.""",
                ),
                QA(
                    "No lo pillo, ¿me das un ejemplo?",
                    """Con las aristas 1–2 y 3–4 se eligen los cuatro vértices. Cualquier recubrimiento necesita
                    uno de cada arista, al menos dos: 4 es justo el doble.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que elija pocos vértices que toquen todas las aristas de un grafo.",
            "Se recorren las aristas y, cuando una no tiene ningún extremo elegido, se añaden los dos al conjunto:",
            (
                "sorted(recubrimiento([(1, 2), (3, 4), (4, 5), (5, 6)]))",
                "len(recubrimiento([(1, 2), (2, 3)]))",
            ),
            """El resultado depende del orden en que se dan las aristas, aunque nunca tiene más del doble de
            vértices que el mínimo.""",
        ),
    ),
)
