"""El árbol AVL."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="avl",
    name="el árbol AVL",
    topic="árboles",
    level="avanzado",
    time="O(log n) por operación",
    space="O(n)",
    code="""
class Nodo:
    def __init__(self, clave):
        self.clave, self.izq, self.der, self.alto = clave, None, None, 1


def alto(n):
    return n.alto if n else 0


def actualizar(n):
    n.alto = 1 + max(alto(n.izq), alto(n.der))
    return n


def rotar_derecha(y):
    x = y.izq
    y.izq, x.der = x.der, y
    actualizar(y)
    return actualizar(x)


def rotar_izquierda(x):
    y = x.der
    x.der, y.izq = y.izq, x
    actualizar(x)
    return actualizar(y)


def equilibrar(n):
    actualizar(n)
    if alto(n.izq) > alto(n.der) + 1:
        if alto(n.izq.izq) < alto(n.izq.der):
            n.izq = rotar_izquierda(n.izq)
        return rotar_derecha(n)
    if alto(n.der) > alto(n.izq) + 1:
        if alto(n.der.der) < alto(n.der.izq):
            n.der = rotar_derecha(n.der)
        return rotar_izquierda(n)
    return n


def insertar(n, clave):
    if n is None:
        return Nodo(clave)
    if clave < n.clave:
        n.izq = insertar(n.izq, clave)
    else:
        n.der = insertar(n.der, clave)
    return equilibrar(n)
""",
    theory=Theory(
        """
        Un árbol AVL es un árbol binario de búsqueda en el que, en cada nodo, las alturas de sus dos
        subárboles difieren como mucho en 1.

        1. Se inserta como en cualquier árbol de búsqueda.
        2. Al volver hacia la raíz se actualizan las alturas.
        3. Si un nodo queda desequilibrado (diferencia 2), se arregla con una o dos **rotaciones**, que
        cambian la forma sin alterar el orden.

        **Ejemplo:** insertar 3, 2, 1 daría una cadena; una rotación a la derecha en el 3 deja el 2 como raíz,
        con hijos 1 y 3.
        """,
        pitfall="usar una rotación simple en el caso en zigzag (izquierda-derecha); ahí hacen falta dos.",
    ),
    complexity=Complexity(
        """
        Sea N(h) el mínimo de nodos de un AVL de altura h. Uno de sus subárboles tiene altura h − 1 y el otro,
        al menos h − 2: N(h) = 1 + N(h − 1) + N(h − 2), que crece como los números de Fibonacci. Por eso la
        altura no pasa de unos 1,44 log₂ n niveles, y todas las operaciones, que recorren un camino, son O(log
        n). Una rotación cuesta O(1).

        Cada nodo guarda su altura además de la clave y los enlaces.
        """,
    ),
    build=Build(
        "Escribe la rotación a la derecha de un árbol AVL y la inserción que reequilibra.",
        """Se inserta de forma recursiva y, al volver, `equilibrar` comprueba la diferencia de alturas y rota si
        hace falta.""",
        ("raiz = None", "for c in range(1, 8):\n    raiz = insertar(raiz, c)", "raiz.clave, raiz.alto"),
        "Al insertar los números del 1 al 7 en orden, un árbol normal tendría 7 niveles; el AVL tiene 3.",
    ),
    bugs=(
        Bug(
            "Mi rotación a la derecha pierde un subárbol. ¿Qué paso falta?",
            ("return (a, x, (b, y, c))", "return (a, x, (None, y, c))"),
            "rotar_derecha(((('A',), 'x', ('B',)), 'y', ('C',)))",
            """El subárbol del medio, B, desaparece. Sus claves están entre x e y: antes colgaba a la derecha de
            x y, tras la rotación, debe colgar a la izquierda de y.""",
            code="""
def rotar_derecha(arbol):
    (a, x, b), y, c = arbol
    return (a, x, (b, y, c))
""",
        ),
    ),
    exercises=(
        Trace(
            "Inserta 1, 2, 3, 4 y 5 en un árbol AVL y di cuándo se rota.",
            "construir([1, 2, 3, 4, 5])",
            "x = n.der",
            """El nodo {n.clave} tiene {alto(n.izq)} niveles a la izquierda y {alto(n.der)} a la derecha:
            rotación a la izquierda, sube el {n.der.clave}.""",
            """La raíz final es el 2, y hay dos rotaciones a la izquierda, una al insertar el 3 y otra al
            insertar el 5:""",
            """Sin rotaciones quedaría una cadena de 5 niveles. Con ellas, el recorrido en preorden es
            ‹construir([1, 2, 3, 4, 5])› y la altura, 3.""",
            code="""
class Nodo:
    def __init__(self, clave):
        self.clave, self.izq, self.der = clave, None, None


def alto(n):
    return 1 + max(alto(n.izq), alto(n.der)) if n else 0


def insertar(n, clave):
    if n is None:
        return Nodo(clave)
    n.der = insertar(n.der, clave)
    if alto(n.der) - alto(n.izq) > 1:
        x = n.der
        n.der, x.izq = x.izq, n
        return x
    return n


def preorden(n):
    return [n.clave] + preorden(n.izq) + preorden(n.der) if n else []


def construir(claves):
    raiz = None
    for c in claves:
        raiz = insertar(raiz, c)
    return preorden(raiz)
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Árbol AVL o árbol rojinegro?",
            """
            Los dos garantizan O(log n); el AVL queda más bajo y busca algo mejor, y el rojinegro modifica con
            menos trabajo.

            - **AVL:** altura máxima de unos 1,44 log₂ n niveles. Al borrar puede necesitar O(log n)
            rotaciones.
            - **Rojinegro:** altura máxima de 2 log₂(n + 1). Insertar hace como mucho 2 rotaciones y borrar,
            3.

            Con muchas más búsquedas que cambios, AVL; con muchos cambios, rojinegro, que es el que usan las
            bibliotecas estándar de C++ y Java. Para guardar en disco se prefieren los árboles B.
            """,
            title="o árbol rojinegro",
        ),
    ),
    concepts=(
        QA(
            "¿Qué cambia y qué no cambia una rotación en un árbol de búsqueda?",
            """
            Cambia quién es padre de quién y, con ello, las alturas; no cambia el recorrido en inorden.

            En una rotación a la derecha sobre y, su hijo izquierdo x sube y el subárbol central B pasa de la
            derecha de x a la izquierda de y. Antes el inorden era A x B y C, y después también. Como el orden
            se conserva, el árbol sigue siendo de búsqueda. Solo se tocan dos o tres enlaces, así que cuesta
            O(1).
            """,
            title="efecto de una rotación",
        ),
        QA(
            "¿Cuáles son los cuatro casos de desequilibrio en un AVL?",
            """
            Dependen de en qué nieto está el exceso de altura: izquierda-izquierda, derecha-derecha,
            izquierda-derecha y derecha-izquierda.

            - **Izquierda-izquierda:** una rotación a la derecha en el nodo.
            - **Derecha-derecha:** una a la izquierda.
            - **Izquierda-derecha:** primero a la izquierda en el hijo, después a la derecha en el nodo.
            - **Derecha-izquierda:** la simétrica.

            Los casos en zigzag necesitan dos rotaciones porque el nieto que causa el problema debe subir dos
            niveles.
            """,
            title="casos de desequilibrio",
        ),
        QA(
            "¿Cuál es la altura máxima de un AVL con 12 nodos?",
            """
            La altura máxima es 5 niveles, porque el AVL más pobre de 5 niveles tiene exactamente 12 nodos.

            El mínimo de nodos cumple N(h) = 1 + N(h − 1) + N(h − 2):

            ```python
            N = [0, 1]
            for h in range(2, 7):
                N.append(1 + N[-1] + N[-2])
            print(N)  #=
            ```

            Con 12 nodos se alcanza N(5) = 12, pero no N(6) = 20. Un árbol sin equilibrar podría llegar a 12
            niveles, y el mejor posible tiene 4.
            """,
            title="altura con 12 nodos",
        ),
    ),
    brief=Brief(
        what=(
            """El árbol AVL es un árbol binario de búsqueda que se mantiene equilibrado: en ningún nodo un subárbol
            es más de un nivel más alto que el otro.""",
            """Una estructura ordenada que se corrige sola: tras cada inserción o borrado mide las alturas y, si un
            lado sobresale demasiado, hace rotaciones hasta recuperar el equilibrio.""",
            """Es como un móvil colgante que se reajusta cuando una rama pesa más que la otra. El árbol AVL no pesa,
            sino que compara alturas, y gira los nodos sin alterar el orden de las claves.""",
            """Un árbol AVL guarda en cada nodo su altura y la usa para detectar desequilibrios, con lo que nunca
            degenera en una cadena, ni siquiera con claves ya ordenadas.""",
        ),
        cost=(
            """El equilibrio obliga a que la altura sea logarítmica, y buscar, insertar o borrar recorren un camino
            de esa longitud.""",
            "Hay un nodo por clave, al que solo se añade un número: la altura de su subárbol.",
            """Las rotaciones son cambios de unos pocos enlaces en nodos del camino, y no se guarda nada fuera de los
            propios nodos.""",
        ),
        use=(
            """Cuando necesitas claves en orden, con búsquedas rápidas garantizadas en el peor caso, y consultas
            bastante más de lo que modificas.""",
            """El sistema `Windows NT` guarda en árboles AVL los tramos de memoria que reserva cada programa,
            ordenados por dirección, para saber enseguida a qué tramo pertenece una dirección dada.""",
            """Si no te importa el orden, una tabla hash es más simple y rápida. Si los datos ya están todos y no
            cambian, basta una lista ordenada con búsqueda binaria.""",
        ),
        beliefs=(
            QA(
                "En un árbol AVL todas las hojas están en el mismo nivel, ¿no?",
                """No: lo que se exige es que, en cada nodo, las alturas de sus dos subárboles difieran como mucho en
                1. Las hojas pueden estar a profundidades distintas.""",
                title="nivel de las hojas",
            ),
            QA(
                "Las rotaciones desordenan las claves del árbol AVL.",
                """No: una rotación cambia quién es padre de quién, pero el inorden queda idéntico. Por eso se puede
                seguir buscando igual después de rotar.""",
                title="rotaciones y orden",
            ),
            QA(
                "insertar en un avl cuesta o de n porque hay que reequilibrar todo el arbol",
                """No, cuesta O(log n): solo se revisan los nodos del camino de vuelta a la raíz. Al insertar, basta
                una rotación simple o doble para arreglarlo todo.""",
                title="insertar y reequilibrar",
            ),
        ),
        faster=(
            QA(
                "Voy a insertar mil claves que llegan ordenadas. ¿Árbol de búsqueda normal o AVL?",
                """El AVL: su altura ronda los 10 niveles y cada operación es O(log n). El normal se vuelve una cadena
                de mil nodos, con operaciones O(n).""",
                title="o árbol normal",
            ),
            QA(
                "Si solo pregunto si una clave está, ¿me va mejor un AVL o un set de Python?",
                """El `set`: responde en O(1) en promedio, frente a O(log n) del AVL. El AVL gana si también pides la
                clave siguiente o recorrer un intervalo en orden.""",
                title="frente a set",
            ),
        ),
        results=(
            Result(
                "(lambda r: (r.clave, r.alto))(insertar(insertar(insertar(None, 30), 20), 10))",
                """Al insertar el 10 queda la cadena 30, 20, 10. El 30 está desequilibrado, rota a la derecha y el 20
                sube a la raíz, con dos niveles en total.""",
            ),
            Result(
                "insertar(insertar(insertar(None, 1), 3), 2).clave",
                """Es un zigzag: el 3 a la derecha del 1 y el 2 a la izquierda del 3. Se rota a la derecha en el 3 y a
                la izquierda en el 1, y sube el 2.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Mi árbol de búsqueda va lentísimo porque los usuarios se registran con números crecientes. ¿Qué "
                    "hago?",
                    """Usa un árbol equilibrado, como el AVL. Con claves crecientes el tuyo es una cadena,
                    O(n); el AVL rota al insertar y se queda en O(log n).""",
                ),
                QA(
                    "¿Y no pierdo tiempo con tantas rotaciones?",
                    """Poco: cada inserción hace como mucho una rotación simple o doble, que cuesta O(1). Actualizar las
                    alturas del camino es O(log n).""",
                ),
                QA(
                    "¿y en memoria?",
                    """Sigue siendo O(n). Solo se añade a cada nodo un número con su altura. Frente a los dos
                    enlaces y la clave que ya guardaba, es un gasto pequeño.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en un árbol AVL hay casos que necesitan dos rotaciones?",
                    """Por los zigzags: si el exceso está en el nieto interior, una sola rotación lo pasa al otro lado
                    sin bajar la altura. La primera rotación endereza el zigzag; la segunda equilibra.""",
                ),
                QA(
                    "¿Me das un ejemplo?",
                    """Claves 3, 1 y 2, en ese orden: el 1 cuelga a la izquierda del 3 y el 2 a la derecha del 1. Rotas
                    a la izquierda en el 1 y a la derecha en el 3.""",
                ),
            ),
        ),
        build=Build(
            "Impleméntame en Python un árbol que se equilibre solo al insertar, tipo AVL.",
            "Las funciones de rotación cambian enlaces, y `equilibrar` decide cuál hace falta:",
            ("r = None", "for c in [50, 40, 30, 20, 10]:\n    r = insertar(r, c)", "r.clave, r.izq.clave, r.alto"),
            "Al rotar se actualiza antes la altura del nodo que baja, porque la del que sube depende de ella.",
        ),
    ),
)
