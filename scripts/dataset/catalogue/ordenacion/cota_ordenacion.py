"""La cota inferior de la ordenación por comparaciones."""

from ...entry import QA, Brief, Build, Entry, Result, Theory

ENTRY = Entry(
    key="cota-ordenacion",
    name="la cota inferior de la ordenación por comparaciones",
    topic="ordenación",
    level="avanzado",
    time="Ω(n log n) comparaciones en el peor caso",
    space="O(1) para calcular la cota",
    code="""
from math import factorial


def minimo_comparaciones(n):
    return (factorial(n) - 1).bit_length()
""",
    theory=Theory(
        """
        Ningún algoritmo que ordene comparando elementos puede hacer menos de unas n log₂ n comparaciones en
        el peor caso; se demuestra con un árbol de decisión.

        1. Cada comparación tiene dos resultados y divide en dos las posibilidades.
        2. Hay n! ordenaciones posibles, y el algoritmo debe distinguirlas todas.
        3. Con k comparaciones se distinguen como mucho 2ᵏ casos, luego 2ᵏ ≥ n! y k ≥ log₂ n!.

        **Ejemplo:** para 5 elementos, 5! = 120 y hacen falta al menos ‹minimo_comparaciones(5)›
        comparaciones.
        """,
        pitfall="aplicar esta cota a métodos que no comparan, como el conteo o el reparto por dígitos.",
    ),
    exercises=(
        QA(
            "¿Cuántas comparaciones hacen falta como mínimo para ordenar 3 y 4 elementos en el peor caso?",
            """
            Al menos 3 para tres elementos y 5 para cuatro.

            ```python
            from math import factorial, log2

            print([(n, factorial(n), round(log2(factorial(n)), 2)) for n in (3, 4)])  #=
            ```

            1. Con 3 elementos hay 6 órdenes; 2 comparaciones distinguen solo 4 casos, y 3, hasta 8.
            2. Con 4 elementos hay 24; 4 comparaciones distinguen 16, y 5, hasta 32.

            Ambas cotas se alcanzan: mergesort ordena 4 elementos con 5 comparaciones como máximo. Con 12
            elementos, en cambio, la cota es 29 y se sabe que hacen falta 30.
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Qué algoritmos de ordenación alcanzan la cota n log n y cuáles no?",
            """
            Mergesort y heapsort la alcanzan en el peor caso; quicksort, solo en promedio; burbuja, inserción
            y selección quedan en O(n²).

            - **Mergesort:** hace muy pocas comparaciones más que la cota.
            - **Heapsort:** del orden de 2n log₂ n.
            - **Quicksort:** unas 1,39 n log₂ n en promedio.
            - **Conteo y radix:** no están sujetos a la cota, porque usan los valores como índices.

            Que sea imposible bajar de n log n justifica que nadie siga buscando un método de comparaciones
            lineal.
            """,
            title="algoritmos que la alcanzan",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué log₂ n! es del orden de n log n?",
            """
            Porque n! es un producto de n números, y la mitad de ellos son mayores o iguales que n/2.

            - **Por arriba:** n! ≤ nⁿ, así que log₂ n! ≤ n log₂ n.
            - **Por abajo:** n! ≥ (n/2)^(n/2), luego log₂ n! ≥ (n/2) log₂(n/2).

            Las dos cotas son del orden de n log n. La fórmula de Stirling afina más: log₂ n! ≈ n log₂ n −
            1,44 n. Para un millón de elementos son unos 18,5 millones de comparaciones.
            """,
            title="orden de log₂ n!",
        ),
        QA(
            "¿Qué es un árbol de decisión en el análisis de algoritmos?",
            """
            Es la representación de todas las ejecuciones de un algoritmo que solo hace preguntas de sí o no:
            los nodos son comparaciones y las hojas, respuestas.

            Una ejecución es un camino desde la raíz, y el peor caso es la altura. Como un árbol binario de
            altura h tiene como mucho 2ʰ hojas, si hay R respuestas distintas, h ≥ log₂ R. Con R = n! sale la
            cota de la ordenación; con R = n + 1, la de la búsqueda: log₂(n + 1) comparaciones.
            """,
            title="árbol de decisión",
        ),
        QA(
            "¿Qué significa que un algoritmo de ordenación sea estable y cuándo importa?",
            """
            Que los elementos con la misma clave conservan el orden que tenían; importa cuando se ordena
            varias veces por criterios distintos.

            ```python
            alumnos = [("Luis", 2), ("Ana", 1), ("Eva", 2), ("Bea", 1)]
            por_nombre = sorted(alumnos)
            print(sorted(por_nombre, key=lambda a: a[1]))  #=
            ```

            Primero se ordena por nombre y después por grupo: dentro de cada grupo los nombres siguen en
            orden, porque `sorted` es estable. Con números sueltos no se nota, ya que los iguales son
            indistinguibles.
            """,
            level="básico",
            title="algoritmo estable",
        ),
    ),
    brief=Brief(
        what=(
            """Es un límite demostrado: ningún método que ordene comparando puede bajar de unas n log₂ n
            comparaciones en el peor caso.""",
            """Un resultado teórico que dice hasta dónde se puede mejorar una ordenación por comparaciones; se
            prueba contando las hojas de un árbol de decisión.""",
            """Como el juego de las preguntas de sí o no: para distinguir n! órdenes posibles hacen falta al menos
            log₂ n! preguntas. Cada comparación es una pregunta.""",
            """La cota inferior de la ordenación establece el mínimo de comparaciones que necesita, en el peor
            caso, cualquier algoritmo que solo compare elementos.""",
        ),
        cost=(
            "Hay n! órdenes posibles y, en el peor caso, cada comparación descarta como mucho la mitad.",
            """Para calcular la cota solo se maneja un número, n!, y se cuentan sus bits: no se ordena ni se
            guarda ninguna lista.""",
            """log₂ n! crece como n log₂ n, y ese es el número de preguntas imprescindibles; la fórmula no guarda
            datos.""",
        ),
        use=(
            """Para saber cuándo dejar de buscar: mergesort ya está en el orden óptimo, así que no hay método por
            comparaciones esencialmente mejor.""",
            """Justifica que las bibliotecas de Python o Java usen ordenaciones O(n log n) y no intenten bajar
            de ahí en el peor caso: sus autores saben que es imposible con comparaciones.""",
            """No se aplica a métodos que no comparan, como la ordenación por conteo o por dígitos, que pueden ser
            lineales.""",
        ),
        beliefs=(
            QA(
                "Algún día alguien encontrará una ordenación por comparaciones en O(n).",
                """No es posible: está demostrado que en el peor caso hacen falta del orden de n log n
                comparaciones.""",
                title="comparaciones en O(n)",
            ),
            QA(
                "La ordenación por conteo contradice la cota n log n.",
                """No la contradice, porque no compara elementos: usa el valor como posición. La cota solo habla de
                métodos por comparación.""",
                title="ordenación por conteo",
            ),
            QA(
                "La cota inferior de la ordenación dice que ordenar cualquier lista cuesta n log n.",
                "No: habla del peor caso. Una lista ya ordenada puede comprobarse con n − 1 comparaciones.",
                title="cualquier lista",
            ),
        ),
        faster=(
            QA(
                "¿Puede un algoritmo de comparaciones ordenar 3 elementos con 2 comparaciones siempre?",
                "No: hay 3! = 6 órdenes y con 2 comparaciones solo se distinguen 4. Hacen falta 3.",
                title="3 elementos, 2 comparaciones",
            ),
            QA(
                "Para ordenar un millón de notas de 0 a 10, ¿vale la cota n log n?",
                """No obliga, porque se puede ordenar por conteo en O(n + k), sin comparar. La cota solo limita a
                los que comparan.""",
                title="un millón de notas",
            ),
        ),
        results=(
            Result(
                "minimo_comparaciones(3)",
                """Hay 6 órdenes posibles; con dos comparaciones se distinguen 4 y con tres, 8. Hacen falta tres.""",
            ),
            Result(
                "minimo_comparaciones(4)",
                "4! es 24, y la primera potencia de 2 que llega es 32 = 2⁵.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Por qué no existe una ordenación por comparaciones más rápida que mergesort?",
                    """Sí puede haberlas algo más rápidas en la práctica, pero no de mejor orden: n log n
                    comparaciones son imprescindibles.""",
                ),
                QA(
                    "¿De dónde sale ese número?",
                    "De log₂ n!: hay n! órdenes y cada comparación solo tiene dos respuestas.",
                ),
                QA(
                    "¿Y con datos concretos se puede saltar?",
                    "Sí, si no se compara: con enteros pequeños, la ordenación por conteo es lineal.",
                ),
            ),
            (
                QA(
                    "¿Qué es un árbol de decisión en la ordenación?",
                    """Un dibujo en el que cada nodo es una comparación, cada rama una respuesta y cada hoja un
                    orden final.""",
                ),
                QA(
                    "¿Y qué tiene que ver con la cota?",
                    """Su altura es el peor número de comparaciones, y con n! hojas la altura es al menos log₂ n!.""",
                ),
            ),
        ),
        build=Build(
            """Escribe una función que diga cuántas comparaciones hacen falta como mínimo para ordenar n elementos.""",
            """Son los bits necesarios para distinguir n! casos, es decir, el logaritmo en base 2 de n! redondeado
            hacia arriba, y `bit_length` los cuenta sin usar decimales:""",
            (
                "minimo_comparaciones(5)",
                "minimo_comparaciones(10)",
            ),
            """Se resta 1 antes de contar bits para que una potencia exacta de 2 no dé una comparación de más.
            Ningún algoritmo que solo compare puede garantizar menos comparaciones que estas, y algunos, como
            mergesort, se quedan muy cerca.""",
        ),
        tool="la cota inferior de la ordenación por comparaciones",
    ),
)
