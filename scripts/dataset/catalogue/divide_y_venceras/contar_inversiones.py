"""El conteo de inversiones con mergesort."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
