"""Write the update into the weight: W0 + scaling · B A, after which no trace of LoRA is left in the model.

A merge rounds. Where ΔW is small beside W0, a coarse dtype may lose part of it: bfloat16 keeps 8 bits, so a change
below 1/512 of a weight vanishes. `merge_precision` measures how much came through, before anyone wonders why a merged
model forgot what it had learnt.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ..errors import AdapterError
from ..kernels.packed import PackedEmbedding, PackedLinear
from .inject import lora_layers
from .modules_to_save import ModulesToSaveWrapper, freeze_biases
from .update import Rounding, round_once


def merge_into(model: nn.Module, rounding: Rounding = round_once) -> tuple[str, ...]:
    """Replace every injected layer by its base layer with the merged weight; return their own names.

    Base layers are changed in place (packed ones replaced), in their own dtype: computed in float32, rounded once.
    Either all layers are merged or, when one would not be finite, none. A weight that two layers share (a head tied to
    the embedding) is changed for the merged layer alone.
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
    for name, layer in layers.items():
        model.set_submodule(name, _with_weight(layer.base_layer, merged[name]))
    for name, plain in whole.items():
        model.set_submodule(name, plain)
    freeze_biases(model)
    return tuple(layers)


def _with_weight(layer: nn.Linear | nn.Embedding, weight: Tensor) -> nn.Module:
    """Return the layer with this weight: itself, or another in the place of a packed one."""
    if isinstance(layer, PackedLinear | PackedEmbedding):
        return layer.plain(weight)
    layer.weight = nn.Parameter(weight, requires_grad=False)
    return layer


@dataclass(frozen=True)
class MergePrecision:
    """What rounding does to one merged weight in some dtype; W0 is the weight as given."""

    change: float
    """‖ΔW‖, the Frobenius norm of the change that was learnt."""
    relative_change: float
    """‖ΔW‖ / ‖W0‖."""
    error: float
    """‖rounded - exact‖, what rounding adds to the change."""
    unmoved: float
    """Share of the weights that ΔW changes and that round to the same number with and without it."""
    largest_error: float
    """Greatest |rounded - exact| of one weight."""
    overflowed: int
    """Weights beyond the range of the dtype; they count for no error."""

    @property
    def kept(self) -> float:
        """1 - ‖rounded - exact‖ / ‖ΔW‖: 1 when all of the change survives, 0 or less when the rounding outweighs it."""
        return 1 - self.error / self.change if self.change else 1.0


def merge_precision(weight: Tensor, exact: Tensor, dtype: torch.dtype) -> MergePrecision:
    """Measure how much of the change survives when `exact`, the merged `weight` in float32, is rounded to `dtype`."""
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
