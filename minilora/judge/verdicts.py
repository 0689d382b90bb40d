"""Judges one answer by the key of its question: true or false for each criterion that applies."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import text
from .complexity import normal_form
from .questions import Question
from .running import run_python
from .stated import Kind, asked_case, first_stated

CRITERIA = {
    "language": "the right language",
    "no_loops": "no loops",
    "topic": "on topic",
    "required": "required words",
    "forbidden": "no forbidden words",
    "time": "time right",
    "space": "memory right",
    "parses": "code parses",
    "runs": "code runs",
    "all": "all of these",
}
"""Criterion -> its name in the table."""


@dataclass(frozen=True)
class Verdict:
    """What one answer is worth."""

    passed: Mapping[str, bool]
    """Criterion -> whether the answer meets it; only those that apply to its question."""
    found: Mapping[str, str | float] = field(default_factory=dict)
    """What was found: the time and memory stated, the error of the code, the shares."""


def judge(question: Question, answer: str, *, run_code: bool = False) -> Verdict:
    """Judge an answer.

    Args:
        run_code: run its Python blocks, one after the other as one program, in a process with limits (`running.py`).
    """
    passed: dict[str, bool] = {}
    found: dict[str, str | float] = {"distinct_4_grams": round(text.distinct_share(answer), 3)}
    if question.language and text.word_count(answer) >= text.LEAST_WORDS:
        passed["language"] = text.is_language(answer, question.language)
        found["function_words"] = round(text.language_share(answer, question.language), 3)
    passed["no_loops"] = bool(answer.strip()) and not text.loops(answer)
    if question.topic:
        passed["topic"] = text.has_any(answer, question.topic)
    if question.required:
        passed["required"] = all(text.has_any(answer, alternatives) for alternatives in question.required)
    if question.forbidden:
        passed["forbidden"] = not text.has_any(answer, question.forbidden)
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (("time", question.time), ("space", question.space))
    for kind, right in kinds:
        if right:
            first = first_stated(answer, kind, asked_case(question.text))
            found[kind] = first.text if first else ""
            passed[kind] = first is not None and first.form in map(normal_form, right)
    blocks = text.python_blocks(answer)
    if question.code or blocks:
        passed["parses"] = bool(blocks) and all(map(text.parses, blocks))
        if run_code:
            error = run_python("\n".join(blocks)) if passed["parses"] else "does not parse" if blocks else "no code"
            passed["runs"], found["code_error"] = not error, error
    return Verdict({**passed, "all": all(passed.values())}, found)
