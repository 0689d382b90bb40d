"""Is all that a conversation says in its text? A template may leave out what it has no place for, without a word."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import DataError, quoted
from .records import Turn


def expect_all_said(answer: str, turn: Turn, number: int) -> None:
    """Raise DataError unless the text of an answer holds all that the turn says: thinking, content, calls."""
    at = 0
    for said in (turn.reasoning, *re.split(r"</?think>", turn.content)):
        if said.strip():
            found = answer.find(said.strip(), at)
            if found < 0:
                raise DataError(
                    f"the template does not write all that turn {number} says: {quoted(said.strip())} is not in its "
                    "text. Templates of thinking models leave thoughts out of all answers but the last: use "
                    "`--train-on last`, `--thinking drop`, or another template (`--template FILE`)."
                )
            at = found + len(said.strip())
    for call in turn.tool_calls:
        for value in _texts(call["function"]):
            if not _holds(answer, value):
                raise DataError(
                    f"the template does not write the tool call of turn {number}: {quoted(value)} is not in its text. "
                    "Give a template that knows tool calls (`--template FILE`)."
                )


def expect_all_context(text: str, turns: Sequence[Turn], variables: Mapping[str, Any]) -> None:
    """Raise DataError when a turn of the context, or a tool on offer, has left no trace in the text.

    A trace is the longest word of a turn, or the tool's name: templates trim and rearrange what they are given.
    """
    for number, turn in enumerate(turns, start=1):
        word = max(turn.content.split(), key=len, default="")
        if turn.role != "assistant" and not _holds(text, word):
            raise DataError(
                f"the template leaves turn {number} ({turn.role}) out of the text. Give a template that has a place "
                "for it (`--template FILE`), or take the turn out of the record."
            )
    for tool in variables.get("tools", ()):
        if not _holds(text, tool["function"]["name"]):
            raise DataError(
                f"the template leaves the tool {quoted(tool['function']['name'])} out of the text. Give a template "
                "that knows `tools` (`--template FILE`), or leave them out with --ignore-keys tools."
            )


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in a call: its function's name, names and texts of its arguments."""
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


def _holds(text: str, value: str) -> bool:
    """Tell whether a text holds a value, as it is or as JSON writes it."""
    return value in text or json.dumps(value, ensure_ascii=False)[1:-1] in text or json.dumps(value)[1:-1] in text
