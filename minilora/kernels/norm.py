"""RMSNorm with a frozen weight, alone or together with the residual sum before it.

Forward:  s = x + branch,   ρ = (mean s² + eps)^(-1/2),   y = w · (ρ s)
Backward: with h = w · dy and n = ρ s,   ds = ds' + ρ (h - n · mean(h · n)),   ds' from the other uses of s

One loop over a row reads it twice, from the cache. Saved for backward: s and ρ (one number per row).
"""

import math
from typing import Any

import torch
from torch import Tensor

from ..compiled import array_of, compiled, float32, rounded, widened


def rms_norm(x: Tensor, weight: Tensor, eps: float, offset: bool = False) -> Tensor:
    """Return w · x / sqrt(mean(x²) + eps) over the last dimension of x (..., C), in its dtype.

    Args:
        weight: (C,), frozen.
        offset: the factor is 1 + w, and y is rounded once (Gemma); else ρ x is rounded before w, as in Llama.
    """
    y: Tensor = _Norm.apply(x, None, weight, eps, offset)[1]  # type: ignore[no-untyped-call]
    return y


def residual_norm(
    x: Tensor, branch: Tensor | None, weight: Tensor, eps: float, offset: bool = False
) -> tuple[Tensor, Tensor]:
    """Return s = x + branch, or x without a branch, and RMSNorm of s; both (N, C).

    Whoever goes on with this s, and not with x, has the gradients of both outputs added in the norm's own pass.
    """
    s, y = _Norm.apply(x, branch, weight, eps, offset)  # type: ignore[no-untyped-call]
    return s, y


class _Norm(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, branch: Tensor | None, weight: Tensor, eps: float, offset: bool
    ) -> tuple[Tensor, Tensor]:
        x = x.contiguous()
        s = x if branch is None else torch.empty_like(x)
        y, rho = torch.empty_like(x), torch.empty(x.shape[:-1])
        added = s if branch is None else branch.contiguous()
        _forward(_rows(x), _rows(added), _rows(s), _rows(y), _flat(rho), array_of(weight), eps, offset, s is not x)
        ctx.save_for_backward(s, weight, rho)
        ctx.offset, ctx.has_branch = offset, branch is not None
        ctx.set_materialize_grads(False)
        return s, y

    @staticmethod
    def backward(ctx: Any, d_s: Tensor | None, d_y: Tensor | None) -> tuple[Tensor | None, ...]:
        s, weight, rho = ctx.saved_tensors
        if d_y is None:
            return d_s, d_s if ctx.has_branch else None, None, None, None
        d_y, d_x = d_y.contiguous(), torch.empty_like(s)
        other = d_y if d_s is None else d_s.contiguous()
        _backward(
            *(_rows(s), _rows(other), _rows(d_y), _rows(d_x), _flat(rho), array_of(weight)),
            *(ctx.offset, d_s is not None),
        )
        return d_x, d_x if ctx.has_branch else None, None, None, None


def _rows(x: Tensor) -> Any:
    return array_of(x.view(-1, x.shape[-1]))


def _flat(x: Tensor) -> Any:
    return array_of(x.view(-1))


@compiled(fastmath={"contract", "reassoc"}, noalias=True)
def _forward(x, branch, s, y, rho, weight, eps, offset, add):  # type: ignore[no-untyped-def]
    size = x.shape[1]
    for i in range(x.shape[0]):
        if add:
            for c in range(size):
                s[i, c] = rounded(widened(x[i, c]) + widened(branch[i, c]), s)
        squares = float32(0)
        for c in range(size):
            squares += widened(s[i, c]) * widened(s[i, c])
        scale = float32(1 / math.sqrt(squares / float32(size) + float32(eps)))
        rho[i] = scale
        if offset:
            for c in range(size):
                y[i, c] = rounded((float32(1) + widened(weight[c])) * (widened(s[i, c]) * scale), y)
        else:
            for c in range(size):
                n = widened(rounded(widened(s[i, c]) * scale, y))
                y[i, c] = rounded(widened(weight[c]) * n, y)


@compiled(fastmath={"contract", "reassoc"}, noalias=True)
def _backward(s, d_s, d_y, d_x, rho, weight, offset, add):  # type: ignore[no-untyped-def]
    size = s.shape[1]
    one = float32(1) if offset else float32(0)
    for i in range(s.shape[0]):
        product = float32(0)
        for c in range(size):
            h = (one + widened(weight[c])) * widened(d_y[i, c])
            product += h * (widened(s[i, c]) * rho[i])
        mean = product / float32(size)
        if add:
            for c in range(size):
                h = (one + widened(weight[c])) * widened(d_y[i, c])
                d = rho[i] * (h - (widened(s[i, c]) * rho[i]) * mean)
                d_x[i, c] = rounded(widened(d_s[i, c]) + d, d_x)
        else:
            for c in range(size):
                h = (one + widened(weight[c])) * widened(d_y[i, c])
                d_x[i, c] = rounded(rho[i] * (h - (widened(s[i, c]) * rho[i]) * mean), d_x)
