"""Merge the update into the weight, W0 + scaling · B A, which leaves a model without LoRA layers.

A merge rounds to the dtype of the weight. If ΔW is small compared with W0, a dtype with few bits loses part of it:
bfloat16 has 8 significant bits, so a change smaller than 1/512 of a weight is lost. `merge_precision` measures how much
of the update survives.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ..errors import AdapterError
from ..kernels.packed import PackedEmbedding, PackedLinear
from .inject import lora_layers
from .modules_to_save import ModulesToSaveWrapper, freeze_biases, merged_biases
from .update import Rounding, round_once


def merge_into(model: nn.Module, rounding: Rounding = round_once) -> tuple[str, ...]:
    """Replace every injected layer by its base layer with the merged weight, and return their own names.

    The weights of the base layers are replaced in their own dtype (computed in float32, rounded once); packed layers
    are replaced by unpacked ones. If a weight would not be finite, no layer is merged. A weight shared by two layers (a
    head tied to the embedding) changes only in the merged layer.
    """
    layers = lora_layers(model)
    if not layers:
        raise AdapterError("this model carries no LoRA adapter; load or inject one before merging.")
    merged = {}
    for name, layer in layers.items():
        try:
            merged[name] = layer.update().merged(layer.base_layer.weight.detach(), rounding)
        except AdapterError as err:
            raise AdapterError(f"{name}: {err}") from err
    copies = {name: module for name, module in model.named_modules() if isinstance(module, ModulesToSaveWrapper)}
    whole = {name: module.merged(rounding) for name, module in copies.items()}
    freeze_biases(model, merged_biases(model, rounding))
    for name, layer in layers.items():
        model.set_submodule(name, _with_weight(layer.base_layer, merged[name]))
    for name, plain in whole.items():
        model.set_submodule(name, plain)
    return tuple(layers)


def _with_weight(layer: nn.Linear | nn.Embedding, weight: Tensor) -> nn.Module:
    """Return the layer with this weight: itself, or another in the place of a packed one."""
    if isinstance(layer, PackedLinear | PackedEmbedding):
        return layer.to_unpacked(weight)
    layer.weight = nn.Parameter(weight, requires_grad=False)
    return layer


@dataclass(frozen=True)
class MergePrecision:
    """The rounding error of one merged weight in a given dtype; W0 is the base weight."""

    change: float
    """‖ΔW‖, the Frobenius norm of the learned change."""
    relative_change: float
    """‖ΔW‖ / ‖W0‖."""
    error: float
    """‖rounded - exact‖, the rounding error."""
    unmoved: float
    """Fraction of the weights with a nonzero change that round to the same value with and without it."""
    largest_error: float
    """Largest |rounded - exact| of a single weight."""
    overflowed: int
    """Number of weights outside the range of the dtype; they are excluded from the errors."""

    @property
    def kept(self) -> float:
        """1 - ‖rounded - exact‖ / ‖ΔW‖: 1 if the whole change survives, 0 or less if the rounding error is larger."""
        return 1 - self.error / self.change if self.change else 1.0


def merge_precision(weight: Tensor, exact: Tensor, dtype: torch.dtype) -> MergePrecision:
    """Measure the loss when `exact`, the merged `weight` in float32, is rounded to `dtype`."""
    base = weight.float()
    change = exact - base
    rounded = exact.to(dtype).float()
    overflowed = ~torch.isfinite(rounded)
    error = (rounded - exact).masked_fill(overflowed, 0)
    moved = change != 0
    unmoved = moved & (rounded == base.to(dtype).float())
    size = float(change.norm())
    return MergePrecision(
        change=size,
        relative_change=size / float(base.norm()) if base.any() else float("inf"),
        error=float(error.norm()),
        unmoved=int(unmoved.count_nonzero()) / max(int(moved.count_nonzero()), 1),
        largest_error=float(error.abs().max()),
        overflowed=int(overflowed.count_nonzero()),
    )
