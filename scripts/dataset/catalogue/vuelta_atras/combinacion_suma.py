"""La búsqueda de combinaciones que suman un objetivo."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

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
    brief=Brief(
        what=(
            """Consiste en hallar todas las maneras de sumar un número exacto con unos sumandos dados que pueden
            repetirse, sin que importe el orden.""",
            """Es una búsqueda que añade sumandos de menor a mayor, resta de lo que falta y retrocede cuando se
            pasa.""",
            """Como pagar 8 euros con monedas de 2, 3 y 5: se prueba a poner una, se mira cuánto falta, y si no hay
            arreglo se quita y se prueba otra.""",
            """La búsqueda de combinaciones con suma dada recorre por vuelta atrás las listas de sumandos no
            decrecientes que alcanzan el objetivo.""",
        ),
        cost=(
            "El número de combinaciones puede crecer de forma exponencial, y hay que escribirlas todas.",
            "La combinación en curso tiene como mucho S/m sumandos, porque cada uno vale al menos m.",
            """Se exploran todas las combinaciones posibles, pero en cada momento solo se guarda una y la pila de
            llamadas.""",
        ),
        use=(
            "Cuando necesitas ver todas las combinaciones, no solo contarlas, y el objetivo es pequeño.",
            """Sirve para listar las formas de dar un cambio exacto o de completar un pedido con paquetes de varios
            tamaños.""",
            """Si solo quieres saber cuántas hay o si existe alguna: la programación dinámica responde en tiempo
            proporcional al objetivo por el número de sumandos.""",
        ),
        beliefs=(
            QA(
                "2 + 3 + 3 y 3 + 2 + 3 son dos combinaciones distintas.",
                """Aquí no: el orden no importa y se cuenta una sola. Por eso la búsqueda solo avanza hacia
                sumandos iguales o mayores.""",
            ),
            QA(
                "Ordenar los números no sirve para nada en esta búsqueda.",
                "Sí sirve: cuando uno supera lo que falta, los siguientes también, y se corta la rama entera.",
            ),
            QA(
                "Con números negativos el algoritmo funciona igual.",
                """No: podría no terminar nunca, porque añadir negativos aleja del objetivo sin límite. Exige
                sumandos positivos.""",
            ),
        ),
        faster=(
            QA(
                "Solo quiero contar cuántas combinaciones suman 500. ¿Vuelta atrás?",
                """No, programación dinámica: cuesta el número de sumandos por 500. La vuelta atrás recorrería cada
                combinación, y hay muchísimas.""",
            ),
            QA(
                "Quiero ver todas las combinaciones que suman 12 con 3, 4 y 5. ¿Vale la vuelta atrás?",
                "Sí: son pocas y hay que escribirlas todas, así que recorrerlas una a una es lo natural.",
            ),
        ),
        results=(
            Result(
                "combinaciones([2, 3], 6)",
                "Solo con el 2 sale 2 + 2 + 2 y solo con el 3, 3 + 3; mezclar los dos da 5 o 7, pero no 6.",
            ),
            Result(
                "combinaciones([5, 7], 4)",
                """Todos los números son mayores que 4, así que la búsqueda se corta en el primero y no hay
                ninguna.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿De cuántas formas puedo sumar 4 con 1 y 2?",
                    "De tres: 1 + 1 + 1 + 1, 1 + 1 + 2 y 2 + 2, si no importa el orden.",
                ),
                QA(
                    "¿Y si importara el orden?",
                    "Serían cinco, porque 1 + 1 + 2 se puede ordenar de tres maneras.",
                ),
                QA(
                    "¿Cómo evita el programa repetirlas?",
                    """Después de elegir un sumando, solo prueba con él mismo o con los siguientes, nunca con los
                    anteriores.""",
                ),
            ),
            (
                QA(
                    "¿Por qué se llama a buscar con i y no con i + 1?",
                    "Porque un sumando puede repetirse: con `i` se permite volver a usarlo.",
                ),
                QA(
                    "¿Y si cada uno solo se pudiera usar una vez?",
                    """Entonces se llama con `i + 1`, y hay que saltar los valores repetidos para no duplicar
                    combinaciones.""",
                ),
            ),
        ),
        build=Build(
            "Hazme una función que dé todas las formas de sumar una cantidad con unas monedas.",
            """Se ordenan los números y se va restando cada uno de lo que falta, deshaciendo la elección después:""",
            (
                "combinaciones([1, 2], 3)",
                "combinaciones([5, 10], 15)",
            ),
            "La copia `actual[:]` es necesaria: la lista en curso sigue cambiando después.",
        ),
        tool="la búsqueda de combinaciones con vuelta atrás",
    ),
)
