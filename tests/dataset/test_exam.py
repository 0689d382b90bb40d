"""processed/judge.jsonl: new questions, with keys that the data set's own answers meet."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from dataset.catalogue import ENTRIES
from dataset.exam.asked import COST, costs
from dataset.exam.seen import WHAT
from dataset.splits import TEST_ENTRIES, VAL_ENTRIES

from minilora.data.records import Turn
from minilora.judge import Question, judge, read_questions
from minilora.judge.complexity import normal_form
from minilora.judge.stated import first_stated, stated
from minilora.judge.text import fold, has_any

from .test_splits import MOST_ALIKE_QUESTIONS, similarities

JUDGE = Path(__file__).parents[2] / "processed/judge.jsonl"
HELD_OUT = TEST_ENTRIES | VAL_ENTRIES


@pytest.fixture(scope="module")
def exam() -> list[Question]:
    return read_questions(JUDGE)


@pytest.fixture(scope="module")
def answers(records: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Entry -> its answers in all splits."""
    found: dict[str, list[str]] = defaultdict(list)
    for record in records:
        found[record["id"].split("/")[0]].append(record["output"])
    return found


def entry_of(question: Question) -> str:
    return re.sub(r"-\d+$", "", question.id.split("/")[1])


def test_no_question_is_in_the_data_set(exam: list[Question], records: list[dict[str, Any]]) -> None:
    """No question is a question of train, val or test, not nearly either, nor another one of the exam."""
    theirs = [question for record in records for question in record["instruction"].split("\n\n")]
    ours = [question.text for question in exam]
    plain = [re.sub(r"\W+", " ", fold(text)).strip() for text in (*theirs, *ours)]
    assert not set(plain[: len(theirs)]) & set(plain[len(theirs) :])
    alike = similarities([fold(text) for text in (*theirs, *ours)])[len(theirs) :]
    assert alike.max() < MOST_ALIKE_QUESTIONS


def test_groups_are_what_their_names_say(exam: list[Question]) -> None:
    """Questions of `held-out` are about the held-out entries, each with four; those of `seen` about others."""
    held = [entry_of(question) for question in exam if question.group == "held-out"]
    assert {entry: held.count(entry) for entry in held} == dict.fromkeys(HELD_OUT, 4)
    assert {entry_of(question) for question in exam if question.group == "seen"} <= {e.key for e in ENTRIES} - HELD_OUT


def test_no_answer_is_on_topic_by_repeating_the_question(exam: list[Question]) -> None:
    """No term of a topic, and no required term, stands in the question."""
    for question in exam:
        terms = (*question.topic, *sum(question.required, ()))
        assert not has_any(question.text, terms), question.id


def test_the_reference_answers_meet_the_keys(exam: list[Question], answers: dict[str, list[str]]) -> None:
    """Some answer of the data set about the entry is on topic, and some states the time and the memory of the key."""
    for question in exam:
        if question.group not in ("seen", "held-out"):
            continue
        known = answers[entry_of(question)]
        assert not question.topic or any(has_any(answer, question.topic) for answer in known), question.id
        for kind, keys in (("time", question.time), ("space", question.space)):
            forms = {each.form for answer in known for each in stated(answer) if each.kind == kind}
            assert not keys or forms & set(map(normal_form, keys)), (question.id, kind)


def test_every_definition_is_on_topic_where_one_is_asked_for() -> None:
    """A model that answers with any definition of the data set answers what it was asked."""
    entries = {entry.key: entry for entry in ENTRIES}
    for asked in WHAT:
        brief, topic = entries[asked.about].brief, asked.key["topic"]
        assert brief
        assert isinstance(topic, list)
        for definition in brief.what:
            assert has_any(" ".join(definition.split()), topic), (asked.about, definition)


def test_the_cost_of_an_entry_is_right_where_it_is_asked_for(exam: list[Question], rows: dict[str, list[Any]]) -> None:
    """A model that answers with the data set's time answers what it was asked: the case too, if one is named."""
    times = {row["id"].split("/")[0]: row["output"] for row in rows["train"] if row["id"].endswith("/coste-1")}
    for question in exam:
        if question.time and question.group == "seen":
            assert judge(question, times[entry_of(question)]).passed["time"], question.id


def test_the_judge_finds_the_data_set_right(records: list[dict[str, Any]]) -> None:
    """Of the data set's answers, 99 % and more are Spanish, free of loops, and have code that parses; 95 % of the
    explanations and analyses that state a time or a memory state the entry's first.
    """
    entries = {entry.key: entry for entry in ENTRIES}
    counts: dict[str, list[bool]] = defaultdict(list)
    for record in records:
        question = Question(record["id"], (Turn("user", record["instruction"]),), language="es")
        for criterion, passed in judge(question, record["output"]).passed.items():
            counts[criterion].append(passed)
        entry = entries.get(record["id"].split("/")[0])
        for kind in ("time", "space") if entry and record["kind"] in ("complejidad", "teoría") else ():
            first = first_stated(record["output"], kind)
            if first and COST.search(getattr(entry, kind)):
                counts[kind].append(first.form in map(normal_form, costs(getattr(entry, kind))))
    shares = {criterion: sum(values) / len(values) for criterion, values in counts.items()}
    assert min(shares[criterion] for criterion in ("language", "no_loops", "parses")) >= 0.99
    assert min(shares[criterion] for criterion in ("time", "space")) >= 0.95


def test_topics_are_of_their_entry(exam: list[Question], records: list[dict[str, Any]]) -> None:
    """At most three in ten explanations of other entries would be on topic."""
    theory = {record["id"].split("/")[0]: record["output"] for record in records if record["id"].endswith("/teoría-1")}
    for question in exam:
        if question.topic and question.group in ("seen", "held-out"):
            others = [has_any(text, question.topic) for key, text in theory.items() if key != entry_of(question)]
            assert sum(others) <= 0.3 * len(others), question.id


def test_costs_are_those_of_the_clause() -> None:
    """Hand cases: a case by its word, all cases, graphs in n and m too."""
    text = "O(n log n) en promedio y O(n²) en el peor caso"
    assert costs(text, "peor") == ["O(n²)"]
    assert costs(text) == ["O(n log n)", "O(n²)"]
    assert costs("O(V + E)") == ["O(V + E)", "O(n + m)"]
    with pytest.raises(ValueError, match="states no cost"):
        costs("exponencial")
