"""Primeros pasos: los datos."""

from ..entry import QA, Lesson

LESSONS = (
    Lesson(
        "variable",
        "primeros pasos",
        (
            QA(
                "¿Qué es una variable?",
                """Es un nombre que damos a un valor para poder usarlo después. En `edad = 15`, la variable se llama
                `edad` y su valor es 15; si más tarde escribes `edad = 16`, el nombre pasa a referirse a 16.""",
                title="Variable",
            ),
            QA(
                "para que sirven las variables en un programa",
                """Sirven para recordar datos mientras el programa trabaja: lo que escribió el usuario, una suma
                parcial, la posición en una lista. Sin variables habría que repetir cada cálculo cada vez.""",
                title="Variable: para qué sirve",
            ),
            QA(
                "¿Cómo intercambio el valor de dos variables en Python?",
                """
                Con una sola línea, `a, b = b, a`:

                ```python
                a, b = 3, 8
                a, b = b, a
                print(a, b)  #=
                ```

                Python calcula primero la parte derecha y después reparte los valores, así que no se pierde ninguno.""",
                title="Variable: intercambiar valores",
            ),
            QA(
                "Si escribo x = 5 y luego y = x, al cambiar x también cambia y, ¿verdad?",
                """No: con números, `y` sigue valiendo 5. La línea `y = x` hace que `y` se refiera al mismo valor en
                ese momento; después, `x = 7` cambia solo a qué valor se refiere `x`.""",
                title="Variable: y = x",
            ),
            QA(
                "¿Qué diferencia hay entre = y == en Python?",
                """`=` guarda un valor en una variable; `==` pregunta si dos valores son iguales y responde `True` o
                `False`. Por eso en una condición se escribe `if x == 3:` y nunca `if x = 3:`.""",
                title="Variable: = o ==",
            ),
        ),
        (
            (
                QA(
                    "¿Qué hace contador = contador + 1?",
                    """Suma uno al contador: toma el valor actual, le suma 1 y guarda el resultado con el mismo
                    nombre. Si valía 4, ahora vale 5.""",
                    title="Variable: sumarle 1",
                ),
                QA(
                    "¿No es una contradicción, como en matemáticas?",
                    """No, porque `=` no afirma una igualdad: es una orden. Primero se calcula la parte derecha con el
                    valor viejo y luego se guarda el nuevo.""",
                ),
            ),
        ),
    ),
    Lesson(
        "numero-y-texto",
        "primeros pasos",
        (
            QA(
                "¿Qué es un tipo de dato?",
                """Es la clase de valor con la que trabajas y dice qué operaciones tienen sentido: con enteros
                (`int`) se suma y se divide, con textos (`str`) se une y se corta, y los booleanos (`bool`) solo son
                verdadero o falso.""",
                title="Tipo de dato",
            ),
            QA(
                '¿Por qué "2" + "3" no da 5?',
                """Porque entre comillas son textos, y sumar textos los une: el resultado es `'23'`. Para sumar como
                números hay que convertir: `int("2") + int("3")` da 5.""",
                title="Texto: sumar 2 y 3",
            ),
            QA(
                "¿Qué diferencia hay entre / y // en Python?",
                """`/` es la división con decimales: `7 / 2` da 3.5. `//` es la división entera, que redondea hacia
                abajo: `7 // 2` da 3. Para calcular posiciones de una lista hace falta `//`.""",
                title="Números: / y //",
            ),
            QA(
                "para que sirve el operador %",
                """Da el resto de una división: `7 % 3` es 1. Se usa para saber si un número es par (`n % 2 == 0`),
                para dar vueltas en un círculo de posiciones o en el algoritmo de Euclides.""",
                title="Números: el operador %",
            ),
            QA(
                "¿Qué es una cadena de texto?",
                """Es una secuencia de caracteres entre comillas, como `"hola"`. Se puede leer letra a letra con su
                posición, `"hola"[0]` es `'h'`, pero no se puede modificar: cada cambio crea una cadena nueva.""",
                title="Cadena de texto",
            ),
            QA(
                "¿Qué es un booleano?",
                """Es un dato con solo dos valores posibles, `True` (verdadero) y `False` (falso). Es lo que devuelve
                una comparación como `3 < 5`, y lo que decide si un `if` o un `while` se ejecuta.""",
                title="Booleano",
            ),
        ),
    ),
    Lesson(
        "lista",
        "primeros pasos",
        (
            QA(
                "¿Qué es una lista en Python?",
                """Es una colección ordenada de valores que puede crecer y cambiar: `[4, 8, 15]`. Cada valor tiene una
                posición que empieza en 0, así que `[4, 8, 15][0]` es 4.""",
                title="Lista",
            ),
            QA(
                "¿Cómo añado y quito elementos de una lista?",
                """
                Con `append` se añade al final y con `pop` se quita el último:

                ```python
                numeros = [4, 8]
                numeros.append(15)
                print(numeros)  #=
                print(numeros.pop())  #=
                ```

                Las dos operaciones cuestan O(1), porque no mueven los demás elementos.""",
                title="Lista: añadir y quitar",
            ),
            QA(
                "¿Por qué las posiciones de una lista empiezan en cero?",
                """Porque la posición dice a qué distancia está un elemento del principio: el primero está a
                distancia 0. Así, en una lista de n elementos las posiciones van de 0 a n − 1.""",
                title="Lista: posiciones desde cero",
            ),
            QA(
                "me sale list index out of range, que significa",
                """Significa que pides una posición que no existe. En una lista de 3 elementos las posiciones válidas
                son 0, 1 y 2; pedir la 3 da ese error. Revisa los límites del bucle: suele sobrar una vuelta.""",
                title="Lista: índice fuera de rango",
            ),
            QA(
                "Si hago b = a con una lista, b es una copia, ¿no?",
                """No: los dos nombres se refieren a la misma lista, y un cambio por uno se ve por el otro. Para
                copiar escribe `b = a[:]` o `b = list(a)`.""",
                title="Lista: copiar con b = a",
            ),
            QA(
                "¿Cuánto cuesta leer un elemento de una lista por su posición?",
                """Cuesta O(1): la lista sabe dónde empieza y calcula directamente el lugar del elemento, sin recorrer
                los anteriores. Buscar un valor sin saber su posición, en cambio, cuesta O(n).""",
                title="Lista: leer por posición",
            ),
        ),
        (
            (
                QA(
                    "¿Cómo sumo todos los números de una lista?",
                    """Con una variable que empieza en 0 y a la que se suma cada elemento, o con `sum(lista)`, que hace
                    justo eso. En ambos casos se mira cada elemento una vez.""",
                    title="Lista: sumar los números",
                ),
                QA(
                    "y cuanto tarda si la lista es muy larga",
                    "Tarda en proporción a su longitud: el tiempo es O(n). Con el doble de elementos, el doble.",
                ),
                QA(
                    "¿Y la memoria?",
                    "La memoria adicional es O(1), porque solo se guarda la suma parcial.",
                ),
            ),
        ),
    ),
    Lesson(
        "tupla",
        "primeros pasos",
        (
            QA(
                "¿Qué es una tupla?",
                """Es una secuencia como la lista, pero que no se puede modificar: `(3, 5)`. Va bien para datos que
                forman una unidad, como las coordenadas de un punto o una arista de un grafo.""",
                title="Tupla",
            ),
            QA(
                "¿Cuándo uso una tupla y cuándo una lista?",
                """Lista, si los elementos van a cambiar o a crecer; tupla, si son un grupo fijo. Además, una tupla
                puede ser clave de un diccionario y una lista no.""",
                title="Tupla: frente a lista",
            ),
            QA(
                "¿Puede una función devolver dos cosas a la vez?",
                """Sí, devolviendo una tupla: `return menor, mayor`. Quien la llama puede repartirla en dos variables
                con `menor, mayor = extremos(lista)`.""",
                title="Función: devolver dos cosas",
            ),
        ),
    ),
    Lesson(
        "diccionario",
        "primeros pasos",
        (
            QA(
                "¿Qué es un diccionario en Python?",
                """Es una colección que asocia claves con valores, como una agenda asocia nombres con teléfonos:
                `{"Ana": 612, "Luis": 655}`. Con la clave se llega al valor sin recorrer nada, en O(1) en promedio.""",
                title="Diccionario",
            ),
            QA(
                "¿Cómo cuento cuántas veces aparece cada letra de una palabra?",
                """
                Con un diccionario que guarda la cuenta de cada letra:

                ```python
                cuenta = {}
                for letra in "banana":
                    cuenta[letra] = cuenta.get(letra, 0) + 1
                print(cuenta)  #=
                ```

                Recorre la palabra una vez, así que el tiempo es O(n).""",
                title="Contar: letras de una palabra",
            ),
            QA(
                "que es eso de KeyError",
                """Es el error que da Python cuando pides a un diccionario una clave que no tiene. Se evita
                preguntando antes con `in`, o usando `get`, que devuelve un valor por defecto.""",
                title="KeyError",
            ),
            QA(
                "¿Por qué un diccionario es tan rápido?",
                """Porque por dentro es una tabla hash: de la clave calcula en qué casilla está el valor y va directo
                a ella. No tiene que comparar con todas las demás claves.""",
                title="Diccionario: rapidez",
            ),
            QA(
                "¿Puedo usar una lista como clave de un diccionario?",
                """No: una clave no puede cambiar mientras está guardada, y una lista cambia. Usa una tupla, que es
                fija, como `(2, 3)`.""",
                title="Diccionario: lista como clave",
            ),
        ),
    ),
    Lesson(
        "conjunto",
        "primeros pasos",
        (
            QA(
                "¿Qué es un conjunto (set) en Python?",
                """Es una colección sin repetidos y sin orden, como `{1, 4, 9}`. Su gran ventaja es saber si un
                elemento está: `4 in conjunto` cuesta O(1) en promedio, frente a O(n) en una lista.""",
                title="Conjunto",
            ),
            QA(
                "¿Cómo quito los repetidos de una lista?",
                """Con un conjunto: `set([3, 1, 3])` deja solo el 3 y el 1. Si necesitas conservar el
                orden, recorre la lista y guarda en un conjunto los que ya has visto.""",
                title="Conjunto: quitar repetidos",
            ),
            QA(
                "Para saber si hay elementos repetidos, ¿dos bucles o un conjunto?",
                """Un conjunto: se recorre la lista una vez y se pregunta si cada elemento ya estaba, O(n) en
                promedio. Con dos bucles se comparan todas las parejas, O(n²).""",
                title="Conjunto: saber si hay repetidos",
            ),
            QA(
                "un conjunto guarda el orden en que meto las cosas",
                """No, un conjunto no promete ningún orden. Si el orden importa, usa una lista, o un diccionario, que
                sí recuerda el orden en que se añadieron las claves.""",
                title="Conjunto: el orden",
            ),
        ),
    ),
    Lesson(
        "matriz",
        "primeros pasos",
        (
            QA(
                "¿Qué es una matriz en programación?",
                """Es una tabla de filas y columnas. En Python suele escribirse como una lista de listas, `[[1, 2],
                [3, 4]]`, y `m[1][0]` es el elemento de la fila 1 y la columna 0, aquí el 3.""",
                title="Matriz",
            ),
            QA(
                "¿Cuánto cuesta recorrer una matriz entera?",
                """Con F filas y C columnas se visitan F × C casillas, así que el tiempo es O(FC). Si es cuadrada, de
                n por n, son n² casillas y el tiempo es O(n²).""",
                title="Matriz: recorrerla entera",
            ),
            QA(
                "Creo una matriz con [[0] * 3] * 2 y al cambiar una fila cambian todas. ¿Por qué?",
                """
                Porque las filas son la misma lista repetida, no copias. Crea una lista nueva en cada fila:

                ```python
                m = [[0] * 3 for _ in range(2)]
                m[0][1] = 7
                print(m)  #=
                ```""",
                title="Matriz: filas que cambian juntas",
            ),
        ),
    ),
    Lesson(
        "indice-y-corte",
        "primeros pasos",
        (
            QA(
                "¿Qué es el índice de un elemento?",
                """Es el número de su posición, contando desde 0. En `["a", "b", "c"]`, el índice de `"b"` es 1. Los
                índices negativos cuentan desde el final: `[-1]` es el último.""",
                title="Índice",
            ),
            QA(
                "¿Qué significa a[2:5]?",
                """Es un corte: una lista nueva con los elementos de las posiciones 2, 3 y 4. El límite derecho no
                entra. Como copia los elementos, cuesta tiempo y memoria en proporción a su longitud.""",
                title="Corte: qué significa a[2:5]",
            ),
            QA(
                "¿Cómo doy la vuelta a una lista?",
                """Con `a[::-1]`, que crea una lista nueva al revés, o con `a.reverse()`, que invierte la misma lista
                sin copiarla. Las dos tardan O(n).""",
                title="Lista: darle la vuelta",
            ),
            QA(
                "como cojo el ultimo elemento de una lista sin saber cuantos tiene",
                """Con el índice −1: `a[-1]`. Si la lista puede estar vacía, comprueba antes que no lo esté, porque
                entonces no hay último y Python da un error.""",
                title="Índice: último elemento",
            ),
        ),
    ),
)
