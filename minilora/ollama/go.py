"""Render a TEMPLATE as Ollama does: a subset of Go's template language, and how Ollama applies it to a conversation.

    {{ .System }}  {{ .Prompt }}  {{ .Response }}      values; unknown values are empty
    {{ if .System }} ... {{ else }} ... {{ end }}      an empty string is false; also {{ if eq .Role "user" }}
    {{ range .Messages }} ... {{ end }}                each message as .Role and .Content
    {{- and -}}                                        strip the whitespace on their side

A template without .Messages is rendered once per turn; in the last turn it is truncated after .Response. A template
with .Messages is rendered once for the conversation, and must end with the header of the assistant's turn.

Source: ollama, template/template.go (Execute, collate, deleteNode).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..data.jsonl import Turn
from ..errors import GGUFError, brief

ACTION = re.compile(r"\{\{(-\s)?\s*(.*?)\s*(\s-)?\}\}", re.DOTALL)
FIELD = re.compile(r"\.(\w+)")
EQUALS = re.compile(r'eq\s+\.(\w+)\s+"([^"]*)"')


@dataclass(frozen=True)
class Field:
    name: str


@dataclass(frozen=True)
class If:
    field: str
    text: str | None
    """The value to compare with; None tests whether the field is non-empty."""
    body: "Nodes"
    orelse: "Nodes"


@dataclass(frozen=True)
class Range:
    body: "Nodes"
    """Rendered for each message of .Messages."""


Nodes = tuple[str | Field | If | Range, ...]


def render(template: str, turns: Sequence[Turn]) -> str:
    """Return the prompt that Ollama sends to the model for a conversation that ends with a user turn.

    Raises:
        GGUFError: `template` uses syntax outside the subset above.
    """
    nodes = parse(template)
    messages = _merge_same_role(turns)
    if "Messages" in _field_names(nodes):
        system = "\n\n".join(turn.content for turn in messages if turn.role == "system")
        listed = [{"Role": turn.role, "Content": turn.content} for turn in messages]
        return _execute(nodes, {"System": system, "Messages": listed})
    if "Response" not in _field_names(nodes):
        nodes = (*nodes, Field("Response"))
    return _render_turns(nodes, messages)


def parse(template: str) -> Nodes:
    """Parse a template into a tree of nodes."""
    tokens = _tokenize(template)
    nodes, end = _parse_block(tokens)
    if end is not None:
        raise GGUFError(f"TEMPLATE has an unmatched {{{{ {brief(end)} }}}}.")
    return nodes


def _render_turns(nodes: Nodes, messages: Sequence[Turn]) -> str:
    """Render turn by turn: collect system, prompt and response, and render when a message would overwrite one."""
    empty = {"System": "", "Prompt": "", "Response": ""}
    text, values = "", dict(empty)
    for message in messages:
        conflicting = {"system": ("Prompt", "Response"), "user": ("Response",), "assistant": ()}[message.role]
        if any(values[name] for name in conflicting):
            text += _execute(nodes, values)
            values = dict(empty)
        values[{"system": "System", "user": "Prompt", "assistant": "Response"}[message.role]] = message.content
    return text + _execute(_truncate_after_response(nodes)[0], values)


def _execute(nodes: Nodes, values: Mapping[str, Any]) -> str:
    text = ""
    for node in nodes:
        if isinstance(node, str):
            text += node
        elif isinstance(node, Field):
            text += values.get(node.name, "")
        elif isinstance(node, If):
            value = values.get(node.field, "")
            text += _execute(node.body if (value if node.text is None else value == node.text) else node.orelse, values)
        else:
            text += "".join(_execute(node.body, message) for message in values["Messages"])
    return text


def _tokenize(template: str) -> Iterator[str | tuple[str]]:
    """Yield literal text as str, and each action as a tuple of one str."""
    end, trim = 0, False
    for action in ACTION.finditer(template):
        text = template[end : action.start()]
        text = text.lstrip() if trim else text
        yield text.rstrip() if action[1] else text
        yield (action[2],)
        end, trim = action.end(), bool(action[3])
    yield template[end:].lstrip() if trim else template[end:]


def _parse_block(tokens: Iterator[str | tuple[str]]) -> tuple[Nodes, str | None]:
    """Parse up to the `end` or `else` of this block; return the nodes and that keyword, None at the end of the text."""
    nodes: list[str | Field | If | Range] = []
    for token in tokens:
        if isinstance(token, str):
            nodes += [token] if token else []
            continue
        (action,) = token
        if action.split(" ")[0] in ("end", "else"):
            return tuple(nodes), action
        nodes.append(_parse_action(action, tokens))
    return tuple(nodes), None


def _parse_action(action: str, tokens: Iterator[str | tuple[str]]) -> Field | If | Range:
    if field := FIELD.fullmatch(action):
        return Field(field[1])
    if action == "range .Messages":
        return Range(_parse_until_end(tokens, action))
    if action.startswith("if "):
        return _parse_if(action.removeprefix("if "), tokens)
    raise GGUFError(f"TEMPLATE uses {{{{ {brief(action)} }}}}, which minilora does not support; it cannot be checked.")


def _parse_if(condition: str, tokens: Iterator[str | tuple[str]]) -> If:
    body, end = _parse_block(tokens)
    if end is None:
        raise GGUFError("TEMPLATE has an {{ if }} without {{ end }}.")
    orelse: Nodes = ()
    if end.startswith("else if "):
        orelse = (_parse_if(end.removeprefix("else if "), tokens),)
    elif end == "else":
        orelse = _parse_until_end(tokens, "else")
    if field := FIELD.fullmatch(condition):
        return If(field[1], None, body, orelse)
    if equals := EQUALS.fullmatch(condition):
        return If(equals[1], equals[2], body, orelse)
    raise GGUFError(
        f"TEMPLATE uses {{{{ if {brief(condition)} }}}}, which minilora does not support; it cannot be checked."
    )


def _parse_until_end(tokens: Iterator[str | tuple[str]], opened: str) -> Nodes:
    nodes, end = _parse_block(tokens)
    if end != "end":
        raise GGUFError(f"TEMPLATE has a {{{{ {brief(opened)} }}}} without {{{{ end }}}}.")
    return nodes


def _field_names(nodes: Nodes) -> set[str]:
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, Field):
            names.add(node.name)
        elif isinstance(node, If):
            names |= {node.field} | _field_names(node.body) | _field_names(node.orelse)
        elif isinstance(node, Range):
            names |= {"Messages"}
    return names


def _truncate_after_response(nodes: Nodes) -> tuple[Nodes, bool]:
    """Return the nodes up to .Response, and whether it was found."""
    result: list[str | Field | If | Range] = []
    for node in nodes:
        cut = node == Field("Response")
        if isinstance(node, If):
            body, cut = _truncate_after_response(node.body)
            orelse, cut = (node.orelse, cut) if not cut else ((), cut)
            node = If(node.field, node.text, body, orelse)
        result.append(node)
        if cut:
            return tuple(result), True
    return tuple(result), False


def _merge_same_role(turns: Sequence[Turn]) -> list[Turn]:
    """Merge consecutive messages of the same role, separated by an empty line."""
    merged: list[Turn] = []
    for turn in turns:
        if merged and merged[-1].role == turn.role:
            merged[-1] = Turn(turn.role, f"{merged[-1].content}\n\n{turn.content}")
        else:
            merged.append(turn)
    return merged
