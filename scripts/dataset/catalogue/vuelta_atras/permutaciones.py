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
            title="frente a itertools",
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
            title="poda",
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
            title="elementos iguales",
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
            title="siguiente en orden lexicográfico",
        ),
    ),
    brief=Brief(
        what=(
            """Es producir todas las maneras de ordenar unos elementos, eligiendo uno para cada puesto y
            deshaciendo la elección para probar otro.""",
            """Un algoritmo que rellena los puestos de izquierda a derecha con elementos aún no usados; al
            completar una permutación la guarda, retira el último y sigue con otra.""",
            """Es como sentar invitados en fila: se ocupa la primera silla, luego la segunda y, al llenarlas, se anota
            el orden y se levanta al último para probar otro. Así salen todas las permutaciones.""",
            """La generación de permutaciones con vuelta atrás recorre en profundidad el árbol de ordenaciones
            posibles, marcando qué elementos ya están colocados.""",
        ),
        cost=(
            """Existen n! ordenaciones y escribir cada una lleva n pasos, así que listarlas todas no puede costar
            menos.""",
            """Mientras busca solo mantiene la permutación parcial, las marcas de usado y una llamada pendiente
            por puesto.""",
            """El factorial es el número de permutaciones y la n que lo multiplica, copiar cada una. En marcha
            solo hay una a medias.""",
        ),
        use=(
            """Cuando el orden importa y hay que examinar todos los posibles con pocos elementos, hasta unos
            diez, o cuando se puede descartar pronto un comienzo malo.""",
            """Para decidir el mejor orden de unas pocas tareas en una máquina que necesita ajustes entre una y
            otra: con ocho tareas, probar los 40 320 órdenes es cuestión de un momento.""",
            """No conviene con más de diez o doce elementos, porque el factorial se dispara: 13! ya pasa de seis mil
            millones. Tampoco si el orden no importa: entonces lo que buscas son combinaciones.""",
        ),
        beliefs=(
            QA(
                "con diez elementos hay cien permutaciones no",
                """No: hay 10! = 3 628 800. Para el primer puesto hay diez opciones, para el segundo nueve, y así
                hasta una; todas ellas se multiplican.""",
                title="cuántas con diez elementos",
            ),
            QA(
                "Al añadir un elemento más, el número de permutaciones se duplica.",
                """No: se multiplica por el nuevo número de elementos. De tres a cuatro se pasa de 6 a
                ‹len(permutaciones('abcd'))›. Duplicarse es lo que hacen los subconjuntos.""",
                title="un elemento más",
            ),
            QA(
                "Si no guardo los resultados, generar todas las permutaciones es barato.",
                """No: ahorras la memoria de los resultados, pero el tiempo sigue siendo O(n · n!), porque hay
                que pasar por todas igualmente.""",
                title="sin guardar los resultados",
            ),
        ),
        faster=(
            QA(
                "Quiero el mejor orden de 5 charlas. ¿Es viable probar todas las permutaciones?",
                """Sí: son 120 y se revisan en un instante. Con 14 charlas serían unos 87 mil millones, y habría
                que podar o usar otro método.""",
                title="o todas, cinco charlas",
            ),
            QA(
                "Al generar permutaciones, ¿miro si el elemento ya está en la lista parcial o uso marcas?",
                """Usa marcas: saber si un elemento está libre cuesta O(1). Mirar `x in actual` cuesta O(n) y,
                además, falla si hay elementos iguales.""",
                title="lista parcial o marcas",
            ),
        ),
        results=(
            Result(
                "permutaciones('xy')",
                """Primero se elige la x y solo queda la y. Al deshacer las dos elecciones se empieza por la y, y
                entonces queda la x.""",
            ),
            Result(
                "permutaciones([7, 8, 9])[2]",
                """Las dos primeras empiezan por 7. La de índice 2 es la primera que empieza por 8, seguido de lo
                que queda en orden: 7 y 9.""",
            ),
        ),
        talks=(
            (
                QA(
                    "Tengo cuatro letras distintas y quiero todas sus ordenaciones. ¿Cómo las genero?",
                    """Con vuelta atrás: elige una letra para el primer hueco, rellena los demás con las que
                    quedan y, al terminar, deshaz la última elección y prueba otra. Salen 24.""",
                ),
                QA(
                    "¿Y si hay dos letras iguales?",
                    """Saldrán ordenaciones repetidas, cada una dos veces. Para evitarlo, ordena las letras y no
                    uses una copia si la anterior igual sigue libre.""",
                ),
                QA(
                    "y cuanta memoria gasta",
                    """O(n) mientras busca, además de lo que ocupan los resultados. Si los imprimes según salen,
                    no hace falta guardarlos.""",
                ),
            ),
            (
                QA(
                    "¿Por qué al generar permutaciones hay que quitar la marca al volver?",
                    """Porque el elemento queda libre otra vez y debe poder usarse en otro puesto. Si la marca se
                    queda, las ramas siguientes lo creen ocupado.""",
                ),
                QA(
                    "¿Y para qué está `actual.pop()`?",
                    """Hace lo mismo con la lista parcial: retira el elemento que se acababa de poner, para que
                    el siguiente intento parta del mismo estado.""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python una función que dé todas las ordenaciones de una lista, sin `itertools`.",
            "Cada llamada a `colocar` elige un elemento libre para el siguiente puesto y lo suelta al volver:",
            (
                "permutaciones(['rojo', 'azul'])",
                "permutaciones([])",
            ),
            "De una lista vacía sale una permutación, la vacía, lo que concuerda con que 0! es 1.",
        ),
    ),
)
