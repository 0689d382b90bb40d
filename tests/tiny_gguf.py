"""The smallest GGUF file that llama.cpp opens: one random block around any vocabulary."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType as T

from minilora.gguf.values import Value, f32, string, u32
from minilora.gguf.writer import TensorPlan, write_gguf

HIDDEN = 32


def write_tiny_gguf(path: Path, vocabulary: Mapping[str, Value]) -> Path:
    """Write a random llama of hidden size 32 with the vocabulary of these keys."""
    vocab_size = len(vocabulary["tokenizer.ggml.tokens"].value)
    kv = {
        "general.architecture": string("llama"),
        "llama.context_length": u32(512),
        "llama.embedding_length": u32(HIDDEN),
        "llama.block_count": u32(1),
        "llama.feed_forward_length": u32(HIDDEN),
        "llama.attention.head_count": u32(2),
        "llama.attention.layer_norm_rms_epsilon": f32(1e-5),
        **vocabulary,
    }
    square = [f"attn_{part}" for part in ("q", "k", "v", "output")] + [f"ffn_{p}" for p in ("gate", "up", "down")]
    shapes = {
        "token_embd.weight": (vocab_size, HIDDEN),
        "output_norm.weight": (HIDDEN,),
        **{f"blk.0.{name}.weight": (HIDDEN, HIDDEN) for name in square},
        **{f"blk.0.{name}.weight": (HIDDEN,) for name in ("attn_norm", "ffn_norm")},
    }
    rng = np.random.default_rng(0)
    plans = [TensorPlan(name, shape, T.F32) for name, shape in shapes.items()]
    write_gguf(path, kv, plans, lambda plan: rng.standard_normal(plan.shape, np.float32))
    return path
