"""Qwen3: Llama with norms on queries and keys, per head, before RoPE.

head_dim is a separate setting, so H · D can differ from the hidden size.
Source: Yang et al. 2025, arXiv:2505.09388.
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
    NO_WINDOW,
    OWN_HEAD_DIM,
    SILU,
    SIZES,
    attention,
    fact,
    norm_eps,
    query_norms,
    rope,
    tied_embeddings,
)
from .spec import ArchSpec

QWEN3 = ArchSpec(
    name="qwen3",
    models="Qwen3 0.6B to 32B",
    notes="q and k normalised per head; head_dim independent of the hidden size",
    hf_model_types=("qwen3",),
    hf_architecture="Qwen3ForCausalLM",
    gguf_arch="qwen3",
    config=(
        *SIZES,
        OWN_HEAD_DIM,
        norm_eps(),
        *rope(),
        tied_embeddings(False),
        fact("query_norm", "each_head"),
    ),
    tensors=EMBEDDING + ATTN_NORM + attention() + query_norms() + MLP_NORM + GATED_MLP + HEAD,
    lora_targets=ATTENTION_TARGETS + MLP_TARGETS,
    requirements=(SILU, *NO_WINDOW, NO_ATTENTION_BIAS),
)
