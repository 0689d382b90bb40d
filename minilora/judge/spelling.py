"""One spelling for formulas in prose, LaTeX and Unicode, and one for words: without accents."""

import re
import unicodedata
from collections.abc import Callable

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵏᵐᵈ⁺⁻", "0123456789nkmd+-")
NAMES = {"alpha": "α", "Theta": "Θ", "Omega": "Ω"}
LATEX: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"\\(?:mathcal|mathrm|text|operatorname)\s*\{([^{}]*)\}", r"\1"),
    (r"\\(?:left|right|displaystyle|[,;!: ])", ""),
    (r"\\[()\[\]]|\$", " "),
    (r"\\(?:cdot|times)", "*"),
    (r"\\(?:log|lg|ln)(?:_\{?\w+\}?)?", " log "),
    (r"\\(?:sqrt|min|max|alpha|Theta|Omega)(?![a-z])", lambda m: NAMES.get(m[0][1:], f" {m[0][1:]} ")),
    (r"\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"((\1)/(\2))"),
)

OPERATORS = str.maketrans("·×∗⋅−–ϴ", "****--Θ")


def plain(text: str) -> str:
    """Return a text with LaTeX, superscripts and typographic operators in plain spelling: n², n^{2}, n**2 -> n^2."""
    for pattern, new in LATEX:
        text = re.sub(pattern, new, text)
    text = re.sub(r"(?<=[)\w])\s*\*\*\s*(?=[\w(])", "^", text)
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵏᵐᵈ⁺⁻]+", lambda m: f"^({m[0].translate(SUPERSCRIPTS)})", text)
    text = re.sub(r"\^\s*\{([^{}]*)\}", r"^(\1)", text)
    text = re.sub(r"(?<=\w)_?[₀₁₂₃₄₅₆₇₈₉]+", "", text)  # the base of log₂
    text = re.sub(r"\blog_?(?:2|10|\{2\})(?=[\s(])", "log", text)
    return text.translate(OPERATORS)


def unaccented(text: str) -> str:
    """Return a text in lower case without accents, of the same length."""
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[:1] or letter for letter in text)
