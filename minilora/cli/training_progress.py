"""A training run on the terminal: the progress bar, tables and notes; Ctrl-C stops it and saves."""

import os
import signal
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .terminal import ProgressCallback, format_forms, human_size, print_stderr, progress, sparkline

if TYPE_CHECKING:
    from ..lora import ModuleSelection
    from ..training.events import Event, Finished, Started, Stepped, Validated
    from ..training.settings import RunSettings

SPARKLINE_STEPS = 20


def train_and_show_progress(
    settings: "RunSettings", *, log_to: tuple[str, ...] = (), report_lang: str | None = None
) -> bool:
    """Train, with progress on stderr and the run directory on stdout. Return False if the user interrupted the run.

    The first Ctrl-C or SIGTERM makes the run save a checkpoint and stop; a second Ctrl-C kills it.

    Args:
        log_to: names of trackers (`training/trackers.py`).
        report_lang: write OUT/report.html at each validation and at the end, in this language.
    """
    from ..training.events import Finished
    from ..training.run import run
    from ..training.trackers import TrackedRun

    is_main = os.environ.get("RANK", "0") == "0"  # of several processes, only rank 0 reports
    tracked = TrackedRun(log_to if is_main else (), settings)
    page = _LiveReport(settings.out, report_lang) if report_lang and is_main else None
    stop_signals: list[int] = []

    def request_stop(number: int, frame: object) -> None:
        if not stop_signals:
            print_stderr(
                "\nSaving and stopping after this step or validation. Ctrl-C again stops at once, without saving."
            )
        stop_signals.append(number)
        signal.signal(signal.SIGINT, previous_sigint)

    previous_sigint = signal.signal(signal.SIGINT, request_stop)
    previous_sigterm = signal.signal(signal.SIGTERM, request_stop)
    try:
        with progress("train") as advance:
            view = _ProgressView(advance)
            for event in run(
                settings, should_stop=lambda: bool(stop_signals), progress=lambda done: advance(0, 1, done)
            ):
                view.show(event)
                tracked.show(event)
                if page:
                    page.show(event)
        click.echo(str(settings.out))
        return isinstance(event, Finished) and event.stop_reason != "interrupted"
    finally:
        tracked.close()
        signal.signal(signal.SIGINT, previous_sigint)
        signal.signal(signal.SIGTERM, previous_sigterm)


class _LiveReport:
    """Rewrites OUT/report.html at each validation and at the end. If it cannot be written, the run goes on."""

    def __init__(self, out: Path, lang: str) -> None:
        self.out, self.lang = out, lang

    def show(self, event: "Event") -> None:
        from ..errors import MiniLoraError
        from ..report import PAGE, write_live_report
        from ..training.events import Finished, Validated

        if not isinstance(event, Validated | Finished):
            return
        try:
            training = isinstance(event, Validated)
            write_live_report(self.out / PAGE, self.out, training=training, lang="es" if self.lang == "es" else "en")
        except MiniLoraError as err:
            print_stderr(f"note: the report was not written: {err}")


class _ProgressView:
    """Shows the events of a run on stderr, with a progress bar."""

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
                print_start(event)
            case Stepped():
                self._update_step(event)
            case Validating():
                self.advance(event.step, self.total_steps, f"validating on {event.records:,} records")
            case Validated():
                self._print_validation(event)
            case Sampled():
                print_stderr(f"  {event.prompt}\n  > {event.answer}")
            case Finished():
                _print_end(event)

    def _update_step(self, stepped: "Stepped") -> None:
        report = stepped.report
        self.losses.append(report.loss)
        self.note |= {
            "loss": f"loss {report.loss:.3f} {sparkline(self.losses)}",
            "replay": "" if report.replay_loss is None else f"replay {report.replay_loss:.3f}",
            "lr": f"lr {report.lr:.1e}",
            "speed": f"{stepped.tokens_per_s:,.0f} tokens/s",
            "memory": human_size(stepped.peak_memory_bytes),
        }
        self._update_note(report.step)

    def _print_validation(self, validated: "Validated") -> None:
        when = f"step {validated.step}" if validated.step else "base model"
        best = ", the best so far" if validated.best else ""
        print_stderr(f"{when}: validation loss {validated.loss:.4f}, perplexity {validated.perplexity:.3f}{best}")
        self.note["validation"] = f"validation {validated.loss:.3f}"
        self._update_note(validated.step)

    def _update_note(self, step: int) -> None:
        self.advance(step, self.total_steps, "  ".join(filter(None, self.note.values())))


def print_start(start: "Started") -> None:
    count, data = start.parameters, start.data
    trainable = f"{count.trainable:,} of {count.total:,} parameters trainable ({count.share:.2%})"
    print_stderr(f"{start.device}, {start.dtype}: {len(start.names)} modules, {trainable}")
    for line in _format_selections(start.choices):
        print_stderr(f"  {line}")
    print_stderr(
        f"{data.examples} of {data.records} records, {data.tokens:,} tokens of which {data.answer_tokens:,} are learned"
        f" ({data.truncated} truncated, {data.fully_masked} without an answer skipped)"
    )
    print_stderr(f"rows: {format_forms(data.forms)}")
    steps = f"{start.total_steps} steps"
    if start.start_step == start.total_steps:
        print_stderr(f"{steps}, all of them already done")
    else:
        print_stderr(f"{steps}, resuming after step {start.start_step}" if start.start_step else steps)
    for text in (*(f"assumed {fact}" for fact in start.assumed), *start.notes):
        print_stderr(f"note: {text}")


def _format_selections(choices: "Iterable[ModuleSelection]") -> list[str]:
    """Return a table of the modules that each setting selected; a setting is named in its first line only."""
    rows = [("selected by", "modules", "r", "scaling", "trainable parameters")]
    previous = ""
    for c in choices:
        low_rank = ("", "") if c.r is None else (str(c.r), f"{c.scaling:g}")
        setting = "" if c.setting == previous else c.setting
        rows.append((setting, f"{c.word} x{c.modules}", *low_rank, f"{c.num_parameters:,}"))
        previous = c.setting
    first, second, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
    return [
        f"{row[0]:{first}}  {row[1]:{second}}"
        + "".join(f"  {cell:>{width}}" for cell, width in zip(row[2:], others, strict=True))
        for row in rows
    ]


def _print_end(end: "Finished") -> None:
    at = f"after {end.steps} of {end.total_steps} steps"
    match end.stop_reason:
        case "patience":
            print_stderr(f"Stopped {at}: the validation loss no longer improves. Best adapter: {end.out / 'best'}.")
        case "time":
            print_stderr(f"Stopped {at}: the time limit is reached. Continue with --resume, or use {end.out} as it is.")
