"""El cálculo del diámetro de un árbol."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory

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
        ),
    ),
)
