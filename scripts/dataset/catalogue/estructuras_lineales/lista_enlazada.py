"""La lista enlazada."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
