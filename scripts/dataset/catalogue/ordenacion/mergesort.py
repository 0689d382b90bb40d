"""La ordenación por mezcla (mergesort)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="mergesort",
    name="la ordenación por mezcla (mergesort)",
    topic="ordenación",
    level="intermedio",
    time="O(n log n)",
    space="O(n)",
    code="""
def mergesort(a):
    if len(a) <= 1:
        return a
    medio = len(a) // 2
    izq = mergesort(a[:medio])
    der = mergesort(a[medio:])
    return mezclar(izq, der)


def mezclar(x, y):
    r, i, j = [], 0, 0
    while i < len(x) and j < len(y):
        if x[i] <= y[j]:
            r.append(x[i])
            i += 1
        else:
            r.append(y[j])
            j += 1
    return r + x[i:] + y[j:]
""",
    theory=Theory(
        """
        Mergesort ordena dividiendo: parte la lista por la mitad, ordena cada mitad de la misma manera y
        mezcla las dos mitades ordenadas.

        - **Dividir:** hasta llegar a listas de 0 o 1 elementos, que ya están ordenadas.
        - **Vencer:** cada mitad se ordena con una llamada recursiva.
        - **Combinar:** se comparan las cabezas de las dos mitades y se toma siempre la menor.

        **Ejemplo de mezcla:** ‹mezclar([2, 7], [1, 9]) =›.
        """,
        pitfall="olvidar los elementos que sobran en una mitad cuando la otra se agota.",
    ),
    complexity=Complexity(
        """
        La recursión divide n entre 2 hasta llegar a 1, así que hay unos log₂ n niveles. En cada nivel, todas
        las mezclas juntas recorren los n elementos una vez: O(n) por nivel. Multiplicando sale O(n log n), y
        no depende de cómo venga la lista. La recurrencia es T(n) = 2T(n/2) + O(n).

        La mezcla necesita una lista nueva de hasta n elementos, y esa memoria domina a la pila de llamadas,
        que solo tiene O(log n) niveles.
        """,
        Count(
            "if x[i] <= y[j]:",
            "comparaciones",
            tuple((n, f"mergesort([i * 7 % {n} for i in range({n})])") for n in (8, 64, 512)),
        ),
    ),
    build=Build(
        "Escribe mergesort en Python separando la función que mezcla.",
        """La función recursiva divide y `mezclar` une dos listas ya ordenadas comparando siempre sus primeros
        elementos pendientes.""",
        ("mergesort([5, 2, 9, 1, 5])",),
        """Con `<=` se toma primero el elemento de la izquierda en caso de empate: por eso la ordenación es
        estable.""",
    ),
    bugs=(
        Bug(
            "Esta mezcla de dos listas ordenadas pierde elementos. ¿Qué le falta?",
            ("return r + x[i:] + y[j:]", "return r"),
            "mezclar([1, 5, 8], [2])",
            """Faltan los elementos sobrantes. El bucle termina en cuanto una de las listas se agota, y lo que
            queda en la otra nunca se copia.""",
            "se añaden los dos restos; uno de ellos siempre está vacío.",
            code="""
def mezclar(x, y):
    r, i, j = [], 0, 0
    while i < len(x) and j < len(y):
        if x[i] <= y[j]:
            r.append(x[i])
            i += 1
        else:
            r.append(y[j])
            j += 1
    return r + x[i:] + y[j:]
""",
        ),
        Bug(
            "Mi mergesort termina con RecursionError. ¿Por qué?",
            ("if len(a) <= 1:", "if len(a) == 0:"),
            "mergesort([2, 1])",
            """El caso base no contempla la lista de un elemento. Con longitud 1, `medio` vale 0: la mitad
            derecha vuelve a ser la lista entera y la recursión no avanza nunca.""",
            "las listas de longitud 0 y 1 ya están ordenadas y deben devolverse tal cual.",
        ),
    ),
    exercises=(
        Trace(
            "Mezcla paso a paso las listas ordenadas [1, 4, 6] y [2, 3, 9] como haría mergesort.",
            "mezclar([1, 4, 6], [2, 3, 9])",
            "if x[i] <= y[j]:",
            "Llevo {r}; comparo {x[i]} con {y[j]} y tomo el {min(x[i], y[j])}.",
            """La mezcla es ‹mezclar([1, 4, 6], [2, 3, 9])›. En cada paso se comparan las cabezas de las dos
            listas:""",
            """Al agotarse la primera lista, el 9 que queda en la segunda se copia sin comparar. Mezclar
            cuesta a lo sumo una comparación menos que el total de elementos.""",
        ),
        Trace(
            "¿En qué orden mezcla mergesort las partes de [8, 3, 5, 1]? Sigue las llamadas.",
            "mergesort([8, 3, 5, 1])",
            "r, i, j = [], 0, 0",
            "Se mezclan {x} y {y}.",
            "Hace tres mezclas: primero las de las mitades pequeñas y al final la de la lista completa.",
            """La recursión llega hasta el fondo por la izquierda antes de tocar la derecha; cada lista de un
            solo elemento ya está ordenada. El resultado final es ‹mergesort([8, 3, 5, 1])›.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Mergesort o quicksort? ¿Cuál conviene y cuándo?",
            """
            Depende de qué te preocupe más: mergesort da garantías y quicksort suele ser más rápido en
            memoria.

            - **Peor caso:** mergesort es siempre O(n log n); quicksort puede llegar a O(n²) con malos
            pivotes.
            - **Memoria:** mergesort necesita O(n) adicional; quicksort en la propia lista, O(log n) de pila
            en promedio.
            - **Estabilidad:** mergesort es estable; quicksort, en general, no.
            - **Listas enlazadas o datos en disco:** mergesort, porque lee en orden y no salta.

            Para números en un arreglo y sin requisitos de estabilidad, quicksort con pivote aleatorio es
            buena elección.
            """,
            title="frente a quicksort",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué mergesort es estable?",
            """
            Es estable porque, en caso de empate, la mezcla toma siempre el elemento de la mitad izquierda,
            que iba antes en la lista original.

            La clave está en el `<=` de `x[i] <= y[j]`. Si dos alumnos con la misma nota aparecen en el orden
            Ana, Luis, Ana estará en la mitad izquierda o antes dentro de la misma mitad, y saldrá primero.
            Al cambiar `<=` por `<`, el algoritmo sigue ordenando bien los valores, pero en los empates toma
            antes el de la derecha y deja de ser estable.
            """,
            title="por qué es estable",
        ),
        QA(
            "¿Por qué mergesort es adecuado para listas enlazadas?",
            """
            Porque solo necesita recorrer las listas hacia delante, y eso es justo lo que una lista enlazada
            hace bien.

            - **Mezclar** dos listas enlazadas solo cambia punteros: no hace falta memoria O(n) adicional.
            - **Dividir** se hace con dos punteros, uno lento y otro que avanza el doble; cuando el rápido
            llega al final, el lento está en el medio.

            En cambio, métodos como heapsort necesitan acceder a posiciones lejanas, que en una lista enlazada
            cuesta O(n). El tiempo total sigue siendo O(n log n).
            """,
            title="listas enlazadas",
        ),
        QA(
            "¿Cuántos niveles de recursión tiene mergesort con 1000 elementos?",
            """
            Tiene 10 niveles por debajo de la llamada inicial, porque hay que dividir 1000 entre 2 diez veces
            para llegar a 1.

            En efecto, 2⁹ = 512 < 1000 ≤ 1024 = 2¹⁰, así que ⌈log₂ 1000⌉ = 10. La profundidad crece muy
            despacio: con un millón de elementos son 20 niveles. Por eso mergesort nunca tiene problemas con
            el límite de recursión de Python, que está en torno a 1000 llamadas anidadas.

            ```python
            print((1000 - 1).bit_length(), (10**6 - 1).bit_length())  #=
            ```
            """,
            title="niveles de recursión",
        ),
        QA(
            "¿Se puede hacer mergesort sin recursión?",
            """
            Sí, con la versión ascendente: se mezclan primero tramos de longitud 1, luego de 2, de 4, y así
            hasta cubrir la lista.

            Cada pasada recorre los n elementos y duplica la longitud de los tramos ordenados, de modo que hay
            ⌈log₂ n⌉ pasadas y el tiempo es O(n log n), como en la versión recursiva. Se ahorra la pila de
            llamadas, pero la mezcla sigue necesitando O(n) de memoria. Es la forma natural de ordenar
            ficheros que no caben en memoria: cada pasada lee y escribe de forma secuencial.
            """,
            level="avanzado",
            title="sin recursión",
        ),
    ),
    brief=Brief(
        what=(
            """Es una ordenación que parte la lista en dos mitades, ordena cada una de la misma forma y las mezcla.""",
            """Un algoritmo de ordenación de tipo divide y vencerás que es estable y tarda lo mismo, en orden
            de magnitud, con cualquier lista.""",
            """Como ordenar dos montones de exámenes por separado y juntarlos cogiendo siempre el menor de los dos
            de arriba. Mergesort repite eso con montones cada vez más pequeños.""",
            "La ordenación por mezcla divide la lista hasta trozos de un elemento y los va uniendo ordenados.",
        ),
        cost=(
            "Hay unos log₂ n niveles de división y en cada nivel se mezclan los n elementos.",
            "La mezcla escribe en listas nuevas que en total suman n elementos.",
            """Mezclar cuesta n por nivel y los niveles son log₂ n; las listas auxiliares ocupan tanto como la
            original.""",
        ),
        use=(
            """Cuando quieres un tiempo garantizado y que los iguales conserven su orden, o si ordenas listas
            enlazadas o ficheros que no caben en memoria.""",
            """Las bases de datos ordenan así tablas que no caben en memoria: escriben en el disco trozos ya
            ordenados y después los mezclan leyéndolos de principio a fin.""",
            """No conviene si la memoria es muy justa, porque necesita otra lista del mismo tamaño; en ese
            caso, heapsort ordena en el sitio. Con listas muy cortas, la inserción es más rápida.""",
        ),
        beliefs=(
            QA(
                "Mergesort es más rápido si la lista ya está ordenada.",
                """Esta versión no: divide y mezcla igual, O(n log n) siempre. Solo algunas variantes detectan los
                tramos ya ordenados.""",
                title="lista ya ordenada",
            ),
            QA(
                "Mergesort tiene un peor caso O(n²), como quicksort.",
                "No: siempre parte por la mitad, así que el tiempo es O(n log n) con cualquier lista.",
                title="peor caso O(n²)",
            ),
            QA(
                "Mergesort ordena sin memoria extra.",
                "No: para mezclar dos mitades hace falta otra lista, así que la versión habitual gasta O(n) de memoria adicional.",
                title="sin memoria extra",
            ),
        ),
        faster=(
            QA(
                "¿Mergesort o inserción para un millón de datos al azar?",
                """Mergesort: unas 20 millones de comparaciones, O(n log n). La inserción haría unos 250 mil
                millones, O(n²).""",
                title="frente a inserción",
            ),
            QA(
                "Para ordenar una lista enlazada, ¿mergesort o quicksort?",
                """Mergesort: parte y mezcla cambiando enlaces, sin acceso por posición, en O(n log n) garantizado.""",
                title="o quicksort, lista enlazada",
            ),
        ),
        results=(
            Result(
                "mezclar([1, 4], [2, 3])",
                "Se toma el menor de las dos cabezas cada vez: 1, 2, 3, y al final lo que queda, el 4.",
            ),
            Result(
                "mergesort([6, 2])",
                "Se parte en [6] y [2], que ya están ordenadas, y al mezclarlas el 2 va delante.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Por qué mergesort parte la lista hasta un elemento?",
                    """Porque una lista de un elemento ya está ordenada: es el caso base desde el que se empieza a
                    mezclar.""",
                ),
                QA(
                    "¿Y cómo se mezclan dos mitades?",
                    """Se comparan sus primeros elementos y se toma el menor, una y otra vez, hasta vaciar las dos.""",
                ),
                QA(
                    "¿Cuánto cuesta todo?",
                    """O(n log n) de tiempo, por los log₂ n niveles de mezclas, y O(n) de memoria adicional
                    para las listas auxiliares.""",
                ),
            ),
            (
                QA(
                    """Tengo que ordenar clientes por apellido sin desordenar los que ya estaban por nombre. ¿Qué
                    uso?""",
                    """Una ordenación estable, como mergesort o la función `sorted` de Python: al ordenar por
                    apellido, los que empatan siguen por nombre.""",
                ),
                QA(
                    "¿Por qué mergesort es estable?",
                    """Porque al empatar toma el de la mitad izquierda, que estaba antes. Para eso se usa `<=` al comparar.""",
                    title="por qué es estable",
                ),
            ),
        ),
        build=Build(
            "¿Me escribes la ordenación por mezcla en Python?",
            "Dos funciones: una divide y otra mezcla dos listas ya ordenadas:",
            (
                "mergesort([8, 3, 5, 1])",
                "mezclar([1, 3], [2])",
            ),
            """Al acabarse una de las dos listas, el resto de la otra se añade tal cual, porque ya está en orden.""",
        ),
    ),
)
