"""La búsqueda binaria sobre la respuesta."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="busqueda-sobre-respuesta",
    name="la búsqueda binaria sobre la respuesta",
    topic="búsqueda",
    level="avanzado",
    time="O(n log R), con R el tamaño del intervalo de respuestas",
    space="O(1)",
    code="""
def capacidad_minima(pesos, dias):
    izq, der = max(pesos), sum(pesos)
    while izq < der:
        c = (izq + der) // 2
        if dias_necesarios(pesos, c) <= dias:
            der = c
        else:
            izq = c + 1
    return izq


def dias_necesarios(pesos, c):
    dias, carga = 1, 0
    for p in pesos:
        if carga + p > c:
            dias += 1
            carga = 0
        carga += p
    return dias
""",
    theory=Theory(
        """
        La búsqueda binaria sobre la respuesta no busca en una lista, sino en el intervalo de respuestas
        posibles, y sirve cuando «si vale c, también vale cualquier valor mayor».

        1. Se acota la respuesta entre un mínimo y un máximo.
        2. Se escribe una función que comprueba si un candidato es suficiente.
        3. Se parte el intervalo por la mitad según esa comprobación.

        **Ejemplo:** la menor capacidad de un camión que reparte en orden los pesos `[3, 2, 4]` en 2 días:
        ‹capacidad_minima([3, 2, 4], 2) =›.
        """,
        pitfall="""usarla sin comprobar la monotonía; si la condición puede pasar de cierta a falsa, el
        resultado no significa nada.""",
    ),
    complexity=Complexity(
        """
        El intervalo de capacidades va de max(pesos) a sum(pesos); si contiene R valores, se parte a la mitad
        unas log₂ R veces. Cada comprobación recorre los n pesos una vez, de modo que el producto es O(n log
        R). Probar las capacidades una por una costaría O(nR).

        La comprobación solo lleva dos contadores; por eso la memoria adicional es constante.
        """,
        Count(
            "c = (izq + der) // 2",
            "capacidades probadas al repartir n pesos iguales a 10 en 2 días",
            tuple((n, f"capacidad_minima([10] * {n}, 2)") for n in (4, 16, 64)),
        ),
    ),
    build=Build(
        """Un camión reparte paquetes en el orden dado y debe terminar en d días. Calcula la capacidad mínima
        que necesita.""",
        """Se busca la menor capacidad con la que bastan los días disponibles; la comprobación llena el camión
        de forma voraz.""",
        ("capacidad_minima([1, 2, 3, 4, 5], 3)", "capacidad_minima([7, 2, 5], 1)"),
        "El mínimo del intervalo es el paquete más pesado: con menos capacidad, ese paquete no cabría nunca.",
    ),
    bugs=(
        Bug(
            """Mi cálculo de la capacidad mínima a veces da un valor en el que no cabe el paquete más pesado.
            ¿Qué falla?""",
            ("izq, der = max(pesos), sum(pesos)", "izq, der = 0, sum(pesos)"),
            "capacidad_minima([9, 1], 3)",
            """El intervalo empieza demasiado abajo. La función que cuenta días supone que cada paquete cabe en
            el camión vacío; si c es menor que el mayor peso, lo carga igualmente y la cuenta es falsa.""",
        ),
        Bug(
            "Esta función para la raíz cuadrada entera no termina. ¿Por qué?",
            ("medio = (izq + der + 1) // 2", "medio = (izq + der) // 2"),
            "raiz(2)",
            """El punto medio se redondea hacia abajo mientras se busca el *último* valor válido. Cuando der =
            izq + 1, `medio` vale `izq`, y `izq = medio` no cambia nada.""",
            "al redondear hacia arriba, `medio` es siempre mayor que `izq` y el intervalo se reduce.",
            code="""
def raiz(n):
    izq, der = 0, n
    while izq < der:
        medio = (izq + der + 1) // 2
        if medio * medio <= n:
            izq = medio
        else:
            der = medio - 1
    return izq
""",
        ),
    ),
    exercises=(
        Trace(
            """Halla la capacidad mínima para repartir [4, 3, 6, 2] en 2 días y muestra los candidatos que se
            prueban.""",
            "capacidad_minima([4, 3, 6, 2], 2)",
            "if dias_necesarios(pesos, c) <= dias:",
            """Entre {izq} y {der} se prueba {c}: hacen falta {dias_necesarios(pesos, c)}
            días; {'es suficiente' if dias_necesarios(pesos, c) <= dias else 'no es suficiente'}.""",
            """La capacidad mínima es ‹capacidad_minima([4, 3, 6, 2], 2)›, con el reparto 4 + 3 el primer día
            y 6 + 2 el segundo.""",
            """El intervalo inicial va de 6, el paquete más pesado, a 15, la suma de todos; termina cuando sus
            extremos coinciden en 8.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Cuándo conviene buscar la respuesta con búsqueda binaria en vez de calcularla directamente?",
            """
            Conviene cuando comprobar un candidato es fácil, construir el óptimo es difícil y la condición es
            monótona.

            - **Sí:** minimizar el máximo (repartir trabajo, capacidad de un camión) o maximizar el mínimo
            (separar objetos lo más posible). Comprobar suele ser un recorrido voraz O(n).
            - **No:** cuando hay una fórmula o un algoritmo directo, o cuando aumentar el candidato puede
            empeorar la situación.

            La señal típica en un enunciado es «halla el menor valor tal que…» junto con «si funciona con c,
            funciona con c + 1».
            """,
            title="frente a calcularla directamente",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo aplico la búsqueda binaria a números reales?",
            """
            Se repite un número fijo de veces en lugar de esperar a que los extremos coincidan, porque con
            decimales podrían no coincidir nunca.

            Cada vuelta divide el error por dos: con 60 vueltas, un intervalo de longitud 1000 quedaría por
            debajo de 10⁻¹⁵, más fino que un `float` de ese tamaño.

            ```python
            izq, der = 0.0, 2.0
            for _ in range(60):
                medio = (izq + der) / 2
                if medio * medio < 2:
                    izq = medio
                else:
                    der = medio
            print(round(izq, 6))  #=
            ```

            Aquí se aproxima la raíz de 2. **Error común:** usar `while izq < der` con decimales.
            """,
            title="números reales",
        ),
        QA(
            "¿Por qué es monótona la condición «con capacidad c bastan d días»?",
            """
            Porque cualquier reparto válido con capacidad c también es válido con capacidad c + 1: ningún día
            se pasa del límite nuevo.

            Así, si c basta, c + 1 basta; y si c no basta, tampoco c − 1. Los candidatos forman una fila «no,
            no, …, sí, sí», con una única frontera, que es lo que localiza la búsqueda binaria. Comprobar este
            razonamiento antes de programar es el paso más importante del método: el código funciona igual de
            rápido con condiciones no monótonas, pero su resultado es erróneo.
            """,
            title="condición monótona",
        ),
    ),
    brief=Brief(
        what=(
            """Es buscar por bisección el menor valor que sirve como respuesta, probando si cada candidato es
            suficiente.""",
            """Una técnica que convierte «¿cuál es el mínimo?» en varias preguntas de «¿basta con este?», partiendo
            por la mitad el intervalo de respuestas.""",
            """Como ajustar el volumen para que se oiga desde el fondo: pruebas uno, y según se oiga o no subes o
            bajas a la mitad. Así se busca sobre la respuesta.""",
            """La búsqueda binaria sobre la respuesta halla el primer valor que cumple una condición que, una vez
            cierta, lo es ya siempre.""",
        ),
        cost=(
            """Se prueban unos log₂ R candidatos y, para saber si uno basta, hay que recorrer los n datos una
            vez.""",
            """No se guarda la lista de respuestas posibles, sino los dos extremos del intervalo; comprobar un
            candidato solo añade un par de contadores.""",
            "El intervalo se parte por la mitad en cada prueba y cada prueba es una pasada por los datos.",
        ),
        use=(
            """Cuando calcular el óptimo directamente es difícil, pero comprobar si un valor basta es fácil y la
            condición no cambia más de una vez.""",
            """Se usa para fijar la capacidad mínima de unos camiones, la velocidad mínima de una máquina o el
            tamaño de un lote.""",
            """No sirve si la condición puede ser cierta, luego falsa y luego cierta otra vez: partir por la mitad se
            saltaría la respuesta.""",
        ),
        beliefs=(
            QA(
                "La búsqueda binaria solo sirve para listas.",
                """No: sirve para cualquier pregunta de sí o no que cambie una sola vez, por ejemplo «¿basta esta
                capacidad?».""",
                title="solo para listas",
            ),
            QA(
                "Para hallar la menor capacidad que basta hay que probarlas todas, de una en una.",
                """No: si una basta, las mayores también. Partiendo por la mitad se prueban unas log₂ R de las R
                posibles.""",
                title="probarlas todas",
            ),
            QA(
                "En la búsqueda binaria sobre la respuesta da igual qué extremos tome para empezar.",
                """No: la respuesta debe estar dentro. Si el máximo es demasiado pequeño, se devuelve un valor que
                no sirve.""",
                title="extremos para empezar",
            ),
        ),
        faster=(
            QA(
                "Capacidades entre 1 y un millón: ¿probar una a una o bisección?",
                """La bisección: unas 20 pruebas en lugar de hasta un millón. Cada prueba cuesta O(n) en los dos
                casos.""",
                title="o una a una",
            ),
            QA(
                "Si solo hay cinco respuestas posibles, ¿bisección o probarlas todas?",
                "Entonces probarlas una a una es más sencillo: a lo sumo cinco pruebas frente a tres.",
                title="cinco respuestas posibles",
            ),
        ),
        results=(
            Result(
                "capacidad_minima([4, 4], 2)",
                "Con dos días cabe un paquete cada día, y la capacidad mínima es la del mayor paquete.",
            ),
            Result(
                "dias_necesarios([2, 3, 2], 5)",
                "El primer día carga 2 y 3, que son 5; el otro 2 pasa al segundo día.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cuál es el menor tamaño de caja con el que reparto unos paquetes en 3 días?",
                    "Prueba tamaños por bisección: si uno basta, busca en los menores; si no, en los mayores.",
                ),
                QA(
                    "¿Entre qué valores busco?",
                    """Desde el paquete mayor, porque tiene que caber, hasta la suma de todos, que cabe en un día.""",
                ),
                QA(
                    "¿Y por qué es correcto partir por la mitad?",
                    """Porque si una capacidad basta, cualquier otra mayor también: la respuesta cambia de no a sí
                    una sola vez.""",
                ),
            ),
            (
                QA(
                    "En la búsqueda binaria sobre la respuesta, ¿por qué se pone der = c y no c − 1?",
                    "Porque c basta y puede ser la respuesta mínima: hay que conservarla en el intervalo.",
                ),
                QA(
                    "¿Y por qué izq = c + 1?",
                    "Porque c no basta: queda descartada y la respuesta tiene que ser mayor.",
                ),
            ),
        ),
        build=Build(
            "Hazme un programa que halle la menor capacidad con la que se reparte todo en d días.",
            "Una función cuenta los días que hacen falta con una capacidad y la otra busca la menor que basta:",
            (
                "capacidad_minima([3, 1, 2], 2)",
                "capacidad_minima([5], 1)",
            ),
            "El intervalo empieza en el paquete mayor, porque con menos no se podría cargar.",
        ),
    ),
)
