"""El problema del cambio con el mínimo de monedas."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

ENTRY = Entry(
    key="cambio-monedas",
    name="el problema del cambio con el mínimo de monedas",
    topic="programación dinámica",
    level="intermedio",
    time="O(kM), con k tipos de moneda e importe M",
    space="O(M)",
    code="""
def cambio(monedas, importe):
    minimo = [0] + [float("inf")] * importe
    for m in range(1, importe + 1):
        for moneda in monedas:
            if moneda <= m:
                minimo[m] = min(minimo[m], minimo[m - moneda] + 1)
    return minimo[importe]
""",
    theory=Theory(
        """
        El problema del cambio pide pagar un importe con el menor número de monedas; con programación dinámica
        se resuelven todos los importes desde 0 hasta el deseado.

        - Para el importe 0 hacen falta 0 monedas.
        - Para un importe m se prueba cada moneda como la última: minimo[m − moneda] + 1.
        - Se queda el menor. Si ninguna sirve, es infinito: no hay solución.

        **Ejemplo:** con monedas 1, 3 y 4, el importe 6 necesita ‹cambio([1, 3, 4], 6)›: 3 + 3.
        """,
        ask="¿En qué consiste el problema del cambio con el mínimo de monedas y cómo se resuelve?",
        pitfall="tomar siempre la moneda más grande. Con 1, 3 y 4 daría 4 + 1 + 1, tres monedas.",
    ),
    complexity=Complexity(
        """
        Hay M importes y para cada uno se prueban k monedas con trabajo constante: O(kM). Probar todas las
        combinaciones de forma recursiva, sin memoria, sería exponencial, porque los mismos importes se
        recalculan muchísimas veces.

        Se guarda un número por importe. Para saber qué monedas se usan, se añade otra lista con la última
        moneda elegida.
        """,
        Count(
            "if moneda <= m:", "monedas probadas con k = 3", tuple((n, f"cambio([1, 3, 4], {n})") for n in (10, 20, 40))
        ),
        ask="Justifica la complejidad temporal y espacial de hallar el mínimo de monedas con programación dinámica.",
    ),
    build=Build(
        "Calcula el mínimo número de monedas para pagar un importe exacto.",
        """`minimo[m]` se obtiene probando cada moneda como última y usando la solución, ya calculada, del
        importe restante.""",
        ("cambio([1, 5, 10, 25], 30)", "cambio([1, 3, 4], 6)", "cambio([5, 10], 3)"),
        "El infinito indica que ese importe no se puede pagar.",
    ),
    bugs=(
        Bug(
            "Mi función del cambio usa más monedas de las necesarias. ¿Qué error tiene?",
            ("minimo[m] = min(minimo[m], minimo[m - moneda] + 1)", "minimo[m] = minimo[m - moneda] + 1"),
            "cambio([4, 3, 1], 6)",
            """No se toma el mínimo: cada moneda sobrescribe el resultado de la anterior, y queda el de la
            última de la lista.""",
        ),
        Bug(
            """Cuento de cuántas formas se paga un importe, pero 1 + 2 y 2 + 1 salen como distintas. ¿Qué
            cambio?""",
            (
                """
    for moneda in monedas:
        for m in range(moneda, importe + 1):
            formas[m] += formas[m - moneda]
""",
                """
    for m in range(1, importe + 1):
        for moneda in monedas:
            if moneda <= m:
                formas[m] += formas[m - moneda]
""",
            ),
            "contar([1, 2], 3)",
            """El bucle de importes está fuera, así que en cada importe se elige libremente la última moneda y
            se cuentan secuencias ordenadas.""",
            """con las monedas en el bucle exterior, cada una se añade en un orden fijo y cada combinación se
            cuenta una vez.""",
            code="""
def contar(monedas, importe):
    formas = [1] + [0] * importe
    for moneda in monedas:
        for m in range(moneda, importe + 1):
            formas[m] += formas[m - moneda]
    return formas[importe]
""",
        ),
    ),
    exercises=(
        Trace(
            "Rellena la tabla del mínimo de monedas para los importes 1 a 6 con monedas de 1, 3 y 4.",
            "tabla([1, 3, 4], 6)",
            "minimo.append(mejor)",
            """Importe {m}: opciones {[(c, minimo[m - c] + 1) for c in monedas if c <= m]} como (última moneda,
            total); mínimo {mejor}.""",
            "La tabla completa es ‹tabla([1, 3, 4], 6)›, así que para 6 bastan 2 monedas.",
            """Para el 6, la mejor última moneda es el 3, porque deja 3, que se paga con una. Tomar primero la
            de 4 deja 2, que necesita dos.""",
            code="""
def tabla(monedas, importe):
    minimo = [0]
    for m in range(1, importe + 1):
        mejor = min(minimo[m - c] + 1 for c in monedas if c <= m)
        minimo.append(mejor)
    return minimo
""",
        ),
    ),
    comparisons=(
        QA(
            "Para dar cambio, ¿algoritmo voraz o programación dinámica?",
            """
            Voraz si el sistema de monedas lo permite, como el euro; programación dinámica si las monedas son
            cualesquiera.

            - **Voraz:** tomar siempre la mayor que quepa. O(k) divisiones. Con 1, 2, 5, 10, 20, 50 es óptimo.
            - **Dinámica:** O(kM), correcta siempre.

            Un contraejemplo para el voraz: con 1, 10 y 25 e importe 30, toma 25 + 1 + 1 + 1 + 1 + 1 (seis
            monedas), mientras que 10 + 10 + 10 son tres. Además, sin moneda de 1 el voraz puede no encontrar
            solución aunque exista.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Por qué `minimo[0]` vale 0 y los demás empiezan en infinito?",
            """
            Porque pagar 0 no requiere ninguna moneda, y de los otros importes todavía no se conoce ninguna
            forma de pago.

            El infinito se comporta bien con el mínimo: cualquier solución real lo mejora, y un importe
            imposible sigue valiendo infinito, ya que infinito + 1 es infinito. Si se empezara con 0 en todas
            las casillas, el mínimo daría siempre 0. Si se usa un número «grande» en lugar de infinito, hay
            que asegurarse de que ninguna solución lo alcance.
            """,
            level="básico",
        ),
        QA(
            "¿Cómo sé qué monedas forman el cambio óptimo y no solo cuántas son?",
            """
            Se anota, para cada importe, la última moneda que dio el mínimo, y se retrocede restándola hasta
            llegar a 0.

            ```python
            monedas, importe = [1, 3, 4], 6
            minimo, ultima = [0] + [99] * importe, [0] * (importe + 1)
            for m in range(1, importe + 1):
                for c in monedas:
                    if c <= m and minimo[m - c] + 1 < minimo[m]:
                        minimo[m], ultima[m] = minimo[m - c] + 1, c
            usadas = []
            while importe:
                usadas.append(ultima[importe])
                importe -= ultima[importe]
            print(usadas)  #=
            ```

            El retroceso da tantos pasos como monedas tenga la solución.
            """,
        ),
        QA(
            "¿Importa el orden de los bucles al contar formas de dar cambio?",
            """
            Sí: con las monedas en el bucle exterior se cuentan combinaciones; con los importes en el
            exterior, secuencias ordenadas.

            Para importe 3 con monedas 1 y 2 hay 2 combinaciones (1+1+1 y 1+2), pero 3 secuencias (1+1+1, 1+2
            y 2+1). Ambas cuentas son correctas para preguntas distintas: la segunda es la de subir escaleras.
            Al calcular el *mínimo*, en cambio, el orden de los bucles no altera el resultado.
            """,
        ),
    ),
)
