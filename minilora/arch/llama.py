"""Llama 2 and 3, SmolLM, SmolLM2, TinyLlama: pre-norm blocks, grouped-query attention, SwiGLU, RoPE.

GGUF stores the rows of q_proj and k_proj in Llama's original, interleaved order (`Interleave`).
Source: Touvron et al. 2023, arXiv:2307.09288; Grattafiori et al. 2024, arXiv:2407.21783.
"""

from .rope_gguf import FREQS, LONG, SHORT
from .rows import (
    ATTENTION_BIASES,
    ATTENTION_TARGETS,
    ATTN_NORM,
    EMBEDDING,
    GATED_MLP,
    HEAD,
    INTERLEAVE_K,
    INTERLEAVE_Q,
    MLP_BIAS,
    MLP_NORM,
    MLP_TARGETS,
    OWN_HEAD_DIM,
    SILU,
    SIZES,
    attention,
    norm_eps,
    rope,
    tied_embeddings,
)
from .spec import ArchSpec

LLAMA = ArchSpec(
    name="llama",
    models="Llama 2, 3, 3.1, 3.2, TinyLlama, SmolLM, SmolLM2",
    notes="RoPE scaling linear, dynamic, llama3, yarn and longrope",
    hf_model_types=("llama",),
    hf_architecture="LlamaForCausalLM",
    gguf_arch="llama",
    config=(*SIZES, OWN_HEAD_DIM, norm_eps(), *rope(), tied_embeddings(False), *ATTENTION_BIASES, MLP_BIAS),
    tensors=EMBEDDING + ATTN_NORM + attention(INTERLEAVE_Q, INTERLEAVE_K) + MLP_NORM + GATED_MLP + HEAD,
    lora_targets=ATTENTION_TARGETS + MLP_TARGETS,
    requirements=(SILU,),
    ignored=(r"model\.layers\.\d+\.self_attn\.rotary_emb\.inv_freq",),
    gguf_rope=("linear", "yarn", "longrope", FREQS, SHORT, LONG),
)
