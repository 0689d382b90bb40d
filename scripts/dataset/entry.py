"""The catalogue's vocabulary: an `Entry` per algorithm, structure or concept, and the parts of one.

Texts are Spanish Markdown, written by hand; line ends inside a paragraph are free. Two marks are filled in by
running the entry's code (see prose.py):

    ‹expr›      the value of `expr`, between back quotes
    ‹expr =›    «`expr` devuelve `value`»

and in a fenced Python block, a line that ends in `#=` gets what it prints as its comment.
"""

from dataclasses import dataclass
from typing import Literal

Level = Literal["básico", "intermedio", "avanzado"]
Kind = Literal["teoría", "complejidad", "implementación", "corrección", "ejercicio", "comparación", "concepto"]


@dataclass(frozen=True)
class Theory:
    """The algorithm explained: what it is, how it goes, an example; and the mistake that people make."""

    text: str
    pitfall: str
    ask: str = ""
    """The question; when empty, one of compose.THEORY_QUESTIONS."""


@dataclass(frozen=True)
class Count:
    """Evidence for a complexity claim: how often one line of the code runs, for growing inputs."""

    at: str
    """A fragment of exactly one line of the entry's code."""
    what: str
    """What that line's executions are, in the plural: «comparaciones»."""
    calls: tuple[tuple[int, str], ...]
    """(n, call) in growing n."""


@dataclass(frozen=True)
class Complexity:
    """Why the entry's `time` and `space` are what they are."""

    text: str
    count: Count | None = None
    ask: str = ""


@dataclass(frozen=True)
class Build:
    """The request to write the entry's code; the answer shows the code and runs `demo` under it."""

    ask: str
    text: str
    demo: tuple[str, ...]
    """Expressions (printed with their value) and statements (run as they are)."""
    note: str = ""


@dataclass(frozen=True)
class Bug:
    """A mistake put into the code: `swap` = (right fragment, wrong fragment), shown by `call`."""

    ask: str
    swap: tuple[str, str]
    call: str
    why: str
    """What is wrong and why; the first sentence names the fault."""
    fix: str = ""
    """What the correction changes, when `why` does not say it yet."""
    code: str = ""
    """The right code, when a smaller snippet than the entry's shows the mistake better."""


@dataclass(frozen=True)
class Trace:
    """An exercise solved by following the code: before each run of the line `at`, `show` is written down."""

    ask: str
    call: str
    at: str
    show: str
    """An f-string over the variables alive at that line."""
    text: str
    """First paragraph: the answer."""
    end: str = ""
    code: str = ""
    """The code that is followed, when it is not the entry's."""


@dataclass(frozen=True)
class QA:
    """A question and its answer, both by hand: concepts, comparisons, exercises that are reasoned, not traced."""

    ask: str
    text: str
    level: Level | None = None


@dataclass(frozen=True)
class Entry:
    """One algorithm, structure or concept: its code, its complexity (stated here and nowhere else), its texts."""

    key: str
    name: str
    """With its article, in the singular: «la búsqueda binaria»."""
    topic: str
    level: Level
    time: str
    space: str
    """Extra memory beyond the input."""
    code: str
    theory: Theory | None = None
    complexity: Complexity | None = None
    build: Build | None = None
    bugs: tuple[Bug, ...] = ()
    exercises: tuple[Trace | QA, ...] = ()
    comparisons: tuple[QA, ...] = ()
    concepts: tuple[QA, ...] = ()
