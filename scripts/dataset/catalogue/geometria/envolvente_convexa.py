"""La envolvente convexa (cadena monótona)."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="envolvente-convexa",
    name="la envolvente convexa (cadena monótona)",
    topic="geometría",
    level="avanzado",
    time="O(n log n)",
    space="O(n)",
    code="""
def envolvente(puntos):
    p = sorted(set(puntos))
    if len(p) < 3:
        return p
    return media(p)[:-1] + media(p[::-1])[:-1]


def media(p):
    h = []
    for c in p:
        while len(h) > 1 and giro(h[-2], h[-1], c) <= 0:
            h.pop()
        h.append(c)
    return h


def giro(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
""",
    theory=Theory(
        """
        La envolvente convexa de un conjunto de puntos es el menor polígono convexo que los contiene, como una
        goma elástica alrededor de unos clavos.

        1. Se ordenan los puntos por x (y por y en los empates).
        2. **Mitad inferior:** se recorren de izquierda a derecha; mientras los dos últimos y el nuevo no
        giren a la izquierda, se quita el del medio.
        3. **Mitad superior:** lo mismo de derecha a izquierda.

        **Ejemplo:** la de (0, 0), (2, 1), (4, 0) y (2, 3) es ‹envolvente([(0, 0), (2, 1), (4, 0), (2,
        3)])›: el punto (2, 1) queda dentro.
        """,
        pitfall="""quitar un solo punto en cada paso; hay que seguir quitando mientras el giro no sea a la
        izquierda.""",
        ask="¿Qué es la envolvente convexa y cómo la calcula el algoritmo de la cadena monótona?",
    ),
    complexity=Complexity(
        """
        Ordenar cuesta O(n log n). En cada recorrido un punto entra en la pila una vez y sale como mucho una
        vez, de modo que las dos mitades son O(n), aunque haya un `while` dentro de un `for`. Domina la
        ordenación.

        La pila y la lista ordenada ocupan O(n). Si los puntos ya vienen ordenados por x, el algoritmo entero
        es lineal.
        """,
        ask="¿Cuánto tiempo y cuánta memoria adicional necesita la cadena monótona para hallar la envolvente convexa?",
    ),
    build=Build(
        "Calcula la envolvente convexa de un conjunto de puntos con el algoritmo de la cadena monótona.",
        """Se construyen por separado la mitad inferior y la superior; cada una elimina los puntos que harían un
        giro a la derecha.""",
        ("envolvente([(0, 0), (4, 0), (4, 4), (0, 4), (2, 2), (2, 0)])",),
        """Los vértices salen en sentido antihorario. Con `<= 0` se eliminan también los puntos alineados, como
        (2, 0).""",
    ),
    bugs=(
        Bug(
            "Mi envolvente convexa contiene puntos interiores. ¿Qué está mal en el bucle?",
            (
                "        while len(h) > 1 and giro(h[-2], h[-1], c) <= 0:\n",
                "        if len(h) > 1 and giro(h[-2], h[-1], c) <= 0:\n",
            ),
            "media([(0, 0), (2, 1), (3, 3), (4, 0)])",
            """Se quita como mucho un punto por paso. Al llegar uno nuevo puede que haya que eliminar varios de
            los anteriores.""",
            "con `while` se retrocede hasta que el giro sea a la izquierda.",
        ),
    ),
    exercises=(
        Trace(
            """Construye la mitad inferior de la envolvente de (0, 1), (1, 0), (2, 2), (3, 0) y (4, 1), en ese
            orden.""",
            "media([(0, 1), (1, 0), (2, 2), (3, 0), (4, 1)])",
            "h.append(c)",
            "Se añade {c}; antes quedaban {h}.",
            "La mitad inferior es ‹media([(0, 1), (1, 0), (2, 2), (3, 0), (4, 1)])›.",
            """El punto (2, 2) entra en la pila, pero sale al llegar (3, 0), porque con él se giraría a la
            derecha. Aparecerá en la mitad superior.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué algoritmo de envolvente convexa elijo: cadena monótona, Graham o Jarvis?",
            """
            La cadena monótona por sencillez; Jarvis solo si la envolvente tiene muy pocos vértices.

            - **Cadena monótona:** O(n log n), ordena por coordenadas, sin ángulos.
            - **Graham:** O(n log n), ordena por ángulo respecto a un punto; más delicado con empates.
            - **Jarvis** (envolver un regalo): O(nh), con h vértices en la envolvente. Con h pequeño gana; con
            todos los puntos en una circunferencia es O(n²).

            Chan combina ideas y logra O(n log h).
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Por qué no se puede calcular la envolvente convexa más deprisa que n log n?",
            """
            Porque serviría para ordenar números, y ordenar por comparaciones necesita Ω(n log n).

            Dados números x₁, …, xₙ, se toman los puntos (xᵢ, xᵢ²) de una parábola. Todos están en la
            envolvente, y recorrerla en orden da los números ordenados. Si la envolvente pudiera obtenerse más
            deprisa, también la ordenación. Esta técnica, transformar un problema en otro para heredar su cota
            inferior, se llama reducción.
            """,
        ),
        QA(
            "¿Para qué se usa la envolvente convexa?",
            """
            Para simplificar problemas en los que solo importan los puntos extremos.

            - El **par de puntos más lejano** siempre está en la envolvente; después se busca con dos punteros
            giratorios.
            - **Detección de colisiones** en videojuegos: se comparan formas convexas sencillas.
            - **Cercar** un conjunto de árboles con la mínima longitud de valla.

            Calcularla cuesta O(n log n), y con puntos al azar en un cuadrado suele tener muy pocos vértices,
            del orden de log n.
            """,
            level="intermedio",
        ),
    ),
)
