# mypy: disable-error-code="no-any-return"
"""IQ4_NL: blocks of 32 weights, one F16 scale, codes that index a table of 16 unevenly spaced levels.

    weight = d * LEVELS[q]

The levels lie closer together around zero, where most weights are. Nibbles as in Q4_0.

Source: ggml/src/ggml-common.h (kvalues_iq4nl), ggml/src/ggml-quants.c.
"""

import numpy as np
from gguf import GGMLQuantizationType as T

from .base import Quant, extremes, from_f16, inverse, join, pack_planes, split, to_f16, transposed, unpack_planes
from .search import NOTHING, F, column_sums

LEVELS = np.array([-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113], np.float32)

NEAREST = np.searchsorted((LEVELS[:-1] + LEVELS[1:]) / 2, np.arange(-254, 227) / 2, side="right").astype(np.uint8)
"""floor(2 * level) + 254 -> nearest code; the borders between levels are halves, so twice the level decides."""
TRIES = [F(change) + LEVELS[0] for change in range(-7, 8)]
"""Levels that the search lets the weight of largest magnitude have."""


def quantize_iq4_nl(blocks: np.ndarray) -> np.ndarray:
    """Importances w^2."""
    return quantize_iq4_nl_by_importance(blocks, blocks * blocks)


def quantize_iq4_nl_by_importance(blocks: np.ndarray, importances: np.ndarray) -> np.ndarray:
    """Keep the scale of least squared error: sum i v w / sum i v^2 for the levels v and the importances i."""
    x = transposed(blocks)
    d = _fit(x, transposed(importances))
    q = _codes(inverse(d) * x)
    return join(to_f16(d)[:, None], pack_planes(q.T, 4, 16))


def _fit(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Scales (s,) of the columns (32, s), importances w (32, s)."""
    extreme = extremes(x, 0)
    zero = np.abs(extreme) < NOTHING
    extreme[zero] = 1

    def sums(factor: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        level = LEVELS[_codes(factor * x)]
        return column_sums(w * level * x), column_sums(w * level * level)

    sum_xv, sum_vv = sums(F(1) / (-extreme / LEVELS[0]))
    d = np.where(sum_vv > 0, sum_xv / sum_vv, F(0))  # all importances may be 0
    best = d * sum_xv
    for attempt in TRIES:
        sum_xv, sum_vv = sums(attempt / extreme)
        better = (sum_vv > 0) & (sum_xv * sum_xv > best * sum_vv)
        np.copyto(d, sum_xv / sum_vv, where=better)
        np.copyto(best, d * sum_xv, where=better)
    return np.where(zero, F(0), d)


def _codes(levels: np.ndarray) -> np.ndarray:
    """The code whose level is nearest, the upper one of two equally near."""
    levels = np.clip(np.where(np.isnan(levels), LEVELS[-1], levels), LEVELS[0], LEVELS[-1])
    return NEAREST[np.floor(levels * F(2)).astype(np.int16) + 254]


def dequantize_iq4_nl(blocks: np.ndarray) -> np.ndarray:
    d, packed = split(blocks, 2, 16)
    return from_f16(d) * LEVELS[unpack_planes(packed, 4, 16)]


NONLINEAR = (Quant(T.IQ4_NL, dequantize_iq4_nl, quantize_iq4_nl, scales=(0,)),)
