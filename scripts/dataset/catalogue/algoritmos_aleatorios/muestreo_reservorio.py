"""El muestreo de reservorio."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory

ENTRY = Entry(
    key="muestreo-reservorio",
    name="el muestreo de reservorio",
    topic="algoritmos aleatorios",
    level="avanzado",
    time="O(n)",
    space="O(k)",
    code="""
import random


def muestra(flujo, k, azar=random):
    elegidos = []
    for i, x in enumerate(flujo):
        if i < k:
            elegidos.append(x)
        else:
            j = azar.randint(0, i)
            if j < k:
                elegidos[j] = x
    return elegidos
""",
    theory=Theory(
        """
        El muestreo de reservorio elige k elementos al azar de un flujo cuya longitud no se conoce de
        antemano, guardando solo k.

        1. Los k primeros entran en el reservorio.
        2. El elemento que llega en la posición i (desde 0) entra con probabilidad k/(i + 1), sustituyendo a
        uno elegido al azar.
        3. En todo momento, cada elemento visto tiene la misma probabilidad de estar dentro.

        **Ejemplo:** para elegir una línea al azar de un fichero enorme basta con k = 1 y una sola lectura.
        """,
        pitfall="""sustituir siempre con probabilidad fija, por ejemplo 1/2; los últimos elementos saldrían
        muchísimo más.""",
    ),
    complexity=Complexity(
        """
        Cada elemento se procesa una vez, con un sorteo y quizá una escritura: O(n). Es imprescindible verlos
        todos, porque cualquiera puede salir. Hay variantes que calculan cuántos elementos saltarse y hacen
        muchos menos sorteos.

        Solo se guardan los k elegidos, por largo que sea el flujo.
        """,
        Count(
            "j = azar.randint(0, i)",
            "sorteos con k = 5",
            tuple((n, f"muestra(range({n}), 5)") for n in (10, 100, 1000)),
        ),
    ),
    build=Build(
        "Elige k elementos al azar de un iterable que solo se puede recorrer una vez.",
        "El elemento i se compara con un sorteo entre 0 e i: si sale una posición del reservorio, la ocupa.",
        ("len(muestra(range(1000), 5))", "muestra('abc', 5)"),
        "Si el flujo tiene menos de k elementos, se devuelven todos.",
    ),
    bugs=(
        Bug(
            "Mi muestreo de reservorio favorece a los últimos elementos. ¿Qué probabilidad está mal?",
            ("entra = Fraction(1, i + 1)", "entra = Fraction(1, 2)"),
            "probabilidades(4)",
            """Cada recién llegado sustituye al elegido con probabilidad 1/2, y debería ser 1/(i + 1). El
            código calcula, con k = 1, la probabilidad de que cada uno de los n elementos sea el elegido al
            final.""",
            "si el recién llegado entra con probabilidad 1/(i + 1), todos acaban con la misma.",
            code="""
from fractions import Fraction


def probabilidades(n):
    p = [Fraction(1)]
    for i in range(1, n):
        entra = Fraction(1, i + 1)
        p = [q * (1 - entra) for q in p] + [entra]
    return [str(q) for q in p]
""",
        ),
    ),
    exercises=(
        QA(
            "Demuestra que con k = 1 el tercer elemento de un flujo de 5 sale elegido con probabilidad 1/5.",
            """
            Entra con probabilidad 1/3 y sobrevive a los dos siguientes con probabilidad 3/4 y 4/5: el
            producto es 1/5.

            1. Al llegar el tercero se han visto 3 elementos: entra con probabilidad 1/3.
            2. El cuarto lo sustituye con probabilidad 1/4, así que permanece con 3/4.
            3. El quinto lo sustituye con probabilidad 1/5; permanece con 4/5.

            ```python
            from fractions import Fraction

            print(Fraction(1, 3) * Fraction(3, 4) * Fraction(4, 5))  #=
            ```

            Los factores se cancelan en cadena. Lo mismo ocurre con cualquier otro elemento: todos acaban en
            1/5.
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Cuándo uso muestreo de reservorio y cuándo random.sample?",
            """
            `random.sample` si los datos están en memoria y se conoce su número; reservorio si llegan en un
            flujo o no caben.

            - **`random.sample`:** O(k) para secuencias con acceso directo.
            - **Reservorio:** O(n), una pasada y memoria O(k). Sirve con ficheros, sensores o conexiones.

            También se podría contar primero y sortear después, pero eso exige dos pasadas, y no es posible si
            el flujo no se puede repetir.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Por qué es uniforme el muestreo de reservorio para un k cualquiera?",
            """
            Por inducción: si tras i elementos cada uno está dentro con probabilidad k/i, tras i + 1 lo está
            con k/(i + 1).

            El nuevo entra con probabilidad k/(i + 1). Uno de los que ya estaban es expulsado con probabilidad
            k/(i + 1) · 1/k = 1/(i + 1), luego permanece con i/(i + 1). Multiplicando, k/i · i/(i + 1) = k/(i
            + 1). Al principio, con i = k, todos están con probabilidad 1.
            """,
        ),
        QA(
            "¿Cómo pruebo que un algoritmo aleatorio funciona bien?",
            """
            Con propiedades que se cumplen siempre, con frecuencias en muchas repeticiones y, si se puede,
            enumerando todos los sorteos.

            - **Siempre:** el resultado tiene k elementos, sin repetir posiciones y todos del flujo.
            - **Frecuencias:** con semilla fija y 100 000 repeticiones, cada elemento sale aproximadamente las
            mismas veces.
            - **Exacto:** en casos pequeños se recorren todos los sorteos posibles con `itertools.product` y
            se cuentan.

            Fijar la semilla hace que un fallo se pueda repetir.
            """,
            level="intermedio",
        ),
    ),
    brief=Brief(
        what=(
            """Es una técnica para elegir k elementos al azar de una serie que va llegando, sin saber cuántos serán
            ni guardarlos todos.""",
            """Un algoritmo de una pasada: los k primeros se quedan y cada uno de los siguientes entra con
            probabilidad cada vez menor, echando a otro.""",
            """Como elegir un representante entre los que van entrando por una puerta: al llegar el décimo, se
            cambia por él con una probabilidad de uno entre diez.""",
            """El muestreo de reservorio mantiene una muestra justa de k elementos mientras lee un flujo de
            longitud desconocida.""",
        ),
        cost=(
            "Se mira cada elemento del flujo una sola vez y con un sorteo.",
            "Solo se guardan los k elegidos, sea cual sea la longitud del flujo.",
            "Una pasada con un sorteo por elemento, y un reservorio de tamaño fijo.",
        ),
        use=(
            "Cuando los datos llegan uno a uno, son demasiados para guardarlos o no se conoce su número.",
            """Se usa para tomar una muestra de las líneas de un registro enorme o de los mensajes que recibe un
            servidor.""",
            """Si ya tienes todos los datos en una lista, `random.sample` es más directo. Tampoco sirve si cada
            elemento debe pesar distinto, salvo con una variante.""",
        ),
        beliefs=(
            QA(
                "Los primeros elementos tienen más probabilidad de quedar.",
                """No: entran seguro, pero pueden ser expulsados después. Al final todos tienen probabilidad k/n.""",
            ),
            QA(
                "Hay que conocer cuántos elementos habrá.",
                "No: esa es su ventaja. En cada momento la muestra es justa para los vistos hasta entonces.",
            ),
            QA(
                "Necesita guardar todo el flujo para elegir al final.",
                "No: guarda solo k elementos, O(k). Un flujo de mil millones con k = 10 ocupa diez casillas.",
            ),
        ),
        faster=(
            QA(
                "Para elegir una línea al azar de un fichero enorme, ¿leerlo entero en memoria o reservorio?",
                """El reservorio: lee una vez y guarda una sola línea, O(1) con k = 1. Cargar el fichero ocupa
                O(n).""",
            ),
            QA(
                "Tengo una lista de 50 alumnos y quiero 5 al azar. ¿Reservorio?",
                """Con una lista ya en memoria es más simple `random.sample(alumnos, 5)`. El reservorio daría lo
                mismo recorriendo los 50.""",
            ),
        ),
        results=(
            Result(
                "muestra([4, 9], 2)",
                """Los dos primeros elementos entran siempre en un reservorio de tamaño 2 y no llega ninguno más.""",
            ),
            Result(
                "len(muestra(range(50), 3))",
                """Da igual cuántos lleguen: el reservorio tiene siempre 3 elementos cuando el flujo tiene al menos
                3.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo elijo un mensaje al azar de todos los que llegan hoy, si no sé cuántos serán?",
                    """Guarda uno y, al llegar el número i, se cambia por él con probabilidad 1/i. Al final todos
                    habrán tenido la misma opción.""",
                ),
                QA(
                    "¿Y si quiero tres?",
                    """Guarda los tres primeros; el número i entra con probabilidad 3/i y sustituye a uno de los
                    tres al azar.""",
                ),
                QA(
                    "¿De verdad es justo?",
                    """Sí: al llegar el número i, cada guardado sobrevive con probabilidad (i − 1)/i, y eso deja a
                    todos con 3/i.""",
                ),
            ),
            (
                QA(
                    "¿Por qué j se elige entre 0 e i?",
                    """Porque así hay i + 1 resultados posibles y solo k de ellos caen dentro del reservorio: la
                    probabilidad de entrar es k/(i + 1).""",
                ),
                QA(
                    "¿Y a quién sustituye?",
                    """Al que ocupa la posición j, que resulta ser cualquiera de los k con la misma probabilidad.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que escoja k elementos al azar de un iterador sin guardarlo entero.",
            """Los k primeros llenan el reservorio; después, cada elemento puede sustituir a uno de los guardados:""",
            (
                "len(muestra(iter('abecedario'), 4))",
                "muestra(range(3), 3)",
            ),
            "Si el flujo tiene k elementos o menos, la muestra es el flujo entero, en su orden.",
        ),
    ),
)
