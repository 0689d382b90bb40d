"""What commands print: progress, notes, sizes and times, JSON."""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, is_dataclass
from typing import Any, Protocol

import click

BARS = "▁▂▃▄▅▆▇█"
PLAIN_LINE_EVERY_S = 10.0
"""Seconds between progress lines if stderr is not a terminal (a log file, CI)."""


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
