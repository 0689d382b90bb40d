"""El problema de P frente a NP."""

from ...entry import QA, Entry, Theory

ENTRY = Entry(
    key="p-np",
    name="el problema de P frente a NP",
    topic="fundamentos",
    level="avanzado",
    time="O(2ⁿ · m) para el ejemplo de satisfacibilidad por fuerza bruta, con m cláusulas",
    space="O(n)",
    code="""
from itertools import product


def satisface(clausulas, valores):
    return all(any(valores[abs(x) - 1] == (x > 0) for x in c) for c in clausulas)


def sat(clausulas, n):
    for valores in product([True, False], repeat=n):
        if satisface(clausulas, valores):
            return valores
    return None
""",
    theory=Theory(
        """
        P es la clase de problemas de decisión que se resuelven en tiempo polinómico; NP, la de aquellos cuyas
        soluciones se **comprueban** en tiempo polinómico. No se sabe si son iguales.

        - **P:** saber si un grafo es conexo, si hay un camino de coste menor que k o si un número es primo.
        - **NP:** además, sudoku, satisfacibilidad (SAT), mochila o ciclo hamiltoniano: dada una solución, se
        verifica rápido.
        - **NP-completos:** los más difíciles de NP. Si uno estuviera en P, lo estarían todos.

        **Ejemplo:** comprobar una asignación de SAT es inmediato; encontrarla por fuerza bruta cuesta hasta
        2ⁿ intentos.
        """,
        pitfall="""creer que NP significa «no polinómico». Significa polinómico para una máquina no
        determinista.""",
    ),
    exercises=(
        QA(
            """Encuentra una asignación que satisfaga (p o q) y (no p o r) y (no q o no r), y di cuántas pruebas
            harían falta por fuerza bruta.""",
            """
            Sirve, por ejemplo, p verdadero, q falso y r verdadero; por fuerza bruta hay que probar, como
            mucho, 2³ = 8 asignaciones.

            ```python
            from itertools import product

            def cumple(p, q, r):
                return (p or q) and (not p or r) and (not q or not r)

            print([v for v in product([True, False], repeat=3) if cumple(*v)])  #=
            ```

            1. Si p es verdadero, la segunda cláusula obliga a que r lo sea, y la tercera, a que q sea falso.
            2. Si p es falso, la primera obliga a que q sea verdadero, y la tercera, a que r sea falso.

            Comprobar una asignación es O(número de literales); lo costoso es buscarla: con 50 variables
            habría unos 10¹⁵ casos.
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Qué diferencia hay entre NP-difícil y NP-completo?",
            """
            Un problema es NP-difícil si todos los de NP se reducen a él; es NP-completo si, además, él mismo
            está en NP.

            - **NP-completo:** SAT, ciclo hamiltoniano, suma de subconjunto (como preguntas de sí o no).
            - **NP-difícil, pero no en NP:** el problema de la parada, que ni siquiera es decidible.
            - La versión de **optimización** del viajante es NP-difícil; la de decisión («¿hay una ruta de
            coste ≤ k?») es NP-completa.
            """,
        ),
        QA(
            "Mi problema es NP-difícil. ¿Qué opciones tengo?",
            """
            Renunciar a algo: a la garantía de tiempo, a la solución óptima o a tratar el caso general.

            - **Exacto y exponencial:** ramificación y poda, programación dinámica sobre subconjuntos,
            resolutores de SAT. Bien para tamaños moderados.
            - **Aproximación:** una solución a lo sumo c veces peor que la óptima, en tiempo polinómico.
            - **Heurísticas:** búsqueda local, recocido simulado. Sin garantía, pero útiles.
            - **Casos especiales:** quizá tus grafos son árboles o tus números son pequeños.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué es una reducción entre problemas?",
            """
            Es una transformación polinómica de los casos de un problema A en casos de otro B que conserva la
            respuesta; demuestra que B es al menos tan difícil como A.

            Si se supiera resolver B deprisa, también A: se transforma y se resuelve. **Ejemplo:** un conjunto
            de vértices es independiente (sin aristas entre ellos) exactamente cuando los demás forman un
            recubrimiento; así, buscar uno de tamaño k equivale a buscar el otro de tamaño V − k. **Error
            común:** reducir en el sentido contrario.
            """,
        ),
        QA(
            "¿Por qué es importante saber si P = NP?",
            """
            Porque si fueran iguales, encontrar soluciones sería, en esencia, tan fácil como comprobarlas.

            Miles de problemas de logística, diseño o planificación tendrían algoritmos polinómicos, y buena
            parte de la criptografía actual dejaría de ser segura. La mayoría de los expertos cree que P ≠ NP,
            pero nadie lo ha demostrado: es uno de los problemas del milenio. Aunque P = NP fuera cierto, los
            algoritmos podrían tener exponentes tan altos que no sirvieran en la práctica.
            """,
        ),
        QA(
            "¿Qué es un verificador en la definición de NP?",
            """
            Es un algoritmo polinómico que recibe el caso y un certificado, y comprueba si el certificado
            demuestra que la respuesta es sí.

            Para «¿tiene este grafo un ciclo hamiltoniano?», el certificado es el orden de los vértices, y el
            verificador comprueba en O(V) que no se repiten y que hay arista entre consecutivos. Si la
            respuesta es no, ningún certificado debe convencerlo. NP no exige encontrar el certificado, y no
            se sabe si los «no» tienen también pruebas cortas (eso sería NP = coNP).
            """,
        ),
        QA(
            "¿Es exponencial todo problema de NP?",
            """
            No: todos los problemas de P están también en NP, y se resuelven en tiempo polinómico.

            Si se puede encontrar la respuesta deprisa, también se puede comprobar: basta con ignorar el
            certificado y resolverlo. Lo que ocurre es que para los NP-completos no se conoce ningún
            algoritmo que sea polinómico en el peor caso. Incluso en ellos, muchos casos concretos son
            fáciles; los
            resolutores de SAT tratan fórmulas industriales con millones de variables.
            """,
        ),
    ),
)
