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
        ),
    ),
    brief=Brief(
        what=(
            """Es un número guardado como una lista de bits al que se le suma 1 cambiando unos por ceros hasta
            encontrar un cero.""",
            """Un ejemplo clásico para aprender análisis amortizado: algunos incrementos cambian muchos bits, pero
            de media cambian menos de dos.""",
            """Funciona como el cuentakilómetros de un coche, solo que con dos cifras: al pasar del máximo, una
            rueda vuelve a cero y empuja a la siguiente.""",
            """El contador binario representa un entero por sus bits y lo incrementa propagando el acarreo desde el
            bit de menor valor.""",
        ),
        cost=(
            "El bit i cambia solo una de cada 2ⁱ veces, y la suma 1 + 1/2 + 1/4 + … no llega a 2.",
            "Un número hasta n se escribe con unos log₂ n bits.",
            """Los acarreos largos son raros y se compensan con los incrementos cortos; solo se guardan los bits
            del número.""",
        ),
        use=(
            """Para recorrer todos los subconjuntos con máscaras, para numerar, y sobre todo para entender el coste
            amortizado.""",
            "Los contadores de los circuitos digitales funcionan así, con un acarreo que pasa de bit en bit.",
            """En Python no hace falta simularlo para contar: basta sumar 1 a un entero. Simular los bits solo
            sirve para estudiarlo.""",
        ),
        beliefs=(
            QA(
                "Sumar 1 a un contador binario cuesta siempre O(log n).",
                """Ese es el peor caso, como de 0111 a 1000. De media cada incremento cambia menos de dos bits:
                O(1) amortizado.""",
            ),
            QA(
                "En mil incrementos cambian unos diez mil bits, porque hay diez bits.",
                "No: cambian menos de 2000. Los bits altos casi nunca se mueven: ‹cambios(1000) =›.",
            ),
            QA(
                "Amortizado es lo mismo que en promedio con datos al azar.",
                """No: el coste amortizado no usa probabilidades. Es una garantía sobre cualquier serie de
                operaciones, repartiendo su coste total.""",
            ),
        ),
        faster=(
            QA(
                "¿Cambia más bits contar de 0 a 8 en binario o apagar 8 bits encendidos?",
                """Contar: cambia ‹cambios(8)› bits en total, frente a 8. Pero son ocho incrementos, así que ni
                siquiera llega a dos por cada uno.""",
            ),
            QA(
                "Si el contador también resta, ¿sigue siendo igual de rápido?",
                """No: alternando entre 0111 y 1000 cada paso cambia todos los bits, O(log n). Solo con sumas se
                mantiene O(1) amortizado.""",
            ),
        ),
        results=(
            Result(
                "incrementar([1, 1, 0])",
                "Los dos primeros bits pasan de 1 a 0 y el tercero de 0 a 1: cambian tres.",
            ),
            Result(
                "cambios(4)",
                "Los incrementos cambian 1, 2, 1 y 3 bits; la suma es siete.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cuántos bits cambian al pasar de 7 a 8?",
                    "Cambian cuatro: 0111 pasa a 1000.",
                ),
                QA(
                    "¿Y de 8 a 9?",
                    "Solo uno: 1000 pasa a 1001.",
                ),
                QA(
                    "¿Entonces cuánto cuesta de media?",
                    """Menos de dos bits por incremento, porque los cambios largos son la mitad, la cuarta parte,
                    la octava… de frecuentes.""",
                ),
            ),
            (
                QA(
                    "¿Para qué sirve estudiar un contador tan simple?",
                    "Porque enseña a repartir el coste: un paso caro se paga con el ahorro de los baratos.",
                ),
                QA(
                    "¿Dónde más pasa eso?",
                    """En las listas que duplican su capacidad o en la cola hecha con dos pilas: el coste
                    amortizado también es O(1).""",
                ),
            ),
        ),
        build=Build(
            "Escribe en Python un contador que sume 1 bit a bit.",
            "La lista guarda primero el bit de menor valor; los unos se apagan hasta hallar un cero:",
            (
                "incrementar([1, 0, 1])",
                "cambios(32)",
            ),
            "La función devuelve cuántos bits ha cambiado; si todos eran unos, añade un bit nuevo al final.",
        ),
    ),
)
