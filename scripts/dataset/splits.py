"""Assign records to train, val and test.

A *cell* is an entry and a group of kinds that show the same code or text; all its records go to one split, so no
question of val or test has a paraphrase in train. A few entries are held out completely: the tutor has
not seen these algorithms in training. Of all others it learns what people ask first: what they are, what they
cost, where they are used, their code, and the wrong beliefs about them.
"""

from hashlib import sha256
from typing import Literal

from .compose import Record
from .questions import hashed

Split = Literal["train", "val", "test"]

TEST_ENTRIES = frozenset({"bandera-holandesa", "kadane", "mezcla-k-listas", "trie"})
VAL_ENTRIES = frozenset({"camino-euleriano", "heapsort", "josefo"})
TEST_PERCENT, VAL_PERCENT = 8, 7
LONG_VAL_PERCENT = 24
"""Of the long kinds, which a small model does not learn by heart anyway, so that val has enough records."""
UNSEEN_PERCENT = 1
"""Share of the phrasings that training does not see, to measure whether what it has learnt answers other questions."""
ALWAYS_TRAIN = ("teoría", "complejidad", "uso", "código", "creencia")
"""Groups of kinds that are held out only with their whole entry: a small model cannot guess these facts."""
LONG = ("concepto", "ejercicio", "charla")

SYSTEM_PERCENT, REPHRASED_SYSTEM_PERCENT = 50, 10
"""Share of the records that have the system message, as Ollama sends it. In small, half of them did better than none or
all, with the message and without it (docs/log.md)."""

_GROUP = {
    **dict.fromkeys(("corrección", "implementación", "resultado"), "código"),
    "definición": "teoría",
    "coste": "complejidad",
}


def cell_of(record: Record) -> str:
    """Return the name of the record's cell; a question off topic is a cell of its own."""
    if record.kind == "fuera de tema":
        return record.id
    return f"{record.entry}/{_GROUP.get(record.kind, record.kind)}"


def split_of(record: Record) -> Split:
    """Return the record's split; it depends only on the cell's name, so new entries do not move records."""
    if record.entry in TEST_ENTRIES:
        return "test"
    if record.entry in VAL_ENTRIES:
        return "val"
    if _GROUP.get(record.kind, record.kind) in ALWAYS_TRAIN:
        return "train"
    percentile = _percentile(cell_of(record))
    if percentile < TEST_PERCENT:
        return "test"
    val_percent = LONG_VAL_PERCENT if record.kind in LONG else VAL_PERCENT
    return "val" if percentile < TEST_PERCENT + val_percent else "train"


def with_system(record: Record, percent: int = SYSTEM_PERCENT) -> bool:
    """Return whether the record has the system message; it depends only on the record's id."""
    return _percentile(f"system {record.id}") < percent


def unseen(rephrased: Record) -> bool:
    """Return whether a phrasing is for validation."""
    return _percentile(f"unseen {rephrased.instruction}") < UNSEEN_PERCENT


def order(record: Record) -> str:
    """Return a sorting key that mixes topics and kinds, the same on every machine."""
    return sha256(record.id.encode()).hexdigest()


def _percentile(name: str) -> int:
    return hashed(name) % 100
