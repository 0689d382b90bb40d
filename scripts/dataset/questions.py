"""How learners ask: the phrasings of the questions that are not written with an entry.

`{n}` is the entry's name with its article, `{of_n}` the same after «de», `{N}` the name that begins a sentence. A
quarter of these questions are typed as in a hurry: in lower case, without accents and question marks.
"""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import sha256

from .prose import of

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


def asked(phrasings: Sequence[str], key: str, name: str, call: str = "") -> str:
    """Return the question about `name` that `key` selects, so that new entries do not change other questions."""
    chosen = int(sha256(key.encode()).hexdigest(), 16)
    text = worded(phrasings[chosen % len(phrasings)], name, call)
    return hurried(text) if chosen // 1000 % 4 == 0 else text


def worded(phrasing: str, name: str, call: str = "") -> str:
    """Return the question that asks about `name` in this way."""
    return phrasing.format(n=name, of_n=of(name), N=name[0].upper() + name[1:], call=call)


def hurried(text: str) -> str:
    """Return the question as typed in a hurry: in lower case, without accents and question marks; code stays."""
    code = re.split("(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else _careless(part) for part in code)


def _careless(text: str) -> str:
    plain = "".join(letter if letter in "ñÑ" else unicodedata.normalize("NFD", letter)[0] for letter in text)
    words = re.sub(r"[¿?]|\.$", "", plain).split(" ")
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in words)
