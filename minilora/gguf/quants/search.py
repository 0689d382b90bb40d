"""Search for the scale (and minimum) of least error of a block: for K types, and with importance matrices.

    fit_affine       weight ~ scale * q + low, q = 0 .. top            Q2_K Q4_K Q5_K Q4_1 Q5_1
    fit_symmetric    weight ~ scale * q, q = -top .. top - 1           Q6_K Q3_K Q4_0 Q5_0
    refine_symmetric the same, one code at a time                          Q3_K without importances
    fit_multiples    a K type's scales or minima ~ d * q               with importances

Each function writes the codes and returns the scale as a float; `refine_symmetric` writes those of 16 sub-blocks. K
types then quantize the scales and compute the codes again; the codes of the search are only used where a scale becomes
0. The order of operations is ggml's, see base.py.

An importance matrix has one value m for each column of a weight matrix: the mean square of the activations that the
column is multiplied with, over a calibration text. The importance of a weight x in the column is

    w = m * sqrt(energy + x^2)        energy: mean square (or twice that) of the weights around x
    w = m                             Q6_K

Source: ggml/src/ggml-quants.c: make_qkx2_quants, make_qkx3_quants, make_qx_quants, make_q3_quants, make_qp_quants.
"""

from typing import Any

import numpy as np

from ...compiled import inlined
from .base import GROUP_MAX_EPS, UNBOUNDED, F, nearest_int, signed_absmax

REFINEMENTS = 5
TRIES = 24
STEP_OFFSETS = F(0.1) * np.array([0, *range(-9, 0), *range(1, 10), *[0] * (TRIES - 19)], F)
"""Offsets to the number of steps that `fit_symmetric` tries; the last 5 only pad a vector."""
STEPS = F(-0.9) + F(0.05) * np.arange(37, dtype=F)
"""Offsets to the number of steps that `fit_affine` tries, with importances."""


@inlined()
def mean_square(x: Any) -> Any:
    """Return the mean square of blocks (n, k), summed in order."""
    total = F(0)
    for i in range(len(x)):
        for v in x[i]:
            total += v * v
    return total / F(x.size)


@inlined()
def fill_importances(x: Any, columns: Any, energy: Any, w: Any) -> Any:
    """Write the importances to `w`; return their sum."""
    total = F(0)
    for j in range(len(x)):
        w[j] = columns[j] * np.sqrt(energy + x[j] * x[j])
        total += w[j]
    return total


@inlined()
def fit_affine(x: Any, w: Any, top: Any, steps: Any, absolute: Any, bounded: Any, q: Any) -> Any:
    """Try top + steps[i] steps over the range of x; return (scale, low) of the best least-squares line.

    For codes q = round((top + steps[i]) / (high - low) * (x - low)), sum w (scale q + low - x)^2 is least on the line

        scale = (W XQ - X Q) / D    low = (QQ X - Q XQ) / D    D = W QQ - Q^2
        W = sum w   X = sum w x   Q = sum w q   QQ = sum w q^2   XQ = sum w q x

    where low is at most 0. Lines are compared by the sum of w times the squared, or absolute, error. When a line is
    accepted, its low replaces the smallest weight in later tries.

    Args:
        bounded: whether quotients are clamped to the range of the codes before rounding; else they wrap around.
    """
    low, high, sum_w, sum_x = x[0], x[0], w[0], w[0] * x[0]
    for j in range(1, len(x)):
        low = x[j] if x[j] < low else low
        high = x[j] if x[j] > high else high
        sum_w += w[j]
        sum_x += w[j] * x[j]
    low = F(0) if low > F(0) else low
    if high == low:
        q[:] = 0
        return F(0), low
    factor = F(top) / (high - low)
    scale, kept_low, kept_factor, kept_bounded = F(1) / factor, low, factor, False
    affine_codes(x, factor, low, top, False, q)
    error = affine_error(x, w, q, scale, low, absolute)
    for step in steps:
        factor = (step + F(top)) / (high - low)
        affine_codes(x, factor, low, top, bounded, q)
        sum_q, sum_qq, sum_xq = F(0), F(0), F(0)
        for j in range(len(x)):
            code = F(q[j])
            wq = w[j] * code
            sum_q += wq
            sum_qq += wq * code
            sum_xq += wq * x[j]
        determinant = sum_w * sum_qq - sum_q * sum_q
        if determinant > F(0):
            line = (sum_w * sum_xq - sum_x * sum_q) / determinant
            start = (sum_qq * sum_x - sum_q * sum_xq) / determinant
            if start > F(0):
                line, start = sum_xq / sum_qq, F(0)
            new_error = affine_error(x, w, q, line, start, absolute)
            if new_error < error:
                error, scale, kept_factor, kept_low, kept_bounded, low = new_error, line, factor, low, bounded, start
    affine_codes(x, kept_factor, kept_low, top, kept_bounded, q)
    return scale, low


@inlined()
def affine_codes(x: Any, factor: Any, low: Any, top: Any, bounded: Any, q: Any) -> None:
    for j in range(len(x)):
        quotient = factor * (x[j] - low)
        if bounded:
            quotient = min(quotient, F(top)) if quotient > F(0) else F(0)
        q[j] = nearest_int(quotient, 0, top)


@inlined()
def affine_error(x: Any, w: Any, q: Any, scale: Any, low: Any, absolute: Any) -> Any:
    error = F(0)
    for j in range(len(x)):
        difference = scale * F(q[j]) + low - x[j]
        error += w[j] * (abs(difference) if absolute else difference * difference)
    return error


@inlined()
def fit_symmetric(x: Any, w: Any, top: Any, q: Any, tries: Any) -> Any:
    """Try about `top` steps for the weight of largest magnitude; return the scale of least squared error.

    For codes c = q - top, the best scale is sum w x c / sum w c^2; the larger (sum w x c)^2 / sum w c^2, the better.

    Args:
        tries: scratch buffer, float32 (3, TRIES). The tries are independent, so they are vectorised.
    """
    largest = signed_absmax(x)
    if abs(largest) < GROUP_MAX_EPS:
        q[:] = 0
        return F(0)
    factors, sum_xc, sum_cc = tries
    for t in range(TRIES):
        factors[t] = -(F(top) + STEP_OFFSETS[t]) / largest
        sum_xc[t], sum_cc[t] = F(0), F(0)
    for j in range(len(x)):
        v, wj, wx = x[j], w[j], w[j] * x[j]
        for t in range(TRIES):
            code = F(nearest_int(factors[t] * v, -top, top - 1))
            sum_xc[t] += wx * code
            sum_cc[t] += wj * code * code
    kept, scale = 0, sum_xc[0] / sum_cc[0] if sum_cc[0] != F(0) else F(0)
    best = scale * sum_xc[0]
    for t in range(1, 19):
        if sum_cc[t] > F(0) and sum_xc[t] * sum_xc[t] > best * sum_cc[t]:
            kept, scale = t, sum_xc[t] / sum_cc[t]
            best = scale * sum_xc[t]
    symmetric_codes(x, factors[kept], top, q)
    return scale


@inlined()
def symmetric_codes(x: Any, factor: Any, top: Any, q: Any) -> None:
    for j in range(len(x)):
        q[j] = nearest_int(factor * x[j], -top, top - 1) + top


@inlined()
def refine_symmetric(x: Any, top: Any, q: Any, scales: Any, buffers: Any) -> None:
    """Change one code at a time to the best one for the scale of the others, while that lowers the error.

    Importances are w = x^2. Without weight i, the best scale of the others is slx / sl2; its code becomes
    round(x_i sl2 / slx) if (sum w x c)^2 / sum w c^2 grows by that. The sub-blocks are refined side by side, so that
    the loops over them are vectorised; one that has found its codes does not change in later passes.

    Args:
        x, q: weights and codes of 16 sub-blocks.
        scales: float32 (16,), the result.
        buffers: weights and codes, transposed, (weights of a sub-block, 16), and two arrays (16,) for sums. They are
            separate float32 arrays, since LLVM does not vectorise where views of one array may overlap.
    """
    weights, codes, sum_xc, sum_cc = buffers
    n, largest = len(x) // 16, scales  # n is 16; LLVM would unroll the loops if it knew that
    largest[:], sum_xc[:], sum_cc[:] = F(0), F(0), F(0)
    for j in range(n):
        for s in range(n):
            v, most = x[s * n + j], largest[s]
            weights[j, s] = v
            largest[s] = v if abs(v) > abs(most) else most
    for j in range(n):
        for s in range(n):
            factor = F(-top) / largest[s] if abs(largest[s]) >= GROUP_MAX_EPS else F(0)
            v = weights[j, s]
            w, code = v * v, F(nearest_int(factor * v, -top, top - 1))
            codes[j, s] = code
            sum_xc[s] += w * v * code
            sum_cc[s] += w * code * code
    for _ in range(REFINEMENTS):
        changed = 0
        for j in range(n):
            for s in range(n):
                v, code, xc, cc = weights[j, s], codes[j, s], sum_xc[s], sum_cc[s]
                w = v * v
                slx, sl2 = xc - w * v * code, cc - w * code * code
                new = F(nearest_int(v * sl2 / slx, -top, top - 1))
                new_xc, new_cc = slx + w * v * new, sl2 + w * new * new
                better = (new_cc > F(0)) & (new_xc * new_xc * cc > xc * xc * new_cc) & (slx > F(0)) & (new != code)
                codes[j, s] = new if better else code
                sum_xc[s] = new_xc if better else xc
                sum_cc[s] = new_cc if better else cc
                changed |= better
        if not changed:
            break
    for s in range(n):
        found = sum_cc[s] > F(0)
        scales[s] = sum_xc[s] / sum_cc[s] if found else F(0)
        for j in range(n):
            q[s * n + j] = np.int32(codes[j, s]) + top if found else 0


@inlined()
def fit_multiples(x: Any, w: Any, top: Any, q: Any) -> Any:
    """Quantize values >= 0 to multiples 0 .. top of a d of least weighted error; return d.

    Tries several ranges, then changes one multiple at a time to the best one for d from the others. Negative multiples
    (of values below 0, which are rare) wrap around like bytes, as in ggml.
    """
    largest = F(0)
    for v in x:
        largest = v if v > largest else largest
    if largest < GROUP_MAX_EPS:
        q[:] = 0
        return F(0)
    kept = F(top) / largest
    best, scale = F(0), F(1) / kept
    for j in range(len(x)):
        difference = x[j] - scale * F(nearest_int(kept * x[j], -UNBOUNDED, UNBOUNDED) & 255)
        best += w[j] * difference * difference
    for offset in range(-4, 5):
        if offset:
            factor = (F(0.1) * F(offset) + F(top)) / largest
            error, scale = F(0), F(1) / factor
            for j in range(len(x)):
                difference = x[j] - scale * F(nearest_int(factor * x[j], -UNBOUNDED, top))
                error += w[j] * difference * difference
            if error < best:
                best, kept = error, factor
    sum_xq, sum_qq = F(0), F(0)
    for j in range(len(x)):
        multiple = nearest_int(kept * x[j], -UNBOUNDED, top)
        q[j] = multiple
        sum_xq += w[j] * x[j] * F(multiple)
        sum_qq += w[j] * F(multiple) * F(multiple)
    for _ in range(REFINEMENTS):
        changed = False
        for j in range(len(x)):
            slx, sl2 = sum_xq - w[j] * x[j] * F(q[j]), sum_qq - w[j] * F(q[j]) * F(q[j])
            if slx > F(0) and sl2 > F(0):
                multiple = nearest_int(x[j] * sl2 / slx, -UNBOUNDED, top)
                new = F(multiple)
                slx, sl2 = slx + w[j] * x[j] * new, sl2 + w[j] * new * new
                if multiple != q[j] and slx * slx * sum_qq > sum_xq * sum_xq * sl2:
                    q[j], sum_xq, sum_qq, changed = multiple, slx, sl2, True
        if not changed:
            break
    return sum_xq / sum_qq if sum_qq > F(0) else F(0)
