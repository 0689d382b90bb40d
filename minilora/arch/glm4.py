"""GLM-4-0414: norms before and after attention and MLP, one projection for gate and up, biases on q, k and v.

RoPE applies to the first half of a head, in interleaved pairs (0, 1), (2, 3), ...
Source: GLM Team 2024, arXiv:2406.12793; https://huggingface.co/THUDM/GLM-4-9B-0414
"""

from dataclasses import replace

from .rows import (
    ATTENTION_TARGETS,
    ATTN_NORM,
    EMBEDDING,
    HEAD,
    OWN_HEAD_DIM,
    SILU,
    SIZES,
    attention,
    block,
    fact,
    norm_eps,
    rope,
    tied_embeddings,
)
from .spec import ArchSpec, ConfigRow

THETA, ROTARY_DIM = rope(partial=True)

GLM4 = ArchSpec(
    name="glm4",
    models="GLM-4-0414 9B, 32B, GLM-Z1",
    notes="norms before and after attention and MLP; RoPE on half of each head, in interleaved pairs",
    hf_model_types=("glm4",),
    hf_architecture="Glm4ForCausalLM",
    gguf_arch="glm4",
    config=(
        *SIZES,
        OWN_HEAD_DIM,
        norm_eps(1.5625e-7),
        THETA,
        replace(ROTARY_DIM, default=lambda values: values["head_dim"] // 2),
        fact("rope_interleaved", True),
        ConfigRow("attention_bias", ("attention_bias",), default=True),
        tied_embeddings(False),
        fact("block", "sandwich"),
        fact("mlp", "fused_gated"),
    ),
    tensors=(
        EMBEDDING
        + ATTN_NORM
        + attention()
        + block("attn_post_norm", "post_self_attn_layernorm", "post_attention_norm")
        + block("mlp_norm", "post_attention_layernorm", "ffn_norm")
        + block("mlp.gate_up_proj", "mlp.gate_up_proj", "ffn_up")
        + block("mlp.down_proj", "mlp.down_proj", "ffn_down")
        + block("mlp_post_norm", "post_mlp_layernorm", "post_ffw_norm")
        + HEAD
    ),
    lora_targets=(*ATTENTION_TARGETS, "gate_up_proj", "down_proj"),
    requirements=(SILU,),
)
