"""El producto óptimo de una cadena de matrices."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory

ENTRY = Entry(
    key="cadena-matrices",
    name="el producto óptimo de una cadena de matrices",
    topic="programación dinámica",
    level="avanzado",
    time="O(n³)",
    space="O(n²)",
    code="""
def coste_minimo(d):
    n = len(d) - 1
    c = [[0] * n for _ in range(n)]
    for largo in range(2, n + 1):
        for i in range(n - largo + 1):
            j = i + largo - 1
            c[i][j] = min(
                c[i][k] + c[k + 1][j] + d[i] * d[k + 1] * d[j + 1]
                for k in range(i, j)
            )
    return c[0][n - 1]
""",
    theory=Theory(
        """
        Al multiplicar varias matrices, el resultado no depende de cómo se pongan los paréntesis, pero el
        número de operaciones sí; este problema busca la colocación más barata.

        - Multiplicar p×q por q×r cuesta p·q·r productos.
        - Para la cadena de i a j se prueba cada corte k: coste izquierdo + coste derecho + coste de unirlos.
        - Se resuelven primero las cadenas cortas.

        **Ejemplo:** con 10×100, 100×5 y 5×50, la mejor forma cuesta ‹coste_minimo([10, 100, 5, 50])›; la
        otra, 75000.
        """,
        ask="¿En qué orden conviene multiplicar una cadena de matrices? Explícame el problema y su solución.",
        pitfall="""rellenar la tabla por filas de arriba abajo, con subproblemas aún sin resolver. Por
        longitud de la cadena siempre están listos.""",
    ),
    complexity=Complexity(
        """
        Hay n(n − 1)/2 cadenas con al menos dos matrices, y cada una prueba hasta n − 1 cortes: O(n³).
        Enumerar todas las colocaciones de paréntesis sería exponencial, pues su número (el de Catalan) crece
        como 4ⁿ/n^1,5.

        La tabla de costes tiene n² casillas; otra igual guardaría el mejor corte de cada cadena. Con n = 100
        matrices son menos de un millón de pasos, una cantidad muy pequeña.
        """,
        ask="Analiza el tiempo y la memoria que hacen falta para hallar el orden óptimo de una cadena de matrices.",
    ),
    build=Build(
        """Calcula el mínimo número de productos para multiplicar una cadena de matrices dadas sus dimensiones.""",
        """La lista d contiene las dimensiones: la matriz i es de d[i] × d[i + 1]. Se resuelven las cadenas de
        menor a mayor longitud.""",
        ("coste_minimo([10, 30, 5, 60])", "coste_minimo([4, 7])"),
        "Con una sola matriz no hay nada que multiplicar.",
    ),
    bugs=(
        Bug(
            "El coste de mi cadena de matrices sale demasiado bajo. ¿Qué olvido sumar?",
            ("c[i][k] + c[k + 1][j] + d[i] * d[k + 1] * d[j + 1]", "c[i][k] + c[k + 1][j] + d[i] * d[j + 1]"),
            "coste_minimo([10, 30, 5, 60])",
            """Falta la dimensión común en el coste de unir. El producto de una matriz p×q por otra q×r necesita
            p·q·r multiplicaciones.""",
        ),
    ),
    exercises=(
        QA(
            "Multiplica A (2×10), B (10×3) y C (3×8). ¿Conviene (AB)C o A(BC)?",
            """
            Conviene (AB)C, con 108 productos, frente a 400 de la otra forma.

            1. AB cuesta 2·10·3 = 60 y da una matriz 2×3. Multiplicarla por C cuesta 2·3·8 = 48. Total: 108.
            2. BC cuesta 10·3·8 = 240 y da una 10×8. Multiplicar A por ella cuesta 2·10·8 = 160. Total: 400.

            ```python
            print(2 * 10 * 3 + 2 * 3 * 8, 10 * 3 * 8 + 2 * 10 * 8)  #=
            ```

            El resultado es la misma matriz 2×8 en ambos casos. Con tres matrices solo hay dos colocaciones;
            con diez ya hay 4862, y por eso se usa programación dinámica.
            """,
        ),
    ),
    comparisons=(
        QA(
            """¿En qué se parece la cadena de matrices a otros problemas de programación dinámica por
            intervalos?""",
            """
            Todos definen el subproblema como un intervalo [i, j] y prueban dónde partirlo; cambia solo el
            coste de unir las dos partes.

            - **Cadena de matrices:** d[i]·d[k + 1]·d[j + 1].
            - **Unir montones de piedras:** la suma de todo el intervalo.
            - **Árbol de búsqueda óptimo:** k es la raíz y se suman las frecuencias del intervalo.

            El esquema se rellena por longitud creciente y cuesta O(n³). En algunos casos, una mejora debida a
            Knuth lo baja a O(n²).
            """,
            title="frente a otros problemas por intervalos",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué el resultado de multiplicar matrices no depende de los paréntesis?",
            """
            Porque el producto de matrices es asociativo: (AB)C = A(BC), aunque no sea conmutativo.

            Eso permite elegir el orden de las *operaciones*, no el de las *matrices*: cambiar A por B
            alteraría el resultado o haría imposible el producto. Lo único que varía es el tamaño de las
            matrices intermedias y, con él, el número de multiplicaciones. Conviene eliminar pronto las
            dimensiones grandes. (Con números de coma flotante pueden aparecer pequeñas diferencias de
            redondeo.)
            """,
            level="intermedio",
            title="resultado y paréntesis",
        ),
        QA(
            "¿En qué orden se debe rellenar una tabla de programación dinámica por intervalos?",
            """
            Por longitud creciente del intervalo, porque cada uno se apoya en otros más cortos contenidos en
            él.

            Primero los de longitud 1, que son casos base; luego los de 2, y así hasta n. En la matriz eso
            equivale a avanzar por diagonales desde la principal. Otra opción válida es recorrer i de mayor a
            menor y, dentro, j de menor a mayor: al llegar a [i, j] ya están [i, k] y [k + 1, j]. Con
            memoización no hay que pensarlo.
            """,
            level="intermedio",
            title="orden de la tabla",
        ),
    ),
    brief=Brief(
        what=(
            """Es el problema de decidir dónde poner los paréntesis al multiplicar varias matrices para hacer el
            menor número posible de productos entre números.""",
            """Consiste en elegir el orden de las multiplicaciones de una cadena de matrices. El resultado es
            siempre el mismo, pero el trabajo cambia muchísimo, y la programación dinámica halla el orden más
            barato.""",
            """Piensa en una cadena de matrices que se corta en dos: cada parte se multiplica de la mejor forma y
            luego se unen. Se prueban todos los cortes, de los tramos cortos a los largos, y gana el de menor
            coste.""",
            """El producto óptimo de una cadena de matrices es la colocación de paréntesis con menos operaciones;
            se calcula con una tabla que guarda el coste mínimo de cada tramo.""",
        ),
        cost=(
            "Hay del orden de n² tramos de la cadena y en cada uno se comparan hasta n − 1 puntos donde cortarlo.",
            """Se guarda una casilla por cada pareja de comienzo y final: el coste mínimo de multiplicar las
            matrices de ese tramo.""",
            """La tabla tiene un hueco por tramo, y para rellenar cada hueco se prueban todos los cortes posibles
            dentro de él.""",
        ),
        use=(
            """Cuando vas a multiplicar tres o más matrices de tamaños muy distintos: calcular antes el mejor
            orden cuesta poco y puede ahorrar la mayor parte de las operaciones.""",
            """La función `multi_dot`, de `numpy`, lo aplica: recibe varias matrices, averigua qué orden hace
            menos operaciones y las multiplica así, sin que tú pongas los paréntesis.""",
            """Si todas las matrices son cuadradas y del mismo tamaño, porque cualquier orden cuesta igual.
            Tampoco aporta nada con solo dos, ya que no hay nada que elegir.""",
        ),
        beliefs=(
            QA(
                "Si cambio los paréntesis de un producto de matrices, cambia el resultado.",
                """No: el producto de matrices es asociativo y el resultado es el mismo. Lo que cambia es el
                número de operaciones, a veces de forma enorme.""",
                title="cambiar los paréntesis",
            ),
            QA(
                "da igual en que orden multiplique una cadena de matrices porque cuesta lo mismo",
                """No: el resultado es igual, pero el coste no. Con matrices de 1×20, 20×1 y 1×20, el mejor orden
                hace ‹coste_minimo([1, 20, 1, 20])› productos y el peor, 800.""",
                title="el orden y el coste",
            ),
            QA(
                """Hallar el mejor orden para multiplicar n matrices es exponencial, porque hay muchísimas
                colocaciones de paréntesis.""",
                """No: las colocaciones son exponenciales, pero comparten subproblemas. Con programación dinámica
                solo hay del orden de n² tramos y el tiempo se queda en O(n³).""",
                title="muchísimas colocaciones de paréntesis",
            ),
        ),
        faster=(
            QA(
                "Tengo matrices de 50×2, 2×50 y 50×3. ¿Multiplico antes las dos primeras o las dos últimas?",
                """Las dos últimas: 2·50·3 + 50·2·3 = 600 productos. Empezando por las dos primeras son 50·2·50 +
                50·50·3 = 12500, unas veinte veces más.""",
                title="tres matrices, cuáles antes",
            ),
            QA(
                "Para hallar el mejor orden de diez matrices, ¿pruebo todas las colocaciones o uso una tabla?",
                """La tabla, O(n³): con diez matrices prueba 165 cortes. Las colocaciones de paréntesis son ya
                4862, y con veinte matrices pasan de mil millones.""",
                title="o probar todas las colocaciones",
            ),
        ),
        results=(
            Result(
                "coste_minimo([2, 3, 4, 5])",
                """Son tres matrices: 2×3, 3×4 y 4×5. Empezar por las dos primeras cuesta 24 + 40 = 64; empezar
                por las dos últimas, 60 + 30 = 90. Se queda el menor.""",
            ),
            Result(
                "coste_minimo([5, 1, 6])",
                """Solo hay dos matrices, 5×1 y 1×6, así que no hay cortes que comparar: el único producto
                posible cuesta 5·1·6.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo que multiplicar cinco matrices de tamaños muy distintos. ¿Importa por cuál empiezo?",
                    """Mucho: según dónde pongas los paréntesis puedes hacer cientos de operaciones o decenas de
                    miles. Conviene calcular antes el orden óptimo con programación dinámica.""",
                ),
                QA(
                    "¿Y puedo cambiar también el orden de las matrices?",
                    """No: el producto no es conmutativo. Las matrices se quedan en su sitio y solo eliges qué
                    pareja vecina se multiplica primero.""",
                ),
                QA(
                    "entonces que guardo en la tabla",
                    """El coste mínimo de multiplicar desde la matriz i hasta la j. Para saber además dónde van
                    los paréntesis, guarda también el corte que dio ese mínimo.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en la cadena de matrices se rellenan antes los tramos cortos?",
                    """Porque el coste de un tramo se calcula con el de las dos partes en que se corta, y esas
                    partes siempre son más cortas. Así ya están resueltas cuando hacen falta.""",
                ),
                QA(
                    "No lo pillo, ¿me das un ejemplo?",
                    """Con tres matrices A, B y C necesitas antes el coste de AB y el de BC. Cuando los tienes,
                    comparas (AB)C con A(BC) y te quedas con el menor.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que me diga lo que cuesta el mejor orden para multiplicar varias matrices.",
            "Cada casilla guarda el coste mínimo de un tramo de la cadena, y se rellena probando todos los cortes:",
            (
                "coste_minimo([5, 20, 4, 10])",
                "coste_minimo([8, 8, 8, 8])",
            ),
            """La casilla de una sola matriz vale 0 desde el principio, y por eso el bucle de longitudes empieza
            en 2.""",
        ),
        tool="la programación dinámica para la cadena de matrices",
    ),
)
