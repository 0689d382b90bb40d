"""Reads a message of a conversation in the formats of OpenAI, Hugging Face and ShareGPT."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import quoted
from .fields import Fields, check_plain, expect, json_type, parse_json
from .records import ROLES, Turn

SHAREGPT_ROLES = {
    **{"human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant", "model": "assistant"},
    **{"chatgpt": "assistant", "system": "system", "function_call": "assistant"},
    **{"tool": "tool", "observation": "tool", "function_response": "tool"},
}
"""`from` of ShareGPT -> role."""
REASONING_KEYS = ("reasoning_content", "thinking", "reasoning")
LEARN_KEYS = ("weight", "train", "train_on", "training")
"""Keys of a message with the value true, 1, false or 0: whether the message is learned."""


def openai_turn(message: Fields) -> Turn:
    """Read a message with `role`, `content` and optional keys."""
    role = message.take("role")
    expect(isinstance(role, str) and role in ROLES, f"the role is {quoted(role)}; expected one of {', '.join(ROLES)}")
    text, reasoning = _content(message)
    calls = tuple(tool_call(call) for call in message.items("tool_calls"))
    reasonings = {reasoning, *(message.text(key, optional=True) for key in REASONING_KEYS)} - {""}
    expect(len(reasonings) < 2, f"several of {', '.join(REASONING_KEYS)} have different values; expected only one")
    extra = {key: message.text(key) for key in ("name", "tool_call_id") if message.has_value(key)}
    _check_assistant_keys(role, calls=calls, reasoning=reasonings)
    return Turn(role, text, _learn(message, role), "".join(reasonings), calls, extra)


def sharegpt_turn(message: Fields) -> Turn:
    """Read a message with `from` and `value`."""
    name = message.take("from")
    role = SHAREGPT_ROLES.get(name) if isinstance(name, str) else None
    expect(role is not None, f"`from` is {quoted(name)}; expected one of {', '.join(SHAREGPT_ROLES)}")
    text = message.text("value", may_be_empty=True)
    if name != "function_call":
        return Turn(str(role), text, _learn(message, str(role)))
    calls = parse_json(text, "value")
    calls = calls if isinstance(calls, list) else [calls]
    return Turn(str(role), "", _learn(message, str(role)), tool_calls=tuple(map(tool_call, calls)))


def tool_call(given: object) -> Mapping[str, Any]:
    """Return a call in OpenAI's format, with its arguments as an object. `{"name", "arguments"}` alone is accepted."""
    expect(isinstance(given, dict), f"a call in `tool_calls` is a JSON {json_type(given)}; expected an object")
    assert isinstance(given, dict)
    call = Fields(given)
    expect(call.take("type", "function") == "function", f"a tool call has the type {quoted(given.get('type'))}")
    function = call
    if "function" in call:
        inner = call.take("function")
        expect(isinstance(inner, dict), f"`function` of a tool call is a JSON {json_type(inner)}; expected an object")
        function = Fields(inner)
    expect(function.has_value("name"), "a tool call has no `name`")
    name, arguments = function.text("name"), function.take("arguments", {})
    if isinstance(arguments, str):
        arguments = parse_json(arguments, "arguments")
    expect(
        isinstance(arguments, dict),
        f"`arguments` of {quoted(name)} are a JSON {json_type(arguments)}; expected an object",
    )
    label = {"id": call.text("id")} if call.has_value("id") else {}
    for fields in {id(call): call, id(function): function}.values():
        fields.check_all_read("a tool call")
    described = {"name": name, "arguments": check_plain(arguments, "arguments")}
    return {**label, "type": "function", "function": described}


def tools(given: Sequence[Any]) -> list[Mapping[str, Any]]:
    """Return the available tools in OpenAI's format; a bare function is wrapped in `{"type", "function"}`."""
    wrapped: list[Mapping[str, Any]] = []
    for tool in given:
        expect(isinstance(tool, dict), f"a tool in `tools` is a JSON {json_type(tool)}; expected an object")
        tool = tool if isinstance(tool.get("function"), dict) else {"type": "function", "function": tool}
        name = tool["function"].get("name")
        expect(isinstance(name, str) and name != "", "a tool in `tools` has no `name`")
        wrapped.append(check_plain(tool, "tools"))
    return wrapped


def _content(message: Fields) -> tuple[str, str]:
    """Return (text, reasoning) of `content`: a string, null if there are tool calls, or a list of parts.

    Parts are joined by line breaks, as in vLLM and llama.cpp for templates that expect a string.
    """
    content = message.take("content")
    if not isinstance(content, list):
        only_calls = content is None and bool(message.take("tool_calls"))
        return ("" if only_calls else message.text("content", may_be_empty=True)), ""
    found: dict[str, list[str]] = {"text": [], "thinking": []}
    for part in content:
        part_type = part.get("type") if isinstance(part, dict) else None
        expect(part_type in found, f"a part of `content` has the type {quoted(part_type)}; expected text or thinking")
        part_fields = Fields(part)
        part_fields.take("type")
        found[str(part_type)].append(part_fields.text(str(part_type), may_be_empty=True))
        part_fields.check_all_read("a part of `content`")
    return "\n".join(found["text"]), "\n".join(found["thinking"])


def _learn(message: Fields, role: str) -> bool:
    """Return whether the message is learned; the keys that say so must agree."""
    settings = [(key, message.take(key)) for key in LEARN_KEYS if message.has_value(key)]
    for key, value in settings:
        expect(value in (0, 1), f"`{key}` is {quoted(value)}; expected 0, 1, false or true")
    values = {bool(value) for _, value in settings}
    expect(len(values) < 2, f"{' and '.join(f'`{key}`' for key, _ in settings)} contradict each other")
    learn = values.pop() if values else True
    if settings and role != "assistant":
        expect(not learn, f"`{settings[0][0]}` is set in a {role} turn; only assistant turns can be learned")
    return learn


def _check_assistant_keys(role: str, **parts: object) -> None:
    for key, value in parts.items():
        expect(role == "assistant" or not value, f"a {role} turn has `{key}`, which only an assistant turn can have")
