"""El problema del viajante con programación dinámica (Held-Karp)."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory

ENTRY = Entry(
    key="viajante",
    name="el problema del viajante con programación dinámica (Held-Karp)",
    topic="programación dinámica",
    level="avanzado",
    time="O(n² · 2ⁿ)",
    space="O(n · 2ⁿ)",
    code="""
from functools import cache


def viajante(d):
    n = len(d)

    @cache
    def mejor(visitadas, u):
        if visitadas == 2**n - 1:
            return d[u][0]
        return min(
            d[u][v] + mejor(visitadas | 1 << v, v)
            for v in range(n)
            if not visitadas >> v & 1
        )

    return mejor(1, 0)
""",
    theory=Theory(
        """
        El problema del viajante busca el recorrido más corto que pasa una vez por cada ciudad y vuelve al
        inicio; Held-Karp lo resuelve con programación dinámica sobre subconjuntos.

        - **Estado:** qué ciudades se han visitado (un conjunto, en forma de máscara de bits) y en cuál se
        está.
        - **Decisión:** a qué ciudad pendiente ir.
        - **Final:** cuando están todas, se vuelve a la primera.

        El orden en que se visitaron las anteriores no importa: solo cuáles fueron y dónde se está.
        **Ejemplo:** ‹viajante([[0, 1, 9], [1, 0, 2], [9, 2, 0]]) =›.
        """,
        ask="¿Qué pide el problema del viajante y cómo lo resuelve Held-Karp?",
        pitfall="""incluir en el estado el camino completo; así no se repite ningún estado y se vuelven a
        probar las (n − 1)! rutas.""",
    ),
    complexity=Complexity(
        """
        Hay 2ⁿ conjuntos y n ciudades actuales posibles, y desde cada estado se prueban hasta n siguientes:
        O(n² · 2ⁿ). Es exponencial, pero mucho mejor que las (n − 1)! rutas: para n = 15 son unos 7 millones
        de pasos frente a 87 000 millones.

        Hay que guardar un valor por estado, O(n · 2ⁿ), y la memoria suele ser el primer límite, hacia n = 20
        o 25.
        """,
        ask="Razona cuánto cuesta, en tiempo y en memoria, el algoritmo de Held-Karp para el viajante.",
    ),
    build=Build(
        "Resuelve el problema del viajante de forma exacta para pocas ciudades.",
        """`mejor(visitadas, u)` es el menor coste de completar la ruta desde u; `functools.cache` evita repetir
        estados.""",
        ("viajante([[0, 10, 15, 20], [10, 0, 35, 25], [15, 35, 0, 30], [20, 25, 30, 0]])",),
        "La ruta óptima del ejemplo es 0 → 1 → 3 → 2 → 0: 10 + 25 + 30 + 15.",
    ),
    bugs=(
        Bug(
            "Mi solución del viajante da un coste menor que el real. ¿Qué tramo no suma?",
            ("            return d[u][0]\n", "            return 0\n"),
            "viajante([[0, 1, 9], [1, 0, 2], [9, 2, 0]])",
            """Falta la vuelta a la ciudad inicial. Con todas visitadas, el recorrido todavía debe cerrarse
            desde la ciudad actual hasta la 0.""",
        ),
    ),
    exercises=(
        QA(
            """Resuelve por fuerza bruta el viajante de 4 ciudades con distancias 0-1: 2, 0-2: 9, 0-3: 10, 1-2:
            6, 1-3: 4, 2-3: 3.""",
            """
            La ruta mínima es 0 → 1 → 3 → 2 → 0, con coste 18. Fijada la salida, hay 3! = 6 rutas, que son 3
            si no importa el sentido.

            ```python
            from itertools import permutations

            d = {(0, 1): 2, (0, 2): 9, (0, 3): 10, (1, 2): 6, (1, 3): 4, (2, 3): 3}
            rutas = {}
            for p in permutations([1, 2, 3]):
                r = (0, *p, 0)
                rutas[r] = sum(d[min(e), max(e)] for e in zip(r, r[1:]))
            print(min(rutas.items(), key=lambda x: x[1]))  #=
            ```

            Ir siempre a la ciudad más cercana da aquí la misma ruta, pero en general puede equivocarse mucho.
            """,
        ),
    ),
    comparisons=(
        QA(
            "Para el viajante, ¿fuerza bruta, Held-Karp o una heurística?",
            """
            Fuerza bruta hasta unas 10 ciudades, Held-Karp hasta unas 20 y heurísticas para más.

            - **Fuerza bruta:** O(n!), sin memoria.
            - **Held-Karp:** O(n² 2ⁿ), exacto, con mucha memoria.
            - **Vecino más cercano y 2-opt:** O(n²) por pasada, buenas soluciones sin garantía.
            - **Christofides:** si se cumple la desigualdad triangular, como mucho 1,5 veces el óptimo.

            Con ramificación y corte se han resuelto de forma exacta casos de decenas de miles de ciudades.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Por qué Held-Karp mejora a la fuerza bruta si los dos son exponenciales?",
            """
            Porque agrupa las rutas que han visitado las mismas ciudades y están en la misma: de todas ellas
            solo interesa la más barata.

            Con 10 ciudades visitadas hay 9! = 362 880 maneras de haber llegado a la última, y Held-Karp
            conserva una. El total baja de (n − 1)! a n² 2ⁿ. Como n! crece mucho más deprisa que 2ⁿ, la ventaja
            aumenta con n: para n = 20 son 4 · 10⁸ pasos frente a 10¹⁷.
            """,
        ),
        QA(
            "¿Qué es la programación dinámica con máscaras de bits?",
            """
            Es aquella en la que el estado incluye un subconjunto de elementos, representado por los bits de
            un entero.

            El bit i indica si el elemento i está en el conjunto. Añadirlo es `m | 1 << i` y preguntar por él,
            `m >> i & 1`. Como la máscara es un número entre 0 y 2ⁿ − 1, sirve de índice en una tabla. Se usa
            en el viajante, en asignar tareas a personas o en cubrir un tablero, siempre con n pequeño: hasta
            unos 20 elementos.
            """,
        ),
    ),
)
