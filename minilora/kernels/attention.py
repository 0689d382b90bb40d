"""Causal attention inside the segments of a flat batch, a block of queries at a time.

Forward, for queries i..j of a segment:    P = softmax(s·Q Kᵀ + mask),  O = P V,  with the keys in their sight only
Backward:  dV = Pᵀ dO,   dS = P · (dO Vᵀ - rowsum(P · dO Vᵀ)),   dQ = s · dS K,   dK = dSᵀ (s·Q)

P is computed again in the backward pass, so memory grows linearly with the segment's length. The G = H/K query heads
that share a key/value head are rows of one product: (K, G·T, D) against (K, T, D); nothing is repeated.

Source: Dao et al. 2022, arXiv:2205.14135, section 3, for the recomputation; the softmax is the ordinary one.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

BLOCK = 128
"""Queries of one product: long enough for the matrix units, short enough to skip most of the masked half."""


def causal_attention(
    q: Tensor, k: Tensor, v: Tensor, lengths: Sequence[int], scale: float, window: int | None = None
) -> Tensor:
    """Return attention (N, H, D) for q (N, H, D), k and v (N, K, D) of segments that are `lengths` long.

    Args:
        scale: factor s of the scores.
        window: a token sees itself and the window - 1 tokens before it; None: all before it.
    """
    out: Tensor = _CausalAttention.apply(q, k, v, tuple(lengths), scale, window)  # type: ignore[no-untyped-call]
    return out


class _CausalAttention(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, q: Tensor, k: Tensor, v: Tensor, lengths: tuple[int, ...], scale: float, window: int | None
    ) -> Tensor:
        ctx.save_for_backward(q, k, v)
        ctx.lengths, ctx.scale, ctx.window = lengths, scale, window
        out = torch.empty(q.shape, dtype=q.dtype)
        for rows, keys in _blocks(lengths, window):
            queries = _by_kv_head(q[rows], k.shape[1]).mul_(scale)
            probabilities = _probabilities(queries, k[keys], rows, window)
            out[rows] = _by_token(probabilities @ v[keys].transpose(0, 1), rows)
        return out

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        q, k, v = ctx.saved_tensors
        d_q = torch.empty(q.shape, dtype=q.dtype)
        d_k, d_v = torch.zeros(k.shape, dtype=k.dtype), torch.zeros(v.shape, dtype=v.dtype)
        for rows, keys in _blocks(ctx.lengths, ctx.window):
            queries, d_out = _by_kv_head(q[rows], k.shape[1]).mul_(ctx.scale), _by_kv_head(grad[rows], k.shape[1])
            probabilities = _probabilities(queries, k[keys], rows, ctx.window)
            d_v[keys] += (probabilities.transpose(1, 2) @ d_out).transpose(0, 1)
            d_p = d_out @ v[keys].permute(1, 2, 0)
            d_s = torch._softmax_backward_data(d_p, probabilities, -1, d_p.dtype)
            d_q[rows] = _by_token(d_s @ k[keys].transpose(0, 1), rows).mul_(ctx.scale)
            d_k[keys] += (d_s.transpose(1, 2) @ queries).transpose(0, 1)
        return d_q, d_k, d_v, None, None, None


def _blocks(lengths: Sequence[int], window: int | None) -> Iterator[tuple[slice, slice]]:
    """Yield (rows of a block of queries, rows of the keys that any of them sees) for all segments of a flat batch."""
    start = 0
    for length in lengths:
        for first in range(start, start + length, BLOCK):
            last = min(first + BLOCK, start + length)
            seen_from = start if window is None else max(start, first - window + 1)
            yield slice(first, last), slice(seen_from, last)
        start += length


def _probabilities(queries: Tensor, keys: Tensor, rows: slice, window: int | None) -> Tensor:
    """Return softmax(queries Kᵀ + mask), (K, G·T, L), for scaled queries (K, G·T, D) and keys (L, K, D).

    The T queries of `rows` stand at the positions of the last T keys.
    """
    n_queries, n_keys = rows.stop - rows.start, len(keys)
    scores = (queries @ keys.permute(1, 2, 0)).view(-1, n_queries, n_keys)  # (H, T, L)
    hidden = torch.full((n_queries, n_queries), -torch.inf, dtype=scores.dtype)
    scores[:, :, n_keys - n_queries :] += hidden.triu(1)  # keys after the query; adding is three times a masked_fill
    if window is not None:
        hidden = torch.full((n_queries, n_keys), -torch.inf, dtype=scores.dtype)
        scores += hidden.tril(n_keys - n_queries - window)
    return torch.softmax(scores, dim=-1).view(len(queries), -1, n_keys)


def _by_kv_head(x: Tensor, kv_heads: int) -> Tensor:
    """(T, H, D) -> a new (K, G·T, D): the query heads that share a key/value head, under one another."""
    n, heads, size = x.shape
    grouped = x.reshape(n, kv_heads, heads // kv_heads, size).permute(1, 2, 0, 3)
    return torch.empty(grouped.shape, dtype=x.dtype).copy_(grouped).view(kv_heads, -1, size)


def _by_token(x: Tensor, rows: slice) -> Tensor:
    """(K, G·T, D) -> (T, H, D), the way back."""
    return x.view(-1, rows.stop - rows.start, x.shape[-1]).transpose(0, 1)
