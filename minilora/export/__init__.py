"""Base model (+ adapter) -> GGUF file, in one pass: read a tensor, merge, convert its layout, quantize, write.

    plan.py      the key-value data, and the name, shape and type of each tensor; reads no weights
    metadata.py  the general.* keys
    workers.py   parallel processing of tensors in worker processes
    several.py   several types in one pass over the base
    origin.py    labels from the adapter's run
    adapter.py   the adapter alone as a GGUF, and back

arch/ maps tensor names and layouts to GGUF; gguf/ implements the file format.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
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
from ..files import check_not_input
from ..gguf.imatrix import ImportanceMatrix
from ..gguf.mix import TypeOverrides
from ..gguf.quants import quantize, row_bytes
from ..gguf.shards import WrittenFiles, write_shards
from ..gguf.writer import TensorPlan, write_gguf
from ..lora import Adapter
from ..merge import Progress
from .metadata import Labels
from .plan import ExportPlan, plan_export
from .workers import CAN_FORK, map_in_processes

__all__ = ["ExportReport", "Labels", "export_gguf"]

CHUNK_WEIGHTS = 1 << 24
"""Weights of a large tensor that are quantized at a time: 64 MiB in float32."""


@dataclass(frozen=True)
class ExportReport:
    paths: tuple[Path, ...]
    """More than one if the export was split."""
    size_bytes: int
    """Total size of all files."""
    types: Mapping[str, int]
    """Tensor type -> number of tensors."""
    merged: int
    """Number of tensors that a low-rank update was merged into."""
    copied: int = 0
    """Number of tensors whose bytes are those of a GGUF base."""
    notes: tuple[str, ...] = ()
    """Messages for the user: what was taken from the adapter's directory, which settings of the base were ignored."""

    @property
    def path(self) -> Path:
        """The file to load: the first shard if there are several."""
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
    """Write `base`, with `adapter` merged into it, to the GGUF file `out`. The file is complete or absent.

    Each worker process holds one tensor in memory at a time.

    Args:
        file_type: one of llama-quantize's names in lower case, a key of `minilora.gguf.mix.MIXES`.
        choices: tensor types that override those of llama-quantize.
        labels: metadata that overrides the base model's.
        importance: importance matrix (`minilora imatrix`), or None.
        threads: number of worker processes (of quantizer threads where the platform has no fork); None: one per
            core.
        split_max_bytes: maximum bytes of tensors per file; `out` then becomes out-00001-of-0000N.gguf and so on.
            None: one file.
        progress: called with (tensors done, total tensors).

    Raises:
        CheckpointError, AdapterError, GGUFError, OutputError: invalid base, adapter, format or output.
    """
    files, update = open_adapted(base, adapter)
    inputs = (files.path, adapter, importance.path if importance else None)
    check_not_input(out, *inputs)
    plan = plan_export(files, update, file_type, choices, labels, importance)
    workers = threads or os.cpu_count() or 1
    done = count(1)

    def data(tensor: TensorPlan) -> np.ndarray:
        return tensor_bytes(plan, tensor, plan.read[tensor.name], importance, workers)

    run = partial(map_in_processes, processes=workers, on_item_done=lambda: progress(next(done), len(plan.tensors)))
    with one_torch_thread():
        if split_max_bytes is None:
            written = WrittenFiles((out,), write_gguf(out, plan.kv, plan.tensors, data, run))
        else:
            written = write_shards(out, plan.kv, plan.tensors, data, max_bytes=split_max_bytes, run=run, inputs=inputs)
    return make_report(plan, written.paths, written.size, update, files.notes)


def make_report(
    plan: ExportPlan, paths: tuple[Path, ...], size_bytes: int, update: Adapter | None, notes: tuple[str, ...]
) -> ExportReport:
    types = Counter(tensor.type.name for tensor in plan.tensors)
    merged = len(update.updates) if update else 0
    return ExportReport(paths, size_bytes, dict(types.most_common()), merged, len(plan.copy), notes)


def tensor_bytes(
    plan: ExportPlan,
    tensor: TensorPlan,
    read: Callable[[], Tensor],
    importance: ImportanceMatrix | None,
    workers: int,
) -> np.ndarray:
    """Return the bytes of a tensor in the file, uint8 (rows, bytes per row): copied, or read and quantized."""
    columns = importance.columns(tensor.name, tensor.shape[-1]) if importance else None
    try:
        if tensor.name in plan.copy:
            return plan.copy[tensor.name]()
        return _quantize_tensor(read(), tensor.type, columns, threads=1 if CAN_FORK else workers)
    except GGUFError as err:
        raise GGUFError(f"tensor {tensor.name}: {err}") from err


def _quantize_tensor(weights: Tensor, kind: Type, columns: np.ndarray | None, *, threads: int) -> np.ndarray:
    """Quantize a tensor to uint8 (rows, bytes per row); at most CHUNK_WEIGHTS of it are in float32 at a time."""
    rows = weights.reshape(-1, weights.shape[-1])
    stored = np.empty((len(rows), row_bytes(kind, rows.shape[1])), np.uint8)
    step = max(1, CHUNK_WEIGHTS // rows.shape[1])
    for start in range(0, len(rows), step):
        chunk = rows[start : start + step].float().contiguous().numpy()
        stored[start : start + step] = quantize(chunk, kind, importance=columns, threads=threads)
    return stored


@contextmanager
def one_torch_thread() -> Iterator[None]:
    """Use one intra-op thread: torch only merges here, with matmuls too small to split among threads.

    Idle OpenMP threads spin while they wait; on a busy machine this took more time than everything else.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
