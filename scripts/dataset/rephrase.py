"""The facts of train asked again in many other words, for `processed/phrasings.jsonl`.

A small model that has met a fact behind one question only answers that question with it, however often it was
repeated (docs/log.md). So each short answer comes behind questions that were written for it; what an entry is, what it
costs and where it is used, behind phrasings with the entry's names as well; and some with something said around them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from .compose import Record
from .entry import Entry, Kind, Lesson
from .phrasings import again, around, first
from .phrasings.learners import ASKED
from .questions import hashed, typed, worded

WAYS: dict[Kind, dict[int, tuple[Sequence[str], int]]] = {
    "definición": {1: (again.WHAT + first.WHAT, 3), 4: (again.WHAT_AND_COST + first.WHAT_AND_COST, 4)},
    "coste": {1: (again.TIME + first.TIME, 2), 2: (again.MEMORY + first.MEMORY, 2), 3: (again.COST + first.COST, 2)},
    "uso": {
        1: (again.WHEN + first.WHEN, 3),
        2: (again.WHERE + first.WHERE, 3),
        3: (again.WHEN_NOT + first.WHEN_NOT, 3),
    },
    "implementación": {1: (again.CODE, 1), 2: (again.CODE, 1)},
}
"""Kind -> number of an entry's record of this kind -> its phrasings, and how many of them are taken.

Records without phrasings are not asked again: of the four definitions of an entry, a model of this size learns two.
"""
TOOL: tuple[Kind, ...] = ("uso", "implementación")
"""Kinds that ask about what is used, if the entry's name is that of a problem."""
MOST: dict[Kind, int] = {"concepto": 2}
"""How many written questions are asked, of a kind whose long answers a model of this size does not learn anyway."""

_OWN_NAME = re.compile(r"[A-Z]\S*|\w+sort|radix sort|sparse table|bisect_left|quickselect")


def rephrasings(record: Record, source: Entry | Lesson) -> Iterator[Record]:
    """Yield the record with other questions, as other records; none for kinds with long questions or answers."""
    if record.history or record.input:
        return
    number = int(record.id.rsplit("-", 1)[1])
    written = ASKED.get(record.id, ())[: MOST.get(record.kind)]
    others: Iterable[str] = ()
    if number in WAYS.get(record.kind, {}):
        assert isinstance(source, Entry)
        name = (record.kind in TOOL and source.brief and source.brief.tool) or source.name
        others = _in_general_ways(record.kind, number, name)
    elif record.kind == "creencia" and "?" not in record.instruction:
        others = (_believed(record),)
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
    sharing = [k for k, (other, _) in WAYS[kind].items() if other is ways]
    for way in _shuffled(ways, name)[sharing.index(number) :: len(sharing)][:count]:
        chosen = hashed(f"{name} {way}")
        known = names(name)
        question = worded(way, known[chosen % len(known)])
        yield typed(_framed(question, chosen // 10), chosen)


def _believed(record: Record) -> str:
    """Return a wrong belief as somebody asks about it."""
    chosen = hashed(f"{record.id} 0")
    return typed(_one_of(around.BELIEF, chosen).format(b=record.instruction), chosen)


def _framed(question: str, chosen: int) -> str:
    """Put a sentence before three of ten questions, and one behind two of ten."""
    if chosen % 10 in (0, 4, 7):
        return f"{_one_of(around.OPENINGS, chosen // 10)} {question}"
    return f"{question} {_one_of(around.CLOSINGS, chosen // 10)}" if chosen % 10 in (3, 8) else question


def _one_of(ways: Sequence[str], chosen: int) -> str:
    return ways[chosen % len(ways)]


def _shuffled(ways: Sequence[str], key: str) -> list[str]:
    return sorted(ways, key=lambda way: hashed(f"{key} {way}"))
