"""La tabla dispersa (sparse table)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory

ENTRY = Entry(
    key="tabla-dispersa",
    name="la tabla dispersa (sparse table)",
    topic="árboles",
    level="avanzado",
    time="O(n log n) para preparar y O(1) por consulta",
    space="O(n log n)",
    code="""
def preparar(a):
    t = [list(a)]
    k = 1
    while 2 * k <= len(a):
        ant = t[-1]
        t.append([min(ant[i], ant[i + k]) for i in range(len(ant) - k)])
        k *= 2
    return t


def minimo(t, i, j):
    k = (j - i).bit_length() - 1
    return min(t[k][i], t[k][j - 2**k])
""",
    theory=Theory(
        """
        La tabla dispersa responde en O(1) cuál es el mínimo (o el máximo) de un tramo de una lista que no
        cambia.

        - t[k][i] guarda el mínimo de los 2ᵏ elementos que empiezan en i.
        - Cada fila se obtiene de la anterior: dos bloques de 2ᵏ⁻¹ forman uno de 2ᵏ.
        - **Consulta:** el tramo se cubre con dos bloques de tamaño 2ᵏ que pueden **solaparse**: al mínimo no
        le afecta contar un elemento dos veces.

        **Ejemplo:** en `[5, 2, 8, 1, 7]`, el mínimo de las tres primeras posiciones es ‹minimo(preparar([5,
        2, 8, 1, 7]), 0, 3)›; se obtiene con los bloques `[5, 2]` y `[2, 8]`.
        """,
        pitfall="usarla para sumas: si los bloques se solapan, los elementos comunes se suman dos veces.",
    ),
    complexity=Complexity(
        """
        Hay ⌊log₂ n⌋ + 1 filas de hasta n elementos, y cada uno se calcula con un mínimo: O(n log n) en tiempo
        y memoria. La consulta calcula un logaritmo entero y compara dos valores, sin bucles: O(1).

        Si un elemento cambia hay que rehacer del orden de n casillas, así que solo conviene con datos fijos.
        """,
    ),
    build=Build(
        "Prepara una lista para responder en O(1) cuál es el mínimo de cualquier tramo no vacío [i, j).",
        """Se precalculan los mínimos de todos los bloques de longitud potencia de 2; cada tramo se cubre con
        dos de ellos.""",
        ("t = preparar([4, 6, 1, 5, 7, 3])", "minimo(t, 0, 2), minimo(t, 1, 5), minimo(t, 3, 6)"),
    ),
    bugs=(
        Bug(
            "Mi tabla dispersa da un mínimo que no está en el tramo. ¿Qué índice falla?",
            ("t[k][j - 2**k]", "t[k][j - k]"),
            "minimo(preparar([9, 8, 7, 6, 5, 4, 3, 2]), 0, 5)",
            """El segundo bloque empieza en un lugar equivocado. Tiene longitud 2ᵏ y debe terminar en j, luego
            empieza en j − 2ᵏ.""",
        ),
    ),
    exercises=(
        QA(
            """Con la lista [3, 8, 2, 5, 1, 9, 4], ¿qué dos bloques usa una tabla dispersa para el tramo de 1
            a 6 (sin incluir el 6)?""",
            """
            Dos bloques de longitud 4: el de las posiciones 1 a 4 y el de las posiciones 2 a 5. El mínimo es
            1.

            ```python
            a = [3, 8, 2, 5, 1, 9, 4]
            i, j = 1, 6
            k = (j - i).bit_length() - 1
            print(2**k, min(a[i:i + 2**k]), min(a[j - 2**k:j]))  #=
            ```

            1. El tramo tiene 5 elementos, y la mayor potencia de 2 que no lo supera es 4.
            2. Un bloque empieza en i = 1 y el otro termina en j = 6.
            3. Se solapan en las posiciones 2, 3 y 4, pero el mínimo no cambia por ello.
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Tabla dispersa o árbol de segmentos para mínimos de tramos?",
            """
            Tabla dispersa si los datos no cambian; árbol de segmentos si hay actualizaciones.

            | | preparar | consultar | cambiar |
            |---|---|---|---|
            | tabla dispersa | O(n log n) | O(1) | O(n) |
            | árbol de segmentos | O(n) | O(log n) | O(log n) |

            La tabla exige una operación *idempotente* (mínimo, máximo, mcd); el árbol admite cualquier
            operación asociativa, como la suma. En memoria, el árbol gana: O(n) frente a O(n log n).
            """,
            title="o árbol de segmentos",
        ),
    ),
    concepts=(
        QA(
            "¿Qué es una operación idempotente y por qué la necesita la tabla dispersa?",
            """
            Es aquella en la que combinar un valor consigo mismo no lo cambia, como min(x, x) = x, max o mcd.

            La consulta cubre el tramo con dos bloques que se solapan, así que los elementos del medio
            participan dos veces. Con el mínimo da igual; con la suma, se contarían dobles. Para sumas bastan
            los prefijos, porque la suma se puede deshacer restando; el mínimo, no, y por eso se usa otra
            estructura.
            """,
            level="intermedio",
            title="operación idempotente",
        ),
        QA(
            "¿Cómo se calcula en Python la mayor potencia de 2 que no supera a n?",
            """
            Con `bit_length`: 2 elevado a (n.bit_length() − 1).

            ```python
            print([(n, 1 << (n.bit_length() - 1)) for n in (1, 5, 8, 100)])  #=
            ```

            `n.bit_length()` es el número de bits de n, así que restarle 1 da ⌊log₂ n⌋ de forma exacta.
            Calcularlo con `math.log2` puede fallar por redondeo con números muy grandes. Es O(1) para enteros
            normales y se usa en tablas dispersas, montículos y saltos binarios.
            """,
            level="básico",
            title="mayor potencia de 2",
        ),
    ),
    brief=Brief(
        what=(
            """La tabla dispersa es una tabla con los mínimos de todos los bloques cuya longitud es potencia de 2; con
            dos de ellos se obtiene el mínimo de cualquier tramo.""",
            """Una estructura para listas que no cambian: se prepara una vez y luego contesta al instante cuál es el
            mínimo, o el máximo, entre dos posiciones.""",
            """Es como tapar una pared con dos pósteres iguales que pueden solaparse: la tabla dispersa cubre el tramo
            con dos bloques ya resueltos, porque repetir elementos no altera el mínimo.""",
            """Una tabla dispersa guarda por filas los mínimos de bloques de 1, 2, 4, 8… elementos, y cada fila se
            calcula juntando de dos en dos los bloques de la anterior.""",
        ),
        cost=(
            """La preparación rellena unas log₂ n filas de hasta n mínimos; después, cada pregunta mira dos casillas y
            las compara.""",
            "La tabla tiene una fila por cada potencia de 2 que cabe en la lista, y casi n casillas en cada una.",
            """Todo el esfuerzo se hace al principio, fila a fila, y lo que queda guardado es lo que permite responder
            sin ningún bucle.""",
        ),
        use=(
            """Cuando la lista es fija y te van a preguntar muchísimas veces por el mínimo, el máximo o el máximo común
            divisor de tramos.""",
            """En bioinformática, junto con un arreglo de sufijos del ADN, sirve para saber en O(1) cuántas letras
            iniciales comparten dos fragmentos cualesquiera: es un mínimo de tramo.""",
            """No conviene si los datos cambian, porque hay que rehacer gran parte de la tabla: mejor un árbol de
            segmentos. Para sumas tampoco, pues los bloques se solapan; bastan los prefijos.""",
        ),
        beliefs=(
            QA(
                "Con una tabla dispersa puedo sumar cualquier tramo en O(1).",
                """No: los dos bloques que cubren el tramo suelen solaparse y los elementos comunes se sumarían dos
                veces. Para sumas en O(1) se usan los prefijos.""",
                title="sumar tramos",
            ),
            QA(
                "Como la tabla dispersa contesta en O(1), es gratis en todo lo demás.",
                """No: prepararla cuesta O(n log n) en tiempo y en memoria, y no admite cambios baratos. Compensa cuando
                las consultas son muchas y la lista no varía.""",
                title="gratis en lo demás",
            ),
            QA(
                "la tabla dispersa guarda el minimo de todos los tramos posibles",
                """No, solo el de los tramos cuya longitud es una potencia de 2, unos n log₂ n en total. Guardarlos
                todos ocuparía O(n²).""",
                title="todos los tramos posibles",
            ),
        ),
        faster=(
            QA(
                "Me harán un millón de preguntas de mínimos sobre una lista fija. ¿Recorro cada tramo o preparo una "
                "tabla dispersa?",
                """Prepara la tabla dispersa: O(n log n) una vez y después O(1) por pregunta. Recorrer el tramo cuesta
                hasta O(n) en cada una.""",
                title="o recorrer cada tramo",
            ),
            QA(
                "Solo quiero el mínimo de un tramo, una vez. ¿Monto la tabla dispersa?",
                """No: usa `min` sobre el tramo, que es O(n) y no guarda nada. Preparar la tabla costaría O(n log n),
                más que la propia respuesta.""",
                title="mínimo una sola vez",
            ),
        ),
        results=(
            Result(
                "minimo(preparar([7, 3, 9, 5]), 1, 4)",
                """El tramo tiene tres elementos: 3, 9 y 5. Se cubre con los bloques de longitud 2 `[3, 9]` y `[9, 5]`,
                cuyos mínimos son 3 y 5.""",
            ),
            Result(
                "preparar([4, 1, 6])",
                """La primera fila es la lista. La segunda tiene los mínimos de las parejas 4, 1 y 1, 6. No hay tercera,
                porque un bloque de 4 no cabe.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo las temperaturas de los últimos diez años y mucha gente pregunta la mínima entre dos fechas. "
                    "¿Qué uso?",
                    """Una tabla dispersa: los datos del pasado no cambian, así que se prepara una vez y cada pregunta se
                    responde en O(1) con dos bloques.""",
                ),
                QA(
                    "¿Y si también preguntan la máxima?",
                    """Otra tabla igual con `max` en lugar de `min`: también da lo mismo que los bloques se solapen.""",
                ),
                QA(
                    "¿Y la media?",
                    """Para la media necesitas la suma, y ahí la tabla dispersa no vale. Guarda prefijos: la suma del
                    tramo es una resta, y luego divides entre los días.""",
                ),
            ),
            (
                QA(
                    "¿Por qué a la tabla dispersa le bastan dos bloques para cubrir cualquier tramo?",
                    """Porque la mayor potencia de 2 que cabe en el tramo mide más de la mitad. Un bloque pegado al
                    principio y otro al final lo cubren entero, aunque se pisen.""",
                ),
                QA(
                    "¿Y no molesta que se pisen?",
                    """No con el mínimo: mirar dos veces el mismo número no cambia cuál es el menor. Con sumas sí
                    molestaría.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código de una sparse table en Python para mínimos de tramos?",
            "`preparar` construye las filas y `minimo` responde para el tramo que va de i a j, sin incluir j:",
            ("minimo(preparar([8, 6, 7, 2, 9]), 0, 3)", "minimo(preparar([8, 6, 7, 2, 9]), 4, 5)"),
            """El tramo no puede estar vacío: con i igual a j, `bit_length` daría 0, k valdría −1 y `j - 2**k` no sería
            un índice entero; para máximos basta cambiar `min` por `max`.""",
        ),
    ),
)
