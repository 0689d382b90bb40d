"""Qwen3.5 and Qwen3.6 (dense, text): gated delta nets, and gated attention in every fourth block.

Queries and keys are normalised per head, RoPE applies to a quarter of each head, and norms multiply by 1 + w. For text,
mRoPE equals RoPE. A GGUF tiles the value heads of the delta nets (`TiledHeads`) and stores -exp(A_log).
Source: https://huggingface.co/Qwen/Qwen3.5-27B; Yang et al. 2024, arXiv:2412.06464.
"""

from dataclasses import replace

from .codecs import AttentionInterval, InnerSize, RecurrentTypes, RopeSections, all_but_every_nth
from .rows import (
    ATTENTION_TARGETS,
    EMBEDDING,
    GATED_MLP,
    MLP_TARGETS,
    NO_ATTENTION_BIAS,
    OWN_HEAD_DIM,
    SILU,
    SIZES,
    UNTIED_HEAD,
    attention,
    block,
    fact,
    final_norm,
    norm_eps,
    only,
    query_norms,
    rope,
    tied_embeddings,
)
from .spec import ArchSpec, ConfigRow, Requirement, TensorRow
from .transforms import ADD_ONE, DEPTHWISE_CHANNEL, DecayRate, TiledColumns, TiledHeads, Transform

THETA, ROTARY_DIM = rope(partial=True)


def linear_attention(name: str, gguf: str, layout: Transform) -> tuple[TensorRow, ...]:
    """Return the row of a weight of a gated delta net."""
    return block(f"attn.{name}", f"linear_attn.{name}", gguf, layout=layout)


def per_head(name: str, gguf: str, layout: Transform) -> tuple[TensorRow, ...]:
    """Return the row of a vector with one value for each value head."""
    return (
        TensorRow(
            f"blocks.{{i}}.attn.{name}",
            f"model.layers.{{i}}.linear_attn.{name}",
            f"blk.{{i}}.{gguf}",
            gguf_layout=layout,
        ),
    )


GATED_DELTA_NET = (
    *linear_attention("in_proj_qkv", "attn_qkv", TiledHeads(after_keys=True)),
    *linear_attention("in_proj_z", "attn_gate", TiledHeads()),
    *linear_attention("in_proj_b", "ssm_beta", TiledHeads()),
    *linear_attention("in_proj_a", "ssm_alpha", TiledHeads()),
    *(
        replace(row, hf_layout=DEPTHWISE_CHANNEL)
        for row in linear_attention("conv1d", "ssm_conv1d", TiledHeads(after_keys=True))
    ),
    *per_head("A_log", "ssm_a", DecayRate()),
    *per_head("dt_bias", "ssm_dt.bias", TiledHeads()),
    *block("attn.norm", "linear_attn.norm", "ssm_norm"),
    *linear_attention("out_proj", "ssm_out", TiledColumns()),
)

QWEN3_5 = ArchSpec(
    name="qwen3_5",
    models="Qwen3.5, Qwen3.6 (text)",
    notes="gated delta nets, and gated attention in every fourth block; RoPE on a quarter of each head",
    hf_model_types=("qwen3_5_text",),
    hf_architecture="Qwen3_5ForCausalLM",
    gguf_arch="qwen35",
    config=(
        *SIZES,
        replace(OWN_HEAD_DIM, default=256),
        norm_eps(),
        THETA,
        replace(ROTARY_DIM, default=lambda values: values["head_dim"] // 4),
        ConfigRow(
            "rotary_dim",
            gguf=("{arch}.rope.dimension_sections",),
            default=lambda values: values["rotary_dim"],
            gguf_codec=RopeSections(),
        ),
        tied_embeddings(False),
        ConfigRow(
            "recurrent",
            ("layer_types", "full_attention_interval"),
            ("{arch}.full_attention_interval",),
            default=all_but_every_nth(4),
            codec=RecurrentTypes("linear_attention"),
            gguf_codec=AttentionInterval(),
            gguf_read_only=("{arch}.attention.recurrent_layers",),
        ),
        ConfigRow("conv_kernel", ("linear_conv_kernel_dim",), ("{arch}.ssm.conv_kernel",), default=4),
        ConfigRow("linear_key_heads", ("linear_num_key_heads",), ("{arch}.ssm.group_count",), default=16),
        ConfigRow("linear_value_heads", ("linear_num_value_heads",), ("{arch}.ssm.time_step_rank",), default=32),
        ConfigRow("linear_key_dim", ("linear_key_head_dim",), ("{arch}.ssm.state_size",), default=128),
        ConfigRow(
            "linear_value_dim",
            ("linear_value_head_dim",),
            ("{arch}.ssm.inner_size",),
            default=128,
            gguf_codec=InnerSize(),
        ),
        fact("mixer", "delta_net"),
        fact("attention", "gated"),
        fact("query_norm", "each_head"),
        fact("norm", "offset_rms"),
    ),
    tensors=(
        EMBEDDING
        + block("attn_norm", "input_layernorm", "attn_norm", layout=ADD_ONE)
        + only("!recurrent", attention() + query_norms(ADD_ONE))
        + only("recurrent", GATED_DELTA_NET)
        + block("mlp_norm", "post_attention_layernorm", "post_attention_norm", layout=ADD_ONE)
        + GATED_MLP
        + final_norm(ADD_ONE)
        + UNTIED_HEAD
    ),
    lora_targets=(*ATTENTION_TARGETS, "in_proj_qkv", "in_proj_z", "out_proj", *MLP_TARGETS),
    requirements=(
        SILU,
        NO_ATTENTION_BIAS,
        Requirement("attn_output_gate", (True,)),
        Requirement("output_gate_type", (None, "swish", "silu")),
        Requirement("mlp_only_layers", (None,), gguf="{arch}.nextn_predict_layers"),
    ),
    beside=("mtp.",),
)

QWEN3_5_VISION = QWEN3_5.wrapped(
    "qwen3_5", "Qwen3_5ForConditionalGeneration", name="qwen3_5_vision", models="Qwen3.5 0.8B to 27B, Qwen3.6 27B"
)
