"""The records of a data set. Each is a conversation, which a template renders, or verbatim text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

ROLES = ("system", "developer", "user", "assistant", "tool")
NO_VARIABLES: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Turn:
    """One message of a conversation."""

    role: str
    """One of `ROLES`."""
    content: str
    learn: bool = True
    """False for an assistant turn that is only context."""
    reasoning: str = ""
    """An assistant's thinking before `content`. Thinking inside `content` stays there."""
    tool_calls: tuple[Mapping[str, Any], ...] = ()
    """`{"type": "function", "function": {"name": ..., "arguments": {...}}}`, with an `id` if the record has one."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """`name` and `tool_call_id`, for the template."""


@dataclass(frozen=True)
class Conversation:
    """Turns that a template renders to text."""

    turns: tuple[Turn, ...]
    variables: Mapping[str, Any] = field(default_factory=dict)
    """Template variables: `tools`, and those in the record's `chat_template_kwargs`."""


@dataclass(frozen=True)
class Verbatim:
    """Text that is used unchanged. The EOS token is appended unless the text already ends with it."""

    prompt: str
    answer: str


@dataclass(frozen=True)
class Record:
    """One row of a data set."""

    id: str
    """The row's `id`, or `file.jsonl:line` if it has none; unique within its file. Reports use it."""
    where: str
    """`path:line`, for errors."""
    content: Conversation | Verbatim
    form: str = ""
    """Name of the row's form (`forms.FORMS`)."""
