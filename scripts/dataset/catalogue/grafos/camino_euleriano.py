"""La búsqueda de un circuito euleriano (Hierholzer)."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory

ENTRY = Entry(
    key="camino-euleriano",
    name="la búsqueda de un circuito euleriano (Hierholzer)",
    topic="grafos",
    level="avanzado",
    time="O(E), si encontrar y quitar una arista cuesta O(1)",
    space="O(E)",
    code="""
def circuito(aristas, inicio):
    ady = {}
    for k, (u, v) in enumerate(aristas):
        ady.setdefault(u, []).append((v, k))
        ady.setdefault(v, []).append((u, k))
    usadas, pila, r = set(), [inicio], []
    while pila:
        vecinos = ady[pila[-1]]
        while vecinos and vecinos[-1][1] in usadas:
            vecinos.pop()
        if vecinos:
            v, k = vecinos.pop()
            usadas.add(k)
            pila.append(v)
        else:
            r.append(pila.pop())
    return r
""",
    theory=Theory(
        """
        Un circuito euleriano recorre cada arista de un grafo exactamente una vez y vuelve al punto de
        partida, como dibujar una figura sin levantar el lápiz.

        - **Existe** si las aristas forman una sola pieza conexa y todos los vértices tienen grado par.
        - **Hierholzer:** se avanza por aristas sin usar hasta quedarse atascado (será en el inicio); después
        se retrocede y, donde queden aristas libres, se inserta otro rodeo.

        **Ejemplo:** en un triángulo, ‹circuito([(1, 2), (2, 3), (3, 1)], 1) =›.
        """,
        pitfall="""confundirlo con el ciclo hamiltoniano, que pasa una vez por cada *vértice* y es un problema
        NP-completo.""",
    ),
    complexity=Complexity(
        """
        Cada arista se anota en dos listas, se usa una vez y se descarta como mucho dos, de modo que el total
        es proporcional a E, aunque haya bucles anidados: es un análisis amortizado. Comprobar los grados y la
        conexión añade O(V + E).

        La pila y el resultado contienen hasta E + 1 vértices.
        """,
        Count(
            "usadas.add(k)",
            "aristas recorridas en un ciclo de n vértices",
            tuple((n, f"circuito([(i, (i + 1) % {n}) for i in range({n})], 0)") for n in (3, 30, 300)),
        ),
    ),
    build=Build(
        "Construye un circuito euleriano con el algoritmo de Hierholzer, suponiendo que existe.",
        "La pila contiene el camino actual; cuando un vértice ya no tiene aristas libres, pasa al resultado.",
        ("circuito([(1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (5, 3)], 1)",),
        "El grafo son dos triángulos unidos por el vértice 3; el segundo rodeo se inserta al pasar por él.",
    ),
    bugs=(
        Bug(
            "Mi circuito euleriano repite aristas. ¿Por qué?",
            ("            usadas.add(k)\n", ""),
            "len(circuito([(1, 2), (2, 3), (3, 1)], 1))",
            """La arista se elimina de la lista de un extremo, pero no se marca para el otro, que todavía la
            ofrece en sentido contrario.""",
            "el número de arista identifica las dos copias: al usarla se marca y la otra se descarta.",
        ),
    ),
    exercises=(
        QA(
            """¿Se puede dibujar la figura de la casita (un cuadrado con sus dos diagonales y un tejado) sin
            levantar el lápiz?""",
            """
            Sí, pero empezando en una esquina de abajo y acabando en la otra.

            ```python
            aristas = "AB BC CD DA AC BD CE ED".split()
            grado = {v: sum(v in a for a in aristas) for v in "ABCDE"}
            print(grado)  #=
            ```

            1. A y B son las esquinas de abajo, C y D las de arriba y E la punta.
            2. Solo A y B tienen grado impar, 3.
            3. Con dos vértices impares existe un *camino* que empieza en uno y acaba en el otro, pero no un
            circuito.

            Si hubiera cuatro vértices impares, sería imposible. Contar los grados cuesta O(V + E).
            """,
            level="básico",
        ),
    ),
    comparisons=(
        QA(
            "¿Por qué el circuito euleriano es fácil y el hamiltoniano difícil?",
            """
            Porque el euleriano tiene una condición local sencilla, grados pares y conexión, y el hamiltoniano
            no tiene ninguna conocida.

            - **Euleriano:** cada *arista* una vez. O(E) con Hierholzer.
            - **Hamiltoniano:** cada *vértice* una vez. NP-completo; el mejor método general es exponencial,
            como Held-Karp.

            Es una buena muestra de que dos enunciados parecidos pueden tener dificultades muy distintas. Si
            puedes modelar tu problema con aristas en vez de vértices, hazlo.
            """,
            title="frente al hamiltoniano",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué un circuito euleriano exige que todos los grados sean pares?",
            """
            Porque cada vez que el circuito pasa por un vértice usa dos aristas, una para entrar y otra para
            salir.

            El vértice inicial también: se sale al principio y se vuelve al final. Como se usan todas las
            aristas una vez, el grado de cada vértice es el doble de sus visitas. Si solo se pide un camino
            abierto, los dos extremos son los únicos con grado impar. Es el razonamiento de Euler en 1736
            sobre los puentes de Königsberg, cuyos cuatro vértices eran impares.
            """,
            level="intermedio",
            title="grados pares",
        ),
        QA(
            "¿Cómo es la condición de circuito euleriano en un grafo dirigido?",
            """
            En cada vértice debe haber tantas aristas de entrada como de salida, y todas las aristas deben
            estar en la misma componente fuertemente conexa.

            Cada paso por un vértice consume una entrada y una salida. Para un camino abierto, el inicio tiene
            una salida más que entradas, y el final, al revés. Se usa, por ejemplo, para reconstruir
            secuencias de ADN a partir de fragmentos: cada fragmento es una arista y el genoma, un camino
            euleriano.
            """,
            title="condición en grafo dirigido",
        ),
    ),
)
