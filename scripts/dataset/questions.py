"""How learners ask: questions made from phrasings, and typed as in a hurry.

A quarter of these questions are in lower case, without accents and question marks.
"""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import sha256

from .prose import of


def asked(phrasings: Sequence[str], key: str, name: str, call: str = "") -> str:
    """Return the question about `name` that `key` selects, so that new entries do not change other questions."""
    chosen = hashed(key)
    return typed(worded(phrasings[chosen % len(phrasings)], name, call), chosen)


def hashed(key: str) -> int:
    """Return a large number that depends on the key only, the same on every machine."""
    return int(sha256(key.encode()).hexdigest(), 16)


def typed(question: str, chosen: int) -> str:
    """Return the question; one of four numbers makes it as typed in a hurry."""
    return hurried(question) if chosen // 1000 % 4 == 0 else question


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
