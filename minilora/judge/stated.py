"""The complexities that a text states: `O(n log n)`, `$O(n^2)$`, «tiempo lineal»; which of them are times."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from .complexity import MAX_CHARS, NormalForm, normal_form
from .spelling import plain, unaccented

Kind = Literal["time", "space"]
Case = Literal["worst", "average", "best"]

MAX_BEFORE = 300
"""Characters of a sentence before a statement in which its label is looked for."""

WORDS = {
    "constan": "1",
    "logaritmic": "log n",
    "logarithmic": "log n",
    "linealitmic": "n log n",
    "linearithmic": "n log n",
    "cuasilineal": "n log n",
    "lineal": "n",
    "linear": "n",
    "cuadratic": "n^2",
    "quadratic": "n^2",
    "cubic": "n^3",
    "factorial": "n!",
}
"""Start of a word, without accents -> the complexity that it names."""

SENTENCE_END = re.compile(r"[.;!?](?=[*_]*\s)|(?<!:)\n|\n(?!\s*[-*•\d])")
"""Where a statement's sentence begins: a line of a list belongs to the line with a colon before it. Asterisks and
underscores may follow the full stop of a title."""
EXCLUDED = re.compile(
    r"(?:\bno (?:es|son|cuesta|tarda|ser[ai]a?|tiene)|\bnot|\b(?:en lugar|en vez|a diferencia) del?|\bfrente al?"
    r"|\binstead of|\brather than|\bunlike|\bcomparad[oa] con)\b[^,.;:()]{0,40}$"
)
TIME_WORD = r"tiempo|temporal|coste|costo|cuesta|tarda|time|runtime"
SPACE_WORD = r"memoria|espacio|espacial|memory|space|auxiliar|adicional(?:es)?|extra"
LABEL = rf"(?:{TIME_WORD}|(?P<space>{SPACE_WORD}))\b"
AFTER = re.compile(rf"^[ `*$]*(?:(?:de|en|of|in|como)\s+)?{LABEL}")
BEFORE = re.compile(rf"\b{LABEL}")

CASES: dict[Case, str] = {
    "worst": r"peor(?:es)? (?:de los )?casos?|worst[- ]cases?",
    "average": r"promedio|casos? medios?|de media|average",
    "best": r"mejor(?:es)? (?:de los )?casos?|best[- ]cases?",
}
_CASE_AFTER = r"^[ `*$]*(?:(?:en|de|in|on)\s+)?(?:(?:el|su|the|an)\s+)?(?:%s)"
_CASE_BEFORE = r"\b(?:%s)\b[^()]{0,60}$"

_TIME_NOUN = r"(?:tiempo|temporal|time)"
_SPACE_NOUN = r"(?:memoria|espacio|espacial|memory|space)"
_AND = r"(?: y | and |/)(?:la |el )?"
BOTH = re.compile(rf"\b(?:{_TIME_NOUN}{_AND}{_SPACE_NOUN}|{_SPACE_NOUN}{_AND}{_TIME_NOUN})\b[^,;]*$")
"""«El tiempo y la memoria son O(n)»."""

_NAME = rf"(({'|'.join(WORDS)})\w*)"
NAMED = (
    re.compile(rf"\b(?:{TIME_WORD}|complejidad|complexity|memoria|espacio)\b(?:\s+\w+){{0,3}}?\s+{_NAME}"),
    re.compile(rf"\b{_NAME}\s+(?:time|space)\b"),
)
"""«El tiempo es lineal», "linear time"."""


@dataclass(frozen=True)
class Stated:
    """A complexity in a text."""

    kind: Kind
    text: str
    """In plain spelling: O(n^2)."""
    form: NormalForm | None
    """None if it is not a formula: O(algo)."""
    case: Case | None = None
    """The case for which it is stated: «O(n²) en el peor caso»."""


def stated(text: str) -> list[Stated]:
    """Return the complexities that a text states, in its order. Fenced code, and what is denied or only compared
    with («no es O(n)», «en lugar de O(n)»), is left out.
    """
    text = plain(re.sub(r"```.*?(?:```|\Z)", "\n", text, flags=re.S))
    sentences = [0, *(match.end() for match in SENTENCE_END.finditer(text))]
    found = []
    for start, end, formula in sorted((*_formulas(text), *_words(text))):
        sentence_start = sentences[bisect_right(sentences, start) - 1]
        before = unaccented(text[max(sentence_start, start - MAX_BEFORE) : start])
        if not EXCLUDED.search(before):
            after = unaccented(text[end : end + 40])
            case = _case(before, after)
            found += [Stated(kind, formula, normal_form(formula), case) for kind in _kinds(before, after)]
    return found


def first_stated(text: str, kind: Kind, case: Case | None = None) -> Stated | None:
    """Return the first time, or the first memory, that a text states: for this case, if it states one for it."""
    found = [each for each in stated(text) if each.kind == kind]
    return next((each for each in found if case and each.case == case), next(iter(found), None))


def asked_case(question: str) -> Case | None:
    """Return the only case that a question names."""
    text = unaccented(plain(question))
    named: list[Case] = [case for case, words in CASES.items() if re.search(words, text)]
    return named[0] if len(named) == 1 else None


def _case(before: str, after: str) -> Case | None:
    """Return the case of a statement, by the words right after it, else by those before it."""
    for pattern, text in ((_CASE_AFTER, after), (_CASE_BEFORE, before)):
        for case, words in CASES.items():
            if re.search(pattern % words, text):
                return case
    return None


def _kinds(before: str, after: str) -> tuple[Kind, ...]:
    """Return whether a statement is a time or a memory, by the word right after it, else by the nearest before it."""
    if found := AFTER.search(after):
        return ("space",) if found["space"] else ("time",)
    if BOTH.search(before):
        return ("time", "space")
    labels = [*BEFORE.finditer(before)]
    return ("space",) if labels and labels[-1]["space"] else ("time",)


def _formulas(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, `O(...)`) for every O, Θ or Ω with its matching parenthesis."""
    for match in re.finditer(r"(?<!\w)[OΘΩ]\s*\(", text):
        depth = 1
        for end in range(match.end(), min(len(text), match.end() + MAX_CHARS)):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            if not depth:
                yield match.start(), end + 1, text[match.start() : end + 1]
                break


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield complexities named by a word that goes with «tiempo», «complejidad»: «su coste es cuadrático»."""
    for match in chain.from_iterable(pattern.finditer(unaccented(text)) for pattern in NAMED):
        yield match.start(1), match.end(1), f"O({WORDS[match[2]]})"
