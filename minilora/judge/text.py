"""What can be counted in an answer: its language, its loops, the words that it must and must not hold, its code."""

import ast
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

FUNCTION_WORDS = {
    "es": "a al algo así aunque cada como con cual cuando de del desde donde el ella ellos en entre era eres es esa "
    "ese eso esta está están este esto estos fue ha hace hasta hay la las le les lo los más me mi mientras muy "
    "nada ni no nos o otra otro para pero por porque puede que qué quien se sea según ser si sí sin sino sobre "
    "solo son su sus también tan te tiene toda todas todo todos tras tu un una uno unos usted va y ya",
    "en": "a about after all also an and any are as at be because been before but by can could do does each for from "
    "had has have he her his how i if in into is it its just like may me more most my no not of on only or "
    "other our out over she should so some such than that the their them then there these they this those to "
    "up use used was we were what when where which while who will with would you your",
    "pt": "a ao aos as até cada com como da das de dela dele deles depois do dos e ela elas ele eles em entre era "
    "essa esse esta está este eu foi isso isto já lhe mais mas me mesmo meu muito na nas não nem no nos o os "
    "ou para pela pelo por porque qual quando que quem se sem ser seu seus só sua são também te tem um uma "
    "umas uns você",
}
"""Language -> the words that hold its sentences together. Portuguese is there to be told from Spanish."""
LEAST_WORDS = 4
"""Words of prose from which on an answer has a language."""
LEAST_FUNCTION_WORDS = 0.2
"""Least share of function words among the words of an answer in the language. The data set's answers have
0.21 or more, paragraphs of these guides in English at most 0.16."""
N_GRAM = 4
LEAST_DISTINCT = 0.6
"""Least share of distinct 4-grams of words; an answer below it repeats itself. The data set's answers have 0.65 or
more."""
LEAST_LOOP_WORDS = 24
TAIL_WORDS = 48
LEAST_DISTINCT_TAIL = 0.5
"""The same for the last words, where an answer that runs into the limit of tokens repeats itself."""

PYTHON = ("python", "python3", "py")
_FENCE = re.compile(r"^[ \t]*```[ \t]*([\w+-]*)[^\n]*\n(.*?)(?:^[ \t]*```|\Z)", re.M | re.S)
_NOT_PROSE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|\$[^$\n]+\$|\bO\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)", re.S)


def prose(answer: str) -> str:
    """Return an answer without its code and formulas."""
    return _NOT_PROSE.sub(" ", answer)


def word_count(answer: str) -> int:
    """Return the number of words of the prose."""
    return len(_words_of_prose(answer))


def language_share(answer: str, language: str) -> float:
    """Return the share of function words of `language` among the words of the prose; 0 without words."""
    words = _words_of_prose(answer)
    return sum(word in _function_words(language) for word in words) / len(words) if words else 0.0


def is_language(answer: str, language: str) -> bool:
    """Return whether enough words of the prose are function words of `language`, and not more are of another one."""
    shares = {name: language_share(answer, name) for name in FUNCTION_WORDS}
    return shares[language] >= LEAST_FUNCTION_WORDS and shares[language] == max(shares.values())


def distinct_share(answer: str) -> float:
    """Return the share of distinct 4-grams among those of an answer's words; 1 if it has none."""
    return _distinct(_words(answer))


def loops(answer: str) -> bool:
    """Return whether an answer, or its end, repeats itself; a few words are too few to tell."""
    words = _words(answer)
    return (len(words) >= LEAST_LOOP_WORDS and _distinct(words) < LEAST_DISTINCT) or loops_at_end(answer)


def loops_at_end(answer: str) -> bool:
    """Return whether the last words of an answer repeat themselves."""
    tail = _words(answer)[-TAIL_WORDS:]
    return len(tail) == TAIL_WORDS and _distinct(tail) < LEAST_DISTINCT_TAIL


def has_word(text: str, term: str) -> bool:
    """Return whether a text has a term: as whole words, or their plural in -s or -es; `algoritm*` for any ending.

    Case and accents do not matter.
    """
    folded = fold(term)
    ending = r"\w*" if folded.endswith("*") else r"(?:e?s)?"
    words = r"\s+".join(map(re.escape, folded.removesuffix("*").split()))
    return re.search(rf"(?<!\w){words}{ending}(?!\w)", fold(text)) is not None


def has_any(text: str, terms: Iterable[str]) -> bool:
    """Return whether a text has one of the terms."""
    return any(has_word(text, term) for term in terms)


@lru_cache(maxsize=64)
def fold(text: str) -> str:
    """Return a text in lower case and without accents; ñ stays."""
    kept = text.casefold().replace("ñ", "\0")
    plain = "".join(letter for letter in unicodedata.normalize("NFD", kept) if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", plain).replace("\0", "ñ")


def python_blocks(answer: str) -> list[str]:
    """Return the fenced blocks in Python; a block that the end of the answer cuts off is one too."""
    return [code for name, code in _FENCE.findall(answer) if name.lower() in PYTHON]


def parses(code: str) -> bool:
    """Return whether a block is a Python program."""
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _words(answer: str) -> list[str]:
    """Return the words and numbers of an answer, code included, without the numbers that list items begin with."""
    return re.findall(r"[^\W\d_]+|\d+", re.sub(r"^[^\S\n]*\d+\.\s", "", answer.lower(), flags=re.M))


def _words_of_prose(answer: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", prose(answer)).lower())


@lru_cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(FUNCTION_WORDS[language].split())


def _distinct(words: Sequence[str]) -> float:
    grams = [tuple(words[i : i + N_GRAM]) for i in range(len(words) - N_GRAM + 1)]
    return len(set(grams)) / len(grams) if grams else 1.0
