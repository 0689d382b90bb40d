"""Records from a file of rows: each row checked, named, and of one of the forms in `forms.py`.

`id` is a label for reports: any value will do, and one that comes again is told apart by its line.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import DataError, brief
from .fields import expect, kind, unique_keys
from .file_kinds import HEAD_BYTES, UTF8_BOM, describe
from .forms import ReadOptions, read_row
from .records import ROLES, Conversation, Record, Turn, Verbatim
from .row_errors import RowErrors

__all__ = ["ROLES", "Conversation", "ReadOptions", "Record", "Turn", "Verbatim", "iter_records", "read_records"]

MAX_LINE_BYTES = 16 << 20
"""About four million tokens; a longer line is a broken or a hostile file, and is skipped without being held."""

AS_IT_IS = ReadOptions()


def read_records(path: Path, options: ReadOptions = AS_IT_IS) -> list[Record]:
    """Read every record of a file: `iter_records` as a list."""
    return list(iter_records(path, options))


def iter_records(path: Path, options: ReadOptions = AS_IT_IS) -> Iterator[Record]:
    """Yield the records of a JSONL file one by one; blank lines are skipped.

    Raises:
        DataError: when the file cannot be read, holds no record or is of another kind (`file_kinds.py`); at the end,
            with the first few of the lines that are no record and the number of all.
    """
    errors_found = RowErrors()
    names = _Names(path.name)
    read = 0
    try:
        with BufferedReader(path.open("rb", buffering=0), HEAD_BYTES) as file:
            head = file.peek()
            for number, line in _lines(file):
                where = f"{path}:{number}"
                try:
                    record = parse_record(line, default_id=f"{path.name}:{number}", where=where, options=options)
                except ValueError as err:
                    first = not read and not errors_found.count
                    if first and (form := describe(head, path.suffix)):
                        raise DataError(f"{path}: {form}") from err
                    errors_found.add(where, str(err))
                    continue
                read += 1
                yield replace(record, id=names.unique(record.id, number))
    except OSError as err:
        raise DataError(f"cannot read {path}: {err.strerror}. Give a JSONL file.") from err
    errors_found.raise_if_any("Correct or remove these lines.")
    if not read:
        raise DataError(f"{path} holds no records; expected one JSON object a line.")


class _Names:
    """The labels given so far, as hashes: a label that comes again gets its line behind it."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self.seen: set[int] = set()

    def unique(self, label: str, number: int) -> str:
        default = f"{self.file_name}:{number}"
        if label == default:
            return label
        taken = hash(label) in self.seen or label.startswith(f"{self.file_name}:")
        self.seen.add(hash(label))
        return f"{label} ({default})" if taken else label


def parse_record(line: bytes | None, *, default_id: str, where: str, options: ReadOptions = AS_IT_IS) -> Record:
    """Turn one line into a record; `None` stands for a line that is too long to be held.

    Raises:
        ValueError: with the reason, for a person.
    """
    expect(line is not None, f"the line is longer than {MAX_LINE_BYTES >> 20} MiB")
    assert line is not None
    try:
        fields = json.loads(line.decode("utf-8"), object_pairs_hook=unique_keys)
    except UnicodeDecodeError as err:
        raise ValueError(f"not UTF-8: byte 0x{line[err.start]:02x} at column {err.start + 1}") from err
    except json.JSONDecodeError as err:
        raise ValueError(f"not JSON: {err.msg} at column {err.colno}") from err
    except RecursionError as err:
        raise ValueError("JSON nested too deeply") from err
    expect(isinstance(fields, dict), f"found a JSON {kind(fields)}; expected an object")
    form, content = read_row(fields, options)
    return Record(_id(fields, default_id), where, content, form)


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield (line number from 1, bytes without a byte-order mark) of every line that is not blank."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE_BYTES)
            yield number, None
            continue
        line = line.removeprefix(UTF8_BOM) if number == 1 else line
        if line.strip():
            yield number, line


def _id(fields: dict[str, Any], default: str) -> str:
    """Return the record's label: a text as it is, anything else as JSON, nothing as its place."""
    value = fields.get("id")
    label = value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
    return brief(label.encode("utf-8", "backslashreplace").decode("utf-8")) or default
