"""The exception hierarchy, and functions that shorten foreign text in messages.

    MiniLoraError
      ├─ ConfigError            an invalid setting or combination of settings
      ├─ UnknownArchitecture    a model family, or a variant of one, that arch/ does not support
      ├─ CheckpointError        missing or damaged files of a base model; missing, unexpected or wrongly shaped tensors
      ├─ AdapterError           an adapter that is damaged or does not fit the base model
      ├─ GGUFError              a malformed GGUF file, or something that the format cannot express
      ├─ DataError              an invalid record (file, line number, reason), or no training data left
      ├─ TrainingError          a run that cannot continue: non-finite loss, nothing to resume, changed settings
      ├─ BenchError             a failed measurement, or results that are not comparable
      └─ OutputError            a path that cannot be written

A message says what was found, what was expected, where, and what to do next. The command line prints it as a red
paragraph and exits with status 1; a traceback always means a bug in minilora.

Text from files is shortened to `MAX_QUOTED` characters: values with `quoted`, errors of libraries with `brief`.
`MiniLoraError` also shortens long lines and escapes control characters, which a terminal would interpret.
"""

import reprlib

MAX_QUOTED = 300
"""Maximum number of characters of foreign text in a message."""
MAX_LINE = 800
"""Maximum length of a line; longer lines contain foreign text that was not shortened."""
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
    """Return `str(text)` as a single line, shortened in the middle to `MAX_QUOTED` characters."""
    return _shortened(" ".join(str(text).split()))


def _shortened(line: str) -> str:
    """Return `line`; if it is too long, its start and end with the number of characters between them."""
    if len(line) <= MAX_QUOTED:
        return line
    start, end = 180, 80
    return f"{line[:start]} … ({len(line) - start - end:,} characters) … {line[-end:]}"


def printable(message: str) -> str:
    """Return a message with a bounded number of lines of bounded length, and with control characters escaped."""
    lines = message.splitlines() if len(message) > MAX_LINE else message.split("\n")
    kept = [_shortened(line) if len(line) > MAX_LINE else line for line in lines[:MAX_LINES]]
    more = [f"... and {len(lines) - MAX_LINES} more lines"] if len(lines) > MAX_LINES else []
    text = "\n".join([*kept, *more]).translate(CONTROL)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class MiniLoraError(Exception):
    """Base class of all errors that a user can cause or fix; the message is bounded by `printable`."""

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
