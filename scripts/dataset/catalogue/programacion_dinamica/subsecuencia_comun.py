"""La subsecuencia común más larga (LCS)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="subsecuencia-comun",
    name="el cálculo de la subsecuencia común más larga (LCS)",
    topic="programación dinámica",
    level="intermedio",
    time="O(nm), con n y m las longitudes",
    space="O(nm)",
    code="""
def lcs(x, y):
    t = [[0] * (len(y) + 1) for _ in range(len(x) + 1)]
    for i in range(1, len(x) + 1):
        for j in range(1, len(y) + 1):
            if x[i - 1] == y[j - 1]:
                t[i][j] = t[i - 1][j - 1] + 1
            else:
                t[i][j] = max(t[i - 1][j], t[i][j - 1])
    return t[-1][-1]
""",
    theory=Theory(
        """
        La subsecuencia común más larga de dos cadenas es la mayor sucesión de letras que aparece en ambas
        en
        el mismo orden, aunque no estén seguidas.

        - t[i][j] es su longitud para las i primeras letras de una y las j primeras de la otra.
        - Si las últimas coinciden, se aprovechan: t[i − 1][j − 1] + 1.
        - Si no, se descarta una de las dos: el máximo de t[i − 1][j] y t[i][j − 1].

        **Ejemplo:** ‹lcs("barco", "arcos") =›, por «arco».
        """,
        pitfall="confundirla con la subcadena común, que exige letras consecutivas.",
    ),
    complexity=Complexity(
        """
        La tabla tiene (n + 1)(m + 1) casillas y cada una se calcula en O(1) a partir de tres vecinas:
        O(nm).
        Comparar todas las subsecuencias de una cadena con la otra sería O(2ⁿ · m).

        Si solo interesa la longitud, basta con guardar dos filas, O(m). Para reconstruir la subsecuencia
        hace
        falta la tabla entera (o el método de Hirschberg, que la recupera con memoria lineal).
        """,
        Count(
            "if x[i - 1] == y[j - 1]:",
            "comparaciones con dos cadenas de longitud n",
            tuple((n, f"lcs('a' * {n}, 'b' * {n})") for n in (5, 10, 20)),
        ),
    ),
    build=Build(
        "Calcula la longitud de la subsecuencia común más larga de dos cadenas.",
        "Se rellena una tabla por filas; la fila y la columna 0 corresponden a la cadena vacía y valen 0.",
        ("lcs('casa', 'cosas')", "lcs('abc', 'xyz')"),
    ),
    bugs=(
        Bug(
            "Mi LCS da un resultado demasiado pequeño cuando hay letras intercaladas. ¿Qué línea está mal?",
            ("max(t[i - 1][j], t[i][j - 1])", "0"),
            "lcs('abxcd', 'abcd')",
            """Cuando las letras no coinciden, la cuenta vuelve a 0, como si hubiera que tener letras
            seguidas.
            Ni siquiera calcula la subcadena común más larga, porque para eso habría que tomar el máximo
            de toda la tabla.""",
            """al no coincidir hay que conservar el mejor resultado de descartar una letra de una de las dos
            cadenas.""",
        ),
        Bug(
            "Al rellenar la tabla de LCS, todas las filas salen iguales. ¿Qué ocurre?",
            ("[[0] * (len(y) + 1) for _ in range(len(x) + 1)]", "[[0] * (len(y) + 1)] * (len(x) + 1)"),
            "lcs('a', 'aa')",
            """La multiplicación repite la misma fila: todas son el mismo objeto. Al escribir en una se
            modifican las demás y se pierden los valores de la fila anterior.""",
        ),
    ),
    exercises=(
        Trace(
            "Rellena la tabla de la LCS de «gato» y «gota», fila a fila.",
            "filas('gato', 'gota')",
            "anterior = fila",
            "Tras la letra «{a}»: {fila}.",
            """La longitud es ‹filas('gato', 'gota')›: sirven «ga», «gt» y «go», y ninguna de tres letras.
            Cada
            fila cuenta desde la cadena vacía:""",
            """El valor final está en la última casilla de la última fila. Las filas nunca decrecen, porque
            añadir letras no puede empeorar el resultado.""",
            code="""
def filas(x, y):
    anterior = [0] * (len(y) + 1)
    for a in x:
        fila = [0]
        for j, b in enumerate(y):
            fila.append(anterior[j] + 1 if a == b else max(anterior[j + 1], fila[j]))
        anterior = fila
    return anterior[-1]
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué diferencia hay entre subsecuencia común y subcadena común?",
            """
            La subsecuencia permite saltarse letras; la subcadena exige que sean consecutivas en ambas
            cadenas.

            **Ejemplo:** entre «camino» y «cariño», la subsecuencia común más larga es «caio» (4), y la
            subcadena común más larga, «ca» (2).

            Las dos se calculan con tablas O(nm). Cambian dos cosas: en la subcadena, si las letras difieren
            la casilla vale 0, y el resultado es el **máximo de toda la tabla** en lugar de la última
            casilla.
            """,
            title="frente a la subcadena",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo reconstruyo la subsecuencia común, no solo su longitud?",
            """
            Se recorre la tabla desde la última casilla hacia atrás: si las letras coinciden, se anota y
            se va
            en diagonal; si no, hacia la vecina mayor.

            En cada paso se repite la decisión con la que se rellenó la casilla, así que el camino sigue
            siempre una solución óptima. Las letras salen al revés y hay que invertirlas. Como cada paso
            reduce i o j, se tarda O(n + m). Si hay empate entre arriba e izquierda, existen varias
            soluciones.
            """,
            title="reconstruirla",
        ),
        QA(
            "¿Para qué se usa la LCS en la práctica?",
            """
            Para comparar versiones: la LCS de las líneas de dos ficheros es lo que no ha cambiado, y todo
            lo
            demás son líneas borradas o añadidas.

            Es la idea de herramientas como `diff` y del control de versiones. También se emplea en
            bioinformática para comparar secuencias de ADN. Como O(nm) es lento para ficheros enormes, las
            herramientas reales usan variantes cuyo coste depende del número de diferencias, que suele ser
            pequeño.
            """,
            level="básico",
            title="para qué se usa",
        ),
        QA(
            "¿Cómo reduzco la memoria de la LCS a O(m)?",
            """
            Guardando solo la fila anterior y la actual, porque cada casilla depende únicamente de la de
            arriba, la de la izquierda y la diagonal.

            Al terminar una fila, pasa a ser la anterior y la más antigua se olvida. Si se pone la cadena
            corta en las columnas, la memoria es O(min(n, m)). El tiempo sigue siendo O(nm). El precio es
            que
            ya no se puede reconstruir la subsecuencia retrocediendo por la tabla; para eso existe el
            algoritmo de Hirschberg.
            """,
            title="reducir la memoria",
        ),
    ),
    brief=Brief(
        what=(
            """Es hallar la mayor cantidad de letras que dos cadenas comparten en el mismo orden, aunque en medio
            haya otras letras.""",
            """Consiste en tachar las menos letras posibles de dos palabras hasta que queden iguales: lo que
            queda es la subsecuencia común más larga, y una tabla calcula su longitud.""",
            """Compara dos secuencias prefijo a prefijo: si las últimas letras coinciden, suma 1; si no, descarta
            la última de una o de otra. Así mide lo que tienen en común sin exigir letras seguidas.""",
            """El cálculo de la subsecuencia común más larga (LCS) averigua cuántos elementos de dos secuencias
            aparecen en ambas respetando el orden, contiguos o no.""",
        ),
        cost=(
            """Hay una casilla por pareja de prefijos, n por m en total, y rellenar cada una solo exige consultar la
            de arriba, la de la izquierda y la diagonal.""",
            """Se conserva la tabla completa, con una fila por letra de la primera cadena y una columna por letra
            de la segunda, más las de la cadena vacía.""",
            """Una casilla por pareja de prefijos: eso es lo que se rellena, con trabajo constante, y también lo
            que se guarda.""",
        ),
        use=(
            """Cuando quieres saber cuánto conservan dos versiones de una misma secuencia, permitiendo que se
            haya intercalado o borrado material, pero no que se haya desordenado.""",
            """La medida «ROUGE-L», con la que se evalúan resúmenes automáticos, compara el resumen con uno de
            referencia mediante la subsecuencia común más larga de sus palabras.""",
            """No conviene con dos ficheros de millones de líneas, porque tiempo y memoria son el producto de las
            longitudes. Tampoco si lo común debe ir seguido: eso es la subcadena común.""",
        ),
        beliefs=(
            QA(
                "La subsecuencia común más larga tiene que estar formada por letras seguidas.",
                """No: eso es la subcadena común. En la subsecuencia pueden quedar otras letras en medio, como la
                l de «plato»: ‹lcs('pato', 'plato') =›.""",
                title="letras seguidas",
            ),
            QA(
                "la lcs de dos palabras con las mismas letras es la palabra entera",
                """No: importa el orden. «amor» y «roma» tienen las mismas letras, pero cada una es la otra al
                revés y ‹lcs('amor', 'roma') =›.""",
                title="las mismas letras",
            ),
            QA(
                "Con dos filas de memoria se saca la LCS con todas sus letras.",
                """No: con dos filas se obtiene la longitud, en O(m) de memoria. Para recuperar las letras hace
                falta la tabla entera, O(nm), o un método especial como el de Hirschberg.""",
                title="solo dos filas",
            ),
        ),
        faster=(
            QA(
                "¿Qué es más rápido para la LCS, comparar todas las subsecuencias o rellenar la tabla?",
                """La tabla: O(nm). Con dos palabras de 30 letras son 900 casillas; las subsecuencias de una sola
                de ellas ya pasan de mil millones.""",
                title="o comparar todas",
            ),
            QA(
                "Para comparar dos ficheros de 2000 líneas con la LCS, ¿letra a letra o línea a línea?",
                """Línea a línea: son 4 millones de casillas. Letra a letra, con unas 40 por línea, serían 80 000
                por 80 000, más de seis mil millones.""",
                title="letras o líneas",
            ),
        ),
        results=(
            Result(
                "lcs('mano', 'mono')",
                """Coinciden la m, la n y la o, en ese orden. La a no está en «mono», así que no se puede llegar
                a cuatro.""",
            ),
            Result(
                "lcs('ABCB', 'BCAB')",
                """«BCB» aparece en las dos: en la primera son las tres últimas letras y en la segunda se salta
                la A. Cuatro es imposible, porque las cadenas son distintas.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Quiero ver qué líneas ha cambiado un compañero en un fichero. ¿Qué tiene que ver la LCS?",
                    """Las líneas de la subsecuencia común más larga son las que siguen igual y en orden. Las del
                    fichero viejo que no están en ella se borraron; las del nuevo, se añadieron.""",
                ),
                QA(
                    "¿Y si solo movió un párrafo de sitio?",
                    """La LCS no entiende de traslados: verás el párrafo como borrado en un lugar y añadido en
                    otro, porque el orden ha cambiado.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en la tabla de la LCS se suma 1 en diagonal cuando las letras coinciden?",
                    """Porque esa letra se empareja y se quita de las dos cadenas a la vez: queda lo mejor de los
                    dos prefijos sin ella, que es la casilla diagonal, más 1.""",
                ),
                QA(
                    "y si no coinciden",
                    """Al menos una de las dos letras finales no se usa. Se prueba a descartar cada una, mirando
                    arriba y a la izquierda, y se toma el mayor valor.""",
                ),
                QA(
                    "¿Me das un ejemplo corto?",
                    """Entre «sal» y «sol» coinciden la s y la l. La casilla de la a y la o vale 1, heredado de
                    la s, y al llegar a las dos eles la diagonal da 1 + 1 = 2.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código para medir cuántas letras comparten dos cadenas en el mismo orden?",
            "`t[i][j]` es la longitud de lo común entre las i primeras letras de una y las j primeras de la otra:",
            (
                "lcs('murciélago', 'mercado')",
                "lcs('tres', '')",
            ),
            "La fila y la columna de más representan la cadena vacía y evitan tratar aparte las primeras letras.",
        ),
    ),
)
