"""La generación de subconjuntos."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="subconjuntos",
    name="la generación de subconjuntos",
    topic="vuelta atrás",
    level="básico",
    time="O(n · 2ⁿ)",
    space="O(n²) además de los resultados, por las listas parciales",
    code="""
def subconjuntos(a):
    resultado = []

    def decidir(i, actual):
        if i == len(a):
            resultado.append(actual)
            return
        decidir(i + 1, actual)
        decidir(i + 1, actual + [a[i]])

    decidir(0, [])
    return resultado
""",
    theory=Theory(
        """
        Para generar todos los subconjuntos se toma, con cada elemento, una decisión de dos opciones: dejarlo
        fuera o incluirlo.

        1. Se decide sobre el primer elemento.
        2. Para cada opción, se decide de forma recursiva sobre los demás.
        3. Al decidir el último, el subconjunto está completo.

        Como hay 2 opciones por elemento, salen 2ⁿ subconjuntos, incluidos el vacío y el total. **Ejemplo:**
        los de `[1, 2]` son ‹subconjuntos([1, 2])›.
        """,
        pitfall="olvidar el conjunto vacío, que también es un subconjunto.",
    ),
    complexity=Complexity(
        """
        Hay 2ⁿ subconjuntos, con n/2 elementos de media, y copiarlos cuesta O(n) cada uno: en total O(n · 2ⁿ).
        Con n = 20 son algo más de un millón; con n = 40, más de un billón.

        La recursión tiene n niveles y en cada uno puede haber una lista parcial distinta, de hasta n
        elementos: O(n²), insignificante frente a los resultados. Con una sola lista, en la que se añade y se
        quita, sería O(n).
        """,
        Count(
            "resultado.append(actual)",
            "subconjuntos generados",
            tuple((n, f"subconjuntos(list(range({n})))") for n in (2, 5, 10)),
        ),
    ),
    build=Build(
        "Genera todos los subconjuntos de una lista.",
        "Una función recursiva decide si el elemento i se queda fuera o entra, y se llama para el siguiente.",
        ("subconjuntos(['a', 'b'])", "len(subconjuntos(range(6)))"),
        "`actual + [a[i]]` crea una lista nueva, por lo que no hace falta deshacer nada.",
    ),
    bugs=(
        Bug(
            "A mi generador de subconjuntos le falta la mitad de los resultados o más. ¿Por qué?",
            (
                "        decidir(i + 1, actual)\n        decidir(i + 1, actual + [a[i]])\n",
                "        decidir(len(a), actual)\n        decidir(i + 1, actual + [a[i]])\n",
            ),
            "subconjuntos([1, 2, 3])",
            """Al dejar fuera un elemento se salta directamente al final, sin decidir sobre los demás. Solo
            se obtienen los comienzos de la lista: ninguno, el primero, los dos primeros…""",
            "las dos llamadas deben continuar en el elemento siguiente.",
        ),
        Bug(
            "Genero subconjuntos con máscaras de bits, pero falta el conjunto completo. ¿Qué está mal?",
            ("range(1 << len(a))", "range((1 << len(a)) - 1)"),
            "con_mascaras('ab')",
            """El rango acaba antes de tiempo. Las máscaras van de 0 a 2ⁿ − 1, ambas incluidas, y `range` ya
            excluye su límite superior.""",
            code="""
def con_mascaras(a):
    return [[x for i, x in enumerate(a) if m >> i & 1] for m in range(1 << len(a))]
""",
        ),
    ),
    exercises=(
        Trace(
            "Genera los subconjuntos de {x, y, z} decidiendo elemento a elemento.",
            "subconjuntos(['x', 'y', 'z'])",
            "resultado.append(actual)",
            "{'Conjunto vacío' if not actual else 'Subconjunto {' + ', '.join(actual) + '}'}.",
            "Salen ocho, porque 2³ = 8:",
            """Los cuatro primeros dejan fuera la x, y los cuatro últimos la incluyen. Cada mitad
            repite los subconjuntos de {y, z}: por eso añadir un elemento duplica el total.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Recursión o máscaras de bits para recorrer subconjuntos?",
            """
            Máscaras si hay que recorrerlos todos y n es pequeño; recursión si se puede podar.

            - **Máscaras:** los números de 0 a 2ⁿ − 1; el bit i dice si está el elemento i. Sin recursión, y
            la máscara sirve de índice en tablas de programación dinámica.
            - **Recursión:** permite abandonar una rama, por ejemplo cuando la suma parcial ya se pasa del
            objetivo.

            En ambos casos el total es exponencial: O(2ⁿ) sin contar el trabajo por subconjunto.
            """,
            level="intermedio",
            title="recursión o máscaras",
        ),
    ),
    concepts=(
        QA(
            "¿Por qué un conjunto de n elementos tiene 2ⁿ subconjuntos?",
            """
            Porque cada elemento admite dos posibilidades independientes, estar o no estar, y se multiplican:
            2 · 2 · … · 2 = 2ⁿ.

            También se ve por inducción: los subconjuntos de n + 1 elementos son los de n, una vez sin el
            nuevo elemento y otra con él, el doble. Con n = 0 hay uno, el vacío, y 2⁰ = 1. De ellos, C(n, k)
            tienen exactamente k elementos, y por eso la suma de todos los números combinatorios de la fila n
            es 2ⁿ.
            """,
            title="por qué 2ⁿ",
        ),
        QA(
            "¿Cómo genero solo los subconjuntos de tamaño k?",
            """
            Se eligen los elementos en orden de posición y se para al tener k; en Python ya lo hace
            `itertools.combinations`.

            ```python
            from itertools import combinations

            print(list(combinations("abcd", 3)))  #=
            ```

            Al escribirlo a mano, conviene podar: si con los elementos que quedan no se llega a k, se abandona
            la rama. Hay C(n, k) = n! / (k! (n − k)!) combinaciones; por ejemplo, C(49, 6) son casi 14
            millones.
            """,
            title="de tamaño k",
        ),
        QA(
            "¿Cómo recorro los subconjuntos de una máscara de bits?",
            """
            Empezando por la propia máscara m y repitiendo s = (s − 1) & m hasta llegar a 0.

            ```python
            m, s = 0b1011, 0b1011
            subs = []
            while s:
                subs.append(bin(s)[2:])
                s = (s - 1) & m
            print(subs)  #=
            ```

            Restar 1 baja al número anterior, y la conjunción elimina los bits ajenos a m. Recorre los
            subconjuntos no vacíos de mayor a menor. Hacerlo para todas las máscaras de n bits cuesta O(3ⁿ),
            no O(4ⁿ).
            """,
            level="avanzado",
            title="de una máscara",
        ),
    ),
    brief=Brief(
        what=(
            """Es obtener todas las selecciones posibles de unos elementos, desde no tomar ninguno hasta tomarlos
            todos, sin que importe el orden.""",
            """Consiste en decidir, elemento a elemento, si entra o se queda fuera; cada serie completa de
            decisiones da un subconjunto distinto.""",
            """Es como pedir una pizza con ingredientes a elegir: cada uno se pone o no, y la generación de
            subconjuntos escribe todas las pizzas posibles, incluida la que no lleva nada.""",
            """La generación de subconjuntos recorre un árbol de decisiones de sí o no, con un nivel por elemento
            y un subconjunto en cada hoja.""",
        ),
        cost=(
            """Cada elemento nuevo duplica los subconjuntos, y copiar cada uno lleva un tiempo proporcional a sus
            elementos.""",
            """En cada nivel de la recursión puede haber una lista a medias, de hasta n elementos, y los niveles
            son n.""",
            """El árbol tiene 2ⁿ hojas con hasta n elementos en cada una; por el camino solo vive una lista
            parcial por nivel.""",
        ),
        use=(
            """Cuando hay que examinar todas las selecciones de pocos elementos, hasta unos 20, y ninguna regla
            permite descartarlas antes.""",
            """Al probar un programa con varias opciones que se activan o no: recorrer los subconjuntos de
            opciones da todas las configuraciones que hay que comprobar.""",
            """Con más de 25 o 30 elementos, porque el total se duplica con cada uno. Si solo buscas una
            selección que sume cierta cantidad, la programación dinámica suele ser mejor.""",
        ),
        beliefs=(
            QA(
                "un conjunto de tres elementos tiene seis subconjuntos",
                """No: tiene 2³ = 8, contando el vacío y el total, porque cada elemento puede estar o no:
                ‹len(subconjuntos('abc')) =›. Seis son sus permutaciones.""",
                title="tres elementos",
            ),
            QA(
                "El conjunto vacío no tiene ningún subconjunto.",
                "No: tiene uno, él mismo, y por eso ‹subconjuntos([]) =›. Concuerda con la fórmula, porque 2⁰ = 1.",
                title="el conjunto vacío",
            ),
            QA(
                "Pasar de 20 a 40 elementos hace que generar los subconjuntos tarde el doble.",
                """No: se multiplica por más de un millón, 2²⁰. El tiempo es O(n · 2ⁿ) y ya se duplica al añadir
                un solo elemento.""",
                title="de 20 a 40",
            ),
        ),
        faster=(
            QA(
                "Tengo 10 ingredientes y quiero ver todas las mezclas posibles. ¿Es viable generarlas todas?",
                """Sí: son 2¹⁰ = 1024, un instante. Con 30 serían más de mil millones y convendría podar o
                plantearlo de otra forma.""",
                title="10 ingredientes",
            ),
            QA(
                """¿Qué gasta menos memoria al generar subconjuntos, crear listas nuevas o usar una sola en la
                que se añade y se quita?""",
                """Una sola lista: O(n) durante la búsqueda, frente a O(n²) de las listas parciales. A cambio hay
                que deshacer cada elección y copiar la lista al guardarla.""",
                title="listas nuevas o una sola",
            ),
        ),
        results=(
            Result(
                "subconjuntos([5])",
                """Con un elemento solo hay una decisión: primero se deja fuera, y sale el vacío; después se
                incluye, y sale la lista con el 5.""",
            ),
            Result(
                "subconjuntos('ab')[-1]",
                """La última rama es la que incluye todos los elementos, porque en cada paso la segunda llamada
                recursiva es la que añade.""",
            ),
        ),
        talks=(
            (
                QA(
                    """Quiero probar mi programa con tres opciones, cada una activada o no. ¿Cómo saco todos los
                    casos?""",
                    """Genera los subconjuntos de las tres opciones: cada uno dice cuáles están activas. Son 2³ =
                    8, desde ninguna hasta las tres.""",
                ),
                QA(
                    "¿Y si añado una cuarta?",
                    "Se duplican: 16. Los ocho de antes sin la nueva opción y los mismos ocho con ella.",
                ),
                QA(
                    "y con veinte",
                    """Pasan de un millón. Recorrerlos es cuestión de segundos, pero si cada prueba tarda un
                    minuto ya no es viable y hay que escoger casos.""",
                ),
            ),
            (
                QA(
                    "¿Por qué al generar subconjuntos hay dos llamadas recursivas?",
                    """Una para cada decisión sobre el elemento: dejarlo fuera o incluirlo. Las dos continúan
                    después con el elemento siguiente.""",
                ),
                QA(
                    "¿Y cuándo para?",
                    """Cuando ya no quedan elementos, es decir, `i` llega al final. Ahí el subconjunto está
                    completo y se guarda.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas una función que dé todas las selecciones posibles de una lista?",
            "`decidir` llega a cada elemento con el subconjunto parcial y abre dos ramas, sin él y con él:",
            (
                "subconjuntos([1, 2, 3])",
                "subconjuntos('')",
            ),
            "Por el orden de las dos llamadas, el conjunto vacío sale siempre el primero y el total, el último.",
        ),
    ),
)
