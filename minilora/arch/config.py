"""ModelConfig: the hyper-parameters that the one decoder understands, whatever file they came from."""

from dataclasses import dataclass


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
    """Tokens the base was trained for; a limit for users, not for the arithmetic."""
    norm_eps: float
    rope_theta: float
    rope_factors: tuple[float, ...] = ()
    """D/2 divisors of the rotation frequencies (`arch.rope`); empty for plain RoPE."""
    tied_embeddings: bool = False
    """lm_head shares the embedding's weight."""
    attention_bias: bool = False
    """q, k, v and o projections have biases."""
    mlp_bias: bool = False
    """gate, up and down projections have biases."""
