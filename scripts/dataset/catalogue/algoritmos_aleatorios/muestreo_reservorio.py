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
            title="frente a random.sample",
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
            title="uniforme con k cualquiera",
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
            title="probar algoritmos aleatorios",
        ),
    ),
    brief=Brief(
        what=(
            """Es elegir k elementos al azar de una sucesión que llega poco a poco, sin saber cuántos habrá y
            guardando solo k a la vez.""",
            """Consiste en llenar un depósito con los k primeros elementos de un flujo y, después, dejar que cada
            recién llegado sustituya a uno de dentro con una probabilidad que va bajando.""",
            """Es como quedarse con una foto al azar de un montón que alguien te va enseñando: la segunda
            sustituye a la primera con probabilidad 1/2, la tercera con 1/3, y al final todas han tenido la misma
            suerte.""",
            """El muestreo de reservorio toma una muestra uniforme de un flujo en una sola pasada: cada elemento
            acaba elegido con la misma probabilidad, por largo que sea el flujo.""",
        ),
        cost=(
            "Cada elemento del flujo se lee una vez y necesita, como mucho, un sorteo y una sustitución.",
            "Solo se conservan los k elegidos del momento, aunque por delante pasen millones de elementos.",
            "Todo el flujo se lee una vez, y lo único que se guarda es el reservorio con los elegidos.",
        ),
        use=(
            """Cuando los datos llegan en un flujo o no caben en memoria, no se sabe cuántos son y solo se pueden
            recorrer una vez.""",
            """La orden `shuf -n` de los sistemas GNU lo emplea para sacar unas cuantas líneas al azar de
            ficheros enormes o de datos que van llegando, sin guardarlos.""",
            """Si los datos ya están en una lista en memoria, porque `random.sample` elige k posiciones sin
            recorrerla entera. Tampoco si unos elementos deben pesar más: hay que usar otra versión.""",
        ),
        beliefs=(
            QA(
                "en el muestreo de reservorio los primeros elementos tienen ventaja",
                """No: entran seguro, pero pasan por más sorteos en los que pueden salir. Al final cada elemento
                está dentro con probabilidad k/n.""",
                title="ventaja de los primeros",
            ),
            QA(
                "Para elegir una línea al azar de un fichero hay que contar antes cuántas tiene.",
                """No: con muestreo de reservorio basta una pasada. La línea número i sustituye a la guardada con
                probabilidad 1/i, y al terminar todas son igual de probables.""",
                title="línea de un fichero",
            ),
            QA(
                "Si el flujo es diez veces más largo, el reservorio necesita diez veces más memoria.",
                """No: la memoria es O(k), fija, porque solo se guardan los elegidos. Lo que se multiplica por
                diez es el tiempo, O(n).""",
                title="memoria y flujo largo",
            ),
        ),
        faster=(
            QA(
                """Quiero 100 mensajes al azar de una conexión que no se detiene. ¿Los guardo todos y sorteo, o
                reservorio?""",
                """Reservorio: memoria O(k), solo 100 mensajes, y en cualquier momento tienes una muestra justa
                de lo recibido. Guardarlo todo pide memoria O(n), que no deja de crecer.""",
                title="o guardar y sortear",
            ),
            QA(
                "Para sacar 3 elementos de una lista de un millón que ya tengo en memoria, ¿uso reservorio?",
                """No, mejor `random.sample`, que elige tres posiciones en O(k). El reservorio recorrería el
                millón entero, O(n), para conseguir lo mismo.""",
                title="lista ya en memoria",
            ),
        ),
        results=(
            Result(
                "muestra([4, 8], 5)",
                """El reservorio tiene sitio para cinco y el flujo solo trae dos, así que entran los dos en orden
                y no hay ningún sorteo.""",
            ),
            Result(
                "len(muestra(range(50), 3))",
                """Los tres primeros llenan el reservorio. Los 47 restantes pueden sustituir a alguno, pero nunca
                cambian el número de elegidos.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Van pasando miles de comentarios y quiero guardar uno al azar. ¿Cómo lo hago sin
                    almacenarlos todos?""",
                    """Guarda el primero. Con el segundo, sustituye el guardado con probabilidad 1/2; con el
                    tercero, con 1/3; y así. Al parar, todos han tenido la misma probabilidad.""",
                ),
                QA(
                    "¿Y si quiero diez en vez de uno?",
                    """Llena diez huecos con los primeros. Después, el comentario número i entra con probabilidad
                    10/i, en el lugar de uno de los diez elegido al azar.""",
                ),
                QA(
                    "y si me detengo antes de tiempo",
                    """No importa: en cualquier momento lo guardado es una muestra justa de lo visto hasta
                    entonces. Es la gran ventaja del método.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en el reservorio la probabilidad de entrar va bajando?",
                    """Porque cada recién llegado compite con más elementos ya vistos. Para que todos tengan la
                    misma probabilidad, k entre los vistos, debe entrar con esa misma fracción.""",
                ),
                QA(
                    "No lo pillo, ¿me das un ejemplo?",
                    """Con k = 1 y tres elementos: el tercero entra con probabilidad 1/3. El primero debe
                    sobrevivir a dos sorteos, 1/2 · 2/3 = 1/3, que es lo mismo.""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python una función que tome unos cuantos elementos al azar de un generador.",
            """Los k primeros entran directamente; desde ahí, cada elemento sortea una posición y entra si cae
            dentro del reservorio:""",
            (
                "muestra(iter('sol'), 3)",
                "len(set(muestra(range(100), 4)))",
            ),
            """`randint(0, i)` incluye los dos extremos, así que hay i + 1 resultados posibles y se entra con
            probabilidad k/(i + 1).""",
        ),
    ),
)
