"""El problema de partir un texto en palabras de un diccionario."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="particion-palabras",
    name="el problema de partir un texto en palabras de un diccionario",
    topic="programación dinámica",
    level="intermedio",
    time="O(n · L) comprobaciones, con L la longitud máxima de palabra",
    space="O(n)",
    code="""
def partible(texto, palabras):
    largo = max(map(len, palabras))
    posible = [True] + [False] * len(texto)
    for fin in range(1, len(texto) + 1):
        for inicio in range(max(0, fin - largo), fin):
            if posible[inicio] and texto[inicio:fin] in palabras:
                posible[fin] = True
                break
    return posible[-1]
""",
    theory=Theory(
        """
        El problema pregunta si un texto sin espacios puede dividirse en palabras de un diccionario; la
        programación dinámica decide para cada prefijo si es divisible.

        - El prefijo vacío lo es.
        - El prefijo que acaba en `fin` lo es si existe un `inicio` tal que el prefijo anterior es
        divisible y el trozo entre ambos es una palabra.

        **Ejemplo:** ‹partible("solymar", {"sol", "y", "mar"}) =›, pero ‹partible("solyma", {"sol", "y",
        "mar"}) =›.
        """,
        pitfall="""tomar siempre la palabra más larga que encaje. Con «abcd» y las palabras «abc», «ab» y
        «cd», el voraz elige «abc» y se queda con una d suelta.""",
    ),
    complexity=Complexity(
        """
        Hay n finales y para cada uno se prueban como mucho L comienzos, con una consulta al conjunto de
        palabras: O(n · L) consultas. Cortar y calcular el hash de cada trozo cuesta además
        O(L), así que contando letras es O(n · L²).

        Se guarda un booleano por prefijo. La recursión sin memoria sería exponencial, porque hay 2ⁿ⁻¹
        maneras de partir un texto.
        """,
        Count(
            "if posible[inicio] and",
            "trozos probados con palabras de hasta 3 letras",
            tuple((n, f"partible('x' * {n}, {{'abc'}})") for n in (10, 20, 40)),
        ),
    ),
    build=Build(
        "Decide si un texto sin espacios se puede partir en palabras de un conjunto.",
        """`posible[fin]` indica si las primeras `fin` letras se pueden partir; se prueba cada palabra
        como última.""",
        ("partible('abcd', {'abc', 'ab', 'cd'})", "partible('abcd', {'abc', 'ab'})"),
    ),
    bugs=(
        Bug(
            "Mi función acepta textos que no se pueden partir. ¿Qué comprobación falta?",
            ("if posible[inicio] and texto[inicio:fin] in palabras:", "if texto[inicio:fin] in palabras:"),
            "partible('xsol', {'sol'})",
            """Solo se mira que la última palabra esté en el diccionario, sin exigir que lo anterior
            también sea divisible. La «x» del principio se ignora.""",
        ),
        Bug(
            "Mi partición recursiva de palabras no encuentra soluciones que existen. ¿Por qué?",
            (
                "return any(texto.startswith(p) and partible(texto[len(p):], palabras) for p in palabras)",
                """p = max((p for p in palabras if texto.startswith(p)), key=len, default='')
    return bool(p) and partible(texto[len(p):], palabras)""",
            ),
            "partible('abcd', ['abc', 'ab', 'cd'])",
            """Se toma siempre la palabra más larga que encaja y no se prueba ninguna otra. Es una
            decisión voraz que puede dejar un resto imposible.""",
            "hay que probar todas las palabras posibles (y, para textos largos, guardar los resultados).",
            code="""
def partible(texto, palabras):
    if texto == "":
        return True
    return any(texto.startswith(p) and partible(texto[len(p):], palabras) for p in palabras)
""",
        ),
    ),
    exercises=(
        Trace(
            """¿Se puede partir «casadora» con las palabras casa, cas, dora y adora? Muestra qué prefijos
            son divisibles.""",
            "partible('casadora', {'casa', 'cas', 'dora', 'adora'})",
            "posible[fin] = True",
            """«{texto[:fin]}»: lo anterior, «{texto[:inicio]}», es divisible y «{texto[inicio:fin]}» es
            una palabra.""",
            "Sí, de dos formas: casa + dora y cas + adora. Los prefijos divisibles son estos:",
            """Para el texto completo, el recorrido encuentra primero «cas» + «adora» y deja de buscar,
            porque solo interesa si es posible.""",
        ),
    ),
    comparisons=(
        QA(
            "¿En qué se parecen partir un texto en palabras y el problema del cambio de monedas?",
            """
            En los dos se prueba cuál fue la *última* pieza y se usa la respuesta de lo que queda antes.

            - **Monedas:** el importe m se apoya en m − moneda.
            - **Palabras:** el prefijo de longitud n se apoya en n − len(palabra), si las letras coinciden.

            En monedas la pieza siempre encaja; en palabras hay que comparar el texto. En ambos el método
            voraz puede fallar, y ambos permiten preguntar si es posible, de cuántas formas o con cuántas
            piezas
            como mínimo, cambiando «o» por suma o por mínimo.
            """,
            title="o cambio de monedas",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo obtengo de cuántas formas se puede partir un texto en palabras?",
            """
            Sustituyendo los booleanos por contadores: formas[fin] es la suma de formas[inicio] para cada
            última palabra posible.

            ```python
            def formas(texto, palabras):
                f = [1] + [0] * len(texto)
                for fin in range(1, len(texto) + 1):
                    for p in palabras:
                        if texto.endswith(p, 0, fin):
                            f[fin] += f[fin - len(p)]
                return f[-1]

            print(formas("casadora", ["casa", "cas", "dora", "adora"]))  #=
            ```

            El prefijo vacío tiene una forma: no poner ninguna palabra. Ya no se puede parar al encontrar
            la primera.
            """,
            title="cuántas formas hay",
        ),
        QA(
            "¿Por qué se usa un conjunto y no una lista para el diccionario de palabras?",
            """
            Porque comprobar si un trozo está en un conjunto cuesta O(1) en promedio (más leer el trozo),
            y en una lista hay que recorrerla.

            Con un diccionario de 80 000 palabras y un texto de 1000 letras se hacen decenas de miles de
            consultas; con una lista, cada una podría comparar 80 000 palabras. Si las palabras comparten
            muchos prefijos, un trie permite además abandonar en cuanto ningún término empieza por las
            letras leídas.
            """,
            level="básico",
            title="conjunto o lista",
        ),
    ),
    brief=Brief(
        what=(
            """Es decidir si un texto escrito sin espacios se puede separar en palabras que estén todas en un
            diccionario, sin que sobre ninguna letra.""",
            """Consiste en averiguar, para cada prefijo del texto, si se divide en palabras del diccionario: lo
            hace cuando acaba en una palabra y lo que hay delante también se podía dividir.""",
            """Es como leer «solymar» y poner los espacios: se mira dónde puede terminar una palabra conocida y
            se sigue desde ahí hasta agotar el texto.""",
            """El problema de partir un texto en palabras de un diccionario se resuelve marcando en qué
            posiciones puede terminar una palabra cuando todo lo anterior ya está bien dividido.""",
        ),
        cost=(
            """Para cada final posible solo se miran los comienzos que quedan a una distancia de, como mucho, la
            palabra más larga.""",
            "Se guarda un verdadero o falso por cada posición del texto, que dice si lo anterior se puede dividir.",
            """Cada posición prueba a cerrar ahí palabras de todas las longitudes permitidas y solo recuerda si
            alguna encajó.""",
        ),
        use=(
            """Cuando un texto viene pegado y quieres saber si tiene sentido como sucesión de palabras conocidas,
            aunque unas sean el comienzo de otras.""",
            """La biblioteca `jieba` separa las palabras del chino, que se escribe sin espacios, con un
            diccionario y programación dinámica: de todas las particiones elige la más probable.""",
            """Si el diccionario no contiene nombres propios o palabras nuevas, responderá que no aunque el texto
            sea correcto. Y cuando hay varias particiones, por sí solo no sabe cuál tiene sentido.""",
        ),
        beliefs=(
            QA(
                "Para separar un texto pegado basta coger siempre la palabra más larga que encaje.",
                """No: puede dejar un resto sin salida. En «salaseo», coger «sala» deja «seo», que no es nada;
                con «sal» y «aseo» sí se puede: ‹partible('salaseo', {'sal', 'sala', 'aseo'}) =›.""",
                title="palabra más larga",
            ),
            QA(
                "si todas las letras del texto salen en las palabras del diccionario entonces se puede partir",
                """No: las palabras tienen que aparecer enteras y una detrás de otra. «solma» usa letras de «sol»
                y «mar», pero ‹partible('solma', {'sol', 'mar'}) =›.""",
                title="letras en el diccionario",
            ),
            QA(
                "Para saber si un texto se parte en palabras hay que probar todas las formas de poner espacios.",
                """No: basta saber, para cada posición, si el texto anterior se puede dividir. Son O(n · L)
                comprobaciones en lugar de 2ⁿ⁻¹ particiones.""",
                title="poner los espacios",
            ),
        ),
        faster=(
            QA(
                "Tengo un texto de mil letras sin espacios. ¿Recursión probando cada palabra o tabla de prefijos?",
                """La tabla: con palabras de hasta 20 letras son como mucho 20 000 comprobaciones. La recursión
                sin memoria puede repetir los mismos finales un número exponencial de veces.""",
                title="recursión o tabla",
            ),
            QA(
                "Al partir un texto en palabras, ¿pruebo todos los comienzos o solo los cercanos?",
                """Solo los que están a distancia L o menos, la longitud de la palabra más larga: O(n · L) en
                lugar de O(n²). Ningún comienzo más lejano puede dar una palabra.""",
                title="comienzos cercanos o todos",
            ),
        ),
        results=(
            Result(
                "partible('luna', {'lu', 'na', 'un'})",
                """Las dos primeras letras forman «lu», así que la posición 2 queda marcada. Desde ahí, «na»
                llega justo hasta el final.""",
            ),
            Result(
                "partible('pan', {'pa', 'an'})",
                """Se puede marcar la posición 2, por «pa», pero queda la n suelta. Y «an» empieza en la posición
                1, a la que no se llega con ninguna palabra.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Me llegan etiquetas como «vivalamusica» y quiero separar las palabras. ¿Cómo empiezo?",
                    """Ten un conjunto de palabras y recorre el texto: marca cada posición en la que acaba una
                    palabra si su comienzo ya estaba marcado. La posición 0 está marcada desde el principio.""",
                ),
                QA(
                    "¿Y cómo saco las palabras, no solo un sí o un no?",
                    """Guarda en cada posición marcada dónde empezaba su última palabra. Luego retrocede desde el
                    final, de comienzo en comienzo, y saldrán en orden inverso.""",
                ),
                QA(
                    "y si una etiqueta se puede partir de dos formas",
                    """Ese método te da una de ellas. Para elegir la mejor, asigna una puntuación a cada palabra,
                    por ejemplo su frecuencia, y quédate con la partición que más sume.""",
                ),
            ),
            (
                QA(
                    "¿Por qué al partir un texto en palabras se marca como posible el prefijo vacío?",
                    """Porque la primera palabra no tiene nada delante: su comienzo es la posición 0, que debe
                    contar como bien dividida para que pueda empezar ahí.""",
                ),
                QA(
                    "¿Y si lo dejara en falso?",
                    """Ninguna posición llegaría a marcarse, porque todas dependen de otra anterior ya marcada, y
                    la respuesta sería siempre `False`.""",
                ),
            ),
        ),
        build=Build(
            """Hazme en Python una función que diga si una frase pegada, sin espacios, se separa en palabras
            conocidas.""",
            "La lista `posible` indica en qué posiciones se puede terminar una palabra:",
            (
                "partible('solysombra', {'sol', 'y', 'sombra'})",
                "partible('solysom', {'sol', 'y', 'sombra'})",
            ),
            """El `break` deja de probar en cuanto una palabra encaja, y `largo` evita mirar comienzos demasiado
            lejanos.""",
        ),
        tool="la programación dinámica para partir un texto en palabras",
    ),
)
