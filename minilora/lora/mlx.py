"""Convert adapters to and from the format of MLX (mlx-lm).

MLX multiplies from the right and stores the transposes:

    y = x Wᵀ + scale · (x a) b          a = Aᵀ (in, r), b = Bᵀ (r, out), so ΔW = scale · (a b)ᵀ

with one rank and one scale for all modules. Lower ranks are padded with zeros, and other scales are multiplied into b;
ΔW stays the same. Names are `model.layers.0.self_attn.q_proj.lora_a`; DoRA adds `.m` (out,). mlx-lm applies the update
of a tied embedding to the output as well; PEFT and minilora do not.

Source: mlx-lm, mlx_lm/tuner/{lora,dora,utils}.py.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor
from torch.nn import functional as F

from ..config import LoraConfig
from ..errors import AdapterError, brief, quoted
from ..files import atomic_write, read_json, write_json, write_safetensors
from .adapter import Adapter, read_tensors
from .dora import DoRAUpdate
from .embedding import EmbeddingUpdate
from .peft_config import config_for_updates
from .targets import layer_index
from .update import Update

TENSOR_FILE = "adapters.safetensors"
CONFIG_FILE = "adapter_config.json"
EMBEDDINGS = ("embed_tokens", "wte")
"""Last name parts of embeddings, because MLX's tensors do not distinguish them from linear layers."""


def write_mlx(directory: Path, adapter: Adapter, *, num_blocks: int) -> None:
    """Write mlx-lm's two files, each completely or not at all, the settings last."""
    tensors, settings = to_mlx(adapter, num_blocks=num_blocks)
    with atomic_write(Path(directory) / TENSOR_FILE) as temporary:
        write_safetensors(temporary, tensors)
    write_json(Path(directory) / CONFIG_FILE, settings)


def read_mlx(directory: Path) -> Adapter:
    """Read an adapter directory of mlx-lm."""
    settings = read_json(Path(directory) / CONFIG_FILE, AdapterError)
    return from_mlx(read_tensors(Path(directory) / TENSOR_FILE), settings)


def to_mlx(adapter: Adapter, *, num_blocks: int) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return the tensors and the settings of mlx-lm's files for `adapter`.

    Args:
        num_blocks: number of blocks in the base model; mlx-lm counts the adapted ones from the last.

    Raises:
        AdapterError: if the format cannot express the adapter.
    """
    if adapter.trained:
        raise AdapterError(
            f"an MLX adapter cannot contain fully trained tensors ({', '.join(adapter.trained)}). Merge it instead."
        )
    updates = adapter.updates
    r = max(update.r for update in updates.values())
    scale = Counter(update.scaling for update in updates.values()).most_common(1)[0][0] or 1.0
    tensors: dict[str, Tensor] = {}
    for name, update in updates.items():
        spare = r - update.r
        tensors[f"{name}.lora_a"] = F.pad(update.lora_A, (0, 0, 0, spare)).T.contiguous()
        tensors[f"{name}.lora_b"] = F.pad(update.lora_B * (update.scaling / scale), (0, spare)).T.contiguous()
        if isinstance(update, DoRAUpdate):
            tensors[f"{name}.m"] = update.magnitude
    first = min((index for name in updates if (index := layer_index(name)) is not None), default=num_blocks)
    settings = {
        "fine_tune_type": "dora" if adapter.config.use_dora else "lora",
        "num_layers": num_blocks - first,
        "lora_parameters": {
            "rank": r,
            "scale": scale,
            "dropout": adapter.config.lora_dropout,
            "keys": sorted({_key(name) for name in updates}),
        },
        "model": adapter.base_model,
    }
    return tensors, settings


def from_mlx(tensors: Mapping[str, Tensor], settings: Mapping[str, Any]) -> Adapter:
    """Return the adapter for the tensors and settings of mlx-lm's files.

    Raises:
        AdapterError: with a list of everything that is invalid.
    """
    kind = settings.get("fine_tune_type", "lora")
    parameters = settings.get("lora_parameters")
    scale = parameters.get("scale") if isinstance(parameters, Mapping) else None
    if kind not in ("lora", "dora") or isinstance(scale, bool) or not isinstance(scale, int | float):
        raise AdapterError(
            f"MLX adapter: fine_tune_type is {quoted(kind)} and the scale is {quoted(scale)}; "
            "expected lora or dora, and a number."
        )
    if not math.isfinite(scale):
        raise AdapterError(f"MLX adapter: the scale is {scale}; expected a finite number.")
    updates, problems = _updates(tensors, float(scale), dora=kind == "dora")
    if not updates and not problems:
        problems.append("contains no LoRA tensors")
    if problems:
        raise AdapterError("MLX adapter:\n  " + "\n  ".join(map(brief, problems[:20])))
    dropout = parameters.get("dropout", 0.0) if isinstance(parameters, Mapping) else 0.0
    config = LoraConfig(
        r=next(iter(updates.values())).r,
        lora_alpha=float(scale) * next(iter(updates.values())).r,
        lora_dropout=dropout if isinstance(dropout, float) and 0 <= dropout < 1 else 0.0,
        target_modules=tuple(updates),
        use_dora=kind == "dora",
    )
    base_model = settings.get("model")
    return Adapter(
        config_for_updates(config, updates), updates, base_model=base_model if isinstance(base_model, str) else None
    )


def _updates(tensors: Mapping[str, Tensor], scale: float, *, dora: bool) -> tuple[dict[str, Update], list[str]]:
    """Return the updates by module name, and a list of problems."""
    modules: dict[str, dict[str, Tensor]] = {}
    problems = []
    for key, tensor in tensors.items():
        name, _, part = key.rpartition(".")
        if part not in ("lora_a", "lora_b", "m") or not tensor.is_floating_point():
            problems.append(f"{key}: not the name of a LoRA tensor in MLX, or not floating-point")
        else:
            modules.setdefault(name, {})[part] = tensor.float()
    expected = {"lora_a", "lora_b", "m"} if dora else {"lora_a", "lora_b"}
    updates: dict[str, Update] = {}
    for name, parts in modules.items():
        if parts.keys() != expected or any(parts[part].ndim != 2 for part in ("lora_a", "lora_b")):
            problems.append(
                f"{name}: has {', '.join(sorted(parts))}; expected {', '.join(sorted(expected))}, a and b 2-D"
            )
            continue
        lora_A, lora_B = parts["lora_a"].T.contiguous(), parts["lora_b"].T.contiguous()
        if dora:
            update: Update = DoRAUpdate(lora_A, lora_B, scale, parts["m"])
        elif name.rpartition(".")[2] in EMBEDDINGS:
            update = EmbeddingUpdate(lora_A, lora_B, scale)
        else:
            update = Update(lora_A, lora_B, scale)
        validation_error = update.validation_error()
        if validation_error:
            problems.append(f"{name}: {validation_error}")
        updates[name] = update
    return updates, problems


def _key(name: str) -> str:
    """Return a module's name in MLX's settings: relative to its block (`self_attn.q_proj`), else the full name."""
    return re.sub(r"^.*?\.\d+\.", "", name)
