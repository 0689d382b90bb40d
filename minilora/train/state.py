"""checkpoint-<step>/: all that a run needs to go on exactly. Safetensors and JSON, whole or absent.

adapter_model.safetensors, adapter_config.json    A and B, in PEFT's format
optimizer.safetensors                             AdamW's moments, by parameter name
state.json                                        the step, and the settings it was made under
"""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from safetensors import SafetensorError

from ..config import LoraConfig
from ..errors import MiniLoraError, TrainingError
from ..files import read_json, replacing_dir, write_json
from ..lora import load_adapter, save_adapter
from ..model import Decoder

MOMENTS = ("step", "exp_avg", "exp_avg_sq")
"""What AdamW keeps for a parameter."""


@dataclass(frozen=True)
class Checkpoint:
    path: Path
    step: int
    """Steps done when it was saved."""
    settings: Mapping[str, Any]
    """What the result depends on, as JSON values."""


def save_checkpoint(
    out: Path,
    step: int,
    model: Decoder,
    lora: LoraConfig,
    optimizer: torch.optim.Optimizer,
    settings: Mapping[str, Any],
    *,
    keep: int,
) -> Path:
    """Write `out/checkpoint-<step>/`, then remove all but the newest `keep` checkpoints (0 keeps all)."""
    path = out / f"checkpoint-{step}"
    names = [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    states = optimizer.state_dict()["state"]
    moments = {f"{names[i]}.{moment}": state[moment].contiguous() for i, state in states.items() for moment in MOMENTS}
    with replacing_dir(path) as temporary:
        save_adapter(temporary, model, lora)
        safetensors.torch.save_file(moments, temporary / "optimizer.safetensors")
        write_json(temporary / "state.json", {"step": step, "settings": dict(settings)})
    for old in _paths(out)[keep:] if keep else []:
        shutil.rmtree(old, ignore_errors=True)
    return path


def find_checkpoint(out: Path) -> tuple[Checkpoint | None, list[str]]:
    """Return the newest whole checkpoint of a run directory, and a line about each damaged one passed over."""
    damaged: list[str] = []
    for path in _paths(out):
        try:
            state = read_json(path / "state.json", TrainingError)
            if not isinstance(state.get("step"), int) or not isinstance(state.get("settings"), dict):
                raise TrainingError(f"{path / 'state.json'} lacks step or settings.")
            with safetensors.safe_open(path / "optimizer.safetensors", framework="pt"):
                return Checkpoint(path, state["step"], state["settings"]), damaged
        except (MiniLoraError, SafetensorError, OSError) as err:
            damaged.append(f"skipped {path}: {err}")
    return None, damaged


def restore(checkpoint: Checkpoint, model: Decoder, optimizer: torch.optim.Optimizer) -> None:
    """Put a checkpoint's A, B and moments into the injected `model` and its `optimizer`.

    Raises:
        AdapterError, TrainingError: when the checkpoint does not fit them.
    """
    load_adapter(model, checkpoint.path)
    try:
        moments = safetensors.torch.load_file(checkpoint.path / "optimizer.safetensors")
    except (SafetensorError, OSError) as err:
        raise TrainingError(f"cannot read {checkpoint.path / 'optimizer.safetensors'}: {err}.") from err
    named = [(name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad]
    expected = {f"{name}.{moment}": parameter.shape for name, parameter in named for moment in MOMENTS}
    wrong = [key for key in expected.keys() | moments.keys() if not _fits(key, expected, moments)]
    if wrong:
        raise TrainingError(f"{checkpoint.path}/optimizer.safetensors does not fit this adapter: {sorted(wrong)[:5]}")
    content = optimizer.state_dict()
    content["state"] = {
        i: {moment: moments[f"{name}.{moment}"] for moment in MOMENTS} for i, (name, _) in enumerate(named)
    }
    optimizer.load_state_dict(content)


def _fits(key: str, expected: Mapping[str, torch.Size], moments: Mapping[str, torch.Tensor]) -> bool:
    if key not in expected or key not in moments:
        return False
    return moments[key].numel() == 1 if key.endswith(".step") else moments[key].shape == expected[key]


def _paths(out: Path) -> list[Path]:
    """Return the checkpoint directories of a run, newest first."""
    found = {
        int(match[1]): path
        for path in (out.iterdir() if out.is_dir() else ())
        if (match := re.fullmatch(r"checkpoint-(\d{1,12})", path.name)) and path.is_dir()
    }
    return [found[step] for step in sorted(found, reverse=True)]
