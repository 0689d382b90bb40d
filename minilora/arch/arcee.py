"""Arcee AFM: Llama with an MLP without a gate, and squared ReLU as its activation.

Source: https://huggingface.co/arcee-ai/AFM-4.5B; So et al. 2021, arXiv:2109.08668, for the activation.
"""

from dataclasses import replace

from .llama import LLAMA
from .rows import (
    ATTENTION_BIASES,
    ATTENTION_TARGETS,
    ATTN_NORM,
    EMBEDDING,
    HEAD,
    INTERLEAVE_K,
    INTERLEAVE_Q,
    MLP_BIAS,
    MLP_NORM,
    OWN_HEAD_DIM,
    PLAIN_MLP,
    SIZES,
    attention,
    fact,
    norm_eps,
    rope,
    tied_embeddings,
)
from .spec import Requirement

ARCEE = replace(
    LLAMA,
    name="arcee",
    models="AFM 4.5B",
    notes="MLP without a gate; squared ReLU",
    hf_model_types=("arcee",),
    hf_architecture="ArceeForCausalLM",
    gguf_arch="arcee",
    config=(
        *SIZES,
        OWN_HEAD_DIM,
        norm_eps(1e-5),
        *rope(),
        tied_embeddings(False),
        *ATTENTION_BIASES,
        MLP_BIAS,
        fact("mlp", "plain"),
        fact("activation", "relu2"),
    ),
    tensors=EMBEDDING + ATTN_NORM + attention(INTERLEAVE_Q, INTERLEAVE_K) + MLP_NORM + PLAIN_MLP + HEAD,
    lora_targets=(*ATTENTION_TARGETS, "up_proj", "down_proj"),
    requirements=(Requirement("hidden_act", ("relu2",)),),
)
