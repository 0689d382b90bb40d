"""NEFTune: uniform noise on the embeddings during training, to reduce overfitting to the exact words.

    x' = x + alpha / sqrt(T · C) · u,    u uniform in [-1, 1),   for a record of T tokens and hidden size C

Source: Jain et al. 2023, arXiv:2310.05914, algorithm 1.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from ..kernels.rng import generator


def add_noise(x: Tensor, lengths: Sequence[int], alpha: float) -> Tensor:
    """Return the embeddings x (N, C) with added noise.

    Args:
        lengths: tokens of each record; their sum is N.
    """
    sizes = torch.tensor(lengths, device=x.device)
    bounds = (alpha / (sizes * x.shape[1]).sqrt()).repeat_interleave(sizes)  # (N,)
    noise = torch.empty(x.shape, dtype=torch.float32, device=x.device)
    noise.uniform_(-1, 1, generator=generator(x.device))
    return x + (noise * bounds[:, None]).to(x.dtype)
