"""The facts of train asked again in many other words, for `processed/phrasings.jsonl`.

A small model that has met a fact behind one question only answers that question with it, however often it was
repeated (docs/log.md). So each short answer comes behind questions that were written for it; what an entry is, what it
costs and where it is used, behind phrasings with the entry's names as well; and some with something said around them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .compose import Record
from .entry import Entry, Kind, Lesson
from .phrasings import again, around, first
from .phrasings.learners import ASKED
from .questions import hashed, typed, worded

WAYS: dict[Kind, tuple[tuple[Sequence[str], int], ...]] = {
    "definición": (
        *((again.WHAT + first.WHAT, 2),) * 3,
        (again.WHAT_AND_COST + first.WHAT_AND_COST, 2),
    ),
    "coste": (
        (again.TIME + first.TIME, 3),
        (again.MEMORY + first.MEMORY, 3),
        (again.COST + first.COST, 3),
    ),
    "uso": (
        (again.WHEN + first.WHEN, 1),
        (again.WHERE + first.WHERE, 1),
        (again.WHEN_NOT + first.WHEN_NOT, 1),
    ),
    "implementación": ((again.CODE, 1),) * 2,
}
"""Kind -> for each of an entry's records of this kind: the phrasings, and how many of them are taken."""
TOOL: tuple[Kind, ...] = ("uso", "implementación")
"""Kinds that ask about what is used, if the entry's name is that of a problem."""
FRAMED: dict[Kind, int] = {"creencia": 1, "comparación": 1, "primeros pasos": 2, "fuera de tema": 2}
"""Kind with questions of their own -> how often each comes with a sentence around it."""

_OWN_NAME = re.compile(r"[A-Z]\S*|\w+sort|radix sort|sparse table|bisect_left|quickselect")


def rephrasings(record: Record, source: Entry | Lesson) -> Iterator[Record]:
    """Yield the record with other questions, as other records; none for kinds with long questions or answers."""
    if record.history or record.input:
        return
    number = int(record.id.rsplit("-", 1)[1]) - 1
    written = ASKED.get(record.id, ())
    if record.kind in WAYS:
        assert isinstance(source, Entry)
        name = (record.kind in TOOL and source.brief and source.brief.tool) or source.name
        written += ASKED.get(f"{record.entry}/{record.kind}", ())[number :: len(WAYS[record.kind])]
        others = _in_general_ways(record.kind, number, name)
    else:
        others = (_in_other_words(record, k) for k in range(FRAMED.get(record.kind, 0)))
    for k, question in enumerate(dict.fromkeys((*map(as_said, written), *others)), 1):
        yield replace(record, id=f"{record.id}/{k}", instruction=question)


def as_said(question: str) -> str:
    """Return a written question as somebody types it: some with a sentence around it, some in a hurry."""
    chosen = hashed(question)
    return typed(_framed(question, chosen // 10), chosen)


def names(name: str) -> tuple[str, ...]:
    """Return what an entry is called: «el recorrido en anchura (BFS)», «el recorrido en anchura», «BFS»."""
    short, _, inside = name.partition(" (")
    own = (inside.rstrip(")"), re.sub(r"^el algoritmo (de )?", "", short))
    return tuple(dict.fromkeys((name, short, *(word for word in own if _OWN_NAME.fullmatch(word)))))


def _in_general_ways(kind: Kind, number: int, name: str) -> Iterator[str]:
    """Yield the questions for record `number` of a kind by its phrasings; records that share these divide them up."""
    ways, count = WAYS[kind][number]
    sharing = [k for k, (other, _) in enumerate(WAYS[kind]) if other is ways]
    for way in _shuffled(ways, name)[sharing.index(number) :: len(sharing)][:count]:
        chosen = hashed(f"{name} {way}")
        known = names(name)
        question = worded(way, known[chosen % len(known)])
        yield typed(_framed(question, chosen // 10), chosen)


def _in_other_words(record: Record, k: int) -> str:
    """Return the record's own question, number `k` of several: as somebody's belief, or in a frame."""
    chosen = hashed(f"{record.id} {k}")
    question = record.instruction
    if record.kind == "creencia" and "?" not in question:
        question = _one_of(around.BELIEF, chosen).format(b=question)
    elif k % 2:
        question = _opened(question, chosen)
    else:
        question = _closed(question, chosen)
    return typed(question, chosen)


def _framed(question: str, chosen: int) -> str:
    """Put a sentence before three of ten questions, and one behind two of ten."""
    if chosen % 10 in (0, 4, 7):
        return _opened(question, chosen // 10)
    return _closed(question, chosen // 10) if chosen % 10 in (3, 8) else question


def _opened(question: str, chosen: int) -> str:
    return f"{_one_of(around.OPENINGS, chosen)} {question}"


def _closed(question: str, chosen: int) -> str:
    return f"{question} {_one_of(around.CLOSINGS, chosen)}"


def _one_of(ways: Sequence[str], chosen: int) -> str:
    return ways[chosen % len(ways)]


def _shuffled(ways: Sequence[str], key: str) -> list[str]:
    return sorted(ways, key=lambda way: hashed(f"{key} {way}"))
