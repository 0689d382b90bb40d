"""Causal self-attention with grouped key/value heads, over flat batches.

    x (N, C) -> q (N, H, D), k and v (N, K, D) -> norm, RoPE -> attention per sequence -> o_proj -> (N, C)

Query head h reads key/value head h // (H/K) (Ainslie et al. 2023, arXiv:2305.13245).
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..arch.config import ModelConfig
from ..kernels import usable
from ..kernels.attention import causal_attention
from ..kernels.linear import linear, project
from ..kernels.rope import heads_of
from .cache import KVCache
from .norms import QUERY_NORMS
from .rope import Tables, deinterleave, rotate


@dataclass(frozen=True)
class AttentionParams:
    """Parameters of scaled dot-product attention: softmax(scale · q·k + causal mask)."""

    scale: float
    window: int | None = None
    """Sliding window: a token attends to itself and the window - 1 tokens before it; None: to all before it."""
    softcap: float | None = None
    """Scores go through cap · tanh(score / cap)."""


class Attention(nn.Module, ABC):
    def __init__(self, config: ModelConfig, block: int) -> None:
        super().__init__()
        self.block = block
        self.head_dim = config.head_dim
        self.head_counts = (config.num_heads, config.num_kv_heads, config.num_kv_heads)
        self.params = AttentionParams(config.attention_scale, config.window(block), config.attention_softcap)
        self.interleaved, self.norm_after_rope = config.rope_interleaved, config.query_norm_after_rope
        self.q_norm = QUERY_NORMS[config.query_norm](config, config.num_heads)
        self.k_norm = QUERY_NORMS[config.query_norm](config, config.num_kv_heads)
        self.o_proj = nn.Linear(config.num_heads * config.head_dim, config.hidden_size, bias=config.output_bias)

    @abstractmethod
    def project(self, x: Tensor) -> Tensor | Sequence[Tensor]:
        """Return q (N, H·D), k and v (N, K·D) of x (N, C), concatenated or as three tensors."""

    def forward(self, x: Tensor, tables: Tables | None, lengths: Sequence[int], cache: KVCache | None) -> Tensor:
        """Map x (N, C) to (N, C). The sequence `lengths` add up to N; with a cache there is one sequence."""
        return linear(self.mix(self.project(x), tables, lengths, cache), self.o_proj)

    def mix(
        self,
        projected: Tensor | Sequence[Tensor],
        tables: Tables | None,
        lengths: Sequence[int],
        cache: KVCache | None,
    ) -> Tensor:
        """Return the heads' output (N, H·D) for the result of `project`."""
        q, k, v = self.heads(projected, tables)
        if cache is None:
            mixed = varlen_attention(q, k, v, lengths, self.params)
        else:
            mixed = cached_attention(q, *cache.extend(self.block, k, v), self.params)
        return mixed.flatten(1)

    def heads(self, projected: Tensor | Sequence[Tensor], tables: Tables | None) -> tuple[Tensor, Tensor, Tensor]:
        """Return q (N, H, D), k and v (N, K, D), after norm and RoPE, for the result of `project`."""
        plain = isinstance(self.q_norm, nn.Identity) and not self.interleaved
        if isinstance(projected, Tensor):
            if tables is not None and tables.cos.shape[-1] == self.head_dim and plain and usable(projected):
                return heads_of(projected, tables.cos, tables.sin, *self.head_counts[:2])
            projected = projected.split([n * self.head_dim for n in self.head_counts], dim=-1)
        q, k, v = (part.unflatten(-1, (-1, self.head_dim)) for part in projected)
        if self.norm_after_rope:
            return self.q_norm(self.apply_rope(q, tables)), self.k_norm(self.apply_rope(k, tables)), v
        return self.apply_rope(self.q_norm(q), tables), self.apply_rope(self.k_norm(k), tables), v

    def apply_rope(self, x: Tensor, tables: Tables | None) -> Tensor:
        """Apply RoPE to queries or keys (N, heads, D). Interleaved pairs are first reordered to split halves.

        This does not change q · k, because queries and keys are reordered in the same way.
        """
        if tables is None:
            return x
        return rotate(deinterleave(x, tables.cos.shape[-1]) if self.interleaved else x, tables.cos, tables.sin)


class SplitAttention(Attention):
    """Separate projections for q, k and v."""

    def __init__(self, config: ModelConfig, block: int) -> None:
        super().__init__(config, block)
        query_size, kv_size = config.num_heads * config.head_dim, config.num_kv_heads * config.head_dim
        self.q_proj = nn.Linear(config.hidden_size, query_size, bias=config.attention_bias)
        self.k_proj = nn.Linear(config.hidden_size, kv_size, bias=config.attention_bias)
        self.v_proj = nn.Linear(config.hidden_size, kv_size, bias=config.attention_bias)

    def project(self, x: Tensor) -> Tensor | Sequence[Tensor]:
        modules = (self.q_proj, self.k_proj, self.v_proj)
        together = project(x, modules) if usable(x) and x.ndim == 2 else None
        return [linear(x, module) for module in modules] if together is None else together


class GrowingAttention(SplitAttention):
    """SplitAttention with queries that are scaled by position, so that attention stays sharp in long texts."""

    def heads(self, projected: Tensor | Sequence[Tensor], tables: Tables | None) -> tuple[Tensor, Tensor, Tensor]:
        q, k, v = super().heads(projected, tables)
        return q if tables is None or tables.query_factor is None else q * tables.query_factor, k, v


class FusedAttention(Attention):
    """One projection with the rows of q, then k, then v."""

    def __init__(self, config: ModelConfig, block: int) -> None:
        super().__init__(config, block)
        query_size, kv_size = config.num_heads * config.head_dim, config.num_kv_heads * config.head_dim
        self.qkv_proj = nn.Linear(config.hidden_size, query_size + 2 * kv_size, bias=config.attention_bias)

    def project(self, x: Tensor) -> Tensor | Sequence[Tensor]:
        return linear(x, self.qkv_proj)


class GatedAttention(SplitAttention):
    """SplitAttention with an output gate: q_proj returns query and gate per head; sigmoid(gate) scales the output."""

    def __init__(self, config: ModelConfig, block: int) -> None:
        super().__init__(config, block)
        query_size = config.num_heads * config.head_dim
        self.q_proj = nn.Linear(config.hidden_size, 2 * query_size, bias=config.attention_bias)

    def forward(self, x: Tensor, tables: Tables | None, lengths: Sequence[int], cache: KVCache | None) -> Tensor:
        q, gate = linear(x, self.q_proj).unflatten(-1, (-1, 2 * self.head_dim)).chunk(2, dim=-1)
        mixed = self.mix((q.flatten(1), linear(x, self.k_proj), linear(x, self.v_proj)), tables, lengths, cache)
        return linear(mixed * gate.flatten(1).sigmoid(), self.o_proj)


ATTENTIONS: Mapping[str, type[Attention]] = {
    "split": SplitAttention,
    "growing": GrowingAttention,
    "gated": GatedAttention,
    "fused": FusedAttention,
}


def varlen_attention(q: Tensor, k: Tensor, v: Tensor, lengths: Sequence[int], params: AttentionParams) -> Tensor:
    """Causal attention within each sequence of a flat batch: q (N, H, D), k and v (N, K, D) -> (N, H, D)."""
    if usable(q) and params.softcap is None:
        return causal_attention(q, k, v, lengths, params.scale, params.window)
    if len(set(lengths)) == 1:  # equal lengths: one call, (B, heads, T, D)
        q, k, v = (x.reshape(len(lengths), -1, *x.shape[1:]).transpose(1, 2) for x in (q, k, v))
        return _scaled_dot_product_attention(q, k, v, params).transpose(1, 2).flatten(0, 1)
    parts = zip(*(torch.split(x, list(lengths)) for x in (q, k, v)), strict=True)
    return torch.cat(
        [varlen_attention(q_part, k_part, v_part, (len(q_part),), params) for q_part, k_part, v_part in parts]
    )


def cached_attention(q: Tensor, k: Tensor, v: Tensor, params: AttentionParams) -> Tensor:
    """Attention of the last T tokens to all L: q (T, H, D), k and v (L, K, D) -> (T, H, D)."""
    q, k, v = (x.transpose(0, 1)[None] for x in (q, k, v))
    return _scaled_dot_product_attention(q, k, v, params)[0].transpose(0, 1)


def causal_mask(queries: int, keys: int, window: int | None, device: torch.device) -> Tensor:
    """Return a boolean mask (T, L): True where one of the last T queries may attend to one of L keys."""
    past = keys - queries  # query t is at position past + t
    mask = torch.ones(queries, keys, dtype=torch.bool, device=device).tril(past)
    return mask if window is None else mask.triu(past - window + 1)


def _scaled_dot_product_attention(q: Tensor, k: Tensor, v: Tensor, params: AttentionParams) -> Tensor:
    """Attention of the last T queries to L keys: q (B, H, T, D), k and v (B, K, L, D) -> (B, H, T, D)."""
    queries, keys = q.shape[2], k.shape[2]
    window = params.window if params.window is not None and params.window < keys else None
    if params.softcap is not None:
        return _softcapped_attention(
            q, k, v, params.scale, params.softcap, causal_mask(queries, keys, window, q.device)
        )
    plain = window is None and queries in (1, keys)
    return F.scaled_dot_product_attention(
        q,
        k,
        v,
        attn_mask=None if plain else causal_mask(queries, keys, window, q.device),
        is_causal=plain and queries > 1,
        scale=params.scale,
        enable_gqa=q.shape[1] != k.shape[1],
    )


def _softcapped_attention(q: Tensor, k: Tensor, v: Tensor, scale: float, cap: float, mask: Tensor) -> Tensor:
    """Attention with a soft cap on the scores. Source: Gemma Team 2024, arXiv:2408.00118."""
    k, v = (x.repeat_interleave(q.shape[1] // x.shape[1], dim=1) for x in (k, v))
    scores = cap * torch.tanh(q @ k.transpose(2, 3) * scale / cap)  # (B, H, T, L)
    weights = torch.softmax(scores.masked_fill(~mask, -torch.inf), dim=-1, dtype=torch.float32)
    return weights.to(q.dtype) @ v
