"""y + scaling · B A dropout(x), added in place to the frozen layer's output y.

Forward:  l = (m · x) Aᵀ · s,   y += l Bᵀ              with dropout's zeros and ones m, and s = scaling / (1 - p)
Backward: dB = dyᵀ l,   dl = dy B · s,   dA = dlᵀ (m · x),   dx = m · (dl A)

Kept are x (which q, k and v share), where m is zero, and l (N, r), but not the dropped copy of x that the plain formula
keeps for each layer.
"""

from typing import Any

import torch
from torch import Tensor

from .dropout import drop_, dropped_positions


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
        dropped = dropped_positions(x.numel(), p) if p else None
        ctx.scale = scaling / (1 - p)
        low = (_without(x, dropped) @ lora_A.t()).mul_(ctx.scale)  # (N, r)
        ctx.save_for_backward(x, dropped, low, lora_A, lora_B)
        ctx.mark_dirty(frozen)
        return frozen.addmm_(low, lora_B.t())

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor | None, Tensor, Tensor, None, None]:
        x, dropped, low, lora_A, lora_B = ctx.saved_tensors
        d_low = (grad @ lora_B).mul_(ctx.scale)
        d_x = drop_(d_low @ lora_A, dropped) if ctx.needs_input_grad[1] else None
        return grad, d_x, d_low.t() @ _without(x, dropped), grad.t() @ low, None, None


def _without(x: Tensor, dropped: Tensor | None) -> Tensor:
    """Return m · x."""
    return x if dropped is None else drop_(x.clone(memory_format=torch.contiguous_format), dropped)
