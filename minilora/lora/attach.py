"""Between a model and adapter files: save what was injected, load what was saved."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from ..config import LoraConfig
from ..errors import AdapterError
from .adapter import TENSOR_FILE, Adapter, check_base, read_adapter, refuse, whole_modules, write_adapter
from .inject import eject, lora_layers, wrap
from .peft_config import describing, portable
from .targets import adaptable, find_matches, hf_name, matches
from .trained import trained_tensors


def save_adapter(directory: Path, model: nn.Module, config: LoraConfig, *, base_model: str | None = None) -> None:
    """Write what was injected into `model` to `directory` so that PEFT can load it; other files there stay."""
    write_adapter(directory, adapter_of(model, config, base_model=base_model))


def adapter_of(model: nn.Module, config: LoraConfig, *, base_model: str | None = None) -> Adapter:
    """Return what was injected into `model` by `config`, sharing memory with the model's parameters."""
    layers = lora_layers(model)
    if not layers:
        raise AdapterError("this model carries no LoRA adapter; there is nothing to save.")
    updates = {hf_name(model, name): layer.update() for name, layer in layers.items()}
    names = [hf_name(model, name) for name, _ in model.named_modules() if not name.endswith(".base_layer")]
    trained = trained_tensors(model)
    settings = replace(_spelt_out(config, list(updates), names), modules_to_save=whole_modules(trained))
    return Adapter(describing(settings, updates), updates, trained, base_model=base_model)


def load_adapter(model: nn.Module, directory: Path) -> LoraConfig:
    """Put the adapter in `directory` into `model`, injecting where needed, and return its settings.

    Raises:
        AdapterError: listing every module that the model lacks, every shape that differs, and every module that
            the adapter's settings target but its file leaves out; the model is then as it was.
    """
    adapter, where = read_adapter(directory), Path(directory) / TENSOR_FILE
    own_names = _fit(model, adapter, where)
    fresh = not lora_layers(model)
    if fresh:
        wrap(model, own_names.values(), adapter.config)
    places = trained_tensors(model)
    problems = _misfits(places, adapter.trained)
    if problems and fresh:
        eject(model)
    refuse(problems, where)
    layers = lora_layers(model)
    for name, update in adapter.updates.items():
        layers[own_names[name]].load(update)
    with torch.no_grad():
        for name, tensor in adapter.trained.items():
            places[name].copy_(tensor)
    return adapter.config


def _fit(model: nn.Module, adapter: Adapter, where: Path) -> dict[str, str]:
    """Return Hugging Face's name → own name of the adapter's modules, in model order, or say what does not fit."""
    bases = adaptable(model)
    own = {hf_name(model, name): name for name in bases}
    problems = [f"{name}: this model has no such layer" for name in adapter.updates if name not in own]
    for name, update in adapter.updates.items():
        found = tuple(bases[own[name]].weight.shape) if name in own else update.weight_shape
        if found != update.weight_shape:
            problems.append(f"{name}: the adapter fits a weight {update.weight_shape}; this model has {found}")
        elif name in own:
            check_base(bases[own[name]].weight.detach(), adapter.base_weights.get(f"{name}.weight"))
    modules = {hf_name(model, name) for name, _ in model.named_modules()}
    problems += [
        f"{name}: trained whole by the adapter, but this model has no such module"
        for name in adapter.config.modules_to_save
        if name not in modules
    ]
    targeted = {hf_name(model, name) for names in find_matches(model, adapter.config).values() for name in names}
    problems += [
        f"{name}: targeted by the settings, but the file has no A and B"
        for name in own
        if name in targeted and name not in adapter.updates
    ]
    injected = {hf_name(model, name): _shapes(layer.update().tensors()) for name, layer in lora_layers(model).items()}
    if injected and injected != {name: _shapes(update.tensors()) for name, update in adapter.updates.items()}:
        problems.append("the model already carries another LoRA adapter; eject it first")
    refuse(problems, where)
    return {hf: name for hf, name in own.items() if hf in adapter.updates}


def _misfits(places: Mapping[str, Tensor], trained: Mapping[str, Tensor]) -> list[str]:
    """Say which tensors trained whole have no place in the model, another shape, or are not in the file."""
    problems = [f"{name}: this model has no such tensor to train" for name in trained if name not in places]
    problems += [f"{name}: trained by the settings, but not in the file" for name in places if name not in trained]
    return problems + [
        f"{name}: {tuple(trained[name].shape)} in the file; this model has {tuple(place.shape)}"
        for name, place in places.items()
        if name in trained and trained[name].shape != place.shape
    ]


def _shapes(tensors: Mapping[str, Tensor]) -> dict[str, tuple[int, ...]]:
    return {part: tuple(tensor.shape) for part, tensor in tensors.items()}


def _spelt_out(config: LoraConfig, chosen: list[str], names: Iterable[str]) -> LoraConfig:
    """Return settings that select the modules `chosen` among all `names` in PEFT's eyes.

    The user's own words stay where PEFT can express them; else the choice is spelt out, in last parts of names if
    these mean the same modules, else in whole names. (PEFT applies `layers` to suffixes alone.)
    """
    words = config.target_modules
    whole_names = "re:" in words[0] or set(words) & set(chosen)
    if portable(words) and portable(config.exclude_modules) and not (config.layers and whole_names):
        return config
    last_parts = tuple(dict.fromkeys(name.rpartition(".")[2] for name in chosen))
    same = {name for name in names if any(matches(part, name) for part in last_parts)} == set(chosen)
    return replace(config, target_modules=last_parts if same else tuple(chosen), exclude_modules=(), layers=None)
