"""Options and option types that several commands have, and help in sections."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from .terminal import as_utf8

DEFAULT_BASE = "smollm2-135m-instruct"
DEFAULT_TEMPLATE = "auto"
directory_type = click.Path(exists=True, file_okay=False, path_type=Path)
file_type = click.Path(exists=True, dir_okay=False, path_type=Path)
out_type = click.Path(path_type=Path)
data_type = click.Path(exists=True, allow_dash=True, path_type=Path)
"""A data set: a file, a directory, or `-` for stdin."""
seed_type = click.IntRange(0, 2**32 - 1)


def utf8_text(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Decode an argument as UTF-8, also in a locale that is not UTF-8."""
    try:
        return value and as_utf8(value)
    except UnicodeError as err:
        raise click.BadParameter(f"{value!r} is not UTF-8.") from err


def read_day(value: Any) -> date | None:
    """Convert YYYY-MM-DD, or a date from TOML, to a date."""
    if value is None or type(value) is date:
        return value
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except (ValueError, TypeError) as err:
        raise click.BadParameter(f"{str(value)[:40]!r}: expected a date such as 2026-11-28.") from err


BASE_HELP = "Base model: a folder, a .gguf file, or a name: org/name[:Q4_K_M], ollama:NAME, or of `minilora models`."
TEMPLATE_HELP = (
    "Prompt template: `chat` (the base's chat template), `instruccion` (plain Spanish text), or a Jinja file; "
    "`auto` is chat, or instruccion for a base without a chat template."
)
base_option = click.option("--base", default=DEFAULT_BASE, metavar="BASE", help=BASE_HELP)
run_base_option = click.option(
    "--base", metavar="BASE", help=f"{BASE_HELP}  [default: that of the adapter's run, else {DEFAULT_BASE}]"
)
"""For commands with --adapter; see `inputs`."""
adapter_type = click.Path(exists=True, path_type=Path)
"""A directory; files are accepted too, because the reader has the better error message."""
adapter_option = click.option("--adapter", type=adapter_type, help="Directory of a LoRA adapter in PEFT's format.")
device_option = click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "mps", "cuda"]),
    default="auto",
    help="Device; auto selects CUDA, then MPS, then the CPU.",
)
dtype_option = click.option(
    "--dtype",
    type=click.Choice(["auto", "float32", "bfloat16"]),
    default="auto",
    help="Dtype of the frozen weights; auto selects bfloat16 if the device is fast at it.",
)
template_option = click.option("--template", default=DEFAULT_TEMPLATE, metavar="NAME", help=TEMPLATE_HELP)
run_template_option = click.option(
    "--template", metavar="NAME", help=f"{TEMPLATE_HELP}  [default: that of the adapter's run, else {DEFAULT_TEMPLATE}]"
)
"""For commands with --adapter; see `inputs`."""
packed_option = click.option(
    "--packed/--no-packed",
    default=None,
    help="Keep a GGUF's weights quantised: less memory, same results. Default: only if they would not fit otherwise.",
)
pack_option = click.option(
    "--pack", metavar="TYPE", help="Quantise a Hugging Face base when it is loaded: q8_0, q4_k_m, ..."
)


def read_arguments(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, Any]:
    """Parse `NAME=VALUE` options into a dict. A value is parsed as JSON (`false`, `3`) if possible, else a string."""
    found: dict[str, Any] = {}
    for name, equals, text in (value.partition("=") for value in values):
        if not (name and equals):
            raise click.BadParameter(f"{name!r}: expected NAME=VALUE, such as enable_thinking=false.")
        try:
            found[name] = json.loads(text.lower() if text in ("True", "False") else text)
        except ValueError:
            found[name] = text
    return found


def read_names(ctx: click.Context, param: click.Parameter, value: str) -> frozenset[str]:
    """Parse `a,b` into a set."""
    return frozenset(filter(None, map(str.strip, value.split(","))))


def read_columns(ctx: click.Context, param: click.Parameter, value: str) -> dict[str, str]:
    """Parse `instruction=question,output=answer` into a dict."""
    pairs = [pair.partition("=") for pair in filter(None, value.split(","))]
    if bad := next((name for name, equals, column in pairs if not (name and equals and column)), None):
        raise click.BadParameter(f"{bad!r}: expected NAME=COLUMN, such as instruction=question,output=answer.")
    return {name.strip(): column.strip() for name, _, column in pairs}


THINKING = ("keep", "mask", "drop")
IGNORE_KEYS: dict[str, Any] = {
    "default": "",
    "callback": read_names,
    "metavar": "NAMES",
    "show_default": False,
    "help": "Keys of rows and messages to ignore; any other unknown key is an error.",
}
COLUMNS: dict[str, Any] = {
    "default": "",
    "callback": read_columns,
    "metavar": "NAME=COLUMN,...",
    "show_default": False,
    "help": "Names of the columns, if they differ: `instruction=question,output=answer`.",
}
TEMPLATE_ARG: dict[str, Any] = {
    "multiple": True,
    "callback": read_arguments,
    "metavar": "NAME=VALUE",
    "help": "Variable of the chat template, such as enable_thinking=false. Can be repeated.",
}
THINKING_OPTION: dict[str, Any] = {
    "type": click.Choice(THINKING),
    "help": "Thinking of an assistant: learned (keep), not learned (mask), or removed (drop). Default: learned, but an "
    "empty block is an error.",
}
template_arg_option = click.option("--template-arg", "template_args", **TEMPLATE_ARG)


def rows_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for reading and rendering rows."""
    for names, settings in (
        (("--thinking",), THINKING_OPTION),
        (("--template-arg", "template_args"), TEMPLATE_ARG),
        (("--columns",), COLUMNS),
        (("--ignore-keys",), IGNORE_KEYS),
    ):
        command = click.option(*names, **settings)(command)
    return command


date_option = click.option(
    "--date",
    "day",
    metavar="YYYY-MM-DD",
    callback=lambda ctx, param, value: read_day(value),
    help="Date for a template that writes one (strftime_now); default: the date of the run, else today.",
)
LANGS = ("en", "es")
"""Languages of a report."""
TRAIN_ON = ("all", "last")
TRAIN_ON_HELP = "Learned turns of a chat: all assistant turns except those with weight 0, or the last of them."
train_on_option = click.option("--train-on", type=click.Choice(TRAIN_ON), default="all", help=TRAIN_ON_HELP)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")


class SectionOption(click.Option):
    """An option that is listed under the heading `section` in the help."""

    def __init__(self, *args: Any, section: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section


class SectionedCommand(click.Command):
    """A command whose help groups its options by `SectionOption.section`."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            if line := param.get_help_record(ctx):
                sections.setdefault(getattr(param, "section", "Options"), []).append(line)
        for title, lines in sections.items():
            with formatter.section(title):
                formatter.write_dl(lines)
