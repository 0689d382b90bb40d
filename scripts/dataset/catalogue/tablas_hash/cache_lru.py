"""La caché LRU."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="cache-lru",
    name="la caché LRU",
    topic="tablas hash",
    level="intermedio",
    time="O(1) en promedio por operación",
    space="O(capacidad)",
    code="""
from collections import OrderedDict


class CacheLRU:
    def __init__(self, capacidad):
        self.capacidad = capacidad
        self.datos = OrderedDict()

    def obtener(self, clave):
        if clave not in self.datos:
            return None
        self.datos.move_to_end(clave)
        return self.datos[clave]

    def poner(self, clave, valor):
        self.datos[clave] = valor
        self.datos.move_to_end(clave)
        if len(self.datos) > self.capacidad:
            self.datos.popitem(last=False)


def probar(capacidad, claves):
    cache = CacheLRU(capacidad)
    for c in claves:
        if cache.obtener(c) is None:
            cache.poner(c, c.upper())
    return "".join(cache.datos)
""",
    theory=Theory(
        """
        Una caché LRU guarda un número limitado de resultados y, cuando se llena, descarta el que lleva más
        tiempo sin usarse (*least recently used*).

        - Una tabla hash localiza la clave en O(1).
        - Una lista doblemente enlazada mantiene el orden de uso: cada acceso mueve la clave al final.
        - Al sobrepasar la capacidad se elimina la del principio.

        **Ejemplo:** con capacidad 2 y accesos a, b, a, c queda ‹probar(2, "abac")›: se descarta la b, no la
        a.
        """,
        pitfall="""no actualizar el orden al leer, solo al escribir; entonces se descarta lo más antiguo
        aunque se use mucho.""",
        ask="Resume cómo funciona una caché LRU, con un ejemplo y su complejidad.",
    ),
    complexity=Complexity(
        """
        Buscar en la tabla hash es O(1) en promedio. Mover un elemento al final o quitar el primero en una
        lista doblemente enlazada cambia unos pocos enlaces, O(1). `OrderedDict` combina ambas estructuras.

        Nunca hay más elementos que la capacidad (salvo uno, durante un instante). Con una lista normal para
        el orden, mover una clave costaría O(capacidad).
        """,
        ask="Justifica la complejidad temporal y espacial de una caché LRU.",
    ),
    build=Build(
        "Implementa una caché LRU con operaciones O(1).",
        """`OrderedDict` recuerda el orden: `move_to_end` marca una clave como recién usada y
        `popitem(last=False)` expulsa la más antigua.""",
        (
            "cache = CacheLRU(2)",
            "cache.poner('a', 1);",
            "cache.poner('b', 2);",
            "cache.obtener('a')",
            "cache.poner('c', 3);",
            "cache.obtener('b')",
        ),
        "Al poner c se expulsa b, porque a se acababa de consultar.",
    ),
    bugs=(
        Bug(
            "Mi caché expulsa datos que acabo de consultar. ¿Qué falta?",
            (
                "        self.datos.move_to_end(clave)\n        return self.datos[clave]\n",
                "        return self.datos[clave]\n",
            ),
            "probar(2, 'abac')",
            """La consulta no actualiza el orden de uso. La caché se comporta entonces como FIFO: expulsa lo que
            entró antes, se use o no.""",
        ),
    ),
    exercises=(
        Trace(
            "Simula una caché LRU de capacidad 3 con los accesos a, b, c, a, d, b.",
            "simular(3, 'abcadb')",
            "orden.append(c)",
            """Acceso a {c}: {'acierto' if acierto else 'fallo'}{', se expulsa ' + expulsada if expulsada else
            ''}; orden de uso {''.join(orden) + c}.""",
            "Hay un solo acierto; al final quedan, de más antigua a más reciente, ‹simular(3, 'abcadb')›.",
            """El acceso a «a» la salvó: al llegar la «d» se expulsó la «b», y por eso el último acceso vuelve a
            fallar.""",
            code="""
def simular(capacidad, accesos):
    orden = []
    for c in accesos:
        acierto, expulsada = c in orden, ""
        if acierto:
            orden.remove(c)
        elif len(orden) == capacidad:
            expulsada = orden.pop(0)
        orden.append(c)
    return "".join(orden)
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Caché LRU, LFU o FIFO?",
            """
            LRU es la elección por defecto: supone que lo usado hace poco se volverá a usar.

            - **FIFO:** expulsa lo más antiguo en entrar. Muy simple; ignora el uso.
            - **LRU:** expulsa lo que lleva más tiempo sin usarse. O(1) con tabla hash y lista enlazada.
            - **LFU:** expulsa lo menos usado en total. Mejor si hay favoritos estables, pero tarda en olvidar
            lo que dejó de usarse.

            Un recorrido único por muchos datos vacía una LRU de cosas útiles; algunas variantes lo evitan.
            """,
            title="o LFU o FIFO",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué una caché LRU combina una tabla hash con una lista doblemente enlazada?",
            """
            Porque ninguna de las dos basta sola: la tabla encuentra la clave en O(1), pero no sabe el orden
            de uso; la lista mantiene el orden, pero buscar en ella es O(n).

            La tabla asocia cada clave a su **nodo** en la lista. Al consultar, se llega al nodo en O(1), se
            desenlaza y se coloca al final; para eso hace falta que esté doblemente enlazada, porque hay que
            modificar el nodo anterior. Para expulsar, se quita el primer nodo y se borra su clave de la
            tabla.
            """,
            title="tabla hash y lista",
        ),
        QA(
            "¿Cómo añado una caché LRU a una función en Python?",
            """
            Con el decorador `functools.lru_cache`, que recuerda los últimos resultados según los argumentos.

            ```python
            from functools import lru_cache

            @lru_cache(maxsize=2)
            def cuadrado(x):
                return x * x

            for x in (1, 2, 1, 3, 2):
                cuadrado(x)
            print(cuadrado.cache_info())  #=
            ```

            Hay un acierto (la segunda vez que se pide 1) y cuatro fallos: el 2 se expulsó al llegar el 3. Los
            argumentos deben ser inmutables.
            """,
            level="básico",
            title="añadirla a una función",
        ),
    ),
    brief=Brief(
        what=(
            """Es una memoria de tamaño fijo que, cuando se llena y entra un dato nuevo, tira el que lleva más
            tiempo sin usarse.""",
            """Un almacén pequeño de resultados recientes. LRU significa «usado hace más tiempo»: ese es el que se
            expulsa al faltar sitio.""",
            """Como una mesa en la que solo caben cinco libros: cada libro que usas queda encima, y al traer otro
            se retira el del fondo. Así se comporta una caché LRU.""",
            """La caché LRU guarda los datos usados hace poco y expulsa el más olvidado; combina una tabla hash,
            para encontrar, y una lista doble, para recordar el orden de uso.""",
        ),
        cost=(
            """El diccionario encuentra la clave y mover un nodo al final de una lista doble solo cambia unos
            enlaces.""",
            "Nunca se guardan más datos que la capacidad fijada; al llegar uno de más, se expulsa otro.",
            """Encontrar, mover al final y expulsar por el principio son pasos sueltos, sin recorrer nada, y el
            número de datos está limitado.""",
        ),
        use=(
            """Cuando repetir un cálculo o una lectura es caro, lo usado hace poco suele volver a pedirse y no cabe
            todo en memoria.""",
            """Los navegadores y los sistemas operativos conservan en memoria las páginas usadas hace poco con
            políticas parecidas a LRU, para no volver a leerlas del disco.""",
            """Si los datos se recorren una sola vez y en orden, no se repite nada y la caché no acierta nunca.
            Tampoco ayuda si el cálculo que ahorra es muy barato.""",
        ),
        beliefs=(
            QA(
                "La caché LRU expulsa el elemento que entró primero.",
                """No: eso es una cola FIFO. La LRU expulsa el que lleva más tiempo sin usarse; un dato antiguo que
                se consulta a menudo permanece.""",
                title="orden de entrada",
            ),
            QA(
                "Leer un dato de la caché LRU no cambia nada.",
                """Sí cambia: al leerlo pasa a ser el más reciente y se aleja de la expulsión. Si se olvida
                moverlo, deja de ser LRU.""",
                title="leer un dato",
            ),
            QA(
                "LRU borra el dato que menos veces se ha usado, ¿no?",
                """No, esa es la política LFU, que cuenta usos. La LRU solo mira cuándo fue el último uso, no
                cuántos ha habido.""",
                title="veces que se usa",
            ),
        ),
        faster=(
            QA(
                "Para implementar una LRU, ¿lista normal o OrderedDict?",
                """El `OrderedDict`: mueve y expulsa en O(1). Con una lista normal, encontrar el dato y quitarlo
                del medio cuesta O(n).""",
                title="lista u OrderedDict",
            ),
            QA(
                "Tengo mil consultas y solo diez distintas. ¿Compensa una caché LRU de tamaño 10?",
                """Sí: cada consulta distinta se calcula una vez y las otras 990 se responden en O(1), porque las
                diez caben en la caché.""",
                title="pocas consultas distintas",
            ),
        ),
        results=(
            Result(
                "probar(2, 'aba')",
                """Entran `a` y `b`; la segunda `a` ya está, así que solo se mueve al final. Quedan, de la más
                antigua a la más reciente, `b` y `a`.""",
            ),
            Result(
                "probar(2, 'abc')",
                """Con capacidad 2, al entrar la `c` sobra una: se expulsa la `a`, que es la usada hace más tiempo.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Mi función tarda mucho y a veces la llamo con los mismos datos. ¿Qué hago?",
                    """Guarda los resultados en una caché LRU: si la llamada se repite, se devuelve lo guardado. En
                    Python basta el decorador `lru_cache` del módulo `functools`.""",
                ),
                QA(
                    "¿Y no se llenará la memoria?",
                    """No, porque tiene un tamaño máximo: al llenarse expulsa el resultado usado hace más tiempo.""",
                ),
                QA(
                    "¿Qué tamaño le pongo?",
                    """El de los datos que se repiten a la vez, con algo de margen. Mide la proporción de aciertos:
                    si al aumentar el tamaño no mejora, ya basta.""",
                ),
            ),
            (
                QA(
                    "¿Por qué una LRU necesita una lista doblemente enlazada?",
                    """Para sacar un nodo del medio sin recorrer la lista: con los enlaces al anterior y al
                    siguiente se desconecta en O(1).""",
                ),
                QA(
                    "¿Y el diccionario para qué es?",
                    "Para llegar al nodo de una clave en O(1) en promedio. La lista sola obligaría a buscarlo.",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas una clase de Python para una caché LRU?",
            "El diccionario ordenado guarda las claves de la menos reciente a la más reciente:",
            (
                "c = CacheLRU(1)",
                "c.poner('x', 7);",
                "c.poner('y', 8);",
                "c.obtener('x')",
                "c.obtener('y')",
            ),
            "Con capacidad 1, poner la `y` expulsa la `x`, y por eso la primera consulta da `None`.",
        ),
    ),
)
