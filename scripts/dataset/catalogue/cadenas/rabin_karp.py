"""El algoritmo de Rabin-Karp."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="rabin-karp",
    name="el algoritmo de Rabin-Karp",
    topic="cadenas",
    level="intermedio",
    time="O(n + m) en promedio y O(nm) en el peor caso",
    space="O(m), por el trozo que se compara",
    code="""
B, M = 256, 1_000_003


def rabin_karp(texto, p):
    n, m = len(texto), len(p)
    if m > n:
        return -1
    alto = pow(B, m - 1, M)
    hp = ht = 0
    for i in range(m):
        hp = (hp * B + ord(p[i])) % M
        ht = (ht * B + ord(texto[i])) % M
    for i in range(n - m + 1):
        if hp == ht and texto[i:i + m] == p:
            return i
        if i < n - m:
            ht = ((ht - ord(texto[i]) * alto) * B + ord(texto[i + m])) % M
    return -1
""",
    theory=Theory(
        """
        Rabin-Karp busca un patrón comparando números en lugar de letras: calcula una huella (hash) del patrón
        y la compara con la de cada trozo del texto.

        - La huella de un trozo es el número que forman sus letras en cierta base, módulo un primo.
        - La **huella rodante** pasa de un trozo al siguiente en O(1): quita la letra que sale y añade la que
        entra.
        - Si las huellas coinciden, se comparan las letras, porque dos trozos distintos pueden tener la misma.

        **Ejemplo:** ‹rabin_karp("abracadabra", "cada") =›.
        """,
        pitfall="dar por buena la coincidencia de huellas sin comprobar el texto.",
    ),
    complexity=Complexity(
        """
        Calcular las huellas iniciales cuesta O(m) y cada desplazamiento, O(1), de modo que el recorrido es
        O(n + m) más las comprobaciones. Con un buen módulo las coincidencias falsas son raras; si hay muchas
        apariciones o colisiones, cada comprobación cuesta m y el peor caso es O(nm).

        Aparte del trozo que se compara, de m letras, solo se guardan unas cuantas huellas.
        """,
    ),
    build=Build(
        "Implementa Rabin-Karp con una huella rodante.",
        """`alto` es el peso de la letra que sale; al restarla, multiplicar por la base y sumar la nueva se
        obtiene la huella del trozo siguiente.""",
        ("rabin_karp('el perro corre', 'perro')", "rabin_karp('aaaa', 'b')"),
        "En Python el resto `%` nunca es negativo si el módulo es positivo, y la resta no da problemas.",
    ),
    bugs=(
        Bug(
            "Mi Rabin-Karp encuentra apariciones que no existen. ¿Qué falta comprobar?",
            (" and texto[i:i + len(p)] == p", ""),
            "buscar('bac', 'abc')",
            """Se acepta cualquier coincidencia de huellas. Con esta huella (suma de códigos) dos trozos con las
            mismas letras en otro orden chocan, y con cualquier huella puede haber colisiones.""",
            code="""
def huella(s):
    return sum(map(ord, s)) % 101


def buscar(texto, p):
    for i in range(len(texto) - len(p) + 1):
        if huella(texto[i:i + len(p)]) == huella(p) and texto[i:i + len(p)] == p:
            return i
    return -1
""",
        ),
        Bug(
            "Mi huella rodante se desajusta a partir del segundo trozo. ¿Qué término está mal?",
            ("(h - ord(s[i]) * B ** (m - 1)) * B + ord(s[i + m])", "(h - ord(s[i])) * B + ord(s[i + m])"),
            "rodantes('abcd', 2)",
            """La letra que sale se resta sin su peso. Es la más significativa del trozo, así que su aportación
            es su código por B^(m − 1).""",
            code="""
B = 1000


def rodantes(s, m):
    h = 0
    for c in s[:m]:
        h = h * B + ord(c)
    todas = [h]
    for i in range(len(s) - m):
        h = (h - ord(s[i]) * B ** (m - 1)) * B + ord(s[i + m])
        todas.append(h)
    return todas
""",
        ),
    ),
    exercises=(
        Trace(
            "Busca 31 dentro de los dígitos 2 3 5 9 0 2 3 1 con huellas módulo 13.",
            "buscar('23590231', '31', 13)",
            "if h == objetivo:",
            """Trozo «{texto[i:i + 2]}»: huella {h}{', igual que la del patrón' + (': coincide' if texto[i:i +
            2] == p else ', pero es una colisión') if h == objetivo else ''}.""",
            "El patrón, cuya huella es 31 mod 13 = 5, está en la posición ‹buscar('23590231', '31', 13)›.",
            """Solo hay que comparar cifras cuando las huellas coinciden. Con un módulo tan pequeño son
            frecuentes las colisiones; con un primo grande son muy raras.""",
            code="""
def buscar(texto, p, m):
    objetivo = int(p) % m
    for i in range(len(texto) - 1):
        h = int(texto[i:i + 2]) % m
        if h == objetivo:
            if texto[i:i + 2] == p:
                return i
    return -1
""",
        ),
    ),
    comparisons=(
        QA(
            "¿Por qué usar Rabin-Karp si KMP es O(n + m) en el peor caso?",
            """
            Porque la huella rodante sirve para más cosas: varios patrones a la vez, patrones en dos
            dimensiones o comparar subcadenas en O(1).

            - **KMP:** un patrón, sin azar, sin colisiones.
            - **Rabin-Karp:** con k patrones de igual longitud se guardan sus huellas en un conjunto y se
            recorre el texto una sola vez.

            También permite buscar el tramo repetido más largo: búsqueda binaria sobre la longitud y huellas
            para detectar repeticiones, O(n log n) esperado.
            """,
            level="avanzado",
            title="frente a KMP",
        ),
    ),
    concepts=(
        QA(
            "¿Qué es una huella rodante (rolling hash)?",
            """
            Es una función hash que se actualiza en O(1) al desplazar una ventana una posición, en lugar de
            recalcularla entera.

            Con base 10 y la ventana «235», el valor es 235; al pasar a «359» se quita el 2 (2·100), se
            multiplica por 10 y se suma 9: (235 − 200)·10 + 9 = 359. Con letras se hace igual en otra base y
            módulo un primo. Recalcularla costaría O(m) por posición, y se perdería toda la ventaja.
            """,
            title="huella rodante",
        ),
        QA(
            "¿Cómo se eligen la base y el módulo en Rabin-Karp?",
            """
            El módulo, un primo grande para que haya pocas colisiones; la base, mayor que el tamaño del
            alfabeto y, si alguien puede elegir los textos con mala intención, al azar.

            Con un módulo cercano a 10⁹ y un millón de trozos, la probabilidad de que algún trozo choque con
            el patrón es de una milésima, aproximadamente. Si se comparan todos los trozos entre sí, hay unas
            5·10¹¹ parejas y las colisiones son prácticamente seguras: entonces se usan dos módulos o uno de
            61 bits.
            """,
            level="avanzado",
            title="base y módulo",
        ),
        QA(
            "¿Cómo comparo dos subcadenas en O(1) después de preparar el texto?",
            """
            Con huellas de prefijos: h[i] es la huella de las i primeras letras, y la de s[i:j] es h[j] −
            h[i]·B^(j − i), módulo M.

            Preparar las huellas y las potencias cuesta O(n). Dos subcadenas de igual longitud con distinta
            huella son distintas con seguridad; con la misma, son iguales con probabilidad muy alta. Es la
            versión «multiplicativa» de las sumas de prefijos, y con búsqueda binaria da el prefijo común más
            largo en O(log n).
            """,
            level="avanzado",
            title="comparar dos subcadenas",
        ),
    ),
    brief=Brief(
        what=(
            """Busca un patrón en un texto comparando huellas numéricas: solo mira las letras cuando la huella de un
            trozo coincide con la del patrón.""",
            """Convierte cada trozo del texto en un número, que se actualiza en un instante al avanzar una letra, y
            descarta los trozos cuyo número no es el del patrón.""",
            """Una búsqueda que compara huellas, como quien reconoce un libro pesándolo antes de abrirlo: si el peso
            no coincide, no es; y si coincide, se abre para asegurarse.""",
            """El algoritmo de Rabin-Karp localiza un patrón con una huella rodante y comprueba las letras solo
            cuando las huellas son iguales.""",
        ),
        cost=(
            """Pasar a la huella siguiente es inmediato, y con un módulo grande casi nunca se compara en vano; si
            hay muchas colisiones, se compara cada trozo.""",
            """Las huellas son unos pocos números; lo único que crece es el trozo que se corta para compararlo con
            el patrón.""",
            """Se calculan dos huellas iniciales y después se avanza a coste constante; el peor caso llega cuando
            las huellas coinciden una y otra vez.""",
        ),
        use=(
            """Cuando buscas a la vez muchos patrones de la misma longitud, o quieres detectar trozos repetidos:
            comparar números es más rápido que comparar letras.""",
            """Los detectores de copias entre trabajos usan huellas de este tipo: guardan las de muchos fragmentos y
            localizan los que aparecen en dos documentos.""",
            """Si necesitas garantía en el peor caso con un solo patrón, mejor KMP. Y si alguien malintencionado
            conoce la base y el módulo, puede provocar colisiones a propósito.""",
        ),
        beliefs=(
            QA(
                "En Rabin-Karp, si las huellas coinciden, el patrón está seguro en esa posición.",
                """No: dos trozos distintos pueden tener la misma huella. Hay que comparar las letras antes de dar
                la respuesta; lo seguro es lo contrario: huellas distintas, trozos distintos.""",
                title="huellas que coinciden",
            ),
            QA(
                "rabin-karp siempre tarda O(n + m)",
                """No: eso es en promedio. Si hay muchas colisiones, cada posición obliga a comparar las m letras y
                el peor caso es O(nm).""",
                title="siempre O(n + m)",
            ),
            QA(
                "Calcular la huella de cada trozo en Rabin-Karp cuesta O(m), así que no se gana nada.",
                """No: solo la primera cuesta O(m). Las demás salen de la anterior en O(1), quitando la letra que
                sale y añadiendo la que entra.""",
                title="huella de cada trozo",
            ),
        ),
        faster=(
            QA(
                """Tengo una lista de mil códigos de ocho letras y un texto enorme. ¿Rabin-Karp o buscar cada código
                por separado?""",
                """Rabin-Karp: guarda las mil huellas en un conjunto y recorre el texto una sola vez, O(n) en
                promedio. Por separado harías mil recorridos.""",
                title="o buscar por separado",
            ),
            QA(
                "Para un solo patrón y sin riesgo de casos malos, ¿KMP o Rabin-Karp?",
                """KMP: es O(n + m) siempre, sin colisiones. Rabin-Karp lo es en promedio, y sus multiplicaciones y
                restos son más lentos que comparar letras.""",
                title="o KMP, un patrón",
            ),
        ),
        results=(
            Result(
                "rabin_karp('banana', 'nan')",
                """Las huellas de «ban» y «ana» no son la del patrón. La de «nan», en la posición 2, sí lo es, y las
                letras lo confirman.""",
            ),
            Result(
                "rabin_karp('abc', 'abcd')",
                """El patrón tiene cuatro letras y el texto, tres: no cabe, así que la función responde antes de
                calcular ninguna huella.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Quiero saber si dos trabajos de clase comparten alguna frase de 30 letras. ¿Por dónde
                    empiezo?""",
                    """Por huellas rodantes, como en Rabin-Karp: guarda en un conjunto las de todos los trozos de 30
                    letras del primero y recorre el segundo buscándolas.""",
                ),
                QA(
                    "¿Y si dos frases distintas tienen la misma huella?",
                    """Es una colisión: por eso, al encontrar una huella conocida, se comparan las letras. Con un
                    módulo grande ocurre muy pocas veces.""",
                ),
                QA(
                    "me lo resumes",
                    """Huellas de un texto en un conjunto, recorrido del otro con actualización en O(1) y
                    comparación de letras solo en las coincidencias.""",
                ),
            ),
            (
                QA(
                    "¿Por qué Rabin-Karp usa el resto de dividir por un primo?",
                    """Para que la huella sea un número pequeño y se opere con ella en O(1). Un primo grande reparte
                    bien los restos y hace raras las coincidencias falsas.""",
                ),
                QA(
                    "y si no uso modulo",
                    """En Python funcionaría, sin colisiones, pero la huella tendría tantas cifras como letras el
                    patrón y cada operación costaría O(m).""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código de Rabin-Karp en Python?",
            """Devuelve la primera posición del patrón o −1; la huella del trozo actual está en `ht` y la del
            patrón, en `hp`:""",
            ("rabin_karp('mississippi', 'ssip')",),
            "`pow(B, m - 1, M)` calcula el peso de la letra que sale sin formar números enormes.",
        ),
    ),
)
