"""Choose which weights of a base stay packed, and replace the layers of its model by packed ones.

    pack = "stored"     the memory-mapped blocks of a GGUF file
    pack = "q4_k_m"     a Hugging Face base, quantised on loading to the tensor types that an export would use
    pack = "auto"       "stored" for a GGUF whose unpacked weights would not fit in memory, else unpacked
    pack = "preferred"  "stored" for a GGUF on a CPU if decode/ supports all its types, which generates fastest

Weights of linear layers and embeddings are packed. Norms, biases and an adapter's token rows are small; they are loaded
unpacked.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch
from gguf import GGMLQuantizationType
from torch import nn

from ..arch import TensorRow
from ..compiled import available
from ..device import available_memory_bytes
from ..errors import ConfigError, quoted
from ..gguf.mix import MIXES, tensor_types
from ..gguf.quants import quantize
from ..gguf.quants.dot import MATVEC_TYPES
from ..kernels.packed import PackedEmbedding, PackedLinear
from ..kernels.unpacking import UnpackedWeightCache
from ..model import Decoder
from .base import EMBEDDING, HEAD, BaseFiles
from .blocks import DTYPES, Blocks
from .gguf_file import GGUFSource

STORED, AUTO, PREFERRED = "stored", "auto", "preferred"
PACK_TYPES = tuple(name for name in MIXES if name not in ("f32", "f16", "bf16"))
"""Types to which a Hugging Face base can be quantised."""
MAX_MEMORY_SHARE = 0.7
"""Share of the free memory that unpacked weights may take; the rest is for activations."""

Progress = Callable[[int, int], None]
"""Called with (tensors done, total tensors)."""


@dataclass(frozen=True)
class PackingChoice:
    """How a base is packed."""

    pack: str | None
    """STORED, one of PACK_TYPES, or None for unpacked."""
    reason: str
    """Explanation for the user."""


def choose_packing(files: BaseFiles, device: torch.device, dtype: torch.dtype, pack: str | None) -> PackingChoice:
    """Resolve AUTO and PREFERRED to STORED or None; return other values unchanged."""
    needed = sum(map(math.prod, files.shapes().values())) * dtype.itemsize
    free = available_memory_bytes(device)
    sizes = f"unpacked weights take {_gb(needed)}" + (f", {_gb(free)} are free" if free is not None else "")
    if pack not in (AUTO, PREFERRED):
        return PackingChoice(pack, f"as requested; {sizes}" if pack else sizes)
    is_possible = isinstance(files.source, GGUFSource) and device.type == "cpu" and dtype in DTYPES
    is_scarce = free is not None and needed > MAX_MEMORY_SHARE * free
    is_wanted = is_scarce or (pack == PREFERRED and is_possible and _can_decode(files))
    return PackingChoice(STORED if is_possible and is_wanted else None, sizes)


def _can_decode(files: BaseFiles) -> bool:
    """Return whether decode/ can compute with all matrices as stored."""
    stored = [name for row in _matrices(files) for name in files.row_of(row).stored_names("gguf")]
    types = set(map(files.source.type_name, stored))
    return available() and all(GGMLQuantizationType[name].value in MATVEC_TYPES for name in types)


def pack_weights(
    files: BaseFiles, device: torch.device, dtype: torch.dtype, pack: str, progress: Progress = lambda done, of: None
) -> dict[str, Blocks]:
    """Return our name -> packed weight.

    Args:
        dtype: dtype to which the weights are unpacked.
        pack: STORED, or one of PACK_TYPES.

    Raises:
        ConfigError: if `pack` is not supported for the base, the device or `dtype`.
        GGUFError: if a weight is not finite or too large for the type.
    """
    if device.type != "cpu":
        raise ConfigError(f"packed weights are supported on a CPU only, not on {device.type}. Pass --device cpu.")
    if dtype not in DTYPES:
        raise ConfigError("packed weights can only be unpacked to float32 or bfloat16. Pass one of them as --dtype.")
    if isinstance(files.source, GGUFSource):
        if pack != STORED:
            raise ConfigError(f"{files.path} is a GGUF; its blocks are kept with --packed. Remove --pack.")
        stored = {row.ours: _stored_blocks(files, files.source, row, dtype) for row in _matrices(files)}
        return {name: blocks for name, blocks in stored.items() if blocks}
    if pack == STORED:
        raise ConfigError(
            f"{files.path} is not a GGUF, so it has no blocks to keep. Quantise it on loading, as with --pack q8_0."
        )
    return _quantize_matrices(files, dtype, pack, progress)


def _matrices(files: BaseFiles) -> list[TensorRow]:
    """Return the tensor rows of linear layers and embeddings whose weights come from the files."""
    model, replaced = files.meta_model(), files.replaced_tensors
    layers = {name for name, module in model.named_modules() if isinstance(module, nn.Linear | nn.Embedding)}
    return [
        row
        for row in files.rows
        if row.ours.endswith(".weight")
        and row.ours.removesuffix(".weight") in layers
        and files.row_of(row).ours not in replaced
    ]


def _stored_blocks(files: BaseFiles, source: GGUFSource, row: TensorRow, dtype: torch.dtype) -> Blocks | None:
    """Return the blocks of a matrix; None if its layout mixes rows, or if the file has a scale for it."""
    row = files.row_of(row)
    names = row.stored_names("gguf")
    kinds = {source.type_name(name) for name in names}
    if not row.gguf_layout.keeps_rows or len(kinds) > 1 or not source.scales.keys().isdisjoint(names):
        return None
    if row.ours == EMBEDDING and files.stores_tied_head:
        files.read(row)  # checks that both are equal
    blocks = source.blocks(row.gguf, dtype)
    if row.gguf_after:  # joined in memory, so no longer mapped
        blocks = Blocks(np.concatenate([source.blocks(name, dtype).raw for name in names]), blocks.kind, dtype)
    indices = np.arange(len(blocks.raw))
    order = row.gguf_layout.undo(indices, files.config)
    return blocks if np.array_equal(order, indices) else replace(blocks, order=order)


def _quantize_matrices(files: BaseFiles, dtype: torch.dtype, pack: str, progress: Progress) -> dict[str, Blocks]:
    """Quantise the matrices one by one, to the types of an export. Rows keep our order, as they are independent."""
    if pack not in PACK_TYPES:
        raise ConfigError(f"a base cannot be packed as {quoted(pack)}; expected one of {', '.join(PACK_TYPES)}.")
    heads_per_kv = files.config.num_heads // files.config.num_kv_heads
    shapes = files.shapes()
    types = tensor_types(pack, {row.gguf: shapes[row.ours] for row in files.rows}, heads_per_kv=heads_per_kv)
    rows = [row for row in _matrices(files) if types[row.gguf].name != "F32"]
    packed = {}
    for done, row in enumerate(rows):
        progress(done, len(rows))
        raw = quantize(files.read(row).float().numpy(), types[row.gguf], threads=torch.get_num_threads())
        packed[row.ours] = Blocks(raw, types[row.gguf], dtype)
    progress(len(rows), len(rows))
    return packed


def replace_layers(model: Decoder, packed: Mapping[str, Blocks]) -> None:
    """Replace modules of `model` by packed ones. A tied head shares the embedding's packed weight."""
    cache = UnpackedWeightCache()
    weights = dict(packed)
    if model.config.tied_embeddings and EMBEDDING in packed:
        weights[HEAD] = packed[EMBEDDING]
    for name, blocks in weights.items():
        path = name.removesuffix(".weight")
        module = model.get_submodule(path)
        if isinstance(module, nn.Linear):
            model.set_submodule(path, PackedLinear(blocks, module.bias, cache))
        else:
            model.set_submodule(path, PackedEmbedding(blocks))


def packing_note(files: BaseFiles, packed: Mapping[str, Blocks], reason: str) -> str:
    """Return a note for the user: which weights are packed, and why."""
    if not packed:
        return f"no weights are packed: {reason}"
    kinds = Counter(blocks.kind.name for blocks in packed.values())
    types = ", ".join(f"{kind} ×{count}" for kind, count in kinds.most_common())
    size = _gb(sum(blocks.raw.nbytes for blocks in packed.values()))
    shapes = files.shapes()
    unpacked = [row.ours for row in files.rows if len(shapes[row.ours]) == 2 and row.ours not in packed]
    others = f", without {', '.join(unpacked[:4])}" if unpacked else ""
    return f"{len(packed)} weights are packed, {size} ({types}){others}: {reason}"


def _gb(size: float) -> str:
    return f"{size / 1e9:.2f} GB"
