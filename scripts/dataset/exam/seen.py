"""About entries of the training data, in phrasings that are not in it."""

from .asked import cost, explain, program

WHAT = (
    explain(
        "busqueda-binaria", "oye, y la busqueda binaria esa como va? en corto porfa", "mitad|medio|central|ordenad*"
    ),
    explain(
        "pila",
        "No caigo: ¿qué tiene de particular una pila frente a una lista cualquiera?",
        "último|LIFO|cima|tope|mismo lado",
    ),
    explain(
        "cola",
        "En clase han hablado de colas y me he perdido. Échame un cable.",
        "primero|FIFO|orden de llegada|por turno|orden en que llegaron",
    ),
    explain(
        "tabla-hash",
        "Che, ¿cómo hace una tabla hash para encontrar las cosas tan rápido?",
        "clave|función|posición|índice",
    ),
    explain("monticulo", "Definición de montículo para apuntármela, sin rollos.", "padre|hijo|raíz|mínimo|completo"),
    explain(
        "lista-enlazada",
        "Explicame con tus palabras la lista enlazada, soy de primer semestre",
        "nodo|siguiente|referencia|enlace",
    ),
    explain(
        "recursion",
        "Me trabo con la recursión, ¿cuál es el truco para entenderla?",
        "caso base|se llama a sí misma|se llame a sí misma|misma función|igual pero menor",
    ),
    explain(
        "union-find",
        "para que se inventaron los conjuntos disjuntos o union-find",
        "grupo|representante|raíz|unir|une*|mismo conjunto|fusion*",
    ),
    explain(
        "avl",
        "¿Qué diablos hace un árbol AVL cuando se inclina hacia un lado?",
        "rotación|rotaciones|rota|altura|equilibr*",
    ),
    explain(
        "dfs",
        "Mi profe dijo «recorrido en profundidad» y siguió de largo. ¿Me lo aclaras?",
        "pila|recursi*|retrocede|vuelve|visitad*|vecino|desanda*",
    ),
    explain(
        "bfs",
        "Quisiera saber cómo va visitando los vértices el recorrido en anchura",
        "cola|nivel|capa|distancia|cercan*",
    ),
    explain(
        "hanoi",
        "Me regalaron un juego de torres de Hanói. ¿Cuál es el método para resolverlo?",
        "disco|recursi*|auxiliar|movimiento",
    ),
    explain(
        "huffman",
        "Compresión con Huffman: ¿qué hace con las letras que salen mucho?",
        "frecuen*|corto|bit|árbol|código",
    ),
    explain(
        "fibonacci-memoria",
        "Dicen que Fibonacci se acelera apuntando resultados. ¿Cómo se llama eso y qué hace?",
        "memoiza*|guarda*|diccionario|repet*|caché",
    ),
    explain(
        "notacion-o", "la O grande, en cristiano, que mide", "crec*|tamaño|entrada|cota|constante|duplica*|velocidad"
    ),
    explain(
        "invariantes",
        "¿A qué se refieren los libros cuando piden el invariante de un bucle?",
        "propiedad|verdad*|cierto|cierta|cada vuelta|cada paso|condición",
    ),
    explain(
        "filtro-bloom",
        "Un colega usa un filtro de Bloom para no consultar la base de datos. ¿Qué es eso?",
        "falso|positivo|probab*|bit|función hash|funciones hash",
    ),
    explain(
        "criba", "Sácame de dudas: la criba de Eratóstenes, ¿qué es lo que criba?", "primo|múltiplo|tacha*|compuesto"
    ),
    explain(
        "n-reinas",
        "Explícame el rompecabezas de las n reinas y el modo de atacarlo.",
        "fila|columna|diagonal|vuelta atrás|backtracking|amenaza*|comerse",
    ),
    explain(
        "p-np",
        "¿De qué discuten los informáticos cuando dicen P frente a NP?",
        "verific*|comprobar*|polinómic*|polinomial|resolver*",
    ),
    explain(
        "cache-lru",
        "Me toca programar una caché LRU. ¿Qué es lo que tira cuando se llena?",
        "menos reciente|reciente*|antigu*|último uso|más tiempo|usado|fondo",
    ),
    explain(
        "orden-topologico",
        "¿Y eso de poner tareas en orden topológico cómo se come?",
        "dependencia|dependa*|antes|dirigido|grado|arista|ciclo",
    ),
)
"""What it is: the key accepts every definition of the entry."""
QUESTIONS = (
    *WHAT,
    # What it costs.
    cost("busqueda-binaria", "Tengo un millón de datos ordenados: con búsqueda binaria, ¿qué orden de tiempo pago?"),
    cost(
        "busqueda-lineal",
        "Si miro uno por uno hasta dar con él (búsqueda lineal), ¿eso en notación O cuánto sería?",
        space=True,
    ),
    cost("burbuja", "cuanto me va a costar ordenar con burbuja una lista grande, en O"),
    cost("insercion", "El temario pide el coste temporal y el espacial de ordenar por inserción. Dámelos.", space=True),
    cost("seleccion", "¿Qué factura me pasa la ordenación por selección en tiempo y en memoria extra?", space=True),
    cost("mergesort", "Apunta: mergesort, tiempo tal, memoria tal. ¿Qué pongo en cada «tal»?", space=True),
    cost("quicksort", "¿Cuánto puede llegar a tardar quicksort si me toca el peor caso posible?", "peor"),
    cost("counting-sort", "Ordeno notas del 0 al 10 por conteo: ¿qué complejidad temporal me sale?"),
    cost("monticulo", "Meter un dato en un montículo binario, ¿a cuánto sale en notación asintótica?", "insertar"),
    cost("tabla-hash", "Buscar en una tabla hash, en promedio, ¿en qué orden se queda?", "promedio"),
    cost("avl", "¿Cuánto vale, en O, buscar una clave en un AVL con n nodos?"),
    cost(
        "arbol-busqueda",
        "Se me degeneró el árbol binario de búsqueda en una cadena. En ese peor caso, ¿cuánto tarda buscar?",
        "peor",
    ),
    cost("bfs", "Pásame el coste en tiempo de recorrer en anchura un grafo con V vértices y E aristas."),
    cost("dijkstra", "Dijkstra con montículo: dime su orden de ejecución.", also=("O(E log V)",)),
    cost("bellman-ford", "¿Qué tan lento es Bellman-Ford? Quiero la fórmula con V y E."),
    cost(
        "floyd-warshall",
        "ayer vi floyd-warshall, tres bucles anidados sobre los vertices, entonces la complejidad es...",
        also=("O(n³)",),
    ),
    cost("kruskal", "Con E aristas, ¿a cuánto asciende el tiempo de Kruskal?", also=("O(E log V)",)),
    cost("kmp", "Si el texto mide n y el patrón m, ¿KMP en cuánto lo resuelve?"),
    cost("criba", "¿Cuánto trabaja la criba de Eratóstenes para llegar hasta n? En O, por favor."),
    cost(
        "euclides",
        "mcd(a, b) por Euclides: número de divisiones en notación O, si eres tan amable.",
        also=("O(log n)", "O(log(a + b))", "O(log max(a, b))", "O(log a)", "O(log b)"),
    ),
    cost("potencia-rapida", "Elevar a la n con exponenciación rápida: ¿cuántas multiplicaciones, en O?"),
    cost("hanoi", "Con n discos de Hanói, ¿en qué orden crece la cantidad de movimientos?"),
    cost("subsecuencia-comun", "LCS de dos cadenas, de longitudes n y m. ¿Tiempo?"),
    cost(
        "subsecuencia-creciente",
        "He oído que la subsecuencia creciente más larga ya no es cuadrática. ¿Cuánto es con la versión buena?",
    ),
    cost("mochila", "n objetos, capacidad C, mochila 0/1 con programación dinámica. Tiempo, please."),
    cost("permutaciones", "Generar todas las permutaciones de n cosas: escribe el coste en O."),
    cost("subconjuntos", "¿Cuánto se tarda en listar todos los subconjuntos de n elementos?", also=("O(2ⁿ)",)),
    cost("pila", "Apilar y desapilar, ¿son operaciones caras? Dame el orden."),
    cost("huffman", "Para n símbolos distintos, ¿en cuánto tiempo construye Huffman su código?"),
    cost("factorizacion", "Si factorizo n dividiendo, ¿hasta dónde pruebo y qué tiempo resulta?"),
    # When.
    explain(
        "insercion",
        "Con qué listas le gana la inserción a algoritmos más finos, ¿sabrías decirme?",
        "casi ordenad*|pequeñ*|cort*",
    ),
    explain(
        "dijkstra", "Mapa de carreteras con kilómetros: ¿es terreno para Dijkstra?", "no negativ*|negativ*|corto|mínim*"
    ),
    explain("bellman-ford", "¿En qué grafos tengo que tirar de Bellman-Ford porque Dijkstra no me vale?", "negativ*"),
    explain(
        "counting-sort",
        "¿Hay datos con los que ordenar por conteo sea una locura?",
        "rango|decimal*|enter*|valores grandes|valores muy grandes|negativ*",
    ),
    explain(
        "tabla-dispersa",
        "Tabla dispersa: ¿qué pasa si los datos van cambiando, la sigo usando?",
        "segmento|Fenwick|estátic*|reconstru*|rehacer|no cambia*|fij*",
    ),
    explain(
        "kmp",
        "¿Merece la pena KMP o tiro de búsqueda ingenua para textos normalitos?",
        "repet*|prefijo|borde|retroce*|peor caso|fallo",
    ),
    # The code.
    program(
        "busqueda-binaria",
        "programame la busqueda binaria en python, iterativa, que devuelva -1 si no esta",
        "// 2|medio|mitad|mid",
    ),
    program("burbuja", "Necesito el código de la burbuja con parada temprana, en Python.", "intercambi*|j + 1|i + 1"),
    program("euclides", "Una funcioncita de Python con el algoritmo de Euclides, gracias.", "% b|mcd|resto|gcd"),
    program("criba", "Dame hecho en Python lo de tachar múltiplos de Eratóstenes hasta n.", "primo|primos"),
    program("bfs", "Recorrer un grafo en anchura: quiero verlo escrito en Python con deque.", "popleft"),
    program("mergesort", "¿Me armás un mergesort cortito en Python?", "mezcla*|merge|mitad|medio|mid"),
    program("quicksort", "Pon aquí un quicksort de Python que se lea de un vistazo.", "pivote|pivot"),
    program(
        "potencia-rapida",
        "Quiero calcular b elevado a e en pocas vueltas. Programa en Python la exponenciación rápida.",
        "% 2|// 2|& 1|par|impar",
    ),
    program(
        "contar-frecuencias",
        "Cuenta en Python cuántas veces sale cada palabra de una lista, con un diccionario.",
        "get|Counter|defaultdict|not in",
    ),
    program(
        "fibonacci-memoria",
        "Muéstrame en Python un Fibonacci que no recalcule lo ya calculado.",
        "memo|cache|caché|lru_cache|guardad*",
    ),
    # A wrong belief.
    explain(
        "busqueda-binaria",
        "He metido una lista desordenada en la búsqueda binaria y falla. Será un error de Python, ¿a que sí?",
        "ordenada|ordenar|ordenado",
    ),
    explain(
        "tabla-hash", "Como la tabla hash es O(1), nunca jamás puede ir lenta. ¿Correcto?", "colisi*|peor caso|choque"
    ),
    explain(
        "dijkstra",
        "Le resto 5 a cada arista y le paso pesos bajo cero a Dijkstra, total da igual, ¿o no?",
        "negativ*|Bellman*|incorrect*",
    ),
    explain(
        "recursion",
        "Yo en la recursión no pongo condición de parada, ya acabará sola. ¿Bien?",
        "caso base|infinit*|RecursionError|pila|desborda*",
    ),
    explain(
        "mochila",
        "En la mochila 0/1 cojo siempre lo que más valor da por kilo y listo, es óptimo, ¿verdad?",
        "no siempre|programación dinámica|fraccion*|contraejemplo|voraz",
    ),
    explain(
        "burbuja",
        "Mi jefe sostiene que la burbuja es lo más veloz que hay para ordenar. ¿Le doy la razón?",
        "O(n²)|cuadrátic*|n log n|lent*|mergesort|quicksort",
    ),
)
