"""Reads rows from JSON Lines, a JSON array, CSV, Parquet or Arrow; also compressed, in a directory, or from stdin.

Rows are read one by one, so a file may be larger than the memory. The first bytes determine the format
(`file_kinds.py`); for a table, its suffix does too. Parquet, Arrow and zstd need packages of the extra `data`.

A directory is either the output of `datasets.save_to_disk`, or a data set in the layout of the Hugging Face Hub: files
with the name of the split in their path (`data/train-00000-of-00002.parquet`, `train.jsonl`).
"""

import bz2
import codecs
import csv
import gzip
import json
import lzma
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

from ..errors import DataError, brief
from .fields import unique_keys
from .file_kinds import HEAD_BYTES, UTF8_BOM, find_separator

Row = Mapping[str, Any] | ValueError
"""The keys and values of a row, or the reason why it is invalid."""

STDIN = Path("-")
MAX_LINE_BYTES = 16 << 20
"""About four million tokens; a longer line is an error, and is skipped without being kept in memory."""
MAX_FILES = 100_000
"""Maximum number of files in a directory."""
BATCH_ROWS = 256
"""Rows of a Parquet file that are in memory at a time."""
REMEDY = "Install the package for it: pip install 'minilora[data]'"

COMPRESSED: Mapping[bytes, Callable[[BinaryIO], Any]] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
    b"\x28\xb5\x2f\xfd": lambda file: _zstd(file),
}
"""First bytes of a compressed file -> its decompressor."""
DAMAGED: tuple[type[Exception], ...] = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile)
SUFFIXES = (".jsonl", ".json", ".ndjson", ".csv", ".tsv", ".parquet", ".arrow")
PACKED = (".gz", ".zst", ".bz2", ".xz")
NOT_DATA = {"dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json"}
SPLITS: Mapping[str, tuple[str, ...]] = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val", "dev", "eval", "test"),
}


def find_files(path: Path, split: str) -> list[Path]:
    """Return the files of a data set: the path itself, or those of one split in a directory.

    Raises:
        DataError: a directory does not contain the split, or contains it more than once.
    """
    if not path.is_dir():
        return [path]
    names = SPLITS[split]
    if (path / "dataset_dict.json").is_file():
        folder = next((path / name for name in names if (path / name).is_dir()), None)
        if folder is None:
            raise DataError(f"{path} has no split {split}; expected one of the directories {', '.join(names)}.")
        path = folder
    if (path / "state.json").is_file():
        return sorted(path.glob("*.arrow"))
    found = sorted(file for file in islice(path.rglob("*"), MAX_FILES) if _is_data(file))
    words = {file: set(re.split(r"[^a-z]+", str(file.relative_to(path)).lower())) for file in found}
    chosen = next((named for name in names if (named := [file for file in found if name in words[file]])), [])
    if not chosen and split == "train" and not any(set(sum(SPLITS.values(), ())) & words[file] for file in found):
        chosen = found
    folders = sorted({str(file.parent) for file in chosen})
    if not chosen or len(folders) > 1:
        found_here = f"one in each of {', '.join(folders[:4])}" if folders else f"{len(found)} data files"
        raise DataError(
            f"{path}: expected one data set with a split {split}; found {found_here}. Give the path of the file."
        )
    return chosen


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Yield (line number, or row number from 1; row) of one file.

    Raises:
        DataError: a package is missing, or the file is damaged.
        OSError: it cannot be read.
    """
    try:
        with _opened(path) as file:
            head = file.peek(HEAD_BYTES)[:HEAD_BYTES]
            match file_format(head, path):
                case "Parquet or Arrow":
                    yield from _arrow(path, head)
                case "JSON array":
                    yield from _array(file)
                case "table":
                    yield from _table(file, find_separator(head, _suffix(path)) or ",")
                case _:
                    yield from _json_lines(file)
    except _damage_errors() as err:
        raise DataError(f"{path} is a damaged compressed file: {brief(err)}. Download it again.") from err


def file_format(head: bytes, path: Path) -> str:
    """Return the format of a file with these first bytes: `JSON lines`, `JSON array`, `table`, `Parquet or Arrow`."""
    if head.startswith((b"PAR1", b"ARROW1", b"\xff\xff\xff\xff")):
        return "Parquet or Arrow"
    if head.removeprefix(UTF8_BOM).lstrip().startswith(b"["):
        return "JSON array"
    return "table" if find_separator(head, _suffix(path)) else "JSON lines"


def read_head(path: Path) -> bytes:
    """Return the first bytes of a file, decompressed; empty for a pipe, which cannot be read twice."""
    if path == STDIN or not path.is_file():
        return b""
    try:
        with _opened(path) as file:
            return bytes(file.peek(HEAD_BYTES)[:HEAD_BYTES])
    except OSError:
        return b""
    except _damage_errors():
        return b""


def _is_data(file: Path) -> bool:
    return file.is_file() and file.name not in NOT_DATA and file.name[0] != "." and _suffix(file) in SUFFIXES


def _suffix(path: Path) -> str:
    """Return the suffix of a file, without that of a compression."""
    name = path.name.lower()
    packed = next((suffix for suffix in PACKED if name.endswith(suffix)), "")
    return Path(name.removesuffix(packed)).suffix


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """Open a file for reading; decompress it if necessary."""
    with ExitStack() as stack:
        raw = cast(Any, sys.stdin.buffer).raw if path == STDIN else stack.enter_context(path.open("rb", buffering=0))
        file = BufferedReader(raw, HEAD_BYTES)
        stack.callback(file.detach)
        head = file.peek(8)
        if reader := next((reader for magic, reader in COMPRESSED.items() if head.startswith(magic)), None):
            file = BufferedReader(stack.enter_context(reader(file)), HEAD_BYTES)
            stack.callback(file.detach)
        yield file


def _zstd(file: BinaryIO) -> Any:
    try:
        import zstandard
    except ImportError as err:
        raise DataError(f"the file is compressed with zstd. {REMEDY}; or decompress it with `unzstd FILE`.") from err
    return zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(
        file, read_across_frames=True, closefd=False
    )


def _damage_errors() -> tuple[type[Exception], ...]:
    """Return the exceptions that a damaged compressed file raises."""
    zstandard = sys.modules.get("zstandard")
    return (*DAMAGED, zstandard.ZstdError) if zstandard else DAMAGED


def _json_lines(file: BinaryIO) -> Iterator[tuple[int, Row]]:
    for number, line in bounded_lines(file):
        if line is None:
            yield number, ValueError(f"the line is longer than {MAX_LINE_BYTES >> 20} MiB")
        elif line.strip():
            yield number, _parse_line(line.rstrip(b"\r\n"))


def _parse_line(line: bytes) -> Row:
    try:
        return _as_row(json.loads(line.decode("utf-8"), object_pairs_hook=unique_keys))
    except UnicodeDecodeError as err:
        return ValueError(f"not UTF-8: byte 0x{line[err.start]:02x} at column {err.start + 1}")
    except json.JSONDecodeError as err:
        return ValueError(f"not JSON: {err.msg} at column {err.colno}")
    except RecursionError:
        return ValueError("JSON nested too deeply")
    except ValueError as err:
        return err


def _as_row(value: object) -> Row:
    from .fields import json_type

    return value if isinstance(value, dict) else ValueError(f"found a JSON {json_type(value)}; expected an object")


def bounded_lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield (line number from 1, bytes without byte-order mark); None for a line longer than `MAX_LINE_BYTES`."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE_BYTES)
            yield number, None
            continue
        yield number, line.removeprefix(UTF8_BOM) if number == 1 else line


def _array(file: BinaryIO) -> Iterator[tuple[int, Row]]:
    """Yield the elements of a JSON array, with only one of them and the read buffer in memory."""
    duplicates: list[str] = []

    def note_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        try:
            return unique_keys(pairs)
        except ValueError as err:
            duplicates.append(str(err))
            return dict(pairs)

    decoder = json.JSONDecoder(object_pairs_hook=note_duplicates)
    stream = codecs.getreader("utf-8-sig")(file)
    text, number, comma = _read_more(stream).lstrip()[1:], 0, False
    while True:
        text = text.lstrip()
        if comma and text.startswith(","):
            text, comma = text[1:].lstrip(), False
        try:
            if text.startswith("]"):
                if rest := (text[1:] + _read_more(stream)).strip():
                    yield number + 1, ValueError(f"found text after the array: {brief(rest[:80])}")
                return
            if comma and text:
                yield number + 1, ValueError("not JSON: expected a comma between the elements of the array")
                return
            duplicates.clear()
            value, end = decoder.raw_decode(text)
        except (ValueError, RecursionError) as err:
            more = (
                "" if isinstance(err, RecursionError) or len(text) > MAX_LINE_BYTES else _read_more(stream, len(text))
            )
            if not more:
                yield number + 1, ValueError(f"not JSON: {brief(err)}")
                return
            text += more
            continue
        number += 1
        yield number, ValueError(duplicates[0]) if duplicates else _as_row(value)
        text, comma = text[end:], True


def _read_more(stream: codecs.StreamReader, held: int = 0) -> str:
    """Read the next characters: as many as are in memory, so that a long element is decoded only a few times."""
    try:
        return stream.read(max(HEAD_BYTES, held))
    except UnicodeDecodeError as err:
        raise DataError(f"the file is not UTF-8 text: {brief(err)}. Convert it with iconv.") from err


def _table(file: BinaryIO, separator: str) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a table with a header; cells are strings, and empty cells are omitted."""
    csv.field_size_limit(MAX_LINE_BYTES)
    reader = csv.reader(_text_lines(file), delimiter=separator, strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        if len(set(names)) < len(names) or "" in names:
            yield 1, ValueError(f"the header has a duplicate or an empty column name: {brief(', '.join(names))}")
            return
        for cells in reader:
            if len(cells) == len(names):
                yield reader.line_num, {name: cell for name, cell in zip(names, cells, strict=True) if cell != ""}
            elif cells:
                yield reader.line_num, ValueError(f"the row has {len(cells)} cells, the header {len(names)}")
    except (csv.Error, UnicodeDecodeError) as err:
        yield reader.line_num + 1, ValueError(f"not a row of the table: {brief(err)}")


def _text_lines(file: BinaryIO) -> Iterable[str]:
    for number, line in bounded_lines(file):
        if line is None:
            raise csv.Error(f"line {number} is longer than {MAX_LINE_BYTES >> 20} MiB")
        yield line.decode("utf-8")


def _arrow(path: Path, head: bytes) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a Parquet or Arrow file."""
    try:
        import pyarrow
        from pyarrow import ipc, parquet
    except ImportError as err:
        raise DataError(f"{path} is a Parquet or Arrow file. {REMEDY}.") from err
    if not path.is_file():
        raise DataError(
            f"{path}: a Parquet or Arrow file cannot be read from a pipe, nor compressed; give the path of the file."
        )
    number = 0
    try:
        with pyarrow.OSFile(str(path)) as file:
            if head.startswith(b"PAR1"):
                batches = parquet.ParquetFile(file).iter_batches(BATCH_ROWS)
            else:
                opened = ipc.open_file(file) if head.startswith(b"ARROW1") else ipc.open_stream(file)
                read = range(opened.num_record_batches) if head.startswith(b"ARROW1") else None
                batches = (opened.get_batch(i) for i in read) if read is not None else iter(opened)
            for batch in batches:
                for start in range(0, batch.num_rows, BATCH_ROWS):
                    for row in batch.slice(start, BATCH_ROWS).to_pylist():
                        number += 1
                        yield number, row
    except (pyarrow.ArrowException, OSError) as err:
        raise DataError(f"cannot read {path} after row {number}: {brief(err)}. Download the file again.") from err
