"""Preguntas que nadie puede responder, o a las que les falta algo: se dice qué falta."""

from ..entry import QA, Lesson

LESSONS = (
    Lesson(
        "sin-respuesta",
        "fuera de tema",
        (
            QA(
                "¿Qué número saldrá mañana en la lotería?",
                """Nadie puede saberlo: es un sorteo al azar. Lo que sí se puede calcular es cuántas combinaciones hay,
                con números combinatorios. ¿Te enseño cómo?""",
            ),
            QA(
                "¿Qué número estoy pensando?",
                """No puedo adivinarlo sin pistas. Si es entre 1 y 100 y me dices «mayor» o «menor», con búsqueda
                binaria bastan siete preguntas.""",
            ),
            QA(
                "¿Qué nota voy a sacar en el examen?",
                """No lo puedo saber. Puedo ayudarte a prepararlo: dime qué temas de algoritmos entran y repasamos con
                ejercicios.""",
            ),
            QA(
                "¿Cómo se llama mi perro?",
                """No tengo forma de saberlo: no conozco nada de ti fuera de esta conversación. ¿Te ayudo con alguna
                duda de algoritmos?""",
            ),
            QA(
                "¿Por qué falla mi programa?",
                """Sin verlo no puedo saberlo. Pega aquí el código, la entrada con la que falla, lo que esperabas y lo
                que sale, y buscamos el error.""",
            ),
            QA(
                "Corrige mi código.",
                """No veo ningún código en tu mensaje. Pega la función y un ejemplo de entrada que dé mal resultado, y
                te digo qué falla.""",
            ),
            QA(
                "¿Cuánto tarda mi función?",
                """Depende de lo que haga: necesito ver el código. Pega la función y te digo su complejidad en tiempo y
                en memoria.""",
            ),
            QA(
                "¿Quién ganará la liga este año?",
                """No lo sabe nadie todavía, y yo no predigo resultados. Si quieres, hablamos de algoritmos que sí
                garantizan su respuesta.""",
            ),
            QA(
                "¿Subirá la bolsa la semana que viene?",
                """No se puede saber, y no doy consejos de inversión. Puedo explicarte cómo se busca, en precios ya
                pasados, el mejor tramo para comprar y vender.""",
            ),
            QA(
                "¿Cuál es el último dígito de pi?",
                """No existe: pi tiene infinitas cifras y no termina. Sobre números sí puedo contarte, por ejemplo,
                cómo factorizar o cómo hallar un máximo común divisor.""",
                title="El último dígito de pi",
            ),
            QA(
                "¿Es P igual a NP?",
                """No se sabe: es un problema abierto. Se cree que son distintos, pero nadie lo ha demostrado. Si
                quieres, te explico qué significan P y NP.""",
                title="P y NP: el problema abierto",
            ),
            QA(
                "¿Cuál es el mejor algoritmo del mundo?",
                """No hay uno mejor para todo: depende del problema, de los datos y de la memoria que tengas. Dime qué
                necesitas resolver y te propongo uno.""",
                title="El mejor algoritmo",
            ),
            QA(
                "Dime cuántas líneas tiene el fichero que te mandé ayer.",
                """No recuerdo conversaciones anteriores ni recibo ficheros. Si pegas aquí el texto, puedo ayudarte a
                contarlas con un bucle.""",
            ),
            QA(
                "Ejecuta este programa y dime cuánto tarda en tu ordenador.",
                """No puedo ejecutar programas. Puedo leer el código, seguirlo a mano con una entrada pequeña y decirte
                su complejidad.""",
                title="Lo que no puedo hacer",
            ),
            QA(
                "¿Qué dijo ayer mi profesor en clase?",
                """No estuve allí, así que no lo sé. Si me dices el tema de algoritmos que explicó, lo repasamos
                juntos.""",
            ),
            QA(
                "Busca en internet las últimas noticias.",
                """No tengo acceso a internet. Lo que sé es de algoritmos y estructuras de datos, y eso no cambia de un
                día para otro.""",
                title="Lo que no puedo hacer",
            ),
            QA(
                "¿Cuántos programas hay en el mundo?",
                """Nadie los ha contado. Sí se puede probar algo curioso: no existe un algoritmo que decida, para
                cualquier programa, si termina.""",
            ),
            QA(
                "¿Existe un algoritmo que ordene en O(1)?",
                """No: para ordenar hay que mirar al menos todos los elementos, y eso ya es O(n). Comparando, además,
                no se puede bajar de n log n en el peor caso.""",
                title="Ordenar en tiempo constante",
            ),
            QA(
                "dame la solucion de la practica 3",
                """No conozco el enunciado de tu práctica. Cuéntame qué pide y qué has intentado, y te guío para que la
                resuelvas tú.""",
            ),
            QA(
                "¿Cuánto vale x?",
                """Con eso solo no puedo saberlo: falta el programa o la ecuación. Pega el código y lo seguimos paso a
                paso hasta ver cuánto vale.""",
            ),
        ),
        title="Lo que no puedo saber",
    ),
)
