"""The decoder: embedding -> blocks of (attention, MLP) with residuals -> norm -> head.

    tokens (N,) ─ embed ─► x (N, C) ─┬─ x + attn(attn_norm(x)) ─ x + mlp(mlp_norm(x)) ─┐ num_blocks times
                                     └──────────────────────────────────────────────────┘
                                     ─ norm ─ lm_head ─► logits (N, V)

`hidden` and `head` are the two halves: training asks for logits at answer positions only, generation at the last.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from ..arch.config import ModelConfig
from .attention import Attention
from .cache import KVCache
from .layers import GatedMLP, RMSNorm
from .rope import rope_tables


class Block(nn.Module):
    def __init__(self, config: ModelConfig, index: int) -> None:
        super().__init__()
        self.attn_norm = RMSNorm(config.hidden_size, config.norm_eps)
        self.attn = Attention(config, index)
        self.mlp_norm = RMSNorm(config.hidden_size, config.norm_eps)
        self.mlp = GatedMLP(config)

    def forward(
        self, x: Tensor, tables: tuple[Tensor, Tensor], lengths: Sequence[int], cache: KVCache | None
    ) -> Tensor:
        x = x + self.attn(self.attn_norm(x), tables, lengths, cache)
        out: Tensor = x + self.mlp(self.mlp_norm(x))
        return out


class Decoder(nn.Module):
    """A causal language model. Its weights are uninitialised until a checkpoint is loaded into them."""

    hf_names: Mapping[str, str]
    """Module name here -> module name in Hugging Face's checkpoints; adapters are saved under the latter."""
    lora_targets: tuple[str, ...]
    """The family's meaning of `target_modules: auto`."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embed = nn.Embedding(config.vocab_size, config.hidden_size)
        self.blocks = nn.ModuleList(Block(config, i) for i in range(config.num_blocks))
        self.norm = RMSNorm(config.hidden_size, config.norm_eps)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.hf_names, self.lora_targets = {}, ()
        self.tie()

    def tie(self) -> None:
        """Let the head share the embedding's weight where the config says so; call again after loading weights."""
        if self.config.tied_embeddings:
            self.lm_head.weight = self.embed.weight

    def forward(self, input_ids: Tensor, cache: KVCache | None = None) -> Tensor:
        """Return logits (B, T, V) for input_ids (B, T) long: what may follow each token."""
        x = self.hidden(input_ids.flatten(), (input_ids.shape[1],) * input_ids.shape[0], cache)
        return self.head(x.view(*input_ids.shape, -1))

    def hidden(self, tokens: Tensor, lengths: Sequence[int], cache: KVCache | None = None) -> Tensor:
        """Return the last block's output (N, C), before the final norm, for a flat batch of tokens (N,) long.

        Args:
            tokens: sequences laid end to end.
            lengths: tokens of each sequence; they add up to N.
            cache: holds what came before `tokens`, of which there is then one sequence; extended by them.
        """
        start = cache.length if cache else 0
        positions = torch.cat([torch.arange(start, start + n, device=tokens.device) for n in lengths])
        x: Tensor = self.embed(tokens)
        tables = rope_tables(positions, self.config, x.dtype)
        for block in self.blocks:
            x = block(x, tables, lengths, cache)
        if cache:
            cache.length += len(tokens)
        return x

    def head(self, x: Tensor) -> Tensor:
        """Return logits (..., V) for rows of `hidden` (..., C)."""
        logits: Tensor = self.lm_head(self.norm(x))
        return logits
