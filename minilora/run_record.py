"""run.json: the inputs and settings of a training run. It is written next to every adapter of the run.

    base, revision    the base as given: a name, ORG/NAME on the Hub with its commit, or an absolute path
    fingerprint       `BaseFiles.fingerprint`, of the base's weights
    template_args     variables of the chat template (`--template-arg`)
    template          `instruccion`, `chat`, or `template.jinja`: a copy of the Jinja file in the same directory
    system            the system message common to all conversations of the training data
    dtype             dtype of the frozen weights in training
    data              train and val: file names, number of records and of tokens
    parameters        trainable, total: numbers of parameters
    machine           processor, threads, memory, and versions of the packages: `describe_machine` in device.py
    settings          all other settings that affect the result: `run_fingerprint` in training/settings.py
    date              the date that the template prints (`strftime_now`), if any

Commands that take the adapter use these values as defaults. All keys are optional: an adapter from PEFT has no such
file, and older runs have only the date.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .errors import TrainingError, quoted
from .files import read_json, write_json, write_text

FILE_NAME, JINJA_NAME = "run.json", "template.jinja"
NAMED_TEMPLATES = ("instruccion", "chat")
DTYPES = ("float32", "bfloat16", "float16")
MAX_CHARACTERS = 1 << 20
"""Maximum number of characters of a string value."""


@dataclass(frozen=True)
class RunRecord:
    """Content of run.json; None for absent keys."""

    base: str | None = None
    revision: str | None = None
    fingerprint: str | None = None
    template: str | None = None
    """Name of a template, or path of a Jinja file."""
    jinja: str | None = None
    """Text of the Jinja file that the run was trained with; None: `write` reads the file."""
    template_args: Mapping[str, Any] = field(default_factory=dict)
    """Variables of the chat template."""
    system: str | None = None
    dtype: str | None = None
    data: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    day: date | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    machine: Mapping[str, Any] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write run.json into `folder`, with a copy of the Jinja file if the template is one.

        Raises:
            OutputError: if a file cannot be written.
            TrainingError: if the Jinja file cannot be read.
        """
        template = self.template
        if template is not None and template not in NAMED_TEMPLATES:
            write_text(folder / JINJA_NAME, _read_text(Path(template)) if self.jinja is None else self.jinja)
            template = JINJA_NAME
        values = {
            "base": self.base,
            "revision": self.revision,
            "fingerprint": self.fingerprint,
            "template": template,
            "template_args": dict(self.template_args) or None,
            "system": self.system,
            "dtype": self.dtype,
            "date": self.day and self.day.isoformat(),
            "data": dict(self.data) or None,
            "parameters": dict(self.parameters) or None,
            "machine": dict(self.machine) or None,
            "settings": dict(self.settings) or None,
        }
        write_json(folder / FILE_NAME, {key: value for key, value in values.items() if value is not None})

    @classmethod
    def read(cls, folder: Path) -> "RunRecord":
        """Return the content of run.json in `folder`; an empty record if there is no such file.

        Raises:
            TrainingError: if the file is damaged or a value is invalid.
        """
        path = folder / FILE_NAME
        if not path.is_file():
            return cls()
        values = read_json(path, TrainingError)
        template = _get_string(values, "template", path)
        if template is not None and template not in (*NAMED_TEMPLATES, JINJA_NAME):
            raise TrainingError(f"{path}: template is {quoted(template)}; expected instruccion, chat or {JINJA_NAME}.")
        dtype = _get_string(values, "dtype", path)
        if dtype is not None and dtype not in DTYPES:
            raise TrainingError(f"{path}: dtype is {quoted(dtype)}; expected one of {', '.join(DTYPES)}.")
        arguments = values.get("template_args") or {}
        if not isinstance(arguments, dict):
            raise TrainingError(f"{path}: template_args is {quoted(arguments)}; expected an object.")
        return cls(
            template_args=arguments,
            base=_get_string(values, "base", path),
            revision=_get_string(values, "revision", path),
            fingerprint=_get_string(values, "fingerprint", path),
            template=str(folder / JINJA_NAME) if template == JINJA_NAME else template,
            system=_get_string(values, "system", path),
            dtype=dtype,
            data=_get_object(values, "data", path),
            settings=_get_object(values, "settings", path),
            day=_parse_date(values.get("date"), path),
            parameters=_get_object(values, "parameters", path),
            machine=_get_object(values, "machine", path),
        )


def _get_string(values: dict[str, Any], key: str, path: Path) -> str | None:
    value = values.get(key)
    if value is not None and (not isinstance(value, str) or len(value) > MAX_CHARACTERS):
        raise TrainingError(
            f"{path}: {key} is {quoted(value)}; expected a string of at most {MAX_CHARACTERS:,} characters."
        )
    return value


def _get_object(values: dict[str, Any], key: str, path: Path) -> dict[str, Any]:
    value = values.get(key, {})
    if not isinstance(value, dict):
        raise TrainingError(f"{path}: {key} is {quoted(value)}; expected an object.")
    return value


def _parse_date(value: Any, path: Path) -> date | None:
    try:
        return None if value is None else date.fromisoformat(str(value))
    except ValueError as err:
        raise TrainingError(
            f"{path}: date is {str(value)[:40]!r}; expected YYYY-MM-DD. Correct it, or pass --date."
        ) from err


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise TrainingError(f"cannot read the template {quoted(str(path))}; pass it as --template FILE_NAME.") from err
