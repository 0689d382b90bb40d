"""Dropout masks from 8 random bits an entry: PyTorch's own draws a whole number for each, one after another.

The share that is dropped is therefore a multiple of 1/256 (0.05 becomes 13/256 = 0.0508); what is kept is scaled by
the exact inverse of the share kept, so the expectation is right.
"""

import torch
from torch import Tensor


def keep_mask(shape: torch.Size, p: float) -> tuple[Tensor, float]:
    """Return a bool mask of `shape`, False on a share p of the entries, and the factor for what is kept.

    Draws from torch's global CPU generator. `p` in [0, 1) is rounded to the nearest multiple of 1/256 below 1.
    """
    dropped = min(round(p * 256), 255)
    words = torch.empty(-(-shape.numel() // 8), dtype=torch.int64).random_(-(2**63), None)
    mask = (words.view(torch.uint8)[: shape.numel()] >= dropped).view(shape)
    return mask, 256 / (256 - dropped)
