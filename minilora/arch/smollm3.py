"""SmolLM3: Llama without RoPE in every fourth block (NoPE).

A GGUF does not state which blocks; llama.cpp assumes every fourth.
Source: https://huggingface.co/blog/smollm3; Yang et al. 2025, arXiv:2501.18795.
"""

from dataclasses import replace

from .codecs import Flags, all_but_every_nth
from .llama import LLAMA
from .rows import NO_ATTENTION_BIAS, NO_MLP_BIAS, NO_WINDOW, OWN_HEAD_DIM, SILU, SIZES, norm_eps, rope, tied_embeddings
from .spec import ConfigRow, Requirement

SMOLLM3 = replace(
    LLAMA,
    name="smollm3",
    models="SmolLM3 3B",
    notes="no RoPE in every fourth block",
    hf_model_types=("smollm3",),
    hf_architecture="SmolLM3ForCausalLM",
    gguf_arch="smollm3",
    config=(
        *SIZES,
        OWN_HEAD_DIM,
        norm_eps(),
        *rope(2e6),
        ConfigRow("rotated", ("no_rope_layers",), default=all_but_every_nth(4), codec=Flags()),
        tied_embeddings(True),
    ),
    requirements=(SILU, *NO_WINDOW, NO_ATTENTION_BIAS, NO_MLP_BIAS, Requirement("no_rope_layer_interval", (4,))),
    gguf_rope=("linear", "yarn"),
)
