"""Gemma: Llama with wide attention heads, tied embeddings, and a GELU gate.

Norms multiply by 1 + w (GGUF stores the sum, `AddOne`). Embeddings are scaled by sqrt(C). Early config.json files say
`gelu` but mean the tanh approximation.
Source: Gemma Team 2024, arXiv:2403.08295.
"""

from .rows import (
    ATTENTION_TARGETS,
    EMBEDDING,
    GATED_MLP,
    MLP_TARGETS,
    NO_ATTENTION_BIAS,
    OWN_HEAD_DIM,
    SIZES,
    UNTIED_HEAD,
    attention,
    block,
    fact,
    final_norm,
    norm_eps,
    rope,
)
from .spec import ArchSpec, Requirement
from .transforms import ADD_ONE

GEMMA_FACTS = (
    fact("norm", "offset_rms"),
    fact("activation", "gelu_tanh"),
    fact("embedding_scale", lambda values: values["hidden_size"] ** 0.5),
    fact("tied_embeddings", True),
)
"""What all Gemmas share."""

GEMMA_REQUIREMENTS = (
    Requirement("tie_word_embeddings", (True,)),
    NO_ATTENTION_BIAS,
    Requirement("use_bidirectional_attention", (False,)),
)

GEMMA = ArchSpec(
    name="gemma",
    models="Gemma 2B, 7B, CodeGemma",
    notes="norms multiply by 1 + w; scaled embeddings; a GELU gate",
    hf_model_types=("gemma",),
    hf_architecture="GemmaForCausalLM",
    gguf_arch="gemma",
    config=(*SIZES, OWN_HEAD_DIM, norm_eps(), *rope(), *GEMMA_FACTS),
    tensors=(
        EMBEDDING
        + block("attn_norm", "input_layernorm", "attn_norm", layout=ADD_ONE)
        + attention()
        + block("mlp_norm", "post_attention_layernorm", "ffn_norm", layout=ADD_ONE)
        + GATED_MLP
        + final_norm(ADD_ONE)
        + UNTIED_HEAD
    ),
    lora_targets=ATTENTION_TARGETS + MLP_TARGETS,
    requirements=(
        *GEMMA_REQUIREMENTS,
        Requirement("hidden_act", ("gelu_pytorch_tanh", "gelu")),
        Requirement("hidden_activation", ("gelu_pytorch_tanh",)),
    ),
)
