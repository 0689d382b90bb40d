"""La distancia de edición (Levenshtein)."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
