"""La lista enlazada."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="lista-enlazada",
    name="la lista enlazada",
    topic="estructuras lineales",
    level="básico",
    time="O(1) para insertar o borrar junto a un nodo conocido y O(n) para buscar",
    space="O(n)",
    code="""
class Nodo:
    def __init__(self, valor, sig=None):
        self.valor = valor
        self.sig = sig


def crear(valores):
    cabeza = None
    for v in reversed(valores):
        cabeza = Nodo(v, cabeza)
    return cabeza


def a_lista(cabeza):
    r = []
    while cabeza:
        r.append(cabeza.valor)
        cabeza = cabeza.sig
    return r


def invertir(cabeza):
    anterior = None
    while cabeza:
        siguiente = cabeza.sig
        cabeza.sig = anterior
        anterior, cabeza = cabeza, siguiente
    return anterior
""",
    theory=Theory(
        """
        Una lista enlazada guarda cada valor en un nodo que sabe dónde está el siguiente; el último no apunta
        a nadie (`None`).

        - Para recorrerla se sigue la cadena de enlaces desde la cabeza.
        - Insertar tras un nodo solo cambia dos enlaces: no se desplaza nada.
        - No hay acceso directo: llegar a la posición k exige k pasos.

        **Ejemplo:** para insertar 7 entre 3 y 9, el nuevo nodo apunta al 9 y el nodo del 3 apunta al nuevo.
        """,
        ask="Explícame qué es una lista enlazada y cómo se inserta en ella, con un ejemplo.",
        pitfall="""cambiar primero el enlace del nodo anterior: se pierde la única referencia al resto de la
        lista.""",
    ),
    complexity=Complexity(
        """
        Insertar o borrar junto a un nodo que ya tenemos modifica un número fijo de enlaces. En cambio, para
        encontrar un valor o la posición k hay que seguir los enlaces desde la cabeza, hasta n pasos. Invertir
        la lista recorre todos los nodos una vez, O(n), y solo usa tres variables.

        Cada nodo guarda, además de su valor, un enlace; por eso ocupa más que un arreglo con los mismos
        datos.
        """,
        ask="Analiza el coste de las operaciones de una lista enlazada y la memoria que ocupa.",
    ),
    build=Build(
        "Invierte una lista enlazada sin crear nodos nuevos.",
        """Se recorre la lista girando cada enlace hacia atrás; hay que guardar el siguiente nodo antes de
        modificar el enlace.""",
        ("a_lista(invertir(crear([1, 2, 3])))",),
        "Al terminar, `anterior` es la nueva cabeza.",
    ),
    bugs=(
        Bug(
            "Al invertir mi lista enlazada se pierde casi todo. ¿Qué está mal?",
            (
                "        siguiente = cabeza.sig\n        cabeza.sig = anterior\n",
                "        cabeza.sig = anterior\n        siguiente = cabeza.sig\n",
            ),
            "a_lista(invertir(crear([1, 2, 3])))",
            """El enlace se sobrescribe antes de guardarlo. Al leer `cabeza.sig` después de cambiarlo se obtiene
            `anterior`, y el resto de la lista queda inaccesible.""",
        ),
        Bug(
            """Quiero borrar un valor de una lista enlazada, pero no funciona si está en la cabeza. ¿Cómo lo
            arreglo?""",
            (
                """
    ficticio = Nodo(None, cabeza)
    actual = ficticio
    while actual.sig:
        if actual.sig.valor == x:
            actual.sig = actual.sig.sig
        else:
            actual = actual.sig
    return ficticio.sig
""",
                """
    actual = cabeza
    while actual.sig:
        if actual.sig.valor == x:
            actual.sig = actual.sig.sig
        else:
            actual = actual.sig
    return cabeza
""",
            ),
            "valores(borrar(Nodo(5, Nodo(1, Nodo(5))), 5))",
            """El recorrido solo mira el *siguiente* de cada nodo, así que la cabeza no se comprueba nunca.
            Además, si se borrara, habría que devolver otra cabeza.""",
            """un nodo ficticio delante de la cabeza hace que todos los nodos reales tengan un anterior y
            elimina el caso especial.""",
            code="""
class Nodo:
    def __init__(self, valor, sig=None):
        self.valor, self.sig = valor, sig


def borrar(cabeza, x):
    ficticio = Nodo(None, cabeza)
    actual = ficticio
    while actual.sig:
        if actual.sig.valor == x:
            actual.sig = actual.sig.sig
        else:
            actual = actual.sig
    return ficticio.sig


def valores(n):
    return [n.valor] + valores(n.sig) if n else []
""",
        ),
    ),
    exercises=(
        Trace(
            "Invierte la lista enlazada 4 → 7 → 9 y muestra qué parte está ya invertida en cada paso.",
            "a_lista(invertir(crear([4, 7, 9])))",
            "siguiente = cabeza.sig",
            """Ya invertido: {a_lista(anterior)}; pendiente: {a_lista(cabeza)}. Se gira el enlace del
            {cabeza.valor}.""",
            """El resultado es ‹a_lista(invertir(crear([4, 7, 9])))›; cada paso pasa un nodo de la parte
            pendiente al frente de la invertida.""",
            """Cuando no queda nada pendiente, el último nodo procesado, el 9, es la nueva cabeza. Son n pasos
            con tres variables: tiempo O(n) y memoria adicional O(1).""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué diferencias hay entre un arreglo y una lista enlazada?",
            """
            El arreglo da acceso directo por posición; la lista enlazada, inserciones y borrados baratos junto
            a un nodo conocido.

            | | arreglo | lista enlazada |
            |---|---|---|
            | leer la posición k | O(1) | O(k) |
            | insertar al principio | O(n) | O(1) |
            | buscar un valor | O(n) | O(n) |

            El arreglo es contiguo y aprovecha mejor la memoria caché, por lo que suele ganar en la práctica.
            La lista enlazada interesa cuando ya se tiene el nodo a mano, como en una caché LRU.
            """,
            title="frente a un arreglo",
        ),
    ),
    concepts=(
        QA(
            "¿Para qué sirve el nodo ficticio o centinela en una lista enlazada?",
            """
            Sirve para que la cabeza deje de ser un caso especial: con un nodo extra delante, todo nodo real
            tiene un anterior.

            Al borrar o insertar hace falta modificar el enlace del nodo anterior. Sin centinela, si el
            afectado es el primero, hay que cambiar la variable `cabeza` y el código se llena de condiciones.
            Con centinela, la operación es idéntica en todas las posiciones y al final se devuelve
            `centinela.sig`. Cuesta un nodo más, O(1).
            """,
            title="nodo centinela",
        ),
        QA(
            "¿Qué aporta una lista doblemente enlazada?",
            """
            Cada nodo conoce también al anterior, así que se puede borrar un nodo en O(1) teniendo solo ese
            nodo.

            En la lista simple, para borrar hay que modificar el enlace del nodo previo, y encontrarlo obliga
            a recorrer desde la cabeza. Con dos enlaces basta `n.ant.sig = n.sig` y `n.sig.ant = n.ant`.
            También permite recorrer hacia atrás. A cambio, ocupa más memoria y cada operación debe mantener
            coherentes los dos sentidos: olvidar uno es el error típico.
            """,
            title="doblemente enlazada",
        ),
        QA(
            "¿Cómo detecto un ciclo en una lista enlazada?",
            """
            Con dos punteros, uno que avanza un nodo y otro que avanza dos: si se encuentran, hay ciclo; si el
            rápido llega a `None`, no.

            Dentro del ciclo, la distancia del rápido al lento disminuye en uno a cada paso, de modo que lo
            alcanza en menos de una vuelta. El tiempo es O(n) y la memoria O(1). Guardar los nodos visitados
            en un conjunto también funciona en O(n), pero necesita memoria O(n). El método de los dos punteros
            se conoce como algoritmo de la liebre y la tortuga, de Floyd.
            """,
            level="intermedio",
            title="detectar un ciclo",
        ),
    ),
    brief=Brief(
        what=(
            """La lista enlazada es una cadena de nodos: cada uno contiene un valor y un enlace al nodo siguiente,
            y el último enlace está vacío.""",
            """Es una secuencia cuyos elementos no están juntos en la memoria; para pasar de uno a otro se sigue el
            enlace que guarda cada nodo, empezando por la cabeza.""",
            """Imagina la búsqueda del tesoro: cada pista te dice dónde está la próxima. Así es una lista enlazada,
            donde cada nodo solo conoce al siguiente y nadie conoce el conjunto.""",
            """Una lista enlazada representa una secuencia mediante nodos unidos por enlaces, lo que permite
            insertar o quitar uno cambiando enlaces, sin desplazar el resto.""",
        ),
        cost=(
            """Con el nodo a mano basta cambiar uno o dos enlaces; para buscar, en cambio, hay que recorrer la
            cadena desde la cabeza.""",
            "Hay un nodo por elemento, y cada nodo añade a su valor el espacio de un enlace.",
            """Los enlaces hacen baratos los cambios, pero obligan a avanzar nodo a nodo para llegar a un sitio
            concreto.""",
        ),
        use=(
            """Cuando insertas o borras a menudo al principio o junto a un nodo que ya tienes localizado, y casi
            nunca necesitas saltar a una posición por su número.""",
            """En una caché LRU, una lista doblemente enlazada ordena los elementos por su último uso: el recién
            usado pasa al frente y el último se descarta, todo en O(1).""",
            """Si lees mucho por posición o haces búsquedas binarias: alcanzar la posición k cuesta O(k). En Python,
            además, la lista normal suele ser más rápida y ocupa menos.""",
        ),
        beliefs=(
            QA(
                "Insertar en una lista enlazada siempre es O(1), ¿no?",
                """Solo si ya tienes el nodo junto al que vas a insertar. Si antes debes llegar a la posición k o
                buscar un valor, el recorrido cuesta O(n) y domina el total.""",
                title="insertar siempre O(1)",
            ),
            QA(
                "La lista de Python es una lista enlazada, por eso se llama lista.",
                """No: la lista de Python es un arreglo dinámico de referencias contiguas. Por eso leer `a[k]` es
                O(1) e insertar al principio es O(n), justo al revés que en una enlazada.""",
                title="la lista de Python",
            ),
            QA(
                "con una lista enlazada puedo ir directo al elemento 50",
                """No, una lista enlazada no tiene acceso directo. Para llegar al elemento 50 hay que pasar antes por
                todos los anteriores, siguiendo los enlaces desde la cabeza.""",
                title="ir directo al elemento",
            ),
        ),
        faster=(
            QA(
                "¿Qué va más rápido para leer el elemento de la posición mil, un arreglo o una lista enlazada?",
                """El arreglo: calcula la dirección y lee en O(1). La lista enlazada debe seguir mil enlaces, uno
                tras otro.""",
                title="o arreglo, posición mil",
            ),
            QA(
                "Voy a añadir datos siempre por delante. ¿Lista de Python o lista enlazada?",
                """La enlazada: añadir por delante crea un nodo y cambia la cabeza, O(1). En la lista de Python,
                `insert(0, x)` desplaza todo, O(n). Aún más cómodo: `collections.deque` y `appendleft`.""",
                title="o lista de Python",
            ),
        ),
        results=(
            Result(
                "a_lista(invertir(crear(['a', 'b'])))",
                """Primero la a deja de apuntar a la b y queda como final; después la b pasa a apuntar a la a. La b
                es la nueva cabeza.""",
            ),
            Result(
                "a_lista(Nodo(7, crear([8, 9])))",
                """`crear` enlaza el 8 con el 9. El nodo nuevo, con el 7, apunta al 8 y pasa a ser la cabeza; al
                recorrer se leen los tres en ese orden.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Quiero programar la lista de reproducción de un móvil, con botones de siguiente y anterior. "
                    "¿Me vale una lista enlazada?",
                    """Sí, pero que sea doblemente enlazada: cada canción guarda un enlace a la siguiente y otro a la
                    anterior, y los dos botones funcionan en O(1).""",
                ),
                QA(
                    "¿Y quitar la canción que está sonando?",
                    """También O(1): se unen entre sí la anterior y la siguiente, y la canción queda fuera de la
                    cadena.""",
                ),
                QA(
                    "¿Entonces siempre es mejor que un arreglo?",
                    """No. Si quieres saltar a la canción número 30 o elegir una al azar, el arreglo lo hace en O(1) y
                    la lista enlazada tiene que recorrer los enlaces.""",
                ),
            ),
            (
                QA(
                    "¿Por qué al insertar un nodo en una lista enlazada importa el orden en que cambio los enlaces?",
                    """Porque si cambias antes el enlace del nodo previo, pierdes la referencia al resto de la lista.
                    Primero el nodo nuevo apunta al siguiente; después el previo apunta al nuevo.""",
                ),
                QA(
                    "No lo pillo, ¿me das un ejemplo?",
                    """En 2 → 6, para meter el 4: primero 4 → 6 y luego 2 → 4. Si empiezas por 2 → 4, ya nadie recuerda
                    dónde estaba el 6.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código de una lista enlazada que se pueda dar la vuelta?",
            "Cada nodo guarda un valor y el enlace al siguiente; `invertir` gira los enlaces uno a uno:",
            ("a_lista(crear([5, 6, 7]))", "a_lista(invertir(crear([5, 6, 7])))"),
            """La función `crear` recorre los valores del último al primero, porque así cada nodo nuevo se pone
            delante y ya conoce a su siguiente.""",
        ),
    ),
)
