"""Every key of a row and of a message is used, or the row is refused with the key's name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minilora.data.encode import count_forms
from minilora.data.fields import METADATA
from minilora.data.forms import FORMS, ReadOptions, read_row
from minilora.data.jsonl import read_records
from minilora.data.records import Conversation, Turn, Verbatim
from minilora.errors import ConfigError, DataError

Writer = Callable[..., Path]
USER, ANSWER = {"role": "user", "content": "hola"}, {"role": "assistant", "content": "XYZ"}
TALK = (Turn("user", "hola"), Turn("assistant", "XYZ"))
CALL = {"type": "function", "function": {"name": "suma", "arguments": {"a": 1, "b": [2, "ñ"]}}}
TOOL = {"type": "function", "function": {"name": "suma", "parameters": {"type": "object"}}}


def content_of(row: Any, **options: Any) -> Any:
    return read_row(row, ReadOptions(**options))[1]


ROWS: dict[str, tuple[dict[str, Any], Any]] = {
    "messages": ({"messages": [USER, ANSWER]}, Conversation(TALK)),
    "messages as JSON text": ({"messages": json.dumps([USER, ANSWER])}, Conversation(TALK)),
    "system beside messages": (
        {"messages": [USER, ANSWER], "system": "S"},
        Conversation((Turn("system", "S"), *TALK)),
    ),
    "developer": (
        {"messages": [{"role": "developer", "content": "S"}, USER, ANSWER]},
        Conversation((Turn("developer", "S"), *TALK)),
    ),
    "parts": (
        {"messages": [{"role": "user", "content": [{"type": "text", "text": t} for t in "ab"]}, ANSWER]},
        Conversation((Turn("user", "a\nb"), TALK[1])),
    ),
    "thinking part": (
        {
            "messages": [
                USER,
                {
                    "role": "assistant",
                    "content": [{"type": "thinking", "thinking": "T"}, {"type": "text", "text": "XYZ"}],
                },
            ]
        },
        Conversation((TALK[0], Turn("assistant", "XYZ", reasoning="T"))),
    ),
    "tools": (
        {"messages": [USER, ANSWER], "tools": [TOOL, {"name": "resta"}]},
        Conversation(TALK, {"tools": [TOOL, {"type": "function", "function": {"name": "resta"}}]}),
    ),
    "ShareGPT": (
        {"conversations": [{"from": "human", "value": "hola"}, {"from": "gpt", "value": "XYZ"}], "system": "S"},
        Conversation((Turn("system", "S"), *TALK)),
    ),
    "ShareGPT with tools": (
        {
            "conversations": [
                {"from": "human", "value": "hola"},
                {"from": "function_call", "value": json.dumps(CALL["function"])},
                {"from": "observation", "value": "3"},
                {"from": "gpt", "value": "XYZ"},
            ],
            "tools": json.dumps([TOOL]),
        },
        Conversation(
            (TALK[0], Turn("assistant", "", tool_calls=(CALL,)), Turn("tool", "3"), TALK[1]), {"tools": [TOOL]}
        ),
    ),
    "role and content under conversations": ({"conversations": [USER, ANSWER]}, Conversation(TALK)),
    "Alpaca with system and history": (
        {"instruction": "y", "input": "z", "output": "XYZ", "system": "S", "history": [["p", "r"]]},
        Conversation(
            (
                Turn("system", "S"),
                Turn("user", "p"),
                Turn("assistant", "r"),
                Turn("user", "y\nz"),
                Turn("assistant", "XYZ"),
            )
        ),
    ),
    "TRL's conversational prompt and completion": (
        {"prompt": [USER, ANSWER, USER], "completion": [ANSWER]},
        Conversation((TALK[0], Turn("assistant", "XYZ", learn=False), *TALK)),
    ),
    "prompt and completion": ({"prompt": "a", "completion": "b"}, Verbatim("a", "b")),
    "arguments of the template": (
        {"messages": [USER, ANSWER], "chat_template_kwargs": {"enable_thinking": False}},
        Conversation(TALK, {"enable_thinking": False}),
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_each_form_becomes_turns_or_text(name: str) -> None:
    row, expected = ROWS[name]
    assert content_of(row) == expected


@pytest.mark.parametrize("name", ROWS)
@settings(max_examples=20)
@given(
    key=st.from_regex(r"[a-zñ_]{1,12}", fullmatch=True), value=st.sampled_from([0, False, "x", ["x"], {"x": 1}, 1.5])
)
def test_no_key_of_a_row_or_a_message_vanishes(name: str, key: str, value: object) -> None:
    """A row with one more key says something else, is refused by the key's name, or the key is metadata."""
    row, expected = ROWS[name]
    for extended in _with_key(row, key, value):
        if key in METADATA or key.endswith("_id"):
            continue
        try:
            assert content_of(extended) != expected
        except ValueError as err:
            assert key in str(err) or key in ("role", "content", "from", "value", "label", "name")  # noqa: PT017


def _with_key(row: dict[str, Any], key: str, value: object) -> list[dict[str, Any]]:
    if key in row:
        return []
    rows = [{**row, key: value}]
    for name, inner in row.items():
        if isinstance(inner, list) and inner and isinstance(inner[0], dict) and name != "tools" and key not in inner[0]:
            rows.append({**row, name: [{**inner[0], key: value}, *inner[1:]]})
    return rows


@pytest.mark.parametrize("key", ["tools", "reasoning", "answer", "text", "label"])
def test_a_key_without_meaning_is_named_and_may_be_ignored(jsonl: Writer, key: str) -> None:
    path = jsonl({"prompt": "a", "completion": "b"}, {"prompt": "a", "completion": "b", key: "x"})
    with pytest.raises(DataError, match=f"`{key}`|preference"):
        read_records(path)
    assert len(read_records(path, ReadOptions(ignore_keys=frozenset({key})))) == 2


def test_keys_that_say_nothing_and_metadata_are_left(jsonl: Writer) -> None:
    row = {"messages": [{**USER, "tool_calls": None, "audio": None}, ANSWER], "tools": [], "extra": "", "level": "x"}
    (record,) = read_records(jsonl({**row, "prompt_id": "7", "source": "s"}))
    assert record.content == Conversation(TALK)


@pytest.mark.parametrize("key", ["weight", "train", "train_on", "training"])
@pytest.mark.parametrize("value", [0, 1, True, False, 0.0, 1.0])
def test_a_message_says_whether_it_is_learned(key: str, value: object) -> None:
    talk = content_of({"messages": [USER, {**ANSWER, key: value}]})
    assert talk.turns[1].learn is bool(value)


@pytest.mark.parametrize("key", ["reasoning_content", "thinking", "reasoning"])
def test_thinking_is_read_under_each_of_its_names(key: str) -> None:
    assert content_of({"messages": [USER, {**ANSWER, key: "T"}]}).turns[1].reasoning == "T"


@pytest.mark.parametrize("arguments", [CALL["function"]["arguments"], json.dumps(CALL["function"]["arguments"])])  # type: ignore[index]
@pytest.mark.parametrize("content", [{}, {"content": None}, {"content": ""}])
def test_tool_calls_of_openai_and_hugging_face_are_one(arguments: object, content: dict[str, Any]) -> None:
    short = {"name": "suma", "arguments": arguments}
    for call in (short, {"function": short}, {"type": "function", "function": short}):
        (turn,) = content_of({"messages": [{"role": "assistant", "tool_calls": [call], **content}]}).turns
        assert turn == Turn("assistant", "", tool_calls=(CALL,))
    (turn,) = content_of({"messages": [{"role": "assistant", "tool_calls": [{**CALL, "id": "c1"}]}]}).turns
    assert turn.tool_calls[0]["id"] == "c1"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"prompt": "p", "chosen": "a", "rejected": "b"}, "this loss does not support"),
        ({"chosen": [USER, ANSWER], "rejected": [USER, ANSWER]}, "this loss does not support"),
        ({"prompt": "a", "completion": "b", "label": False}, "this loss does not support"),
        ({"prompt": "a", "completion": "b", "label": True}, "this loss does not support"),
        ({"prompt": "a", "completions": ["b"], "labels": [True]}, "this loss does not support"),
        ({"messages": [{**USER, "weight": 1}]}, "only assistant turns can be learned"),
        ({"messages": [USER, {**ANSWER, "weight": 0.5}]}, "`weight` is 0.5"),
        ({"messages": [USER, {**ANSWER, "weight": 1, "train": False}]}, "`weight` and `train` contradict"),
        ({"messages": [USER, {**ANSWER, "thinking": "a", "reasoning": "b"}]}, "differ"),
        ({"messages": [{**USER, "thinking": "a"}]}, "a user turn has `reasoning`"),
        ({"messages": [{"role": "function", "content": "x"}]}, "the role is 'function'"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}]}, "'image_url'"),
        ({"messages": [{**ANSWER, "function_call": {"name": "x"}}]}, "`function_call`"),
        ({"messages": [{**ANSWER, "tool_calls": "no"}]}, "`tool_calls` is a string, but not JSON"),
        ({"messages": [{**ANSWER, "tool_calls": [7]}]}, "is a JSON number"),
        ({"messages": [{**ANSWER, "tool_calls": [{**CALL, "type": "custom"}]}]}, "the type 'custom'"),
        (
            {"messages": [{**ANSWER, "tool_calls": [{"name": "f", "arguments": "[1]"}]}]},
            "JSON array; expected an object",
        ),
        ({"messages": [{**ANSWER, "tool_calls": [{"name": "f", "arguments": {"x": float("nan")}}]}]}, "`arguments`"),
        ({"messages": [{**ANSWER, "tool_calls": [{"name": "f", "arguments": {"x": "\ud83d"}}]}]}, "surrogate"),
        ({"messages": [{**ANSWER, "tool_calls": [{"name": "f", "index": 1, "result": 3}]}]}, "`result`"),
        ({"messages": [USER, ANSWER], "tools": [{"type": "function"}]}, "has no `name`"),
        ({"messages": [USER, ANSWER], "tools": 3}, "`tools` is a JSON number"),
        (
            {"messages": [{"role": "system", "content": "s"}, USER, ANSWER], "system": "S"},
            "has both `system` and a system message",
        ),
        ({"instruction": "a", "output": "b", "history": [["x"]]}, "expected pairs"),
        ({"conversations": [{"from": "bing", "value": "x"}]}, "`from` is 'bing'"),
        ({"prompt": [USER], "completion": "x"}, "only one of `prompt` and `completion`"),
        ({"messages": [USER, ANSWER], "chat_template_kwargs": [1]}, "expected an object"),
    ],
)
def test_an_invalid_row_is_an_error_that_names_the_key(row: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason.replace("(", r"\(").replace("[", r"\[")):
        content_of(row)


def test_columns_have_other_names(jsonl: Writer) -> None:
    path = jsonl({"question": "hola", "answer": "XYZ"})
    options = ReadOptions(columns={"instruction": "question", "output": "answer"})
    assert read_records(path, options)[0].content == Conversation(TALK)
    with pytest.raises(DataError, match="--columns instruction=question"):
        read_records(path)
    with pytest.raises(ConfigError, match="'instrucción', which no form"):
        ReadOptions(columns={"instrucción": "question"})


def test_the_report_counts_the_forms(jsonl: Writer) -> None:
    rows = [{"text": "a"}, {"messages": [USER, ANSWER]}, {"text": "b"}]
    assert count_forms(read_records(jsonl(*rows))) == (("text", 2), ("messages", 1))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
KEYS = sorted({key for form in FORMS for key in form.keys} | {"input", "system", "history", "tools"})


@given(st.dictionaries(st.sampled_from(KEYS), JSON, min_size=1))
def test_wrong_types_in_any_field_are_a_reason_and_never_a_crash(row: dict[str, Any]) -> None:
    try:
        content_of(row)
    except ValueError as err:
        assert len(str(err)) < 1500  # noqa: PT017


@given(st.dictionaries(st.sampled_from(["role", "content", "from", "value", "tool_calls", "weight"]), JSON, min_size=1))
def test_wrong_types_in_a_message_are_a_reason_and_never_a_crash(message: dict[str, Any]) -> None:
    try:
        content_of({"messages": [message]})
    except ValueError as err:
        assert len(str(err)) < 1500  # noqa: PT017
