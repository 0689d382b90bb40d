"""Granite 3 (dense): Llama with scale factors for embeddings, attention scores, residual branches and logits.

Source: https://huggingface.co/ibm-granite; the multipliers follow Yang et al. 2022, arXiv:2203.03466.
"""

from dataclasses import replace

from .llama import LLAMA
from .rows import ATTENTION_BIASES, MLP_BIAS, OWN_HEAD_DIM, SILU, SIZES, fact, norm_eps, rope, tied_embeddings
from .spec import ConfigRow, Requirement

GRANITE = replace(
    LLAMA,
    name="granite",
    models="Granite 3.x 2B, 8B",
    notes="multipliers on embeddings, scores, branches and logits",
    hf_model_types=("granite",),
    hf_architecture="GraniteForCausalLM",
    gguf_arch="granite",
    config=(
        *SIZES,
        OWN_HEAD_DIM,
        norm_eps(),
        *rope(),
        ConfigRow("attention_multiplier", ("attention_multiplier",), ("{arch}.attention.scale",)),
        ConfigRow("embedding_scale", ("embedding_multiplier",), ("{arch}.embedding_scale",), default=1.0),
        ConfigRow("residual_scale", ("residual_multiplier",), ("{arch}.residual_scale",), default=1.0),
        ConfigRow("logit_divisor", ("logits_scaling",), ("{arch}.logit_scale",), default=1.0),
        tied_embeddings(False),
        *ATTENTION_BIASES,
        MLP_BIAS,
        fact("block", "scaled_pre_norm"),
    ),
    requirements=(SILU, Requirement("position_embedding_type", ("rope",))),
)
