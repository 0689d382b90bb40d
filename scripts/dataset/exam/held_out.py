"""About the entries of which the training data has nothing: what it is, cost, code, a wrong belief or a doubt."""

from .asked import cost, explain, program

QUESTIONS = (
    explain(
        "bandera-holandesa",
        "Lista solo con rojos, blancos y azules: ¿cómo la ordena el problema de la bandera holandesa?",
        "índice|puntero|zona|intercambi*|pasada|tres partes",
    ),
    cost("bandera-holandesa", "bandera holandesa: tiempo y memoria, en una linea", space=True),
    program(
        "bandera-holandesa",
        "Código Python para dejar juntos los 0, los 1 y los 2 con la bandera holandesa, va.",
        "intercambi*|medio|mitad|bajo|alto|izq|der",
    ),
    explain(
        "bandera-holandesa",
        "Si solo hay tres valores, hago tres pasadas y ya, ¿qué gano con Dijkstra y su bandera?",
        "una pasada|una sola|sola pasada|una única",
    ),
    explain(
        "kadane",
        "Échame una mano con Kadane: ¿qué problema resuelve y con qué idea?",
        "suma|tramo|contigu*|subarreglo|máxim*",
    ),
    cost("kadane", "Kadane, corriendo sobre n números, ¿qué O tiene? ¿Y de memoria?", space=True),
    program("kadane", "Kadane en Python, cuatro líneas, sin adornos.", "max|mejor|actual"),
    explain(
        "kadane",
        "Para qué quiero a Kadane si puedo sumar todos los tramos con dos for. Convénceme.",
        "O(n²)|lineal|cuadrátic*|una pasada|una sola",
    ),
    explain(
        "mezcla-k-listas",
        "Tengo k archivos ya ordenados y los quiero fundir en uno. ¿Cómo se mezclan k listas?",
        "montículo|heap*|cola de prioridad|menor de",
    ),
    cost("mezcla-k-listas", "Fundir k listas ordenadas, n datos en total, ¿en qué tiempo?"),
    program(
        "mezcla-k-listas",
        "Escribime en Python la mezcla de k listas ordenadas usando heapq.",
        "heappush|heappop|heapify|heapq.merge",
    ),
    explain(
        "mezcla-k-listas",
        "Pego las k listas y llamo a sort. ¿Por qué dicen que se puede mejor?",
        "O(n log k)|montículo|heap*|ya ordenad*|aprovech*",
    ),
    explain(
        "trie",
        "El autocompletado del móvil usa un trie, me dicen. Descríbemelo.",
        "prefijo|letra|nodo|carácter|caracteres|palabra",
    ),
    cost("trie", "Palabra de m letras dentro de un trie: ¿orden de tiempo para encontrarla?"),
    program(
        "trie", "Clase Trie de Python con insertar y buscar, lo más corta posible.", "hijos|children|nodo|raíz|root|fin"
    ),
    explain(
        "trie", "¿Un trie se hace más lento buscando cuantas más palabras guarde?", "longitud|O(m)|no depende|letra"
    ),
    explain(
        "camino-euleriano",
        "Pasar por todas las calles una vez y volver a casa: ¿cómo se llama y cómo lo halla Hierholzer?",
        "euler*|arista|grado|circuito",
    ),
    cost("camino-euleriano", "¿A cuánto sale Hierholzer con E aristas?"),
    program("camino-euleriano", "Python para el circuito de Hierholzer, con una pila, porfa.", "pop|vecinos|adyacen*"),
    explain(
        "camino-euleriano",
        "Mi grafo tiene un vértice con tres aristas y quiero un circuito euleriano. ¿Tiene arreglo?",
        "par|impar|grado|pares|impares",
    ),
    explain("heapsort", "A ver si me entero de cómo ordena heapsort.", "montículo|máximo|raíz|extra*|final"),
    cost("heapsort", "¿Coste temporal y memoria adicional de heapsort? Para el acordeón del examen.", space=True),
    program(
        "heapsort", "Un heapsort en Python sobre la misma lista, sin heapq, dale.", "2 * i + 1|hundir|heapify|hijo"
    ),
    explain("heapsort", "Uso heapsort porque respeta el orden de los empates. ¿Es así?", "estable|inestable|iguales"),
    explain(
        "josefo",
        "n soldados en círculo y uno de cada k se va. ¿Qué es esto de Josefo?",
        "superviviente|sobreviv*|elimin*|última persona|último",
    ),
    cost("josefo", "La recurrencia de Josefo, de 1 a n: ¿tiempo y memoria?", space=True),
    program(
        "josefo",
        "Quiero la función de Python que diga quién sobrevive en Josefo con n y k.",
        "% i|% m|% n|+ k|recurrencia",
    ),
    explain(
        "josefo", "Para Josefo simulo con una lista y hago pop. ¿Hay algo más fino?", "recurrencia|fórmula|módulo|cola"
    ),
)
