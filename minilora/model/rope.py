"""Rotary position embedding: rotate the pairs (x_i, x_{i + R/2}) by position · theta^(-2i/R) / divisor_i.

Source: Su et al. 2021, arXiv:2104.09864, in the split-halves layout of Hugging Face's checkpoints.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from ..arch.rope import Rope
from ..kernels import usable
from ..kernels.rope import rotate as kernel


class Tables(NamedTuple):
    cos: Tensor
    """Cosine of every rotation angle, (N, 1, R)."""
    sin: Tensor
    query_factor: Tensor | None = None
    """Factor of the queries of every token, (N, 1, 1); None: 1."""


def rope_tables(
    rope: Rope, positions: Tensor, lengths: Sequence[int], spans: Sequence[int], dtype: torch.dtype
) -> Tables:
    """Return the tables, in `dtype`, for positions (N,), int64.

    Angles are always computed in float32: at position 8000, bfloat16 would be wrong by whole turns.

    Args:
        lengths: length of each sequence; they add up to N.
        spans: final length of each sequence, for scaling rules that depend on it.
    """
    half = torch.arange(0, rope.dim, 2, dtype=torch.int64, device=positions.device).float()
    inverse = 1.0 / (rope.theta ** (half / rope.dim))  # (R/2,)
    divisors = [rope.scaling.divisors(span) or (1.0,) * (rope.dim // 2) for span in spans]
    if len(set(divisors)) > 1:  # a row for each token
        inverse = inverse / torch.tensor(divisors).repeat_interleave(torch.tensor(lengths), dim=0).to(positions.device)
    elif set(divisors[0]) != {1.0}:
        inverse = inverse / torch.tensor(divisors[0], device=positions.device)
    angles = positions.float()[:, None] * inverse  # (N, R/2)
    angles = torch.cat((angles, angles), dim=-1)[:, None, :]
    attention_factor = rope.scaling.attention_factor
    cos, sin = (angles.cos() * attention_factor).to(dtype), (angles.sin() * attention_factor).to(dtype)
    return Tables(cos, sin, query_factor(rope, positions, dtype))


def query_factor(rope: Rope, positions: Tensor, dtype: torch.dtype) -> Tensor | None:
    """Return the factor of the queries at positions (N,), as (N, 1, 1), or None.

    Source: Nakanishi 2025, arXiv:2501.19399, in the form of Llama 4 and Ministral 3.
    """
    if rope.query_growth is None or rope.query_growth_length is None:
        return None
    periods = torch.floor(positions / rope.query_growth_length)
    return (1 + rope.query_growth * torch.log(1 + periods)).to(dtype)[:, None, None]


def deinterleave(x: Tensor, rotary_dim: int) -> Tensor:
    """Return x (N, heads, D) with its first R elements in the order 0, 2, 4, ..., 1, 3, 5, ..."""
    pairs = x[..., :rotary_dim].unflatten(-1, (-1, 2)).transpose(-1, -2).flatten(-2)
    return torch.cat((pairs, x[..., rotary_dim:]), dim=-1)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotate the pairs of every head in x (N, heads, D) with the tables of `rope_tables`; elements after R stay."""
    rotary_dim = cos.shape[-1]
    if rotary_dim < x.shape[-1]:
        return torch.cat((rotate(x[..., :rotary_dim], cos, sin), x[..., rotary_dim:]), dim=-1)
    if usable(x):
        return kernel(x, cos, sin)
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-second, first), dim=-1) * sin
