"""What is trained in an injected model: how many numbers, and which setting chose them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from torch import nn

from ..config import LoraConfig
from ..kernels.packed import named_weights
from .inject import lora_layers
from .layer import LoRALayer
from .modules_to_save import ModulesToSaveWrapper, trained_biases
from .targets import find_matches, hf_name


@dataclass(frozen=True)
class ParameterCount:
    """How many numbers training changes, and how many the model has (shared ones counted once)."""

    trainable: int
    total: int

    @property
    def share(self) -> float:
        """Trainable part of the whole, in [0, 1]."""
        return self.trainable / self.total if self.total else 0.0


def count_parameters(model: nn.Module) -> ParameterCount:
    """Count the numbers in the model's parameters."""
    return ParameterCount(
        trainable=_count_trainable(model.parameters()),
        total=sum(math.prod(weight.shape) for _, weight in named_weights(model)),
    )


@dataclass(frozen=True)
class ModuleSelection:
    """Modules of one word (`q_proj`), rank and scaling that one setting chose."""

    setting: str
    """A pattern of `target_modules`, or the setting that trains modules whole."""
    word: str
    """Last part of the modules' names at Hugging Face."""
    modules: int
    num_parameters: int
    """Of what is trained in them."""
    r: int | None = None
    """None where the modules are trained whole."""
    scaling: float | None = None


def module_selections(model: nn.Module, config: LoraConfig) -> tuple[ModuleSelection, ...]:
    """Return what each setting of `config` chose in the `model` that it was injected into, in order.

    A module that two patterns match is counted for both; `count_parameters` counts it once.
    """
    layers = lora_layers(model)
    found: list[tuple[str, str, LoRALayer | ModulesToSaveWrapper | nn.Parameter]] = [
        (pattern, hf_name(model, name), layers[name])
        for pattern, names in find_matches(model, config).items()
        for name in names
        if name in layers
    ]
    found += [
        ("modules_to_save", hf_name(model, name), module)
        for name, module in model.named_modules()
        if isinstance(module, ModulesToSaveWrapper)
    ]
    found += [(f"bias = {config.bias}", hf_name(model, name), bias) for name, bias in trained_biases(model).items()]
    groups: dict[tuple[str, str, int | None, float | None], list[int]] = {}
    for setting, name, part in found:
        r, scaling = (part.r, part.scaling) if isinstance(part, LoRALayer) else (None, None)
        own = [part] if isinstance(part, nn.Parameter) else part.parameters(recurse=r is None)
        groups.setdefault((setting, name.rpartition(".")[2], r, scaling), []).append(_count_trainable(own))
    return tuple(
        ModuleSelection(setting, word, len(num_parameters), sum(num_parameters), r, scaling)
        for (setting, word, r, scaling), num_parameters in groups.items()
    )


def _count_trainable(parameters: Iterable[nn.Parameter]) -> int:
    return sum(p.numel() for p in parameters if p.requires_grad)
