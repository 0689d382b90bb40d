"""La resolución de sudokus con vuelta atrás."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory

ENTRY = Entry(
    key="sudoku",
    name="la resolución de sudokus con vuelta atrás",
    topic="vuelta atrás",
    level="intermedio",
    time="exponencial en el número de casillas vacías",
    space="O(casillas vacías) de pila",
    code="""
def resolver(t):
    n = len(t)
    b = int(n**0.5)
    for f in range(n):
        for c in range(n):
            if t[f][c] == 0:
                for x in range(1, n + 1):
                    if valido(t, f, c, x, b):
                        t[f][c] = x
                        if resolver(t):
                            return t
                        t[f][c] = 0
                return None
    return t


def valido(t, f, c, x, b):
    fila, columna = t[f], [r[c] for r in t]
    f0, c0 = f // b * b, c // b * b
    caja = [t[i][j] for i in range(f0, f0 + b) for j in range(c0, c0 + b)]
    return x not in fila and x not in columna and x not in caja
""",
    theory=Theory(
        """
        Un sudoku se resuelve con vuelta atrás: se prueba un número válido en la primera casilla vacía y se
        continúa; si más adelante no hay salida, se borra y se prueba otro.

        1. Busca una casilla vacía; si no queda ninguna, está resuelto.
        2. Prueba cada número que no esté en su fila, su columna ni su caja.
        3. Intenta resolver el resto de forma recursiva.
        4. Si no es posible, borra el número y pasa al siguiente.

        **Ejemplo:** si a una casilla solo le quedan el 2 y el 7, se prueba el 2 y, si más adelante se llega
        a un callejón, el 7. La comprobación en cada paso es la **poda**: evita seguir con tableros que ya
        incumplen una regla.
        """,
        pitfall="""no borrar el número al retroceder; quedaría ocupando la casilla y bloquearía las demás
        pruebas.""",
    ),
    complexity=Complexity(
        """
        Con m casillas vacías y n números posibles, la cota es nᵐ tableros. La poda reduce muchísimo esa
        cantidad: en un sudoku normal de 9 × 9 se prueban desde unos cientos hasta unos millones de números,
        según lo difícil que sea.

        La recursión tiene como mucho un nivel por casilla vacía, y el tablero se modifica directamente, sin
        copiarlo.
        """,
    ),
    bugs=(
        Bug(
            "Mi resolutor de sudokus se queda sin solución aunque existe. ¿Qué paso se me olvida?",
            ("    a[i] = 0\n", ""),
            "rellenar([0, 0, 2, 3], 0, [(0, 1), (1, 2), (1, 3)])",
            """Al retroceder no se borra el valor probado. La casilla conserva un número descartado, que sigue
            contando en las comprobaciones de las demás.""",
            """el ejemplo reduce el problema a cuatro casillas con valores 1 a 3 en las que no pueden coincidir
            las parejas dadas.""",
            code="""
def rellenar(a, i, parejas):
    if i == len(a):
        return a
    if a[i]:
        return rellenar(a, i + 1, parejas)
    for x in range(1, 4):
        a[i] = x
        if all(a[p] != a[q] or not a[p] for p, q in parejas) and rellenar(a, i + 1, parejas):
            return a
    a[i] = 0
    return None
""",
        ),
    ),
    exercises=(
        QA(
            "Resuelve este sudoku de 4 × 4 razonando: 1 _ _ 4 / _ _ 1 _ / _ 1 _ _ / 4 _ _ 1.",
            """
            Hay más de una solución; una es 1 2 3 4 / 3 4 1 2 / 2 1 4 3 / 4 3 2 1.

            1. Cada fila, columna y caja de 2 × 2 debe contener del 1 al 4.
            2. La primera fila necesita 2 y 3. Se prueba 2 en la segunda casilla y 3 en la tercera.
            3. La caja superior izquierda ya tiene 1 y 2: en la segunda fila van 3 y 4.
            4. Se sigue igual; si alguna casilla se quedara sin números, habría que volver al paso 2 y probar
            3, 2.

            Un sudoku bien planteado tiene solución única; aquí las pistas no bastan para ello. Comprobar una
            solución cuesta O(n²) para un tablero n × n; encontrarla puede ser exponencial.
            """,
        ),
    ),
    comparisons=(
        QA(
            "Para un sudoku, ¿vuelta atrás simple o con elección de la casilla más restringida?",
            """
            Mejor elegir siempre la casilla con menos candidatos: los fallos aparecen antes y el árbol de
            búsqueda es mucho menor.

            - **Primera casilla vacía:** muy sencillo; puede explorar millones de tableros en sudokus
            difíciles.
            - **Menos candidatos:** si una casilla solo admite un número, se pone sin probar nada más; si no
            admite ninguno, se retrocede enseguida.

            Ambas son exponenciales en el peor caso, pero la segunda resuelve casi cualquier sudoku de 9 × 9
            con pocos retrocesos.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué es la propagación de restricciones al resolver un sudoku?",
            """
            Es deducir consecuencias antes de probar: al colocar un número se elimina de los candidatos de su
            fila, columna y caja, y eso puede fijar otras casillas.

            Si una casilla se queda con un solo candidato, se coloca y se vuelve a propagar. Si se queda sin
            ninguno, la última prueba era errónea. Muchos sudokus fáciles se resuelven solo con propagación,
            sin ninguna vuelta atrás. En los difíciles se combinan: propagar todo lo posible y, cuando ya no
            se avanza, probar.
            """,
        ),
        QA(
            "¿Cómo compruebo que un sudoku tiene una única solución?",
            """
            Se sigue buscando después de encontrar la primera y se para al hallar una segunda.

            Basta con que la función cuente soluciones en lugar de detenerse, con un límite de 2. Si devuelve
            0, no tiene solución; si 1, es válido; si 2, es ambiguo. El coste puede ser mayor que el de
            encontrar una sola, porque hay que descartar todo el resto del árbol. Se sabe que hacen falta al
            menos 17 pistas para que un sudoku de 9 × 9 tenga solución única.
            """,
        ),
        QA(
            "¿Es el sudoku un problema difícil desde el punto de vista teórico?",
            """
            El sudoku generalizado, de n² × n², es NP-completo; el de 9 × 9, al tener tamaño fijo, es
            técnicamente O(1).

            La notación asintótica solo tiene sentido cuando el tamaño puede crecer. Para tableros grandes no
            se conoce ningún algoritmo polinómico, aunque comprobar una solución sí se hace en tiempo
            polinómico. En la práctica, los
            de 9 × 9 se resuelven en milisegundos con vuelta atrás bien podada o traduciéndolos a SAT.
            """,
            level="avanzado",
        ),
    ),
    brief=Brief(
        what=(
            """Es rellenar el tablero probando: en la primera casilla vacía se pone un número permitido y se sigue;
            si se llega a un punto sin salida, se borra y se prueba el siguiente.""",
            """Un algoritmo de vuelta atrás que respeta en cada paso la regla de filas, columnas y cajas, y deshace
            la última decisión cuando no hay número posible.""",
            """Lo mismo que hace una persona con lápiz y goma: escribe un candidato, continúa, y si se contradice
            borra hasta el último que se pueda cambiar.""",
            """La resolución de sudokus con vuelta atrás asigna números válidos a las casillas vacías, una a una, y
            retrocede ante un callejón.""",
        ),
        cost=(
            "Cada casilla vacía puede tener varios candidatos y, en el peor caso, se combinan todos.",
            "La recursión tiene un nivel por casilla vacía, y el tablero se modifica en el sitio.",
            """Las opciones se multiplican casilla a casilla, aunque las reglas cortan muchísimas ramas; la pila
            llega a tantas llamadas como huecos.""",
        ),
        use=(
            """Para sudokus normales, de 9 × 9, y en general para rellenar casillas con restricciones que se
            comprueban pronto.""",
            """Las aplicaciones de pasatiempos la usan para resolver sudokus y para asegurarse de que los que
            proponen tienen una sola solución.""",
            """Con tableros de 25 × 25 o casi vacíos puede tardar muchísimo: hace falta elegir la casilla con menos
            candidatos y propagar restricciones.""",
        ),
        beliefs=(
            QA(
                "La vuelta atrás prueba todas las formas de rellenar el tablero.",
                """No: abandona una rama en cuanto un número choca con su fila, columna o caja, y así evita casi
                todas.""",
            ),
            QA(
                "Si el programa se equivoca en un número, ya no puede arreglarlo.",
                """Sí puede: al no encontrar continuación, borra ese número y prueba el siguiente. Eso es
                retroceder.""",
            ),
            QA(
                "Todo sudoku tiene solución única.",
                """Solo los bien hechos. Con pocas pistas puede haber muchas soluciones, y con pistas
                contradictorias, ninguna.""",
            ),
        ),
        faster=(
            QA(
                "¿Es mejor rellenar la primera casilla vacía o la que tiene menos candidatos?",
                """La que tiene menos candidatos: se ramifica menos y los errores se descubren antes. El peor caso
                sigue siendo exponencial.""",
            ),
            QA(
                "Para un sudoku de 4 por 4, ¿merece la pena algo más que vuelta atrás simple?",
                "No: con 16 casillas y cuatro números termina al instante.",
            ),
        ),
        results=(
            Result(
                "valido([[1, 0], [0, 0]], 0, 1, 1, 1)",
                "El 1 ya está en la fila 0, así que no puede repetirse en ella.",
            ),
            Result(
                "valido([[1, 0], [0, 0]], 1, 1, 1, 1)",
                """En la fila 1 y en la columna 1 no hay ningún 1, y la caja de tamaño 1 es la propia casilla
                vacía.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo hago que un programa resuelva sudokus?",
                    """Busca una casilla vacía, prueba los números válidos y llama a la misma función para el
                    resto; si falla, borra y prueba otro.""",
                ),
                QA(
                    "¿Cómo compruebo que un número es válido?",
                    "Mira que no esté en su fila, en su columna ni en su caja de 3 × 3.",
                ),
                QA(
                    "¿Y cuándo sé que he terminado?",
                    "Cuando no queda ninguna casilla vacía: el tablero está completo y cumple las reglas.",
                ),
            ),
            (
                QA(
                    "¿Por qué hay que volver a poner un 0 después de probar?",
                    """Para dejar la casilla vacía otra vez: si no, la llamada anterior vería un tablero que no es
                    el suyo.""",
                ),
                QA(
                    "¿Eso es lo que se llama deshacer?",
                    "Sí: elegir, explorar y deshacer son los tres pasos de toda vuelta atrás.",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python un programa que resuelva sudokus pequeños y grandes.",
            """Se busca la primera casilla con 0, se prueban los números permitidos y se deshace cada intento que
            no lleva a la solución:""",
            ("resolver([[1, 0], [0, 1]])",),
            """El ejemplo es un tablero de 2 × 2 en el que la caja es cada casilla; con 9 × 9 las cajas son de 3 ×
            3.""",
        ),
        tool="la vuelta atrás para sudokus",
    ),
)
