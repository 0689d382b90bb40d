"""The files of a run directory, except its checkpoints.

adapter_model.safetensors, adapter_config.json    the adapter after the last step
tokenizer.json, tokenizer_config.json
run.json                                          base, template and date of the run (run_record.py)
training.jsonl                                    one line per step, and one per validation
data.json                                         lengths of the training data, three records (data_record.py)
samples.jsonl                                     one line per completion of a sample prompt
best/                                             the adapter with the lowest validation loss
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..config import LoraConfig
from ..errors import OutputError
from ..files import atomic_write_dir, remove_leftovers, write_json, write_text
from ..lora import save_adapter
from ..lora.foreign import CONFIG_FILE, TENSOR_FILE
from ..model import Decoder
from ..run_record import FILE_NAME as RECORD
from ..run_record import RunRecord
from ..tokenizer import Tokenizer
from ..training_log import FILE_NAME as LOG
from .checkpoints import checkpoint_paths, is_checkpoint
from .loss_plot import PLOT

SAMPLES, DATA, BEST = "samples.jsonl", "data.json", "best"
ADAPTER = (TENSOR_FILE, CONFIG_FILE)
OUTPUTS = (*ADAPTER, RECORD, LOG, SAMPLES, DATA, BEST, PLOT, "tokenizer.json", "tokenizer_config.json")


def check_inputs(out: Path, inputs: Iterable[Path]) -> None:
    """Raise an OutputError if a run into `out` would overwrite one of its inputs."""
    written = {(out / name).resolve() for name in OUTPUTS}
    for path in inputs:
        if written & {path.resolve(), *path.resolve().parents}:
            raise OutputError(
                f"{path} is an input, and the run would overwrite it with a file of its own. Choose another --out."
            )


def check_unused(out: Path) -> None:
    """Raise an OutputError if a new run into `out` would overwrite an adapter, or files of another program."""
    if found := [name for name in ADAPTER if (out / name).exists()]:
        raise OutputError(
            f"{out} already contains a run or an adapter ({found[0]}), without a checkpoint to continue from. Choose "
            "another --out, with --from-adapter to train that adapter further, or remove the directory."
        )
    if (out / RECORD).exists():  # a run that ended before its first checkpoint
        return
    foreign = [name for name in OUTPUTS if (out / name).exists()]
    foreign += [path.name for path in checkpoint_paths(out) if not is_checkpoint(path)]
    if foreign:
        raise OutputError(
            f"{out} contains {', '.join(foreign)}, but no run of minilora ({RECORD}); a run would overwrite files of "
            "these names. Choose another --out."
        )


@contextmanager
def lock_run_directory(out: Path) -> Iterator[None]:
    """Create the run directory, and lock it against other runs within this context.

    The lock is an `flock` on the directory (POSIX only), so the system releases it if the run is killed. Directories
    that were created here and are empty at the end are removed.

    Raises:
        OutputError: the directory cannot be created, or another process has locked it.
    """
    created = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        descriptor = _open_locked(out)
        try:
            yield
        finally:
            os.close(descriptor)
    finally:
        for folder in created:
            with suppress(OSError):
                folder.rmdir()


def initialize(out: Path, start_step: int, tokenizer: Tokenizer, record: RunRecord, data: Mapping[str, Any]) -> None:
    """Prepare the run directory: remove leftovers of a killed run, and log lines of steps after `start_step`."""
    remove_leftovers(out)
    record.write(out)  # first, so that `check_unused` recognises a run that is killed here
    try:
        logs = {name: (out / name).read_bytes() for name in (LOG, SAMPLES) if (out / name).exists()}
    except OSError as err:
        raise OutputError(f"cannot use {out} as a run directory: {err.strerror}.") from err
    for name, content in {LOG: b"", **logs}.items():
        lines = content.decode("utf-8", "replace").split("\n")
        kept_lines = (line for line in lines if start_step and _parse_step(line) <= start_step)
        write_text(out / name, "".join(line + "\n" for line in kept_lines))
    tokenizer.save(out)
    write_json(out / DATA, data)


def append_json_line(path: Path, values: Mapping[str, Any]) -> None:
    """Append a line to a log in a single write, so that a killed run leaves complete lines only."""
    line = json.dumps(values, ensure_ascii=False) + "\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
    except OSError as err:
        raise OutputError(f"cannot write {path}: {err.strerror}.") from err


def save_best(
    out: Path, model: Decoder, lora: LoraConfig, *, base_model: str, record: RunRecord, tokenizer: Tokenizer | None
) -> None:
    """Let `best/` hold the adapter as it is now.

    Args:
        tokenizer: the tokenizer, if it is not the base's own.
    """
    with atomic_write_dir(out / BEST) as temporary:
        save_adapter(temporary, model, lora, base_model=base_model)
        record.write(temporary)
        if tokenizer:
            tokenizer.save(temporary)


def _parse_step(line: str) -> float:
    try:
        return float(json.loads(line)["step"])
    except (ValueError, KeyError, TypeError):  # an incomplete line of a killed run
        return float("inf")


def _open_locked(out: Path) -> int:
    """Return a descriptor that locks `out` until it is closed. Some network file systems have no locks."""
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
        raise OutputError(
            f"another process is training into {out}. Wait until it ends, or choose another --out."
        ) from err
    except OSError as err:
        if descriptor < 0:
            raise OutputError(f"cannot use {out} as a run directory: {err.strerror}.") from err
    return descriptor
