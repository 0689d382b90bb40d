"""La fusión de intervalos."""

from ...entry import QA, Brief, Bug, Build, Complexity, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="fusion-intervalos",
    name="la fusión de intervalos",
    topic="voraces",
    level="básico",
    time="O(n log n)",
    space="O(n)",
    code="""
def fusionar(intervalos):
    resultado = []
    for inicio, fin in sorted(intervalos):
        if resultado and inicio <= resultado[-1][1]:
            resultado[-1][1] = max(resultado[-1][1], fin)
        else:
            resultado.append([inicio, fin])
    return resultado
""",
    theory=Theory(
        """
        Fusionar intervalos es reemplazar los que se solapan por uno solo que los cubra, hasta que todos
        queden separados.

        1. Se ordenan por su inicio.
        2. Se recorre la lista llevando el último intervalo del resultado.
        3. Si el siguiente empieza antes de que termine ese, o justo cuando termina, se alarga; si no, se
        abre uno nuevo.

        **Ejemplo:** ‹fusionar([(1, 3), (8, 10), (2, 6)]) =›.
        """,
        pitfall="""al alargar, poner directamente el fin del nuevo. Puede ser menor, si el nuevo está
        contenido en el anterior.""",
    ),
    complexity=Complexity(
        """
        La ordenación cuesta O(n log n) y domina. En la pasada posterior cada intervalo se compara solo con el
        último del resultado, O(n) en total: no hace falta compararlo con los demás porque, al estar ordenados
        por inicio, solo puede solaparse con el último.

        El resultado contiene como mucho n intervalos. En el peor caso, ninguno se solapa y el resultado tiene
        el mismo tamaño que la entrada.
        """,
    ),
    build=Build(
        "Fusiona los intervalos que se solapan o se tocan.",
        "Con los intervalos ordenados por inicio, cada uno amplía el último del resultado o empieza otro.",
        ("fusionar([(5, 8), (1, 4), (4, 5), (10, 12)])", "fusionar([(1, 9), (2, 3)])"),
    ),
    bugs=(
        Bug(
            "Al fusionar intervalos, a veces el resultado se acorta. ¿Qué línea lo provoca?",
            ("resultado[-1][1] = max(resultado[-1][1], fin)", "resultado[-1][1] = fin"),
            "fusionar([(1, 9), (2, 3)])",
            """Se asigna el fin del intervalo nuevo sin compararlo. Si está contenido en el anterior, el fin
            retrocede y se pierde una parte.""",
        ),
        Bug(
            "Mi fusión deja intervalos solapados sin unir. ¿Qué falta?",
            ("in sorted(intervalos):", "in intervalos:"),
            "fusionar([(1, 3), (8, 10), (2, 6)])",
            """No se ordenan antes de recorrerlos. El algoritmo solo compara con el último del resultado, y eso
            basta únicamente si los inicios van en orden.""",
        ),
    ),
    exercises=(
        Trace(
            "Fusiona los intervalos (2, 4), (9, 11), (3, 7), (10, 15) y (6, 8).",
            "fusionar([(2, 4), (9, 11), (3, 7), (10, 15), (6, 8)])",
            "if resultado and inicio <= resultado[-1][1]:",
            """({inicio}, {fin}): {'se abre un intervalo nuevo' if not resultado or inicio > resultado[-1][1]
            else 'empieza dentro de ' + str(resultado[-1]) + ', se une'}.""",
            """Quedan dos: ‹fusionar([(2, 4), (9, 11), (3, 7), (10, 15), (6, 8)])›. Se examinan por orden de
            inicio:""",
            """El tercero se une gracias a que el primero ya se había alargado hasta 7: las uniones se
            encadenan.""",
        ),
    ),
    comparisons=(
        QA(
            "En problemas de intervalos, ¿cuándo ordeno por inicio y cuándo por fin?",
            """
            Por inicio, para fusionar o recorrer en el tiempo; por fin, para elegir el máximo de intervalos
            compatibles.

            - **Fusionar, hallar huecos, insertar uno nuevo:** inicio; solo importa el último abierto.
            - **Selección de actividades, mínimo de puntos que tocan todos:** fin; conviene liberar cuanto
            antes.
            - **Máxima coincidencia simultánea:** se ordenan todos los extremos mezclados.

            En los tres casos el coste es O(n log n), el de ordenar.
            """,
            level="intermedio",
            title="por inicio o por fin",
        ),
    ),
    concepts=(
        QA(
            "¿Cómo encuentro los huecos libres de una agenda a partir de las reuniones?",
            """
            Se fusionan las reuniones y los huecos son los espacios entre un intervalo fusionado y el
            siguiente.

            ```python
            reuniones = [(9, 10), (13, 14), (9, 11)]
            libre, huecos = 8, []
            for inicio, fin in sorted(reuniones):
                if inicio > libre:
                    huecos.append((libre, inicio))
                libre = max(libre, fin)
            huecos.append((libre, 18))
            print(huecos)  #=
            ```

            La jornada va de 8 a 18. El `max` evita que una reunión corta, contenida en otra, retrase el
            reloj. Cuesta O(n log n).
            """,
            title="huecos libres",
        ),
        QA(
            "¿Cuándo se solapan dos intervalos [a, b] y [c, d]?",
            """
            Cuando a ≤ d y c ≤ b, es decir, cuando cada uno empieza antes de que termine el otro.

            Es más fácil ver lo contrario: no se solapan si uno termina antes de que empiece el otro, b < c o
            d < a. Al negar esa condición se obtiene la anterior. Si los intervalos no incluyen su extremo
            derecho, `[a, b)`, las desigualdades son estrictas: a < d y c < b. **Error común:** enumerar casos
            (uno dentro de otro, cruzados…) y olvidar alguno.
            """,
            title="cuándo se solapan",
        ),
        QA(
            "¿Cómo inserto un intervalo nuevo en una lista de intervalos ya separados y ordenados?",
            """
            Se copian los que terminan antes que el nuevo, se fusiona con los que se solapan y se copian los
            restantes: O(n), sin volver a ordenar.

            Los que se solapan forman un grupo contiguo. El fusionado empieza en el mínimo de los inicios y
            termina en el máximo de los finales. Con búsqueda binaria se localiza el grupo en O(log n), pero
            construir la lista sigue costando O(n). Para muchas inserciones conviene un árbol ordenado.
            """,
            level="intermedio",
            title="insertar uno nuevo",
        ),
    ),
    brief=Brief(
        what=(
            """Es reunir los intervalos que se solapan o se tocan en otros más largos, hasta que ninguno pise a
            otro.""",
            """Consiste en ordenar los intervalos por su comienzo y recorrerlos una vez: cada uno alarga el
            último del resultado si lo toca, o abre uno nuevo si queda separado.""",
            """Es como pintar varios tramos de una regla: al terminar se ven unas pocas manchas separadas, y
            fusionar los intervalos es decir dónde empieza y acaba cada mancha.""",
            """La fusión de intervalos convierte una lista de tramos que pueden pisarse en la lista mínima de
            tramos separados que cubren exactamente lo mismo.""",
        ),
        cost=(
            """Casi todo el trabajo es ordenar por el inicio; después basta una pasada comparando cada intervalo
            con el último del resultado.""",
            """Se crea una copia ordenada y un resultado que, si ninguno se solapa, tiene tantos intervalos como
            la entrada.""",
            "Domina la ordenación, y la lista de salida puede llegar a ser tan larga como la de entrada.",
        ),
        use=(
            """Conviene cuando tienes tramos que se pisan, como horarios o rangos de fechas, y te interesa lo que
            cubren entre todos, no cada uno por separado.""",
            """En genética, la orden `bedtools merge` une los tramos de ADN que se solapan, para saber qué zonas
            del genoma quedan cubiertas.""",
            """No sirve si necesitas saber qué intervalo original contiene cada punto, porque al fusionar se pierde de
            dónde venía cada trozo. Tampoco si llegan y se borran sin parar: ahí conviene un árbol.""",
        ),
        beliefs=(
            QA(
                "para fusionar intervalos hay que comparar todas las parejas",
                """No: si los ordenas por inicio, cada uno solo puede tocar al último del resultado. Así se pasa
                de O(n²) comparaciones a O(n log n), que es lo que cuesta ordenar.""",
                title="comparar todas las parejas",
            ),
            QA(
                "Al unir dos intervalos que se solapan, el final del resultado es el del segundo.",
                """No: es el mayor de los dos finales, porque el segundo puede estar dentro del primero:
                ‹fusionar([(2, 10), (3, 5)]) =›.""",
                title="final del resultado",
            ),
            QA(
                "Si un intervalo acaba en 4 y otro empieza en 4, la fusión los deja separados.",
                """No: lo habitual es unirlos, comparando con `<=`, y por eso ‹fusionar([(1, 4), (4, 6)]) =›. Con `<`
                quedarían como dos intervalos.""",
                title="extremos que se tocan",
            ),
        ),
        faster=(
            QA(
                "Para saber cuántos minutos estuvo ocupada una sala, ¿marco cada minuto o fusiono intervalos?",
                """Fusionar, si hay pocas reuniones y largas: O(n log n) con n reuniones, sin depender de cuánto
                duran. Marcar minutos cuesta lo que suman todas las duraciones.""",
                title="o marcar cada minuto",
            ),
            QA(
                "Para fusionar mil intervalos, ¿dos bucles anidados u ordenar antes?",
                """Ordenar antes: unos 10 000 pasos, O(n log n). Dos bucles comparan cerca de medio millón de
                parejas y, además, una unión puede crear solapes nuevos que obligan a repetir.""",
                title="bucles u ordenar antes",
            ),
        ),
        results=(
            Result(
                "fusionar([(6, 9), (1, 2), (2, 4)])",
                """Ordenados son (1, 2), (2, 4) y (6, 9). El segundo empieza justo donde acaba el primero y se
                unen; el tercero queda aparte.""",
            ),
            Result(
                "fusionar([(0, 5), (1, 2), (4, 7)])",
                """El (1, 2) está dentro de (0, 5) y no cambia nada. El (4, 7) empieza antes de que acabe, así
                que el final se alarga hasta 7.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Tengo las reuniones de cuatro personas y quiero saber en qué ratos hay alguna ocupada.
                    ¿Qué hago?""",
                    """Junta todas las reuniones en una lista y fusiona los intervalos: el resultado son los
                    ratos en los que al menos una persona está ocupada.""",
                ),
                QA(
                    "¿Y los ratos en que están todas libres?",
                    """Son los huecos entre un intervalo fusionado y el siguiente, más lo que quede al principio
                    y al final de la jornada.""",
                ),
                QA(
                    "y cuanto tarda",
                    """O(n log n), con n reuniones, por ordenarlas. Si ya llegan ordenadas por hora de inicio,
                    basta la pasada, O(n).""",
                ),
            ),
            (
                QA(
                    "¿Por qué para fusionar intervalos se ordena por el inicio?",
                    """Porque así, al mirar un intervalo, todos los que empezaron antes ya están fusionados y
                    basta compararlo con el último del resultado, que es el que acaba más tarde.""",
                ),
                QA(
                    "¿Y si ordeno por el final?",
                    """Hacia delante ya no basta con mirar el último: un intervalo que acaba tarde puede haber
                    empezado antes que varios del resultado, y habría que unirlos todos.""",
                ),
            ),
        ),
        build=Build(
            "Hazme en Python una función que junte los tramos de horario que se pisan.",
            """Se recorren los intervalos por orden de inicio, y cada uno se une al último del resultado o abre
            otro:""",
            (
                "fusionar([(14, 16), (9, 11), (10, 12)])",
                "fusionar([])",
            ),
            """En el resultado los intervalos son listas y no tuplas, porque su final puede cambiar mientras se
            recorre la entrada.""",
        ),
    ),
)
