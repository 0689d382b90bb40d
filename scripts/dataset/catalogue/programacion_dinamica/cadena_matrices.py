"""El producto óptimo de una cadena de matrices."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory

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
        ),
    ),
)
