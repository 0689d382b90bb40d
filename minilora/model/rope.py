"""Rotary position embedding: pairs (x_i, x_{i + D/2}) turn by position · theta^(-2i/D) / factor_i.

Source: Su et al. 2021, arXiv:2104.09864, in the split-halves layout of Hugging Face's checkpoints.
"""

import torch
from torch import Tensor

from ..arch.config import ModelConfig


def rope_tables(positions: Tensor, config: ModelConfig, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Return cos and sin of every rotation angle, each (N, 1, D) in `dtype`, for positions (N,) long.

    Angles are computed in float32 whatever `dtype`: at position 8000, bfloat16 would be off by whole turns.
    """
    half = torch.arange(0, config.head_dim, 2, dtype=torch.int64, device=positions.device).float()
    inverse = 1.0 / (config.rope_theta ** (half / config.head_dim))
    if config.rope_factors:
        inverse = inverse / torch.tensor(config.rope_factors, dtype=torch.float32, device=positions.device)
    angles = positions.float()[:, None] * inverse  # (N, D/2)
    angles = torch.cat((angles, angles), dim=-1)[:, None, :]
    return angles.cos().to(dtype), angles.sin().to(dtype)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn every head's pairs: x (N, heads, D) with the tables (N, 1, D) of `rope_tables`."""
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-second, first), dim=-1) * sin
