"""processed/phrasings.jsonl: answers of train behind other questions, and nothing of val, test and the exam."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dataset.phrasings.learners import ASKED
from dataset.rephrase import MOST, WAYS, as_said, names

from minilora.judge.text import fold

from .test_splits import MOST_ALIKE_QUESTIONS, grams

ROOT = Path(__file__).parents[2]
Record = dict[str, Any]


def test_answers_are_those_of_train(phrasings: list[Record], rows: dict[str, list[Record]]) -> None:
    """The id says which record is asked again; answer, level, topic and kind are its own."""
    train = {row["id"]: row for row in rows["train"]}
    assert len({row["id"] for row in phrasings}) == len(phrasings)
    for row in phrasings:
        source = train[row["id"].rpartition("/")[0]]
        assert [row[key] for key in ("output", "level", "topic", "kind")] == [
            source[key] for key in ("output", "level", "topic", "kind")
        ]


def test_short_answers_are_asked_in_many_words(phrasings: list[Record], rows: dict[str, list[Record]]) -> None:
    """The definition in fifteen more ways, the cost in six, other short answers in four; some are not asked again."""
    again = Counter(row["id"].rpartition("/")[0] for row in phrasings)
    kinds = {"coste": 6, "comparación": 4, "creencia": 4, "uso": 4, "primeros pasos": 4, "fuera de tema": 4, **MOST}
    single = {"definición-1": 15, "definición-4": 3}
    for row in rows["train"]:
        if "messages" not in row:
            of_its_kind = kinds.get(row["kind"], 0)
            assert again[row["id"]] >= single.get(row["id"].partition("/")[2], of_its_kind), row["id"]
    assert not {"definición-2", "definición-3"} & {row["id"].split("/")[1] for row in phrasings}
    assert {row["kind"] for row in phrasings} == {*WAYS, *kinds}


def test_all_written_questions_are_asked(phrasings: list[Record], rows: dict[str, list[Record]]) -> None:
    """None is below a misspelt key or written twice; each is in the file with its answer, or in train already."""
    written = [fold(question) for questions in ASKED.values() for question in questions]
    assert len(set(written)) == len(written)
    asked = {row["instruction"]: row["id"].rpartition("/")[0] for row in phrasings}
    of_train = {row["instruction"] for row in rows["train"] if "instruction" in row}
    for key, questions in ASKED.items():
        most = MOST.get(key.partition("/")[2].partition("-")[0])
        for question in {as_said(question) for question in questions[:most]} - of_train:
            assert asked[question] == key, question


def test_no_question_is_asked_anywhere_else(phrasings: list[Record], splits: dict[str, list[Record]]) -> None:
    """No two questions are the same; none is one of train, nor nearly one of val, test or the exam."""
    ours = [row["instruction"] for row in phrasings]
    assert len(set(ours)) == len(ours)
    assert not set(ours) & {row["instruction"] for row in splits["train"]}
    exam = [json.loads(line)["question"] for line in (ROOT / "processed/judge.jsonl").read_text("utf-8").splitlines()]
    asked = [fold(text) for text in (*(r["instruction"] for split in ("val", "test") for r in splits[split]), *exam)]
    theirs = grams(asked)
    for start in range(0, len(ours), 1000):
        part = grams([fold(text) for text in ours[start : start + 1000]])
        common = part @ theirs.T
        alike = common / (part.sum(1)[:, None] + theirs.sum(1)[None] - common)
        assert np.max(alike) < MOST_ALIKE_QUESTIONS


def test_a_tenth_has_the_system_message(phrasings: list[Record]) -> None:
    system = (ROOT / "processed/system.txt").read_text("utf-8").strip()
    shown = [row["system"] == system for row in phrasings if "system" in row]
    assert all(shown)
    assert abs(len(shown) / len(phrasings) - 0.1) < 0.02


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("el recorrido en anchura (BFS)", ("el recorrido en anchura (BFS)", "el recorrido en anchura", "BFS")),
        ("el algoritmo de Kruskal", ("el algoritmo de Kruskal", "Kruskal")),
        (
            "la ordenación topológica (algoritmo de Kahn)",
            ("la ordenación topológica (algoritmo de Kahn)", "la ordenación topológica"),
        ),
        ("la pila", ("la pila",)),
    ],
)
def test_an_entry_is_called_by_all_its_names(name: str, expected: tuple[str, ...]) -> None:
    assert names(name) == expected
