"""La distancia de edición (Levenshtein)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="distancia-edicion",
    name="la distancia de edición (Levenshtein)",
    topic="programación dinámica",
    level="intermedio",
    time="O(nm), con n y m las longitudes",
    space="O(m)",
    code="""
def distancia(x, y):
    anterior = list(range(len(y) + 1))
    for i, a in enumerate(x, 1):
        fila = [i]
        for j, b in enumerate(y, 1):
            cambiar = anterior[j - 1] + (a != b)
            fila.append(min(cambiar, anterior[j] + 1, fila[j - 1] + 1))
        anterior = fila
    return anterior[-1]
""",
    theory=Theory(
        """
        La distancia de edición entre dos cadenas es el mínimo de inserciones, borrados y sustituciones de una
        letra que convierten una en la otra.

        Para los prefijos de longitudes i y j hay tres opciones, y se toma la menor:

        - **Borrar** la última letra de la primera: d(i − 1, j) + 1.
        - **Insertar** la última de la segunda: d(i, j − 1) + 1.
        - **Sustituir** (gratis si coinciden): d(i − 1, j − 1) + 0 o 1.

        **Ejemplo:** ‹distancia("casa", "calle") =›.
        """,
        pitfall="inicializar con ceros. Convertir la cadena vacía en una de longitud j cuesta j inserciones.",
    ),
    complexity=Complexity(
        """
        Hay nm casillas y cada una es el mínimo de tres valores ya calculados: O(nm). Con dos cadenas de 1000
        letras es un millón de pasos.

        Como cada fila depende solo de la anterior, se guardan dos filas de m + 1 números. Si además se quiere
        la lista de operaciones, hay que conservar la tabla completa, O(nm).
        """,
        ask="Analiza el tiempo y la memoria que cuesta calcular la distancia de edición.",
    ),
    build=Build(
        "Calcula la distancia de Levenshtein entre dos palabras con memoria lineal.",
        """`anterior` es la fila de la tabla para el prefijo previo de la primera palabra, y `fila` la que se
        está calculando.""",
        ("distancia('gato', 'pato')", "distancia('perro', 'pero')", "distancia('', 'sol')"),
        "En Python, `a != b` vale 0 o 1 al sumarlo.",
    ),
    bugs=(
        Bug(
            "Mi distancia de edición da 0 entre la cadena vacía y «sol». ¿Qué falla?",
            ("anterior = list(range(len(y) + 1))", "anterior = [0] * (len(y) + 1)"),
            "distancia('', 'sol')",
            """La primera fila está mal inicializada. Pasar de la cadena vacía a las j primeras letras de `y`
            cuesta j inserciones, no 0.""",
        ),
        Bug(
            "La distancia que calculo sale demasiado grande cuando falta una letra. ¿Por qué?",
            ("min(cambiar, anterior[j] + 1, fila[j - 1] + 1)", "min(cambiar, anterior[j] + 2, fila[j - 1] + 2)"),
            "distancia('perro', 'pero')",
            """Insertar y borrar se están cobrando a 2. En la distancia de Levenshtein las tres operaciones
            cuestan 1.""",
            """los tres costes son 1. (Si se cobra 2 solo por sustituir, se obtiene otra medida, la ligada a
            la subsecuencia común más larga.)""",
        ),
    ),
    exercises=(
        Trace(
            "Rellena por filas la tabla de la distancia de edición entre «mar» y «amor».",
            "distancia('mar', 'amor')",
            "anterior = fila",
            "Prefijo «{x[:i]}»: {fila}.",
            """La distancia es ‹distancia('mar', 'amor')›. Se parte de la fila [0, 1, 2, 3, 4], la del prefijo
            vacío:""",
            """Una solución óptima: insertar «a» al principio y sustituir la otra «a» por «o». La respuesta está
            en la última casilla.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Distancia de Hamming o de Levenshtein?",
            """
            Hamming si las cadenas tienen igual longitud y solo interesan las sustituciones; Levenshtein si
            también puede haber letras de más o de menos.

            - **Hamming:** cuenta posiciones distintas, O(n). Apropiada para códigos binarios.
            - **Levenshtein:** O(nm). Apropiada para texto escrito por personas.

            **Ejemplo:** entre «abcdef» y «bcdefa», Hamming vale 6, porque ninguna posición coincide, y
            Levenshtein vale 2: borrar la a inicial e insertarla al final.
            """,
            title="frente a Hamming",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué la distancia de edición es una distancia en sentido matemático?",
            """
            Porque cumple las tres propiedades: es 0 solo entre cadenas iguales, es simétrica y cumple la
            desigualdad triangular.

            - **Simetría:** cada operación tiene inversa con el mismo coste; insertar se deshace borrando.
            - **Triangular:** para ir de x a z se puede pasar por y, así que d(x, z) ≤ d(x, y) + d(y, z).

            Esta última permite descartar candidatos sin calcularlos en un corrector ortográfico, por ejemplo
            con un árbol BK.
            """,
            level="avanzado",
            title="sentido matemático",
        ),
        QA(
            "¿Cómo usaría la distancia de edición un corrector ortográfico?",
            """
            Busca en el diccionario las palabras a menor distancia de la escrita y propone las más probables.

            Para «peroo», «pero» está a distancia 1 y «perro» también. El desempate se hace con la frecuencia
            de uso. Comparar con todo el diccionario cuesta O(palabras · n · m), así que se acelera con tries,
            generando las cadenas a distancia 1 o abandonando una comparación en cuanto toda una fila supera
            el límite permitido.
            """,
            level="básico",
            title="corrector ortográfico",
        ),
        QA(
            "¿Qué relación hay entre la longitud de las cadenas y su distancia de edición?",
            """
            La distancia está entre la diferencia de longitudes y la longitud de la más larga.

            - Como mínimo hacen falta |n − m| inserciones o borrados para igualar longitudes.
            - Como máximo, se sustituyen todas las letras de la corta y se insertan las que faltan: max(n, m).

            Así, entre una palabra de 4 letras y otra de 9, la distancia es al menos 5 y como mucho 9. La cota
            inferior se usa para descartar palabras sin rellenar la tabla.
            """,
            title="longitud de las cadenas",
        ),
    ),
    brief=Brief(
        what=(
            """Mide lo diferentes que son dos palabras: es el menor número de letras que hay que insertar, borrar
            o cambiar para convertir una en la otra.""",
            """Es el mínimo de retoques de una letra (añadir, quitar o sustituir) que separan dos cadenas. Entre
            dos cadenas iguales vale 0.""",
            """Imagina que corriges una palabra mal escrita: cada letra que añades, borras o cambias cuesta 1, y
            la distancia de edición es lo que cuesta la corrección más corta.""",
            """La distancia de edición, o de Levenshtein, cuenta las inserciones, borrados y sustituciones
            imprescindibles para pasar de una cadena a otra, comparando sus prefijos en una tabla.""",
        ),
        cost=(
            """Se compara cada letra de una cadena con cada letra de la otra, y en cada pareja solo se toma el
            mínimo de tres números.""",
            """Cada fila de la tabla depende únicamente de la anterior, así que basta guardar dos filas tan
            largas como la segunda cadena.""",
            "Hay una casilla por cada pareja de prefijos, pero nunca se conservan más de dos filas a la vez.",
        ),
        use=(
            """Cuando comparas textos escritos por personas, con letras de más, de menos o cambiadas, y quieres
            un número que diga cuánto se parecen.""",
            """Si escribes `git comit`, el programa responde que quizá querías decir `commit`: compara lo
            tecleado con sus órdenes mediante una variante de la distancia de edición.""",
            """Con textos muy largos, porque el tiempo es el producto de las longitudes. Tampoco compara
            significados: «pena» y «peña» están a un paso, y «coche» y «auto», lejos.""",
        ),
        beliefs=(
            QA(
                "Entre dos palabras de la misma longitud, la distancia de edición cuenta las posiciones distintas.",
                """No: eso es la distancia de Hamming. La de edición puede ser menor, porque también permite
                insertar y borrar: ‹distancia('ola', 'lao') =›, aunque no coincide ninguna posición.""",
                title="posiciones distintas",
            ),
            QA(
                "cambiar el orden de dos letras cuenta como un solo cambio en levenshtein",
                """No: intercambiar dos letras vecinas cuesta 2, por ejemplo con dos sustituciones:
                ‹distancia('casa', 'csaa') =›. La variante que lo cuenta como 1 se llama «Damerau-Levenshtein».""",
                title="orden de dos letras",
            ),
            QA(
                "Si una de las dos palabras es el doble de larga, la distancia de edición tarda el cuádruple.",
                """Solo si se alargan las dos. El tiempo es O(nm): al doblar una sola cadena se dobla; al doblar
                ambas se multiplica por cuatro.""",
                title="palabra doble de larga",
            ),
        ),
        faster=(
            QA(
                """Solo quiero contar en cuántos dígitos difieren dos códigos de igual longitud. ¿Uso la
                distancia de edición?""",
                """No, mejor la de Hamming: cuenta posiciones distintas en O(n). La de edición costaría O(n²) y
                tendría en cuenta dígitos desplazados, que aquí no interesan.""",
                title="contar dígitos que difieren",
            ),
            QA(
                "¿Qué es más rápido para la distancia de edición, la recursión directa o la tabla?",
                """La tabla, O(nm). La recursión sin memoria abre tres llamadas por paso y crece de forma
                exponencial: con dos palabras de 20 letras ya no termina en un tiempo razonable.""",
                title="recursión o tabla",
            ),
        ),
        results=(
            Result(
                "distancia('sol', 'sal')",
                """Las dos palabras tienen la misma longitud y solo difieren en la letra central: basta sustituir
                la o por la a.""",
            ),
            Result(
                "distancia('mesa', 'esas')",
                """Se borra la m del principio y se inserta una s al final. Con un solo cambio no basta, porque
                comparadas posición a posición no coincide ninguna letra.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Quiero que mi buscador entienda «barcelna» aunque falte una letra. ¿Qué uso?",
                    """La distancia de edición: compara lo escrito con cada nombre conocido y propone el más
                    cercano. «barcelna» está a distancia 1 de «barcelona», porque solo falta una letra.""",
                ),
                QA(
                    "¿Y si tengo cien mil nombres?",
                    """Comparar con todos cuesta mucho. Descarta primero los que difieren en longitud más de lo
                    permitido y deja de calcular cuando una fila entera supere el límite.""",
                ),
                QA(
                    "vale, y con las mayusculas que pasa",
                    """Para el algoritmo, «B» y «b» son letras distintas y cuestan una sustitución. Lo normal es
                    pasar todo a minúsculas, y quizá quitar las tildes, antes de comparar.""",
                ),
            ),
            (
                QA(
                    "¿Por qué la primera fila de la tabla de Levenshtein es 0, 1, 2, 3…?",
                    """Porque es lo que cuesta convertir la cadena vacía en los primeros trozos de la otra
                    palabra: una inserción por cada letra.""",
                ),
                QA(
                    "¿Y la primera columna?",
                    """Lo mismo al revés: para dejar vacío un prefijo de i letras hay que borrar las i. En el
                    código es el `[i]` con el que empieza cada fila.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función en Python que diga cuántos cambios de letra separan dos palabras.",
            "Se rellena la tabla fila a fila, guardando solo la anterior y la actual:",
            (
                "distancia('libro', 'libre')",
                "distancia('tren', 'entre')",
            ),
            "`enumerate(x, 1)` numera las letras desde 1, de modo que `i` es justo la longitud del prefijo.",
        ),
    ),
)
