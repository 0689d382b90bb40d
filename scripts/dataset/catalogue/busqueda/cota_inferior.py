"""La búsqueda de la cota inferior (bisect_left)."""

from ...entry import QA, Brief, Bug, Build, Complexity, Count, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="cota-inferior",
    name="la búsqueda de la cota inferior (bisect_left)",
    topic="búsqueda",
    level="intermedio",
    time="O(log n)",
    space="O(1)",
    code="""
def cota_inferior(a, x):
    izq, der = 0, len(a)
    while izq < der:
        medio = (izq + der) // 2
        if a[medio] < x:
            izq = medio + 1
        else:
            der = medio
    return izq
""",
    theory=Theory(
        """
        La cota inferior de x en una lista ordenada es la primera posición cuyo valor es mayor o igual que x;
        si no hay ninguna, es la longitud de la lista.

        - Se busca en el tramo semiabierto `[izq, der)`, que empieza siendo la lista completa.
        - Si `a[medio] < x`, la respuesta está a la derecha de `medio`.
        - Si no, `medio` puede ser la respuesta, así que se conserva: `der = medio`.

        **Ejemplo:** ‹cota_inferior([1, 3, 3, 7], 3) =›, la primera aparición; ‹cota_inferior([1, 3, 3, 7], 4)
        =›, el lugar donde se insertaría.
        """,
        pitfall="""creer que el valor de esa posición es siempre x. Puede ser mayor, o la posición puede
        quedar fuera de la lista.""",
    ),
    complexity=Complexity(
        """
        El tramo `[izq, der)` mide n al principio y en cada vuelta pasa a medir como mucho la mitad. Cuando
        mide 0, la búsqueda termina. A diferencia de la búsqueda binaria clásica, nunca acaba antes por
        suerte: siempre reduce el tramo hasta vaciarlo, así que el mejor caso también es logarítmico.

        Guarda tres enteros, sin listas auxiliares ni recursión.
        """,
        Count(
            "medio = (izq + der) // 2",
            "vueltas",
            tuple((n, f"cota_inferior(list(range({n})), 1)") for n in (16, 256, 4096)),
        ),
    ),
    build=Build(
        """Escribe una función que devuelva la primera posición de una lista ordenada cuyo valor sea mayor o
        igual que x.""",
        """El tramo `[izq, der)` contiene siempre la respuesta; se encoge hasta que los dos extremos coinciden.""",
        ("cota_inferior([10, 20, 20, 30], 20)", "cota_inferior([10, 20, 20, 30], 99)"),
        "Es lo mismo que `bisect.bisect_left` de la biblioteca estándar.",
    ),
    bugs=(
        Bug(
            """Esta función debería dar la primera posición con valor mayor o igual que x, pero se salta los
            iguales. ¿Por qué?""",
            ("if a[medio] < x:", "if a[medio] <= x:"),
            "cota_inferior([1, 3, 3, 7], 3)",
            """La comparación `<=` descarta también los valores iguales a x. Lo que calcula entonces es la cota
            *superior* (`bisect_right`): la primera posición con un valor estrictamente mayor.""",
        ),
        Bug(
            "Mi cota inferior falla cuando todos los valores son menores que x. ¿Qué cambio?",
            ("izq, der = 0, len(a)", "izq, der = 0, len(a) - 1"),
            "cota_inferior([1, 2], 5)",
            """El extremo derecho inicial excluye una respuesta posible: la longitud de la lista. Con `len(a) -
            1` la función nunca puede decir «va al final».""",
            "el tramo es semiabierto y `der` debe empezar en `len(a)`.",
        ),
    ),
    exercises=(
        QA(
            "Cuenta cuántas veces aparece un valor en una lista ordenada sin recorrerla entera.",
            """
            Se resta la cota inferior de la cota superior: entre ambas están todas las apariciones.

            ```python
            from bisect import bisect_left, bisect_right

            def apariciones(a, x):
                return bisect_right(a, x) - bisect_left(a, x)

            print(apariciones([1, 2, 2, 2, 5], 2))  #=
            print(apariciones([1, 2, 2, 2, 5], 4))  #=
            ```

            1. `bisect_left` da la primera posición con valor ≥ x.
            2. `bisect_right` da la primera con valor > x.
            3. Si x no está, las dos coinciden y la resta es 0.

            Son dos búsquedas de O(log n), mientras que `a.count(x)` sería O(n).
            """,
        ),
        Trace(
            "Sigue la búsqueda de la cota inferior de 6 en [1, 4, 6, 6, 9, 11].",
            "cota_inferior([1, 4, 6, 6, 9, 11], 6)",
            "if a[medio] < x:",
            """Tramo [{izq}, {der}), medio = {medio}: {a[medio]} {'< 6, izq pasa a ' + str(medio + 1) if
            a[medio] < x else '≥ 6, der pasa a ' + str(medio)}.""",
            "La cota inferior es la posición ‹cota_inferior([1, 4, 6, 6, 9, 11], 6)›, la del primer 6:",
            """Aunque en el primer paso ya se ha visto un 6, no se puede parar: podría haber otro más a la
            izquierda, y en efecto lo hay.""",
        ),
    ),
    comparisons=(
        QA(
            "¿Cuándo uso bisect_left y cuándo bisect_right?",
            """
            `bisect_left` da la primera posición con valor ≥ x y `bisect_right` la primera con valor > x; solo
            difieren si x está en la lista.

            - **¿Está x?** `i = bisect_left(a, x)` y comprobar `i < len(a) and a[i] == x`.
            - **Cuántos son menores que x:** `bisect_left(a, x)`.
            - **Cuántos son menores o iguales:** `bisect_right(a, x)`.
            - **Cuántos hay en [p, q]:** `bisect_right(a, q) - bisect_left(a, p)`.

            Para insertar respetando el orden de llegada entre iguales, usa la derecha: el nuevo queda detrás.
            """,
            title="frente a bisect_right",
        ),
    ),
    concepts=(
        QA(
            "¿Qué ventaja tienen los tramos semiabiertos [izq, der) en la búsqueda binaria?",
            """
            Simplifican los casos límite: la longitud es der − izq, el tramo vacío es izq == der y la
            respuesta «al final» se representa de forma natural con len(a).

            Además encajan con Python, donde `a[izq:der]` y `range(izq, der)` usan la misma convención. Al
            partir por `medio`, los dos trozos son `[izq, medio)` y `[medio, der)`, sin sumas ni restas de 1.
            **Error común:** mezclar convenciones, por ejemplo tramo semiabierto con la condición `izq <=
            der`, que produce bucles infinitos o accesos fuera de rango.
            """,
            title="tramos semiabiertos",
        ),
        QA(
            """Explica la búsqueda binaria como búsqueda de la frontera en una secuencia de falsos y verdaderos.""",
            """
            Si una condición es falsa en las primeras posiciones y verdadera desde cierto punto, la búsqueda
            binaria encuentra ese punto en O(log n).

            Para la cota inferior, la condición es `a[i] >= x`: en `[1, 4, 6, 9]` con x = 5 vale F, F, V, V, y
            la frontera es la posición 2. Lo único que se necesita es que la condición sea **monótona**, es
            decir, que no vuelva a falso. Visto así, también sirve sin ninguna lista: para raíces enteras,
            tiempos mínimos o capacidades.
            """,
            title="búsqueda de la frontera",
        ),
        QA(
            "¿Por qué termina siempre el bucle de la cota inferior?",
            """
            Porque en cada vuelta el tramo `[izq, der)` se hace estrictamente más corto.

            Como `izq < der`, se cumple izq ≤ medio < der. Si `a[medio] < x`, izq pasa a medio + 1, que es
            mayor que izq. Si no, der pasa a medio, que es menor que der. En los dos casos der − izq disminuye
            al menos en 1, y es un entero no negativo: no puede bajar indefinidamente. Esa cantidad se llama
            **variante** del bucle o función de cota.
            """,
            level="avanzado",
            title="terminación del bucle",
        ),
    ),
    brief=Brief(
        what=(
            """Es una búsqueda binaria que no se conforma con encontrar un valor: da la primera posición donde hay
            uno mayor o igual.""",
            """Un algoritmo que dice dónde habría que insertar un valor en una lista ordenada para que siga en
            orden, por delante de los iguales.""",
            """Como buscar tu sitio en una fila por estatura: el primer puesto cuyo ocupante no es más bajo que tú.
            Esa posición es la cota inferior.""",
            """La búsqueda de la cota inferior localiza la frontera entre los elementos menores que x y los que no
            lo son.""",
        ),
        cost=(
            "El tramo se parte por la mitad en cada vuelta, hasta que los extremos se juntan.",
            "Ni se copia el tramo ni hay llamadas pendientes: se mueven unos números y nada más.",
            "Cada comparación reduce el tramo a la mitad y no se copia ningún dato.",
        ),
        use=(
            """Conviene cuando la lista está ordenada y tiene repetidos y quieres el primero, o si necesitas
            saber cuántos elementos son menores que un valor.""",
            """Sirve para traducir puntos a calificaciones: con los límites de los tramos ordenados, se busca
            en cuál de ellos cae una nota. En Python es `bisect_left`.""",
            """No conviene si solo quieres saber si el valor está y no importa dónde: un conjunto responde en
            O(1) en promedio y no exige datos ordenados.""",
        ),
        beliefs=(
            QA(
                "Si el valor no está en la lista, la cota inferior da un error.",
                "No: da la posición donde habría que insertarlo, que puede ser el final de la lista.",
                title="valor que no está",
            ),
            QA(
                "La cota inferior devuelve cualquiera de las posiciones repetidas.",
                """No: da siempre la primera de ellas. Para la posición que sigue a la última repetida está
                `bisect_right`.""",
                title="posiciones repetidas",
            ),
            QA(
                "Insertar en la posición que da bisect cuesta O(log n).",
                """No: encontrarla sí es O(log n), pero insertar en la lista desplaza los elementos siguientes
                y cuesta O(n).""",
                title="insertar con bisect",
            ),
        ),
        faster=(
            QA(
                """Para contar cuántos números son menores que 50 en una lista ordenada, ¿recorrer o cota inferior?""",
                """La cota inferior: la posición que devuelve es ya la cuenta, en O(log n). Recorrer cuesta O(n).""",
                title="o recorrer para contar",
            ),
            QA(
                "¿Escribo mi cota inferior o uso bisect_left?",
                """`bisect_left`: está en la biblioteca de Python, probada y muy rápida. Escribirla sirve para
                entenderla.""",
                title="o usar bisect_left",
            ),
        ),
        results=(
            Result(
                "cota_inferior([2, 4, 4, 6], 4)",
                "Hay un solo elemento menor que 4, así que el primer 4 está en la posición 1.",
            ),
            Result(
                "cota_inferior([2, 4], 5)",
                "Los dos son menores que 5: el sitio del 5 sería el final de la lista.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo encuentro la primera vez que aparece un número en una lista ordenada con repetidos?",
                    """Con la cota inferior: busca la primera posición cuyo valor sea mayor o igual y comprueba que
                    sea ese número.""",
                ),
                QA(
                    "¿Y cuántas veces aparece?",
                    """Resta la cota inferior de x a la de x + 1 si son enteros, o usa `bisect_right` menos
                    `bisect_left`.""",
                ),
                QA(
                    "¿Eso es más rápido que contar?",
                    "Sí: son dos búsquedas, O(log n), en lugar de recorrer la lista, O(n).",
                ),
            ),
            (
                QA(
                    "En bisect_left, ¿por qué der empieza en len(a) y no en len(a) − 1?",
                    "Porque la respuesta puede ser la posición de después del último, si todos son menores.",
                ),
                QA(
                    "¿Y por qué der = medio?",
                    """Porque `a[medio]` no es menor que x, de modo que `medio` puede ser la respuesta y no se
                    debe descartar.""",
                ),
            ),
        ),
        build=Build(
            "¿Me pasas una función como bisect_left hecha a mano?",
            "El tramo `[izq, der)` contiene siempre la respuesta y se reduce hasta quedar vacío:",
            (
                "cota_inferior([1, 3, 5], 4)",
                "cota_inferior([], 8)",
            ),
            "En una lista vacía la única posición posible para insertar es la 0.",
        ),
    ),
)
