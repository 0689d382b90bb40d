"""Quantize to IQ4_NL: blocks of 32 weights, one F16 scale, codes that index a table of 16 unevenly spaced levels.

    weight = d * LEVELS[q]

The levels are denser around zero, where most weights are. Nibbles are stored as in Q4_0.

Source: ggml/src/ggml-common.h (kvalues_iq4nl), ggml/src/ggml-quants.c.
"""

from typing import Any

import numpy as np
from gguf import GGMLQuantizationType as T

from ...compiled import compiled, inlined
from .base import GROUP_MAX_EPS, F, Quant, inverse, pack, signed_absmax, write_f16
from .layout import LEVELS
from .reading import read_iq4_nl
from .search import fill_importances, mean_square

VALUES = LEVELS.astype(F)
BOUNDARIES = (VALUES[:-1] + VALUES[1:]) / F(2)


@compiled()
def quantize_iq4_nl(x: Any, out: Any) -> None:
    """Without an importance matrix, the importances are w^2."""
    q, w = np.empty(32, np.uint8), np.empty(32, F)
    for b in range(len(x)):
        for j in range(32):
            w[j] = x[b, j] * x[b, j]
        write_f16(out, b, 0, fit(x[b], w, q))
        pack(q, 0, 4, 16, out, b, 2)


@compiled()
def quantize_iq4_nl_weighted(x: Any, columns: Any, out: Any) -> None:
    q, w = np.empty(32, np.uint8), np.empty(32, F)
    for b in range(len(x)):
        fill_importances(x[b], columns[b % len(columns)], F(2) * mean_square(x[b : b + 1]), w)
        write_f16(out, b, 0, fit(x[b], w, q))
        pack(q, 0, 4, 16, out, b, 2)


@inlined()
def fit(x: Any, w: Any, q: Any) -> Any:
    """Try 15 scales, which follow from the weight of largest magnitude; return the one of least squared error.

    For levels v, the best scale is sum w v x / sum w v^2. The codes are written to `q`.
    """
    largest, d = signed_absmax(x), F(0)
    if abs(largest) >= GROUP_MAX_EPS:
        sum_vx, sum_vv = sums(x, w, F(1) / (-largest / VALUES[0]), q)
        d = sum_vx / sum_vv if sum_vv > F(0) else F(0)
        best = d * sum_vx
        for offset in range(-7, 8):
            sum_vx, sum_vv = sums(x, w, (F(offset) + VALUES[0]) / largest, q)
            if sum_vv > F(0) and sum_vx * sum_vx > best * sum_vv:
                d = sum_vx / sum_vv
                best = d * sum_vx
    codes(x, inverse(d), q)
    return d


@inlined()
def sums(x: Any, w: Any, factor: Any, q: Any) -> Any:
    codes(x, factor, q)
    sum_vx, sum_vv = F(0), F(0)
    for j in range(32):
        v = VALUES[q[j]]
        sum_vx += w[j] * v * x[j]
        sum_vv += w[j] * v * v
    return sum_vx, sum_vv


@inlined()
def codes(x: Any, factor: Any, q: Any) -> None:
    """Compute the codes of the nearest levels; ties go to the upper level, NaN to the last."""
    for j in range(32):
        code = np.uint8(0)
        for boundary in BOUNDARIES:
            code += np.uint8(0 if factor * x[j] < boundary else 1)
        q[j] = code


NONLINEAR = (Quant(T.IQ4_NL, read_iq4_nl, quantize_iq4_nl, quantize_iq4_nl_weighted, scales=(0,)),)
