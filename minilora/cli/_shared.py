"""What several commands share: options, a progress line, units for people, JSON for programs."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any, Protocol

import click

DEFAULT_BASE = "smollm2-135m-instruct"
PLAIN_LINE_EVERY_S = 10.0
"""Where stderr is no terminal (a log, CI), progress is one line now and then instead of a bar."""

base_option = click.option(
    "--base",
    default=DEFAULT_BASE,
    metavar="BASE",
    help="Base model: a Hugging Face directory, a .gguf file, or a name from `minilora models`.",
)
adapter_option = click.option(
    "--adapter",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of a LoRA adapter in PEFT's format.",
)
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
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")

file_type = click.Path(exists=True, dir_okay=False, path_type=Path)
out_type = click.Path(path_type=Path)


class Advance(Protocol):
    """Report that `done` units are done; `note` is shown beside them."""

    def __call__(self, done: int, note: str = "") -> None: ...


@contextmanager
def progress(title: str, total: int) -> Iterator[Advance]:
    """Show how far a loop of `total` units has come, on stderr: a live bar on a terminal, lines elsewhere."""
    if sys.stderr.isatty():
        with _bar(title, total) as advance:
            yield advance
    else:
        yield _plain_lines(title, total)


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


def echo_json(value: Any) -> None:
    """Print a report (a dataclass, or plain values) as one JSON object on stdout."""
    value = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def tell(text: str) -> None:
    """Tell the person something on stderr, where it does not mix with results."""
    click.echo(text, err=True)


@contextmanager
def _bar(title: str, total: int) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=total, note="")

        def advance(done: int, note: str = "") -> None:
            bar.update(task, completed=done, note=note)

        yield advance


def _plain_lines(title: str, total: int) -> Advance:
    started = last = time.monotonic()

    def advance(done: int, note: str = "") -> None:
        nonlocal last
        now = time.monotonic()
        if done < total and now - last < PLAIN_LINE_EVERY_S:
            return
        last = now
        left = (now - started) / max(done, 1) * (total - done)
        tell(f"{title} {done}/{total}  {note}  {human_duration(left)} left")

    return advance
