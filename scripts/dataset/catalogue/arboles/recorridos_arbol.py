"""El recorrido de un árbol binario."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="recorridos-arbol",
    name="el recorrido de un árbol binario",
    topic="árboles",
    level="básico",
    time="O(n)",
    space="O(h), con h la altura del árbol",
    code="""
def inorden(arbol, r=None):
    r = [] if r is None else r
    if arbol is not None:
        izq, valor, der = arbol
        inorden(izq, r)
        r.append(valor)
        inorden(der, r)
    return r


def preorden(arbol, r=None):
    r = [] if r is None else r
    if arbol is not None:
        izq, valor, der = arbol
        r.append(valor)
        preorden(izq, r)
        preorden(der, r)
    return r


def hoja(valor):
    return (None, valor, None)
""",
    theory=Theory(
        """
        Recorrer un árbol binario es visitar todos sus nodos; lo que distingue a los recorridos en profundidad
        es cuándo se visita la raíz respecto a sus dos subárboles.

        - **Preorden:** raíz, izquierdo, derecho.
        - **Inorden:** izquierdo, raíz, derecho.
        - **Postorden:** izquierdo, derecho, raíz.

        **Ejemplo:** para la raíz 4 con hijos 2 y 6, el inorden es ‹inorden((hoja(2), 4, hoja(6)))› y el
        preorden, ‹preorden((hoja(2), 4, hoja(6)))›. En un árbol de búsqueda, el inorden da los valores
        ordenados.
        """,
        pitfall="no tratar el árbol vacío, que es el caso base de la recursión.",
    ),
    complexity=Complexity(
        """
        Cada nodo se visita exactamente una vez con trabajo constante, así que el tiempo es O(n) si los
        valores se van escribiendo en una sola lista. (Concatenar listas en cada nodo, `inorden(izq) + [valor]
        + inorden(der)`, es más corto, pero copia: puede llegar a O(n²) en un árbol muy desequilibrado.)

        La pila de llamadas contiene los antecesores del nodo actual: tantos como la altura, O(log n) si el
        árbol está equilibrado y O(n) si es una cadena.
        """,
    ),
    build=Build(
        """Escribe los recorridos en inorden y preorden de un árbol binario representado con tuplas (izq, valor,
        der).""",
        """La definición es recursiva, igual que el árbol: solo cambia el momento en que se anota el valor de
        la raíz. Todas las llamadas escriben en la misma lista.""",
        ("arbol = ((hoja(1), 3, hoja(4)), 5, hoja(8))", "inorden(arbol)", "preorden(arbol)"),
    ),
    bugs=(
        Bug(
            "Mi recorrido en postorden devuelve otra cosa. ¿Qué he confundido?",
            ("return postorden(izq) + postorden(der) + [valor]", "return postorden(izq) + [valor] + postorden(der)"),
            "postorden(((None, 1, None), 2, (None, 3, None)))",
            """La raíz está en medio, y eso es el inorden. En postorden la raíz va después de sus dos
            subárboles.""",
            code="""
def postorden(arbol):
    if arbol is None:
        return []
    izq, valor, der = arbol
    return postorden(izq) + postorden(der) + [valor]
""",
        ),
        Bug(
            "Mi función para la altura de un árbol lanza un TypeError. ¿Por qué?",
            ("    if arbol is None:\n        return 0\n", "    if arbol is None:\n        return\n"),
            "altura((None, 5, None))",
            """El caso base no devuelve ningún número. Un `return` sin valor devuelve `None`, y la llamada de
            arriba intenta usarlo en `max` y sumarlo.""",
            "el árbol vacío tiene altura 0 cuando se cuentan nodos.",
            code="""
def altura(arbol):
    if arbol is None:
        return 0
    izq, _, der = arbol
    return 1 + max(altura(izq), altura(der))
""",
        ),
    ),
    exercises=(
        Trace(
            """Sigue el inorden iterativo, con una pila, del árbol de raíz 4, hijos 2 y 7, donde el 2 tiene como
            hijo izquierdo el 1.""",
            "inorden((((None, 1, None), 2, None), 4, (None, 7, None)))",
            "r.append(valor)",
            "Pendientes en la pila: {[p[1] for p in pila]}; se visita el {valor}.",
            """El orden de visita es ‹inorden((((None, 1, None), 2, None), 4, (None, 7, None)))›. Se baja por la
            izquierda apilando y se visita al desapilar:""",
            """La pila hace el papel de las llamadas recursivas. Como este árbol es de búsqueda, los valores
            salen ordenados.""",
            code="""
def inorden(nodo):
    r, pila = [], []
    while nodo or pila:
        while nodo:
            pila.append(nodo)
            nodo = nodo[0]
        _, valor, nodo = pila.pop()
        r.append(valor)
    return r
""",
        ),
        QA(
            "Evalúa el árbol de la expresión (3 + 4) · 2. ¿Qué recorrido hay que usar?",
            """
            El postorden: antes de aplicar un operador hay que conocer el valor de sus dos operandos. El
            resultado es 14.

            ```python
            def evaluar(a):
                if isinstance(a, int):
                    return a
                izq, op, der = a
                x, y = evaluar(izq), evaluar(der)
                return x + y if op == "+" else x * y

            print(evaluar(((3, "+", 4), "*", 2)))  #=
            ```

            1. En la raíz `*` se evalúa primero el subárbol izquierdo: 3 + 4 = 7.
            2. Después el derecho: 2.
            3. Por último se aplica la raíz: 7 · 2 = 14.

            Cada nodo se visita una vez: O(n).
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Recorrido en profundidad o por niveles en un árbol? ¿En qué se diferencian?",
            """
            El recorrido en profundidad agota un subárbol antes de pasar al otro; el de niveles visita primero
            todos los nodos más cercanos a la raíz.

            - **En profundidad** (preorden, inorden, postorden): pila o recursión; memoria O(h).
            - **Por niveles** (en anchura): cola; memoria proporcional al nivel más ancho, que puede tener n/2
            nodos.

            Para calcular alturas o evaluar expresiones, profundidad. Para hallar el nodo menos profundo que
            cumple algo o imprimir por filas, niveles. Los dos son O(n) en tiempo.
            """,
            title="profundidad o niveles",
        ),
    ),
    concepts=(
        QA(
            "¿Se puede reconstruir un árbol binario a partir de su preorden y su inorden?",
            """
            Sí, si los valores no se repiten: el preorden dice cuál es la raíz y el inorden dice qué queda a
            cada lado.

            El primer valor del preorden es la raíz. Se localiza en el inorden: lo que hay a su izquierda
            forma el subárbol izquierdo y lo de su derecha, el derecho. Sus tamaños permiten cortar también el
            preorden, y se repite en cada parte. Con un diccionario de posiciones cuesta O(n). Con preorden y
            postorden, en cambio, puede haber varios árboles posibles.
            """,
            level="avanzado",
            title="reconstruir el árbol",
        ),
        QA(
            "¿Cuáles son las alturas mínima y máxima de un árbol binario con n nodos?",
            """
            Contando niveles, la mínima es ⌊log₂ n⌋ + 1, y la máxima, n.

            Un árbol de altura h tiene como mucho 2ʰ − 1 nodos, con todos los niveles llenos; de ahí sale el
            logaritmo. La máxima se da cuando cada nodo tiene un solo hijo: el árbol es una lista.
            **Ejemplo:** con 7 nodos la altura va de 3 a 7. Esta diferencia explica por qué interesa mantener
            los árboles equilibrados: casi todas sus operaciones cuestan O(altura).
            """,
            title="altura mínima y máxima",
        ),
        QA(
            "¿Cómo recorro un árbol por niveles en Python?",
            """
            Con una cola: se saca un nodo, se anota su valor y se encolan sus hijos.

            ```python
            from collections import deque

            def niveles(raiz):
                r, cola = [], deque([raiz] if raiz else [])
                while cola:
                    izq, valor, der = cola.popleft()
                    r.append(valor)
                    cola.extend(h for h in (izq, der) if h)
                return r

            def hoja(v):
                return (None, v, None)

            print(niveles(((hoja(4), 2, hoja(5)), 1, hoja(3))))  #=
            ```

            Cada nodo entra y sale de la cola una vez, O(n).
            """,
            title="por niveles en Python",
        ),
    ),
    brief=Brief(
        what=(
            """El recorrido de un árbol binario es la visita ordenada de todos sus nodos, cada uno una sola vez,
            según una regla que fija cuándo toca la raíz.""",
            """Hay tres maneras clásicas de recorrer en profundidad un árbol binario: preorden (raíz antes), inorden
            (raíz en medio) y postorden (raíz después de los subárboles).""",
            """Es como visitar todas las salas de un museo con forma de árbol: agotas el ala izquierda antes de la
            derecha, y lo que varía es el momento en que anotas cada sala.""",
            """Recorrer un árbol binario consiste en tratar su raíz y, con la misma regla y de forma recursiva, su
            subárbol izquierdo y su subárbol derecho.""",
        ),
        cost=(
            "Se pasa una vez por cada uno de los n nodos, y en cada uno solo se anota su valor.",
            """La recursión recuerda los antecesores del nodo en que está, que son tantos como niveles ha
            bajado; la lista de valores es el resultado.""",
            """Ningún nodo se visita dos veces, y las llamadas abiertas a la vez forman un único camino desde la
            raíz.""",
        ),
        use=(
            """Siempre que haya que procesar todos los nodos: inorden para obtener las claves ordenadas de un árbol
            de búsqueda, preorden para copiarlo y postorden para evaluarlo o borrarlo.""",
            """Para saber cuánto ocupa una carpeta, el ordenador recorre el árbol de directorios en postorden: suma
            antes lo que ocupan las carpetas de dentro.""",
            """Si solo buscas una clave en un árbol de búsqueda, recorrerlo entero es un derroche: basta bajar por un
            camino. Para el nodo menos profundo va mejor el recorrido por niveles.""",
        ),
        beliefs=(
            QA(
                "El inorden siempre da los valores de menor a mayor, ¿verdad?",
                """Solo si el árbol es de búsqueda. En un árbol binario cualquiera, el inorden visita izquierda, raíz
                y derecha, y los valores pueden salir en el orden que sea.""",
                title="inorden y valores ordenados",
            ),
            QA(
                "El preorden es más rápido que el postorden porque visita antes la raíz.",
                """No: los dos visitan los n nodos una vez y cuestan O(n). Solo cambia el momento en que se anota la
                raíz, no la cantidad de trabajo.""",
                title="rapidez del preorden",
            ),
            QA(
                "recorrer un arbol de forma recursiva no gasta memoria",
                """No, sí gasta: cada llamada pendiente ocupa sitio en la pila, O(h), con h la altura. En un árbol que
                es una cadena son n llamadas, y Python puede lanzar `RecursionError`.""",
                title="memoria de la recursión",
            ),
        ),
        faster=(
            QA(
                "Quiero borrar un árbol binario nodo a nodo. ¿Qué recorrido uso, preorden o postorden?",
                """Postorden: visita los hijos antes que la raíz, así que nunca eliminas un nodo que aún necesitas
                para llegar a otros. El tiempo es O(n) con cualquiera de los dos.""",
                title="borrar, preorden o postorden",
            ),
            QA(
                "¿Qué ocupa menos memoria en un árbol binario lleno y equilibrado, el inorden o el recorrido por "
                "niveles?",
                """El inorden: la pila guarda un camino, O(log n). La cola del recorrido por niveles llega a contener
                el último nivel, que tiene cerca de n/2 nodos.""",
                title="memoria, inorden o niveles",
            ),
        ),
        results=(
            Result(
                "preorden((hoja(7), 1, (None, 9, hoja(3))))",
                """Primero la raíz, 1; después el subárbol izquierdo, que es solo el 7; y al final el derecho, donde
                el 9 va antes que su hijo, el 3.""",
            ),
            Result(
                "inorden(((hoja(2), 6, None), 8, hoja(5)))",
                """Se baja por la izquierda hasta el 2, se anota, y luego su padre, el 6. Vuelve a la raíz, el 8, y
                termina con la hoja derecha, el 5.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo el índice de un libro como árbol, con capítulos y apartados. ¿Con qué recorrido lo imprimo?",
                    """Con preorden: se escribe el título del capítulo y después sus apartados, que es como se lee un
                    índice.""",
                ),
                QA(
                    "¿Y para contar las páginas de cada capítulo?",
                    """Con postorden: primero se calculan las páginas de los apartados y luego se suman en el capítulo
                    que los contiene.""",
                ),
                QA(
                    "¿y en memoria?",
                    """Lo mismo en ambos casos: O(h), la profundidad del índice. Con capítulos, apartados y subdivisiones
                    son tres o cuatro llamadas abiertas.""",
                ),
            ),
            (
                QA(
                    "¿Por qué el recorrido recursivo de un árbol binario comprueba si el árbol es None?",
                    """Porque es el caso base: un hijo que falta se representa con `None` y no hay nada que visitar. Sin
                    esa comprobación, el código intentaría descomponerlo y fallaría.""",
                ),
                QA(
                    "¿Me das un ejemplo?",
                    """En una hoja, los dos hijos son `None`: el inorden llama con el izquierdo, que no hace nada, anota
                    el valor y llama con el derecho.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que recorra un árbol binario en inorden y otra en preorden, ¿me la escribes?",
            "Cada árbol es una tupla (izquierdo, valor, derecho), y el árbol vacío se representa con `None`:",
            ("inorden((hoja('b'), 'a', hoja('c')))", "preorden((hoja('b'), 'a', hoja('c')))"),
            """El valor por defecto de `r` es `None` y no `[]`, porque una lista como valor por defecto se
            compartiría entre todas las llamadas.""",
        ),
    ),
)
