"""La generación de permutaciones con vuelta atrás."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="permutaciones",
    name="la generación de permutaciones con vuelta atrás",
    topic="vuelta atrás",
    level="intermedio",
    time="O(n · n!)",
    space="O(n) además de los resultados",
    code="""
def permutaciones(elementos):
    resultado, actual = [], []
    usado = [False] * len(elementos)

    def colocar():
        if len(actual) == len(elementos):
            resultado.append(actual[:])
            return
        for i, x in enumerate(elementos):
            if not usado[i]:
                usado[i] = True
                actual.append(x)
                colocar()
                actual.pop()
                usado[i] = False

    colocar()
    return resultado
""",
    theory=Theory(
        """
        Generar permutaciones con vuelta atrás consiste en construirlas elemento a elemento: se elige uno de
        los que quedan, se completa el resto de forma recursiva y después se deshace la elección para probar
        otra.

        1. **Elegir** un elemento no usado y añadirlo.
        2. **Explorar** con una llamada recursiva.
        3. **Deshacer:** quitarlo y marcarlo como libre.

        **Ejemplo:** para `[1, 2, 3]`, ‹permutaciones([1, 2, 3])[:3]› son las tres primeras de las 6 que hay.
        """,
        pitfall="no deshacer la elección al volver; la siguiente rama arrancaría con datos de la anterior.",
    ),
    complexity=Complexity(
        """
        Hay n! permutaciones y copiar cada una cuesta O(n), así que ningún algoritmo que las liste todas
        puede
        bajar de O(n · n!). El árbol de llamadas tiene menos de 3 · n! nodos, cada uno con un bucle de n
        vueltas, y el orden es el mismo.

        La recursión tiene n niveles y se usan una lista parcial y unas marcas de tamaño n; lo que ocupa es
        guardar los resultados.
        """,
        Count(
            "resultado.append(actual[:])",
            "permutaciones generadas",
            tuple((n, f"permutaciones(list(range({n})))") for n in (3, 4, 6)),
        ),
    ),
    build=Build(
        "Genera todas las permutaciones de una lista con vuelta atrás.",
        "El esquema es siempre elegir, explorar y deshacer; las marcas `usado` evitan repetir un elemento.",
        ("permutaciones('abc')[:2]", "len(permutaciones([1, 2, 3, 4]))"),
        "Se guarda una **copia**, `actual[:]`, porque la lista sigue cambiando.",
    ),
    bugs=(
        Bug(
            "Mi generador de permutaciones devuelve una lista llena de listas vacías. ¿Qué pasa?",
            ("resultado.append(actual[:])", "resultado.append(actual)"),
            "permutaciones([1, 2])",
            """Se guarda la propia lista `actual`, no una copia. Todas las entradas son el mismo objeto,
            que al
            terminar está vacío porque se han deshecho todas las elecciones.""",
        ),
        Bug(
            "Mi vuelta atrás solo genera una permutación. ¿Qué paso me falta?",
            ("                usado[i] = False\n", ""),
            "permutaciones([1, 2])",
            """Al volver no se libera el elemento. Después de la primera permutación todos quedan marcados
            como
            usados y ya no se puede elegir ninguno.""",
            "deshacer debe revertir todo lo que hizo elegir: la lista y la marca.",
        ),
    ),
    exercises=(
        Trace(
            """Escribe las permutaciones de A, B y C en el orden en que las genera la vuelta atrás.""",
            "permutaciones('ABC')",
            "resultado.append(actual[:])",
            "Completa: {''.join(actual)}.",
            "Se generan seis, en orden alfabético, porque las letras de partida ya lo estaban:",
            """El orden sale así porque el bucle prueba los elementos de izquierda a derecha. Entre ABC y
            ACB
            solo se deshacen las dos últimas elecciones; para pasar a BAC hay que deshacer las tres.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Vuelta atrás propia o itertools.permutations?",
            """
            `itertools.permutations` si solo hay que recorrerlas todas; vuelta atrás si se puede descartar
            pronto.

            - **itertools:** está en C, es muy rápida y las produce una a una, sin guardarlas.
            - **Vuelta atrás:** permite *podar*. Si los dos primeros elementos ya incumplen una condición,
            se
            saltan de golpe las (n − 2)! permutaciones que empiezan así.

            Con n = 10 hay 3 628 800 permutaciones, manejables; con n = 15, más de un billón: sin poda no
            hay
            nada que hacer.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué es la poda en un algoritmo de vuelta atrás?",
            """
            Es abandonar una rama en cuanto se sabe que no puede llevar a una solución (o a una mejor que la
            que ya se tiene).

            En lugar de construir la configuración completa y comprobarla al final, se comprueba cada
            elección. Cuanto más arriba se corta, más se ahorra: podar en el nivel 2 elimina todos sus
            descendientes. El peor caso teórico no suele cambiar, pero en la práctica la diferencia puede
            ser
            de años a milisegundos, como en las n reinas.
            """,
        ),
        QA(
            "¿Cómo genero permutaciones sin repetidos si hay elementos iguales?",
            """
            Se ordenan los elementos y, en cada nivel, se salta un elemento igual al anterior si el anterior
            no está usado.

            Así, entre copias iguales se obliga a usarlas siempre de izquierda a derecha, y cada permutación
            distinta aparece una vez. Para «aab» salen 3 en lugar de 6: aab, aba y baa. Generarlas todas y
            eliminar repetidas con un conjunto también funciona, pero hace mucho más trabajo: con diez
            letras
            iguales generaría 10! para quedarse con una.
            """,
            level="avanzado",
        ),
        QA(
            "¿Cómo se calcula la siguiente permutación en orden lexicográfico?",
            """
            Se busca por la derecha el primer elemento menor que el que le sigue, se cambia por el menor
            de su
            derecha que lo supere y se invierte lo que queda detrás.

            Con 1 3 5 4 2: el primer descenso desde la derecha deja el 3 (menor que 5). El menor mayor que
            3 a
            su derecha es 4; al cambiarlos queda 1 4 5 3 2, e invirtiendo la cola, 1 4 2 3 5. Cuesta O(n)
            y no
            usa memoria adicional. Si no hay ninguno, era la última.
            """,
            level="avanzado",
        ),
    ),
    brief=Brief(
        what=(
            """Es producir todas las ordenaciones posibles de unos elementos: se elige uno, se ordena el resto y se
            deshace la elección para probar con otro.""",
            """Un algoritmo de vuelta atrás que rellena posiciones una a una con elementos aún no usados; con n
            elementos salen n! listas.""",
            """Como probar todas las formas de colocar a tres amigos en una foto: fijas quién va primero y colocas
            a los demás de todas las maneras.""",
            """La generación de permutaciones construye cada orden posible eligiendo en cada paso un elemento libre
            y marcándolo como usado.""",
        ),
        cost=(
            "Hay n! permutaciones y escribir cada una cuesta n.",
            "Solo se guardan la permutación en curso y las marcas de usado.",
            """El trabajo lo fija el número de resultados, n!, cada uno de longitud n; aparte de ellos, poco hay
            que recordar.""",
        ),
        use=(
            "Cuando hay que probar todos los órdenes posibles de pocos elementos, hasta unos diez.",
            """Sirve para resolver por fuerza bruta rutas cortas, como visitar seis ciudades, o rompecabezas de
            cifras y letras.""",
            """Con más de unos doce elementos es inviable: 13! pasa de seis mil millones. Busca entonces
            programación dinámica o heurísticas.""",
        ),
        beliefs=(
            QA(
                "Cuatro elementos tienen 16 permutaciones, 4 por 4.",
                "No, tienen 24: 4 opciones para el primero, 3 para el segundo, 2 y 1. Es 4! = 24.",
            ),
            QA(
                "Si hay elementos repetidos, salen menos permutaciones automáticamente.",
                """No con este código: trata cada posición como distinta y repite resultados. Hay que saltar los
                iguales ya usados en el mismo nivel.""",
            ),
            QA(
                "Generar todas las permutaciones es O(n²).",
                """No: hay n! y cada una mide n, así que cuesta O(n · n!). Con 10 elementos son más de tres
                millones y medio.""",
            ),
        ),
        faster=(
            QA(
                "En Python, ¿permutaciones propias o itertools.permutations?",
                """`itertools.permutations`: hace lo mismo, más rápido y sin guardar todas a la vez. La propia
                conviene si quieres podar ramas.""",
            ),
            QA(
                "Para hallar el mejor orden de 15 tareas, ¿pruebo todas las permutaciones?",
                """No: 15! es más de un billón. La programación dinámica sobre subconjuntos baja a unas n² · 2ⁿ
                operaciones, unos siete millones.""",
            ),
        ),
        results=(
            Result(
                "permutaciones([1, 2])",
                "Primero se elige el 1 y queda el 2; después se deshace, se elige el 2 y queda el 1.",
            ),
            Result(
                "len(permutaciones('abcd'))",
                "Son 4 · 3 · 2 · 1 ordenaciones de cuatro letras distintas.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cuántas contraseñas salen reordenando 5 letras distintas?",
                    "Salen 5! = 120: cinco opciones para la primera, cuatro para la segunda, y así.",
                ),
                QA(
                    "¿Y si dos letras son iguales?",
                    "La mitad, 60, porque intercambiar las dos iguales no cambia la contraseña.",
                ),
                QA(
                    "¿Y con 10 letras distintas?",
                    """10! = 3 628 800. El número crece tan deprisa que pronto deja de ser posible probarlas todas.""",
                ),
            ),
            (
                QA(
                    "¿Para qué sirve actual.pop()?",
                    """Para deshacer la elección: quita el último elemento y deja la lista como estaba antes de
                    probarlo.""",
                ),
                QA(
                    "¿Y qué pasa si lo olvido?",
                    "Que los elementos se acumulan y las listas salen mezcladas y demasiado largas.",
                ),
            ),
        ),
        build=Build(
            "Hazme un programa en Python que liste todos los órdenes posibles de una lista.",
            "Cada llamada coloca un elemento libre, resuelve el resto y después deshace la elección:",
            (
                "permutaciones(['a', 'b'])",
                "len(permutaciones(range(5)))",
            ),
            "Se guarda una copia, `actual[:]`, porque la lista original se sigue modificando.",
        ),
    ),
)
