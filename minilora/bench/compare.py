"""Cells side by side, of one result or of several machines' results: ratios to one reference cell; pure.

Results are comparable when they did the same work, and what they computed agrees (parity.py): equal losses from equal
seeds are a better proof that base and data were the same than their names.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from ..errors import BenchError
from .figures import Cell, Result, Spread
from .parity import check_parity, deviation, reference
from .workload import Workload


@dataclass(frozen=True)
class Row:
    """A cell beside the reference."""

    name: str
    cell: Cell
    speed_ratio: float
    """Training tokens/s of this cell / of the reference, medians."""
    within_noise: bool
    """The ranges of the two speeds meet, so the ratio may be 1."""
    memory_ratio: float
    """Peak memory of training / of the reference; kinds of memory differ between devices."""
    loss_deviation: float
    """Largest relative difference of a step's loss."""


def compare_results(results: Mapping[str, Result]) -> tuple[Row, ...]:
    """Return every cell of `results`, beside the reference cell of the first.

    Raises:
        BenchError: when the results measured different work, or their losses differ.
    """
    _check_same_work(results)
    several = len(results) > 1
    cells = {
        (f"{source}: " if several else "") + f"{cell.device} {cell.dtype}": cell
        for source, result in results.items()
        for cell in result.cells
    }
    check_parity(cells)
    first = next(iter(results.values()))
    base = first.cells[int(reference({str(i): cell for i, cell in enumerate(first.cells)}))]
    return tuple(_row(name, cell, base) for name, cell in cells.items())


def _row(name: str, cell: Cell, base: Cell) -> Row:
    speed, base_speed = cell.training.tokens_per_s, base.training.tokens_per_s
    return Row(
        name=name,
        cell=cell,
        speed_ratio=speed.median / base_speed.median,
        within_noise=speed.overlaps(base_speed),
        memory_ratio=cell.training.peak_memory_bytes / max(base.training.peak_memory_bytes, 1),
        loss_deviation=deviation(cell, base),
    )


def _check_same_work(results: Mapping[str, Result]) -> None:
    (name, first), *others = results.items()
    wrong = [
        f"{key}: {name} has {value!r}, {other} has {found!r}"
        for other, result in others
        for (key, value), found in zip(
            _comparable(first.workload).items(), _comparable(result.workload).values(), strict=True
        )
        if value != found
    ]
    if wrong:
        raise BenchError(
            "the results measured different work, so they cannot be compared:\n  " + "\n  ".join(wrong) + "\n"
            "Measure both with the same options."
        )


def _comparable(workload: Workload) -> dict[str, Any]:
    """Return what two machines must share: files by their names; the number of threads is the machine's own."""
    work = {key: value for key, value in asdict(workload).items() if key != "threads"}
    return work | {key: PurePath(work[key]).name for key in ("base", "data") if work[key]}


def text(spread: Spread) -> str:
    """Write a spread as people read it: median (lowest-highest), three digits that mean something."""
    return f"{short(spread.median)} ({short(spread.low)}-{short(spread.high)})"


def short(value: float) -> str:
    """Write a number with no more than three significant digits, and no exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
