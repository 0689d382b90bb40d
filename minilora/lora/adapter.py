"""Read and write adapter directories in PEFT's format: `adapter_config.json` and `adapter_model.safetensors`.

Tensors have Hugging Face's module names, whatever the model calls its modules:

    base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight    (r, in)
    base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight    (out, r)
    base_model.model.model.embed_tokens.lora_embedding_A              (r, V)       likewise _B (C, r)
    base_model.model.model.norm.weight                                (C,)         a fully trained module
    base_model.model.model.layers.0.self_attn.q_proj.base_layer.bias  (out,)       a trained bias of an adapted layer

No model is needed here, so merge and export can work tensor by tensor. An error lists all problems of a file.

Source: peft 0.21, utils/save_and_load.py.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from ..config import LoraConfig
from ..errors import AdapterError, brief
from ..files import atomic_write_all, json_text, read_json, write_safetensors
from .dora import DoRAUpdate
from .embedding import EmbeddingUpdate
from .foreign import CONFIG_FILE, TENSOR_FILE, explain_not_peft, is_peft_adapter
from .peft_config import (
    INIT,
    INVOCATION,
    LORA_BIAS,
    MAX_TOKEN_ROWS,
    TOKEN_ROWS,
    config_from_json,
    config_to_json,
    token_ids,
)
from .pissa import DECOMPOSITIONS
from .targets import matches
from .update import Rounding, Update, round_once

PREFIX = "base_model.model."
BASE = ".base_layer."
"""Comes between the name of a wrapped module and a tensor of its base layer."""
TRAINED, ORIGINAL = ".modules_to_save.", ".original_module."
"""The same for a fully trained module. If the vocabulary was resized, PEFT saves both, and the first a second time."""
UPDATE_PARTS = (*DoRAUpdate.FILE_PARTS.values(), *EmbeddingUpdate.FILE_PARTS.values())

B_BIAS = ".lora_B.bias"
TOKEN_DELTA = ".token_adapter.trainable_tokens_delta"
"""Rows of single tokens; despite the name the rows themselves, not a difference."""
EMPTY = "is empty"
GATHER_ADVICE = (
    "A process of DeepSpeed ZeRO-3 or FSDP saves empty tensors for weights that are sharded to other processes. "
    "Save the adapter again with gathered weights (stage3_gather_16bit_weights_on_model_save), or convert the "
    "checkpoint with zero_to_fp32.py."
)


@dataclass(frozen=True)
class Adapter:
    """An adapter without a model. All tensors are float32 on the CPU; names are Hugging Face's."""

    config: LoraConfig
    updates: Mapping[str, Update]
    """Module name → its low-rank update."""
    trained: Mapping[str, Tensor] = field(default_factory=dict)
    """Tensor name → the fully trained tensor that replaces the base's (modules_to_save, biases)."""
    base_weights: Mapping[str, Tensor] = field(default_factory=dict)
    """Tensor name → the base's tensor, which PEFT saves with the update of an embedding or a head."""
    originals: Mapping[str, Tensor] = field(default_factory=dict)
    """Tensor name → the base's tensor, which PEFT saves with a fully trained one if the vocabulary was resized."""
    base_model: str | None = None
    """The base model's name or path, if the adapter states it."""
    invocation_tokens: tuple[int, ...] = ()
    """Activated LoRA (arXiv:2504.12397): the tokens from which on the updates apply; empty: they always apply."""
    token_rows: Mapping[str, tuple[tuple[int, ...], Tensor]] = field(default_factory=dict)
    """Name of an embedding or head → tokens, and the rows (tokens, C) that take the place of theirs."""
    bias_updates: Mapping[str, Tensor] = field(default_factory=dict)
    """Name of a bias → what is added to it (lora_bias), scaled."""
    removed_start: str = ""
    """`pissa` or `olora` if the updates belong to a base without the component that they started from."""

    def modifies(self, name: str) -> bool:
        """Return whether the merged model's tensor `name` differs from the base's."""
        return name in self.trained or (name.endswith(".weight") and name.removesuffix(".weight") in self.updates)

    def merged(self, name: str, tensor: Tensor, rounding: Rounding = round_once) -> Tensor:
        """Return the merged tensor `name` for the base's `tensor`, in its dtype; unchanged if the adapter has none.

        Raises:
            AdapterError: if the tensor does not fit the adapter, or the result is not finite.
        """
        update = self.updates.get(name.removesuffix(".weight")) if name.endswith(".weight") else None
        expected = tuple(self.trained[name].shape) if name in self.trained else update and update.weight_shape
        if expected is None:
            return tensor
        if tuple(tensor.shape) != expected:
            raise AdapterError(f"{name} is {tuple(tensor.shape)}; the adapter was made for {expected}.")
        try:
            check_base(tensor, self.base_weights.get(name))
            return update.merged(tensor, rounding) if update else rounding(self.trained[name], tensor.dtype)
        except AdapterError as err:
            raise AdapterError(f"{name}: {err}") from err

    def unmerged(self, name: str, tensor: Tensor) -> Tensor:
        """Return the base's tensor `name` for the merged model's, up to two rounding errors of its dtype.

        Raises:
            AdapterError: if the adapter replaced the tensor, or its update cannot be undone.
        """
        if name in self.trained:
            raise AdapterError(f"{name} was fully trained; the merged model does not contain the base's tensor.")
        update = self.updates.get(name.removesuffix(".weight")) if name.endswith(".weight") else None
        return update.unmerged(tensor) if update else tensor


def check_base(tensor: Tensor, remembered: Tensor | None) -> None:
    """Raise an AdapterError if a base tensor differs by more than 1 % from the one in the adapter, if there is one."""
    if remembered is None:
        return
    same = tensor.shape == remembered.shape
    if not same or (tensor.float() - remembered.to(tensor.device)).norm() > 0.01 * remembered.norm():
        raise AdapterError(
            "the adapter contains a different base weight than this model (a resized or changed vocabulary?). "
            "Use the base model that the adapter was trained on."
        )


def write_adapter(directory: Path, adapter: Adapter) -> None:
    """Write an adapter's two files, both completely or not at all; other files in the directory are left alone."""
    tensors: dict[str, Tensor] = {}
    for name, update in adapter.updates.items():
        tensors |= {f"{PREFIX}{name}.{part}": tensor for part, tensor in update.tensors().items()}
    for name, tensor in {**adapter.base_weights, **adapter.trained}.items():
        module, _, part = name.rpartition(".")
        tensors[f"{PREFIX}{module}{BASE if module in adapter.updates else '.'}{part}"] = tensor
    directory = Path(directory)
    tensors_to_save = {name: tensor.detach().to("cpu", torch.float32).contiguous() for name, tensor in tensors.items()}
    settings = config_to_json(adapter.config, adapter.updates, base_model=adapter.base_model)
    with atomic_write_all((directory / CONFIG_FILE, directory / TENSOR_FILE)) as (config, weights):
        write_safetensors(weights, tensors_to_save, {"format": "pt"})
        config.write_bytes(json_text(settings).encode("utf-8"))


def read_adapter(directory: Path, *, accept: Collection[str] = ()) -> Adapter:
    """Read an adapter directory.

    Args:
        accept: what the caller takes care of: INVOCATION (`Adapter.invocation_tokens`), TOKEN_ROWS
            (`Adapter.token_rows`), LORA_BIAS (`Adapter.bias_updates`), INIT (`Adapter.removed_start`). Other adapters
            with such settings are rejected.

    Raises:
        AdapterError: if it is not in PEFT's format, or a file is damaged, or with a list of all invalid tensors.
    """
    directory = Path(directory)
    if not is_peft_adapter(directory):
        raise AdapterError(explain_not_peft(directory))
    values = read_json(directory / CONFIG_FILE, AdapterError)
    special = _take_special(values, accept)
    invocation = token_ids(special.get(INVOCATION), directory / CONFIG_FILE)
    config = config_from_json(values, where=directory / CONFIG_FILE)
    tensors = read_tensors(directory / TENSOR_FILE)
    token_rows = _take_token_rows(tensors, special.get(TOKEN_ROWS), directory / CONFIG_FILE)
    bias_updates = _take_bias_updates(tensors, config) if LORA_BIAS in special else {}
    parts, others, originals, problems = _classify_tensors(tensors)
    updates: dict[str, Update] = {}
    for name, factors in parts.items():
        update = _build_update(factors, config, name)
        if isinstance(update, str):
            problems.append(f"{name}: {update}")
        else:
            updates[name] = update
    base_weights = {name: t for name, t in others.items() if name.removesuffix(".weight") in updates}
    trained = {name: tensor for name, tensor in others.items() if name not in base_weights}
    whole_tensors = (*trained.items(), *bias_updates.items())
    problems += [f"{name}: contains NaN or infinity" for name, t in whole_tensors if not torch.isfinite(t).all()]
    if not updates and not problems:
        problems.append("contains no LoRA tensors")
    raise_problems(
        problems, directory / TENSOR_FILE, GATHER_ADVICE if any(EMPTY in problem for problem in problems) else None
    )
    targets = config.target_modules if values.get("target_modules") else tuple(updates)
    base_model = values.get("base_model_name_or_path")
    whole = saved_modules(trained)
    missing = (p for p in config.modules_to_save if not any(matches(p, name) for name in whole))
    return Adapter(
        replace(config, target_modules=targets, modules_to_save=(*whole, *missing)),
        updates,
        trained,
        base_weights,
        originals,
        base_model if isinstance(base_model, str) else None,
        invocation,
        token_rows,
        bias_updates,
        special.get(INIT, ""),
    )


def _take_special(values: dict[str, Any], accept: Collection[str]) -> dict[str, Any]:
    """Remove from an adapter's settings those that the caller takes care of, and return them."""

    def is_supported(key: str) -> bool:
        if key == INIT:
            return isinstance(values[INIT], str) and values[INIT] in DECOMPOSITIONS and not values.get("use_dora")
        return key != LORA_BIAS or values[LORA_BIAS] is True

    return {key: values.pop(key) for key in accept if key in values and is_supported(key)}


def _take_token_rows(
    tensors: dict[str, Tensor], setting: Any, where: Path
) -> dict[str, tuple[tuple[int, ...], Tensor]]:
    """Remove the rows of single tokens from the tensors of a file and return them as `Adapter.token_rows`.

    Raises:
        AdapterError: the setting in the file `where` does not describe the tensors.
    """
    found = {}
    for key in [key for key in tensors if setting and key.endswith(TOKEN_DELTA)]:
        rows, module = tensors.pop(key).float(), key.removeprefix(PREFIX).removesuffix(TOKEN_DELTA)
        listed = setting if isinstance(setting, list) else token_setting(setting, module)
        tokens = token_ids(listed, where, key=TOKEN_ROWS, at_most=MAX_TOKEN_ROWS)
        if rows.ndim != 2 or len(rows) != len(tokens) or not torch.isfinite(rows).all():
            raise AdapterError(
                f"{where}: {TOKEN_ROWS} names {len(tokens)} tokens of {module}; {key} has shape {tuple(rows.shape)}."
            )
        found[f"{module}.weight"] = (tokens, rows)
    if setting and not found:
        raise AdapterError(f"{where}: {TOKEN_ROWS} is set, but the adapter's file has no *{TOKEN_DELTA}.")
    return found


def _take_bias_updates(tensors: dict[str, Tensor], config: LoraConfig) -> dict[str, Tensor]:
    """Remove the biases of B from the tensors of a file and return them as `Adapter.bias_updates`."""
    names = {key: key.removeprefix(PREFIX).removesuffix(B_BIAS) for key in tensors if key.endswith(B_BIAS)}
    return {f"{name}.bias": tensors.pop(key).float() * config.scaling_of(name) for key, name in names.items()}


def token_setting(setting: Any, module: str) -> Any:
    """Return the tokens that PEFT's mapping of module names lists for `module`; None for none."""
    items = setting.items() if isinstance(setting, dict) else ()
    return next((tokens for name, tokens in items if module == name or module.endswith(f".{name}")), None)


def saved_modules(trained: Iterable[str]) -> tuple[str, ...]:
    """Return the fully trained modules, sorted, from the names of the trained tensors; biases are excluded."""
    return tuple(sorted({name.rpartition(".")[0] for name in trained if not name.endswith(".bias")}))


def raise_problems(problems: list[str], where: Path, advice: str | None = None, base: Path | None = None) -> None:
    """Raise one error if there are problems; it shows the first twenty, and what to do."""
    if problems:
        more = f"\n  ... and {len(problems) - 20} more" if len(problems) > 20 else ""
        listed = "\n  ".join(map(brief, problems[:20]))
        found = (
            f"the adapter {where} was not made for the base {base}"
            if base
            else f"{where} does not contain a valid adapter"
        )
        raise AdapterError(
            f"{found}:\n  {listed}{more}\n"
            f"{advice or 'Use the base model that the adapter was trained on, or copy the adapter again.'}"
        )


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Read a safetensors file of an adapter; an AdapterError says what is wrong with it."""
    try:
        return safetensors.torch.load_file(path)
    except OSError as err:
        raise AdapterError(f"cannot read {path}: {err.strerror or err}.") from err
    except safetensors.SafetensorError as err:
        raise AdapterError(f"{path} is not a complete safetensors file: {brief(err)}. Copy it again.") from err


def _classify_tensors(
    tensors: Mapping[str, Tensor],
) -> tuple[dict[str, dict[str, Tensor]], dict[str, Tensor], dict[str, Tensor], list[str]]:
    """Return a file's tensors as (factors by module, other tensors, original tensors, problems)."""
    parts: dict[str, dict[str, Tensor]] = {}
    others: dict[str, Tensor] = {}
    originals: dict[str, Tensor] = {}
    problems = []
    for key, tensor in tensors.items():
        name = key.removeprefix(PREFIX)
        part = next((part for part in UPDATE_PARTS if name.endswith("." + part)), None)
        if name == key or "lora_" in name.removesuffix(part or ""):
            problems.append(f"{key}: not a PEFT name (expected {PREFIX}MODULE.lora_A.weight)")
        elif not tensor.numel():
            problems.append(f"{key}: {EMPTY}, shape {tuple(tensor.shape)}")
        elif not tensor.is_floating_point():
            problems.append(f"{key}: dtype {tensor.dtype}; expected a floating-point type")
        elif part:
            parts.setdefault(name.removesuffix("." + part), {})[part] = tensor.float()
        elif ORIGINAL in name:
            originals[name.replace(ORIGINAL, ".")] = tensor.float()
        else:
            own = name.replace(BASE, ".").replace(TRAINED, ".")
            if own in others and not torch.equal(others[own], tensor.float()):
                problems.append(f"{key}: differs from another tensor for {own}")
            others[own] = tensor.float()
    return parts, others, originals, problems


def _build_update(parts: Mapping[str, Tensor], config: LoraConfig, name: str) -> Update | str:
    """Return the update made of the tensors of the module `name`, or a message if they are invalid."""
    kind = _update_class(parts, config)
    if parts.keys() != set(kind.FILE_PARTS.values()):
        return f"has {', '.join(parts)}; expected {', '.join(kind.FILE_PARTS.values())}"
    fields = {field: parts[part] for field, part in kind.FILE_PARTS.items()}
    update = kind(scaling=config.scaling_of(name), **fields)
    validation_error = update.validation_error()
    if not validation_error and update.r != config.rank_of(name):
        validation_error = f"has rank {update.r}; expected {config.rank_of(name)}, as the settings say"
    return validation_error or update


def _update_class(parts: Iterable[str], config: LoraConfig) -> type[Update]:
    if "lora_embedding_A" in parts:
        return EmbeddingUpdate
    return DoRAUpdate if config.use_dora else Update
