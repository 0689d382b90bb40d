"""KVCache: keys and values of the tokens already seen, so that generating a token costs one token's work."""

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
        """Tokens held; the decoder raises it once all blocks have stored a step's keys and values."""

    def extend(self, block: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Store a block's new keys and values (T, K, D) and return all of them, (length + T, K, D)."""
        end = self.length + len(keys)
        self.keys[block, self.length : end] = keys
        self.values[block, self.length : end] = values
        return self.keys[block, :end], self.values[block, :end]
