"""La mochila fraccionaria."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
