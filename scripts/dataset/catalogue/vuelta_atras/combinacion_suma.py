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
            title="solo contar",
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
            title="números sin repetir",
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
            title="ordenar antes",
        ),
    ),
    brief=Brief(
        what=(
            """Es encontrar todas las maneras de formar un total sumando números de una lista, que pueden
            repetirse, sin contar dos veces la misma combinación en otro orden.""",
            """Un algoritmo de vuelta atrás que va añadiendo números mientras no se pasen del objetivo; cuando la
            suma es exacta, anota la combinación, y después quita el último número y prueba otro.""",
            """Es como escribir todas las combinaciones de billetes que pagan un importe justo: se pone un
            billete, se mira cuánto falta y, si no hay salida, se retira y se prueba con el siguiente.""",
            """La búsqueda de combinaciones que suman un objetivo explora un árbol de decisiones, con los números
            en orden para cortar en cuanto uno supera lo que falta.""",
        ),
        cost=(
            """El árbol de búsqueda se ramifica en cada nivel, y el número de combinaciones que hay que listar ya
            puede crecer muchísimo.""",
            """Se guardan la copia ordenada y el camino actual, que no puede ser más largo que el objetivo
            dividido entre el menor número; los resultados van aparte.""",
            """Hay que pasar por todas las combinaciones, pero en cada momento solo se recuerda una, la que se
            está formando.""",
        ),
        use=(
            """Cuando hay que listar todas las combinaciones, no solo contarlas, y el objetivo es lo bastante
            pequeño para que no sean demasiadas.""",
            """Para ver todas las formas de servir un pedido exacto con envases de distinto tamaño, por ejemplo
            30 huevos en cajas de 6, 10 y 12, y elegir luego la más cómoda.""",
            """No conviene si solo quieres saber cuántas combinaciones hay o cuál usa menos números, porque la
            programación dinámica lo calcula sin enumerarlas. Con ceros o negativos, además, la recursión no
            termina.""",
        ),
        beliefs=(
            QA(
                "2 + 3 y 3 + 2 son dos combinaciones distintas que suman 5",
                """No: como combinación cuentan una vez, porque el orden no importa. El algoritmo lo asegura al
                no volver nunca a números anteriores: ‹combinaciones([2, 3], 5) =›.""",
                title="2 + 3 y 3 + 2",
            ),
            QA(
                "En la búsqueda de combinaciones que suman un objetivo, cada número se puede usar una sola vez.",
                """No: aquí puede repetirse, porque la llamada recursiva sigue desde el mismo número:
                ‹combinaciones([2], 6) =›. Para usarlo una vez habría que seguir desde el siguiente.""",
                title="usar una sola vez",
            ),
            QA(
                "Si ordeno los números, la búsqueda de combinaciones deja de ser exponencial.",
                """No: ordenar permite cortar ramas y ahorra mucho, pero el peor caso sigue siendo exponencial,
                porque puede haber muchísimas combinaciones que listar.""",
                title="ordenar y exponencial",
            ),
        ),
        faster=(
            QA(
                "Para listar las formas de sumar 20 con números de una lista, ¿vuelta atrás o bucles anidados?",
                """Vuelta atrás, si no sabes cuántos sumandos habrá: los bucles anidados fijan de antemano esa
                cantidad. Para exactamente dos o tres sumandos, los bucles son más sencillos.""",
                title="o bucles anidados",
            ),
            QA(
                "Al buscar combinaciones que sumen 50, ¿pruebo todo y filtro al final o corto por el camino?",
                """Corta por el camino: en cuanto un número supera lo que falta, se abandonan él y todos los
                mayores. Las dos formas son exponenciales, pero así se visitan muchos menos casos.""",
                title="filtrar o cortar",
            ),
        ),
        results=(
            Result(
                "combinaciones([3, 5], 11)",
                """Con tres veces el 3 quedan 2, y nada cabe. Con dos quedan 5, que se completan con un 5. Los
                demás caminos se quedan a medias.""",
            ),
            Result(
                "combinaciones([4, 6], 10)",
                """Tras el 4 se prueba otro 4 y faltan 2, que no se pueden formar; después el 6, que completa
                el 10. Desde el 6 no se vuelve al 4, así que no se repite.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Un cajero con billetes de 20 y 50 quiere ver todas las formas de dar 140 euros. ¿Qué
                    algoritmo uso?""",
                    """Vuelta atrás: añade un billete, resta de lo que falta y sigue; si no hay salida, quita el
                    último y prueba otro. Salen dos: siete de 20, o dos de 20 y dos de 50.""",
                ),
                QA(
                    "¿Y cómo evito repetir la misma en otro orden?",
                    """Desde cada billete solo continúa con él mismo o con los mayores. Así cada combinación
                    aparece una vez, con los billetes de menor a mayor.""",
                ),
                QA(
                    "y si solo quiero la que usa menos billetes",
                    """Entonces no hace falta listarlas todas: es el problema del cambio, que la programación
                    dinámica resuelve en O(kM), con k tipos de billete e importe M.""",
                ),
            ),
            (
                QA(
                    "¿Por qué al buscar combinaciones se copia la lista antes de guardarla?",
                    """Porque `actual` es una sola lista que se va modificando. Sin copiarla, todos los
                    resultados serían la misma lista, que al final queda vacía.""",
                ),
                QA(
                    "¿Cómo se copia?",
                    """Con `actual[:]`, que crea una lista nueva con los mismos números. También valdría
                    `list(actual)`; el coste es proporcional a la longitud de la combinación.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas el código que da todas las sumas que forman un total con números que se repiten?",
            "La función interna añade un número, busca el resto y lo quita antes de probar el siguiente:",
            (
                "combinaciones([5, 2, 10], 10)",
                "combinaciones([7], 3)",
            ),
            "Pasar `i` y no `i + 1` en la llamada es lo que permite repetir el mismo número.",
        ),
    ),
)
