"""checkpoint-<step>/: everything a run needs to resume exactly, as safetensors and JSON. Written atomically.

adapter_model.safetensors, adapter_config.json    A and B, in PEFT's format
optimizer.safetensors                             the optimizer state, by parameter name
state.json                                        the step, the settings of the run, the validations so far
run.json                                          base, template and date of the run (run_record.py)
tokenizer.json, tokenizer_config.json             only if they are not the base's, but those of `--from-adapter`
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
from ..errors import MiniLoraError, TrainingError, brief, quoted
from ..files import atomic_write_dir, read_json, write_json, write_safetensors
from ..lora import load_adapter, save_adapter
from ..lora.foreign import TENSOR_FILE
from ..model import Decoder
from ..run_record import RunRecord
from ..tokenizer import Tokenizer
from .early_stopping import ValidationHistory
from .optimizer import STATE_KEYS

OPTIMIZER, STATE = "optimizer.safetensors", "state.json"


@dataclass(frozen=True)
class Checkpoint:
    path: Path
    step: int
    """Number of optimizer steps done."""
    settings: Mapping[str, Any]
    """The settings that the result depends on, as JSON values."""
    history: ValidationHistory
    """The validations so far."""
    record: RunRecord
    """What the run was made from."""


def save_checkpoint(
    path: Path,
    model: Decoder,
    lora: LoraConfig,
    optimizer: torch.optim.Optimizer,
    settings: Mapping[str, Any],
    history: ValidationHistory,
    *,
    keep: int,
    record: RunRecord,
    tokenizer: Tokenizer | None,
) -> None:
    """Save a checkpoint to `path` (checkpoint-<step>/), then delete all but the newest `keep` (0: delete none).

    Checkpoints of other programs and of later steps are neither counted nor deleted.

    Args:
        tokenizer: the tokenizer, if it is not the base's own.
    """
    trained = ((name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad)
    optimizer_state = {
        f"{name}.{key}": optimizer.state[parameter][key].contiguous()
        for name, parameter in trained
        for key in STATE_KEYS[type(optimizer)]
    }
    step = _step_in_name(path)
    state = {"step": step, "settings": dict(settings), "validations": history.losses}
    with atomic_write_dir(path) as temporary:
        save_adapter(temporary, model, lora)
        write_safetensors(temporary / OPTIMIZER, optimizer_state)
        write_json(temporary / STATE, state)
        record.write(temporary)
        if tokenizer:
            tokenizer.save(temporary)
    older = [old for old in checkpoint_paths(path.parent) if _step_in_name(old) < step and is_checkpoint(old)]
    for old in older[keep - 1 :] if keep else []:
        shutil.rmtree(old, ignore_errors=True)


def is_checkpoint(path: Path) -> bool:
    """Return whether a directory is a checkpoint of minilora's: other programs also name theirs checkpoint-<step>."""
    return (path / STATE).is_file()


def find_checkpoint(out: Path) -> tuple[Checkpoint | None, list[str]]:
    """Return the newest complete checkpoint of a run directory, and a note for each damaged one that was skipped."""
    damaged: list[str] = []
    for path in checkpoint_paths(out):
        try:
            checkpoint = _read_checkpoint(path)
            for name in (TENSOR_FILE, OPTIMIZER):
                safetensors.safe_open(path / name, framework="pt")  # raises an error if the file is truncated
            return checkpoint, damaged
        except (MiniLoraError, SafetensorError, OSError) as err:
            damaged.append(f"skipped {path}: {brief(err)}")
    return None, damaged


def restore_checkpoint(checkpoint: Checkpoint, model: Decoder, optimizer: torch.optim.Optimizer) -> None:
    """Load the checkpoint's A, B and optimizer state into the injected `model` and its `optimizer`.

    Raises:
        AdapterError, TrainingError: names or shapes differ, or a file cannot be read.
    """
    load_adapter(model, checkpoint.path)
    try:
        optimizer_state = safetensors.torch.load_file(checkpoint.path / OPTIMIZER)
    except (SafetensorError, OSError) as err:
        raise TrainingError(f"cannot read {checkpoint.path / OPTIMIZER}: {brief(err)}.") from err
    named = [(name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad]
    keys = STATE_KEYS[type(optimizer)]
    expected = {f"{name}.{key}": parameter.shape for name, parameter in named for key in keys}
    wrong = [
        key for key in expected.keys() | optimizer_state.keys() if not _shape_matches(key, expected, optimizer_state)
    ]
    if wrong:
        raise TrainingError(f"{checkpoint.path / OPTIMIZER} does not fit this adapter: {quoted(sorted(wrong)[:5])}")
    for name, parameter in named:
        optimizer.state[parameter] = {key: optimizer_state[f"{name}.{key}"].to(parameter.device) for key in keys}


def _read_checkpoint(path: Path) -> Checkpoint:
    state = read_json(path / STATE, TrainingError)
    match state:
        case {"step": int(step), "settings": dict(settings), "validations": list(losses)}:
            if all(isinstance(pair, list) and [*map(type, pair)] == [int, float] for pair in losses):
                history = ValidationHistory(tuple((step, loss) for step, loss in losses))
                return Checkpoint(path, step, settings, history, RunRecord.read(path))
    raise TrainingError(f"{path / STATE} lacks step, settings or validations.")


def _shape_matches(key: str, expected: Mapping[str, torch.Size], optimizer_state: Mapping[str, torch.Tensor]) -> bool:
    if key not in expected or key not in optimizer_state:
        return False
    return optimizer_state[key].numel() == 1 if key.endswith(".step") else optimizer_state[key].shape == expected[key]


def checkpoint_paths(out: Path) -> list[Path]:
    """Return the checkpoint directories in `out`, newest first."""
    found = [path for path in (out.iterdir() if out.is_dir() else ()) if _step_in_name(path) >= 0 and path.is_dir()]
    return sorted(found, key=_step_in_name, reverse=True)


def _step_in_name(path: Path) -> int:
    """Return the step in the name of a checkpoint directory; -1 for any other name."""
    match = re.fullmatch(r"checkpoint-(\d{1,12})", path.name, re.ASCII)
    return int(match[1]) if match else -1
