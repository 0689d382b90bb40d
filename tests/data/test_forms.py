"""A file that holds no rows: the error names its format and a command that converts it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from minilora.data.jsonl import read_records
from minilora.errors import DataError

A, B = {"instruction": "¿uno?", "output": "dos"}, {"instruction": "tres", "output": "cuatro"}
LINES = f"{json.dumps(A)}\n{json.dumps(B)}\n"
UNICODE_LINES = json.dumps(A, ensure_ascii=False) + "\n"

FORMS = {
    "pretty-printed object": (json.dumps(A, indent=2), "span several lines"),
    "pretty-printed objects": (json.dumps(A, indent=2) + "\n" + json.dumps(B, indent=2), "span several lines"),
    "pretty-printed, compact start": ('{"instruction": "a",\n "output": "b"}\n', "span several lines"),
    "pretty-printed, longer than the head": (json.dumps({**A, "more": ["x" * 50] * 5000}, indent=1), "span several"),
    "objects with commas": (f"{json.dumps(A)},\n{json.dumps(B)},\n", "commas between them"),
    "objects end to end": (json.dumps(A) + json.dumps(B), "several objects on one line"),
    "objects with spaces between": (json.dumps(A) + "  " + json.dumps(B) + "\n" + json.dumps(A), "several objects on"),
    "list inside an object": (json.dumps({"data": [A, B]}), "one object with a list under 'data'"),
    "XML": ("<?xml version='1.0'?><a/>", "XML"),
    "HTML": ("<!DOCTYPE html>\n<html>", "a web page (HTML)"),
    "HTML without a type": ("<html><body>", "a web page (HTML)"),
    "zip": (b"PK\x03\x04\x14\x00", "zip archive or an Excel sheet"),
    "SQLite": (b"SQLite format 3\x00\x10", "SQLite"),
    "GGUF": (b"GGUF\x03\x00\x00\x00", "a GGUF model"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
    "NumPy": (b"\x93NUMPY\x01\x00", "a NumPy array"),
    "pickle": (b"\x80\x04\x95", "a Python pickle"),
    "Git LFS": ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
    "UTF-16": (UNICODE_LINES.encode("utf-16"), "UTF-16 text"),
    "UTF-16, the other order": (b"\xfe\xff" + UNICODE_LINES.encode("utf-16-be"), "UTF-16 text"),
    "UTF-16 without a mark": (UNICODE_LINES.encode("utf-16-le"), "UTF-16LE text"),
    "UTF-16BE without a mark": (UNICODE_LINES.encode("utf-16-be"), "UTF-16BE text"),
    "UTF-32": (UNICODE_LINES.encode("utf-32"), "UTF-32 text"),
    "UTF-32 without a mark": (UNICODE_LINES.encode("utf-32-le"), "UTF-32LE text"),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_file_of_another_form_is_named_in_one_sentence(tmp_path: Path, name: str) -> None:
    content, words = FORMS[name]
    path = tmp_path / "data.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataError) as caught:
        read_records(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: the file is ")
    assert words in message
    assert "\n" not in message
    assert len(message) < 500


@pytest.mark.parametrize(
    "text",
    [
        "no\n" * 3,
        '{"text": \n' + LINES,
        "[1, 2]\n" + LINES,
        LINES + json.dumps([A, B], indent=1),
        '{"text": 1}\n',
        '{"text": "a"} x\n' + LINES,
        '{"messages": [{"role": "bot", "content": "x"}]}',
        '{"a": 1, "b": [1]}',
        "\x00\x00\x00",
    ],
)
def test_a_faulty_line_is_no_other_form(tmp_path: Path, text: str) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_records(path)
    assert f"{path}:" in str(caught.value)
    assert "the file is" not in str(caught.value)


@pytest.mark.parametrize("name", ["libro.txt", "LÉEME.MD"])
@pytest.mark.parametrize("text", ["Había una vez.\n", "Hola, mundo\ny fin\n", "Año".encode("latin-1")], ids=str)
def test_plain_text_is_told_how_to_be_rows(tmp_path: Path, name: str, text: str | bytes) -> None:
    """By the suffix, for text has no other mark; what looks like JSON is reported as such."""
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataError, match=r'the file is plain text; expected JSON Lines.*\{"text": "\.\.\."\}'):
        read_records(tmp_path / name)
    (tmp_path / name).write_text('{"text": \n' + LINES)
    with pytest.raises(DataError, match=":1: not JSON"):
        read_records(tmp_path / name)
    (tmp_path / name).write_text(LINES)
    assert len(read_records(tmp_path / name)) == 2


@pytest.mark.parametrize("first", ["", "\n\n", "\ufeff"])
def test_json_lines_are_read_whatever_they_look_like(tmp_path: Path, first: str) -> None:
    """What is read is never judged by its looks: records that hold tables, tags and lists of objects."""
    odd = [{"text": "a,b\n1,2"}, {"text": "<html>"}, {"messages": [{"role": "user", "content": "[{"}]}]
    path = tmp_path / "data.jsonl"
    path.write_text(first + "\n".join(map(json.dumps, odd)), encoding="utf-8")
    assert len(read_records(path)) == 3


@pytest.mark.skipif(not shutil.which("iconv"), reason="iconv is not installed")
def test_the_remedy_for_utf_16_makes_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        path.write_bytes(UNICODE_LINES.encode(encoding))
        with pytest.raises(DataError) as caught:
            read_records(path)
        command = str(caught.value).partition("`")[2].partition("`")[0].partition(" > ")[0].split()
        made = subprocess.run(
            [str(path) if word == "FILE" else word for word in command], capture_output=True, check=True
        )
        (tmp_path / "made.jsonl").write_bytes(made.stdout)
        assert read_records(tmp_path / "made.jsonl")[0].content.turns[0].content == A["instruction"]
