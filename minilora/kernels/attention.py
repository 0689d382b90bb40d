"""Causal attention inside the segments of a flat batch, a block of queries at a time.

Forward, for queries i..j of a segment:    S = Q Kᵀ,  P = softmax(s·S) over the keys in their sight,  O = P V
Backward:  P = exp(s·S - lse),  dP = dO Vᵀ,  dS = s·P·(dP - rowsum(P·dP)),  dV = Pᵀ dO,  dQ = dS K,  dK = dSᵀ Q

Kept are q, k, v and lse, the logarithm of each row's sum of exponentials (a number for a token and head). P is computed
again, so memory grows linearly with the segment's length. Between two products there is one loop over rows, in the
memory of S and dP (heads.py).

Products read heads first: a segment of T tokens is (K, T·G, D), in which the G = H/K query heads that share a key/value
head are rows of one product. T is a multiple of `STEP`, and what lies past the segment's end is zero: oneDNN compiles a
product for each new shape, and so there are few.

Source: Dao 2023, arXiv:2307.08691, section 2.3, for lse and the backward pass.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from ..compiled import array_of
from .heads import d_scores_, heads_first, probabilities_, tokens_first

BLOCK = 96
"""Most queries of one product: long enough for the matrix units, short enough to skip most of the masked half."""

STEP = 16
"""Padded lengths are multiples of it."""


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
        kv_heads, group = k.shape[1], q.shape[1] // k.shape[1]
        queries, keys, values = (_by_head(x, kv_heads, lengths) for x in (q, k, v))
        out, lse = torch.empty_like(queries), torch.empty(queries.shape[:2])
        work = _Scores(q.shape[1], lengths, q.dtype)
        for length, *parts in _segments(lengths, kv_heads, queries, keys, values, out, lse):
            q_, k_, v_, out_, lse_ = parts
            columns, lse_ = k_.transpose(1, 2).contiguous(), array_of(lse_)
            for first, last, seen in _blocks(length, window):
                rows, sees = slice(first * group, last * group), slice(seen, last)
                scores = work.like(kv_heads, (last - first) * group, last - seen)
                torch.bmm(q_[:, rows], columns[:, :, sees], out=scores)
                sight = (first, group, length - first, first - seen, window or length)
                probabilities_(array_of(scores), lse_, work.row, *sight, scale)
                torch.bmm(scores, v_[:, sees], out=out_[:, rows])
        ctx.save_for_backward(queries, keys, values, lse)
        ctx.lengths, ctx.scale, ctx.window, ctx.heads = lengths, scale, window, (q.shape[1], kv_heads)
        return _by_token(out, kv_heads, lengths)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        queries, keys, values, lse = ctx.saved_tensors
        (heads, kv_heads), lengths, window = ctx.heads, ctx.lengths, ctx.window
        group = heads // kv_heads
        d_out, d_q = _by_head(grad, kv_heads, lengths), torch.empty_like(queries)
        d_k, d_v = torch.zeros_like(keys), torch.zeros_like(values)
        work, work_p = (_Scores(heads, lengths, grad.dtype) for _ in range(2))
        for length, *parts in _segments(lengths, kv_heads, queries, keys, values, lse, d_out, d_q, d_k, d_v):
            q_, k_, v_, lse_, d_out_, d_q_, d_k_, d_v_ = parts
            lse_ = array_of(lse_)
            for first, last, seen in _blocks(length, window):
                rows, sees = slice(first * group, last * group), slice(seen, last)
                shape = (kv_heads, last - seen, (last - first) * group)
                scores, d_scores = work.like(*shape), work_p.like(*shape)
                torch.bmm(k_[:, sees], q_[:, rows].transpose(1, 2), out=scores)
                torch.bmm(v_[:, sees], d_out_[:, rows].transpose(1, 2), out=d_scores)
                sight = (first, group, length - first, first - seen, window or length)
                d_scores_(array_of(scores), array_of(d_scores), lse_, work.row, *sight, ctx.scale)
                d_v_[:, sees].baddbmm_(scores, d_out_[:, rows])
                d_k_[:, sees].baddbmm_(d_scores, q_[:, rows])
                torch.bmm(d_scores.transpose(1, 2), k_[:, sees], out=d_q_[:, rows])
        back = [_by_token(x, kv_heads, lengths) for x in (d_q, d_k, d_v)]
        return *back, None, None, None


class _Scores:
    """Memory for the scores of any block of a batch, and a float32 row of them."""

    def __init__(self, heads: int, lengths: Sequence[int], dtype: torch.dtype) -> None:
        longest = padded(max(lengths, default=0))
        block = max((_block(length) for length in lengths), default=0)
        self.memory = torch.empty(heads * block * longest, dtype=dtype)
        self.row = torch.empty(max(longest, heads * block)).numpy()

    def like(self, *shape: int) -> Tensor:
        return self.memory[: shape[0] * shape[1] * shape[2]].view(shape)


def padded(length: int) -> int:
    return -(-length // STEP) * STEP


def _segments(lengths: Sequence[int], kv_heads: int, *memory: Tensor) -> Iterator[tuple[Any, ...]]:
    """Yield a segment's length, and its part of each memory (padded N, ...) as (K, padded length · ..., ...)."""
    start = 0
    for length in lengths:
        end = start + padded(length)
        yield length, *(x[start:end].view(kv_heads, -1, *x.shape[2:]) for x in memory)
        start = end


def _block(length: int) -> int:
    """Return how many queries a block of such a segment has."""
    return padded(-(-length // max(1, round(length / BLOCK))))


def _blocks(length: int, window: int | None) -> Iterator[tuple[int, int, int]]:
    """Yield (first query, end of the queries and keys, first key that any of them sees), multiples of `STEP`."""
    block = _block(length)
    for first in range(0, length, block):
        seen_from = 0 if window is None else max(0, first - window + 1) // STEP * STEP
        yield first, min(first + block, padded(length)), seen_from


def _by_head(x: Tensor, kv_heads: int, lengths: Sequence[int]) -> Tensor:
    """(N, heads, D) -> (padded N, heads, D), in which a segment's memory holds (K, padded length, heads / K, D)."""
    out = torch.empty((sum(map(padded, lengths)), *x.shape[1:]), dtype=x.dtype)
    size = x.shape[1] // kv_heads * x.shape[2]
    heads_first(array_of(x.contiguous().view(-1, kv_heads, size)), array_of(out.view(-1, size)), *_padding(lengths))
    return out


def _by_token(x: Tensor, kv_heads: int, lengths: Sequence[int]) -> Tensor:
    """(padded N, heads, D) -> (N, heads, D), the way back."""
    out = torch.empty((sum(lengths), *x.shape[1:]), dtype=x.dtype)
    size = x.shape[1] // kv_heads * x.shape[2]
    tokens_first(array_of(x.view(-1, size)), array_of(out.view(-1, kv_heads, size)), *_padding(lengths))
    return out


def _padding(lengths: Sequence[int]) -> tuple[Any, int]:
    return torch.tensor(lengths, dtype=torch.long).numpy(), STEP
