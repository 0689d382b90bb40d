"""A panic of a Rust library, as an exception and nothing else.

`tokenizers` may panic on a damaged file. Python then sees a `PanicException`, which is no `Exception`, but before that
Rust has written lines for its own developers to the file descriptor 2, past `sys.stderr`. They are held back here, and
thrown away if there was a panic; whatever else was written there is passed on.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2


def is_panic(err: BaseException) -> bool:
    """Tell whether an exception is a Rust library's panic."""
    return type(err).__name__ == "PanicException"


@contextmanager
def silent_panics() -> Iterator[None]:
    """Within, raise a RuntimeError in place of a panic, and let the panic print nothing."""
    try:
        stderr = os.dup(STDERR)
    except OSError:  # closed, so that nothing can be printed
        stderr = None
    panicked = False
    with tempfile.TemporaryFile() as held:
        if stderr is not None:
            os.dup2(held.fileno(), STDERR)
        try:
            yield
        except BaseException as err:
            panicked = is_panic(err)
            if not panicked:
                raise
            raise RuntimeError(f"the library gave up: {err}") from None
        finally:
            if stderr is not None:
                os.dup2(stderr, STDERR)
                os.close(stderr)
                held.seek(0)
                if not panicked and (written := held.read()):
                    os.write(STDERR, written)
