"""Dropout as a list of dropped positions, which needs few random numbers and accesses only the dropped elements.

If every element is dropped with probability p, the gaps between dropped elements are geometrically distributed:

    gap = 1 + floor(log(1 - u) / log(1 - p)),    u uniform in [0, 1)

so p · N random numbers suffice instead of N, and p is exact.

Source: Devroye 1986, Non-Uniform Random Variate Generation, chapter X, section 2, for the inversion.
"""

import math

import torch
from torch import Tensor

from .rng import generator


def dropped_positions(size: int, p: float) -> Tensor:
    """Return which of `size` entries are dropped, ascending, int64 (about p · size,); p in (0, 1).

    Draws as many gaps as pass the end but once in a thousand million times.
    """
    mean, deviation = size * p, math.sqrt(size * p * (1 - p))
    gaps = torch.empty(int(mean + 6 * deviation) + 8)
    gaps.uniform_(generator=generator(gaps.device))
    gaps = gaps.neg_().log1p_().div_(math.log1p(-p))
    positions = gaps.to(torch.int64).add_(1).cumsum(0).sub_(1)
    return positions[: int(torch.searchsorted(positions, size))]


def drop_(x: Tensor, positions: Tensor | None) -> Tensor:
    """Set the entries of the contiguous `x` at `positions` to zero, in place; None drops nothing."""
    if positions is not None:
        x.view(-1).index_fill_(0, positions, 0)
    return x
