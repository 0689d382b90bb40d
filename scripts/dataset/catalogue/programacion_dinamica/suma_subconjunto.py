"""El problema de la suma de subconjunto."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="encuentro en el medio",
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
            title="partir en dos grupos",
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
            title="NP-completa y O(nS)",
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
            title="sumas en un entero",
        ),
    ),
    brief=Brief(
        what=(
            """Es el problema de decidir si algunos números de una lista, cada uno usado una vez como mucho,
            suman exactamente una cantidad dada.""",
            """Pregunta, con un sí o un no, si hay un subconjunto de ciertos números positivos que sume el
            objetivo. Se resuelve apuntando todas las sumas que se pueden formar.""",
            """Es como tener billetes sueltos y querer pagar el importe justo: cada billete se usa o no, y se van
            anotando los totales alcanzables hasta ver si aparece el que se busca.""",
            """El problema de la suma de subconjunto se resuelve ampliando, número a número, el conjunto de sumas
            alcanzables y comprobando al final si el objetivo está entre ellas.""",
        ),
        cost=(
            """Con cada número se recorren las sumas alcanzables, y como las que se pasan del objetivo se
            descartan, nunca son más de S + 1.""",
            "Lo único que se guarda es el conjunto de sumas posibles, todas entre 0 y el objetivo.",
            """Hay n rondas, una por número, y en cada una se revisan las sumas guardadas, que no superan el
            valor buscado.""",
        ),
        use=(
            """Conviene cuando necesitas acertar un total exacto con piezas que se usan una vez como mucho, los
            números son enteros positivos y el objetivo no es enorme.""",
            """En contabilidad, para conciliar un cobro: se busca qué facturas pendientes suman justo el importe
            recibido del cliente.""",
            """Con objetivos de muchas cifras, porque las sumas posibles se disparan. Y con números negativos falla,
            ya que descarta sumas que luego podrían bajar.""",
        ),
        beliefs=(
            QA(
                "La suma de subconjunto se resuelve tomando los números de mayor a menor mientras quepan.",
                """No: puede pasar de largo la solución. Con 8, 7 y 5 y objetivo 12, ese método toma el 8 y ya no
                llega, pero 7 + 5 sí: ‹hay_subconjunto([8, 7, 5], 12) =›.""",
                title="de mayor a menor",
            ),
            QA(
                "en la suma de subconjunto puedo usar el mismo numero varias veces",
                """No: cada número se usa como mucho una vez. Con 3 y 5 no se puede sumar 6: ‹hay_subconjunto([3,
                5], 6) =›. Para repetirlo tendría que aparecer dos veces en la lista.""",
                title="repetir un número",
            ),
            QA(
                "Si duplico el objetivo de la suma de subconjunto, el tiempo casi no cambia.",
                """No: el tiempo es O(nS), así que puede llegar a duplicarse. Lo que crece poco es el número de
                cifras del objetivo, y por eso el método se llama pseudopolinómico.""",
                title="duplicar el objetivo",
            ),
        ),
        faster=(
            QA(
                """Tengo 15 números y un objetivo de 12 cifras. ¿Una tabla de booleanos o probar todos los
                subconjuntos?""",
                """Probar los subconjuntos: 2¹⁵ son solo 32 768. Una tabla de booleanos necesitaría una casilla
                por cada valor hasta el objetivo, más de cien mil millones.""",
                title="objetivo de 12 cifras",
            ),
            QA(
                "Para saber si con 500 números se puede sumar 20 000, ¿fuerza bruta o programación dinámica?",
                """Programación dinámica: O(nS) son aquí 500 · 20 000, unos 10 millones de pasos. Los
                subconjuntos son 2⁵⁰⁰, imposibles de recorrer.""",
                title="fuerza bruta o dinámica",
            ),
        ),
        results=(
            Result(
                "hay_subconjunto([4, 6, 9], 13)",
                """Con el 4 se forman 0 y 4; con el 6 se añaden 6 y 10; con el 9, el propio 9 y el 13, que sale
                de 4 + 9.""",
            ),
            Result(
                "hay_subconjunto([4, 6, 8], 9)",
                """Todos los números son pares, así que las sumas también lo son: sin pasar de 9 solo se forman
                0, 4, 6 y 8. El objetivo no aparece.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo varios recibos y un cobro de 87 euros. ¿Cómo sé si algunos recibos suman justo eso?",
                    """Es la suma de subconjunto: parte del total 0 y, con cada recibo, añade su importe a todos
                    los totales posibles. Si aparece el 87, existe la combinación.""",
                ),
                QA(
                    "¿Y si hay céntimos?",
                    """Trabaja en céntimos, con enteros: 87 euros son 8700. Así no hay errores de redondeo,
                    aunque el objetivo y el tiempo pueden multiplicarse por cien.""",
                ),
                QA(
                    "y como se que recibos son",
                    """Guarda, para cada total nuevo, qué recibo lo produjo por primera vez. Después vas restando
                    esos importes desde 87 hasta llegar a 0.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en la suma de subconjunto se descartan las sumas mayores que el objetivo?",
                    """Porque los números son positivos y una suma que ya se ha pasado no puede volver a bajar.
                    Conservarla solo gastaría tiempo y memoria.""",
                ),
                QA(
                    "¿Y si hubiera números negativos?",
                    """Entonces no se puede descartar nada: un total alto podría bajar después. Habría que
                    guardar todas las sumas, que pueden ser muchísimas más.""",
                ),
            ),
        ),
        build=Build(
            "Necesito un código que compruebe si parte de una lista de enteros suma una cantidad exacta.",
            """El conjunto `posibles` reúne las sumas que se pueden formar con los números vistos, sin pasar del
            objetivo:""",
            (
                "hay_subconjunto([2, 4, 10], 12)",
                "hay_subconjunto([], 0)",
            ),
            "Con la lista vacía y objetivo 0 la respuesta es afirmativa, porque no tomar nada ya suma 0.",
        ),
        tool="la programación dinámica para la suma de subconjunto",
    ),
)
