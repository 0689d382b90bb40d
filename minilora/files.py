"""Files that appear whole or not at all, and JSON read with suspicion.

Every output of minilora goes through `atomic_write` (a file), `atomic_write_all` (files that belong together) or
`atomic_write_dir` (a directory): the bytes go to a
temporary name beside the target, reach the disk (fsync), and only then take the target's name in one rename.
Whoever is killed half-way leaves the old file as it was.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import MiniLoraError, OutputError, brief

if TYPE_CHECKING:
    from torch import Tensor

READ_SUFFIXES = (".json", ".jinja", ".safetensors")
"""Files that are read where a folder is given: of a base model, of an adapter."""
MAX_JSON_BYTES = 256 << 20
"""A tokenizer.json of a 262k vocabulary is about 35 MB; anything far above that is no configuration file."""


def check_not_input(out: Path, *inputs: Path | None) -> None:
    """Raise an OutputError if writing `out` would replace one of `inputs`, or a file that is read in one of them."""
    target = out.resolve()
    for path in (path.resolve() for path in inputs if path):
        inside = target.parent == path and target.suffix in READ_SUFFIXES and target.exists()
        if target == path or inside:
            raise OutputError(f"{out} is read here, and would be written over. Choose another name.")


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; when the block ends well it becomes `path`, else it is removed.

    Raises:
        OutputError: when the folder or file cannot be written (no permission, disk full, a folder in the way).
    """
    if not path.name:  # `.` or `/`
        raise _exists_error(path, "folder")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        if path.is_dir():
            raise _exists_error(path, "folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch()
        mode = temporary.stat().st_mode  # some libraries write for the owner only; the user's umask shall decide
        yield temporary
        temporary.chmod(mode)
        _sync(temporary)
        os.replace(temporary, path)
        _sync(path.parent)
    except OSError as err:
        raise _output_error(path, err) from err
    finally:
        temporary.unlink(missing_ok=True) if temporary.parent.is_dir() else None


@contextmanager
def atomic_write_all(paths: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """Like `atomic_write` for files that belong together: yield a temporary path for each; all appear, or none does.

    Every file is on the disk before the first takes its name, and the first of `paths` takes its own last: whoever
    finds that one finds them all. Old files are moved aside, and back if a rename fails.
    """
    temporaries = tuple(path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in paths)
    try:
        for path, temporary in zip(paths, temporaries, strict=True):
            if path.is_dir():
                raise _exists_error(path, "folder")
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.touch()
        modes = [temporary.stat().st_mode for temporary in temporaries]
        yield temporaries
        for temporary, mode in zip(temporaries, modes, strict=True):
            temporary.chmod(mode)
            _sync(temporary)
        _rename_all(tuple(zip(paths, temporaries, strict=True))[::-1])
    except OSError as err:
        raise _output_error(paths[0], err) from err
    finally:
        for temporary in temporaries:
            temporary.unlink(missing_ok=True) if temporary.parent.is_dir() else None


def _rename_all(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Rename each (path, temporary) to its path; when one fails, every path is again what it was."""
    backups = {path: path.with_name(f".{path.name}.{os.getpid()}.old") for path, _ in pairs}
    renamed = []
    try:
        for path, temporary in pairs:
            if path.exists():
                os.replace(path, backups[path])
            renamed.append(path)
            os.replace(temporary, path)
        for folder in {path.parent for path, _ in pairs}:
            _sync(folder)
    except OSError:
        for path in renamed:
            path.unlink(missing_ok=True)
            if backups[path].exists():
                os.replace(backups[path], path)
        raise
    for backup in backups.values():
        backup.unlink(missing_ok=True)


@contextmanager
def atomic_write_dir(path: Path) -> Iterator[Path]:
    """Like `atomic_write` for a directory: yield an empty temporary one; when the block ends well it becomes `path`.

    A directory already at `path` is moved aside first and removed last, so there is always a whole one on disk.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    backup = path.with_name(f".{path.name}.{os.getpid()}.old")
    try:
        if path.exists() and not path.is_dir():
            raise _exists_error(path, "file")
        temporary.mkdir(parents=True)
        mode = temporary.stat().st_mode & 0o666
        yield temporary
        for file in temporary.rglob("*"):
            if file.is_file():
                file.chmod(mode)
            _sync(file)
        if path.exists():
            os.replace(path, backup)
        os.replace(temporary, path)
        _sync(path.parent)
    except OSError as err:
        if backup.exists() and not path.exists():
            os.replace(aside, path)
        raise _output_error(path, err) from err
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(aside, ignore_errors=True)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files and folders of writers that were killed; nobody else may be writing into `folder`."""
    for path in folder.iterdir():
        if not re.fullmatch(r"\..+\.\d+\.(tmp|old)", path.name):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def write_safetensors(path: Path, tensors: Mapping[str, "Tensor"], metadata: Mapping[str, str] | None = None) -> None:
    """Write tensors to `path`, which one of the functions above has yielded.

    Raises:
        OSError: when there is no room for them; whoever yielded `path` makes an OutputError of it.
    """
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    try:
        save_file(dict(tensors), path, dict(metadata) if metadata else None)
    except SafetensorError as err:  # a full disk, in its words
        raise OSError(str(err)) from err


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with LF line ends, whole or not at all."""
    with atomic_write(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def write_json(path: Path, value: object) -> None:
    """Write `value` as indented UTF-8 JSON, keys in the order given, whole or not at all."""
    write_text(path, json_text(value))


def json_text(value: object) -> str:
    """Return `value` as indented JSON, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def read_json(path: Path, error: type[MiniLoraError]) -> dict[str, Any]:
    """Read a JSON object, or raise `error` saying what is wrong with the file and where."""
    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            raise error(f"{path} is larger than {MAX_JSON_BYTES >> 20} MiB: not a configuration file.")
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise error(f"cannot read {path}: {err.strerror}.") from err
    except (ValueError, RecursionError) as err:
        raise error(f"{path} is not valid JSON: {brief(err)}.") from err
    if not isinstance(value, dict):
        raise error(f"{path} holds a JSON {type(value).__name__}; an object was expected.")
    return value


def _sync(path: Path) -> None:
    """Push a file or folder to the disk (folders cannot be opened on Windows; their rename is durable there)."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exists_error(path: Path, what: str) -> OutputError:
    return OutputError(f"cannot write {path}: a {what} of that name exists. Choose another name.")


def _output_error(path: Path, err: OSError) -> OutputError:
    return OutputError(
        f"cannot write {path}: {err.strerror or err}. Check the folder's permissions and the free space."
    )
