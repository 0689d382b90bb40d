"""El algoritmo de aproximación para el recubrimiento de vértices."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
