# mypy: disable-error-code="no-any-return"
"""Q8_0, Q4_0, Q4_1, Q5_0, Q5_1: blocks of 32 weights, one F16 scale d, sometimes one F16 minimum m.

    symmetric (Q8_0, Q4_0, Q5_0)      weight = d * q            q signed
    with minimum (Q4_1, Q5_1)         weight = d * q + m        q >= 0

In Q4 and Q5 the scale comes from the weight of largest magnitude *with its sign*, so that it lands on the one code
that has no counterpart: -8 or -16. Nibbles lie in halves: byte j holds weight j low and weight j + 16 high; the fifth
bits of Q5 are one little-endian uint32, weight j at bit j.

Source: ggml/src/ggml-quants.c, quantize_row_*_ref; the codes come from F32 arithmetic before d is rounded to F16.
"""

import numpy as np
from gguf import GGMLQuantizationType as T

from .base import (
    Quant,
    divide,
    extremes,
    from_f16,
    join,
    lowest,
    magnitudes,
    pack_planes,
    round_half_away,
    scaled,
    split,
    tensor,
    to_f16,
    unpack_planes,
)


def quantize_q8_0(blocks: np.ndarray) -> np.ndarray:
    """d = max|w| / 127, q = round(w / d)."""
    d = magnitudes(blocks)[:, None] / np.float32(127)
    return join(to_f16(d), round_half_away(divide(blocks, d)).astype(np.int8))


def dequantize_q8_0(blocks: np.ndarray) -> np.ndarray:
    d, q = split(blocks, 2, 32)
    return scaled(q.view(np.int8).astype(np.float32), from_f16(d))


def quantize_q4_0(blocks: np.ndarray) -> np.ndarray:
    """d = extreme / -8, q = trunc(w / d + 8.5), at most 15."""
    d, q = _symmetric_codes(blocks, 8)
    return join(to_f16(d), pack_planes(q, 4, 16))


def dequantize_q4_0(blocks: np.ndarray) -> np.ndarray:
    d, packed = split(blocks, 2, 16)
    return scaled(unpack_planes(packed, 4, 16).astype(np.float32) - np.float32(8), from_f16(d))


def quantize_q5_0(blocks: np.ndarray) -> np.ndarray:
    """d = extreme / -16, q = trunc(w / d + 16.5), at most 31."""
    d, q = _symmetric_codes(blocks, 16)
    return join(to_f16(d), pack_fifth_bits(q), pack_planes(q & 15, 4, 16))


def dequantize_q5_0(blocks: np.ndarray) -> np.ndarray:
    d, high, packed = split(blocks, 2, 4, 16)
    q = unpack_planes(packed, 4, 16) | _unpack_fifth_bits(high)
    return scaled(q.astype(np.float32) - np.float32(16), from_f16(d))


def quantize_q4_1(blocks: np.ndarray) -> np.ndarray:
    """m = min w, d = (max w - m) / 15, q = trunc((w - m) / d + 0.5), at most 15."""
    d, m, q = _codes_above_minimum(blocks, 15)
    return join(to_f16(d), to_f16(m), pack_planes(q, 4, 16))


def dequantize_q4_1(blocks: np.ndarray) -> np.ndarray:
    d, m, packed = split(blocks, 2, 2, 16)
    return scaled(unpack_planes(packed, 4, 16).astype(np.float32), from_f16(d), from_f16(m))


def quantize_q5_1(blocks: np.ndarray) -> np.ndarray:
    """m = min w, d = (max w - m) / 31, q = trunc((w - m) / d + 0.5)."""
    d, m, q = _codes_above_minimum(blocks, 31)
    return join(to_f16(d), to_f16(m), pack_fifth_bits(q), pack_planes(q & 15, 4, 16))


def dequantize_q5_1(blocks: np.ndarray) -> np.ndarray:
    d, m, high, packed = split(blocks, 2, 2, 4, 16)
    q = unpack_planes(packed, 4, 16) | _unpack_fifth_bits(high)
    return scaled(q.astype(np.float32), from_f16(d), from_f16(m))


def _symmetric_codes(blocks: np.ndarray, zero: int) -> tuple[np.ndarray, np.ndarray]:
    """Scale (n, 1) and codes (n, 32) in 0 .. 2 * zero - 1, of which `zero` stands for weight 0.

    ggml looks for the extreme starting from +0, hence the sum that makes a zero positive.
    """
    d = (extremes(blocks, 1)[:, None] + np.float32(0)) / np.float32(-zero)
    return d, _truncated(divide(blocks, d, zero + 0.5), 2 * zero - 1)


def _codes_above_minimum(blocks: np.ndarray, top: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scale (n, 1), minimum (n, 1) and codes (n, 32) in 0 .. top.

    Of a block of zeros ggml subtracts the first from itself, hence the sum that makes a difference of -0 positive.
    """
    m, highest = lowest(blocks, 1)[:, None], tensor(blocks).amax(1, keepdim=True).numpy()
    d = (highest - m + np.float32(0)) / np.float32(top)
    return d, m, _truncated(divide((tensor(blocks) - tensor(m)).numpy(), d, 0.5), top)


def _truncated(quotients: np.ndarray, top: int) -> np.ndarray:
    """Integer parts as uint8, `top` at most; quotients are not below 0 by more than a rounding."""
    return tensor(quotients).clamp_(max=top).numpy().astype(np.int8).view(np.uint8)


def pack_fifth_bits(q: np.ndarray) -> np.ndarray:
    return np.packbits((q >> 4).ravel(), bitorder="little").reshape(len(q), -1)


def _unpack_fifth_bits(high: np.ndarray) -> np.ndarray:
    return np.unpackbits(high.ravel(), bitorder="little").reshape(len(high), -1) << 4


LEGACY = (
    Quant(T.Q4_0, dequantize_q4_0, quantize_q4_0, scales=(0,)),
    Quant(T.Q4_1, dequantize_q4_1, quantize_q4_1, scales=(0, 2)),
    Quant(T.Q5_0, dequantize_q5_0, quantize_q5_0, scales=(0,)),
    Quant(T.Q5_1, dequantize_q5_1, quantize_q5_1, scales=(0, 2)),
    Quant(T.Q8_0, dequantize_q8_0, quantize_q8_0, scales=(0,)),
)
