"""Merge adapters into a base and write a Hugging Face directory, one tensor at a time; or unmerge them.

Files that the merge does not change are copied from the base (checkpoint/carried.py). config.json and
generation_config.json change only where the model changes: dtype, tied head, vocabulary.

`merged_tensor` reads a base tensor and adds the update in float32; the GGUF export uses it, too. No model is built, and
only one tensor is in memory at a time.
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
from .arch import TEXT_CONFIG, TensorRow, hf_config
from .checkpoint import BaseFiles, quantization
from .checkpoint.configured_stops import GENERATION
from .checkpoint.copied_files import CopiedFiles
from .checkpoint.gguf_generation import generation_config
from .checkpoint.safetensors_file import DTYPES, TensorHeader, stream_safetensors
from .errors import AdapterError, CheckpointError, OutputError, brief
from .files import atomic_write_dir, read_json, write_json
from .lora import Adapter, MergePrecision, merge_precision, round_clamped, round_once
from .stopping import stopping_criteria

DTYPE_KEYS = ("torch_dtype", "dtype")
"""transformers' keys for the dtype: version 4's and version 5's."""
MODEL_ROLES = ("bos", "eos", "pad")
"""Special tokens whose ids are in config.json and generation_config.json."""
SHARD_BYTES = 2 << 30
"""Maximum bytes of weights per safetensors file."""

Progress = Callable[[int, int], None]
"""Called with (tensors done, total tensors)."""


@dataclass(frozen=True)
class MergeReport:
    out: Path
    merged: int
    """Number of tensors that an update was added to or subtracted from."""
    tensors: int
    size_bytes: int
    precision: Mapping[str, MergePrecision]
    """Module name -> rounding error of its update; empty after an unmerge."""
    clamped: int
    """Number of weights clamped to the range of the dtype."""
    notes: tuple[str, ...] = ()
    """Messages for the user: what was taken from the adapter's directory, what was not copied or was ignored."""

    @property
    def error(self) -> float:
        """‖rounded - exact‖ / ‖ΔW‖ over all updates: the rounding error relative to the update."""
        size = math.hypot(*(each.change for each in self.precision.values()))
        return math.hypot(*(each.error for each in self.precision.values())) / size if size else 0.0


def merge_to_dir(
    base: str | Path,
    adapters: Adapters,
    out: Path,
    dtype: torch.dtype,
    progress: Progress = lambda done, of: None,
    *,
    clamp: bool = False,
) -> MergeReport:
    """Merge `adapters` into `base` and write a directory that transformers loads.

    Args:
        adapters: None only converts the base (for example a GGUF); several updates are summed before rounding.
        out: a new or empty directory.
        dtype: dtype of the written weights; each is rounded once, from float32.
        clamp: clamp weights to the range of `dtype` instead of refusing them.

    Raises:
        AdapterError: an adapter does not fit the base, or a merged weight is not finite in `dtype`.
        OutputError: `out` is not empty, or cannot be written.
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
        return round_to_dtype(merged, dtype, row.hf, clamp=clamp)

    carried = files.files_to_copy()
    size = _write_dir(files, carried, out, dtype, read, progress)
    updates = len(adapter.updates) if adapter else 0
    return MergeReport(out, updates, files.num_tensors, size, precision, clamped, (*files.notes, *carried.notes))


def unmerge_to_dir(
    merged: str | Path,
    adapters: Path | Sequence[tuple[Path, float]],
    out: Path,
    dtype: torch.dtype,
    progress: Progress = lambda done, of: None,
) -> MergeReport:
    """Subtract `adapters` from the model `merged` and write the base, which is exact up to two roundings.

    Args, Raises: as `merge_to_dir`; adapters that replace weights (DoRA, `modules_to_save`) are refused.
    """
    files, adapter = open_adapted(merged, adapters, is_merged=True)
    assert adapter is not None, "an adapter was given"

    def read(row: TensorRow) -> Tensor:
        tensor = files.read(row)
        before = adapter.unmerged(row.hf, tensor.float()) if adapter.modifies(row.hf) else tensor
        return round_to_dtype(before, dtype, row.hf)

    carried = files.files_to_copy()
    size = _write_dir(files, carried, out, dtype, read, progress)
    return MergeReport(out, len(adapter.updates), files.num_tensors, size, {}, 0, (*files.notes, *carried.notes))


def _write_dir(
    files: BaseFiles,
    carried: CopiedFiles,
    out: Path,
    dtype: torch.dtype,
    read: Callable[[TensorRow], Tensor],
    progress: Progress,
) -> int:
    """Write a Hugging Face directory with the tensors that `read` returns in our layout; return their size in bytes."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out} exists and is not an empty directory. Choose another --out, or remove it.")
    config = _hf_config(files, dtype)
    rows = {files.written_name(row.hf): row for row in files.rows}
    headers = _headers(files, dtype)
    done = 0

    def tensor(name: str) -> Tensor:
        nonlocal done
        progress(done := done + 1, len(headers))
        if name not in rows:
            return files.source.get(name)
        laid_out: Tensor = rows[name].hf_layout.apply(read(rows[name]), files.config)
        return laid_out

    shards = _split_into_shards({name: header.size for name, header in headers.items()})
    names = ["model.safetensors"]
    if len(shards) > 1:
        names = [f"model-{n:05d}-of-{len(shards):05d}.safetensors" for n in range(1, len(shards) + 1)]
    size = sum(header.size for header in headers.values())
    with atomic_write_dir(out) as temporary:
        for file, shard in zip(names, shards, strict=True):
            stream_safetensors(temporary / file, {name: headers[name] for name in shard}, tensor)
        if len(shards) > 1:
            weight_map = {name: file for file, shard in zip(names, shards, strict=True) for name in shard}
            index = {"metadata": {"total_size": size}, "weight_map": weight_map}
            write_json(temporary / "model.safetensors.index.json", index)
        _write_config_files(files, carried, temporary, config)
    return size


def _write_config_files(files: BaseFiles, carried: CopiedFiles, out: Path, config: Mapping[str, Any]) -> None:
    """Write all files except the weights; files that the merge does not change are copied from the base."""
    for name, path in carried.files.items():
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
    if GENERATION in carried.files:
        own = read_json(out / GENERATION, CheckpointError)
        if changes := _changed_token_ids(files, own):
            write_json(out / GENERATION, {**own, **changes})
    if "tokenizer.json" not in carried.files and files.tokenizer:
        files.tokenizer.save(out)


def merged_tensor(files: BaseFiles, adapter: Adapter | None, row: TensorRow) -> Tensor:
    """Return the tensor of a row in our layout: in float32 if the adapter changes it, else in the dtype of the base."""
    return _apply_update(adapter, row, files.read(row))


def _apply_update(adapter: Adapter | None, row: TensorRow, tensor: Tensor) -> Tensor:
    if adapter is None or not adapter.modifies(row.hf):
        return tensor
    return adapter.merged(row.hf, tensor.float())


def round_to_dtype(tensor: Tensor, dtype: torch.dtype, name: str, *, clamp: bool = False) -> Tensor:
    """Round a tensor to `dtype`; values outside its range are refused, or clamped if `clamp`."""
    try:
        return round_clamped(tensor.float(), dtype) if clamp else round_once(tensor, dtype)
    except AdapterError as err:
        raise AdapterError(f"{name}: {err}") from err


def _count_overflow(tensor: Tensor, dtype: torch.dtype) -> int:
    """Return how many values of a tensor are not finite in `dtype`."""
    return int((~torch.isfinite(tensor.to(dtype))).count_nonzero())


def _headers(files: BaseFiles, dtype: torch.dtype) -> dict[str, TensorHeader]:
    """Return shape and dtype of every tensor to write, in Hugging Face's layout; tensors beside the text model last.

    Raises:
        CheckpointError: if one beside the text model has a type that PyTorch does not know.
    """
    shapes = files.shapes()
    headers = {}
    for row in files.rows:
        laid_out = row.hf_layout.apply(torch.empty(shapes[row.ours], device="meta"), files.config)
        headers[files.written_name(row.hf)] = TensorHeader(tuple(laid_out.shape), dtype)
    types = {word: dtype for dtype, word in DTYPES.items()}
    for name in files.tensors_beside:
        kind = files.source.type_name(name)
        if kind not in types:
            raise CheckpointError(f"{brief(name)} has the type {kind}, which cannot be copied.")
        headers[name] = TensorHeader(files.source.shapes[name], types[kind])
    return headers


def _split_into_shards(sizes: Mapping[str, int]) -> list[list[str]]:
    """Assign tensors (name -> bytes) to shards of at most SHARD_BYTES, in order; a larger tensor gets its own shard."""
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
    """Return config.json: that of the base with the changes of the merge, or a new one for a GGUF base."""
    name = str(dtype).removeprefix("torch.")
    if files.source.column == "hf":
        own = {key: value for key, value in files.metadata.items() if key not in quantization.KEYS}
        types = [key for key in DTYPE_KEYS if key in own] or ["torch_dtype"]
        tied = {"tie_word_embeddings": False} if files.head_from_embedding else {}
        rows = {"vocab_size": files.config.vocab_size} if _is_resized(files) else {}
        if files.spec.hf_text_types:
            text = dict(files.spec.text_settings(own))
            text |= {**dict.fromkeys([key for key in DTYPE_KEYS if key in text], name), **tied, **rows}
            own, rows = {**own, TEXT_CONFIG: {**text, **_changed_token_ids(files, text)}}, {}
        return {**own, **dict.fromkeys(types, name), **tied, **rows, **_changed_token_ids(files, own)}
    config = {**hf_config(files.spec, files.config), "torch_dtype": name}
    if files.tokenizer:  # null if there is no such token: transformers' default may be outside the vocabulary
        config |= {f"{role}_token_id": getattr(files.tokenizer, f"{role}_id") for role in MODEL_ROLES}
    return config


def _is_resized(files: BaseFiles) -> bool:
    """Return whether an adapter brings its own vocabulary rows, and their number differs from config.json."""
    stated = files.spec.text_settings(files.metadata).get("vocab_size")
    return bool(files.replaced_tensors) and stated != files.config.vocab_size


def _changed_token_ids(files: BaseFiles, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the special token ids that differ from the configuration `own`, if an adapter changes the vocabulary."""
    rows = files.config.vocab_size
    token_ids: dict[str, Any] = {}
    if (files.has_own_tokenizer and not _is_resized(files)) or files.tokenizer is None:
        return token_ids
    for role in MODEL_ROLES:
        key, token_id = f"{role}_token_id", getattr(files.tokenizer, f"{role}_id")
        configured = own.get(key)
        configured_ids = configured if isinstance(configured, list) else [configured]
        if token_id not in configured_ids or any(
            isinstance(number, int) and number >= rows for number in configured_ids
        ):
            token_ids[key] = token_id
    return token_ids
