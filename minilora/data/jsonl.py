"""Records from a file of rows: each row checked, named, and of one of the forms in `forms.py`.

`id` is a label for reports: any value will do, and one that comes again is told apart by its line.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import DataError, brief
from . import sources
from .file_kinds import describe
from .forms import ReadOptions, read_row
from .records import ROLES, Conversation, Record, Turn, Verbatim
from .row_errors import RowErrors

__all__ = ["ROLES", "Conversation", "ReadOptions", "Record", "Turn", "Verbatim", "iter_records", "read_records"]

AS_IT_IS = ReadOptions()


def read_records(path: Path, options: ReadOptions = AS_IT_IS) -> list[Record]:
    """Read every record of a file: `iter_records` as a list."""
    return list(iter_records(path, options))


def iter_records(path: Path, options: ReadOptions = AS_IT_IS) -> Iterator[Record]:
    """Yield the records of a data set one by one: a file of any kind that `sources.py` reads, a folder, or `-`.

    Raises:
        DataError: when it cannot be read or holds no record; at the end, with the first few of the rows that are no
            record and the number of all.
    """
    errors_found = RowErrors()
    read = 0
    for file in sources.files_of(path, options.split):
        names = _Names("stdin" if file == sources.STDIN else file.name)
        try:
            for number, row in sources.read_rows(file):
                where = f"{file}:{number}"
                try:
                    if isinstance(row, ValueError):
                        raise row
                    form, content = read_row(row, options)
                except ValueError as err:
                    first = not read and not errors_found.count
                    if first and (what := describe(sources.head_of(file))):
                        raise DataError(f"{file}: {what}") from err
                    errors_found.add(where, str(err))
                    continue
                read += 1
                yield Record(names.unique(_id(row), number), where, content, form)
        except OSError as err:
            raise DataError(f"cannot read {file}: {err.strerror}. Give a file of rows (JSONL, CSV, Parquet).") from err
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
        if not label:
            return default
        taken = hash(label) in self.seen or label.startswith(f"{self.file_name}:")
        self.seen.add(hash(label))
        return f"{label} ({default})" if taken else label


def _id(row: Mapping[str, Any]) -> str:
    """Return the record's label: a text as it is, anything else as JSON; nothing where there is none."""
    value = row.get("id")
    label = (
        value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    )
    return brief(label.encode("utf-8", "backslashreplace").decode("utf-8"))
