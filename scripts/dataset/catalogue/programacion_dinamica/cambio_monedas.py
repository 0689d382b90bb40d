"""El problema del cambio con el mínimo de monedas."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

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
            title="voraz o programación dinámica",
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
            title="valores iniciales",
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
            title="qué monedas forman el cambio",
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
            title="orden de los bucles",
        ),
    ),
    brief=Brief(
        what=(
            """Es el problema de pagar un importe exacto con la menor cantidad de monedas, sabiendo de qué
            valores hay y que cada una puede repetirse.""",
            """Pregunta cuántas monedas hacen falta, como mínimo, para dar un cambio. Con programación dinámica
            se resuelve primero para importes pequeños y se aprovecha para los grandes.""",
            """Imagina una escalera de importes 0, 1, 2…: a cada peldaño se llega añadiendo una moneda a otro más
            bajo, y el problema del cambio busca subir con el menor número de monedas.""",
            """El problema del cambio con el mínimo de monedas busca la forma más corta de sumar un importe: para
            cada cantidad se prueba qué moneda fue la última y se queda la mejor opción.""",
        ),
        cost=(
            """Por cada importe, desde 1 hasta el pedido, se prueba cada tipo de moneda, y probarla es solo una
            resta y una comparación.""",
            """Se guarda una lista con el mínimo de monedas de cada importe, desde 0 hasta el que hay que pagar,
            y nada más.""",
            """Dos bucles, uno de importes y otro de monedas, dan el tiempo; la lista recuerda un único número
            por importe.""",
        ),
        use=(
            """Cuando las monedas pueden tener cualquier valor y quieres estar seguro de usar las menos posibles,
            o descubrir que un importe no se puede pagar.""",
            """En una máquina que se ha quedado sin algunas monedas. Si solo tiene de 5 y de 2, para devolver 6
            no puede empezar por la de 5: el algoritmo encuentra las tres de 2.""",
            """Con importes enormes, porque el tiempo crece con el propio importe. Y si el sistema es como el del
            euro, sobra: coger siempre la moneda más grande que quepa ya da el mínimo.""",
        ),
        beliefs=(
            QA(
                "para dar cambio basta con coger siempre la moneda mas grande no",
                """Solo si el sistema de monedas lo permite, como el del euro. Con monedas de 1, 7 y 10, para
                pagar 14 ese método usa cinco (10 y cuatro de 1), y bastan ‹cambio([1, 7, 10], 14)›, las dos de
                7.""",
                title="la moneda más grande",
            ),
            QA(
                "El algoritmo del cambio de monedas es rapidísimo aunque el importe tenga veinte cifras.",
                """No: el tiempo es O(kM) y M es el importe, no su número de cifras. Con veinte cifras, la lista
                no cabría en la memoria de ningún ordenador.""",
                title="importes enormes",
            ),
            QA(
                "Teniendo monedas de varios valores, cualquier importe se puede pagar justo.",
                """No: alguna combinación tiene que sumar esa cantidad. Con monedas de 4 y 6 nunca sale un número
                impar, y la función lo indica con infinito: ‹cambio([4, 6], 7) =›.""",
                title="pagar cualquier importe",
            ),
        ),
        faster=(
            QA(
                "En un país con monedas de 1, 5 y 12, ¿me fío del método voraz para devolver 15?",
                """No, mejor programación dinámica. El voraz da una de 12 y tres de 1, cuatro monedas; lo óptimo
                son tres de 5. A cambio de O(kM) de tiempo tienes la garantía.""",
                title="voraz con monedas raras",
            ),
            QA(
                "¿Qué es más rápido para el mínimo de monedas, la recursión sin memoria o la tabla?",
                """La tabla, con O(kM). La recursión vuelve a calcular los mismos importes una y otra vez y crece
                de forma exponencial; si le añades memoria, se pone a la par.""",
                title="recursión o tabla",
            ),
        ),
        results=(
            Result(
                "cambio([2, 5], 11)",
                """Con dos monedas de 5 quedaría 1, que no se puede pagar. Con una sola de 5 quedan 6, que son
                tres de 2: cuatro en total.""",
            ),
            Result(
                "cambio([1, 6, 9], 12)",
                """La mejor última moneda es la de 6, porque deja 6, que se paga con otra igual. Empezar por la
                de 9 dejaría 3, es decir, tres monedas más.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Programo una caja registradora y quiero devolver el menor número de monedas. ¿Por dónde
                    empiezo?""",
                    """Por los importes pequeños: el 0 no necesita monedas y, para cada cantidad siguiente,
                    prueba cada moneda y suma una a lo que necesitaba el resto.""",
                ),
                QA(
                    "¿Y si me faltan monedas de 1?",
                    """No pasa nada: los importes imposibles se quedan en infinito y los demás salen bien. Eso
                    sí, comprueba el resultado antes de usarlo.""",
                ),
                QA(
                    "y cuanto tarda eso",
                    """O(kM): el número de tipos de moneda por el importe. Con 8 monedas y un importe de 5000
                    céntimos son 40 000 pasos, nada para un ordenador.""",
                ),
            ),
            (
                QA(
                    "¿Por qué el cambio de monedas se considera programación dinámica?",
                    """Porque para pagar un importe se reutilizan las soluciones de importes menores, que se
                    calculan una sola vez y se guardan en una lista.""",
                ),
                QA(
                    "¿Me lo enseñas con monedas de 1 y 3?",
                    """Claro: el 0 necesita 0; el 1, una; el 2, dos; el 3, una sola. Para el 4 se prueba la
                    última moneda: tanto si es la de 1 como si es la de 3, salen dos.""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python una función que diga con cuántas monedas, como mínimo, se paga una cantidad.",
            """Se calcula el mínimo de todos los importes, desde 1 hasta el pedido, apoyándose siempre en los
            anteriores:""",
            (
                "cambio([1, 2, 5, 10], 18)",
                "cambio([2, 4], 5)",
            ),
            """La condición `moneda <= m` evita índices negativos, que en Python leerían el final de la lista sin
            dar error.""",
        ),
        tool="la programación dinámica para dar cambio con el mínimo de monedas",
    ),
)
