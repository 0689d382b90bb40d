"""`minilora train`: an adapter from a JSONL file, shown while it learns."""

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._shared import (
    Advance,
    base_option,
    device_option,
    dtype_option,
    file_type,
    human_size,
    out_type,
    progress,
    tell,
    template_option,
)

if TYPE_CHECKING:
    from ..train.run import Event, RunSettings, Started

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
    ctx.default_map = {str(known[key].name): value for key, value in values.items()}


@click.command()
@click.option(
    "--config",
    type=file_type,
    callback=_read_defaults,
    is_eager=True,
    expose_value=False,
    help="TOML file with any of these options (`lr = 1e-4`); the command line goes before it.",
)
@base_option
@click.option("--train", "train_file", type=file_type, required=True, help="JSONL file to learn from.")
@click.option("--val", "val_file", type=file_type, help="JSONL file to measure on before training and at each epoch.")
@click.option("--out", type=out_type, required=True, help="Run directory; becomes the adapter directory.")
@click.option("--epochs", type=positive, default=5, help="Passes over the records.")
@click.option("--max-steps", type=positive, help="Stop after so many steps, if the epochs have not ended before.")
@click.option("--batch-size", type=positive, default=8, help="Records computed together.")
@click.option("--grad-accum", type=positive, default=1, help="Batches added up before a step.")
@click.option("--lr", type=float, default=2e-4, help="Highest learning rate.")
@click.option("--r", "rank", type=positive, default=8, help="Rank of the updates.")
@click.option("--alpha", type=float, default=16, help="Scale of the updates is alpha / r.")
@click.option("--dropout", type=float, default=0.05, help="Share of LoRA's inputs set to zero while training.")
@click.option(
    "--target-modules",
    default="auto",
    metavar="NAMES",
    help="Layers that learn: auto, all-linear, names separated by commas, or re:REGEX.",
)
@click.option("--max-length", type=click.IntRange(min=2), default=1024, help="Tokens; longer records are cut.")
@template_option
@device_option
@dtype_option
@click.option("--seed", type=int, default=0, help="Decides A's start, the order of the records and the dropout.")
@click.option("--save-every", type=click.IntRange(min=0), default=0, help="Steps between checkpoints; 0: each epoch.")
@click.option("--resume", is_flag=True, help="Go on from the newest checkpoint in --out.")
@click.option("--dry-run", is_flag=True, help="Load and check everything, say what would be trained, and stop.")
def command(dry_run: bool, **options: Any) -> None:
    """Train a LoRA adapter on the answers of a JSONL file.

    The prompt's tokens are read but not learned. Ctrl-C saves a checkpoint; --resume goes on from it.
    """
    settings = _settings(**options)
    if dry_run:
        _dry_run(settings)
    elif not show_run(settings):
        tell(f"Stopped, and saved. Go on with the same command and --resume, or use {settings.out} as it is.")
        raise SystemExit(130)


def _settings(*, rank: int, alpha: float, dropout: float, target_modules: str, **options: Any) -> "RunSettings":
    """Sort the options into the frozen settings of the library."""
    from ..config import LoraConfig, TrainConfig
    from ..train.run import RunSettings

    words = (target_modules,) if target_modules.startswith("re:") else tuple(target_modules.split(","))
    of_loop = {key: options.pop(key) for key in tuple(options) if key in TrainConfig.__dataclass_fields__}
    return RunSettings(
        lora=LoraConfig(r=rank, lora_alpha=alpha, lora_dropout=dropout, target_modules=words),
        train=TrainConfig(**of_loop),
        **options,
    )


def show_run(settings: "RunSettings") -> bool:
    """Run a training, showing it on stderr and its directory on stdout; tell whether it came to its end.

    The first Ctrl-C asks the run to save and stop; a second one ends it at once.
    """
    from ..train.run import Finished, run

    asked: list[int] = []

    def ask(number: int, frame: object) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, ask)
    try:
        with progress("train") as advance:
            for event in run(settings, should_stop=lambda: bool(asked)):
                _show(event, advance)
        return isinstance(event, Finished) and event.steps == event.total_steps
    finally:
        signal.signal(signal.SIGINT, before)


def _show(event: "Event", advance: Advance) -> None:
    from ..train.run import Finished, Started, Stepped, Validated

    match event:
        case Started():
            _show_start(event)
        case Stepped(report=report, tokens_per_s=speed, peak_memory_bytes=peak):
            note = f"loss {report.loss:.3f}  {speed:,.0f} tokens/s  {human_size(peak)}"
            advance(report.step, report.total_steps, note)
        case Validated(step=step, loss=loss, perplexity=perplexity):
            when = f"step {step}" if step else "base model"
            tell(f"{when}: validation loss {loss:.4f}, perplexity {perplexity:.3f}")
        case Finished(out=out):
            click.echo(str(out))


def _show_start(start: "Started") -> None:
    count, data = start.parameters, start.data
    learn = f"{len(start.names)} layers learn, {count.trainable:,} of {count.total:,} numbers ({count.share:.2%})"
    tell(f"{start.device}, {start.dtype}: {learn}")
    tell(
        f"{data.examples} of {data.records} records, {data.tokens:,} tokens of which {data.answer_tokens:,} are learned"
        f" ({data.truncated} records cut, {data.fully_masked} without an answer left out)"
    )
    steps = f"{start.total_steps} steps"
    tell(f"{steps}, going on after step {start.start_step}" if start.start_step else steps)
    for text in (*(f"assumed {fact}" for fact in start.assumed), *start.notes):
        tell(f"note: {text}")


def _dry_run(settings: "RunSettings") -> None:
    """Prepare the run in a directory that is thrown away, and stop before the first step."""
    from dataclasses import replace
    from tempfile import TemporaryDirectory

    from ..train.run import run

    with TemporaryDirectory() as directory:
        started = next(run(replace(settings, out=Path(directory) / "run", resume=False)))
    _show(started, lambda done, total, note="": None)
