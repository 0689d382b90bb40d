"""La mezcla de k listas ordenadas."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="mezcla-k-listas",
    name="la mezcla de k listas ordenadas",
    topic="montículos",
    level="intermedio",
    time="O(n log k), con n elementos en total",
    space="O(k) además del resultado",
    code="""
import heapq


def mezclar(listas):
    h = [(lista[0], k, 0) for k, lista in enumerate(listas) if lista]
    heapq.heapify(h)
    r = []
    while h:
        valor, k, i = heapq.heappop(h)
        r.append(valor)
        if i + 1 < len(listas[k]):
            heapq.heappush(h, (listas[k][i + 1], k, i + 1))
    return r
""",
    theory=Theory(
        """
        Mezclar k listas ordenadas en una sola se hace con un montículo que contiene el primer elemento
        pendiente de cada lista.

        1. Se mete el primero de cada lista, recordando de cuál viene.
        2. Se extrae el menor y se añade al resultado.
        3. Se mete el siguiente de **esa misma** lista, si queda.

        El menor de todos los pendientes es siempre el primero de alguna lista, así que está en el
        montículo.
        **Ejemplo:** ‹mezclar([[1, 5], [2], [0, 9]]) =›.
        """,
        pitfall="""concatenar y ordenar sin aprovechar que las listas ya están ordenadas, o fallar con
        listas
        vacías.""",
    ),
    complexity=Complexity(
        """
        Cada uno de los n elementos entra y sale una vez de un montículo que nunca tiene más de k: O(n log
        k).
        Mezclar las listas de una en una costaría O(nk), porque los primeros elementos se copian una y otra
        vez. Concatenar y ordenar sería O(n log n).

        El montículo guarda una entrada por lista.
        """,
        Count(
            "valor, k, i = heapq.heappop(h)",
            "extracciones al mezclar 4 listas con n elementos en total",
            tuple((n, f"mezclar([list(range({n} // 4))] * 4)") for n in (8, 40, 200)),
        ),
    ),
    build=Build(
        "Mezcla k listas ordenadas en una sola, también ordenada, con un montículo.",
        """Cada entrada del montículo es (valor, número de lista, posición); al extraer una se mete la
        siguiente
        de su lista.""",
        ("mezclar([[1, 4, 7], [2, 5], [3, 6, 8]])", "mezclar([[], [1]])"),
        "El número de lista deshace los empates. La biblioteca estándar ofrece `heapq.merge`.",
    ),
    bugs=(
        Bug(
            "Mi mezcla de k listas falla cuando alguna está vacía. ¿Dónde?",
            (" if lista]", "]"),
            "mezclar([[1, 3], []])",
            """Se toma el primer elemento de cada lista sin comprobar que exista. Las listas vacías no
            aportan
            nada y deben saltarse.""",
        ),
        Bug(
            "La mezcla solo contiene el primer elemento de cada lista. ¿Qué paso falta?",
            ("            heapq.heappush(h, (listas[k][i + 1], k, i + 1))\n", "            pass\n"),
            "mezclar([[1, 4], [2, 3]])",
            """Después de extraer un elemento no se mete el siguiente de su lista, y el montículo se vacía
            enseguida.""",
        ),
    ),
    exercises=(
        Trace(
            "Mezcla [3, 8], [1, 9] y [2, 4] con un montículo y muestra su contenido en cada paso.",
            "mezclar([[3, 8], [1, 9], [2, 4]])",
            "r.append(valor)",
            "Sale el {valor} de la lista {k}; pendientes en el montículo: {sorted(x[0] for x in h)}.",
            "El resultado es ‹mezclar([[3, 8], [1, 9], [2, 4]])›. Las listas se numeran desde 0:",
            """En ningún momento hay más de tres elementos en el montículo, uno por lista, aunque las listas
            fueran larguísimas.""",
        ),
    ),
    comparisons=(
        QA(
            "Para mezclar k listas ordenadas, ¿montículo o mezclas por parejas como en mergesort?",
            """
            Las dos son O(n log k); el montículo produce los elementos uno a uno y las parejas son muy
            rápidas
            en memoria.

            - **Montículo:** memoria O(k), sirve para flujos y ficheros. Cada elemento paga O(log k).
            - **Por parejas:** log₂ k rondas; en cada una se recorren los n elementos de forma secuencial.
            Necesita memoria para los resultados intermedios.
            - **De una en una:** O(nk), solo aceptable con k pequeño.
            """,
            title="montículo o por parejas",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo se ordena un fichero que no cabe en memoria?",
            """
            Con ordenación externa: se leen trozos que quepan, se ordenan y se guardan; después se mezclan
            todos a la vez con un montículo.

            Si el fichero tiene 100 GB y la memoria 1 GB, se crean unos 100 trozos ordenados. La mezcla solo
            mantiene en memoria un bloque de cada trozo y va escribiendo el resultado. Cada dato se lee y se
            escribe dos veces, siempre de forma secuencial, que es lo que mejor hace un disco.
            """,
            level="avanzado",
            title="ordenar un fichero enorme",
        ),
        QA(
            "¿Qué hace heapq.merge y por qué no devuelve una lista?",
            """
            Mezcla varias secuencias ya ordenadas y devuelve un iterador que produce los elementos según se
            piden.

            ```python
            import heapq

            m = heapq.merge([1, 4], [2, 3], [0])
            print(next(m), next(m))  #=
            print(list(m))  #=
            ```

            Al ser un iterador no guarda el resultado, y sirve incluso con secuencias infinitas o ficheros.
            Supone que cada entrada está ordenada: si no lo está, el resultado tampoco, y no avisa.
            """,
            level="básico",
            title="heapq.merge",
        ),
    ),
    brief=Brief(
        what=(
            """La mezcla de k listas ordenadas las une en una sola lista ordenada, tomando una y otra vez el menor
            de los primeros elementos que quedan en cada una.""",
            """Un algoritmo que generaliza la mezcla de `mergesort` de dos listas a k: un montículo guarda el primer
            elemento pendiente de cada lista ordenada y dice cuál va a continuación.""",
            """Imagina k montones de exámenes, cada uno ya en orden alfabético: miras solo el de arriba de cada
            montón y coges el que va antes. Eso es mezclar k listas ordenadas.""",
            """Mezclar k listas ordenadas es fundirlas en una, también ordenada, mediante un montículo del que sale
            el menor candidato y al que entra el siguiente de la misma lista.""",
        ),
        cost=(
            """Los n elementos pasan una vez por un montículo de k candidatos, y cada paso recorre como mucho sus
            log₂ k niveles.""",
            "Solo hay un candidato por lista dentro del montículo, por largas que sean las listas.",
            """Lo que manda es el tamaño del montículo: tiene k entradas y cada elemento entra y sale de él una sola
            vez.""",
        ),
        use=(
            """Cuando tienes varias secuencias que ya vienen ordenadas y quieres una sola, sobre todo si son muy
            largas o se van leyendo poco a poco.""",
            """Un servicio con varios servidores junta sus registros, cada uno ordenado por hora, en un único
            historial ordenado: mezcla tantas listas como servidores haya.""",
            """Si las listas no están ordenadas, el resultado saldrá mal: hay que juntarlas y ordenar. Con solo dos
            listas, la mezcla con dos índices es más sencilla y no necesita montículo.""",
        ),
        beliefs=(
            QA(
                "Para mezclar k listas ordenadas hay que meter todos los elementos en el montículo.",
                """No: basta con uno por lista, su primer elemento pendiente. Los que van detrás son mayores o
                iguales, así que no pueden salir antes; por eso la memoria es O(k).""",
                title="todos en el montículo",
            ),
            QA(
                "Mezclar k listas ordenadas cuesta lo mismo que juntarlas y ordenar.",
                """No: la mezcla con montículo es O(n log k) y ordenar todo es O(n log n) en general. Si k es mucho
                menor que n, se hacen bastantes menos comparaciones.""",
                title="frente a juntar y ordenar",
            ),
            QA(
                "La mezcla de k listas solo funciona si todas tienen la misma longitud.",
                """No, pueden tener longitudes distintas y hasta estar vacías. Cuando una se agota, deja de aportar
                candidatos al montículo y se sigue con las demás.""",
                title="listas de igual longitud",
            ),
        ),
        faster=(
            QA(
                "Tengo 500 listas ordenadas. ¿Las uno de una en una o todas a la vez con un montículo?",
                """Todas a la vez: O(n log k). De una en una es O(nk), porque los primeros elementos se copian una vez
                por cada lista que se añade. Con k = 500, log₂ k no llega a 9.""",
                title="una a una o todas",
            ),
            QA(
                "si solo tengo dos listas ordenadas me hace falta un monticulo para mezclarlas",
                """No: con dos índices que avanzan se mezclan en O(n) y el código es más corto. El montículo empieza
                a ser útil a partir de tres listas.""",
                title="solo dos listas",
            ),
        ),
        results=(
            Result(
                "mezclar([[2, 6], [1, 3]])",
                """Los primeros candidatos son 2 y 1: sale el 1 y entra el 3. Después salen el 2, que trae al 6, el 3
                y, por último, el 6.""",
            ),
            Result(
                "mezclar([[5], [], [4, 5]])",
                """La lista vacía se salta. Entre 5 y 4 sale el 4, y entra el otro 5; quedan dos iguales y va antes el
                de la lista con número más bajo.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo doce ficheros, uno por mes, con ventas ordenadas por importe, y quiero uno solo. ¿Qué hago?",
                    """Mezclar las doce listas con un montículo: contiene la primera venta pendiente de cada mes, y en
                    cada paso sale la menor y entra la siguiente de su fichero.""",
                ),
                QA(
                    "¿Y cabe todo en memoria?",
                    """No hace falta que quepa: el montículo tiene como mucho doce entradas, y puedes ir leyendo los
                    ficheros y escribiendo el resultado poco a poco.""",
                ),
                QA(
                    "¿Me lo resumes?",
                    """Un candidato por fichero, sale el menor y lo sustituye el siguiente de su mismo fichero. Tiempo
                    O(n log k), memoria O(k).""",
                ),
            ),
            (
                QA(
                    "¿Por qué en la mezcla de k listas cada entrada del montículo lleva también el número de lista?",
                    """Para saber de dónde salió el elemento y meter el siguiente de esa misma lista. De paso, si dos
                    valores son iguales, ese número decide cuál va antes.""",
                ),
                QA(
                    "¿Y la posición para qué sirve?",
                    """Para leer el siguiente sin borrar nada: si salió el de la posición i, entra el de i + 1, siempre
                    que exista.""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python una función que junte varias listas ya ordenadas en una, sin volver a ordenar.",
            """La función guarda en un montículo una tupla por lista: el valor, el número de la lista y la posición
            dentro de ella:""",
            ("mezclar([[10, 20], [15], [5, 25]])", "mezclar([])"),
            """`heapq.heapify` prepara el montículo inicial en O(k), y la condición `if lista` deja fuera las listas
            vacías.""",
        ),
    ),
)
