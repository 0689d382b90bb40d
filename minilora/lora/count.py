"""How many parameters of an injected model are trained, and which setting selected them?"""

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
    """Number of trainable parameters and of all parameters (shared ones are counted once)."""

    trainable: int
    total: int

    @property
    def share(self) -> float:
        """Trainable fraction of all parameters, in [0, 1]."""
        return self.trainable / self.total if self.total else 0.0


def count_parameters(model: nn.Module) -> ParameterCount:
    """Count the trainable and the total parameters of a model."""
    return ParameterCount(
        trainable=_count_trainable(model.parameters()),
        total=sum(math.prod(weight.shape) for _, weight in named_weights(model)),
    )


@dataclass(frozen=True)
class ModuleSelection:
    """Modules with the same last name part (`q_proj`), rank and scaling that one setting selected."""

    setting: str
    """A pattern of `target_modules`, or `modules_to_save` or `bias`."""
    word: str
    """Last part of the modules' Hugging Face names."""
    modules: int
    num_parameters: int
    """Number of trainable parameters in them."""
    r: int | None = None
    """None for fully trained modules."""
    scaling: float | None = None


def module_selections(model: nn.Module, config: LoraConfig) -> tuple[ModuleSelection, ...]:
    """Return the modules that each setting of `config` selected in the injected `model`, in order.

    A module that matches two patterns is counted for both; `count_parameters` counts it once.
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
