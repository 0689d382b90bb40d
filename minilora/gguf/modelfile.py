"""The Modelfile: what Ollama must know beside the GGUF file. Text only, nothing is read or written here.

Ollama's parser has no escapes. A value in triple quotes ends at the first line break, or at the end of the file, before
which the quotes are closed; so everything can be said between triple quotes, except a line that ends in them and is not
the last. Characters that Go calls unprintable (no-break space, zero-width joiner, control characters) vanish silently,
except line breaks and tabs.

    FROM       the file; relative to the Modelfile's folder
    TEMPLATE   always, or Ollama guesses one from the chat template, often wrongly
    SYSTEM     ignored silently unless TEMPLATE mentions it
    PARAMETER  stop above all; repeat_penalty because its default has changed
    # date:    a comment: the date that TEMPLATE holds, where the template of training writes one

Source: ollama, parser/parser.go; template/template.go.
"""

import math
import os.path
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..errors import GGUFError, quoted

TRIPLE_QUOTES = '"""'
SAMPLING = ("temperature", "top_k", "top_p", "min_p", "typical_p", "seed")
PENALTIES = ("repeat_penalty", "repeat_last_n", "presence_penalty", "frequency_penalty")
SIZES = ("num_ctx", "num_predict", "num_keep", "num_batch", "num_gpu", "num_thread")
PARAMETERS = frozenset((*SAMPLING, *PENALTIES, *SIZES))
"""Names that Ollama takes with one number; others are ignored or refused, `stop` has a field of its own."""
DATE_COMMENT = "# date: "


@dataclass(frozen=True)
class Modelfile:
    """One Ollama model. Text that cannot be written as it is refuses to be made.

    Raises:
        GGUFError: says which directive, what is wrong in it and how to mend it.
    """

    model: str
    """FROM: path of the GGUF file, `/` between folders."""
    template: str
    """TEMPLATE, in Go's template language."""
    stops: tuple[str, ...]
    """Texts that end an answer; at least one, or answers may never end."""
    system: str = ""
    """SYSTEM; pass what people write through `make_printable` first."""
    adapter: str | None = None
    """ADAPTER: path of a GGUF adapter; Ollama takes it up to version 0.33."""
    parameters: Mapping[str, int | float] = field(default_factory=dict)
    day: date | None = None
    """The date that TEMPLATE was written with, kept in a comment; None where it holds none."""

    def __post_init__(self) -> None:
        for directive, path in (("FROM", self.model), ("ADAPTER", self.adapter or "-")):
            _check_path(directive, path)
        for directive, text in (("TEMPLATE", self.template), ("SYSTEM", self.system)):
            _check_text(directive, text)
        for stop in self.stops:
            _check_text("PARAMETER stop", stop)
        if not self.stops or "" in self.stops:
            raise GGUFError("a Modelfile needs at least one `PARAMETER stop`, and none may be empty.")
        if self.system and ".System" not in self.template and ".Messages" not in self.template:
            raise GGUFError(
                "Ollama would ignore SYSTEM: put {{ .System }} into TEMPLATE, or leave the system text out."
            )
        for name, number in self.parameters.items():
            if name not in PARAMETERS or not math.isfinite(number):
                raise GGUFError(
                    f"PARAMETER {name} {number}: expected a number for one of {', '.join(sorted(PARAMETERS))}."
                )

    def text(self) -> str:
        """The file's content; write it as UTF-8."""
        lines = [f"{DATE_COMMENT}{self.day}"] if self.day else []
        lines += [f"FROM {self.model}"]
        lines += [f"ADAPTER {self.adapter}"] if self.adapter else []
        lines += [f"TEMPLATE {_triple_quoted(self.template)}"]
        lines += [f"SYSTEM {_triple_quoted(self.system)}"] if self.system else []
        lines += [f"PARAMETER stop {_triple_quoted(stop)}" for stop in self.stops]
        lines += [f"PARAMETER {name} {number}" for name, number in self.parameters.items()]
        return "\n".join(lines) + "\n"


def parse_modelfile(text: str) -> Modelfile:
    """Read a Modelfile as Ollama does; MESSAGE, LICENSE and what else does not shape the prompt is passed over.

    Raises:
        GGUFError: for what Ollama would refuse or misread.
    """
    values: dict[str, str] = {}
    stops: list[str] = []
    parameters: dict[str, int | float] = {}
    for directive, value in _directives(text):
        if directive != "PARAMETER":
            values[directive] = value
            continue
        name, _, given = value.partition(" ")
        if name == "stop":
            stops.append(_unquoted(given.strip()) or "")
        elif name in PARAMETERS:
            parameters[name] = _parse_number(name, given)
    if "FROM" not in values:
        raise GGUFError("the Modelfile has no FROM line.")
    return Modelfile(
        values["FROM"],
        values.get("TEMPLATE", ""),
        tuple(stops),
        values.get("SYSTEM", ""),
        values.get("ADAPTER"),
        parameters,
        _parse_day(text),
    )


def _parse_day(text: str) -> date | None:
    """Return the date in the comment of the first line."""
    first = text.removeprefix("\ufeff").partition("\n")[0].strip()
    try:
        return date.fromisoformat(first.removeprefix(DATE_COMMENT)) if first.startswith(DATE_COMMENT) else None
    except ValueError:
        return None


def _directives(text: str) -> Iterator[tuple[str, str]]:
    """Yield (directive in capitals, value); a value goes on over line ends until its quotes are closed."""
    lines = iter(text.removeprefix("\ufeff").split("\n"))
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        directive, _, value = line.strip().partition(" ")
        name = value.partition(" ")[0] + " " if directive.upper() == "PARAMETER" else ""
        value = value.removeprefix(name)
        while (closed := _unquoted(value.strip())) is None:
            following = next(lines, None)
            if following is None:
                raise GGUFError(f"{directive} in the Modelfile opens quotes that are never closed.")
            value += "\n" + following
        yield directive.upper(), name + (value.strip() if name else "".join(filter(_is_kept_by_ollama, closed)))


def _unquoted(value: str) -> str | None:
    """Text between the quotes; None while they are open."""
    for quotes in (TRIPLE_QUOTES, '"'):
        if value.startswith(quotes):
            closed = len(value) >= 2 * len(quotes) and value.endswith(quotes)
            return value[len(quotes) : -len(quotes)] if closed else None
    return value


def _parse_number(name: str, text: str) -> int | float:
    try:
        number = float(_unquoted(text.strip()) or "")
    except ValueError as err:
        raise GGUFError(f"PARAMETER {name} is {quoted(text)}; expected a number with a decimal point.") from err
    return int(number) if number.is_integer() else number


def make_printable(text: str) -> str:
    """`text` with LF line ends, plain spaces, and without the characters that Ollama would drop.

    An emoji joined of several by zero-width joiners falls apart into them, as it would in Ollama.
    """
    text = re.sub(r"\r\n?|[\u0085\u2028\u2029]", "\n", text)
    text = "".join(" " if letter.isspace() and letter not in "\n\t" else letter for letter in text)
    return "".join(filter(_is_kept_by_ollama, text))


def relative_path(target: Path, modelfile: Path) -> str:
    """How `modelfile` names the file `target`: from its own folder, where there is a way (not across drives)."""
    try:
        path = os.path.relpath(target.resolve(), modelfile.resolve().parent)
    except ValueError:
        return target.resolve().as_posix()
    return path if path.startswith("..") else f"./{Path(path).as_posix()}"


def _triple_quoted(text: str) -> str:
    return f"{TRIPLE_QUOTES}{text}{TRIPLE_QUOTES}"


def _is_kept_by_ollama(letter: str) -> bool:
    return letter.isprintable() or letter in "\n\t"


def _check_text(directive: str, text: str) -> None:
    lost = next((letter for letter in text if not _is_kept_by_ollama(letter)), None)
    if lost is not None:
        raise GGUFError(f"Ollama would drop the character U+{ord(lost):04X} from {directive}: {text!r:.80}. Remove it.")
    for line in text.split("\n")[:-1]:
        if line.rstrip().endswith(TRIPLE_QUOTES):
            raise GGUFError(
                f"a line of {directive} ends in triple quotes, where Ollama would end the text: {line!r:.80}."
            )


def _check_path(directive: str, path: str) -> None:
    if not path or path != path.strip() or path.startswith('"') or not path.isprintable():
        raise GGUFError(
            f"{directive} cannot name the file {quoted(path)}: rename it without quotes and unusual spaces."
        )
