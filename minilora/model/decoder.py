"""The decoder: embedding -> blocks of attention and MLP with residuals -> norm -> head.

    tokens (N,) ─ embed ─► x (N, C) ─ block ─ block ─ ... ─► x ─ norm ─ lm_head ─► logits (N, V)

`hidden` and `head` are separate: training needs logits only at completion positions, generation only at the last one.
"""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn

from ..arch.config import ModelConfig
from ..errors import ConfigError
from ..kernels.linear import linear
from .blocks import BLOCKS
from .cache import KVCache
from .norms import make_norm
from .rope import rope_tables


class Decoder(nn.Module):
    """A causal language model. Its weights are uninitialised until a checkpoint is loaded."""

    hf_names: Mapping[str, str]
    """Module name -> name in Hugging Face's checkpoints, which adapter files use."""
    lora_targets: tuple[str, ...]
    """Modules that `target_modules: auto` selects."""
    hf_beside: tuple[str, ...]
    """Names of a multimodal model's modules outside this decoder, which no adapter may target."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embed = _embedding(config.vocab_size, config.hidden_size)
        self.pos_embed = _embedding(config.context_length, config.hidden_size) if config.learned_positions else None
        self.blocks = nn.ModuleList(BLOCKS[config.block](config, i) for i in range(config.num_blocks))
        self.ropes = tuple(config.rope(i) for i in range(config.num_blocks))
        self.norm = make_norm(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.hf_names, self.lora_targets, self.hf_beside = {}, (), ()
        self.tie()

    def tie(self) -> None:
        """Tie the head to the embedding's weight if the config says so; call again after loading weights."""
        if self.config.tied_embeddings and "weight" in self.embed._parameters:  # packed layers share it already
            self.lm_head.weight = self.embed.weight

    @property
    def device(self) -> torch.device:
        """The device of the base weights."""
        return self._base_weight().device

    @property
    def dtype(self) -> torch.dtype:
        """The dtype of the base weights. Adapter parameters may differ: they are float32."""
        return self._base_weight().dtype

    def _base_weight(self) -> Tensor:
        parameters = list(self.parameters())
        return next((p for p in parameters if not p.requires_grad), parameters[0])

    def forward(self, input_ids: Tensor, cache: KVCache | None = None) -> Tensor:
        """Return logits (B, T, V) of the next token for input_ids (B, T), int64."""
        x = self.hidden(input_ids.flatten(), (input_ids.shape[1],) * input_ids.shape[0], cache)
        return self.head(x.view(*input_ids.shape, -1))

    def hidden(
        self,
        tokens: Tensor,
        lengths: Sequence[int],
        cache: KVCache | None = None,
        on_embedding: Callable[[Tensor], Tensor] | None = None,
    ) -> Tensor:
        """Return the last block's output (N, C), before the final norm, for a flat batch of tokens (N,), int64.

        Args:
            tokens: the concatenated sequences.
            lengths: length of each sequence; they add up to N.
            cache: the keys and values before `tokens`, which are then a single sequence; the tokens are added to it.
            on_embedding: applied to the embeddings (N, C) first, for example to add noise in training.
        """
        start = cache.length if cache else 0
        spans = (cache.capacity,) if cache else lengths
        positions = torch.cat([torch.arange(start, start + n, device=tokens.device) for n in lengths])
        x = self.embedded(tokens, positions, start + max(lengths), on_embedding)
        tables = {
            rope: rope_tables(rope, positions, lengths, spans, x.dtype) if rope else None for rope in set(self.ropes)
        }
        for block, rope in zip(self.blocks, self.ropes, strict=True):
            x = block(x, tables[rope], lengths, cache)
        if cache:
            cache.length += len(tokens)
        return x

    def head(self, x: Tensor) -> Tensor:
        """Return logits (..., V) for outputs of `hidden` (..., C)."""
        return self.scaled(linear(self.norm(x), self.lm_head))

    def scaled(self, logits: Tensor) -> Tensor:
        """Return logits (..., V) from the outputs of the LM head: divided, scaled and capped as the family requires."""
        if self.config.logit_divisor != 1:
            logits = logits / self.config.logit_divisor
        if self.config.logit_scale != 1:
            logits = logits * self.config.logit_scale
        cap = self.config.final_softcap
        return logits if cap is None else cap * torch.tanh(logits / cap)

    def embedded(
        self,
        tokens: Tensor,
        positions: Tensor,
        length: int,
        on_embedding: Callable[[Tensor], Tensor] | None = None,
    ) -> Tensor:
        """Return the input of the first block, (N, C), for tokens (N,) at positions (N,) of texts of up to `length`."""
        x: Tensor = self.embed(tokens)
        x = x if on_embedding is None else on_embedding(x)
        if self.config.embedding_scale != 1:
            x = x * torch.tensor(self.config.embedding_scale).to(x)  # rounded to x's dtype, as Gemma was trained
        if self.pos_embed is None:
            return x
        if length > self.config.context_length:
            raise ConfigError(
                f"a text has {length} tokens, but this model has learned positions for only "
                f"{self.config.context_length}. Shorten the text, or use --max-length."
            )
        placed: Tensor = x + self.pos_embed(positions)
        return placed


def _embedding(rows: int, columns: int) -> nn.Embedding:
    """Return an uninitialised embedding: on the meta device, `normal_` would load PyTorch's compiler (3 s)."""
    embedding: nn.Embedding = nn.Embedding.from_pretrained(torch.empty(rows, columns), freeze=False)
    return embedding
