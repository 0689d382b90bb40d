"""El árbol AVL."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
