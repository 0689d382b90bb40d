"""Rotary embedding: a rotation is orthogonal, so its gradient is the rotation by the opposite angle.

`heads_of` also splits the output of one GEMM into q, k and v in the same pass; its backward pass concatenates their
gradients.
"""

from typing import Any

import torch
from torch import Tensor

from ..compiled import array_of, compiled, float32, rounded, widened


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn pairs (i, i + R/2) of x (N, heads, D); cos and sin (N, 1, D) as made by `model.rope.rope_tables`."""
    y: Tensor = _Rotate.apply(x, cos, sin)  # type: ignore[no-untyped-call]
    return y


def heads_of(qkv: Tensor, cos: Tensor, sin: Tensor, heads: int, kv_heads: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return rotated q (N, H, D) and k (N, K, D), and v (N, K, D), of their rows qkv (N, (H + 2K) D)."""
    q, k, v = _HeadsOf.apply(qkv, cos, sin, heads, kv_heads)  # type: ignore[no-untyped-call]
    return q, k, v


class _Rotate(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        ctx.save_for_backward(cos, sin)
        return _turned(x, cos, sin, 1)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None, None]:
        cos, sin = ctx.saved_tensors
        return _turned(grad, cos, sin, -1), None, None


class _HeadsOf(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, qkv: Tensor, cos: Tensor, sin: Tensor, heads: int, kv_heads: int) -> tuple[Tensor, ...]:
        ctx.save_for_backward(cos, sin)
        all_heads = heads + 2 * kv_heads
        qkv = qkv.contiguous().view(len(qkv), all_heads, qkv.shape[1] // all_heads)
        q, k, v = (torch.empty((len(qkv), n, qkv.shape[2]), dtype=qkv.dtype) for n in (heads, kv_heads, kv_heads))
        _turn(_pairs(qkv), 0, _pairs(q), 0, heads, *_tables(cos, sin), 1)
        _turn(_pairs(qkv), heads, _pairs(k), 0, kv_heads, *_tables(cos, sin), 1)
        return q, k, v.copy_(qkv[:, heads + kv_heads :])

    @staticmethod
    def backward(ctx: Any, d_q: Tensor, d_k: Tensor, d_v: Tensor) -> tuple[Tensor | None, ...]:
        cos, sin = ctx.saved_tensors
        heads, kv_heads = d_q.shape[1], d_k.shape[1]
        d_qkv = torch.empty((len(d_q), heads + 2 * kv_heads, d_q.shape[2]), dtype=d_q.dtype)
        _turn(_pairs(d_q.contiguous()), 0, _pairs(d_qkv), 0, heads, *_tables(cos, sin), -1)
        _turn(_pairs(d_k.contiguous()), 0, _pairs(d_qkv), heads, kv_heads, *_tables(cos, sin), -1)
        d_qkv[:, heads + kv_heads :] = d_v
        return d_qkv.flatten(1), None, None, None, None


def _turned(x: Tensor, cos: Tensor, sin: Tensor, direction: int) -> Tensor:
    y = torch.empty(x.shape, dtype=x.dtype)
    _turn(_pairs(x.contiguous()), 0, _pairs(y), 0, x.shape[1], *_tables(cos, sin), direction)
    return y


def _pairs(x: Tensor) -> Any:
    """(N, heads, D) -> an array (N, heads, 2, D/2), of which [:, :, 0] turns with [:, :, 1]."""
    return array_of(x.view(*x.shape[:2], 2, x.shape[2] // 2))


def _tables(cos: Tensor, sin: Tensor) -> tuple[Any, Any]:
    return array_of(cos.flatten(1)), array_of(sin.flatten(1))


@compiled(fastmath={"contract"}, noalias=True)
def _turn(x, x_head, y, y_head, heads, cos, sin, direction):  # type: ignore[no-untyped-def]
    sign = float32(direction)
    for i in range(x.shape[0]):
        for h in range(heads):
            for c in range(x.shape[3]):
                first, second = widened(x[i, x_head + h, 0, c]), widened(x[i, x_head + h, 1, c])
                turn = sign * widened(sin[i, c])
                y[i, y_head + h, 0, c] = rounded(first * widened(cos[i, c]) - second * turn, y)
                y[i, y_head + h, 1, c] = rounded(second * widened(cos[i, c]) + first * turn, y)
