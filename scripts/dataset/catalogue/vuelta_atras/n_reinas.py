"""El problema de las n reinas."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="n-reinas",
    name="el problema de las n reinas",
    topic="vuelta atrás",
    level="intermedio",
    time="O(n!) como cota superior",
    space="O(n)",
    code="""
def n_reinas(n):
    soluciones, columnas = [], []

    def segura(c):
        f = len(columnas)
        return all(c != otra and abs(c - otra) != f - g for g, otra in enumerate(columnas))

    def colocar():
        if len(columnas) == n:
            soluciones.append(columnas[:])
            return
        for c in range(n):
            if segura(c):
                columnas.append(c)
                colocar()
                columnas.pop()

    colocar()
    return soluciones
""",
    theory=Theory(
        """
        El problema de las n reinas pide colocar n reinas en un tablero n × n sin que se ataquen: ni en la
        misma fila, ni columna, ni diagonal. Es el ejemplo clásico de vuelta atrás.

        1. Se coloca una reina por fila, así las filas nunca coinciden.
        2. En cada fila se prueban las columnas seguras respecto a las reinas anteriores.
        3. Si ninguna lo es, se retrocede y se mueve la reina anterior.

        **Ejemplo:** con n = 4 hay dos soluciones, ‹n_reinas(4)›; cada número es la columna de una fila.
        """,
        ask="¿Qué es el problema de las n reinas y cómo se resuelve?",
        pitfall="comprobar solo columnas y olvidar que hay dos diagonales.",
    ),
    complexity=Complexity(
        """
        La primera reina tiene n columnas, la segunda como mucho n − 1, y así: O(n!) nodos como cota
        superior,
        más las comprobaciones. La poda de las diagonales reduce muchísimo ese número en la práctica, pero
        el
        crecimiento sigue siendo exponencial.

        Solo se guarda la columna de cada fila, y la recursión tiene n niveles.
        """,
        Count(
            "columnas.append(c)",
            "reinas colocadas durante la búsqueda",
            tuple((n, f"n_reinas({n})") for n in (4, 5, 6)),
        ),
        ask="¿Cuál es la complejidad de resolver las n reinas con vuelta atrás y por qué?",
    ),
    build=Build(
        "Resuelve el problema de las n reinas y devuelve todas las soluciones.",
        """`columnas[f]` es la columna de la reina de la fila f. Dos reinas comparten diagonal si la
        diferencia
        de columnas es igual a la de filas.""",
        ("n_reinas(4)", "[len(n_reinas(n)) for n in range(1, 7)]"),
    ),
    bugs=(
        Bug(
            """Mi programa de las n reinas da soluciones en las que las reinas se atacan. ¿Qué comprobación
            falla?""",
            ("abs(c - otra) != f - g", "c - otra != f - g"),
            "len(n_reinas(4))",
            """Solo se comprueba una de las dos diagonales. Sin el valor absoluto, los ataques hacia el otro
            lado no se detectan.""",
        ),
        Bug(
            "Mi vuelta atrás de las n reinas no encuentra ninguna solución. ¿Qué olvido?",
            ("                columnas.pop()\n", ""),
            "len(n_reinas(4))",
            """La reina no se retira al volver. El tablero acumula reinas de intentos fallidos y ninguna
            otra
            opción se prueba correctamente.""",
        ),
    ),
    exercises=(
        QA(
            "¿Cuántas soluciones tiene el problema de las reinas para n = 2, 3 y 4? Justifícalo.",
            """
            Ninguna para n = 2 y n = 3, y dos para n = 4.

            1. **n = 2:** puesta una reina, las otras tres casillas están en su fila, columna o diagonal.
            2. **n = 3:** en la primera fila, el centro ataca toda la segunda fila. Una esquina solo deja
            libre el extremo opuesto de la segunda fila, y entre las dos atacan toda la tercera.
            3. **n = 4:** empezando en una esquina no hay solución. Empezando en la columna 1 sale 1, 3,
            0, 2,
            y por simetría, 2, 0, 3, 1.

            Para n ≥ 4 siempre existe alguna solución; con n = 8 hay 92.
            """,
        ),
        Trace(
            "Sigue la búsqueda de las 4 reinas hasta la primera solución empezando en la columna 1.",
            "desde(1)",
            "columnas.append(c)",
            "Con {columnas}, se coloca la reina de la fila {len(columnas)} en la columna {c}.",
            "La primera solución es ‹desde(1)›: columnas 1, 3, 0 y 2. No hace falta retroceder ni una vez:",
            """En cada fila solo había una columna segura. Si se hubiera empezado en la columna 0, se habría
            llegado a un callejón sin salida y habría que volver atrás.""",
            code="""
def segura(columnas, c):
    f = len(columnas)
    return all(c != o and abs(c - o) != f - g for g, o in enumerate(columnas))


def desde(primera):
    columnas = [primera]
    while len(columnas) < 4:
        c = next(c for c in range(4) if segura(columnas, c))
        columnas.append(c)
    return columnas
""",
        ),
    ),
    comparisons=(
        QA(
            "Para las n reinas, ¿fuerza bruta sobre permutaciones o vuelta atrás?",
            """
            Vuelta atrás: comprueba cada reina al ponerla y descarta de golpe todo lo que seguiría.

            - **Fuerza bruta:** generar las n! permutaciones y comprobar las diagonales al final. Con n = 8
            son 40 320; con n = 12, casi 480 millones.
            - **Vuelta atrás:** con n = 8 coloca unas dos mil reinas en total.

            Si solo se quiere *una* solución para n grande, hay construcciones directas y búsquedas locales
            que intercambian reinas hasta eliminar los ataques.
            """,
            title="frente a la fuerza bruta",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo compruebo en O(1) si una casilla está atacada en las n reinas?",
            """
            Con tres conjuntos: columnas ocupadas, diagonales f − c y antidiagonales f + c.

            En una diagonal descendente f − c es constante, y en una ascendente lo es f + c. Al poner una
            reina se añaden sus tres valores y al quitarla se eliminan. Así se sustituye el recorrido O(n)
            de
            las reinas anteriores por tres consultas O(1). Con enteros usados como mapas de bits es todavía
            más rápido.
            """,
            title="casilla atacada en O(1)",
        ),
        QA(
            "¿Por qué se coloca una reina por fila en lugar de elegir casillas cualesquiera?",
            """
            Porque dos reinas nunca pueden compartir fila, así que toda solución tiene exactamente una por
            fila: es una restricción gratis.

            Para n = 8, elegir 8 casillas entre 64 da más de 4400 millones de combinaciones. Con una por
            fila
            son 8⁸, unos 16,8 millones, y prohibiendo columnas repetidas, 8! = 40 320. Elegir bien cómo se
            representa la solución es la primera poda y, muchas veces, la más eficaz.
            """,
            title="una reina por fila",
        ),
        QA(
            "¿Cuál es el esquema general de un algoritmo de vuelta atrás?",
            """
            Construir la solución paso a paso y, cuando un paso no es válido o no quedan opciones,
            deshacer el
            último y probar otro.

            1. Si la solución está completa, se guarda.
            2. Para cada opción posible del siguiente paso: si es compatible, se aplica, se llama a la
            recursión y se deshace.

            Es un recorrido en profundidad del árbol de decisiones. Sirve para reinas, sudokus, laberintos o
            permutaciones. Su coste es exponencial en el peor caso; la calidad depende de la poda y del
            orden
            de las opciones.
            """,
            level="básico",
            title="esquema de vuelta atrás",
        ),
    ),
    brief=Brief(
        what=(
            """Es el rompecabezas de poner n reinas de ajedrez en un tablero de n × n sin que ninguna pueda
            comerse a otra.""",
            """Pide una reina por fila, sin columnas ni diagonales repetidas. Se resuelve probando columnas fila
            a fila y retirando la última reina cuando la siguiente no cabe en ningún sitio.""",
            """Es el ejemplo más famoso de vuelta atrás: las reinas se colocan de una en una, se comprueba que no
            se atacan y, ante un callejón sin salida, se mueve la anterior.""",
            """El problema de las n reinas busca todas las formas de situar n damas en un tablero cuadrado sin
            que dos compartan fila, columna o diagonal.""",
        ),
        cost=(
            """Cada fila tiene, a lo sumo, una columna menos donde elegir que la anterior, y las diagonales
            descartan muchas más.""",
            """Solo se recuerda la columna de la reina de cada fila, y la recursión baja un nivel por fila; las
            soluciones halladas van aparte.""",
            """Las opciones se multiplican fila tras fila, pero en cada momento hay un único tablero en marcha,
            descrito por n números.""",
        ),
        use=(
            """Cuando quieres todas las soluciones, o contarlas, en tableros pequeños. También es la mejor forma
            de aprender vuelta atrás, porque cada reina se comprueba al ponerla.""",
            """Sirve de prueba clásica para los programas de restricciones, los mismos con los que después se
            hacen horarios de clase o turnos de hospital.""",
            """Si solo quieres una solución para un tablero enorme: hay fórmulas que colocan las reinas
            directamente, en O(n). La vuelta atrás, en cambio, crece de forma exponencial.""",
        ),
        beliefs=(
            QA(
                "Para las n reinas basta comprobar que no coincidan las columnas.",
                """No: también se atacan en diagonal. Mirando solo columnas, con n = 4 valdrían las 24
                ordenaciones, y las soluciones de verdad son ‹len(n_reinas(4))›.""",
                title="solo las columnas",
            ),
            QA(
                "el problema de las n reinas siempre tiene solucion",
                """No: para n = 2 y n = 3 es imposible, y por eso ‹n_reinas(3) =›. Para n = 1 y desde n = 4 en
                adelante sí hay.""",
                title="siempre tiene solución",
            ),
            QA(
                "La vuelta atrás para 8 reinas prueba las 64 casillas con cada reina.",
                """No: pone una por fila y solo en columnas seguras. Por eso la cota es O(n!) y no 64⁸, y en la
                práctica se colocan muchísimas menos.""",
                title="las 64 casillas",
            ),
        ),
        faster=(
            QA(
                "Quiero una sola solución de las 8 reinas. ¿Las busco todas y me quedo con la primera?",
                """No: detén la búsqueda al encontrar una. Con 8 reinas, la primera solución aparece tras colocar
                113 reinas, y buscarlas todas obliga a colocar unas dos mil.""",
                title="una sola solución",
            ),
            QA(
                """Para contar las soluciones de las n reinas, ¿recorro todas las columnas de la primera fila o
                la mitad?""",
                """La mitad: el reflejo de una solución también lo es, así que basta contar esas y duplicar (si n
                es impar, la columna central va aparte). Sigue siendo exponencial, con cerca de la mitad del
                trabajo.""",
                title="contar con simetría",
            ),
        ),
        results=(
            Result(
                "n_reinas(2)",
                """La primera reina, esté donde esté, ataca las dos casillas de la segunda fila: una por columna
                y otra por diagonal. No hay solución.""",
            ),
            Result(
                "len(n_reinas(5))",
                """Para cada una de las cinco columnas de la primera reina hay exactamente dos maneras de
                completar el tablero, y 5 · 2 da el total.""",
            ),
        ),
        talks=(
            (
                QA(
                    "He puesto tres reinas en un tablero de 4 × 4 y la cuarta no cabe. ¿Qué hace el algoritmo?",
                    """Quita la tercera y la prueba en otra columna segura; si no le queda ninguna, quita también
                    la segunda, y así hacia atrás hasta encontrar una salida.""",
                ),
                QA(
                    "¿Y si también falla la primera?",
                    """Entonces la mueve a la columna siguiente y empieza de nuevo. Cuando agota las columnas de
                    la primera fila, ya ha visto todas las soluciones.""",
                ),
            ),
            (
                QA(
                    "¿Por qué en las n reinas se mira `abs(c - otra)` para las diagonales?",
                    """Porque dos reinas están en la misma diagonal cuando se separan tantas columnas como filas.
                    El valor absoluto cubre los dos sentidos, hacia la izquierda y hacia la derecha.""",
                ),
                QA(
                    "¿Me das un ejemplo?",
                    """La reina de la fila 0 y columna 1 ataca la fila 2 y columna 3: dos filas y dos columnas de
                    diferencia. También ataca la fila 1, columna 0.""",
                ),
                QA(
                    "y cuanto cuesta esa comprobacion",
                    """O(n) como mucho, porque se compara con todas las reinas ya puestas. Guardando las columnas
                    y diagonales ocupadas en conjuntos bajaría a O(1).""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas un programa que coloque reinas en un tablero sin que se ataquen?",
            """`segura` comprueba una columna contra las reinas ya puestas, y `colocar` avanza una fila en cada
            llamada:""",
            (
                "n_reinas(5)[0]",
                "len(n_reinas(6))",
            ),
            "Se guarda `columnas[:]`, una copia, porque la lista se sigue modificando después.",
        ),
        tool="la vuelta atrás para las n reinas",
    ),
)
