"""Primeros pasos: seguir programas muy cortos a mano y ver por qué fallan."""

from ..entry import QA, Lesson

LESSONS = (
    Lesson(
        "seguir-bucles",
        "primeros pasos",
        (
            QA(
                "¿Cuánto vale s al final de s = 0 y for i in range(4): s += i?",
                """Vale 6. El bucle suma 0, 1, 2 y 3: s pasa por 0, 1, 3 y 6. El 4 no entra, porque `range(4)` se
                detiene antes.""",
                title="Seguir un bucle: sumar i",
            ),
            QA(
                "x empieza en 1 y el bucle hace tres veces x = x * 2. ¿Cuánto vale x?",
                "Vale 8: en cada vuelta se duplica, y pasa por 2, 4 y 8. Después de k vueltas vale 2ᵏ.",
                title="Seguir un bucle: doblar x",
            ),
            QA(
                "a = [3, 1, 2]. si hago m = a[0] y recorro quedandome con el menor, cuanto vale m",
                """Vale 1. Empieza en 3, al ver el 1 pasa a 1 porque es menor, y el 2 no lo cambia. Así se busca el
                mínimo de una lista.""",
                title="Seguir un bucle: el menor",
            ),
            QA(
                "¿Cuántas veces se ejecuta lo de dentro de dos bucles, uno de 3 vueltas y otro dentro de 4?",
                """Doce veces: por cada una de las 3 vueltas de fuera, el de dentro da 4. Los bucles anidados
                multiplican sus vueltas.""",
                title="Seguir un bucle: dos anidados",
            ),
            QA(
                "n = 10 y mientras n > 0 hago n = n - 3. ¿Qué valores toma n?",
                """Toma 10, 7, 4, 1 y −2. Con −2 la condición `n > 0` ya no se cumple y el bucle termina; por eso n
                acaba
                siendo negativo y no 0.""",
                title="Seguir un bucle: restar tres",
            ),
        ),
    ),
    Lesson(
        "seguir-listas",
        "primeros pasos",
        (
            QA(
                "Si a = [1, 2, 3] y b = a y luego b[0] = 9, ¿qué es a?",
                """`a` es `[9, 2, 3]`. Los dos nombres se refieren a la misma lista, así que el cambio se ve por los
                dos. Con `b = a[:]` sería una copia y `a` no cambiaría.""",
                title="Lista: b = a",
            ),
            QA(
                "¿Qué da [1, 2] + [3]?",
                """Da `[1, 2, 3]`, una lista nueva con los elementos de las dos. No suma los números: une las listas, y
                para ello copia todos los elementos.""",
                title="Lista: [1, 2] + [3]",
            ),
            QA(
                "que devuelve len([[1, 2], [3]])",
                """Devuelve 2, porque la lista de fuera tiene dos elementos: la lista `[1, 2]` y la lista `[3]`.
                `len` no
                cuenta lo que hay dentro de cada una.""",
                title="Lista: len con listas dentro",
            ),
            QA(
                "¿Qué queda en la pila si apilo 1, 2 y 3 y desapilo una vez?",
                """Quedan el 1 y el 2, con el 2 arriba. Una pila saca lo último que entró, así que al desapilar sale el
                3.""",
                title="Pila: desapilar una vez",
            ),
            QA(
                "En una cola entran 1, 2 y 3 y sale uno. ¿Cuál queda delante?",
                """Queda delante el 2: sale el 1, que fue el primero en llegar, y siguen el 2 y el 3 en ese orden.
                Es lo contrario de una
                pila.""",
                title="Cola: cuál queda delante",
            ),
        ),
    ),
    Lesson(
        "por-que-esta-mal",
        "primeros pasos",
        (
            QA(
                "Para hallar el máximo empiezo con m = 0. ¿Por qué está mal?",
                """Porque con una lista de números negativos, como `[-4, -2]`, ninguno supera a 0 y el resultado
                sería 0,
                que ni siquiera está en la lista. Empieza con el primer elemento.""",
                title="Fallo: máximo desde 0",
            ),
            QA(
                "Borro elementos de una lista mientras la recorro con for y se salta algunos. ¿Qué pasa?",
                """Que al borrar, los siguientes se adelantan una posición y el bucle pasa por encima del que ocupa el
                hueco. Crea una lista nueva con los que quieres conservar.""",
                title="Fallo: borrar al recorrer",
            ),
            QA(
                "mi funcion tiene return dentro del for y solo mira el primero, por que",
                """Porque `return` termina la función en ese momento, en la primera vuelta. Debe ir dentro del `if` que
                detecta lo que buscas, y la respuesta negativa, después del bucle.""",
                title="Fallo: return en el bucle",
            ),
            QA(
                "Uso == para comparar decimales, 0.1 + 0.2 == 0.3, y sale False. ¿Está roto Python?",
                """No: los decimales se guardan en binario y 0.1 + 0.2 no da exactamente 0.3. Compara con un margen, por
                ejemplo con `math.isclose`.""",
                title="Fallo: comparar decimales",
            ),
            QA(
                "Escribo def f(a, lista=[]) y la lista recuerda datos de antes. ¿Por qué?",
                """Porque el valor por defecto se crea una sola vez, al definir la función, y todas las llamadas
                comparten
                esa lista. Usa `None` y crea la lista dentro.""",
                title="Fallo: lista por defecto",
            ),
            QA(
                "Sumo en un bucle total = x en vez de total = total + x. ¿Qué sale?",
                """Sale el último elemento: en cada vuelta se sustituye el total en lugar de acumularlo. Escribe
                `total =
                total + x`, o `total += x`.""",
                title="Fallo: total = x",
            ),
        ),
    ),
    Lesson(
        "que-es-mas-rapido",
        "primeros pasos",
        (
            QA(
                "¿Qué es más rápido, x in lista o x in conjunto?",
                """`x in conjunto`, que en promedio cuesta O(1). En una lista hay que mirar los elementos uno a uno,
                O(n). Con muchas consultas la diferencia es enorme.""",
                title="Operador in: lista o conjunto",
            ),
            QA(
                "¿Es mejor unir textos con + en un bucle o con join?",
                """Con `join`: junta todos de una vez, O(n). Con `+` cada paso puede copiar lo ya unido, y el total
                llega
                a O(n²).""",
                title="Unir textos: + o join",
            ),
            QA(
                "que tarda mas, ordenar una lista o recorrerla",
                """Ordenarla: cuesta O(n log n), y recorrerla una vez cuesta O(n). Por eso no conviene ordenar solo para
                hallar el máximo.""",
                title="Lista: ordenar o recorrer",
            ),
            QA(
                "¿Es más rápido insertar al principio o al final de una lista de Python?",
                """Al final: `append` cuesta O(1) amortizado. Insertar al principio desplaza todos los elementos,
                O(n).""",
                title="Insertar: principio o final",
            ),
            QA(
                "¿Qué hace menos trabajo, un bucle de n vueltas o dos bucles seguidos de n vueltas?",
                """Un solo bucle hace la mitad, pero los dos casos son O(n): al duplicar los datos, los dos tardan el
                doble. Otra cosa sería poner un bucle dentro del otro.""",
                title="Bucles: uno o dos seguidos",
            ),
        ),
    ),
    Lesson(
        "python-util",
        "primeros pasos",
        (
            QA(
                "¿Cómo ordeno una lista en Python?",
                """Con `sorted(lista)`, que devuelve otra lista ordenada, o con `lista.sort()`, que ordena la misma.
                Las dos cuestan O(n log n) y conservan el orden de los iguales.""",
                title="Ordenar: una lista",
            ),
            QA(
                "como ordeno de mayor a menor",
                """Añade `reverse=True`: `sorted([3, 9, 4], reverse=True)` da `[9, 4, 3]`. Funciona igual con el método
                `sort`.""",
                title="Ordenar: de mayor a menor",
            ),
            QA(
                "¿Cómo ordeno palabras por su longitud?",
                """Con una clave: `sorted(palabras, key=len)`. La función que se da como clave se aplica a cada palabra,
                y se comparan los resultados.""",
                title="Ordenar: palabras por longitud",
            ),
            QA(
                "¿Qué es una lista por comprensión?",
                """Es una forma breve de crear una lista a partir de otra: `[x * x for x in range(4)]` da `[0, 1, 4,
                9]`.
                Se puede añadir una condición al final con `if`.""",
                title="Lista por comprensión",
            ),
            QA(
                "¿Para qué sirve try y except?",
                """Para seguir cuando algo puede fallar: lo que va en `try` se intenta y, si da el error indicado, se
                ejecuta el bloque `except`. Conviene nombrar el error concreto.""",
                title="Excepciones: try y except",
            ),
            QA(
                "¿Qué hace zip?",
                """Empareja los elementos de dos listas: `zip([1, 2], ["a", "b"])` da las parejas (1, "a") y (2,
                "b"). Si
                una es más corta, se detiene al acabarse.""",
                title="Recorrer a la vez: zip",
            ),
        ),
    ),
)
