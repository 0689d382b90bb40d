"""El problema del par de puntos más cercano."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory

ENTRY = Entry(
    key="par-mas-cercano",
    name="el problema del par de puntos más cercano",
    topic="geometría",
    level="avanzado",
    time="O(n log² n) si se ordena la franja en cada nivel",
    space="O(n)",
    code="""
from math import dist, inf


def mas_cercanos(puntos):
    return resolver(sorted(puntos))


def resolver(p):
    if len(p) < 2:
        return inf
    m = len(p) // 2
    x = p[m][0]
    d = min(resolver(p[:m]), resolver(p[m:]))
    franja = sorted((q for q in p if abs(q[0] - x) < d), key=lambda q: q[1])
    for i, q in enumerate(franja):
        for r in franja[i + 1 :]:
            if r[1] - q[1] >= d:
                break
            d = min(d, dist(q, r))
    return d
""",
    theory=Theory(
        """
        El problema busca la menor distancia entre dos puntos del plano; con divide y vencerás se evita
        comparar todas las parejas.

        1. Se ordenan los puntos por x y se parten en dos mitades.
        2. Se resuelve cada mitad; sea d la menor de las dos distancias.
        3. Solo falta mirar parejas que crucen la línea central: están en una franja de anchura 2d.
        4. En la franja, ordenada por y, cada punto se compara solo con los siguientes a menos de d de altura.

        **Ejemplo:** entre (0, 0), (5, 5), (3, 4), (9, 0) y (6, 6), la menor distancia es ‹mas_cercanos([(0,
        0), (5, 5), (3, 4), (9, 0), (6, 6)])›, la de (5, 5) y (6, 6).
        """,
        ask="¿Cómo se encuentra el par de puntos más cercano sin comparar todas las parejas?",
        pitfall="olvidar las parejas con un punto en cada mitad.",
    ),
    complexity=Complexity(
        """
        En la franja, cada punto tiene como mucho un número fijo de candidatos (a lo sumo 7), porque los de un
        mismo lado están separados al menos d: no caben más en un rectángulo de 2d × d. Así, recorrerla es
        lineal. Ordenarla por y en cada nivel añade un log: T(n) = 2T(n/2) + O(n log n) = O(n log² n). Si se
        conserva el orden por y mezclando, baja a O(n log n).

        Se usan listas auxiliares de tamaño O(n).
        """,
        ask="¿Cuánto tiempo y cuánta memoria adicional necesita divide y vencerás para hallar el par de puntos más cercano?",
    ),
    build=Build(
        "Calcula la menor distancia entre dos puntos del plano en menos de O(n²).",
        """Se resuelve cada mitad por separado y después se revisa la franja central con los puntos ordenados
        por altura.""",
        ("mas_cercanos([(0, 0), (3, 4), (10, 10), (3, 5)])", "round(mas_cercanos([(1, 1), (2, 3), (7, 1)]), 3)"),
    ),
    bugs=(
        Bug(
            "Mi algoritmo del par más cercano a veces no encuentra el mínimo. ¿Qué parejas ignora?",
            ("return min(d, cruce)", "return d"),
            "resolver([(0, 0), (4, 0), (5, 0), (9, 0)])",
            """Se devuelve `d`, la mejor distancia dentro de cada mitad, sin usar `cruce`. Si el par más
            cercano tiene un punto a cada lado de la línea, se pierde.""",
            """se toma el mínimo de los dos. (Para bajar de O(n²), la versión completa calcula `cruce` solo
            con los
            puntos de la franja central.)""",
            code="""
from math import dist, inf


def resolver(p):
    if len(p) < 2:
        return inf
    m = len(p) // 2
    d = min(resolver(p[:m]), resolver(p[m:]))
    cruce = min(dist(q, r) for q in p[:m] for r in p[m:])
    return min(d, cruce)
""",
        ),
    ),
    exercises=(
        QA(
            """¿Cuál es el par más cercano entre (1, 2), (4, 6), (5, 1), (8, 4) y (6, 2)? Hazlo por fuerza bruta
            y cuenta las parejas.""",
            """
            El par más cercano es (5, 1) y (6, 2), a distancia √2. Con 5 puntos hay 5 · 4 / 2 = 10 parejas.

            ```python
            from itertools import combinations
            from math import dist

            p = [(1, 2), (4, 6), (5, 1), (8, 4), (6, 2)]
            parejas = list(combinations(p, 2))
            print(len(parejas), min(parejas, key=lambda q: dist(*q)))  #=
            ```

            Para comparar basta el cuadrado de la distancia, sin raíces, porque la raíz es creciente: aquí 1²
            + 1² = 2. La fuerza bruta es O(n²): con 10⁵ puntos serían 5 · 10⁹ parejas.
            """,
            level="intermedio",
        ),
    ),
    comparisons=(
        QA(
            "Para el par más cercano, ¿fuerza bruta, divide y vencerás o una cuadrícula con tabla hash?",
            """
            Fuerza bruta hasta unos pocos miles de puntos; divide y vencerás si se quiere garantía; cuadrícula
            aleatorizada si se busca velocidad.

            - **Fuerza bruta:** O(n²), tres líneas.
            - **Divide y vencerás:** O(n log² n) en el peor caso, u O(n log n) si se conserva el orden por y.
            - **Cuadrícula:** se insertan los puntos en orden aleatorio en celdas de lado d y solo se miran
            las vecinas; O(n) esperado.

            La fuerza bruta sirve, además, para comprobar los otros con datos al azar.
            """,
            title="fuerza bruta o cuadrícula",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué en la franja central basta comparar cada punto con unos pocos vecinos?",
            """
            Porque los puntos de un mismo lado están a distancia d o mayor entre sí, y en un rectángulo
            pequeño caben pocos.

            El rectángulo que interesa mide 2d de ancho por d de alto. Se divide en 8 cuadrados de lado d/2;
            en cada uno cabe como mucho un punto, pues su diagonal, d/√2, es menor que d. Luego hay a lo sumo
            8 puntos, incluido el actual: 7 comparaciones por punto. Por eso recorrer la franja es O(n).
            """,
            title="vecinos en la franja",
        ),
        QA(
            "¿Conviene calcular raíces cuadradas al comparar distancias?",
            """
            No hace falta: si solo se comparan, basta el cuadrado de la distancia, que es más rápido y, con
            enteros, exacto.

            Como la raíz es creciente, d₁ < d₂ equivale a d₁² < d₂². Con coordenadas enteras se evitan además
            los redondeos: dos distancias iguales pueden parecer distintas en coma flotante. La raíz se
            calcula una sola vez, al final, para mostrar el resultado. **Cuidado:** al comparar con un ancho
            de franja hay que comparar cuadrados con cuadrados.
            """,
            level="básico",
            title="raíces cuadradas",
        ),
    ),
    brief=Brief(
        what=(
            """Consiste en hallar la menor distancia que hay entre dos puntos de un conjunto del plano sin tener que
            medir todas las parejas.""",
            """Se resuelve partiendo los puntos en dos mitades por una línea vertical, resolviendo cada una y
            mirando después solo las parejas cercanas a la línea.""",
            """Es como buscar a las dos personas más próximas de una plaza: se divide la plaza en dos, se busca en
            cada parte y al final se revisa la franja de la frontera.""",
            """El problema del par de puntos más cercano pide la distancia mínima entre dos puntos, y divide y
            vencerás lo resuelve comparando cada punto de la franja central con unos pocos.""",
        ),
        cost=(
            """Hay unos log₂ n niveles de división, y en cada uno se ordenan por altura las franjas, con un total de
            O(n log n) por nivel.""",
            """Las mitades y las franjas son listas nuevas, pero las de una rama de la recursión suman una cantidad
            lineal.""",
            """La ordenación de la franja en cada nivel añade un logaritmo al de la recursión; las listas auxiliares
            suman un espacio proporcional a los puntos.""",
        ),
        use=(
            """Conviene cuando hay muchos puntos y necesitas la distancia mínima con garantía, por ejemplo para
            comprobar que ningún par está demasiado cerca.""",
            """Sirve para el control del tráfico aéreo o marítimo: entre miles de posiciones hay que localizar
            enseguida las dos naves que están más próximas entre sí.""",
            """Con unos cientos de puntos, porque comparar todas las parejas es más simple y casi igual de rápido.
            En muchas dimensiones tampoco, porque la franja deja de ser pequeña.""",
        ),
        beliefs=(
            QA(
                "Para hallar el par más cercano hay que medir todas las distancias.",
                """No: divide y vencerás descarta casi todas. Si dos puntos de mitades distintas no están ambos en
                la franja central, no pueden mejorar la distancia ya conocida.""",
                title="medir todas las distancias",
            ),
            QA(
                "los dos puntos mas cercanos son siempre consecutivos al ordenar por x",
                """No: dos puntos pueden tener una x parecida y estar muy lejos en altura. En (0, 0), (1, 9) y (2,
                0) los más cercanos son el primero y el último.""",
                title="consecutivos por x",
            ),
            QA(
                "Como la franja puede contener todos los puntos, el par más cercano cuesta O(n²).",
                """No: aunque estén todos en la franja, cada uno se compara solo con los siguientes que están a
                menos de d de altura, que son a lo sumo 7.""",
                title="la franja y O(n²)",
            ),
        ),
        faster=(
            QA(
                "Tengo un millón de puntos y busco los dos más próximos. ¿Dos bucles o divide y vencerás?",
                """Divide y vencerás: O(n log² n), unos cientos de millones de pasos. Con dos bucles serían medio
                billón de parejas, O(n²).""",
                title="un millón de puntos",
            ),
            QA(
                "Si los puntos están todos en una recta, ¿cómo busco el par más cercano?",
                """Ordena y compara vecinos: O(n log n). En una dimensión los más cercanos son siempre consecutivos,
                así que no hace falta divide y vencerás.""",
                title="puntos en una recta",
            ),
        ),
        results=(
            Result(
                "mas_cercanos([(0, 0), (1, 0), (5, 5)])",
                """Los puntos (0, 0) y (1, 0) caen en mitades distintas, pero los dos entran en la franja central, y
                allí se mide la distancia entre ellos, 1.""",
            ),
            Result(
                "mas_cercanos([(0, 0), (3, 4)])",
                """Cada mitad tiene un solo punto y da infinito. En la franja se comparan los dos: la raíz de 3² +
                4² = 25 es 5.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Tengo las posiciones de 50 000 barcos y quiero saber qué dos están más cerca. ¿Se puede sin
                    comparar todas las parejas?""",
                    """Sí, con divide y vencerás: separa los barcos en dos mitades por su x, resuelve cada una y, con
                    d la menor distancia hallada, revisa la franja de la frontera. Cuesta O(n log² n).""",
                ),
                QA(
                    "¿Y por qué basta con la franja?",
                    """Porque si una pareja con un barco a cada lado está a menos de d, ninguno de los dos puede
                    alejarse de la frontera más de d.""",
                ),
                QA(
                    "y si en la franja estan casi todos",
                    """Se ordenan por altura y cada uno mira solo a los siguientes hasta una altura d; como los de
                    un mismo lado distan al menos d, caben pocos.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en el par más cercano se ordena la franja por y y no por x?",
                    """Porque en horizontal ya están todos cerca de la frontera. Lo que permite dejar de comparar es
                    la diferencia de altura.""",
                ),
                QA(
                    "¿Se puede evitar ordenar en cada nivel?",
                    """Sí: si cada llamada devuelve sus puntos ordenados por altura, basta mezclarlos, como en la
                    ordenación por mezcla, y el total baja a O(n log n).""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que dé la distancia mínima entre los puntos de una lista.",
            "Ordena por x una sola vez y resuelve por divide y vencerás; la franja central se revisa por altura:",
            ("mas_cercanos([(0, 0), (6, 8), (6, 9), (20, 1)])",),
            "Con menos de dos puntos devuelve infinito, que nunca gana al comparar con una distancia verdadera.",
        ),
        tool="el método de divide y vencerás para el par de puntos más cercano",
    ),
)
