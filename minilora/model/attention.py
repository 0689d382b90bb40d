"""Causal self-attention with grouped key/value heads, over flat batches.

    x (N, C) -> q (N, H, D), k and v (N, K, D) -> rotate q, k -> attend inside each sequence -> o_proj -> (N, C)

Query head h reads key/value head h // (H/K) (Ainslie et al. 2023, arXiv:2305.13245).
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..arch.config import ModelConfig
from .cache import KVCache
from .rope import rotate


class Attention(nn.Module):
    def __init__(self, config: ModelConfig, block: int) -> None:
        super().__init__()
        self.block = block
        self.head_dim = config.head_dim
        query_size, kv_size = config.num_heads * config.head_dim, config.num_kv_heads * config.head_dim
        self.q_proj = nn.Linear(config.hidden_size, query_size, bias=config.attention_bias)
        self.k_proj = nn.Linear(config.hidden_size, kv_size, bias=config.attention_bias)
        self.v_proj = nn.Linear(config.hidden_size, kv_size, bias=config.attention_bias)
        self.o_proj = nn.Linear(query_size, config.hidden_size, bias=config.attention_bias)

    def forward(
        self, x: Tensor, tables: tuple[Tensor, Tensor], lengths: Sequence[int], cache: KVCache | None
    ) -> Tensor:
        """Map x (N, C) to (N, C); `lengths` of the sequences add up to N. With a cache there is one sequence."""
        q, k, v = (proj(x).view(len(x), -1, self.head_dim) for proj in (self.q_proj, self.k_proj, self.v_proj))
        q, k = rotate(q, *tables), rotate(k, *tables)
        if cache is None:
            mixed = attend(q, k, v, lengths)
        else:
            mixed = attend_cached(q, *cache.extend(self.block, k, v))
        out: Tensor = self.o_proj(mixed.flatten(1))
        return out


def attend(q: Tensor, k: Tensor, v: Tensor, lengths: Sequence[int]) -> Tensor:
    """Causal attention inside each sequence of a flat batch: q (N, H, D), k and v (N, K, D) -> (N, H, D)."""
    if len(set(lengths)) == 1:  # equal lengths: one call, (B, heads, T, D)
        q, k, v = (x.reshape(len(lengths), -1, *x.shape[1:]).transpose(1, 2) for x in (q, k, v))
        return _sdpa(q, k, v, causal=True).transpose(1, 2).flatten(0, 1)
    parts = zip(*(torch.split(x, list(lengths)) for x in (q, k, v)), strict=True)
    return torch.cat([attend(q_part, k_part, v_part, (len(q_part),)) for q_part, k_part, v_part in parts])


def attend_cached(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Attention of the last T tokens to all L: q (T, H, D), k and v (L, K, D) -> (T, H, D)."""
    past = len(k) - len(q)
    mask = None
    if len(q) > 1:  # query t stands at position past + t
        mask = torch.ones(len(q), len(k), dtype=torch.bool, device=q.device).tril(past)
    q, k, v = (x.transpose(0, 1)[None] for x in (q, k, v))
    return _sdpa(q, k, v, mask=mask)[0].transpose(0, 1)


def _sdpa(q: Tensor, k: Tensor, v: Tensor, causal: bool = False, mask: Tensor | None = None) -> Tensor:
    """PyTorch's attention on (B, H, T, D) against (B, K, L, D), with the key/value heads shared by groups."""
    return F.scaled_dot_product_attention(
        q, k, v, attn_mask=mask, is_causal=causal, enable_gqa=q.shape[1] != k.shape[1]
    )
