"""La envolvente convexa (cadena monótona)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="cadena, Graham o Jarvis",
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
            title="cota n log n",
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
            title="para qué se usa",
        ),
    ),
    brief=Brief(
        what=(
            """Halla el polígono convexo más pequeño que encierra un conjunto de puntos, construyendo por separado
            su borde inferior y su borde superior.""",
            """Ordena los puntos de izquierda a derecha y va formando el contorno con una pila: quita el último
            mientras el camino no gire a la izquierda.""",
            """Es lo que dibuja una goma elástica al soltarla alrededor de unos clavos; el método recorre los clavos
            de lado a lado, primero por abajo y luego por arriba.""",
            """La envolvente convexa (cadena monótona) es el contorno de los puntos más extremos, obtenido con una
            ordenación por coordenadas y tests de giro.""",
        ),
        cost=(
            "Lo caro es ordenar; después, cada punto entra y sale de la pila como mucho una vez en cada borde.",
            "La lista ordenada y la pila del contorno contienen, en el peor caso, todos los puntos.",
            """Domina la ordenación inicial, porque las dos pasadas con la pila son lineales; se guardan la lista
            ordenada y el contorno.""",
        ),
        use=(
            """Conviene cuando solo importan los extremos de una nube de puntos: hallar los dos más alejados,
            rodearlos con la menor valla o simplificar una forma.""",
            """Los ecólogos estiman el territorio de un animal dibujando la envolvente convexa de las posiciones
            registradas por su collar con localizador.""",
            """Si los puntos forman una figura con entrantes que te interesan, porque los rellena; o si hay puntos
            erróneos muy alejados, porque la envolvente llega hasta ellos.""",
        ),
        beliefs=(
            QA(
                "En la envolvente convexa aparecen siempre casi todos los puntos.",
                """No: solo los extremos. De mil puntos al azar en un cuadrado suele quedar una veintena; con 4
                esquinas y el centro, ‹len(envolvente([(0, 0), (2, 0), (2, 2), (0, 2), (1, 1)])) =›.""",
                title="cuántos puntos aparecen",
            ),
            QA(
                "la cadena monotona tiene un while dentro de un for, luego es O(n²)",
                """No: cada punto sale de la pila una vez como mucho, así que todas las vueltas del `while` juntas
                son O(n). Lo que manda es ordenar, O(n log n).""",
                title="while dentro de for",
            ),
            QA(
                "La cadena monótona necesita calcular ángulos con funciones trigonométricas.",
                """No: le basta el signo de un producto cruzado, con restas y multiplicaciones. Con coordenadas
                enteras no hay ningún error de redondeo.""",
                title="ángulos y trigonometría",
            ),
        ),
        faster=(
            QA(
                "Mis puntos ya vienen ordenados por x. ¿Cadena monótona o Jarvis?",
                """Cadena monótona: sin tener que ordenar, las dos pasadas son O(n). Jarvis cuesta O(nh), con h
                vértices en el contorno, y no aprovecha el orden.""",
                title="puntos ya ordenados",
            ),
            QA(
                """Para hallar los dos puntos más alejados, ¿comparo todas las parejas o calculo antes la envolvente
                convexa?""",
                """La envolvente: O(n log n) y después una pasada con dos punteros por el contorno. Comparar todas
                las parejas es O(n²).""",
                title="o todas las parejas",
            ),
        ),
        results=(
            Result(
                "envolvente([(0, 0), (2, 0), (1, 1), (1, 3)])",
                """El borde inferior va de (0, 0) a (2, 0); el superior vuelve por (1, 3). El punto (1, 1) queda
                dentro del triángulo y se elimina.""",
            ),
            Result(
                "envolvente([(0, 0), (1, 1), (2, 2), (0, 2)])",
                """Los tres primeros están alineados, así que (1, 1) no es un vértice. Quedan las dos puntas de esa
                recta y (0, 2), en sentido antihorario.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Quiero cercar un grupo de árboles con la menor valla posible. ¿Cómo calculo por dónde va?",
                    """Con la envolvente convexa de los árboles: ordénalos por x, construye el borde de abajo y el
                    de arriba, y une los dos contornos.""",
                ),
                QA(
                    "¿Y los árboles que quedan alineados con la valla?",
                    """No aparecen como vértices, porque el giro vale 0 y se eliminan, pero la valla pasa justo por
                    ellos y no se quedan fuera.""",
                ),
            ),
            (
                QA(
                    "por que en la envolvente convexa se quitan puntos con `while` y no con `if`",
                    """Porque un punto nuevo puede dejar dentro a varios de los anteriores, no solo al último; hay
                    que retroceder hasta que el giro vuelva a ser a la izquierda.""",
                ),
                QA(
                    "y eso no lo hace cuadratico",
                    """No: un punto eliminado no vuelve a la pila en esa pasada. En total hay como mucho n
                    eliminaciones, aunque se concentren en unos pocos pasos.""",
                ),
                QA(
                    "¿Me lo resumes?",
                    """Ordena por x; recorre hacia la derecha y hacia la izquierda; quita el último punto mientras
                    no se gire a la izquierda; une las dos mitades.""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python el contorno convexo de una nube de puntos.",
            """Ordena los puntos y construye las dos mitades del contorno con la misma función, la segunda en
            sentido contrario:""",
            ("envolvente([(0, 0), (3, 1), (1, 1), (2, 4)])",),
            "`[:-1]` quita el último punto de cada mitad, porque es el primero de la otra.",
        ),
    ),
)
