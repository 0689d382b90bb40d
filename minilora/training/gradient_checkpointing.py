"""Gradient checkpointing: keep what enters a block, forget what happens in it, and compute it again backwards.

The second computation draws the same dropout masks, because the generator is put back to where it was before the
first; so loss and gradients have the same bits, at about a third more arithmetic.

Source: Chen et al. 2016, arXiv:1604.06174.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial

import torch
from torch.utils.checkpoint import checkpoint

from ..kernels.rng import generator
from ..model import Decoder


@contextmanager
def checkpoint_blocks(model: Decoder) -> Iterator[None]:
    """Let a forward pass inside the block of code save only what enters each block of the model."""
    for block in model.blocks:
        block.forward = partial(checkpoint, block.forward, use_reentrant=False, context_fn=_replay_rng)
    try:
        yield
    finally:
        for block in model.blocks:
            del block.forward  # the class's own comes forth


def _replay_rng() -> tuple[AbstractContextManager[None], AbstractContextManager[None]]:
    """Return contexts for a block's two computations: the second draws what the first draws.

    For a thread's own generator; PyTorch does the same for its own.
    """
    own = generator(torch.device("cpu"))
    return nullcontext(), nullcontext() if own is None else _rng_state(own, own.get_state())


@contextmanager
def _rng_state(own: torch.Generator, state: torch.Tensor) -> Iterator[None]:
    own.set_state(state)
    yield
