"""La técnica de los dos punteros."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="dos-punteros",
    name="la técnica de los dos punteros",
    topic="búsqueda",
    level="básico",
    time="O(n)",
    space="O(1)",
    code="""
def pareja_con_suma(a, objetivo):
    i, j = 0, len(a) - 1
    while i < j:
        suma = a[i] + a[j]
        if suma == objetivo:
            return (i, j)
        if suma < objetivo:
            i += 1
        else:
            j -= 1
    return None
""",
    theory=Theory(
        """
        La técnica de los dos punteros recorre una lista ordenada con dos índices que avanzan uno hacia el
        otro, y en cada paso descarta un elemento con seguridad.

        Para encontrar dos valores que sumen un objetivo:

        1. Empieza con el menor (`i`) y el mayor (`j`).
        2. Si la suma se queda corta, avanza `i`: ni siquiera con el mayor alcanza.
        3. Si se pasa, retrocede `j`: ni siquiera con el menor baja lo suficiente.

        **Ejemplo:** ‹pareja_con_suma([1, 4, 6, 9], 10) =›, las posiciones del 1 y el 9.
        """,
        pitfall="aplicarla a una lista desordenada; el descarte deja de ser válido.",
    ),
    complexity=Complexity(
        """
        En cada vuelta o bien `i` sube o bien `j` baja. La distancia entre ambos empieza en n − 1 y termina,
        como tarde, en 0; luego hay menos de n vueltas y cada una es O(1). Si la lista no viene ordenada, hay
        que sumar el coste de ordenarla, O(n log n).

        Solo hay dos índices y una suma en memoria.
        """,
        Count(
            "suma = a[i] + a[j]",
            "sumas cuando no hay solución",
            tuple((n, f"pareja_con_suma(list(range({n})), -1)") for n in (10, 100, 1000)),
        ),
    ),
    build=Build(
        """Dada una lista ordenada, encuentra las posiciones de dos elementos distintos que sumen un valor dado.""",
        "Dos índices parten de los extremos y se acercan según la suma sea menor o mayor que el objetivo.",
        ("pareja_con_suma([2, 3, 5, 8], 11)", "pareja_con_suma([2, 3, 5, 8], 9)"),
        "La condición `i < j` evita usar dos veces el mismo elemento.",
    ),
    bugs=(
        Bug(
            "Mi función de la pareja con suma dada usa dos veces el mismo elemento. ¿Cómo lo arreglo?",
            ("while i < j:", "while i <= j:"),
            "pareja_con_suma([1, 4, 9], 8)",
            """El bucle permite que los dos índices coincidan. Cuando `i == j` se suma un elemento consigo mismo
            y se acepta una pareja que no existe.""",
        ),
        Bug(
            "Este código de dos punteros no encuentra parejas que sí existen. ¿Qué error tiene?",
            ("if suma < objetivo:", "if suma > objetivo:"),
            "pareja_con_suma([1, 2, 3, 10], 5)",
            """Los movimientos están cambiados. Cuando la suma se pasa, el código avanza `i` y la hace todavía
            mayor; así descarta elementos que eran necesarios.""",
            "si falta suma se avanza el índice de los pequeños; si sobra, se retrocede el de los grandes.",
        ),
    ),
    exercises=(
        Trace(
            "Encuentra dos números de [1, 3, 4, 7, 10, 15] que sumen 14, con dos punteros.",
            "pareja_con_suma([1, 3, 4, 7, 10, 15], 14)",
            "if suma == objetivo:",
            """{a[i]} + {a[j]} = {suma}: {'es el objetivo' if suma == objetivo else 'se queda corta, avanza i'
            if suma < objetivo else 'se pasa, retrocede j'}.""",
            "Son 4 y 10, en las posiciones ‹pareja_con_suma([1, 3, 4, 7, 10, 15], 14)›.",
            "Han bastado unas pocas sumas; probar todas las parejas habría exigido hasta 15.",
        ),
        QA(
            "Comprueba si una palabra es palíndroma con dos punteros, sin crear otra cadena.",
            """
            Se comparan los extremos y se avanza hacia el centro; al primer desacuerdo, la respuesta es no.

            ```python
            def es_palindroma(s):
                i, j = 0, len(s) - 1
                while i < j:
                    if s[i] != s[j]:
                        return False
                    i += 1
                    j -= 1
                return True

            print(es_palindroma("reconocer"))  #=
            print(es_palindroma("algoritmo"))  #=
            ```

            Hace como mucho n/2 comparaciones, O(n), con memoria O(1). La forma corta `s == s[::-1]` también
            es O(n), pero crea una copia.
            """,
        ),
    ),
    comparisons=(
        QA(
            "Para encontrar dos números que sumen un valor, ¿dos punteros o un diccionario?",
            """
            Dos punteros si la lista ya está ordenada; diccionario si no lo está y te sobra memoria.

            - **Dos punteros:** O(n) con la lista ordenada y memoria O(1). Si hay que ordenar, O(n log n) y se
            pierden las posiciones originales.
            - **Diccionario:** se recorre una vez preguntando si ya se ha visto `objetivo - x`; O(n) en
            promedio y memoria O(n), sin ordenar.

            Para el problema de tres números que sumen cero, lo habitual es ordenar y usar dos punteros:
            O(n²), y es fácil evitar las soluciones repetidas.
            """,
            title="frente a un diccionario",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué la técnica de dos punteros no se salta ninguna solución?",
            """
            Porque cada elemento se descarta solo cuando ya no puede formar pareja con ninguno de los que
            quedan.

            Si `a[i] + a[j]` es menor que el objetivo, `a[j]` es el mayor de los pendientes, así que `a[i]`
            con cualquier otro sumaría lo mismo o menos: se puede abandonar `a[i]`. El caso contrario es
            simétrico. Por inducción, si existe una pareja solución, ninguno de sus dos elementos se descarta
            antes de que los índices lleguen a ella.
            """,
            level="intermedio",
            title="no saltarse soluciones",
        ),
        QA(
            "¿Qué son los punteros rápido y lento?",
            """
            Son dos índices que recorren la misma secuencia a distinta velocidad: uno avanza de uno en uno y
            el otro de dos en dos.

            - Cuando el rápido llega al final de una lista enlazada, el lento está en el **medio**.
            - Si hay un **ciclo**, el rápido acaba alcanzando al lento, porque dentro del ciclo la distancia
            entre ambos disminuye de uno en uno.

            Todo ello en O(n) y con memoria O(1). Detectar el ciclo con un conjunto de visitados también es
            O(n), pero gasta memoria proporcional a la lista.
            """,
            level="intermedio",
            title="rápido y lento",
        ),
        QA(
            "¿Cómo se eliminan los repetidos de una lista ordenada sin usar otra lista?",
            """
            Con dos índices en la misma dirección: uno lee todos los elementos y otro señala dónde escribir el
            siguiente valor distinto.

            ```python
            def sin_repetidos(a):
                k = 0
                for x in a:
                    if k == 0 or x != a[k - 1]:
                        a[k] = x
                        k += 1
                del a[k:]
                return a

            print(sin_repetidos([1, 1, 2, 3, 3]))  #=
            ```

            El índice de escritura nunca adelanta al de lectura, así que no se pierde nada. Tiempo O(n).
            """,
            title="eliminar repetidos",
        ),
    ),
    brief=Brief(
        what=(
            """Es recorrer una secuencia con dos índices a la vez, que se mueven según lo que encuentran, en lugar
            de probar todas las parejas.""",
            """Una técnica que convierte muchos bucles dobles en una sola pasada, casi siempre sobre datos
            ordenados.""",
            """Como dos personas que empiezan en los extremos de una estantería ordenada y se acercan: si la suma
            es pequeña avanza una, si es grande retrocede la otra.""",
            """La técnica de los dos punteros mueve un índice desde cada extremo, y en cada paso descarta un
            elemento que ya no puede formar parte de la solución.""",
        ),
        cost=(
            "En cada vuelta uno de los dos índices se acerca al otro, así que hay a lo sumo n vueltas.",
            "Para recorrerlo todo bastan dos posiciones, la izquierda y la derecha.",
            "Los índices se mueven en total n posiciones y no hay estructuras auxiliares.",
        ),
        use=(
            """Conviene con listas ordenadas, al buscar parejas, mezclar dos listas o eliminar repetidos en el
            sitio, y también para comprobar si un texto es un palíndromo.""",
            """Se emplea al combinar dos listados ordenados, por ejemplo de clientes y de pagos, para casar los
            que coinciden con una sola pasada por cada uno.""",
            """No conviene si los datos no están ordenados y debes conservar su orden, por ejemplo porque piden
            las posiciones originales: entonces suele ser mejor un diccionario.""",
        ),
        beliefs=(
            QA(
                "La técnica de dos punteros funciona con la lista en cualquier orden.",
                "No para buscar sumas: descartar un elemento solo es seguro si la lista está ordenada.",
                title="lista en cualquier orden",
            ),
            QA(
                "Dos punteros son dos bucles anidados, o sea, O(n²).",
                "No: los dos índices avanzan en un mismo bucle y nunca retroceden. En total es O(n).",
                title="dos bucles anidados",
            ),
            QA(
                "En la técnica de dos punteros, al mover un puntero se puede perder la solución.",
                """No: si la suma se queda corta, el menor no llega ni con el mayor de los que quedan, así que se
                descarta sin riesgo.""",
                title="perder la solución",
            ),
        ),
        faster=(
            QA(
                "Lista ordenada, dos números que sumen 100: ¿bucle doble o dos punteros?",
                """Dos punteros: O(n), porque cada paso descarta un número. El bucle doble prueba todas las
                parejas, O(n²).""",
                title="o bucle doble",
            ),
            QA(
                "Lista desordenada, dos números que sumen 100: ¿ordenar y dos punteros, o diccionario?",
                """El diccionario: O(n) en promedio. Ordenar antes cuesta O(n log n), aunque gasta menos memoria.""",
                title="o diccionario, lista desordenada",
            ),
        ),
        results=(
            Result(
                "pareja_con_suma([1, 4, 6], 7)",
                "La primera suma, 1 + 6, ya es 7: las posiciones son la primera y la última.",
            ),
            Result(
                "pareja_con_suma([1, 2, 3], 10)",
                "Ni con los dos mayores, 2 + 3, se llega a 10; los índices se juntan sin encontrar nada.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo compruebo si una palabra es un palíndromo?",
                    """Con un índice al principio y otro al final: compara sus letras y ve acercando los dos; si
                    alguna pareja es distinta, no lo es.""",
                ),
                QA(
                    "¿Cuánto cuesta?",
                    "O(n) de tiempo, porque cada letra se mira una vez, y O(1) de memoria adicional.",
                ),
            ),
            (
                QA(
                    "Quiero dos precios ordenados que sumen justo 50. ¿Cómo lo hago rápido?",
                    """Pon un índice en el más barato y otro en el más caro; si suman poco avanza el primero, si
                    suman mucho retrocede el segundo.""",
                ),
                QA(
                    "¿Y si los precios no están ordenados?",
                    """Ordena antes, en O(n log n), o guarda en un diccionario los ya vistos, en O(n) en promedio.""",
                ),
                QA(
                    "¿Y si hay varias parejas?",
                    """Este código devuelve la primera que encuentra. Para todas, apunta la pareja y sigue moviendo
                    los dos índices.""",
                ),
            ),
        ),
        build=Build(
            "Hazme una función que busque dos números de una lista ordenada que sumen lo que yo diga.",
            "Un índice empieza por el menor y otro por el mayor, y se acercan según la suma:",
            (
                "pareja_con_suma([1, 3, 4, 9], 7)",
                "pareja_con_suma([5], 10)",
            ),
            "El bucle exige `i < j`, de modo que un elemento no se suma consigo mismo.",
        ),
    ),
)
