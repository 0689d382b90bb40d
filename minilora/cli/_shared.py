"""Shared by the commands: options, progress display, formatting of sizes and times, JSON output."""

import gc
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

if TYPE_CHECKING:
    from ..checkpoint import Base

DEFAULT_BASE = "smollm2-135m-instruct"
DEFAULT_TEMPLATE = "auto"
BARS = "▁▂▃▄▅▆▇█"
PLAIN_LINE_EVERY_S = 10.0
"""Seconds between progress lines if stderr is not a terminal (a log file, CI)."""

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
TRAIN_ON = ("all", "last")
TRAIN_ON_HELP = "Learned turns of a chat: all assistant turns except those with weight 0, or the last of them."
train_on_option = click.option("--train-on", type=click.Choice(TRAIN_ON), default="all", help=TRAIN_ON_HELP)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")


@contextmanager
def importing() -> Iterator[None]:
    """Disable the garbage collector while heavy modules are imported, then exclude their objects from collection.

    This saves 0.2 s when importing torch, and again later.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


@dataclass(frozen=True)
class Inputs:
    """The inputs of a command: the given values, else those recorded by the adapter's run, else the defaults."""

    base: str
    template: str
    system: str
    dtype: str
    day: date
    """The date for templates."""
    template_args: Mapping[str, Any] = field(default_factory=dict)
    """Variables of the chat template."""


def inputs(
    adapter: Path | None,
    *,
    base: str | None,
    template: str | None = None,
    template_args: Mapping[str, Any] | None = None,
    system: str | None = None,
    dtype: str = "auto",
    day: date | None = None,
    modelfile: Path | None = None,
) -> Inputs:
    """Return the inputs of a command. Print which base and template come from the adapter's run.

    Args:
        modelfile: a Modelfile that may contain the date.
    """
    from ..names import with_revision
    from ..ollama import read_modelfile_date
    from ..run_record import RunRecord

    run = RunRecord.read(adapter) if adapter else RunRecord()
    named = run.base or (_peft_base(adapter) if adapter else None)
    known = with_revision(named, run.revision) if named else None
    sources = {"base": (base, known), "template": (template, run.template)}
    used = [f"{what} {recorded}" for what, (given, recorded) in sources.items() if given is None and recorded]
    print_notes([f"from the adapter's run: {', '.join(used)}"] if used else [])
    return Inputs(
        base=base or known or DEFAULT_BASE,
        template=template or run.template or DEFAULT_TEMPLATE,
        system=run.system or "" if system is None else system,
        dtype=run.dtype or dtype if dtype == "auto" else dtype,
        template_args=template_args or (run.template_args if template is None else {}),
        day=day or run.day or (read_modelfile_date(modelfile) if modelfile else None) or today(),
    )


def _peft_base(adapter: Path) -> str | None:
    """Return the base in adapter_config.json, or None."""
    from ..errors import AdapterError
    from ..files import read_json
    from ..lora.foreign import CONFIG_FILE

    path = adapter / CONFIG_FILE
    name = read_json(path, AdapterError).get("base_model_name_or_path") if path.is_file() else None
    return name if isinstance(name, str) and name else None


def pack_choice(packed: bool | None, pack: str | None, default: str = "auto") -> str | None:
    """Return the library's `pack` for --packed and --pack; `default` if neither is given.

    Raises:
        ConfigError: both are given.
    """
    from ..errors import ConfigError

    if packed is not None and pack:
        raise ConfigError("--packed is for a GGUF, and --pack quantises a Hugging Face base; use only one of them.")
    return pack or {True: "stored", False: None, None: default}[packed]


def load(
    base: str,
    adapter: Path | None,
    device: str,
    dtype: str,
    packed: bool | None = None,
    pack: str | None = None,
    *,
    default_pack: str = "auto",
) -> "Base":
    """Load the base model, with the adapter if given; raise an error if the base has no tokenizer.

    Args:
        default_pack: how to pack if neither `packed` nor `pack` is given.
    """
    from ..adapted import load_adapted
    from ..checkpoint import load_base
    from ..device import configure_cpu, pick_device, pick_dtype
    from ..errors import CheckpointError

    configure_cpu()
    torch_device = pick_device(device)
    torch_dtype = pick_dtype(dtype, torch_device)
    packing = pack_choice(packed, pack, default_pack)
    with progress("pack") as advance:
        if adapter:
            loaded = load_adapted(base, adapter, torch_device, torch_dtype, pack=packing, progress=advance)
        else:
            loaded = load_base(base, torch_device, torch_dtype, pack=packing, progress=advance)
    if loaded.tokenizer is None:
        raise CheckpointError(f"{base} has no tokenizer.json, so text cannot become tokens; add the file.")
    show_packing = loaded.packed and packing != "preferred"
    print_notes((*loaded.files.notes, *([loaded.packing] if show_packing else ())))
    return loaded


def today() -> date:
    """Return the current date. No other function reads the clock for a template."""
    return datetime.now().date()


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


class ProgressCallback(Protocol):
    """Report progress: `done` of `total` units; `note` is displayed with it."""

    def __call__(self, done: int, total: int, note: str = "") -> None: ...


def progress(title: str) -> AbstractContextManager[ProgressCallback]:
    """Show progress on stderr: a live bar on a terminal, otherwise a line every few seconds."""
    return _bar(title) if sys.stderr.isatty() else nullcontext(_plain_lines(title))


def human_size(size_bytes: float) -> str:
    """Format a size in binary units: 1.5 MiB."""
    for unit in ("bytes", "KiB", "MiB"):
        if size_bytes < 1024:
            return f"{size_bytes:.0f} {unit}" if unit == "bytes" else f"{size_bytes:.1f} {unit}"
        size_bytes /= 1024
    return f"{size_bytes:.2f} GiB"


def human_duration(elapsed_s: float) -> str:
    """Format a duration in its two largest units: 8.2 s, 3 min 05 s, 2 h 10 min."""
    if elapsed_s < 59.95:
        return f"{elapsed_s:.1f} s"
    minutes, seconds = divmod(round(elapsed_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {seconds:02} s"


def sparkline(values: Iterable[float]) -> str:
    """Draw values as a row of bars, scaled from the minimum to the maximum: ▇▅▆▃▂▁."""
    values = list(values)
    low, high = min(values, default=0), max(values, default=0)
    steps = len(BARS) - 1
    return "".join(BARS[round((value - low) / (high - low or 1) * steps)] for value in values)


def format_forms(forms: Iterable[tuple[str, int]]) -> str:
    """Format the number of records of each form."""
    return ", ".join(f"{count:,} of the form `{name}`" for name, count in forms)


def as_utf8(text: str) -> str:
    """Decode as UTF-8 the bytes that a locale without UTF-8 left in `text` as lone surrogates.

    Raises:
        UnicodeError: the bytes are not UTF-8.
    """
    return text.encode("utf-8", "surrogateescape").decode("utf-8")


def echo_json(value: Any) -> None:
    """Print a report (a dataclass or plain values) as one JSON object; escape it to ASCII if stdout is not UTF-8."""
    value = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    escaped = (sys.stdout.encoding or "utf-8").lower().replace("-", "") != "utf8"
    click.echo(json.dumps(value, ensure_ascii=escaped, indent=2, default=str))


def print_stderr(text: str) -> None:
    """Print a message on stderr, separate from the results on stdout.

    This uses `print`, because click's `echo` would write into a live progress bar.
    """
    print(text, file=sys.stderr)


def print_notes(notes: Iterable[str]) -> None:
    """Print notes on stderr, one per line."""
    for note in notes:
        print_stderr(f"note: {note}")


@contextmanager
def _bar(title: str) -> Iterator[ProgressCallback]:
    from rich.console import Console, RenderableType
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    class BarAndNote(Progress):
        """A progress bar with the note on a separate line below."""

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
        if not first[1]:  # the time before the first report is start-up, not work
            first = (now, done)
        ends = done == total != last_done
        if last and not ends and now - last < PLAIN_LINE_EVERY_S:
            return
        last, last_done = now, done
        left_s = (now - first[0]) / max(1, done - first[1]) * (total - done)
        left = f"{human_duration(left_s)} left" if left_s else ""
        print_stderr("  ".join(filter(None, (f"{title} {done}/{total}", note, left))))

    return advance
