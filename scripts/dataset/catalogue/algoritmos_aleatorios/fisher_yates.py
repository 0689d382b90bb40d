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
        ),
    ),
    brief=Brief(
        what=(
            """Es la manera correcta de barajar: se recorre la lista desde el final y cada elemento se intercambia
            con uno elegido al azar entre los que quedan, él incluido.""",
            """Un algoritmo que mezcla una lista de forma justa: las n! ordenaciones posibles salen con la misma
            probabilidad.""",
            """Como sacar papeles de una bolsa sin mirar: el que sale se coloca y ya no vuelve a entrar. Barajar
            con Fisher-Yates es eso, dentro de la propia lista.""",
            """El algoritmo de Fisher-Yates baraja en una pasada intercambiando cada posición con otra al azar de
            la parte aún sin colocar.""",
        ),
        cost=(
            "Hace un sorteo y un intercambio por cada posición, en una sola pasada.",
            "Los intercambios se hacen dentro de la misma lista.",
            "Una pasada con n − 1 intercambios, sin listas auxiliares.",
        ),
        use=(
            """Siempre que haya que desordenar de forma justa: cartas, preguntas de un examen, el orden de los
            ejemplos al entrenar un modelo.""",
            "La función `random.shuffle` de Python usa este método para barajar listas.",
            """Si solo quieres unos pocos elementos al azar de muchos, no hace falta barajarlos todos: basta con
            las primeras vueltas o con `random.sample`.""",
        ),
        beliefs=(
            QA(
                "Para barajar da igual elegir j entre todas las posiciones en cada paso.",
                """No da igual: así hay nⁿ casos que no se reparten por igual entre n! órdenes, y algunos salen más
                que otros.""",
            ),
            QA(
                "Si una carta queda en su sitio, el barajado está mal hecho.",
                """No: en una mezcla justa cada carta tiene probabilidad 1/n de no moverse. Impedirlo la haría
                menos aleatoria.""",
            ),
            QA(
                "Ordenar con una comparación aleatoria es barajar bien.",
                "No: el resultado no es uniforme, y además cuesta O(n log n) en lugar de O(n).",
            ),
        ),
        faster=(
            QA(
                "Para barajar, ¿asignar un número al azar a cada elemento y ordenar, o Fisher-Yates?",
                """Fisher-Yates: O(n) y sin memoria extra. Ordenar por claves al azar también es justo si no se
                repiten, pero cuesta O(n log n).""",
            ),
            QA(
                "Quiero 3 ganadores entre 1000 participantes. ¿Barajo toda la lista?",
                """No hace falta: basta con las tres primeras vueltas de Fisher-Yates, o con `random.sample`.
                Barajar todo son mil pasos.""",
            ),
        ),
        results=(
            Result(
                "barajar([7])",
                "Con un solo elemento no hay nada que intercambiar: el bucle no da ninguna vuelta.",
            ),
            Result(
                "len(barajar(list('abcd')))",
                "Barajar cambia el orden, pero ni quita ni añade elementos: siguen siendo cuatro.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo barajo las preguntas de un examen en Python?",
                    """Con `random.shuffle(preguntas)`, que usa Fisher-Yates: todas las ordenaciones son igual de
                    probables.""",
                ),
                QA(
                    "¿Cambia mi lista o me da otra?",
                    """Cambia tu lista. Si quieres conservarla, baraja una copia o usa `random.sample(preguntas,
                    len(preguntas))`.""",
                ),
            ),
            (
                QA(
                    "¿Por qué j puede ser igual a i?",
                    """Porque el elemento también puede quedarse donde está; si se prohíbe, no salen todas las
                    ordenaciones.""",
                ),
                QA(
                    "¿Y qué saldría?",
                    """Solo permutaciones en un único ciclo, una parte pequeña de todas: es otro algoritmo, el de
                    Sattolo.""",
                ),
                QA(
                    "vale y cuanto cuesta",
                    "Cuesta O(n) de tiempo y O(1) de memoria adicional, igual que el correcto.",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas una función de Python que baraje una lista de forma justa?",
            """Se recorre desde la última posición y cada elemento se cambia con otro elegido al azar entre los
            anteriores o él mismo:""",
            (
                "sorted(barajar(['rey', 'as', 'sota']))",
                "barajar([])",
            ),
            """La demostración ordena el resultado porque el orden es distinto en cada ejecución; lo que no cambia
            es qué elementos hay.""",
        ),
    ),
)
