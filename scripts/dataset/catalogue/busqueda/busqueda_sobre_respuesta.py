"""La búsqueda binaria sobre la respuesta."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

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
        ),
    ),
)
