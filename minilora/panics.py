"""Turn a panic in a Rust library into an ordinary exception, without Rust's output on stderr.

`tokenizers` may panic on a damaged file. Python then raises a `PanicException`, which does not derive from `Exception`.
Before that, Rust prints a backtrace to file descriptor 2, which bypasses `sys.stderr`. `catch_panics` captures that
output and discards it if there was a panic; otherwise it writes the output to stderr afterwards.
"""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2
_lock = threading.RLock()
"""File descriptor 2 belongs to the whole process, so only one thread at a time may redirect it."""


@contextmanager
def catch_panics() -> Iterator[None]:
    """Raise a RuntimeError instead of a panic inside the block, and suppress what the panic prints."""
    with _lock, tempfile.TemporaryFile() as captured:
        stderr = _redirect_stderr(captured.fileno())
        panicked = False
        try:
            yield
        except BaseException as err:
            panicked = type(err).__name__ == "PanicException"
            if not panicked:
                raise
            raise RuntimeError(f"the library gave up: {err}") from None
        finally:
            if stderr is not None:
                os.dup2(stderr, STDERR)
                os.close(stderr)
                captured.seek(0)
                _write_stderr(b"" if panicked else captured.read())


def _redirect_stderr(descriptor: int) -> int | None:
    """Redirect stderr to `descriptor` and return a copy of the old one; None if stderr is closed."""
    try:
        stderr = os.dup(STDERR)
    except OSError:
        return None
    os.dup2(descriptor, STDERR)
    return stderr


def _write_stderr(written: bytes) -> None:
    while written:
        written = written[os.write(STDERR, written) :]
