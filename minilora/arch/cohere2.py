"""Cohere 2: attention and MLP in parallel, LayerNorm without bias, sliding-window attention in three of four blocks.

Only blocks with a sliding window use RoPE, in interleaved pairs (0, 1), (2, 3) of a head. Logits are scaled.
Source: https://huggingface.co/CohereLabs/c4ai-command-r7b-12-2024
"""

from .gemma2 import SLIDING_WINDOW, window_pattern
from .rows import (
    ATTENTION_TARGETS,
    ATTN_NORM,
    EMBEDDING,
    GATED_MLP,
    MLP_TARGETS,
    NO_ATTENTION_BIAS,
    SILU,
    SIZES,
    SPLIT_HEAD_DIM,
    UNTIED_HEAD,
    attention,
    fact,
    final_norm,
    rope,
)
from .spec import ArchSpec, ConfigRow, Requirement

COHERE2 = ArchSpec(
    name="cohere2",
    models="Command R7B, Command A, Aya Expanse 2",
    notes="attention and MLP in parallel; RoPE only in sliding-window blocks; scaled logits",
    hf_model_types=("cohere2",),
    hf_architecture="Cohere2ForCausalLM",
    gguf_arch="cohere2",
    config=(
        *SIZES,
        SPLIT_HEAD_DIM,
        ConfigRow("norm_eps", ("layer_norm_eps",), ("{arch}.attention.layer_norm_epsilon",), default=1e-5),
        *rope(),
        fact("rope_interleaved", True),
        SLIDING_WINDOW,
        window_pattern(4, "sliding_window_pattern"),
        fact("rotated", lambda values: values["windowed"]),
        ConfigRow("logit_scale", ("logit_scale",), ("{arch}.logit_scale",), default=0.0625),
        fact("tied_embeddings", True),
        fact("block", "parallel"),
        fact("norm", "layer_without_bias"),
    ),
    tensors=EMBEDDING + ATTN_NORM + attention() + GATED_MLP + final_norm() + UNTIED_HEAD,
    lora_targets=ATTENTION_TARGETS + MLP_TARGETS,
    requirements=(
        SILU,
        NO_ATTENTION_BIAS,
        Requirement("tie_word_embeddings", (True,)),
        Requirement("rotary_pct", (1, 1.0)),
        Requirement("use_qk_norm", (False,)),
        Requirement("use_parallel_block", (True,)),
        Requirement("position_embedding_type", ("rope_gptj",)),
    ),
    gguf_rope=(),
)
