"""Reads the records of a data set: checks each row, converts it by its form (`forms.py`), and gives it an id.

The `id` of a row may be any value. If it is not unique, the line number is appended.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import DataError, brief, printable
from . import sources
from .file_kinds import describe
from .forms import ReadOptions, read_row
from .records import ROLES, Conversation, Record, Turn, Verbatim
from .row_errors import RowErrors

__all__ = ["ROLES", "Conversation", "ReadOptions", "Record", "Turn", "Verbatim", "iter_records", "read_records"]

DEFAULT_OPTIONS = ReadOptions()


def read_records(path: Path, options: ReadOptions = DEFAULT_OPTIONS) -> list[Record]:
    """Return the records of `iter_records` as a list."""
    return list(iter_records(path, options))


def iter_records(path: Path, options: ReadOptions = DEFAULT_OPTIONS) -> Iterator[Record]:
    """Yield the records of a data set one by one: a file that `sources.py` can read, a directory, or `-` (stdin).

    Raises:
        DataError: it cannot be read or has no records; or, at the end, some rows are invalid: the message lists the
            first of them and counts the rest.
    """
    errors_found = RowErrors()
    read = 0
    for file in sources.find_files(path, options.split):
        ids = _UniqueIds("stdin" if file == sources.STDIN else printable(file.name))
        try:
            for number, row in sources.read_rows(file):
                where = f"{file}:{number}"
                try:
                    if isinstance(row, ValueError):
                        raise row
                    form, content = read_row(row, options)
                except ValueError as err:
                    first = not read and not errors_found.count
                    if first and (found := describe(sources.read_head(file), file.suffix)):
                        raise DataError(f"{file}: {found}") from err
                    errors_found.add(where, str(err))
                    continue
                read += 1
                yield Record(ids.make_unique(_label(row), number), where, content, form)
        except OSError as err:
            raise DataError(f"cannot read {file}: {err.strerror}. Expected a data file (JSONL, CSV, Parquet).") from err
    errors_found.raise_if_any("Correct or remove these lines.")
    if not read:
        raise DataError(f"{path} contains no records; expected one JSON object per line.")


class _UniqueIds:
    """Makes labels unique by appending the line number to repeated ones; remembers only the hashes."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self.seen: set[int] = set()

    def make_unique(self, label: str, number: int) -> str:
        default = f"{self.file_name}:{number}"
        if not label:
            return default
        taken = hash(label) in self.seen or label.startswith(f"{self.file_name}:")
        self.seen.add(hash(label))
        return f"{label} ({default})" if taken else label


def _label(row: Mapping[str, Any]) -> str:
    """Return the row's `id`: a string unchanged, any other value as JSON; empty if there is none."""
    value = row.get("id")
    label = (
        value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    )
    return brief(label.encode("utf-8", "backslashreplace").decode("utf-8"))
