"""La ordenación por montículo (heapsort)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="heapsort",
    name="la ordenación por montículo (heapsort)",
    topic="ordenación",
    level="intermedio",
    time="O(n log n)",
    space="O(1)",
    code="""
def heapsort(a):
    n = len(a)
    for i in range(n // 2 - 1, -1, -1):
        hundir(a, i, n)
    for fin in range(n - 1, 0, -1):
        a[0], a[fin] = a[fin], a[0]
        hundir(a, 0, fin)
    return a


def hundir(a, i, n):
    while 2 * i + 1 < n:
        hijo = 2 * i + 1
        if hijo + 1 < n and a[hijo + 1] > a[hijo]:
            hijo += 1
        if a[i] >= a[hijo]:
            break
        a[i], a[hijo] = a[hijo], a[i]
        i = hijo
    return a
""",
    theory=Theory(
        """
        Heapsort ordena convirtiendo la lista en un montículo de máximos y extrayendo el mayor una y otra vez;
        todo en la propia lista.

        1. Se construye el montículo: cada padre es mayor o igual que sus hijos.
        2. El mayor, en la posición 0, se intercambia con el último.
        3. La parte final ya es definitiva; la nueva raíz se hunde en el resto, y se repite.

        **Ejemplo:** ‹heapsort([4, 10, 3, 5, 1]) =›.
        """,
        pitfall="""usar un montículo de mínimos: al colocar los extraídos al final, la lista quedaría de mayor
        a menor.""",
    ),
    complexity=Complexity(
        """
        Construir el montículo hundiendo desde la mitad hacia atrás es O(n). Después hay n − 1 extracciones y
        cada una hunde la raíz como mucho log₂ n niveles: O(n log n). El peor caso tiene el mismo orden que el
        promedio, a diferencia de quicksort.

        Solo se usan intercambios e índices dentro de la lista, así que la memoria adicional es constante.
        """,
        Count(
            "hijo = 2 * i + 1",
            "niveles descendidos",
            tuple((n, f"heapsort([i * 7 % {n} for i in range({n})])") for n in (16, 128, 1024)),
        ),
    ),
    build=Build(
        "Implementa heapsort sobre la propia lista.",
        """La primera mitad del código construye el montículo de máximos; la segunda va llevando el mayor al
        final.""",
        ("heapsort([9, 4, 7, 1, 8])", "heapsort([2, 2, 1])"),
        "El parámetro `n` de `hundir` limita el montículo, para no tocar la parte ya ordenada.",
    ),
    bugs=(
        Bug(
            "Mi heapsort desordena lo que ya había colocado al final. ¿Qué argumento está mal?",
            ("hundir(a, 0, fin)", "hundir(a, 0, n)"),
            "heapsort([3, 1, 2])",
            """El montículo no se encoge. Al hundir con el tamaño total, los elementos ya colocados al final
            vuelven a participar y suben otra vez.""",
        ),
        Bug(
            "Mi heapsort no ordena bien porque el montículo inicial es incorrecto. ¿Por qué?",
            ("for i in range(n // 2 - 1, -1, -1):", "for i in range(n // 2):"),
            "heapsort([1, 2, 3, 4, 5, 6, 7])",
            """El montículo se construye de arriba abajo. Al hundir la raíz primero, sus subárboles todavía no
            son montículos y un valor grande del fondo ya no sube.""",
            "hay que empezar por el último padre y retroceder hasta la raíz.",
        ),
    ),
    exercises=(
        Trace(
            "Aplica heapsort a [4, 1, 7, 3] y muestra la lista en cada extracción del máximo.",
            "heapsort([4, 1, 7, 3])",
            "a[0], a[fin] = a[fin], a[0]",
            "Montículo {a[:fin + 1]}, ordenado {a[fin + 1:]}: el {a[0]} pasa a la posición {fin}.",
            "El resultado es ‹heapsort([4, 1, 7, 3])›. Primero se construye el montículo de máximos:",
            """Tras cada intercambio, la nueva raíz se hunde hasta su lugar. La parte ordenada crece desde el
            final.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Heapsort o mergesort cuando la memoria es escasa?",
            """
            Heapsort: ordena en la propia lista con memoria O(1), mientras que mergesort necesita O(n)
            adicional.

            - **Tiempo:** los dos O(n log n) en el peor caso. Mergesort suele ser más rápido, porque recorre
            la memoria de forma secuencial.
            - **Estabilidad:** mergesort sí, heapsort no.
            - **Paralelismo y disco:** mergesort.

            En un sistema pequeño, con límites estrictos de memoria y de tiempo, heapsort da las dos
            garantías.
            """,
            title="frente a mergesort",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué heapsort no es estable?",
            """
            Porque intercambia elementos lejanos, y dos iguales pueden acabar en orden inverso.

            Con `[2a, 2b]`, el montículo de máximos ya está formado con 2a en la raíz. Al extraerlo se
            intercambia con el último y queda `[2b, 2a]`: el orden de llegada se ha perdido. Si hace falta
            estabilidad, se pueden ordenar parejas (clave, posición original), con O(n) de memoria, o usar
            mergesort.
            """,
            title="por qué no es estable",
        ),
        QA(
            "¿Por qué heapsort usa un montículo de máximos para ordenar de menor a mayor?",
            """
            Porque el elemento extraído se coloca al **final** de la lista, que es donde debe ir el mayor.

            El montículo ocupa las posiciones 0…fin, y la última queda libre al extraer. Si se extrajera el
            mínimo, habría que ponerlo al principio, justo donde está la raíz, y desplazar todo. Con un
            montículo de mínimos, el mismo código ordena de mayor a menor.
            """,
            title="montículo de máximos",
        ),
        QA(
            "¿Qué ventaja tiene heapsort si solo necesito los k mayores en orden?",
            """
            Que se puede parar tras k extracciones: el coste es O(n + k log n) en lugar de O(n log n).

            Construir el montículo es O(n) y cada extracción, O(log n). Con n = 1 000 000 y k = 10, la segunda
            parte es despreciable. Los k mayores quedan al final de la lista, ya ordenados. Es lo mismo que
            hace la selección parcial, pero sin recorrer todo en cada paso.
            """,
            title="los k mayores",
        ),
    ),
    brief=Brief(
        what=(
            """Es un método de ordenación en dos fases: primero reorganiza la lista como un montículo de
            máximos y después lleva la raíz al final tantas veces como haga falta.""",
            """Heapsort es una ordenación por selección mejorada: también busca el mayor de lo pendiente en
            cada paso, pero un montículo se lo ofrece siempre en la primera posición.""",
            """Se parece a un torneo con repesca: el campeón se retira al último puesto libre, los demás
            deciden quién ocupa la cima del montículo, y así hasta tenerlos a todos ordenados.""",
            """La ordenación por montículo (heapsort) trata la lista como un árbol binario donde cada padre
            supera o iguala a sus hijos, y extrae el máximo repetidamente hasta dejarla ordenada.""",
        ),
        cost=(
            """Se saca el máximo n − 1 veces, y recomponer el montículo después de cada una baja a lo sumo por
            log₂ n niveles.""",
            """El montículo ocupa las mismas casillas que los datos, y hundir un elemento es un bucle, sin
            llamadas recursivas que apilar.""",
            """Formar el montículo es lo barato, O(n); lo que pesa son las extracciones. Todo se hace con
            intercambios, sin listas auxiliares.""",
        ),
        use=(
            """Conviene cuando necesitas un tiempo garantizado en el peor caso y no puedes gastar memoria:
            ninguna entrada lo vuelve cuadrático y ordena en la propia lista.""",
            """El núcleo del sistema operativo `Linux` ordena sus tablas internas con heapsort (`lib/sort.c`):
            no pide memoria y nadie puede prepararle unos datos que lo vuelvan cuadrático.""",
            """No conviene si los iguales deben conservar su orden, porque no es estable, ni si buscas la mayor
            velocidad media: salta por toda la memoria y quicksort suele ganarle.""",
        ),
        beliefs=(
            QA(
                "Para hacer heapsort tengo que crear aparte un árbol con nodos y punteros.",
                """No: el árbol es la propia lista. Los hijos de la posición i están en 2i + 1 y 2i + 2, así
                que no hace falta ningún nodo y la memoria adicional es O(1).""",
                title="árbol con nodos aparte",
            ),
            QA(
                "si la lista ya esta ordenada heapsort acaba en una pasada no",
                """No: si los valores son distintos, sigue costando O(n log n). Una lista creciente no es un
                montículo de máximos; hay que formarlo y hacer igualmente todas las extracciones.""",
                title="la lista ya está ordenada",
            ),
            QA(
                "Cuando heapsort termina de construir el montículo, la lista ya está ordenada.",
                """No: solo se sabe que el mayor está en la primera posición. La lista `[9, 4, 7]` ya es un
                montículo de máximos y aún faltan las extracciones: ‹heapsort([9, 4, 7]) =›.""",
                title="montículo ya construido",
            ),
        ),
        faster=(
            QA(
                "Tengo una lista casi ordenada, con dos elementos fuera de su sitio. ¿Heapsort o inserción?",
                """La inserción: con tan poco desorden tarda O(n). Heapsort no aprovecha el orden previo, pues
                primero lo rompe al formar el montículo y después paga O(n log n).""",
                title="frente a inserción",
            ),
            QA(
                "¿Qué suele tardar menos con un millón de números al azar, heapsort o quicksort?",
                """Quicksort, aunque los dos son O(n log n) en promedio: recorre posiciones seguidas y
                aprovecha la memoria caché. Heapsort solo gana en el peor caso, donde quicksort sube a
                O(n²).""",
                title="frente a quicksort",
            ),
        ),
        results=(
            Result(
                "heapsort([5, 8, 6])",
                """Al formar el montículo, el 8 sube a la raíz: [8, 5, 6]. Se cambia con el 6 y queda al final;
                después el 6, ya en la raíz, se cambia con el 5.""",
            ),
            Result(
                "hundir([1, 7, 5, 4], 0, 4)",
                """El 1 se compara con su hijo mayor, el 7, y se cambian. En la posición 1 su único hijo es el
                4, también mayor, y vuelven a cambiarse.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Programo un marcapasos con muy poca memoria y un plazo que no puedo incumplir. ¿Cómo
                    ordeno las medidas?""",
                    """Con heapsort: su peor caso es O(n log n) y no necesita memoria adicional, de modo que
                    conoces de antemano el límite de tiempo y de espacio.""",
                ),
                QA(
                    "¿Y si me sobrara la memoria?",
                    """Entonces podrías elegir mergesort, que también garantiza O(n log n), suele ser más
                    rápido y además es estable, a cambio de una lista auxiliar de tamaño n.""",
                ),
                QA(
                    "¿me lo resumes?",
                    """Con la memoria justa y un plazo estricto, heapsort; con memoria de sobra, mergesort.
                    Ambos aseguran O(n log n) en el peor caso.""",
                ),
            ),
            (
                QA(
                    """En heapsort, ¿por qué el primer bucle empieza en `n // 2 - 1` y no en el final de la
                    lista?""",
                    """Porque esa es la posición del último padre. Las siguientes son hojas: no tienen hijos,
                    forman montículos de un solo elemento y no hay nada que hundir en ellas.""",
                ),
                QA(
                    "¿Entonces esa fase sale más barata que la otra?",
                    """Sí, construir el montículo es O(n): la mayoría de los nodos están cerca del fondo y
                    descienden poco. Las extracciones posteriores son las que suman O(n log n).""",
                ),
            ),
        ),
        build=Build(
            """Hazme en Python una ordenación que use un montículo de máximos dentro de la misma lista, sin
            `heapq`.""",
            """La función `hundir` baja un elemento hasta que ninguno de sus hijos lo supera, y `heapsort` la
            llama para formar el montículo y tras cada extracción:""",
            (
                "heapsort([3, 3, -1, 12, 0])",
                "heapsort([])",
            ),
            """Al hundir se compara siempre con el mayor de los dos hijos; si se subiera el menor, quedaría
            como padre del otro y se rompería el montículo.""",
        ),
    ),
)
