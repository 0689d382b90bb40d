"""La estructura union-find (conjuntos disjuntos)."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="union-find",
    name="la estructura union-find (conjuntos disjuntos)",
    topic="conjuntos disjuntos",
    level="intermedio",
    time="O(α(n)) amortizado por operación, casi constante",
    space="O(n)",
    code="""
class UnionFind:
    def __init__(self, n):
        self.padre = list(range(n))
        self.tamano = [1] * n

    def buscar(self, x):
        while self.padre[x] != x:
            self.padre[x] = self.padre[self.padre[x]]
            x = self.padre[x]
        return x

    def unir(self, x, y):
        x, y = self.buscar(x), self.buscar(y)
        if x == y:
            return False
        if self.tamano[x] < self.tamano[y]:
            x, y = y, x
        self.padre[y] = x
        self.tamano[x] += self.tamano[y]
        return True
""",
    theory=Theory(
        """
        Union-find mantiene una partición de elementos en grupos, con dos operaciones: saber en qué grupo está
        un elemento y unir dos grupos.

        - Cada grupo es un árbol; su raíz es el representante.
        - **Buscar:** se sube por los padres hasta la raíz.
        - **Unir:** se cuelga la raíz del grupo pequeño de la del grande.
        - **Compresión de caminos:** al buscar se acortan los enlaces, y las búsquedas siguientes son más
        rápidas.

        **Ejemplo:** tras unir 0–1 y 1–2, los elementos 0 y 2 tienen el mismo representante.
        """,
        pitfall="unir los elementos en lugar de sus raíces: se rompen los grupos.",
    ),
    complexity=Complexity(
        """
        Uniendo siempre el grupo pequeño al grande, un elemento solo baja un nivel cuando su grupo al menos se
        duplica, así que la altura no pasa de log₂ n. Con la compresión de caminos, además, una secuencia de m
        operaciones cuesta O(m α(n)), donde α es la inversa de la función de Ackermann: vale como mucho 4 para
        cualquier n imaginable.

        Se guardan un padre y un tamaño por elemento.
        """,
    ),
    build=Build(
        "Implementa union-find con unión por tamaño y compresión de caminos.",
        """`buscar` acorta el camino mientras sube (cada elemento pasa a apuntar a su abuelo) y `unir` cuelga el
        grupo pequeño del grande.""",
        (
            "uf = UnionFind(5)",
            "uf.unir(0, 1), uf.unir(3, 4), uf.unir(1, 0)",
            "uf.buscar(0) == uf.buscar(1), uf.buscar(0) == uf.buscar(4)",
        ),
        "`unir` devuelve `False` si ya estaban juntos, lo que sirve para detectar ciclos.",
    ),
    bugs=(
        Bug(
            "Uno elementos con union-find, pero se separan grupos que ya estaban unidos. ¿Qué hago mal?",
            ("padre[buscar(padre, x)] = buscar(padre, y)", "padre[x] = y"),
            "grupos(4, [(0, 1), (0, 2)])",
            """Se cambia el padre del elemento en lugar del padre de su *raíz*. Al unir 0 con 2, el 0 abandona
            su grupo anterior y el 1 se queda solo.""",
            code="""
def buscar(padre, x):
    while padre[x] != x:
        x = padre[x]
    return x


def grupos(n, uniones):
    padre = list(range(n))
    for x, y in uniones:
        padre[buscar(padre, x)] = buscar(padre, y)
    return len({buscar(padre, x) for x in range(n)})
""",
        ),
        Bug(
            "Mi union-find dice que dos elementos del mismo grupo están en grupos distintos. ¿Por qué?",
            ("return buscar(padre, x) == buscar(padre, y)", "return padre[x] == padre[y]"),
            "juntos([1, 2, 2, 3], 0, 1)",
            """Se comparan los padres directos y no las raíces. El padre de 0 es 1 y el de 1 es 2, pero los dos
            llegan a la misma raíz.""",
            code="""
def buscar(padre, x):
    while padre[x] != x:
        x = padre[x]
    return x


def juntos(padre, x, y):
    return buscar(padre, x) == buscar(padre, y)
""",
        ),
    ),
    exercises=(
        Trace(
            """Con 6 elementos, realiza las uniones (0,1), (2,3), (1,3), (4,5), (0,2) y muestra el vector de
            padres.""",
            "unir_todo(6, [(0, 1), (2, 3), (1, 3), (4, 5), (0, 2)])",
            "rx, ry = raiz(padre, x), raiz(padre, y)",
            """Padres {padre}; unir {x} y {y}: raíces {raiz(padre, x)} y {raiz(padre, y)}{', ya están juntos' if
            raiz(padre, x) == raiz(padre, y) else ''}.""",
            """El vector final es ‹unir_todo(6, [(0, 1), (2, 3), (1, 3), (4, 5), (0, 2)])›: quedan dos grupos,
            {0, 1, 2, 3} y {4, 5}.""",
            "La última unión no cambia nada: si fueran aristas de un grafo, (0, 2) cerraría un ciclo.",
            code="""
def raiz(padre, x):
    return x if padre[x] == x else raiz(padre, padre[x])


def unir_todo(n, uniones):
    padre = list(range(n))
    for x, y in uniones:
        rx, ry = raiz(padre, x), raiz(padre, y)
        padre[ry] = rx
    return padre
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Por qué usar union-find y no una lista con la etiqueta del grupo de cada elemento?",
            """
            Con etiquetas, consultar es O(1), pero unir dos grupos obliga a reetiquetar uno entero, O(n); con
            union-find ambas operaciones son casi O(1).

            - **Etiquetas:** n uniones pueden costar O(n²). Si siempre se reetiqueta el grupo pequeño, cada
            elemento cambia como mucho log₂ n veces, O(n log n) en total.
            - **Union-find:** n uniones, O(n α(n)), en la práctica lineal.

            Las etiquetas siguen siendo buena opción si las uniones son pocas y las consultas muchísimas.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué es la compresión de caminos?",
            """
            Es aprovechar cada búsqueda para acercar a la raíz los elementos por los que se pasa, de modo que
            la próxima vez el camino sea más corto.

            En la versión completa, todos los elementos del camino pasan a apuntar a la raíz. La versión «a
            medias» hace que cada uno apunte a su abuelo; necesita una sola pasada y tiene el mismo coste
            amortizado. El grupo no cambia, solo la forma del árbol. Sin unión por tamaño, la compresión por
            sí sola da O(log n) amortizado.
            """,
        ),
        QA(
            "¿Cómo se detecta con union-find si al añadir una arista se forma un ciclo?",
            """
            Si los dos extremos de la arista ya tienen el mismo representante, la arista cierra un ciclo; si
            no, une dos grupos.

            Mismo representante significa que ya existía un camino entre ellos, y la arista nueva crea otro.
            Es la comprobación que hace el algoritmo de Kruskal con cada arista. Solo vale para grafos **no
            dirigidos**: en los dirigidos, dos caminos distintos entre los mismos vértices no forman
            necesariamente un ciclo.
            """,
        ),
        QA(
            "¿Se pueden deshacer uniones en union-find?",
            """
            Se puede deshacer la última unión si no se usa compresión de caminos y se guarda en una pila lo
            que se modificó.

            Cada unión cambia solo un padre y un tamaño; para deshacerla se restauran. Sin compresión,
            `buscar` cuesta O(log n) gracias a la unión por tamaño. Con compresión sería complicado, porque
            cada búsqueda altera muchos enlaces. Separar un grupo de forma arbitraria, en cambio, no es una
            operación que esta estructura permita.
            """,
            level="avanzado",
        ),
    ),
)
