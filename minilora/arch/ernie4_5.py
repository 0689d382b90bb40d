"""ERNIE 4.5 (dense): Llama with RoPE in interleaved pairs (0, 1), (2, 3) of a head, instead of split halves.

GGUF files have the same order, so no rows are permuted.
Source: Baidu ERNIE Team 2025, https://yiyan.baidu.com/blog/publication/ERNIE_Technical_Report.pdf
"""

from .rows import (
    ATTENTION_TARGETS,
    ATTN_NORM,
    EMBEDDING,
    GATED_MLP,
    HEAD,
    MLP_NORM,
    MLP_TARGETS,
    OWN_HEAD_DIM,
    SILU,
    SIZES,
    attention,
    fact,
    norm_eps,
    rope,
    tied_embeddings,
)
from .spec import ArchSpec, Requirement

ERNIE4_5 = ArchSpec(
    name="ernie4_5",
    models="ERNIE 4.5 0.3B",
    notes="RoPE in interleaved pairs instead of split halves",
    hf_model_types=("ernie4_5",),
    hf_architecture="Ernie4_5ForCausalLM",
    gguf_arch="ernie4_5",
    config=(
        *SIZES,
        OWN_HEAD_DIM,
        norm_eps(1e-5),
        *rope(500000.0),
        fact("rope_interleaved", True),
        tied_embeddings(True),
    ),
    tensors=EMBEDDING + ATTN_NORM + attention() + MLP_NORM + GATED_MLP + HEAD,
    lora_targets=ATTENTION_TARGETS + MLP_TARGETS,
    requirements=(SILU, Requirement("use_bias", (False,))),
)
