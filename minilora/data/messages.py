"""One message of a conversation, in the forms that OpenAI, Hugging Face and ShareGPT write it."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import quoted
from .fields import Fields, expect, kind, parsed, plain
from .records import ROLES, Turn

SHAREGPT_ROLES = {
    **{"human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant", "model": "assistant"},
    **{"chatgpt": "assistant", "system": "system", "function_call": "assistant"},
    **{"tool": "tool", "observation": "tool", "function_response": "tool"},
}
"""`from` of ShareGPT -> role."""
REASONING = ("reasoning_content", "thinking", "reasoning")
LEARN = ("weight", "train", "train_on", "training")
"""Keys of a message that say whether it is learned: true or 1, false or 0."""


def openai_turn(message: Fields) -> Turn:
    """Read `role`, `content`, and what may stand beside them."""
    role = message.take("role")
    expect(isinstance(role, str) and role in ROLES, f"the role is {quoted(role)}; expected one of {', '.join(ROLES)}")
    text, thought = _content(message)
    calls = tuple(tool_call(call) for call in message.items("tool_calls"))
    thoughts = {thought, *(message.text(key, optional=True) for key in REASONING)} - {""}
    expect(len(thoughts) < 2, f"several of {', '.join(REASONING)} differ; expected one of them")
    extra = {key: message.text(key) for key in ("name", "tool_call_id") if message.says(key)}
    _expect_assistant(role, calls=calls, reasoning=thoughts)
    return Turn(role, text, _learn(message, role), "".join(thoughts), calls, extra)


def sharegpt_turn(message: Fields) -> Turn:
    """Read `from` and `value`."""
    name = message.take("from")
    role = SHAREGPT_ROLES.get(name) if isinstance(name, str) else None
    expect(role is not None, f"`from` is {quoted(name)}; expected one of {', '.join(SHAREGPT_ROLES)}")
    text = message.text("value", may_be_empty=True)
    if name != "function_call":
        return Turn(str(role), text, _learn(message, str(role)))
    calls = parsed(text, "value")
    calls = calls if isinstance(calls, list) else [calls]
    return Turn(str(role), "", _learn(message, str(role)), tool_calls=tuple(map(tool_call, calls)))


def tool_call(given: object) -> Mapping[str, Any]:
    """Return a call in OpenAI's shape with its arguments as an object; `{"name", "arguments"}` alone will do."""
    expect(isinstance(given, dict), f"a call in `tool_calls` is a JSON {kind(given)}; expected an object")
    assert isinstance(given, dict)
    call = Fields(given)
    expect(call.take("type", "function") == "function", f"a tool call has the type {quoted(given.get('type'))}")
    function = call
    if "function" in call:
        inner = call.take("function")
        expect(isinstance(inner, dict), f"`function` of a tool call is a JSON {kind(inner)}; expected an object")
        function = Fields(inner)
    expect(function.says("name"), "a tool call has no `name`")
    name, arguments = function.text("name"), function.take("arguments", {})
    if isinstance(arguments, str):
        arguments = parsed(arguments, "arguments")
    expect(isinstance(arguments, dict), f"`arguments` of {quoted(name)} are a JSON {kind(arguments)}, not an object")
    label = {"id": call.text("id")} if call.says("id") else {}
    for fields in {id(call): call, id(function): function}.values():
        fields.expect_all_taken("a tool call")
    described = {"name": name, "arguments": plain(arguments, "arguments")}
    return {**label, "type": "function", "function": described}


def tools(given: Sequence[Any]) -> list[Mapping[str, Any]]:
    """Return the functions on offer in OpenAI's shape; a function without the envelope is put into one."""
    wrapped: list[Mapping[str, Any]] = []
    for tool in given:
        expect(isinstance(tool, dict), f"a tool in `tools` is a JSON {kind(tool)}; expected an object")
        tool = tool if isinstance(tool.get("function"), dict) else {"type": "function", "function": tool}
        name = tool["function"].get("name")
        expect(isinstance(name, str) and name != "", "a tool in `tools` has no `name`")
        wrapped.append(plain(tool, "tools"))
    return wrapped


def _content(message: Fields) -> tuple[str, str]:
    """Return (text, thought) of `content`: a text, nothing beside tool calls, or a list of parts.

    Parts are joined by line breaks, as vLLM and llama.cpp do for templates that want a text.
    """
    content = message.take("content")
    if not isinstance(content, list):
        only_calls = content is None and bool(message.take("tool_calls"))
        return ("" if only_calls else message.text("content", may_be_empty=True)), ""
    found: dict[str, list[str]] = {"text": [], "thinking": []}
    for part in content:
        what = part.get("type") if isinstance(part, dict) else None
        expect(what in found, f"a part of `content` has the type {quoted(what)}; expected text or thinking")
        part_fields = Fields(part)
        part_fields.take("type")
        found[str(what)].append(part_fields.text(str(what), may_be_empty=True))
        part_fields.expect_all_taken("a part of `content`")
    return "\n".join(found["text"]), "\n".join(found["thinking"])


def _learn(message: Fields, role: str) -> bool:
    """Return whether the message is learned, as its keys say; they must agree."""
    said = [(key, message.take(key)) for key in LEARN if message.says(key)]
    for key, value in said:
        wanted = "0 or 1, false or true"
        expect(value in (0, 1) and not isinstance(value, float), f"`{key}` is {quoted(value)}; expected {wanted}")
    values = {bool(value) for _, value in said}
    expect(len(values) < 2, f"{' and '.join(f'`{key}`' for key, _ in said)} contradict each other")
    learn = values.pop() if values else True
    expect(not said or role == "assistant" or not learn, f"`{said[0][0] if said else ''}` asks to learn a {role} turn")
    return learn


def _expect_assistant(role: str, **parts: object) -> None:
    for key, value in parts.items():
        expect(role == "assistant" or not value, f"a {role} turn has `{key}`, which only an assistant's can have")
