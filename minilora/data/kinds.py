"""What each token of a record is: of the system message, the user, the tools, thinking, an answer, or the template."""

import json
from collections.abc import Sequence
from typing import Any

from ..tokenizer import Tokenizer
from .records import Conversation, Record
from .rendering import Template, TrainOn

KINDS = ("system", "user", "tools", "tool", "thinking", "answer")
"""All other text is the template's."""
ROLE_KINDS = {"system": "system", "developer": "system", "user": "user", "tool": "tool", "assistant": "answer"}


def token_kinds(record: Record, template: Template, tokenizer: Tokenizer, train_on: TrainOn) -> list[str]:
    """Return the kind of every token of a record at full length, `` for the template's; BOS is not among them."""
    rendered = template.render_record(record, train_on)
    spans = [(start, end, "answer") for start, end in rendered.answers]
    content = record.content
    if isinstance(content, Conversation):
        spans = [*_tool_spans(rendered.text, content.variables.get("tools", ())), *spans]
        spans += _turn_spans(rendered.text, content)
    else:
        spans.insert(0, (0, len(content.prompt), "user"))
    ((_, offsets),) = tokenizer.encode_batch([rendered.text])
    return [_kind(start, end, spans) for start, end in offsets]


def _kind(start: int, end: int, spans: Sequence[tuple[int, int, str]]) -> str:
    """Return the kind of the last span that covers a token's first character that is in any."""
    return next((kind for low, high, kind in reversed(spans) if start < high and end > low), "")


def _turn_spans(text: str, talk: Conversation) -> list[tuple[int, int, str]]:
    """Find what the turns say in the text, from left to right."""
    found: list[tuple[int, int, str]] = []
    at = 0
    for turn in talk.turns:
        for said, kind in ((turn.reasoning, "thinking"), *_pieces(turn.content, ROLE_KINDS[turn.role])):
            start = text.find(said.strip(), at) if said.strip() else -1
            if start >= 0:
                at = start + len(said.strip())
                found.append((start, at, kind))
    return found


def _pieces(content: str, kind: str) -> list[tuple[str, str]]:
    """Part an answer into its thinking and the rest."""
    before, closing, after = content.partition("</think>")
    if kind != "answer" or not closing:
        return [(content, kind)]
    return [(before.replace("<think>", ""), "thinking"), (after, kind)]


def _tool_spans(text: str, tools: Sequence[Any]) -> list[tuple[int, int, str]]:
    """Find the JSON of each tool in the text: the object around its name."""
    found: list[tuple[int, int, str]] = []
    for tool in tools:
        at = text.find(tool["function"]["name"])
        start = text.rfind('{"type"', 0, at) if at >= 0 else -1
        start = text.rfind("{", 0, at) if start < 0 <= at else start
        if start >= 0:
            try:
                found.append((start, json.JSONDecoder().raw_decode(text, start)[1], "tools"))
            except ValueError:
                found.append((start, at + len(tool["function"]["name"]), "tools"))
    return found
