"""Questions for `minilora judge`: new phrasings about the catalogue's entries, first steps, and other matters.

No question is in the data set; the costs in the keys are the catalogue's. `ASKED_SEEN` is about entries of the
training data, `ASKED_HELD_OUT` about those of which it has nothing. Terms of a topic are separated by `|`; none of them
stands in the question, so an answer cannot have one by repeating the question.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .catalogue import ENTRIES
from .entry import Entry

COST = re.compile(r"[OΩ]\([^()]*(?:\([^()]*\)[^()]*)*\)")
BACK_ON_TOPIC = (
    "algoritm*|estructura de datos|estructuras de datos|programación|programar|código|python|complejidad|grafo|recursi*"
    "|bucle|cola de prioridad|tabla hash|función hash|funciones hash|búsqueda binaria|ordenación|mergesort|Dijkstra"
    "|invariante|árbol binario|árbol equilibrado|vuelta atrás|recorrido en anchura|n log n|O(n)|O(n²)|notación O"
    "|no puedo|no sé|no es lo mío|no es mi terreno|no es mi campo|fuera de mi|no trato|no me dedico|no doy"
)
"""Terms of the field, or words that decline, one of which stands in an answer to a question off topic. (Not «árbol»,
«cola» or «programa» alone: they have other meanings.)"""


@dataclass(frozen=True)
class Asked:
    """A question and what a right answer holds."""

    about: str
    """An entry of the catalogue; in FIRST_STEPS and OFF_TOPIC a name."""
    text: str
    topic: str = ""
    time: str | None = None
    """A word of the clause of the entry's time that is asked («peor»); empty: any of its costs."""
    space: bool = False
    code: bool = False
    also: tuple[str, ...] = ()
    """Other right spellings of the time."""
    forbidden: tuple[str, ...] = ()


ASKED_SEEN = (
    # What it is.
    Asked("busqueda-binaria", "oye, y la busqueda binaria esa como va? en corto porfa", "mitad|medio|central|ordenad*"),
    Asked(
        "pila", "No caigo: ¿qué tiene de particular una pila frente a una lista cualquiera?", "último|LIFO|cima|tope"
    ),
    Asked("cola", "En clase han hablado de colas y me he perdido. Échame un cable.", "primero|FIFO|orden de llegada"),
    Asked(
        "tabla-hash",
        "Che, ¿cómo hace una tabla hash para encontrar las cosas tan rápido?",
        "clave|función|posición|índice",
    ),
    Asked("monticulo", "Definición de montículo para apuntármela, sin rollos.", "padre|hijo|raíz|mínimo|completo"),
    Asked(
        "lista-enlazada",
        "Explicame con tus palabras la lista enlazada, soy de primer semestre",
        "nodo|siguiente|referencia|enlace",
    ),
    Asked(
        "recursion",
        "Me trabo con la recursión, ¿cuál es el truco para entenderla?",
        "caso base|se llama a sí misma|misma función",
    ),
    Asked(
        "union-find",
        "para que se inventaron los conjuntos disjuntos o union-find",
        "grupo|representante|raíz|unir|une*|mismo conjunto",
    ),
    Asked(
        "avl",
        "¿Qué diablos hace un árbol AVL cuando se inclina hacia un lado?",
        "rotación|rotaciones|rota|altura|equilibr*",
    ),
    Asked(
        "dfs",
        "Mi profe dijo «recorrido en profundidad» y siguió de largo. ¿Me lo aclaras?",
        "pila|recursi*|retrocede|vuelve|visitad*|vecino",
    ),
    Asked("bfs", "Quisiera saber cómo va visitando los vértices el recorrido en anchura", "cola|nivel|capa|distancia"),
    Asked(
        "hanoi",
        "Me regalaron un juego de torres de Hanói. ¿Cuál es el método para resolverlo?",
        "disco|recursi*|auxiliar|movimiento",
    ),
    Asked(
        "huffman",
        "Compresión con Huffman: ¿qué hace con las letras que salen mucho?",
        "frecuen*|corto|bit|árbol|código",
    ),
    Asked(
        "fibonacci-memoria",
        "Dicen que Fibonacci se acelera apuntando resultados. ¿Cómo se llama eso y qué hace?",
        "memoiza*|guarda|diccionario|repet*|caché",
    ),
    Asked("notacion-o", "la O grande, en cristiano, que mide", "crec*|tamaño|entrada|cota|constante"),
    Asked(
        "invariantes",
        "¿A qué se refieren los libros cuando piden el invariante de un bucle?",
        "propiedad|verdad*|cierto|cierta|cada vuelta|condición",
    ),
    Asked(
        "filtro-bloom",
        "Un colega usa un filtro de Bloom para no consultar la base de datos. ¿Qué es eso?",
        "falso|positivo|probab*|bit|función hash|funciones hash",
    ),
    Asked(
        "criba", "Sácame de dudas: la criba de Eratóstenes, ¿qué es lo que criba?", "primo|múltiplo|tacha*|compuesto"
    ),
    Asked(
        "n-reinas",
        "Explícame el rompecabezas de las n reinas y el modo de atacarlo.",
        "fila|columna|diagonal|vuelta atrás|backtracking|amenaza*",
    ),
    Asked(
        "p-np",
        "¿De qué discuten los informáticos cuando dicen P frente a NP?",
        "verific*|polinómic*|polinomial|resolver",
    ),
    Asked(
        "cache-lru",
        "Me toca programar una caché LRU. ¿Qué es lo que tira cuando se llena?",
        "menos reciente|reciente*|antigu*|último uso|más tiempo|usado",
    ),
    Asked(
        "orden-topologico",
        "¿Y eso de poner tareas en orden topológico cómo se come?",
        "dependencia|antes|dirigido|grado|arista|ciclo",
    ),
    # What it costs.
    Asked(
        "busqueda-binaria",
        "Tengo un millón de datos ordenados: con búsqueda binaria, ¿qué orden de tiempo pago?",
        time="",
    ),
    Asked(
        "busqueda-lineal",
        "Si miro uno por uno hasta dar con él (búsqueda lineal), ¿eso en notación O cuánto sería?",
        time="",
        space=True,
    ),
    Asked("burbuja", "cuanto me va a costar ordenar con burbuja una lista grande, en O", time=""),
    Asked(
        "insercion",
        "El temario pide el coste temporal y el espacial de ordenar por inserción. Dámelos.",
        time="",
        space=True,
    ),
    Asked(
        "seleccion",
        "¿Qué factura me pasa la ordenación por selección en tiempo y en memoria extra?",
        time="",
        space=True,
    ),
    Asked("mergesort", "Apunta: mergesort, tiempo tal, memoria tal. ¿Qué pongo en cada «tal»?", time="", space=True),
    Asked("quicksort", "¿Cuánto puede llegar a tardar quicksort si me toca el peor caso posible?", time="peor"),
    Asked("counting-sort", "Ordeno notas del 0 al 10 por conteo: ¿qué complejidad temporal me sale?", time=""),
    Asked(
        "monticulo", "Meter un dato en un montículo binario, ¿a cuánto sale en notación asintótica?", time="insertar"
    ),
    Asked("tabla-hash", "Buscar en una tabla hash, en promedio, ¿en qué orden se queda?", time="promedio"),
    Asked("avl", "¿Cuánto vale, en O, buscar una clave en un AVL con n nodos?", time=""),
    Asked(
        "arbol-busqueda",
        "Se me degeneró el árbol binario de búsqueda en una cadena. En ese peor caso, ¿cuánto tarda buscar?",
        time="peor",
    ),
    Asked("bfs", "Pásame el coste en tiempo de recorrer en anchura un grafo con V vértices y E aristas.", time=""),
    Asked("dijkstra", "Dijkstra con montículo: dime su orden de ejecución.", time="", also=("O(E log V)",)),
    Asked("bellman-ford", "¿Qué tan lento es Bellman-Ford? Quiero la fórmula con V y E.", time=""),
    Asked(
        "floyd-warshall",
        "ayer vi floyd-warshall, tres bucles anidados sobre los vertices, entonces la complejidad es...",
        time="",
        also=("O(n³)",),
    ),
    Asked("kruskal", "Con E aristas, ¿a cuánto asciende el tiempo de Kruskal?", time="", also=("O(E log V)",)),
    Asked("kmp", "Si el texto mide n y el patrón m, ¿KMP en cuánto lo resuelve?", time=""),
    Asked("criba", "¿Cuánto trabaja la criba de Eratóstenes para llegar hasta n? En O, por favor.", time=""),
    Asked(
        "euclides",
        "mcd(a, b) por Euclides: número de divisiones en notación O, si eres tan amable.",
        time="",
        also=("O(log n)", "O(log(a + b))", "O(log max(a, b))", "O(log a)", "O(log b)"),
    ),
    Asked("potencia-rapida", "Elevar a la n con exponenciación rápida: ¿cuántas multiplicaciones, en O?", time=""),
    Asked("hanoi", "Con n discos de Hanói, ¿en qué orden crece la cantidad de movimientos?", time=""),
    Asked("subsecuencia-comun", "LCS de dos cadenas, de longitudes n y m. ¿Tiempo?", time=""),
    Asked(
        "subsecuencia-creciente",
        "He oído que la subsecuencia creciente más larga ya no es cuadrática. ¿Cuánto es con la versión buena?",
        time="",
    ),
    Asked("mochila", "n objetos, capacidad C, mochila 0/1 con programación dinámica. Tiempo, please.", time=""),
    Asked("permutaciones", "Generar todas las permutaciones de n cosas: escribe el coste en O.", time=""),
    Asked(
        "subconjuntos", "¿Cuánto se tarda en listar todos los subconjuntos de n elementos?", time="", also=("O(2ⁿ)",)
    ),
    Asked("pila", "Apilar y desapilar, ¿son operaciones caras? Dame el orden.", time=""),
    Asked("huffman", "Para n símbolos distintos, ¿en cuánto tiempo construye Huffman su código?", time=""),
    Asked("factorizacion", "Si factorizo n dividiendo, ¿hasta dónde pruebo y qué tiempo resulta?", time=""),
    # When.
    Asked(
        "insercion",
        "Con qué listas le gana la inserción a algoritmos más finos, ¿sabrías decirme?",
        "casi ordenad*|pequeñ*|cort*",
    ),
    Asked(
        "dijkstra", "Mapa de carreteras con kilómetros: ¿es terreno para Dijkstra?", "no negativ*|negativ*|corto|mínim*"
    ),
    Asked("bellman-ford", "¿En qué grafos tengo que tirar de Bellman-Ford porque Dijkstra no me vale?", "negativ*"),
    Asked(
        "counting-sort",
        "¿Hay datos con los que ordenar por conteo sea una locura?",
        "rango|decimal*|enter*|valores grandes|valores muy grandes|negativ*",
    ),
    Asked(
        "tabla-dispersa",
        "Tabla dispersa: ¿qué pasa si los datos van cambiando, la sigo usando?",
        "segmento|Fenwick|estátic*|reconstru*|rehacer|no cambia*|fij*",
    ),
    Asked(
        "kmp",
        "¿Merece la pena KMP o tiro de búsqueda ingenua para textos normalitos?",
        "repet*|prefijo|borde|retroce*|peor caso|fallo",
    ),
    # The code.
    Asked(
        "busqueda-binaria",
        "programame la busqueda binaria en python, iterativa, que devuelva -1 si no esta",
        "// 2|medio|mitad|mid",
        code=True,
    ),
    Asked(
        "burbuja",
        "Necesito el código de la burbuja con parada temprana, en Python.",
        "intercambi*|j + 1|i + 1",
        code=True,
    ),
    Asked(
        "euclides", "Una funcioncita de Python con el algoritmo de Euclides, gracias.", "% b|mcd|resto|gcd", code=True
    ),
    Asked("criba", "Dame hecho en Python lo de tachar múltiplos de Eratóstenes hasta n.", "primo|primos", code=True),
    Asked("bfs", "Recorrer un grafo en anchura: quiero verlo escrito en Python con deque.", "popleft", code=True),
    Asked("mergesort", "¿Me armás un mergesort cortito en Python?", "mezcla*|merge|mitad|medio|mid", code=True),
    Asked("quicksort", "Pon aquí un quicksort de Python que se lea de un vistazo.", "pivote|pivot", code=True),
    Asked(
        "potencia-rapida",
        "Quiero calcular b elevado a e en pocas vueltas. Programa en Python la exponenciación rápida.",
        "% 2|// 2|& 1|par|impar",
        code=True,
    ),
    Asked(
        "contar-frecuencias",
        "Cuenta en Python cuántas veces sale cada palabra de una lista, con un diccionario.",
        "get|Counter|defaultdict|not in",
        code=True,
    ),
    Asked(
        "fibonacci-memoria",
        "Muéstrame en Python un Fibonacci que no recalcule lo ya calculado.",
        "memo|cache|caché|lru_cache|guardad*",
        code=True,
    ),
    # A wrong belief.
    Asked(
        "busqueda-binaria",
        "He metido una lista desordenada en la búsqueda binaria y falla. Será un error de Python, ¿a que sí?",
        "ordenada|ordenar|ordenado",
    ),
    Asked(
        "tabla-hash", "Como la tabla hash es O(1), nunca jamás puede ir lenta. ¿Correcto?", "colisi*|peor caso|choque"
    ),
    Asked(
        "dijkstra",
        "Le resto 5 a cada arista y le paso pesos bajo cero a Dijkstra, total da igual, ¿o no?",
        "negativ*|Bellman*|incorrect*",
    ),
    Asked(
        "recursion",
        "Yo en la recursión no pongo condición de parada, ya acabará sola. ¿Bien?",
        "caso base|infinit*|RecursionError|pila|desborda*",
    ),
    Asked(
        "mochila",
        "En la mochila 0/1 cojo siempre lo que más valor da por kilo y listo, es óptimo, ¿verdad?",
        "no siempre|programación dinámica|fraccion*|contraejemplo|voraz",
    ),
    Asked(
        "burbuja",
        "Mi jefe sostiene que la burbuja es lo más veloz que hay para ordenar. ¿Le doy la razón?",
        "O(n²)|cuadrátic*|n log n|lent*|mergesort|quicksort",
    ),
)
ASKED_HELD_OUT = (
    Asked(
        "bandera-holandesa",
        "Lista solo con rojos, blancos y azules: ¿cómo la ordena el problema de la bandera holandesa?",
        "índice|puntero|zona|intercambi*|pasada|tres partes",
    ),
    Asked("bandera-holandesa", "bandera holandesa: tiempo y memoria, en una linea", time="", space=True),
    Asked(
        "bandera-holandesa",
        "Código Python para dejar juntos los 0, los 1 y los 2 con la bandera holandesa, va.",
        "intercambi*|medio|mitad|bajo|alto|izq|der",
        code=True,
    ),
    Asked(
        "bandera-holandesa",
        "Si solo hay tres valores, hago tres pasadas y ya, ¿qué gano con Dijkstra y su bandera?",
        "una pasada|una sola|sola pasada|una única",
    ),
    Asked(
        "kadane",
        "Échame una mano con Kadane: ¿qué problema resuelve y con qué idea?",
        "suma|tramo|contigu*|subarreglo|máxim*",
    ),
    Asked("kadane", "Kadane, corriendo sobre n números, ¿qué O tiene? ¿Y de memoria?", time="", space=True),
    Asked("kadane", "Kadane en Python, cuatro líneas, sin adornos.", "max|mejor|actual", code=True),
    Asked(
        "kadane",
        "Para qué quiero a Kadane si puedo sumar todos los tramos con dos for. Convénceme.",
        "O(n²)|lineal|cuadrátic*|una pasada|una sola",
    ),
    Asked(
        "mezcla-k-listas",
        "Tengo k archivos ya ordenados y los quiero fundir en uno. ¿Cómo se mezclan k listas?",
        "montículo|heap*|cola de prioridad|menor de",
    ),
    Asked("mezcla-k-listas", "Fundir k listas ordenadas, n datos en total, ¿en qué tiempo?", time=""),
    Asked(
        "mezcla-k-listas",
        "Escribime en Python la mezcla de k listas ordenadas usando heapq.",
        "heappush|heappop|heapify|heapq.merge",
        code=True,
    ),
    Asked(
        "mezcla-k-listas",
        "Pego las k listas y llamo a sort. ¿Por qué dicen que se puede mejor?",
        "O(n log k)|montículo|heap*|ya ordenad*|aprovech*",
    ),
    Asked(
        "trie",
        "El autocompletado del móvil usa un trie, me dicen. Descríbemelo.",
        "prefijo|letra|nodo|carácter|caracteres|palabra",
    ),
    Asked("trie", "Palabra de m letras dentro de un trie: ¿orden de tiempo para encontrarla?", time=""),
    Asked(
        "trie",
        "Clase Trie de Python con insertar y buscar, lo más corta posible.",
        "hijos|children|nodo|raíz|root|fin",
        code=True,
    ),
    Asked("trie", "¿Un trie se hace más lento buscando cuantas más palabras guarde?", "longitud|O(m)|no depende|letra"),
    Asked(
        "camino-euleriano",
        "Pasar por todas las calles una vez y volver a casa: ¿cómo se llama y cómo lo halla Hierholzer?",
        "euler*|arista|grado|circuito",
    ),
    Asked("camino-euleriano", "¿A cuánto sale Hierholzer con E aristas?", time=""),
    Asked(
        "camino-euleriano",
        "Python para el circuito de Hierholzer, con una pila, porfa.",
        "pop|vecinos|adyacen*",
        code=True,
    ),
    Asked(
        "camino-euleriano",
        "Mi grafo tiene un vértice con tres aristas y quiero un circuito euleriano. ¿Tiene arreglo?",
        "par|impar|grado|pares|impares",
    ),
    Asked("heapsort", "A ver si me entero de cómo ordena heapsort.", "montículo|máximo|raíz|extra*|final"),
    Asked(
        "heapsort", "¿Coste temporal y memoria adicional de heapsort? Para el acordeón del examen.", time="", space=True
    ),
    Asked(
        "heapsort",
        "Un heapsort en Python sobre la misma lista, sin heapq, dale.",
        "2 * i + 1|hundir|heapify|hijo",
        code=True,
    ),
    Asked("heapsort", "Uso heapsort porque respeta el orden de los empates. ¿Es así?", "estable|inestable|iguales"),
    Asked(
        "josefo",
        "n soldados en círculo y uno de cada k se va. ¿Qué es esto de Josefo?",
        "superviviente|sobreviv*|elimin*|última persona|último",
    ),
    Asked("josefo", "La recurrencia de Josefo, de 1 a n: ¿tiempo y memoria?", time="", space=True),
    Asked(
        "josefo",
        "Quiero la función de Python que diga quién sobrevive en Josefo con n y k.",
        "% i|% m|% n|+ k|recurrencia",
        code=True,
    ),
    Asked(
        "josefo", "Para Josefo simulo con una lista y hago pop. ¿Hay algo más fino?", "recurrencia|fórmula|módulo|cola"
    ),
)
FIRST_STEPS = (
    Asked(
        "variable", "Primer día de Python: cuéntame lo de las variables como a un novato.", "valor|nombre|guarda*|dato"
    ),
    Asked(
        "bucle", "¿Por qué usaría un bucle en vez de copiar y pegar la misma línea?", "repet*|repite*|veces|for|while"
    ),
    Asked(
        "lista",
        "quiero guardar las notas de mis 30 alumnos, me sirve una lista? como es",
        "elemento|índice|posición|append|corchete",
    ),
    Asked(
        "función",
        "No le veo la gracia a definir funciones. ¿Qué aportan?",
        "reutiliz*|repet*|nombre|parámetro|def|organiz*|dividir",
    ),
    Asked("recursión", "¿Cómo puede una función llamarse a sí misma sin que explote todo?", "caso base|recursi*"),
    Asked("condicional", "En Python, para hacer una cosa u otra según la edad, ¿qué uso?", "if|else|condici*"),
    Asked(
        "diccionario",
        "Agenda de nombres y teléfonos en Python: ¿qué estructura le va y por qué?",
        "diccionario|dict|clave",
    ),
    Asked(
        "entero-texto",
        "Pido la edad con input y al sumarle 1 me da error. ¿Por?",
        "int|texto|cadena|str|convert*|convierte",
    ),
    Asked("return", "¿Imprimir y devolver no son lo mismo dentro de una función, no?", "return|print|valor|pantalla"),
    Asked(
        "suma-lista",
        "Enséñame a sumar a mano los números de una lista de Python, sin usar sum.",
        "for|+=|total",
        code=True,
    ),
    Asked("par", "Hazme una función de Python que diga si un número es par.", "% 2", code=True),
    Asked(
        "while-infinito",
        "Mi while no acaba nunca, la variable i no la toco dentro. ¿Qué le pasa?",
        "condición|infinit*|cambi*|increment*|i += 1|actualiz*",
    ),
)
OFF_TOPIC = (
    Asked("paella", "¿Cuánto arroz echo para una paella de seis?"),
    Asked("verso", "Escríbeme un soneto sobre el otoño, anda."),
    Asked("hipoteca", "¿Me conviene una hipoteca fija o variable?"),
    Asked("reloj", "se me ha parado el reloj de pared, que le cambio"),
    Asked("perro", "Mi perro no para de ladrar por las noches, ¿consejos?"),
    Asked("historia", "¿Por qué cayó el Imperio romano?"),
    Asked("viaje", "¿Qué me recomendás visitar en Lisboa en dos días?"),
    Asked("traducción", "Pásame al alemán: «mañana llego tarde»."),
    Asked("planta", "Las hojas de mi limonero amarillean. ¿Será falta de riego?"),
    Asked("trabalenguas", "Invéntate un trabalenguas con muchas erres."),
    Asked("deporte", "¿Cuántos jugadores saca a la pista un equipo de balonmano?"),
    Asked("carta", "Redacta una queja para mi casero por las humedades."),
)
GROUPS = {"seen": ASKED_SEEN, "held-out": ASKED_HELD_OUT, "first steps": FIRST_STEPS, "off topic": OFF_TOPIC}


def questions() -> Iterator[dict[str, object]]:
    """Yield the lines of processed/judge.jsonl, numbered within what they are about."""
    entries = {entry.key: entry for entry in ENTRIES}
    numbers: dict[str, int] = {}
    for group, members in GROUPS.items():
        for asked in members:
            name = f"{group.replace(' ', '-')}/{asked.about}"
            numbers[name] = numbers.get(name, 0) + 1
            yield {"id": f"{name}-{numbers[name]}", "question": asked.text} | _key(asked, group, entries)


def _key(asked: Asked, group: str, entries: dict[str, Entry]) -> dict[str, object]:
    key: dict[str, object] = {}
    if asked.time is not None:
        key["time"] = [*costs(entries[asked.about].time, asked.time), *asked.also]
    if asked.space:
        key["space"] = costs(entries[asked.about].space)
    if group == "off topic":
        key["required"] = [BACK_ON_TOPIC.split("|")]
    if asked.topic:
        key["topic"] = asked.topic.split("|")
    if asked.forbidden:
        key["forbidden"] = list(asked.forbidden)
    return key | ({"code": True} if asked.code else {}) | {"language": "es", "group": group}


def costs(text: str, word: str = "") -> list[str]:
    """Return the first cost of each clause with `word` in a text of the catalogue; of graphs, also in n and m."""
    clauses = [clause for clause in re.split(r" y (?=[OΩ])|: ", text) if word in clause]
    found = [cost[0] for clause in clauses if (cost := COST.search(clause))]
    renamed = [cost.replace("V", "n").replace("E", "m") for cost in found if "E" in cost]
    if not found:
        raise ValueError(f"{text!r} states no cost with {word!r}")
    return [*found, *renamed]
