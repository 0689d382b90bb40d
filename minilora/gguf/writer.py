"""Write a GGUF file: compute all offsets first, then write each tensor at its offset.

    kv, plans ──compute_layout()──► header bytes + offsets ──write_gguf()──► file (complete or absent)

Version 3, little-endian, alignment 32 (Ollama up to 0.32 refuses any other). Each tensor begins at a multiple of the
alignment and is padded to it, the last one too.

Source: ggml/docs/gguf.md; limits as in ggml/src/gguf.cpp.
"""

import math
import shutil
import struct
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType
from gguf.constants import GGML_QUANT_VERSION

from ..errors import GGUFError, OutputError
from ..files import atomic_write
from .quants import row_bytes
from .reader import MAGIC, MAX_DIMENSIONS, MAX_KEY_BYTES, MAX_NAME_BYTES
from .values import Value, pack_string, pack_value, u32

VERSION = 3
ALIGNMENT = 32
PLAIN_TYPES = (GGMLQuantizationType.F32, GGMLQuantizationType.F16, GGMLQuantizationType.BF16)


@dataclass(frozen=True)
class TensorPlan:
    """Name, shape and type of a tensor to write."""

    name: str
    shape: tuple[int, ...]
    """Torch order, outermost first."""
    type: GGMLQuantizationType

    @property
    def n_bytes(self) -> int:
        return math.prod(self.shape[:-1]) * row_bytes(self.type, self.shape[-1])


TensorBytes = Callable[[TensorPlan], bytes | memoryview | np.ndarray]
"""Returns the stored bytes of a planned tensor."""
Runner = Callable[[Callable[[int], None], Sequence[int]], None]
"""Called with (work, sizes in bytes): calls `work` once with each index of `sizes`, in any order."""


@dataclass(frozen=True)
class Layout:
    """The header of a file and the offsets of its tensors."""

    header: bytes
    """From the magic to the tensor infos, padded to the alignment; tensor data begins at len(header)."""
    offsets: tuple[int, ...]
    """Offset of each tensor, in bytes from the start of the tensor data."""
    size: int
    """Size of the file, in bytes."""


def compute_layout(kv: Mapping[str, Value], plans: Sequence[TensorPlan]) -> Layout:
    """Compute the header and all offsets; nothing is written.

    Raises:
        GGUFError: the format cannot express a key, value, name or shape, or a tensor is planned twice.
    """
    _check_limits(kv, plans)
    offsets, end = [], 0
    for plan in plans:
        offsets.append(end)
        end += align_up(plan.n_bytes)
    header = b"".join(
        [
            MAGIC + struct.pack("<IQQ", VERSION, len(plans), len(kv)),
            *(pack_string(key) + pack_value(key, value) for key, value in kv.items()),
            *(_tensor_info(plan, offset) for plan, offset in zip(plans, offsets, strict=True)),
        ]
    )
    header += bytes(align_up(len(header)) - len(header))
    return Layout(header, tuple(offsets), len(header) + end)


def run_in_order(work: Callable[[int], None], sizes: Sequence[int]) -> None:
    """Call `work` with each index in order; the default Runner."""
    for index in range(len(sizes)):
        work(index)


def write_gguf(
    path: Path,
    kv: Mapping[str, Value],
    plans: Sequence[TensorPlan],
    data: TensorBytes,
    run: Runner = run_in_order,
) -> int:
    """Write the file, one tensor in memory at a time; return its size in bytes. The file is complete or absent.

    Args:
        kv: keys in the order of the file, by convention `general.architecture` first;
            `general.quantization_version` is added if a tensor is quantized.
        data: returns the stored bytes of a tensor (a bytes-like object or a contiguous array); called once for each
            plan.
        run: calls the writer of each tensor, in order or in parallel.

    Raises:
        GGUFError: as `compute_layout`, or `data` returns another number of bytes than planned.
        OutputError: the disk is too small, which is checked before anything is written, or writing fails.
    """
    layout = compute_layout(with_quantization_version(kv, plans), plans)
    check_space(path, layout.size)
    with atomic_write(path) as temporary:
        write_in_place(temporary, layout, plans, data, run)
    return layout.size


def write_in_place(path: Path, layout: Layout, plans: Sequence[TensorPlan], data: TensorBytes, run: Runner) -> None:
    """Write the file directly to `path`; after a failure, the caller removes the partial file."""
    write_header(path, layout)

    def work(index: int) -> None:
        write_tensor(path, layout, index, plans[index], data(plans[index]))

    run(work, [plan.n_bytes for plan in plans])


def write_header(path: Path, layout: Layout) -> None:
    """Write the header directly to `path`, and make the file as long as it will be."""
    with path.open("wb") as file:
        file.write(layout.header)
        file.truncate(layout.size)  # the padding is not written and reads as zeros


def write_tensor(
    path: Path, layout: Layout, index: int, plan: TensorPlan, data: bytes | memoryview | np.ndarray
) -> None:
    """Write one tensor, number `index` of the file, to its place; any process may do so.

    Raises:
        GGUFError: `data` has another number of bytes than planned.
    """
    stored = _tensor_bytes(plan, data)
    with path.open("r+b") as file:
        file.seek(len(layout.header) + layout.offsets[index])
        file.write(stored)


def check_space(path: Path, size: int) -> None:
    """Raise OutputError if the disk of `path` has fewer than `size` bytes free."""
    directory = next(parent for parent in path.resolve().parents if parent.is_dir())
    free = shutil.disk_usage(directory).free
    if free < size:
        raise OutputError(
            f"{path} needs {size / 1e6:,.1f} MB, but {directory} has {free / 1e6:,.1f} MB free. Free some space, or "
            "choose another directory or a smaller type."
        )


def _tensor_bytes(plan: TensorPlan, data: bytes | memoryview | np.ndarray) -> memoryview:
    view = np.ascontiguousarray(data).data if isinstance(data, np.ndarray) else memoryview(data)
    if view.nbytes != plan.n_bytes:
        raise GGUFError(
            f"tensor {plan.name} has {view.nbytes} bytes; {plan.type.name} of shape {plan.shape} takes {plan.n_bytes}."
        )
    return view


def _tensor_info(plan: TensorPlan, offset: int) -> bytes:
    dims = plan.shape[::-1]
    return pack_string(plan.name) + struct.pack(f"<I{len(dims)}QIQ", len(dims), *dims, plan.type, offset)


def align_up(n_bytes: int) -> int:
    """Round up to a multiple of the alignment."""
    return n_bytes + -n_bytes % ALIGNMENT


def with_quantization_version(kv: Mapping[str, Value], plans: Sequence[TensorPlan]) -> Mapping[str, Value]:
    """Add `general.quantization_version` if a tensor is quantized; llama.cpp requires it then."""
    if all(plan.type in PLAIN_TYPES for plan in plans):
        return kv
    return {**kv, "general.quantization_version": u32(GGML_QUANT_VERSION)}


def _check_limits(kv: Mapping[str, Value], plans: Sequence[TensorPlan]) -> None:
    if kv.get("general.alignment", u32(ALIGNMENT)).value != ALIGNMENT:
        raise GGUFError(f"general.alignment must be {ALIGNMENT} or absent: Ollama accepts no other.")
    for key in kv:
        if not 1 <= len(key.encode()) <= MAX_KEY_BYTES:
            raise GGUFError(f"the key {key!r:.80} is empty or longer than {MAX_KEY_BYTES} bytes.")
    for name, count in Counter(plan.name for plan in plans).items():
        if count > 1 or not 1 <= len(name.encode()) <= MAX_NAME_BYTES:
            problem = f"planned {count} times" if count > 1 else f"not 1 to {MAX_NAME_BYTES} bytes long"
            raise GGUFError(f"the tensor name {name!r:.80} is {problem}.")
    for plan in plans:
        if not 1 <= len(plan.shape) <= MAX_DIMENSIONS or min(plan.shape) < 1:
            raise GGUFError(
                f"tensor {plan.name} has shape {plan.shape}; expected 1 to {MAX_DIMENSIONS} dimensions, none of them 0."
            )
