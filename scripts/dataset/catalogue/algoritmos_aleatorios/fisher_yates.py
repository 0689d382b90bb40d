"""El algoritmo de Fisher-Yates para barajar."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory

ENTRY = Entry(
    key="fisher-yates",
    name="el algoritmo de Fisher-Yates para barajar",
    topic="algoritmos aleatorios",
    level="básico",
    time="O(n)",
    space="O(1)",
    code="""
import random


def barajar(a, azar=random):
    for i in range(len(a) - 1, 0, -1):
        j = azar.randint(0, i)
        a[i], a[j] = a[j], a[i]
    return a
""",
    theory=Theory(
        """
        El algoritmo de Fisher-Yates desordena una lista de forma que todas las ordenaciones sean igual de
        probables.

        1. Se empieza por la última posición i.
        2. Se elige al azar una posición j entre 0 e i, **ambas incluidas**.
        3. Se intercambian los dos elementos, y se pasa a i − 1.

        Cada posición recibe un elemento elegido de manera uniforme entre los que quedan: n · (n − 1) · … · 1
        = n! resultados, todos con la misma probabilidad.

        **Ejemplo:** con `[a, b, c]`, i = 2 y el sorteo j = 0 se cambian a y c: `[c, b, a]`. Queda i = 1; si
        sale j = 1, la b no se mueve, y el resultado es `[c, b, a]`.
        """,
        pitfall="""elegir j entre todas las posiciones en cada paso; da nⁿ casos, que para n > 2 no se
        reparten por igual entre las n! ordenaciones.""",
    ),
    complexity=Complexity(
        """
        Se hace un sorteo y un intercambio por posición: n − 1 pasos, O(n). Es óptimo, porque cualquier
        elemento puede acabar en cualquier sitio y hay que tocarlos todos.

        El intercambio se hace en la propia lista. La alternativa de asignar un número al azar a cada elemento
        y ordenar cuesta O(n log n) y O(n) de memoria, y debe cuidar los empates.
        """,
        Count(
            "a[i], a[j] = a[j], a[i]", "intercambios", tuple((n, f"barajar(list(range({n})))") for n in (10, 100, 1000))
        ),
    ),
    build=Build(
        "Baraja una lista de manera uniforme sin usar random.shuffle.",
        """Se recorren las posiciones de atrás hacia delante y cada una se intercambia con otra elegida entre
        las pendientes, ella incluida.""",
        ("sorted(barajar(list(range(10))))",),
        """Aquí se muestra el resultado ordenado, para ver que no se pierde ni se repite nada; el orden cambia
        en cada ejecución.""",
    ),
    bugs=(
        Bug(
            "Al barajar [a, b, c], ningún elemento queda nunca en su sitio. ¿Qué sorteo está mal?",
            ("for j in range(i + 1)", "for j in range(i)"),
            "len(resultados([], ['a', 'b', 'c'], 2))",
            """El sorteo excluye la propia posición i. Así solo salen las permutaciones de un único ciclo
            (algoritmo de Sattolo): 2 de las 6.""",
            """j debe poder ser igual a i. (El código enumera todos los sorteos posibles y cuenta los órdenes
            distintos.)""",
            code="""
def resultados(vistos, a, i):
    if i == 0:
        return vistos if a in vistos else vistos + [a]
    for j in range(i + 1):
        b = a[:]
        b[i], b[j] = b[j], b[i]
        vistos = resultados(vistos, b, i - 1)
    return vistos
""",
        ),
    ),
    exercises=(
        QA(
            """¿Con qué probabilidad cada carta de una baraja de 40 acaba en la primera posición con
            Fisher-Yates?""",
            """
            Con probabilidad 1/40, la misma para todas.

            1. Una carta llega a la posición 0 si no es elegida en ninguno de los sorteos de las posiciones
            39, 38, …, 1.
            2. En el sorteo de la posición i se elige entre i + 1 cartas, así que se libra con probabilidad
            i/(i + 1).
            3. El producto es 39/40 · 38/39 · … · 1/2 = 1/40, porque se cancelan los términos intermedios.

            ```python
            from fractions import Fraction
            from math import prod

            print(prod(Fraction(i, i + 1) for i in range(1, 40)))  #=
            ```
            """,
            level="intermedio",
        ),
    ),
    comparisons=(
        QA(
            "¿Por qué no barajar ordenando con una comparación aleatoria?",
            """
            Porque el resultado no es uniforme y, además, es más lento: O(n log n) frente a O(n).

            Un algoritmo de ordenación supone que las comparaciones son coherentes: si a < b y b < c, entonces
            a < c. Con respuestas al azar, unas ordenaciones salen más que otras, y en algunos lenguajes el
            programa puede incluso fallar. Asignar a cada elemento una clave aleatoria fija y ordenar por ella
            sí es correcto, pero gasta más. En Python, lo adecuado es `random.shuffle`.
            """,
            title="frente a comparación aleatoria",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué el barajado ingenuo, con j entre 0 y n − 1 en cada paso, no es justo?",
            """
            Porque produce nⁿ secuencias de sorteos igual de probables, y nⁿ no es múltiplo de n! cuando n >
            2.

            Con n = 3 hay 27 secuencias para 6 ordenaciones; como 27/6 no es entero, no pueden repartirse por
            igual.

            ```python
            from collections import Counter
            from itertools import product

            c = Counter()
            for js in product(range(3), repeat=3):
                a = list("abc")
                for i, j in enumerate(js):
                    a[i], a[j] = a[j], a[i]
                c["".join(a)] += 1
            print(sorted(c.values()))  #=
            ```

            Unas salen 4 veces y otras 5.
            """,
            level="intermedio",
            title="barajado ingenuo",
        ),
        QA(
            "¿Cómo elijo k elementos al azar sin repetición de una lista de n?",
            """
            Haciendo solo k pasos de Fisher-Yates, o con `random.sample`.

            Tras k pasos, las últimas k posiciones contienen una muestra uniforme, en O(k) si la lista se
            puede modificar. `random.sample(lista, k)` hace algo equivalente sin alterar la original. Sortear
            posiciones y descartar repetidas también funciona si k es pequeño respecto a n, pero se vuelve
            lento cuando k se acerca a n: los últimos sorteos casi siempre repiten.
            """,
            title="k elementos sin repetición",
        ),
    ),
    brief=Brief(
        what=(
            """Es una forma justa de desordenar una lista: recorre las posiciones desde el final y en cada una
            coloca un elemento elegido al azar entre los que aún no están colocados.""",
            """Un método de barajado en el que todas las ordenaciones tienen la misma probabilidad, porque cada
            sorteo se hace solo entre los elementos pendientes, incluido el actual.""",
            """Como barajar sacando papeletas de un sombrero: se elige al azar una de las que quedan, se pone en
            su sitio definitivo y no se vuelve a tocar.""",
            """El algoritmo de Fisher-Yates para barajar intercambia cada posición, de la última a la segunda,
            con otra sorteada entre ella y las anteriores.""",
        ),
        cost=(
            "Por cada posición se hace un sorteo y un intercambio, y las dos cosas tardan siempre lo mismo.",
            "Los intercambios se hacen dentro de la propia lista; aparte solo hay dos índices.",
            "Un sorteo y un cambio por posición, y sobre la misma lista: no se crea ninguna copia.",
        ),
        use=(
            """Cuando necesitas un orden al azar en el que ningún resultado salga más que otro: cartas, turnos,
            preguntas de un examen o grupos de un experimento.""",
            """La función `random.shuffle` de Python lo usa, y con ella se barajan las cartas de un juego o se
            mezclan los ejemplos antes de entrenar un modelo.""",
            """No sirve si los datos no caben en memoria o llegan poco a poco, porque necesita acceso directo a todas
            las posiciones. Y si solo quieres unos pocos al azar, sobra barajarlos todos.""",
        ),
        beliefs=(
            QA(
                "Para barajar bien una lista hay que intercambiar muchas veces posiciones al azar.",
                """No: con n − 1 intercambios bien elegidos basta. Fisher-Yates da todas las ordenaciones con la
                misma probabilidad en O(n).""",
                title="cuántos intercambios",
            ),
            QA(
                "en fisher yates un elemento nunca puede quedarse en su sitio",
                """No: el sorteo incluye la propia posición, así que puede quedarse donde estaba. Si se
                excluyera, no saldrían todas las ordenaciones.""",
                title="quedarse en su sitio",
            ),
            QA(
                "Al barajar con Fisher-Yates da igual sortear en cada paso entre todas las posiciones.",
                """No: así unas ordenaciones salen más que otras. Con tres elementos habría 27 sorteos para 6
                órdenes, y 27 no es múltiplo de 6. Hay que sortear solo entre los pendientes.""",
                title="entre qué posiciones sortear",
            ),
        ),
        faster=(
            QA(
                "Para mezclar un millón de canciones, ¿Fisher-Yates u ordenar por un número al azar?",
                """Fisher-Yates: O(n) y sin copias. Asignar un número aleatorio a cada canción y ordenar también
                es justo, salvo empates, pero cuesta O(n log n) y memoria O(n).""",
                title="o números al azar",
            ),
            QA(
                "Solo quiero 5 cartas al azar de 52. ¿Barajo toda la baraja?",
                """No hace falta: con 5 pasos de Fisher-Yates ya tienes cinco cartas al azar, O(k) en lugar de
                O(n). Las demás pueden quedarse como están.""",
                title="solo 5 cartas",
            ),
        ),
        results=(
            Result(
                "sorted(barajar([3, 1, 2]))",
                """Barajar solo cambia el orden: no pierde ni repite elementos. Al ordenar después salen siempre
                los tres, sea cual sea el sorteo.""",
            ),
            Result(
                "barajar([7])",
                """El bucle va de la última posición a la 1, y con un solo elemento no da ninguna vuelta: no hay
                sorteo ni intercambio.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo 30 alumnos y quiero un orden de exposición al azar y sin trampas. ¿Cómo lo programo?",
                    """Con Fisher-Yates: desde el último puesto al segundo, sortea una posición entre las que
                    quedan, incluida la actual, e intercambia. Los 30! órdenes son igual de probables.""",
                ),
                QA(
                    "¿Y en Python hay algo hecho?",
                    """Sí: `random.shuffle(lista)` la desordena en el sitio con este mismo método. Devuelve
                    `None`, así que no escribas `lista = random.shuffle(lista)`.""",
                ),
                QA(
                    "y si quiero repetir el mismo orden otro dia",
                    """Fija la semilla: crea `random.Random(7)` y saca de él los sorteos. Con la misma semilla y
                    la misma lista sale el mismo orden.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en Fisher-Yates el bucle acaba en la posición 1 y no en la 0?",
                    """Porque al llegar a la posición 0 solo queda un elemento por colocar y ya está en su sitio.
                    El sorteo entre 0 y 0 no cambiaría nada.""",
                ),
                QA(
                    "¿Y se puede recorrer al revés?",
                    """Sí: de la primera posición a la penúltima, sorteando entre la actual y las siguientes. El
                    resultado es igual de uniforme.""",
                ),
            ),
        ),
        build=Build(
            "Necesito mezclar una lista al azar en Python con mi propio código.",
            """Cada posición, desde la última, se intercambia con otra sorteada entre ella y las anteriores. Se
            muestra el resultado ordenado porque el orden real cambia en cada ejecución:""",
            (
                "sorted(barajar(['oro', 'copa', 'basto']))",
                "barajar(['as'])",
            ),
            """El parámetro `azar` permite pasar un generador con semilla, como `random.Random(3)`, para que el
            resultado se pueda repetir.""",
        ),
    ),
)
