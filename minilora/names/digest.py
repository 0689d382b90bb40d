"""Check the sha256 of a file once; skip later checks while its size and modification time stay the same.

For each verified file, an empty marker file is written to the user's cache directory. If it cannot be written, the file
is hashed at each use.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

from ..files import file_sha256, user_cache
from ..notices import announce

SLOW_BYTES = 1 << 30
"""Hashing a larger file takes seconds, so a notice is printed."""


def has_digest(path: Path, sha256: str) -> bool:
    """Return whether the file has this sha256 (hexadecimal); a match is cached.

    Raises:
        OSError: if it cannot be read.
    """
    marker = _marker_path(path, sha256)
    if marker.is_file():
        return True
    if path.stat().st_size > SLOW_BYTES:
        announce(f"checking the sha256 of {path.name} ({path.stat().st_size / 2**30:.1f} GiB), once")
    if file_sha256(path) != sha256:
        return False
    with suppress(OSError):
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()
    return True


def _marker_path(path: Path, sha256: str) -> Path:
    """Return the marker file; it exists if `path`, with its current size and modification time, has this digest."""
    found = path.stat()
    key = f"{path.resolve()} {found.st_size} {found.st_mtime_ns} {sha256}"
    return user_cache() / "digests" / hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
