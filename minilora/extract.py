"""Extract an adapter from a fine-tuned model: the difference to its base, truncated to a low rank."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from .checkpoint import BaseFiles, open_base
from .errors import AdapterError
from .lora import Adapter
from .lora.arithmetic import Truncation, extract
from .names import recorded_name

EMBEDDING_MATRICES = ("embed.weight", "pos_embed.weight")
"""Embedding tables; the update of a linear layer cannot express their change."""


@dataclass(frozen=True)
class Extraction:
    """An adapter and its difference to the tuned model."""

    adapter: Adapter
    losses: tuple[Truncation, ...]
    """Truncation error of each module."""
    skipped: tuple[str, ...]
    """Hugging Face names of tensors that differ, but that the adapter cannot express."""


def extract_adapter(base: str | Path, tuned: str | Path, r: int) -> Extraction:
    """Return the adapter of rank `r` that best approximates `tuned` - `base`; one pair of weights is read at a time.

    Raises:
        AdapterError: the models have different shapes, or no linear layer differs.
        CheckpointError, UnknownArchitecture, GGUFError: as `open_base`.
    """
    first, second = open_base(base), open_base(tuned)
    if first.config != second.config:
        raise AdapterError(f"{base} and {tuned} have different shapes; pass a model and its fine-tuned version.")
    skipped: list[str] = []
    adapter, losses = extract(_linear_weights(first, second, skipped), r, base_model=recorded_name(base))
    return Extraction(adapter, losses, tuple(skipped))


def _linear_weights(first: BaseFiles, second: BaseFiles, skipped: list[str]) -> Iterator[tuple[str, Tensor, Tensor]]:
    """Yield (module, base weight, tuned weight) of linear layers; note other tensors that differ in `skipped`."""
    for row in first.rows:
        weight, tuned = first.read(row).float(), second.read(row).float()
        if weight.ndim == 2 and row.ours not in EMBEDDING_MATRICES:
            yield row.hf.removesuffix(".weight"), weight, tuned
        elif not torch.equal(weight, tuned):
            skipped.append(row.hf)
