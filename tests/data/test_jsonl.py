"""Records: the four forms, and every line that is none of them."""

import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from minilora.data import sources as module
from minilora.data.encode import encode_file
from minilora.data.instruccion import InstruccionTemplate
from minilora.data.jsonl import Conversation, Turn, Verbatim, read_records
from minilora.errors import DataError
from minilora.tokenizer import Tokenizer

Writer = Callable[..., Path]
GOOD = {"instruction": "¿Qué es una pila?", "output": "Una lista."}


def test_instruction_becomes_one_exchange_with_the_input_on_a_new_line(jsonl: Writer) -> None:
    records = read_records(jsonl(GOOD, {**GOOD, "input": "x = 1", "id": "b", "topic": "pilas"}, {**GOOD, "input": ""}))
    assert records[0].content == Conversation((Turn("user", GOOD["instruction"]), Turn("assistant", "Una lista.")))
    assert records[1].content.turns[0].content == "¿Qué es una pila?\nx = 1"
    assert records[2].content == records[0].content


def test_messages_keep_their_turns_and_weight_zero_is_context_only(jsonl: Writer) -> None:
    messages = [
        {"role": "system", "content": "s"},
        {"role": "user", "content": "u"},
        {"role": "assistant", "content": "a", "weight": 0},
        {"role": "user", "content": "u2"},
        {"role": "assistant", "content": "a2"},
    ]
    (record,) = read_records(jsonl({"messages": messages}))
    assert [turn.learn for turn in record.content.turns] == [True, True, False, True, True]
    assert [turn.content for turn in record.content.turns] == ["s", "u", "a", "u2", "a2"]


def test_prompt_with_completion_and_text_are_verbatim(jsonl: Writer) -> None:
    records = read_records(
        jsonl({"prompt": "a:", "completion": " b"}, {"prompt": "", "completion": "c"}, {"text": " t"})
    )
    assert [r.content for r in records] == [Verbatim("a:", " b"), Verbatim("", "c"), Verbatim("", " t")]


def test_a_record_is_named_by_its_id_or_its_line(jsonl: Writer) -> None:
    path = jsonl({**GOOD, "id": "pila-1"}, "", {**GOOD, "id": 7}, GOOD)
    assert [r.id for r in read_records(path)] == ["pila-1", "7", "data.jsonl:4"]
    assert read_records(path)[2].where == f"{path}:4"


def test_a_byte_order_mark_crlf_and_a_missing_last_line_end_are_harmless(tmp_path: Path) -> None:
    path = tmp_path / "windows.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "a"}\r\n{"text": "b"}')
    assert [r.content.answer for r in read_records(path)] == ["a", "b"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text":', "not JSON: Expecting value at column 9"),
        ('{"text": ', "not JSON: Expecting value at column 10"),
        ("[1, 2]", "found a JSON array; expected an object"),
        ("7", "found a JSON number; expected an object"),
        (b'{"text": "\xff"}', "not UTF-8: byte 0xff at column 11"),
        ('{"a": 1, "b": 2}', "found the keys a, b; expected `messages`"),
        ("{}", "(none)"),
        ({"instruction": "x", "output": 3}, "`output` is a JSON number; expected a string"),
        ({"instruction": "x", "output": None}, "`output` is a JSON null; expected a string"),
        ({"instruction": " ", "output": "x"}, "`instruction` is empty"),
        ({"instruction": "x", "output": "\n"}, "`output` is empty"),
        ({"instruction": "x", "input": ["y"], "output": "z"}, "`input` is a JSON array"),
        ({"prompt": 1, "completion": "x"}, "`prompt` is a JSON number"),
        ({"text": True}, "`text` is a JSON boolean"),
        ('{"text": "x", "text": "y"}', "the key 'text' appears twice"),
        ('{"text": "\\ud83d"}', "half of a surrogate pair"),
        ("[" * 200_000, "nested too deeply"),
        ('{"text": ' + "9" * 5000 + "}", "Exceeds the limit"),
        ({"messages": []}, "or is empty"),
        ({"messages": {"role": "user"}}, "not a list of messages"),
        ({"messages": ["hola"]}, "message 1 is a JSON string"),
        ({"messages": [{"role": "bot", "content": "x"}]}, "message 1: the role is 'bot'"),
        ({"messages": [{"role": ["user"], "content": "x"}]}, "the role is ['user']"),
        ({"messages": [{"role": "assistant", "content": [{"type": "text"}]}]}, "message 1: `text` is a JSON null"),
        ({"messages": [{"role": "assistant", "content": "x", "weight": "no"}]}, "`weight` is 'no'"),
        ({"messages": [{"role": "assistant", "content": "x", "tool_calls": [{}]}]}, "a tool call has no `name`"),
    ],
)
def test_a_bad_line_is_an_error_with_file_line_and_reason(jsonl: Writer, line: object, reason: str) -> None:
    path = jsonl(GOOD, line)
    with pytest.raises(DataError) as err:
        read_records(path)
    assert f"{path}:2: " in str(err.value)
    assert reason in str(err.value)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (1.5, "1.5"),
        (0, "0"),
        (False, "false"),
        (["a", ["b", {"c": None}]], '["a", ["b", {"c": null}]]'),
        ({"page": 3}, '{"page": 3}'),
        ("", "data.jsonl:1"),
        (None, "data.jsonl:1"),
        (" \n", "data.jsonl:1"),
        ("two\nlines\x1b[31m", "two lines\x1b[31m"),
        ("half \ud83d", "half \\ud83d"),
    ],
    ids=str,
)
def test_an_id_is_a_label_and_any_value_will_do(jsonl: Writer, value: object, name: str) -> None:
    text = json.dumps({"text": "x", "id": value})
    (record,) = read_records(jsonl(text))
    assert record.id == name
    record.id.encode("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="a file system where names are bytes")
def test_a_file_s_name_is_any_bytes(tmp_path: Path, tokenizer: Tokenizer) -> None:
    """A name that is not UTF-8 is escaped in the ids, which are written to reports."""
    path = tmp_path / os.fsdecode(b"a\xf1o.jsonl")
    path.write_text(json.dumps({"text": "x"}))
    dataset = encode_file(path, tokenizer, InstruccionTemplate(tokenizer), max_length=64)
    assert [example.record_id for example in dataset.examples] == ["a\\udcf1o.jsonl:1"]


def test_repeated_ids_get_their_line_number(jsonl: Writer) -> None:
    path = jsonl(*({"text": "x", "id": i} for i in ("a", 1, "a", "1", "a", None, None)))
    names = [record.id for record in read_records(path)]
    assert names == [
        "a",
        "1",
        "a (data.jsonl:3)",
        "1 (data.jsonl:4)",
        "a (data.jsonl:5)",
        "data.jsonl:6",
        "data.jsonl:7",
    ]


def test_a_long_id_is_shortened(jsonl: Writer) -> None:
    (record,) = read_records(jsonl({"text": "x", "id": [["x" * 70_000]]}))
    assert len(record.id) <= 300


def test_a_turn_may_be_empty_but_is_a_text(jsonl: Writer) -> None:
    """Exports leave the system turn empty, or answers of turns that called a tool; the encoder knows which matter."""
    turns = [("system", ""), ("user", "u"), ("assistant", ""), ("user", " "), ("assistant", "a")]
    (record,) = read_records(jsonl({"messages": [{"role": role, "content": text} for role, text in turns]}))
    assert [turn.content for turn in record.content.turns] == [text for _, text in turns]
    with pytest.raises(DataError, match="message 1: `content` is a JSON null"):
        read_records(jsonl({"messages": [{"role": "system", "content": None}]}))


def test_the_first_errors_are_listed_and_the_others_counted(jsonl: Writer) -> None:
    with pytest.raises(DataError) as err:
        read_records(jsonl(*["no"] * 12))
    assert str(err.value).count("not JSON") == 5
    assert "... and 7 more" in str(err.value)


def test_a_huge_line_is_skipped_and_the_next_line_keeps_its_number(
    jsonl: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_LINE_BYTES", 1 << 20)
    with pytest.raises(DataError) as err:
        read_records(jsonl({"text": "x" * (3 << 20)}, GOOD, "no"))
    assert "data.jsonl:1: the line is longer than 1 MiB" in str(err.value)
    assert "data.jsonl:3: not JSON" in str(err.value)


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_a_file_without_records_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_bytes(content)
    with pytest.raises(DataError, match="contains no records"):
        read_records(path)


def test_a_missing_file_and_an_empty_folder_are_errors(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.jsonl", "cannot read"), (tmp_path, "found 0 data files")):
        with pytest.raises(DataError, match=reason):
            read_records(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_can_be_read(tmp_path: Path) -> None:
    """`--train <(jq -c ...)`: the file cannot be rewound, nor opened twice."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text('{"text": "a"}\n' * 5000))
    writer.start()
    assert len(read_records(pipe)) == 5000
    writer.join()
