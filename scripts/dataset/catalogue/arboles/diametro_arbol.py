"""El cálculo del diámetro de un árbol."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory

ENTRY = Entry(
    key="diametro-arbol",
    name="el cálculo del diámetro de un árbol",
    topic="árboles",
    level="intermedio",
    time="O(n)",
    space="O(n)",
    code="""
def mas_lejano(ady, origen):
    dist, pila = {origen: 0}, [origen]
    while pila:
        u = pila.pop()
        for v in ady[u]:
            if v not in dist:
                dist[v] = dist[u] + 1
                pila.append(v)
    lejano = max(dist, key=dist.get)
    return lejano, dist[lejano]


def diametro(ady):
    extremo, _ = mas_lejano(ady, next(iter(ady)))
    return mas_lejano(ady, extremo)[1]
""",
    theory=Theory(
        """
        El diámetro de un árbol es la longitud del camino más largo entre dos de sus nodos; se calcula con dos
        recorridos.

        1. Desde un nodo cualquiera se busca el más lejano: es un extremo de algún diámetro.
        2. Desde ese extremo se busca otra vez el más lejano: la distancia es el diámetro.

        En un árbol hay un único camino entre dos nodos, así que cualquier recorrido da la distancia.
        **Ejemplo:** en la cadena 1–2–3–4, ‹diametro({1: [2], 2: [1, 3], 3: [2, 4], 4: [3]}) =›.
        """,
        pitfall="aplicar el truco de los dos recorridos a grafos con ciclos; allí no siempre da el máximo.",
    ),
    complexity=Complexity(
        """
        Son dos recorridos completos, y un árbol con n nodos tiene n − 1 aristas, de modo que cada uno es
        O(n). Calcular la distancia desde cada nodo costaría O(n²).

        Se guarda la distancia de cada nodo al origen y una pila: O(n). También se puede resolver con un solo
        recorrido recursivo que combine las dos ramas más profundas de cada nodo.
        """,
    ),
    build=Build(
        "Calcula el diámetro de un árbol dado por sus listas de vecinos.",
        "La función `mas_lejano` devuelve el nodo a mayor distancia de un origen; se aplica dos veces.",
        ("diametro({1: [2, 3], 2: [1, 4, 5], 3: [1], 4: [2], 5: [2, 6], 6: [5]})", "diametro({1: []})"),
        "El camino más largo del ejemplo es 3–1–2–5–6, con 4 aristas.",
    ),
    bugs=(
        Bug(
            "Mi cálculo del diámetro da un valor demasiado pequeño. ¿Qué paso falta?",
            ("    return mas_lejano(ady, extremo)[1]", "    return mas_lejano(ady, next(iter(ady)))[1]"),
            "diametro({2: [1, 3], 1: [2], 3: [2]})",
            """La distancia se mide desde el nodo inicial y no desde el extremo encontrado. Si el inicio está en
            el centro del árbol, solo se obtiene la mitad, aproximadamente.""",
        ),
        Bug(
            "Mi diámetro recursivo ignora los caminos que no pasan por la raíz. ¿Cómo lo corrijo?",
            ("return 1 + max(a, b), max(d1, d2, a + b)", "return 1 + max(a, b), a + b"),
            "medir(((((None, None), None), ((None, None), None)), None))[1]",
            """Solo se considera el camino que pasa por el nodo actual, y se pierde el mejor de los subárboles.
            El diámetro puede estar entero dentro de uno de ellos.""",
            """se toma el máximo de tres: el de la izquierda, el de la derecha y el que pasa por el nodo. (Cada
            nodo es una pareja de hijos.)""",
            code="""
def medir(nodo):
    if nodo is None:
        return 0, 0
    (a, d1), (b, d2) = medir(nodo[0]), medir(nodo[1])
    return 1 + max(a, b), max(d1, d2, a + b)
""",
        ),
    ),
    exercises=(
        QA(
            """Halla el diámetro del árbol con aristas 1–2, 2–3, 2–4, 4–5 y 5–6 con el método de los dos
            recorridos.""",
            """
            El diámetro es 4: el camino 1–2–4–5–6 (o 3–2–4–5–6).

            1. Se empieza en un nodo cualquiera, por ejemplo el 4. Las distancias son: 2 a 1, 5 a 1, 1 y 3 a
            2, 6 a 2.
            2. Uno de los más lejanos es el 6.
            3. Desde el 6: el 5 está a 1, el 4 a 2, el 2 a 3, y el 1 y el 3 a 4.

            El más lejano desde el 6 está a distancia 4, y ese es el diámetro. Dos recorridos de 6 nodos
            bastan; probar las 15 parejas también daría 4, pero con coste O(n²).
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Qué diferencia hay entre la altura y el diámetro de un árbol?",
            """
            La altura es la distancia de la raíz a la hoja más lejana; el diámetro, la mayor distancia entre
            dos nodos cualesquiera.

            - La **altura** depende de qué nodo se tome como raíz; el **diámetro**, no.
            - El diámetro es como mucho el doble de la altura (contando aristas).
            - Los dos se calculan en O(n).

            En una cadena con la raíz en un extremo coinciden; con la raíz en el centro, el diámetro es el
            doble de la altura.
            """,
            title="frente a la altura",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué el nodo más lejano de uno cualquiera es siempre un extremo de un diámetro?",
            """
            Porque desde él siempre sale un camino tan largo como el diámetro.

            Sea a–b un diámetro, u el origen, x el más lejano de u y p el primer nodo del camino a–b al que se
            llega desde u. Como x está al menos tan lejos de u como a y b, también está al menos tan lejos de
            p. Si x cuelga del lado de a, el camino de x a b pasa por p y mide d(x, p) + d(p, b) ≥ d(a, p) +
            d(p, b), que es el diámetro. Si cuelga del lado de b, o del propio p, vale lo mismo cambiando a
            por b.
            """,
            level="avanzado",
            title="nodo más lejano",
        ),
        QA(
            "¿Qué es el centro de un árbol y cómo se halla?",
            """
            Es el nodo (o los dos nodos vecinos) cuya distancia al más lejano es mínima; está en la mitad de
            cualquier diámetro.

            Se calcula el diámetro guardando los padres, se reconstruye el camino y se toma su punto medio.
            Otra forma es ir quitando hojas por capas hasta que queden uno o dos nodos. Las dos cuestan O(n).
            Sirve para elegir dónde colocar un servidor que minimice la mayor distancia a los demás.
            """,
            title="centro del árbol",
        ),
    ),
    brief=Brief(
        what=(
            """El diámetro de un árbol es el número de aristas del camino más largo que se puede trazar entre dos de
            sus nodos; se averigua con solo dos recorridos.""",
            """Calcular el diámetro de un árbol consiste en ir desde un nodo cualquiera hasta el más lejano y, desde
            este, otra vez hasta el más lejano: esa segunda distancia es la respuesta.""",
            """Imagina un árbol hecho de cuerdas y nudos: se cuelga de un nudo cualquiera, después del que haya
            quedado más abajo, y lo que mide entonces de arriba abajo es su diámetro.""",
            """El diámetro de un árbol mide lo separados que están sus dos nodos más alejados, y no depende de qué
            nodo se elija como raíz ni de por dónde se empiece a medir.""",
        ),
        cost=(
            "Se hacen dos recorridos, y cada uno pasa una vez por los n nodos y sus n − 1 aristas.",
            """Durante cada recorrido se guarda la distancia de todos los nodos, además de la pila con los que faltan
            por visitar.""",
            """Dos pasadas son una constante, y en cada una se anota un número por nodo; nunca se comparan todas las
            parejas.""",
        ),
        use=(
            """Conviene cuando tienes un árbol, es decir, un grafo conexo y sin ciclos, y quieres saber cuánto se
            tarda, en el peor caso, en ir de un nodo a otro.""",
            """En una red de ordenadores unida en forma de árbol, el diámetro dice cuántos enlaces atraviesa como
            máximo un mensaje, y con ello se ajustan los tiempos de espera.""",
            """Si el grafo tiene ciclos, los dos recorridos pueden quedarse cortos: hay que calcular las distancias
            desde todos los nodos. Con pesos negativos tampoco vale sin más.""",
        ),
        beliefs=(
            QA(
                "El diámetro de un árbol siempre pasa por la raíz.",
                """No: el camino más largo puede estar entero dentro de un subárbol. Por eso no basta con sumar las
                profundidades de las dos ramas de la raíz.""",
                title="paso por la raíz",
            ),
            QA(
                "Para el diámetro de un árbol hay que probar todas las parejas de nodos, O(n²).",
                """No, bastan dos recorridos, O(n): el nodo más lejano de uno cualquiera es un extremo de algún
                diámetro, así que solo hay que medir desde él.""",
                title="todas las parejas",
            ),
            QA(
                "el diametro de un arbol es el doble de su altura",
                """No siempre: el doble de la altura es el máximo posible. En una cadena con la raíz en un extremo, el
                diámetro es igual a la altura, no el doble.""",
                title="doble de la altura",
            ),
        ),
        faster=(
            QA(
                "Para el diámetro de un árbol de 100 000 nodos, ¿recorro desde cada nodo o hago solo dos recorridos?",
                """Solo dos: O(n), unos 200 000 pasos. Recorrer desde cada nodo es O(n²), del orden de 10 000
                millones, para obtener lo mismo.""",
                title="o desde cada nodo",
            ),
            QA(
                "Tengo un árbol muy profundo en Python. ¿El diámetro lo saco con recursión o con una pila?",
                """Con una pila, como los dos recorridos: los dos métodos son O(n), pero la recursión puede superar el
                límite de llamadas y lanzar `RecursionError`.""",
                title="recursión o pila",
            ),
        ),
        results=(
            Result(
                "diametro({'a': ['b'], 'b': ['a', 'c', 'd'], 'c': ['b'], 'd': ['b']})",
                """Desde a, los más lejanos son c y d. Se toma c, y desde él los más lejanos vuelven a ser los que
                cuelgan de b, a dos aristas.""",
            ),
            Result(
                "mas_lejano({1: [2], 2: [1, 3], 3: [2]}, 1)",
                """Es la cadena 1–2–3. Desde el 1, el 2 está a una arista y el 3 a dos: el más lejano es el 3, y se
                devuelve con su distancia.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo un mapa de pueblos unidos por carreteras, sin rutas alternativas. ¿Cuál es el viaje más "
                    "largo posible?",
                    """Sin ciclos es un árbol, y el viaje más largo es su diámetro: busca el pueblo más lejano de uno
                    cualquiera y, desde él, el más lejano otra vez.""",
                ),
                QA(
                    "¿Y si cada carretera tiene sus kilómetros?",
                    """Funciona igual, sumando kilómetros en lugar de contar aristas, porque las distancias no son
                    negativas y hay un único camino entre dos pueblos.""",
                ),
                QA(
                    "¿Y si abren una carretera que forma un ciclo?",
                    """Entonces deja de ser un árbol y los dos recorridos pueden fallar. Habría que medir desde cada
                    pueblo y quedarse con la mayor distancia.""",
                ),
            ),
            (
                QA(
                    "¿Por qué para el diámetro de un árbol no basta con un recorrido desde la raíz?",
                    """Porque ese recorrido da la distancia de la raíz al nodo más lejano, que es la altura. El camino
                    más largo puede unir dos hojas y medir hasta el doble.""",
                ),
                QA(
                    "No lo pillo, ¿me das un ejemplo?",
                    """Una raíz con tres hojas: desde la raíz todo está a 1, pero entre dos hojas hay 2 aristas. El
                    segundo recorrido, que sale de una hoja, lo descubre.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que diga a qué distancia están los dos nodos más alejados de un árbol.",
            "El árbol es un diccionario que da los vecinos de cada nodo, y `mas_lejano` hace cada recorrido:",
            ("diametro({1: [2], 2: [1, 3], 3: [2, 4, 5], 4: [3], 5: [3]})", "mas_lejano({1: [2], 2: [1]}, 2)"),
            """El diccionario `dist` sirve a la vez para guardar distancias y para saber qué nodos ya se han
            visitado; `next(iter(ady))` elige como comienzo el primer nodo.""",
        ),
        tool="el método de los dos recorridos para el diámetro de un árbol",
    ),
)
