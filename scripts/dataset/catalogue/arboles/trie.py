"""El trie o árbol de prefijos."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="frente a tabla hash",
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
            title="árbol radix",
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
            title="borrar una palabra",
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
            title="tiempo de búsqueda",
        ),
    ),
    brief=Brief(
        what=(
            """El trie es un árbol de letras: cada palabra guardada es un camino que sale de la raíz, y las palabras
            que empiezan igual comparten los primeros pasos.""",
            """Una estructura para guardar palabras letra a letra y encontrarlas por su comienzo. También se llama
            árbol de prefijos, porque cada nodo representa un prefijo.""",
            """Recorrer un trie es como seguir carteles en un cruce tras otro: en cada uno eliges la letra siguiente
            de la palabra, y si no hay cartel con esa letra, la palabra no está.""",
            """Un trie o árbol de prefijos coloca las letras en las ramas y marca los nodos donde acaba una palabra,
            lo que permite distinguir una palabra completa de un simple comienzo.""",
        ),
        cost=(
            """Se avanza una letra por paso, así que solo importa lo larga que sea la palabra y no cuántas haya
            guardadas.""",
            """En el peor caso cada letra de cada palabra necesita un nodo propio; cuantos más comienzos se comparten,
            menos nodos hacen falta.""",
            """Cada letra es un paso al buscar y, como mucho, un nodo nuevo al insertar: de ahí salen las dos
            cantidades.""",
        ),
        use=(
            """Cuando trabajas con prefijos: sugerir palabras mientras se escribe, saber cuántas empiezan por unas
            letras o buscar el comienzo guardado más largo que encaja.""",
            """El teclado del móvil puede guardar su diccionario en un trie: con cada letra que pulsas baja un nodo, y
            lo que cuelga de él son las palabras que te propone.""",
            """Si solo preguntas por palabras completas, un conjunto (`set`) es más sencillo y ocupa menos. Tampoco
            sirve para buscar un trozo que esté en medio de las palabras.""",
        ),
        beliefs=(
            QA(
                "Cuantas más palabras tiene un trie, más tarda en buscar una.",
                """No: buscar cuesta O(m), con m la longitud de la palabra, haya cien palabras guardadas o un millón. Lo
                que crece con ellas es la memoria.""",
                title="cuantas más palabras",
            ),
            QA(
                "Si puedo bajar por todas las letras en el trie, la palabra está guardada.",
                """No: eso solo demuestra que es un prefijo de alguna palabra. Está guardada si, además, el último nodo
                lleva la marca de final: ‹buscar(crear(["tren"]), "tre") =›.""",
                title="bajar todas las letras",
            ),
            QA(
                "un trie siempre ahorra memoria porque comparte letras",
                """No siempre: cada nodo necesita su propio diccionario o su lista de enlaces, y eso pesa más que una
                letra. Si las palabras comparten poco, ocupa más que guardarlas en un conjunto.""",
                title="compartir letras",
            ),
        ),
        faster=(
            QA(
                "Quiero todas las palabras que empiezan por «pre». ¿Es más rápido un trie o recorrer una lista?",
                """El trie: baja tres letras y solo recorre lo que cuelga de ahí. La lista obliga a mirar todas las
                palabras, aunque casi ninguna empiece así.""",
                title="o recorrer una lista",
            ),
            QA(
                "¿Qué conviene para comprobar si una contraseña está en una lista de prohibidas, un trie o un set?",
                """Un `set`: la pregunta es por la palabra completa, O(m) en promedio, y ocupa menos. El trie también
                tarda O(m), pero sus ventajas con los prefijos no se usan aquí.""",
                title="o set para contraseñas",
            ),
        ),
        results=(
            Result(
                "buscar(crear(['pez', 'pera']), 'per')",
                """El camino p, e, r existe gracias a «pera», pero en el nodo de la r no termina ninguna palabra: falta
                la marca `$`.""",
            ),
            Result(
                "crear(['no', 'ni'])",
                """La n se guarda una vez. De ella salen dos ramas, la o y la i, y cada una lleva la marca `$` porque
                ahí acaba una palabra.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Quiero que mi buscador de recetas sugiera nombres mientras se escribe. ¿Qué estructura me sirve?",
                    """Un trie con los nombres de las recetas: por cada letra tecleada bajas un nodo, y las sugerencias
                    son las palabras que cuelgan del nodo en que estás.""",
                ),
                QA(
                    "¿Y si cuelgan miles de recetas?",
                    """Guarda en cada nodo las cinco o diez más populares de su rama. Así no tienes que recorrerla
                    entera con cada letra.""",
                ),
                QA(
                    "¿y en memoria?",
                    """Esas listas añaden un máximo fijo a cada nodo. El total sigue siendo proporcional a las letras
                    guardadas, aunque con una constante mayor.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en el trie se pone una marca de final de palabra y no basta con que no haya más letras?",
                    """Porque una palabra puede ser el comienzo de otra. «Pan» acaba en un nodo que tiene más letras
                    debajo si también guardas «panal», y sin marca no se sabría que está.""",
                ),
                QA(
                    "¿Y si ninguna palabra es prefijo de otra?",
                    """Entonces las palabras acaban justo en las hojas y la marca sobra. Pero basta que entre una que
                    rompa esa condición para necesitarla.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código de un árbol de prefijos en Python para guardar y buscar palabras?",
            "El árbol entero son diccionarios dentro de diccionarios, y empieza siendo uno vacío:",
            ("buscar(crear(['luz', 'luna']), 'luna')", "buscar(crear(['luz']), 'lu')", "buscar({}, 'sol')"),
            """La marca `$` es una clave más del diccionario, así que este código supone que ninguna palabra contiene
            ese símbolo.""",
        ),
    ),
)
