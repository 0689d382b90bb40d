"""El contador binario."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="contador-binario",
    name="el contador binario",
    topic="análisis amortizado",
    level="intermedio",
    time="O(1) amortizado por incremento",
    space="O(log n)",
    code="""
def incrementar(bits):
    i = 0
    while i < len(bits) and bits[i] == 1:
        bits[i] = 0
        i += 1
    if i == len(bits):
        bits.append(1)
    else:
        bits[i] = 1
    return i + 1


def cambios(n):
    bits = []
    return sum(incrementar(bits) for _ in range(n))
""",
    theory=Theory(
        """
        Un contador binario suma 1 a un número guardado bit a bit; es el ejemplo más limpio de análisis
        amortizado.

        1. Desde el bit menos significativo, los unos se cambian por ceros (hay acarreo).
        2. El primer cero se cambia por uno y se termina.

        Un incremento puede cambiar muchos bits, como de 0111 a 1000, pero eso pasa pocas veces. **Ejemplo:**
        en los 8 primeros incrementos se cambian ‹cambios(8)› bits, menos de 2 por incremento.
        """,
        pitfall="""concluir que n incrementos cuestan O(n log n) porque uno puede costar O(log n); la cota es
        cierta, pero no ajustada.""",
    ),
    complexity=Complexity(
        """
        El bit 0 cambia en cada incremento, el bit 1 cada dos, el bit 2 cada cuatro… En n incrementos hay n +
        n/2 + n/4 + … < 2n cambios. Repartidos, son menos de 2 por incremento: O(1) amortizado, aunque el peor
        incremento cambie ⌊log₂ n⌋ + 1 bits.

        Se guardan los bits del número, O(log n).
        """,
        Count(
            "bits[i] = 0", "unos que pasan a cero en n incrementos", tuple((n, f"cambios({n})") for n in (8, 64, 512))
        ),
    ),
    build=Build(
        "Simula un contador binario y cuenta cuántos bits cambian en n incrementos.",
        """Cada incremento apaga los unos del principio y enciende el primer cero; devuelve cuántos bits ha
        tocado.""",
        ("[incrementar(b) for b in ([0], [1], [1, 1, 1])]", "cambios(16), cambios(1000)"),
        "La lista guarda primero el bit menos significativo.",
    ),
    bugs=(
        Bug(
            "Mi contador binario no crece nunca. ¿Qué falta?",
            (
                "    if i == len(bits):\n        bits.append(1)\n    else:\n        bits[i] = 1",
                "    if i < len(bits):\n        bits[i] = 1",
            ),
            "contar_hasta(5)",
            """Cuando todos los bits son unos, el acarreo sale por el final y hay que añadir un bit nuevo.
            Sin eso, 11 pasaría a 00; aquí ni siquiera se crea el primer bit, porque la lista empieza
            vacía.""",
            code="""
def contar_hasta(n):
    bits = []
    for _ in range(n):
        incrementar(bits)
    return sum(b << i for i, b in enumerate(bits))


def incrementar(bits):
    i = 0
    while i < len(bits) and bits[i] == 1:
        bits[i] = 0
        i += 1
    if i == len(bits):
        bits.append(1)
    else:
        bits[i] = 1
""",
        ),
    ),
    exercises=(
        Trace(
            "Incrementa un contador binario desde 0 hasta 8 y anota cuántos bits cambian cada vez.",
            "cuenta(8)",
            "total += tocados",
            "{n:04b} → {n + 1:04b}: cambian {tocados}; total {total + tocados}.",
            "En ocho incrementos cambian ‹cuenta(8)› bits:",
            """Los incrementos caros (de 0011 a 0100 o de 0111 a 1000) van precedidos de varios baratos. El
            total queda por debajo de 2 · 8 = 16.""",
            code="""
def cuenta(veces):
    total = 0
    for n in range(veces):
        tocados = bin(n ^ (n + 1)).count("1")
        total += tocados
    return total
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué diferencia hay entre el método agregado, el del banquero y el del potencial?",
            """
            Los tres demuestran costes amortizados; cambian la forma de repartir el gasto.

            - **Agregado:** se suma el coste de n operaciones y se divide entre n. En el contador: menos de 2n
            cambios.
            - **Banquero:** se cobra de más en las operaciones baratas y se gasta en las caras. Cobrando 2 por
            incremento, cada bit que se enciende guarda 1 para cuando se apague.
            - **Potencial:** una función del estado, aquí el número de unos, mide lo ahorrado.

            El resultado es el mismo, O(1) amortizado.
            """,
            level="avanzado",
            title="agregado, banquero o potencial",
        ),
    ),
    concepts=(
        QA(
            "Explica el método del potencial con el contador binario.",
            """
            Se define el potencial como el número de bits a 1; el coste amortizado es el real más lo que
            cambia el potencial.

            Un incremento que apaga t unos y enciende otro cuesta t + 1, y el potencial varía en 1 − t. La
            suma es (t + 1) + (1 − t) = 2, sea cual sea t. Como el potencial empieza en 0 y nunca es negativo,
            el coste real de n incrementos no supera 2n. Los unos acumulados son el «ahorro» que paga los
            acarreos largos.
            """,
            level="avanzado",
            title="método del potencial",
        ),
        QA(
            "¿Sigue siendo O(1) amortizado si el contador permite también restar 1?",
            """
            No: alternando sumas y restas en la frontera 0111 ↔ 1000, cada operación cambia todos los bits y
            cuesta O(log n).

            El análisis amortizado depende de qué operaciones se permiten. Con solo incrementos, tras un
            acarreo largo todos los bits bajos son ceros y el siguiente tarda en llegar; con restas se puede
            volver enseguida al punto caro. Se arregla con otra representación, por ejemplo con dígitos −1, 0
            y 1, que deja un margen.
            """,
            level="avanzado",
            title="restar 1",
        ),
        QA(
            "¿Cuántos bits cambian exactamente en n incrementos de un contador desde 0?",
            """
            Cambian 2n menos el número de unos que tiene n en binario; por ejemplo, con n = 10 (1010) son 20 −
            2 = 18.

            ```python
            def cambios(n):
                return sum(bin(i ^ (i + 1)).count("1") for i in range(n))

            print([(n, cambios(n), 2 * n - bin(n).count("1")) for n in (8, 10, 1000)])  #=
            ```

            La razón: todo bit que se apaga se había encendido antes. Cada incremento enciende exactamente
            uno, n en total, y se apagan todos menos los que siguen encendidos al final. La media es siempre
            menor que 2 por incremento.
            """,
            title="bits exactos",
        ),
    ),
    brief=Brief(
        what=(
            """Es un número guardado bit a bit que solo sabe sumar 1: apaga los unos del final hasta dar con un
            cero y lo enciende.""",
            """Un ejemplo clásico de análisis amortizado: al sumar 1 en binario casi siempre cambia un bit o dos,
            y solo de vez en cuando el acarreo arrastra muchos.""",
            """Es un cuentakilómetros en base 2: la última rueda gira siempre, la siguiente la mitad de las
            veces, la otra una de cada cuatro, y así los bits altos casi nunca se mueven.""",
            """El contador binario suma 1 recorriendo los bits desde el menos significativo: los unos pasan a
            cero y el primer cero pasa a uno.""",
        ),
        cost=(
            """El bit más bajo cambia siempre, el siguiente una de cada dos veces, el otro una de cada cuatro…, y
            la media no llega a dos cambios por incremento.""",
            "Para escribir n en binario bastan unos log₂ n bits, y no se guarda nada más.",
            """Los acarreos largos son raros y se compensan con los cortos; el número, escrito en binario, ocupa
            muy pocos bits.""",
        ),
        use=(
            """Como modelo para entender el análisis amortizado, y siempre que cuentes de uno en uno guardando
            los bits por separado, sin restas.""",
            """Un reloj de cuarzo cuenta en binario las vibraciones de un cristal que oscila 32 768 veces por
            segundo: con 15 bits, el contador da la vuelta justo una vez cada segundo.""",
            """No conviene si también hay que restar 1, porque en la frontera entre 0111 y 1000 cada operación cambia
            todos los bits. Y en un programa corriente basta un entero normal.""",
        ),
        beliefs=(
            QA(
                "al sumar 1 en binario cambian todos los bits",
                """No: cambian los unos del final y el primer cero. Si el bit menos significativo es 0, cambia
                solo ese: ‹incrementar([0, 1]) =›, un cambio.""",
                title="cambian todos los bits",
            ),
            QA(
                "Como un incremento del contador puede cambiar log₂ n bits, n incrementos son Θ(n log n).",
                """No: los incrementos caros son pocos y el total de cambios no llega a 2n, es decir, O(1)
                amortizado por incremento. Por ejemplo, ‹cambios(100) =›.""",
                title="n incrementos",
            ),
            QA(
                """Que sumar 1 a un contador binario sea O(1) amortizado quiere decir que siempre cambia un solo
                bit.""",
                """No: es una media sobre muchos incrementos seguidos. Uno concreto puede cambiar bastantes, como
                de 0111 a 1000, que cambia cuatro.""",
                title="siempre un solo bit",
            ),
        ),
        faster=(
            QA(
                "En quinientos incrementos de un contador binario, ¿cambian más o menos de mil bits?",
                "Menos: el total es siempre menor que 2n. Son ‹cambios(500)›, casi dos por incremento.",
                title="quinientos incrementos",
            ),
            QA(
                """Si escribir un bit desgasta la memoria, ¿qué cambia menos bits al contar, el binario normal o
                el código de Gray?""",
                """El código de Gray: cada incremento cambia exactamente un bit. El binario normal cambia casi
                dos de media y, a veces, muchos de golpe.""",
                title="frente al código Gray",
            ),
        ),
        results=(
            Result(
                "incrementar([1, 1, 0])",
                """La lista empieza por el bit menos significativo, así que representa el número 3. Los dos unos
                pasan a cero y el tercer bit se enciende.""",
            ),
            Result(
                "cambios(4)",
                "De 0 a 1 cambia un bit; de 1 a 2, dos; de 2 a 3, uno; y de 3 a 4, tres. La suma es 1 + 2 + 1 + 3.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Por qué se usa el contador binario para explicar el coste amortizado?",
                    """Porque se ve a simple vista: unos pocos incrementos cambian muchos bits, pero la mayoría
                    cambia uno o dos, y la media no llega a 2.""",
                ),
                QA(
                    "¿Me das un ejemplo?",
                    """De 0 a 8 cambian 1, 2, 1, 3, 1, 2, 1 y 4 bits: 15 en total para ocho incrementos. El más
                    caro, el último, llega tras varios baratos.""",
                ),
                QA(
                    "y en memoria",
                    "O(log n): para llegar hasta n hacen falta unos log₂ n bits. Con un millón bastan 20.",
                ),
            ),
            (
                QA(
                    "Tengo un contador en 0111 y le sumo 1. ¿Qué pasa dentro?",
                    """Los tres unos del final se apagan y el cero se enciende: queda 1000. Han cambiado cuatro
                    bits en un solo incremento.""",
                ),
                QA(
                    "¿Y el siguiente también es tan caro?",
                    """No: de 1000 a 1001 cambia un solo bit. Tras un acarreo largo todos los bits bajos son
                    ceros, y tardará en repetirse.""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python un contador que sume 1 sobre una lista de bits.",
            """`incrementar` modifica la lista y dice cuántos bits ha cambiado; `cambios` los suma para n
            incrementos desde cero:""",
            (
                "b = [1, 1]",
                "incrementar(b), b",
                "cambios(4)",
            ),
            """Cuando todos los bits son unos, `append` añade uno más, el más significativo, que en la lista
            queda al final.""",
        ),
    ),
)
