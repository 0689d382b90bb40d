"""Ministral 3: Llama with YaRN, and with queries that are scaled by position.

Beyond the original context length L, queries are multiplied by 1 + beta · log(1 + floor(position / L)). YaRN does not
scale the scores (mscale = mscale_all_dim). A GGUF without the key of beta is an earlier Mistral, and is rejected.
Source: https://huggingface.co/collections/mistralai/ministral-3; the queries follow Nakanishi 2025, arXiv:2501.19399.
"""

from dataclasses import replace

from .llama import LLAMA
from .rope_gguf import LOG_MULTIPLIER
from .rows import OWN_HEAD_DIM, SILU, SIZES, fact, norm_eps, rope, tied_embeddings
from .spec import ConfigRow, Requirement

MINISTRAL3 = replace(
    LLAMA,
    name="ministral3",
    models="Ministral 3 3B, 8B, 14B (text)",
    notes="YaRN; queries scaled by position",
    hf_model_types=("ministral3",),
    hf_architecture="Ministral3ForCausalLM",
    gguf_arch="mistral3",
    gguf_marker="{arch}.attention.temperature_scale",
    config=(
        *SIZES,
        OWN_HEAD_DIM,
        norm_eps(1e-5),
        *rope(1e6),
        ConfigRow(
            "query_growth",
            ("rope_scaling.llama_4_scaling_beta", "rope_parameters.llama_4_scaling_beta"),
            ("{arch}.attention.temperature_scale",),
        ),
        ConfigRow(
            "query_growth_length",
            ("rope_scaling.original_max_position_embeddings", "rope_parameters.original_max_position_embeddings"),
            ("{arch}.rope.scaling.original_context_length",),
        ),
        tied_embeddings(False),
        fact("attention", "growing"),
    ),
    requirements=(SILU, Requirement("sliding_window", (None,))),
    gguf_rope=("yarn", LOG_MULTIPLIER),
)

MINISTRAL3_VISION = MINISTRAL3.wrapped(
    "mistral3", "Mistral3ForConditionalGeneration", name="ministral3_vision", models="Ministral 3 3B, 8B, 14B"
)
