# mypy: disable-error-code="no-any-return"
"""Quantisers that know which weights matter: with an importance matrix, as llama.cpp uses it.

An importance matrix has one number for each column of a weight matrix: the mean square of what that column is
multiplied with, over some texts. An error in a column that sees large inputs costs more. From the column's number m, a
weight x of it has the importance

    i = m * sqrt(energy + x^2)        energy: mean square (or twice that) of the weights around x
    i = m                             Q6_K

and scales are searched as in search.py for the least sum of i * error^2. The scales of the K types are then stored for
the least weighted error too (`share_by_importance`). Types that are not in WEIGHTED take no notice of the matrix.

Source: ggml/src/ggml-quants.c, quantize_row_*_impl, make_qkx3_quants, make_qp_quants.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from gguf import GGMLQuantizationType as T

from .base import join, pack_planes, to_f16
from .k import store_q2_k, store_q3_k, store_q4_k, store_q5_k, store_q6_k, to_columns
from .legacy import pack_fifth_bits
from .nonlinear import quantize_iq4_nl_by_importance
from .search import NOTHING, REFINEMENTS, F, Fit, column_sums, fit_affine, fit_symmetric, nearest_int

STEPS = F(-0.9) + F(0.05) * np.arange(37, dtype=F)
"""Added to a type's number of steps: what the search lays over a sub-block's range."""


@dataclass(frozen=True)
class Energy:
    """Over which weights the energy is the mean square, and by what it is multiplied."""

    span: int | None
    """Neighbours in a row; None for the whole row."""
    factor: float = 1.0


def importances(x: np.ndarray, columns: np.ndarray, energy: Energy | None) -> np.ndarray:
    """Importances float32 (rows, n) of the weights x (rows, n) in columns of these importances (n,)."""
    if energy is None:
        return np.broadcast_to(columns, x.shape)
    span = energy.span or x.shape[1]
    groups = np.ascontiguousarray((x * x).reshape(-1, span).T)
    mean = (F(energy.factor) * column_sums(groups) / F(span))[:, None]
    return columns * np.sqrt(mean + (x * x).reshape(-1, span)).reshape(x.shape)


def quantize_q4_0(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    fit, q = _all_codes(fit_symmetric(x, w, 8))
    return join(to_f16(fit.scale)[:, None], pack_planes(q, 4, 16))


def quantize_q5_0(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    fit, q = _all_codes(fit_symmetric(x, w, 16))
    return join(to_f16(fit.scale)[:, None], pack_fifth_bits(q), pack_planes(q & 15, 4, 16))


def quantize_q4_1(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    fit, q = _all_codes(_affine(x, w, 15))
    return join(to_f16(fit.scale)[:, None], to_f16(-fit.minimum)[:, None], pack_planes(q, 4, 16))


def quantize_q5_1(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    fit, q = _all_codes(_affine(x, w, 31))
    scale, minimum = to_f16(fit.scale)[:, None], to_f16(-fit.minimum)[:, None]
    return join(scale, minimum, pack_fifth_bits(q), pack_planes(q & 15, 4, 16))


def quantize_q2_k(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    return store_q2_k(x, _affine(x, w, 3), partial(share_by_importance, sums=_per_block(w, 16), top=15))


def quantize_q4_k(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    return store_q4_k(x, _affine(x, w, 15), partial(share_by_importance, sums=_per_block(w, 8), top=63))


def quantize_q5_k(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    return store_q5_k(x, _affine(x, w, 31), partial(share_by_importance, sums=_per_block(w, 8), top=63))


def quantize_q3_k(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """The 16 scales are fitted like weights, with 32 steps."""
    fit = fit_symmetric(x, w, 4)
    scales, codes = _all_codes(fit_symmetric(np.ascontiguousarray(fit.scale.reshape(-1, 16).T), _per_block(w, 16), 32))
    return store_q3_k(x, fit, to_f16(scales.scale)[:, None], codes)


def quantize_q6_k(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    return store_q6_k(x, fit_symmetric(x, w, 32))


def share_by_importance(values: np.ndarray, sums: np.ndarray, top: int) -> tuple[np.ndarray, np.ndarray]:
    """Values >= 0 (s,) as multiples 0 .. top of a d of their super-block, of least weighted error.

    Tries several ranges, then moves one multiple after the other to where the others want it.

    Args:
        sums: (per super-block, n), importances of the values.

    Returns:
        d F16 (n, 1), multiples uint8 (n, per super-block).
    """
    x = np.ascontiguousarray(values.reshape(-1, len(sums)).T)
    largest = np.maximum(x.max(axis=0), F(0))
    zero = largest < NOTHING
    largest[zero] = 1
    factor = _best_range(x, sums, largest, top)
    q = np.minimum(nearest_int(factor * x), top).astype(F)
    sum_xq, sum_qq = column_sums(sums * x * q), column_sums(sums * q * q)
    for _ in range(REFINEMENTS):
        if not _refine(x, sums, q, sum_xq, sum_qq, top):
            break
    d = np.where((sum_qq > 0) & ~zero, sum_xq / sum_qq, F(0))
    q[:, zero] = 0
    return to_f16(d)[:, None], np.ascontiguousarray(q.T).astype(np.int32).astype(np.uint8)


def _best_range(x: np.ndarray, w: np.ndarray, largest: np.ndarray, top: int) -> np.ndarray:
    """Factors (n,) from values to multiples, the best of nine."""
    factor = F(top) / largest
    best = _error(x, w, factor, nearest_int(factor * x))
    for change in (change for change in range(-4, 5) if change):
        attempt = (F(0.1) * F(change) + F(top)) / largest
        error = _error(x, w, attempt, np.minimum(nearest_int(attempt * x), top))
        better = error < best
        np.copyto(best, error, where=better)
        np.copyto(factor, attempt, where=better)
    return factor


def _error(x: np.ndarray, w: np.ndarray, factor: np.ndarray, q: np.ndarray) -> np.ndarray:
    difference = x - F(1) / factor * q.astype(F)
    return column_sums(w * difference * difference)


def _refine(x: np.ndarray, w: np.ndarray, q: np.ndarray, sum_xq: np.ndarray, sum_qq: np.ndarray, top: int) -> bool:
    """Go once over the multiples of every column, in place; tell whether anything changed."""
    changed = False
    for xi, wi, qi in zip(x, w, q, strict=True):
        slx, sl2 = sum_xq - wi * xi * qi, sum_qq - wi * qi * qi
        new = np.minimum(nearest_int(xi * sl2 / slx), top).astype(F)
        new_slx, new_sl2 = slx + wi * xi * new, sl2 + wi * new * new
        better = (slx > 0) & (sl2 > 0) & (new != qi) & (new_slx * new_slx * sum_qq > sum_xq * sum_xq * new_sl2)
        for kept, value in ((qi, new), (sum_xq, new_slx), (sum_qq, new_sl2)):
            np.copyto(kept, value, where=better)
        changed |= bool(better.any())
    return changed


def _affine(x: np.ndarray, w: np.ndarray, top: int) -> Fit:
    return fit_affine(x, w, top, STEPS + F(top), np.square, bounded=True)


def _per_block(w: np.ndarray, number: int) -> np.ndarray:
    """Sums of the importances of each sub-block, (number, n): a column a super-block."""
    return np.ascontiguousarray(column_sums(w).reshape(-1, number).T)


def _all_codes(fit: Fit) -> tuple[Fit, np.ndarray]:
    """The fit and all codes that go with it, uint8 (n, k)."""
    codes = fit.first_codes(np.arange(len(fit.scale)))
    return fit, np.ascontiguousarray(codes.T).astype(np.uint8)


Weighted = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""(weights, importances), both (k, s) with a sub-block a column -> uint8 (n, type_size)."""


@dataclass(frozen=True)
class WeightedQuant:
    """How a type takes importances into account."""

    sub_block: int
    quantize: Weighted
    energy: Energy | None

    def blocks(self, x: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Bytes uint8 (blocks, type_size) of the rows x (rows, n)."""
        w = importances(x, columns, self.energy)
        return self.quantize(to_columns(x, self.sub_block), to_columns(w, self.sub_block))


def _iq4_nl(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    return quantize_iq4_nl_by_importance(x.T, w.T)


WEIGHTED: Mapping[T, WeightedQuant] = {
    T.Q4_0: WeightedQuant(32, quantize_q4_0, Energy(None)),
    T.Q4_1: WeightedQuant(32, quantize_q4_1, Energy(None)),
    T.Q5_0: WeightedQuant(32, quantize_q5_0, Energy(None)),
    T.Q5_1: WeightedQuant(32, quantize_q5_1, Energy(None)),
    T.Q2_K: WeightedQuant(16, quantize_q2_k, Energy(256)),
    T.Q3_K: WeightedQuant(16, quantize_q3_k, Energy(256, 2)),
    T.Q4_K: WeightedQuant(32, quantize_q4_k, Energy(256, 2)),
    T.Q5_K: WeightedQuant(32, quantize_q5_k, Energy(256, 2)),
    T.Q6_K: WeightedQuant(16, quantize_q6_k, None),
    T.IQ4_NL: WeightedQuant(32, _iq4_nl, Energy(32, 2)),
}
