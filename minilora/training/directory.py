"""The files of a run, beside its checkpoints.

adapter_model.safetensors, adapter_config.json    the adapter after the last step
tokenizer.json, tokenizer_config.json
training.jsonl                                    a line a step, and a line a validation
samples.jsonl                                     a line an answer to a sample prompt
best/                                             the adapter with the lowest validation loss
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..config import LoraConfig
from ..errors import OutputError
from ..files import replacing_dir, write_text
from ..lora import save_adapter
from ..model import Decoder
from ..tokenizer import Tokenizer

LOG, SAMPLES, BEST = "training.jsonl", "samples.jsonl", "best"


def begin(out: Path, start_step: int, tokenizer: Tokenizer) -> None:
    """Make the run directory; drop what its logs say about steps after the checkpoint."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        logs = {name: (out / name).read_text(encoding="utf-8") for name in (LOG, SAMPLES) if (out / name).exists()}
    except OSError as err:
        raise OutputError(f"cannot use {out} as a run directory: {err.strerror}.") from err
    for name, text in {LOG: "", **logs}.items():
        lines = (line for line in text.splitlines() if start_step and _logged_step(line) <= start_step)
        write_text(out / name, "".join(line + "\n" for line in lines))
    tokenizer.save(out)


def append(path: Path, values: Mapping[str, Any]) -> None:
    """Append a line to a log in one write, so that a kill leaves whole lines."""
    line = json.dumps(values, ensure_ascii=False) + "\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
    except OSError as err:
        raise OutputError(f"cannot write {path}: {err.strerror}.") from err


def save_best(out: Path, model: Decoder, lora: LoraConfig, *, base_model: str) -> None:
    """Let `best/` hold the adapter as it is now."""
    with replacing_dir(out / BEST) as temporary:
        save_adapter(temporary, model, lora, base_model=base_model)


def _logged_step(line: str) -> float:
    try:
        return float(json.loads(line)["step"])
    except (ValueError, KeyError, TypeError):  # a line torn by a kill
        return float("inf")
