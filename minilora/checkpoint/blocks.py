"""Blocks: a weight matrix as the bytes of a GGUF tensor type, in a mapped file or in memory."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from gguf import GGMLQuantizationType
from torch import Tensor

from ..compiled import array_of
from ..gguf.quants import QUANTS, dequantize_into

DTYPES = (torch.float32, torch.bfloat16)
"""What blocks are unpacked to."""


def nothing_to_check() -> None:
    """Accept memory of our own, which nobody else changes."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """A packed weight (rows, columns), as `kernels/packed.py` expects it."""

    raw: np.ndarray
    """uint8 (rows, bytes of a row), in the order of the file."""
    kind: GGMLQuantizationType
    dtype: torch.dtype
    """Of the unpacked numbers."""
    order: np.ndarray | None = None
    """Which row of `raw` each row of the weight is, int64 (rows,); None where they are the same."""
    check: Callable[[], None] = nothing_to_check
    """Raises a GGUFError when the bytes are no longer those that were opened."""

    @property
    def shape(self) -> tuple[int, int]:
        quant, rows = QUANTS[self.kind], self.raw if self.order is None else self.order
        return len(rows), self.raw.shape[1] // quant.type_size * quant.block_size

    @property
    def mapped_bytes(self) -> int:
        """How much of a file is read for it; 0 where it lies in memory."""
        return 0 if self.check is nothing_to_check else self.raw.nbytes

    def band(self, rows: slice) -> "Blocks":
        """Return some of the rows as a weight of its own."""
        if self.order is None:
            return replace(self, raw=self.raw[rows])
        return replace(self, order=self.order[rows])

    def unpack(self, out: Tensor, start: int) -> None:
        """Fill `out` (n, columns) with the rows from `start` on.

        Raises:
            GGUFError: when the file was changed.
        """
        self.check()
        rows = slice(start, start + len(out))
        dequantize_into(self.raw[rows if self.order is None else self.order[rows]], self.kind, array_of(out))

    def gather(self, rows: Tensor) -> Tensor:
        """Return rows by their numbers (...), as (..., columns); errors as `unpack`."""
        self.check()
        numbers = rows.flatten().numpy()
        out = torch.empty((len(numbers), self.shape[1]), dtype=self.dtype)
        dequantize_into(self.raw[numbers if self.order is None else self.order[numbers]], self.kind, array_of(out))
        return out.view(*rows.shape, -1)
