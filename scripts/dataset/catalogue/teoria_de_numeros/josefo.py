"""El problema de Josefo."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

ENTRY = Entry(
    key="josefo",
    name="el problema de Josefo",
    topic="teoría de números",
    level="intermedio",
    time="O(n)",
    space="O(1)",
    code="""
def superviviente(n, k):
    pos = 0
    for m in range(2, n + 1):
        pos = (pos + k) % m
    return pos
""",
    theory=Theory(
        """
        En el problema de Josefo, n personas en círculo se eliminan contando de k en k; se pregunta en qué
        posición hay que estar para quedar el último.

        La idea es mirar el problema hacia atrás:

        - Con una persona, la superviviente está en la posición 0.
        - Al pasar de m − 1 a m personas, las posiciones se desplazan k lugares: pos(m) = (pos(m − 1) + k)
        mod
        m.

        **Ejemplo:** con 7 personas y k = 3, contando posiciones desde 0, se salva la ‹superviviente(7, 3)›.
        """,
        pitfall="mezclar posiciones desde 0 y desde 1; la fórmula con restos necesita empezar en 0.",
    ),
    complexity=Complexity(
        """
        La recurrencia se aplica una vez por cada tamaño de 2 a n, con una suma y un resto: O(n). Simularlo
        con una lista y `pop` cuesta O(n²), porque cada borrado desplaza elementos; con una cola, O(nk).

        Solo se guarda una posición. Para k = 2 hay incluso una fórmula directa, O(log n) o menos.
        """,
        Count("pos = (pos + k) % m", "pasos", tuple((n, f"superviviente({n}, 3)") for n in (10, 100, 1000))),
        ask="¿Cuál es la complejidad de resolver el problema de Josefo con su recurrencia y por qué?",
    ),
    build=Build(
        "Calcula en O(n) la posición del superviviente en el problema de Josefo (posiciones desde 0).",
        "Se resuelve para 1 persona, luego para 2, y así hasta n, desplazando la posición en cada paso.",
        ("superviviente(7, 3)", "[superviviente(n, 2) for n in range(1, 9)]"),
        "Con k = 2, la posición vuelve a 0 cada vez que n es potencia de 2.",
    ),
    bugs=(
        Bug(
            "Mi fórmula de Josefo da una posición equivocada. ¿Qué módulo uso mal?",
            ("pos = (pos + k) % m", "pos = (pos + k) % n"),
            "superviviente(5, 2)",
            """El resto se calcula siempre con n, pero en cada etapa el círculo tiene m personas. La
            posición en
            un círculo de m nunca puede ser m o mayor.""",
        ),
        Bug(
            "Mi simulación de Josefo elimina a la persona equivocada. ¿Por qué?",
            ("i = (i + k - 1) % len(p)", "i = (i + k) % len(p)"),
            "orden(5, 2)",
            """Al quitar un elemento de la lista, el siguiente ocupa su lugar, así que ya se ha avanzado
            uno.
            Hay que contar solo k − 1 más.""",
            code="""
def orden(n, k):
    p, i, salen = list(range(n)), 0, []
    while p:
        i = (i + k - 1) % len(p)
        salen.append(p.pop(i))
    return salen
""",
        ),
    ),
    exercises=(
        Trace(
            "Simula el problema de Josefo con 6 personas (0 a 5) y k = 3.",
            "orden(6, 3)",
            "salen.append(p.pop(i))",
            "Círculo {p}: sale la {p[i]}.",
            "El orden de salida es ‹orden(6, 3)›; la última persona es la superviviente.",
            """La fórmula da lo mismo sin simular: 0 → (0+3) mod 2 = 1 → (1+3) mod 3 = 1 → (1+3) mod 4 = 0 →
            (0+3) mod 5 = 3 → (3+3) mod 6 = 0.""",
            code="""
def orden(n, k):
    p, i, salen = list(range(n)), 0, []
    while p:
        i = (i + k - 1) % len(p)
        salen.append(p.pop(i))
    return salen
""",
        ),
    ),
    comparisons=(
        QA(
            "Para el problema de Josefo, ¿simulación con lista, con cola o recurrencia?",
            """
            La recurrencia si solo interesa el superviviente; la simulación si se quiere el orden completo.

            - **Lista con `pop(i)`:** O(n²) por los desplazamientos, aunque muy sencilla.
            - **Cola:** se pasan k − 1 personas al final y se elimina la siguiente: O(nk).
            - **Recurrencia:** O(n) y memoria O(1), sin saber quién sale antes.
            - **Árbol de Fenwick o de segmentos:** orden completo en O(n log n), incluso con k enorme.
            """,
            title="simulación o recurrencia",
        ),
    ),
    concepts=(
        QA(
            "Explica de dónde sale la recurrencia pos(m) = (pos(m − 1) + k) mod m de Josefo.",
            """
            De renumerar el círculo después de la primera eliminación.

            Con m personas sale la de posición k − 1, y la cuenta sigue en la posición k, que pasa a ser la
            nueva posición 0. En el círculo de m − 1, quien ocupa la posición p era antes la (p + k) mod
            m. Si
            se sabe quién sobrevive entre m − 1, basta deshacer el cambio de numeración. Es una recursión
            que
            se puede calcular de abajo arriba.
            """,
            title="de dónde sale la recurrencia",
        ),
        QA(
            "¿Qué fórmula tiene el problema de Josefo cuando k = 2?",
            """
            Si n = 2ᵃ + r con 0 ≤ r < 2ᵃ, el superviviente está en la posición 2r (contando desde 0).

            ```python
            def josefo2(n):
                return 2 * (n - (1 << (n.bit_length() - 1)))

            print([josefo2(n) for n in (1, 5, 8, 41)])  #=
            ```

            Tras eliminar r personas quedan 2ᵃ y le toca empezar a la de posición 2r; con una potencia de 2,
            siempre sobrevive la que empieza. Con las 41 personas de la leyenda y k = 2 sería la posición
            18.
            """,
            title="fórmula con k = 2",
        ),
    ),
)
