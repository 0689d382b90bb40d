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
        ),
    ),
    brief=Brief(
        what=(
            """Es un rompecabezas: colocar n reinas en un tablero de n × n sin que ninguna ataque a otra por fila,
            columna o diagonal.""",
            """El ejemplo típico de vuelta atrás: se pone una reina por fila y, si en alguna no cabe, se mueve la
            anterior.""",
            """Como sentar a invitados que no se soportan: se coloca uno, luego otro donde no moleste, y si no hay
            sitio se recoloca al anterior.""",
            """El problema de las n reinas busca todas las formas de situar n reinas que no se atacan, fila a fila
            y descartando columnas y diagonales ocupadas.""",
        ),
        cost=(
            """Hay como mucho n columnas para la primera, n − 1 para la segunda…, y las diagonales descartan muchas
            más.""",
            "Basta recordar la columna de cada reina colocada; la pila tiene n niveles.",
            "El árbol de opciones está acotado por n!, y solo se guarda una colocación parcial a la vez.",
        ),
        use=(
            """Cuando hay que tomar decisiones una a una y una mala se detecta pronto: el esquema sirve para
            sudokus, horarios o coloreado.""",
            "Se emplea en la enseñanza y para comparar programas que resuelven restricciones.",
            """Para hallar una sola solución con n muy grande: existen construcciones directas y métodos de
            búsqueda local mucho más rápidos.""",
        ),
        beliefs=(
            QA(
                "Para 8 reinas hay una única solución.",
                "No: hay 92, o 12 si no se distinguen las que son giros y reflejos unas de otras.",
            ),
            QA(
                "Siempre se pueden colocar n reinas, sea cual sea n.",
                "Casi: con n = 2 y n = 3 es imposible. Para n = 1 y para todo n desde 4 sí hay solución.",
            ),
            QA(
                "Hay que probar todas las formas de poner 8 reinas en 64 casillas.",
                """No: serían más de cuatro mil millones. Poniendo una por fila y cortando en cuanto se atacan se
                exploran solo unos pocos miles de casos.""",
            ),
        ),
        faster=(
            QA(
                "Para 8 reinas, ¿probar todas las permutaciones o vuelta atrás?",
                """La vuelta atrás: abandona en cuanto dos reinas se atacan. Las permutaciones son 40 320 y se
                comprueban enteras.""",
            ),
            QA(
                "¿Comprobar las diagonales recorriendo las reinas o con conjuntos?",
                """Con conjuntos: saber si una diagonal está ocupada es O(1) en promedio; recorrer las reinas
                colocadas cuesta O(n).""",
            ),
        ),
        results=(
            Result(
                "len(n_reinas(5))",
                "Con cinco reinas hay diez colocaciones válidas, contando por separado giros y reflejos.",
            ),
            Result(
                "n_reinas(3)",
                """Cualquier reina de la primera fila deja sin casillas seguras a alguna de las otras dos: no hay
                solución.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo sé si dos reinas se atacan en diagonal?",
                    """Si la diferencia de filas es igual a la de columnas, sin signo: están en la misma diagonal.""",
                ),
                QA(
                    "¿Y por fila?",
                    "No hace falta mirarlo, porque se coloca exactamente una reina en cada fila.",
                ),
                QA(
                    "¿Y por columna?",
                    "Se comprueba que su columna sea distinta de las ya usadas.",
                ),
            ),
            (
                QA(
                    "¿Qué hace el programa cuando en una fila no cabe ninguna reina?",
                    "Vuelve a la fila anterior, quita su reina y la prueba en la columna siguiente.",
                ),
                QA(
                    "¿Y si en esa tampoco queda ninguna?",
                    """Retrocede una fila más. Si vuelve a la primera y se le acaban las columnas, ya ha recorrido
                    todas las posibilidades.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código de las ocho reinas en Python?",
            """Las columnas elegidas se guardan en una lista, una por fila, y cada nueva se compara con las
            anteriores:""",
            (
                "n_reinas(4)[0]",
                "len(n_reinas(6))",
            ),
            "La posición en la lista es la fila y el valor, la columna.",
        ),
        tool="la vuelta atrás de las n reinas",
    ),
)
