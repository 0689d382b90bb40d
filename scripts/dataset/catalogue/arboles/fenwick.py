"""El árbol de Fenwick."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="fenwick",
    name="el árbol de Fenwick",
    topic="árboles",
    level="avanzado",
    time="O(log n) por consulta o cambio",
    space="O(n)",
    code="""
def sumar(f, i, delta):
    while i < len(f):
        f[i] += delta
        i += i & -i


def prefijo(f, i):
    s = 0
    while i > 0:
        s += f[i]
        i -= i & -i
    return s


def crear(a):
    f = [0] * (len(a) + 1)
    for i, x in enumerate(a, 1):
        sumar(f, i, x)
    return f
""",
    theory=Theory(
        """
        El árbol de Fenwick guarda sumas parciales en un arreglo, de modo que tanto cambiar un elemento como
        sumar los i primeros cuesta O(log n).

        - Las posiciones empiezan en 1. La casilla i guarda la suma de los últimos `i & -i` elementos hasta i;
        ese número es el bit 1 menos significativo de i.
        - **Prefijo:** se suma la casilla y se quita ese bit hasta llegar a 0.
        - **Cambio:** se suma el incremento y se añade ese bit hasta salir del arreglo.

        **Ejemplo:** el prefijo 6 (110 en binario) suma las casillas 6 y 4.
        """,
        pitfall="usar la posición 0: como `0 & -0` es 0, el bucle de cambio no avanza y no termina.",
    ),
    complexity=Complexity(
        """
        Cada paso de la consulta quita un bit 1 de i, y un número hasta n tiene como mucho ⌊log₂ n⌋ + 1 bits.
        En el cambio, cada paso sube a una casilla que cubre al menos el doble, luego tampoco hay más de log₂
        n + 1 pasos.

        Se usa un arreglo de n + 1 números, sin enlaces. Crear el árbol con n cambios cuesta O(n log n); hay
        una variante O(n).
        """,
        Count(
            "i += i & -i",
            "casillas modificadas al cambiar la posición 1",
            tuple((n, f"sumar([0] * {n + 1}, 1, 5)") for n in (8, 64, 1024)),
        ),
    ),
    build=Build(
        "Escribe un árbol de Fenwick para sumas de prefijos con actualizaciones.",
        """La expresión `i & -i` aísla el bit 1 menos significativo de i, y con ella se recorre el árbol en las dos
        direcciones.""",
        (
            "f = crear([3, 2, 5, 1, 4])",
            "prefijo(f, 3)",
            "sumar(f, 2, 10);",
            "prefijo(f, 3), prefijo(f, 5) - prefijo(f, 3)",
        ),
        "La suma de un tramo es la diferencia de dos prefijos.",
    ),
    bugs=(
        Bug(
            "Mi árbol de Fenwick da sumas demasiado grandes. ¿Qué línea está mal?",
            ("i -= i & -i", "i -= 1"),
            "prefijo(crear([3, 2, 5, 1]), 4)",
            """La consulta retrocede de uno en uno y suma casillas que se solapan: la 4 ya contiene a las
            anteriores.""",
            "hay que quitar el bit 1 menos significativo para saltar justo al tramo contiguo.",
        ),
        Bug(
            "¿Por qué mi Fenwick se cuelga cuando actualizo la primera posición de la lista?",
            ("sumar(f, pos + 1, delta)", "sumar(f, pos, delta)"),
            "cambio([0, 0, 0, 0], 0, 5)",
            """Se usa el índice 0, que en el árbol de Fenwick no existe. Como `0 & -0` vale 0, `i` no cambia y
            el bucle es infinito.""",
            "hay que pasar de posiciones desde 0 (listas de Python) a posiciones desde 1.",
            code="""
def sumar(f, i, delta):
    while i < len(f):
        f[i] += delta
        i += i & -i
    return f


def cambio(f, pos, delta):
    return sumar(f, pos + 1, delta)
""",
        ),
    ),
    exercises=(
        Trace(
            "¿Qué casillas suma un árbol de Fenwick para el prefijo 13 si todos los elementos valen 1?",
            "prefijo(crear([1] * 16), 13)",
            "i -= i & -i",
            "i = {i} ({i:b} en binario): la casilla vale {f[i]} (elementos que cubre: {i & -i}); llevo {s}.",
            "Suma tres casillas, la 13, la 12 y la 8, y obtiene ‹prefijo(crear([1] * 16), 13)›:",
            """Hay un paso por cada bit 1 de 13 (1101). Los tramos cubiertos, [13], [9…12] y [1…8], no se
            solapan y completan el prefijo.""",
        ),
        QA(
            "Cuenta las inversiones de [3, 1, 4, 2] con un árbol de Fenwick.",
            """
            Hay 3 inversiones. Se recorre la lista de derecha a izquierda y, para cada valor, se pregunta
            cuántos menores que él han aparecido ya.

            ```python
            def inversiones(a):
                f, total = [0] * (max(a) + 1), 0
                for x in reversed(a):
                    i = x - 1
                    while i > 0:
                        total += f[i]
                        i -= i & -i
                    while x < len(f):
                        f[x] += 1
                        x += x & -x
                return total

            print(inversiones([3, 1, 4, 2]))  #=
            ```

            El primer bucle es un prefijo y el segundo anota el valor. Con n elementos y valores hasta m
            cuesta O(n log m).
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Por qué usar un árbol de Fenwick en vez de una lista normal para sumas con cambios?",
            """
            Porque reparte el coste: con una lista, una de las dos operaciones es barata y la otra O(n); con
            Fenwick ambas son O(log n).

            | | cambiar un valor | sumar un prefijo |
            |---|---|---|
            | lista | O(1) | O(n) |
            | lista de prefijos | O(n) | O(1) |
            | Fenwick | O(log n) | O(log n) |

            Con n = q = 100 000 operaciones mezcladas, la diferencia es entre unos 10¹⁰ y unos 2 · 10⁶ pasos.
            """,
            title="frente a una lista normal",
        ),
    ),
    concepts=(
        QA(
            "¿Qué calcula exactamente i & -i?",
            """
            Calcula el valor del bit 1 menos significativo de i, es decir, la mayor potencia de 2 que divide a
            i.

            En complemento a dos, −i se obtiene invirtiendo los bits de i y sumando 1. Los ceros finales y el
            último 1 quedan igual, y todo lo de su izquierda, invertido; al hacer la conjunción solo sobrevive
            ese 1.

            ```python
            print([(i, i & -i) for i in (6, 7, 12, 16)])  #=
            ```

            Es una operación O(1) y es el corazón del árbol de Fenwick.
            """,
            title="i & -i",
        ),
        QA(
            "¿Puede un árbol de Fenwick calcular el mínimo de un tramo cualquiera?",
            """
            No de forma directa, porque obtiene los tramos restando dos prefijos y el mínimo no se puede
            «restar».

            Con sumas, suma(3…7) = prefijo(7) − prefijo(2). Pero conocer el mínimo de los siete primeros y el
            de los dos primeros no dice cuál es el de 3 a 7. Sí sirve para mínimos de **prefijos** si los
            valores solo disminuyen. Para tramos generales se usa un árbol de segmentos o, si no hay cambios,
            una tabla dispersa.
            """,
            title="mínimo de un tramo",
        ),
    ),
    brief=Brief(
        what=(
            """El árbol de Fenwick es un arreglo de sumas parciales con el que se puede cambiar un elemento y pedir la
            suma de los primeros i en pocos pasos.""",
            """También llamado árbol binario indexado, el árbol de Fenwick hace que cada casilla i sume un tramo cuya
            longitud es el último bit 1 de i: la 12, por ejemplo, suma cuatro elementos.""",
            """Es como llevar las cuentas con subtotales de distinto tamaño: para saber el acumulado se juntan unos
            pocos subtotales, y al corregir un dato se retocan solo los que lo incluyen. Así trabaja Fenwick.""",
            """Un árbol de Fenwick mantiene sumas de prefijos que pueden actualizarse; para moverse por el arreglo,
            quita o suma el bit 1 menos significativo del índice.""",
        ),
        cost=(
            """Una consulta da un paso por cada bit 1 del índice, y un cambio salta cada vez al menos el doble de
            lejos; los índices tienen unos log₂ n bits.""",
            "Es un solo arreglo con una casilla más que la lista, sin nodos ni enlaces.",
            """Lo que se recorre depende del número de bits del índice y no de cuántos elementos se suman; lo que se
            guarda es una casilla por elemento.""",
        ),
        use=(
            """Cuando alternas cambios de valores con sumas de prefijos o de tramos, y quieres un código muy corto:
            frecuencias acumuladas, contar inversiones o posiciones en una clasificación.""",
            """Fenwick lo presentó en 1994 pensando en la compresión aritmética de datos, donde hay que actualizar sin
            parar las frecuencias acumuladas de los símbolos.""",
            """Si los datos no cambian, basta una lista de prefijos, con consultas O(1). Para mínimos o máximos de un
            tramo cualquiera, conviene un árbol de segmentos.""",
        ),
        beliefs=(
            QA(
                "La casilla i de un árbol de Fenwick guarda la suma de los i primeros elementos.",
                """No: guarda la suma de los últimos `i & -i` elementos que acaban en i. Solo si i es una potencia de 2
                coincide con la suma de los i primeros.""",
                title="lo que guarda cada casilla",
            ),
            QA(
                "En el árbol de Fenwick puedo leer un elemento directamente en su casilla.",
                """No siempre: las casillas pares suman varios elementos. Para obtener el elemento i se restan dos
                prefijos, `prefijo(f, i) - prefijo(f, i - 1)`, en O(log n).""",
                title="leer un elemento",
            ),
            QA(
                "cambiar un valor en un fenwick obliga a rehacer todas las sumas de su derecha",
                """No, eso pasa en una lista de prefijos, con coste O(n). En el árbol de Fenwick solo cambian las
                casillas cuyo tramo contiene el elemento, que son O(log n).""",
                title="cambiar un valor",
            ),
        ),
        faster=(
            QA(
                "Hago tantas sumas de prefijos como cambios. ¿Lista de prefijos o árbol de Fenwick?",
                """El árbol de Fenwick: las dos operaciones cuestan O(log n). Con la lista de prefijos la suma es O(1),
                pero cada cambio cuesta O(n) y arruina el total.""",
                title="o lista de prefijos",
            ),
            QA(
                "Solo sumo tramos y quiero escribir poco código. ¿Fenwick o árbol de segmentos?",
                """Fenwick: los dos tardan O(log n), pero el de Fenwick son dos bucles de tres líneas y usa n + 1
                casillas en vez de 2n.""",
                title="frente al árbol de segmentos",
            ),
        ),
        results=(
            Result(
                "prefijo(crear([2, 4, 6, 8]), 3)",
                """Se suma la casilla 3, que vale 6, y al quitarle su último bit se pasa a la 2, que guarda 2 + 4 = 6.
                Después queda el 0 y se termina.""",
            ),
            Result(
                "crear([1, 2, 3])",
                """La casilla 0 no se usa. La 1 guarda el primer elemento; la 2, los dos primeros, 1 + 2; y la 3, solo
                el tercero.""",
            ),
        ),
        talks=(
            (
                QA(
                    "En mi web los jugadores suman puntos todo el rato y quiero saber cuántos tienen menos de x puntos.",
                    """Usa un árbol de Fenwick indexado por puntos: la posición p cuenta los jugadores con p puntos, y
                    el prefijo hasta x − 1 da la respuesta en O(log m), con m puntos posibles.""",
                ),
                QA(
                    "¿Y cuando un jugador gana puntos?",
                    """Dos cambios: se resta 1 en su puntuación antigua y se suma 1 en la nueva. Cada uno cuesta O(log
                    m).""",
                ),
                QA(
                    "¿Y si alguien tiene 0 puntos?",
                    """Desplaza los índices: usa la posición p + 1 para p puntos, porque la casilla 0 del árbol de
                    Fenwick no se puede usar.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en el árbol de Fenwick se resta `i & -i` al consultar y se suma al cambiar?",
                    """Al restar, saltas al tramo contiguo de la izquierda y completas el prefijo. Al sumar, pasas a la
                    siguiente casilla que también contiene el elemento cambiado.""",
                ),
                QA(
                    "No lo pillo, ¿me das un ejemplo?",
                    """Con ocho elementos: el prefijo 7 usa las casillas 7, 6 y 4. Cambiar el elemento 5 toca las
                    casillas 5, 6 y 8.""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python un Fenwick (BIT) para sumas acumuladas, lo más corto posible.",
            "Tres funciones sobre un arreglo cuyas posiciones útiles empiezan en 1:",
            ("f = crear([1, 1, 1, 1, 1])", "prefijo(f, 4)", "sumar(f, 1, 9);", "prefijo(f, 4), prefijo(f, 0)"),
            """`sumar` recibe un incremento y no el valor nuevo: para cambiar un 3 por un 8 hay que sumar 5. El
            prefijo 0 es la suma de ningún elemento.""",
        ),
    ),
)
