"""Rows are the same rows whatever holds them, and a damaged or hostile file is one clear error."""

import bz2
import contextlib
import csv
import gzip
import io
import json
import lzma
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minilora.data import sources
from minilora.data.forms import ReadOptions
from minilora.data.jsonl import read_records
from minilora.errors import DataError

pyarrow = pytest.importorskip("pyarrow")
zstandard = pytest.importorskip("zstandard")

ROWS: list[dict[str, Any]] = [
    {"id": f"r{i}", "instruction": f'¿uno, "{i}"?\n{i}', "output": "dos\ttres; cuatro " * (i % 3 + 1)}
    for i in range(700)
]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()
CHATS = [
    {"messages": [{"role": "user", "content": "hola", "weight": None}, {"role": "assistant", "content": f"{i}"}]}
    for i in range(9)
]


def table_of(separator: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(["id", "instruction", "output", "input"])
    writer.writerows([row["id"], row["instruction"], row["output"], ""] for row in ROWS)
    return text.getvalue().encode()


def arrow_of(rows: list[dict[str, Any]], stream: bool = True) -> bytes:
    table, sink = pyarrow.Table.from_pylist(rows), io.BytesIO()
    make = pyarrow.ipc.new_stream if stream else pyarrow.ipc.new_file
    with make(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=100)
    return sink.getvalue()


def parquet_of(rows: list[dict[str, Any]]) -> bytes:
    import pyarrow.parquet

    sink = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), sink, row_group_size=300)
    return sink.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "a.jsonl": lambda: LINES,
    "a.json": lambda: json.dumps(ROWS).encode(),
    "pretty.json": lambda: b"\xef\xbb\xbf\n " + json.dumps(ROWS, indent=2, ensure_ascii=False).encode() + b"\n",
    "lines.json": lambda: b"[" + LINES.strip().replace(b"\n", b",\n") + b"]",
    "a.csv": lambda: table_of(","),
    "excel.csv": lambda: b"\xef\xbb\xbf" + table_of(";"),
    "a.tsv": lambda: table_of("\t"),
    "a.jsonl.gz": lambda: gzip.compress(LINES),
    "a.json.gz": lambda: gzip.compress(json.dumps(ROWS).encode()),
    "a.csv.gz": lambda: gzip.compress(table_of(",")),
    "two.gz": lambda: gzip.compress(LINES[: LINES.index(b"\n") + 1]) + gzip.compress(LINES[LINES.index(b"\n") + 1 :]),
    "a.jsonl.bz2": lambda: bz2.compress(LINES),
    "a.jsonl.xz": lambda: lzma.compress(LINES),
    "a.jsonl.zst": lambda: zstandard.compress(LINES),
    "a.parquet": lambda: parquet_of(ROWS),
    "a.arrow": lambda: arrow_of(ROWS),
    "feather": lambda: arrow_of(ROWS, stream=False),
}


@pytest.mark.parametrize("name", FILES)
def test_the_rows_are_those_of_the_lines(tmp_path: Path, name: str) -> None:
    path, lines = tmp_path / name, tmp_path / "lines.jsonl"
    path.write_bytes(FILES[name]())
    lines.write_bytes(LINES)
    records, expected = read_records(path), read_records(lines)
    assert [(r.id, r.content) for r in records] == [(r.id, r.content) for r in expected]
    assert records[-1].where.startswith(f"{path}:")


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow"])
def test_nested_messages_come_out_of_columns(tmp_path: Path, name: str) -> None:
    path, lines = tmp_path / name, tmp_path / "lines.jsonl"
    path.write_bytes((parquet_of if name == "a.parquet" else arrow_of)(CHATS))
    lines.write_text("".join(json.dumps(row) + "\n" for row in CHATS))
    assert [r.content for r in read_records(path)] == [r.content for r in read_records(lines)]


@pytest.mark.parametrize(
    ("files", "train", "validation"),
    [
        (
            {"data/train-00000-of-00002.parquet": 1, "data/train-00001-of-00002.parquet": 2, "data/test-0.parquet": 4},
            3,
            4,
        ),
        ({"train.jsonl": 1, "valid.jsonl": 2, "test.jsonl": 3, "README.md": 0}, 1, 2),
        ({"train/a.jsonl": 1, "train/b.jsonl.gz": 2, "dev/a.jsonl": 4}, 3, 4),
        ({"one.jsonl": 1, "two.csv": 2, ".hidden.jsonl": 9}, 3, None),
        ({"a/train.jsonl": 1, "b/train.jsonl": 2}, None, None),
        ({"test.jsonl": 1}, None, 1),
    ],
)
def test_a_folder_is_its_split(
    tmp_path: Path, files: dict[str, int], train: int | None, validation: int | None
) -> None:
    for name, count in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        rows = ROWS[:count]
        text = "".join(json.dumps(row) + "\n" for row in rows).encode()
        table = "instruction,output\n" + "a,b\n" * count
        made = {".parquet": lambda r=rows: parquet_of(r), ".gz": lambda t=text: gzip.compress(t), ".csv": table.encode}  # type: ignore[misc]
        path.write_bytes(made.get(path.suffix, lambda t=text: t)())  # type: ignore[misc]
    for split, expected in (("train", train), ("validation", validation)):
        if expected is None:
            with pytest.raises(DataError, match="expected one data set with a split"):
                read_records(tmp_path, ReadOptions(split=split))
        else:
            assert len(read_records(tmp_path, ReadOptions(split=split))) == expected


def test_what_save_to_disk_wrote_is_read(tmp_path: Path) -> None:
    """Its layout: a folder for each split, with state.json beside the Arrow files."""
    (tmp_path / "dataset_dict.json").write_text('{"splits": ["train", "test"]}')
    for split, rows in (("train", ROWS[:5]), ("test", ROWS[:2])):
        folder = tmp_path / split
        folder.mkdir()
        (folder / "data-00000-of-00001.arrow").write_bytes(arrow_of(rows))
        (folder / "state.json").write_text("{}")
        (folder / "dataset_info.json").write_text("{}")
    assert len(read_records(tmp_path)) == 5
    assert len(read_records(tmp_path, ReadOptions(split="validation"))) == 2
    assert len(read_records(tmp_path / "test")) == 2


def test_stdin_is_a_file(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from minilora.data.jsonl import read_records; r = read_records(Path('-')); "
        "print(len(r), r[3].where, read_records(Path('/dev/null').with_name('zero') if 0 else Path('a.jsonl'))[0].id)"
    )
    (tmp_path / "a.jsonl").write_bytes(LINES)
    for content in (LINES, gzip.compress(LINES), json.dumps(ROWS).encode()):
        done = subprocess.run([sys.executable, "-c", program], input=content, capture_output=True, cwd=tmp_path)
        assert done.stdout.decode().split() == ["700", "-:4", "r0"], done.stderr


@pytest.mark.parametrize("package", ["pyarrow", "zstandard"])
def test_a_missing_package_is_one_line_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(FILES["a.parquet" if package == "pyarrow" else "a.jsonl.zst"]())
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(DataError, match=r"pip install 'minilora\[data\]'"):
        read_records(path)


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("a.jsonl", "a.csv", "excel.csv", "a.tsv")])
def test_a_file_that_is_cut_is_an_error(tmp_path: Path, name: str) -> None:
    content = FILES[name]()
    path = tmp_path / name
    for length in (len(content) // 2, len(content) - 5, 12):
        path.write_bytes(content[:length])
        with pytest.raises(DataError) as caught:
            read_records(path)
        assert str(path) in str(caught.value)
        assert len(str(caught.value)) < 1500


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('[{"text": "a"} {"text": "b"}]', "expected a comma"),
        ('[{"text": "a"}] x', "text after the array: x"),
        ('[{"text": "a", "text": "b"}, {"text": "c"}]', ":1: the key 'text' appears twice"),
        ('[{"text": "a"}, 7]', ":2: found a JSON number"),
        ("[" * 200_000, "not JSON"),
        ('["a", "b"]', "found a JSON string"),
        ("[]", "contains no records"),
        ("text,text\na,b\n", "a duplicate or an empty column name"),
        ("text,id\na,b\nc\n", ":3: the row has 1 cells, the header 2"),
        ('text,id\n"a,b\n', "not a row of the table"),
        ("text,id\na\udce9,b\n", "not a row of the table"),
    ],
)
def test_a_faulty_file_is_told_with_its_row(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "data"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(DataError) as caught:
        read_records(path)
    assert reason in str(caught.value)


def test_an_element_and_a_cell_without_end_are_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_LINE_BYTES", 1 << 20)
    path = tmp_path / "data.json"
    for content in ('[{"text": "' + "x" * (5 << 20), 'text,id\n"' + "x" * (5 << 20)):
        path.write_text(content)
        with pytest.raises(DataError):
            read_records(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_an_error_or_rows(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "data"
    for head in (b"", b"[", b'{"text": "a"}\n', b"PAR1", b"\x1f\x8b\x08\x00", b"text,id\n", b"\xff\xff\xff\xff"):
        path.write_bytes(head + content)
        with contextlib.suppress(DataError):
            read_records(path)
