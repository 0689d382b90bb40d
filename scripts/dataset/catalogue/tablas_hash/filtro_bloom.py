"""El filtro de Bloom."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory

ENTRY = Entry(
    key="filtro-bloom",
    name="el filtro de Bloom",
    topic="tablas hash",
    level="avanzado",
    time="O(k) por operación, con k funciones hash",
    space="O(m) bits",
    code="""
class Bloom:
    def __init__(self, m, k):
        self.m, self.k, self.bits = m, k, bytearray(m)

    def _posiciones(self, x):
        h1, h2 = x * 2654435761 % 2**32, x * 40503 % 65521
        return [(h1 + i * h2) % self.m for i in range(self.k)]

    def agregar(self, x):
        for p in self._posiciones(x):
            self.bits[p] = 1

    def contiene(self, x):
        return all(self.bits[p] for p in self._posiciones(x))
""",
    theory=Theory(
        """
        Un filtro de Bloom es un conjunto aproximado que ocupa muy poco: responde «seguro que no está» o
        «probablemente está».

        - Es un arreglo de m bits, todos a 0.
        - **Añadir:** k funciones hash dan k posiciones, que se ponen a 1.
        - **Consultar:** si alguna de sus k posiciones vale 0, el elemento no se añadió nunca. Si todas valen
        1, quizá sí, o quizá las encendieron otros.

        **Ejemplo:** si «sol» enciende los bits 2 y 5, y «mar» los bits 5 y 9, una palabra con los bits 2 y
        9 parecerá estar sin haberse añadido: es un falso positivo.
        """,
        pitfall="""tratar un «sí» como seguro, o intentar borrar un elemento apagando sus bits, que pueden
        pertenecer también a otros.""",
    ),
    complexity=Complexity(
        """
        Tanto añadir como consultar calculan k posiciones y leen o escriben k bits, sin depender de cuántos
        elementos haya. Tras insertar n, la probabilidad de falso positivo es de unos (1 − e^(−kn/m))ᵏ, mínima
        con k = (m/n) ln 2.

        Con 10 bits por elemento y k = 7 hay alrededor de un 1 % de falsos positivos, ocupe lo que ocupe cada
        elemento.
        """,
    ),
    build=Build(
        "Implementa un filtro de Bloom sencillo para enteros.",
        """Las k posiciones se obtienen combinando dos funciones hash, h1 + i·h2; cada bit ocupa aquí una
        casilla de un `bytearray`.""",
        (
            "f = Bloom(200, 4)",
            "for x in range(0, 100, 10):\n    f.agregar(x)",
            "all(f.contiene(x) for x in range(0, 100, 10))",
            "f.contiene(7)",
        ),
        "Todo lo añadido se encuentra siempre; lo no añadido casi siempre se rechaza.",
    ),
    bugs=(
        Bug(
            "Mi filtro de Bloom dice que está casi todo. ¿Qué operador es el equivocado?",
            ("return all(bits >> p & 1 for p in posiciones)", "return any(bits >> p & 1 for p in posiciones)"),
            "contiene(0b0010, [1, 3])",
            """Basta con que *una* posición esté a 1 para responder que sí. Deben estarlo todas: un solo 0
            demuestra que el elemento no se añadió. En el ejemplo, la posición 3 vale 0.""",
            code="""
def contiene(bits, posiciones):
    return all(bits >> p & 1 for p in posiciones)
""",
        ),
    ),
    exercises=(
        QA(
            """Estima los falsos positivos de un filtro de Bloom de 1000 bits con 100 elementos y 7 funciones
            hash.""",
            """
            Alrededor del 0,8 %: unos 8 de cada 1000 elementos ajenos darían «probablemente está».

            1. Cada inserción elige 7 posiciones: 700 elecciones entre 1000 bits.
            2. Un bit sigue a 0 con probabilidad de unos e^(−700/1000) ≈ 0,497.
            3. Un falso positivo exige que 7 bits estén a 1: (1 − 0,497)⁷.

            ```python
            from math import exp

            print(round((1 - exp(-7 * 100 / 1000)) ** 7, 4))  #=
            ```

            El k óptimo es (1000/100) · ln 2 ≈ 6,93, así que 7 es la mejor elección.
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Filtro de Bloom o conjunto (set)?",
            """
            Conjunto si cabe en memoria y se necesitan respuestas exactas; filtro de Bloom si hay muchísimos
            elementos y se toleran falsos positivos.

            - **Conjunto:** exacto, permite borrar y recorrer; guarda los elementos completos.
            - **Bloom:** unos 10 bits por elemento para un 1 % de error; no permite borrar ni listar. Nunca da
            falsos negativos.

            Con mil millones de direcciones web de 80 letras, el conjunto necesitaría más de 80 GB, y el
            filtro, poco más de 1 GB.
            """,
            title="frente a un conjunto",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué un filtro de Bloom no puede dar falsos negativos?",
            """
            Porque al añadir un elemento se encienden todos sus bits y nunca se apaga ninguno.

            Cuando se consulta ese elemento, sus k posiciones son las mismas y siguen a 1, así que la
            respuesta es siempre «probablemente está». Los falsos positivos sí son posibles: otros elementos
            pueden haber encendido, entre todos, las k posiciones de uno que nunca se añadió. Si se permitiera
            apagar bits al borrar, aparecerían falsos negativos.
            """,
            title="falsos negativos",
        ),
        QA(
            "¿Dónde se usa un filtro de Bloom en la práctica?",
            """
            Delante de una operación cara, para descartar con rapidez los casos en los que no hay nada que
            buscar.

            - **Bases de datos:** antes de leer un bloque de disco se pregunta si la clave puede estar en él.
            - **Navegadores:** comprobar si una dirección puede ser peligrosa antes de consultar a un
            servidor.
            - **Cachés:** no guardar algo hasta que se pide por segunda vez.

            Un falso positivo solo cuesta una consulta de más; nunca se pierde un dato.
            """,
            level="intermedio",
            title="en la práctica",
        ),
    ),
    brief=Brief(
        what=(
            """Es una estructura muy compacta que responde a «¿está este elemento?» con un «seguro que no» o un
            «probablemente sí».""",
            """Un arreglo de bits y varias funciones hash: al añadir un elemento se encienden sus bits, y al
            preguntar se mira si todos están encendidos.""",
            """Como un portero con mala memoria que nunca echa a un invitado de verdad, pero a veces deja pasar a
            un extraño. El filtro de Bloom puede dar falsos positivos y nunca falsos negativos.""",
            """El filtro de Bloom comprueba de forma aproximada la pertenencia a un conjunto sin guardar los
            elementos: solo guarda bits encendidos por k funciones hash.""",
        ),
        cost=(
            """Añadir y consultar calculan k posiciones y miran o encienden esos bits, da igual cuántos elementos
            haya.""",
            """Solo se guarda el arreglo de bits, no los elementos; con unos 10 bits por elemento falla cerca del 1
            % de las veces.""",
            "Son k funciones hash por operación sobre un arreglo de tamaño fijo que no crece al añadir.",
        ),
        use=(
            """Ocupa muy poco: conviene cuando hay muchísimos elementos, poca memoria y puedes tolerar algún «sí»
            equivocado, que se comprueba después con una consulta más cara.""",
            """Algunas bases de datos lo consultan antes de ir al disco: si dice que la clave no está, se ahorran
            la lectura.""",
            """Si necesitas respuestas exactas, borrar elementos o recuperar los datos: el filtro básico no hace
            ninguna de las tres cosas.""",
        ),
        beliefs=(
            QA(
                "Si el filtro de Bloom dice que un elemento está, es que está.",
                """No: puede ser un falso positivo, porque otros elementos encendieron los mismos bits. Solo el «no
                está» es seguro.""",
                title="si dice que está",
            ),
            QA(
                "Puedo borrar un elemento del filtro de Bloom apagando sus bits.",
                """No: esos bits pueden pertenecer también a otros elementos, que pasarían a dar «no está» sin ser
                verdad. Para borrar hace falta una variante con contadores.""",
                title="borrar un elemento",
            ),
            QA(
                "Cuantas más funciones hash tenga el filtro, menos se equivoca.",
                """No siempre: con demasiadas se encienden casi todos los bits y crecen los falsos positivos. Lo
                mejor es alrededor de 0,7 veces los bits por elemento.""",
                title="más funciones hash",
            ),
        ),
        faster=(
            QA(
                "Tengo mil millones de direcciones y poca memoria. ¿Conjunto o filtro de Bloom?",
                """El filtro de Bloom: unos 10 bits por dirección en lugar de guardarlas enteras, a cambio de un 1
                % de falsos positivos.""",
                title="o conjunto, poca memoria",
            ),
            QA(
                "Para cien usuarios, ¿filtro de Bloom o set?",
                "Un `set`: cien elementos caben de sobra, responde en O(1) en promedio y no se equivoca nunca.",
                title="o set, cien usuarios",
            ),
        ),
        results=(
            Result(
                "(lambda f: (f.agregar(42), f.contiene(42))[1])(Bloom(64, 3))",
                """Al agregar el 42 se encienden sus tres bits, y al preguntar por él esos mismos bits están a 1:
                un elemento añadido siempre se reconoce.""",
            ),
            Result(
                "Bloom(64, 3).contiene(5)",
                """El filtro está recién creado y todos sus bits son 0, así que ningún elemento puede parecer
                presente.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Quiero saber si una contraseña está en una lista enorme de contraseñas filtradas sin
                    cargarla entera. ¿Qué uso?""",
                    """Un filtro de Bloom: ocupa pocos bits por contraseña y dice al instante si seguro que no
                    está.""",
                ),
                QA(
                    "¿Y si dice que sí está?",
                    """Entonces puede ser un falso positivo; confirma con la lista completa. Como eso pasa pocas
                    veces, el ahorro es grande.""",
                ),
                QA(
                    "¿Puede decir que no está cuando sí está?",
                    "No, eso no ocurre nunca: los bits de un elemento añadido no se apagan.",
                ),
            ),
            (
                QA(
                    "¿Por qué el filtro de Bloom usa varias funciones hash y no una?",
                    """Con una sola bastaría una coincidencia para equivocarse; con k tienen que coincidir los k
                    bits, y eso es mucho menos probable.""",
                ),
                QA(
                    "¿Cómo elijo cuántas?",
                    """Aproximadamente 0,7 veces los bits por elemento: con 10 bits por elemento, unas 7 funciones.""",
                ),
            ),
        ),
        build=Build(
            "¿Me escribes un filtro de Bloom para números enteros?",
            "Cada elemento enciende k casillas del arreglo de bits:",
            (
                "f = Bloom(128, 3)",
                "f.agregar(10);",
                "f.agregar(25);",
                "f.contiene(10), f.contiene(25)",
            ),
            """Los dos números añadidos se reconocen siempre; un número no añadido podría dar `True` por
            casualidad.""",
        ),
    ),
)
