"""El conteo de inversiones con mergesort."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="contar-inversiones",
    name="el conteo de inversiones con mergesort",
    topic="divide y vencerás",
    level="intermedio",
    time="O(n log n)",
    space="O(n)",
    code="""
def contar(a):
    if len(a) < 2:
        return a, 0
    m = len(a) // 2
    (x, p), (y, q) = contar(a[:m]), contar(a[m:])
    r, i, j, total = [], 0, 0, p + q
    while i < len(x) and j < len(y):
        if x[i] <= y[j]:
            r.append(x[i])
            i += 1
        else:
            r.append(y[j])
            j += 1
            total += len(x) - i
    return r + x[i:] + y[j:], total
""",
    theory=Theory(
        """
        Contar inversiones es contar las parejas que están al revés, i < j con a[i] > a[j]; se puede hacer
        mientras se ordena por mezcla.

        - Las inversiones dentro de cada mitad se cuentan de forma recursiva.
        - Al mezclar, cuando se toma un elemento de la derecha antes que los que quedan a la izquierda, forma
        inversión **con todos ellos**: se suma de golpe cuántos quedan.

        **Ejemplo:** para `[3, 1, 2]` se obtiene ‹contar([3, 1, 2])›: la lista ordenada y 2 inversiones.
        """,
        pitfall="sumar 1 en lugar de todos los que quedan en la mitad izquierda.",
    ),
    complexity=Complexity(
        """
        Es mergesort con una suma adicional por elemento: T(n) = 2T(n/2) + O(n), que da O(n log n). Comparar
        todas las parejas costaría n(n − 1)/2 comparaciones. Puede haber O(n²) inversiones y aun así contarlas
        en O(n log n), porque muchas se suman de una vez.

        La mezcla necesita listas auxiliares de tamaño O(n).
        """,
    ),
    build=Build(
        "Cuenta las inversiones de una lista en O(n log n).",
        """La función devuelve la lista ordenada y el número de inversiones; las que cruzan de una mitad a otra
        se cuentan al mezclar.""",
        ("contar([2, 4, 1, 3, 5])[1]", "contar([5, 4, 3, 2, 1])[1]"),
        "Con la comparación `<=`, los iguales no cuentan como inversión.",
    ),
    bugs=(
        Bug(
            "Mi contador de inversiones da menos de las que hay. ¿Qué suma está mal?",
            ("total += len(x) - i", "total += 1"),
            "contar([3, 4, 1, 2])[1]",
            """Al tomar un elemento de la derecha se cuenta una sola inversión, pero es menor que *todos* los
            pendientes de la izquierda.""",
        ),
        Bug(
            "Mi contador cuenta como inversiones las parejas de elementos iguales. ¿Cómo lo corrijo?",
            ("if x[i] <= y[j]:", "if x[i] < y[j]:"),
            "contar([2, 2])[1]",
            """Con la comparación estricta, en los empates se toma antes el de la derecha y se suman inversiones
            que no lo son.""",
        ),
    ),
    exercises=(
        Trace(
            "Cuenta las inversiones entre las mitades ordenadas [2, 5, 7] y [1, 3, 6] al mezclarlas.",
            "cruzadas([2, 5, 7], [1, 3, 6])",
            "total += len(x) - i",
            "Sale {y[j - 1]}, menor que {x[i:]}: se suman {len(x) - i}.",
            """Hay ‹cruzadas([2, 5, 7], [1, 3, 6])› inversiones cruzadas. Solo suman los elementos de la derecha
            que se adelantan:""",
            """Se comprueba a mano enumerando las parejas: (2,1), (5,1), (7,1), (5,3), (7,3) y (7,6). Al salir
            el 1 se suman tres de golpe, sin compararlas una a una.""",
            code="""
def cruzadas(x, y):
    i = j = total = 0
    while i < len(x) and j < len(y):
        if x[i] <= y[j]:
            i += 1
        else:
            j += 1
            total += len(x) - i
    return total
""",
        ),
    ),
    comparisons=(
        QA(
            "Para contar inversiones, ¿mergesort o árbol de Fenwick?",
            """
            Los dos son O(n log n); mergesort solo necesita comparar, y Fenwick necesita valores pequeños o
            comprimidos, pero permite más variantes.

            - **Mergesort:** no necesita más que listas. De paso, la lista queda ordenada.
            - **Fenwick:** recorre de derecha a izquierda preguntando cuántos menores ha visto. Da también las
            inversiones de *cada* elemento y admite que los datos lleguen de uno en uno.

            Si los valores son grandes, antes se sustituyen por su posición en el orden (compresión de
            coordenadas).
            """,
            level="avanzado",
            title="frente a Fenwick",
        ),
    ),
    concepts=(
        QA(
            "¿Para qué sirve contar inversiones?",
            """
            Para medir cuánto se aleja una lista del orden: 0 si está ordenada y n(n − 1)/2 si está al revés.

            - Compara dos clasificaciones: el número de parejas en las que discrepan es la distancia tau de
            Kendall.
            - Es exactamente el número de intercambios de vecinos que hace la burbuja.
            - Da el coste de la ordenación por inserción, O(n + inversiones).

            También decide si un puzle deslizante tiene solución, según la paridad.
            """,
            title="para qué sirve",
        ),
        QA(
            "¿Por qué al mezclar se pueden contar varias inversiones de una vez?",
            """
            Porque la mitad izquierda está ordenada: si y[j] es menor que x[i], también es menor que todos los
            que siguen a x[i].

            Quedan len(x) − i elementos pendientes en la izquierda, y con cada uno y[j] forma una inversión,
            ya que todos iban antes en la lista original. El orden dentro de cada mitad ya no importa, puesto
            que las inversiones internas se contaron antes. Sin ordenar, habría que compararlos uno a uno.
            """,
            title="varias de una vez",
        ),
    ),
    brief=Brief(
        what=(
            """Es contar cuántas parejas de una lista están al revés, aprovechando la mezcla de mergesort para
            sumar muchas de golpe.""",
            """Un algoritmo de divide y vencerás que ordena la lista y, de paso, cuenta sus inversiones, es
            decir, mide cuánto desorden tenía.""",
            """Al mezclar dos mitades ordenadas, si uno de la derecha pasa delante, adelanta a todos los que quedan
            a la izquierda: cada adelantamiento es una inversión.""",
            """El conteo de inversiones con mergesort suma las de cada mitad y las que cruzan entre ellas, que se
            cuentan durante la mezcla.""",
        ),
        cost=(
            "Hace el mismo trabajo que mergesort: log n niveles y una mezcla lineal en cada uno.",
            "Ordenar de paso obliga a crear trozos nuevos en cada llamada, con tantos elementos como la entrada.",
            """Contar no añade pasos, solo una suma por elemento mezclado; se pagan la ordenación y sus listas
            auxiliares.""",
        ),
        use=(
            """Conviene cuando quieres medir lo desordenada que está una lista larga o lo distintas que son dos
            clasificaciones, y comparar todas las parejas sería demasiado lento.""",
            """Sirve para comparar gustos: se cuenta cuántas parejas de películas ordenan al revés dos
            personas, y cuantas menos sean, más se parecen sus preferencias.""",
            """Con listas muy cortas no compensa: basta un bucle doble, más fácil de leer. Y si llegan datos nuevos
            sin parar, es mejor un árbol de Fenwick.""",
        ),
        beliefs=(
            QA(
                "Para contar inversiones hay que comparar todas las parejas.",
                """No: eso cuesta O(n²). Al mezclar mitades ordenadas se cuentan muchas a la vez y basta O(n log
                n).""",
                title="comparar todas las parejas",
            ),
            QA(
                "Para contar inversiones, si al mezclar tomo uno de la derecha, sumo 1.",
                "No: sumas cuántos quedan en la izquierda, porque todos son mayores que él y estaban antes.",
                title="sumar 1 al mezclar",
            ),
            QA(
                "Dos elementos iguales forman una inversión.",
                """No: para que haya inversión el de la izquierda debe ser estrictamente mayor. Por eso se
                usa `<=` al mezclar.""",
                title="elementos iguales",
            ),
        ),
        faster=(
            QA(
                "Con 100 000 elementos, ¿bucle doble o mergesort para contar inversiones?",
                """Mergesort: O(n log n), menos de dos millones de pasos. El bucle doble compara unos cinco mil
                millones de parejas.""",
                title="bucle doble, 100 000 elementos",
            ),
            QA(
                "Para contar inversiones con 6 elementos, ¿bucle doble o mergesort?",
                """El bucle doble: son solo 15 parejas y el código es más corto. El orden de crecimiento no importa
                ahí.""",
                title="bucle doble, 6 elementos",
            ),
        ),
        results=(
            Result(
                "contar([2, 1])[1]",
                """El 1 de la derecha pasa delante del 2, que era el único pendiente a la izquierda: una inversión.""",
            ),
            Result(
                "contar([1, 2, 3])",
                """La lista ya está ordenada, así que ningún elemento de la derecha adelanta a otro y la cuenta es
                cero.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo mido lo desordenada que está una lista?",
                    """Cuenta sus inversiones: parejas en las que el de la izquierda es mayor. Cero significa
                    ordenada.""",
                ),
                QA(
                    "¿Y cuál es el máximo?",
                    "Es n(n − 1)/2, cuando la lista está justo al revés y todas las parejas son inversiones.",
                ),
                QA(
                    "¿Y cuánto tarda en contarse?",
                    "Con mergesort, O(n log n) de tiempo y O(n) de memoria adicional.",
                ),
            ),
            (
                QA(
                    "Al contar inversiones, ¿por qué se suma len(x) − i al tomar uno de la derecha?",
                    """Porque esos son los que quedan por colocar de la izquierda, todos mayores que él y
                    anteriores en la lista.""",
                ),
                QA(
                    "¿Seguro que todos son mayores?",
                    """Sí: la mitad izquierda está ordenada y el primero de los pendientes ya es mayor, así que los
                    demás también.""",
                ),
            ),
        ),
        build=Build(
            "Hazme una función rápida que cuente las parejas desordenadas de una lista.",
            """Una pareja desordenada es un elemento mayor delante de otro menor. Esta versión devuelve dos cosas, la
            lista ya ordenada y cuántas de esas parejas tenía, y las va sumando cada vez que al mezclar se toma uno de
            la derecha:""",
            (
                "contar([3, 2, 1])",
                "contar([1, 3, 2])[1]",
            ),
            "Al empatar se toma el de la izquierda, para no contar como inversión dos elementos iguales.",
        ),
    ),
)
