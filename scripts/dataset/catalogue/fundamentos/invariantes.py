"""El invariante de bucle."""

from ...entry import QA, Brief, Bug, Build, Entry, Result, Theory, Trace

ENTRY = Entry(
    key="invariantes",
    name="el invariante de bucle",
    topic="fundamentos",
    level="intermedio",
    time="O(n) para el ejemplo del máximo",
    space="O(1)",
    code="""
def maximo(a):
    mejor = a[0]
    for x in a:
        if x > mejor:
            mejor = x
    return mejor
""",
    theory=Theory(
        """
        Un invariante de bucle es una afirmación que se cumple antes de empezar y después de cada vuelta;
        sirve para demostrar que un bucle hace lo que debe.

        1. **Inicio:** se cumple antes de la primera vuelta.
        2. **Conservación:** si se cumple antes de una vuelta, se cumple después.
        3. **Final:** junto con la condición de salida, implica el resultado buscado.

        **Ejemplo:** al buscar el máximo, «`mejor` es el mayor de los elementos ya vistos». Al acabar se han
        visto todos: ‹maximo([3, 8, 5]) =›.
        """,
        pitfall="""elegir un invariante verdadero pero inútil, como «i es un número», que no permite deducir
        nada al final.""",
    ),
    bugs=(
        Bug(
            "Mi función del máximo falla con números negativos. ¿Qué parte del invariante no se cumple?",
            ("mejor = a[0]", "mejor = 0"),
            "maximo([-5, -2, -9])",
            """Falla el inicio: antes de la primera vuelta, `mejor` debe ser el mayor de los elementos
            vistos, y
            0 no es ningún elemento de la lista.""",
            """al empezar con `a[0]`, la afirmación es cierta desde el principio. (La lista no puede estar
            vacía.)""",
        ),
        Bug(
            """Esta división por restas da a veces un resto igual al divisor. ¿Qué condición de salida es la
            correcta?""",
            ("while r >= b:", "while r > b:"),
            "dividir(12, 4)",
            """El invariante a = b·q + r se conserva, pero al salir falta garantizar r < b. Con `>` el
            bucle se
            detiene también cuando r es igual a b.""",
            code="""
def dividir(a, b):
    q, r = 0, a
    while r >= b:
        q, r = q + 1, r - b
    return q, r
""",
        ),
    ),
    exercises=(
        Trace(
            "Comprueba el invariante a = b·q + r en cada vuelta al dividir 17 entre 5 por restas.",
            "dividir(17, 5)",
            "q, r = q + 1, r - b",
            "q = {q}, r = {r}: {b}·{q} + {r} = {b * q + r}.",
            "El resultado es ‹dividir(17, 5)›, cociente y resto. Antes de cada vuelta la igualdad se cumple:",
            """Al salir, 5·3 + 2 = 17 y además 2 < 5: las dos cosas juntas son la definición de cociente y
            resto. El bucle termina porque r disminuye en cada vuelta.""",
            code="""
def dividir(a, b):
    q, r = 0, a
    while r >= b:
        q, r = q + 1, r - b
    return q, r
""",
        ),
        QA(
            """Encuentra un invariante para este problema: separar una lista en pares e impares en una sola
            pasada.""",
            """
            Un buen invariante es: «las posiciones 0…k − 1 contienen pares y las posiciones k…i − 1,
            impares».

            ```python
            def separar(a):
                k = 0
                for i in range(len(a)):
                    if a[i] % 2 == 0:
                        a[k], a[i] = a[i], a[k]
                        k += 1
                return a

            print(separar([3, 8, 5, 2, 4]))  #=
            ```

            1. **Inicio:** k = i = 0, los dos tramos están vacíos.
            2. **Conservación:** si a[i] es impar, alarga el segundo tramo; si es par, se cambia con el
            primer
            impar y los dos tramos siguen siendo correctos.
            3. **Final:** i = n, y toda la lista está separada. Tiempo O(n), memoria O(1).
            """,
        ),
    ),
    comparisons=(
        QA(
            "¿Qué diferencia hay entre probar un programa y demostrar que es correcto?",
            """
            Probar comprueba algunos casos; demostrar los cubre todos, pero sobre el algoritmo que se ha
            razonado, no necesariamente sobre el que se ha tecleado.

            - **Pruebas:** encuentran errores, incluidos los de tecleo. No garantizan su ausencia.
            - **Demostración** (invariantes, inducción): garantiza el resultado si el código corresponde al
            razonamiento.

            Lo práctico es combinar ambas: pensar el invariante ayuda a escribir bien el bucle, y las
            pruebas
            con casos límite confirman que no se ha escapado nada.
            """,
            title="probar o demostrar",
        ),
    ),
    concepts=(
        QA(
            "¿Qué es una función variante y en qué se distingue de un invariante?",
            """
            Es una cantidad entera que disminuye en cada vuelta y nunca es negativa; demuestra que el bucle
            **termina**.

            El invariante dice que, si el bucle acaba, el resultado es correcto; la variante, que acaba.
            En la búsqueda binaria es der − izq + 1, los elementos que quedan; en Euclides, el valor de b.
            Si no se encuentra ninguna, hay que
            sospechar un bucle infinito. Con las dos se tiene la corrección total.
            """,
            title="función variante",
        ),
        QA(
            "¿Cuál es el invariante de la búsqueda binaria?",
            """
            «Si el valor buscado está en la lista, está entre las posiciones izq y der, ambas incluidas».

            Al principio el tramo es toda la lista. En cada vuelta se descarta una mitad que no puede
            contenerlo, porque la lista está ordenada, así que la afirmación se conserva. Al salir sin
            encontrarlo, izq > der: el tramo está vacío y, por el invariante, el valor no está. Muchos
            errores
            de un elemento de más o de menos son invariantes rotos.
            """,
            title="en búsqueda binaria",
        ),
        QA(
            "¿Qué son una precondición y una poscondición?",
            """
            La precondición es lo que una función exige de sus datos; la poscondición, lo que garantiza de
            su
            resultado si la precondición se cumple.

            En la búsqueda binaria, la precondición es que la lista esté ordenada y la poscondición, que
            devuelve una posición de x o −1. Si se llama con una lista desordenada, la función no tiene la
            culpa de fallar. Escribirlas en la documentación evita malentendidos; comprobarlas con `assert`
            ayuda a detectar errores pronto, si comprobarlas no es demasiado caro.
            """,
            level="básico",
            title="precondición y poscondición",
        ),
    ),
    brief=Brief(
        what=(
            """Es una afirmación que se cumple al empezar un bucle y sigue cumpliéndose después de cada vuelta; con
            ella se demuestra que el bucle acierta.""",
            """Una propiedad que el bucle nunca rompe. Al terminar, sumada a la condición de salida, dice qué se ha
            conseguido.""",
            """Como la promesa de un equilibrista de no soltar la barra: se comprueba antes de salir y en cada
            paso, y por eso también vale al llegar. Así funciona un invariante.""",
            """El invariante de bucle es lo que permanece cierto en todas las vueltas, por ejemplo «`mejor` es el
            mayor de los elementos ya vistos».""",
        ),
        cost=(
            """El ejemplo mira cada elemento de la lista una vez para mantener cierto que `mejor` es el mayor
            visto.""",
            "El bucle del ejemplo solo guarda un valor, el mejor hasta ahora.",
            """El máximo se halla con una comparación por elemento y una sola variable; el invariante en sí no
            gasta nada, es un razonamiento.""",
        ),
        use=(
            """Conviene al escribir un bucle con límites delicados, como el de una búsqueda binaria o una
            partición, o al tener que convencer a alguien de que es correcto.""",
            """En programas críticos, como los de aviones o trenes, hay herramientas que exigen el invariante de
            cada bucle para verificarlo.""",
            """No conviene en un bucle trivial que solo imprime una lista, donde no aporta nada. Tampoco basta
            por sí solo para demostrar que el bucle termina.""",
        ),
        beliefs=(
            QA(
                "El invariante es la condición del while.",
                """No: la condición dice cuándo seguir y al final es falsa. El invariante es cierto siempre,
                también al terminar.""",
                title="condición del while",
            ),
            QA(
                "Si pruebo el programa con diez listas y acierta, ya está demostrado.",
                """No: las pruebas solo cubren esos casos. El invariante razona sobre todas las entradas posibles.""",
                title="diez listas de prueba",
            ),
            QA(
                "Dentro de la vuelta el invariante no puede romperse ni un momento.",
                """Sí puede romperse a mitad de la vuelta; lo que importa es que vuelva a cumplirse al final de
                ella.""",
                title="romperse en la vuelta",
            ),
        ),
        faster=(
            QA(
                "Para encontrar por qué falla un bucle, ¿pruebo valores al azar o busco su invariante?",
                """Buscar el invariante suele llevar antes al fallo: señala la línea que lo rompe. Los valores al
                azar dicen que falla, pero no por qué.""",
                title="o valores al azar",
            ),
            QA(
                "¿Qué da más seguridad, mil pruebas o un invariante demostrado?",
                """El invariante: cubre infinitas entradas. Aun así conviene probar, porque también puede haber un
                error al escribir el código.""",
                title="frente a mil pruebas",
            ),
        ),
        results=(
            Result(
                "maximo([3, 8, 5])",
                """`mejor` empieza en 3, pasa a 8 y no cambia con el 5: en cada vuelta es el mayor de los vistos.""",
            ),
            Result(
                "maximo([4])",
                "Con un solo elemento, `mejor` ya es el mayor de los vistos antes de la primera comparación.",
            ),
        ),
        talks=(
            (
                QA(
                    "¿Cómo sé que mi bucle que suma una lista es correcto?",
                    """Busca qué es cierto en cada vuelta: «`total` es la suma de los elementos ya recorridos». Ese
                    es el invariante.""",
                ),
                QA(
                    "¿Y qué demuestro con eso?",
                    "Al acabar se han recorrido todos, así que `total` es la suma de toda la lista.",
                ),
            ),
            (
                QA(
                    "¿Por qué hay que comprobar el invariante antes de la primera vuelta?",
                    """Porque de ahí parte el razonamiento: si al principio es falso, que se conserve no sirve de
                    nada.""",
                ),
                QA(
                    "¿Es como la inducción?",
                    "Sí: el inicio es el caso base y la conservación, el paso de una vuelta a la siguiente.",
                ),
                QA(
                    "¿Y cómo sé que el bucle termina?",
                    """Eso lo da otra cosa, la función variante: una cantidad que baja en cada vuelta y no puede
                    bajar sin fin.""",
                ),
            ),
        ),
        build=Build(
            "Hazme una función que busque el mayor de una lista y dime qué es cierto en cada vuelta.",
            """En cada vuelta, `mejor` es el mayor de los elementos ya recorridos, y esa frase es el invariante del
            bucle:""",
            (
                "maximo([2, 9, 4])",
                "maximo([-5, -1])",
            ),
            """Empezar con el primer elemento, y no con 0, hace que el invariante valga también con listas de
            números negativos; con la lista vacía, en cambio, no hay máximo y la función da un error.""",
        ),
    ),
)
