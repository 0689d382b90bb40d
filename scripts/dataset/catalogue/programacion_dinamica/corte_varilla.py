"""El problema del corte de varilla."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="corte-varilla",
    name="el problema del corte de varilla",
    topic="programación dinámica",
    level="intermedio",
    time="O(n²)",
    space="O(n)",
    code="""
def mejor_venta(precios, n):
    mejor = [0] * (n + 1)
    for largo in range(1, n + 1):
        for corte in range(1, min(largo, len(precios)) + 1):
            mejor[largo] = max(mejor[largo], precios[corte - 1] + mejor[largo - corte])
    return mejor[n]
""",
    theory=Theory(
        """
        El problema del corte de varilla busca cómo cortar una barra de longitud n en trozos enteros para
        obtener la máxima ganancia, si cada longitud tiene un precio.

        - mejor[0] = 0.
        - Para cada longitud se prueba el **primer trozo**: su precio más lo mejor que se puede sacar de lo
        que queda.
        - Se toma el máximo.

        **Ejemplo:** con precios 1, 5, 8 y 9 para longitudes 1 a 4, una barra de 4 da ‹mejor_venta([1, 5, 8,
        9], 4)›, con dos trozos de 2.
        """,
        ask="¿Qué pide el problema del corte de varilla y cómo se resuelve con programación dinámica?",
        pitfall="elegir siempre el trozo de mayor precio por unidad; puede dejar un resto que se vende mal.",
    ),
    complexity=Complexity(
        """
        Para cada longitud de 1 a n se prueban hasta n primeros cortes: 1 + 2 + … + n = n(n + 1)/2
        operaciones, O(n²). Sin guardar resultados habría 2ⁿ⁻¹ maneras de cortar, porque en cada unidad se
        decide si se corta o no.

        Se guarda el mejor valor de cada longitud; con otra lista se recuerda el primer corte.
        """,
        Count(
            "mejor[largo] = max(mejor[largo]",
            "cortes probados con n longitudes a la venta",
            tuple((n, f"mejor_venta([1] * {n}, {n})") for n in (5, 10, 20)),
        ),
        ask="¿Cómo se deduce el coste de resolver el corte de varilla con programación dinámica?",
    ),
    build=Build(
        "Calcula la ganancia máxima al cortar una varilla de longitud n, dados los precios por longitud.",
        """`mejor[largo]` se obtiene probando todos los primeros trozos y reutilizando lo ya calculado para el
        resto.""",
        ("mejor_venta([1, 5, 8, 9, 10, 17], 6)", "mejor_venta([2], 5)"),
    ),
    bugs=(
        Bug(
            "Mi corte de varilla nunca corta en más de dos trozos. ¿Por qué?",
            ("precios[corte] + mejor[largo - corte]", "precios[corte] + precios[largo - corte]"),
            "mejor_venta([0, 3, 5, 6, 7])",
            """El resto se vende entero, con su precio de lista, en lugar de cortarlo también de la mejor
            manera. Debe usarse el óptimo del resto, `mejor[largo - corte]`.""",
            "aquí `precios[k]` es el precio de un trozo de longitud k.",
            code="""
def mejor_venta(precios):
    mejor = [0]
    for largo in range(1, len(precios)):
        mejor.append(max(precios[corte] + mejor[largo - corte] for corte in range(1, largo + 1)))
    return mejor[-1]
""",
        ),
    ),
    exercises=(
        Trace(
            "Calcula la mejor venta de varillas de longitud 1 a 5 con precios 2, 5, 7, 8 y 10.",
            "tabla([0, 2, 5, 7, 8, 10])",
            "mejor.append(max(opciones))",
            "Longitud {largo}: opciones {opciones} según el primer trozo; la mejor, {max(opciones)}.",
            "La tabla completa, desde la longitud 0, es ‹tabla([0, 2, 5, 7, 8, 10])›.",
            "Para longitud 5, lo mejor son dos trozos de 2 y uno de 1: 5 + 5 + 2. (También 2 + 3: 5 + 7.)",
            code="""
def tabla(precios):
    mejor = [0]
    for largo in range(1, len(precios)):
        opciones = list(map(lambda c: precios[c] + mejor[largo - c], range(1, largo + 1)))
        mejor.append(max(opciones))
    return mejor
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué relación hay entre el corte de varilla y la mochila?",
            """
            El corte de varilla es una mochila en la que cada objeto puede repetirse y hay que llenar la
            capacidad completa.

            - **Objetos:** trozos de longitud k y valor precio[k].
            - **Capacidad:** la longitud n de la varilla.

            En la mochila 0/1 cada objeto se usa una vez y las capacidades se recorren de mayor a menor; aquí,
            de menor a mayor. Ambas cuestan O(número de objetos · capacidad), que en la varilla es O(n²)
            porque hay tantos tipos de trozo como longitudes.
            """,
            title="frente a la mochila",
        ),
    ),
    concepts=(
        QA(
            "¿De cuántas maneras se puede cortar una varilla de longitud n?",
            """
            De 2ⁿ⁻¹ maneras, si se distingue el orden de los trozos: en cada una de las n − 1 marcas
            interiores se corta o no.

            Para n = 4 son 8: 4, 1+3, 3+1, 2+2, 1+1+2, 1+2+1, 2+1+1 y 1+1+1+1. Probar todas es inviable para n
            grande. La programación dinámica aprovecha que, fijado el primer trozo, el resto es un problema
            más pequeño cuya solución se calcula una sola vez.
            """,
            title="maneras de cortar",
        ),
        QA(
            "¿Por qué el corte de varilla tiene subestructura óptima?",
            """
            Porque si el primer trozo de una solución óptima mide k, el resto debe estar cortado de forma
            óptima para longitud n − k.

            Si existiera una forma mejor de cortar el resto, sustituyéndola se obtendría más ganancia en
            total, y la solución no sería óptima: contradicción. Este argumento de «cortar y pegar» es el
            habitual para justificar una recurrencia. Falla cuando las partes compiten por un recurso común,
            como en el camino simple más largo.
            """,
            title="subestructura óptima",
        ),
    ),
    brief=Brief(
        what=(
            """Es el problema de cortar una barra en trozos de longitud entera para venderlos por el mayor dinero
            posible, si cada longitud tiene su precio.""",
            """Pide la ganancia máxima que se obtiene de una varilla de longitud n, entera o cortada, según una
            lista de precios por longitud; un mismo tamaño de trozo puede repetirse.""",
            """Imagina que vendes regaliz a trozos: se decide el tamaño del primero y el resto se corta también
            de la mejor manera. El problema de la varilla es hallar el reparto que más dinero da.""",
            """El problema del corte de varilla busca los cortes que dan más ingresos; se resuelve anotando, para
            cada longitud, lo máximo que se puede obtener de ella.""",
        ),
        cost=(
            """Para cada longitud, de 1 a n, se prueban todos los tamaños del primer trozo, que son como mucho
            tantos como esa longitud.""",
            "Se guarda un solo número por longitud: lo máximo que se puede sacar de una varilla de ese tamaño.",
            """Son dos bucles, uno sobre las longitudes y otro sobre el primer corte, más una lista con el mejor
            resultado de cada longitud.""",
        ),
        use=(
            """Cuando hay que repartir una cantidad entera en partes cuyo precio no es proporcional al tamaño, y
            las partes pueden repetirse.""",
            """Los aserraderos y las fábricas de acero o de papel se enfrentan a versiones de este problema al
            decidir en qué medidas cortar tablas, barras y rollos según lo que se paga por cada una.""",
            """Si el precio es proporcional a la longitud, porque todos los cortes dan lo mismo. Tampoco si las
            medidas no son enteras o si n es enorme, ya que el tiempo crece con su cuadrado.""",
        ),
        beliefs=(
            QA(
                "En el corte de varilla gana siempre el trozo con mejor precio por metro.",
                """No: puede dejar un resto que se vende mal. Con precios 1, 6 y 10 para longitudes 1, 2 y 3, en
                una varilla de 4 ese criterio toma 3 + 1 y gana 11; dos trozos de 2 dan ‹mejor_venta([1, 6, 10],
                4)›.""",
                title="precio por metro",
            ),
            QA(
                "cortar la varilla en mas trozos siempre da mas dinero",
                """No: depende de los precios. Si los trozos largos se pagan mejor, conviene no cortar: con
                precios 1, 3 y 8, la varilla de 3 entera da ‹mejor_venta([1, 3, 8], 3)›, y cortada, 4 como
                mucho.""",
                title="número de trozos",
            ),
            QA(
                "Como hay 2ⁿ⁻¹ formas de cortar la varilla, resolverlo es exponencial.",
                """No: probarlas todas lo sería, pero la tabla las agrupa por lo que queda sin cortar. Solo hay n
                longitudes distintas y el tiempo es O(n²).""",
                title="si es exponencial",
            ),
        ),
        faster=(
            QA(
                "Para una varilla de 30 metros, ¿pruebo todos los cortes o uso una tabla?",
                """La tabla: O(n²), que aquí son menos de 500 pasos. Probarlo todo son 2²⁹ maneras, más de 500
                millones.""",
                title="o todos los cortes",
            ),
            QA(
                "Para el corte de varilla, ¿qué es mejor, recursión con memoria o bucles?",
                """En tiempo empatan, O(n²). Los bucles evitan la recursión, que con varillas muy largas puede
                superar el límite de profundidad de Python; la recursión con memoria se parece más a la fórmula.""",
                title="recursión o bucles",
            ),
        ),
        results=(
            Result(
                "mejor_venta([3, 4, 5], 3)",
                """Cada metro suelto se paga a 3, así que tres trozos de 1 suman 9. Cualquier trozo mayor rinde
                menos: 4 + 3 = 7, y el de 3, solo 5.""",
            ),
            Result(
                "mejor_venta([2, 7], 5)",
                """En la tabla, las longitudes 1 a 4 valen 2, 7, 9 y 14. Para la 5 lo mejor son dos trozos de 2,
                que dan 14, y uno de 1, que da 2.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Vendo cable y los rollos de 5 metros se pagan muy bien, pero tengo 12. ¿Cómo decido los
                    cortes?""",
                    """Plantea el corte de varilla: para cada longitud hasta 12, prueba todos los tamaños del
                    primer trozo y suma lo mejor que se puede sacar del resto.""",
                ),
                QA(
                    "¿Y si cada corte me cuesta dinero?",
                    """Resta ese gasto cuando el trozo no sea la pieza entera. La tabla se rellena igual, y a
                    veces saldrá a cuenta no cortar.""",
                ),
                QA(
                    "y como se que trozos son",
                    """Guarda, para cada longitud, el primer trozo que dio el máximo. Después vas restando esos
                    trozos desde 12 hasta llegar a 0.""",
                ),
            ),
            (
                QA(
                    "¿Por qué basta con decidir el primer trozo de la varilla?",
                    """Porque lo que queda es otra varilla más corta con los mismos precios, y su mejor venta ya
                    está calculada. Solo hay que probar cada primer trozo y comparar.""",
                ),
                QA(
                    "¿Entonces no hay que probar el segundo y el tercero?",
                    """No hace falta: esas decisiones ya están dentro del óptimo del resto. Es lo que se llama
                    subestructura óptima.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código que dice cuánto se gana como máximo al cortar una varilla?",
            "Cada posición de la lista `mejor` guarda el máximo que se obtiene de una varilla de esa longitud:",
            (
                "mejor_venta([2, 5, 9, 10], 7)",
                "mejor_venta([4], 0)",
            ),
            """El `min` permite varillas más largas que el mayor trozo a la venta: no se prueba ningún corte que
            no tenga precio.""",
        ),
        tool="la programación dinámica para el corte de varilla",
    ),
)
