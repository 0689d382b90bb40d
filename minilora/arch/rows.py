"""Groups of rows that several families use. Groups are tuples, concatenated with `+`.

Linear layers keep Hugging Face's names, because users type them in target_modules. Norms are named by their position,
as in GGUF, because `post_attention_layernorm` has different positions in different families.
"""

from dataclasses import replace

from .codecs import FractionOfHead
from .spec import ConfigRow, Requirement, TensorRow
from .transforms import SAME, Interleave, Transform

INTERLEAVE_Q = Interleave("num_heads")
INTERLEAVE_K = Interleave("num_kv_heads")


def linear(ours: str, hf: str, gguf: str, bias: str = "", layout: Transform = SAME) -> tuple[TensorRow, ...]:
    """Return the row of the weight and, if `bias` names a bool field of ModelConfig, the row of the bias."""
    weight = TensorRow(f"{ours}.weight", f"{hf}.weight", f"{gguf}.weight", gguf_layout=layout)
    if not bias:
        return (weight,)
    return weight, TensorRow(f"{ours}.bias", f"{hf}.bias", f"{gguf}.bias", gguf_layout=layout, when=bias)


def block(ours: str, hf: str, gguf: str, bias: str = "", layout: Transform = SAME) -> tuple[TensorRow, ...]:
    """Return the rows of a module in block `{i}`, with the prefixes of the three naming schemes."""
    return linear(f"blocks.{{i}}.{ours}", f"model.layers.{{i}}.{hf}", f"blk.{{i}}.{gguf}", bias, layout)


def only(blocks: str, rows: tuple[TensorRow, ...]) -> tuple[TensorRow, ...]:
    """Return the rows for the blocks where the field `blocks` is True (with a leading `!`: False)."""
    return tuple(replace(row, blocks=blocks) for row in rows)


def biased(ours: str, hf: str, gguf: str) -> tuple[TensorRow, ...]:
    """Return rows of a module's weight and bias, which every model of the family has."""
    weight, bias = (TensorRow(f"{ours}.{part}", f"{hf}.{part}", f"{gguf}.{part}") for part in ("weight", "bias"))
    return weight, bias


def biased_block(ours: str, hf: str, gguf: str) -> tuple[TensorRow, ...]:
    """Return the rows of `biased` for a module in block `{i}`."""
    return biased(f"blocks.{{i}}.{ours}", f"model.layers.{{i}}.{hf}", f"blk.{{i}}.{gguf}")


def attention(q: Transform = SAME, k: Transform = SAME) -> tuple[TensorRow, ...]:
    """Return the rows of separate q, k, v and o projections."""
    return (
        block("attn.q_proj", "self_attn.q_proj", "attn_q", "attention_bias", q)
        + block("attn.k_proj", "self_attn.k_proj", "attn_k", "attention_bias", k)
        + block("attn.v_proj", "self_attn.v_proj", "attn_v", "attention_bias")
        + block("attn.o_proj", "self_attn.o_proj", "attn_output", "output_bias")
    )


def query_norms(layout: Transform = SAME) -> tuple[TensorRow, ...]:
    """Return the rows of the norms of q and k before RoPE."""
    return block("attn.q_norm", "self_attn.q_norm", "attn_q_norm", layout=layout) + block(
        "attn.k_norm", "self_attn.k_norm", "attn_k_norm", layout=layout
    )


def final_norm(layout: Transform = SAME) -> tuple[TensorRow, ...]:
    return linear("norm", "model.norm", "output_norm", layout=layout)


EMBEDDING = linear("embed", "model.embed_tokens", "token_embd")
ATTN_NORM = block("attn_norm", "input_layernorm", "attn_norm")
MLP_NORM = block("mlp_norm", "post_attention_layernorm", "ffn_norm")
GATED_MLP = (
    block("mlp.gate_proj", "mlp.gate_proj", "ffn_gate", "mlp_bias")
    + block("mlp.up_proj", "mlp.up_proj", "ffn_up", "mlp_bias")
    + block("mlp.down_proj", "mlp.down_proj", "ffn_down", "mlp_bias")
)
PLAIN_MLP = block("mlp.up_proj", "mlp.up_proj", "ffn_up", "mlp_bias") + block(
    "mlp.down_proj", "mlp.down_proj", "ffn_down", "mlp_bias"
)
UNTIED_HEAD = (TensorRow("lm_head.weight", "lm_head.weight", "output.weight", when="!tied_embeddings"),)
HEAD = final_norm() + UNTIED_HEAD

ATTENTION_TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj")
MLP_TARGETS = ("gate_proj", "up_proj", "down_proj")


def fact(ours: str, value: object) -> ConfigRow:
    """Return a row for a constant of the family, which no file contains."""
    return ConfigRow(ours, default=value)


def norm_eps(default: float = 1e-6) -> ConfigRow:
    return ConfigRow("norm_eps", ("rms_norm_eps",), ("{arch}.attention.layer_norm_rms_epsilon",), default)


def tied_embeddings(default: bool) -> ConfigRow:
    """The default is that of the family's config class in transformers."""
    return ConfigRow("tied_embeddings", ("tie_word_embeddings",), default=default)


def rope(theta: float = 10000.0, *, partial: bool = False) -> tuple[ConfigRow, ...]:
    """Return the rows of RoPE's base and dimension; `partial` if only a fraction of each head may rotate."""
    return (
        ConfigRow(
            "rope_theta",
            (
                "rope_theta",
                "rope_scaling.rope_theta",
                "rope_parameters.rope_theta",
                "rope_parameters.full_attention.rope_theta",
            ),
            ("{arch}.rope.freq_base",),
            default=theta,
        ),
        ConfigRow(
            "rotary_dim",
            (
                "partial_rotary_factor",
                "rope_scaling.partial_rotary_factor",
                "rope_parameters.partial_rotary_factor",
                "rope_parameters.full_attention.partial_rotary_factor",
            ),
            ("{arch}.rope.dimension_count",),
            default=lambda values: values["head_dim"],
            codec=FractionOfHead(partial),
        ),
    )


SIZES = (
    ConfigRow("vocab_size", ("vocab_size",), ("{arch}.vocab_size",)),
    ConfigRow("hidden_size", ("hidden_size",), ("{arch}.embedding_length",)),
    ConfigRow("num_blocks", ("num_hidden_layers",), ("{arch}.block_count",)),
    ConfigRow("num_heads", ("num_attention_heads",), ("{arch}.attention.head_count",)),
    ConfigRow(
        "num_kv_heads",
        ("num_key_value_heads",),
        ("{arch}.attention.head_count_kv",),
        default=lambda values: values["num_heads"],
    ),
    ConfigRow("ffn_size", ("intermediate_size",), ("{arch}.feed_forward_length",)),
    ConfigRow("context_length", ("max_position_embeddings",), ("{arch}.context_length",)),
)
"""Hyperparameters of every decoder, except head_dim."""

OWN_HEAD_DIM = ConfigRow(
    "head_dim",
    ("head_dim",),
    ("{arch}.attention.key_length", "{arch}.attention.value_length"),
    default=lambda values: values["hidden_size"] // values["num_heads"],
)
"""head_dim in families where it can differ from C/H."""

SPLIT_HEAD_DIM = fact("head_dim", lambda values: values["hidden_size"] // values["num_heads"])
"""head_dim in families where it is always C/H."""

ATTENTION_BIASES = (
    ConfigRow("attention_bias", ("attention_bias",), default=False),
    ConfigRow("output_bias", ("attention_bias",), default=False),
)
"""One setting for the biases of q, k, v and o."""

MLP_BIAS = ConfigRow("mlp_bias", ("mlp_bias",), default=False)


def with_defaults(rows: tuple[ConfigRow, ...], **defaults: object) -> tuple[ConfigRow, ...]:
    """Return the rows with other defaults for config.json, by field of ModelConfig; those for a GGUF stay."""
    return tuple(
        replace(row, default=defaults[row.ours], gguf_default=row.default) if row.ours in defaults else row
        for row in rows
    )


SILU = Requirement("hidden_act", ("silu", "swish"))
NO_WINDOW = (
    Requirement("use_sliding_window", (False,)),
    Requirement("layer_types", ("full_attention",), each=True),
)
NO_ATTENTION_BIAS = Requirement("attention_bias", (False,))
NO_MLP_BIAS = Requirement("mlp_bias", (False,))
