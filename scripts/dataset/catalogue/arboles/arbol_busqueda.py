"""El árbol binario de búsqueda."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="arbol-busqueda",
    name="el árbol binario de búsqueda",
    topic="árboles",
    level="intermedio",
    time="O(h) por operación, con h la altura: O(log n) si está equilibrado y O(n) en el peor caso",
    space="O(n)",
    code="""
class Nodo:
    def __init__(self, clave, izq=None, der=None):
        self.clave, self.izq, self.der = clave, izq, der


def insertar(raiz, clave):
    if raiz is None:
        return Nodo(clave)
    if clave < raiz.clave:
        raiz.izq = insertar(raiz.izq, clave)
    elif clave > raiz.clave:
        raiz.der = insertar(raiz.der, clave)
    return raiz


def contiene(nodo, clave):
    while nodo and nodo.clave != clave:
        nodo = nodo.izq if clave < nodo.clave else nodo.der
    return nodo is not None
""",
    theory=Theory(
        """
        Un árbol binario de búsqueda guarda claves de modo que, en cada nodo, todas las del subárbol izquierdo
        son menores y todas las del derecho son mayores.

        - **Buscar:** se compara con el nodo y se baja por un solo lado.
        - **Insertar:** se busca la clave y, donde el camino se acaba, se cuelga el nodo nuevo.
        - **Recorrer en orden:** el inorden da las claves ordenadas.

        **Ejemplo:** al insertar 5, 2, 8 y 6, el 6 baja a la derecha del 5 y a la izquierda del 8.
        """,
        pitfall="""insertar claves ya ordenadas en un árbol sin equilibrar: degenera en una lista y todo
        cuesta O(n).""",
    ),
    complexity=Complexity(
        """
        Buscar, insertar y borrar siguen un único camino desde la raíz, así que cuestan lo que mida ese
        camino: la altura h. Si las claves llegan en orden aleatorio, la altura esperada es O(log n). Si
        llegan ordenadas, cada nodo cuelga del anterior y h = n. Los árboles AVL y rojinegros reequilibran
        para garantizar O(log n).

        Se guarda un nodo por clave, con dos enlaces.
        """,
    ),
    build=Build(
        "Implementa la inserción y la búsqueda en un árbol binario de búsqueda.",
        """La inserción es recursiva y devuelve la raíz del subárbol modificado; la búsqueda es un bucle que
        baja por un camino.""",
        ("raiz = None", "for c in [5, 2, 8, 6]:\n    raiz = insertar(raiz, c)", "contiene(raiz, 6), contiene(raiz, 7)"),
        "Las claves repetidas se ignoran: no entran en ninguna de las dos ramas.",
    ),
    bugs=(
        Bug(
            "Inserto claves en mi árbol binario de búsqueda, pero no aparecen. ¿Qué se me olvida?",
            ("raiz.izq = insertar(raiz.izq, clave)", "insertar(raiz.izq, clave)"),
            "contiene(insertar(Nodo(5), 2), 2)",
            """El nodo creado no se enlaza con su padre. La llamada recursiva devuelve el subárbol nuevo, pero
            su resultado se descarta.""",
        ),
        Bug(
            "Esta comprobación de árbol de búsqueda acepta árboles que no lo son. ¿Por qué?",
            (
                """
    if not minimo < v < maximo:
        return False
    return es_bst(izq, minimo, v) and es_bst(der, v, maximo)""",
                """
    if izq and izq[1] >= v or der and der[1] <= v:
        return False
    return es_bst(izq) and es_bst(der)""",
            ),
            "es_bst(((None, 1, (None, 9, None)), 5, None))",
            """Solo se compara cada nodo con sus hijos directos. En el ejemplo, el 9 es mayor que su padre 1,
            pero está en el subárbol *izquierdo* del 5, donde no puede estar.""",
            "cada nodo debe respetar los límites que imponen todos sus antecesores.",
            code="""
def es_bst(arbol, minimo=float("-inf"), maximo=float("inf")):
    if arbol is None:
        return True
    izq, v, der = arbol
    if not minimo < v < maximo:
        return False
    return es_bst(izq, minimo, v) and es_bst(der, v, maximo)
""",
        ),
    ),
    exercises=(
        Trace(
            "Busca el 6 en el árbol de búsqueda que resulta de insertar 8, 3, 10, 1, 6 y 4, en ese orden.",
            "buscar_en([8, 3, 10, 1, 6, 4], 6)",
            "if clave == nodo.clave:",
            """Nodo {nodo.clave}: {'es el buscado' if clave == nodo.clave else str(clave) + ' es menor, bajo a
            la izquierda' if clave < nodo.clave else str(clave) + ' es mayor, bajo a la derecha'}.""",
            "Se encuentra en el tercer nodo visitado, tras bajar una vez a la izquierda y otra a la derecha:",
            """El 10 y todo lo que colgara de él se ha descartado con una comparación. El número de pasos es
            como mucho la altura del árbol, que aquí es de 4 niveles.""",
            code="""
class Nodo:
    def __init__(self, clave):
        self.clave, self.izq, self.der = clave, None, None


def insertar(nodo, clave):
    if nodo is None:
        return Nodo(clave)
    if clave < nodo.clave:
        nodo.izq = insertar(nodo.izq, clave)
    else:
        nodo.der = insertar(nodo.der, clave)
    return nodo


def buscar_en(claves, clave):
    nodo = None
    for c in claves:
        nodo = insertar(nodo, c)
    while nodo:
        if clave == nodo.clave:
            return True
        nodo = nodo.izq if clave < nodo.clave else nodo.der
    return False
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué diferencia hay entre un montículo y un árbol binario de búsqueda?",
            """
            El montículo ordena de padres a hijos y solo da rápido el extremo; el árbol de búsqueda ordena de
            izquierda a derecha y permite buscar cualquier clave.

            | | montículo | árbol de búsqueda equilibrado |
            |---|---|---|
            | mínimo | O(1) | O(log n) |
            | insertar | O(log n) | O(log n) |
            | buscar una clave | O(n) | O(log n) |
            | recorrer en orden | O(n log n) | O(n) |

            El montículo es más sencillo y cabe en un arreglo; elige el árbol si necesitas búsquedas u orden.
            """,
            title="frente al montículo",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo se borra un nodo con dos hijos en un árbol de búsqueda?",
            """
            Se sustituye su clave por la de su sucesor, que es el menor del subárbol derecho, y se borra ese
            sucesor.

            El sucesor es la clave siguiente en orden, así que al ponerla en el hueco todo lo de la izquierda
            sigue siendo menor y lo de la derecha, mayor. Además el sucesor no tiene hijo izquierdo (si lo
            tuviera, habría otro menor), de modo que borrarlo es el caso fácil: como mucho tiene un hijo, que
            ocupa su lugar. También vale el predecesor. Cuesta O(h).
            """,
            title="borrar con dos hijos",
        ),
        QA(
            "¿Importa el orden en que se insertan las claves en un árbol binario de búsqueda?",
            """
            Sí, y mucho: las mismas claves en distinto orden dan árboles de alturas muy diferentes.

            Con 4, 2, 6, 1, 3, 5, 7 sale un árbol perfecto de 3 niveles. Con 1, 2, 3, 4, 5, 6, 7 sale una
            cadena de 7 niveles, y buscar es como recorrer una lista. Si el orden es aleatorio, la altura
            esperada es O(log n). Cuando no se puede controlar el orden, se usan árboles que se reequilibran
            solos.
            """,
            level="básico",
            title="orden de inserción",
        ),
        QA(
            "¿Cómo encuentro el k-ésimo menor en un árbol de búsqueda?",
            """
            Si cada nodo guarda el tamaño de su subárbol, se baja directamente hacia él en O(h).

            En cada nodo, sea t el tamaño del subárbol izquierdo. Si k = t + 1, es el propio nodo; si k ≤ t,
            está a la izquierda; si no, se busca a la derecha el de orden k − t − 1. Sin tamaños guardados, se
            hace el inorden y se para en el k-ésimo, que cuesta O(h + k). Los tamaños deben actualizarse al
            insertar y borrar.
            """,
            level="avanzado",
            title="k-ésimo menor",
        ),
    ),
    brief=Brief(
        what=(
            """El árbol binario de búsqueda es un árbol en el que, mires el nodo que mires, a su izquierda cuelgan
            claves menores y a su derecha, claves mayores.""",
            """Una estructura para guardar claves en orden y encontrarlas bajando: en cada nodo se compara y se sigue
            por la izquierda o por la derecha, como en una búsqueda binaria con enlaces.""",
            """Un árbol que funciona como el juego de adivinar un número con «más alto» y «más bajo»: cada nodo
            responde y te manda a uno de sus dos hijos.""",
            """Un árbol binario de búsqueda organiza sus claves de forma que el recorrido en inorden las da de menor
            a mayor, y permite insertar otras sin mover las que ya están.""",
        ),
        cost=(
            """Cada operación baja por un solo camino desde la raíz, de modo que todo depende de lo alto que sea el
            árbol.""",
            """Lo que ocupa son los propios nodos, uno por clave con dos enlaces, tenga el árbol la forma que
            tenga: equilibrado o en cadena, gasta lo mismo.""",
            """Se visita como mucho un nodo por nivel, y se guarda uno por clave; lo que puede estropear el tiempo es
            que el árbol se convierta en una cadena.""",
        ),
        use=(
            """Cuando las claves cambian y además quieres aprovechar su orden: la menor, la siguiente a una dada o
            todas las que caen entre dos valores.""",
            """Los mapas ordenados de muchas bibliotecas, como `std::map` en C++ o `TreeMap` en Java, suelen ser por
            dentro árboles de búsqueda que se equilibran solos.""",
            """Si solo preguntas si una clave está, una tabla hash lo hace en O(1) en promedio. Y si las claves
            llegan ordenadas, elige una variante equilibrada, como el árbol AVL.""",
        ),
        beliefs=(
            QA(
                "Buscar en un árbol binario de búsqueda siempre cuesta O(log n).",
                """Solo si está equilibrado. El coste es O(h), con h la altura, y si las claves se insertan ordenadas
                el árbol es una cadena: entonces buscar cuesta O(n).""",
                title="siempre O(log n)",
            ),
            QA(
                "Para que un árbol sea de búsqueda basta con que cada nodo sea mayor que su hijo izquierdo y menor "
                "que el derecho.",
                """No: deben cumplirlo todas las claves de cada subárbol, no solo los hijos. Si bajo el hijo izquierdo
                del 5 cuelga un 9, el árbol ya no es de búsqueda.""",
                title="comprobar solo los hijos",
            ),
            QA(
                "cualquier arbol binario es un arbol binario de busqueda",
                """No, «binario» solo dice que cada nodo tiene como mucho dos hijos. Para ser de búsqueda hace falta
                el orden: las claves menores a la izquierda y las mayores a la derecha.""",
                title="cualquier árbol binario",
            ),
        ),
        faster=(
            QA(
                "Necesito insertar claves a menudo y listarlas en orden. ¿Lista ordenada o árbol de búsqueda?",
                """Un árbol de búsqueda equilibrado: inserta en O(log n), y la lista ordenada en O(n), porque desplaza
                elementos. Listar todo es O(n) en los dos.""",
                title="o lista ordenada",
            ),
            QA(
                "¿Qué tarda menos en decir cuál es la clave mínima, una tabla hash o un árbol binario de búsqueda?",
                """El árbol: basta bajar siempre por la izquierda, O(h). La tabla hash no guarda ningún orden y tiene
                que revisar todas las claves, O(n).""",
                title="o tabla hash, clave mínima",
            ),
        ),
        results=(
            Result(
                "contiene(insertar(insertar(Nodo(4), 7), 5), 5)",
                """El 7 cuelga a la derecha del 4, y el 5, a la izquierda del 7. Al buscarlo: 5 es mayor que 4,
                derecha; es menor que 7, izquierda, y ahí está.""",
            ),
            Result(
                "insertar(insertar(Nodo(6), 2), 3).izq.der.clave",
                """El 2 es menor que 6 y va a su izquierda. El 3 también baja por la izquierda y, como supera al 2, se
                cuelga a la derecha de este.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Quiero guardar los precios de una tienda y poder ver los que están entre 10 y 20 euros. ¿Qué uso?",
                    """Un árbol de búsqueda equilibrado con el precio como clave: desciendes descartando las ramas que
                    quedan fuera y recorres solo las que pueden estar entre 10 y 20.""",
                ),
                QA(
                    "¿Y cuánto cuesta?",
                    """O(h + r), con h la altura y r los precios que encuentres. Con el árbol equilibrado, h es O(log
                    n).""",
                ),
                QA(
                    "¿Y si los precios se meten ya ordenados?",
                    """Sin equilibrado sale una cadena y h vale n. Usa un árbol AVL o rojinegro, o inserta los precios
                    en orden aleatorio.""",
                ),
            ),
            (
                QA(
                    "¿Por qué al buscar en un árbol binario de búsqueda puedo ignorar medio árbol?",
                    """Porque si tu clave es menor que la del nodo, no puede estar en el subárbol derecho, donde todas
                    son mayores. Se descarta entero con una comparación.""",
                ),
                QA(
                    "¿entonces siempre se descarta la mitad?",
                    """No siempre: solo si los dos lados tienen un tamaño parecido. En una cadena, el lado descartado
                    está vacío y no se gana nada.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código de un BST sencillo, con insertar y contiene?",
            "Cada nodo guarda su clave y sus dos hijos, y las dos funciones bajan comparando claves:",
            ("contiene(insertar(Nodo(20), 10), 10)", "contiene(None, 1)"),
            """`insertar` devuelve siempre la raíz del subárbol, y por eso hay que recoger su resultado; en un árbol
            vacío, `contiene` responde que no sin dar ni una vuelta.""",
        ),
    ),
)
