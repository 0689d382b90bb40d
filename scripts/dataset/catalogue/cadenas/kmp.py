"""El algoritmo de Knuth-Morris-Pratt (KMP)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
            title="frente a la función Z",
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
            title="repeticiones de otra cadena",
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
            title="no retroceder",
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
            title="borde",
        ),
    ),
    brief=Brief(
        what=(
            """Encuentra todas las apariciones de un patrón en un texto leyendo cada letra una sola vez, sin volver
            atrás, gracias a una tabla que calcula antes a partir del patrón.""",
            """Cuando una letra no coincide, en vez de empezar de cero consulta qué comienzo del patrón es también
            final de lo ya leído, y sigue desde ahí.""",
            """Es como buscar una melodía y, al sonar una nota equivocada, darte cuenta de que las últimas notas ya
            eran el principio de la melodía.""",
            """El algoritmo de Knuth-Morris-Pratt (KMP) busca un patrón en un texto con la función de fallos, que
            guarda el mayor prefijo que también es sufijo.""",
        ),
        cost=(
            """El texto se recorre una vez, y los retrocesos en el patrón no pueden superar a los avances, ni al
            buscar ni al preparar la tabla.""",
            """Solo se almacena la función de fallos, con un número por letra del patrón; del texto no se guarda
            nada.""",
            """Preparar la tabla es lineal en el patrón y buscar es lineal en el texto; la tabla es lo único que se
            guarda, aparte de las posiciones.""",
        ),
        use=(
            """Conviene cuando quieres garantía lineal: textos muy repetitivos, como cadenas de ADN, o datos que
            llegan por un canal y no se pueden releer.""",
            """Un sistema que vigila los datos de una red puede buscar así una firma sospechosa: procesa cada byte
            al llegar, sin guardar lo anterior.""",
            """Si el texto es corriente, los métodos de Python, escritos en C, le ganan en la práctica. Con muchos
            patrones a la vez es mejor Aho-Corasick.""",
        ),
        beliefs=(
            QA(
                "En KMP, tras un fallo hay que volver a empezar con la primera letra del patrón.",
                """No: se retrocede hasta f[k − 1], el mayor comienzo del patrón que todavía encaja. Volver a 0
                haría perder apariciones.""",
                title="tras un fallo",
            ),
            QA(
                "kmp tarda O(nm) porque tiene un while dentro del for",
                """No: cada vuelta del `while` reduce k, y k solo aumenta una vez por letra. En total no hay más de
                n reducciones: O(n + m).""",
                title="while dentro del for",
            ),
            QA(
                "KMP no encuentra apariciones que se solapan.",
                """Al revés: las encuentra todas, porque al completar el patrón continúa con k = f[k − 1], que
                conserva la parte común. Por ejemplo, ‹kmp('cocococ', 'coco') =›.""",
                title="apariciones que se solapan",
            ),
        ),
        faster=(
            QA(
                "¿Qué es más rápido con una cadena de ADN de millones de letras, KMP o la búsqueda ingenua?",
                """KMP en el peor caso: O(n + m) frente a O(nm). El ADN solo usa cuatro letras y tiene tramos
                repetidos, así que las coincidencias parciales son frecuentes.""",
                title="frente a la búsqueda ingenua",
            ),
            QA(
                "Tengo que buscar 500 palabras distintas en el mismo libro. ¿KMP para cada una?",
                """Mejor Aho-Corasick, que generaliza KMP: recorre el libro una vez, en O(texto + suma de longitudes
                + apariciones). Con KMP leerías el libro 500 veces.""",
                title="500 palabras",
            ),
        ),
        results=(
            Result(
                "kmp('aaa', 'aa')",
                """Al leer la segunda «a» se completa el patrón en la posición 0. Se sigue con k = 1, y la tercera
                lo completa otra vez, en la 1.""",
            ),
            Result(
                "fallos('abab')",
                """«a» y «ab» no tienen borde. «aba» empieza y termina en «a», longitud 1, y «abab» empieza y
                termina en «ab», longitud 2.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Recibo datos letra a letra por un sensor y quiero detectar la secuencia «abcabd». ¿Por qué me
                    recomiendan KMP?""",
                    """Porque nunca relee: con cada letra nueva actualiza cuántas del patrón coinciden. No tienes
                    que guardar las letras anteriores.""",
                ),
                QA(
                    "¿Y si llevo «abcab» y llega una c?",
                    """Falla la d, pero el final «ab» es también el comienzo del patrón. Se pasa a k = 2 y, como la
                    c encaja, queda k = 3.""",
                ),
                QA(
                    "y en memoria cuanto gasto",
                    """O(m): la función de fallos, con un número por letra del patrón, y el contador k. No depende
                    de cuántos datos lleguen.""",
                ),
            ),
            (
                QA(
                    "¿Por qué la función de fallos de KMP solo depende del patrón?",
                    """Porque las letras ya coincidentes del texto son iguales a las del patrón. Para saber qué
                    parte se aprovecha, basta con mirar el patrón.""",
                ),
                QA(
                    "¿Y qué pasa si el patrón no tiene letras repetidas?",
                    """Entonces la tabla vale 0 en todas partes: tras un fallo se vuelve al comienzo del patrón,
                    pero sin releer el texto.""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python un buscador de patrones con KMP.",
            """`fallos` prepara la tabla del patrón, que no puede estar vacío, y `kmp` devuelve todas las posiciones
            donde aparece:""",
            (
                "kmp('la casa cansa', 'ca')",
                "fallos('coco')",
            ),
            "La posición se calcula como `i - k + 1` porque `i` señala la última letra de la aparición.",
        ),
    ),
)
