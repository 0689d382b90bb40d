"""Llama 2 and 3, SmolLM, SmolLM2, TinyLlama: pre-norm blocks, grouped-query attention, SwiGLU, RoPE.

Peculiar: GGUF stores the rows of q_proj and k_proj in Llama's original, interleaved order (`Interleave`).
Source: Touvron et al. 2023, arXiv:2307.09288; Grattafiori et al. 2024, arXiv:2407.21783.
"""

from .rows import (
    ATTENTION_TARGETS,
    ATTN_NORM,
    EMBEDDING,
    GATED_MLP,
    HEAD,
    INTERLEAVE_K,
    INTERLEAVE_Q,
    MLP_NORM,
    MLP_TARGETS,
    ROPE_DECODER_CONFIG,
    attention,
)
from .spec import ArchSpec, ConfigRow, Requirement

LLAMA = ArchSpec(
    name="llama",
    hf_model_types=("llama",),
    hf_architecture="LlamaForCausalLM",
    gguf_arch="llama",
    config=(
        *ROPE_DECODER_CONFIG,
        ConfigRow("tied_embeddings", ("tie_word_embeddings",), default=False),
        ConfigRow("attention_bias", ("attention_bias",), default=False),
        ConfigRow("mlp_bias", ("mlp_bias",), default=False),
    ),
    tensors=(
        EMBEDDING
        + ATTN_NORM
        + attention(bias="attention_bias", q=INTERLEAVE_Q, k=INTERLEAVE_K)
        + MLP_NORM
        + GATED_MLP
        + HEAD
    ),
    lora_targets=ATTENTION_TARGETS + MLP_TARGETS,
    requirements=(Requirement("hidden_act", ("silu", "swish")),),
    ignored=(r"model\.layers\.\d+\.self_attn\.rotary_emb\.inv_freq",),
)
