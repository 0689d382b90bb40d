"""Linear layers that read the same x, computed as one GEMM, each with or without a low-rank update.

    q, k, v:   [Wq; Wk; Wv] x   is one GEMM forward, and one backward: dx = dy [Wq; Wk; Wv]

Their frozen weights are stored as one tensor (`stacked`), and each module's weight is a view of its rows, so state
dicts, files and merges do not change. Packed weights are unpacked into one tensor for each GEMM. Their A's are stacked
too, and one dropout mask is drawn for the shared x. The update of module i is added to its columns of y:

Forward:  l = (m · x) [A_1; ...]ᵀ · s,   y_i += l_i B_iᵀ     with the dropout mask m (0 or 1), and s = scaling / (1 - p)
Backward: dB_i = dy_iᵀ l_i,   dl_i = dy_i B_i · s,   dA = dlᵀ (m · x),   dx = dy W + m · (dl A)

Saved for backward: x, the positions where m is zero, and l (N, sum of r).
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import usable
from .dropout import drop_, dropped_positions
from .gemm import matmul, matmul_t
from .packed import PackedLinear, RowChunks, packed_chunks, unpacked_chunks


@dataclass(frozen=True)
class LowRank:
    """The update of a layer: scaling · B A dropout(x)."""

    lora_A: Tensor  # noqa: N815  (the field's own letters)
    """(r, in), float32."""
    lora_B: Tensor  # noqa: N815
    """(out, r), float32."""
    scaling: float
    p: float
    """Dropout probability."""


@runtime_checkable
class Adapted(Protocol):
    """A module that consists of a frozen linear layer and a low-rank update."""

    base_layer: nn.Module

    def low_rank_terms(self) -> LowRank | None:
        """Return the update; None if the module computes anything else."""


def linear(x: Tensor, *modules: nn.Module) -> Tensor:
    """Return the concatenated outputs (..., sum of out) of linear modules for x (..., in), in one GEMM if possible."""
    y = project(x, modules) if usable(x) and x.ndim == 2 else None
    if y is not None:
        return y
    if len(modules) > 1:
        return torch.cat([linear(x, module) for module in modules], dim=-1)
    alone: Tensor = modules[0](x)
    return alone


def project(x: Tensor, modules: Sequence[nn.Module]) -> Tensor | None:
    """Return the concatenated outputs (N, sum of out) of linear modules for x (N, in), with one GEMM.

    None if one of them is another kind of module, has a hook or a trainable weight; if only some have a bias; or if
    their dropout probabilities differ.
    """
    parts = [linear_parts(module) for module in modules]
    layers = [layer for layer, _ in parts if layer is not None]
    if len(layers) < len(parts) or len({layer.bias is None for layer in layers}) > 1:
        return None
    if torch.is_grad_enabled() and any(p.requires_grad for layer in layers for p in layer.parameters()):
        return None
    adapted = [terms for _, terms in parts if terms]
    if len({terms.p for terms in adapted}) > 1:
        return None
    bias = None if layers[0].bias is None else torch.cat([layer.bias for layer in layers])
    y: Tensor = _Linear.apply(  # type: ignore[no-untyped-call]
        *(x, _row_chunks(layers), bias, _updates(parts), adapted[0].p if adapted else 0.0),
        *(terms.lora_A for terms in adapted),
        *(terms.lora_B for terms in adapted),
    )
    return y


@dataclass(frozen=True)
class _Update:
    """Position of a module's update in y and in the stacked A, and its scaling."""

    columns: slice
    """Of y."""
    rows: slice
    """Of the stacked A."""
    scaling: float


def _updates(parts: Sequence[tuple[nn.Linear | None, LowRank | None]]) -> list[_Update]:
    updates, column, row = [], 0, 0
    for layer, terms in parts:
        assert layer is not None
        if terms:
            r = len(terms.lora_A)
            updates.append(_Update(slice(column, column + layer.out_features), slice(row, row + r), terms.scaling))
            row += r
        column += layer.out_features
    return updates


def linear_parts(module: nn.Module) -> tuple[nn.Linear | None, LowRank | None]:
    """Return a module's frozen linear layer and its update; (None, None) for other modules and those with hooks."""
    if module._forward_hooks or module._forward_pre_hooks:
        return None, None
    if isinstance(module, Adapted):
        layer, terms = linear_parts(module.base_layer)[0], module.low_rank_terms()
        return (layer, terms) if terms else (None, None)
    plain = type(module).forward in (nn.Linear.forward, PackedLinear.forward)
    return (module, None) if plain else (None, None)  # type: ignore[return-value]


def _row_chunks(layers: Sequence[nn.Linear]) -> RowChunks:
    if any(isinstance(layer, PackedLinear) for layer in layers):
        return packed_chunks(layers)
    return unpacked_chunks(stacked(layers), single=len(layers) == 1)


_lock = threading.Lock()


def stacked(layers: Sequence[nn.Linear]) -> Tensor:
    """Return the weights as one tensor (sum of out, in); each layer's weight becomes a view of its rows."""
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
        chunks: RowChunks,
        bias: Tensor | None,
        updates: Sequence[_Update],
        p: float,
        *factors: Tensor,
    ) -> Tensor:
        y = _times(x, chunks, bias)
        ctx.chunks, ctx.updates, ctx.p = chunks, updates, p
        if not updates:
            return y
        factors = tuple(factor.to(x.dtype) for factor in factors)
        A, Bs = torch.cat(factors[: len(updates)]), factors[len(updates) :]
        dropped = dropped_positions(x.numel(), p) if p else None
        low = _without(x, dropped) @ A.t()  # (N, sum of r)
        for update, B in zip(updates, Bs, strict=True):
            own = low[:, update.rows].mul_(update.scaling / (1 - p))
            y[:, update.columns].addmm_(own, B.t())
        ctx.save_for_backward(x, dropped, low, A, *Bs)
        return y

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Any, ...]:
        d_x = _times_transposed(grad, ctx.chunks) if ctx.needs_input_grad[0] else None
        if not ctx.updates:
            return d_x, None, None, None, None
        x, dropped, low, A, *Bs = ctx.saved_tensors
        d_low, d_Bs = torch.empty_like(low), []
        for update, B in zip(ctx.updates, Bs, strict=True):
            d_y = grad[:, update.columns]
            d_low[:, update.rows] = F.linear(d_y, B.t().contiguous()).mul_(update.scaling / (1 - ctx.p))
            # A GEMM whose output is (out, r) is slower than one of (r, out) and a transposition.
            d_Bs.append((low[:, update.rows].t() @ d_y).t().float().contiguous())
        d_A = (d_low.t() @ _without(x, dropped)).float()
        if d_x is not None and dropped is None:
            d_x.addmm_(d_low, A)
        elif d_x is not None:
            d_x += drop_(d_low @ A, dropped)
        return d_x, None, None, None, None, *d_A.split([_length(u.rows) for u in ctx.updates]), *d_Bs


def _times(x: Tensor, chunks: RowChunks, bias: Tensor | None) -> Tensor:
    """Return x Wᵀ + bias."""
    parts = [matmul_t(x, W, None if bias is None else bias[rows]) for rows, W in chunks()]
    return parts[0] if len(parts) == 1 else torch.cat(parts, dim=1)


def _times_transposed(grad: Tensor, chunks: RowChunks) -> Tensor:
    """Return dy W, a sum over chunks in float32."""
    total: Tensor | None = None
    for rows, W in chunks():
        if rows == slice(None):
            return matmul(grad, W)
        part = matmul(grad[:, rows].contiguous(), W).float()
        total = part if total is None else total.add_(part)
    assert total is not None, "a weight has rows"
    return total.to(grad.dtype)


def _length(rows: slice) -> int:
    """Return how many rows a slice with both ends has."""
    return int(rows.stop - rows.start)


def _without(x: Tensor, dropped: Tensor | None) -> Tensor:
    """Return m · x."""
    return x if dropped is None else drop_(x.clone(memory_format=torch.contiguous_format), dropped)
