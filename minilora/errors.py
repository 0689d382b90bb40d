"""What can go wrong, as one tree.

    MiniLoraError
      ├─ ConfigError            a setting, or a combination of settings, that cannot work
      ├─ UnknownArchitecture    a base model of a family that arch/ does not describe
      ├─ CheckpointError        a base model's files: missing, damaged, missing/unexpected/mis-shaped tensors
      ├─ AdapterError           an adapter that is damaged or does not fit this base model
      ├─ GGUFError              a malformed GGUF file, or a request that the format cannot express
      ├─ DataError              a record: file, line number, reason; or nothing left to learn from
      ├─ TrainingError          a run that cannot go on: non-finite loss, nothing to resume, changed settings
      ├─ BenchError             a measurement that failed, sides that compute different things, figures not comparable
      └─ OutputError            a path that cannot be written

A message says what was found, what was expected, where, and what to do next. The command line prints it as
one red paragraph and exits with 1; a traceback always means a bug in minilora.

What a file says is quoted in part: a value by `quoted`, a library's complaint by `brief`, at most `MAX_QUOTED`
characters of either. Where a message forgets that, `MiniLoraError` shortens its lines all the same, and writes control
characters, which a terminal would obey, as escapes.
"""

import reprlib

MAX_QUOTED = 300
"""Most characters of a foreign text in a message."""
MAX_LINE = 800
"""Longer lines of a message hold foreign text that nobody shortened; our own words need fewer."""
MAX_LINES = 200
CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}

_containers = reprlib.Repr()
_containers.maxlevel = 6
_containers.maxdict = _containers.maxlist = _containers.maxtuple = 24
_containers.maxstring = _containers.maxlong = _containers.maxother = MAX_QUOTED


def quoted(value: object) -> str:
    """Return `repr(value)`, shortened to `MAX_QUOTED` characters."""
    return _shortened(repr(value) if isinstance(value, str) else _containers.repr(value))


def brief(text: object) -> str:
    """Return a text, or an exception's, as one line, shortened in the middle to `MAX_QUOTED` characters."""
    return _shortened(" ".join(str(text).split()))


def _shortened(line: str) -> str:
    """Return `line`, or its beginning and end with the number of characters between them."""
    if len(line) <= MAX_QUOTED:
        return line
    start, end = 180, 80
    return f"{line[:start]} … ({len(line) - start - end:,} characters) … {line[-end:]}"


def printable(message: str) -> str:
    """Return a message with few enough and short enough lines for a terminal, and without control characters."""
    lines = message.splitlines() if len(message) > MAX_LINE else message.split("\n")
    kept = [_shortened(line) if len(line) > MAX_LINE else line for line in lines[:MAX_LINES]]
    more = [f"... and {len(lines) - MAX_LINES} more lines"] if len(lines) > MAX_LINES else []
    text = "\n".join([*kept, *more]).translate(CONTROL)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class MiniLoraError(Exception):
    """Base of every error a user can cause or mend; its message is bounded (`printable`)."""

    def __init__(self, message: str = "") -> None:
        super().__init__(printable(message))


class ConfigError(MiniLoraError):
    pass


class UnknownArchitecture(MiniLoraError):  # noqa: N818  (the word users look for, as in the design)
    pass


class CheckpointError(MiniLoraError):
    pass


class AdapterError(MiniLoraError):
    pass


class GGUFError(MiniLoraError):
    pass


class DataError(MiniLoraError):
    pass


class TrainingError(MiniLoraError):
    pass


class BenchError(MiniLoraError):
    pass


class OutputError(MiniLoraError):
    pass
