"""El cálculo del área de un polígono (fórmula del cordón)."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
