"""A tiny decoder with random weights and random examples for it; the settings of a whole run on a tiny model."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from minilora.arch import ModelConfig
from minilora.config import LoraConfig, TrainConfig
from minilora.data.example import Example
from minilora.model import Decoder
from minilora.training.settings import RunSettings

VOCAB = 97


@pytest.fixture
def tiny_model() -> Callable[[], Decoder]:
    """A function that makes the same random decoder each time: 2 blocks, 4 heads on 2, hidden size 32."""

    def make() -> Decoder:
        config = ModelConfig(
            vocab_size=VOCAB,
            hidden_size=32,
            num_blocks=2,
            num_heads=4,
            num_kv_heads=2,
            head_dim=8,
            ffn_size=48,
            context_length=128,
            norm_eps=1e-5,
            rope_theta=10000.0,
        )
        model = Decoder(config)
        generator = torch.Generator().manual_seed(0)
        for parameter in model.parameters():
            torch.nn.init.normal_(parameter, std=0.3, generator=generator)
        return model.requires_grad_(False).eval()

    return make


@pytest.fixture
def examples() -> list[Example]:
    """Eleven random examples of 5 to 30 tokens, prompts of different lengths masked."""
    random = np.random.default_rng(0)
    made = []
    for i in range(11):
        length = int(random.integers(5, 30))
        mask = np.arange(length) >= random.integers(1, length - 2)
        made.append(Example(random.integers(0, VOCAB, length).astype(np.int32), mask, f"record-{i}"))
    return made


@pytest.fixture
def settings(tiny_llama: Path, tmp_path: Path) -> RunSettings:
    """Three epochs of five steps, with dropout, a checkpoint every two steps."""
    records = [
        {"id": f"r{i}", "instruction": f"¿Qué es {i}?", "output": f"Es el número {i}, señal."} for i in range(14)
    ]
    for name, part in (("train", records[:10]), ("val", records[10:])):
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in part)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return RunSettings(
        base=str(tiny_llama),
        train_file=tmp_path / "train.jsonl",
        val_file=tmp_path / "val.jsonl",
        out=tmp_path / "run",
        lora=LoraConfig(r=4, lora_dropout=0.2),
        train=TrainConfig(epochs=3, batch_size=2, lr=1e-2),
        device="cpu",
        dtype="float32",
        save_every=2,
    )
