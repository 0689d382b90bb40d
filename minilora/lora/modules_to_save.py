"""Fully trained parts of the base model: `modules_to_save` and `bias`.

Both are trained in float32 and computed in the dtype of the base. A module is trained in a copy, and the original is
kept unchanged. A bias is small and is trained in place; its original value is kept in a buffer. `restore` undoes both
exactly.
"""

import copy
import threading
from collections.abc import Iterable, Iterator, Mapping

import torch
from torch import Tensor, nn

from ..config import LoraConfig
from ..errors import ConfigError, quoted
from ..kernels.packed import PackedEmbedding, PackedLinear, unpack_layers
from .layer import LoRALayer
from .targets import hf_name, matches
from .update import Rounding, round_once

BEFORE = "bias_before"
"""Name of the buffer with the original value of a trained bias."""
_swapping = threading.Lock()
"""Held while a copy computes with rounded parameters in the place of its own: threads that train together share it."""


class ModulesToSaveWrapper(nn.Module):
    """Wraps a module of the base model; the forward pass uses a trained copy of it."""

    def __init__(self, base_layer: nn.Module) -> None:
        super().__init__()
        self.base_layer = base_layer.requires_grad_(False)
        self.trained_copy = copy.deepcopy(base_layer).float().requires_grad_(True)
        for parameter in self.trained_copy.parameters():
            parameter.data = parameter.data.contiguous()

    def forward(self, *args: object, **kwargs: object) -> object:
        with _swapping:
            return torch.func.functional_call(self.trained_copy, dict(self.rounded()), args, kwargs)

    def rounded(self) -> Iterator[tuple[str, Tensor]]:
        """Yield the trained parameters by name, each in the dtype that the base has it in."""
        for name, parameter in self.trained_copy.named_parameters():
            yield name, parameter.to(self.base_layer.get_parameter(name).dtype)

    def merged(self, rounding: Rounding = round_once) -> nn.Module:
        """Return a plain, frozen module with the trained parameters, rounded once to the base's dtypes."""
        module = copy.deepcopy(self.base_layer)
        for name, parameter in self.trained_copy.named_parameters():
            old = module.get_parameter(name)
            old.data = rounding(parameter.detach(), old.dtype)
        return module


class _RoundedBias(nn.Module):
    """Mixin for the class of a module with a trained bias: the parameter is float32, `bias` is in the base's dtype."""

    @property
    def bias(self) -> Tensor:
        return _bias(self).to(self.get_buffer(BEFORE).dtype)


def unpack_modules_to_save(model: nn.Module, patterns: Iterable[str]) -> None:
    """Unpack the packed layers in the modules that will be trained whole, which makes a copy of them anyway."""
    patterns = tuple(patterns)
    for name, module in list(model.named_modules()):
        if isinstance(module, PackedLinear | PackedEmbedding) and is_within(patterns, hf_name(model, name)):
            model.set_submodule(name, unpack_layers(module))


def find_modules_to_save(model: nn.Module, config: LoraConfig) -> tuple[str, ...]:
    """Return the own names of the modules in `config.modules_to_save`, without those inside one another.

    A pattern that matches a container (`mlp`) stands for the modules in it that have weights of their own.

    Raises:
        ConfigError: when a pattern matches no module that has parameters, or contains one that files have no name for.
    """
    names = {
        name: hf_name(model, name)
        for name, module in model.named_modules()
        if name and (module._parameters or isinstance(module, ModulesToSaveWrapper))
    }
    for pattern in config.modules_to_save:
        if not any(is_within((pattern,), hf) for hf in names.values()):
            raise ConfigError(f"modules_to_save: {quoted(pattern)} matches no module of this model that has weights.")
    chosen = [name for name, hf in names.items() if is_within(config.modules_to_save, hf)]
    outermost = tuple(name for name in chosen if not any(name.startswith(other + ".") for other in chosen))
    named: Mapping[str, str] = getattr(model, "hf_names", {})
    for name in outermost:
        if named and name not in named and not any(matches(p, name) for p in config.modules_to_save):
            raise ConfigError(
                f"modules_to_save: {', '.join(map(quoted, config.modules_to_save))} contains {name}, which has no name "
                "in an adapter file. List the linear layers and norms to train instead."
            )
    return outermost


def is_within(patterns: Iterable[str], name: str) -> bool:
    """Return whether a pattern matches the module `name` or a module that contains it."""
    parts = name.split(".")
    return any(matches(p, ".".join(parts[:n])) for p in patterns for n in range(1, len(parts) + 1))


def unfreeze_biases(model: nn.Module, which: str) -> None:
    """Make biases trainable in an injected model: none, those of adapted layers, or all."""
    for module in _with_bias(model, which):
        bias, kind = _bias(module), type(module)
        module.register_buffer(BEFORE, bias.detach().clone(), persistent=False)
        if bias.dtype != torch.float32:
            bias.data = bias.data.float()
            module.__class__ = type(kind.__name__, (_RoundedBias, kind), {})
        bias.requires_grad_(True)


def trained_tensors(model: nn.Module) -> dict[str, Tensor]:
    """Return the fully trained tensors by Hugging Face tensor name; they share memory with the parameters."""
    tensors = {f"{hf_name(model, name)}.bias": bias.detach() for name, bias in trained_biases(model).items()}
    for name, module in model.named_modules():
        if isinstance(module, ModulesToSaveWrapper):
            hf = hf_name(model, name)
            tensors |= {f"{hf}.{part}": p.detach() for part, p in module.trained_copy.named_parameters()}
    return tensors


def trained_shapes(model: nn.Module, config: LoraConfig, updated: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return the shape of what `config` trains whole, by Hugging Face's tensor names, whether it is injected or not.

    Args:
        updated: the layers with an update, by Hugging Face's names: `lora_only` frees their biases.
    """
    chosen = find_modules_to_save(model, config)
    shapes = {
        f"{hf_name(model, name)}.{part}": tuple(parameter.shape)
        for name in chosen
        for part, parameter in _whole(model.get_submodule(name)).named_parameters()
    }
    beside = set(updated)
    for name, module in model.named_modules():
        own = name.replace(".base_layer", "")
        inside = any(own == other or own.startswith(other + ".") for other in chosen)
        wanted = config.bias == "all" or (config.bias == "lora_only" and hf_name(model, own) in beside)
        if wanted and not inside and isinstance(bias := module._parameters.get("bias"), nn.Parameter):
            shapes[f"{hf_name(model, own)}.bias"] = tuple(bias.shape)
    return shapes


def _whole(module: nn.Module) -> nn.Module:
    """Return the trained module: the copy, if the module is already wrapped."""
    return module.trained_copy if isinstance(module, ModulesToSaveWrapper) else module


def trained_biases(model: nn.Module) -> dict[str, nn.Parameter]:
    """Return the trained biases by module name, in model order."""
    return {name.replace(".base_layer", ""): _bias(module) for name, module in _trained(model)}


def restore(model: nn.Module) -> None:
    """Restore the original modules and biases."""
    for name, module in list(model.named_modules()):
        if isinstance(module, ModulesToSaveWrapper):
            model.set_submodule(name, module.base_layer)
    freeze_biases(model, {name: module.get_buffer(BEFORE) for name, module in _trained(model)})


def merged_biases(model: nn.Module, rounding: Rounding = round_once) -> dict[str, Tensor]:
    """Return the trained biases by module name, rounded once to the base's dtype."""
    return {name: rounding(_bias(module).detach(), module.get_buffer(BEFORE).dtype) for name, module in _trained(model)}


def freeze_biases(model: nn.Module, values: Mapping[str, Tensor]) -> None:
    """Give the trained biases these values, by module name, freeze them and drop the original ones."""
    for name, module in list(_trained(model)):
        _bias(module).requires_grad_(False).data = values[name]
        del module._buffers[BEFORE]
        if isinstance(module, _RoundedBias):
            module.__class__ = type(module).__bases__[1]


def _trained(model: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """Yield the modules whose bias is trained, with their names."""
    return ((name, module) for name, module in model.named_modules() if BEFORE in module._buffers)


def _bias(module: nn.Module) -> nn.Parameter:
    """Return the parameter of a bias, which the attribute of a `_RoundedBias` is not."""
    bias = module._parameters["bias"]
    assert bias is not None
    return bias


def _with_bias(model: nn.Module, which: str) -> list[nn.Module]:
    """Return the modules whose bias is trained, without those inside trained copies."""
    candidates: list[nn.Module] = []
    if which == "lora_only":
        candidates = [module.base_layer for module in model.modules() if isinstance(module, LoRALayer)]
    elif which == "all":
        inside_copies = {
            m for copied in model.modules() if isinstance(copied, ModulesToSaveWrapper) for m in copied.modules()
        }
        candidates = [module for module in model.modules() if module not in inside_copies]
    return [module for module in candidates if isinstance(getattr(module, "bias", None), nn.Parameter)]
