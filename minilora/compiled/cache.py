"""Where machine code is kept between processes, and the lock that lets one of them compile at a time."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from ..files import user_cache

_lock = threading.RLock()
_depth = [0]


def cache_directory() -> Path:
    """Return where machine code is kept: NUMBA_CACHE_DIR, or below the user's cache directory."""
    if given := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(given)
    return user_cache() / "kernels"


def _trusted(folder: Path) -> Path:
    """Make the folder, and refuse one that others can write, because machine code is run from it.

    Raises:
        OSError: when it cannot be made, written or trusted.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if sys.platform != "win32":
        found = folder.stat()
        if found.st_uid not in (os.getuid(), 0) or found.st_mode & 0o022:
            raise PermissionError(f"{folder} can be written by others")
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"{folder} cannot be written")
    return folder


@cache
def cache_class() -> Any:
    """Return Numba's cache of one function, made to look where we want and to survive a damaged file."""
    caching: Any = import_module("numba.core.caching")

    class Locator(caching._CacheLocator):  # type: ignore[misc]
        """Numba's question where, and under which name; asked by it alone."""

        def __init__(self, path: Path, fingerprint: str) -> None:
            self.path, self.print = path, fingerprint

        def get_cache_path(self) -> str:
            return str(self.path)

        def get_source_stamp(self) -> str:
            return self.print

        def get_disambiguator(self) -> str:
            return self.print[:16]

    class KernelCache(caching.FunctionCache):  # type: ignore[misc]
        def __init__(self, function: Any, fingerprint: str, on_miss: Callable[[], None]) -> None:
            locator = Locator(_trusted(cache_directory()), fingerprint)

            class Found:
                @staticmethod
                def from_function(function: Any, file: Any) -> Locator:
                    return locator

            class Impl(caching.CompileResultCacheImpl):  # type: ignore[misc]
                _locator_classes = (Found,)

            self._impl_class, self.on_miss = Impl, on_miss
            super().__init__(function)

        def load_overload(self, signature: Any, context: Any) -> Any:
            found = None
            try:
                found = super().load_overload(signature, context)
            except Exception:  # a damaged file raises whatever unpickling makes of it
                with suppress(OSError):
                    self.flush()
            if found is None:
                self.on_miss()
            return found

        def save_overload(self, signature: Any, result: Any) -> None:
            with suppress(OSError):
                super().save_overload(signature, result)

    return KernelCache


@contextmanager
def alone() -> Iterator[None]:
    """Let no other thread or process of this user compile meanwhile: it will find what this one has compiled.

    The lock between processes is the operating system's (POSIX; elsewhere there is none, and both compile).
    """
    with _lock:
        descriptor = _locked() if not _depth[0] else None
        _depth[0] += 1
        try:
            yield
        finally:
            _depth[0] -= 1
            if descriptor is not None:
                os.close(descriptor)


def _locked() -> int | None:
    """Wait for the lock on the cache directory; None where there is none to be had."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        descriptor = os.open(_trusted(cache_directory()), os.O_RDONLY)
    except OSError:
        return None
    with suppress(OSError):  # network file systems may know no locks
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor
