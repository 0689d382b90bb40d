"""La búsqueda del palíndromo más largo por expansión."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

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
        ),
    ),
)
