"""token_kinds(): which part of a record each token belongs to: system message, user, tools, thinking or answer."""

import json
from collections.abc import Sequence
from typing import Any

from ..tokenizer import Tokenizer
from .records import Conversation, Record
from .rendering import Template, TrainOn

KINDS = ("system", "user", "tools", "tool", "thinking", "answer")
"""Kinds of tokens; all others are text of the template."""
ROLE_KINDS = {"system": "system", "developer": "system", "user": "user", "tool": "tool", "assistant": "answer"}


def token_kinds(record: Record, template: Template, tokenizer: Tokenizer, train_on: TrainOn) -> list[str]:
    """Return the kind of every token of an untruncated record without BOS; an empty string for text of the template."""
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
    """Return the kind of the last span that overlaps the token, or an empty string."""
    return next((kind for low, high, kind in reversed(spans) if start < high and end > low), "")


def _turn_spans(text: str, conversation: Conversation) -> list[tuple[int, int, str]]:
    """Return the spans of the turns' contents in the text, searching from left to right."""
    found: list[tuple[int, int, str]] = []
    at = 0
    for turn in conversation.turns:
        for part, kind in ((turn.reasoning, "thinking"), *_split_thinking(turn.content, ROLE_KINDS[turn.role])):
            start = text.find(part.strip(), at) if part.strip() else -1
            if start >= 0:
                at = start + len(part.strip())
                found.append((start, at, kind))
    return found


def _split_thinking(content: str, kind: str) -> list[tuple[str, str]]:
    """Split an answer into its thinking and the rest."""
    before, closing, after = content.partition("</think>")
    if kind != "answer" or not closing:
        return [(content, kind)]
    return [(before.replace("<think>", ""), "thinking"), (after, kind)]


def _tool_spans(text: str, tools: Sequence[Any]) -> list[tuple[int, int, str]]:
    """Return the span of each tool's JSON in the text: the object around its name."""
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
