# mypy: disable-error-code="no-any-return"
"""Q2_K .. Q6_K: super-blocks of 256 weights whose sub-block scales are quantised a second time.

    Q3_K, Q6_K         16 sub-blocks of 16    weight = d * scale[s] * q                       q signed
    Q2_K               16 sub-blocks of 16    weight = d * scale[s] * q - dmin * min[s]       q >= 0
    Q4_K, Q5_K          8 sub-blocks of 32    weight = d * scale[s] * q - dmin * min[s]       q >= 0

d and dmin are F16, one a super-block; scale and min are small integers of 4, 6 or 8 bits.

Source: ggml/src/ggml-common.h (layouts), ggml/src/ggml-quants.c.
"""

from collections.abc import Callable

import numpy as np
from gguf import GGMLQuantizationType as T

from .base import Quant, from_f16, join, pack_planes, split, to_f16, transposed, unpack_planes
from .search import NOTHING, F, Fit, column_sums, fit_affine, fit_symmetric, refine_symmetric

Share = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
"""Values (s,) of the sub-blocks -> (d F16 (n, 1) of each super-block, multiples of it uint8 (n, per super-block))."""
TRIES_Q2_K = F(-0.5) + F(0.1) * np.arange(16, dtype=F) + F(3)
TRIES_Q4_K = F(-1.0) + F(0.1) * np.arange(21, dtype=F) + F(15)
TRIES_Q5_K = F(-0.5) + F(0.1) * np.arange(16, dtype=F) + F(31)
"""Numbers of steps that the searches lay over a sub-block's range."""


def quantize_q2_k(blocks: np.ndarray) -> np.ndarray:
    """Importances |w|, errors in absolute value; scales and minima in 4 bits of the super-block's largest."""
    x = to_columns(blocks, 16)
    fit = fit_affine(x, np.abs(x), 3, TRIES_Q2_K, np.abs)
    return store_q2_k(x, fit, lambda values: _share(values, 16, 15))


def store_q2_k(x: np.ndarray, fit: Fit, share: Share) -> np.ndarray:
    """Blocks of Q2_K for the scales and minima found."""
    (d, scale), (dmin, minimum) = share(fit.scale), share(fit.minimum)
    packed = scale | minimum << 4
    q = _codes(x, fit, d, packed & 15, dmin, packed >> 4, 3)
    return join(packed, pack_planes(q, 2, 32), d, dmin)


def quantize_q4_k(blocks: np.ndarray) -> np.ndarray:
    x = to_columns(blocks, 32)
    return store_q4_k(x, fit_affine(x, _importances(x), 15, TRIES_Q4_K, np.square), share_in_six_bits)


def quantize_q5_k(blocks: np.ndarray) -> np.ndarray:
    x = to_columns(blocks, 32)
    return store_q5_k(x, fit_affine(x, _importances(x), 31, TRIES_Q5_K, np.square), share_in_six_bits)


def quantize_q3_k(blocks: np.ndarray) -> np.ndarray:
    """Scales in 6 bits, -32 .. 31, of which the largest in magnitude becomes -32."""
    x = to_columns(blocks, 16)
    fit = refine_symmetric(x, 4)
    largest = _largest(fit.scale)
    factor = F(-32) / largest
    scale = np.clip(np.rint(factor * fit.scale.reshape(-1, 16)), -32, 31) + 32
    d = to_f16(np.where(largest == 0, F(0), F(1) / factor))
    return store_q3_k(x, fit, d, np.where(largest == 0, 0, scale).astype(np.uint8))


def store_q3_k(x: np.ndarray, fit: Fit, d: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Blocks of Q3_K for d F16 (n, 1) and scales uint8 (n, 16), 32 standing for 0."""
    q = _symmetric_codes(x, fit, d, scale.astype(np.int8) - 32, 4)
    return join(pack_planes(q >> 2, 1, 32), pack_planes(q & 3, 2, 32), pack_scales_q3_k(scale), d)


def quantize_q6_k(blocks: np.ndarray) -> np.ndarray:
    """Scales in 8 bits, -128 .. 127, of which the largest in magnitude becomes -128."""
    x = to_columns(blocks, 16)
    return store_q6_k(x, fit_symmetric(x, x * x, 32))


def store_q6_k(x: np.ndarray, fit: Fit) -> np.ndarray:
    """Blocks of Q6_K for the scales found."""
    largest = _largest(fit.scale)
    zero = np.abs(largest) < NOTHING
    factor = F(-128) / np.where(zero, F(1), largest)
    scale = np.minimum(np.rint(factor * fit.scale.reshape(-1, 16)), 127).astype(np.int8)
    d = to_f16(F(1) / factor)
    q = _symmetric_codes(x, fit, d, scale, 32)
    packed = join(pack_planes(q & 15, 4, 64), pack_planes(q >> 4, 2, 32), scale, d)
    packed[zero[:, 0]] = 0
    return packed


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


def pack_scales_q3_k(scale: np.ndarray) -> np.ndarray:
    """Undo `unpack_scales_q3_k`, from scales uint8 (n, 16) in 0 .. 63."""
    return join(pack_planes(scale & 15, 4, 8), pack_planes(scale >> 4, 2, 4))


def pack_scales_mins(scale: np.ndarray, minimum: np.ndarray) -> np.ndarray:
    """Undo `unpack_scales_mins`, from uint8 (n, 8) each."""
    first_scales = scale[:, :4] | scale[:, 4:] >> 4 << 6
    first_mins = minimum[:, :4] | minimum[:, 4:] >> 4 << 6
    return join(first_scales, first_mins, scale[:, 4:] & 15 | minimum[:, 4:] << 4)


def to_columns(blocks: np.ndarray, size: int) -> np.ndarray:
    """Blocks (n, 256) -> (size, s): sub-block j of block i is column i * 256 / size + j."""
    return transposed(blocks.reshape(-1, size))


def _importances(x: np.ndarray) -> np.ndarray:
    """Of Q4_K and Q5_K: root mean square of the sub-block plus |w|."""
    return np.sqrt(column_sums(x * x) / F(len(x))) + np.abs(x)


def store_q4_k(x: np.ndarray, fit: Fit, share: Share) -> np.ndarray:
    """Blocks of Q4_K for the scales and minima found."""
    (d, scale), (dmin, minimum) = share(fit.scale), share(fit.minimum)
    q = _codes(x, fit, d, scale, dmin, minimum, 15)
    return join(d, dmin, pack_scales_mins(scale, minimum), pack_planes(q, 4, 32))


def store_q5_k(x: np.ndarray, fit: Fit, share: Share) -> np.ndarray:
    """Blocks of Q5_K for the scales and minima found."""
    (d, scale), (dmin, minimum) = share(fit.scale), share(fit.minimum)
    q = _codes(x, fit, d, scale, dmin, minimum, 31)
    return join(d, dmin, pack_scales_mins(scale, minimum), pack_planes(q >> 4, 1, 32), pack_planes(q & 15, 4, 32))


def share_in_six_bits(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scales or minima of Q4_K and Q5_K: 6 bits of the super-block's largest."""
    d, multiples = _share(values, 8, 63)
    return d, np.minimum(multiples, 63)


def _share(values: np.ndarray, per_block: int, top: int) -> tuple[np.ndarray, np.ndarray]:
    """Values (s,) as multiples of a d of their super-block: (d F16 (n, 1), multiples uint8 (n, per_block)).

    d = largest / top, where a largest value below 0 counts as 0; negative multiples wrap around as bytes do in C.
    """
    values = values.reshape(-1, per_block)
    largest = np.maximum(values.max(axis=1, keepdims=True), F(0))
    factor = F(top) / largest
    multiples = np.rint(np.where(np.isinf(factor), F(0), factor) * values)
    return to_f16(largest / F(top)), multiples.astype(np.int32).astype(np.uint8)


def _largest(scale: np.ndarray) -> np.ndarray:
    """Of 16 scales a super-block, the one of largest magnitude with its sign, NaN being none; (n, 1)."""
    scale = np.where(np.isnan(scale), F(0), scale).reshape(-1, 16)
    return np.take_along_axis(scale, np.abs(scale).argmax(axis=1, keepdims=True), axis=1)


def _codes(
    x: np.ndarray, fit: Fit, d: np.ndarray, scale: np.ndarray, dmin: np.ndarray, minimum: np.ndarray, top: int
) -> np.ndarray:
    """Codes (n, 256) in 0 .. top for the scales and minima as stored: round((w + dmin * minimum) / (d * scale))."""
    step, offset = (d.astype(F) * scale).ravel(), (dmin.astype(F) * minimum).ravel()
    q = np.clip(np.rint((x + offset) / step), F(0), F(top))
    return _from_columns(q, fit, step, len(d))


def _symmetric_codes(x: np.ndarray, fit: Fit, d: np.ndarray, scale: np.ndarray, top: int) -> np.ndarray:
    """Codes (n, 256) in 0 .. 2 * top - 1 for the scales as stored: round(w / (d * scale)) + top."""
    step = (d.astype(F) * scale).ravel()
    q = np.clip(np.rint(x / step), F(-top), F(top - 1)) + F(top)
    return _from_columns(q, fit, step, len(d))


def _from_columns(q: np.ndarray, fit: Fit, step: np.ndarray, n: int) -> np.ndarray:
    """Codes (k, s) -> uint8 (n, 256); where the stored step is 0 the codes of the search stay."""
    kept = np.flatnonzero(step == 0)
    if kept.size:
        q[:, kept] = fit.first_codes(kept)
    return np.ascontiguousarray(q.T.astype(np.uint8)).reshape(n, 256)


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
    Quant(T.Q2_K, dequantize_q2_k, quantize_q2_k, scales=(80, 82)),
    Quant(T.Q3_K, dequantize_q3_k, quantize_q3_k, scales=(108,)),
    Quant(T.Q4_K, dequantize_q4_k, quantize_q4_k, scales=(0, 2)),
    Quant(T.Q5_K, dequantize_q5_k, quantize_q5_k, scales=(0, 2)),
    Quant(T.Q6_K, dequantize_q6_k, quantize_q6_k, scales=(208,)),
)
