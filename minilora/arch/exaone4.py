"""EXAONE 4: norms only after attention and MLP; queries and keys are normalised per head.

In the 32B, three of four blocks have a sliding window, and only these use RoPE. The 1.2B has no sliding window, and
RoPE in every block.
Source: LG AI Research 2025, arXiv:2507.11407.
"""

from dataclasses import replace

from .codecs import LayerTypes, all_but_every_nth
from .gemma2 import SLIDING_WINDOW
from .olmo2 import OLMO2
from .rope_gguf import FREQS
from .rows import SILU, SIZES, SPLIT_HEAD_DIM, fact, norm_eps, rope, tied_embeddings
from .spec import ConfigRow, Requirement

BLOCKS_OF_32B = 64
"""llama.cpp uses sliding windows only in a model of this size, whatever the file contains."""

EXAONE4 = replace(
    OLMO2,
    name="exaone4",
    models="EXAONE 4.0 1.2B, 32B",
    notes="norms only after attention and MLP; RoPE only in sliding-window blocks, if there are any",
    hf_model_types=("exaone4",),
    hf_architecture="Exaone4ForCausalLM",
    gguf_arch="exaone4",
    config=(
        *SIZES,
        SPLIT_HEAD_DIM,
        norm_eps(1e-5),
        *rope(),
        replace(SLIDING_WINDOW, gguf_default=lambda values: 4096 if values["num_blocks"] == BLOCKS_OF_32B else None),
        ConfigRow(
            "windowed",
            ("layer_types",),
            default=all_but_every_nth(4),
            gguf_default=lambda values: (
                all_but_every_nth(4)(values)
                if values["num_blocks"] == BLOCKS_OF_32B
                else (False,) * int(values["num_blocks"])
            ),
            codec=LayerTypes(),
        ),
        fact("rotated", lambda values: () if values["sliding_window"] is None else values["windowed"]),
        tied_embeddings(False),
        fact("block", "post_norm"),
        fact("query_norm", "each_head"),
    ),
    requirements=(SILU, Requirement("sliding_window_pattern", (4, "LLLG", 0))),
    gguf_rope=("linear", FREQS),
)
