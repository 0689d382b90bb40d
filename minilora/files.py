"""Atomic writing of files and directories, and reading of untrusted JSON.

Every output of minilora is written with `atomic_write` (a file), `atomic_write_all` (several files) or
`atomic_write_dir` (a directory): to a temporary name in the target's directory, flushed to disk (fsync), and renamed to
the target. A process that is killed before the rename leaves the old file unchanged.
"""

import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import MiniLoraError, OutputError, brief

if TYPE_CHECKING:
    from torch import Tensor

SHARD_NUMBER = re.compile(r"-\d{5}(?=-of-\d{5}\.gguf$)", re.ASCII)
READ_SUFFIXES = (".json", ".jinja", ".safetensors")
"""Suffixes of the files that are read from the directory of a base model or an adapter."""
CHUNK_BYTES = 1 << 20
MAX_JSON_BYTES = 256 << 20
"""Maximum size of a JSON file. A tokenizer.json with 262k tokens has about 35 MB."""


def user_cache() -> Path:
    """Return where minilora keeps what it can make again: MINILORA_CACHE, or below the user's cache directory."""
    if given := os.environ.get("MINILORA_CACHE"):
        return Path(given)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "minilora"


def check_not_input(out: Path, *inputs: Path | None) -> None:
    """Raise an OutputError if writing `out` would overwrite one of `inputs`, or a file that is read from one.

    Read are also the weights in a folder, and all shards of a split GGUF.
    """
    target = out.resolve()
    for path in (path.resolve() for path in inputs if path):
        inside = target.parent == path and target.suffix in READ_SUFFIXES and target.exists()
        same = target.parent == path.parent and SHARD_NUMBER.sub("", target.name) == SHARD_NUMBER.sub("", path.name)
        if same or inside:
            raise OutputError(f"{out} is an input and would be overwritten. Choose another name.")


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield a temporary path; it is renamed to `path` after the block, or removed if the block raises.

    Raises:
        OutputError: if the file cannot be written (no permission, disk full, `path` is a directory).
    """
    if not path.name:  # `.` or `/`
        raise _exists_error(path, "directory")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        if path.is_dir():
            raise _exists_error(path, "directory")
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch()
        mode = temporary.stat().st_mode  # some libraries set the permissions to owner-only; restore those of the umask
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
    """Like `atomic_write` for several files: yield a temporary path for each; all are renamed, or none.

    All files are flushed to disk before the first rename, and the first of `paths` is renamed last: if it exists, all
    exist. Old files are renamed to a backup, and restored if a rename fails.
    """
    temporaries = tuple(path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in paths)
    try:
        for path, temporary in zip(paths, temporaries, strict=True):
            if path.is_dir():
                raise _exists_error(path, "directory")
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
    """Rename each (path, temporary) to its path; if one fails, restore all old files."""
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
    """Like `atomic_write` for a directory: yield an empty temporary one, which is renamed to `path` after the block.

    An existing directory is renamed to a backup first and removed last, so that a complete one is always on disk. If
    `path` is a link, the directory that it leads to is replaced, not the link.
    """
    path = path.resolve() if path.is_symlink() else path
    if not path.name or (os.path.exists(path) and os.path.samefile(path, ".")):
        raise OutputError(f"cannot write {path}: the current directory cannot be replaced. Choose another name.")
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
            os.replace(backup, path)
        raise _output_error(path, err) from err
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(backup, ignore_errors=True)


def remove_leftovers(folder: Path) -> None:
    """Remove temporary files and directories of killed processes; no other process may be writing to `folder`."""
    for path in folder.iterdir():
        if not re.fullmatch(r"\..+\.\d+\.(tmp|old)", path.name):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def write_safetensors(path: Path, tensors: Mapping[str, "Tensor"], metadata: Mapping[str, str] | None = None) -> None:
    """Write tensors to `path`, a temporary path from one of the functions above.

    Raises:
        OSError: if the disk is full; the context manager of `path` turns it into an OutputError.
    """
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    try:
        save_file(dict(tensors), path, dict(metadata) if metadata else None)
    except SafetensorError as err:  # for example, a full disk
        raise OSError(str(err)) from err


def write_text(path: Path, text: str) -> None:
    """Write `text` atomically, as UTF-8 with LF line endings."""
    with atomic_write(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def read_chunks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, CHUNK_BYTES at a time.

    Raises:
        OSError: if it cannot be read.
    """
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def file_sha256(path: Path) -> str:
    """Return a file's sha256 in hexadecimal; errors as `read_chunks`."""
    digest = hashlib.sha256()
    for chunk in read_chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def write_json(path: Path, value: object) -> None:
    """Write `value` atomically as indented UTF-8 JSON, with keys in the given order."""
    write_text(path, json_text(value))


def json_text(value: object) -> str:
    """Return `value` as indented JSON, with keys in the given order; what UTF-8 cannot hold is escaped as `\\udc80`."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def read_json(path: Path, error: type[MiniLoraError]) -> dict[str, Any]:
    """Read a JSON object, or raise `error` with a message that says what is wrong with the file."""
    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            raise error(f"{path} is larger than {MAX_JSON_BYTES >> 20} MiB, so it is not a configuration file.")
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise error(f"cannot read {path}: {err.strerror}.") from err
    except (ValueError, RecursionError) as err:
        raise error(f"{path} is not valid JSON: {brief(err)}.") from err
    if not isinstance(value, dict):
        raise error(f"{path} contains a JSON {type(value).__name__}; expected an object.")
    return value


def _sync(path: Path) -> None:
    """Flush a file or directory to disk. (On Windows directories cannot be opened, and renames are durable.)"""
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
        f"cannot write {path}: {err.strerror or err}. Check the directory's permissions and the free space."
    )
