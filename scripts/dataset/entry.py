"""The catalogue's types: an `Entry` per algorithm, structure or concept, and its parts.

Texts are hand-written Spanish Markdown; line breaks inside a paragraph are ignored. Two placeholders are filled in by
running the entry's code (see prose.py):

    ‹expr›      the value of `expr`, between back quotes
    ‹expr =›    «`expr` devuelve `value`»

and in a fenced Python block, a line that ends in `#=` gets what it prints as its comment.
"""

import re
from dataclasses import dataclass
from typing import Literal

Level = Literal["básico", "intermedio", "avanzado"]
Kind = Literal[
    "teoría",
    "complejidad",
    "implementación",
    "corrección",
    "ejercicio",
    "comparación",
    "concepto",
    "definición",
    "coste",
    "uso",
    "creencia",
    "resultado",
    "charla",
    "primeros pasos",
    "fuera de tema",
]

_BEFORE_TITLE = re.compile(
    r"^(el|la|los|las) ((algoritmo|problema|cálculo|técnica|estructura)( de | del | )(la |las |los )?)?"
)


@dataclass(frozen=True)
class Theory:
    """Explanation of the algorithm: what it is, its steps, an example and the usual mistake."""

    text: str
    pitfall: str
    ask: str = ""
    """The question; if empty, one of phrasings.first.THEORY."""


@dataclass(frozen=True)
class Count:
    """Evidence for a complexity claim: how often one line of the code runs, for growing inputs."""

    at: str
    """A fragment of exactly one line of the entry's code."""
    what: str
    """What is counted, in the plural: «comparaciones»."""
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
    """A request to write the entry's code; the answer shows the code, then runs `demo`."""

    ask: str
    text: str
    demo: tuple[str, ...]
    """Expressions (printed with their value) and statements (run as they are)."""
    note: str = ""


@dataclass(frozen=True)
class Bug:
    """A bug inserted into the code: `swap` = (right fragment, wrong fragment), shown by `call`."""

    ask: str
    swap: tuple[str, str]
    call: str
    why: str
    """What is wrong and why; the first sentence names the bug."""
    fix: str = ""
    """What the fix changes, if `why` does not say it."""
    code: str = ""
    """The correct code, if a smaller snippet than the entry's shows the bug better."""


@dataclass(frozen=True)
class Trace:
    """An exercise solved by tracing the code: `show` is recorded before each execution of the line `at`."""

    ask: str
    call: str
    at: str
    show: str
    """An f-string over the variables alive at that line."""
    text: str
    """First paragraph: the answer."""
    end: str = ""
    code: str = ""
    """The code to trace, if it is not the entry's."""


@dataclass(frozen=True)
class QA:
    """A hand-written question and answer: concepts, comparisons, exercises solved by reasoning instead of a trace."""

    ask: str
    text: str
    level: Level | None = None
    title: str = ""
    """What it is about, which follows the entry's title: «pesos negativos». In a lesson, the whole title."""


@dataclass(frozen=True)
class Result:
    """A call to follow by hand; the answer is its computed value, then the reason."""

    call: str
    why: str


@dataclass(frozen=True)
class Brief:
    """What a learner should know by heart, said several times in different words, for short answers."""

    what: tuple[str, str, str, str]
    """Definitions; each one is complete in itself. The cost is added to the last."""
    cost: tuple[str, str, str]
    """Reasons for the cost, which is stated before: of the time, of the memory, of both."""
    use: tuple[str, str, str]
    """When it is the right choice; an application in real life; when it is not."""
    beliefs: tuple[QA, QA, QA]
    """Typical wrong beliefs, as a learner says them, and their correction."""
    faster: tuple[QA, QA]
    """Which of two things is faster, or better in a situation, in short."""
    results: tuple[Result, ...]
    talks: tuple[tuple[QA, ...], ...]
    """Conversations of 2 to 4 turns; a later question refers to what was said before."""
    build: Build
    """The code again, asked for in other words, with another example."""
    tool: str = ""
    """What is used, if the entry's name is that of a problem: «el algoritmo de la mochila 0/1»."""


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
    brief: Brief | None = None

    @property
    def title(self) -> str:
        """The name as a title, without what is in brackets: «Búsqueda binaria», «Dijkstra», «Torres de Hanói».

        No asterisk stands in it, since it is printed bold: «A estrella».
        """
        name = _BEFORE_TITLE.sub("", self.name.partition(" (")[0]).replace("*", " estrella")
        return name[0].upper() + name[1:]


@dataclass(frozen=True)
class Lesson:
    """Questions and answers without an algorithm of their own: a beginner's first steps, and what is off topic."""

    key: str
    kind: Kind
    answers: tuple[QA, ...]
    talks: tuple[tuple[QA, ...], ...] = ()
    level: Level = "básico"
    title: str = ""
    """Of the answers that have none of their own."""

    @property
    def topic(self) -> str:
        return self.kind
