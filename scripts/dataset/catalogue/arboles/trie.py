"""El trie o árbol de prefijos."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="trie",
    name="el trie o árbol de prefijos",
    topic="árboles",
    level="intermedio",
    time="O(m) por operación, con m la longitud de la palabra",
    space="O(total de letras guardadas)",
    code="""
def insertar(trie, palabra):
    nodo = trie
    for letra in palabra:
        nodo = nodo.setdefault(letra, {})
    nodo["$"] = True
    return trie


def buscar(trie, palabra):
    nodo = trie
    for letra in palabra:
        if letra not in nodo:
            return False
        nodo = nodo[letra]
    return "$" in nodo


def crear(palabras):
    trie = {}
    for p in palabras:
        insertar(trie, p)
    return trie
""",
    theory=Theory(
        """
        Un trie es un árbol en el que cada arista lleva una letra, y cada palabra es un camino desde la raíz;
        las palabras con el mismo comienzo comparten camino.

        - **Insertar:** se baja letra a letra creando los nodos que falten, y se marca el final.
        - **Buscar:** se baja igual; la palabra está si el camino existe y su último nodo está marcado.
        - **Autocompletar:** todo lo que cuelga del nodo de un prefijo son sus palabras.

        **Ejemplo:** con «sol» y «sal», la letra s se guarda una sola vez: ‹crear(["sol", "sal"])›.
        """,
        pitfall="no marcar el final de palabra; entonces cualquier prefijo, como «so», parece una palabra.",
    ),
    complexity=Complexity(
        """
        Insertar y buscar dan un paso por letra, con una consulta a un diccionario que es O(1) en promedio. El
        coste depende de la longitud m de la palabra y no de cuántas palabras haya guardadas, que es la gran
        ventaja.

        En el peor caso, sin prefijos comunes, hay un nodo por cada letra de cada palabra. Los prefijos
        compartidos ahorran nodos, aunque cada uno tiene su propio diccionario y eso pesa.
        """,
    ),
    build=Build(
        "Implementa un trie con diccionarios de Python: insertar y buscar.",
        """Cada nodo es un diccionario de letra a nodo hijo, y la clave especial `$` marca que ahí termina una
        palabra.""",
        ("t = crear(['casa', 'caso', 'cal'])", "buscar(t, 'caso'), buscar(t, 'cas')"),
        "«cas» es prefijo de dos palabras, pero no se insertó: su nodo no tiene marca.",
    ),
    bugs=(
        Bug(
            "Mi trie dice que contiene palabras que nunca inserté. ¿Por qué?",
            ('    return "$" in nodo', "    return True"),
            "buscar(crear(['solar']), 'sol')",
            """Que el camino exista solo indica que es un *prefijo*. Falta comprobar que en ese nodo termina una
            palabra.""",
        ),
        Bug(
            "Al insertar una segunda palabra en mi trie desaparece la primera. ¿Qué ocurre?",
            ("nodo = nodo.setdefault(letra, {})", "nodo[letra] = {}\n        nodo = nodo[letra]"),
            "buscar(crear(['sal', 'sol']), 'sal')",
            """Cada letra crea un nodo nuevo aunque ya existiera. Al insertar «sol» se reemplaza el nodo de la
            s, y con él se pierde todo lo que colgaba.""",
            "`setdefault` devuelve el hijo existente y solo lo crea cuando falta.",
        ),
    ),
    exercises=(
        QA(
            "Usa un trie para encontrar, en un conjunto de palabras, las que empiezan por un prefijo dado.",
            """
            Se baja hasta el nodo del prefijo y se recogen todas las palabras que cuelgan de él.

            ```python
            def crear(palabras):
                trie = {}
                for p in palabras:
                    nodo = trie
                    for letra in p:
                        nodo = nodo.setdefault(letra, {})
                    nodo["$"] = p
                return trie

            def palabras_bajo(nodo):
                for letra, hijo in nodo.items():
                    if letra == "$":
                        yield hijo
                    else:
                        yield from palabras_bajo(hijo)

            def completar(trie, prefijo):
                nodo = trie
                for letra in prefijo:
                    nodo = nodo.get(letra, {})
                return list(palabras_bajo(nodo))

            print(completar(crear(["pan", "pena", "panal"]), "pan"))  #=
            ```

            Bajar cuesta O(longitud del prefijo), y recoger, lo que mida el subárbol: el resto del diccionario
            no se toca.
            """,
        ),
        Trace(
            "Busca «toro» en un trie que contiene «toro», «torre» y «toma». ¿Qué opciones hay en cada letra?",
            "buscar(crear(['toro', 'torre', 'toma']), 'toro')",
            "if letra not in nodo:",
            "Letra «{letra}»: desde aquí se puede seguir por {sorted(nodo)}.",
            """La búsqueda da cuatro pasos, uno por letra, y responde ‹buscar(crear(['toro', 'torre', 'toma']),
            'toro')›.""",
            """Tras la última letra se comprueba que el nodo tiene la marca `$`. El número de palabras guardadas
            no influye en los pasos: con un millón serían también cuatro.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Trie o tabla hash para guardar un diccionario de palabras?",
            """
            Tabla hash si solo preguntas por palabras completas; trie si necesitas prefijos u orden
            alfabético.

            - **Consulta exacta:** las dos son O(m), porque calcular el hash también lee la palabra entera. En
            la práctica la tabla es más rápida y compacta.
            - **Prefijos** (autocompletar): el trie llega al prefijo en O(m); la tabla tendría que revisar
            todas las palabras.
            - **Orden:** recorriendo los hijos del trie por orden de letra salen las palabras ordenadas.

            Un arreglo ordenado con búsqueda binaria es un término medio sencillo.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué es un trie comprimido (árbol radix)?",
            """
            Es un trie en el que las cadenas de nodos con un solo hijo se funden en una arista etiquetada con
            varias letras.

            Con «romano» y «romero», en lugar de seis niveles queda una arista «rom» y dos que salen de ella,
            «ano» y «ero». El número de nodos pasa a ser O(número de palabras) en vez de O(total de letras).
            La búsqueda sigue siendo O(m), pero insertar puede exigir partir una arista en dos. Se usa, por
            ejemplo, en tablas de enrutamiento.
            """,
            level="avanzado",
        ),
        QA(
            "¿Cómo se borra una palabra de un trie sin estropear otras?",
            """
            Se quita la marca de final y se eliminan, desde abajo, los nodos que hayan quedado sin hijos y sin
            marca.

            Si la palabra es prefijo de otra, como «sol» en «solar», basta con desmarcarla: sus nodos siguen
            haciendo falta. Si tiene una parte propia, como «solo» frente a «sol», se borran solo los nodos de
            esa parte y se para en el primero que tenga otro hijo o una marca. Cuesta O(m).
            """,
        ),
        QA(
            "¿Por qué el tiempo de búsqueda en un trie no depende del número de palabras?",
            """
            Porque cada paso consume una letra de la palabra buscada, y nunca se comparan palabras entre sí.

            En un árbol de búsqueda equilibrado con n palabras se hacen O(log n) comparaciones de cadenas, y
            cada una puede costar O(m): en total O(m log n). En el trie, las palabras guardadas ya están
            organizadas por sus letras, así que basta con elegir la rama correcta m veces. Lo que sí crece con
            las palabras es la memoria.
            """,
        ),
    ),
)
