"""What lies beside an adapter goes along where the adapter is rewritten: its tokenizer and chat template."""

from collections.abc import Sequence
from pathlib import Path

from ..errors import OutputError
from ..files import atomic_write
from .tokenizer import FILES

COPIED = (*FILES, "tokenizer.model", "vocab.json", "merges.txt")


def copy_tokenizer(folders: Sequence[Path], out: Path) -> list[str]:
    """Copy the tokenizer files of `folders`, adapters that became the one in `out`; return what the user should know.

    Folders without any agree with those that have them; where two differ, none is copied.

    Raises:
        OutputError: when a file cannot be copied.
    """
    found = [files for folder in folders if (files := _tokenizer_files(folder))]
    if any(files != found[0] for files in found[1:]):
        return ["the adapters lie beside different tokenizers, so none was copied; put the right one into the folder"]
    for name, content in found[0].items() if found else ():
        with atomic_write(out / name) as temporary:
            temporary.write_bytes(content)
    return []


def _tokenizer_files(folder: Path) -> dict[str, bytes]:
    try:
        return {name: (folder / name).read_bytes() for name in COPIED if (folder / name).is_file()}
    except OSError as err:
        raise OutputError(f"cannot copy the tokenizer beside {folder}: {err.strerror or err}.") from err
