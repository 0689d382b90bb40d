"""La codificación de Huffman."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="huffman",
    name="la codificación de Huffman",
    topic="voraces",
    level="avanzado",
    time="O(n log n), con n símbolos distintos",
    space="O(n)",
    code="""
import heapq


def huffman(frecuencias):
    cola = [(f, s) for s, f in frecuencias.items()]
    heapq.heapify(cola)
    codigo = {s: "" for s in frecuencias}
    while len(cola) > 1:
        f0, grupo0 = heapq.heappop(cola)
        f1, grupo1 = heapq.heappop(cola)
        for s in grupo0:
            codigo[s] = "0" + codigo[s]
        for s in grupo1:
            codigo[s] = "1" + codigo[s]
        heapq.heappush(cola, (f0 + f1, grupo0 + grupo1))
    return codigo
""",
    theory=Theory(
        """
        La codificación de Huffman asigna a cada símbolo una cadena de bits, más corta cuanto más frecuente
        es, de modo que el texto ocupe lo mínimo; ningún código es comienzo de otro.

        1. Cada símbolo es un grupo con su frecuencia.
        2. Se unen los dos grupos menos frecuentes: los de uno reciben un 0 delante y los del otro, un 1.
        3. Se repite hasta que queda un solo grupo.

        **Ejemplo:** con frecuencias a: 5, b: 2 y c: 1, los códigos son ‹huffman({"a": 5, "b": 2, "c": 1})›:
        la a, la más frecuente, usa un bit.
        """,
        pitfall="""asignar códigos cortos sin cuidar los prefijos; si «a» es 0 y «b» es 01, el mensaje no se
        puede descodificar sin dudas.""",
    ),
    complexity=Complexity(
        """
        Se hacen n − 1 uniones, y cada una extrae dos grupos de la cola de prioridad e inserta uno: O(log n).
        En total, O(n log n), si las uniones se guardan como nodos de un árbol. (Al escribir los códigos
        directamente, como en esta versión corta, se añade el trabajo de alargarlos, proporcional a la suma de
        sus longitudes al cuadrado en el peor caso.)

        El árbol final tiene 2n − 1 nodos.
        """,
    ),
    build=Build(
        "Calcula los códigos de Huffman a partir de las frecuencias de los símbolos.",
        """Cada grupo es la cadena de sus símbolos; al unir dos, sus códigos crecen por delante con un 0 o un 1.""",
        ("huffman({'a': 45, 'b': 13, 'c': 12, 'd': 16})",),
        """Para alfabetos grandes conviene construir el árbol y recorrerlo al final, que es como se logra el
        coste indicado.""",
    ),
    bugs=(
        Bug(
            "Mis códigos de Huffman salen más largos de lo necesario. ¿Qué grupos debo unir?",
            ("cola = [(f, s) for s, f in frecuencias.items()]", "cola = [(-f, s) for s, f in frecuencias.items()]"),
            "sum(f * len(huffman({'a': 8, 'b': 1, 'c': 1})[s]) for s, f in {'a': 8, 'b': 1, 'c': 1}.items())",
            """Con el signo cambiado, la cola entrega primero los grupos *más* frecuentes, y los símbolos
            comunes quedan en el fondo del árbol con códigos largos.""",
            "se unen siempre los dos menos frecuentes; la expresión mide los bits totales.",
        ),
    ),
    exercises=(
        Trace(
            "Construye el código de Huffman para a: 6, b: 3, c: 2, d: 1. ¿Qué grupos se unen en cada paso?",
            "huffman({'a': 6, 'b': 3, 'c': 2, 'd': 1})",
            "heapq.heappush(cola, (f0 + f1, grupo0 + grupo1))",
            "Se unen «{grupo0}» ({f0}) y «{grupo1}» ({f1}) en un grupo de frecuencia {f0 + f1}.",
            "Los códigos son ‹huffman({'a': 6, 'b': 3, 'c': 2, 'd': 1})›.",
            """El texto ocupa 6·1 + 3·2 + 2·3 + 1·3 = 21 bits, en lugar de los 24 de un código fijo de 2 bits
            por símbolo.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Qué gana la codificación de Huffman frente a un código de longitud fija?",
            """
            Gana cuando las frecuencias son desiguales: los símbolos comunes usan pocos bits y los raros,
            muchos.

            - **Longitud fija:** ⌈log₂ n⌉ bits por símbolo, acceso directo al carácter k.
            - **Huffman:** media mínima entre los códigos de prefijo; hay que descodificar desde el principio.

            Si todas las frecuencias son iguales y n es potencia de 2, los dos ocupan lo mismo. Los formatos
            ZIP y JPEG usan Huffman como una de sus etapas.
            """,
            level="intermedio",
            title="frente a longitud fija",
        ),
    ),
    concepts=(
        QA(
            "¿Qué es un código de prefijo y por qué importa?",
            """
            Es un código en el que ninguna palabra es el comienzo de otra; así un mensaje se descodifica sin
            separadores ni dudas.

            Con a = 0, b = 10 y c = 11, la cadena 01011 solo puede ser a, b, c: se lee bit a bit y, en cuanto
            se completa una palabra, se emite. Corresponde a un árbol binario con los símbolos en las hojas:
            llegar a una hoja significa terminar un símbolo. Con a = 0 y b = 01, al leer un 0 no se sabría si
            ha terminado.
            """,
            level="intermedio",
            title="código de prefijo",
        ),
        QA(
            "¿Por qué el algoritmo de Huffman une siempre los dos símbolos menos frecuentes?",
            """
            Porque en algún árbol óptimo esos dos son hermanos y están en el nivel más profundo.

            Si en lo más profundo hubiera un símbolo más frecuente, intercambiarlo con uno raro acortaría, o
            al menos no alargaría, el total. Unidos, se comportan como un símbolo cuya frecuencia es la suma,
            y el problema se reduce a n − 1 símbolos. Por inducción, el árbol que construye el voraz es
            óptimo.
            """,
            title="unir los menos frecuentes",
        ),
        QA(
            "¿Puede Huffman comprimir por debajo de un bit por símbolo?",
            """
            No: cada símbolo recibe al menos un bit completo, aunque aparezca el 99 % de las veces.

            La entropía dice que un símbolo con probabilidad p «debería» ocupar log₂(1/p) bits; con p = 0,99
            son unos 0,0145. Huffman se acerca a la entropía con un exceso menor que un bit por símbolo. Para
            reducirlo se codifican bloques de varios símbolos o se usa codificación aritmética, que reparte
            fracciones de bit.
            """,
            title="menos de un bit",
        ),
    ),
    brief=Brief(
        what=(
            """Es una forma de comprimir texto que da códigos de pocos bits a los símbolos más repetidos y
            códigos más largos a los raros.""",
            """Un algoritmo voraz que construye el mejor código de prefijo: une una y otra vez los dos grupos de
            símbolos menos frecuentes hasta que solo queda uno.""",
            """Recuerda al código Morse, donde la E, tan común, es un solo punto: la codificación de Huffman
            decide qué símbolos merecen los códigos cortos para que el mensaje ocupe lo mínimo.""",
            """La codificación de Huffman representa cada símbolo con una cadena de bits según su frecuencia, sin
            que ningún código sea el comienzo de otro.""",
        ),
        cost=(
            """Se hacen n − 1 uniones, y en cada una la cola de prioridad entrega los dos grupos menos frecuentes
            y recibe su unión.""",
            """Se guardan los grupos pendientes en la cola y un árbol con menos de dos nodos por símbolo, del que
            salen los códigos.""",
            "Cada unión paga el logaritmo del montículo, y el árbol que resulta tiene 2n − 1 nodos.",
        ),
        use=(
            """Cuando conoces las frecuencias de los símbolos, son desiguales y quieres comprimir sin perder
            nada, con un código que se lea sin separadores.""",
            """El protocolo «HTTP/2» comprime las cabeceras de cada petición con un código de Huffman fijo, y las
            imágenes «PNG» y «JPEG» lo llevan en su última etapa.""",
            """Si todos los símbolos son igual de frecuentes apenas ahorra. Y si uno domina casi por completo, le
            gasta un bit entero cuando bastaría mucho menos: ahí gana la codificación aritmética.""",
        ),
        beliefs=(
            QA(
                "en huffman todos los simbolos tienen el mismo numero de bits",
                """No: cada código tiene la longitud que le toca por su frecuencia. Con x: 4, y: 1 y z: 1, los
                códigos son ‹huffman({'x': 4, 'y': 1, 'z': 1})›: la x ocupa un solo bit.""",
                title="bits de cada símbolo",
            ),
            QA(
                "Los códigos de Huffman necesitan un separador entre letra y letra.",
                """No: ningún código es comienzo de otro, así que al leer bit a bit se sabe cuándo termina cada
                símbolo sin añadir nada.""",
                title="separador entre letras",
            ),
            QA(
                "Para construir el código de Huffman hay que probar todos los árboles posibles.",
                """No: basta un método voraz. Unir siempre los dos grupos menos frecuentes da un árbol óptimo en
                O(n log n).""",
                title="probar todos los árboles",
            ),
        ),
        faster=(
            QA(
                "Para un texto con ocho letras igual de frecuentes, ¿Huffman o tres bits fijos por letra?",
                """Tres bits fijos: Huffman daría también tres bits a cada una y hay que guardar además la tabla
                de códigos. La ventaja aparece con frecuencias desiguales.""",
                title="o tres bits por letra",
            ),
            QA(
                "Para elegir los dos grupos menos frecuentes en Huffman, ¿recorro una lista o uso un montículo?",
                """Un montículo: cada extracción cuesta O(log n) y el total es O(n log n). Buscar los mínimos
                recorriendo una lista en cada unión lo sube a O(n²).""",
                title="lista o montículo",
            ),
        ),
        results=(
            Result(
                "huffman({'a': 3, 'b': 1})",
                """Solo hay una unión: el grupo menos frecuente, la b, recibe el 0 y la a, el 1. Con dos
                símbolos, cada uno usa un bit.""",
            ),
            Result(
                "huffman({'p': 5, 'q': 2, 'r': 2})",
                """Primero se unen q y r, que reciben 0 y 1. Su grupo, de frecuencia 4, se une con la p: los
                códigos de q y r ganan un 0 delante y la p se queda con el 1.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo un texto en el que la letra e sale muchísimo. ¿Cómo lo comprimo con Huffman?",
                    """Cuenta cuántas veces sale cada letra y une siempre los dos grupos menos frecuentes. La e
                    se unirá hacia el final y tendrá uno de los códigos más cortos.""",
                ),
                QA(
                    "¿Y cómo lo leo después?",
                    """Se sigue el árbol desde la raíz, un bit por paso: al llegar a una hoja ya tienes una letra
                    y vuelves a empezar. Para eso hay que guardar también el árbol o las frecuencias.""",
                ),
            ),
            (
                QA(
                    "¿Por qué se dice que Huffman es un algoritmo voraz?",
                    """Porque en cada paso toma la decisión que parece mejor, unir los dos grupos menos
                    frecuentes, y nunca la revisa. En este problema está demostrado que así se llega al óptimo.""",
                ),
                QA(
                    "¿Entonces siempre es la mejor compresión posible?",
                    """Es la mejor si cada símbolo recibe un número entero de bits. Otras técnicas, como la
                    codificación aritmética o buscar trozos repetidos, pueden comprimir más.""",
                ),
                QA(
                    "y cuanto cuesta construirlo",
                    """O(n log n), con n símbolos distintos, por las extracciones del montículo. Aparte está leer
                    el texto una vez para contar las frecuencias.""",
                ),
                QA(
                    "¿Me das un ejemplo mínimo?",
                    """Con a: 6, b: 3 y c: 1 se unen primero b y c, y después ese grupo con la a. La a queda con
                    un bit, y b y c, con dos.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código que asigna bits a cada letra según su frecuencia, con `heapq`?",
            """La cola guarda los grupos por frecuencia y, en cada unión, los códigos de los dos grupos crecen
            por delante:""",
            ("huffman({'a': 4, 'b': 2, 'c': 1, 'd': 1})",),
            """A igual frecuencia, las tuplas se comparan por el nombre del grupo, así que el resultado es
            siempre el mismo.""",
        ),
    ),
)
