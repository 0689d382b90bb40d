"""The questions file: one JSON object a line, a question and the key that its answer is judged by.

    {"id": "binaria-1", "question": "...", "time": "O(log n)", "topic": ["mitad", "ordenad*"], "group": "seen"}

A question is `question`, or `messages` that end with a user's turn. All other keys are optional; one that is not known
is an error. `time` and `space` may list alternatives, as `topic` and each of `required` may.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ..data import sources
from ..data.fields import Fields, expect, json_type
from ..data.messages import openai_turn
from ..data.records import Turn
from ..data.row_errors import RowErrors
from ..errors import DataError, quoted
from .complexity import normal_form
from .text import FUNCTION_WORDS

Line = TypeVar("Line")
KEYS = ("id", "question", "messages", "time", "space", "topic", "required", "forbidden", "code", "language", "group")


@dataclass(frozen=True)
class Question:
    """A question and its key."""

    id: str
    turns: tuple[Turn, ...]
    """The last one is the user's."""
    time: tuple[str, ...] = ()
    """Right complexities, one of which is to be stated first; empty: not asked."""
    space: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    """Terms of which an answer on topic has at least one, as `text.has_word`."""
    required: tuple[tuple[str, ...], ...] = ()
    """Of each group of alternatives, the answer has one."""
    forbidden: tuple[str, ...] = ()
    code: bool = False
    """Whether the answer must hold a fenced Python block."""
    language: str = ""
    group: str = ""
    """The name of a part of the table: `seen`, `held-out`."""

    @property
    def text(self) -> str:
        return self.turns[-1].content


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a file.

    Raises:
        DataError: it cannot be read, has no questions, or some lines are invalid; or two have the same id.
    """
    questions = list(_read(path, _question, "a question"))
    _check_unique(path, [question.id for question in questions])
    return questions


def read_answers(path: Path, questions: Iterable[Question]) -> dict[str, str]:
    """Return id -> answer of a file of lines `{"id": ..., "answer": ...}`, such as another program's.

    Raises:
        DataError: it is invalid, or has an id that no question has. (Questions without an answer are left out.)
    """
    pairs = list(_read(path, _answer, "an answer"))
    _check_unique(path, [id for id, _ in pairs])
    known = {question.id for question in questions}
    if unknown := [id for id, _ in pairs if id not in known]:
        raise DataError(
            f"{path}: {len(unknown)} answers are to no question, such as {quoted(unknown[0])}; expected the ids of the "
            "questions."
        )
    return dict(pairs)


def _read(path: Path, read: Callable[[Fields], Line], what: str) -> Iterator[Line]:
    errors_found, count = RowErrors(), 0
    try:
        for number, row in sources.read_rows(path):
            try:
                if isinstance(row, ValueError):
                    raise row
                yield read(Fields(row))
                count += 1
            except ValueError as err:
                errors_found.add(f"{path}:{number}", str(err))
    except OSError as err:
        raise DataError(f"cannot read {path}: {err.strerror}. Expected one JSON object per line.") from err
    errors_found.raise_if_any("Correct these lines; docs/judge.md lists the keys.")
    if not count:
        raise DataError(f"{path} is empty; expected {what} as a JSON object on each line.")


def _question(row: Fields) -> Question:
    _check_keys(row, KEYS)
    expect(("question" in row) != ("messages" in row), "expected either `question` or `messages`")
    language = row.text("language", optional=True)
    expect(
        language in ("", *FUNCTION_WORDS),
        f"the language is {quoted(language)}; expected one of {', '.join(FUNCTION_WORDS)}",
    )
    code = row.take("code", False)
    expect(isinstance(code, bool), f"`code` is a JSON {json_type(code)}; expected true or false")
    return Question(
        id=row.text("id"),
        turns=_turns(row) if "messages" in row else (Turn("user", row.text("question")),),
        time=_complexities(row, "time"),
        space=_complexities(row, "space"),
        topic=_terms(row.take("topic", []), "topic"),
        required=tuple(_terms(each, "required") for each in row.items("required")),
        forbidden=_terms(row.take("forbidden", []), "forbidden"),
        code=code,
        language=language,
        group=row.text("group", optional=True),
    )


def _turns(row: Fields) -> tuple[Turn, ...]:
    messages = row.items("messages")
    expect(all(isinstance(message, dict) for message in messages), "`messages` holds more than objects")
    turns = tuple(openai_turn(Fields(message)) for message in messages)
    expect(bool(turns) and turns[-1].role == "user", "the last of `messages` is not a user's")
    return turns


def _answer(row: Fields) -> tuple[str, str]:
    _check_keys(row, ("id", "answer"))
    return row.text("id"), row.text("answer", may_be_empty=True)


def _check_keys(row: Fields, known: tuple[str, ...]) -> None:
    unknown = [key for key in row if key not in known]
    expect(not unknown, f"the key {quoted(next(iter(unknown), ''))} is not known; expected some of {', '.join(known)}")


def _complexities(row: Fields, key: str) -> tuple[str, ...]:
    values = _terms(row.take(key, []), key)
    for value in values:
        expect(
            normal_form(value) is not None,
            f"`{key}`: {quoted(value)} is no complexity; expected one such as O(n log n)",
        )
    return values


def _terms(value: Any, key: str) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    expect(isinstance(values, list), f"`{key}` is a JSON {json_type(value)}; expected a string or a list of strings")
    for each in values:
        expect(isinstance(each, str) and each.strip(" *") != "", f"`{key}` holds {quoted(each)}; expected a string")
    return tuple(values)


def _check_unique(path: Path, ids: list[str]) -> None:
    if twice := [id for id, number in Counter(ids).items() if number > 1]:
        raise DataError(f"{path}: the id {quoted(twice[0])} appears twice; give each line its own.")
