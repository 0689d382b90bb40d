"""Qwen2 and Qwen2.5: Llama with biases on q, k and v.

config.json describes a sliding window that no released model uses (`use_sliding_window`).
Source: Yang et al. 2024, arXiv:2407.10671.
"""

from .rows import (
    ATTENTION_TARGETS,
    ATTN_NORM,
    EMBEDDING,
    GATED_MLP,
    HEAD,
    MLP_NORM,
    MLP_TARGETS,
    NO_WINDOW,
    SILU,
    SIZES,
    SPLIT_HEAD_DIM,
    attention,
    fact,
    norm_eps,
    rope,
    tied_embeddings,
)
from .spec import ArchSpec

QWEN2 = ArchSpec(
    name="qwen2",
    models="Qwen2, Qwen2.5, Qwen2.5-Coder, DeepSeek-R1-Distill-Qwen",
    notes="biases on q, k and v",
    hf_model_types=("qwen2",),
    hf_architecture="Qwen2ForCausalLM",
    gguf_arch="qwen2",
    config=(*SIZES, SPLIT_HEAD_DIM, norm_eps(), *rope(), tied_embeddings(False), fact("attention_bias", True)),
    tensors=EMBEDDING + ATTN_NORM + attention() + MLP_NORM + GATED_MLP + HEAD,
    lora_targets=ATTENTION_TARGETS + MLP_TARGETS,
    requirements=(SILU, *NO_WINDOW),
)
