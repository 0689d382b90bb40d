"""La notación O grande."""

from ...entry import QA, Brief, Bug, Build, Entry, Result, Theory

ENTRY = Entry(
    key="notacion-o",
    name="la notación O grande",
    topic="fundamentos",
    level="básico",
    time="O(n) para el ejemplo de un solo bucle",
    space="O(1)",
    code="""
def pasos_bucle(n):
    return sum(1 for _ in range(n))


def pasos_dobles(n):
    return sum(1 for _ in range(n) for _ in range(n))


def pasos_mitades(n):
    pasos = 0
    while n > 1:
        n //= 2
        pasos += 1
    return pasos
""",
    theory=Theory(
        """
        La notación O grande describe cómo crece el coste de un algoritmo cuando crece la entrada, sin fijarse
        en constantes ni en términos menores.

        - Decir que T(n) es O(f(n)) significa que, a partir de cierto n, T(n) no supera a c · f(n) para alguna
        constante c.
        - Se conserva el término que más crece: 3n² + 10n + 7 es O(n²).
        - Es una cota superior: lo que es O(n) también es O(n²), aunque se dice la más ajustada.

        **Ejemplo:** con n = 1000, un bucle da ‹pasos_bucle(1000)› pasos, y dividir por 2 repetidamente, solo
        ‹pasos_mitades(1000)›.
        """,
        ask="¿Qué es la notación O grande y para qué sirve?",
        pitfall="""creer que O(n) siempre es más rápido que O(n²); para entradas pequeñas las constantes
        pueden decidir.""",
    ),
    bugs=(
        Bug(
            """Mi función debería comprobar si hay repetidos en O(n), pero tarda O(n²). Cuenta sus
            comparaciones.""",
            (
                "        comparaciones += 1\n        if x in vistos:",
                "        comparaciones += len(vistos)\n        if x in list(vistos):",
            ),
            "contar_comparaciones(range(100))",
            """Se busca en una *lista*, que se recorre entera, en lugar de en un conjunto. Dentro del bucle, esa
            búsqueda lineal convierte el total en cuadrático.""",
            """en un conjunto la pertenencia cuesta O(1) en promedio. (La función devuelve cuántas comparaciones
            se harían.)""",
            code="""
def contar_comparaciones(datos):
    vistos, comparaciones = set(), 0
    for x in datos:
        comparaciones += 1
        if x in vistos:
            break
        vistos.add(x)
    return comparaciones
""",
        ),
    ),
    exercises=(
        QA(
            "¿Qué complejidad tiene un bucle doble en el que el interior va de i a n?",
            """
            O(n²): el interior da n, n − 1, …, 1 vueltas, que suman n(n + 1)/2.

            ```python
            def vueltas(n):
                total = 0
                for i in range(n):
                    for j in range(i, n):
                        total += 1
                return total

            print([vueltas(n) for n in (10, 20, 40)])  #=
            ```

            1. Se escribe cuántas veces se ejecuta el interior para cada i: n − i.
            2. Se suman: n + (n − 1) + … + 1 = n(n + 1)/2.
            3. Se quitan constantes y términos menores: queda n².

            Al duplicar n, el resultado se multiplica casi por 4, que es la huella de un coste cuadrático.
            """,
        ),
        QA(
            "¿Qué complejidad tiene: for i in range(n): j = 1; while j < n: j *= 2?",
            """
            O(n log n): el bucle interior se ejecuta unas log₂ n veces y el exterior, n.

            ```python
            def pasos(n):
                total = 0
                for i in range(n):
                    j = 1
                    while j < n:
                        j *= 2
                        total += 1
                return total

            print([pasos(n) for n in (8, 64, 1024)])  #=
            ```

            1. `j` toma los valores 1, 2, 4, 8…, hasta alcanzar n: ⌈log₂ n⌉ pasos.
            2. Eso se repite n veces, sin depender de i: se multiplica.

            Con n = 64 son 64 · 6 = 384, como indica la ejecución.
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Qué diferencia hay entre O, Ω y Θ?",
            """
            O da una cota superior, Ω una inferior y Θ las dos a la vez.

            - **O(f):** el coste no crece más que f. «Como mucho».
            - **Ω(f):** no crece menos que f. «Como poco».
            - **Θ(f):** crece exactamente al ritmo de f.

            **Ejemplo:** mergesort es Θ(n log n). La ordenación por inserción es O(n²) y Ω(n): su peor caso es
            Θ(n²) y el mejor, Θ(n). En el habla diaria se dice O cuando a menudo se quiere decir Θ.
            """,
            level="intermedio",
            title="O, Ω y Θ",
        ),
        QA(
            "¿Qué es peor para n grande: n², n log n, 2ⁿ o n!? Ordénalos.",
            """
            De menor a mayor crecimiento: n log n, n², 2ⁿ y n!.

            ```python
            from math import factorial, log2

            n = 20
            print(round(n * log2(n)), n**2, 2**n, factorial(n))  #=
            ```

            Con n = 20 ya se ve el salto: los dos primeros son centenas como mucho; 2ⁿ pasa del millón y n! de
            dos trillones. En un segundo se pueden tratar millones de elementos con O(n log n), miles con
            O(n²) y poco más de veinte con O(2ⁿ).
            """,
            title="ordenar de peor a mejor",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo estimo si un algoritmo O(n²) terminará a tiempo con n = 100 000?",
            """
            Sustituyendo n en la fórmula y comparando con las operaciones que la máquina hace por segundo:
            aquí son 10¹⁰, demasiadas para Python.

            - Python puro hace del orden de 10⁷ operaciones sencillas por segundo; C, de 10⁸ a 10⁹.
            - Con O(n²), 10¹⁰ pasos tardarían unos 1000 segundos en Python.
            - Con O(n log n), unos 1,7 millones de pasos: décimas de segundo.

            Son estimaciones gruesas, pero sirven para descartar un método antes de programarlo.
            """,
            title="estimar si termina",
        ),
        QA(
            "¿Por qué en la notación O se ignoran las constantes?",
            """
            Porque dependen de la máquina y del lenguaje, mientras que el ritmo de crecimiento es propio del
            algoritmo.

            Un ordenador diez veces más rápido divide la constante entre diez, pero no convierte O(n²) en
            O(n). Con n suficientemente grande, 1000 · n siempre acaba siendo menor que n². Esto no significa
            que las constantes den igual: entre dos algoritmos O(n log n), se elige el de menor constante, y
            con entradas pequeñas un O(n²) sencillo puede ganar.
            """,
            title="ignorar las constantes",
        ),
        QA(
            "¿Qué diferencia hay entre peor caso, mejor caso y caso medio?",
            """
            Son los costes para la entrada más desfavorable, la más favorable y el promedio sobre todas las
            entradas según una distribución.

            En la búsqueda lineal de un valor presente: el mejor caso es 1 comparación, el peor n y el medio
            (n + 1)/2, si todas las posiciones son igual de probables. El peor caso da una garantía; el
            medio describe lo habitual, pero exige suponer cómo
            son los datos. No hay que confundirlos con O y Ω: se puede dar una cota superior del mejor caso o
            una inferior del peor.
            """,
            title="peor, mejor y medio",
        ),
        QA(
            "¿Qué significa que un algoritmo sea O(1)?",
            """
            Que su coste está acotado por una constante, sin depender del tamaño de la entrada.

            Leer `a[i]`, sumar dos números pequeños o consultar la cima de una pila son O(1). No quiere decir
            instantáneo: una operación que siempre tarda un minuto también es O(1). Tampoco que haga un solo
            paso. **Error común:** contar como O(1) algo que esconde un bucle, como `x in lista`,
            `lista.pop(0)` o cortar una lista con `a[1:]`, que son O(n).
            """,
            title="O(1)",
        ),
        QA(
            "¿Cómo se suman y multiplican complejidades?",
            """
            Los trozos seguidos se suman y los anidados se multiplican; de una suma queda el mayor.

            - Un bucle O(n) seguido de otro O(m): O(n + m).
            - Una ordenación y después un bucle: O(n log n) + O(n) = O(n log n).
            - Un bucle de n vueltas que hace una búsqueda binaria en cada una: O(n log n).

            Multiplicar solo es válido si el interior cuesta lo mismo en cada vuelta, o como cota superior; a
            veces el total real es menor, como en dos punteros o en la ventana deslizante.
            """,
            title="sumar y multiplicar",
        ),
    ),
    brief=Brief(
        what=(
            """Es una forma de decir cuánto crece el trabajo de un algoritmo al crecer los datos, quedándose con lo
            que más pesa: 3n² + n es O(n²).""",
            """Un lenguaje para comparar algoritmos sin cronómetro: O(n) se duplica al duplicar los datos, O(n²) se
            cuadruplica y O(log n) suma un paso.""",
            """Como clasificar vehículos en bicicleta, coche y avión sin mirar la marca: la notación O dice la
            clase de velocidad, no los segundos exactos.""",
            """La notación O grande acota por arriba el crecimiento del coste de un algoritmo, sin constantes ni
            términos menores.""",
        ),
        cost=(
            "El ejemplo es un bucle simple, que da n vueltas.",
            "Contar vueltas no pide más que una variable, por muchas que sean.",
            """La notación no cuesta nada por sí misma; lo medido es un bucle de n vueltas que guarda una cuenta.""",
        ),
        use=(
            """Conviene para comparar dos algoritmos antes de programarlos, o para prever si uno que va bien
            con mil datos aguantará con un millón.""",
            """En una entrevista o en la documentación de una biblioteca, O(n log n) resume en un símbolo cómo se
            comporta una ordenación.""",
            """No conviene con datos pequeños y fijos, porque dice poco: ahí mandan las constantes que la
            notación oculta, y es mejor medir el tiempo de verdad.""",
        ),
        beliefs=(
            QA(
                "O(2n) es el doble de lento que O(n).",
                """No: son la misma clase, O(n), porque la notación quita las constantes. El programa puede tardar
                el doble, pero crece igual.""",
                title="O(2n) y O(n)",
            ),
            QA(
                "O(n) significa exactamente n operaciones.",
                """No: significa que, a partir de cierto tamaño, no se hacen más de c · n operaciones, con c
                constante.""",
                title="exactamente n operaciones",
            ),
            QA(
                "O es siempre el peor caso.",
                """No necesariamente: O es una cota superior de una función, y esa función puede ser el peor caso,
                el caso medio o la memoria.""",
                title="siempre el peor caso",
            ),
        ),
        faster=(
            QA(
                "¿Qué prefieres para un millón de datos, O(n log n) u O(n²)?",
                """O(n log n): unos 20 millones de pasos frente a un billón. La diferencia es de segundos a días.""",
                title="O(n log n) u O(n²)",
            ),
            QA(
                "¿Qué crece más, n³ o 2ⁿ?",
                "2ⁿ, a partir de n = 10. Con n = 20, n³ es 8000 y 2ⁿ pasa de un millón.",
                title="n³ o 2ⁿ",
            ),
        ),
        results=(
            Result(
                "pasos_dobles(4)",
                """Son dos bucles de 4 vueltas, uno dentro de otro: por cada vuelta del primero se dan 4 del
                segundo, 4 · 4 pasos.""",
            ),
            Result(
                "pasos_mitades(32)",
                "El 32 se divide entre 2 hasta llegar a 1: 16, 8, 4, 2, 1. Son cinco divisiones, log₂ 32.",
            ),
        ),
        talks=(
            (
                QA(
                    "Mi programa tarda 1 segundo con 1000 datos. ¿Cuánto tardará con 10 000?",
                    """Depende de su clase: si es O(n), unos 10 segundos; si es O(n²), unos 100; si es O(log n),
                    poco más de 1.""",
                ),
                QA(
                    "¿Y cómo sé cuál es?",
                    """Mira los bucles: uno simple es O(n), uno dentro de otro O(n²), y si divide los datos entre 2
                    en cada vuelta, O(log n).""",
                ),
                QA(
                    "no puedo medirlo y ya",
                    """Sí, mide con 1000 y con 2000 datos: si tarda el doble es O(n); si tarda el cuádruple, O(n²).""",
                ),
            ),
            (
                QA(
                    "¿Por qué n² + 100n es O(n²) si el 100 es grande?",
                    """Porque cuando n crece, n² acaba dominando: con n = 10 000, n² es cien veces mayor que 100n.""",
                ),
                QA(
                    "¿Y con n pequeño?",
                    "Con n menor que 100 pesa más el otro término; la notación habla de tamaños grandes.",
                ),
            ),
        ),
        build=Build(
            "Escribe en Python un bucle O(n), uno O(n²) y uno O(log n), y cuenta sus pasos.",
            """Tres funciones que cuentan vueltas: una simple, otra con bucle doble y otra que divide entre dos en
            cada vuelta:""",
            (
                "pasos_bucle(8), pasos_dobles(8), pasos_mitades(8)",
                "pasos_bucle(16), pasos_dobles(16), pasos_mitades(16)",
            ),
            "Al duplicar n, el primero se duplica, el segundo se cuadruplica y el tercero solo suma uno.",
        ),
    ),
)
