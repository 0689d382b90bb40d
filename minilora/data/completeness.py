"""Checks that a rendered text contains all of its conversation: templates silently omit what they do not support."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import DataError, quoted
from .records import Turn


def check_answer(answer: str, turn: Turn, number: int) -> None:
    """Raise a DataError unless the text of an answer contains the turn's thinking, content and tool calls."""
    at = 0
    for part in (turn.reasoning, *re.split(r"</?think>", turn.content)):
        if part.strip():
            found = answer.find(part.strip(), at)
            if found < 0:
                raise DataError(
                    f"the template omits a part of turn {number}: {quoted(part.strip())} is not in the rendered text. "
                    "Templates of thinking models keep the thinking of the last answer only: use `--train-on last`, "
                    "`--thinking drop`, or another template (`--template FILE`)."
                )
            at = found + len(part.strip())
    for call in turn.tool_calls:
        for value in _texts(call["function"]):
            if not _contains(answer, value):
                raise DataError(
                    f"the template omits the tool call of turn {number}: {quoted(value)} is not in the rendered text. "
                    "Use a template that supports tool calls (`--template FILE`)."
                )


def check_context(text: str, turns: Sequence[Turn], variables: Mapping[str, Any]) -> None:
    """Raise a DataError if the text contains no trace of a context turn or of an available tool.

    Templates trim and rearrange their input, so only the longest word of a turn, or the name of a tool, is searched.
    """
    for number, turn in enumerate(turns, start=1):
        word = max(turn.content.split(), key=len, default="")
        if turn.role != "assistant" and not _contains(text, word):
            raise DataError(
                f"the template omits turn {number} ({turn.role}). Use a template that supports this role "
                "(`--template FILE`), or remove the turn from the record."
            )
    for tool in variables.get("tools", ()):
        if not _contains(text, tool["function"]["name"]):
            raise DataError(
                f"the template omits the tool {quoted(tool['function']['name'])}. Use a template that supports `tools` "
                "(`--template FILE`), or ignore them with --ignore-keys tools."
            )


def _texts(value: Any) -> Iterator[str]:
    """Yield the strings in a tool call: the function's name, and the names and string values of its arguments."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in ("name", "arguments"):
                yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def _contains(text: str, value: str) -> bool:
    """Return whether `text` contains `value`, unchanged or as JSON."""
    return value in text or json.dumps(value, ensure_ascii=False)[1:-1] in text or json.dumps(value)[1:-1] in text
