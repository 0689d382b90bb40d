"""OLMo 3: OLMo 2 with sliding-window attention in three of four blocks.

RoPE scaling (YaRN) applies only to blocks with full attention; theta is the same in all blocks. A GGUF has the
architecture `olmo2`; the key of the sliding window distinguishes it from OLMo 2.
Source: OLMo Team 2025, https://allenai.org/blog/olmo3
"""

from dataclasses import replace

from .gemma2 import SLIDING_WINDOW, window_pattern
from .olmo2 import OLMO2
from .rows import NO_ATTENTION_BIAS, SILU, SIZES, SPLIT_HEAD_DIM, fact, norm_eps, rope
from .spec import Requirement

THETA, ROTARY_DIM = rope(500000.0)

OLMO3 = replace(
    OLMO2,
    name="olmo3",
    models="OLMo 3 7B, 32B",
    notes="OLMo 2 with a sliding window in three of four blocks; RoPE scaling in the others",
    hf_model_types=("olmo3",),
    hf_architecture="Olmo3ForCausalLM",
    gguf_marker="{arch}.attention.sliding_window",
    config=(
        *SIZES,
        SPLIT_HEAD_DIM,
        norm_eps(1e-5),
        replace(THETA, hf=(*THETA.hf, "rope_parameters.sliding_attention.rope_theta")),
        ROTARY_DIM,
        fact("local_rope_theta", lambda values: values["rope_theta"]),
        SLIDING_WINDOW,
        window_pattern(4),
        fact("tied_embeddings", False),
        fact("block", "post_norm"),
        fact("query_norm", "all_heads"),
    ),
    requirements=(
        SILU,
        Requirement("tie_word_embeddings", (False,)),
        NO_ATTENTION_BIAS,
        Requirement(
            "rope_theta", (500000,), gguf="{arch}.rope.freq_base"
        ),  # the only value that transformers supports with sliding windows
    ),
    gguf_rope=("yarn",),
)
