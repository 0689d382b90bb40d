"""El montículo binario."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="monticulo",
    name="el montículo binario",
    topic="montículos",
    level="intermedio",
    time="O(log n) para insertar o extraer el mínimo y O(1) para consultarlo",
    space="O(n)",
    code="""
def insertar(h, x):
    h.append(x)
    i = len(h) - 1
    while i > 0 and h[(i - 1) // 2] > h[i]:
        padre = (i - 1) // 2
        h[i], h[padre] = h[padre], h[i]
        i = padre
    return h


def extraer(h):
    h[0], h[-1] = h[-1], h[0]
    minimo = h.pop()
    hundir(h, 0)
    return minimo


def hundir(h, i):
    while 2 * i + 1 < len(h):
        hijo = 2 * i + 1
        if hijo + 1 < len(h) and h[hijo + 1] < h[hijo]:
            hijo += 1
        if h[i] <= h[hijo]:
            break
        h[i], h[hijo] = h[hijo], h[i]
        i = hijo
    return h
""",
    theory=Theory(
        """
        Un montículo binario es un árbol casi completo, guardado en un arreglo, en el que cada padre es menor
        o igual que sus hijos; por eso el mínimo está siempre en la raíz.

        - Los hijos de la posición i están en 2i + 1 y 2i + 2; su padre, en (i − 1)//2.
        - **Insertar:** se añade al final y sube mientras sea menor que su padre.
        - **Extraer el mínimo:** el último ocupa la raíz y se hunde hacia el menor de sus hijos.

        **Ejemplo:** `[1, 4, 2, 9]` es un montículo válido, aunque no está ordenado.
        """,
        pitfall="pensar que un montículo es una lista ordenada. Entre hermanos no hay ningún orden.",
    ),
    complexity=Complexity(
        """
        Como el árbol es casi completo, su altura es ⌊log₂ n⌋. Insertar sube como mucho esa altura y extraer
        baja como mucho esa altura, con trabajo constante en cada nivel: O(log n). Consultar el mínimo es leer
        `h[0]`.

        No hacen falta enlaces: las posiciones se calculan con aritmética, así que la memoria es la de los n
        elementos.
        """,
    ),
    build=Build(
        "Implementa un montículo de mínimos con inserción y extracción.",
        "El nuevo elemento sube desde el final; al extraer, el último pasa a la raíz y se hunde.",
        ("h = []", "for x in [5, 3, 8, 1]:\n    insertar(h, x)", "h", "extraer(h), extraer(h)"),
        "En `hundir` hay que elegir el menor de los dos hijos; si no, el intercambio rompería la propiedad.",
    ),
    bugs=(
        Bug(
            "Después de hundir la raíz, mi montículo no cumple su propiedad. ¿Qué falla?",
            ("if hijo + 1 < len(h) and h[hijo + 1] < h[hijo]:", "if hijo + 1 < len(h) and h[hijo + 1] > h[hijo]:"),
            "hundir([5, 4, 2, 9], 0)",
            """El código elige el mayor de los hijos. Al subirlo, queda por encima de su hermano menor, y un
            padre mayor que su hijo incumple la propiedad.""",
        ),
        Bug(
            "¿Por qué la función que sube un elemento en el montículo lo deja fuera de lugar?",
            ("padre = (i - 1) // 2\n        if", "padre = i // 2\n        if"),
            "subir([2, 5, 3, 9, 7, 1])",
            """El índice del padre está mal calculado. `i // 2` es la fórmula para arreglos que empiezan en 1;
            en Python, con posiciones desde 0, el padre es `(i - 1) // 2`.""",
            code="""
def subir(h):
    i = len(h) - 1
    while i > 0:
        padre = (i - 1) // 2
        if h[padre] <= h[i]:
            break
        h[i], h[padre] = h[padre], h[i]
        i = padre
    return h
""",
        ),
    ),
    exercises=(
        Trace(
            "Inserta el 2 en el montículo [3, 5, 4, 9, 6] y muestra cómo sube.",
            "insertar([3, 5, 4, 9, 6], 2)",
            "padre = (i - 1) // 2",
            """h = {h}: el {h[i]} (posición {i}) es menor que su padre {h[(i - 1) // 2]} (posición {(i - 1) //
            2}); se intercambian.""",
            """El montículo queda ‹insertar([3, 5, 4, 9, 6], 2)›. El 2 se añade al final, en la posición 5, y
            sube:""",
            """Ha llegado a la raíz, así que no tiene padre con quien compararse. El número de intercambios
            nunca supera la altura del árbol, que aquí es 2.""",
        ),
        Trace(
            """Extrae el mínimo de [1, 3, 2, 7, 5, 4, 6, 8] y sigue cómo se hunde el elemento que ocupa la raíz.""",
            "extraer([1, 3, 2, 7, 5, 4, 6, 8])",
            "h[i], h[hijo] = h[hijo], h[i]",
            "h = {h}: el {h[i]} es mayor que el menor de sus hijos, {h[hijo]}; se intercambian.",
            "El mínimo es ‹extraer([1, 3, 2, 7, 5, 4, 6, 8])›. El último, 8, ocupa la raíz y se hunde:",
            """El 8 ya no tiene hijos y se detiene: queda ‹(h := [1, 3, 2, 7, 5, 4, 6, 8], extraer(h), h)[2]›,
            con el 2 como nuevo mínimo.""",
        ),
    ),
    comparisons=(
        QA(
            "Para extraer muchas veces el mínimo, ¿montículo o lista ordenada?",
            """
            Montículo si se intercalan inserciones y extracciones; lista ordenada si los datos ya están todos
            y no cambian.

            - **Lista ordenada** (de mayor a menor): extraer el mínimo del final es O(1), pero insertar cuesta
            O(n) por los desplazamientos.
            - **Montículo:** ambas operaciones O(log n).

            Con n operaciones mezcladas, el montículo hace O(n log n) y la lista puede llegar a O(n²). En
            cambio, el montículo no sirve para buscar un valor cualquiera ni para recorrer en orden: eso exige
            O(n) o ir extrayendo.
            """,
            title="o lista ordenada",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué se puede construir un montículo en O(n) y no en O(n log n)?",
            """
            Porque al hundir desde el último padre hasta la raíz, casi todos los nodos están cerca de las
            hojas y bajan muy poco.

            La mitad de los nodos son hojas y no bajan nada; una cuarta parte baja como mucho 1 nivel; una
            octava, 2… La suma n/4 · 1 + n/8 · 2 + n/16 · 3 + … está acotada por n. Si en cambio se insertan
            uno a uno, los muchos elementos del fondo pueden subir log n niveles, y el peor caso es O(n log
            n). La primera forma es la de `heapq.heapify`.
            """,
            level="avanzado",
            title="construcción en O(n)",
        ),
        QA(
            "¿Cómo obtengo un montículo de máximos con heapq en Python?",
            """
            Guardando los números cambiados de signo, porque `heapq` trabaja con mínimos.

            ```python
            import heapq

            h = [-x for x in [4, 9, 2]]
            heapq.heapify(h)
            print(-heapq.heappop(h))  #=
            print(-h[0])  #=
            ```

            El menor de los opuestos es el opuesto del mayor. Para objetos que no son números se usan tuplas
            `(-prioridad, contador, objeto)`; el contador deshace los empates sin comparar los objetos. Las
            operaciones siguen costando O(log n).
            """,
            title="máximos con heapq",
        ),
        QA(
            "¿Dónde puede estar el elemento mayor de un montículo de mínimos?",
            """
            Siempre en una hoja, pero en cualquiera de ellas, así que encontrarlo cuesta O(n).

            Si el mayor tuviera hijos, estos deberían ser mayores o iguales que él; solo podrían ser iguales,
            y entonces también serían máximos. Las hojas son aproximadamente la mitad de los nodos, desde la
            posición n//2 hasta la n − 1, y no hay orden entre ellas. Por eso un montículo de mínimos no sirve
            para extraer a la vez el máximo con rapidez.
            """,
            title="el elemento mayor",
        ),
        QA(
            "¿Es un montículo la lista [2, 6, 3, 5, 8]?",
            """
            No: el 6, en la posición 1, tiene como hijo izquierdo el 5, en la posición 3, y un padre no puede
            ser mayor que su hijo.

            Para comprobarlo basta revisar cada i con su padre (i − 1)//2:

            ```python
            h = [2, 6, 3, 5, 8]
            print(all(h[(i - 1) // 2] <= h[i] for i in range(1, len(h))))  #=
            ```

            Si se intercambian el 6 y el 5 resulta `[2, 5, 3, 6, 8]`, que sí lo es. La comprobación cuesta
            O(n), una comparación por elemento.
            """,
            level="básico",
            title="la lista [2,6,3,5,8]",
        ),
    ),
    brief=Brief(
        what=(
            """El montículo binario es un árbol casi completo donde ningún padre supera a sus hijos; gracias a eso,
            el menor de todos está siempre arriba, en la raíz.""",
            """Una forma de colocar los datos en un arreglo para tener a mano el mínimo: el elemento de la posición
            i no es mayor que los de las posiciones 2i + 1 y 2i + 2.""",
            """Se parece a un torneo en el que el ganador está en la cima, pero no se sabe quién quedaría quinto: el
            montículo solo garantiza el orden entre cada padre y sus hijos.""",
            """Un montículo binario mantiene el elemento mínimo en la raíz dejando subir los valores pequeños y
            hundiendo los grandes tras cada inserción o extracción.""",
        ),
        cost=(
            """Un elemento que sube o se hunde recorre un solo camino entre la raíz y una hoja, y el árbol tiene
            unos log₂ n niveles.""",
            "Los n elementos caben en un arreglo sin enlaces, porque el padre y los hijos se calculan con la posición.",
            """El árbol es casi completo y por tanto bajo, y vive en un arreglo sin huecos; mirar el mínimo es leer
            su primera casilla.""",
        ),
        use=(
            """Cuando entran datos sin parar y, entre medias, hay que ir sacando siempre el menor (o el mayor): es
            la base de casi todas las colas de prioridad.""",
            """Los navegadores de coche que calculan rutas con el algoritmo de Dijkstra o A* pueden guardar en un
            montículo los cruces pendientes, para explorar siempre el más prometedor.""",
            """Si tienes que buscar o borrar valores cualesquiera, o recorrerlos en orden, pues en el montículo eso
            cuesta O(n) o más: mejor un árbol de búsqueda equilibrado.""",
        ),
        beliefs=(
            QA(
                "Un montículo es un arreglo ordenado de menor a mayor, ¿no?",
                """No: un montículo solo asegura que cada padre no supera a sus hijos. `[1, 7, 2, 8, 9, 3]` es un
                montículo válido y no está ordenado.""",
                title="arreglo ordenado",
            ),
            QA(
                "Como el montículo es un árbol, buscar cualquier valor cuesta O(log n).",
                """No, buscar un valor cualquiera cuesta O(n): al mirar un nodo no se sabe por qué hijo seguir. Lo
                que es O(1) es consultar el mínimo, y O(log n), extraerlo.""",
                title="buscar cualquier valor",
            ),
            QA(
                "en un monticulo de minimos el segundo menor esta siempre en la posicion 1",
                """No: está en la posición 1 o en la 2, porque es hijo de la raíz, pero entre hermanos no hay orden.
                En `[1, 5, 3]` el segundo menor ocupa la posición 2.""",
                title="el segundo menor",
            ),
        ),
        faster=(
            QA(
                "Tengo ya un millón de números. ¿Construyo el montículo con heapify o insertando uno a uno?",
                """Con `heapify`: O(n), porque hunde los nodos empezando por abajo. Insertar uno a uno puede costar
                O(n log n).""",
                title="heapify o insertar",
            ),
            QA(
                "¿Qué es más rápido para sacar siempre el mínimo, un montículo o recorrer una lista desordenada?",
                """El montículo: extraer cuesta O(log n), frente a O(n) de recorrer la lista entera. Con un millón de
                datos son unos 20 niveles en lugar de un millón de comparaciones.""",
                title="frente a lista desordenada",
            ),
        ),
        results=(
            Result(
                "insertar([2, 6, 4], 1)",
                """El 1 entra en la posición 3, bajo el 6; como es menor, se intercambian. Ahora su padre es el 2,
                también mayor, y el 1 llega a la raíz.""",
            ),
            Result(
                "hundir([9, 3, 5, 4], 0)",
                """El menor hijo del 9 es el 3, y se cambian. En la posición 1, el único hijo del 9 es el 4, también
                menor, y se cambian otra vez.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Mi juego tiene cientos de sucesos programados y siempre necesito el más próximo en el tiempo. "
                    "¿Cómo los guardo?",
                    """En un montículo de mínimos ordenado por la hora: el suceso más próximo está en la raíz,
                    consultarlo es O(1), y extraerlo o añadir otro, O(log n).""",
                ),
                QA(
                    "¿Y si lo guardo todo en una lista ordenada?",
                    """Sacar el próximo sería inmediato, pero cada suceso nuevo tendría que desplazar a los demás,
                    O(n). Con muchas altas gana el montículo.""",
                ),
                QA(
                    "¿Puedo cancelar un suceso cualquiera?",
                    """Sí, pero encontrarlo cuesta O(n). Lo habitual es marcarlo como cancelado e ignorarlo cuando
                    salga de la raíz.""",
                ),
            ),
            (
                QA(
                    "¿Por qué al extraer la raíz del montículo se pone en su lugar el último elemento?",
                    """Porque quitar el último no deja huecos en el arreglo. Después ese elemento se hunde, cambiándose
                    con el menor de sus hijos, hasta que la propiedad vuelve a cumplirse.""",
                ),
                QA(
                    "¿y por que con el menor de los hijos y no con el otro?",
                    """Porque el que sube pasa a ser padre de su hermano. Si subiera el mayor, quedaría por encima de
                    uno más pequeño y ya no sería un montículo.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código de un montículo binario sin usar heapq?",
            "El montículo es una lista normal, y estas tres funciones mantienen el mínimo en la posición 0:",
            ("insertar([3, 8], 2)", "extraer([1, 4, 2])"),
            "`extraer` supone que hay al menos un elemento: con una lista vacía, `h[0]` lanza `IndexError`.",
        ),
    ),
)
