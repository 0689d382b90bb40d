"""La estructura union-find (conjuntos disjuntos)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="frente a etiquetas",
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
            title="compresión de caminos",
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
            title="detectar un ciclo",
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
            title="deshacer uniones",
        ),
    ),
    brief=Brief(
        what=(
            """Mantiene una colección de elementos repartidos en grupos y permite fundir dos grupos y preguntar si
            dos elementos están juntos, todo casi al instante.""",
            """Guarda cada grupo como un árbol en el que cada elemento señala a su padre; la raíz es el
            representante, y dos elementos comparten grupo si llegan a la misma raíz.""",
            """Es como unas pandillas que se van fusionando: cada uno solo sabe quién es su jefe directo, y para
            comparar pandillas se sube de jefe en jefe hasta la cabeza.""",
            """La estructura union-find (conjuntos disjuntos) responde si dos elementos están en el mismo grupo y
            une grupos, con árboles que se aplanan solos al consultarlos.""",
        ),
        cost=(
            "Colgar el grupo pequeño del grande y acortar los caminos al buscar dejan los árboles casi planos.",
            "Son dos arreglos, el de padres y el de tamaños, con una casilla por elemento cada uno.",
            """La función α crece tan despacio que en la práctica no pasa de 4, y por cada elemento solo se guardan
            dos números.""",
        ),
        use=(
            """Cuando las relaciones van llegando de una en una y, entre medias, preguntas si dos cosas ya están
            conectadas; nunca hace falta separarlas.""",
            """Los programas de visión por ordenador la usan para separar manchas: recorren los píxeles uniendo los
            vecinos del mismo color, y al final cada mancha es un grupo.""",
            """No sirve si tienes que separar grupos o borrar conexiones, porque solo sabe unir. Tampoco da el camino
            entre dos elementos ni enumera un grupo sin recorrerlos todos.""",
        ),
        beliefs=(
            QA(
                "Para unir dos elementos en union-find basta con poner uno como padre del otro.",
                """No: hay que unir las raíces de sus grupos. Si cambias el padre de un elemento que no es raíz, lo
                arrancas de su grupo anterior y pierdes uniones.""",
                title="poner como padre",
            ),
            QA(
                "cada operacion de union-find es O(1) exacto",
                """No: es O(α(n)) amortizado, casi constante. Una búsqueda suelta puede recorrer varios niveles,
                aunque con unión por tamaño nunca más de log₂ n.""",
                title="coste por operación",
            ),
            QA(
                "Union-find también puede decir por qué camino están conectados dos elementos.",
                """No: solo dice si están en el mismo grupo. El árbol interno no refleja las uniones que hiciste;
                para hallar un camino hace falta recorrer el grafo.""",
                title="camino entre dos elementos",
            ),
        ),
        faster=(
            QA(
                """Me llegan amistades una a una y pregunto sin parar si dos personas están conectadas. ¿BFS o
                union-find?""",
                """Union-find: cada amistad o pregunta cuesta casi O(1) amortizado. Un BFS por pregunta costaría O(V
                + E) cada vez.""",
                title="o BFS",
            ),
            QA(
                "En union-find, ¿qué acelera más, unir por tamaño o comprimir caminos?",
                """Cada técnica por separado ya da O(log n) amortizado por operación. Lo mejor son las dos juntas:
                el coste baja a O(α(n)), prácticamente constante.""",
                title="tamaño o comprimir caminos",
            ),
        ),
        results=(
            Result(
                "(lambda uf: (uf.unir(0, 1), uf.unir(1, 0)))(UnionFind(3))",
                """La primera unión junta dos grupos distintos y por eso es verdadera. En la segunda, 1 y 0 ya
                tienen la misma raíz y no hay nada que unir.""",
            ),
            Result(
                "(lambda uf: (uf.unir(0, 1), uf.unir(2, 1), uf.buscar(2)))(UnionFind(4))",
                """Al unir 0 y 1, el 0 queda como raíz. Después el 2, que es un grupo menor, se cuelga del 0, y esa
                es la raíz que encuentra.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Estoy generando un laberinto quitando paredes al azar y no quiero que haya dos caminos entre
                    casillas. ¿Cómo lo controlo?""",
                    """Con union-find: cada casilla es un elemento. Quita una pared solo si sus dos lados están en
                    grupos distintos, y entonces une los grupos.""",
                ),
                QA(
                    "¿Y cuándo paro?",
                    """Cuando todas las casillas estén en un único grupo: habrás quitado tantas paredes como
                    casillas menos una, y entre cada dos habrá un camino y solo uno.""",
                ),
                QA(
                    "y si quiero algun camino de mas",
                    """Quita después unas pocas paredes al azar aunque sus lados estén ya unidos: cada una añade un
                    ciclo y, con él, un recorrido alternativo.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en union-find se cuelga el grupo pequeño del grande?",
                    """Para que los árboles no crezcan en altura: un elemento baja un nivel solo cuando su grupo por
                    lo menos se duplica, y eso pasa como mucho log₂ n veces.""",
                ),
                QA(
                    "¿Y si lo cuelgo al revés?",
                    """El resultado sigue siendo correcto, pero puedes acabar con una cadena muy larga, y cada
                    búsqueda que la recorra será lenta hasta que se comprima.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas una clase en Python para unir grupos y saber si dos elementos están juntos?",
            "Los elementos se numeran de 0 a n − 1 y cada uno empieza en su propio grupo:",
            (
                "uf = UnionFind(4)",
                "uf.unir(0, 2), uf.unir(1, 3), uf.unir(2, 0)",
                "uf.buscar(2) == uf.buscar(3)",
            ),
            """Cada vez que `buscar` sube, hace que el elemento apunte a su abuelo: así el camino se acorta a la
            mitad.""",
        ),
    ),
)
