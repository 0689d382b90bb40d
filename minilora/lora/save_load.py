"""Save the adapter injected into a model, and load an adapter into a model."""

from collections.abc import Collection, Iterable
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
    """Save the adapter injected into `model` to `directory`, in PEFT's format; other files there are left alone."""
    write_adapter(directory, adapter_of(model, config, base_model=base_model))


def adapter_of(model: nn.Module, config: LoraConfig, *, base_model: str | None = None) -> Adapter:
    """Return the adapter that was injected into `model` with `config`; it shares memory with the model's parameters."""
    layers = lora_layers(model)
    if not layers:
        raise AdapterError("this model carries no LoRA adapter; there is nothing to save.")
    updates = {hf_name(model, name): layer.update() for name, layer in layers.items()}
    names = [hf_name(model, name) for name, _ in model.named_modules() if not name.endswith(".base_layer")]
    beside: tuple[str, ...] = getattr(model, "hf_beside", ())
    trained = trained_tensors(model)
    settings = replace(_explicit_config(config, list(updates), names, beside), modules_to_save=saved_modules(trained))
    return Adapter(config_for_updates(settings, updates), updates, trained, base_model=base_model)


def load_adapter(model: nn.Module, directory: Path) -> LoraConfig:
    """Load the adapter in `directory` into `model`, inject its layers if necessary, and return its settings.

    Raises:
        AdapterError: with a list of all modules that the model lacks, all shapes that differ, and all modules that
            the adapter's settings target but its file does not contain. The model is then unchanged.
    """
    adapter = read_adapter(directory)
    attach_adapter(model, adapter, Path(directory) / TENSOR_FILE)
    return adapter.config


def attach_adapter(model: nn.Module, adapter: Adapter, where: Path) -> None:
    """Load an adapter that was read from the file `where` into `model`; see `load_adapter`."""
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


def _explicit_config(
    config: LoraConfig, chosen: list[str], names: Iterable[str], beside: Collection[str]
) -> LoraConfig:
    """Return settings with which PEFT selects exactly the modules `chosen` among all `names` and those `beside`.

    Plain names are kept. Otherwise the modules are listed: by the last part of their names if that selects the same
    modules, else by full name. (PEFT applies `layers` only to suffixes, and a regular expression also to modules that
    LoRA does not support, which is an error there.)
    """
    patterns = config.target_modules
    has_full_names = set(patterns) & set(chosen)
    if (
        not patterns[0].startswith("re:")
        and peft_can_express(patterns)
        and peft_can_express(config.exclude_modules)
        and not (config.layers and has_full_names)
        and not any(matches(pattern, name) for pattern in patterns for name in beside)
    ):
        return config
    last_parts = tuple(dict.fromkeys(name.rpartition(".")[2] for name in chosen))
    same = {name for name in (*names, *beside) if any(matches(part, name) for part in last_parts)} == set(chosen)
    return replace(config, target_modules=last_parts if same else tuple(chosen), exclude_modules=(), layers=None)
