"""Base + adapter -> a plain Hugging Face directory, one tensor at a time.

`merged_tensor` is also what the GGUF exporter streams from: read a base tensor, write the update into it in float32,
hand it on. No model is built, and never are all the weights in memory.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from .arch import TensorRow, hf_config
from .checkpoint import BaseFiles, open_base
from .errors import AdapterError, OutputError
from .files import replacing_dir, write_json, write_safetensors
from .lora import Adapter, read_adapter

SHARD_BYTES = 2 << 30
"""Weights of one safetensors file: what a merge holds in memory at most."""

Progress = Callable[[int, int], None]
"""Called with (tensors done, tensors in all)."""


@dataclass(frozen=True)
class MergeReport:
    out: Path
    merged: int
    """Tensors that an update was written into."""
    tensors: int
    size_bytes: int


def merge_to_dir(
    base: str | Path, adapter: Path | None, out: Path, dtype: torch.dtype, progress: Progress = lambda done, of: None
) -> MergeReport:
    """Write `base` with `adapter` merged into it as a directory that transformers loads.

    Args:
        adapter: None converts the base as it is (a GGUF, say).
        out: must not exist, or be an empty folder.
        dtype: of the weights written; each is rounded once, from float32.

    Raises:
        AdapterError: when the adapter does not fit the base, or a merged weight is not finite in `dtype`.
        OutputError: when `out` holds something, or cannot be written.
    """
    files = open_base(base)
    update = open_adapter(files, adapter)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out} exists and is not an empty folder. Choose another --out, or remove it.")
    config = _hf_config(files, dtype)
    shapes = files.shapes()
    sizes = {row: math.prod(shapes[row.ours]) * dtype.itemsize for row in files.rows}
    shards = _shards(sizes)
    with replacing_dir(out) as temporary:
        done = 0
        weight_map: dict[str, str] = {}
        for number, rows in enumerate(shards, start=1):
            name = f"model-{number:05d}-of-{len(shards):05d}.safetensors" if len(shards) > 1 else "model.safetensors"
            tensors = {}
            for row in rows:
                merged = row.hf_layout.apply(merged_tensor(files, update, row), files.config)
                tensors[row.hf] = cast(merged, dtype, row.hf).contiguous()
                progress(done := done + 1, len(files.rows))
            write_safetensors(temporary / name, tensors, {"format": "pt"})
            weight_map |= dict.fromkeys(tensors, name)
        if len(shards) > 1:
            index = {"metadata": {"total_size": sum(sizes.values())}, "weight_map": weight_map}
            write_json(temporary / "model.safetensors.index.json", index)
        write_json(temporary / "config.json", config)
        if files.tokenizer:
            files.tokenizer.save(temporary)
    updates = len(update.updates) if update else 0
    return MergeReport(out, updates, len(files.rows), sum(sizes.values()))


def open_adapter(files: BaseFiles, directory: Path | None) -> Adapter | None:
    """Read an adapter that fits the base.

    Raises:
        AdapterError: listing everything that does not fit.
    """
    if directory is None:
        return None
    adapter = read_adapter(directory)
    check_fit(files, adapter, directory)
    return adapter


def check_fit(files: BaseFiles, adapter: Adapter, path: Path) -> None:
    """Check that every update of the adapter from `path` has a tensor of its shape in the base.

    Raises:
        AdapterError: listing everything that does not fit.
    """
    ours = files.shapes()
    shapes = {row.hf: ours[row.ours] for row in files.rows}
    fitted = {f"{name}.weight": update.weight_shape for name, update in adapter.updates.items()}
    fitted |= {name: tuple(tensor.shape) for name, tensor in adapter.trained.items()}
    wrong = [
        f"{name}: the adapter fits {shape}, the base has {shapes.get(name, 'no such tensor')}"
        for name, shape in fitted.items()
        if shapes.get(name) != shape
    ]
    if wrong:
        more = f"\n  ... and {len(wrong) - 10} more" if len(wrong) > 10 else ""
        raise AdapterError(
            f"the adapter {path} was not made for the base {files.path}:\n  " + "\n  ".join(wrong[:10]) + more
        )
    embedding = next(row.hf for row in files.rows if row.ours == "embed.weight")
    if files.config.tied_embeddings and adapter.touches(embedding):
        raise AdapterError(
            f"the adapter changes {embedding}, which the output head of {files.path} shares; the merged model would "
            "need a head of its own. Train without the embedding, or on a base whose embeddings are not tied."
        )


def merged_tensor(files: BaseFiles, adapter: Adapter | None, row: TensorRow) -> Tensor:
    """Return a row's tensor in our layout: as the source gives it, or float32 where the adapter changes it."""
    tensor = files.read(row)
    if adapter is None or not adapter.touches(row.hf):
        return tensor
    return adapter.merged(row.hf, tensor.float())


def cast(tensor: Tensor, dtype: torch.dtype, name: str) -> Tensor:
    """Round a tensor to `dtype`, refusing numbers that `dtype` cannot hold."""
    rounded = tensor.to(dtype)
    if not bool(torch.isfinite(rounded).all()):
        raise AdapterError(
            f"{name} holds numbers that {str(dtype).removeprefix('torch.')} cannot (largest magnitude "
            f"{float(tensor.float().abs().max()):.4g}). Use bfloat16 or float32."
        )
    return rounded


def _shards(sizes: Mapping[TensorRow, int]) -> list[list[TensorRow]]:
    """Cut rows, given with their bytes, into runs of at most SHARD_BYTES (or of one tensor)."""
    shards: list[list[TensorRow]] = [[]]
    size = 0
    for row, n_bytes in sizes.items():
        if shards[-1] and size + n_bytes > SHARD_BYTES:
            shards.append([])
            size = 0
        shards[-1].append(row)
        size += n_bytes
    return shards


def _hf_config(files: BaseFiles, dtype: torch.dtype) -> dict[str, Any]:
    """Return config.json: the base's own, or one made from the rows for a base that came as a GGUF."""
    name = str(dtype).removeprefix("torch.")
    if files.source.column == "hf":
        own = {key: value for key, value in files.metadata.items() if key not in ("torch_dtype", "dtype")}
        return {**own, "torch_dtype": name}
    config = {**hf_config(files.spec, files.config), "torch_dtype": name}
    if files.tokenizer:  # null where there is none: transformers' defaults may lie outside the vocabulary
        config |= {f"{role}_token_id": getattr(files.tokenizer, f"{role}_id") for role in ("bos", "eos", "pad")}
    return config
