"""La caché LRU."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
