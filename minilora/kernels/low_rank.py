"""y + scaling · B A dropout(x), added in place to the frozen layer's output y.

Forward:  l = (m · x) Aᵀ · s,   y += l Bᵀ              with the byte mask m, and s = scaling · 1/(share kept)
Backward: dB = dyᵀ l,   dl = dy B · s,   dA = dlᵀ (m · x),   dx = m · (dl A)

Kept are x (which q, k and v share), m and l (N, r), but not the dropped copy of x that the plain formula keeps for
each layer.
"""

from typing import Any

import torch
from torch import Tensor

from .dropout import keep_mask


def add_low_rank(frozen: Tensor, x: Tensor, lora_A: Tensor, lora_B: Tensor, scaling: float, p: float) -> Tensor:
    """Return frozen + scaling · B A dropout(x), reusing the memory of `frozen`.

    Args:
        frozen: W0 x + b, (N, out); changed in place.
        x: (N, in).
        lora_A: (r, in) in the dtype of x.
        lora_B: (out, r) in the dtype of x.
        scaling: factor of B A.
        p: share of x that is dropped; 0 for none.
    """
    out: Tensor = _AddLowRank.apply(frozen, x, lora_A, lora_B, scaling, p)  # type: ignore[no-untyped-call]
    return out


class _AddLowRank(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, frozen: Tensor, x: Tensor, lora_A: Tensor, lora_B: Tensor, scaling: float, p: float
    ) -> Tensor:
        mask, factor = keep_mask(x.shape, p) if p else (None, 1.0)
        low = (_masked(x, mask) @ lora_A.t()).mul_(scaling * factor)  # (N, r)
        ctx.save_for_backward(x, mask, low, lora_A, lora_B)
        ctx.scale = scaling * factor
        ctx.mark_dirty(frozen)
        return frozen.addmm_(low, lora_B.t())

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor | None, Tensor, Tensor, None, None]:
        x, mask, low, lora_A, lora_B = ctx.saved_tensors
        d_low = (grad @ lora_B).mul_(ctx.scale)
        d_x = _masked(d_low @ lora_A, mask) if ctx.needs_input_grad[1] else None
        return grad, d_x, d_low.t() @ _masked(x, mask), grad.t() @ low, None, None


def _masked(x: Tensor, mask: Tensor | None) -> Tensor:
    """Return m · x; the detour over bytes is three times faster than a product with bools, or `where`."""
    return x if mask is None else x * mask.view(torch.uint8).to(x.dtype)
