"""Linear layers that read the same x, side by side in one product, each with or without a low-rank update.

    q, k, v:   [Wq; Wk; Wv] x   is one product forward, and one backward: dx = dy [Wq; Wk; Wv]

Their frozen weights lie one under another in memory (`stacked`), and each module's own weight is a view of its rows, so
names, files and merges see no difference. The update of module i is added to its columns of y:

Forward:  l = (m · x) Aᵀ · s,   y_i += l Bᵀ              with dropout's zeros and ones m, and s = scaling / (1 - p)
Backward: dB = dy_iᵀ l,   dl = dy_i B · s,   dA = dlᵀ (m · x),   dx += m · (dl A)

Kept are x once, where m is zero, and l (N, r).
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .dropout import drop_, dropped_positions


@dataclass(frozen=True)
class LowRank:
    """The update of a layer: scaling · B A, from x of which a share `p` is dropped."""

    lora_A: Tensor  # noqa: N815  (the field's own letters)
    """(r, in), in any dtype."""
    lora_B: Tensor  # noqa: N815
    """(out, r)."""
    scaling: float
    p: float


@runtime_checkable
class Adapted(Protocol):
    """A module that is a frozen linear layer and a low-rank update."""

    base_layer: nn.Module

    def low_rank_terms(self) -> LowRank | None:
        """Return the update; None where the module is more than that."""


def project(x: Tensor, modules: Sequence[nn.Module]) -> Tensor | None:
    """Return the outputs of linear modules for x (N, in) side by side, (N, sum of out); None where one of them is
    something else, is watched by a hook, or has a weight to be trained.
    """
    parts = [_parts(module) for module in modules]
    layers = [layer for layer, _ in parts if layer is not None]
    if len(layers) < len(parts) or len({layer.bias is None for layer in layers}) > 1:
        return None
    if torch.is_grad_enabled() and any(p.requires_grad for layer in layers for p in layer.parameters()):
        return None
    weight = stacked(layers)
    bias = None if layers[0].bias is None else torch.cat([layer.bias for layer in layers])
    updates, factors, start = [], [], 0
    for layer, terms in parts:
        assert layer is not None
        if terms:
            columns = slice(start, start + layer.out_features)
            updates.append((columns, terms.scaling, terms.p))
            factors += [terms.lora_A.to(x.dtype), terms.lora_B.to(x.dtype)]
        start += layer.out_features
    y: Tensor = _Linear.apply(x, weight, bias, updates, *factors)  # type: ignore[no-untyped-call]
    return y


def _parts(module: nn.Module) -> tuple[nn.Linear | None, LowRank | None]:
    if module._forward_hooks or module._forward_pre_hooks:
        return None, None
    if isinstance(module, Adapted):
        layer, terms = _parts(module.base_layer)[0], module.low_rank_terms()
        return (layer, terms) if terms else (None, None)
    return (module, None) if type(module) is nn.Linear else (None, None)


_lock = threading.Lock()


def stacked(layers: Sequence[nn.Linear]) -> Tensor:
    """Return the weights (sum of out, in) as one tensor, whose rows they become views of if they are not yet."""
    weights = [layer.weight.detach() for layer in layers]
    if not _adjacent(weights):
        with _lock:
            joined = torch.cat(weights)
            for layer, rows in zip(layers, joined.split([len(weight) for weight in weights]), strict=True):
                layer.weight.data = rows
            weights = [layer.weight.detach() for layer in layers]
    rows, first = sum(len(weight) for weight in weights), weights[0]
    return first.as_strided((rows, first.shape[1]), (first.shape[1], 1))


def _adjacent(weights: Sequence[Tensor]) -> bool:
    end, memory = weights[0].data_ptr(), weights[0].untyped_storage().data_ptr()
    for weight in weights:
        if weight.data_ptr() != end or weight.untyped_storage().data_ptr() != memory or not weight.is_contiguous():
            return False
        end += weight.numel() * weight.element_size()
    return True


class _Linear(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        weight: Tensor,
        bias: Tensor | None,
        updates: Sequence[tuple[slice, float, float]],
        *factors: Tensor,
    ) -> Tensor:
        y, kept = F.linear(x, weight, bias), []
        for (columns, scaling, p), A, B in zip(updates, factors[::2], factors[1::2], strict=True):
            dropped = dropped_positions(x.numel(), p) if p else None
            low = (_without(x, dropped) @ A.t()).mul_(scaling / (1 - p))  # (N, r)
            y[:, columns].addmm_(low, B.t())
            kept += [dropped, low]
        ctx.updates = updates
        ctx.save_for_backward(x if updates else None, weight, *factors, *kept)
        return y

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Any, ...]:
        x, weight, *rest = ctx.saved_tensors
        factors, kept = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        d_x = grad @ weight if ctx.needs_input_grad[0] else None
        d_factors: list[Tensor] = []
        for k, (columns, scaling, p) in enumerate(ctx.updates):
            (A, B), (dropped, low), d_y = factors[2 * k : 2 * k + 2], kept[2 * k : 2 * k + 2], grad[:, columns]
            d_low = F.linear(d_y, B.t().contiguous()).mul_(scaling / (1 - p))
            d_factors += [d_low.t() @ _without(x, dropped), (low.t() @ d_y).t().contiguous()]
            if d_x is None:
                continue
            if dropped is None:
                d_x.addmm_(d_low, A)
            else:
                d_x += drop_(d_low @ A, dropped)
        return d_x, None, None, None, *d_factors


def _without(x: Tensor, dropped: Tensor | None) -> Tensor:
    """Return m · x."""
    return x if dropped is None else drop_(x.clone(memory_format=torch.contiguous_format), dropped)
