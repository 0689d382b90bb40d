"""Files whose sha256 is known: hashed once, then remembered by size and time of their last change.

What was found good is kept in the user's cache directory, an empty file for each. Without it every use hashes again.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

from ..files import user_cache
from ..notices import announce

CHUNK_BYTES = 1 << 20
SLOW_BYTES = 1 << 30
"""Hashing more than this takes seconds, and is announced."""


def has_digest(path: Path, sha256: str) -> bool:
    """Tell whether the file has this sha256 (hexadecimal); True is remembered.

    Raises:
        OSError: when it cannot be read.
    """
    mark = _mark(path, sha256)
    if mark.is_file():
        return True
    if path.stat().st_size > SLOW_BYTES:
        announce(f"checking the sha256 of {path.name} ({path.stat().st_size / 2**30:.1f} GiB), once")
    if file_digest(path) != sha256:
        return False
    with suppress(OSError):
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    return True


def file_digest(path: Path) -> str:
    """Return a file's sha256 in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _mark(path: Path, sha256: str) -> Path:
    """Return the file whose presence says that `path`, as it is now, has this digest."""
    found = path.stat()
    facts = f"{path.resolve()} {found.st_size} {found.st_mtime_ns} {sha256}"
    return user_cache() / "digests" / hashlib.sha256(facts.encode("utf-8", "surrogateescape")).hexdigest()
