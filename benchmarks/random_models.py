"""Bases of several sizes and adapters with random weights; speed and memory do not depend on the values.

All bases have SmolLM2's vocabulary size, so that they differ only in the blocks. They have no tokenizer.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import save_file

from minilora.arch import find_hf, read_hf
from minilora.checkpoint import load_base
from minilora.config import LoraConfig
from minilora.lora import inject, lora_layers, save_adapter
from minilora.model import Decoder

VOCABULARY = 49152


class Shape(NamedTuple):
    """Sizes of a Llama-like decoder."""

    hidden: int
    ffn: int
    blocks: int
    heads: int
    kv_heads: int


SHAPES: Mapping[int, Shape] = {
    20: Shape(288, 768, 6, 6, 6),
    44: Shape(384, 1024, 16, 6, 2),
    135: Shape(576, 1536, 30, 9, 3),  # SmolLM2-135M
    362: Shape(960, 2560, 32, 15, 5),  # SmolLM2-360M
    1044: Shape(1536, 6144, 28, 24, 8),
}
"""By millions of parameters, including the embeddings (tied to the head)."""


def random_base(folder: Path, millions: int) -> Path:
    """Return a Hugging Face directory of this size in `folder`, in bfloat16; write it if it does not exist."""
    path = folder / f"random-{millions}M"
    if not path.exists():
        write_base(path, config(SHAPES[millions]))
    return path


def write_base(path: Path, settings: dict[str, object]) -> None:
    """Write a Hugging Face directory for a `config.json`, weights in bfloat16."""
    spec = find_hf(settings)
    model_config = read_hf(spec, settings).config
    with torch.device("meta"):
        shapes = {name: tensor.shape for name, tensor in Decoder(model_config).state_dict().items()}
    generator = torch.Generator().manual_seed(0)
    weights = {
        row.hf: torch.empty(shapes[row.ours], dtype=torch.bfloat16).normal_(0, 0.02, generator=generator)
        for row in spec.rows(model_config)
    }
    path.mkdir()
    (path / "config.json").write_text(json.dumps(settings))
    save_file(weights, path / "model.safetensors", metadata={"format": "pt"})


def write_adapter(path: Path, base: str | Path, seed: int = 0) -> Path:
    """Write an adapter of all linear layers with a random B, so that it changes the model."""
    model, lora = load_base(base).model, LoraConfig(target_modules=("all-linear",))
    inject(model, lora, seed=0)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for layer in lora_layers(model).values():
            layer.lora_B.copy_(torch.randn(layer.lora_B.shape, generator=generator) * 1e-2)
    save_adapter(path, model, lora, base_model=str(base))
    return path


def config(shape: Shape) -> dict[str, object]:
    """Return the `config.json` of a shape."""
    return {
        "model_type": "llama",
        "vocab_size": VOCABULARY,
        "hidden_size": shape.hidden,
        "intermediate_size": shape.ffn,
        "num_hidden_layers": shape.blocks,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.hidden // shape.heads,
        "max_position_embeddings": 8192,
        "rms_norm_eps": 1e-5,
        "rope_theta": 100000.0,
        "tie_word_embeddings": True,
        "hidden_act": "silu",
    }
