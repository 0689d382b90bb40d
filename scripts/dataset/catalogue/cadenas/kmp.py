"""El algoritmo de Knuth-Morris-Pratt (KMP)."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="kmp",
    name="el algoritmo de Knuth-Morris-Pratt (KMP)",
    topic="cadenas",
    level="avanzado",
    time="O(n + m)",
    space="O(m)",
    code="""
def fallos(p):
    f, k = [0] * len(p), 0
    for i in range(1, len(p)):
        while k and p[i] != p[k]:
            k = f[k - 1]
        if p[i] == p[k]:
            k += 1
        f[i] = k
    return f


def kmp(texto, p):
    f, k, posiciones = fallos(p), 0, []
    for i, c in enumerate(texto):
        while k and c != p[k]:
            k = f[k - 1]
        if c == p[k]:
            k += 1
        if k == len(p):
            posiciones.append(i - k + 1)
            k = f[k - 1]
    return posiciones
""",
    theory=Theory(
        """
        KMP busca un patrón sin retroceder nunca en el texto: cuando una letra falla, aprovecha lo que ya sabe
        de las letras anteriores.

        - La **función de fallos** f[i] mira las i + 1 primeras letras del patrón y dice cuánto mide su mayor
        prefijo propio que también es sufijo de ellas.
        - Si han coincidido k letras y la siguiente falla, se continúa con k = f[k − 1]: ese trozo ya está
        comparado.

        **Ejemplo:** la función de fallos de «ababc» es ‹fallos("ababc")›.
        """,
        pitfall="volver a k = 0 tras un fallo; se pierden coincidencias que empiezan dentro de la anterior.",
    ),
    complexity=Complexity(
        """
        El índice del texto avanza n veces y nunca retrocede. k aumenta como mucho 1 por letra, así que en
        total sube n veces a lo sumo; como cada vuelta del `while` lo disminuye, hay como mucho n vueltas
        sumando todas. Es un análisis amortizado: O(n). Construir la función de fallos es igual, O(m).

        Solo se guarda la función de fallos, del tamaño del patrón.
        """,
    ),
    build=Build(
        "Implementa KMP y devuelve todas las posiciones donde aparece el patrón.",
        "Primero se calcula la función de fallos del patrón; después se recorre el texto una sola vez.",
        ("kmp('abababca', 'abab')", "fallos('aabaaab')"),
        "Tras encontrar una aparición se sigue con `f[k - 1]`, y así se detectan también las que se solapan.",
    ),
    bugs=(
        Bug(
            "Mi KMP pierde apariciones que se solapan. ¿Qué línea lo provoca?",
            (
                "            posiciones.append(i - k + 1)\n            k = f[k - 1]\n",
                "            posiciones.append(i - k + 1)\n            k = 0\n",
            ),
            "kmp('ababa', 'aba')",
            """Después de una coincidencia se empieza de cero. El final del patrón puede ser el comienzo de otra
            aparición, y esa información está en la función de fallos.""",
        ),
        Bug(
            "Mi función de fallos da valores demasiado pequeños. ¿Por qué?",
            ("            k = f[k - 1]\n", "            k = 0\n"),
            "fallos('aabaaa')",
            """Ante un fallo se abandona del todo en lugar de probar el siguiente prefijo más corto. Puede haber
            uno que sí continúe.""",
            "se retrocede por la propia función de fallos hasta que la letra encaje o k llegue a 0.",
            code="""
def fallos(p):
    f, k = [0] * len(p), 0
    for i in range(1, len(p)):
        while k and p[i] != p[k]:
            k = f[k - 1]
        if p[i] == p[k]:
            k += 1
        f[i] = k
    return f
""",
        ),
    ),
    exercises=(
        Trace(
            "Calcula la función de fallos de «abacaba».",
            "fallos('abacaba')",
            "f[i] = k",
            """«{p[:i + 1]}»: el mayor prefijo que también es sufijo {'es «' + p[:k] + '», longitud ' + str(k)
            if k else 'es vacío, longitud 0'}.""",
            "La función de fallos es ‹fallos('abacaba')›. La primera posición vale siempre 0:",
            """El prefijo tiene que ser propio: «aba» es prefijo y sufijo de la palabra completa, pero la
            palabra entera no cuenta.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Función de fallos de KMP o función Z? ¿Para qué sirve cada una?",
            """
            Las dos se calculan en O(n) y contienen la misma información de distinta forma: KMP mira prefijos
            que *terminan* en cada posición, y Z, prefijos que *empiezan* en ella.

            - **Fallos:** f[i] = mayor prefijo propio que acaba en i. Ideal para leer el texto letra a letra y
            para hallar el periodo: n − f[n − 1].
            - **Z:** z[i] = cuántas letras coinciden desde i con el principio. Para buscar, se calcula sobre
            patrón + separador + texto.

            Muchos encuentran Z más fácil de razonar.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Cómo averiguo si una cadena está formada por repeticiones de otra más corta?",
            """
            Con la función de fallos: si p = n − f[n − 1] es menor que n y divide a n, la cadena es su prefijo
            de longitud p repetido n/p veces.

            ```python
            def periodo(s):
                return next(p for p in range(1, len(s) + 1) if s.startswith(s[p:]))

            print(periodo("abcabcabc"), periodo("abcab"))  #=
            ```

            Aquí se calcula el periodo por definición, O(n²): el menor desplazamiento con el que la cadena
            coincide consigo misma. «abcabcabc» tiene periodo 3, que divide a 9; «abcab» también 3, pero no
            divide a 5.
            """,
        ),
        QA(
            "¿Por qué KMP no necesita retroceder en el texto?",
            """
            Porque las letras ya leídas que podrían formar parte de otra coincidencia son exactamente un
            prefijo del patrón, y la función de fallos dice cuál es el más largo.

            Si han coincidido las k primeras letras, el final del texto leído *es* p[0…k−1]. Cualquier
            coincidencia nueva que empiece ahí dentro debe comenzar en un sufijo de ese trozo que sea prefijo
            del patrón; el mayor mide f[k − 1]. Se desplaza el patrón hasta alinearlo y se sigue con la letra
            siguiente.
            """,
        ),
        QA(
            "¿Qué es un borde de una cadena?",
            """
            Es un prefijo propio que también es sufijo; «ab» es un borde de «abcab», y «a» y «aba», de
            «ababa».

            El mayor borde de cada prefijo es justo lo que guarda la función de fallos de KMP, y los demás se
            obtienen encadenándola: los bordes de un borde también son bordes. Hay una relación directa con
            los periodos: una cadena de longitud n con un borde de longitud b tiene periodo n − b. Todos se
            calculan en O(n).
            """,
        ),
    ),
)
