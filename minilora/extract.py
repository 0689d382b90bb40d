"""A tuned model minus its base, as an adapter: what full fine-tuning changed, cut to low rank."""

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

NO_LINEAR_LAYER = ("embed.weight", "pos_embed.weight")
"""Matrices that are looked up, not multiplied; an update of a linear layer cannot carry their change."""


@dataclass(frozen=True)
class Extraction:
    """An adapter and what it does not say of the tuned model."""

    adapter: Adapter
    losses: tuple[Truncation, ...]
    """What each module lost by being cut to the rank."""
    left_out: tuple[str, ...]
    """Tensors that differ between the models but have no place in such an adapter (Hugging Face's names)."""


def extract_adapter(base: str | Path, tuned: str | Path, r: int) -> Extraction:
    """Return the adapter of rank `r` that best turns `base` into `tuned`; weights are read one pair at a time.

    Raises:
        AdapterError: when the two are not models of one shape, or do not differ in any linear layer.
        CheckpointError, UnknownArchitecture, GGUFError: as `open_base`.
    """
    first, second = open_base(base), open_base(tuned)
    if first.config != second.config:
        raise AdapterError(f"{base} and {tuned} are not of one shape; give a model and what was tuned from it.")
    left_out: list[str] = []
    adapter, losses = extract(_linear_weights(first, second, left_out), r, base_model=recorded_name(base))
    return Extraction(adapter, losses, tuple(left_out))


def _linear_weights(first: BaseFiles, second: BaseFiles, left_out: list[str]) -> Iterator[tuple[str, Tensor, Tensor]]:
    """Yield (module, base weight, tuned weight) of linear layers; note other tensors that differ in `left_out`."""
    for row in first.rows:
        weight, tuned = first.read(row).float(), second.read(row).float()
        if weight.ndim == 2 and row.ours not in NO_LINEAR_LAYER:
            yield row.hf.removesuffix(".weight"), weight, tuned
        elif not torch.equal(weight, tuned):
            left_out.append(row.hf)
