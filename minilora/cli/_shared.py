"""What several commands share: options, a progress line, units for people, JSON for programs."""

import gc
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

if TYPE_CHECKING:
    from ..checkpoint import Base

DEFAULT_BASE = "smollm2-135m-instruct"
BARS = "▁▂▃▄▅▆▇█"
PLAIN_LINE_EVERY_S = 10.0
"""Where stderr is no terminal (a log, CI), progress is one line now and then instead of a bar."""

directory_type = click.Path(exists=True, file_okay=False, path_type=Path)
file_type = click.Path(exists=True, dir_okay=False, path_type=Path)
out_type = click.Path(path_type=Path)
data_type = click.Path(exists=True, allow_dash=True, path_type=Path)
"""A data set: a file, a folder, or `-`."""
seed_type = click.IntRange(0, 2**32 - 1)


def utf8_text(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Let a text that goes into a model or a file be whole Unicode, whatever the locale made of its bytes."""
    try:
        return value and as_utf8(value)
    except UnicodeError as err:
        raise click.BadParameter(f"{value!r} is not UTF-8.") from err


def read_day(value: Any) -> date | None:
    """Turn YYYY-MM-DD, or a date of TOML's, into a date."""
    if value is None or type(value) is date:
        return value
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except (ValueError, TypeError) as err:
        raise click.BadParameter(f"{str(value)[:40]!r}: expected a date such as 2026-11-28.") from err


base_option = click.option(
    "--base",
    default=DEFAULT_BASE,
    metavar="BASE",
    help="Base model: a Hugging Face directory, a .gguf file, or a name from `minilora models`.",
)
adapter_type = click.Path(exists=True, path_type=Path)
"""A folder; a file is let through, so that the reader can say what it is."""
adapter_option = click.option("--adapter", type=adapter_type, help="Directory of a LoRA adapter in PEFT's format.")
device_option = click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "mps", "cuda"]),
    default="auto",
    help="Where to compute; auto takes CUDA, then MPS, then the CPU.",
)
dtype_option = click.option(
    "--dtype",
    type=click.Choice(["auto", "float32", "bfloat16"]),
    default="auto",
    help="Precision of the frozen weights; auto takes bfloat16 where the device is fast at it.",
)
template_option = click.option(
    "--template",
    default="auto",
    metavar="NAME",
    help="How a conversation becomes text: `chat` (the base's own template), `instruccion` (plain Spanish text), or a "
    "Jinja file; auto takes the base's own, and instruccion where it has none.",
)


def read_arguments(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, Any]:
    """Turn each `NAME=VALUE` into an entry; a value that is JSON (`false`, `3`) is that, any other a text."""
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
    """Split `a,b`."""
    return frozenset(filter(None, map(str.strip, value.split(","))))


def read_columns(ctx: click.Context, param: click.Parameter, value: str) -> dict[str, str]:
    """Split `instruction=question,output=answer`."""
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
    "help": "Keys of rows and messages that are left out; any other key that has no meaning is an error.",
}
COLUMNS: dict[str, Any] = {
    "default": "",
    "callback": read_columns,
    "metavar": "NAME=COLUMN,...",
    "show_default": False,
    "help": "Other names of the columns: `instruction=question,output=answer`.",
}
TEMPLATE_ARG: dict[str, Any] = {
    "multiple": True,
    "callback": read_arguments,
    "metavar": "NAME=VALUE",
    "help": "Variable of the chat template, such as enable_thinking=false. Give it once for each.",
}
THINKING_OPTION: dict[str, Any] = {
    "type": click.Choice(THINKING),
    "help": "Thinking of an assistant: learned (keep), only read (mask), or taken out (drop). Else it is kept, and an "
    "empty thought refused.",
}
template_arg_option = click.option("--template-arg", "template_args", **TEMPLATE_ARG)


def rows_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what says how rows are read and rendered."""
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
    help="The date that a template writes (strftime_now); else the date of the run, else today.",
)
TRAIN_ON = ("all", "last")
TRAIN_ON_HELP = "Answers of a chat that are learned: all but those with a weight of 0, or the last of these."
train_on_option = click.option("--train-on", type=click.Choice(TRAIN_ON), default="all", help=TRAIN_ON_HELP)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")


@contextmanager
def importing() -> Iterator[None]:
    """Import heavy modules within: their objects stay, so the search for garbage among them is put off for good.

    Importing torch is 0.2 s shorter by that, and so is what follows.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


def load(base: str, adapter: Path | None, device: str, dtype: str) -> "Base":
    """Load the base model, with the adapter on it if there is one, and insist on a tokenizer."""
    from ..adapted import load_adapted
    from ..checkpoint import load_base
    from ..device import configure_cpu, pick_device, pick_dtype
    from ..errors import CheckpointError

    configure_cpu()
    on = pick_device(device)
    precision = pick_dtype(dtype, on)
    loaded = load_adapted(base, adapter, on, precision) if adapter else load_base(base, on, precision)
    if loaded.tokenizer is None:
        raise CheckpointError(f"{base} has no tokenizer.json, so text cannot become tokens; add the file.")
    print_notes(loaded.files.notes)
    return loaded


def chosen_day(given: date | None, adapter: Path | None, modelfile: Path | None = None) -> date:
    """Return the date for templates: the one given, else that of the adapter's run or the Modelfile, else today."""
    from ..ollama import written_day
    from ..training.day import recorded_day

    found = given or (recorded_day(adapter) if adapter else None) or (written_day(modelfile) if modelfile else None)
    return found or today()


def today() -> date:
    """Read the clock; nothing else does so for a template."""
    return datetime.now().date()


class SectionOption(click.Option):
    """An option that stands under a heading of its own in the help."""

    def __init__(self, *args: Any, section: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section


class SectionedCommand(click.Command):
    """A command with so many options that its help sorts them by `SectionOption.section`."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            if line := param.get_help_record(ctx):
                sections.setdefault(getattr(param, "section", "Options"), []).append(line)
        for title, lines in sections.items():
            with formatter.section(title):
                formatter.write_dl(lines)


class ProgressCallback(Protocol):
    """Report that `done` of `total` units are done; `note` is shown beside them."""

    def __call__(self, done: int, total: int, note: str = "") -> None: ...


def progress(title: str) -> AbstractContextManager[ProgressCallback]:
    """Show on stderr how far a loop has come: a live bar on a terminal, a line now and then elsewhere."""
    return _bar(title) if sys.stderr.isatty() else nullcontext(_plain_lines(title))


def human_size(size_bytes: float) -> str:
    """Write a size as people read it, in the binary units that file managers show: 1.5 MiB."""
    for unit in ("bytes", "KiB", "MiB"):
        if size_bytes < 1024:
            return f"{size_bytes:.0f} {unit}" if unit == "bytes" else f"{size_bytes:.1f} {unit}"
        size_bytes /= 1024
    return f"{size_bytes:.2f} GiB"


def human_duration(elapsed_s: float) -> str:
    """Write a duration in its two leading units: 8.2 s, 3 min 05 s, 2 h 10 min."""
    if elapsed_s < 59.95:
        return f"{elapsed_s:.1f} s"
    minutes, seconds = divmod(round(elapsed_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {seconds:02} s"


def sparkline(values: Iterable[float]) -> str:
    """Draw values as a row of bars between the lowest and the highest of them: ▇▅▆▃▂▁."""
    values = list(values)
    low, high = min(values, default=0), max(values, default=0)
    steps = len(BARS) - 1
    return "".join(BARS[round((value - low) / (high - low or 1) * steps)] for value in values)


def described_forms(forms: Iterable[tuple[str, int]]) -> str:
    """Say how many records have which form: `12 messages, 3 text`."""
    return ", ".join(f"{count:,} of the form `{name}`" for name, count in forms)


def as_utf8(text: str) -> str:
    """Read the bytes that a locale without UTF-8 left undecoded in `text` (as lone surrogates) as the UTF-8 they are.

    Raises:
        UnicodeError: when they are not.
    """
    return text.encode("utf-8", "surrogateescape").decode("utf-8")


def echo_json(value: Any) -> None:
    """Print a report (a dataclass, or plain values) as one JSON object on stdout, escaped if that is not UTF-8."""
    value = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    escaped = (sys.stdout.encoding or "utf-8").lower().replace("-", "") != "utf8"
    click.echo(json.dumps(value, ensure_ascii=escaped, indent=2, default=str))


def print_stderr(text: str) -> None:
    """Tell the person something on stderr, where it does not mix with results.

    `print`, and not click's `echo`, which would write past a live bar into the middle of it.
    """
    print(text, file=sys.stderr)


def print_notes(notes: Iterable[str]) -> None:
    """Tell what the user should know of how base and adapter go together, a line each."""
    for note in notes:
        print_stderr(f"note: {note}")


@contextmanager
def _bar(title: str) -> Iterator[ProgressCallback]:
    from rich.console import Console, RenderableType
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    class BarAndNote(Progress):
        """A bar with the note in a line of its own below it."""

        def get_renderables(self) -> Iterator[RenderableType]:
            yield self.make_tasks_table(self.tasks)
            yield from (f"  {task.fields['note']}" for task in self.tasks if task.fields["note"])

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with BarAndNote(*columns, console=Console(stderr=True, highlight=False), redirect_stdout=False) as bar:
        task = bar.add_task(title, total=None, note="")

        def advance(done: int, total: int, note: str = "") -> None:
            bar.update(task, completed=done, total=total, note=note)

        yield advance


def _plain_lines(title: str) -> ProgressCallback:
    first = (0.0, 0)
    last, last_done = 0.0, -1

    def advance(done: int, total: int, note: str = "") -> None:
        nonlocal first, last, last_done
        now = time.monotonic()
        if not first[1]:  # what comes before the first unit says nothing about how long one takes
            first = (now, done)
        ends = done == total != last_done
        if last and not ends and now - last < PLAIN_LINE_EVERY_S:
            return
        last, last_done = now, done
        left_s = (now - first[0]) / max(1, done - first[1]) * (total - done)
        left = f"{human_duration(left_s)} left" if left_s else ""
        print_stderr("  ".join(filter(None, (f"{title} {done}/{total}", note, left))))

    return advance
