"""The smallest GGUF file that llama.cpp opens: one random block around any vocabulary."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
from gguf import GGMLQuantizationType as T

from minilora.gguf.values import Value, f32, string, u32
from minilora.gguf.writer import TensorPlan, write_gguf


def write_tiny_gguf(
    path: Path,
    vocabulary: Mapping[str, Value],
    *,
    hidden: int = 32,
    store: Callable[[np.ndarray], np.ndarray] = lambda weights: weights,
    kind: T = T.F32,
    scales: Mapping[str, float | np.ndarray] = MappingProxyType({}),
) -> Path:
    """Write a random llama with the vocabulary of these keys; `store` makes its matrices' bytes, of type `kind`.

    `scales` are more tensors, float32, by their names.
    """
    vocab_size = len(vocabulary["tokenizer.ggml.tokens"].value)
    kv = {
        "general.architecture": string("llama"),
        "llama.context_length": u32(512),
        "llama.embedding_length": u32(hidden),
        "llama.block_count": u32(1),
        "llama.feed_forward_length": u32(hidden),
        "llama.attention.head_count": u32(2),
        "llama.attention.layer_norm_rms_epsilon": f32(1e-5),
        **vocabulary,
    }
    square = [f"attn_{part}" for part in ("q", "k", "v", "output")] + [f"ffn_{p}" for p in ("gate", "up", "down")]
    shapes = {
        "token_embd.weight": (vocab_size, hidden),
        "output_norm.weight": (hidden,),
        **{f"blk.0.{name}.weight": (hidden, hidden) for name in square},
        **{f"blk.0.{name}.weight": (hidden,) for name in ("attn_norm", "ffn_norm")},
    }
    beside = {name: np.atleast_1d(np.float32(value)) for name, value in scales.items()}
    shapes |= {name: value.shape for name, value in beside.items()}
    rng = np.random.default_rng(0)
    plans = [
        TensorPlan(name, shape, T.F32 if len(shape) == 1 or name in beside else kind) for name, shape in shapes.items()
    ]

    def data(plan: TensorPlan) -> np.ndarray:
        if plan.name in beside:
            return beside[plan.name]
        weights = rng.standard_normal(plan.shape, np.float32) / np.sqrt(np.float32(hidden))
        return weights if len(plan.shape) == 1 else store(weights)

    write_gguf(path, kv, plans, data)
    return path
