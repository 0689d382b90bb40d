"""La búsqueda de combinaciones que suman un objetivo."""

from ...entry import QA, Bug, Build, Complexity, Entry, Theory, Trace

ENTRY = Entry(
    key="combinacion-suma",
    name="la búsqueda de combinaciones que suman un objetivo",
    topic="vuelta atrás",
    level="intermedio",
    time="exponencial en el peor caso",
    space="O(n + S/m), con n números, S el objetivo y m el menor número",
    code="""
def combinaciones(numeros, objetivo):
    numeros = sorted(numeros)
    resultado, actual = [], []

    def buscar(inicio, falta):
        if falta == 0:
            resultado.append(actual[:])
            return
        for i in range(inicio, len(numeros)):
            if numeros[i] > falta:
                break
            actual.append(numeros[i])
            buscar(i, falta - numeros[i])
            actual.pop()

    buscar(0, objetivo)
    return resultado
""",
    theory=Theory(
        """
        Se trata de encontrar todas las formas de sumar un objetivo con números positivos dados, que pueden
        repetirse y cuyo orden no importa.

        - Se añade un número cada vez y se resta de lo que falta.
        - Para no repetir combinaciones en otro orden, desde cada número solo se continúa con él mismo o con
        los siguientes.
        - Con los números ordenados, si uno ya supera lo que falta, los demás también: se corta.

        **Ejemplo:** ‹combinaciones([2, 3, 7], 7) =›.
        """,
        pitfall="""volver a empezar desde el primer número en cada nivel; salen 2 + 3 y 3 + 2 como si fueran
        distintas.""",
    ),
    complexity=Complexity(
        """
        La profundidad máxima es S/m, porque cada paso resta al menos el menor número. En cada nivel hay hasta
        n opciones, de modo que el árbol puede tener del orden de n^(S/m) nodos; el propio número de
        soluciones crece muy deprisa con S.

        Ordenar y cortar reduce el árbol, pero no cambia que el peor caso sea exponencial. La memoria, sin
        contar los resultados, es la del camino actual y la de la copia ordenada de los n números.
        """,
    ),
    build=Build(
        "Encuentra todas las combinaciones de números (con repetición) que suman un objetivo.",
        "La recursión lleva lo que falta por sumar y la posición desde la que se puede seguir eligiendo.",
        ("combinaciones([2, 3, 5], 8)", "combinaciones([4], 6)"),
        "El `break` aprovecha que los números están ordenados: es una poda.",
    ),
    bugs=(
        Bug(
            "Mi búsqueda de combinaciones las devuelve repetidas en distinto orden. ¿Cómo lo evito?",
            ("buscar(i, falta - numeros[i]", "buscar(0, falta - numeros[i]"),
            "combinaciones([2, 3], 5)",
            "Cada nivel vuelve a empezar por el primer número, así que se generan tanto 2 + 3 como 3 + 2.",
            """al continuar desde `i`, los números de cada combinación quedan en orden no decreciente y cada una
            aparece una vez.""",
        ),
        Bug(
            "Algunas combinaciones no aparecen. ¿Qué hace mal este corte?",
            ("    numeros = sorted(numeros)\n", ""),
            "combinaciones([5, 2], 4)",
            """El `break` supone que los números están ordenados. Sin ordenar, al encontrar el 5 se abandonan
            también los menores que venían detrás.""",
        ),
    ),
    exercises=(
        Trace(
            "Encuentra las formas de sumar 6 con 2 y 3, mostrando el camino de la búsqueda.",
            "combinaciones([2, 3], 6)",
            "if falta == 0:",
            "Llevo {actual}, faltan {falta}{': ¡solución!' if falta == 0 else '.'}",
            "Hay dos: ‹combinaciones([2, 3], 6)›. Cada paso es una llamada de la búsqueda:",
            """Tras [2, 2] no se prueba el 3, porque supera lo que falta. Tampoco se genera [3, 2…], ya que
            desde el 3 no se vuelve al 2.""",
        ),
    ),
    comparisons=(
        QA(
            "Si solo quiero *contar* las combinaciones que suman un objetivo, ¿sigo usando vuelta atrás?",
            """
            No: para contar conviene programación dinámica, que no enumera cada combinación.

            - **Vuelta atrás:** su coste es, como poco, el número de soluciones; necesaria si hay que
            listarlas.
            - **Dinámica:** O(nS), sea cual sea ese número.

            Con monedas de 1, 2, 5, 10, 20 y 50 hay 4562 formas de pagar 100: se pueden listar. Para pagar 10
            000 son tantas que solo tiene sentido contarlas.
            """,
        ),
    ),
    concepts=(
        QA(
            "¿Qué cambia si cada número solo puede usarse una vez al buscar combinaciones?",
            """
            La llamada recursiva debe continuar en `i + 1` en lugar de en `i`.

            Además, si la lista contiene valores repetidos, hay que evitar que dos copias iguales generen la
            misma combinación: en un mismo nivel se salta un número igual al anterior (`if i > inicio and
            numeros[i] == numeros[i - 1]: continue`). Con `[1, 1, 2]` y objetivo 3, así se obtiene una sola
            vez 1 + 2. La profundidad pasa a ser como mucho n.
            """,
        ),
        QA(
            "¿Por qué ayuda ordenar los números antes de una búsqueda con vuelta atrás?",
            """
            Porque permite podar antes: en cuanto un número supera lo que falta, también lo superan todos los
            siguientes y se puede cortar el bucle.

            Ordenar cuesta O(n log n), insignificante frente a la búsqueda. A veces conviene el orden
            contrario: si se trata de llenar cajas, probar primero los objetos grandes hace que los fallos
            aparezcan en los niveles altos, donde cortar ahorra más. La idea general es descubrir cuanto antes
            que una rama no sirve.
            """,
        ),
    ),
)
