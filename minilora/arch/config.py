"""ModelConfig: the hyperparameters of the decoder, independent of the file format."""

from dataclasses import dataclass

from .rope import NO_SCALING, Rope, Scaling


@dataclass(frozen=True)
class ModelConfig:
    """A decoder's hyperparameters. Sizes are numbers of elements; shape letters as in `minilora.model`."""

    vocab_size: int
    """V, rows of the embedding, including padding rows."""
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
    """Maximum sequence length of the base in training. Only learned positions cannot exceed it."""
    norm_eps: float

    rope_theta: float | None = None
    """Base of the rotation frequencies; None for learned positions."""
    local_rope_theta: float | None = None
    """rope_theta of blocks with a sliding window, which have no RoPE scaling; None: RoPE is the same in all blocks."""
    rope_scaling: Scaling = NO_SCALING
    rotary_dim: int | None = None
    """R, the number of elements at the start of a head that RoPE rotates; None means all."""
    rotated: tuple[bool, ...] = ()
    """Which blocks use RoPE; empty means all."""
    rope_interleaved: bool = False
    """RoPE rotates the pairs (2i, 2i + 1) of a head instead of (i, i + R/2)."""
    sliding_window: int | None = None
    """Number of tokens that a token attends to in a block with a sliding window, including itself; None means all."""
    windowed: tuple[bool, ...] = ()
    """Which blocks have the sliding window, if there is one; empty means all."""

    recurrent: tuple[bool, ...] = ()
    """Which blocks have a recurrent mixer instead of attention; empty means none."""
    mixer: str = ""
    """The recurrent mixer; a key of `minilora.model.mixers.MIXERS`."""
    conv_kernel: int = 1
    """Kernel size of the short convolution of a recurrent mixer, in tokens."""
    linear_key_heads: int = 1
    """Hk, query and key heads of linear attention."""
    linear_value_heads: int = 1
    """Hv, value heads of linear attention; a multiple of Hk."""
    linear_key_dim: int = 1
    """Dk, elements of a query or key head of linear attention."""
    linear_value_dim: int = 1
    """Dv, elements of a value head of linear attention."""

    query_growth: float | None = None
    """Queries are multiplied by 1 + query_growth · log(1 + floor(position / query_growth_length)); None: by 1."""
    query_growth_length: int | None = None

    query_size: int | None = None
    """Attention scores are q · k / sqrt(query_size); None means D."""
    attention_multiplier: float | None = None
    """Attention scores are q · k · attention_multiplier; None means 1 / sqrt(query_size)."""
    attention_softcap: float | None = None
    """Scores become cap · tanh(score / cap)."""
    final_softcap: float | None = None
    """Logits become cap · tanh(logit / cap)."""
    embedding_scale: float = 1.0
    residual_scale: float = 1.0
    """Factor of the outputs of attention and MLP before they are added to the residual stream."""
    logit_divisor: float = 1.0
    logit_scale: float = 1.0
    """Factor of the logits; files state either this or logit_divisor."""

    tied_embeddings: bool = False
    """lm_head shares the embedding's weight."""
    attention_bias: bool = False
    """q, k and v projections have biases."""
    output_bias: bool = False
    """o projections have biases."""
    mlp_bias: bool = False
    """The MLP's projections have biases."""
    learned_positions: bool = False
    """A learned vector for each position is added to the embedding."""

    block: str = "pre_norm"
    """Placement of the norms; a key of `minilora.model.blocks.BLOCKS`."""
    norm: str = "rms"
    """A key of `minilora.model.norms.NORMS`."""
    attention: str = "split"
    """Variant of the attention module; a key of `minilora.model.attention.ATTENTIONS`."""
    query_norm: str = "none"
    """Norm of q and k; a key of `minilora.model.norms.QUERY_NORMS`."""
    query_norm_after_rope: bool = False
    """q and k are normalized after RoPE instead of before it."""
    mlp: str = "gated"
    """A key of `minilora.model.mlp.MLPS`."""
    activation: str = "silu"
    """A key of `minilora.model.mlp.ACTIVATIONS`."""

    @property
    def positions(self) -> int | None:
        """Maximum sequence length for learned positions; None for RoPE, which has no limit."""
        return self.context_length if self.learned_positions else None

    @property
    def attention_scale(self) -> float:
        """Factor of q · k."""
        return self.attention_multiplier or (self.query_size or self.head_dim) ** -0.5

    def window(self, block: int) -> int | None:
        """Number of tokens that a token attends to in `block`, including itself; None means all."""
        return self.sliding_window if not self.windowed or self.windowed[block] else None

    def is_recurrent(self, block: int) -> bool:
        """Return whether `block` has a recurrent mixer instead of attention."""
        return bool(self.recurrent) and self.recurrent[block]

    def rope(self, block: int) -> Rope | None:
        """RoPE parameters of `block`; None if it does not use RoPE."""
        if self.rope_theta is None or self.is_recurrent(block) or (self.rotated and not self.rotated[block]):
            return None
        dim = self.rotary_dim or self.head_dim
        if self.local_rope_theta is not None and self.window(block) is not None:
            return Rope(self.local_rope_theta, dim)
        return Rope(self.rope_theta, dim, self.rope_scaling, self.query_growth, self.query_growth_length)
