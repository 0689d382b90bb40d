"""What the adapter has learned, module by module; what rounding takes of it; and how much of it a GGUF holds.

One pass over the modules, with one base weight in memory. The statistics are those of `lora.study`, the rounding is
`lora.merge_precision`. For a file with the weights W, two more numbers say whether it holds the trained change ΔW:

    written = <W - W0, ΔW> / ‖ΔW‖²      1 if the whole change is in the file, 0 if W is the base's
    noise   = ‖W - (W0 + ΔW)‖ / ‖ΔW‖    what quantization adds, in units of the change

Quantization errors are nearly orthogonal to ΔW, so `written` stays near 1 even if the noise is larger than the change.
"""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from ..adapted import open_adapted
from ..arch import TensorRow
from ..checkpoint import BaseFiles
from ..describe import adapter_modules
from ..device import DTYPES
from ..gguf.reader import GGUFFile
from ..lora import Adapter, MergePrecision, ModuleStudy, merge_precision, study_update
from ..lora.targets import layer_index

ROUNDED = ("bfloat16", "float16")
"""The dtypes for which the rounding of a merge is measured."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class InFile:
    """How much of one update a GGUF holds; see the module's docstring."""

    written: float
    noise: float
    type: str
    """Type of the tensor, such as Q4_K."""


@dataclass(frozen=True)
class LearnedModule:
    study: ModuleStudy
    rounding: Mapping[str, MergePrecision] = field(default_factory=dict)
    """dtype -> what a merge into that dtype loses; empty without a base."""
    in_file: InFile | None = None

    @property
    def block(self) -> int | None:
        return layer_index(self.study.name)

    @property
    def kind(self) -> str:
        """The last part of the name: q_proj."""
        return self.study.name.rpartition(".")[2]


def study_alone(run: Path) -> tuple[LearnedModule, ...]:
    """Return the statistics of an adapter without its base; none for DoRA, whose ΔW depends on the base."""
    return tuple(map(LearnedModule, adapter_modules(run)))


def study_with_base(
    run: Path, base: str | Path, gguf: Path | None = None, *, top: int = 8, progress: Progress = lambda done, of: None
) -> tuple[LearnedModule, ...]:
    """Return the statistics of every module, compared with the base and, if given, with the exported file.

    Raises:
        AdapterError, CheckpointError, GGUFError: base, adapter or file are invalid or do not fit.
    """
    files, adapter = open_adapted(base, run)
    assert adapter is not None, "a directory was given"
    rows = [row for row in files.rows if row.hf.removesuffix(".weight") in adapter.updates]
    found = []
    with GGUFFile(gguf) if gguf else nullcontext() as file:
        for done, row in enumerate(rows, start=1):
            found.append(_study_row(files, adapter, row, file, top))
            progress(done, len(rows))
    return tuple(found)


def _study_row(files: BaseFiles, adapter: Adapter, row: TensorRow, file: GGUFFile | None, top: int) -> LearnedModule:
    name = row.hf.removesuffix(".weight")
    weight = files.read(row).float()
    exact = adapter.merged(row.hf, weight)
    return LearnedModule(
        study_update(name, adapter.updates[name], weight, top=top),
        {dtype: merge_precision(weight, exact, DTYPES[dtype]) for dtype in ROUNDED},
        _compare_with_file(files, row, weight, exact, file) if file else None,
    )


def _compare_with_file(
    files: BaseFiles, row: TensorRow, weight: Tensor, exact: Tensor, file: GGUFFile
) -> InFile | None:
    """Compare the stored tensor with base and merged weight in the file's layout; None if the file has another one."""
    names = row.stored_names("gguf")
    if any(name not in file.tensors for name in names):
        return None
    stored = torch.cat([torch.from_numpy(file.dequantized(name)) for name in names])
    own, merged = (row.gguf_layout.apply(tensor, files.config) for tensor in (weight, exact))
    return in_file(stored, own, merged, file.tensors[names[0]].type.name) if stored.shape == own.shape else None


def in_file(stored: Tensor, weight: Tensor, exact: Tensor, type_name: str) -> InFile:
    """Return `written` and `noise` of a stored weight, for the base's `weight` and the merged one, float32."""
    change = (exact - weight).double()
    size = float(change.square().sum())
    if not size:
        return InFile(1.0, 0.0, type_name)
    written = float(((stored.double() - weight.double()) * change).sum()) / size
    return InFile(written, float((stored - exact).double().norm()) / size**0.5, type_name)
