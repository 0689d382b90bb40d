"""Questions, their keys, and the verdicts on hand-written answers; comparisons of models."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from minilora.data.records import Turn
from minilora.errors import DataError
from minilora.judge import Judged, Question, Verdict, compare, judge, read_answers, read_questions
from minilora.judge.compare import bootstrap

GOOD = """Parte por la mitad una lista que está ordenada. Tiempo O(log n); memoria O(1).

```python
def f(x):
    return x

print(f(1))
```
"""


def question(**key: Any) -> Question:
    return Question("q", (Turn("user", "¿Cómo?"),), **key)


KEY = question(
    time=("O(log n)",),
    space=("O(1)", "O(log n)"),
    topic=("mitad", "medio"),
    required=(("lista", "arreglo"), ("ordenad*",)),
    forbidden=("mágico",),
    code=True,
    language="es",
)


def test_a_good_answer_is_right_in_everything() -> None:
    """Every criterion of the key applies, and holds."""
    verdict = judge(KEY, GOOD, run_code=True)
    assert dict(verdict.passed) == dict.fromkeys(
        ["language", "no_loops", "topic", "required", "forbidden", "time", "space", "parses", "runs", "all"], True
    )
    assert verdict.found["time"] == "O(log n)"


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("O(log n)", "O(n), luego O(log n)", "time"),
        ("; memoria O(1)", "", "space"),
        ("mitad", "parte", "topic"),
        ("ordenada", "revuelta", "required"),
        ("lista", "lista mágica y un algoritmo mágico", "forbidden"),
        ("return x", "return (x", "parses"),
        ("return x", "return x / 0", "runs"),
        ("```python", "```", "parses"),
        ("Parte", "the of and to is " * 9 + "Parte", "language"),
        ("Parte", "ya lo dije y " * 20 + "Parte", "no_loops"),
    ],
)
def test_each_fault_is_found(old: str, new: str, wrong: str) -> None:
    """One fault in a good answer makes its criterion wrong, and the whole."""
    passed = judge(KEY, GOOD.replace(old, new, 1), run_code=True).passed
    assert passed[wrong] is False
    assert passed["all"] is False


def test_the_case_that_the_question_names_is_judged() -> None:
    """Who asks for the worst case and is told the average first, then the worst, was told it."""
    asked = Question("q", (Turn("user", "¿Cuánto tarda quicksort en el peor caso?"),), time=("O(n²)",))
    assert judge(asked, "Tiempo O(n log n) en promedio y O(n²) en el peor caso.").passed["time"]
    assert not judge(asked, "Tiempo O(n²) en promedio y O(n log n) en el peor caso.").passed["time"]


def test_an_empty_answer_is_wrong() -> None:
    """Nothing is no loop, but not right either."""
    passed = judge(question(language="es"), "").passed
    assert dict(passed) == {"no_loops": False, "all": False}


def test_criteria_that_no_key_asks_for_do_not_count() -> None:
    """Without a key, only loops are judged; code only if there is some, and run only on request."""
    assert set(judge(question(), "Hola.").passed) == {"no_loops", "all"}
    assert set(judge(question(), GOOD).passed) == {"no_loops", "parses", "all"}


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_questions_are_read_as_written(tmp_path: Path) -> None:
    """A string is a list of one; conversations end with the user's turn."""
    row = {"id": "b", "question": "¿Qué?", "time": "O(n)", "topic": "x", "required": ["a", ["b", "c"]], "code": True}
    talk = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}]
    first, second = read_questions(write(tmp_path / "q.jsonl", row, {"id": "t", "messages": talk, "group": "g"}))
    assert (first.time, first.topic, first.required, first.code) == (("O(n)",), ("x",), (("a",), ("b", "c")), True)
    assert [turn.content for turn in second.turns] == ["a", "b", "c"]
    assert (second.text, second.group) == ("c", "g")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": "a", "question": "x", "tiem": "O(n)"}, "'tiem' is not known"),
        ({"id": "a", "question": "x", "messages": []}, "either `question` or `messages`"),
        ({"id": "a"}, "either `question` or `messages`"),
        ({"question": "x"}, "`id`"),
        ({"id": "a", "question": "x", "time": "O(n"}, "is no complexity"),
        ({"id": "a", "question": "x", "language": "tlh"}, "expected one of es, en, pt"),
        ({"id": "a", "question": "x", "code": "yes"}, "expected true or false"),
        ({"id": "a", "question": "x", "topic": [["a"]]}, "expected a string"),
        ({"id": "a", "question": "x", "required": [[1]]}, "expected a string"),
        ({"id": "a", "question": "x", "forbidden": ["*"]}, "expected a string"),
        ({"id": "a", "messages": [{"role": "assistant", "content": "x"}]}, "not a user's"),
        ({"id": "a", "messages": ["x"]}, "more than objects"),
    ],
)
def test_a_bad_key_is_an_error(row: dict[str, Any], reason: str, tmp_path: Path) -> None:
    """The line and what is wrong with it."""
    path = write(tmp_path / "q.jsonl", {"id": "ok", "question": "x"}, row)
    with pytest.raises(DataError, match=reason) as error:
        read_questions(path)
    assert f"{path}:2" in str(error.value)


def test_ids_are_unique_and_answers_have_questions(tmp_path: Path) -> None:
    """An id twice, an empty file, and an answer to no question are errors; a question without an answer is none."""
    asked = [question()]
    twice = write(tmp_path / "twice.jsonl", *[{"id": "a", "question": "x"}] * 2)
    with pytest.raises(DataError, match="'a' appears twice"):
        read_questions(twice)
    with pytest.raises(DataError, match="is empty"):
        read_questions(write(tmp_path / "empty.jsonl"))
    with pytest.raises(DataError, match="answers are to no question, such as 'z'"):
        read_answers(write(tmp_path / "a.jsonl", {"id": "z", "answer": ""}), asked)
    assert read_answers(write(tmp_path / "b.jsonl", {"id": "q", "answer": "sí"}), asked) == {"q": "sí"}


def judged(name: str, passed: dict[str, bool]) -> Judged:
    return Judged(name, dict.fromkeys(passed, ""), {id: Verdict({"all": value}) for id, value in passed.items()})


def test_shares_are_counted_by_group() -> None:
    """Rows for all and for each group; differences are over the questions that both models answered."""
    asked = [Question(str(n), (Turn("user", "x"),), group="a" if n < 8 else "b") for n in range(16)]
    first = judged("first", {str(n): n % 2 == 0 for n in range(16)})
    second = judged("second", {str(n): True for n in range(8)})
    rows = {row.group: row.shares for row in compare(asked, [first, second])}
    assert {group: [(s.right, s.of) for s in shares] for group, shares in rows.items()} == {
        "": [(8, 16), (8, 8)],
        "a": [(4, 8), (8, 8)],
        "b": [(4, 8), (0, 0)],
    }
    assert [rows[group][1].difference for group in ("", "a", "b")] == [50.0, 50.0, None]


def test_the_bootstrap_is_that_of_scipy() -> None:
    """The interval of a paired difference agrees with scipy's percentile bootstrap to the error of the resampling."""
    rng = np.random.default_rng(5)
    first, second = (rng.random((2, 80)) < np.array([[0.5], [0.7]])).astype(float)
    difference, low, high = bootstrap(first, second, seed=0)
    data = (100 * (second - first),)
    expected = stats.bootstrap(data, np.mean, method="percentile", n_resamples=20_000, rng=1).confidence_interval
    assert difference == pytest.approx(data[0].mean())
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1.5)
    assert (difference, low, high) == bootstrap(first, second, seed=0)


def test_equal_and_few_answers_are_noise() -> None:
    """No difference, and one of fewer than six answers, has an interval that contains 0; six alike have not."""
    ones, zeros = np.ones(20), np.zeros(20)
    for differing, noise in ((0, True), (5, True), (6, False), (20, False)):
        second = np.where(np.arange(20) < differing, ones, zeros)
        _, low, high = bootstrap(zeros, second, seed=0)
        assert (low <= 0 <= high) is noise
