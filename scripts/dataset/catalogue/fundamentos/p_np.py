"""El problema de P frente a NP."""

from ...entry import QA, Brief, Build, Entry, Result, Theory

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
            title="NP-difícil o NP-completo",
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
            title="opciones ante NP-difícil",
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
            title="reducción entre problemas",
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
            title="por qué importa",
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
            title="verificador",
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
            title="NP y exponencial",
        ),
    ),
    brief=Brief(
        what=(
            """Es la pregunta de si todo problema cuya solución se comprueba deprisa se puede también resolver
            deprisa. Nadie sabe la respuesta.""",
            """P reúne los problemas que se resuelven en tiempo polinómico y NP los que se verifican en ese tiempo;
            la duda es si ambas clases son la misma.""",
            """Comprobar un sudoku resuelto es fácil; resolverlo parece difícil. P frente a NP pregunta si esa
            dificultad es real o es que no hemos dado con el truco.""",
            """El problema de P frente a NP plantea si encontrar una solución es, en esencia, más difícil que
            comprobarla.""",
        ),
        cost=(
            """Cada variable puede ser verdadera o falsa, así que hay 2ⁿ asignaciones, y con cada una se
            revisan las cláusulas, que son m: si ninguna sirve, se prueban todas.""",
            """Por muchas asignaciones que haya, se generan de una en una y se olvidan enseguida: en cada
            momento solo existe la que se está probando, con un valor por variable.""",
            """La búsqueda es lenta y la comprobación, rápida: esa es justamente la diferencia que plantea el
            problema. Aquí se gasta mucho tiempo y muy poco espacio.""",
        ),
        use=(
            """Al toparte con un problema que se resiste: si es NP-completo, conviene buscar aproximaciones en
            lugar de un algoritmo exacto y rápido.""",
            """El cifrado de los bancos confía en que ciertos problemas, como hallar los factores de un número
            enorme, sean fáciles de comprobar pero no se puedan resolver deprisa.""",
            """No importa mucho con entradas pequeñas: un algoritmo exponencial con n = 15 hace unos 33 000
            intentos y termina al momento. Y tampoco dice cómo resolver un caso concreto.""",
        ),
        beliefs=(
            QA(
                "NP quiere decir «no polinómico».",
                """No: quiere decir polinómico no determinista, es decir, que una solución se comprueba en tiempo
                polinómico. Todo problema de P está también en NP.""",
                title="qué quiere decir NP",
            ),
            QA(
                "Está demostrado que P y NP son distintos.",
                """No: casi todos lo creen, pero nadie lo ha demostrado. Hay un premio de un millón de dólares por
                resolverlo.""",
                title="si está demostrado",
            ),
            QA(
                "Si mi problema es NP-completo, no se puede resolver.",
                """Sí se puede, pero no se conoce ningún método rápido para todos los casos. Con datos pequeños o
                soluciones aproximadas se trabaja bien.""",
                title="resolver un NP-completo",
            ),
        ),
        faster=(
            QA(
                "¿Qué es más fácil, hallar una asignación que cumpla unas cláusulas o comprobar una dada?",
                """Comprobarla: basta leer cada cláusula, O(m) pasos. Hallarla por fuerza bruta exige hasta 2ⁿ
                intentos.""",
                title="hallar o comprobar",
            ),
            QA(
                "Para un problema NP-completo con 1000 datos, ¿busco la solución exacta?",
                """En general no: usa una aproximación o una heurística. La exacta puede ser imposible de alcanzar
                en un tiempo razonable.""",
                title="solución exacta, 1000 datos",
            ),
        ),
        results=(
            Result(
                "satisface([[1], [-2]], (True, False))",
                """La primera cláusula pide que la variable 1 sea verdadera y la segunda, que la 2 sea falsa: se
                cumplen las dos.""",
            ),
            Result(
                "sat([[1], [-1]], 1)",
                "Una cláusula pide que la variable sea verdadera y la otra, falsa: ninguna asignación vale.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Por qué resolver un sudoku grande se considera difícil si comprobarlo es fácil?",
                    """Porque para comprobarlo basta mirar filas, columnas y cajas, pero para hallarlo no se conoce
                    nada mucho mejor que probar.""",
                ),
                QA(
                    "¿Y si alguien encontrara un método rápido?",
                    """Con tableros de cualquier tamaño es NP-completo: un método rápido serviría para todo NP, y P
                    sería igual a NP.""",
                ),
                QA(
                    "¿Y eso sería malo?",
                    """Tendría de todo: muchos problemas útiles serían fáciles, pero casi todo el cifrado actual
                    dejaría de ser seguro.""",
                ),
            ),
            (
                QA(
                    "¿Qué es un problema NP-completo, en corto?",
                    """Uno de los más difíciles de NP: si se resolviera deprisa, todos los de NP se resolverían
                    deprisa.""",
                ),
                QA(
                    "¿Me das un ejemplo?",
                    """El viajante con un límite de coste: ¿existe una ruta por todas las ciudades que cueste menos
                    de k?""",
                ),
            ),
        ),
        build=Build(
            "Necesito una función que pruebe todas las asignaciones de una fórmula lógica.",
            """Cada cláusula es una lista de variables, con signo menos si van negadas; se prueban todas las
            combinaciones:""",
            (
                "sat([[1, 2], [-1, 2]], 2)",
                "sat([[1], [-1]], 1)",
            ),
            """Comprobar una asignación es rápido; lo caro es que hay 2ⁿ. Si ninguna sirve, la función devuelve
            `None`.""",
        ),
        tool="la teoría de P y NP",
    ),
)
