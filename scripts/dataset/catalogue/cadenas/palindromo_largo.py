"""La búsqueda del palíndromo más largo por expansión."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="palindromo-largo",
    name="la búsqueda del palíndromo más largo por expansión",
    topic="cadenas",
    level="intermedio",
    time="O(n²)",
    space="O(n) por la copia del resultado",
    code="""
def mas_largo(s):
    mejor = ""
    for centro in range(len(s)):
        for i, j in ((centro, centro), (centro, centro + 1)):
            while i >= 0 and j < len(s) and s[i] == s[j]:
                i, j = i - 1, j + 1
            if j - i - 1 > len(mejor):
                mejor = s[i + 1:j]
    return mejor
""",
    theory=Theory(
        """
        Para hallar la subcadena palíndroma más larga se toma cada posición como centro y se expande hacia los
        dos lados mientras las letras coincidan.

        - Hay dos clases de centros: una letra (longitud impar) o el hueco entre dos (longitud par).
        - Desde cada centro se avanza un paso a la izquierda y otro a la derecha mientras sean iguales.
        - Se guarda el tramo más largo.

        **Ejemplo:** ‹mas_largo("reconocida") =›, con centro en la n.
        """,
        pitfall="olvidar los centros entre dos letras; así no se encuentra «abba».",
    ),
    complexity=Complexity(
        """
        Hay 2n − 1 centros y desde cada uno se expande como mucho n/2 pasos: O(n²) en el peor caso, una cadena
        con todas las letras iguales. En textos normales casi todas las expansiones terminan enseguida. El
        algoritmo de Manacher reutiliza información entre centros y logra O(n).

        Se guardan unos índices y el mejor tramo encontrado.
        """,
        Count(
            "i, j = i - 1, j + 1",
            "pasos de expansión con todas las letras iguales",
            tuple((n, f"mas_largo('a' * {n})") for n in (10, 20, 40)),
        ),
    ),
    build=Build(
        "Encuentra la subcadena palíndroma más larga de un texto.",
        "Cada centro, de una letra o de dos, se expande mientras los extremos sean iguales.",
        ("mas_largo('babad')", "mas_largo('cbbd')", "mas_largo('')"),
        "Al salir del bucle, i y j están una posición más allá del palíndromo: el tramo es `s[i + 1:j]`.",
    ),
    bugs=(
        Bug(
            "Mi función no encuentra palíndromos de longitud par. ¿Qué centros faltan?",
            ("for i, j in ((centro, centro), (centro, centro + 1)):", "for i, j in ((centro, centro),):"),
            "mas_largo('cbbd')",
            """Solo se prueban centros de una letra. Los palíndromos pares, como «bb», tienen el centro entre
            dos letras.""",
        ),
        Bug(
            "El palíndromo que devuelvo tiene una letra de más a la izquierda. ¿Por qué?",
            ("mejor = s[i + 1:j]", "mejor = s[i:j]"),
            "mas_largo('zabay')",
            """Al terminar la expansión, `i` ya señala una letra que no coincide (o −1). El tramo válido empieza
            en `i + 1`.""",
        ),
    ),
    exercises=(
        Trace(
            "¿Qué palíndromos encuentra la expansión en «abaab»? Muestra cada mejora.",
            "mas_largo('abaab')",
            "mejor = s[i + 1:j]",
            "Centro {centro}: aparece «{s[i + 1:j]}», {'más largo que «' + mejor + '»' if mejor else 'el primero'}.",
            "El más largo es ‹mas_largo('abaab')›.",
            """Tiene longitud par, así que su centro está entre las dos aes seguidas. Sin los centros dobles
            se habría respondido «aba». Los centros 3 y 4 también se prueban, pero no dan nada más
            largo.""",
        ),
    ),
    comparisons=(
        QA(
            "Para el palíndromo más largo, ¿expansión, programación dinámica o Manacher?",
            """
            La expansión, salvo que el texto sea muy largo: es sencilla y usa muy poca memoria.

            - **Fuerza bruta:** probar todas las subcadenas, O(n³).
            - **Programación dinámica:** una tabla «¿es s[i…j] palíndromo?», O(n²) en tiempo y en memoria;
            útil si hay muchas consultas.
            - **Expansión:** O(n²) en tiempo y memoria mínima.
            - **Manacher:** O(n), más difícil de escribir sin errores.

            Con textos normales de unos miles de letras, Manacher apenas se nota frente a la expansión.
            """,
            title="expansión, dinámica o Manacher",
        ),
    ),
    concepts=(
        QA(
            "¿Qué diferencia hay entre subcadena palíndroma y subsecuencia palíndroma?",
            """
            La subcadena son letras consecutivas; en la subsecuencia se pueden saltar letras.

            En «agbdba», la subcadena palíndroma más larga es «bdb» (3) y la subsecuencia, «abdba» (5),
            saltando la g. La primera se busca expandiendo centros; la segunda, con programación dinámica por
            intervalos: si los extremos coinciden, 2 más el interior; si no, el mejor de quitar uno de los
            dos. Ambas son O(n²).
            """,
            title="subcadena y subsecuencia",
        ),
        QA(
            "¿Cómo compruebo si una frase es palíndroma sin contar espacios, tildes ni mayúsculas?",
            """
            Se normaliza el texto, quedándose solo con letras minúsculas sin tilde, y se compara con su
            inverso.

            ```python
            import unicodedata

            def es_palindroma(frase):
                base = unicodedata.normalize("NFD", frase.lower())
                letras = [c for c in base if c.isalpha()]
                return letras == letras[::-1]

            print(es_palindroma("Dábale arroz a la zorra el abad"))  #=
            ```

            La forma NFD separa cada letra de su tilde, y la tilde se descarta porque no es una letra (la ñ
            queda como n). Cuesta O(n).
            """,
            level="básico",
            title="comprobar una frase",
        ),
        QA(
            "¿Con qué condición se pueden reordenar las letras de una palabra para formar un palíndromo?",
            """
            Con que haya como mucho una letra que aparezca un número impar de veces.

            Las demás se reparten por parejas, una a cada lado, y la impar, si existe, va en el centro.

            ```python
            from collections import Counter

            def reordenable(s):
                return sum(n % 2 for n in Counter(s).values()) <= 1

            print(reordenable("coco"), reordenable("casa"))  #=
            ```

            Se cuenta cada letra una vez, O(n), y no hace falta construir el palíndromo ni probar las n!
            ordenaciones.
            """,
            level="básico",
            title="reordenar las letras",
        ),
    ),
    brief=Brief(
        what=(
            """Encuentra el trozo seguido más largo de un texto que se lee igual en los dos sentidos, abriéndose
            hacia ambos lados desde cada centro posible.""",
            """Prueba como centro cada letra y cada hueco entre dos letras, y avanza a izquierda y derecha mientras
            los extremos sean iguales; se queda con el tramo mayor.""",
            """Es como abrir un libro por una página y comprobar, hoja a hoja y a la vez por ambos lados, que todo es
            simétrico; se repite con cada página como centro.""",
            """La búsqueda del palíndromo más largo por expansión aprovecha que todo palíndromo es simétrico
            respecto a su centro, y solo hay 2n − 1 centros.""",
        ),
        cost=(
            """Hay unos 2n centros y desde cada uno se puede avanzar hasta n/2 pasos, lo que ocurre si todas las
            letras son iguales.""",
            "Aparte del mejor tramo encontrado, que puede ser todo el texto, solo se usan unos índices.",
            """Un número lineal de centros con una expansión que puede ser lineal; y en memoria, la copia del mejor
            tramo.""",
        ),
        use=(
            """Cuando buscas el palíndromo seguido más largo en textos de hasta unos miles de letras y prefieres un
            código corto que no falle.""",
            """En biología se buscan tramos simétricos del ADN; allí se compara cada base con su complementaria,
            pero la idea de crecer desde un centro es la misma.""",
            """Si el texto tiene millones de letras y es muy repetitivo, mejor Manacher, que es lineal. Tampoco
            sirve si se pueden saltar letras: eso es otra cosa, la subsecuencia palíndroma.""",
        ),
        beliefs=(
            QA(
                "Todos los palíndromos tienen una letra en el centro.",
                """No: los de longitud par tienen el centro entre dos letras. Por ejemplo, ‹mas_largo('salle') =›.
                Por eso se prueban las dos clases de centros.""",
                title="letra en el centro",
            ),
            QA(
                "buscar el palindromo mas largo por expansion es O(n³)",
                """No: O(n³) es probar todas las subcadenas. Por expansión hay 2n − 1 centros y cada uno cuesta como
                mucho n/2 pasos: O(n²).""",
                title="expansión y O(n³)",
            ),
            QA(
                "El palíndromo más largo es el trozo más largo que el texto comparte con su inverso.",
                """No: ese trozo común puede no ser un palíndromo. El inverso de «abcdxyzdcba» es «abcdzyxdcba»;
                comparten «abcd», que no se lee igual en los dos sentidos.""",
                title="el texto y su inverso",
            ),
        ),
        faster=(
            QA(
                """Tengo un texto de diez millones de letras casi todas iguales. ¿Expansión o Manacher para el
                palíndromo más largo?""",
                """Manacher: O(n). La expansión sería O(n²): con letras casi todas iguales son decenas de billones
                de pasos, demasiados para esperar.""",
                title="o Manacher, letras iguales",
            ),
            QA(
                "Para hallar el palíndromo más largo de una frase, ¿pruebo todas las subcadenas o expando centros?",
                """Expandir centros: O(n²) y casi lineal en una frase normal, porque las expansiones fallan
                enseguida. Probar todas las subcadenas es O(n³).""",
                title="o todas las subcadenas",
            ),
        ),
        results=(
            Result(
                "mas_largo('casa')",
                """El primer tramo es «c». Desde la s, centro 2, coinciden las dos aes de los lados; al seguir se
                sale del texto. Ningún otro lo supera.""",
            ),
            Result(
                "mas_largo('aabb')",
                """El centro doble entre las dos primeras letras da un tramo de longitud 2. El de las bes también,
                pero no es mayor, y se queda el primero.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Para un juego de palabras quiero encontrar el trozo capicúa más largo de un número de 50
                    cifras. ¿Cómo lo hago?""",
                    """Trata el número como un texto y expande desde cada centro: una cifra o el hueco entre dos.
                    Guarda el tramo más largo en el que los extremos coinciden.""",
                ),
                QA(
                    "¿Y si hay varios de la misma longitud?",
                    """Esta versión se queda con el primero, porque solo cambia cuando encuentra uno estrictamente
                    más largo. Con `>=` se quedaría el último.""",
                ),
            ),
            (
                QA(
                    "¿Por qué al acabar la expansión el palíndromo es `s[i + 1:j]`?",
                    """Porque el bucle se detiene cuando los extremos ya no coinciden o se salen del texto: i y j
                    están un paso más allá.""",
                ),
                QA(
                    "no lo pillo, me das un ejemplo",
                    """En «xaby» con centro en la «a», se compara x con b y falla: i vale 0 y j vale 2. El tramo
                    `s[1:2]` es «a».""",
                ),
                QA(
                    "¿Y si llega al borde del texto?",
                    """Pasa lo mismo: i puede acabar en −1 o j en la longitud del texto, y `s[i + 1:j]` sigue siendo
                    correcto.""",
                ),
            ),
        ),
        build=Build(
            "¿Me das una función en Python que saque el trozo capicúa más largo de una palabra?",
            """Prueba cada letra y cada hueco entre dos letras como centro, expande mientras los extremos coincidan
            y devuelve el tramo mayor:""",
            (
                "mas_largo('anilina')",
                "mas_largo('ellos')",
            ),
            "La comparación con `>` hace que, en caso de empate, se conserve el primero que apareció.",
        ),
    ),
)
