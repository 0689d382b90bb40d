"""Quantize to Q8_0, Q4_0, Q4_1, Q5_0, Q5_1: blocks of 32 weights with an F16 scale d and, in Q4_1 and Q5_1, minimum m.

    symmetric (Q8_0, Q4_0, Q5_0)      weight = d * q            q signed
    with minimum (Q4_1, Q5_1)         weight = d * q + m        q >= 0

In Q4_0 and Q5_0, the scale is computed from the weight of largest magnitude with its sign, so that this weight has the
only code without a counterpart: -8 or -16. Byte j has weight j in its low and weight j + 16 in its high nibble. Q5 has
the fifth bits before them, as a little-endian uint32 with weight j at bit j. The loops distinguish Q4 and Q5 by the
block size. Q1_0 (128 weights, one bit each) is read only.

Source: ggml/src/ggml-quants.c, quantize_row_*_ref and _impl; codes are computed from d in F32, before it is rounded.
"""

from typing import Any

import numpy as np
from gguf import GGMLQuantizationType as T

from ...compiled import compiled, inlined, ordered, unordered
from ...compiled.vectors import bit_field, bitor, load16, load32, store, store_bits32
from .base import F, Quant, inverse, signed_absmax, truncate, write_f16
from .reading import read_q1_0, read_q4_0, read_q4_1, read_q5_0, read_q5_1, read_q8_0
from .search import STEPS, TRIES, fill_importances, fit_affine, fit_symmetric, mean_square

HALF, INFINITY = F(0.5), F(np.inf)
BELOW_HALF = np.nextafter(HALF, F(0))
"""With 0.5 itself, 0.49999997 would round up."""


@compiled()
def quantize_q8_0(x: Any, out: Any) -> None:
    """d = max|w| / 127, q = round(w / d), ties away from zero."""
    for b in range(len(x)):
        low, high = bounds(x, b)
        d = max(abs(low), abs(high)) / F(127)
        write_f16(out, b, 0, d)
        factor = finite(inverse(d))
        for j in range(x.shape[1]):
            quotient = x[b, j] * factor
            out[b, 2 + j] = truncate(quotient + (BELOW_HALF if quotient > F(0) else -BELOW_HALF))


@compiled()
def quantize_symmetric(x: Any, out: Any) -> None:
    """d = signed_absmax / -zero, q = trunc(w / d + zero + 0.5), at most 2 zero - 1."""
    q, zero = np.empty(32, np.uint8), np.int32(16 if out.shape[1] == 22 else 8)
    most = F(2 * zero - 1)
    for b in range(len(x)):
        low, high = bounds(x, b)
        largest = high if high > -low else low
        d = (signed_absmax(x[b]) if high == -low else largest) / F(-zero)
        factor = inverse(d)
        offset = F(zero) + HALF if abs(factor) < INFINITY else F(0)
        factor = finite(factor)
        for j in range(x.shape[1]):
            code = x[b, j] * factor + offset
            q[j] = truncate(code if code < most else most)
        write_f16(out, b, 0, d)
        pack_codes(q, out[b], 2)


@compiled()
def quantize_symmetric_weighted(x: Any, columns: Any, out: Any) -> None:
    q, w, tries = np.empty(32, np.uint8), np.empty(32, F), np.empty((3, TRIES), F)
    zero, energy = np.int32(16 if out.shape[1] == 22 else 8), F(0)
    for b in range(len(x)):
        energy = fill_importances_in_row(x, b, columns, energy, w)
        write_f16(out, b, 0, fit_symmetric(x[b], w, zero, q, tries))
        pack_codes(q, out[b], 2)


@compiled()
def quantize_affine(x: Any, out: Any) -> None:
    """m = min w, d = (max w - m) / top, q = trunc((w - m) / d + 0.5), at most top."""
    q, top = np.empty(32, np.uint8), F(31 if out.shape[1] == 24 else 15)
    for b in range(len(x)):
        low, high = bounds(x, b)
        m = low
        if m == F(0):  # 0 or -0, whichever comes first, as in C
            m = x[b, np.argmax(x[b] == m)]
        d = (high - low + F(0)) / top
        factor = finite(inverse(d))
        for j in range(x.shape[1]):
            code = (x[b, j] - m) * factor + HALF
            q[j] = truncate(code if code < top else top)
        write_f16(out, b, 0, d)
        write_f16(out, b, 2, m)
        pack_codes(q, out[b], 4)


@compiled()
def quantize_affine_weighted(x: Any, columns: Any, out: Any) -> None:
    q, w = np.empty(32, np.uint8), np.empty(32, F)
    top, energy = np.int32(31 if out.shape[1] == 24 else 15), F(0)
    for b in range(len(x)):
        energy = fill_importances_in_row(x, b, columns, energy, w)
        d, m = fit_affine(x[b], w, top, STEPS, False, True, q)
        write_f16(out, b, 0, d)
        write_f16(out, b, 2, m)
        pack_codes(q, out[b], 4)


@inlined(forced=True)
def bounds(x: Any, b: Any) -> Any:
    """Return the smallest and largest weight of a block; -0 is less than 0. The integers `ordered` are vectorised."""
    low = high = ordered(x[b, 0])
    for j in range(x.shape[1]):
        key = ordered(x[b, j])
        low, high = min(low, key), max(high, key)
    return unordered(low), unordered(high)


@inlined(forced=True)
def finite(factor: Any) -> Any:
    """Return 0 for the infinite inverse of a denormal d: C then computes codes of 0."""
    return factor if abs(factor) < INFINITY else F(0)


@inlined()
def fill_importances_in_row(x: Any, b: Any, columns: Any, energy: Any, w: Any) -> Any:
    """Fill `w` with the importances of block b; return the mean square of its row, computed at its first block."""
    column = b % len(columns)
    if column == 0:
        energy = mean_square(x[b : b + len(columns)])
    fill_importances(x[b], columns[column], energy, w)
    return energy


@inlined(forced=True)
def pack_codes(q: Any, block: Any, at: Any) -> None:
    """Pack 32 codes of 4 bits, or of 5 in a block of Q5, starting at byte `at`."""
    if len(block) - 16 > at:
        store_bits32(bit_field(load32(q, 0), 4, 1, 0), block, at)
    store(bitor(bit_field(load16(q, 0), 0, 4, 0), bit_field(load16(q, 16), 0, 4, 4)), block, len(block) - 16)


SYMMETRIC, AFFINE = (quantize_symmetric, quantize_symmetric_weighted), (quantize_affine, quantize_affine_weighted)
LEGACY = (
    Quant(T.Q4_0, read_q4_0, *SYMMETRIC, scales=(0,)),
    Quant(T.Q4_1, read_q4_1, *AFFINE, scales=(0, 2)),
    Quant(T.Q5_0, read_q5_0, *SYMMETRIC, scales=(0,)),
    Quant(T.Q5_1, read_q5_1, *AFFINE, scales=(0, 2)),
    Quant(T.Q8_0, read_q8_0, quantize_q8_0, scales=(0,)),
    *(Quant(T[name], read_q1_0, scales=(0,)) for name in ("Q1_0",) if name in T.__members__),  # new in gguf 0.19
)
