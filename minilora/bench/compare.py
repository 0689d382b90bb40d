"""Compare the cells of one or several results with a reference cell.

Results are comparable if their workloads are the same and their losses agree (parity.py). Equal losses from equal seeds
show that base and data were the same; equal names do not.
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
    """A cell compared with the reference cell."""

    name: str
    cell: Cell
    speed_ratio: float
    """Training tokens/s of this cell divided by that of the reference (medians)."""
    within_noise: bool
    """Whether the ranges of the two speeds overlap, so that the difference may be noise."""
    memory_ratio: float
    """Peak training memory divided by that of the reference; not comparable between kinds of devices."""
    loss_deviation: float
    """Largest relative difference of the loss of a step."""


def compare_results(results: Mapping[str, Result]) -> tuple[Row, ...]:
    """Compare every cell of `results` with the reference cell of the first result.

    Raises:
        BenchError: the workloads or the losses differ.
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
            "the results are of different workloads, so they cannot be compared:\n  " + "\n  ".join(wrong) + "\n"
            "Measure both with the same options."
        )


def _comparable(workload: Workload) -> dict[str, Any]:
    """Return the settings that must be equal on two machines: all but threads; for paths, the file name."""
    work = {key: value for key, value in asdict(workload).items() if key != "threads"}
    return work | {key: PurePath(work[key]).name for key in ("base", "data") if work[key]}


def text(spread: Spread) -> str:
    """Format a spread as median (lowest-highest), with three significant digits."""
    return f"{short(spread.median)} ({short(spread.low)}-{short(spread.high)})"


def short(value: float) -> str:
    """Format a number with at least three significant digits and no exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
