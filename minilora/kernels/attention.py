"""Causal attention within the segments of a flat batch, one block of queries at a time.

Forward, for queries i..j of a segment:    S = Q Kᵀ,  P = softmax(s·S) over the visible keys,  O = P V
Backward:  P = exp(s·S - lse),  dP = dO Vᵀ,  dS = s·P·(dP - rowsum(P·dP)),  dV = Pᵀ dO,  dQ = dS K,  dK = dSᵀ Q

Saved for backward: q, k, v and lse, the log-sum-exp of each row (one number per token and head). The backward pass
recomputes P, so memory is linear in the segment's length. Between two matmuls, one loop over rows works in place on S
and dP (heads.py).

The matmuls' operands have the heads as first dimension: a segment of T tokens is (K, T·G, D), so that the G = H/K query
heads that share a key/value head are rows of one matmul. T is padded with zeros to a multiple of `STEP`, because oneDNN
compiles a bfloat16 matmul for each new shape.

Source: Dao 2023, arXiv:2307.08691, section 2.3, for lse and the backward pass.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from ..compiled import array_of
from .gemm import bmm
from .heads import add, d_scores_, heads_first, probabilities_, tokens_first

BLOCK = 96
"""Most queries of one matmul: long enough for the matrix units, short enough to skip most of the masked half."""

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
        kv_heads, counts = k.shape[1], _counts(lengths)
        queries, keys, values = _by_head(q, kv_heads, counts), *(_by_head(x, kv_heads, lengths) for x in (k, v))
        out, lse = torch.empty_like(queries), torch.empty(queries.shape[:2])
        work, blocks = _Scores(queries, lengths), _parts(counts, kv_heads, queries, out, lse)
        for length, k_, v_ in _parts(lengths, kv_heads, keys, values):
            for first, seen_from in _blocks(length, window):
                count, q_, out_, lse_ = next(blocks)
                seen_k, seen_v = (x[:, seen_from : first + padded(count)].contiguous() for x in (k_, v_))
                scores, array = work.like(kv_heads, q_.shape[1], seen_k.shape[1])
                bmm(q_, seen_k.transpose(1, 2), scores)
                causal_mask = (q_.shape[1] // padded(count), count, first - seen_from, window or length)
                probabilities_(array, array_of(lse_), work.row, *causal_mask, scale)
                bmm(scores, seen_v, out_)
        ctx.save_for_backward(queries, keys, values, lse)
        ctx.kv_heads, ctx.lengths, ctx.scale, ctx.window = kv_heads, lengths, scale, window
        return _by_token(out, kv_heads, counts, q.dtype)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        queries, keys, values, lse = ctx.saved_tensors
        kv_heads, lengths, counts = ctx.kv_heads, ctx.lengths, _counts(ctx.lengths)
        d_out, d_q = _by_head(grad, kv_heads, counts), torch.empty_like(queries)
        d_k, d_v = (torch.zeros(keys.shape) for _ in range(2))  # float32, since many blocks add to them
        work, work_p = _Scores(queries, lengths), _Scores(queries, lengths)
        memory = torch.empty(keys.numel(), dtype=keys.dtype)
        blocks = _parts(counts, kv_heads, queries, lse, d_out, d_q)
        for length, k_, v_, d_k_, d_v_ in _parts(lengths, kv_heads, keys, values, d_k, d_v):
            sum_k, sum_v = array_of(d_k_.flatten(1)), array_of(d_v_.flatten(1))
            for first, seen_from in _blocks(length, ctx.window):
                count, q_, lse_, d_out_, d_q_ = next(blocks)
                seen = slice(seen_from, first + padded(count))
                seen_k, seen_v = k_[:, seen].contiguous(), v_[:, seen].contiguous()
                d_seen = memory[: seen_k.numel()].view(seen_k.shape)
                shape = kv_heads, seen_k.shape[1], q_.shape[1]
                (scores, array), (d_scores, d_array) = work.like(*shape), work_p.like(*shape)
                bmm(seen_k, q_.transpose(1, 2), scores)
                bmm(seen_v, d_out_.transpose(1, 2), d_scores)
                causal_mask = (q_.shape[1] // padded(count), count, first - seen_from, ctx.window or length)
                d_scores_(array, d_array, array_of(lse_), work.row, *causal_mask, ctx.scale)
                for s, rows, total in ((scores, d_out_, sum_v), (d_scores, q_, sum_k)):
                    bmm(s, rows, d_seen)
                    add(array_of(d_seen.flatten(1)), total, seen_from * d_seen.shape[2])
                bmm(d_scores.transpose(1, 2), seen_k, d_q_)
        heads = ((d_q, counts), (d_k, lengths), (d_v, lengths))
        return *(_by_token(x, kv_heads, n, grad.dtype) for x, n in heads), None, None, None


class _Scores:
    """Memory for the scores of any block of a batch, and a float32 row of them."""

    def __init__(self, queries: Tensor, lengths: Sequence[int]) -> None:
        heads, longest = queries.shape[1], padded(max(lengths, default=0))
        rows = heads * max(map(_block, lengths), default=0)
        self.memory = torch.empty(rows * longest, dtype=queries.dtype)
        self.array = array_of(self.memory)
        self.row = torch.empty(max(rows, longest)).numpy()

    def like(self, *shape: int) -> tuple[Tensor, Any]:
        """Return the memory as a tensor of that shape, and as its array."""
        size = shape[0] * shape[1] * shape[2]
        return self.memory[:size].view(shape), self.array[:size].reshape(shape)


def padded(length: int) -> int:
    """Return the smallest multiple of `STEP` that is not less."""
    return -(-length // STEP) * STEP


def _block(length: int) -> int:
    """Return how many queries a block has in a segment of that length; all but its last have as many."""
    return padded(-(-length // max(1, round(length / BLOCK))))


def _blocks(length: int, window: int | None) -> Iterator[tuple[int, int]]:
    """Yield (first query, multiple of `STEP` from which on one of them sees keys) of a segment's blocks."""
    for first in range(0, length, _block(length) or 1):
        yield first, 0 if window is None else max(0, first - window + 1) // STEP * STEP


def _counts(lengths: Sequence[int]) -> list[int]:
    """Return how many queries each block of the batch has."""
    return [min(_block(length), length - first) for length in lengths for first, _ in _blocks(length, None)]


def _parts(lengths: Sequence[int], kv_heads: int, *memory: Tensor) -> Iterator[tuple[Any, ...]]:
    """Yield each length, and what lies there in memory (padded N, ...): (K, padded length · ..., ...)."""
    start = 0
    for length in lengths:
        end = start + padded(length)
        yield length, *(x[start:end].view(kv_heads, -1, *x.shape[2:]) for x in memory)
        start = end


def _by_head(x: Tensor, kv_heads: int, lengths: Sequence[int]) -> Tensor:
    """(N, heads, D) -> (padded N, heads, D), in which a segment's memory holds (K, padded length, heads / K, D)."""
    out = torch.empty((sum(map(padded, lengths)), *x.shape[1:]), dtype=x.dtype)
    size = x.shape[1] // kv_heads * x.shape[2]
    heads_first(array_of(x.contiguous().view(-1, kv_heads, size)), array_of(out.view(-1, size)), *_padding(lengths))
    return out


def _by_token(x: Tensor, kv_heads: int, lengths: Sequence[int], dtype: torch.dtype) -> Tensor:
    """(padded N, heads, D) -> (N, heads, D) in `dtype`, the way back."""
    out = torch.empty((sum(lengths), *x.shape[1:]), dtype=dtype)
    size = x.shape[1] // kv_heads * x.shape[2]
    tokens_first(array_of(x.view(-1, size)), array_of(out.view(-1, kv_heads, size)), *_padding(lengths))
    return out


def _padding(lengths: Sequence[int]) -> tuple[Any, int]:
    return torch.tensor(lengths, dtype=torch.long).numpy(), STEP
