"""Blocks: a weight matrix as blocks of a GGUF tensor type, in a memory-mapped file or in memory."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from gguf import GGMLQuantizationType
from torch import Tensor

from ..compiled import array_of
from ..gguf.quants import QUANTS, dequantize_into

DTYPES = (torch.float32, torch.bfloat16)
"""Dtypes to which blocks can be unpacked."""


def no_check() -> None:
    """Check of blocks in memory, which cannot change."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """A packed weight (rows, columns); implements `PackedWeight` of kernels/unpacking.py."""

    raw: np.ndarray
    """uint8 (rows, bytes per row), in the row order of the file."""
    kind: GGMLQuantizationType
    dtype: torch.dtype
    """Dtype of the unpacked weight."""
    order: np.ndarray | None = None
    """Index in `raw` of each row of the weight, int64 (rows,); None if the orders are equal."""
    check: Callable[[], None] = no_check
    """Raises a GGUFError if the file was changed after it was opened."""

    @property
    def shape(self) -> tuple[int, int]:
        quant, rows = QUANTS[self.kind], self.raw if self.order is None else self.order
        return len(rows), self.raw.shape[1] // quant.type_size * quant.block_size

    @property
    def mapped_bytes(self) -> int:
        """Size of its part of a memory-mapped file; 0 if it is in memory."""
        return 0 if self.check is no_check else self.raw.nbytes

    def slice_rows(self, rows: slice) -> "Blocks":
        """Return some of the rows as a packed weight."""
        if self.order is None:
            return replace(self, raw=self.raw[rows])
        return replace(self, order=self.order[rows])

    def unpack(self, out: Tensor, start: int) -> None:
        """Unpack rows `start` to `start + n` into `out` (n, columns).

        Raises:
            GGUFError: if the file was changed.
        """
        self.check()
        rows = slice(start, start + len(out))
        dequantize_into(self.raw[rows if self.order is None else self.order[rows]], self.kind, array_of(out))

    def gather(self, rows: Tensor) -> Tensor:
        """Return the rows with the indices `rows` (...), as (..., columns). Raises as `unpack`."""
        self.check()
        indices = rows.flatten().numpy()
        out = torch.empty((len(indices), self.shape[1]), dtype=self.dtype)
        dequantize_into(self.raw[indices if self.order is None else self.order[indices]], self.kind, array_of(out))
        return out.view(*rows.shape, -1)
