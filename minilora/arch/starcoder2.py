"""StarCoder 2: LayerNorm, an MLP without a gate, biases everywhere, a sliding window.

GGUF has no key for the sliding window, so a base with one can be trained but not exported.
Source: Lozhkov et al. 2024, arXiv:2402.19173.
"""

from .rows import (
    ATTENTION_TARGETS,
    EMBEDDING,
    SIZES,
    SPLIT_HEAD_DIM,
    UNTIED_HEAD,
    attention,
    biased,
    biased_block,
    block,
    fact,
    rope,
    tied_embeddings,
)
from .spec import ArchSpec, ConfigRow, Requirement

STARCODER2 = ArchSpec(
    name="starcoder2",
    models="StarCoder 2 3B, 7B, 15B",
    notes="LayerNorm; MLP without a gate; no GGUF export with a sliding window",
    hf_model_types=("starcoder2",),
    hf_architecture="Starcoder2ForCausalLM",
    gguf_arch="starcoder2",
    config=(
        *SIZES,
        SPLIT_HEAD_DIM,
        ConfigRow("norm_eps", ("norm_epsilon",), ("{arch}.attention.layer_norm_epsilon",), default=1e-5),
        *rope(),
        ConfigRow("sliding_window", ("sliding_window",), default=None),
        *(fact(name, True) for name in ("attention_bias", "output_bias", "mlp_bias")),
        tied_embeddings(True),
        fact("norm", "layer"),
        fact("mlp", "plain"),
        fact("activation", "gelu_tanh"),
    ),
    tensors=(
        EMBEDDING
        + biased_block("attn_norm", "input_layernorm", "attn_norm")
        + attention()
        + biased_block("mlp_norm", "post_attention_layernorm", "ffn_norm")
        + block("mlp.up_proj", "mlp.c_fc", "ffn_up", "mlp_bias")
        + block("mlp.down_proj", "mlp.c_proj", "ffn_down", "mlp_bias")
        + biased("norm", "model.norm", "output_norm")
        + UNTIED_HEAD
    ),
    lora_targets=(*ATTENTION_TARGETS, "c_fc", "c_proj"),
    requirements=(Requirement("hidden_act", ("gelu_pytorch_tanh",)), Requirement("use_bias", (True,))),
)
