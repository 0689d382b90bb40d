"""Copy the tokenizer, the chat template and run.json of an adapter when a command writes a changed copy of it."""

from collections.abc import Sequence
from pathlib import Path

from ..errors import OutputError
from ..files import atomic_write
from ..run_record import RunRecord
from .tokenizer import FILES

COPIED = (*FILES, "tokenizer.model", "vocab.json", "merges.txt")


def copy_tokenizer(folders: Sequence[Path], out: Path) -> list[str]:
    """Copy the tokenizer files in `folders`, the source adapters, to `out`, and return notes for the user.

    Directories without tokenizer files are skipped. If two of them differ, nothing is copied.

    Raises:
        OutputError: if a file cannot be copied.
    """
    found = [files for folder in folders if (files := _tokenizer_files(folder))]
    if any(files != found[0] for files in found[1:]):
        return [
            "the adapters have different tokenizers, so none was copied; copy the right one to the output directory"
        ]
    for name, content in found[0].items() if found else ():
        with atomic_write(out / name) as temporary:
            temporary.write_bytes(content)
    records = [RunRecord.read(folder) for folder in folders]
    if records and records[0] != RunRecord() and all(record == records[0] for record in records):
        records[0].write(out)
    return []


def _tokenizer_files(folder: Path) -> dict[str, bytes]:
    try:
        return {name: (folder / name).read_bytes() for name in COPIED if (folder / name).is_file()}
    except OSError as err:
        raise OutputError(f"cannot copy the tokenizer in {folder}: {err.strerror or err}.") from err
