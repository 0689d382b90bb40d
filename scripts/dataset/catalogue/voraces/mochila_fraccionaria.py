"""La mochila fraccionaria."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="mochila-fraccionaria",
    name="la mochila fraccionaria",
    topic="voraces",
    level="básico",
    time="O(n log n)",
    space="O(n)",
    code="""
def mochila_fraccionaria(objetos, capacidad):
    total = 0
    for peso, valor in sorted(objetos, key=lambda o: o[1] / o[0], reverse=True):
        tomado = min(peso, capacidad)
        total += valor * tomado / peso
        capacidad -= tomado
    return total
""",
    theory=Theory(
        """
        En la mochila fraccionaria los objetos se pueden partir, y basta un algoritmo voraz: llenar la mochila
        con lo que más vale por unidad de peso.

        1. Se calcula la razón valor/peso de cada objeto.
        2. Se ordenan de mayor a menor razón.
        3. Se toma todo lo que quepa de cada uno; el último quizá solo en parte.

        **Ejemplo:** con (peso 10, valor 60) y (20, 100) y capacidad 20, se toman el primero entero y la
        mitad del segundo: ‹mochila_fraccionaria([(10, 60), (20, 100)], 20)›.
        """,
        pitfall="ordenar por valor total: un objeto valioso pero muy pesado puede rendir poco por kilo.",
    ),
    complexity=Complexity(
        """
        Ordenar los n objetos por su razón cuesta O(n log n) y el recorrido posterior, O(n), así que domina la
        ordenación. Se puede llegar a O(n) buscando con quickselect la razón a partir de la cual ya no cabe
        nada más, aunque rara vez compensa.

        La lista ordenada ocupa O(n). Si los objetos ya vienen ordenados por rentabilidad, todo el algoritmo
        es O(n).
        """,
    ),
    build=Build(
        "Resuelve la mochila fraccionaria: objetos (peso, valor) que se pueden partir.",
        """Se recorren los objetos de mayor a menor valor por unidad de peso y de cada uno se toma lo que quepa.""",
        ("mochila_fraccionaria([(10, 60), (20, 100), (30, 120)], 50)",),
        "Cuando la capacidad llega a 0, `tomado` vale 0 y los demás objetos no suman nada.",
    ),
    bugs=(
        Bug(
            "Mi mochila fraccionaria no alcanza el valor máximo. ¿Qué criterio de orden está mal?",
            ("key=lambda o: o[1] / o[0]", "key=lambda o: o[1]"),
            "mochila_fraccionaria([(10, 60), (1, 50)], 10)",
            """Se ordena por valor total y no por valor por unidad de peso. El objeto de peso 1 rinde 50 por
            unidad, pero se examina después del que rinde 6.""",
        ),
        Bug(
            "Este programa suma el valor completo de objetos que no caben enteros. ¿Cómo lo corrijo?",
            ("total += valor * tomado / peso", "total += valor if tomado else 0"),
            "mochila_fraccionaria([(4, 8)], 1)",
            """Se añade todo el valor aunque solo se haya tomado una parte. De un objeto del que se toma la
            fracción tomado/peso se obtiene esa misma fracción del valor.""",
        ),
    ),
    exercises=(
        Trace(
            """Llena una mochila de capacidad 9 con arroz (peso 5, valor 10), nueces (2, 8) y café (4, 12), que
            se pueden partir.""",
            "mochila_fraccionaria([(5, 10), (2, 8), (4, 12)], 9)",
            "capacidad -= tomado",
            """Objeto de peso {peso} y valor {valor} ({valor / peso:g} por unidad): se toman {tomado}; valor
            acumulado {total:g}.""",
            """El valor máximo es ‹mochila_fraccionaria([(5, 10), (2, 8), (4, 12)], 9)›: todas las nueces, todo
            el café y 3 unidades de arroz.""",
            """La mochila queda exactamente llena. Cambiar cualquier parte tomada por otra no tomada (más arroz)
            bajaría el valor, porque el arroz es lo que menos rinde.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Cómo sé si un problema se resuelve con un voraz o necesita programación dinámica?",
            """
            Prueba el voraz con casos pequeños: si encuentras un contraejemplo, necesitas otra cosa; si no,
            intenta demostrarlo por intercambio.

            - **Señal a favor del voraz:** una decisión local nunca perjudica a las siguientes, como en la
            mochila fraccionaria.
            - **Señal en contra:** tomar lo mejor ahora puede dejar huecos o bloquear combinaciones, como en
            la mochila 0/1.

            La dinámica explora todas las decisiones guardando resultados; es más costosa, pero no se equivoca
            si la recurrencia es correcta.
            """,
            level="intermedio",
            title="voraz o programación dinámica",
        ),
    ),
    concepts=(
        QA(
            "Demuestra que el voraz de la mochila fraccionaria es óptimo.",
            """
            Por intercambio: si una solución deja sin tomar algo de un objeto más rentable mientras usa otro
            menos rentable, cambiar un poco de uno por otro la mejora.

            Sea a más rentable por unidad que b. Si hay ε de peso de b dentro y ε de a fuera, al cambiarlos el
            peso no varía y el valor aumenta en ε · (razón de a − razón de b) > 0. Repitiendo, toda solución
            óptima acaba siendo la del voraz, salvo empates de razón.
            """,
            level="intermedio",
            title="demostración",
        ),
        QA(
            "¿Para qué sirve la mochila fraccionaria al resolver la mochila 0/1?",
            """
            Como cota superior: lo que se consigue pudiendo partir objetos nunca es menor que lo que se
            consigue sin partirlos.

            En el método de ramificación y poda, en cada nodo se calcula la cota fraccionaria de lo que falta.
            Si ni siquiera esa cota supera la mejor solución conocida, la rama se abandona. Es rápida de
            calcular, O(n) con los objetos ya ordenados, y suele podar muchísimo.
            """,
            level="avanzado",
            title="ayuda para la 0/1",
        ),
    ),
    brief=Brief(
        what=(
            """Es llenar una mochila de capacidad limitada con objetos que se pueden partir, para que lo que se
            lleva valga lo máximo posible.""",
            """Un problema en el que se puede tomar cualquier porción de cada objeto; se resuelve empezando por
            el que más vale por unidad de peso y siguiendo hasta que la mochila se llena.""",
            """Es como llevarse frutos secos a granel en un cesto pequeño: la mochila fraccionaria se llena primero
            con lo más valioso por kilo, y del último producto se coge solo lo que quepa.""",
            """La mochila fraccionaria reparte la capacidad entre objetos divisibles, de mayor a menor relación
            entre valor y peso, y ese reparto voraz es óptimo.""",
        ),
        cost=(
            """Lo caro es ordenar los objetos por su valor por unidad de peso; llenar la mochila después es una
            sola pasada.""",
            """La función `sorted` crea una lista nueva con todos los objetos, y aparte solo se lleva un total y
            la capacidad que queda.""",
            """Manda la ordenación, tanto en pasos como en espacio, porque el recorrido final usa un par de
            variables.""",
        ),
        use=(
            """Conviene cuando lo que eliges es divisible, como líquidos, grano, tiempo o dinero, y el valor es
            proporcional a la cantidad que tomas.""",
            """Al cargar un camión con productos a granel, como harina, arena o grano, de los que se puede llevar
            cualquier cantidad: se empieza por el que deja más dinero por tonelada.""",
            """Si los objetos son indivisibles, como un televisor o un cuadro, porque este método puede dar un
            valor imposible de alcanzar. Ahí hace falta la mochila 0/1.""",
        ),
        beliefs=(
            QA(
                "la mochila fraccionaria y la 0/1 se resuelven igual",
                """No: en la fraccionaria basta el método voraz, O(n log n), porque el último hueco se llena con
                un trozo. En la 0/1 ese método falla y se usa programación dinámica, O(nC).""",
                title="igual que la 0/1",
            ),
            QA(
                "En la mochila fraccionaria conviene empezar por el objeto de más valor.",
                """No: por el de más valor por unidad de peso. Con capacidad 5, un objeto (peso 10, valor 50)
                solo aporta 25; otro (5, 40) da ‹mochila_fraccionaria([(10, 50), (5, 40)], 5)›.""",
                title="empezar por más valor",
            ),
            QA(
                "El tiempo de la mochila fraccionaria crece con la capacidad.",
                """No: la capacidad no influye. El tiempo es O(n log n), por ordenar los n objetos, tanto si
                caben 10 kilos como un millón.""",
                title="tiempo y capacidad",
            ),
        ),
        faster=(
            QA(
                "Puedo llevarme polvo de oro, de plata y de cobre en un saco. ¿Voraz o programación dinámica?",
                """Voraz: los polvos se pueden repartir en cualquier cantidad, así que basta tomar primero el de
                más valor por kilo, en O(n log n). La dinámica sobra.""",
                title="polvo de oro y plata",
            ),
            QA(
                "Si los objetos ya vienen ordenados por rentabilidad, ¿es más rápida la mochila fraccionaria?",
                """Sí: te saltas la ordenación y queda una pasada, O(n) en lugar de O(n log n). El valor que se
                obtiene es el mismo.""",
                title="objetos ya ordenados",
            ),
        ),
        results=(
            Result(
                "mochila_fraccionaria([(4, 20), (2, 14)], 5)",
                """El segundo objeto rinde 7 por unidad y se toma entero: 14. Quedan 3 unidades, que se llenan
                con tres cuartos del primero: 15 más.""",
            ),
            Result(
                "mochila_fraccionaria([(3, 9), (1, 2)], 10)",
                """Todo cabe: se toman los dos objetos enteros, 9 + 2, y sobran 6 unidades de capacidad. El valor
                sale con decimales por la división.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo sitio para 8 kilos de especias y cada una vale distinto por kilo. ¿Cómo elijo?",
                    """Es la mochila fraccionaria: empieza por la especia de más valor por kilo, toma toda la que
                    haya y sigue con la siguiente hasta llenar los 8 kilos.""",
                ),
                QA(
                    "¿Y si las especias vienen en botes cerrados?",
                    """Entonces no se pueden partir y es la mochila 0/1: tomar lo más rentable puede dejar hueco,
                    y hay que usar programación dinámica.""",
                ),
                QA(
                    "y si dos valen lo mismo por kilo",
                    "Da igual cuál tomes antes: cada kilo aporta lo mismo, así que el valor total no cambia.",
                ),
            ),
            (
                QA(
                    "¿Por qué el voraz acierta en la mochila fraccionaria?",
                    """Porque cada kilo de la mochila lo ocupa lo más rentable que quedaba. Cambiar un trozo por
                    otro menos rentable solo puede bajar el valor o dejarlo igual.""",
                ),
                QA(
                    "¿Y por qué importa poder partir?",
                    """Porque así el último hueco se rellena con un trozo del siguiente objeto. Sin partir puede
                    quedar vacío, y otra elección menos rentable por kilo ganaría.""",
                ),
            ),
        ),
        build=Build(
            "Impleméntame la mochila en la que se puede coger un trozo de cada objeto.",
            "Se ordenan los objetos por valor entre peso y de cada uno se toma todo lo que quepa:",
            (
                "mochila_fraccionaria([(6, 30), (3, 18), (4, 8)], 8)",
                "mochila_fraccionaria([(2, 5)], 0)",
            ),
            "Con `min(peso, capacidad)` no hace falta distinguir si el objeto cabe entero o solo en parte.",
        ),
    ),
)
