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
            title="qué factor de crecimiento",
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
            title="concatenar cadenas en bucle",
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
            title="O(1) amortizado",
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
            title="método del banquero",
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
            title="reducir a la mitad",
        ),
    ),
    brief=Brief(
        what=(
            """Es una lista que guarda sus elementos en casillas seguidas y que, cuando se llena, se muda a otro
            bloque del doble de tamaño.""",
            """Una estructura con acceso directo por posición cuyo tamaño no hay que fijar de antemano: reserva
            más sitio del que usa y lo amplía de vez en cuando.""",
            """Como una libreta que se acaba: compras otra con el doble de hojas y copias lo escrito. El arreglo
            dinámico hace lo mismo y, como cada vez tarda más en llenarse, las mudanzas son raras.""",
            """El arreglo dinámico añade elementos al final de un bloque con casillas de reserva, y solo copia
            todo a un bloque mayor cuando la reserva se agota.""",
        ),
        cost=(
            """Las copias solo ocurren al llenarse, con tamaños que se doblan, y repartidas entre todas las
            inserciones salen a menos de dos por elemento.""",
            """El bloque tiene alguna casilla sin usar, pero nunca más casillas que el doble de los elementos
            guardados.""",
            """Una inserción aislada puede copiarlo todo, pero eso pasa cada vez menos; y las casillas de reserva
            no son más que las ocupadas.""",
        ),
        use=(
            """Crece solo y deja leer cualquier posición en O(1): conviene cuando no sabes cuántos elementos habrá y
            casi siempre añades por el final.""",
            """Las listas de Python, `ArrayList` de Java y `vector` de C++ son arreglos dinámicos: cada vez que
            escribes `append` estás usando uno.""",
            """Si insertas o borras mucho por el principio, porque hay que desplazar todo, O(n). O en un sistema
            de tiempo real, donde una ampliación puntual puede tardar demasiado.""",
        ),
        beliefs=(
            QA(
                "cada append en una lista de python copia toda la lista",
                """No: casi todos escriben en una casilla libre, y solo se copia cuando se acaba la reserva. En
                este arreglo dinámico, añadir 100 elementos copia en total ‹copias(100)›.""",
                title="append copia toda la lista",
            ),
            QA(
                "En un arreglo dinámico da igual ampliar de diez en diez que duplicar.",
                """No: de diez en diez, las copias suman O(n²) al añadir n elementos. Al duplicar son menos de
                2n, es decir, O(1) amortizado por inserción.""",
                title="ampliar de diez en diez",
            ),
            QA(
                "Que añadir a un arreglo dinámico sea O(1) amortizado quiere decir que ninguna inserción tarda.",
                """No: una inserción concreta puede costar O(n), la que amplía. Lo garantizado es el total: n
                inserciones seguidas cuestan O(n).""",
                title="ninguna inserción tarda",
            ),
        ),
        faster=(
            QA(
                "¿Qué es más rápido para leer el elemento 500, un arreglo dinámico o una lista enlazada?",
                """El arreglo dinámico: O(1), porque sus casillas están seguidas. En una lista enlazada hay que
                pasar antes por todos los anteriores, O(n).""",
                title="frente a la lista enlazada",
            ),
            QA(
                """Sé que voy a guardar exactamente un millón de datos. ¿Arreglo dinámico o reservar todo de una
                vez?""",
                """Reservar de una vez: te ahorras las ampliaciones y sus copias. Los dos son O(n) en total, así
                que la diferencia es un factor constante.""",
                title="o reservar de una vez",
            ),
        ),
        results=(
            Result(
                "copias(5)",
                """Se amplía al llegar el segundo elemento, el tercero y el quinto, y cada vez se copia lo que
                había: 1, 2 y 4 elementos.""",
            ),
            Result(
                "copias(33)",
                """Las ampliaciones copian 1, 2, 4, 8, 16 y 32 elementos. La última la provoca el elemento número
                33, que ya no cabía en 32 casillas.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Añado datos a una lista de Python sin saber cuántos habrá. ¿No es lento que crezca?",
                    """No: la lista reserva casillas de más, y solo cuando se agotan copia todo a un bloque
                    mayor. Repartido, cada inserción al final cuesta O(1) amortizado.""",
                ),
                QA(
                    "¿Y si inserto al principio?",
                    """Eso sí es lento: hay que desplazar todos los elementos una casilla, O(n) cada vez. Para
                    trabajar por los dos extremos conviene una `deque`.""",
                ),
            ),
            (
                QA(
                    "¿Por qué duplicar la capacidad del arreglo sale tan barato?",
                    """Porque las copias son 1 + 2 + 4 + 8…, una suma dominada por el último término. Para n
                    elementos se copian menos de 2n.""",
                ),
                QA(
                    "¿Me das un ejemplo?",
                    """Con 16 elementos se han copiado 1 + 2 + 4 + 8 = 15. El número 17 obliga a copiar 16 más, y
                    luego ya no se copia nada hasta el 33.""",
                ),
                QA(
                    "y la memoria que sobra",
                    """Justo después de ampliar queda sin usar casi la mitad del bloque. Es el precio de no
                    copiar a menudo.""",
                ),
                QA(
                    "¿Entonces siempre es mejor que una lista enlazada?",
                    """No siempre: si insertas y borras mucho en medio y ya tienes el nodo, la enlazada lo hace
                    en O(1). Para leer por posición o añadir al final, gana el arreglo.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas una clase en Python que imite cómo crece una lista por dentro?",
            "La clase guarda la capacidad del bloque y cuántas casillas usa, y se amplía cuando coinciden:",
            (
                "a = Arreglo()",
                "for x in 'abcde':\n    a.anadir(x)",
                "a.n, a.capacidad",
            ),
            """El contador `copias` no hace falta para que funcione: está para medir cuánto trabajo cuestan las
            ampliaciones.""",
        ),
    ),
)
