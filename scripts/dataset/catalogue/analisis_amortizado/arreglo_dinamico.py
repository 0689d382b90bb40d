"""El arreglo dinámico."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="arreglo-dinamico",
    name="el arreglo dinámico",
    topic="análisis amortizado",
    level="intermedio",
    time="O(1) amortizado para añadir al final",
    space="O(n)",
    code="""
class Arreglo:
    def __init__(self):
        self.capacidad = 1
        self.n = 0
        self.datos = [None]
        self.copias = 0

    def anadir(self, x):
        if self.n == self.capacidad:
            self.capacidad *= 2
            nuevo = [None] * self.capacidad
            for i in range(self.n):
                nuevo[i] = self.datos[i]
                self.copias += 1
            self.datos = nuevo
        self.datos[self.n] = x
        self.n += 1


def copias(n):
    a = Arreglo()
    for i in range(n):
        a.anadir(i)
    return a.copias
""",
    theory=Theory(
        """
        Un arreglo dinámico es un arreglo que crece: cuando se llena, reserva otro del doble de capacidad y
        copia en él los elementos.

        - Casi todas las inserciones solo escriben en una casilla libre.
        - De vez en cuando una obliga a copiarlo todo; esa es cara, O(n).
        - Como la capacidad se duplica, las copias son cada vez más raras.

        **Ejemplo:** para añadir 8 elementos desde capacidad 1 se copian 1 + 2 + 4 = ‹copias(8)› en total:
        menos de uno por inserción. Así funcionan las listas de Python, aunque con un factor de crecimiento
        menor.
        """,
        pitfall="""aumentar la capacidad en una cantidad fija en vez de multiplicarla: entonces el coste total
        es cuadrático.""",
    ),
    complexity=Complexity(
        """
        Las ampliaciones ocurren con tamaños 1, 2, 4, 8… Al añadir n elementos se copian 1 + 2 + 4 + … < 2n en
        total. Sumando las n escrituras, todo cuesta menos de 3n, es decir, una media de O(1) por inserción:
        coste **amortizado**. Una inserción aislada sí puede costar O(n).

        La capacidad nunca supera el doble de los elementos guardados, así que la memoria es lineal.
        """,
        Count(
            "nuevo[i] = self.datos[i]",
            "copias al añadir n elementos",
            tuple((n, f"copias({n})") for n in (10, 100, 1000)),
        ),
    ),
    build=Build(
        "Implementa un arreglo dinámico que duplique su capacidad y cuente cuántas copias hace.",
        "Si no queda sitio, se reserva el doble y se copian los elementos; después se escribe el nuevo.",
        ("copias(16), copias(17)",),
        """El salto entre 16 y 17 elementos es una ampliación: copia los 16 de golpe. Repartidas entre todas
        las inserciones, las copias salen a menos de dos por elemento.""",
    ),
    bugs=(
        Bug(
            "Mi arreglo dinámico funciona, pero copia muchísimo con listas largas. ¿Qué decisión es mala?",
            ("capacidad *= 2", "capacidad += 1"),
            "copias(1000)",
            """La capacidad crece de uno en uno. Así cada inserción provoca una copia completa, y copiar 1 + 2
            + … + (n − 1) elementos es O(n²).""",
            "al duplicar, las copias forman una serie geométrica que suma menos de 2n.",
            code="""
def copias(n):
    capacidad, total = 1, 0
    for usados in range(n):
        if usados == capacidad:
            total += usados
            capacidad *= 2
    return total
""",
        ),
    ),
    exercises=(
        Trace(
            "¿Cuándo se amplía un arreglo dinámico al añadir 9 elementos si empieza con capacidad 1?",
            "copias(9)",
            "nuevo = [None] * self.capacidad",
            "Está lleno (capacidad {self.n}): pasa a {self.capacidad}; elementos copiados, {self.n}.",
            "Se amplía cuatro veces y copia en total ‹copias(9)› elementos:",
            """La suma 1 + 2 + 4 + 8 = 15 es menor que 2 · 9. La ampliación siguiente no llegará hasta tener
            16 elementos.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué factor de crecimiento conviene en un arreglo dinámico: 2, 1,5 o una cantidad fija?",
            """
            Cualquier factor mayor que 1 da O(1) amortizado; una cantidad fija, no.

            - **Factor 2:** pocas copias (menos de 2 por elemento), pero hasta la mitad de la memoria puede
            quedar sin usar.
            - **Factor 1,5:** algo más de copias y menos desperdicio.
            - **Cantidad fija c:** hay n/c ampliaciones y se copian del orden de n²/(2c) elementos:
            cuadrático.

            Es un compromiso entre tiempo y memoria. Las listas de CPython crecen en torno a un octavo cada
            vez.
            """,
            level="avanzado",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué concatenar cadenas en un bucle con += puede ser lento?",
            """
            Porque las cadenas de Python son inmutables: cada `+=` puede crear una cadena nueva y copiar toda
            la anterior, y n concatenaciones copian 1 + 2 + … + n letras, O(n²).

            Un arreglo dinámico evita ese problema, y por eso lo recomendable es reunir los trozos en una
            lista y unirlos al final:

            ```python
            trozos = []
            for i in range(5):
                trozos.append(str(i * i))
            print(",".join(trozos))  #=
            ```

            Cada `append` es O(1) amortizado y `join` copia cada letra una sola vez: O(n) en total. (CPython a
            veces optimiza `+=`, pero no conviene depender de ello.)
            """,
            level="básico",
        ),
        QA(
            "¿Qué significa que una operación cueste O(1) amortizado?",
            """
            Que una secuencia de n operaciones cuesta O(n) en total, aunque alguna de ellas sea cara.

            No es lo mismo que «en promedio»: no interviene ninguna probabilidad. Es una garantía sobre la
            suma, válida para cualquier secuencia. Se parece a pagar una cuota fija cada mes para cubrir una
            reparación anual: el gasto grande existe, pero está repartido. **Error común:** usar una
            estructura amortizada en un sistema de tiempo real, donde una sola operación lenta ya es un
            problema.
            """,
        ),
        QA(
            "Explica el método del banquero con el arreglo dinámico.",
            """
            Se cobra a cada inserción 3 monedas: 1 paga la escritura y 2 se ahorran para la próxima
            ampliación.

            Cuando el arreglo de capacidad m se llena, los m/2 elementos añadidos desde la última ampliación
            han ahorrado 2 monedas cada uno, es decir, m. Copiar los m elementos cuesta justo m monedas, de
            modo que el ahorro alcanza y la cuenta nunca queda en negativo. Como el coste real no supera lo
            cobrado, n inserciones cuestan como mucho 3n: O(1) amortizado.
            """,
            level="avanzado",
        ),
        QA(
            "¿Por qué no se debe reducir el arreglo dinámico a la mitad en cuanto queda medio vacío?",
            """
            Porque justo en esa frontera, alternar añadir y borrar provocaría una copia completa en cada
            operación.

            Imagina capacidad 8 con 8 elementos: al añadir uno se amplía a 16; al borrarlo quedan 8, la mitad,
            y se reduce a 8; al añadir otra vez se vuelve a ampliar… Cada operación cuesta O(n). La solución
            es dejar un margen: reducir a la mitad solo cuando quede ocupada una **cuarta parte**. Así, entre
            dos cambios de tamaño siempre hay muchas operaciones baratas.
            """,
            level="avanzado",
        ),
    ),
    brief=Brief(
        what=(
            """Es un arreglo que crece cuando hace falta: al llenarse reserva otro más grande, normalmente el
            doble, copia los elementos y sigue.""",
            """La estructura que hay detrás de las listas de Python: acceso por posición inmediato y añadir al
            final casi siempre en un solo paso.""",
            """Como mudarse a una casa el doble de grande cada vez que la actual se llena: la mudanza es pesada,
            pero ocurre cada vez menos.""",
            """Un arreglo dinámico guarda sus elementos en casillas contiguas y duplica la capacidad cuando se
            queda sin sitio.""",
        ),
        cost=(
            """Duplicar hace que las copias totales sean menos de 2n en n inserciones, así que a cada una le toca
            una cantidad fija.""",
            "Además de los elementos hay casillas libres reservadas, como mucho tantas como elementos.",
            """Copiarlo todo es caro pero raro; repartido entre las inserciones, cada una paga una constante. La
            capacidad nunca pasa del doble.""",
        ),
        use=(
            """Cuando añades sobre todo al final y lees por posición. Es la opción por defecto si no sabes cuántos
            elementos habrá.""",
            "El tipo `list` de Python, `vector` en C++ y `ArrayList` en Java son arreglos dinámicos.",
            """Si insertas o borras mucho al principio o en medio, cada operación desplaza elementos y cuesta O(n).
            Tampoco vale si ninguna inserción puede retrasarse.""",
        ),
        beliefs=(
            QA(
                "Añadir al final de una lista de Python siempre cuesta O(1) exacto.",
                """No: es O(1) amortizado. La mayoría de las veces es un paso, pero cuando se llena hay que copiar
                todos los elementos, O(n).""",
            ),
            QA(
                "Si el arreglo crece de 10 en 10 casillas también es eficiente.",
                """No: creciendo una cantidad fija, las copias suman del orden de n². Hay que multiplicar la
                capacidad, no sumarle.""",
            ),
            QA(
                "Insertar al principio de un arreglo dinámico es tan rápido como al final.",
                """No: hay que desplazar todos los demás elementos una casilla, así que cuesta O(n). Para eso sirve
                `deque`.""",
            ),
        ),
        faster=(
            QA(
                "Para añadir un millón de datos al final, ¿arreglo dinámico o lista enlazada?",
                """Las dos cuestan O(1) por dato, pero el arreglo suele ser más rápido porque sus casillas están
                juntas en memoria y no guarda enlaces.""",
            ),
            QA(
                "Necesito quitar siempre el primero. ¿Lista de Python o deque?",
                "`deque`: quita el primero en O(1). En la lista hay que desplazar todos los demás, O(n).",
            ),
        ),
        results=(
            Result(
                "copias(4)",
                """Desde capacidad 1 se llena al añadir el segundo (1 copia) y el tercero (2 copias): en total
                tres.""",
            ),
            Result(
                "copias(1)",
                "El primer elemento cabe en la capacidad inicial, así que no se copia nada.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Por qué append es rápido si a veces hay que copiar toda la lista?",
                    """Porque al duplicar la capacidad las copias se hacen muy de vez en cuando: entre una y otra
                    caben tantas inserciones como elementos copiados.""",
                ),
                QA(
                    "¿Y cuánto toca por inserción?",
                    "Menos de dos copias de media, o sea, O(1) amortizado.",
                ),
                QA(
                    "¿Y en el peor momento?",
                    """La inserción que provoca la copia cuesta O(n). Si eso no es admisible, conviene reservar el
                    tamaño desde el principio.""",
                ),
            ),
            (
                QA(
                    "Mi lista tiene 5 elementos. ¿Por qué ocupa sitio para 8?",
                    "Porque reserva casillas de más para las próximas inserciones; así no copia en cada una.",
                ),
                QA(
                    "¿No es un desperdicio?",
                    "Un poco: como mucho la mitad queda vacía. A cambio, añadir es rápido.",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python un arreglo que crezca solo y diga cuántos elementos ha copiado.",
            "Cuando se llena, se crea uno del doble de capacidad y se copian los datos:",
            (
                "copias(8)",
                "copias(9)",
            ),
            "Con ocho elementos todavía caben justo; el noveno obliga a copiar ocho más.",
        ),
    ),
)
