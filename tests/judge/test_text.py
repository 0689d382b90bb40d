"""Language, loops, words and code of an answer."""

import pytest

from minilora.judge.text import (
    FUNCTION_WORDS,
    distinct_share,
    has_word,
    is_language,
    language_share,
    loops,
    parses,
    python_blocks,
)

SAMPLES = {
    "es": "La búsqueda binaria compara con el elemento del medio y descarta la mitad que no puede contener el valor.",
    "en": "Binary search compares with the element in the middle and drops the half that cannot hold the value.",
    "pt": "A busca binária compara com o elemento do meio e descarta a metade que não pode conter o valor.",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_a_sentence_is_in_one_language(language: str) -> None:
    """Each sample is in its language and in no other one."""
    assert [name for name in FUNCTION_WORDS if is_language(SAMPLES[language], name)] == [language]


def test_code_and_formulas_have_no_language() -> None:
    """English words in code and names in formulas do not make a Spanish answer less Spanish."""
    code = "```python\nfor the in of: and_to(is_that)\n```\n`if the is of` O(the of and) $the of$ "
    assert language_share(code + SAMPLES["es"], "es") == language_share(SAMPLES["es"], "es")
    assert language_share("", "es") == language_share(code, "en") == 0


def test_a_loop_repeats_words() -> None:
    """Of 4 words repeated 10 times, 4 of 37 sequences of four are distinct; of a hundred others, all."""
    assert distinct_share("a b c d " * 10) == 4 / 37
    assert loops("la pila es una " * 10)
    assert not loops(" ".join(map(str, range(100))))
    assert not loops("sí sí sí sí sí")  # too short to tell


def test_a_loop_at_the_end_is_one() -> None:
    """A long good answer that ends in a loop loops, though most of its sequences are distinct."""
    good = " ".join(map(str, range(400)))
    answer = good + " y la búsqueda que se pide" * 12
    assert distinct_share(answer) > 0.8
    assert loops(answer)


WORDS = (
    ("La Búsqueda es rápida", "busqueda", True),
    ("las busquedas", "búsqueda", True),
    ("rebúsqueda", "búsqueda", False),
    ("vectores", "vector", True),
    ("la colapsa", "cola", False),
    ("una lista ordenada", "ordenad*", True),
    ("desordenada", "ordenad*", False),
    ("caso  \n base", "caso base", True),
    ("el año", "ano", False),
    ("en O(n²) pasos", "O(n²)", True),
    ("usa lo.heappush(x)", "heappush", True),
    ("ÁRBOL", "árbol", True),
    ("x % 2 == 0", "% 2", True),
)


@pytest.mark.parametrize(("text", "term", "there"), WORDS)
def test_terms_are_whole_words(text: str, term: str, there: bool) -> None:
    """Accents and case do not matter, plurals do not, ñ is a letter; `*` is any ending."""
    assert has_word(text, term) is there


def test_python_blocks_are_those_that_say_so() -> None:
    """Only blocks marked Python count; one that the end cuts off does too."""
    answer = "```python\na = 1\n```\ntexto\n```\nsalida\n```\n```py\nb = 2\n```\n```js\nc\n```\n```python\ndef f("
    assert python_blocks(answer) == ["a = 1\n", "b = 2\n", "def f("]


@pytest.mark.parametrize(
    ("code", "good"), [("x = 1", True), ("x = ", False), ("\0", False), ("(" * 100_000, False), ("", True)]
)
def test_parsing_never_fails(code: str, good: bool) -> None:
    """What is not Python is not, however hostile."""
    assert parses(code) is good
