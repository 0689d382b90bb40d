"""Hunyuan (dense): Llama with queries and keys that are normalised per head, after RoPE.

`rope_type: dynamic` with an `alpha` changes theta for every sequence length (`rope_hf.py`).
Source: https://huggingface.co/tencent/Hunyuan-7B-Instruct
"""

from .rows import (
    ATTENTION_TARGETS,
    ATTN_NORM,
    EMBEDDING,
    GATED_MLP,
    HEAD,
    MLP_NORM,
    MLP_TARGETS,
    NO_ATTENTION_BIAS,
    OWN_HEAD_DIM,
    SILU,
    SIZES,
    attention,
    block,
    fact,
    norm_eps,
    rope,
    tied_embeddings,
)
from .spec import ArchSpec

HUNYUAN = ArchSpec(
    name="hunyuan",
    models="Hunyuan 0.5B, 1.8B, 4B, 7B",
    notes="q and k normalised per head after RoPE; NTK scaling by a fixed alpha",
    hf_model_types=("hunyuan_v1_dense",),
    hf_architecture="HunYuanDenseV1ForCausalLM",
    gguf_arch="hunyuan-dense",
    config=(
        *SIZES,
        OWN_HEAD_DIM,
        norm_eps(1e-5),
        *rope(),
        tied_embeddings(False),
        fact("query_norm", "each_head"),
        fact("query_norm_after_rope", True),
    ),
    tensors=(
        EMBEDDING
        + ATTN_NORM
        + attention()
        + block("attn.q_norm", "self_attn.query_layernorm", "attn_q_norm")
        + block("attn.k_norm", "self_attn.key_layernorm", "attn_k_norm")
        + MLP_NORM
        + GATED_MLP
        + HEAD
    ),
    lora_targets=ATTENTION_TARGETS + MLP_TARGETS,
    requirements=(SILU, NO_ATTENTION_BIAS),
)
