# mypy: disable-error-code="no-any-return"
"""The searches behind the K types: which scale (and minimum) makes a sub-block's error smallest.

Arrays here hold one sub-block a *column*, (k, s): k weights, s sub-blocks, so that one numpy operation works on many
sub-blocks and a sum over a column adds its weights in their order. ggml computes in float32, one operation after the
other; bytes are equal only if every sum and product is rounded in the same order, so expressions are not simplified.

    fit_affine       weight ~ scale * q - minimum, q = 0 .. top        Q2_K Q4_K Q5_K
    fit_symmetric    weight ~ scale * q, q = -top .. top - 1           Q6_K
    refine_symmetric the same, code by code                            Q3_K

Each returns the scale as a float; the caller quantises the scales in their turn and then the codes anew. Only where a
scale became 0 do the codes of the search survive, which `first_codes` gives.

Source: ggml/src/ggml-quants.c: make_qkx2_quants, make_qx_quants, make_q3_quants.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .base import extremes, lowest

F = np.float32
NOTHING = F(1e-15)
"""Sub-blocks without a larger weight are zero (ggml: GROUP_MAX_EPS)."""
REFINEMENTS = 5
ROUNDING = F(12_582_912)
"""1.5 * 2**23: adding it leaves no fraction bits."""


@dataclass(frozen=True)
class Fit:
    """Scales of s sub-blocks and what is needed to find the codes that went with them."""

    scale: np.ndarray
    """(s,)"""
    minimum: np.ndarray
    """(s,), >= 0, to be subtracted; 0 in symmetric fits."""
    first_codes: Callable[[np.ndarray], np.ndarray]
    """index of some sub-blocks -> their codes of the search, float32 (k, len(index))."""


def fit_affine(
    x: np.ndarray,
    w: np.ndarray,
    top: int,
    tries: np.ndarray,
    distance: Callable[[np.ndarray], np.ndarray],
    bounded: bool = False,
) -> Fit:
    """Try to lay `tries[i]` steps (around `top`) over the range of each column, and keep the best least-squares line.

    For codes q = round(tries[i] / (high - low) * (x - low)), sum w (scale q + m - x)^2 is least on the line

        scale = (W XQ - X Q) / D    m = (QQ X - Q XQ) / D    D = W QQ - Q^2
        W = sum w   X = sum w x   Q = sum w q   QQ = sum w q^2   XQ = sum w q x

    and with m kept <= 0. Lines are compared by sum w distance(scale q + m - x). An accepted m takes the place of `low`
    in the tries that follow.

    Args:
        x: (k, s) weights.  w: (k, s) importances.
        distance: absolute value or square.
        bounded: whether quotients beyond the codes are cut before they are rounded.
    """
    high = x.max(axis=0)
    sum_w, sum_x = column_sums(w), column_sums(w * x)

    def codes(steps: np.ndarray, low: np.ndarray, column: slice | np.ndarray = slice(None)) -> np.ndarray:
        quotient = steps / (high[column] - low) * (x[:, column] - low)
        if bounded:  # where the span is next to nothing; ggml's search without importances lets it wrap around
            tried = steps != top
            quotient = np.where(tried & (quotient > 0), np.minimum(quotient, F(top)), np.where(tried, F(0), quotient))
        return np.clip(nearest_int(quotient), 0, top).astype(F)

    smallest = lowest(x, 0)
    minimum = np.where(smallest > 0, F(0), smallest)
    scale = np.abs(F(1) / (F(top) / (high - minimum)))  # 0, not -0, where all weights are 0 or -0
    steps, low = np.full_like(high, top), minimum.copy()
    error = column_sums(w * distance(scale * codes(steps, low) + minimum - x))
    for attempt in tries:
        q = codes(attempt, minimum)
        wq = w * q
        sum_q, sum_qq, sum_xq = column_sums(wq), column_sums(wq * q), column_sums(wq * x)
        determinant = sum_w * sum_qq - sum_q * sum_q
        line = (sum_w * sum_xq - sum_x * sum_q) / determinant
        start = (sum_qq * sum_x - sum_q * sum_xq) / determinant
        line = np.where(start > 0, sum_xq / sum_qq, line)
        start = np.where(start > 0, F(0), start)
        new_error = column_sums(w * distance(line * q + start - x))
        better = (determinant > 0) & (new_error < error)
        changes = ((new_error, error), (line, scale), (attempt, steps), (minimum, low), (start, minimum))
        error, scale, steps, low, minimum = (np.where(better, new, kept) for new, kept in changes)
    return Fit(scale, -minimum, lambda index: codes(steps[index], low[index], index))


def fit_symmetric(x: np.ndarray, w: np.ndarray, top: int) -> Fit:
    """Lay about `top` steps over the weight of largest magnitude, and keep the scale of least squared error.

    For codes q, the best scale is sum w x q / sum w q^2; it is better the larger (sum w x q)^2 / sum w q^2 is.

    Args:
        x: (k, s) weights, or scales, of which some may be NaN.  w: (k, s) importances.
    """
    extreme = extremes(np.where(np.isnan(x), F(0), x), 0)
    zero = np.abs(extreme) < NOTHING
    extreme[zero] = 1
    wx = w * x

    def codes(steps: np.ndarray, column: slice | np.ndarray = slice(None)) -> np.ndarray:
        return np.clip(nearest_int(steps / extreme[column] * x[:, column]), -top, top - 1).astype(F)

    def sums(steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        q = codes(steps)
        return column_sums(wx * q), column_sums(w * q * q)

    steps = np.full_like(extreme, -top)
    sum_xq, sum_qq = sums(steps)
    scale = np.where(sum_qq != 0, sum_xq / sum_qq, F(0))
    best = scale * sum_xq
    for attempt in (-(F(top) + F(0.1) * F(change)) for change in range(-9, 10) if change):
        sum_xq, sum_qq = sums(attempt)
        better = (sum_qq > 0) & (sum_xq * sum_xq > best * sum_qq)
        steps = np.where(better, attempt, steps)
        scale = np.where(better, sum_xq / sum_qq, scale)
        best = np.where(better, scale * sum_xq, best)
    scale[zero] = 0
    return Fit(
        scale, np.zeros_like(scale), lambda index: np.where(zero[index], F(0), codes(steps[index], index) + F(top))
    )


def refine_symmetric(x: np.ndarray, top: int) -> Fit:
    """Move one code after the other to where the scale of the others wants it, as long as that lowers the error.

    Importances are w = x^2. Without weight i, the best scale of the others is slx / sl2; its code becomes
    round(x_i sl2 / slx) if (sum w x q)^2 / sum w q^2 grows by that. Columns in which a pass changed nothing are done.
    """
    extreme = extremes(x, 0)
    zero = np.abs(extreme) < NOTHING
    extreme[zero] = 1
    w = x * x
    wx = w * x
    q = np.clip(np.rint(F(-top) / extreme * x), F(-top), F(top - 1))
    sum_xq, sum_qq = column_sums(wx * q), column_sums(w * q * q)
    sum_xq, sum_qq = _refine(x, w, wx, q, sum_xq, sum_qq, top, REFINEMENTS)
    scale = np.where(sum_qq > 0, sum_xq / sum_qq, F(0))
    scale[zero] = 0
    return Fit(scale, np.zeros_like(scale), lambda index: np.where(zero[index], F(0), q[:, index] + F(top)))


def _refine(
    x: np.ndarray,
    w: np.ndarray,
    wx: np.ndarray,
    q: np.ndarray,
    sum_xq: np.ndarray,
    sum_qq: np.ndarray,
    top: int,
    passes: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Go over the k codes of every column, then again over the columns that changed.

    Codes change in place; the sums that go with them are returned.
    """
    changed = np.zeros(x.shape[1], bool)
    for xi, wi, wxi, qi in zip(x, w, wx, q, strict=True):
        slx, sl2 = sum_xq - wxi * qi, sum_qq - wi * qi * qi
        new = np.minimum(np.maximum(nearest_int(xi * sl2 / slx), -top), top - 1).astype(F)
        new_slx, new_sl2 = slx + wxi * new, sl2 + wi * new * new
        better = (slx > 0) & (new != qi) & (new_sl2 > 0)
        better &= new_slx * new_slx * sum_qq > sum_xq * sum_xq * new_sl2
        qi[:] = np.where(better, new, qi)
        sum_xq, sum_qq = np.where(better, new_slx, sum_xq), np.where(better, new_sl2, sum_qq)
        changed |= better
    if passes > 1 and changed.any():
        part = np.flatnonzero(changed)
        x, w, wx, q_part = (array.take(part, axis=1) for array in (x, w, wx, q))
        sum_xq[part], sum_qq[part] = _refine(x, w, wx, q_part, sum_xq[part], sum_qq[part], top, passes - 1)
        q[:, part] = q_part
    return sum_xq, sum_qq


def column_sums(a: np.ndarray) -> np.ndarray:
    """Sums (s,) of the columns of (k, s), adding from the first row to the last.

    numpy adds whole rows as long as there are several columns; in a single one it would add in another order.
    """
    return np.add.reduce(a, axis=0) if a.shape[1] > 1 else np.add.accumulate(a, axis=0)[-1]


def nearest_int(values: np.ndarray) -> np.ndarray:
    """ggml's rounding to int32, ties to even; beyond +-2**22 the same nonsense as there, for it is compared again."""
    bits = (values + ROUNDING).view(np.int32)
    bits &= 0x7FFFFF
    bits -= 0x400000
    return bits
