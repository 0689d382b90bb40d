# mypy: disable-error-code="no-any-return"
"""Q2_K .. Q6_K: super-blocks of 256 weights whose sub-block scales are quantised a second time.

    Q3_K, Q6_K         16 sub-blocks of 16    weight = d * scale[s] * q                       q signed
    Q2_K               16 sub-blocks of 16    weight = d * scale[s] * q - dmin * min[s]       q >= 0
    Q4_K, Q5_K          8 sub-blocks of 32    weight = d * scale[s] * q - dmin * min[s]       q >= 0

d and dmin are F16, one a super-block; scale and min are small integers of 4, 6 or 8 bits.

Source: ggml/src/ggml-common.h (layouts), ggml/src/ggml-quants.c.
"""

import numpy as np
from gguf import GGMLQuantizationType as T

from .base import Quant, from_f16, split, unpack_planes


def dequantize_q2_k(blocks: np.ndarray) -> np.ndarray:
    """Scale in the low, minimum in the high nibble of 16 bytes; 2-bit codes."""
    scale_min, packed, d, dmin = split(blocks, 16, 64, 2, 2)
    q = unpack_planes(packed, 2, 32)
    return _with_minimum(d, scale_min & 15, dmin, scale_min >> 4, q)


def dequantize_q3_k(blocks: np.ndarray) -> np.ndarray:
    """Third bits first (set means: do not subtract 4), then 2-bit codes, 6-bit scales less 32, d."""
    high, packed, packed_scales, d = split(blocks, 32, 64, 12, 2)
    q = (unpack_planes(packed, 2, 32) | unpack_planes(high, 1, 32) << 2).astype(np.int8) - 4
    return _symmetric(d, unpack_scales_q3_k(packed_scales), q)


def dequantize_q4_k(blocks: np.ndarray) -> np.ndarray:
    d, dmin, packed_scales, packed = split(blocks, 2, 2, 12, 128)
    scale, minimum = unpack_scales_mins(packed_scales)
    return _with_minimum(d, scale, dmin, minimum, unpack_planes(packed, 4, 32))


def dequantize_q5_k(blocks: np.ndarray) -> np.ndarray:
    d, dmin, packed_scales, high, packed = split(blocks, 2, 2, 12, 32, 128)
    scale, minimum = unpack_scales_mins(packed_scales)
    q = unpack_planes(packed, 4, 32) | unpack_planes(high, 1, 32) << 4
    return _with_minimum(d, scale, dmin, minimum, q)


def dequantize_q6_k(blocks: np.ndarray) -> np.ndarray:
    low, high, scale, d = split(blocks, 128, 64, 16, 2)
    q = (unpack_planes(low, 4, 64) | unpack_planes(high, 2, 32) << 4).astype(np.int8) - 32
    return _symmetric(d, np.ascontiguousarray(scale).view(np.int8), q)


def unpack_scales_q3_k(packed: np.ndarray) -> np.ndarray:
    """12 bytes -> 16 scales int8 in -32 .. 31: 8 bytes of low nibbles, 4 bytes of high bit pairs."""
    low, high = split(packed, 8, 4)
    return (unpack_planes(low, 4, 8) | unpack_planes(high, 2, 4) << 4).astype(np.int8) - 32


def unpack_scales_mins(packed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """12 bytes -> 8 scales and 8 minima uint8 below 64 (Q4_K, Q5_K).

    Bytes 0-3: scales 0-3, and in their top two bits the top of scales 4-7. Bytes 4-7: the same for the minima.
    Bytes 8-11: low nibbles of scales 4-7 and, above them, of minima 4-7.
    """
    first_scales, first_mins, low = split(packed, 4, 4, 4)
    scales = np.concatenate([first_scales & 63, low & 15 | first_scales >> 6 << 4], axis=1)
    mins = np.concatenate([first_mins & 63, low >> 4 | first_mins >> 6 << 4], axis=1)
    return scales, mins


def _symmetric(d: np.ndarray, scale: np.ndarray, q: np.ndarray) -> np.ndarray:
    """d uint8 (n, 2), scale (n, s), q (n, 256) -> float32 (n, 256)."""
    step = (from_f16(d) * scale)[:, :, None]
    weights: np.ndarray = step * q.reshape(*scale.shape, -1)
    return weights.reshape(q.shape)


def _with_minimum(d: np.ndarray, scale: np.ndarray, dmin: np.ndarray, minimum: np.ndarray, q: np.ndarray) -> np.ndarray:
    """As `_symmetric`, less dmin * minimum in every sub-block."""
    step = (from_f16(d) * scale)[:, :, None]
    offset = (from_f16(dmin) * minimum)[:, :, None]
    weights: np.ndarray = step * q.reshape(*scale.shape, -1) - offset
    return weights.reshape(q.shape)


K = (
    Quant(T.Q2_K, dequantize_q2_k),
    Quant(T.Q3_K, dequantize_q3_k),
    Quant(T.Q4_K, dequantize_q4_k),
    Quant(T.Q5_K, dequantize_q5_k),
    Quant(T.Q6_K, dequantize_q6_k),
)
