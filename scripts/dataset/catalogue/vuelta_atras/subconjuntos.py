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
        ),
    ),
    brief=Brief(
        what=(
            """Es listar todos los grupos que se pueden formar con unos elementos, desde el vacío hasta el total,
            decidiendo con cada uno si entra o no.""",
            """Un algoritmo que para cada elemento toma dos caminos, dejarlo fuera o incluirlo; con n elementos
            produce 2ⁿ subconjuntos.""",
            """Como hacer la maleta con tres prendas: cada una la metes o no, y por eso hay 2 × 2 × 2 = 8 maletas
            posibles.""",
            """La generación de subconjuntos recorre las dos decisiones de cada elemento de forma recursiva hasta
            haber decidido sobre todos.""",
        ),
        cost=(
            "Hay 2ⁿ subconjuntos y construir cada uno puede costar hasta n.",
            "Hay n llamadas pendientes a la vez y cada una conserva su propia lista, de hasta n elementos.",
            """El número de resultados se duplica con cada elemento nuevo, y en cada nivel se copia la lista
            parcial.""",
        ),
        use=(
            "Cuando hay que examinar todas las selecciones posibles de pocos elementos, hasta unos veinte.",
            "Sirve para probar qué combinación de filtros, ingredientes o inversiones da el mejor resultado.",
            """Con treinta o más elementos son más de mil millones: usa programación dinámica o encontrarse en el
            medio.""",
        ),
        beliefs=(
            QA(
                "Un conjunto de 5 elementos tiene 25 subconjuntos.",
                "No: tiene 2⁵ = 32, porque cada elemento puede estar o no estar. El vacío también cuenta.",
            ),
            QA(
                "El conjunto vacío no es un subconjunto.",
                "Sí lo es: es el que sale al dejar fuera todos los elementos.",
            ),
            QA(
                "Si añado un elemento, el número de subconjuntos aumenta en uno.",
                "No: se duplica, porque cada subconjunto anterior puede llevarlo o no.",
            ),
        ),
        faster=(
            QA(
                "Para recorrer subconjuntos de 20 elementos, ¿recursión o máscaras de bits?",
                """Las máscaras suelen ser más rápidas: un bucle de 0 a 2²⁰ − 1. El orden de crecimiento es el
                mismo, 2ⁿ.""",
            ),
            QA(
                "Solo necesito los grupos de 2 elementos de 30. ¿Genero todos los subconjuntos?",
                """No: los de 2 son 435, y `itertools.combinations` los da directamente. Todos serían más de mil
                millones.""",
            ),
        ),
        results=(
            Result(
                "subconjuntos([7])",
                "Primero se deja fuera el 7 y queda el vacío; después se incluye.",
            ),
            Result(
                "len(subconjuntos('abcde'))",
                "Cada una de las cinco letras está o no está: 2 · 2 · 2 · 2 · 2.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cuántas pizzas distintas puedo pedir con 4 ingredientes opcionales?",
                    "Dieciséis: cada ingrediente lo pones o no, 2⁴ = 16, contando la pizza sin ninguno.",
                ),
                QA(
                    "¿Y con 10 ingredientes?",
                    "1024, que es 2¹⁰. Cada ingrediente más duplica la cantidad.",
                ),
            ),
            (
                QA(
                    "¿Por qué se llama dos veces a decidir?",
                    """Una llamada deja fuera el elemento y la otra lo incluye: son las dos ramas de cada decisión.""",
                ),
                QA(
                    "cuando se guarda el resultado",
                    "Cuando ya se ha decidido sobre todos los elementos, es decir, cuando `i` llega al final.",
                ),
                QA(
                    "¿Y por qué actual + [x] y no append?",
                    """Porque `+` crea una lista nueva; con `append` las dos ramas compartirían la misma y se
                    mezclarían.""",
                ),
            ),
        ),
        build=Build(
            "¿Me escribes en Python todas las combinaciones posibles de meter o no cada elemento?",
            "Para cada elemento se exploran las dos opciones, primero sin él y después con él:",
            (
                "subconjuntos([1, 2, 3])",
                "len(subconjuntos([]))",
            ),
            "La lista vacía tiene un único subconjunto, ella misma, y por eso la cuenta da 1.",
        ),
    ),
)
