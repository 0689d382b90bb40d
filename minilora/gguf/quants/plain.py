"""F32, F16, BF16: one weight is one block. BF16 is the upper half of an F32.

These loops see all weights as a single row of numbers of 2 or 4 bytes.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from gguf import GGMLQuantizationType as T

from ...compiled import compiled, rounded, widened
from .base import LARGEST_F16, Loop, Quant, f16_bits, f16_value

LARGEST_F32 = float(np.finfo(np.float32).max)
LARGEST_BF16 = float(np.uint32(0x7F7F0000).view(np.float32))


@compiled()
def convert(x: Any, out: Any) -> None:
    """Float32 or bfloat16 to float32 or bfloat16."""
    for i in range(len(x)):
        out[i] = rounded(widened(x[i]), out)


@compiled()
def to_f16(x: Any, out: Any) -> None:
    for i in range(len(x)):
        out[i] = f16_bits(x[i])


@compiled()
def from_f16(raw: Any, out: Any) -> None:
    for i in range(len(raw)):
        out[i] = rounded(f16_value(np.int32(raw[i])), out)


def on_numbers(loop: Callable[..., None], dtype: str, raw: int) -> Loop:
    """The loop over blocks made of one over numbers, whose argument number `raw` is bytes of this dtype."""

    def over_blocks(*arrays: np.ndarray) -> None:
        loop(*(array.view(dtype if at == raw else array.dtype).reshape(-1) for at, array in enumerate(arrays)))

    return over_blocks


PLAIN = (
    Quant(T.F32, on_numbers(convert, "<f4", 0), on_numbers(convert, "<f4", 1), largest=LARGEST_F32),
    Quant(T.F16, on_numbers(from_f16, "<u2", 0), on_numbers(to_f16, "<u2", 1), largest=LARGEST_F16),
    Quant(T.BF16, on_numbers(convert, "<u2", 0), on_numbers(convert, "<u2", 1), largest=LARGEST_BF16),
)
