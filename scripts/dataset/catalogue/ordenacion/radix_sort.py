"""La ordenación por dígitos (radix sort)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="radix-sort",
    name="la ordenación por dígitos (radix sort)",
    topic="ordenación",
    level="intermedio",
    time="O(d(n + b)), con d dígitos en base b",
    space="O(n + b)",
    code="""
def radix(a, base=10):
    peso = 1
    while a and max(a) // peso > 0:
        cubos = [[] for _ in range(base)]
        for x in a:
            cubos[x // peso % base].append(x)
        a = [x for cubo in cubos for x in cubo]
        peso *= base
    return a
""",
    theory=Theory(
        """
        La ordenación por dígitos ordena enteros no negativos cifra a cifra, empezando por las unidades, con
        un reparto estable en cada pasada.

        1. Se reparten los números en cubos según la cifra de las unidades y se juntan en orden.
        2. Se repite con las decenas, las centenas…
        3. Tras la última cifra, la lista está ordenada.

        Funciona porque cada reparto conserva el orden anterior entre los que tienen la misma cifra.
        **Ejemplo:** ‹radix([170, 45, 75, 90, 2]) =›.
        """,
        pitfall="""empezar por la cifra más significativa con este mismo método: las pasadas siguientes
        deshacen el trabajo.""",
    ),
    complexity=Complexity(
        """
        Cada pasada reparte n números en b cubos y los junta: O(n + b), si se juntan con un recorrido. Hay
        tantas pasadas como cifras tenga el mayor, d. Con números de 32 bits y base 256 bastan 4 pasadas. Si
        los valores llegan hasta n^c, d es constante con base n y el total es O(n).

        Los cubos contienen en conjunto los n elementos. Con b fijo, como 10 o 256, la memoria
        adicional es O(n).
        """,
    ),
    build=Build(
        "Implementa radix sort para enteros no negativos en base 10.",
        "En cada pasada, `x // peso % base` extrae una cifra, y los cubos se recorren del 0 al 9.",
        ("radix([329, 457, 657, 839, 436, 720, 355])", "radix([5, 3])"),
    ),
    bugs=(
        Bug(
            "Mi radix sort deja mal los números largos. ¿Qué condición está mal?",
            ("while a and max(a) // peso > 0:", "while a and min(a) // peso > 0:"),
            "radix([3, 120, 101])",
            """El número de pasadas se calcula con el menor en lugar del mayor. En cuanto el pequeño se queda
            sin cifras, se dejan de mirar las cifras altas de los demás.""",
        ),
        Bug(
            "Mi ordenación por dígitos falla porque el reparto no es estable. ¿Qué línea lo rompe?",
            ("cubos[x // peso % base].append(x)", "cubos[x // peso % base].insert(0, x)"),
            "radix([12, 11, 21])",
            """Insertar al principio invierte el orden dentro de cada cubo. Las pasadas anteriores habían
            ordenado las cifras menores, y ese orden se pierde.""",
        ),
    ),
    exercises=(
        Trace(
            "Ordena [53, 7, 142, 87, 12] con radix sort en base 10 y muestra la lista tras cada pasada.",
            "radix([53, 7, 142, 87, 12])",
            "peso *= base",
            "Ordenada por la cifra de peso {peso}: {a}.",
            """El resultado es ‹radix([53, 7, 142, 87, 12])›, tras tres pasadas, porque el mayor tiene tres
            cifras:""",
            """En la segunda pasada, el 7 cuenta como 07 y va al cubo 0. La tercera pasada deja el 142 en el
            último lugar, porque es el único que tiene centenas.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Radix sort o quicksort para ordenar muchos enteros de 32 bits?",
            """
            Con muchísimos enteros, radix sort puede ganar: 4 pasadas de base 256 frente a unas log₂ n rondas
            de comparaciones.

            - **Radix:** O(d(n + b)), estable, memoria O(n). Solo para claves con cifras (enteros, cadenas de
            longitud fija).
            - **Quicksort:** O(n log n) en promedio, en la propia lista, con cualquier orden.

            Con un millón de enteros, log₂ n es 20. En Python puro, sin embargo, `sorted` es más rápido que
            ambos por estar en C.
            """,
            title="frente a quicksort",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué radix sort empieza por la cifra menos significativa?",
            """
            Porque así la última pasada, la que decide, es la de la cifra más significativa, y la estabilidad
            conserva el orden de las anteriores en los empates.

            Se demuestra por inducción: tras procesar las j cifras más bajas, los números están ordenados
            según ellas. En la pasada siguiente, si dos difieren en la cifra nueva, quedan bien; si empatan,
            conservan el orden que ya tenían, que era el correcto. Empezando por arriba habría que ordenar
            cada grupo por separado.
            """,
            title="empezar por la última cifra",
        ),
        QA(
            "¿Qué base conviene elegir en radix sort?",
            """
            Una potencia de 2 cercana a n, y en la práctica 256 o 65 536: menos pasadas a cambio de más cubos.

            Con base b, los números hasta M requieren log_b M pasadas de coste O(n + b). Si b es mucho mayor
            que n, se pierde el tiempo en cubos vacíos; si es muy pequeña, hay demasiadas pasadas. Las
            potencias de 2 permiten extraer las cifras con desplazamientos y máscaras en lugar de divisiones.
            """,
            level="avanzado",
            title="qué base elegir",
        ),
        QA(
            "¿Cómo ordeno por dígitos si hay números negativos?",
            """
            Se suma a todos un desplazamiento para que el menor pase a 0, se ordena y se resta después.

            ```python
            a = [3, -7, 0, -1]
            minimo = min(a)
            desplazada = sorted(x - minimo for x in a)
            print([x + minimo for x in desplazada])  #=
            ```

            (Aquí `sorted` hace el papel de radix.) Sumar una constante no altera el orden. La otra opción es
            separar negativos y no negativos, ordenar los valores absolutos y poner los negativos delante, en
            orden inverso. Ambas añaden O(n).
            """,
            title="números negativos",
        ),
    ),
    brief=Brief(
        what=(
            """Es ordenar números cifra a cifra, de las unidades hacia arriba, repartiéndolos en cubos según cada
            cifra sin perder el orden anterior.""",
            """Un método que ordena números enteros sin compararlos: los distribuye por dígitos y los vuelve a
            juntar.""",
            """Como ordenar fichas con fecha: primero por día, luego por mes y luego por año, siempre respetando el
            orden que traían.""",
            """La ordenación por dígitos hace una pasada estable por cada cifra, y tras la última la lista queda
            ordenada.""",
        ),
        cost=(
            "Hay una pasada por cada cifra, y cada una reparte n números en b cubos.",
            "Los cubos guardan los n números, más una lista por cada valor de cifra.",
            "Son d repartos de n elementos en b cubos, que contienen en total todos los números.",
        ),
        use=(
            """Conviene con muchos enteros o claves de longitud fija y pocas cifras, como números de teléfono,
            códigos postales o fechas: se ordenan en unas pocas pasadas, sin compararlos.""",
            """Las antiguas máquinas de tarjetas perforadas ordenaban así: repartían el mazo en cajones según
            una columna, se juntaban los cajones en orden y se repetía con la siguiente.""",
            """Si los números son muy largos y pocos, o no son enteros: las pasadas por cifra cuestan más que
            comparar.""",
        ),
        beliefs=(
            QA(
                "Radix sort puede empezar por la cifra de la izquierda con el mismo código.",
                """No: al repartir después por las de la derecha se desharía el orden. Hay que empezar por las
                unidades y que cada reparto sea estable.""",
                title="empezar por la izquierda",
            ),
            QA(
                "Radix sort es O(n), sin más.",
                "No exactamente: es O(d(n + b)). Solo es lineal si el número de cifras d está limitado.",
                title="O(n) sin más",
            ),
            QA(
                "En radix sort, los números con menos cifras dan problemas.",
                "No: se comportan como si tuvieran ceros delante, y en esas pasadas caen en el cubo 0.",
                title="números con menos cifras",
            ),
        ),
        faster=(
            QA(
                "Un millón de números de 6 cifras: ¿radix sort o burbuja?",
                """Radix sort: seis pasadas, O(d(n + b)), unos seis millones de pasos. La burbuja, O(n²), haría
                cientos de miles de millones.""",
                title="frente a la burbuja",
            ),
            QA(
                "Veinte números de 50 cifras: ¿radix o inserción?",
                "La inserción: unas 200 comparaciones como mucho. Radix haría 50 pasadas por los 20 números.",
                title="frente a inserción",
            ),
        ),
        results=(
            Result(
                "radix([21, 3, 10])",
                """Por unidades quedan 10, 21, 3; por decenas, el 3 va primero porque su decena es 0, luego el 10 y
                el 21.""",
            ),
            Result(
                "radix([7, 2, 9])",
                """Con números de una cifra basta una pasada, por las unidades: cada uno cae en su cubo y se
                recogen en orden.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo ordeno fechas escritas como 20240315?",
                    """Puedes usar una ordenación por dígitos: ocho pasadas, una por cifra, de derecha a izquierda.""",
                ),
                QA(
                    "¿Y por qué no empezar por el año?",
                    """Porque los repartos siguientes, por mes y día, desharían ese orden. El último reparto es el
                    que más manda, y debe ser el de la cifra mayor.""",
                ),
                QA(
                    "¿Es mejor que sorted?",
                    "En Python casi nunca: `sorted` está escrita en C, es más simple y ya es rápida.",
                ),
            ),
            (
                QA(
                    "En radix sort, ¿qué pasa si el reparto no es estable?",
                    """Que los que empatan en la cifra actual pierden el orden de las anteriores, y el resultado
                    sale mal.""",
                ),
                QA(
                    "¿Y cómo se asegura?",
                    "Añadiendo cada número al final de su cubo y vaciando los cubos de principio a fin.",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas una función que ordene números dígito a dígito?",
            "En cada pasada se reparten según una cifra y se juntan los cubos en orden:",
            (
                "radix([40, 7, 123])",
                "radix([])",
            ),
            "`peso` vale 1, 10, 100…; cuando el mayor dividido entre el peso da 0, ya no quedan cifras.",
        ),
    ),
)
