"""ModelConfig: the hyper-parameters that the one decoder understands, whatever file they came from."""

from dataclasses import dataclass

from .rope import NO_SCALING, Rope, Scaling


@dataclass(frozen=True)
class ModelConfig:
    """A decoder's hyper-parameters. Sizes are counts of elements; shape letters as in `minilora.model`."""

    vocab_size: int
    """V, rows of the embedding (padding rows included)."""
    hidden_size: int
    """C."""
    num_blocks: int
    num_heads: int
    """H, query heads."""
    num_kv_heads: int
    """K, key/value heads; H is a multiple of K."""
    head_dim: int
    """D."""
    ffn_size: int
    """F."""
    context_length: int
    """Tokens the base was trained for; a limit for users and for learned positions, not for the arithmetic."""
    norm_eps: float

    rope_theta: float | None = None
    """Base of the rotation frequencies; None where positions are learned."""
    local_rope_theta: float | None = None
    """The same for windowed blocks, which then know no scaling; None where all blocks rotate alike."""
    rope_scaling: Scaling = NO_SCALING
    rotary_dim: int | None = None
    """R, leading elements of a head that rotate; None means all."""
    rotated: tuple[bool, ...] = ()
    """Which blocks rotate queries and keys; empty means all."""
    sliding_window: int | None = None
    """Tokens that a token sees in a windowed block, itself included; None means all before it."""
    windowed: tuple[bool, ...] = ()
    """Which blocks are windowed, if there is a window; empty means all."""

    query_size: int | None = None
    """Attention scores are q · k / sqrt(query_size); None means D."""
    attention_multiplier: float | None = None
    """Attention scores are q · k · attention_multiplier; None means that query_size decides."""
    attention_softcap: float | None = None
    """Scores go through cap · tanh(score / cap)."""
    final_softcap: float | None = None
    """Logits go through cap · tanh(logit / cap)."""
    embedding_scale: float = 1.0
    residual_scale: float = 1.0
    """Factor of what attention and MLP add to the stream."""
    logit_divisor: float = 1.0

    tied_embeddings: bool = False
    """lm_head shares the embedding's weight."""
    attention_bias: bool = False
    """q, k and v projections have biases."""
    output_bias: bool = False
    """o projections have biases."""
    mlp_bias: bool = False
    """The MLP's projections have biases."""
    learned_positions: bool = False
    """A vector for each position is added to the embedding."""

    block: str = "pre_norm"
    """Where the norms stand; a key of `minilora.model.blocks.BLOCKS`."""
    norm: str = "rms"
    """A key of `minilora.model.norms.NORMS`."""
    attention: str = "split"
    """Separate q, k and v projections or one; a key of `minilora.model.attention.ATTENTIONS`."""
    query_norm: str = "none"
    """What q and k go through before they rotate; a key of `minilora.model.norms.QUERY_NORMS`."""
    mlp: str = "gated"
    """A key of `minilora.model.mlp.MLPS`."""
    activation: str = "silu"
    """A key of `minilora.model.mlp.ACTIVATIONS`."""

    @property
    def positions(self) -> int | None:
        """Most tokens of a text that can be computed: where positions are learned. Rotated ones go on for ever."""
        return self.context_length if self.learned_positions else None

    @property
    def attention_scale(self) -> float:
        """Factor of q · k."""
        return self.attention_multiplier or (self.query_size or self.head_dim) ** -0.5

    def window(self, block: int) -> int | None:
        """Tokens that a token sees in `block`, itself included; None means all before it."""
        return self.sliding_window if not self.windowed or self.windowed[block] else None

    def rope(self, block: int) -> Rope | None:
        """How queries and keys of `block` rotate; None where they do not."""
        if self.rope_theta is None or (self.rotated and not self.rotated[block]):
            return None
        dim = self.rotary_dim or self.head_dim
        if self.local_rope_theta is not None and self.window(block) is not None:
            return Rope(self.local_rope_theta, dim)
        return Rope(self.rope_theta, dim, self.rope_scaling)
