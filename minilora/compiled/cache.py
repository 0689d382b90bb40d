"""The cache of machine code on disk, and a lock so that only one process compiles at a time."""

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
    """Return the cache directory: NUMBA_CACHE_DIR, or a subdirectory of the user's cache directory."""
    if given := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(given)
    return user_cache() / "kernels"


def _trusted_directory(folder: Path) -> Path:
    """Create the directory, and reject one that other users can write, because its machine code is executed.

    Raises:
        OSError: the directory cannot be created or written, or other users can write it.
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
    """Return a subclass of Numba's function cache that uses our directory and tolerates damaged files."""
    caching: Any = import_module("numba.core.caching")

    class Locator(caching._CacheLocator):  # type: ignore[misc]
        """Directory and file name of the cache, in the interface that Numba expects."""

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
            locator = Locator(_trusted_directory(cache_directory()), fingerprint)

            class LocatorFactory:
                @staticmethod
                def from_function(function: Any, file: Any) -> Locator:
                    return locator

            class Impl(caching.CompileResultCacheImpl):  # type: ignore[misc]
                _locator_classes = (LocatorFactory,)

            self._impl_class, self.on_miss = Impl, on_miss
            super().__init__(function)

        def load_overload(self, signature: Any, context: Any) -> Any:
            found = None
            try:
                found = super().load_overload(signature, context)
            except Exception:  # unpickling a damaged file can raise anything
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
def compile_lock() -> Iterator[None]:
    """Keep other threads and processes of this user from compiling; they then find the result in the cache.

    The lock between processes is an `flock` (POSIX only; on other systems, both compile).
    """
    with _lock:
        descriptor = _lock_cache_directory() if not _depth[0] else None
        _depth[0] += 1
        try:
            yield
        finally:
            _depth[0] -= 1
            if descriptor is not None:
                os.close(descriptor)


def _lock_cache_directory() -> int | None:
    """Wait for the lock on the cache directory, and return its descriptor; None if locking is not possible."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        descriptor = os.open(_trusted_directory(cache_directory()), os.O_RDONLY)
    except OSError:
        return None
    with suppress(OSError):  # some network file systems have no locks
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor
