"""Q8_0, Q4_0, Q4_1, Q5_0, Q5_1: blocks of 32 weights, one F16 scale d, sometimes one F16 minimum m.

    symmetric (Q8_0, Q4_0, Q5_0)      weight = d * q            q signed
    with minimum (Q4_1, Q5_1)         weight = d * q + m        q >= 0

In Q4 and Q5 the scale comes from the weight of largest magnitude *with its sign*, so that it lands on the one code
that has no counterpart: -8 or -16. Nibbles lie in halves: byte j holds weight j low and weight j + 16 high; the fifth
bits of Q5 are one little-endian uint32, weight j at bit j.

Source: ggml/src/ggml-quants.c, quantize_row_*_ref and _impl; the codes come from F32 arithmetic before d is rounded.
"""

from typing import Any

import numpy as np
from gguf import GGMLQuantizationType as T

from ...compiled import compiled, inlined, rounded
from .base import F, Quant, extreme, from_f16, inverse, pack, put_f16, unpack
from .search import STEPS, fit_affine, fit_symmetric, mean_square, weigh

HALF, INFINITY = F(0.5), F(np.inf)
BELOW_HALF = np.nextafter(HALF, F(0))
"""Half itself would round 0.49999997 up."""


@compiled()
def quantize_q8_0(x: Any, out: Any) -> None:
    """d = max|w| / 127, q = round(w / d), ties away from zero."""
    for b in range(len(x)):
        d = abs(extreme(x[b])) / F(127)
        put_f16(out[b], 0, d)
        factor = finite(inverse(d))
        for j in range(32):
            quotient = x[b, j] * factor
            out[b, 2 + j] = np.int32(quotient + (BELOW_HALF if quotient > F(0) else -BELOW_HALF))


@compiled()
def dequantize_q8_0(raw: Any, out: Any) -> None:
    for b in range(len(raw)):
        d = from_f16(raw[b], 0)
        for j in range(32):
            out[b, j] = rounded(d * F(np.int8(raw[b, 2 + j])), out)


@compiled()
def quantize_q4_0(x: Any, out: Any) -> None:
    q = np.empty(32, np.uint8)
    for b in range(len(x)):
        put_f16(out[b], 0, symmetric_codes(x[b], 8, q))
        pack(q, 0, 4, 16, out[b], 2)


@compiled()
def quantize_q4_0_weighted(x: Any, columns: Any, out: Any) -> None:
    q, w, energy = np.empty(32, np.uint8), np.empty(32, F), F(0)
    for b in range(len(x)):
        energy = weigh_in_row(x, b, columns, energy, w)
        put_f16(out[b], 0, fit_symmetric(x[b], w, 8, q))
        pack(q, 0, 4, 16, out[b], 2)


@compiled()
def dequantize_q4_0(raw: Any, out: Any) -> None:
    for b in range(len(raw)):
        d = from_f16(raw[b], 0)
        for j in range(16):
            byte = np.int32(raw[b, 2 + j])
            out[b, j] = rounded(d * F((byte & 15) - 8), out)
            out[b, j + 16] = rounded(d * F((byte >> 4) - 8), out)


@compiled()
def quantize_q5_0(x: Any, out: Any) -> None:
    q = np.empty(32, np.uint8)
    for b in range(len(x)):
        put_f16(out[b], 0, symmetric_codes(x[b], 16, q))
        pack(q, 4, 1, 1, out[b], 2)
        pack(q, 0, 4, 16, out[b], 6)


@compiled()
def quantize_q5_0_weighted(x: Any, columns: Any, out: Any) -> None:
    q, w, energy = np.empty(32, np.uint8), np.empty(32, F), F(0)
    for b in range(len(x)):
        energy = weigh_in_row(x, b, columns, energy, w)
        put_f16(out[b], 0, fit_symmetric(x[b], w, 16, q))
        pack(q, 4, 1, 1, out[b], 2)
        pack(q, 0, 4, 16, out[b], 6)


@compiled()
def dequantize_q5_0(raw: Any, out: Any) -> None:
    q = np.empty(32, np.uint8)
    for b in range(len(raw)):
        q[:] = 0
        unpack(q, 4, 1, 1, raw[b], 2)
        unpack(q, 0, 4, 16, raw[b], 6)
        d = from_f16(raw[b], 0)
        for j in range(32):
            out[b, j] = rounded(d * F(np.int32(q[j]) - 16), out)


@compiled()
def quantize_q4_1(x: Any, out: Any) -> None:
    q = np.empty(32, np.uint8)
    for b in range(len(x)):
        d, m = affine_codes(x[b], 15, q)
        put_f16(out[b], 0, d)
        put_f16(out[b], 2, m)
        pack(q, 0, 4, 16, out[b], 4)


@compiled()
def quantize_q4_1_weighted(x: Any, columns: Any, out: Any) -> None:
    q, w, energy = np.empty(32, np.uint8), np.empty(32, F), F(0)
    for b in range(len(x)):
        energy = weigh_in_row(x, b, columns, energy, w)
        d, m = fit_affine(x[b], w, 15, STEPS, False, True, q)
        put_f16(out[b], 0, d)
        put_f16(out[b], 2, m)
        pack(q, 0, 4, 16, out[b], 4)


@compiled()
def dequantize_q4_1(raw: Any, out: Any) -> None:
    for b in range(len(raw)):
        d, m = from_f16(raw[b], 0), from_f16(raw[b], 2)
        for j in range(16):
            out[b, j] = rounded(d * F(raw[b, 4 + j] & 15) + m, out)
            out[b, j + 16] = rounded(d * F(raw[b, 4 + j] >> 4) + m, out)


@compiled()
def quantize_q5_1(x: Any, out: Any) -> None:
    q = np.empty(32, np.uint8)
    for b in range(len(x)):
        d, m = affine_codes(x[b], 31, q)
        put_f16(out[b], 0, d)
        put_f16(out[b], 2, m)
        pack(q, 4, 1, 1, out[b], 4)
        pack(q, 0, 4, 16, out[b], 8)


@compiled()
def quantize_q5_1_weighted(x: Any, columns: Any, out: Any) -> None:
    q, w, energy = np.empty(32, np.uint8), np.empty(32, F), F(0)
    for b in range(len(x)):
        energy = weigh_in_row(x, b, columns, energy, w)
        d, m = fit_affine(x[b], w, 31, STEPS, False, True, q)
        put_f16(out[b], 0, d)
        put_f16(out[b], 2, m)
        pack(q, 4, 1, 1, out[b], 4)
        pack(q, 0, 4, 16, out[b], 8)


@compiled()
def dequantize_q5_1(raw: Any, out: Any) -> None:
    q = np.empty(32, np.uint8)
    for b in range(len(raw)):
        q[:] = 0
        unpack(q, 4, 1, 1, raw[b], 4)
        unpack(q, 0, 4, 16, raw[b], 8)
        d, m = from_f16(raw[b], 0), from_f16(raw[b], 2)
        for j in range(32):
            out[b, j] = rounded(d * F(q[j]) + m, out)


@inlined()
def symmetric_codes(x: Any, zero: Any, q: Any) -> Any:
    """d = extreme / -zero, q = trunc(w / d + zero + 0.5), at most 2 zero - 1; return d."""
    d = extreme(x) / F(-zero)
    factor = inverse(d)
    offset = F(zero) + HALF if abs(factor) < INFINITY else F(0)
    factor = finite(factor)
    for j in range(32):
        q[j] = min(np.int32(x[j] * factor + offset), np.int32(2 * zero - 1))
    return d


@inlined()
def affine_codes(x: Any, top: Any, q: Any) -> Any:
    """m = min w, d = (max w - m) / top, q = trunc((w - m) / d + 0.5), at most top; return d and m."""
    low, high = x[0], x[0]
    for j in range(32):
        low = x[j] if x[j] < low else low
        high = x[j] if x[j] > high else high
    d = (high - low) / F(top)
    factor = finite(inverse(d))
    for j in range(32):
        q[j] = min(np.int32((x[j] - low) * factor + HALF), np.int32(top))
    return d, low


@inlined()
def finite(factor: Any) -> Any:
    """A denormal d has an infinite inverse, and C turns what follows from it into codes of 0."""
    return factor if abs(factor) < INFINITY else F(0)


@inlined()
def weigh_in_row(x: Any, b: Any, columns: Any, energy: Any, w: Any) -> Any:
    """Importances of block b, of the mean square of its row, which is found at the row's first block; return it."""
    column = b % len(columns)
    if column == 0:
        energy = mean_square(x[b : b + len(columns)])
    weigh(x[b], columns[column], energy, w)
    return energy


LEGACY = (
    Quant(T.Q4_0, dequantize_q4_0, quantize_q4_0, quantize_q4_0_weighted, scales=(0,)),
    Quant(T.Q4_1, dequantize_q4_1, quantize_q4_1, quantize_q4_1_weighted, scales=(0, 2)),
    Quant(T.Q5_0, dequantize_q5_0, quantize_q5_0, quantize_q5_0_weighted, scales=(0,)),
    Quant(T.Q5_1, dequantize_q5_1, quantize_q5_1, quantize_q5_1_weighted, scales=(0, 2)),
    Quant(T.Q8_0, dequantize_q8_0, quantize_q8_0, scales=(0,)),
)
