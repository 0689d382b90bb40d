"""StableLM: Llama with LayerNorm, and RoPE on a quarter of each head.

StableLM 2 12B is not supported: its query heads have separate norm weights, and attention and MLP are in parallel.
Source: Bellagente et al. 2024, arXiv:2402.17834.
"""

from dataclasses import replace

from .rows import (
    ATTENTION_TARGETS,
    EMBEDDING,
    GATED_MLP,
    MLP_TARGETS,
    SILU,
    SIZES,
    SPLIT_HEAD_DIM,
    UNTIED_HEAD,
    attention,
    biased,
    biased_block,
    fact,
    rope,
)
from .spec import ArchSpec, ConfigRow, Requirement

THETA, ROTARY_DIM = rope(partial=True)

STABLELM = ArchSpec(
    name="stablelm",
    models="StableLM 3B, StableLM 2 1.6B, StableLM Zephyr",
    notes="LayerNorm; RoPE on a quarter of each head",
    hf_model_types=("stablelm",),
    hf_architecture="StableLmForCausalLM",
    gguf_arch="stablelm",
    config=(
        *SIZES,
        SPLIT_HEAD_DIM,
        ConfigRow("norm_eps", ("layer_norm_eps",), ("{arch}.attention.layer_norm_epsilon",), default=1e-5),
        THETA,
        replace(ROTARY_DIM, default=lambda values: values["head_dim"] // 4),
        ConfigRow("attention_bias", ("use_qkv_bias",), default=False),
        fact("tied_embeddings", False),
        fact("norm", "layer"),
    ),
    tensors=(
        EMBEDDING
        + biased_block("attn_norm", "input_layernorm", "attn_norm")
        + attention()
        + biased_block("mlp_norm", "post_attention_layernorm", "ffn_norm")
        + GATED_MLP
        + biased("norm", "model.norm", "output_norm")
        + UNTIED_HEAD
    ),
    lora_targets=ATTENTION_TARGETS + MLP_TARGETS,
    requirements=(
        SILU,
        Requirement("tie_word_embeddings", (False,)),  # llama.cpp requires a head
        Requirement("qk_layernorm", (False,)),
        Requirement("use_parallel_residual", (False,), gguf="{arch}.use_parallel_residual"),
    ),
)
