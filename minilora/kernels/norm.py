"""RMSNorm with a frozen weight.

Forward:  ρ = (mean x² + eps)^(-1/2),  y = w · (ρ x)
Backward: with h = w · dy and n = ρ x,   dx = ρ (h - n · mean(h · n))

Only x and ρ (one number a row) are kept. ρ x is computed in float32 and rounded once, then multiplied by w, as in
the plain formula.
"""

from typing import Any

import torch
from torch import Tensor


def rms_norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """Return w · x / sqrt(mean(x²) + eps) over the last dimension, in the dtype of x (N, C)."""
    y: Tensor = _RMSNorm.apply(x, weight, eps)  # type: ignore[no-untyped-call]
    return y


class _RMSNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, eps: float) -> Tensor:
        norm = torch.linalg.vector_norm(x, dim=-1, keepdim=True, dtype=torch.float32)
        rho = norm.square_().div_(x.shape[-1]).add_(eps).rsqrt_()  # (N, 1)
        ctx.save_for_backward(x, weight, rho)
        y: Tensor = (x * rho).to(x.dtype).mul_(weight)
        return y

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None, None]:
        x, weight, rho = ctx.saved_tensors
        h = grad * weight.float()  # float32 (N, C)
        n = x * rho
        mean = torch.linalg.vecdot(h, n).div_(x.shape[-1]).neg_()[..., None]
        return h.addcmul_(n, mean).mul_(rho).to(x.dtype), None, None
