"""La búsqueda lineal."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="busqueda-lineal",
    name="la búsqueda lineal",
    topic="búsqueda",
    level="básico",
    time="O(n)",
    space="O(1)",
    code="""
def buscar(a, x):
    for i, valor in enumerate(a):
        if valor == x:
            return i
    return -1
""",
    theory=Theory(
        """
        La búsqueda lineal mira los elementos uno por uno, desde el principio, hasta encontrar el que busca o
        quedarse sin elementos.

        1. Compara el primer elemento con el valor buscado.
        2. Si coinciden, devuelve su posición y termina.
        3. Si no, pasa al siguiente; si no quedan, responde que no está (aquí, con −1).

        **Ejemplo:** ‹buscar([7, 3, 9], 9) =›. No hace falta que la lista esté ordenada.
        """,
        pitfall="""dar por perdida la búsqueda en cuanto un elemento no coincide; solo se sabe que no está
        después de mirarlos todos.""",
    ),
    complexity=Complexity(
        """
        En el mejor caso el valor está en la primera posición y basta una comparación. En el peor, está al
        final o no está, y hay que hacer n comparaciones. Si está y todas las posiciones son igual de
        probables, la media es (n + 1)/2, que también es lineal.

        No se guarda nada más que el índice actual, así que la memoria no depende de n.
        """,
        Count(
            "if valor == x:",
            "comparaciones buscando un valor que no está",
            tuple((n, f"buscar(list(range({n})), -5)") for n in (10, 100, 1000)),
        ),
    ),
    build=Build(
        "Haz una función que devuelva la posición de un valor en una lista, o -1 si no está.",
        """Se recorre la lista con `enumerate`, que da a la vez la posición y el valor, y se devuelve la
        posición en cuanto hay coincidencia.""",
        ("buscar(['a', 'b', 'c'], 'c')", "buscar([], 4)"),
        "El `return -1` está fuera del bucle: solo se alcanza cuando se han revisado todos los elementos.",
    ),
    bugs=(
        Bug(
            "Esta búsqueda lineal solo encuentra el primer elemento. ¿Qué ocurre?",
            ("    return -1", "        return -1"),
            "buscar([4, 8], 8)",
            """El `return -1` está dentro del bucle. Si el primer elemento no coincide, la función termina en la
            primera vuelta sin mirar el resto.""",
            "al quitarle un nivel de sangría, se ejecuta solo cuando el bucle acaba.",
        ),
        Bug(
            "Quiero la posición de la primera aparición, pero obtengo la de la última. ¿Por qué?",
            ("            return i\n    return -1", "            encontrada = i\n    return encontrada"),
            "buscar([5, 1, 5], 5)",
            """Al encontrar el valor se guarda la posición, pero el bucle sigue y la sobrescribe con las
            apariciones posteriores. Además, si el valor no está, la variable ni siquiera existe y se produce
            un error.""",
            "devolver en el momento de encontrarlo resuelve los dos problemas.",
        ),
    ),
    exercises=(
        Trace(
            "¿Cuántas comparaciones hace la búsqueda lineal para encontrar el 6 en [4, 9, 6, 2]?",
            "buscar([4, 9, 6, 2], 6)",
            "if valor == x:",
            "Posición {i}: ¿{valor} es igual a {x}? {'Sí, termina.' if valor == x else 'No, sigue.'}",
            "Hace tres comparaciones y devuelve la posición ‹buscar([4, 9, 6, 2], 6)›.",
            """El 2 ni siquiera se mira. Con un valor que no está, por ejemplo el 5, haría las cuatro
            comparaciones antes de devolver −1. El tiempo depende, pues, de dónde esté lo que buscamos: O(1)
            en el mejor caso y O(n) en el peor.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Búsqueda lineal o búsqueda binaria?",
            """
            Binaria si la lista está ordenada y vas a buscar varias veces; lineal en los demás casos.

            - La lineal no exige nada y cuesta O(n) por búsqueda.
            - La binaria cuesta O(log n), pero necesita orden y acceso directo por posición.
            - Ordenar solo para buscar una vez no compensa: ordenar es O(n log n), más que una pasada.
            - Con k búsquedas sobre los mismos datos, compara kn con n log n + k log n: a partir de unas log n
            búsquedas, ordenar gana.

            Si solo preguntas si un valor está, un conjunto (`set`) responde en O(1) en promedio.
            """,
            title="frente a búsqueda binaria",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo busco el mínimo y el máximo de una lista con menos comparaciones que dos pasadas?",
            """
            Tomando los elementos de dos en dos: se comparan entre sí, el menor con el mínimo y el mayor con
            el máximo. Son unas 3n/2 comparaciones en lugar de 2n.

            Por cada pareja se hacen tres comparaciones, mientras que tratando los dos elementos por separado
            serían cuatro. Se ha demostrado que no se puede bajar de 3n/2 − 2 (redondeando hacia arriba) en el
            peor caso. El orden sigue siendo O(n): solo mejora la constante. En Python, `min` y `max` por
            separado son más rápidos, porque están en C.
            """,
            level="intermedio",
            title="mínimo y máximo",
        ),
        QA(
            "¿Qué es un centinela en la búsqueda lineal?",
            """
            Es una copia del valor buscado que se pone al final de la lista para no tener que comprobar en
            cada vuelta si la lista se ha acabado.

            Con el centinela, la búsqueda siempre termina encontrando algo; al final se mira si la posición es
            la del centinela (no estaba) o una anterior (sí estaba). El orden sigue siendo O(n): solo se
            ahorra una comprobación por vuelta. En Python apenas se nota, porque `for` ya controla el final de
            forma eficiente.
            """,
            level="intermedio",
            title="centinela",
        ),
        QA(
            "¿Qué hace en realidad el operador `in` de Python sobre una lista?",
            """
            Hace una búsqueda lineal: compara elemento a elemento hasta encontrar uno igual, así que cuesta
            O(n).

            Sobre un `set` o un `dict`, en cambio, `in` calcula un hash y responde en O(1) en promedio. Por
            eso, si dentro de un bucle compruebas muchas veces `x in lista`, conviene convertir la lista en
            conjunto una vez. **Ejemplo:** comprobar 10 000 valores en una lista de 10 000 puede exigir hasta
            cien millones de comparaciones; con un conjunto, unas diez mil consultas.
            """,
            title="operador in",
        ),
        QA(
            "¿Se puede buscar en una lista desordenada en menos de O(n)?",
            """
            No en el peor caso: mientras quede un elemento sin mirar, el valor podría ser justo ese.

            Es un argumento de adversario. Si un algoritmo responde «no está» sin haber mirado cierta
            posición, basta con poner allí el valor para que se equivoque. Por tanto hacen falta n
            comparaciones para asegurar la respuesta negativa. Para bajar de O(n) hay que haber preparado los
            datos antes: ordenarlos (búsqueda binaria) o guardarlos en una tabla hash.
            """,
            level="intermedio",
            title="menos de O(n)",
        ),
    ),
    brief=Brief(
        what=(
            """Es mirar los elementos uno a uno, desde el principio, hasta dar con el que se busca o llegar al
            final.""",
            """El método de búsqueda más simple: no pide que los datos estén ordenados y sirve para cualquier
            secuencia.""",
            """Como buscar unas llaves cajón por cajón: puedes encontrarlas en el primero o tener que abrirlos
            todos. Eso es la búsqueda lineal.""",
            """La búsqueda lineal compara el valor buscado con cada elemento en orden y devuelve la posición del
            primero que coincide.""",
        ),
        cost=(
            "Si el valor está al final o no está, hay que compararlo con los n elementos.",
            "Basta un índice para saber por dónde se va, mida lo que mida la lista.",
            "Se hace como mucho una comparación por elemento y no se guarda nada más que la posición.",
        ),
        use=(
            """Conviene con listas cortas o desordenadas, o cuando solo vas a buscar una vez: no exige preparar
            nada y sirve también para datos que llegan de uno en uno.""",
            """El operador `in` de Python sobre una lista hace esto; también lo hace quien busca un nombre en una
            lista en papel sin orden.""",
            """Si la lista es larga y buscas muchas veces: mejor ordenarla y usar búsqueda binaria, o meterla en un
            conjunto.""",
        ),
        beliefs=(
            QA(
                "La búsqueda lineal necesita que la lista esté ordenada.",
                """No: mira todos los elementos, así que funciona con cualquier orden. La que exige orden es la
                binaria.""",
                title="lista ordenada",
            ),
            QA(
                "La búsqueda lineal es O(1) porque a veces acierta a la primera.",
                "No: ese es el mejor caso. En el peor mira los n elementos, y su tiempo es O(n).",
                title="acertar a la primera",
            ),
            QA(
                "Si el elemento no está, la búsqueda lineal falla.",
                """No falla: recorre toda la lista y responde que no está, aquí con −1, después de n
                comparaciones.""",
                title="elemento que no está",
            ),
        ),
        faster=(
            QA(
                "Lista desordenada y una sola búsqueda: ¿ordenar y buscar con la binaria, o lineal?",
                "La lineal: O(n). Ordenar antes cuesta O(n log n), y para una sola búsqueda no compensa.",
                title="frente a ordenar antes",
            ),
            QA(
                "Mil búsquedas en la misma lista de un millón: ¿lineal o conjunto?",
                """El conjunto: crearlo cuesta O(n) una vez y cada consulta es O(1) en promedio. La lineal haría
                hasta mil millones de comparaciones.""",
                title="o conjunto, mil búsquedas",
            ),
        ),
        results=(
            Result(
                "buscar([6, 2, 2], 2)",
                """Se compara con el 6, que no es, y con el primer 2, que sí: se devuelve su posición sin mirar el
                último.""",
            ),
            Result(
                "buscar('hola', 'z')",
                """El código recorre igual una cadena: se miran las cuatro letras, ninguna es la z y el bucle
                se agota sin encontrarla.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo una lista sin ordenar. ¿Cómo busco un valor?",
                    "Hay que recorrerla comparando uno por uno: es la búsqueda lineal, O(n).",
                ),
                QA(
                    "¿Y si está repetido?",
                    """Así se obtiene la primera posición. Si las quieres todas, sigue después de encontrarlo
                    y guarda cada posición.""",
                ),
                QA(
                    "y si no esta",
                    "Se llega al final sin encontrarlo y se devuelve −1, la señal de que falta.",
                ),
            ),
            (
                QA(
                    "¿Por qué se estudia un método tan lento como la búsqueda lineal?",
                    """Porque es el único que sirve sin saber nada de los datos, y la medida con la que se comparan
                    los demás.""",
                ),
                QA(
                    "¿Y de verdad es lento?",
                    """Con pocos elementos, no. Con un millón, una búsqueda binaria hace 20 comparaciones donde la
                    lineal puede hacer un millón.""",
                ),
            ),
        ),
        build=Build(
            "¿Me das una función simple para encontrar un elemento en una lista desordenada?",
            """El bucle `for` compara el valor buscado con cada elemento, desde el primero, y `enumerate` da al
            mismo tiempo la posición y el valor de cada uno:""",
            (
                "buscar([5, 8, 3], 3)",
                "buscar([5, 8, 3], 4)",
            ),
            """El `return` dentro del bucle termina la función en cuanto lo encuentra, sin mirar los demás. Si el
            bucle acaba sin haberlo encontrado, se devuelve −1, que no puede ser una posición.""",
        ),
    ),
)
