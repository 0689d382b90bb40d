"""Base (+ adapter) -> a GGUF, in one pass: read a tensor, merge, lay out, quantise, write, next.

    plan.py      what will be written: keys, names, shapes, types; no weight is read for it
    metadata.py  general.*: what the file says about itself
    workers.py   the tensors shared out among processes
    adapter.py   the adapter by itself, and back

The rows of arch/ say what each tensor is called in a GGUF and how it lies there; gguf/ knows the bytes.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from torch import Tensor

from ..adapted import open_adapted
from ..errors import GGUFError
from ..files import refuse_inputs
from ..gguf.imatrix import ImportanceMatrix
from ..gguf.mix import TypeOverrides
from ..gguf.quants import quantize, row_bytes
from ..gguf.shards import Written, write_shards
from ..gguf.writer import TensorPlan, write_gguf
from ..merge import Progress
from .metadata import Labels
from .plan import plan_export
from .workers import CAN_FORK, map_in_processes

__all__ = ["ExportReport", "Labels", "export_gguf"]

CHUNK_WEIGHTS = 1 << 24
"""Weights of a large tensor that are handled together: 64 MiB in float32."""


@dataclass(frozen=True)
class ExportReport:
    paths: tuple[Path, ...]
    """More than one where the export was split."""
    size_bytes: int
    """Of all files together."""
    types: Mapping[str, int]
    """How many tensors of each type."""
    merged: int
    """Tensors that an update was written into."""
    notes: tuple[str, ...] = ()
    """What the user should know: what was taken from the adapter's folder, what the base's files say in vain."""

    @property
    def path(self) -> Path:
        """The file to open: of several the first."""
        return self.paths[0]


def export_gguf(
    base: str | Path,
    out: Path,
    *,
    adapter: Path | None = None,
    file_type: str = "q8_0",
    choices: TypeOverrides = TypeOverrides(),
    labels: Labels = Labels(),
    importance: ImportanceMatrix | None = None,
    threads: int | None = None,
    split_max_bytes: int | None = None,
    progress: Progress = lambda done, of: None,
) -> ExportReport:
    """Write `base`, with `adapter` merged into it, as the GGUF file `out`; whole or not at all.

    Each process has one tensor in memory at a time.

    Args:
        file_type: one of llama-quantize's names in lower case, a key of `minilora.gguf.mix.MIXES`.
        choices: where the types shall differ from llama-quantize's.
        labels: what the file shall say about itself, other than the base does.
        importance: which weights matter (`minilora imatrix`); None where nothing is known.
        threads: processes that work on tensors, or where there is no fork threads that quantise; None means one for
            each core.
        split_max_bytes: bytes of tensors in a file; `out` then becomes out-00001-of-0000N.gguf and so on. None means
            one file.
        progress: called with (tensors done, tensors in all).

    Raises:
        CheckpointError, AdapterError, GGUFError, OutputError: about the base, the adapter, the format, the output.
    """
    files, update = open_adapted(base, adapter)
    refuse_inputs(out, files.path, adapter)
    plan = plan_export(files, update, file_type, choices, labels, importance)
    workers = threads or os.cpu_count() or 1
    done = count(1)

    def data(tensor: TensorPlan) -> np.ndarray:
        columns = importance.columns(tensor.name, tensor.shape[-1]) if importance else None
        try:
            return _stored(plan.read[tensor.name](), tensor.type, columns, threads=1 if CAN_FORK else workers)
        except GGUFError as err:
            raise GGUFError(f"tensor {tensor.name}: {err}") from err

    run = partial(map_in_processes, processes=workers, one_done=lambda: progress(next(done), len(plan.tensors)))
    with _one_torch_thread():
        if split_max_bytes is None:
            written = Written((out,), write_gguf(out, plan.kv, plan.tensors, data, run))
        else:
            written = write_shards(out, plan.kv, plan.tensors, data, max_bytes=split_max_bytes, run=run)
    types = Counter(tensor.type.name for tensor in plan.tensors)
    merged = len(update.updates) if update else 0
    return ExportReport(written.paths, written.size, dict(types.most_common()), merged, files.notes)


def _stored(weights: Tensor, kind: Type, columns: np.ndarray | None, *, threads: int) -> np.ndarray:
    """Return the bytes of a tensor, uint8 (rows, bytes of a row); only CHUNK_WEIGHTS of it are float32 at a time."""
    rows = weights.reshape(-1, weights.shape[-1])
    stored = np.empty((len(rows), row_bytes(kind, rows.shape[1])), np.uint8)
    step = max(1, CHUNK_WEIGHTS // rows.shape[1])
    for start in range(0, len(rows), step):
        piece = rows[start : start + step].float().contiguous().numpy()
        stored[start : start + step] = quantize(piece, kind, importance=columns, threads=threads)
    return stored


@contextmanager
def _one_torch_thread() -> Iterator[None]:
    """Leave the cores to the quantisers: torch only merges here, in products too small to share out.

    Its idle threads would wait in a loop, which on a busy machine took more time than all the rest.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
