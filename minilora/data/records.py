"""What a data set is made of: records, each a conversation or a text that is used as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

ROLES = ("system", "developer", "user", "assistant", "tool")
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Turn:
    """One message of a conversation."""

    role: str
    """One of `ROLES`."""
    content: str
    learn: bool = True
    """False for an assistant turn that is only context."""
    reasoning: str = ""
    """What an assistant thought before `content`; thinking inside `content` stays there."""
    tool_calls: tuple[Mapping[str, Any], ...] = ()
    """`{"type": "function", "function": {"name": ..., "arguments": {...}}}`, with an `id` if the record has one."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """`name` and `tool_call_id`, for the template."""


@dataclass(frozen=True)
class Conversation:
    """Turns that a template renders to text."""

    turns: tuple[Turn, ...]
    variables: Mapping[str, Any] = field(default_factory=dict)
    """For the template: `tools`, and what the record sets itself (`chat_template_kwargs`)."""


@dataclass(frozen=True)
class Verbatim:
    """Text that is used as it stands, with the end-of-sequence token after it unless it ends in one."""

    prompt: str
    answer: str


@dataclass(frozen=True)
class Record:
    """One row of a data set."""

    id: str
    """The row's `id`, or `file.jsonl:line` when it has none: the name it has in reports, unique in its file."""
    where: str
    """`path:line`, for errors."""
    content: Conversation | Verbatim
    form: str = ""
    """Name of the row's form (`forms.FORMS`)."""
