"""F32, F16, BF16: a block is one weight. The bits of a BF16 are the upper half of an F32.

The loops process flat arrays of 2- or 4-byte elements.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from gguf import GGMLQuantizationType as T

from ...compiled import compiled, rounded, widened
from .base import MAX_F16, Loop, Quant, f16_to_f32, f32_to_f16

MAX_F32 = float(np.finfo(np.float32).max)
MAX_BF16 = float(np.uint32(0x7F7F0000).view(np.float32))


@compiled()
def convert(x: Any, out: Any) -> None:
    """Convert between float32 and bfloat16, or copy."""
    for i in range(len(x)):
        out[i] = rounded(widened(x[i]), out)


@compiled()
def to_f16(x: Any, out: Any) -> None:
    for i in range(len(x)):
        out[i] = f32_to_f16(x[i])


@compiled()
def from_f16(raw: Any, out: Any) -> None:
    for i in range(len(raw)):
        out[i] = rounded(f16_to_f32(np.int32(raw[i])), out)


def elementwise(loop: Callable[..., None], dtype: str, raw: int) -> Loop:
    """Return a loop over blocks from one over elements; the bytes of argument number `raw` are viewed as `dtype`."""

    def over_blocks(*arrays: np.ndarray) -> None:
        loop(*(array.view(dtype if index == raw else array.dtype).reshape(-1) for index, array in enumerate(arrays)))

    return over_blocks


PLAIN = (
    Quant(T.F32, elementwise(convert, "<f4", 0), elementwise(convert, "<f4", 1), largest=MAX_F32),
    Quant(T.F16, elementwise(from_f16, "<u2", 0), elementwise(to_f16, "<u2", 1), largest=MAX_F16),
    Quant(T.BF16, elementwise(convert, "<u2", 0), elementwise(convert, "<u2", 1), largest=MAX_BF16),
)
