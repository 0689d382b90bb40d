"""La generación de permutaciones con vuelta atrás."""

from ...entry import QA, Bug, Build, Complexity, Count, Entry, Theory, Trace

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
)
