"""Speed is worth nothing beside another result: same seed, same steps, so the losses must agree, step by step.

Devices add in different orders and bfloat16 keeps 8 bits, so they agree within a bound and not exactly. Losses of the
reference, float32 on the CPU where that was measured, are the measure.
"""

from collections.abc import Mapping
from typing import Protocol

from ..errors import BenchError
from .figures import Training

BOUND = {"float32": 1e-3, "bfloat16": 3e-2}
"""Largest |loss - reference| / reference of any step, by the coarser dtype of the two sides."""


class TrainedSide(Protocol):
    """Training on a device in a dtype: a Cell, say."""

    @property
    def device(self) -> str: ...

    @property
    def dtype(self) -> str: ...

    @property
    def training(self) -> Training: ...


def reference(cells: Mapping[str, TrainedSide]) -> str:
    """Return the name of the cell that the others are held to: CPU before others, float32 before others."""
    return min(cells, key=lambda name: (cells[name].dtype != "float32", cells[name].device != "cpu"))


def deviation(cell: TrainedSide, other: TrainedSide) -> float:
    """Return the largest relative difference of two cells' losses, of the steps that both have."""
    pairs = zip(cell.training.losses, other.training.losses, strict=False)
    return max((abs(a - b) / abs(b) for a, b in pairs), default=float("inf"))


def check_parity(cells: Mapping[str, TrainedSide]) -> None:
    """Refuse cells whose losses lie further from the reference than `BOUND` allows.

    Raises:
        BenchError: naming every such cell.
    """
    name = reference(cells)
    wrong = []
    for other, cell in cells.items():
        bound = max(BOUND[cell.dtype], BOUND[cells[name].dtype])
        found = deviation(cell, cells[name])
        if not found <= bound:
            wrong.append(f"{other} differs by {found:.2g} of the loss, at most {bound:g} is expected")
    if wrong:
        raise BenchError(
            f"no report, because the sides did not compute the same. Beside {name}:\n  " + "\n  ".join(wrong) + "\n"
            "Measure again with --dtypes float32 to see whether precision is the reason."
        )
