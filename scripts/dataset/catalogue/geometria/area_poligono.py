"""El cálculo del área de un polígono (fórmula del cordón)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="area-poligono",
    name="el cálculo del área de un polígono (fórmula del cordón)",
    topic="geometría",
    level="básico",
    time="O(n)",
    space="O(1)",
    code="""
def area(vertices):
    doble = 0
    x1, y1 = vertices[-1]
    for x2, y2 in vertices:
        doble += x1 * y2 - x2 * y1
        x1, y1 = x2, y2
    return abs(doble) / 2
""",
    theory=Theory(
        """
        La fórmula del cordón da el área de un polígono a partir de sus vértices en orden, sin dividirlo en
        triángulos a mano.

        1. Para cada lado, de (x₁, y₁) a (x₂, y₂), se calcula x₁·y₂ − x₂·y₁.
        2. Se suman todos, incluido el lado que une el último vértice con el primero.
        3. El área es la mitad del valor absoluto.

        **Ejemplo:** un rectángulo de 4 × 3: ‹area([(0, 0), (4, 0), (4, 3), (0, 3)]) =›.
        """,
        pitfall="olvidar el último lado, el que cierra el polígono.",
    ),
    complexity=Complexity(
        """
        Se recorre cada lado una vez con dos multiplicaciones y dos sumas, por lo que el tiempo es lineal en
        el número de vértices. Es óptimo: hay que leer todos los vértices, porque mover uno cambia el área.

        Solo se guardan la suma y el vértice anterior. Con coordenadas enteras la suma es exacta; la única
        división es la final, entre 2.
        """,
    ),
    build=Build(
        "Calcula el área de un polígono dado por sus vértices en orden.",
        """Se suman los productos cruzados de vértices consecutivos; empezar con el último como «anterior»
        incluye el lado de cierre.""",
        ("area([(0, 0), (4, 0), (0, 3)])", "area([(0, 0), (2, 0), (2, 2), (1, 1), (0, 2)])"),
        "El segundo polígono no es convexo, y la fórmula vale igual.",
    ),
    bugs=(
        Bug(
            "El área de mi polígono sale distinta según el sentido en que doy los vértices. ¿Qué falta?",
            ("return abs(doble) / 2", "return doble / 2"),
            "area([(0, 0), (0, 2), (2, 0)])",
            """Falta el valor absoluto. Si los vértices van en sentido horario, la suma es negativa; el signo
            indica el sentido y el valor absoluto, el área.""",
        ),
        Bug(
            "Mi fórmula del cordón falla en cuanto el polígono no empieza en el origen. ¿Por qué?",
            (
                "    x1, y1 = vertices[-1]\n    for x2, y2 in vertices:\n",
                "    x1, y1 = vertices[0]\n    for x2, y2 in vertices[1:]:\n",
            ),
            "area([(1, 1), (5, 1), (5, 4), (1, 4)])",
            """No se incluye el lado que va del último vértice al primero. Si el primero es el origen, ese
            término vale 0 y el error no se nota.""",
        ),
    ),
    exercises=(
        Trace(
            "Calcula con la fórmula del cordón el área del polígono (1, 1), (5, 1), (6, 4) y (2, 5).",
            "area([(1, 1), (5, 1), (6, 4), (2, 5)])",
            "x1, y1 = x2, y2",
            "Lado de ({x1}, {y1}) a ({x2}, {y2}): {x1}·{y2} − {x2}·{y1} = {x1 * y2 - x2 * y1}; suma {doble}.",
            """El área es ‹area([(1, 1), (5, 1), (6, 4), (2, 5)])›. Se empieza por el lado que cierra el
            polígono:""",
            "La suma es el doble del área, y es positiva porque los vértices van en sentido antihorario.",
        ),
    ),
    comparisons=(
        QA(
            "Para saber si un punto está dentro de un polígono, ¿método del rayo o comprobar giros?",
            """
            Giros si el polígono es convexo; rayo si puede ser cualquiera.

            - **Giros:** el punto está dentro si queda siempre al mismo lado de todos los lados. O(n), o O(log
            n) con búsqueda binaria en un polígono convexo.
            - **Rayo:** se traza una semirrecta y se cuentan los cortes con los lados; si es impar, está
            dentro. O(n).

            En el método del rayo hay que tratar con cuidado los vértices: la convención habitual cuenta un
            lado si exactamente uno de sus extremos está por encima.
            """,
            level="intermedio",
            title="rayo o giros",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué funciona la fórmula del cordón aunque el polígono no sea convexo?",
            """
            Porque suma áreas con signo: cada lado forma con el origen un triángulo que cuenta positivo o
            negativo según el sentido de giro.

            Las zonas que quedan fuera del polígono se suman con un lado y se restan con otro, y se cancelan;
            las de dentro se cuentan exactamente una vez. Por eso no importa dónde esté el origen. Sí hace
            falta que los lados no se crucen: en un polígono con forma de ocho, las dos partes se restan.
            """,
            level="intermedio",
            title="cordón sin ser convexo",
        ),
        QA(
            "¿Qué dice el teorema de Pick?",
            """
            Que el área de un polígono con vértices de coordenadas enteras es A = I + B/2 − 1, donde I son los
            puntos enteros interiores y B los del borde.

            **Ejemplo:** un rectángulo de 4 × 3 tiene B = 14 puntos en el borde e I = 3 · 2 = 6 interiores: 6
            + 7 − 1 = 12, su área. Los puntos del borde se cuentan lado a lado: un lado con desplazamiento
            (dx, dy) aporta mcd(|dx|, |dy|). Así, con el área y el borde se obtienen los puntos interiores sin
            recorrerlos.
            """,
            level="intermedio",
            title="teorema de Pick",
        ),
        QA(
            "¿Cómo calculo el perímetro de un polígono en Python?",
            """
            Sumando las distancias entre vértices consecutivos, sin olvidar el lado que cierra.

            ```python
            from math import dist

            v = [(0, 0), (4, 0), (4, 3)]
            print(sum(dist(v[i - 1], v[i]) for i in range(len(v))))  #=
            ```

            Con i = 0, `v[i - 1]` es `v[-1]`, el último vértice: el índice negativo de Python cierra el
            polígono sin un caso especial. Cuesta O(n). A diferencia del área, el perímetro necesita raíces y
            casi nunca es un número entero.
            """,
            title="perímetro",
        ),
    ),
    brief=Brief(
        what=(
            """Obtiene la superficie de una figura de lados rectos a partir de las coordenadas de sus vértices en
            orden, sumando un producto cruzado por cada lado.""",
            """Consiste en multiplicar en cruz las coordenadas de cada par de vértices seguidos, sumar con signo y
            quedarse con la mitad del valor absoluto.""",
            """Es una receta para medir terrenos con muchas esquinas; sus productos, dibujados, se cruzan como los
            cordones de un zapato, y funciona aunque el contorno tenga entrantes.""",
            """El cálculo del área de un polígono (fórmula del cordón) suma x₁·y₂ − x₂·y₁ en todos los lados,
            incluido el que cierra, y toma la mitad sin signo.""",
        ),
        cost=(
            "Se hace una pasada por los vértices, con dos productos y un par de sumas en cada lado.",
            "Solo se guardan la suma acumulada y el vértice anterior, por grande que sea el polígono.",
            "Basta recorrer los lados una vez acumulando un único número, sin copiar los vértices.",
        ),
        use=(
            """Conviene cuando conoces los vértices en orden y los lados no se cruzan: da el área exacta, sea el
            polígono convexo o no, y con el signo, el sentido de giro.""",
            """El catastro calcula así la superficie de una parcela a partir de las coordenadas de sus esquinas, y
            los programas de mapas, la de una zona dibujada.""",
            """No sirve si los lados se cruzan, porque unas partes se restan de otras; si los vértices vienen
            desordenados; o si son longitudes y latitudes de zonas grandes, donde importa la curvatura.""",
        ),
        beliefs=(
            QA(
                "La fórmula del cordón solo vale para polígonos convexos.",
                """No: vale para cualquier polígono cuyos lados no se crucen. Por ejemplo, con un entrante,
                ‹area([(0, 0), (4, 0), (4, 4), (2, 2), (0, 4)]) =›.""",
                title="cordón y polígonos convexos",
            ),
            QA(
                "da igual en que orden ponga los vertices para el area",
                """No: hay que dar la vuelta al contorno. El sentido y el vértice inicial sí dan igual, pero si los
                mezclas se miden otros lados y el resultado es falso.""",
                title="orden de los vértices",
            ),
            QA(
                "Calcular el área de un polígono cuesta O(n²), porque se multiplican vértices entre sí.",
                "No: solo se multiplica cada vértice con el siguiente, n veces en total. El tiempo es O(n).",
                title="multiplicar vértices entre sí",
            ),
        ),
        faster=(
            QA(
                "Para el área de un polígono, ¿triangular o usar la fórmula del cordón?",
                """La fórmula del cordón: una pasada, O(n), y pocas líneas. Triangular un polígono cualquiera con el
                método sencillo de las orejas cuesta O(n²) y aquí no aporta nada.""",
                title="frente a triangular",
            ),
            QA(
                """¿Qué es mejor para medir una parcela con coordenadas enteras, el cordón o contar cuadrados en un
                papel cuadriculado?""",
                """El cordón: exacto y O(n), con n esquinas. Contar cuadrados depende de la superficie y solo da una
                aproximación si los lados van inclinados.""",
                title="o contar cuadrados",
            ),
        ),
        results=(
            Result(
                "area([(0, 0), (6, 0), (0, 2)])",
                """Los lados que tocan el origen aportan 0. El que va de (6, 0) a (0, 2) aporta 6 · 2 − 0 · 0 = 12,
                y la mitad es 6.""",
            ),
            Result(
                "area([(1, 0), (3, 0), (3, 5), (1, 5)])",
                """El cierre, de (1, 5) a (1, 0), aporta −5; el lado inferior, 0; el derecho, 15, y el superior, 10.
                Suman 20, y se divide entre 2.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Tengo las esquinas de mi huerto, que tiene una forma rara, medidas en metros. ¿Cómo saco los
                    metros cuadrados?""",
                    """Con la fórmula del cordón: recorre las esquinas en orden, suma x₁·y₂ − x₂·y₁ en cada lado,
                    toma el valor absoluto y divide entre 2.""",
                ),
                QA(
                    "¿Y si me sale negativo antes del valor absoluto?",
                    """Solo significa que has recorrido el contorno en el sentido de las agujas del reloj. El área
                    es el mismo número sin el signo.""",
                ),
                QA(
                    "no lo pillo, me das un ejemplo con numeros",
                    """Con (0, 0), (2, 0) y (0, 2), los productos son 0, 4 y 0: área 2. En el orden contrario suman
                    −4, y el área sigue siendo 2.""",
                ),
            ),
            (
                QA(
                    "¿Por qué la fórmula del cordón divide entre 2?",
                    """Porque cada producto cruzado mide un paralelogramo, que es el doble del triángulo formado por
                    el lado y el origen.""",
                ),
                QA(
                    "¿Y el origen tiene que estar dentro del polígono?",
                    """No: puede estar en cualquier sitio. Si está fuera, unos triángulos cuentan con signo menos y
                    lo que sobra se cancela.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas una función en Python para medir la superficie de un terreno?",
            """Recibe la lista de esquinas en orden, en cualquiera de los dos sentidos, y devuelve el área; sirve la
            fórmula del cordón:""",
            (
                "area([(0, 0), (3, 0), (3, 2), (0, 2)])",
                "area([(0, 0), (0, 2), (3, 2), (3, 0)])",
            ),
            """El segundo recorrido va al revés y el valor absoluto hace que el área sea la misma. Empezar con
            `vertices[-1]` cierra el contorno sin un caso especial.""",
        ),
    ),
)
