"""`minilora train`: an adapter from a JSONL file, shown while it learns."""

import os
import signal
import sys
from collections import deque
from collections.abc import Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..config import LORA_INITS, OPTIMIZERS, SCHEDULES, LoraConfig, TrainConfig
from ._shared import (
    COLUMNS,
    IGNORE_KEYS,
    TEMPLATE_ARG,
    THINKING_OPTION,
    TRAIN_ON,
    TRAIN_ON_HELP,
    ProgressCallback,
    SectionedCommand,
    SectionOption,
    base_option,
    data_type,
    date_option,
    described_forms,
    device_option,
    dtype_option,
    file_type,
    human_duration,
    human_size,
    out_type,
    print_stderr,
    progress,
    sparkline,
    template_option,
    today,
)

if TYPE_CHECKING:
    from ..data.mixing import Source
    from ..lora import ModuleSelection
    from ..training.events import Event, Finished, Started, Stepped, Validated
    from ..training.settings import RunSettings

BIASES = ("none", "lora_only", "all")
NAME_LISTS = ("target_modules", "exclude_modules", "modules_to_save")
TRUNCATIONS = ("truncate-answer", "truncate-prompt", "drop", "error")
SPARKLINE_STEPS = 20
positive = click.IntRange(min=1)


def _read_defaults(ctx: click.Context, param: click.Parameter, path: Path | None) -> None:
    """Let a TOML file set the defaults of this command's options; the command line goes before it."""
    if path is None:
        return
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as err:
        raise click.BadParameter(f"{path} is not valid TOML: {err}") from err
    known = {name: opt for opt in ctx.command.params for name in (opt.name, *(o.lstrip("-") for o in opt.opts))}
    unknown = [key for key in values if key not in known]
    if unknown:
        raise click.BadParameter(f"{path} sets {', '.join(unknown)}; this command has no such option.")
    ctx.default_map = {str(known[key].name): _as_typed(known[key], value) for key, value in values.items()}


def _as_typed(option: click.Parameter, value: Any) -> Any:
    """Return a TOML table as it would be typed, `pattern=number` once for each; other values as they are."""
    if isinstance(value, dict) and option.multiple:
        return [f"{pattern}={number}" for pattern, number in value.items()]
    if (
        isinstance(value, list)
        and (option.name in NAME_LISTS or option.multiple)
        and all(isinstance(v, str) for v in value)
    ):
        return value
    if isinstance(value, str) and option.multiple:
        return [value]
    if type(value) is date and option.name == "day":
        return value
    if not isinstance(value, (str, int, float)):
        raise click.BadParameter(f"{option.name} is {value!r}; expected a text, a number, true or false.")
    return value


def _read_pairs(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, int | float]:
    """Turn each `PATTERN=NUMBER` into an entry; a rank is an integer."""
    number, kind = (int, "an integer") if param.name == "rank_pattern" else (float, "a number")
    pairs: dict[str, int | float] = {}
    for value in values:
        pattern, _, text = value.rpartition("=")
        try:
            pairs[pattern] = number(text)
        except ValueError:
            pattern = ""
        if not pattern:
            raise click.BadParameter(f"{value!r}: expected PATTERN=NUMBER with {kind}, such as q_proj=16.")
    return pairs


def _names(value: Any) -> tuple[str, ...]:
    """Split `q_proj,v_proj`; take TOML's list as it is. A regular expression may hold commas: `re:...` is one name."""
    if not isinstance(value, str):
        return tuple(map(str, value))
    words = [value] if value.startswith("re:") else [word.strip() for word in value.split(",")]
    return tuple(words) if value else ()


class SharedData(click.ParamType["Source"]):
    """`FILE` or `FILE:SHARE`; a file whose name ends so is taken as it is."""

    name = "data"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Source":
        from ..data.mixing import Source

        if isinstance(value, Source):
            return value
        path, colon, number = str(value).rpartition(":")
        if not colon or Path(str(value)).exists():
            return Source(data_type.convert(value, param, ctx))
        try:
            return Source(data_type.convert(path, param, ctx), float(number))
        except ValueError:
            self.fail(f"{value!r}: expected FILE:SHARE with a number, such as {path}:0.2.", param, ctx)


SHARED_DATA = SharedData()
data_option = partial(click.option, cls=SectionOption, section="Data")
lora_option = partial(click.option, cls=SectionOption, section="LoRA")
loop_option = partial(click.option, cls=SectionOption, section="Training")


@click.command(cls=SectionedCommand)
@click.option(
    "--config",
    type=file_type,
    callback=_read_defaults,
    is_eager=True,
    expose_value=False,
    help="TOML file with any of these options (`lr = 1e-4`); the command line goes before it.",
)
@base_option
@click.option(
    "--train",
    "train_file",
    type=SHARED_DATA,
    multiple=True,
    required=True,
    metavar="FILE[:SHARE]",
    help="Data to learn from: JSONL, JSON, CSV, Parquet, a folder or -. Several are mixed, by shares if they have any.",
)
@click.option("--val", "val_file", type=data_type, help="Data to measure on, before training and while it goes on.")
@click.option("--out", type=out_type, required=True, help="Run directory; becomes the adapter directory.")
@device_option
@dtype_option
@click.option("--resume", is_flag=True, help="Go on from the newest checkpoint in --out.")
@click.option("--resume-changed", is_flag=True, help="With --resume: even if settings or data have changed.")
@click.option("--dry-run", is_flag=True, help="Say what would be trained, how long and in how much memory, and stop.")
@template_option
@date_option
@data_option("--train-on", type=click.Choice(TRAIN_ON), default="all", help=TRAIN_ON_HELP)
@data_option(
    "--replay",
    type=SHARED_DATA,
    multiple=True,
    metavar="FILE:SHARE",
    help="Data that keeps old knowledge: so large a share of each epoch, with its own loss reported.",
)
@data_option("--template-arg", "template_args", **TEMPLATE_ARG)
@data_option("--thinking", **THINKING_OPTION)
@data_option("--ignore-keys", **IGNORE_KEYS)
@data_option("--columns", **COLUMNS)
@data_option("--max-length", type=click.IntRange(min=2), default=1024, help="Tokens of the longest record.")
@data_option(
    "--truncation", type=click.Choice(TRUNCATIONS), default=TRUNCATIONS[0], help="What becomes of longer ones."
)
@lora_option("--r", type=positive, default=LoraConfig.r, help="Rank of the updates.")
@lora_option(
    "--alpha", "lora_alpha", type=float, default=LoraConfig.lora_alpha, help="Updates are scaled by alpha / r."
)
@lora_option("--rslora", "use_rslora", is_flag=True, help="Scale by alpha / sqrt(r) instead.")
@lora_option("--dora", "use_dora", is_flag=True, help="Learn the length of each weight row apart from its direction.")
@lora_option("--dropout", "lora_dropout", type=float, default=LoraConfig.lora_dropout, help="Share of inputs set to 0.")
@lora_option(
    "--target-modules",
    type=_names,
    default="auto",
    metavar="NAMES",
    help="Layers that learn: auto, all-linear, names separated by commas, or re:REGEX.",
)
@lora_option(
    "--rank-pattern",
    multiple=True,
    callback=_read_pairs,
    metavar="PATTERN=R",
    help="Another rank for modules whose name ends so; a regular expression. Give it once for each.",
)
@lora_option(
    "--alpha-pattern", multiple=True, callback=_read_pairs, metavar="PATTERN=ALPHA", help="Likewise another alpha."
)
@lora_option(
    "--exclude-modules",
    type=_names,
    default="",
    show_default=False,
    metavar="NAMES",
    help="Layers that do not, although they are targeted.",
)
@lora_option("--layers", metavar="NUMBERS", help="Blocks that learn, from 0: `0-5,8,10-`.")
@lora_option("--init", "init_lora_weights", type=click.Choice(LORA_INITS), default=LORA_INITS[0], help="Start of A, B.")
@lora_option("--bias", type=click.Choice(BIASES), default=LoraConfig.bias, help="Biases that are trained too.")
@lora_option(
    "--modules-to-save",
    type=_names,
    default="",
    show_default=False,
    metavar="NAMES",
    help="Modules trained whole and saved with the adapter.",
)
@loop_option("--epochs", type=positive, default=TrainConfig.epochs, help="Passes over the records.")
@loop_option("--max-steps", type=positive, help="Stop after so many steps, if the epochs have not ended before.")
@loop_option("--batch-size", type=positive, default=TrainConfig.batch_size, help="Records computed together.")
@loop_option("--max-tokens-per-batch", type=positive, help="Fill batches to so many tokens, in place of --batch-size.")
@loop_option("--grad-accum", type=positive, default=TrainConfig.grad_accum, help="Batches per optimizer step.")
@loop_option("--lr", type=float, default=TrainConfig.lr, help="Peak learning rate.")
@loop_option("--warmup-ratio", type=float, default=TrainConfig.warmup_ratio, help="Share of warm-up steps.")
@loop_option("--schedule", type=click.Choice(SCHEDULES), default=TrainConfig.schedule, help="Shape after warm-up.")
@loop_option("--optimizer", type=click.Choice(OPTIMIZERS), default=OPTIMIZERS[0], help="SGD wants a far larger --lr.")
@loop_option("--weight-decay", type=float, default=TrainConfig.weight_decay, help="Decay of A and B.")
@loop_option(
    "--lora-plus-ratio", type=float, default=TrainConfig.lora_plus_ratio, help="How much faster B learns (LoRA+)."
)
@loop_option("--neftune-alpha", type=float, default=TrainConfig.neftune_alpha, help="Noise on embeddings; 5 is usual.")
@loop_option(
    "--max-grad-norm",
    type=float,
    default=TrainConfig.max_grad_norm,
    help="Clip gradients to this norm; 0: no.",
)
@loop_option("--seed", type=int, default=TrainConfig.seed, help="Seed of everything that is random.")
@loop_option("--grad-checkpointing", is_flag=True, help="Less memory for more time; the results are identical.")
@loop_option("--max-minutes", type=click.FloatRange(min=0, min_open=True), help="Save and stop after so long.")
@loop_option("--eval-every", type=click.IntRange(min=0), default=0, help="Steps between validations; 0: each epoch.")
@loop_option(
    "--patience",
    type=click.IntRange(min=0),
    default=0,
    help="Validations without improvement before stopping; 0: off.",
)
@loop_option("--sample-prompts", type=file_type, help="Text file of prompts, one a line, answered at each validation.")
@loop_option("--save-every", type=click.IntRange(min=0), default=0, help="Steps between checkpoints; 0: each epoch.")
@loop_option("--keep", type=click.IntRange(min=0), default=2, help="Newest checkpoints that stay; 0 for all.")
def command(dry_run: bool, **options: Any) -> None:
    """Train a LoRA adapter on the answers of a JSONL file.

    The prompt's tokens are read but not learned. Ctrl-C saves a checkpoint; --resume goes on from it.
    """
    if os.environ.get("RANK", "0") != "0":  # of several processes, the first speaks for all
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115  (until the process ends)
    if not options["resume"]:  # which goes on with the date of its run
        options["day"] = options["day"] or today()
    settings = _settings(options)
    if dry_run:
        _dry_run(settings)
    elif not show_run(settings):
        print_stderr(f"Stopped, and saved. Go on with the same command and --resume, or use {settings.out} as it is.")
        raise SystemExit(130)


def _settings(options: dict[str, Any]) -> "RunSettings":
    """Sort the options into the frozen settings of the library."""
    from dataclasses import fields, replace

    from ..data.forms import ReadOptions
    from ..training.settings import RunSettings

    sources = (*options.pop("train_file"), *(replace(source, replay=True) for source in options.pop("replay")))
    if len([source for source in sources if source.path == Path("-")]) + (options["val_file"] == Path("-")) > 1:
        raise click.UsageError("stdin (-) can be read only once.")
    if unshared := next((source for source in sources if source.replay and source.share is None), None):
        raise click.UsageError(f"--replay {unshared.path}: expected FILE:SHARE, such as {unshared.path}:0.1.")
    rows = ReadOptions(options.pop("ignore_keys"), options.pop("columns"))
    lora, train = (
        {field.name: options.pop(field.name) for field in fields(config) if field.name in options}
        for config in (LoraConfig, TrainConfig)
    )
    return RunSettings(lora=LoraConfig(**lora), train=TrainConfig(**train), train_file=sources, rows=rows, **options)


def show_run(settings: "RunSettings") -> bool:
    """Run a training, showing it on stderr and its directory on stdout; tell whether it came to its end.

    The first Ctrl-C, or a SIGTERM, asks the run to save and stop; a second Ctrl-C ends it at once.
    """
    from ..training.events import Finished
    from ..training.run import run

    asked: list[int] = []

    def ask(number: int, frame: object) -> None:
        if not asked:
            print_stderr(
                "\nStopping after this step or validation, and saving. Ctrl-C again stops at once, without saving."
            )
        asked.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, ask)
    before_term = signal.signal(signal.SIGTERM, ask)
    try:
        with progress("train") as advance:
            view = _View(advance)
            for event in run(settings, should_stop=lambda: bool(asked), progress=lambda done: advance(0, 1, done)):
                view.show(event)
        click.echo(str(settings.out))
        return isinstance(event, Finished) and event.why != "asked"
    finally:
        signal.signal(signal.SIGINT, before)
        signal.signal(signal.SIGTERM, before_term)


class _View:
    """What the person sees of a run while it goes on."""

    def __init__(self, advance: ProgressCallback) -> None:
        self.advance = advance
        self.losses: deque[float] = deque(maxlen=SPARKLINE_STEPS)
        self.note = dict.fromkeys(("loss", "replay", "validation", "lr", "speed", "memory"), "")
        self.total_steps = 0

    def show(self, event: "Event") -> None:
        from ..training.events import Finished, Sampled, Started, Stepped, Validated, Validating

        match event:
            case Started():
                self.total_steps = event.total_steps
                _show_start(event)
            case Stepped():
                self._show_step(event)
            case Validating():
                self.advance(event.step, self.total_steps, f"validating on {event.records:,} records")
            case Validated():
                self._show_validation(event)
            case Sampled():
                print_stderr(f"  {event.prompt}\n  > {event.answer}")
            case Finished():
                _show_end(event)

    def _show_step(self, stepped: "Stepped") -> None:
        report = stepped.report
        self.losses.append(report.loss)
        self.note |= {
            "loss": f"loss {report.loss:.3f} {sparkline(self.losses)}",
            "replay": "" if report.replay_loss is None else f"replay {report.replay_loss:.3f}",
            "lr": f"lr {report.lr:.1e}",
            "speed": f"{stepped.tokens_per_s:,.0f} tokens/s",
            "memory": human_size(stepped.peak_memory_bytes),
        }
        self._show_note(report.step)

    def _show_validation(self, validated: "Validated") -> None:
        when = f"step {validated.step}" if validated.step else "base model"
        best = ", the best so far" if validated.best else ""
        print_stderr(f"{when}: validation loss {validated.loss:.4f}, perplexity {validated.perplexity:.3f}{best}")
        self.note["validation"] = f"validation {validated.loss:.3f}"
        self._show_note(validated.step)

    def _show_note(self, step: int) -> None:
        self.advance(step, self.total_steps, "  ".join(filter(None, self.note.values())))


def _show_start(start: "Started") -> None:
    count, data = start.parameters, start.data
    learn = f"{len(start.names)} layers learn, {count.trainable:,} of {count.total:,} numbers ({count.share:.2%})"
    print_stderr(f"{start.device}, {start.dtype}: {learn}")
    for line in _table_of(start.choices):
        print_stderr(f"  {line}")
    print_stderr(
        f"{data.examples} of {data.records} records, {data.tokens:,} tokens of which {data.answer_tokens:,} are learned"
        f" ({data.truncated} records cut, {data.fully_masked} without an answer left out)"
    )
    print_stderr(f"rows: {described_forms(data.forms)}")
    steps = f"{start.total_steps} steps"
    if start.start_step == start.total_steps:
        print_stderr(f"{steps}, all of them done before")
    else:
        print_stderr(f"{steps}, going on after step {start.start_step}" if start.start_step else steps)
    for text in (*(f"assumed {fact}" for fact in start.assumed), *start.notes):
        print_stderr(f"note: {text}")


def _table_of(choices: "Iterable[ModuleSelection]") -> list[str]:
    """Return, under a head line, what each setting chose; a setting is named in its first line alone."""
    rows = [("chosen by", "modules", "r", "scaling", "numbers")]
    before = ""
    for c in choices:
        low_rank = ("", "") if c.r is None else (str(c.r), f"{c.scaling:g}")
        setting = "" if c.setting == before else c.setting
        rows.append((setting, f"{c.word} x{c.modules}", *low_rank, f"{c.num_parameters:,}"))
        before = c.setting
    first, second, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
    return [
        f"{row[0]:{first}}  {row[1]:{second}}"
        + "".join(f"  {cell:>{width}}" for cell, width in zip(row[2:], others, strict=True))
        for row in rows
    ]


def _show_end(end: "Finished") -> None:
    at = f"after {end.steps} of {end.total_steps} steps"
    match end.why:
        case "patience":
            print_stderr(f"Stopped {at}: the validation loss falls no more. {end.out / 'best'} holds the best adapter.")
        case "time":
            print_stderr(f"Stopped {at}: the time is over. Go on with --resume, or use {end.out} as it is.")


def _dry_run(settings: "RunSettings") -> None:
    """Prepare the run, try a short step, say what would be trained and what it would take; write nothing."""
    from ..device import configure_cpu, pick_device
    from ..errors import TrainingError
    from ..training.distributed import ProcessGroup
    from ..training.estimate import estimate
    from ..training.prepare import prepare

    configure_cpu()
    prepared = prepare(settings, ProcessGroup(pick_device(settings.device)))
    _show_start(prepared.started)
    found = estimate(settings, prepared)
    memory = f"about {human_size(found.peak_memory_bytes)} of memory"
    if found.spare_memory_bytes is not None and found.spare_memory_bytes < 0:
        raise TrainingError(
            f"the run needs {memory}, {human_size(-found.spare_memory_bytes)} more than is free. Use a smaller "
            "--batch-size with a larger --grad-accum, a smaller --max-length, or --grad-checkpointing."
        )
    assert found.elapsed_s is not None, "a run that fits is tried"
    print_stderr(f"{memory}, and {human_duration(found.elapsed_s)} at {found.tokens_per_s:,.0f} tokens/s")
