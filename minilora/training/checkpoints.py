"""checkpoint-<step>/: all that a run needs to go on exactly. Safetensors and JSON, whole or absent.

adapter_model.safetensors, adapter_config.json    A and B, in PEFT's format
optimizer.safetensors                             what the optimiser keeps, by parameter name
state.json                                        the step, the settings it was made under, the validations before it
run.json                                          the date of the run, where its template writes one
"""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from safetensors import SafetensorError

from ..config import LoraConfig
from ..errors import MiniLoraError, TrainingError, brief, quoted
from ..files import atomic_write_dir, read_json, write_json, write_safetensors
from ..lora import load_adapter, save_adapter
from ..model import Decoder
from .day import record_day, recorded_day
from .early_stopping import ValidationHistory
from .optimizer import KEPT


@dataclass(frozen=True)
class Checkpoint:
    path: Path
    step: int
    """Steps done when it was saved."""
    settings: Mapping[str, Any]
    """What the result depends on, as JSON values."""
    history: ValidationHistory
    """The validations made up to then."""
    day: date | None = None
    """The date that the run's template writes."""


def save_checkpoint(
    path: Path,
    model: Decoder,
    lora: LoraConfig,
    optimizer: torch.optim.Optimizer,
    settings: Mapping[str, Any],
    history: ValidationHistory,
    *,
    keep: int,
    day: date | None = None,
) -> None:
    """Write `path`, a checkpoint-<step>/, then remove all but the newest `keep` of its siblings (0 keeps all)."""
    trained = ((name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad)
    kept = {
        f"{name}.{key}": optimizer.state[parameter][key].contiguous()
        for name, parameter in trained
        for key in KEPT[type(optimizer)]
    }
    state = {"step": _step(path), "settings": dict(settings), "validations": history.losses}
    with atomic_write_dir(path) as temporary:
        save_adapter(temporary, model, lora)
        write_safetensors(temporary / "optimizer.safetensors", kept)
        write_json(temporary / "state.json", state)
        record_day(temporary, day)
    for old in _paths(path.parent)[keep:] if keep else []:
        shutil.rmtree(old, ignore_errors=True)


def find_checkpoint(out: Path) -> tuple[Checkpoint | None, list[str]]:
    """Return the newest whole checkpoint of a run directory, and a line about each damaged one passed over."""
    damaged: list[str] = []
    for path in _paths(out):
        try:
            checkpoint = _read(path)
            with safetensors.safe_open(path / "optimizer.safetensors", framework="pt"):
                return checkpoint, damaged
        except (MiniLoraError, SafetensorError, OSError) as err:
            damaged.append(f"skipped {path}: {brief(err)}")
    return None, damaged


def restore(checkpoint: Checkpoint, model: Decoder, optimizer: torch.optim.Optimizer) -> None:
    """Put a checkpoint's A, B and what the optimiser kept into the injected `model` and its `optimizer`.

    Raises:
        AdapterError, TrainingError: when the checkpoint does not fit them.
    """
    load_adapter(model, checkpoint.path)
    try:
        kept = safetensors.torch.load_file(checkpoint.path / "optimizer.safetensors")
    except (SafetensorError, OSError) as err:
        raise TrainingError(f"cannot read {checkpoint.path / 'optimizer.safetensors'}: {brief(err)}.") from err
    named = [(name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad]
    keys = KEPT[type(optimizer)]
    expected = {f"{name}.{key}": parameter.shape for name, parameter in named for key in keys}
    wrong = [key for key in expected.keys() | kept.keys() if not _fits(key, expected, kept)]
    if wrong:
        raise TrainingError(
            f"{checkpoint.path}/optimizer.safetensors does not fit this adapter: {quoted(sorted(wrong)[:5])}"
        )
    for name, parameter in named:
        optimizer.state[parameter] = {key: kept[f"{name}.{key}"].to(parameter.device) for key in keys}


def _read(path: Path) -> Checkpoint:
    state = read_json(path / "state.json", TrainingError)
    match state:
        case {"step": int(step), "settings": dict(settings), "validations": list(losses)}:
            if all(isinstance(pair, list) and [*map(type, pair)] == [int, float] for pair in losses):
                history = ValidationHistory(tuple((step, loss) for step, loss in losses))
                return Checkpoint(path, step, settings, history, recorded_day(path))
    raise TrainingError(f"{path / 'state.json'} lacks step, settings or validations.")


def _fits(key: str, expected: Mapping[str, torch.Size], kept: Mapping[str, torch.Tensor]) -> bool:
    if key not in expected or key not in kept:
        return False
    return kept[key].numel() == 1 if key.endswith(".step") else kept[key].shape == expected[key]


def _paths(out: Path) -> list[Path]:
    """Return the checkpoint directories of a run, newest first."""
    found = [path for path in (out.iterdir() if out.is_dir() else ()) if _step(path) >= 0 and path.is_dir()]
    return sorted(found, key=_step, reverse=True)


def _step(path: Path) -> int:
    """Return the step in the name of a checkpoint directory, -1 for another name."""
    match = re.fullmatch(r"checkpoint-(\d{1,12})", path.name, re.ASCII)
    return int(match[1]) if match else -1
