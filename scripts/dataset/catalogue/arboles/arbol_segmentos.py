"""El árbol de segmentos."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="arbol-segmentos",
    name="el árbol de segmentos",
    topic="árboles",
    level="avanzado",
    time="O(n) para construir y O(log n) por consulta o cambio",
    space="O(n)",
    code="""
def construir(a):
    n = len(a)
    t = [0] * n + list(a)
    for i in range(n - 1, 0, -1):
        t[i] = t[2 * i] + t[2 * i + 1]
    return t


def cambiar(t, pos, valor):
    i = pos + len(t) // 2
    t[i] = valor
    while i > 1:
        i //= 2
        t[i] = t[2 * i] + t[2 * i + 1]


def suma(t, izq, der):
    izq, der, s = izq + len(t) // 2, der + len(t) // 2, 0
    while izq < der:
        if izq % 2 == 1:
            s += t[izq]
            izq += 1
        if der % 2 == 1:
            der -= 1
            s += t[der]
        izq, der = izq // 2, der // 2
    return s
""",
    theory=Theory(
        """
        Un árbol de segmentos guarda en cada nodo el resumen de un tramo (su suma, su mínimo…), y así responde
        sobre cualquier tramo combinando unos pocos nodos.

        - Las hojas son los elementos; cada padre combina a sus dos hijos.
        - **Consulta:** el tramo se descompone en O(log n) nodos que lo cubren exactamente.
        - **Cambio:** se modifica una hoja y se recalculan sus antecesores.

        **Ejemplo:** con `[2, 5, 1, 4]`, la suma de las posiciones 1 y 2 es ‹suma(construir([2, 5, 1, 4]), 1,
        3)›.
        """,
        pitfall="usarlo cuando los datos no cambian: para sumas bastan los prefijos, con consultas O(1).",
    ),
    complexity=Complexity(
        """
        Construirlo calcula n − 1 nodos internos con una operación cada uno: O(n). Un cambio sube de la hoja a
        la raíz, O(log n) niveles. En una consulta se toman como mucho dos nodos por nivel, uno en cada
        extremo del tramo, luego también es O(log n).

        El arreglo tiene 2n casillas, n para las hojas y el resto para los nodos internos.
        """,
        Count(
            "i //= 2",
            "nodos recalculados al cambiar una posición",
            tuple((n, f"cambiar(construir([0] * {n}), 3, 7)") for n in (8, 64, 1024)),
        ),
    ),
    build=Build(
        "Implementa un árbol de segmentos de sumas con cambios puntuales.",
        """Se guarda en un arreglo de 2n posiciones: las hojas ocupan la segunda mitad, y el padre de i es i //
        2.""",
        ("t = construir([3, 1, 4, 1, 5])", "suma(t, 1, 4)", "cambiar(t, 2, 10);", "suma(t, 1, 4)"),
        """Los tramos son semiabiertos, `[izq, der)`. Para mínimos basta con cambiar la suma por `min` y el 0
        inicial por infinito.""",
    ),
    bugs=(
        Bug(
            """Tras cambiar un valor en mi árbol de segmentos, las sumas de tramos largos siguen siendo las antiguas.
            ¿Por qué?""",
            ("    while i > 1:\n        i //= 2\n", "    if i > 1:\n        i //= 2\n"),
            "probar([3, 1, 4, 1], 0, 9)",
            """Solo se actualiza el padre de la hoja. Todos los antecesores hasta la raíz contienen ese elemento
            en su suma y deben recalcularse.""",
            code="""
def construir(a):
    n = len(a)
    t = [0] * n + list(a)
    for i in range(n - 1, 0, -1):
        t[i] = t[2 * i] + t[2 * i + 1]
    return t


def probar(a, pos, valor):
    t = construir(a)
    i = pos + len(a)
    t[i] = valor
    while i > 1:
        i //= 2
        t[i] = t[2 * i] + t[2 * i + 1]
    return t[1]
""",
        ),
    ),
    exercises=(
        Trace(
            "¿Qué nodos suma un árbol de segmentos de 8 elementos para el tramo [1, 7)?",
            "suma(construir([5, 3, 8, 6, 2, 7, 4, 1]), 1, 7)",
            "if izq % 2 == 1:",
            """Nivel con extremos {izq} y {der}: {('se toma el nodo ' + str(izq) + ' (' + str(t[izq]) + ')') if
            izq % 2 else 'el extremo izquierdo es par, no se toma'}; {('se toma el nodo ' + str(der - 1) + '
            (' + str(t[der - 1]) + ')') if der % 2 else 'el derecho es par, no se toma'}.""",
            """La suma es ‹suma(construir([5, 3, 8, 6, 2, 7, 4, 1]), 1, 7)›, obtenida con cuatro nodos en lugar
            de seis elementos.""",
            """Los nodos 9 y 14 son hojas; el 5 y el 6 resumen dos elementos cada uno. Con tramos largos el
            ahorro crece: nunca hay más de dos nodos por nivel.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Árbol de segmentos o árbol de Fenwick?",
            """
            Fenwick si te bastan las sumas; árbol de segmentos si la operación no se puede deshacer, como el
            mínimo, o si los cambios de tramos enteros son más complicados que sumar un valor (eso también lo
            hace Fenwick, con diferencias).

            - **Fenwick:** unas pocas líneas, n casillas y una constante pequeña. Calcula tramos restando
            prefijos, así que requiere una operación inversa.
            - **Segmentos:** cualquier operación asociativa (mínimo, máximo, mcd), búsquedas dentro del árbol
            y propagación perezosa.

            Los dos consultan y modifican en O(log n).
            """,
            title="frente a Fenwick",
        ),
    ),
    concepts=(
        QA(
            "¿Qué propiedad debe tener la operación de un árbol de segmentos?",
            """
            Debe ser asociativa: combinar (a, b) y luego c tiene que dar lo mismo que combinar a con (b, c).

            Gracias a eso, el resumen de un tramo puede calcularse uniendo los de sus partes. Suma, mínimo,
            máximo, mcd y producto de matrices sirven; la media, no directamente, aunque se puede guardar la
            pareja (suma, cantidad). No hace falta que sea conmutativa, pero entonces hay que combinar
            respetando el orden de izquierda a derecha.
            """,
            title="propiedad de la operación",
        ),
        QA(
            "¿Qué es la propagación perezosa en un árbol de segmentos?",
            """
            Es dejar anotado en un nodo un cambio que afecta a todo su tramo, sin bajarlo a los hijos hasta
            que haga falta.

            Para sumar 5 a las posiciones de 0 a 999, se anota «+5» en los O(log n) nodos que cubren ese
            tramo. Cuando una consulta posterior necesita entrar en los hijos de uno de ellos, primero les
            traspasa la anotación. Así, los cambios sobre tramos cuestan O(log n) en vez de O(n). **Error
            común:** consultar un hijo sin traspasar antes lo pendiente.
            """,
            title="propagación perezosa",
        ),
    ),
    brief=Brief(
        what=(
            """El árbol de segmentos es un árbol binario cuyas hojas son los elementos de una lista y cuyos nodos
            internos guardan la suma, el mínimo u otro resumen de su tramo.""",
            """Una estructura que contesta preguntas sobre tramos de una lista, como cuánto suman las posiciones de
            la 3 a la 8, y que admite cambios en los elementos entre pregunta y pregunta.""",
            """Piensa en una empresa: cada jefe sabe el total de su equipo. Para el total de un tramo, el árbol de
            segmentos pregunta a unos pocos jefes, no a todos los empleados.""",
            """Un árbol de segmentos resume la lista por tramos que se van juntando de dos en dos, de manera que un
            tramo cualquiera se compone con pocas piezas ya calculadas.""",
        ),
        cost=(
            """Construir hace una operación por nodo interno; consultar o cambiar toca a lo sumo unos pocos nodos en
            cada uno de los log₂ n niveles.""",
            "Bastan 2n casillas: n para los elementos y las demás para los resúmenes.",
            """El árbol tiene menos resúmenes que elementos y su altura es logarítmica: lo primero limita lo que
            ocupa, y lo segundo, lo que se recorre.""",
        ),
        use=(
            """Cuando se mezclan cambios de elementos con preguntas sobre tramos, y la operación es asociativa: suma,
            mínimo, máximo o máximo común divisor.""",
            """Un panel de ventas que muestra el mejor día entre dos fechas cualesquiera, mientras siguen corrigiéndose
            datos, puede apoyarse en un árbol de segmentos de máximos.""",
            """Si los datos no cambian, es más simple la lista de prefijos para sumas o la tabla dispersa para
            mínimos. Y si solo sumas, un árbol de Fenwick es más corto de programar.""",
        ),
        beliefs=(
            QA(
                "El árbol de segmentos solo sirve para sumas, ¿verdad?",
                """No: sirve para cualquier operación asociativa, como el mínimo, el máximo o el máximo común divisor.
                Basta con cambiar la manera de combinar dos hijos y el valor neutro.""",
                title="solo para sumas",
            ),
            QA(
                "Al cambiar un elemento hay que reconstruir el árbol de segmentos entero.",
                """No: solo cambian los nodos cuyo tramo contiene ese elemento, que son los del camino de la hoja a la
                raíz. Son O(log n) nodos, no O(n).""",
                title="cambiar un elemento",
            ),
            QA(
                "un arbol de segmentos ocupa n cuadrado porque guarda todos los tramos",
                """No, guarda solo unos tramos escogidos: cada elemento y los que resultan de juntarlos de dos en dos.
                Son 2n casillas, es decir, memoria O(n).""",
                title="memoria n cuadrado",
            ),
        ),
        faster=(
            QA(
                "Mis datos cambian a cada momento y pregunto por mínimos de tramos. ¿Árbol de segmentos o recorrer el "
                "tramo?",
                """El árbol de segmentos: O(log n) por pregunta, frente a O(n) de recorrer. Recorrer solo compensa si
                los tramos son muy cortos.""",
                title="o recorrer el tramo",
            ),
            QA(
                "Para sumar tramos de una lista que nunca cambia, ¿es mejor un árbol de segmentos o los prefijos?",
                """Los prefijos: tras prepararlos en O(n), cada suma es una resta, O(1). El árbol de segmentos tardaría
                O(log n) y su código es más largo.""",
                title="frente a los prefijos",
            ),
        ),
        results=(
            Result(
                "construir([1, 2, 3, 4])",
                """Las hojas ocupan las cuatro últimas casillas. La 3 es 3 + 4, la 2 es 1 + 2 y la 1, la raíz, suma
                las dos; la casilla 0 no se usa.""",
            ),
            Result(
                "suma(construir([4, 1, 6, 2]), 1, 4)",
                """El tramo son las posiciones 1, 2 y 3. Se toma la hoja del 1 y, para las otras dos, el nodo que ya
                guarda 6 + 2 = 8.""",
            ),
        ),
        talks=(
            (
                QA(
                    "En mi juego quiero saber la vida total de los soldados entre dos posiciones, y la vida cambia "
                    "mucho. ¿Qué uso?",
                    """Un árbol de segmentos de sumas: cada golpe cambia una hoja y sus antecesores, O(log n), y la vida
                    total de un tramo se obtiene también en O(log n).""",
                ),
                QA(
                    "¿Y si quiero el soldado más débil del tramo?",
                    """El mismo árbol, pero guardando el mínimo en cada nodo en lugar de la suma. El valor inicial de la
                    consulta pasa a ser infinito.""",
                ),
                QA(
                    "¿Y si un hechizo cura a todo un tramo?",
                    """Con propagación perezosa: se anota la cura en los nodos que cubren el tramo y se baja solo cuando
                    hace falta. También O(log n).""",
                ),
            ),
            (
                QA(
                    "¿Por qué una consulta en un árbol de segmentos toma como mucho dos nodos por nivel?",
                    """Porque solo pueden quedar piezas sueltas en los dos extremos del tramo. Lo de en medio está
                    cubierto por nodos de niveles superiores, que abarcan más.""",
                ),
                QA(
                    "No lo veo, ¿me das un ejemplo?",
                    """Con ocho elementos y las posiciones de la 1 a la 7: la hoja 1, el nodo de la 2 y la 3, y el nodo
                    de la 4 a la 7. Tres nodos en vez de siete elementos.""",
                ),
            ),
        ),
        build=Build(
            "Necesito una estructura en Python para sumar tramos de una lista que va cambiando, ¿me la programas?",
            "Un árbol de segmentos en un solo arreglo, sin clases ni recursión:",
            ("t = construir([2, 2, 2, 2])", "cambiar(t, 0, 5);", "suma(t, 0, 2)", "suma(t, 2, 2)"),
            "Un tramo vacío, con los dos extremos iguales, suma 0, porque el bucle no llega a empezar.",
        ),
    ),
)
