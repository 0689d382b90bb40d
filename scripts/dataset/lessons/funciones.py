"""Primeros pasos: funciones, recursión y clases."""

from ..entry import QA, Lesson

LESSONS = (
    Lesson(
        "funcion",
        "primeros pasos",
        (
            QA(
                "¿Qué es una función?",
                """Es un trozo de programa con nombre, que recibe datos, hace un trabajo y puede devolver un
                resultado. Se escribe una vez y se usa todas las que haga falta: `def doble(x): return 2 * x`.""",
                title="Función",
            ),
            QA(
                "para que quiero funciones si puedo escribirlo todo seguido",
                """Para no repetir código, para poner nombre a cada paso y para probar cada parte por separado. Un
                fallo se corrige en un solo sitio, y el programa se lee como una lista de tareas.""",
                title="Función: para qué sirve",
            ),
            QA(
                "¿Qué diferencia hay entre print y return?",
                """`print` muestra un valor en la pantalla; `return` lo entrega a quien llamó a la función, que puede
                seguir usándolo. Una función que solo imprime devuelve `None`.""",
                title="Función: print o return",
            ),
            QA(
                "Mi función devuelve None. ¿Por qué?",
                """Porque en algún camino no llega a un `return` con valor. Revisa que no hayas escrito `print` en su
                lugar, y que el `return` no esté solo dentro de un `if` que a veces no se cumple.""",
                title="Función: devuelve None",
            ),
            QA(
                "¿Qué son los parámetros y los argumentos?",
                """El parámetro es el nombre que aparece en la definición; el argumento, el valor que das al llamarla.
                En `def area(lado)` el parámetro es `lado`, y en `area(4)` el argumento es 4.""",
                title="Función: parámetros y argumentos",
            ),
            QA(
                "Escríbeme una función que diga si un número es primo.",
                """
                Prueba divisores hasta la raíz cuadrada; si ninguno divide al número, es primo:

                ```python
                def es_primo(n):
                    if n < 2:
                        return False
                    d = 2
                    while d * d <= n:
                        if n % d == 0:
                            return False
                        d += 1
                    return True


                print(es_primo(29), es_primo(15))  #=
                ```

                El tiempo es O(√n) y la memoria adicional, O(1).""",
                title="Función: decir si es primo",
            ),
        ),
        (
            (
                QA(
                    "¿Una función puede cambiar la lista que recibe?",
                    """Sí: recibe la misma lista, no una copia. Si dentro haces `lista.append(3)`, quien la llamó verá
                    el 3.""",
                    title="Función: cambiar la lista recibida",
                ),
                QA(
                    "¿Y un número también?",
                    """No. Un número no se puede modificar, y si dentro escribes `x = x + 1` solo cambia el nombre
                    local. Para entregar el nuevo valor usa `return`.""",
                ),
            ),
        ),
    ),
    Lesson(
        "variable-local",
        "primeros pasos",
        (
            QA(
                "¿Qué es una variable local?",
                """Es la que se crea dentro de una función y solo existe mientras la función trabaja. Dos funciones
                pueden usar el mismo nombre sin molestarse.""",
                title="Variable local",
            ),
            QA(
                "¿Por qué me sale que una variable no está definida fuera de la función?",
                """Porque era local y desapareció al terminar la función. Devuelve su valor con `return` y guarda el
                resultado donde la llamas: `total = sumar(datos)`.""",
                title="Variable local: no está definida",
            ),
            QA(
                "¿Son malas las variables globales?",
                """Conviene evitarlas: cualquier función puede cambiarlas y cuesta saber quién lo hizo. Es más claro
                pasar los datos como argumentos y devolver los resultados.""",
                title="Variable global",
            ),
        ),
    ),
    Lesson(
        "llamarse-a-si-misma",
        "primeros pasos",
        (
            QA(
                "¿Qué quiere decir que una función se llame a sí misma?",
                """Que para resolver un problema resuelve antes otro igual pero más pequeño; eso es la recursión. El
                factorial de 5 es 5 por el factorial de 4, y así hasta llegar a un caso tan fácil que se responde
                directamente.""",
                title="Función: llamarse a sí misma",
            ),
            QA(
                "que es el caso base de una funcion recursiva",
                """Es el caso que se responde sin más llamadas y detiene la cadena: en el factorial, que el de 0 es 1.
                Sin caso base, la función se llamaría sin fin.""",
                title="Caso base",
            ),
            QA(
                "¿Me das un ejemplo sencillo de función recursiva?",
                """
                La suma de una lista: el primero más la suma del resto.

                ```python
                def suma(a):
                    if not a:
                        return 0
                    return a[0] + suma(a[1:])


                print(suma([4, 1, 6]))  #=
                ```

                El caso base es la lista vacía, que suma 0.""",
                title="Recursión: ejemplo sencillo",
            ),
            QA(
                "¿Qué significa RecursionError: maximum recursion depth exceeded?",
                """Que hay demasiadas llamadas pendientes a la vez; Python se detiene hacia las mil. Casi siempre falta
                el caso base o la llamada no se acerca a él. Si está bien, cambia la recursión por un bucle.""",
                title="RecursionError",
            ),
            QA(
                "Todo lo recursivo es más lento que un bucle, ¿verdad?",
                """No necesariamente: el orden de crecimiento suele ser el mismo. Cada llamada cuesta algo más y ocupa
                pila, pero en árboles o en mergesort la recursión es la forma natural y no cambia el O().""",
                title="Recursión: velocidad frente a bucles",
            ),
            QA(
                "¿Por qué la recursión gasta memoria?",
                """Porque cada llamada que espera guarda sus variables en la pila. Si hay n llamadas pendientes a la
                vez, la memoria es O(n); al llegar al caso base se van liberando.""",
                title="Recursión: gasto de memoria",
            ),
        ),
        (
            (
                QA(
                    "No entiendo la recursión. ¿Me pones una comparación?",
                    """Piensa en una fila de personas: preguntas a la primera cuántas hay detrás, ella pregunta a la
                    siguiente, y así hasta la última, que responde 0. Las respuestas vuelven sumando 1 cada vez.""",
                    title="Recursión: una comparación",
                ),
                QA(
                    "¿Y cuál sería ahí el caso base?",
                    "La última persona: no tiene a nadie detrás y responde 0 sin preguntar.",
                ),
                QA(
                    "¿Y si no existiera esa última persona?",
                    """La pregunta no terminaría nunca. En un programa, la pila se llenaría y Python daría un
                    `RecursionError`.""",
                ),
            ),
        ),
    ),
    Lesson(
        "clase-y-objeto",
        "primeros pasos",
        (
            QA(
                "¿Qué son una clase y un objeto?",
                """La clase es el plano y el objeto, lo construido con él. Una clase `Pila` dice qué datos guarda y qué
                sabe hacer; cada pila que creas es un objeto con sus propios datos.""",
                title="Clase y objeto",
            ),
            QA(
                "¿Qué es self?",
                """Es el propio objeto sobre el que se llama al método. En `p.apilar(3)`, dentro de `apilar`, `self` es
                `p`; por eso `self.datos` son los datos de esa pila y no los de otra.""",
                title="Clase: qué es self",
            ),
            QA(
                "cuando me conviene hacer una clase",
                """Cuando unos datos y las operaciones sobre ellos van siempre juntos, como en una cola o un grafo. Si
                solo hace falta un cálculo, basta una función.""",
                title="Clase: cuándo hacerla",
            ),
        ),
    ),
    Lesson(
        "modulo-y-biblioteca",
        "primeros pasos",
        (
            QA(
                "¿Qué hace import?",
                """Trae al programa código que ya está escrito en otro fichero. Con `import math` puedes usar
                `math.sqrt(2)`; con `from collections import deque`, directamente `deque`.""",
                title="Instrucción import: qué hace",
            ),
            QA(
                "Si Python ya tiene sorted, ¿para qué aprendo algoritmos de ordenación?",
                """En un programa usa `sorted`, que es rápido y está probado. Se estudian porque enseñan a razonar sobre
                costes y técnicas, como dividir y vencer, que luego necesitas en problemas sin solución hecha.""",
                title="Ordenación: algoritmos si hay sorted",
            ),
            QA(
                "¿Qué módulos de Python son útiles para los algoritmos?",
                """`collections` (`deque` para colas y `Counter` para contar), `heapq` para montículos, `bisect` para
                búsqueda binaria y `functools` con `cache` para no repetir cálculos.""",
                title="Módulos: útiles para algoritmos",
            ),
        ),
    ),
)
