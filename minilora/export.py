"""Base (+ adapter) -> a GGUF, in one pass: read a tensor, merge, lay out, quantise, write, next.

The rows of arch/ say what each tensor is called in a GGUF and how it lies there; `gguf/` knows the bytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from gguf import LlamaFileType
from torch import Tensor

from .arch import GGUFFacts, TensorRow, gguf_facts
from .checkpoint import BaseFiles, open_base
from .errors import CheckpointError, ConfigError
from .gguf.quants import quantize
from .gguf.values import Value, boolean, f32, string, u32
from .gguf.vocab import tokenizer_to_kv
from .gguf.writer import TensorPlan, write_gguf
from .lora import Adapter
from .merge import Progress, merged_tensor, open_adapter

FILE_TYPES: Mapping[str, tuple[LlamaFileType, Type]] = {
    "f32": (LlamaFileType.ALL_F32, Type.F32),
    "f16": (LlamaFileType.MOSTLY_F16, Type.F16),
    "bf16": (LlamaFileType.MOSTLY_BF16, Type.BF16),
    "q8_0": (LlamaFileType.MOSTLY_Q8_0, Type.Q8_0),
}
"""What `--type` may be: the word -> general.file_type and the type of the weight matrices."""


@dataclass(frozen=True)
class ExportReport:
    path: Path
    size_bytes: int
    types: Mapping[str, int]
    """How many tensors of each type."""
    merged: int
    """Tensors that an update was written into."""


def export_gguf(
    base: str | Path,
    out: Path,
    *,
    adapter: Path | None = None,
    file_type: str = "q8_0",
    name: str | None = None,
    progress: Progress = lambda done, of: None,
) -> ExportReport:
    """Write `base`, with `adapter` merged into it, as the GGUF file `out`; whole or not at all.

    Args:
        file_type: a key of FILE_TYPES.
        name: general.name; by default the base's own.
        progress: called with (tensors done, tensors in all).

    Raises:
        ConfigError: an unknown file type.
        CheckpointError, AdapterError, GGUFError, OutputError: about the base, the adapter, the format, the output.
    """
    if file_type not in FILE_TYPES:
        raise ConfigError(f"unknown type {file_type!r}; expected one of {', '.join(FILE_TYPES)}.")
    files = open_base(base)
    update = open_adapter(files, adapter)
    facts = gguf_facts(files.spec, files.config)
    tensors = _tensors(files, facts, update)
    plans = [
        TensorPlan(key, shape, _type_of(key, shape, FILE_TYPES[file_type][1])) for key, (shape, _) in tensors.items()
    ]
    done = 0

    def on_tensor(plan: TensorPlan) -> None:
        nonlocal done
        progress(done := done + 1, len(plans))

    def data(plan: TensorPlan) -> np.ndarray:
        return quantize(tensors[plan.name][1]().float().contiguous().numpy(), plan.type)

    kv = _metadata(files, facts, file_type, name)
    size = write_gguf(out, kv, plans, data, on_tensor=on_tensor)
    types: dict[str, int] = {}
    for plan in plans:
        types[plan.type.name] = types.get(plan.type.name, 0) + 1
    return ExportReport(out, size, types, len(update.updates) if update else 0)


def _tensors(
    files: BaseFiles, facts: GGUFFacts, adapter: Adapter | None
) -> dict[str, tuple[tuple[int, ...], Callable[[], Tensor]]]:
    """Return each tensor of the file to be: name -> (shape, a function that makes it)."""

    def maker(row: TensorRow) -> Callable[[], Tensor]:
        return lambda: row.gguf_layout.apply(merged_tensor(files, adapter, row), files.config)

    shapes = files.shapes()
    found = {row.gguf: (shapes[row.ours], maker(row)) for row in files.rows}
    derived = {name: torch.tensor(numbers) for name, numbers in facts.tensors.items()}
    return found | {name: (tuple(tensor.shape), partial(derived.__getitem__, name)) for name, tensor in derived.items()}


def _type_of(name: str, shape: tuple[int, ...], wanted: Type) -> Type:
    """Return a tensor's type: vectors and biases stay F32, as llama.cpp's arithmetic demands; rows that are no whole
    number of blocks fall back to F16."""
    if len(shape) < 2 or not name.endswith(".weight"):
        return Type.F32
    return Type.F16 if wanted is Type.Q8_0 and shape[-1] % 32 else wanted


def _metadata(files: BaseFiles, facts: GGUFFacts, file_type: str, name: str | None) -> dict[str, Value]:
    if files.tokenizer is None:
        raise CheckpointError(f"{files.path} has no tokenizer.json; a GGUF must carry a vocabulary. Add the file.")
    general: dict[str, Value] = {
        "general.architecture": string(files.spec.gguf_arch),
        "general.type": string("model"),
        "general.name": string(name or _own_name(files)),
        "general.file_type": u32(FILE_TYPES[file_type][0].value),
    }
    hyper = {key: _typed(value) for key, value in facts.kv.items()}
    return general | hyper | tokenizer_to_kv(files.tokenizer, files.config.vocab_size)


def _own_name(files: BaseFiles) -> str:
    if files.source.column == "gguf":
        return str(files.metadata.get("general.name", files.path.stem))
    return files.path.resolve().name


def _typed(value: Any) -> Value:
    """Hyper-parameters in the types that readers insist on: UINT32, FLOAT32, BOOL, STRING."""
    if isinstance(value, str):
        return string(value)
    if isinstance(value, bool):
        return boolean(value)
    return u32(value) if isinstance(value, int) else f32(value)
