"""train contains no question of val or test and no paraphrase of one, and no record is duplicated."""

import re
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from dataset.catalogue import ENTRIES
from dataset.compose import Record, records
from dataset.splits import TEST_ENTRIES, VAL_ENTRIES, cell_of, split_of

from .conftest import TITLE

N_GRAM = 5
DIMENSIONS = 1 << 15
"""n-grams are counted in this many buckets: collisions make texts seem a little more alike, never less."""
MOST_ALIKE_ANSWERS = 0.45
MOST_ALIKE_QUESTIONS = 0.80

JsonRecord = dict[str, Any]


@pytest.fixture(scope="module")
def built() -> list[Record]:
    return list(chain.from_iterable(map(records, ENTRIES)))


def similarities(texts: list[str]) -> np.ndarray:
    """Jaccard similarity of the texts' character 5-grams, (n, n), with -1 on the diagonal."""
    counted = grams(texts)
    common = counted @ counted.T
    sizes = counted.sum(axis=1)
    alike: np.ndarray = common / (sizes[:, None] + sizes[None, :] - common)
    np.fill_diagonal(alike, -1)
    return alike


def grams(texts: list[str]) -> np.ndarray:
    """Which buckets the 5-grams of each text fall into, (n, DIMENSIONS) of 0 and 1."""
    found = np.zeros((len(texts), DIMENSIONS), np.float32)
    for row, text in zip(found, texts, strict=True):
        plain = re.sub(r"\W+", " ", text.lower())
        row[[crc32(plain[i : i + N_GRAM].encode()) % DIMENSIONS for i in range(len(plain) - N_GRAM + 1)]] = 1
    return found


def prose(text: str) -> str:
    return re.sub(r"```.*?```", " ", TITLE.sub("", text), flags=re.S)


def most_alike(members: list[JsonRecord], alike: np.ndarray, limit: float) -> list[tuple[float, str, str]]:
    pairs = np.argwhere(np.triu(alike) > limit)
    return [(round(float(alike[i, j]), 2), members[i]["id"], members[j]["id"]) for i, j in pairs]


def test_no_answer_is_another_one_again(splits: dict[str, list[JsonRecord]]) -> None:
    """No two answers, inside or across splits, share nearly half of their prose (title and code aside)."""
    everything = [record for members in splits.values() for record in members]
    alike = similarities([prose(record["output"]) for record in everything])
    assert not most_alike(everything, alike, MOST_ALIKE_ANSWERS)


def test_no_question_is_asked_twice(splits: dict[str, list[JsonRecord]]) -> None:
    """No two questions are the same text, and none of val and test is nearly one of train."""
    everything = [record for members in splits.values() for record in members]
    questions = [record["instruction"] for record in everything]
    assert len(set(questions)) == len(questions)
    alike = similarities(questions)
    trained = len(splits["train"])
    alike[:trained, :trained] = alike[trained:, trained:] = -1
    assert not most_alike(everything, alike, MOST_ALIKE_QUESTIONS)


def test_cells_are_held_out_whole(built: list[Record]) -> None:
    """All records of an entry's cell are in one split; the held-out entries are in no other."""
    where: dict[str, set[str]] = {}
    for record in built:
        where.setdefault(cell_of(record), set()).add(split_of(record))
    assert all(len(names) == 1 for names in where.values())
    assert {split_of(r) for r in built if r.entry in TEST_ENTRIES} == {"test"}
    assert {split_of(r) for r in built if r.entry in VAL_ENTRIES} == {"val"}
    assert {entry.key for entry in ENTRIES} >= TEST_ENTRIES | VAL_ENTRIES
