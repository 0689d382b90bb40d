"""Export several types in one pass over the base: each tensor is read and merged once, then quantized to every type."""

import os
from collections.abc import Mapping
from functools import cache
from itertools import count
from pathlib import Path

from ..adapted import open_adapted
from ..files import atomic_write_all, check_not_input
from ..gguf.imatrix import ImportanceMatrix
from ..gguf.mix import TypeOverrides
from ..gguf.writer import (
    check_space,
    compute_layout,
    with_quantization_version,
    write_header,
    write_tensor,
)
from ..merge import Progress
from . import ExportReport, make_report, one_torch_thread, tensor_bytes
from .metadata import Labels
from .plan import plan_export
from .workers import map_in_processes


def export_types(
    base: str | Path,
    outs: Mapping[str, Path],
    *,
    adapter: Path | None = None,
    labels: Labels = Labels(),
    importance: ImportanceMatrix | None = None,
    threads: int | None = None,
    progress: Progress = lambda done_count, of: None,
) -> tuple[ExportReport, ...]:
    """Write `base`, with `adapter` merged into it, as one GGUF per type. The files are written atomically, all or none.

    Args:
        outs: type -> output file. Each file is byte-identical to that of `export_gguf`.
        labels, importance, threads, progress: as in `export_gguf`.

    Raises:
        CheckpointError, AdapterError, GGUFError, OutputError: as `export_gguf`.
    """
    files, update = open_adapted(base, adapter)
    for out in outs.values():
        check_not_input(out, files.path, adapter, importance.path if importance else None)
    plans = [plan_export(files, update, kind, TypeOverrides(), labels, importance) for kind in outs]
    layouts = [compute_layout(with_quantization_version(plan.kv, plan.tensors), plan.tensors) for plan in plans]
    check_space(next(iter(outs.values())), sum(layout.size for layout in layouts))
    tensors = [tensor.name for tensor in plans[0].tensors]
    workers, done_count = threads or os.cpu_count() or 1, count(1)
    with atomic_write_all(tuple(outs.values())) as temporaries, one_torch_thread():
        for path, layout in zip(temporaries, layouts, strict=True):
            write_header(path, layout)

        def write_item(index: int) -> None:
            read = cache(plans[0].read[tensors[index]])
            for path, layout, plan in zip(temporaries, layouts, plans, strict=True):
                tensor = plan.tensors[index]
                write_tensor(path, layout, index, tensor, tensor_bytes(plan, tensor, read, importance, workers))

        sizes = [sum(plan.tensors[index].n_bytes for plan in plans) for index in range(len(tensors))]
        map_in_processes(
            write_item, sizes, processes=workers, on_item_done=lambda: progress(next(done_count), len(tensors))
        )
    return tuple(
        make_report(plan, (out,), layout.size, update, files.notes)
        for out, layout, plan in zip(outs.values(), layouts, plans, strict=True)
    )
