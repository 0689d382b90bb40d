"""A whole base model: a training step, prefill, decode, merging an adapter.

pytest benchmarks/test_model.py
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from minilora.bench.workload import random_examples
from minilora.checkpoint import Base, load_base
from minilora.config import LoraConfig, TrainConfig
from minilora.generate import generate
from minilora.lora import eject, inject, lora_layers, merge_into
from minilora.training.loop import train


@pytest.fixture(scope="module")
def base(base_name: str, target: Any) -> Base:
    return load_base(base_name, target.device, target.dtype)


@pytest.fixture
def adapted(base: Base) -> Iterator[Base]:
    inject(base.model, LoraConfig(), seed=0)
    yield base
    eject(base.model)


@pytest.mark.parametrize("sampled_softmax", [0, 8192])
def test_training_step(
    measure_steps: Callable[..., None], adapted: Base, smoke: bool, quick: bool, num_rounds: int, sampled_softmax: int
) -> None:
    """Forward, backward and AdamW, on different records in every step, with 7,000 different tokens."""
    batch, length = (2, 16) if smoke else (1, 128) if quick else (8, 300)
    steps = num_rounds + 1
    records = random_examples(batch * steps, length, min(7000, adapted.config.vocab_size), seed=0)
    config = TrainConfig(epochs=1, batch_size=batch, sampled_softmax=sampled_softmax)
    softmax = f", sampled softmax of {sampled_softmax}" if sampled_softmax else ""
    name = f"training step of {batch} x {length} tokens{softmax}"
    measure_steps(name, train(adapted.model, records, config), num_rounds)


@pytest.mark.parametrize("length", [32, 256])
def test_prefill(measure: Callable[..., None], base: Base, smoke: bool, length: int) -> None:
    """From the prompt to the first new token."""
    length = 8 if smoke else length
    prompts = [record.ids.tolist() for record in random_examples(3, length, base.config.vocab_size, seed=0)]

    def read(prompt: list[int]) -> list[int]:
        return list(generate(base.model, prompt, max_new_tokens=1, stop_ids=()))

    measure(f"prefill of {length} tokens", read, prompts)


def test_decode(measure_steps: Callable[..., None], base: Base, smoke: bool) -> None:
    """One token after a prompt of 64."""
    rounds = 2 if smoke else 20
    (record,) = random_examples(1, 64, base.config.vocab_size, seed=0)
    tokens = generate(base.model, record.ids.tolist(), max_new_tokens=rounds + 1, stop_ids=())
    measure_steps("decode of a token", tokens, rounds)


def test_merge_model(measure_prepared: Callable[..., None], base: Base) -> None:
    """Merge every update; creating the adapter is not timed. This test is last because it changes the base."""

    def setup() -> None:
        inject(base.model, LoraConfig(), seed=0)
        for layer in lora_layers(base.model).values():
            torch.nn.init.normal_(layer.lora_B, std=1e-3)

    measure_prepared("merge of a model", lambda: merge_into(base.model), setup)
