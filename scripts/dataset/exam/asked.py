"""A question of the exam and its key: what a right answer holds. Terms of a topic are separated by `|`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..catalogue import ENTRIES

COST = re.compile(r"[OΩ]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_ENTRIES = {entry.key: entry for entry in ENTRIES}


@dataclass(frozen=True)
class Asked:
    """A question and its key."""

    about: str
    """An entry of the catalogue; in `first_steps` and `off_topic` a name."""
    text: str
    key: Mapping[str, object]
    """As in the questions file of `minilora judge`."""


def explain(about: str, text: str, topic: str) -> Asked:
    """Return a question that is answered in words."""
    return Asked(about, text, {"topic": topic.split("|")})


def program(about: str, text: str, topic: str) -> Asked:
    """Return a question that is answered with code."""
    return Asked(about, text, {"topic": topic.split("|"), "code": True})


def cost(about: str, text: str, case: str = "", also: tuple[str, ...] = (), space: bool = False) -> Asked:
    """Return a question for the time, and with `space` the memory, of an entry.

    Args:
        case: a word of the clause of the entry's time that is asked («peor»); empty: any of its costs.
        also: other right spellings of the time.
    """
    entry = _ENTRIES[about]
    key = {"time": [*costs(entry.time, case), *also]}
    return Asked(about, text, key | {"space": costs(entry.space)} if space else key)


def costs(text: str, word: str = "") -> list[str]:
    """Return the first cost of each clause with `word` in a text of the catalogue; of graphs, also in n and m."""
    clauses = [clause for clause in re.split(r" y (?=[OΩ])|: ", text) if word in clause]
    found = [cost[0] for clause in clauses if (cost := COST.search(clause))]
    renamed = [cost.replace("V", "n").replace("E", "m") for cost in found if "E" in cost]
    if not found:
        raise ValueError(f"{text!r} states no cost with {word!r}")
    return [*found, *renamed]
