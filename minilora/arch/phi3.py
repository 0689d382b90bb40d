"""Phi-3, Phi-3.5, Phi-4 and Phi-4-mini: Llama with one projection for q, k and v, and one for gate and up.

RoPE is scaled by per-frequency factors (`LongRope`); in Phi-4-mini only the first three quarters of a head rotate.
llama.cpp ignores the sliding window of the file.
Source: Abdin et al. 2024, arXiv:2404.14219.
"""

from .codecs import ZeroIsNone
from .rope_gguf import LONG, SHORT
from .rows import (
    ATTN_NORM,
    EMBEDDING,
    HEAD,
    MLP_NORM,
    SILU,
    SIZES,
    SPLIT_HEAD_DIM,
    block,
    fact,
    norm_eps,
    rope,
    tied_embeddings,
)
from .spec import ArchSpec, ConfigRow

PHI3 = ArchSpec(
    name="phi3",
    models="Phi-3, Phi-3.5-mini, Phi-4, Phi-4-mini",
    notes="one projection for q, k and v, one for gate and up; longrope",
    hf_model_types=("phi3",),
    hf_architecture="Phi3ForCausalLM",
    gguf_arch="phi3",
    config=(
        *SIZES,
        SPLIT_HEAD_DIM,
        norm_eps(1e-5),
        *rope(partial=True),
        ConfigRow(
            "sliding_window",
            ("sliding_window",),
            ("{arch}.attention.sliding_window",),
            default=None,
            codec=ZeroIsNone(),  # llama.cpp's converter writes 0 for Phi-4
        ),
        tied_embeddings(False),
        fact("attention", "fused"),
        fact("mlp", "fused_gated"),
    ),
    tensors=(
        EMBEDDING
        + ATTN_NORM
        + block("attn.qkv_proj", "self_attn.qkv_proj", "attn_qkv")
        + block("attn.o_proj", "self_attn.o_proj", "attn_output")
        + MLP_NORM
        + block("mlp.gate_up_proj", "mlp.gate_up_proj", "ffn_up")
        + block("mlp.down_proj", "mlp.down_proj", "ffn_down")
        + HEAD
    ),
    lora_targets=("qkv_proj", "o_proj", "gate_up_proj", "down_proj"),
    requirements=(SILU,),
    gguf_rope=("linear", "yarn", "longrope", SHORT, LONG),
)
