"""Base + adapters -> a plain Hugging Face directory, one tensor at a time; and back.

Files that the merge does not change are copied from the base, see checkpoint/carried.py; config.json and
generation_config.json change only where the model does: dtype of the weights, tied head, vocabulary.

`merged_tensor` is also what the GGUF exporter streams from: read a base tensor, write the update into it in float32,
hand it on. No model is built, and one tensor is in memory at a time.
"""

import math
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from .adapted import Adapters, open_adapted
from .arch import TensorRow, hf_config
from .checkpoint import BaseFiles, quantization
from .checkpoint.configured_stops import GENERATION
from .checkpoint.copied_files import CopiedFiles
from .checkpoint.gguf_generation import generation_config
from .checkpoint.safetensors_file import stream_safetensors
from .errors import AdapterError, CheckpointError, OutputError
from .files import atomic_write_dir, read_json, write_json
from .lora import Adapter, MergePrecision, merge_precision, round_clamped, round_once
from .stopping import stopping_criteria

MODEL_ROLES = ("bos", "eos", "pad")
"""Roles whose ids stand in config.json and generation_config.json."""
SHARD_BYTES = 2 << 30
"""Weights of one safetensors file."""

Progress = Callable[[int, int], None]
"""Called with (tensors done, tensors in all)."""


@dataclass(frozen=True)
class MergeReport:
    out: Path
    merged: int
    """Tensors that an update was written into, or taken out of."""
    tensors: int
    size_bytes: int
    precision: Mapping[str, MergePrecision]
    """Module name -> what rounding did to its update; empty after an unmerge."""
    clamped: int
    """Weights brought back into the range of the type, on request."""
    notes: tuple[str, ...] = ()
    """What the user should know: what was taken from the adapter's folder, what was not copied or did not count."""

    @property
    def error(self) -> float:
        """‖rounded - exact‖ / ‖ΔW‖ over all updates: the rounding error relative to the learned change."""
        size = math.hypot(*(found.change for found in self.precision.values()))
        return math.hypot(*(found.error for found in self.precision.values())) / size if size else 0.0


def merge_to_dir(
    base: str | Path,
    adapters: Adapters,
    out: Path,
    dtype: torch.dtype,
    progress: Progress = lambda done, of: None,
    *,
    clamp: bool = False,
) -> MergeReport:
    """Write `base` with `adapters` merged into it as a directory that transformers loads.

    Args:
        adapters: None converts the base as it is (a GGUF, say); several are added up exactly before the one rounding.
        out: must not exist, or be an empty folder.
        dtype: of the weights written; each is rounded once, from float32.
        clamp: bring weights beyond the range of `dtype` back to its ends in place of refusing them.

    Raises:
        AdapterError: when an adapter does not fit the base, or a merged weight is not finite in `dtype`.
        OutputError: when `out` holds something, or cannot be written.
    """
    files, adapter = open_adapted(base, adapters)
    precision: dict[str, MergePrecision] = {}
    clamped = 0

    def read(row: TensorRow) -> Tensor:
        nonlocal clamped
        tensor = files.read(row)
        merged = _apply_update(adapter, row, tensor)
        module = row.hf.removesuffix(".weight")
        if adapter and module in adapter.updates:
            precision[module] = merge_precision(tensor, merged, dtype)
        clamped += _count_overflow(merged, dtype) if clamp else 0
        return cast(merged, dtype, row.hf, clamp=clamp)

    kept = files.files_to_copy()
    size = _write_dir(files, kept, out, dtype, read, progress)
    updates = len(adapter.updates) if adapter else 0
    return MergeReport(out, updates, len(files.rows), size, precision, clamped, (*files.notes, *kept.notes))


def unmerge_to_dir(
    merged: str | Path,
    adapters: Path | Sequence[tuple[Path, float]],
    out: Path,
    dtype: torch.dtype,
    progress: Progress = lambda done, of: None,
) -> MergeReport:
    """Write the base that `adapters` were merged into: `merged` without them, within two roundings.

    Args, Raises: as `merge_to_dir`; an adapter that replaced weights (DoRA, modules trained whole) is refused.
    """
    files, adapter = open_adapted(merged, adapters, is_merged=True)
    assert adapter is not None, "an adapter was given"

    def read(row: TensorRow) -> Tensor:
        tensor = files.read(row)
        before = adapter.unmerged(row.hf, tensor.float()) if adapter.modifies(row.hf) else tensor
        return cast(before, dtype, row.hf)

    kept = files.files_to_copy()
    size = _write_dir(files, kept, out, dtype, read, progress)
    return MergeReport(out, len(adapter.updates), len(files.rows), size, {}, 0, (*files.notes, *kept.notes))


def _write_dir(
    files: BaseFiles,
    kept: CopiedFiles,
    out: Path,
    dtype: torch.dtype,
    read: Callable[[TensorRow], Tensor],
    progress: Progress,
) -> int:
    """Write a Hugging Face directory of the tensors that `read` returns in our layout; return their bytes."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out} exists and is not an empty folder. Choose another --out, or remove it.")
    config = _hf_config(files, dtype)
    rows = {row.hf: row for row in files.rows}
    shapes = _hf_shapes(files)
    done = 0

    def tensor(name: str) -> Tensor:
        nonlocal done
        laid_out: Tensor = rows[name].hf_layout.apply(read(rows[name]), files.config)
        progress(done := done + 1, len(rows))
        return laid_out

    shards = _shards({name: math.prod(shape) * dtype.itemsize for name, shape in shapes.items()})
    names = ["model.safetensors"]
    if len(shards) > 1:
        names = [f"model-{n:05d}-of-{len(shards):05d}.safetensors" for n in range(1, len(shards) + 1)]
    size = sum(math.prod(shape) for shape in shapes.values()) * dtype.itemsize
    with atomic_write_dir(out) as temporary:
        for file, shard in zip(names, shards, strict=True):
            stream_safetensors(temporary / file, {name: shapes[name] for name in shard}, dtype, tensor)
        if len(shards) > 1:
            weight_map = {name: file for file, shard in zip(names, shards, strict=True) for name in shard}
            index = {"metadata": {"total_size": size}, "weight_map": weight_map}
            write_json(temporary / "model.safetensors.index.json", index)
        _write_beside(files, kept, temporary, config)
    return size


def _write_beside(files: BaseFiles, kept: CopiedFiles, out: Path, config: Mapping[str, Any]) -> None:
    """Write everything but the weights: the base's own bytes where the merge changes nothing."""
    for name, path in kept.files.items():
        (out / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(path, out / name)
    if files.source.column == "hf" and config == files.metadata:
        shutil.copyfile(files.path / "config.json", out / "config.json")
    else:
        write_json(out / "config.json", config)
    if files.source.column == "gguf":
        roles = {role: config.get(f"{role}_token_id") for role in MODEL_ROLES}
        ends = stopping_criteria(files.tokenizer, files.configured_stops).ids if files.tokenizer else ()
        if generation := generation_config(files.metadata, roles, ends):
            write_json(out / GENERATION, generation)
    if GENERATION in kept.files:
        own = read_json(out / GENERATION, CheckpointError)
        if changes := _roles(files, own):
            write_json(out / GENERATION, {**own, **changes})
    if "tokenizer.json" not in kept.files and files.tokenizer:
        files.tokenizer.save(out)


def merged_tensor(files: BaseFiles, adapter: Adapter | None, row: TensorRow) -> Tensor:
    """Return a row's tensor in our layout: as the source gives it, or float32 where the adapter changes it."""
    return _apply_update(adapter, row, files.read(row))


def _apply_update(adapter: Adapter | None, row: TensorRow, tensor: Tensor) -> Tensor:
    if adapter is None or not adapter.modifies(row.hf):
        return tensor
    return adapter.merged(row.hf, tensor.float())


def cast(tensor: Tensor, dtype: torch.dtype, name: str, *, clamp: bool = False) -> Tensor:
    """Round a tensor to `dtype`, refusing numbers that `dtype` cannot hold, or clamping them to its range."""
    try:
        return round_clamped(tensor.float(), dtype) if clamp else round_once(tensor, dtype)
    except AdapterError as err:
        raise AdapterError(f"{name}: {err}") from err


def _count_overflow(tensor: Tensor, dtype: torch.dtype) -> int:
    """Count the numbers of a tensor that round to infinity in `dtype`."""
    return int((~torch.isfinite(tensor.to(dtype))).count_nonzero())


def _hf_shapes(files: BaseFiles) -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor in Hugging Face's names and layout."""
    ours = files.shapes()
    return {
        row.hf: tuple(row.hf_layout.apply(torch.empty(ours[row.ours], device="meta"), files.config).shape)
        for row in files.rows
    }


def _shards(sizes: Mapping[str, int]) -> list[list[str]]:
    """Cut tensors, given with their bytes, into runs of at most SHARD_BYTES (or of one tensor)."""
    shards: list[list[str]] = [[]]
    size = 0
    for name, n_bytes in sizes.items():
        if shards[-1] and size + n_bytes > SHARD_BYTES:
            shards.append([])
            size = 0
        shards[-1].append(name)
        size += n_bytes
    return shards


def _hf_config(files: BaseFiles, dtype: torch.dtype) -> dict[str, Any]:
    """Return config.json: the base's own, or one made from the rows for a base that came as a GGUF."""
    name = str(dtype).removeprefix("torch.")
    if files.source.column == "hf":
        own = {key: value for key, value in files.metadata.items() if key not in quantization.KEYS}
        types = [key for key in ("torch_dtype", "dtype") if key in own] or ["torch_dtype"]
        tied = {"tie_word_embeddings": False} if files.head_from_embedding else {}
        rows = {"vocab_size": files.config.vocab_size} if _is_resized(files) else {}
        return {**own, **dict.fromkeys(types, name), **tied, **rows, **_roles(files, own)}
    config = {**hf_config(files.spec, files.config), "torch_dtype": name}
    if files.tokenizer:  # null where there is none: transformers' defaults may lie outside the vocabulary
        config |= {f"{role}_token_id": getattr(files.tokenizer, f"{role}_id") for role in MODEL_ROLES}
    return config


def _is_resized(files: BaseFiles) -> bool:
    """Tell whether the rows of the vocabulary are an adapter's, and other in number than config.json says."""
    return bool(files.replaced_tensors) and files.metadata.get("vocab_size") != files.config.vocab_size


def _roles(files: BaseFiles, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ids of roles that a configuration states otherwise, where vocabulary or tokenizer are an adapter's."""
    rows = files.config.vocab_size
    found: dict[str, Any] = {}
    if (files.has_own_tokenizer and not _is_resized(files)) or files.tokenizer is None:
        return found
    for role in MODEL_ROLES:
        key, token_id = f"{role}_token_id", getattr(files.tokenizer, f"{role}_id")
        given = own.get(key)
        listed = given if isinstance(given, list) else [given]
        if token_id not in listed or any(isinstance(number, int) and number >= rows for number in listed):
            found[key] = token_id
    return found
