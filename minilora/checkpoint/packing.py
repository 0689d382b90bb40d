"""Which weights of a base stay packed, and the model that computes with them.

    pack = "stored"     the blocks of a GGUF file, mapped: a weight is read where it lies
    pack = "q4_k_m"     a Hugging Face base, quantised as an export of that type would be, one tensor after the other

Packed are the weights of linear layers and embeddings. Norms and biases are small, and so are rows that an adapter
brings along; they are loaded as they always are.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import torch
from torch import nn

from ..arch import TensorRow
from ..errors import ConfigError
from ..gguf.mix import MIXES, tensor_types
from ..gguf.quants import quantize
from ..kernels.packed import PackedEmbedding, PackedLinear
from ..kernels.unpacking import UnpackedWeights
from ..model import Decoder
from .base import EMBEDDING, HEAD, BaseFiles
from .blocks import DTYPES, Blocks
from .gguf_file import GGUFSource

STORED = "stored"
"""Keep the blocks of a GGUF file."""
NO_SMALLER = {"f32", "f16", "bf16"}
PACK_TYPES = tuple(name for name in MIXES if name not in NO_SMALLER)
"""What a Hugging Face base can be packed as."""

Progress = Callable[[int, int], None]
"""Called with (tensors done, tensors in all)."""


def pack_weights(
    files: BaseFiles, device: torch.device, dtype: torch.dtype, pack: str, progress: Progress = lambda done, of: None
) -> dict[str, Blocks]:
    """Return the weights that stay packed, by our names.

    Args:
        dtype: what they are unpacked to.
        pack: STORED, or a type of PACK_TYPES.

    Raises:
        ConfigError: when `pack` does not go with the base, the device or `dtype`.
        GGUFError: a weight that the type cannot hold.
    """
    if device.type != "cpu":
        raise ConfigError(f"packed weights are computed with on a CPU only, and not on {device.type} (--device cpu).")
    if dtype not in DTYPES:
        raise ConfigError("packed weights are unpacked to float32 or bfloat16; choose one of them (--dtype).")
    rows = [
        row for row in files.rows if len(files.shapes()[row.ours]) == 2 and files.row_of(row).ours not in files.given
    ]
    source = files.source
    if isinstance(source, GGUFSource):
        if pack != STORED:
            raise ConfigError(f"{files.path} has blocks already; keep them with --packed, without --pack.")
        stored = {row.ours: _stored(files, source, row, dtype) for row in rows}
        return {name: blocks for name, blocks in stored.items() if blocks}
    if pack == STORED:
        raise ConfigError(
            f"{files.path} has no blocks that could stay packed: it is no GGUF. Say as what to pack it: --pack q8_0, say."
        )
    return _quantized(files, rows, dtype, pack, progress)


def _stored(files: BaseFiles, source: GGUFSource, row: TensorRow, dtype: torch.dtype) -> Blocks | None:
    """Return the blocks of a matrix; None where the file lays it out so that its rows are not ours."""
    row = files.row_of(row)
    if not row.gguf_layout.keeps_rows:
        return None
    if row.ours == EMBEDDING and files.stores_tied_head:
        files.read(row)  # which compares the two
    blocks = source.blocks(row.gguf, dtype)
    numbers = np.arange(len(blocks.raw))
    order = row.gguf_layout.undo(numbers, files.config)
    return blocks if np.array_equal(order, numbers) else replace(blocks, order=order)


def _quantized(
    files: BaseFiles, rows: list[TensorRow], dtype: torch.dtype, pack: str, progress: Progress
) -> dict[str, Blocks]:
    """Quantise matrices one by one, in the types that an export would give them; rows are quantised in any order."""
    if pack not in PACK_TYPES:
        raise ConfigError(f"a base cannot be packed as {pack!r}; expected one of {', '.join(PACK_TYPES)}.")
    heads_per_kv = files.config.num_heads // files.config.num_kv_heads
    shapes = {row.gguf: files.shapes()[row.ours] for row in files.rows}
    types = tensor_types(pack, shapes, heads_per_kv=heads_per_kv)
    rows = [row for row in rows if types[row.gguf].name != "F32"]
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
        module = model.get_submodule(name.removesuffix(".weight"))
        if isinstance(module, nn.Embedding):
            model.set_submodule(name.removesuffix(".weight"), PackedEmbedding(blocks))
        elif isinstance(module, nn.Linear):
            model.set_submodule(name.removesuffix(".weight"), PackedLinear(blocks, module.bias, memory))


def note(files: BaseFiles, packed: Mapping[str, Blocks]) -> str:
    """Say what stays packed and what does not, for people."""
    kinds = Counter(blocks.kind.name for blocks in packed.values())
    types = ", ".join(f"{kind} ×{count}" for kind, count in kinds.most_common())
    size = sum(blocks.raw.nbytes for blocks in packed.values()) / 1e9
    left = [row.ours for row in files.rows if row.ours not in packed and len(files.shapes()[row.ours]) == 2]
    others = f", {', '.join(left[:4])} are not" if left else ""
    return f"{len(packed)} weights stay packed, {size:.2f} GB ({types}){others}; norms and biases are unpacked"
