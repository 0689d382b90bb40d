"""Adapter directories in PEFT's format: `adapter_config.json` and `adapter_model.safetensors`.

Tensors carry Hugging Face's module names, whatever the model calls its modules:

    base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight    (r, in)    float32
    base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight    (out, r)   float32

`read_adapter` needs no model, which is what merging and exporting tensor by tensor want; `load_adapter` puts an
adapter into a model. Both list everything that is wrong at once.

Source: peft 0.21, utils/save_and_load.py.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import safetensors
import safetensors.torch
import torch
from torch import Tensor, nn

from ..config import LoraConfig
from ..errors import AdapterError
from ..files import read_json, replacing, write_json
from .dora import DoRAUpdate
from .inject import lora_layers, wrap
from .peft_config import config_from_json, config_to_json, portable
from .targets import find_matches, hf_name, linears, matches
from .update import Update

CONFIG_FILE = "adapter_config.json"
TENSOR_FILE = "adapter_model.safetensors"
PREFIX = "base_model.model."
KNOWN_PARTS = tuple(DoRAUpdate.FILE_PARTS.values())


@dataclass(frozen=True)
class Adapter:
    """An adapter by itself: its settings and the update of each module, by Hugging Face's module name."""

    config: LoraConfig
    updates: Mapping[str, Update]
    base_model: str | None = None
    """The base model's name or path, as far as the adapter knows."""

    def merged(self, name: str, weight: Tensor) -> Tensor:
        """Return the tensor `name` (Hugging Face's name, with `.weight`) of the merged model, given the base's.

        A tensor that the adapter does not touch comes back as it is.
        """
        update = self.updates.get(name.removesuffix(".weight")) if name.endswith(".weight") else None
        if update is None:
            return weight
        if tuple(weight.shape) != update.weight_shape:
            raise AdapterError(f"{name} is {tuple(weight.shape)}; its update was made for {update.weight_shape}.")
        try:
            return update.merged(weight)
        except AdapterError as err:
            raise AdapterError(f"{name}: {err}") from err


def save_adapter(directory: Path, model: nn.Module, config: LoraConfig, *, base_model: str | None = None) -> None:
    """Write the model's injected updates to `directory` so that PEFT can load them; other files there stay."""
    layers = lora_layers(model)
    if not layers:
        raise AdapterError("this model carries no LoRA adapter; there is nothing to save.")
    updates = {hf_name(model, name): layer.update() for name, layer in layers.items()}
    names = [hf_name(model, name) for name, _ in model.named_modules() if not name.endswith(".base_layer")]
    write_adapter(directory, Adapter(_portable(config, list(updates), names), updates, base_model))


def write_adapter(directory: Path, adapter: Adapter) -> None:
    """Write an adapter's two files, each whole or not at all, the settings last."""
    tensors: dict[str, Tensor] = {}
    for name, update in adapter.updates.items():
        tensors |= {f"{PREFIX}{name}.{part}": _for_file(tensor) for part, tensor in update.tensors().items()}
    directory = Path(directory)
    with replacing(directory / TENSOR_FILE) as temporary:
        safetensors.torch.save_file(tensors, temporary, metadata={"format": "pt"})
    settings = config_to_json(adapter.config, adapter.updates, base_model=adapter.base_model)
    write_json(directory / CONFIG_FILE, settings)


def read_adapter(directory: Path) -> Adapter:
    """Read an adapter directory; tensors become float32 on the CPU.

    Raises:
        AdapterError: when a file is missing or damaged, or listing every tensor that does not belong.
    """
    directory = Path(directory)
    values = read_json(directory / CONFIG_FILE, AdapterError)
    config = config_from_json(values, where=directory / CONFIG_FILE)
    tensors, problems = _by_module(_read_tensors(directory))
    kind: type[Update] = DoRAUpdate if config.use_dora else Update
    updates = {}
    for name, parts in tensors.items():
        if parts.keys() != set(kind.FILE_PARTS.values()):
            problems.append(f"{name}: has {', '.join(parts)}; expected {', '.join(kind.FILE_PARTS.values())}")
            continue
        fields = {field: parts[part].float() for field, part in kind.FILE_PARTS.items()}
        update = kind(scaling=config.scaling_of(name), **fields)
        problem = update.flaw()
        if problem is None and update.r != config.rank_of(name):
            problem = f"has rank {update.r}; expected {config.rank_of(name)}, as the settings say"
        if problem:
            problems.append(f"{name}: {problem}")
        updates[name] = update
    _refuse(problems, directory / TENSOR_FILE)
    if values.get("target_modules") is None:
        config = replace(config, target_modules=tuple(updates))
    base_model = values.get("base_model_name_or_path")
    return Adapter(config, updates, base_model if isinstance(base_model, str) else None)


def load_adapter(model: nn.Module, directory: Path) -> LoraConfig:
    """Put the adapter in `directory` into `model`, injecting where needed, and return its settings.

    Raises:
        AdapterError: listing every module that the model lacks, every shape that differs, and every module that
            the adapter's settings target but its file leaves out.
    """
    adapter = read_adapter(directory)
    own_names = _fit(model, adapter, where=Path(directory) / TENSOR_FILE)
    if not lora_layers(model):
        wrap(model, own_names.values(), adapter.config)
    layers = lora_layers(model)
    for name, update in adapter.updates.items():
        layers[own_names[name]].load(update)
    return adapter.config


def _fit(model: nn.Module, adapter: Adapter, *, where: Path) -> dict[str, str]:
    """Return Hugging Face's name → own name of the adapter's modules, in model order, or say what does not fit."""
    bases = linears(model)
    own = {hf_name(model, name): name for name in bases}
    problems = [f"{name}: this model has no such linear layer" for name in adapter.updates if name not in own]
    for name, update in adapter.updates.items():
        if name in own and tuple(bases[own[name]].weight.shape) != update.weight_shape:
            found = tuple(bases[own[name]].weight.shape)
            problems.append(f"{name}: the adapter fits a weight {update.weight_shape}; this model has {found}")
    targeted = {hf_name(model, name) for names in find_matches(model, adapter.config).values() for name in names}
    problems += [
        f"{name}: targeted by the settings, but the file has no A and B"
        for name in own
        if name in targeted and name not in adapter.updates
    ]
    injected = {hf_name(model, name): layer.update().r for name, layer in lora_layers(model).items()}
    if injected and injected != {name: update.r for name, update in adapter.updates.items()}:
        problems.append("the model already carries another LoRA adapter; eject it first")
    _refuse(problems, where)
    return {hf: name for hf, name in own.items() if hf in adapter.updates}


def _read_tensors(directory: Path) -> dict[str, Tensor]:
    path = directory / TENSOR_FILE
    if not path.exists() and (directory / "adapter_model.bin").exists():
        raise AdapterError(
            f"{directory} holds adapter_model.bin, a pickle that could run code; it is not read. "
            "Save the adapter again with peft's default, safe_serialization=True."
        )
    try:
        return safetensors.torch.load_file(path)
    except OSError as err:
        raise AdapterError(f"cannot read {path}: {err.strerror or err}.") from err
    except safetensors.SafetensorError as err:
        raise AdapterError(f"{path} is not a whole safetensors file: {err}. Copy it again.") from err


def _by_module(tensors: Mapping[str, Tensor]) -> tuple[dict[str, dict[str, Tensor]], list[str]]:
    """Sort tensors by module name and part, and list those that do not belong."""
    modules: dict[str, dict[str, Tensor]] = {}
    problems = []
    for key, tensor in tensors.items():
        part = next((part for part in KNOWN_PARTS if key.endswith("." + part)), None)
        if part is None or not key.startswith(PREFIX):
            problems.append(f"{key}: not the name of a LoRA tensor (expected {PREFIX}MODULE.lora_A.weight)")
        elif not tensor.is_floating_point():
            problems.append(f"{key}: {tensor.dtype} numbers; floats were expected")
        else:
            modules.setdefault(key.removeprefix(PREFIX).removesuffix("." + part), {})[part] = tensor
    if not modules:
        problems.append("holds no LoRA tensors")
    return modules, problems


def _portable(config: LoraConfig, chosen: list[str], names: Iterable[str]) -> LoraConfig:
    """Return settings that select the modules `chosen` among all `names` in PEFT's eyes.

    The user's own words stay where PEFT can express them; else the choice is spelt out, in last parts of names if
    these mean the same modules, else in whole names. (PEFT applies `layers` to suffixes alone.)
    """
    words, left_out = config.target_modules, config.exclude_modules
    if (
        portable(words)
        and portable(left_out)
        and not (config.layers and (set(words) & set(chosen) or "re:" in words[0]))
    ):
        return config
    last_parts = tuple(dict.fromkeys(name.rpartition(".")[2] for name in chosen))
    same = {name for name in names if any(matches(part, name) for part in last_parts)} == set(chosen)
    return replace(config, target_modules=last_parts if same else tuple(chosen), exclude_modules=(), layers=None)


def _for_file(tensor: Tensor) -> Tensor:
    return tensor.detach().to("cpu", torch.float32).contiguous()


def _refuse(problems: list[str], where: Path) -> None:
    """Raise one error for all problems, showing the first twenty."""
    if problems:
        more = f"\n  ... and {len(problems) - 20} more" if len(problems) > 20 else ""
        listed = "\n  ".join(problems[:20])
        raise AdapterError(
            f"{where} does not hold a fitting adapter:\n  {listed}{more}\n"
            "Use the base model that the adapter was trained on, or copy the adapter again."
        )
