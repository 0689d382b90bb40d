"""Seed-OSS: Llama with biases on q, k and v.

In a GGUF the norm before the MLP is called `post_attention_norm`, and q and k have the row order of Hugging Face.
Source: https://huggingface.co/ByteDance-Seed/Seed-OSS-36B-Instruct
"""

from .rows import (
    ATTENTION_TARGETS,
    ATTN_NORM,
    EMBEDDING,
    GATED_MLP,
    HEAD,
    MLP_TARGETS,
    NO_MLP_BIAS,
    OWN_HEAD_DIM,
    SILU,
    SIZES,
    attention,
    block,
    norm_eps,
    rope,
    tied_embeddings,
)
from .spec import ArchSpec, ConfigRow, Requirement

SEED_OSS = ArchSpec(
    name="seed_oss",
    models="Seed-OSS 36B",
    notes="biases on q, k and v",
    hf_model_types=("seed_oss",),
    hf_architecture="SeedOssForCausalLM",
    gguf_arch="seed_oss",
    config=(
        *SIZES,
        OWN_HEAD_DIM,
        norm_eps(),
        *rope(),
        tied_embeddings(False),
        ConfigRow("attention_bias", ("attention_bias",), default=True),
    ),
    tensors=(
        EMBEDDING
        + ATTN_NORM
        + attention()
        + block("mlp_norm", "post_attention_layernorm", "post_attention_norm")
        + GATED_MLP
        + HEAD
    ),
    lora_targets=ATTENTION_TARGETS + MLP_TARGETS,
    requirements=(SILU, NO_MLP_BIAS, Requirement("attention_out_bias", (False,))),
)
