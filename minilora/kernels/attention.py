"""Causal attention inside the segments of a flat batch, a block of queries at a time.

Forward, for queries i..j of a segment:    P = softmax(Q Kᵀ / sqrt(D) + mask),  O = P V,  with keys 0..j only
Backward:  dV = Pᵀ dO,   dS = P · (dO Vᵀ - rowsum(P · dO Vᵀ)),   dQ = dS K / sqrt(D),   dK = dSᵀ Q / sqrt(D)

P is computed again in the backward pass, so memory grows linearly with the segment's length. The G = H/K query heads
that share a key/value head are rows of one product: (K, G·T, D) against (K, T, D); nothing is repeated.

Source: Dao et al. 2022, arXiv:2205.14135, section 3, for the recomputation; the softmax is the ordinary one.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

BLOCK = 256
"""Queries of one product: long enough for the matrix units, short enough to skip most of the masked half."""


def causal_attention(q: Tensor, k: Tensor, v: Tensor, lengths: Sequence[int], scale: float) -> Tensor:
    """Return attention (N, H, D) for q (N, H, D), k and v (N, K, D) of segments that are `lengths` long."""
    mixed: Tensor = _CausalAttention.apply(q, k, v, tuple(lengths), scale)  # type: ignore[no-untyped-call]
    return mixed


class _CausalAttention(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, lengths: tuple[int, ...], scale: float) -> Tensor:
        ctx.save_for_backward(q, k, v)
        ctx.lengths, ctx.scale = lengths, scale
        out = torch.empty(q.shape, dtype=q.dtype)
        for rows, keys in _blocks(lengths):
            n = rows.stop - rows.start
            probabilities = _probabilities(_by_kv_head(q[rows], k.shape[1]), k[keys], n, scale)
            out[rows] = _by_token(probabilities @ v[keys].transpose(0, 1), n)
        return out

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None]:
        q, k, v = ctx.saved_tensors
        d_q = torch.empty(q.shape, dtype=q.dtype)
        d_k, d_v = torch.zeros(k.shape, dtype=k.dtype), torch.zeros(v.shape, dtype=v.dtype)
        for rows, keys in _blocks(ctx.lengths):
            n = rows.stop - rows.start
            heads, d_out = _by_kv_head(q[rows], k.shape[1]), _by_kv_head(grad[rows], k.shape[1])
            probabilities = _probabilities(heads, k[keys], n, ctx.scale)
            d_v[keys] += (probabilities.transpose(1, 2) @ d_out).transpose(0, 1)
            d_p = d_out @ v[keys].permute(1, 2, 0)
            d_s = torch._softmax_backward_data(d_p, probabilities, -1, d_p.dtype).mul_(ctx.scale)
            d_q[rows] = _by_token(d_s @ k[keys].transpose(0, 1), n)
            d_k[keys] += (d_s.transpose(1, 2) @ heads).transpose(0, 1)
        return d_q, d_k, d_v, None, None


def _blocks(lengths: Sequence[int]) -> Iterator[tuple[slice, slice]]:
    """Yield (rows of a block of queries, rows of the keys it may see) for all segments of a flat batch."""
    start = 0
    for length in lengths:
        for first in range(start, start + length, BLOCK):
            last = min(first + BLOCK, start + length)
            yield slice(first, last), slice(start, last)
        start += length


def _probabilities(heads: Tensor, keys: Tensor, n_queries: int, scale: float) -> Tensor:
    """Return softmax(Q Kᵀ · scale + mask), (K, G·T, L), for queries (K, G·T, D) and keys (L, K, D).

    The T = `n_queries` queries stand at the positions of the last T keys.
    """
    n_keys = len(keys)
    scores = (heads @ keys.permute(1, 2, 0)).mul_(scale).view(-1, n_queries, n_keys)  # (H, T, L)
    later = torch.ones(n_queries, n_queries, dtype=torch.bool).triu(1)
    scores[:, :, n_keys - n_queries :].masked_fill_(later, -torch.inf)
    return torch.softmax(scores, dim=-1).view(len(heads), -1, n_keys)


def _by_kv_head(x: Tensor, kv_heads: int) -> Tensor:
    """(T, H, D) -> (K, G·T, D): the query heads that share a key/value head, under one another."""
    n, heads, size = x.shape
    return x.view(n, kv_heads, heads // kv_heads, size).permute(1, 2, 0, 3).reshape(kv_heads, -1, size)


def _by_token(x: Tensor, n_queries: int) -> Tensor:
    """(K, G·T, D) -> (T, H, D), the way back."""
    return x.view(-1, n_queries, x.shape[-1]).transpose(0, 1)
