"""El problema del corte de varilla."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

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
        ),
    ),
)
