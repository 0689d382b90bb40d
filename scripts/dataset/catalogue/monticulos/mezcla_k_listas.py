"""La mezcla de k listas ordenadas."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

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
        ),
    ),
)
