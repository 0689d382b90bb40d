"""Q8_0, Q4_0, Q4_1, Q5_0, Q5_1: blocks of 32 weights, one F16 scale d, sometimes one F16 minimum m. Q1_0: 128 signs.

    symmetric (Q8_0, Q4_0, Q5_0)      weight = d * q            q signed
    with minimum (Q4_1, Q5_1)         weight = d * q + m        q >= 0

In Q4 and Q5 the scale comes from the weight of largest magnitude *with its sign*, so that it lands on the one code
that has no counterpart: -8 or -16. Nibbles lie in halves: byte j holds weight j low and weight j + 16 high; before them
the fifth bits of Q5 are one little-endian uint32, weight j at bit j. That is all in which Q5 differs from Q4: loops
tell them apart by the size of a block.

Source: ggml/src/ggml-quants.c, quantize_row_*_ref and _impl; the codes come from F32 arithmetic before d is rounded.
"""

from typing import Any

import numpy as np
from gguf import GGMLQuantizationType as T

from ...compiled import compiled, inlined
from ...compiled.vectors import bit_field, bitor, load16, load32, store, store_bits32
from .base import F, Quant, extreme, inverse, put_f16, truncated
from .reading import read_q1_0, read_q4_0, read_q4_1, read_q5_0, read_q5_1, read_q8_0
from .search import STEPS, TRIES, fit_affine, fit_symmetric, mean_square, weigh

HALF, INFINITY = F(0.5), F(np.inf)
BELOW_HALF = np.nextafter(HALF, F(0))
"""Half itself would round 0.49999997 up."""


@compiled()
def quantize_q8_0(x: Any, out: Any) -> None:
    """d = max|w| / 127, q = round(w / d), ties away from zero."""
    for b in range(len(x)):
        low, high = bounds(x, b)
        d = max(abs(low), abs(high)) / F(127)
        put_f16(out, b, 0, d)
        factor = finite(inverse(d))
        for j in range(x.shape[1]):
            quotient = x[b, j] * factor
            out[b, 2 + j] = truncated(quotient + (BELOW_HALF if quotient > F(0) else -BELOW_HALF))


@compiled()
def quantize_symmetric(x: Any, out: Any) -> None:
    """d = extreme / -zero, q = trunc(w / d + zero + 0.5), at most 2 zero - 1."""
    q, zero = np.empty(32, np.uint8), np.int32(16 if out.shape[1] == 22 else 8)
    most = F(2 * zero - 1)
    for b in range(len(x)):
        low, high = bounds(x, b)
        largest = high if high > -low else low
        d = (extreme(x[b]) if high == -low else largest) / F(-zero)
        factor = inverse(d)
        offset = F(zero) + HALF if abs(factor) < INFINITY else F(0)
        factor = finite(factor)
        for j in range(len(q)):
            code = x[b, j] * factor + offset
            q[j] = truncated(code if code < most else most)
        put_f16(out, b, 0, d)
        pack_codes(q, out[b], 2)


@compiled()
def quantize_symmetric_weighted(x: Any, columns: Any, out: Any) -> None:
    q, w, tries = np.empty(32, np.uint8), np.empty(32, F), np.empty((3, TRIES), F)
    zero, energy = np.int32(16 if out.shape[1] == 22 else 8), F(0)
    for b in range(len(x)):
        energy = weigh_in_row(x, b, columns, energy, w)
        put_f16(out, b, 0, fit_symmetric(x[b], w, zero, q, tries))
        pack_codes(q, out[b], 2)


@compiled()
def quantize_affine(x: Any, out: Any) -> None:
    """m = min w, d = (max w - m) / top, q = trunc((w - m) / d + 0.5), at most top."""
    q, top = np.empty(32, np.uint8), F(31 if out.shape[1] == 24 else 15)
    for b in range(len(x)):
        low, high = bounds(x, b)
        m = low
        if m == F(0):  # of 0 and -0 the first, as in C
            m = x[b, np.argmax(x[b] == m)]
        d = (high - low + F(0)) / top
        factor = finite(inverse(d))
        for j in range(len(q)):
            code = (x[b, j] - m) * factor + HALF
            q[j] = truncated(code if code < top else top)
        put_f16(out, b, 0, d)
        put_f16(out, b, 2, m)
        pack_codes(q, out[b], 4)


@compiled()
def quantize_affine_weighted(x: Any, columns: Any, out: Any) -> None:
    q, w = np.empty(32, np.uint8), np.empty(32, F)
    top, energy = np.int32(31 if out.shape[1] == 24 else 15), F(0)
    for b in range(len(x)):
        energy = weigh_in_row(x, b, columns, energy, w)
        d, m = fit_affine(x[b], w, top, STEPS, False, True, q)
        put_f16(out, b, 0, d)
        put_f16(out, b, 2, m)
        pack_codes(q, out[b], 4)


@inlined(fastmath={"nnan", "nsz"})
def bounds(x: Any, b: Any) -> Any:
    """The smallest and largest weight of a block, of which none is NaN; of 0 and -0 either."""
    low = high = x[b, 0]
    for j in range(x.shape[1]):
        low = x[b, j] if x[b, j] < low else low
        high = x[b, j] if x[b, j] > high else high
    return low, high


@inlined(forced=True)
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


@inlined(forced=True)
def pack_codes(q: Any, block: Any, at: Any) -> None:
    """32 codes of 4 bits, or of 5 if the block has room for fifth bits, from byte `at` on to its end."""
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
