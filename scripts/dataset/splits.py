"""Assign records to train, val and test.

A *cell* is an entry and a group of kinds that show the same code or text; all its records go to one split, so no
question of val or test has a paraphrase in train. A few entries are held out completely: the tutor has
not seen these algorithms in training.
"""

from hashlib import sha256
from typing import Literal

from .compose import Record

Split = Literal["train", "val", "test"]

TEST_ENTRIES = frozenset({"bandera-holandesa", "kadane", "mezcla-k-listas", "trie"})
VAL_ENTRIES = frozenset({"camino-euleriano", "heapsort", "josefo"})
TEST_PERCENT, VAL_PERCENT = 8, 7

_GROUP = {"corrección": "código", "implementación": "código"}


def cell_of(record: Record) -> str:
    """Return the name of the record's cell."""
    return f"{record.entry}/{_GROUP.get(record.kind, record.kind)}"


def split_of(record: Record) -> Split:
    """Return the record's split; it depends only on the cell's name, so new entries do not move records."""
    if record.entry in TEST_ENTRIES:
        return "test"
    if record.entry in VAL_ENTRIES:
        return "val"
    percentile = int(sha256(cell_of(record).encode()).hexdigest(), 16) % 100
    if percentile < TEST_PERCENT:
        return "test"
    return "val" if percentile < TEST_PERCENT + VAL_PERCENT else "train"


def order(record: Record) -> str:
    """Return a sorting key that mixes topics and kinds, the same on every machine."""
    return sha256(record.id.encode()).hexdigest()
