"""La tabla hash."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="tabla-hash",
    name="la tabla hash",
    topic="tablas hash",
    level="intermedio",
    time="O(1) en promedio y O(n) en el peor caso por operación",
    space="O(n)",
    code="""
class TablaHash:
    def __init__(self, cubetas=8):
        self.cubetas = [[] for _ in range(cubetas)]

    def _cubeta(self, clave):
        return self.cubetas[hash(clave) % len(self.cubetas)]

    def poner(self, clave, valor):
        cubeta = self._cubeta(clave)
        for i, (c, _) in enumerate(cubeta):
            if c == clave:
                cubeta[i] = (clave, valor)
                return
        cubeta.append((clave, valor))

    def obtener(self, clave):
        for c, v in self._cubeta(clave):
            if c == clave:
                return v
        raise KeyError(clave)
""",
    theory=Theory(
        """
        Una tabla hash guarda parejas clave-valor en un arreglo, y una función hash calcula a partir de la
        clave en qué casilla (cubeta) debe estar.

        1. Se calcula `hash(clave)` y se toma el resto entre el número de cubetas.
        2. Si varias claves caen en la misma cubeta hay una **colisión**; con encadenamiento, cada cubeta es
        una lista corta.
        3. Para buscar se va directamente a la cubeta y se comparan sus claves.

        **Ejemplo:** con 8 cubetas, las claves 3 y 11 colisionan, porque las dos dan resto 3.
        """,
        pitfall="""suponer que dos claves con el mismo hash son iguales. El hash elige la cubeta; la igualdad se
        comprueba después.""",
        ask="¿Qué es una tabla hash y cómo funciona?",
    ),
    complexity=Complexity(
        """
        Con n claves bien repartidas en m cubetas, cada cubeta tiene n/m elementos de media, el **factor de
        carga**. Si se mantiene acotado, ampliando la tabla cuando crece, buscar, insertar y borrar cuestan
        O(1) en promedio. En el peor caso todas las claves caen en la misma cubeta y la operación es una
        búsqueda lineal.

        La memoria es la de las n parejas más las m cubetas, y m se mantiene proporcional a n.
        """,
        ask="¿Cuánto tiempo y cuánta memoria adicional necesita una tabla hash?",
    ),
    build=Build(
        "Programa una tabla hash sencilla con encadenamiento: poner y obtener.",
        """Cada cubeta es una lista de parejas. `poner` sustituye el valor si la clave ya existe; si no, la
        añade.""",
        (
            "t = TablaHash()",
            "t.poner(3, 'tres');",
            "t.poner(11, 'once');",
            "t.poner(3, 'III');",
            "t.obtener(3), t.obtener(11)",
        ),
        """Las claves 3 y 11 comparten cubeta y aun así se distinguen, porque se compara la clave completa. Esta
        versión no se amplía; con muchas claves habría que hacerlo.""",
    ),
    bugs=(
        Bug(
            "Mi tabla hash devuelve el valor de otra clave. ¿Dónde está el error?",
            ("if c == clave:", "if c % len(cubetas) == clave % len(cubetas):"),
            "obtener([[], [], [], [(3, 'tres'), (11, 'once')]], 11)",
            """Se compara la cubeta en lugar de la clave. Todas las claves de una cubeta tienen el mismo resto,
            así que siempre se devuelve la primera.""",
            "dentro de la cubeta hay que comparar las claves completas.",
            code="""
def obtener(cubetas, clave):
    for c, v in cubetas[clave % len(cubetas)]:
        if c == clave:
            return v
    raise KeyError(clave)
""",
        ),
        Bug(
            "Quiero agrupar palabras que son anagramas, pero cada una queda en su propio grupo. ¿Qué falla?",
            ("clave = ''.join(sorted(p))", "clave = p"),
            "anagramas(['roma', 'amor', 'sol'])",
            """La clave del diccionario es la palabra y no algo común a sus anagramas. Dos palabras distintas
            tienen siempre claves distintas y nunca se juntan.""",
            "las letras ordenadas son la misma cadena para todos los anagramas.",
            code="""
def anagramas(palabras):
    grupos = {}
    for p in palabras:
        clave = ''.join(sorted(p))
        grupos.setdefault(clave, []).append(p)
    return list(grupos.values())
""",
        ),
    ),
    exercises=(
        Trace(
            "Encuentra con un diccionario dos posiciones de [8, 3, 11, 5] cuyos valores sumen 16.",
            "dos_que_suman([8, 3, 11, 5], 16)",
            "if objetivo - x in visto:",
            """Posición {i}, x = {x}: ¿está {objetivo - x} en {visto}? {'Sí.' if objetivo - x in visto else 'No;
            se guarda x.'}""",
            "Son las posiciones ‹dos_que_suman([8, 3, 11, 5], 16)›, con los valores 11 y 5.",
            """Una sola pasada, con consultas O(1) en promedio: tiempo O(n) en lugar de las n(n − 1)/2 parejas.
            Observa que el 8 no forma pareja consigo mismo, porque se pregunta antes de guardarlo.""",
            code="""
def dos_que_suman(a, objetivo):
    visto = {}
    for i, x in enumerate(a):
        if objetivo - x in visto:
            return (visto[objetivo - x], i)
        visto[x] = i
    return None
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Cuándo prefiero un árbol de búsqueda equilibrado a una tabla hash?",
            """
            Cuando necesito orden o garantías en el peor caso.

            - **Tabla hash:** buscar, insertar y borrar en O(1) en promedio, pero sin orden. «El menor», «el
            siguiente» o «los que están entre a y b» obligan a recorrer todo.
            - **Árbol equilibrado:** todo en O(log n), también en el peor caso, y con esas consultas de orden
            incluidas.

            Además, la tabla necesita claves con una buena función hash; el árbol solo necesita poder
            compararlas. Para contar palabras, tabla; para una agenda por horas, árbol.
            """,
            title="frente al árbol equilibrado",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué las claves de un diccionario de Python deben ser inmutables?",
            """
            Porque si una clave cambiara después de guardarla, su hash sería otro y el diccionario la buscaría
            en la cubeta equivocada.

            Python lo evita: las listas no tienen hash, y `{[1]: 2}` lanza `TypeError`. Las tuplas sí sirven,
            siempre que todo lo que contengan también tenga hash. La regla general es doble: objetos iguales
            deben tener el mismo hash, y el hash no debe cambiar mientras el objeto esté en la tabla.
            """,
            title="claves inmutables",
        ),
        QA(
            "¿Qué es el factor de carga de una tabla hash?",
            """
            Es el número de elementos dividido entre el número de cubetas, y mide lo llena que está la tabla.

            Con encadenamiento, el factor de carga es la longitud media de las cubetas: si vale 0,75, casi
            todas tienen 0, 1 o 2 elementos. Cuando supera un umbral, la tabla se amplía, normalmente al
            doble, y todas las claves se recolocan, porque `hash % m` cambia con m. Esa ampliación cuesta
            O(n), pero ocurre tan pocas veces que la inserción sigue siendo O(1) amortizado.
            """,
            title="factor de carga",
        ),
        QA(
            "¿En qué se diferencian el encadenamiento y el direccionamiento abierto?",
            """
            Son dos formas de tratar las colisiones: el encadenamiento guarda varias claves por cubeta; el
            direccionamiento abierto busca otra casilla libre en el mismo arreglo.

            - **Encadenamiento:** sencillo, borra con facilidad y tolera factores de carga mayores que 1.
            - **Direccionamiento abierto:** sin listas auxiliares y mejor para la caché, pero exige que sobren
            casillas, y borrar requiere marcar la casilla como «borrada» para no cortar las búsquedas.

            Los diccionarios de Python usan direccionamiento abierto.
            """,
            title="encadenamiento o direccionamiento abierto",
        ),
        QA(
            "¿Puede una tabla hash degradarse a O(n)? ¿Cómo se evita?",
            """
            Sí: si muchas claves caen en la misma cubeta, cada operación recorre una lista larga.

            Ocurre con una mala función hash o si alguien elige las claves a propósito para atacar un
            servicio. Se evita con tres medidas: una función que mezcle bien todos los bits, una tabla que
            crezca con los datos y una semilla aleatoria secreta. Python aplica esto último a las cadenas, y
            por eso `hash("a")` cambia de una ejecución a otra.
            """,
            level="avanzado",
            title="degradarse a O(n)",
        ),
    ),
    brief=Brief(
        what=(
            """Es una estructura que guarda parejas de clave y valor y sabe en qué casilla mirar: de la clave
            calcula un número, el hash, y ese número dice la cubeta.""",
            """Un almacén por claves con acceso casi inmediato: una función convierte la clave en la posición de un
            arreglo, así que no hace falta recorrer los datos. Es lo que hay dentro de un `dict` de Python.""",
            """Imagina un guardarropa en el que tu apellido se transforma en el número de una percha. La tabla hash
            hace eso con las claves; si dos comparten percha, hay una colisión y se guardan juntas.""",
            """La tabla hash reparte las claves entre cubetas con una función hash y, para buscar, solo mira en la
            cubeta que le toca a la clave.""",
        ),
        cost=(
            """Si la función reparte bien, cada cubeta tiene muy pocas claves y se mira una o dos; si todas caen en
            la misma, hay que recorrerlas.""",
            """Se guarda cada pareja una vez, más un arreglo de cubetas cuyo tamaño es proporcional al número de
            claves.""",
            """Calcular el hash lleva directo a la cubeta; el peor caso llega cuando todas las claves chocan. El
            espacio crece con las parejas guardadas.""",
        ),
        use=(
            """Es rápida, O(1) en promedio: conviene cuando tengas que buscar, añadir o borrar por clave muchas veces
            y el orden no importe: contar palabras, recordar lo ya visto, asociar un usuario con sus datos.""",
            """Los intérpretes la usan para las variables de un programa: del nombre de la variable se llega a su
            valor sin recorrer las demás. Python lo hace con diccionarios.""",
            """Si necesitas recorrer las claves en orden, la menor, o las que están entre dos valores: ahí gana un
            árbol equilibrado. Tampoco compensa con tres o cuatro datos.""",
        ),
        beliefs=(
            QA(
                "En una tabla hash buscar siempre es O(1), pase lo que pase.",
                """No: es O(1) en promedio. Si muchas claves caen en la misma cubeta hay que recorrerla, y en el
                peor caso buscar cuesta O(n).""",
                title="siempre O(1)",
            ),
            QA(
                "Dos claves distintas nunca tienen el mismo hash, ¿cierto?",
                """No: pueden coincidir, y entonces hay una colisión. Por eso la tabla guarda también la clave y la
                compara antes de dar el valor.""",
                title="el mismo hash",
            ),
            QA(
                "Una tabla hash guarda las claves ordenadas de menor a mayor.",
                """No: las coloca según su hash, que no tiene nada que ver con el orden. Para recorrerlas de menor
                a mayor hay que ordenarlas aparte, en O(n log n).""",
                title="claves ordenadas",
            ),
        ),
        faster=(
            QA(
                "Para saber si un correo ya está registrado entre un millón, ¿lista sin ordenar o tabla hash?",
                """La tabla hash: responde en O(1) en promedio. En la lista sin ordenar habría que mirar hasta un
                millón de correos, O(n).""",
                title="o lista sin ordenar",
            ),
            QA(
                "Quiero la clave más pequeña en todo momento. ¿Tabla hash o montículo?",
                """El montículo: consulta el mínimo en O(1) y lo extrae en O(log n). En una tabla hash habría que
                recorrer todas las claves, O(n).""",
                title="frente al montículo",
            ),
        ),
        results=(
            Result(
                "(lambda t: (t.poner('a', 1), t.poner('a', 5), t.obtener('a'))[-1])(TablaHash())",
                """La segunda vez que se pone la clave `'a'` ya existe en su cubeta, así que su valor se sustituye
                por 5 en lugar de añadirse otra pareja.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Por qué mi programa va lento si busco nombres dentro de una lista?",
                    """Porque `nombre in lista` recorre la lista entera, O(n) cada vez. Con un diccionario o un
                    conjunto, que son tablas hash, cuesta O(1) en promedio.""",
                ),
                QA(
                    "y eso por que es tan rapido",
                    """Porque del nombre se calcula la casilla donde estaría y solo se mira ahí. No compara con los
                    demás nombres.""",
                ),
                QA(
                    "¿Y si dos nombres van a la misma casilla?",
                    """Se guardan los dos en esa casilla y se comparan uno a uno. Mientras haya pocos por casilla,
                    sigue siendo rápido.""",
                ),
            ),
            (
                QA(
                    "¿Qué pasa cuando una tabla hash se llena?",
                    """Que las cubetas se alargan y las búsquedas se hacen lentas. Para evitarlo, se crea otra
                    tabla el doble de grande y se recolocan todas las claves.""",
                ),
                QA(
                    "Pero recolocarlas todas cuesta O(n), ¿no es un problema?",
                    """No mucho, porque ocurre pocas veces: repartido entre todas las inserciones, el coste
                    amortizado de cada una sigue siendo O(1).""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python una tabla hash propia, sin usar dict.",
            "Un arreglo de cubetas, y en cada una una lista de parejas clave y valor:",
            (
                "t = TablaHash(2)",
                "t.poner('sol', 10);",
                "t.poner('mar', 20);",
                "t.obtener('mar')",
            ),
            """Con solo dos cubetas es fácil que haya colisiones; al buscar se compara la clave entera, así que el
            resultado es correcto igualmente.""",
        ),
    ),
)
