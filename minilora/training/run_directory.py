"""The files of a run, beside its checkpoints.

adapter_model.safetensors, adapter_config.json    the adapter after the last step
tokenizer.json, tokenizer_config.json
run.json                                          the date of the run, where its template writes one
training.jsonl                                    a line a step, and a line a validation
samples.jsonl                                     a line an answer to a sample prompt
best/                                             the adapter with the lowest validation loss
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from ..config import LoraConfig
from ..errors import OutputError
from ..files import atomic_write_dir, remove_leftovers, write_text
from ..lora import save_adapter
from ..model import Decoder
from ..tokenizer import Tokenizer
from .day import record_day

LOG, SAMPLES, BEST = "training.jsonl", "samples.jsonl", "best"


@contextmanager
def lock_run_directory(out: Path) -> Iterator[None]:
    """Make the run directory, and let no other process train into it as long as the block lasts.

    The lock is the operating system's on the directory itself (POSIX; elsewhere there is none): a killed run holds it
    no longer. What was made here and is empty at the end goes away again.

    Raises:
        OutputError: when the directory cannot be made, or another process holds it.
    """
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        descriptor = _locked(out)
        try:
            yield
        finally:
            os.close(descriptor)
    finally:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


def begin(out: Path, start_step: int, tokenizer: Tokenizer, day: date | None) -> None:
    """Prepare the run directory: drop what its logs say about steps after the checkpoint, and what a kill has left."""
    remove_leftovers(out)
    try:
        logs = {name: (out / name).read_bytes() for name in (LOG, SAMPLES) if (out / name).exists()}
    except OSError as err:
        raise OutputError(f"cannot use {out} as a run directory: {err.strerror}.") from err
    for name, content in {LOG: b"", **logs}.items():
        lines = content.decode("utf-8", "replace").split("\n")
        kept = (line for line in lines if start_step and _logged_step(line) <= start_step)
        write_text(out / name, "".join(line + "\n" for line in kept))
    tokenizer.save(out)
    record_day(out, day)


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


def save_best(out: Path, model: Decoder, lora: LoraConfig, *, base_model: str, day: date | None) -> None:
    """Let `best/` hold the adapter as it is now."""
    with atomic_write_dir(out / BEST) as temporary:
        save_adapter(temporary, model, lora, base_model=base_model)
        record_day(temporary, day)


def _logged_step(line: str) -> float:
    try:
        return float(json.loads(line)["step"])
    except (ValueError, KeyError, TypeError):  # a line torn by a kill
        return float("inf")


def _locked(out: Path) -> int:
    """Return a descriptor that holds the lock on `out` until it is closed; network file systems may know no locks."""
    descriptor = -1
    try:
        out.mkdir(parents=True, exist_ok=True)
        if sys.platform == "win32":
            return os.open(os.devnull, os.O_RDONLY)
        import fcntl

        descriptor = os.open(out, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as err:
        os.close(descriptor)
        raise OutputError(f"another process is training into {out}. Wait for it, or choose another --out.") from err
    except OSError as err:
        if descriptor < 0:
            raise OutputError(f"cannot use {out} as a run directory: {err.strerror}.") from err
    return descriptor
