"""Primeros pasos: qué es un algoritmo, cómo se mide y cómo se buscan sus fallos."""

from ..entry import QA, Lesson

LESSONS = (
    Lesson(
        "que-es-un-algoritmo",
        "primeros pasos",
        (
            QA(
                "¿Qué es un algoritmo?",
                """Es una serie finita de pasos claros que resuelve un problema: recibe unos datos y produce un
                resultado. Una receta de cocina se le parece, si cada paso está tan claro que no hay que adivinar
                nada.""",
                title="Algoritmo",
            ),
            QA(
                "¿Es lo mismo un algoritmo que un programa?",
                """No. El algoritmo es la idea, los pasos; el programa es esa idea escrita en un lenguaje concreto. El
                mismo algoritmo puede escribirse en Python, en Java o en papel.""",
                title="Algoritmo: o programa",
            ),
            QA(
                "ponme un ejemplo de algoritmo de la vida diaria",
                """Buscar una palabra en un diccionario de papel: lo abres por el medio, miras si tu palabra va antes o
                después, y repites con la mitad que queda. Es la búsqueda binaria.""",
                title="Algoritmo: ejemplo diario",
            ),
            QA(
                "¿Qué es el pseudocódigo?",
                """Es escribir los pasos de un algoritmo con palabras y símbolos sencillos, sin las reglas de un
                lenguaje concreto. Sirve para pensar y explicar antes de programar.""",
                title="Pseudocódigo",
            ),
            QA(
                "¿Por dónde empiezo a estudiar algoritmos?",
                """Empieza por listas y bucles, luego búsqueda lineal y binaria, las ordenaciones sencillas, la
                recursión, las pilas y las colas. Después vienen árboles, grafos y programación dinámica.""",
                title="Algoritmos: por dónde empezar",
            ),
            QA(
                "¿Cómo sé si mi algoritmo es correcto?",
                """Prueba casos pequeños y raros: vacío, un elemento, repetidos, el mayor al principio. Y busca un
                argumento de por qué funciona siempre, por ejemplo algo que sea cierto en cada vuelta del bucle, un
                invariante.""",
                title="Algoritmo: saber si es correcto",
            ),
        ),
    ),
    Lesson(
        "coste-de-un-programa",
        "primeros pasos",
        (
            QA(
                "¿Qué significa que algo sea O(n)?",
                """Que el tiempo crece en proporción al tamaño de los datos: con el doble de elementos, más o menos el
                doble de trabajo. Recorrer una lista una vez es O(n).""",
                title="Coste: O(n)",
            ),
            QA(
                "¿Qué significa O(1)?",
                """Que el coste no depende de cuántos datos haya: es constante. Leer `lista[3]` cuesta lo mismo en una
                lista de diez elementos que en una de un millón.""",
                title="Coste: O(1)",
            ),
            QA(
                "que quiere decir O(log n)",
                """Que el trabajo crece muy despacio: al duplicar los datos solo se añade un paso. Es lo que pasa
                cuando en cada paso se descarta la mitad, como en la búsqueda binaria.""",
                title="Coste: O(log n)",
            ),
            QA(
                "Ordena de más rápido a más lento: O(n²), O(1), O(n log n), O(log n), O(n).",
                """De más rápido a más lento: O(1), O(log n), O(n), O(n log n) y O(n²). Con n = 1000 son, sin
                constantes, 1, unos 10, 1000, unos 10 000 y un millón de pasos.""",
                title="Coste: ordenar las complejidades",
            ),
            QA(
                "¿Un programa O(n) siempre es más rápido que uno O(n²)?",
                """Solo si los datos son bastantes. Con muy pocos puede ganar el O(n²) si cada paso suyo es más barato;
                al crecer n, el O(n) acaba ganando siempre.""",
                title="Coste: O(n) frente a O(n²)",
            ),
            QA(
                "¿Por qué no se mide un algoritmo con un cronómetro?",
                """Porque los segundos dependen del ordenador, del lenguaje y de los datos de ese día. Contar cómo
                crecen
                las operaciones con el tamaño vale para cualquier máquina. Medir sirve después, para comprobarlo.""",
                title="Coste: medir con un cronómetro",
            ),
            QA(
                "¿Qué es el peor caso?",
                """Es la entrada que más trabajo da. En una búsqueda lineal, que el elemento no esté: hay que mirarlos
                todos. Se usa mucho porque promete un límite que nunca se supera.""",
                title="Coste: el peor caso",
            ),
            QA(
                "¿Qué es la memoria adicional de un algoritmo?",
                """Es el espacio que usa además de los datos de entrada: copias, listas auxiliares o la pila de las
                llamadas. Si solo usa unas variables sueltas, es O(1).""",
                title="Coste: memoria adicional",
            ),
        ),
        (
            (
                QA(
                    "¿Cómo calculo la complejidad de mi programa?",
                    """Mira los bucles: uno que recorre n datos es O(n), uno dentro de otro multiplica y uno detrás de
                    otro suma. Al final se conserva solo lo que más crece.""",
                    title="Coste: calcular la complejidad",
                ),
                QA(
                    "¿Y si dentro llamo a sorted?",
                    """Cuenta su coste, que es O(n log n). Si lo llamas una vez, se suma; si está dentro de un bucle
                de n
                    vueltas, se multiplica y sale O(n² log n).""",
                ),
                QA(
                    "¿Por qué se quitan las constantes?",
                    """Porque dependen de la máquina y del lenguaje. O(n) dice cómo crece el tiempo, y en eso 2n y 5n se
                    comportan igual: con el doble de datos, el doble.""",
                ),
            ),
            (
                QA(
                    "que es mejor, O(n log n) o O(n)",
                    "O(n) crece menos, así que con muchos datos es mejor. La diferencia es un factor log n.",
                    title="Coste: O(n log n) u O(n)",
                ),
                QA(
                    "¿Es mucha diferencia?",
                    """No tanta: con un millón de datos, log₂ n es unas 20. Entre O(n log n) y O(n²), en cambio, hay un
                    abismo: 20 millones de pasos frente a un billón.""",
                ),
            ),
        ),
    ),
    Lesson(
        "estructura-de-datos",
        "primeros pasos",
        (
            QA(
                "¿Qué es una estructura de datos?",
                """Es una forma de organizar datos para que ciertas operaciones sean rápidas. Una lista es buena para
                leer por posición; un diccionario, para buscar por clave; una cola, para atender por orden de
                llegada.""",
                title="Estructura de datos",
            ),
            QA(
                "¿Cómo elijo la estructura de datos adecuada?",
                """Pregúntate qué operación repites más. Buscar por clave: diccionario. Saber si está: conjunto.
                Sacar el
                menor: montículo. Deshacer lo último: pila. Mantener el orden con cambios: árbol equilibrado.""",
                title="Estructura de datos: cómo elegirla",
            ),
            QA(
                "¿Para qué sirve una pila en un programa normal?",
                """Para deshacer: guarda las acciones, y la última que entra es la primera que sale. También la usa
                Python por dentro para recordar qué función llamó a cuál.""",
                title="Pila: para qué sirve",
            ),
            QA(
                "explicame que es un grafo con un ejemplo de todos los dias",
                """Un grafo son puntos unidos por líneas: las estaciones del metro y los tramos entre ellas, o las
                personas de una red social y sus amistades. Los puntos se llaman vértices y las líneas, aristas.""",
                title="Grafo",
            ),
            QA(
                "¿Qué es un árbol en programación?",
                """Es una estructura con una raíz de la que salen ramas sin formar ciclos, como las carpetas de un
                ordenador. Cada nodo tiene un padre, salvo la raíz, y los que no tienen hijos se llaman hojas.""",
                title="Árbol",
            ),
        ),
    ),
    Lesson(
        "buscar-fallos",
        "primeros pasos",
        (
            QA(
                "¿Qué es depurar un programa?",
                """Es encontrar y corregir sus fallos. Empieza por la entrada más pequeña que falla, sigue el programa
                paso a paso con papel o con `print`, y busca el primer momento en que una variable no vale lo que
                esperabas.""",
                title="Depurar un programa",
            ),
            QA(
                "mi codigo no funciona, que hago",
                """Lee primero el mensaje de error: la última línea dice qué pasó y la anterior, dónde. Luego reduce la
                entrada hasta la más pequeña que falla y muéstrame el código y ese caso; así puedo ayudarte mejor.""",
                title="Depurar: código que no funciona",
            ),
            QA(
                "¿Qué es un error por uno?",
                """Es equivocarse en una posición: dar una vuelta de más o de menos, o empezar en 1 en lugar de 0. Se
                descubre probando listas de cero, uno y dos elementos.""",
                title="Error por uno",
            ),
            QA(
                "¿Cómo sigo un programa a mano?",
                """Haz una tabla con una columna por variable y una fila por vuelta, y apunta los valores al
                principio de
                cada vuelta. En cuanto una fila no sea la que esperas, has encontrado el fallo.""",
                title="Depurar: seguir a mano",
            ),
            QA(
                "¿Qué casos debería probar siempre?",
                """La entrada vacía, un solo elemento, dos elementos, todos iguales, ya ordenados, al revés y con
                negativos. Casi todos los fallos aparecen en uno de esos casos.""",
                title="Pruebas: qué casos probar",
            ),
            QA(
                "¿Qué es IndentationError?",
                """Es el error de Python cuando los espacios al principio de una línea no cuadran. Cada bloque va cuatro
                espacios más adentro que la línea que lo abre, y no se mezclan espacios con tabuladores.""",
                title="IndentationError",
            ),
        ),
    ),
    Lesson(
        "tecnicas",
        "primeros pasos",
        (
            QA(
                "¿Qué es la fuerza bruta?",
                """Es probar todas las posibilidades hasta dar con la buena. Es fácil de escribir y siempre acierta,
                pero
                el número de posibilidades suele crecer demasiado deprisa: con n elementos hay 2ⁿ subconjuntos.""",
                title="Fuerza bruta",
            ),
            QA(
                "¿Qué es un algoritmo voraz?",
                """Es el que en cada paso elige lo que parece mejor en ese momento y no se arrepiente. Es rápido,
                pero no
                siempre da la mejor solución: hay que demostrar que en ese problema funciona.""",
                title="Algoritmo voraz",
            ),
            QA(
                "¿Qué significa divide y vencerás?",
                """Partir el problema en trozos más pequeños del mismo tipo, resolver cada uno y combinar las
                soluciones. Mergesort parte la lista en dos, ordena cada mitad y las mezcla.""",
                title="Divide y vencerás",
            ),
            QA(
                "que es la programacion dinamica, asi por encima",
                """Es resolver cada subproblema una sola vez y guardar su resultado para no repetirlo. Sirve cuando los
                mismos subproblemas aparecen muchas veces, como al calcular los números de Fibonacci.""",
                title="Programación dinámica",
            ),
            QA(
                "¿Qué es la vuelta atrás?",
                """Es construir una solución paso a paso y deshacer el último paso cuando se ve que no lleva a ninguna
                parte, como quien explora un laberinto y retrocede en los callejones sin salida.""",
                title="Vuelta atrás",
            ),
        ),
    ),
)
