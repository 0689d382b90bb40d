"""La ordenación de Shell."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="shell-sort",
    name="la ordenación de Shell",
    topic="ordenación",
    level="intermedio",
    time="O(n²) en el peor caso con saltos n/2, n/4, …, 1",
    space="O(1)",
    code="""
def shell(a):
    salto = len(a) // 2
    while salto > 0:
        for i in range(salto, len(a)):
            x, j = a[i], i
            while j >= salto and a[j - salto] > x:
                a[j] = a[j - salto]
                j -= salto
            a[j] = x
        salto //= 2
    return a
""",
    theory=Theory(
        """
        La ordenación de Shell mejora la inserción comparando primero elementos lejanos: así los valores muy
        desplazados recorren la lista a grandes saltos.

        1. Se elige un salto, por ejemplo la mitad de la longitud.
        2. Se ordenan por inserción las sublistas formadas por elementos separados por ese salto.
        3. Se reduce el salto y se repite, hasta que vale 1.

        La última pasada es una inserción normal, pero sobre una lista casi ordenada. **Ejemplo:** ‹shell([9,
        5, 1, 7]) =›.
        """,
        pitfall="no terminar con salto 1: la lista quedaría ordenada por sublistas, pero no entera.",
    ),
    complexity=Complexity(
        """
        Depende de la sucesión de saltos. Con n/2, n/4, …, 1 el peor caso es cuadrático, porque los elementos
        de posiciones pares e impares pueden no mezclarse hasta el final. Con los saltos de Hibbard, 2ᵏ − 1,
        es O(n^1,5), y con otras sucesiones se baja todavía más. En la práctica es mucho más rápida que la
        inserción.

        Ordena en la propia lista, con unas pocas variables.
        """,
        Count(
            "a[j] = a[j - salto]",
            "desplazamientos con la lista al revés, que no es su peor caso",
            tuple((n, f"shell(list(range({n}, 0, -1)))") for n in (16, 64, 256)),
        ),
    ),
    build=Build(
        "Implementa la ordenación de Shell dividiendo el salto entre 2 en cada pasada.",
        "Es la ordenación por inserción con un salto en lugar de 1; el salto va disminuyendo.",
        ("shell([23, 12, 1, 8, 34, 54, 2, 3])", "shell([3])"),
    ),
    bugs=(
        Bug(
            "Mi ordenación de Shell deja la lista a medio ordenar. ¿Qué condición falla?",
            ("while salto > 0:", "while salto > 1:"),
            "shell([4, 3, 2, 1])",
            "El bucle se detiene antes de la pasada con salto 1, que es la que garantiza el orden completo.",
        ),
        Bug(
            "Mi ordenación de Shell duplica unos valores y pierde otros. ¿Qué índice está mal?",
            ("a[j] = a[j - salto]", "a[j] = a[j - 1]"),
            "shell([4, 3, 2, 1])",
            """Se desplaza el vecino inmediato en lugar del elemento que está a distancia `salto`, que es el
            que se ha comparado. Ese valor se pierde y el del vecino queda repetido.""",
        ),
    ),
    exercises=(
        Trace(
            "Ordena [8, 5, 3, 7, 6, 1] con la ordenación de Shell y muestra la lista tras cada salto.",
            "shell([8, 5, 3, 7, 6, 1])",
            "salto //= 2",
            "Tras la pasada con salto {salto}: {a}.",
            "El resultado es ‹shell([8, 5, 3, 7, 6, 1])›, con dos pasadas:",
            """Con salto 3 se comparan las parejas (8, 7), (5, 6) y (3, 1): el 1 avanza tres lugares de un
            golpe. La inserción normal lo habría movido de uno en uno.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Ordenación de Shell o por inserción?",
            """
            Shell para listas medianas desordenadas; inserción para listas muy cortas o casi ordenadas, o si
            se necesita estabilidad.

            - **Inserción:** estable, O(n + inversiones).
            - **Shell:** no es estable, porque los saltos pueden cruzar elementos iguales; hace muchos menos
            movimientos en listas desordenadas.

            Las dos usan memoria O(1) y poco código. Para listas grandes conviene un método O(n log n); Shell
            se emplea en sistemas pequeños por su sencillez.
            """,
            title="frente a la inserción",
        ),
    ),
    concepts=(
        QA(
            """¿Por qué la ordenación de Shell es más rápida que la inserción si la última pasada es una
            inserción?""",
            """
            Porque cuando llega la última pasada la lista está casi ordenada, y la inserción es muy rápida en
            ese caso.

            Un desplazamiento con salto grande puede eliminar muchas inversiones a la vez, mientras que un
            intercambio de vecinos elimina solo una. Además se conserva una propiedad útil: una lista ordenada
            con salto 4 lo sigue estando después de ordenarla con salto 2. Así, el trabajo de las primeras
            pasadas no se pierde.
            """,
            title="ventaja sobre la inserción",
        ),
        QA(
            "¿Qué sucesión de saltos conviene en la ordenación de Shell?",
            """
            Una en la que los saltos consecutivos no sean múltiplos unos de otros, para que las sublistas se
            mezclen pronto.

            - **n/2, n/4…:** la original; O(n²) en el peor caso.
            - **Hibbard, 1, 3, 7, 15…:** O(n^1,5).
            - **Pratt, números 2ⁱ3ʲ:** O(n log² n), pero con muchas pasadas.
            - **Ciura, 1, 4, 10, 23, 57, 132, 301, 701:** hallada experimentalmente, muy buena en la práctica.

            No se conoce la mejor sucesión posible.
            """,
            level="avanzado",
            title="sucesión de saltos",
        ),
    ),
    brief=Brief(
        what=(
            """Es una mejora de la inserción que empieza comparando elementos alejados y va acercándolos hasta
            comparar vecinos.""",
            """Un método que ordena por inserción sublistas de elementos separados por un salto, y reduce el salto
            hasta 1.""",
            """Como peinar con un peine de púas muy separadas y luego con otros más finos, la ordenación de
            Shell da pasadas con saltos cada vez menores; en la última casi no quedan enredos.""",
            """La ordenación de Shell aplica inserciones con saltos decrecientes, para que los elementos lejanos
            lleguen pronto a su zona.""",
        ),
        cost=(
            """Con esos saltos hay listas que aún obligan a muchos desplazamientos en la última
            pasada.""",
            """Trabaja en la misma lista con unas pocas variables: el salto, dos índices y el elemento
            apartado.""",
            "Su peor caso depende de los saltos y con estos es cuadrático; no crea listas auxiliares.",
        ),
        use=(
            """Conviene con listas medianas, de unos miles de elementos, cuando quieres un código corto, sin
            recursión ni memoria extra, y mucho más rápido que la inserción.""",
            """Se usa en aparatos con poca memoria, porque su código es muy pequeño y no necesita pila; la
            biblioteca de C `uClibc`, pensada para ellos, ordena con este método.""",
            """No conviene con muchos datos, donde quicksort o mergesort ganan, ni si los elementos iguales
            deben conservar su orden, porque la ordenación de Shell no es estable.""",
        ),
        beliefs=(
            QA(
                "La ordenación de Shell es siempre O(n log n).",
                """No: depende de los saltos. Con n/2, n/4, …, 1 el peor caso es O(n²); con otras sucesiones
                mejora.""",
                title="garantía O(n log n)",
            ),
            QA(
                "La última pasada de Shell se puede quitar si las anteriores han dejado la lista casi ordenada.",
                """No: la pasada con salto 1 es la que garantiza el orden. Las anteriores solo la hacen más corta.""",
                title="quitar la última pasada",
            ),
            QA(
                "La ordenación de Shell es estable, como la inserción.",
                """No: al mover elementos a saltos, uno puede pasar por encima de otro igual, y se pierde el
                orden de llegada.""",
                title="estabilidad",
            ),
        ),
        faster=(
            QA(
                "¿Shell o inserción para 5000 datos desordenados?",
                """Shell: con saltos grandes coloca los lejanos en pocos movimientos. La inserción los arrastra de
                uno en uno y hace millones de pasos.""",
                title="o inserción, 5000 datos",
            ),
            QA(
                "¿Shell o mergesort para un millón de datos?",
                "Mergesort: O(n log n) garantizado. Shell no lo garantiza y suele tardar más con tantos datos.",
                title="o mergesort",
            ),
        ),
        results=(
            Result(
                "shell([3, 1])",
                "El salto inicial es 1 y es una inserción normal: el 1 pasa delante del 3.",
            ),
            Result(
                "shell([4, 2, 3, 1])",
                """Con salto 2 se comparan 4 con 3 y 2 con 1, y queda [3, 1, 4, 2]; después, con salto 1, se
                termina de ordenar.""",
            ),
        ),
        talks=(
            (
                QA(
                    "La inserción me va lenta porque los números pequeños están al final. ¿Qué hago?",
                    """Prueba la ordenación de Shell: compara primero elementos lejanos, y esos números avanzan a
                    grandes saltos.""",
                ),
                QA(
                    "¿Cambia mucho el código?",
                    """Poco: es la misma inserción con un salto en lugar de 1, dentro de un bucle que reduce el
                    salto.""",
                ),
            ),
            (
                QA(
                    "¿Qué saltos uso en la ordenación de Shell?",
                    """Los más simples son n/2, n/4, …, 1, aunque otras sucesiones, como 1, 4, 13, 40…, suelen ir
                    mejor.""",
                ),
                QA(
                    "¿Y por qué el último debe ser 1?",
                    "Porque solo con salto 1 se comparan todos los vecinos y se asegura el orden.",
                ),
                QA(
                    "¿Y la memoria?",
                    "La memoria adicional es O(1): todo ocurre en la misma lista, con unas pocas variables.",
                ),
            ),
        ),
        build=Build(
            "¿Tienes el código de la ordenación con saltos decrecientes?",
            """Es una inserción en la que se comparan elementos separados por un salto que se va reduciendo a la
            mitad:""",
            (
                "shell([9, 8, 7, 6, 5])",
                "shell([2, 2, 1])",
            ),
            "Con `salto` igual a 1 es la inserción de siempre, pero sobre una lista ya casi ordenada.",
        ),
    ),
)
