"""Ways of asking, of which each record whose question is not written with the entry uses one."""

THEORY = (
    "¿Qué es {n} y cómo funciona?",
    "Explícame {n} paso a paso y con un ejemplo.",
    "¿En qué consiste {n}?",
    "No acabo de entender {n}. ¿Me lo puedes explicar desde cero?",
    "¿Cuál es la idea principal {of_n}?",
    "Necesito repasar {n}: la idea, un ejemplo y el error más frecuente.",
    "¿Cómo le explicarías {n} a alguien que está empezando?",
    "Resume {n} con sus pasos, un ejemplo y su complejidad.",
)
COMPLEXITY = (
    "¿Cuál es la complejidad {of_n} y por qué?",
    "Analiza el tiempo y la memoria {of_n}.",
    "Justifica la complejidad temporal y espacial {of_n}.",
    "¿Cómo se deduce el coste {of_n}?",
    "Razona cuánto cuesta, en tiempo y en memoria, {n}.",
    "¿De dónde sale la complejidad {of_n}? Explícame el análisis.",
    "¿Cuánto tiempo y cuánta memoria adicional necesita {n}?",
)
WHAT = (
    "¿Qué es {n}?",
    "Define {n} en una o dos frases.",
    "Dime en pocas palabras qué es {n}.",
    "Oye, ¿y eso {of_n} qué es?",
    "¿Me explicas rapidito qué hace {n}?",
    "¿Podrías decirme qué es {n}, por favor?",
    "No me suena {n}. ¿De qué va?",
    "En una frase, ¿qué es {n}?",
    "Explica {n} como si yo tuviera diez años.",
    "¿Qué hace exactamente {n}?",
    "Para un examen: ¿qué se entiende por {n}?",
    "A ver, ¿qué era {n}?",
    "Descríbeme {n} sin entrar en detalles.",
    "Recuérdame qué es {n}.",
    "¿Sabes qué es {n}?",
    "Cuéntame qué es {n}.",
    "¿Qué debo saber {of_n}?",
    "Platícame de qué trata {n}.",
    "Me topé con {n} en un libro. ¿Qué es?",
    "Quiero una definición corta {of_n}.",
    "Contame brevemente qué es {n}.",
    "{N}: ¿qué es?",
)
WHAT_AND_COST = (
    "¿Qué es {n} y cuál es su complejidad?",
    "Define {n} y di cuánto cuesta.",
    "Explícame brevemente {n} y su complejidad.",
    "{N}: idea y coste, por favor.",
    "¿Qué hace {n} y cuánto tarda?",
    "Dos cosas {of_n}: qué es y qué complejidad tiene.",
    "Resúmeme {n} en pocas líneas, con su coste.",
    "¿En qué se basa {n} y qué complejidad tiene?",
)
TIME = (
    "¿Cuánto tarda {n}?",
    "¿Cómo crece el tiempo {of_n} con el tamaño de la entrada?",
    "¿Cuál es la complejidad temporal {of_n}?",
    "¿Qué tiempo de ejecución tiene {n}?",
    "¿De qué orden es el tiempo {of_n}?",
    "¿Cuánto se demora {n}?",
    "En tiempo, ¿qué coste tiene {n}?",
    "¿Cuántas operaciones hace {n}, más o menos?",
    "Dime el tiempo {of_n} en notación O.",
)
MEMORY = (
    "¿Cuánta memoria necesita {n}?",
    "¿Cuál es la complejidad espacial {of_n}?",
    "¿Gasta mucha memoria {n}?",
    "Memoria extra {of_n}: ¿cuánta?",
    "¿Qué espacio adicional ocupa {n}?",
    "Aparte de la entrada, ¿cuánto espacio usa {n}?",
    "¿Cuánta RAM adicional pide {n}?",
)
COST = (
    "¿Cuál es la complejidad {of_n}?",
    "¿Qué complejidad tiene {n}?",
    "Complejidad {of_n}, por favor.",
    "¿Cuánto tiempo y memoria gasta {n}?",
    "Dime la complejidad temporal y espacial {of_n}.",
    "{N}, ¿es O de qué?",
    "Coste {of_n} en tiempo y en memoria.",
    "¿Cuánto cuesta {n}?",
    "¿Qué O grande tiene {n}?",
    "¿Me das el coste {of_n}?",
    "¿Cuál es el costo {of_n}?",
)
WHEN = (
    "¿Cuándo conviene usar {n}?",
    "¿En qué casos usarías {n}?",
    "¿En qué situaciones me sirve {n}?",
    "¿Cuándo me interesa {n}?",
    "¿Cómo sé si debo usar {n}?",
    "¿En qué situaciones destaca {n}?",
    "¿Cuándo elegirías {n}?",
)
WHERE = (
    "Dame un ejemplo real de uso {of_n}.",
    "¿Dónde se usa {n} en la vida real?",
    "¿Para qué sirve {n} en la práctica?",
    "Ponme una aplicación práctica {of_n}.",
    "¿Me pones un caso real {of_n}?",
    "¿En qué programas de verdad aparece {n}?",
)
WHEN_NOT = (
    "¿Cuándo no conviene {n}?",
    "¿En qué casos evitarías {n}?",
    "¿Cuándo no me sirve {n}?",
    "¿Cuándo es mejor no usar {n}?",
    "¿Cuándo es mala idea usar {n}?",
    "¿En qué casos no compensa {n}?",
)
RESULT = (
    "Sin ejecutarlo, ¿qué devuelve `{call}`?",
    "Sigue este código a mano: ¿qué da `{call}`?",
    "¿Cuál es el resultado de `{call}` con este código?",
    "Dime qué devuelve `{call}` y por qué.",
    "¿Qué vale `{call}`? Explica los pasos.",
)
