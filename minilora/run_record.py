"""run.json: what a run was made from. It stands beside every adapter that the run leaves.

    base, revision    the base as it was named: a name, ORG/NAME of the hub with its commit, or an absolute path
    fingerprint       of the base's weights, `BaseFiles.fingerprint`
    template_args     variables of the chat template (`--template-arg`)
    template          `instruccion`, `chat`, or `template.jinja`: a copy of the Jinja file, in the same folder
    system            the system message that all conversations of the training data share
    dtype             of the frozen weights in training
    data              train and val: the names of the files, how many records and tokens they came to
    settings          all else that the result depends on: `run_fingerprint` in training/settings.py
    date              the date that the template writes (`strftime_now`), if it writes one

Commands that are given the adapter take these as their defaults. All keys are optional: an adapter of PEFT's has no
such file, and older runs have the date alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .errors import TrainingError, quoted
from .files import read_json, write_json, write_text

FILE, JINJA = "run.json", "template.jinja"
NAMED_TEMPLATES = ("instruccion", "chat")
DTYPES = ("float32", "bfloat16", "float16")
MAX_TEXT = 1 << 20
"""Characters of a base's name or a system message."""


@dataclass(frozen=True)
class RunRecord:
    """What run.json says; None where it says nothing."""

    base: str | None = None
    revision: str | None = None
    fingerprint: str | None = None
    template: str | None = None
    """A name, or the path of a Jinja file."""
    template_args: Mapping[str, Any] = field(default_factory=dict)
    """Variables of the chat template."""
    system: str | None = None
    dtype: str | None = None
    data: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    day: date | None = None

    def write(self, folder: Path) -> None:
        """Write run.json into `folder`, with a copy of the Jinja file if the template is one.

        Raises:
            OutputError: when a file cannot be written.
            TrainingError: when the Jinja file cannot be read.
        """
        template = self.template
        if template is not None and template not in NAMED_TEMPLATES:
            write_text(folder / JINJA, _read_text(Path(template)))
            template = JINJA
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
            "settings": dict(self.settings) or None,
        }
        write_json(folder / FILE, {key: value for key, value in values.items() if value is not None})

    @classmethod
    def read(cls, folder: Path) -> "RunRecord":
        """Return what run.json in `folder` says; nothing where there is no such file.

        Raises:
            TrainingError: when the file is damaged, or a value is not what it should be.
        """
        path = folder / FILE
        if not path.is_file():
            return cls()
        values = read_json(path, TrainingError)
        template = _text(values, "template", path)
        if template is not None and template not in (*NAMED_TEMPLATES, JINJA):
            raise TrainingError(f"{path}: template is {quoted(template)}; expected instruccion, chat or {JINJA}.")
        dtype = _text(values, "dtype", path)
        if dtype is not None and dtype not in DTYPES:
            raise TrainingError(f"{path}: dtype is {quoted(dtype)}; expected one of {', '.join(DTYPES)}.")
        arguments = values.get("template_args") or {}
        if not isinstance(arguments, dict):
            raise TrainingError(f"{path}: template_args is {quoted(arguments)}; expected an object.")
        return cls(
            template_args=arguments,
            base=_text(values, "base", path),
            revision=_text(values, "revision", path),
            fingerprint=_text(values, "fingerprint", path),
            template=str(folder / JINJA) if template == JINJA else template,
            system=_text(values, "system", path),
            dtype=dtype,
            data=_object(values, "data", path),
            settings=_object(values, "settings", path),
            day=_day(values.get("date"), path),
        )


def _text(values: dict[str, Any], key: str, path: Path) -> str | None:
    value = values.get(key)
    if value is not None and (not isinstance(value, str) or len(value) > MAX_TEXT):
        raise TrainingError(f"{path}: {key} is {quoted(value)}; expected a text of at most {MAX_TEXT:,} characters.")
    return value


def _object(values: dict[str, Any], key: str, path: Path) -> dict[str, Any]:
    value = values.get(key, {})
    if not isinstance(value, dict):
        raise TrainingError(f"{path}: {key} is {quoted(value)}; expected an object.")
    return value


def _day(value: Any, path: Path) -> date | None:
    try:
        return None if value is None else date.fromisoformat(str(value))
    except ValueError as err:
        raise TrainingError(
            f"{path} says {str(value)[:40]!r} for the date of the run; expected YYYY-MM-DD. Correct it, or give --date."
        ) from err


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise TrainingError(f"cannot read the template {quoted(str(path))}; give it again as --template FILE.") from err
