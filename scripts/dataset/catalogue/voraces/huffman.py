"""La codificación de Huffman."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

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
        ),
    ),
)
