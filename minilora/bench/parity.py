"""Check that all measurements computed the same: with equal seeds, the losses must agree step by step.

They agree within a bound only, because devices sum in different orders and bfloat16 has 8 significant bits. The losses
are compared with those of the reference: float32 on the CPU, if it was measured.
"""

from collections.abc import Mapping
from typing import Protocol

from ..errors import BenchError
from .figures import Training

BOUND = {"float32": 1e-3, "bfloat16": 3e-2}
"""Maximum |loss - reference| / reference of any step, by the less precise dtype of the two."""


class TrainedSide(Protocol):
    """Training on a device in a dtype, such as a Cell."""

    @property
    def device(self) -> str: ...

    @property
    def dtype(self) -> str: ...

    @property
    def training(self) -> Training: ...


def reference(cells: Mapping[str, TrainedSide]) -> str:
    """Return the name of the reference cell: float32 before other dtypes, then the CPU before other devices."""
    return min(cells, key=lambda name: (cells[name].dtype != "float32", cells[name].device != "cpu"))


def deviation(cell: TrainedSide, other: TrainedSide) -> float:
    """Return the largest relative difference of two cells' losses over their common steps."""
    pairs = zip(cell.training.losses, other.training.losses, strict=False)
    return max((abs(a - b) / abs(b) for a, b in pairs), default=float("inf"))


def check_parity(cells: Mapping[str, TrainedSide]) -> None:
    """Check that the losses of all cells are within `BOUND` of the reference.

    Raises:
        BenchError: some are not; the message names every such cell.
    """
    name = reference(cells)
    wrong = []
    for other, cell in cells.items():
        bound = max(BOUND[cell.dtype], BOUND[cells[name].dtype])
        found = deviation(cell, cells[name])
        if not found <= bound:
            wrong.append(f"{other}: relative difference of the loss {found:.2g}, expected at most {bound:g}")
    if wrong:
        raise BenchError(
            f"no report, because the losses differ. Compared with {name}:\n  " + "\n  ".join(wrong) + "\n"
            "Measure again with --dtypes float32 to see whether the precision is the cause."
        )
