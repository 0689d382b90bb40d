"""The text of a Modelfile: build it and parse it. This module reads and writes no files.

Ollama's parser has no escapes. A value in triple quotes ends where a line, or the file, ends in triple quotes. So a
value may contain anything except a line, other than the last, that ends in triple quotes. Ollama silently drops the
characters that Go calls unprintable (no-break space, zero-width joiner, control characters), except newlines and tabs.

    FROM       the GGUF file; relative to the directory of the Modelfile
    TEMPLATE   always written; without it, Ollama guesses one from the chat template, often wrongly
    SYSTEM     Ollama ignores it silently unless TEMPLATE uses it
    PARAMETER  mainly `stop`; also repeat_penalty, because its default has changed between versions
    RENDERER   a renderer built into Ollama, which takes precedence over TEMPLATE; PARSER, the parser of its answers
    # date:    a comment with the date in TEMPLATE, if the training template writes a date

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
"""Parameters with a numeric value. Others are ignored or refused; `stop` has its own field."""
NAME = re.compile(r"[\w.-]*", re.ASCII)
DATE_COMMENT = "# date: "
RENDERER_COMMENT = (
    "# For tools and thoughts. A version of Ollama that does not know this renderer needs the file without it."
)


@dataclass(frozen=True)
class Modelfile:
    """The content of a Modelfile. Every instance can be written and read back unchanged.

    Raises:
        GGUFError: a value cannot be written; the message names the directive, the problem and the fix.
    """

    model: str
    """FROM: path of the GGUF file, with `/` as separator."""
    template: str
    """TEMPLATE, in Go's template language."""
    stops: tuple[str, ...]
    """PARAMETER stop: texts that end a completion; at least one."""
    system: str = ""
    """SYSTEM; pass user input through `make_printable` first."""
    adapter: str | None = None
    """ADAPTER: path of a GGUF adapter; supported by Ollama up to version 0.33."""
    parameters: Mapping[str, int | float] = field(default_factory=dict)
    renderer: str = ""
    """RENDERER: name of a prompt renderer built into Ollama; empty for none."""
    parser: str = ""
    """PARSER: name of the parser of its answers."""
    day: date | None = None
    """The date in TEMPLATE, written as a comment; None if TEMPLATE has no date."""

    def __post_init__(self) -> None:
        for directive, path in (("FROM", self.model), ("ADAPTER", self.adapter or "-")):
            _check_path(directive, path)
        for directive, text in (("TEMPLATE", self.template), ("SYSTEM", self.system)):
            _check_text(directive, text)
        for directive, name in (("RENDERER", self.renderer), ("PARSER", self.parser)):
            if not NAME.fullmatch(name):
                raise GGUFError(f"{directive} is {quoted(name)}; expected a name such as qwen3.5.")
        for stop in self.stops:
            _check_text("PARAMETER stop", stop)
        if not self.stops or "" in self.stops:
            raise GGUFError("a Modelfile needs at least one `PARAMETER stop`, and it must not be empty.")
        if self.system and ".System" not in self.template and ".Messages" not in self.template:
            raise GGUFError("Ollama would ignore SYSTEM: use {{ .System }} in TEMPLATE, or remove the system message.")
        for name, number in self.parameters.items():
            if name not in PARAMETERS or not math.isfinite(number):
                raise GGUFError(
                    f"PARAMETER {name} {number}: expected a number for one of {', '.join(sorted(PARAMETERS))}."
                )

    def text(self) -> str:
        """Return the content of the file, to be encoded as UTF-8."""
        lines = [f"{DATE_COMMENT}{self.day}"] if self.day else []
        lines += [f"FROM {self.model}"]
        lines += [f"ADAPTER {self.adapter}"] if self.adapter else []
        lines += [f"TEMPLATE {_triple_quoted(self.template)}"]
        lines += [RENDERER_COMMENT, f"RENDERER {self.renderer}"] if self.renderer else []
        lines += [f"PARSER {self.parser}"] if self.parser else []
        lines += [f"SYSTEM {_triple_quoted(self.system)}"] if self.system else []
        lines += [f"PARAMETER stop {_triple_quoted(stop)}" for stop in self.stops]
        lines += [f"PARAMETER {name} {number}" for name, number in self.parameters.items()]
        return "\n".join(lines) + "\n"


def parse_modelfile(text: str) -> Modelfile:
    """Parse a Modelfile as Ollama does; directives that do not change the prompt (LICENSE, MESSAGE) are ignored.

    Raises:
        GGUFError: Ollama would refuse or misread the text.
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
        values.get("RENDERER", ""),
        values.get("PARSER", ""),
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
    """Yield (directive in capitals, value). A quoted value may span several lines."""
    lines = iter(text.removeprefix("\ufeff").split("\n"))
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        directive, value = _cut_at_space(line.lstrip())
        name = ""
        if directive.upper() == "PARAMETER":
            name, value = _cut_at_space(value)
            if not name:
                raise GGUFError(
                    "Ollama refuses a PARAMETER with more than one space or tab before its name: "
                    f"{quoted(line.strip())}. Leave one."
                )
            name += " "
        while (closed := _unquoted(value.strip())) is None:
            following = next(lines, None)
            if following is None:
                raise GGUFError(f"{directive} in the Modelfile opens quotes that are never closed.")
            value += "\n" + following
        yield directive.upper(), name + (value.strip() if name else "".join(filter(_is_kept_by_ollama, closed)))


def _cut_at_space(text: str) -> tuple[str, str]:
    """Return the text before and after the first space or tab."""
    word, *rest = re.split(r"[ \t]", text, maxsplit=1)
    return word, "".join(rest)


def _unquoted(value: str) -> str | None:
    """Return the text between the quotes, or None if they are not closed."""
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
    """Return `text` with LF newlines, plain spaces and without the characters that Ollama would drop.

    An emoji sequence joined by zero-width joiners becomes separate emoji, as in Ollama.
    """
    text = re.sub(r"\r\n?|[\u0085\u2028\u2029]", "\n", text)
    text = "".join(" " if letter.isspace() and letter not in "\n\t" else letter for letter in text)
    return "".join(filter(_is_kept_by_ollama, text))


def relative_path(target: Path, modelfile: Path) -> str:
    """Return the path of `target` relative to the directory of `modelfile`, or absolute if on another drive."""
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
                f"a line of {directive} ends in triple quotes, so Ollama would end the value there: {line!r:.80}."
            )


def _check_path(directive: str, path: str) -> None:
    if not path or path != path.strip() or path.startswith('"') or not path.isprintable():
        raise GGUFError(
            f"{directive} cannot refer to the file {quoted(path)}: rename it without quotes and unusual spaces."
        )
