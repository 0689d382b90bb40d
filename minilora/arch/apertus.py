"""Apertus: Llama with norms on q and k per head, and an MLP without a gate, whose activation (xIELU) is trained.

Each block has four numbers of its own for the activation. In a GGUF they are arrays of the key-value data.
Source: https://huggingface.co/swiss-ai; Huang and Schlag 2024, arXiv:2411.13010, for the activation.
"""

from collections.abc import Mapping
from typing import Any

from .rope_gguf import FREQS
from .rows import (
    ATTENTION_TARGETS,
    EMBEDDING,
    HEAD,
    NO_ATTENTION_BIAS,
    OWN_HEAD_DIM,
    PLAIN_MLP,
    SIZES,
    attention,
    block,
    fact,
    norm_eps,
    query_norms,
    rope,
)
from .spec import ArchSpec, Requirement, TensorRow
from .transforms import ONE_NUMBER, SAME

DEFAULT_ROPE = {
    "rope_type": "llama3",
    "rope_theta": 12000000.0,
    "factor": 8.0,
    "original_max_position_embeddings": 8192,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
}
"""What a config.json without RoPE settings means in transformers."""


def with_default_rope(hf: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the settings with those of RoPE."""
    return hf if hf.get("rope_parameters") or hf.get("rope_scaling") else {**hf, "rope_parameters": DEFAULT_ROPE}


NUMBERS = tuple(
    TensorRow(
        f"blocks.{{i}}.mlp.activation.{name}",
        f"model.layers.{{i}}.mlp.act_fn.{name}",
        f"xielu.{name}[{{i}}]",
        gguf_layout=ONE_NUMBER if name.startswith("alpha") else SAME,
    )
    for name in ("alpha_p", "alpha_n", "beta", "eps")
)

APERTUS = ArchSpec(
    name="apertus",
    models="Apertus 8B, 70B",
    notes="q and k normalised per head; MLP without a gate; xIELU",
    hf_model_types=("apertus",),
    hf_architecture="ApertusForCausalLM",
    gguf_arch="apertus",
    config=(
        *SIZES,
        OWN_HEAD_DIM,
        norm_eps(1e-5),
        *rope(12e6),
        fact("tied_embeddings", False),
        fact("query_norm", "each_head"),
        fact("mlp", "plain"),
        fact("activation", "xielu"),
    ),
    tensors=(
        EMBEDDING
        + block("attn_norm", "attention_layernorm", "attn_norm")
        + attention()
        + query_norms()
        + block("mlp_norm", "feedforward_layernorm", "ffn_norm")
        + tuple(row for row in PLAIN_MLP if not row.when)
        + NUMBERS
        + HEAD
    ),
    lora_targets=(*ATTENTION_TARGETS, "up_proj", "down_proj"),
    requirements=(
        Requirement("hidden_act", ("xielu",)),
        NO_ATTENTION_BIAS,
        Requirement("tie_word_embeddings", (False,)),  # llama.cpp asks for a head
    ),
    gguf_rope=("linear", "yarn", FREQS),
    resolve_hf=with_default_rope,
)
