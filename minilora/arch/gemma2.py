"""Gemma 2: Gemma with additional norms after attention and MLP, soft-capped scores and logits, and a sliding window in
every other block.

A GGUF states neither which blocks have the window nor the scale of the scores; llama.cpp derives them from the sizes.
Source: Gemma Team 2024, arXiv:2408.00118.
"""

from .codecs import LayerTypes, all_but_every_nth
from .gemma import GEMMA_FACTS, GEMMA_REQUIREMENTS
from .rows import (
    ATTENTION_TARGETS,
    EMBEDDING,
    GATED_MLP,
    MLP_TARGETS,
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
from .spec import ArchSpec, ConfigRow, Requirement
from .transforms import ADD_ONE

SLIDING_WINDOW = ConfigRow("sliding_window", ("sliding_window",), ("{arch}.attention.sliding_window",), default=4096)

SANDWICH_ATTENTION_NORMS = block("attn_norm", "input_layernorm", "attn_norm", layout=ADD_ONE) + block(
    "attn_post_norm", "post_attention_layernorm", "post_attention_norm", layout=ADD_ONE
)
SANDWICH_MLP_NORMS = block("mlp_norm", "pre_feedforward_layernorm", "ffn_norm", layout=ADD_ONE) + block(
    "mlp_post_norm", "post_feedforward_layernorm", "post_ffw_norm", layout=ADD_ONE
)


def query_size(blocks_of_27b: int) -> ConfigRow:
    """Return the row of query_size. The default is D, but C/H in the model with `blocks_of_27b` blocks (27B)."""
    return ConfigRow(
        "query_size",
        ("query_pre_attn_scalar",),
        default=lambda values: (
            values["hidden_size"] // values["num_heads"]
            if values["num_blocks"] == blocks_of_27b
            else values["head_dim"]
        ),
    )


def window_pattern(period: int, *hf: str) -> ConfigRow:
    """Return the row of the blocks with a sliding window: by default, all except every `period`-th."""
    return ConfigRow(
        "windowed",
        ("layer_types", *hf),
        default=all_but_every_nth(period),
        codec=LayerTypes(),
        gguf_read_only=("{arch}.attention.sliding_window_pattern",),
    )


GEMMA2 = ArchSpec(
    name="gemma2",
    models="Gemma 2 2B, 9B, 27B",
    notes="norms after each branch, soft-capped scores and logits, a sliding window in every other block",
    hf_model_types=("gemma2",),
    hf_architecture="Gemma2ForCausalLM",
    gguf_arch="gemma2",
    config=(
        *SIZES,
        OWN_HEAD_DIM,
        norm_eps(),
        *rope(),
        query_size(blocks_of_27b=46),
        ConfigRow("attention_softcap", ("attn_logit_softcapping",), ("{arch}.attn_logit_softcapping",), default=50.0),
        ConfigRow("final_softcap", ("final_logit_softcapping",), ("{arch}.final_logit_softcapping",), default=30.0),
        SLIDING_WINDOW,
        window_pattern(2),
        *GEMMA_FACTS,
        fact("block", "sandwich"),
    ),
    tensors=(
        EMBEDDING
        + SANDWICH_ATTENTION_NORMS
        + attention()
        + SANDWICH_MLP_NORMS
        + GATED_MLP
        + final_norm(ADD_ONE)
        + UNTIED_HEAD
    ),
    lora_targets=ATTENTION_TARGETS + MLP_TARGETS,
    requirements=(
        *GEMMA_REQUIREMENTS,
        Requirement("hidden_activation", ("gelu_pytorch_tanh",)),
        Requirement("sliding_window_pattern", (2,)),
    ),
)
