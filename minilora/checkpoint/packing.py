"""Which weights of a base stay packed, and the model that computes with them.

    pack = "stored"     the blocks of a GGUF file, mapped: a weight is read where it lies
    pack = "q4_k_m"     a Hugging Face base, quantised as an export of that type would be, one tensor after the other
    pack = "auto"       "stored" for a GGUF whose unpacked weights would not fit in memory, nothing packed otherwise
    pack = "preferred"  "stored" for a GGUF on a CPU whose types decode/ multiplies with: to generate, nothing is faster

Packed are the weights of linear layers and embeddings. Norms and biases are small, and so are rows that an adapter
brings along; they are loaded as they always are.
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
from ..gguf.quants.dot import PRODUCTS
from ..kernels.packed import PackedEmbedding, PackedLinear
from ..kernels.unpacking import UnpackedWeights
from ..model import Decoder
from .base import EMBEDDING, HEAD, BaseFiles
from .blocks import DTYPES, Blocks
from .gguf_file import GGUFSource

STORED, AUTO, PREFERRED = "stored", "auto", "preferred"
PACK_TYPES = tuple(name for name in MIXES if name not in ("f32", "f16", "bf16"))
"""What a Hugging Face base can be packed as."""
MOST_OF_MEMORY = 0.7
"""Share of the free memory that unpacked weights may take; the rest is for what is computed."""

Progress = Callable[[int, int], None]
"""Called with (tensors done, tensors in all)."""


@dataclass(frozen=True)
class Choice:
    """Whether a base is packed."""

    pack: str | None
    """STORED, one of PACK_TYPES, or None."""
    why: str
    """For people."""


def choose(files: BaseFiles, device: torch.device, dtype: torch.dtype, pack: str | None) -> Choice:
    """Decide what AUTO means here; anything else stays as it is."""
    needed = sum(map(math.prod, files.shapes().values())) * dtype.itemsize
    free = available_memory_bytes(device)
    sizes = f"unpacked weights take {_gb(needed)}" + (f", {_gb(free)} are free" if free is not None else "")
    if pack not in (AUTO, PREFERRED):
        return Choice(pack, f"as asked; {sizes}" if pack else sizes)
    possible = isinstance(files.source, GGUFSource) and device.type == "cpu" and dtype in DTYPES
    scarce = free is not None and needed > MOST_OF_MEMORY * free
    wanted = scarce or (pack == PREFERRED and possible and _has_products(files))
    return Choice(STORED if possible and wanted else None, sizes)


def _has_products(files: BaseFiles) -> bool:
    """Tell whether one token can be computed with all matrices as they are stored."""
    stored = [name for row in _matrices(files) for name in files.row_of(row).stored_names("gguf")]
    names = set(map(files.source.type_name, stored))
    return available() and all(GGMLQuantizationType[name].value in PRODUCTS for name in names)


def pack_weights(
    files: BaseFiles, device: torch.device, dtype: torch.dtype, pack: str, progress: Progress = lambda done, of: None
) -> dict[str, Blocks]:
    """Return the weights that stay packed, by our names.

    Args:
        dtype: what they are unpacked to.
        pack: STORED, or one of PACK_TYPES.

    Raises:
        ConfigError: when `pack` does not go with the base, the device or `dtype`.
        GGUFError: a weight that the type cannot hold.
    """
    if device.type != "cpu":
        raise ConfigError(f"packed weights are computed with on a CPU only, and not on {device.type} (--device cpu).")
    if dtype not in DTYPES:
        raise ConfigError("packed weights are unpacked to float32 or bfloat16; choose one of them (--dtype).")
    if isinstance(files.source, GGUFSource):
        if pack != STORED:
            raise ConfigError(f"{files.path} has blocks already; keep them with --packed, without --pack.")
        stored = {row.ours: _stored(files, files.source, row, dtype) for row in _matrices(files)}
        return {name: blocks for name, blocks in stored.items() if blocks}
    if pack == STORED:
        raise ConfigError(
            f"{files.path} is no GGUF, so it has no blocks to keep. Quantise it on loading, with --pack q8_0 for one."
        )
    return _quantized(files, dtype, pack, progress)


def _matrices(files: BaseFiles) -> list[TensorRow]:
    """Return the rows of linear layers' and embeddings' matrices that the files themselves hold."""
    model, replaced = files.meta_model(), files.replaced_tensors
    layers = {name for name, module in model.named_modules() if isinstance(module, nn.Linear | nn.Embedding)}
    return [
        row
        for row in files.rows
        if row.ours.endswith(".weight")
        and row.ours.removesuffix(".weight") in layers
        and files.row_of(row).ours not in replaced
    ]


def _stored(files: BaseFiles, source: GGUFSource, row: TensorRow, dtype: torch.dtype) -> Blocks | None:
    """Return the blocks of a matrix; None where the file lays out its rows differently, or scales them."""
    row = files.row_of(row)
    names = row.stored_names("gguf")
    kinds = {source.type_name(name) for name in names}
    if not row.gguf_layout.keeps_rows or len(kinds) > 1 or not source.scales.keys().isdisjoint(names):
        return None
    if row.ours == EMBEDDING and files.stores_tied_head:
        files.read(row)  # which compares the two
    blocks = source.blocks(row.gguf, dtype)
    if row.gguf_after:  # rows that follow each other in memory, so no longer those of the mapped file
        blocks = Blocks(np.concatenate([source.blocks(name, dtype).raw for name in names]), blocks.kind, dtype)
    numbers = np.arange(len(blocks.raw))
    order = row.gguf_layout.undo(numbers, files.config)
    return blocks if np.array_equal(order, numbers) else replace(blocks, order=order)


def _quantized(files: BaseFiles, dtype: torch.dtype, pack: str, progress: Progress) -> dict[str, Blocks]:
    """Quantise matrices one by one, in the types that an export gives them; rows in our order, since each is alone."""
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


def put(model: Decoder, packed: Mapping[str, Blocks]) -> None:
    """Let the modules of `model` compute with packed weights; a tied head shares the embedding's."""
    memory = UnpackedWeights()
    weights = dict(packed)
    if model.config.tied_embeddings and EMBEDDING in packed:
        weights[HEAD] = packed[EMBEDDING]
    for name, blocks in weights.items():
        own = name.removesuffix(".weight")
        module = model.get_submodule(own)
        if isinstance(module, nn.Linear):
            model.set_submodule(own, PackedLinear(blocks, module.bias, memory))
        else:
            model.set_submodule(own, PackedEmbedding(blocks))


def note(files: BaseFiles, packed: Mapping[str, Blocks], why: str) -> str:
    """Say what stays packed, what does not, and why; for people."""
    if not packed:
        return f"no weight stays packed: {why}"
    kinds = Counter(blocks.kind.name for blocks in packed.values())
    types = ", ".join(f"{kind} ×{count}" for kind, count in kinds.most_common())
    size = _gb(sum(blocks.raw.nbytes for blocks in packed.values()))
    shapes = files.shapes()
    left = [row.ours for row in files.rows if len(shapes[row.ours]) == 2 and row.ours not in packed]
    others = f", {', '.join(left[:4])} do not" if left else ""
    return f"{len(packed)} weights stay packed, {size} ({types}){others}: {why}"


def _gb(size: float) -> str:
    return f"{size / 1e9:.2f} GB"
