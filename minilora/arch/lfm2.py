"""LFM2 and LFM2.5 (dense): most blocks have a gated short convolution, a few have attention.

Attention is as in Qwen3: queries and keys are normalised per head. config.json contains the MLP's size before an
adjustment (`resolve_sizes`). In a GGUF, a convolution block has 0 key/value heads.
Source: Liquid AI 2025, arXiv:2511.23404; https://huggingface.co/LiquidAI/LFM2-1.2B.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .codecs import HeadsOrZero, RecurrentTypes, ZeroHeads
from .rows import EMBEDDING, SIZES, SPLIT_HEAD_DIM, UNTIED_HEAD, block, fact, linear, only, rope
from .spec import ArchSpec, ConfigRow, Requirement
from .transforms import DEPTHWISE_CHANNEL


def resolve_sizes(hf: Mapping[str, Any]) -> dict[str, Any]:
    """Return config.json with the MLP's final size and with `layer_types`, both computed as transformers does.

    The size is block_ff_dim (or intermediate_size); unless block_auto_adjust_ff_dim is false, two thirds of it, times
    block_ffn_dim_multiplier, rounded up to a multiple of block_multiple_of.
    """
    found = dict(hf)
    if found.get("head_dim", 0) not in (0, found["hidden_size"] // found["num_attention_heads"]):  # as llama.cpp
        raise ValueError(f"head_dim = {found['head_dim']}, expected hidden_size / num_attention_heads")
    size = found.pop("block_ff_dim", found.get("intermediate_size"))
    if size is not None and found.get("block_auto_adjust_ff_dim", True):
        multiplier, multiple = found.get("block_ffn_dim_multiplier", 1.0), found.get("block_multiple_of", 256)
        if not all(isinstance(number, int | float) for number in (size, multiplier, multiple)):
            raise ValueError(f"block_ff_dim and its adjustment are {size}, {multiplier}, {multiple}, not numbers")
        size = multiple * -(-int(multiplier * int(2 * size / 3)) // multiple)
    attention = found.pop("full_attn_idxs", None)
    if attention is not None and found.get("layer_types") is None:
        count = min(int(found.get("num_hidden_layers") or 0), 1000)
        found["layer_types"] = ["full_attention" if i in attention else "conv" for i in range(count)]
    return {**found, "intermediate_size": size, "block_auto_adjust_ff_dim": False}


LAYER_TYPES = ConfigRow(
    "recurrent",
    ("layer_types",),
    gguf_read_only=("{arch}.attention.head_count_kv",),
    default=lambda values: (False,) * int(values["num_blocks"]),
    codec=RecurrentTypes("conv"),
    gguf_codec=ZeroHeads(),
)

ATTENTION = (
    block("attn.q_proj", "self_attn.q_proj", "attn_q")
    + block("attn.k_proj", "self_attn.k_proj", "attn_k")
    + block("attn.v_proj", "self_attn.v_proj", "attn_v")
    + block("attn.o_proj", "self_attn.out_proj", "attn_output")
    + block("attn.q_norm", "self_attn.q_layernorm", "attn_q_norm")
    + block("attn.k_norm", "self_attn.k_layernorm", "attn_k_norm")
)
CONVOLUTION = (
    *block("attn.in_proj", "conv.in_proj", "shortconv.in_proj"),
    *(replace(row, hf_layout=DEPTHWISE_CHANNEL) for row in block("attn.conv", "conv.conv", "shortconv.conv")),
    *block("attn.out_proj", "conv.out_proj", "shortconv.out_proj"),
)


LFM2 = ArchSpec(
    name="lfm2",
    models="LFM2 350M, 700M, 1.2B, 2.6B, LFM2.5 1.2B",
    notes="most blocks have a gated short convolution instead of attention; q and k normalised per head",
    hf_model_types=("lfm2",),
    hf_architecture="Lfm2ForCausalLM",
    gguf_arch="lfm2",
    config=(
        *(replace(row, gguf_codec=HeadsOrZero()) if row.ours == "num_kv_heads" else row for row in SIZES),
        SPLIT_HEAD_DIM,
        ConfigRow("norm_eps", ("norm_eps",), ("{arch}.attention.layer_norm_rms_epsilon",), default=1e-5),
        *rope(1e6),
        ConfigRow("tied_embeddings", ("tie_word_embeddings", "tie_embedding"), default=True),
        LAYER_TYPES,
        ConfigRow("conv_kernel", ("conv_L_cache",), ("{arch}.shortconv.l_cache",), default=3),
        fact("mixer", "short_conv"),
        fact("query_norm", "each_head"),
    ),
    tensors=(
        EMBEDDING
        + block("attn_norm", "operator_norm", "attn_norm")
        + only("!recurrent", ATTENTION)
        + only("recurrent", CONVOLUTION)
        + block("mlp_norm", "ffn_norm", "ffn_norm")
        + block("mlp.gate_proj", "feed_forward.w1", "ffn_gate")
        + block("mlp.up_proj", "feed_forward.w3", "ffn_up")
        + block("mlp.down_proj", "feed_forward.w2", "ffn_down")
        + linear("norm", "model.embedding_norm", "token_embd_norm")
        + UNTIED_HEAD
    ),
    lora_targets=("q_proj", "k_proj", "v_proj", "in_proj", "out_proj", "w1", "w2", "w3"),
    requirements=(Requirement("conv_bias", (False,)), Requirement("block_auto_adjust_ff_dim", (False,))),
    resolve_hf=resolve_sizes,
)
