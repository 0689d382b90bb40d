"""La ventana deslizante."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="ventana-deslizante",
    name="la ventana deslizante",
    topic="búsqueda",
    level="intermedio",
    time="O(n)",
    space="O(k), con k el número de caracteres distintos",
    code="""
def mas_larga_sin_repetir(s):
    ultima = {}
    inicio = mejor = 0
    for fin, c in enumerate(s):
        if c in ultima and ultima[c] >= inicio:
            inicio = ultima[c] + 1
        ultima[c] = fin
        mejor = max(mejor, fin - inicio + 1)
    return mejor
""",
    theory=Theory(
        """
        La ventana deslizante mantiene un tramo contiguo `[inicio, fin]` que cumple una condición, y lo mueve
        por la secuencia sin volver a examinarla desde cero.

        1. `fin` avanza y mete un elemento nuevo.
        2. Si la condición se rompe, `inicio` avanza hasta recuperarla.
        3. Con cada ventana válida se actualiza la mejor respuesta.

        **Ejemplo:** para el tramo más largo sin letras repetidas, ‹mas_larga_sin_repetir("abcab") =›, por
        `"abc"`.
        """,
        pitfall="""volver a empezar el recorrido cada vez que la ventana deja de ser válida; eso convierte
        O(n) en O(n²).""",
    ),
    complexity=Complexity(
        """
        El índice `fin` recorre la cadena una sola vez, e `inicio` nunca retrocede. Cada carácter se procesa
        una vez, con consultas al diccionario que cuestan O(1) en promedio. El total es lineal, aunque se
        estén comparando de forma implícita los O(n²) tramos posibles.

        El diccionario guarda la última posición de cada carácter distinto; con un alfabeto fijo es memoria
        constante.
        """,
    ),
    build=Build(
        "Calcula la longitud del tramo más largo sin caracteres repetidos de una cadena.",
        """Se recuerda la última posición de cada carácter; si el nuevo ya está en la ventana, el inicio salta
        justo detrás de su aparición anterior.""",
        ("mas_larga_sin_repetir('pwwkew')", "mas_larga_sin_repetir('')"),
        "La comprobación `ultima[c] >= inicio` ignora apariciones que ya quedaron fuera de la ventana.",
    ),
    bugs=(
        Bug(
            "Mi función para el tramo más largo sin repetir da de más con algunas cadenas. ¿Por qué?",
            ("if c in ultima and ultima[c] >= inicio:", "if c in ultima:"),
            "mas_larga_sin_repetir('abba')",
            """El inicio de la ventana puede retroceder. Si la aparición anterior de `c` está fuera de la
            ventana, `ultima[c] + 1` es menor que `inicio`, y la ventana vuelve a incluir caracteres
            repetidos.""",
        ),
        Bug(
            "Busco la mayor suma de k elementos seguidos y el resultado no cuadra. ¿Qué falla?",
            ("suma += a[i] - a[i - k]", "suma += a[i]"),
            "mayor_suma([4, 1, 2, 3], 2)",
            """La ventana crece y no se desliza: se suma el elemento que entra, pero no se resta el que sale. Al
            final se está sumando toda la lista.""",
            "cada paso añade `a[i]` y quita `a[i - k]`, de modo que la ventana tiene siempre k elementos.",
            code="""
def mayor_suma(a, k):
    suma = mejor = sum(a[:k])
    for i in range(k, len(a)):
        suma += a[i] - a[i - k]
        mejor = max(mejor, suma)
    return mejor
""",
        ),
    ),
    exercises=(
        Trace(
            """Sigue la ventana deslizante sobre la palabra «abcbd» para hallar el tramo más largo sin letras
            repetidas.""",
            "mas_larga_sin_repetir('abcbd')",
            "mejor = max(mejor, fin - inicio + 1)",
            "Entra «{c}»: la ventana es «{s[inicio:fin + 1]}», de longitud {fin - inicio + 1}.",
            "La longitud máxima es ‹mas_larga_sin_repetir('abcbd')›.",
            """Al llegar la segunda «b», el inicio salta detrás de la primera; por eso la «a» también se pierde.""",
        ),
    ),
    comparisons=(
        QA(
            "¿En qué se diferencian la ventana deslizante y las sumas de prefijos?",
            """
            La ventana busca un tramo óptimo moviendo dos extremos; las sumas de prefijos responden consultas
            sobre cualquier tramo.

            - **Ventana deslizante:** una pasada, memoria pequeña. Necesita que alargar o acortar el tramo
            afecte a la condición en un sentido claro; con sumas, que los números no sean negativos.
            - **Sumas de prefijos:** O(n) de preparación y O(1) por consulta. Funcionan también con negativos.

            **Ejemplo:** «tramo más corto con suma ≥ S» con positivos, ventana; «¿cuánto suman las posiciones
            3 a 9?» muchas veces, prefijos.
            """,
            title="o sumas de prefijos",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué la ventana deslizante es O(n) si tiene un bucle dentro de otro?",
            """
            Porque el bucle interior no empieza de cero en cada vuelta: el extremo izquierdo solo avanza, y en
            total puede hacerlo n veces.

            Es un análisis amortizado. El extremo derecho hace n pasos y el izquierdo, sumando todas las
            vueltas, otros n como máximo: 2n operaciones. Que una vuelta concreta mueva muchas posiciones
            significa que otras moverán pocas. **Error común:** multiplicar bucles anidados sin mirar si el
            índice interior se reinicia.
            """,
            title="O(n) con dos bucles",
        ),
        QA(
            "¿Cuándo deja de funcionar la ventana deslizante para sumas?",
            """
            Deja de funcionar cuando hay números negativos, porque entonces alargar la ventana puede disminuir
            la suma.

            El método se apoya en que, si la ventana se pasa del objetivo, acortarla por la izquierda reduce
            la suma. Con negativos, acortar puede aumentarla y se descartarían tramos válidos. **Ejemplo:** si
            se busca un tramo que sume 3 en `[4, −1]`, al entrar el 4 la ventana se pasa y se acorta hasta
            perderlo; el tramo completo, que suma 3, nunca se ve. La alternativa son las sumas de prefijos con
            un diccionario.
            """,
            title="límites para sumas",
        ),
        QA(
            "¿Qué diferencia hay entre una ventana de tamaño fijo y una de tamaño variable?",
            """
            En la de tamaño fijo los dos extremos avanzan a la vez; en la variable, el izquierdo solo avanza
            cuando hace falta.

            - **Fija:** medias móviles o mayor suma de k elementos seguidos. Cada paso mete un elemento y saca
            otro.
            - **Variable:** tramo más largo que cumple una condición, o más corto que alcanza un objetivo. El
            derecho explora y el izquierdo corrige.

            Las dos cuestan O(n). En la variable conviene escribir qué cumple siempre la ventana después de
            corregir: ese es su invariante.
            """,
            title="tamaño fijo o variable",
        ),
    ),
    brief=Brief(
        what=(
            """Es recorrer una secuencia con un tramo que avanza: entra un elemento por la derecha y, cuando hace
            falta, salen otros por la izquierda.""",
            """Una técnica para hallar el mejor tramo contiguo de una secuencia en una sola pasada, moviendo
            sus dos extremos sin examinar todos los tramos posibles.""",
            """Como mirar un tren que pasa por una ventanilla: lo nuevo aparece por un lado y lo viejo desaparece
            por el otro, sin empezar a mirar desde cero.""",
            """La ventana deslizante mantiene un tramo contiguo que cumple una condición y actualiza su cuenta al
            mover los extremos.""",
        ),
        cost=(
            "Cada extremo avanza a lo sumo n veces y ninguno retrocede.",
            """El diccionario guarda la última posición de cada carácter distinto, aunque el texto sea
            larguísimo.""",
            """Los dos extremos solo van hacia delante, y el diccionario tiene una entrada por carácter diferente.""",
        ),
        use=(
            """Conviene cuando se pide el tramo contiguo más largo, más corto o de mayor suma que cumple algo,
            y se puede actualizar su cuenta al mover los extremos.""",
            """Las redes la usan para controlar cuántos paquetes hay enviados y sin confirmar; también para medias
            móviles de temperaturas o precios.""",
            """Si los elementos elegidos no tienen que ser contiguos, o si al ampliar el tramo la condición puede
            ir y venir, como con números negativos en una suma.""",
        ),
        beliefs=(
            QA(
                "La ventana deslizante es O(n²) porque tiene un bucle dentro de otro.",
                """No: el extremo izquierdo solo avanza, y en total lo hace como mucho n veces. El tiempo es O(n).""",
                title="bucle dentro de otro",
            ),
            QA(
                "La ventana deslizante sirve para elegir elementos sueltos que sumen lo máximo.",
                """No: solo trata tramos contiguos. Para elementos sueltos hace falta otra técnica, como la
                programación dinámica.""",
                title="elementos sueltos",
            ),
            QA(
                "Cada vez que la ventana se mueve hay que volver a contar lo que tiene dentro.",
                """No: se actualiza con lo que entra y lo que sale. Volver a contarlo todo costaría O(n · w),
                con w elementos en la ventana.""",
                title="volver a contar",
            ),
        ),
        faster=(
            QA(
                "El mayor total de ventas en 7 días seguidos: ¿sumar cada semana o ventana deslizante?",
                """La ventana: suma el día que entra y resta el que sale, O(n). Sumar cada semana desde cero cuesta
                O(7n).""",
                title="o sumar cada semana",
            ),
            QA(
                "El tramo más largo sin letras repetidas: ¿probar todos los tramos o ventana?",
                """La ventana: O(n), porque sus extremos nunca retroceden. Probar todos los tramos cuesta al
                menos O(n²).""",
                title="o todos los tramos",
            ),
        ),
        results=(
            Result(
                "mas_larga_sin_repetir('abba')",
                """Los tramos sin repetir más largos son ab y ba, de dos letras: al llegar a la segunda b el inicio
                salta detrás de la primera.""",
            ),
            Result(
                "mas_larga_sin_repetir('aaa')",
                """Todas las letras son iguales: con cada una, el inicio salta detrás de la anterior, y ningún
                tramo válido pasa de una letra.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo calculo la temperatura media de cada 3 días seguidos sin sumar de nuevo?",
                    "Con una ventana: suma el día que entra, resta el que sale y divide entre 3.",
                ),
                QA(
                    "¿Y si la ventana no tiene tamaño fijo?",
                    """Entonces el extremo derecho avanza siempre y el izquierdo solo cuando se rompe la condición.""",
                ),
                QA(
                    "¿Sigue siendo lineal?",
                    "Sí, O(n): cada elemento entra una vez y sale como mucho otra.",
                ),
            ),
            (
                QA(
                    "En la ventana deslizante, ¿por qué se comprueba ultima[c] >= inicio?",
                    """Porque la letra puede haber aparecido antes, pero fuera de la ventana; entonces no cuenta
                    como repetida.""",
                ),
                QA(
                    "¿Y si no lo compruebo?",
                    """El inicio podría retroceder a una posición ya abandonada y contarías tramos con letras
                    repetidas.""",
                ),
            ),
        ),
        build=Build(
            "Hazme una función que dé la longitud del trozo más largo sin letras repetidas.",
            """Se guarda la última posición de cada letra y el inicio salta cuando una se repite dentro del tramo:""",
            (
                "mas_larga_sin_repetir('casa')",
                "mas_larga_sin_repetir('sol')",
            ),
            "La respuesta se actualiza en cada paso con la longitud del tramo actual, `fin - inicio + 1`.",
        ),
    ),
)
