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
            title="o casilla más restringida",
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
            title="propagación de restricciones",
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
            title="una única solución",
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
            title="dificultad teórica",
        ),
    ),
    brief=Brief(
        what=(
            """Es rellenar un sudoku probando números: se pone en una casilla vacía uno que no incumpla las
            reglas y, si más tarde no hay salida, se borra y se prueba el siguiente.""",
            """Un algoritmo que busca la primera casilla libre del sudoku, intenta en ella los números permitidos
            y confía el resto del tablero a una llamada recursiva.""",
            """Es como resolver un sudoku con lápiz y goma: se escribe un número posible y se sigue; al llegar a una
            contradicción se borra lo último y se cambia.""",
            """La resolución de sudokus con vuelta atrás explora los números posibles de cada casilla vacía y
            abandona un camino en cuanto una casilla no admite ninguno.""",
        ),
        cost=(
            """Cada casilla vacía puede probar hasta n números, y esas opciones se multiplican; la comprobación
            de reglas poda la mayor parte.""",
            """El tablero se modifica en el sitio, y solo hay una llamada pendiente por cada casilla que estaba
            vacía.""",
            """Las opciones de las casillas vacías se multiplican entre sí, mientras que la recursión baja un
            nivel por casilla.""",
        ),
        use=(
            """Cuando el sudoku es de tamaño normal y quieres un programa corto que encuentre siempre la solución
            si existe, sin programar técnicas de experto.""",
            """Quien publica sudokus necesita comprobar que cada uno tiene una solución y solo una: un programa
            con vuelta atrás lo hace buscando si aparece una segunda.""",
            """No conviene con tableros mucho mayores que 9 × 9 o sudokus rebuscados, porque ir por la primera casilla
            vacía puede llevar muchísimo. Entonces conviene propagar restricciones o elegir la casilla con menos
            candidatos.""",
        ),
        beliefs=(
            QA(
                "para resolver un sudoku el ordenador prueba todos los tableros posibles",
                """No: comprueba cada número al ponerlo y abandona enseguida lo que incumple una regla. Con 50
                casillas vacías, los 9⁵⁰ tableros serían imposibles de recorrer.""",
                title="todos los tableros posibles",
            ),
            QA(
                "Si un número es válido al ponerlo en el sudoku, ya es el definitivo.",
                """No: solo significa que de momento no choca con su fila, columna ni caja. Más adelante puede
                dejar otra casilla sin opciones, y entonces hay que borrarlo.""",
                title="número válido al ponerlo",
            ),
            QA(
                "Resolver un sudoku con vuelta atrás es O(n²), porque hay n² casillas.",
                """No: recorrer el tablero una vez sí son n² casillas, pero aquí se prueba, se borra y se vuelve
                a probar. En el peor caso, el tiempo es exponencial.""",
                title="n² casillas",
            ),
        ),
        faster=(
            QA(
                "En un sudoku, ¿conviene comprobar las reglas al poner cada número o al final?",
                """Al ponerlo: se corta de inmediato una rama equivocada. Comprobando al final habría que
                rellenar del todo cada tablero, hasta 9 elevado al número de casillas vacías.""",
                title="o comprobar al final",
            ),
            QA(
                "Para saber si un número ya está en la fila de un sudoku, ¿la recorro o guardo conjuntos?",
                """Los conjuntos: uno por fila, columna y caja responde en O(1). Recorrerlas cuesta O(n) por cada
                número probado. El total sigue siendo exponencial, pero cada paso es más barato.""",
                title="recorrer o guardar conjuntos",
            ),
        ),
        results=(
            Result(
                "resolver([[1, 0], [0, 1]])",
                """Con dos filas, las cajas son de una sola casilla y mandan las filas y columnas. En cada hueco
                el 1 ya está en su fila, así que solo cabe el 2.""",
            ),
            Result(
                "valido([[1, 0], [0, 0]], 0, 1, 1, 1)",
                """Se pregunta si cabe un 1 en la fila 0, columna 1. Esa fila ya tiene un 1 en su primera
                casilla, de modo que no se permite.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Quiero un programa que resuelva el sudoku del periódico. ¿Por dónde empiezo?",
                    """Por una función que diga si un número cabe en una casilla. Después, otra busca la primera
                    vacía, prueba los números que caben y se llama a sí misma para el resto.""",
                ),
                QA(
                    "¿Y si ninguno cabe?",
                    """Devuelve que no hay solución por ahí. Quien hizo la llamada borra su número y prueba el
                    siguiente: esa es la vuelta atrás.""",
                ),
                QA(
                    "y si el sudoku no tiene solucion",
                    """Acabará probándolo todo y devolverá `None`. Puede tardar, porque para asegurarlo hay que
                    descartar todos los caminos.""",
                ),
                QA(
                    "¿Me lo resumes?",
                    """Casilla vacía, número válido, recursión y, si falla, borrar y probar otro. Tiempo
                    exponencial en las casillas vacías, memoria proporcional a ellas.""",
                ),
            ),
            (
                QA(
                    "¿Por qué se vuelve a poner un 0 en la casilla del sudoku al retroceder?",
                    """Porque el 0 significa vacía. Si se dejara el número descartado, seguiría contando en su
                    fila, columna y caja e impediría otras pruebas.""",
                ),
                QA(
                    "¿Y si encuentra la solución?",
                    """Entonces no borra nada: devuelve el tablero tal como está, ya completo, y todas las
                    llamadas pendientes lo van devolviendo sin tocarlo.""",
                ),
            ),
        ),
        build=Build(
            "Impleméntame un resolutor de sudokus sencillo.",
            """`resolver` rellena la primera casilla vacía con cada número permitido y se llama a sí misma;
            `valido` comprueba fila, columna y caja:""",
            ("resolver([[0, 2, 0, 4], [3, 0, 1, 0], [2, 0, 4, 0], [0, 3, 0, 1]])",),
            "El lado de la caja es la raíz de n, así que sirve para tableros de 4 × 4, 9 × 9 o 16 × 16.",
        ),
    ),
)
