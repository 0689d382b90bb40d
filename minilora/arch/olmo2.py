"""OLMo 2: norms after attention and MLP instead of before, and norms on queries and keys.

q and k are normalised over all heads together, before RoPE.
Source: OLMo Team 2024, arXiv:2501.00656.
"""

from .rows import (
    ATTENTION_TARGETS,
    EMBEDDING,
    GATED_MLP,
    HEAD,
    MLP_TARGETS,
    NO_ATTENTION_BIAS,
    SILU,
    SIZES,
    SPLIT_HEAD_DIM,
    attention,
    block,
    fact,
    norm_eps,
    query_norms,
    rope,
)
from .spec import ArchSpec, Requirement

OLMO2 = ArchSpec(
    name="olmo2",
    models="OLMo 2 1B, 7B, 13B, 32B",
    notes="norms only after attention and MLP; q and k normalised over all heads",
    hf_model_types=("olmo2",),
    hf_architecture="Olmo2ForCausalLM",
    gguf_arch="olmo2",
    config=(
        *SIZES,
        SPLIT_HEAD_DIM,
        norm_eps(1e-5),
        *rope(),
        fact("tied_embeddings", False),
        fact("block", "post_norm"),
        fact("query_norm", "all_heads"),
    ),
    tensors=(
        EMBEDDING
        + attention()
        + query_norms()
        + block("attn_post_norm", "post_attention_layernorm", "post_attention_norm")
        + GATED_MLP
        + block("mlp_post_norm", "post_feedforward_layernorm", "post_ffw_norm")
        + HEAD
    ),
    lora_targets=ATTENTION_TARGETS + MLP_TARGETS,
    requirements=(
        SILU,
        Requirement("tie_word_embeddings", (False,)),
        NO_ATTENTION_BIAS,
        Requirement("sliding_window", (None,), gguf="{arch}.attention.sliding_window"),  # OLMo 3, in a GGUF
    ),
)
