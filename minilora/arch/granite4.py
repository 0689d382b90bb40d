"""Granite 4 without recurrent blocks and experts: Granite with one projection for gate and up.

A GGUF has two tensors for that projection, and llama.cpp runs it as Granite 3; a key tells them apart.
Source: https://huggingface.co/ibm-granite.
"""

from dataclasses import replace

from .codecs import HeadsOrZero, Only
from .granite import GRANITE
from .rows import (
    ATTENTION_TARGETS,
    ATTN_NORM,
    EMBEDDING,
    HEAD,
    INTERLEAVE_K,
    INTERLEAVE_Q,
    MLP_NORM,
    SILU,
    attention,
    block,
    fact,
)
from .spec import ConfigRow, Requirement

ATTENTION_ONLY = "{arch}.rope.scaling.finetuned"
"""llama.cpp's converter writes it for Granite 4 alone: whether all blocks have attention, with RoPE."""
EVERY_BLOCK, TRUE = Only("attention", "full_attention", each=True), Only(True)

INPUT = tuple(
    replace(row, gguf_after=("blk.{i}.ffn_up.weight",))
    for row in block("mlp.gate_up_proj", "shared_mlp.input_linear", "ffn_gate")
)


def _changed(row: ConfigRow) -> ConfigRow:
    """Return a row of Granite 3 as Granite 4's files have it."""
    if row.ours == "ffn_size":
        return replace(row, hf=("shared_intermediate_size",))
    return replace(row, gguf_codec=HeadsOrZero()) if row.ours == "num_kv_heads" else row


GRANITE4 = replace(
    GRANITE,
    name="granite4",
    models="Granite 4.0 350M, 1B, Micro (not the H models)",
    notes="Granite with one projection for gate and up",
    hf_model_types=("granitemoehybrid",),
    hf_architecture="GraniteMoeHybridForCausalLM",
    gguf_marker=ATTENTION_ONLY,
    config=(
        *(_changed(row) for row in GRANITE.config if row.ours != "mlp_bias"),
        ConfigRow("rotated", ("position_embedding_type",), (ATTENTION_ONLY,), codec=Only("rope"), gguf_codec=TRUE),
        ConfigRow("recurrent", ("layer_types",), (ATTENTION_ONLY,), codec=EVERY_BLOCK, gguf_codec=TRUE),
        fact("mlp", "fused_gated"),
    ),
    tensors=(
        EMBEDDING
        + ATTN_NORM
        + attention(INTERLEAVE_Q, INTERLEAVE_K)
        + MLP_NORM
        + INPUT
        + block("mlp.down_proj", "shared_mlp.output_linear", "ffn_down")
        + HEAD
    ),
    lora_targets=(*ATTENTION_TARGETS, "input_linear", "output_linear"),
    requirements=(SILU, Requirement("num_local_experts", (0,))),
)
