"""Primeros pasos: condiciones y bucles."""

from ..entry import QA, Lesson

LESSONS = (
    Lesson(
        "condicion",
        "primeros pasos",
        (
            QA(
                "¿Para qué sirve if?",
                """Para que el programa decida: si la condición es verdadera, ejecuta el bloque que va debajo; si no,
                lo salta o pasa al `else`. Ejemplo: `if nota >= 5:` aprueba y `else:` suspende.""",
                title="Condiciones: para qué sirve if",
            ),
            QA(
                "¿Qué diferencia hay entre elif y varios if seguidos?",
                """Con `elif` solo se ejecuta la primera rama que se cumple. Con varios `if` seguidos se comprueban
                todos, y pueden ejecutarse varios. Si los casos se excluyen, usa `elif`.""",
                title="Condiciones: elif o varios if",
            ),
            QA(
                "¿Qué hacen and, or y not?",
                """`and` es verdadero si lo son las dos condiciones; `or`, si lo es al menos una; `not` da la vuelta a
                la condición. Ejemplo: `0 <= i and i < n` comprueba que la posición i existe.""",
                title="Condiciones: and, or y not",
            ),
            QA(
                "como hago para saber si un numero es par",
                """Mira el resto al dividir entre 2: es par si `n % 2 == 0`. Por ejemplo, 14 % 2 es 0, así que 14 es
                par; 7 % 2 es 1, así que 7 es impar.""",
                title="Condiciones: número par",
            ),
            QA(
                "¿Cómo encuentro el mayor de tres números con if?",
                """
                Empieza suponiendo que el mayor es el primero y corrige si otro lo supera:

                ```python
                def mayor(a, b, c):
                    m = a
                    if b > m:
                        m = b
                    if c > m:
                        m = c
                    return m


                print(mayor(4, 9, 2))  #=
                ```

                La misma idea sirve para una lista entera.""",
                title="Condiciones: mayor de tres",
            ),
        ),
    ),
    Lesson(
        "bucle-for",
        "primeros pasos",
        (
            QA(
                "¿Qué es un bucle?",
                """Es una parte del programa que se repite. En Python hay dos: `for`, que recorre los elementos de una
                colección, y `while`, que repite mientras se cumpla una condición.""",
                title="Bucle",
            ),
            QA(
                "explicame el for con un ejemplo facil",
                """
                `for` toma los elementos uno a uno y ejecuta el bloque con cada uno:

                ```python
                total = 0
                for numero in [2, 5, 1]:
                    total = total + numero
                print(total)  #=
                ```

                Aquí el bloque se ejecuta tres veces: con 2, con 5 y con 1.""",
                title="Bucle for: ejemplo fácil",
            ),
            QA(
                "¿Qué números da range(5)?",
                """Da 0, 1, 2, 3 y 4: empieza en 0 y se detiene antes del 5. Son cinco números, tantos como posiciones
                tiene una lista de cinco elementos.""",
                title="Función range: números que da",
            ),
            QA(
                "¿range(1, 10) incluye el 10?",
                """No: `range` no incluye el límite final, así que llega hasta 9. Si quieres el 10, escribe `range(1,
                11)`. Olvidarlo es uno de los errores más comunes.""",
                title="Función range: último número",
            ),
            QA(
                "¿Cuánto cuesta un bucle que recorre una lista una vez?",
                """Si dentro solo hay operaciones sencillas, el tiempo es O(n): una vuelta por elemento. La memoria
                adicional es O(1) si no se guarda nada por elemento.""",
                title="Bucle for: coste del recorrido",
            ),
            QA(
                "¿Cómo recorro una lista sabiendo también la posición?",
                """Con `enumerate`, que da la posición y el elemento a la vez: `for i, x in enumerate(lista):`. Es más
                claro que usar `range(len(lista))` y leer `lista[i]`.""",
                title="Bucle for: elemento y posición",
            ),
        ),
        (
            (
                QA(
                    "¿Cómo busco el número más grande de una lista?",
                    """Guarda el primero como mayor y recorre los demás: cada vez que uno lo supere, pasa a ser el
                    mayor. Al terminar tienes el máximo.""",
                    title="Listas: número más grande",
                ),
                QA(
                    "¿Cuánto tarda?",
                    "El tiempo es O(n), porque mira cada elemento una vez, y la memoria adicional es O(1).",
                ),
                QA(
                    "¿Y si la lista está vacía?",
                    """Entonces no hay máximo: el programa debe comprobarlo antes y avisar, o devolver `None`. Leer el
                    primero de una lista vacía da un error.""",
                ),
            ),
        ),
    ),
    Lesson(
        "bucle-while",
        "primeros pasos",
        (
            QA(
                "¿Cuándo uso while en lugar de for?",
                """Usa `while` cuando no sabes cuántas vueltas harán falta: hasta que el usuario acierte, hasta que el
                tramo quede vacío, hasta que no haya cambios. Si recorres una colección, usa `for`.""",
                title="Bucle while: o for",
            ),
            QA(
                "¿Qué es un bucle infinito?",
                """Es un bucle que no termina porque su condición nunca deja de cumplirse. Suele pasar en un `while`
                cuando se olvida cambiar la variable de la condición, por ejemplo no restar 1 a `n` en `while n >
                0`.""",
                title="Bucle infinito",
            ),
            QA(
                "mi programa se queda colgado en un while, que miro",
                """Mira si algo cambia en cada vuelta y acerca el final. Escribe en pantalla las variables de la
                condición al empezar cada vuelta: si se repiten los mismos valores, ahí está el fallo.""",
                title="Bucle while: programa colgado",
            ),
            QA(
                "¿Cuántas vueltas da este bucle: n = 16, while n > 1: n = n // 2?",
                """Da cuatro vueltas: n pasa por 16, 8, 4, 2 y 1. Dividir entre 2 hasta llegar a 1 necesita log₂ n
                pasos, y por eso un bucle así es O(log n).""",
                title="Bucle while: cuántas vueltas",
            ),
            QA(
                "¿Para qué sirve break?",
                """Para salir del bucle en ese momento, sin esperar a que termine. En una búsqueda, por ejemplo, se
                puede salir en cuanto aparece el elemento. `continue`, en cambio, pasa a la vuelta siguiente.""",
                title="Bucle while: break",
            ),
        ),
    ),
    Lesson(
        "bucles-anidados",
        "primeros pasos",
        (
            QA(
                "¿Qué son los bucles anidados?",
                """Son bucles dentro de otros: por cada vuelta del exterior, el interior da todas las suyas. Sirven
                para recorrer tablas o comparar todas las parejas de una lista.""",
                title="Bucles anidados",
            ),
            QA(
                "¿Por qué dos bucles anidados son O(n²)?",
                """Porque por cada una de las n vueltas del exterior el interior da otras n: en total n × n = n². Con
                el doble de datos se hace cuatro veces más trabajo.""",
                title="Bucles anidados: su coste",
            ),
            QA(
                "Dos bucles siempre son O(n²), ¿no?",
                """No: depende de cómo estén. Si van uno detrás de otro se suman, n + n, y el tiempo es O(n). Solo si
                uno está dentro del otro y ambos dan n vueltas se multiplican y es O(n²).""",
                title="Bucles anidados: dos y O(n²)",
            ),
            QA(
                "cuantas parejas distintas salen de 5 personas",
                """Salen 10. Cada una de las 5 se empareja con otras 4, que son 20, pero así cada pareja se cuenta dos
                veces: 20 / 2 = 10. En general son n(n − 1)/2, que crece como n².""",
                title="Bucles anidados: contar parejas",
            ),
            QA(
                "¿Cómo escribo todas las parejas de una lista sin repetirlas?",
                """
                El segundo bucle empieza una posición después del primero:

                ```python
                letras, parejas = ["a", "b", "c"], []
                for i in range(len(letras)):
                    for j in range(i + 1, len(letras)):
                        parejas.append(letras[i] + letras[j])
                print(parejas)  #=
                ```

                Así cada pareja sale una sola vez. El tiempo es O(n²).""",
                title="Bucles anidados: todas las parejas",
            ),
        ),
    ),
    Lesson(
        "contador-y-acumulador",
        "primeros pasos",
        (
            QA(
                "¿Qué es un acumulador?",
                """Es una variable que va reuniendo un resultado vuelta a vuelta: una suma que empieza en 0, un
                producto que empieza en 1 o un texto que empieza vacío.""",
                title="Acumulador",
            ),
            QA(
                "¿Por qué el acumulador de un producto empieza en 1 y no en 0?",
                """Porque multiplicar por 0 da siempre 0 y se perdería todo. El 1 no cambia el producto, igual que el 0
                no cambia una suma.""",
                title="Acumulador: producto desde 1",
            ),
            QA(
                "como cuento cuantos elementos cumplen una condicion",
                """Empieza un contador en 0, recorre la lista y suma 1 cada vez que se cumpla la condición. En Python
                cabe en una línea: `sum(1 for x in lista if x > 10)`.""",
                title="Contador: elementos que cumplen",
            ),
            QA(
                "¿Cómo calculo la media de una lista?",
                """Suma todos los elementos y divide entre cuántos hay: `sum(lista) / len(lista)`. Cuesta O(n). Antes
                comprueba que la lista no esté vacía, porque no se puede dividir entre cero.""",
                title="Lista: calcular la media",
            ),
        ),
    ),
)
