"""The facts of train asked again in many other words, for `processed/phrasings.jsonl`.

A small model that has met a fact behind one question only answers that question with it, however often it was
repeated (docs/log.md). So the short facts of an entry, what it is, what it costs and where it is used, come behind
many phrasings, with the entry's other names; any other short question comes with something said before or after it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from . import phrasings, questions
from .compose import Record
from .entry import Entry, Kind, Lesson
from .questions import hurried, worded

WAYS: dict[Kind, tuple[tuple[Sequence[str], int], ...]] = {
    "definición": (
        *((phrasings.WHAT + questions.WHAT, 12),) * 3,
        (phrasings.WHAT_AND_COST + questions.WHAT_AND_COST, 8),
    ),
    "coste": (
        (phrasings.TIME + questions.TIME, 12),
        (phrasings.MEMORY + questions.MEMORY, 8),
        (phrasings.COST + questions.COST, 12),
    ),
    "uso": (
        (phrasings.WHEN + questions.WHEN, 6),
        (phrasings.WHERE + questions.WHERE, 6),
        (phrasings.WHEN_NOT + questions.WHEN_NOT, 6),
    ),
    "implementación": ((phrasings.CODE, 2),) * 2,
}
"""Kind -> for each of an entry's records of this kind: the phrasings, and how many of them are taken."""
TOOL: tuple[Kind, ...] = ("uso", "implementación")
"""Kinds that ask about what is used, if the entry's name is that of a problem."""
FRAMED: dict[Kind, int] = {"creencia": 3, "comparación": 2, "concepto": 1, "primeros pasos": 3, "fuera de tema": 3}
"""Kind with questions of their own -> how often each comes with a sentence around it."""

_OWN_NAME = re.compile(r"[A-Z]\S*|\w+sort|radix sort|sparse table|bisect_left|quickselect")


def rephrasings(record: Record, source: Entry | Lesson) -> Iterator[Record]:
    """Yield the record with other questions, as other records; none for kinds with long questions or answers."""
    if record.history or record.input:
        return
    number = int(record.id.rsplit("-", 1)[1]) - 1
    if record.kind in WAYS:
        assert isinstance(source, Entry)
        name = (record.kind in TOOL and source.brief and source.brief.tool) or source.name
        asked = list(_asked(record.kind, number, name))
    else:
        asked = [_framed(record, k) for k in range(FRAMED.get(record.kind, 0))]
    for k, question in enumerate(dict.fromkeys(asked), 1):
        yield replace(record, id=f"{record.id}/{k}", instruction=question)


def names(name: str) -> tuple[str, ...]:
    """Return what an entry is called: «el recorrido en anchura (BFS)», «el recorrido en anchura», «BFS»."""
    short, _, inside = name.partition(" (")
    own = (inside.rstrip(")"), re.sub(r"^el algoritmo (de )?", "", short))
    return tuple(dict.fromkeys((name, short, *(word for word in own if _OWN_NAME.fullmatch(word)))))


def _asked(kind: Kind, number: int, name: str) -> Iterator[str]:
    """Yield the questions for record `number` of a kind; records that share phrasings divide them up."""
    ways, count = WAYS[kind][number]
    sharing = [k for k, (other, _) in enumerate(WAYS[kind]) if other is ways]
    for way in _shuffled(ways, name)[sharing.index(number) :: len(sharing)][:count]:
        chosen = _hash(f"{name} {way}")
        known = names(name)
        question = worded(way, known[chosen % len(known)])
        yield _typed(_with_frame(question, chosen // 10), chosen // 1000)


def _framed(record: Record, k: int) -> str:
    chosen = _hash(f"{record.id} {k}")
    question = record.instruction
    if record.kind == "creencia" and "?" not in question:
        wrapping = phrasings.BELIEF[chosen % len(phrasings.BELIEF)]
        return _typed(wrapping.format(b=question), chosen // 1000)
    return _typed(_with_frame(question, 7 if k % 2 else 8, chosen), chosen // 1000)


def _with_frame(question: str, chosen: int, which: int | None = None) -> str:
    """Put a sentence before three of ten questions, and one behind two of ten."""
    which = chosen // 10 if which is None else which
    if chosen % 10 in (0, 4, 7):
        return f"{phrasings.OPENINGS[which % len(phrasings.OPENINGS)]} {question}"
    if chosen % 10 in (3, 8):
        return f"{question} {phrasings.CLOSINGS[which % len(phrasings.CLOSINGS)]}"
    return question


def _typed(question: str, chosen: int) -> str:
    return hurried(question) if chosen % 4 == 0 else question


def _shuffled(ways: Sequence[str], key: str) -> list[str]:
    return sorted(ways, key=lambda way: _hash(f"{key} {way}"))


def _hash(key: str) -> int:
    return int(sha256(key.encode()).hexdigest(), 16)
