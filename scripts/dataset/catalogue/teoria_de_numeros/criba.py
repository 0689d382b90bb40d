"""La criba de Eratóstenes."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

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
        ),
    ),
)
