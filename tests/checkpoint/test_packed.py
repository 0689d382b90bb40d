"""A base that stays packed: the same bits as unpacked, for every type that is read."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from minilora.checkpoint import load_base
from minilora.config import LoraConfig, TrainConfig
from minilora.data.encode import Example
from minilora.export import export_gguf
from minilora.gguf.mix import MIXES
from minilora.lora import inject, lora_layers
from minilora.model import Decoder
from minilora.training.loop import train

DTYPES = (torch.float32, torch.bfloat16)


def some_examples() -> list[Example]:
    """Random tokens, of several lengths, for micro-batches of each."""
    random = np.random.default_rng(0)
    return [
        Example(random.integers(0, 320, n).astype(np.int32), np.arange(n) >= n // 3, f"record-{n}")
        for n in (7, 40, 13, 150, 240, 99)
    ]


def trained(path: Path, dtype: torch.dtype, pack: str | None, lora: LoraConfig, **changes: object) -> Sequence[object]:
    """Return the losses and gradients' norms of a few steps, and the adapter's tensors after them."""
    model = load_base(path, dtype=dtype, pack=pack).model
    inject(model, lora)
    config = TrainConfig(**{"epochs": 2, "batch_size": 3, "lr": 1e-2, **changes})  # type: ignore[arg-type]
    reports = list(train(model, some_examples(), config))
    assert len({report.loss for report in reports}) > 1
    return [(r.loss, r.grad_norm) for r in reports], _adapter(model)


def _adapter(model: Decoder) -> list[torch.Tensor]:
    return [tensor for layer in lora_layers(model).values() for tensor in layer.update().tensors().values()]


def same(one: Sequence[object], other: Sequence[object]) -> None:
    assert one[0] == other[0]
    assert all(map(torch.equal, one[1], other[1]))  # type: ignore[arg-type]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("file_type", sorted(MIXES))
def test_training_packed_gives_the_bits_of_training_unpacked(
    file_type: str, dtype: torch.dtype, make_llama: Callable[..., Path], tmp_path: Path
) -> None:
    """Losses, gradients and the final adapter are bit-equal, whatever the types of the file."""
    directory = make_llama(hidden_size=256, intermediate_size=512, num_hidden_layers=2, tie_word_embeddings=True)
    path = tmp_path / "base.gguf"
    export_gguf(directory, path, file_type=file_type)
    lora = LoraConfig(r=4, lora_dropout=0.1, target_modules=("all-linear",))
    same(trained(path, dtype, "stored", lora), trained(path, dtype, None, lora))
