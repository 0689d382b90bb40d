"""La criba de Eratóstenes."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="criba",
    name="la criba de Eratóstenes",
    topic="teoría de números",
    level="básico",
    time="O(n log log n)",
    space="O(n)",
    code="""
def criba(n):
    primo = [False, False] + [True] * (n - 1)
    p = 2
    while p * p <= n:
        if primo[p]:
            for m in range(p * p, n + 1, p):
                primo[m] = False
        p += 1
    return [i for i in range(n + 1) if primo[i]]
""",
    theory=Theory(
        """
        La criba de Eratóstenes obtiene todos los primos hasta n tachando los múltiplos de cada primo.

        1. Se suponen primos todos los números desde 2.
        2. Con cada p que siga sin tachar, se tachan p², p² + p, p² + 2p…
        3. Se termina cuando p² supera n; lo que queda sin tachar es primo.

        **Ejemplo:** los primos hasta 30 son ‹criba(30)›.
        """,
        pitfall="empezar a tachar en p: el propio primo quedaría eliminado.",
    ),
    complexity=Complexity(
        """
        Cada primo p tacha unos n/p números. La suma de n/p para los primos hasta n crece como n · log log n,
        que en la práctica es casi lineal: para n = 10⁹, log log n (con logaritmos naturales) es solo 3,
        aproximadamente. Comprobar cada número por separado costaría O(n√n).

        Se guarda una marca por número hasta n.
        """,
        Count(
            "primo[m] = False", "tachaduras, contando repetidas", tuple((n, f"criba({n})") for n in (100, 1000, 10000))
        ),
    ),
    build=Build(
        "Genera todos los números primos hasta n con la criba de Eratóstenes.",
        """`primo[i]` dice si i sigue sin tachar; solo hay que tachar múltiplos de primos cuyo cuadrado no
        supere n.""",
        ("criba(20)", "len(criba(1000))"),
        "Se empieza en p·p porque los múltiplos menores, como 2p o 3p, ya los tachó un primo más pequeño.",
    ),
    bugs=(
        Bug(
            "Mi criba deja sin tachar algunos números compuestos. ¿Qué límite está mal?",
            ("while p * p <= n:", "while p * p < n:"),
            "criba(25)",
            """El bucle se detiene antes del primo cuyo cuadrado es exactamente n. Con n = 25, el 5 no llega a
            procesarse y el 25 queda como primo.""",
        ),
        Bug(
            "Mi criba no devuelve ningún primo pequeño. ¿Por qué?",
            ("range(p * p, n + 1, p)", "range(p, n + 1, p)"),
            "criba(20)",
            """El recorrido empieza en p, de modo que cada primo se tacha a sí mismo. Solo sobreviven los
            mayores que la raíz de n.""",
        ),
    ),
    exercises=(
        Trace(
            """Aplica la criba de Eratóstenes hasta 40: ¿qué múltiplos se tachan por primera vez con cada primo?""",
            "pasos(40)",
            "quedan -= nuevos",
            "Con p = {p} se tachan por primera vez {sorted(nuevos)}.",
            "Los primos hasta 40 son ‹pasos(40)›. Basta con los primos 2, 3 y 5, porque 7² = 49 supera 40:",
            """Con el 5 solo se tachan dos números nuevos, 25 y 35: los demás múltiplos de 5 ya estaban tachados
            por 2 o por 3.""",
            code="""
def pasos(n):
    quedan = set(range(2, n + 1))
    p = 2
    while p * p <= n:
        nuevos = quedan & set(range(p * p, n + 1, p))
        if nuevos:
            quedan -= nuevos
        p += 1
    return sorted(quedan)
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Criba de Eratóstenes o comprobar cada número por división?",
            """
            Criba si necesitas todos los primos hasta n; división si solo quieres saber si *un* número es
            primo.

            - **Criba:** O(n log log n) en total, pero memoria O(n).
            - **División hasta la raíz:** O(√m) por número m, sin memoria.

            Para todos los primos hasta un millón, la criba hace unos 2,1 millones de tachaduras; por división
            serían decenas de millones de restos. Para un único número de 12 cifras, la división prueba hasta
            un millón de divisores y la criba ni siquiera cabría en memoria.
            """,
            title="o comprobar por división",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué basta tachar múltiplos de los primos hasta la raíz de n?",
            """
            Porque todo número compuesto m ≤ n tiene un factor primo menor o igual que √m, y por tanto que √n.

            Si m = a·b y ambos factores fueran mayores que √m, su producto superaría m. Así, al tachar con los
            primos hasta √n, ningún compuesto se escapa. Para n = 100 basta con 2, 3, 5 y 7. El mismo
            argumento justifica que, para ver si un número es primo, se pruebe solo hasta su raíz.
            """,
            title="hasta la raíz",
        ),
        QA(
            "¿Cómo obtengo el menor factor primo de cada número con una criba?",
            """
            En lugar de marcar verdadero o falso, se guarda en cada casilla el primo que la tachó primero.

            ```python
            n = 30
            menor = list(range(n + 1))
            for p in range(2, n + 1):
                if menor[p] == p:
                    for m in range(p * p, n + 1, p):
                        if menor[m] == m:
                            menor[m] = p
            x, factores = 30, []
            while x > 1:
                factores.append(menor[x])
                x //= menor[x]
            print(factores)  #=
            ```

            Después, factorizar cualquier número hasta n cuesta O(log n): se divide por su menor factor una y
            otra vez.
            """,
            level="intermedio",
            title="menor factor primo",
        ),
        QA(
            "¿Qué es la criba segmentada?",
            """
            Es una criba que trabaja por tramos, para obtener los primos de un intervalo lejano sin guardar
            todos los números anteriores.

            Primero se calculan los primos hasta la raíz del extremo superior. Luego, en cada tramo, se tachan
            sus múltiplos empezando en el primero que cae dentro. La memoria es O(√n + tamaño del tramo) en
            lugar de O(n). Para los primos entre 10¹² y 10¹² + 10⁶ bastan los primos hasta un millón,
            aproximadamente.
            """,
            level="avanzado",
            title="criba segmentada",
        ),
    ),
    brief=Brief(
        what=(
            """Es un método para hallar todos los primos hasta n: se escriben los números y se tachan los múltiplos
            de cada primo; los que quedan sin tachar son primos.""",
            """Un procedimiento muy antiguo que no divide: avanza por la lista y, al encontrar un número sin
            tachar, tacha sus múltiplos a partir de su cuadrado.""",
            """Como un colador con agujeros de varios tamaños: se quitan los múltiplos de 2, de 3, de 5… y solo los
            primos quedan en el cedazo. De ahí el nombre de criba.""",
            """La criba de Eratóstenes marca los números compuestos hasta n tachando múltiplos de cada primo, y así
            obtiene de golpe la lista de primos.""",
        ),
        cost=(
            """Por cada primo p se tachan unos n/p números, y la suma de esas fracciones crece poquísimo, como log
            log n.""",
            "Hace falta una marca de tachado para cada número hasta n.",
            "Tachar múltiplos suma n/2 + n/3 + n/5 + …, y se guarda un valor lógico por número.",
        ),
        use=(
            """Cuando necesitas todos los primos hasta un límite, o saber muchas veces si números pequeños son
            primos.""",
            """Se usa para preparar tablas de primos antes de factorizar muchos números o de resolver problemas de
            divisibilidad.""",
            """Si preguntas por un solo número muy grande: habría que marcar todos los anteriores. Para eso es
            mejor un test de primalidad.""",
        ),
        beliefs=(
            QA(
                "En la criba hay que tachar los múltiplos de todos los números.",
                "No: basta con los de los primos. Los múltiplos de 4, por ejemplo, ya se tacharon con el 2.",
                title="múltiplos de todos",
            ),
            QA(
                "En la criba hay que seguir tachando con primos hasta llegar a n.",
                """No: basta hasta √n. Un compuesto menor o igual que n siempre tiene un factor que no pasa de √n.""",
                title="seguir tachando hasta n",
            ),
            QA(
                "La criba cuesta O(n²), porque hay un bucle dentro de otro.",
                """No: el bucle interior da n/p vueltas y solo para los primos; en total es O(n log log n), casi
                lineal.""",
                title="bucle dentro de otro",
            ),
        ),
        faster=(
            QA(
                "Quiero los primos menores de un millón. ¿Criba o probar divisores de cada uno?",
                """La criba: O(n log log n), unas pocas operaciones por número. Probar divisores cuesta hasta √n
                por cada uno.""",
                title="o divisores, hasta un millón",
            ),
            QA(
                "¿Es mejor una criba o Miller-Rabin para saber si 1 000 000 007 es primo?",
                """Miller-Rabin: comprueba ese número con pocas multiplicaciones. La criba necesitaría mil millones
                de marcas.""",
                title="frente a Miller-Rabin",
            ),
        ),
        results=(
            Result(
                "criba(12)",
                """Se tachan los múltiplos de 2 desde el 4 y los de 3 desde el 9; el 5 ya no hace falta, porque 5·5
                pasa de 12.""",
            ),
            Result(
                "criba(2)",
                "Solo hay un candidato, el 2. Como 2·2 es mayor que 2, no se tacha nada y queda como primo.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo saco los primos hasta 30 sin dividir?",
                    """Con la criba: tacha los múltiplos de 2, luego los de 3 y los de 5. Lo que queda sin tachar
                    son los primos.""",
                ),
                QA(
                    "¿Y por qué paro en el 5?",
                    "Porque el siguiente primo es 7 y 7·7 = 49 pasa de 30: sus múltiplos ya están tachados.",
                ),
            ),
            (
                QA(
                    "En la criba, ¿por qué se empieza a tachar en p·p y no en 2p?",
                    """Porque 2p, 3p y los demás múltiplos menores que p·p tienen un factor más pequeño que p y ya
                    se tacharon.""",
                ),
                QA(
                    "¿Si empiezo en 2p sale mal?",
                    "No, sale bien; solo se repite trabajo.",
                ),
                QA(
                    "¿Y cuánta memoria gasta para n igual a un millón?",
                    """Un millón de marcas. Con un `bytearray` es cerca de un megabyte; con una lista de Python,
                    unos ocho.""",
                ),
            ),
        ),
        build=Build(
            "Hazme un programa que dé todos los primos hasta un número.",
            """Empieza suponiendo que todos son primos y tacha los múltiplos de cada primo encontrado, desde su
            cuadrado:""",
            (
                "criba(30)",
                "criba(1)",
            ),
            """El 0 y el 1 se marcan como no primos desde el principio, y por eso con n = 1 la lista queda vacía.""",
        ),
    ),
)
