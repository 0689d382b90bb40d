"""Gradient checkpointing: keep what enters a block, forget what happens in it, and compute it again backwards.

The second computation draws the same dropout masks, because PyTorch puts the generators back for it; so loss and
gradients have the same bits, at about a third more arithmetic.

Source: Chen et al. 2016, arXiv:1604.06174.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from torch.utils.checkpoint import checkpoint

from ..model import Decoder


@contextmanager
def recomputed_blocks(model: Decoder) -> Iterator[None]:
    """Let a forward pass inside the block of code save only what enters each block of the model."""
    for block in model.blocks:
        block.forward = partial(checkpoint, block.forward, use_reentrant=False)
    try:
        yield
    finally:
        for block in model.blocks:
            del block.forward  # the class's own comes forth
