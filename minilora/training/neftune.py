"""NEFTune: uniform noise on the embeddings of what is learned from, so that the model leans less on exact words.

    x' = x + alpha / sqrt(T · C) · u,    u uniform in [-1, 1),   for a record of T tokens and hidden size C

Source: Jain et al. 2023, arXiv:2310.05914, algorithm 1.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor

from ..model import Decoder


@contextmanager
def noisy_embeddings(model: Decoder, lengths: Sequence[int], alpha: float) -> Iterator[None]:
    """Add noise to the embeddings of a flat batch whose records have `lengths`, inside the block."""
    if not alpha:
        yield
        return
    handle = model.embed.register_forward_hook(lambda module, inputs, x: add_noise(x, lengths, alpha))
    try:
        yield
    finally:
        handle.remove()


def add_noise(x: Tensor, lengths: Sequence[int], alpha: float) -> Tensor:
    """Return x (N, C) with noise; draws from torch's global generator.

    Args:
        lengths: tokens of each record; they add up to N.
    """
    sizes = torch.tensor(lengths, device=x.device)
    bounds = (alpha / (sizes * x.shape[1]).sqrt()).repeat_interleave(sizes)  # (N,)
    noise = torch.empty(x.shape, dtype=torch.float32, device=x.device).uniform_(-1, 1)
    return x + (noise * bounds[:, None]).to(x.dtype)
