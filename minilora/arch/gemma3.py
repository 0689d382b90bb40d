"""Gemma 3: Gemma 2 without soft-capping, with norms on queries and keys, and five blocks with a sliding
window for each block with full attention.

Blocks with a window have their own RoPE base and no RoPE scaling. A GGUF states neither the pattern of the windows nor
the scale of the scores; llama.cpp derives them from the sizes.
Source: Gemma Team 2025, arXiv:2503.19786.
"""

from .gemma import GEMMA_FACTS, GEMMA_REQUIREMENTS
from .gemma2 import SANDWICH_ATTENTION_NORMS, SANDWICH_MLP_NORMS, SLIDING_WINDOW, query_size, window_pattern
from .rows import (
    ATTENTION_TARGETS,
    EMBEDDING,
    GATED_MLP,
    MLP_TARGETS,
    OWN_HEAD_DIM,
    SIZES,
    UNTIED_HEAD,
    attention,
    fact,
    final_norm,
    norm_eps,
    query_norms,
    rope,
    with_defaults,
)
from .spec import ArchSpec, ConfigRow, Requirement
from .transforms import ADD_ONE

GEMMA3 = ArchSpec(
    name="gemma3",
    models="Gemma 3 270M, 1B (text)",
    notes="norms on q and k; five blocks with a sliding window and their own RoPE base for each full block",
    hf_model_types=("gemma3_text",),
    hf_architecture="Gemma3ForCausalLM",
    gguf_arch="gemma3",
    config=(
        *with_defaults(
            (*SIZES, OWN_HEAD_DIM),  # the 4B's config.json omits what equals the class's
            vocab_size=262208,
            num_heads=8,
            num_kv_heads=4,
            context_length=131072,
            head_dim=256,
        ),
        norm_eps(),
        *rope(1e6),
        ConfigRow(
            "local_rope_theta",
            ("rope_local_base_freq", "rope_parameters.sliding_attention.rope_theta"),
            ("{arch}.rope.freq_base_swa",),
            default=10000.0,
        ),
        query_size(blocks_of_27b=62),
        SLIDING_WINDOW,
        window_pattern(6, "sliding_window_pattern"),
        *GEMMA_FACTS,
        fact("block", "sandwich"),
        fact("query_norm", "each_head"),
    ),
    tensors=(
        EMBEDDING
        + SANDWICH_ATTENTION_NORMS
        + attention()
        + query_norms(ADD_ONE)
        + SANDWICH_MLP_NORMS
        + GATED_MLP
        + final_norm(ADD_ONE)
        + UNTIED_HEAD
    ),
    lora_targets=ATTENTION_TARGETS + MLP_TARGETS,
    requirements=(
        *GEMMA_REQUIREMENTS,
        Requirement("hidden_activation", ("gelu_pytorch_tanh",)),
        Requirement("attn_logit_softcapping", (None,), gguf="{arch}.attn_logit_softcapping"),
        Requirement("final_logit_softcapping", (None,), gguf="{arch}.final_logit_softcapping"),
    ),
    gguf_rope=("linear",),
)

GEMMA3_VISION = GEMMA3.wrapped(
    "gemma3", "Gemma3ForConditionalGeneration", name="gemma3_vision", models="Gemma 3 4B, 12B, 27B"
)
