"""A panic of a Rust library, as an exception and nothing else.

`tokenizers` may panic on a damaged file. Python then sees a `PanicException`, which is no `Exception`, but before that
Rust has written lines for its own developers to the file descriptor 2, past `sys.stderr`. They are held back here, and
thrown away if there was a panic; whatever else was written there is passed on.
"""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2
_lock = threading.RLock()
"""The descriptor belongs to the whole process: one thread at a time exchanges it."""


@contextmanager
def catch_panics() -> Iterator[None]:
    """Within, raise a RuntimeError in place of a panic, and let the panic print nothing."""
    with _lock, tempfile.TemporaryFile() as held:
        stderr = _redirect_stderr(held.fileno())
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
                held.seek(0)
                _write_stderr(b"" if panicked else held.read())


def _redirect_stderr(descriptor: int) -> int | None:
    """Let stderr be `descriptor` and return what it was; None if it is closed, so that nothing can be printed."""
    try:
        stderr = os.dup(STDERR)
    except OSError:
        return None
    os.dup2(descriptor, STDERR)
    return stderr


def _write_stderr(written: bytes) -> None:
    while written:
        written = written[os.write(STDERR, written) :]
