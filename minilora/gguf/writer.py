"""Write a GGUF file: every offset is computed first, then each tensor goes to its place.

    kv, plans ──layout()──► head bytes + offsets ──write_gguf()──► file (whole or absent)

Version 3, little-endian, alignment 32 (Ollama up to 0.32 refuses any other). Each tensor begins on a multiple of the
alignment, the last one is padded too.

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
    """A tensor that will be written."""

    name: str
    shape: tuple[int, ...]
    """Torch order, outermost first."""
    type: GGMLQuantizationType

    @property
    def n_bytes(self) -> int:
        return math.prod(self.shape[:-1]) * row_bytes(self.type, self.shape[-1])


TensorBytes = Callable[[TensorPlan], bytes | memoryview | np.ndarray]
"""Plan -> the stored bytes of that tensor."""
Runner = Callable[[Callable[[int], None], Sequence[int]], None]
"""Called with (work, sizes): calls `work` once with each index of `sizes`, in any order; sizes are bytes."""


@dataclass(frozen=True)
class Layout:
    """Where everything goes."""

    head: bytes
    """Magic to tensor infos, padded to the alignment: tensor data begin at len(head)."""
    offsets: tuple[int, ...]
    """Of each plan, in bytes from the start of the tensor data."""
    size: int
    """Of the whole file, in bytes."""


def layout(kv: Mapping[str, Value], plans: Sequence[TensorPlan]) -> Layout:
    """Compute the head and every offset; nothing is written.

    Raises:
        GGUFError: for a key, value, name or shape that the format cannot express, or a tensor planned twice.
    """
    _check(kv, plans)
    offsets, end = [], 0
    for plan in plans:
        offsets.append(end)
        end += padded(plan.n_bytes)
    head = b"".join(
        [
            MAGIC + struct.pack("<IQQ", VERSION, len(plans), len(kv)),
            *(pack_string(key) + pack_value(key, value) for key, value in kv.items()),
            *(_tensor_info(plan, offset) for plan, offset in zip(plans, offsets, strict=True)),
        ]
    )
    head += bytes(padded(len(head)) - len(head))
    return Layout(head, tuple(offsets), len(head) + end)


def in_order(work: Callable[[int], None], sizes: Sequence[int]) -> None:
    """The plainest Runner."""
    for index in range(len(sizes)):
        work(index)


def write_gguf(
    path: Path,
    kv: Mapping[str, Value],
    plans: Sequence[TensorPlan],
    data: TensorBytes,
    run: Runner = in_order,
) -> int:
    """Write the file, whole or not at all, holding one tensor at a time; return its size in bytes.

    Args:
        kv: keys in the order wanted, `general.architecture` first by custom; `general.quantization_version` is
            added where a type asks for it.
        data: plan -> the stored bytes of that tensor (a bytes-like object or a contiguous numpy array); called once
            for each plan, when its turn comes.
        run: decides on the turns.

    Raises:
        GGUFError: as `layout`, or when `data` returns another number of bytes than planned.
        OutputError: when the disk has no room for the file, known before anything is written, or it cannot be written.
    """
    whole = layout(with_quantization_version(kv, plans), plans)
    check_space(path, whole.size)
    with atomic_write(path) as temporary:
        write_in_place(temporary, whole, plans, data, run)
    return whole.size


def write_in_place(path: Path, whole: Layout, plans: Sequence[TensorPlan], data: TensorBytes, run: Runner) -> None:
    """Write the file of this layout; what a failure leaves behind is the caller's to remove."""
    with path.open("wb") as file:
        file.write(whole.head)
        file.truncate(whole.size)  # what is never written, the padding, reads as zeros

    def work(index: int) -> None:
        stored = _bytes(plans[index], data(plans[index]))
        with path.open("r+b") as file:
            file.seek(len(whole.head) + whole.offsets[index])
            file.write(stored)

    run(work, [plan.n_bytes for plan in plans])


def check_space(path: Path, size: int) -> None:
    """Raise OutputError when `size` bytes do not fit where `path` will be."""
    folder = next(parent for parent in path.resolve().parents if parent.is_dir())
    free = shutil.disk_usage(folder).free
    if free < size:
        raise OutputError(
            f"{path} will have {size / 1e6:,.1f} MB, but {folder} has {free / 1e6:,.1f} MB free. Make room there, or "
            "choose another folder or a smaller type."
        )


def _bytes(plan: TensorPlan, data: bytes | memoryview | np.ndarray) -> memoryview:
    view = np.ascontiguousarray(data).data if isinstance(data, np.ndarray) else memoryview(data)
    if view.nbytes != plan.n_bytes:
        raise GGUFError(
            f"tensor {plan.name} came with {view.nbytes} bytes; {plan.type.name} of shape {plan.shape} "
            f"takes {plan.n_bytes}."
        )
    return view


def _tensor_info(plan: TensorPlan, offset: int) -> bytes:
    dims = plan.shape[::-1]
    return pack_string(plan.name) + struct.pack(f"<I{len(dims)}QIQ", len(dims), *dims, plan.type, offset)


def padded(n_bytes: int) -> int:
    """Round up to the alignment."""
    return n_bytes + -n_bytes % ALIGNMENT


def with_quantization_version(kv: Mapping[str, Value], plans: Sequence[TensorPlan]) -> Mapping[str, Value]:
    """Add the key that llama.cpp asks for where a tensor is quantised."""
    if all(plan.type in PLAIN_TYPES for plan in plans):
        return kv
    return {**kv, "general.quantization_version": u32(GGML_QUANT_VERSION)}


def _check(kv: Mapping[str, Value], plans: Sequence[TensorPlan]) -> None:
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
                f"tensor {plan.name} has the shape {plan.shape}; expected 1 to {MAX_DIMENSIONS} sizes, none of them 0."
            )
