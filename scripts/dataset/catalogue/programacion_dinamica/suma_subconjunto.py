"""El problema de la suma de subconjunto."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="suma-subconjunto",
    name="el problema de la suma de subconjunto",
    topic="programación dinámica",
    level="intermedio",
    time="O(nS), con S la suma buscada",
    space="O(S)",
    code="""
def hay_subconjunto(a, objetivo):
    posibles = {0}
    for x in a:
        nuevas = {s + x for s in posibles if s + x <= objetivo}
        posibles |= nuevas
    return objetivo in posibles
""",
    theory=Theory(
        """
        El problema de la suma de subconjunto pregunta si, entre unos números positivos, hay algunos que sumen
        exactamente un objetivo.

        - Se mantiene el conjunto de sumas que se pueden formar con los números vistos.
        - Al principio solo se puede formar el 0, sin tomar ninguno.
        - Cada número x añade, por cada suma s posible, la suma s + x.

        **Ejemplo:** ‹hay_subconjunto([3, 34, 4, 12, 5, 2], 9) =› (4 + 5), pero ‹hay_subconjunto([3, 34, 4,
        12, 5, 2], 30) =›.
        """,
        pitfall="""añadir las sumas nuevas mientras se recorre el mismo conjunto: un número podría usarse más
        de una vez.""",
    ),
    complexity=Complexity(
        """
        Como las sumas mayores que el objetivo se descartan, el conjunto tiene como mucho S + 1 elementos, y
        se recorre una vez por cada número: O(nS). Es pseudopolinómico: rápido si S es moderado, pero
        exponencial en el número de cifras de S.

        Probar todos los subconjuntos costaría O(2ⁿ). El problema es NP-completo, así que no se conoce un
        método polinómico.
        """,
        ask="¿De dónde sale la complejidad de resolver la suma de subconjunto con programación dinámica?",
    ),
    build=Build(
        "Decide si con algunos números de una lista de positivos se puede sumar un objetivo exacto.",
        "Se guarda el conjunto de sumas alcanzables y cada número lo amplía.",
        ("hay_subconjunto([7, 3, 2, 5], 14)", "hay_subconjunto([7, 3, 2], 8)"),
        """Las sumas nuevas se calculan todas antes de añadirlas: cada número se usa como mucho una vez.""",
    ),
    bugs=(
        Bug(
            "Mi suma de subconjunto usa el mismo número varias veces. ¿Por qué?",
            ("range(objetivo, x - 1, -1)", "range(x, objetivo + 1)"),
            "posible([5, 11], 10)",
            """La tabla se recorre hacia arriba. Al marcar el 5 como posible, en el mismo recorrido el 10 se
            apoya en ese 5 recién marcado, como si hubiera dos.""",
            "hacia abajo, cada casilla consulta valores anteriores a este número.",
            code="""
def posible(a, objetivo):
    t = [True] + [False] * objetivo
    for x in a:
        for s in range(objetivo, x - 1, -1):
            t[s] = t[s] or t[s - x]
    return t[objetivo]
""",
        ),
        Bug(
            """Quiero saber si una lista se puede partir en dos grupos de igual suma y a veces me equivoco. ¿Qué
            falta?""",
            ("    if total % 2:\n        return False\n", ""),
            "partible([1, 2])",
            """No se comprueba que la suma total sea par. Con total 3, la mitad entera es 1, que sí se puede
            formar, pero el otro grupo sumaría 2.""",
            code="""
def partible(a):
    total = sum(a)
    if total % 2:
        return False
    posibles = {0}
    for x in a:
        posibles |= {s + x for s in posibles}
    return total // 2 in posibles
""",
        ),
    ),
    exercises=(
        Trace(
            "¿Se puede sumar 10 con números de [2, 7, 5, 3]? Muestra las sumas posibles en cada paso.",
            "hay_subconjunto([2, 7, 5, 3], 10)",
            "posibles |= nuevas",
            """Posibles {sorted(posibles)}; llega {x}, que añade {sorted({s + x for s in posibles if s + x <=
            10} - posibles)}.""",
            "Sí: ‹hay_subconjunto([2, 7, 5, 3], 10) =›. Por ejemplo, 2 + 5 + 3 o 7 + 3.",
            """Las sumas repetidas se guardan una sola vez, y eso es lo que ahorra trabajo frente a enumerar los
            16 subconjuntos.""",
        ),
    ),
    comparisons=(
        QA(
            "Para la suma de subconjunto, ¿programación dinámica, fuerza bruta o encuentro en el medio?",
            """
            Depende de si es pequeño el objetivo o el número de elementos.

            - **Dinámica:** O(nS). Buena si S es moderado, aunque haya muchos números.
            - **Fuerza bruta:** O(2ⁿ). Solo para n hasta unos 20 o 25.
            - **Encuentro en el medio:** se enumeran las sumas de cada mitad, se ordenan y se buscan parejas:
            O(2^(n/2) · n). Llega a n de unos 40 con números enormes.

            Con 100 números y S = 10 000, dinámica; con 40 números de 15 cifras, encuentro en el medio.
            """,
            level="avanzado",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo parto una lista en dos grupos con la menor diferencia de sumas?",
            """
            Se calculan todas las sumas posibles y se elige la más cercana a la mitad del total.

            ```python
            a = [8, 6, 5, 4]
            posibles = {0}
            for x in a:
                posibles |= {s + x for s in posibles}
            total = sum(a)
            print(min(abs(total - 2 * s) for s in posibles))  #=
            ```

            Si un grupo suma s, el otro suma total − s y la diferencia es |total − 2s|. Aquí 8 + 4 = 12 y 6 +
            5 = 11. El coste es O(n · total).
            """,
        ),
        QA(
            "¿Qué significa que la suma de subconjunto sea NP-completa si hay un algoritmo O(nS)?",
            """
            Significa que no se conoce un algoritmo polinómico en la *longitud* de la entrada; O(nS) no lo es,
            porque S puede ser exponencial en su número de cifras.

            Un objetivo de 20 cifras ocupa poco espacio al escribirlo, pero S sería del orden de 10²⁰. Los
            problemas así, con algoritmos pseudopolinómicos, se llaman débilmente NP-completos. Otros, como el
            del viajante, siguen siendo difíciles aunque sus números sean pequeños.
            """,
            level="avanzado",
        ),
        QA(
            "¿Cómo se representan las sumas posibles con un solo entero de Python?",
            """
            Con un mapa de bits: el bit s vale 1 si la suma s es posible; añadir un número x es desplazar x
            lugares y combinar con «o».

            ```python
            bits = 1
            for x in [3, 5, 6]:
                bits |= bits << x
            print([s for s in range(15) if bits >> s & 1])  #=
            ```

            Sigue siendo O(nS), pero procesa muchos bits a la vez y en la práctica es decenas de veces más
            rápido que un conjunto.
            """,
        ),
    ),
)
