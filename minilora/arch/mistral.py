"""Mistral: Llama with a sliding window in every block.

A GGUF has the architecture `llama`, which cannot store the window. So only a base without one (v0.2 and later) can be
exported.
Source: Jiang et al. 2023, arXiv:2310.06825.
"""

from dataclasses import replace

from .llama import LLAMA
from .rows import OWN_HEAD_DIM, SIZES, norm_eps, rope, tied_embeddings
from .spec import ConfigRow

MISTRAL = replace(
    LLAMA,
    name="mistral",
    models="Mistral 7B v0.1 to v0.3",
    notes="a sliding window, which a GGUF cannot store: v0.1 can be trained but not exported",
    hf_model_types=("mistral",),
    hf_architecture="MistralForCausalLM",
    config=(
        *SIZES,
        OWN_HEAD_DIM,
        norm_eps(),
        *rope(),
        tied_embeddings(False),
        ConfigRow("sliding_window", ("sliding_window",), default=4096),
    ),
)

MISTRAL3_VISION = replace(MISTRAL, notes="no sliding window").wrapped(
    "mistral3", "Mistral3ForConditionalGeneration", name="mistral3_vision", models="Mistral Small 3.1, 3.2"
)
