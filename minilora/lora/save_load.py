"""Between a model and adapter files: save what was injected, load what was saved."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from ..config import LoraConfig
from ..errors import AdapterError
from .adapter import Adapter, read_adapter, saved_modules, write_adapter
from .fit import check_adapter_fits
from .foreign import TENSOR_FILE
from .inject import lora_layers, wrap
from .modules_to_save import trained_tensors, unpack_modules_to_save
from .peft_config import config_for_updates, peft_can_express
from .targets import hf_name, matches


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
    settings = replace(_explicit_config(config, list(updates), names), modules_to_save=saved_modules(trained))
    return Adapter(config_for_updates(settings, updates), updates, trained, base_model=base_model)


def load_adapter(model: nn.Module, directory: Path) -> LoraConfig:
    """Put the adapter in `directory` into `model`, injecting where needed, and return its settings.

    Raises:
        AdapterError: listing every module that the model lacks, every shape that differs, and every module that
            the adapter's settings target but its file leaves out; the model is then as it was.
    """
    adapter = read_adapter(directory)
    attach_adapter(model, adapter, Path(directory) / TENSOR_FILE)
    return adapter.config


def attach_adapter(model: nn.Module, adapter: Adapter, where: Path) -> None:
    """Put an adapter that was read from `where` into `model`; see `load_adapter`."""
    whole = saved_modules(adapter.trained)
    unpack_modules_to_save(model, whole)
    own_names = check_adapter_fits(model, adapter, where)
    if not lora_layers(model):
        wrap(model, own_names.values(), replace(adapter.config, modules_to_save=whole))
    layers, places = lora_layers(model), trained_tensors(model)
    for name, update in adapter.updates.items():
        layers[own_names[name]].load(update)
    with torch.no_grad():
        for name, tensor in adapter.trained.items():
            places[name].copy_(tensor)


def _explicit_config(config: LoraConfig, chosen: list[str], names: Iterable[str]) -> LoraConfig:
    """Return settings that select the modules `chosen` among all `names` in PEFT's eyes.

    The user's own words stay where PEFT can express them; else the choice is spelt out, in last parts of names if
    these mean the same modules, else in whole names. (PEFT applies `layers` to suffixes alone.)
    """
    words = config.target_modules
    whole_names = "re:" in words[0] or set(words) & set(chosen)
    if peft_can_express(words) and peft_can_express(config.exclude_modules) and not (config.layers and whole_names):
        return config
    last_parts = tuple(dict.fromkeys(name.rpartition(".")[2] for name in chosen))
    same = {name for name in names if any(matches(part, name) for part in last_parts)} == set(chosen)
    return replace(config, target_modules=last_parts if same else tuple(chosen), exclude_modules=(), layers=None)
