"""Groups of rows that families share. Groups are tuples and `+` joins them; nothing is inherited or changed in place.

Linears keep Hugging Face's words (users type them in target_modules); norms are named by their role, as in
GGUF, because Hugging Face's `post_attention_layernorm` means different places in different families.
"""

from .spec import ConfigRow, TensorRow
from .transforms import SAME, Interleave, Transform

INTERLEAVE_Q = Interleave("num_heads")
INTERLEAVE_K = Interleave("num_kv_heads")


def linear(ours: str, hf: str, gguf: str, bias: str = "", layout: Transform = SAME) -> tuple[TensorRow, ...]:
    """Return the weight's row, and the bias's when `bias` names the config field that decides on it."""
    weight = TensorRow(f"{ours}.weight", f"{hf}.weight", f"{gguf}.weight", gguf_layout=layout)
    if not bias:
        return (weight,)
    return weight, TensorRow(f"{ours}.bias", f"{hf}.bias", f"{gguf}.bias", gguf_layout=layout, when=bias)


def block(ours: str, hf: str, gguf: str, bias: str = "", layout: Transform = SAME) -> tuple[TensorRow, ...]:
    """Return rows of a module inside block `{i}`, under the prefixes of the three name spaces."""
    return linear(f"blocks.{{i}}.{ours}", f"model.layers.{{i}}.{hf}", f"blk.{{i}}.{gguf}", bias, layout)


def attention(bias: str = "", q: Transform = SAME, k: Transform = SAME) -> tuple[TensorRow, ...]:
    """Return rows of separate q, k, v and o projections."""
    return (
        block("attn.q_proj", "self_attn.q_proj", "attn_q", bias, q)
        + block("attn.k_proj", "self_attn.k_proj", "attn_k", bias, k)
        + block("attn.v_proj", "self_attn.v_proj", "attn_v", bias)
        + block("attn.o_proj", "self_attn.o_proj", "attn_output", bias)
    )


EMBEDDING = linear("embed", "model.embed_tokens", "token_embd")
ATTN_NORM = block("attn_norm", "input_layernorm", "attn_norm")
MLP_NORM = block("mlp_norm", "post_attention_layernorm", "ffn_norm")
GATED_MLP = (
    block("mlp.gate_proj", "mlp.gate_proj", "ffn_gate", "mlp_bias")
    + block("mlp.up_proj", "mlp.up_proj", "ffn_up", "mlp_bias")
    + block("mlp.down_proj", "mlp.down_proj", "ffn_down", "mlp_bias")
)
HEAD = (
    *linear("norm", "model.norm", "output_norm"),
    TensorRow("lm_head.weight", "lm_head.weight", "output.weight", when="!tied_embeddings"),
)

ATTENTION_TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj")
MLP_TARGETS = ("gate_proj", "up_proj", "down_proj")

ROPE_DECODER_CONFIG = (
    ConfigRow("vocab_size", ("vocab_size",), ("{arch}.vocab_size",)),
    ConfigRow("hidden_size", ("hidden_size",), ("{arch}.embedding_length",)),
    ConfigRow("num_blocks", ("num_hidden_layers",), ("{arch}.block_count",)),
    ConfigRow("num_heads", ("num_attention_heads",), ("{arch}.attention.head_count",)),
    ConfigRow(
        "num_kv_heads",
        ("num_key_value_heads",),
        ("{arch}.attention.head_count_kv",),
        default=lambda read: read["num_heads"],
    ),
    ConfigRow(
        "head_dim",
        ("head_dim",),
        ("{arch}.attention.key_length", "{arch}.attention.value_length", "{arch}.rope.dimension_count"),
        default=lambda read: read["hidden_size"] // read["num_heads"],
    ),
    ConfigRow("ffn_size", ("intermediate_size",), ("{arch}.feed_forward_length",)),
    ConfigRow("context_length", ("max_position_embeddings",), ("{arch}.context_length",)),
    ConfigRow("norm_eps", ("rms_norm_eps",), ("{arch}.attention.layer_norm_rms_epsilon",), default=1e-6),
    ConfigRow(
        "rope_theta",
        ("rope_theta", "rope_parameters.rope_theta"),
        ("{arch}.rope.freq_base",),
        default=10000.0,
    ),
)
"""Hyper-parameters that every RoPE decoder has."""
