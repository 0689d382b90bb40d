"""KVCache: keys and values of the previous tokens, so that generation computes only the new token."""

import torch
from torch import Tensor

from ..arch.config import ModelConfig


class KVCache:
    """Keys and values of up to `capacity` tokens of one sequence: per block (capacity, K, D)."""

    def __init__(self, config: ModelConfig, capacity: int, device: torch.device, dtype: torch.dtype) -> None:
        shape = (config.num_blocks, capacity, config.num_kv_heads, config.head_dim)
        self.keys = torch.empty(shape, device=device, dtype=dtype)
        self.values = torch.empty(shape, device=device, dtype=dtype)
        self.capacity = capacity
        self.length = 0
        """Number of cached tokens; the decoder increases it after all blocks have stored their keys and values."""

    def extend(self, block: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Store a block's new keys and values (T, K, D) and return all of them, (length + T, K, D)."""
        end = self.length + len(keys)
        self.keys[block, self.length : end] = keys
        self.values[block, self.length : end] = values
        return self.keys[block, :end], self.values[block, :end]
