"""KVCache: keys, values and states of the previous tokens, so that generation computes only the new token."""

import torch
from torch import Tensor

from ..arch.config import ModelConfig


class KVCache:
    """Keys and values of up to `capacity` tokens of one sequence, (capacity, K, D) for each block with attention, and
    the states of the other blocks, whose size does not depend on the number of tokens."""

    def __init__(self, config: ModelConfig, capacity: int, device: torch.device, dtype: torch.dtype) -> None:
        with_attention = [block for block in range(config.num_blocks) if not config.is_recurrent(block)]
        self._index = {block: n for n, block in enumerate(with_attention)}
        shape = (len(with_attention), capacity, config.num_kv_heads, config.head_dim)
        self.keys = torch.empty(shape, device=device, dtype=dtype)
        self.values = torch.empty(shape, device=device, dtype=dtype)
        self.states: dict[int, tuple[Tensor, ...]] = {}
        """State of each recurrent block after the cached tokens; absent before the first."""
        self.capacity = capacity
        self.length = 0
        """Number of cached tokens; the decoder increases it after all blocks have stored their keys and values."""

    def extend(self, block: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Store a block's new keys and values (T, K, D) and return all of them, (length + T, K, D)."""
        n, end = self._index[block], self.length + len(keys)
        self.keys[n, self.length : end] = keys
        self.values[n, self.length : end] = values
        return self.keys[n, :end], self.values[n, :end]
