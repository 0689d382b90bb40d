"""El algoritmo de votación de Boyer-Moore."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="boyer-moore-mayoria",
    name="el algoritmo de votación de Boyer-Moore",
    topic="búsqueda",
    level="básico",
    time="O(n)",
    space="O(1)",
    code="""
def mayoritario(a):
    candidato, ventaja = None, 0
    for x in a:
        if ventaja == 0:
            candidato = x
        ventaja += 1 if x == candidato else -1
    return candidato if a.count(candidato) > len(a) / 2 else None
""",
    theory=Theory(
        """
        El algoritmo de votación de Boyer-Moore encuentra el elemento que ocupa más de la mitad de una lista,
        si existe, con dos pasadas y casi sin memoria.

        1. Se mantiene un candidato y su ventaja.
        2. Cada aparición del candidato suma 1; cada elemento distinto resta 1.
        3. Cuando la ventaja es 0, el siguiente elemento pasa a ser candidato.
        4. Al final se **comprueba** el candidato con otra pasada.

        **Ejemplo:** ‹mayoritario([2, 1, 2, 3, 2]) =›.
        """,
        pitfall="dar por bueno el candidato sin contarlo; si no hay mayoría, queda uno cualquiera.",
    ),
    complexity=Complexity(
        """
        Son dos pasadas: una para obtener el candidato y otra para contarlo, cada una con trabajo constante
        por elemento, O(n). Contar con un diccionario también es O(n), pero puede guardar n claves.

        Solo se usan dos variables, el candidato y la ventaja, sin importar cuántos valores distintos haya.
        """,
        Count(
            "ventaja += 1",
            "elementos procesados en la primera pasada",
            tuple((n, f"mayoritario([7] * {n})") for n in (10, 100, 1000)),
        ),
    ),
    build=Build(
        "Encuentra en tiempo O(n) y memoria O(1) el elemento que aparece más de n/2 veces, o None si no hay.",
        """Cada elemento distinto del candidato anula uno de sus votos; solo un elemento mayoritario puede
        resistir todas las anulaciones.""",
        ("mayoritario([3, 3, 4, 2, 3])", "mayoritario([1, 2, 3])"),
    ),
    bugs=(
        Bug(
            "Mi función devuelve un elemento mayoritario aunque no lo hay. ¿Qué falta?",
            ("return candidato if a.count(candidato) > len(a) / 2 else None", "return candidato"),
            "mayoritario([1, 2, 3])",
            """No se comprueba el candidato. El algoritmo garantiza que, *si* hay mayoría, es el candidato; no
            que la haya.""",
        ),
        Bug(
            "Mi votación de Boyer-Moore cambia de candidato demasiado pronto. ¿Por qué?",
            ("if ventaja == 0:", "if ventaja <= 1:"),
            "mayoritario([2, 2, 1, 1, 2])",
            """El candidato se sustituye cuando todavía tiene ventaja. Solo debe cambiar cuando sus votos se han
            anulado por completo.""",
        ),
    ),
    exercises=(
        Trace(
            "Aplica la votación de Boyer-Moore a [5, 3, 5, 5, 1, 5].",
            "mayoritario([5, 3, 5, 5, 1, 5])",
            "ventaja += 1 if x == candidato else -1",
            """Llega {x}; candidato {candidato}, ventaja {ventaja} → {ventaja + (1 if x == candidato else -1)}.""",
            "El elemento mayoritario es ‹mayoritario([5, 3, 5, 5, 1, 5])›, que aparece 4 de 6 veces.",
            """El 3 y el 1 anulan cada uno un voto del 5. Al terminar se cuenta el candidato para confirmar que
            supera la mitad.""",
        ),
    ),
    comparisons=(
        QA(
            "Para hallar el elemento mayoritario, ¿diccionario, ordenar o votación de Boyer-Moore?",
            """
            La votación si la memoria importa o los datos llegan en flujo; el diccionario si además quieres
            las frecuencias.

            - **Diccionario** (`Counter`): O(n) en tiempo y memoria. Da todas las frecuencias.
            - **Ordenar:** O(n log n); si hay mayoría, ocupa la posición central.
            - **Votación:** O(n) y O(1). Solo sirve para mayorías de más de la mitad (o, generalizada, de más
            de n/k con k − 1 candidatos).
            """,
            title="o diccionario u ordenar",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué la votación de Boyer-Moore conserva el elemento mayoritario?",
            """
            Porque cada anulación empareja dos elementos distintos, y el mayoritario aparece más veces que
            todos los demás juntos.

            Si se van eliminando parejas de valores diferentes, cada pareja contiene como mucho una copia del
            mayoritario. Como tiene más de n/2 copias y los elementos distintos de él son menos de n/2, no
            pueden anularse todas: alguna sobrevive y es el candidato final.
            """,
            level="intermedio",
            title="conservar el mayoritario",
        ),
        QA(
            "¿Cómo encuentro los elementos que aparecen más de n/3 veces?",
            """
            Con dos candidatos y dos contadores: como mucho puede haber dos elementos así.

            Si el elemento nuevo es uno de los candidatos, suma 1 a su contador; si no lo es y hay un contador
            a 0, se convierte en su candidato; en otro caso, resta 1 a los **dos**. Cada resta elimina tres
            elementos distintos, y uno que aparece más de n/3 veces no puede desaparecer. Al final se cuentan
            los dos candidatos. En general, para más de n/k hacen falta k − 1 candidatos.
            """,
            level="avanzado",
            title="más de n/3 veces",
        ),
    ),
    brief=Brief(
        what=(
            """Es un método para hallar el elemento que ocupa más de la mitad de una lista con solo un candidato y
            un contador.""",
            """Un algoritmo de dos pasadas: la primera deja un único candidato a mayoría y la segunda comprueba si
            de verdad lo es.""",
            """Como una votación en la que cada voto se anula con otro distinto: si alguien tiene mayoría
            absoluta, es el que queda en pie.""",
            """La votación de Boyer-Moore suma 1 cuando aparece el candidato, resta 1 cuando aparece otro y cambia
            de candidato al llegar a cero.""",
        ),
        cost=(
            "Se recorre la lista dos veces: una para el candidato y otra para contarlo.",
            "Da igual cuántos valores distintos haya, porque nunca se lleva más que un candidato con su cuenta.",
            "Son dos pasadas con una operación por elemento y dos variables.",
        ),
        use=(
            """No guarda un contador por valor: conviene cuando buscas el que aparece más de la mitad de las
            veces y los datos se pueden recorrer dos veces.""",
            """Sirve para decidir el resultado de varios sensores repetidos que miden lo mismo, como los de un
            avión: vale lo que diga la mayoría, aunque alguno falle.""",
            """No sirve si buscas el más frecuente sin que llegue a la mitad: el candidato puede ser cualquiera. Para
            eso cuenta con un diccionario.""",
        ),
        beliefs=(
            QA(
                "El candidato que da la votación de Boyer-Moore es siempre el mayoritario.",
                "No: solo lo es si existe mayoría. Por eso hace falta la segunda pasada, que lo cuenta.",
                title="candidato y mayoritario",
            ),
            QA(
                "La votación de Boyer-Moore encuentra el elemento más frecuente.",
                """No: encuentra el que pasa de la mitad, si lo hay. Con `[1, 1, 2, 2, 3]` nadie llega y responde
                `None`.""",
                title="elemento más frecuente",
            ),
            QA(
                "Para hallar la mayoría hay que contar todos los valores.",
                """No: basta un candidato y un contador, O(1) de memoria. El diccionario también vale, pero ocupa
                más.""",
                title="contar todos los valores",
            ),
        ),
        faster=(
            QA(
                "¿Votación de Boyer-Moore u ordenar y mirar el centro?",
                """La votación: O(n) y O(1) de memoria. Ordenar cuesta O(n log n), y aun así hay que comprobar al
                candidato.""",
                title="frente a ordenar",
            ),
            QA(
                "¿Diccionario o votación si caben pocos datos en memoria?",
                """La votación: solo guarda dos valores. Las dos son O(n), pero el diccionario ocupa una entrada
                por valor distinto.""",
                title="o diccionario, poca memoria",
            ),
        ),
        results=(
            Result(
                "mayoritario([7, 7, 2])",
                """El 7 gana ventaja 2, el 2 la baja a 1, y al contarlo aparece dos veces de tres: más de la mitad.""",
            ),
            Result(
                "mayoritario([4, 5])",
                """El 4 gana un voto y el 5 se lo anula; el candidato sigue siendo el 4, pero aparece una vez
                de dos y no supera la mitad.""",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo sé si algún candidato tiene mayoría absoluta sin llevar un recuento de cada uno?",
                    """Con la votación de Boyer-Moore: guarda un candidato y una ventaja; después cuenta sus votos
                    para confirmarlo.""",
                ),
                QA(
                    "¿Y si nadie llega a la mitad?",
                    "La segunda pasada lo descubre y se responde que no hay mayoría.",
                ),
            ),
            (
                QA(
                    "En la votación de Boyer-Moore, ¿por qué funciona restar cuando aparece otro distinto?",
                    """Porque cada resta anula un voto del candidato con uno de otro; si alguien tiene más de la
                    mitad, no se puede anular del todo.""",
                ),
                QA(
                    "¿Y por qué se cambia de candidato con ventaja cero?",
                    """Porque hasta ahí los votos se han anulado entre sí y se empieza de nuevo con los que faltan.""",
                ),
                QA(
                    "¿Puede ganar uno que no lo merece?",
                    """Puede quedar como candidato si nadie tiene mayoría, pero la comprobación final lo cuenta
                    y lo rechaza.""",
                ),
            ),
        ),
        build=Build(
            "Hazme una función que encuentre el valor que aparece más de la mitad de las veces.",
            "Una pasada elige al candidato y `count` lo comprueba al final:",
            (
                "mayoritario(['a', 'b', 'a'])",
                "mayoritario([])",
            ),
            "Con la lista vacía el candidato es `None`, y contarlo da 0, que no supera la mitad.",
        ),
    ),
)
