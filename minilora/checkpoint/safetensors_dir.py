"""A Hugging Face directory as a TensorSource: a single `model.safetensors`, or shards with an index.

Opening the directory reads only headers; weights are memory-mapped and read on demand.
"""

import os
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from ..arch import ArchSpec, rename
from ..errors import CheckpointError, brief, quoted
from ..files import read_json
from . import fp8
from .source import HEAD_BYTES

SINGLE, INDEX = "model.safetensors", "model.safetensors.index.json"


class SafetensorsDir:
    """Weights of a Hugging Face directory.

    Args:
        spec: the family, which knows other spellings of the tensors' names. They are known by the names in its rows;
            a checkpoint of a decoder without a head, such as GPT-2's, omits their common prefix.
        block: rows and columns that share a scale in FP8 weights, if config.json states them.

    Raises:
        CheckpointError: if there is no safetensors file, a shard of the index is missing or outside the directory, a
            file is damaged, or two shards contain the same tensor.
    """

    column = "hf"
    readable = ("F32", "BF16", "F16", "F64", fp8.SCALED_TYPE)
    """Integers need scales, which each quantisation method stores in its own way."""

    def __init__(self, directory: Path, spec: ArchSpec, block: fp8.Shape | None = None) -> None:
        stored: dict[str, tuple[Path, tuple[int, ...], str]] = {}
        for path in _shards(directory):
            with _open(path) as shard:
                for name in shard.keys():  # noqa: SIM118  (a safe_open is no mapping)
                    if name in stored:
                        raise CheckpointError(
                            f"two files of {directory} contain the tensor {brief(name)}; download the model again."
                        )
                    header = shard.get_slice(name)
                    stored[name] = (path, tuple(header.get_shape()), str(header.get_dtype()))
        spellings = spec.spellings(stored)
        names = {rename(name, spellings): name for name in stored}
        if len(names) < len(stored):
            raise CheckpointError(f"{directory} contains tensors under two spellings of one name; remove one of them.")
        self._location = {name: (stored[own][0], own) for name, own in names.items()}
        self._types = {name: stored[own][2] for name, own in names.items()}
        shapes = {name: stored[own][1] for name, own in names.items()}
        self._block = block
        self.scales = fp8.find_scales(shapes, self._types, block)
        """FP8 weight -> its scale. `get` returns their product, and scales are not listed in `shapes`."""
        self._types |= dict.fromkeys(self.scales, fp8.SCALED_TYPE)
        hidden = {*self.scales.values(), *fp8.activation_scales(self.scales, shapes)}
        self.shapes = {name: shape for name, shape in shapes.items() if name not in hidden}
        self.files = frozenset({INDEX, *(path.name for path, _, _ in stored.values())})
        """Names of the files that contain the weights."""

    def get(self, name: str) -> Tensor:
        """Return a tensor; an FP8 weight in float32, the product with its scales."""
        if name in self.scales:
            return fp8.dequantize(self._read(name), self._read(self.scales[name]), self._block)
        return self._read(name)

    def _read(self, name: str) -> Tensor:
        """Return a stored tensor. The file is opened each time, so that mapped pages are released with the tensor."""
        path, stored_name = self._location[name]
        with _open(path) as shard:
            tensor: Tensor = shard.get_tensor(stored_name)
        return tensor

    def head(self, name: str) -> bytes:
        return self._read(name).flatten()[:HEAD_BYTES].view(torch.uint8)[:HEAD_BYTES].numpy().tobytes()

    def type_name(self, name: str) -> str:
        return self._types[name]

    def stored_name(self, name: str) -> str:
        """Return the spelling of a tensor's name in the files; `name` itself if they do not contain it."""
        return self._location[name][1] if name in self._location else name


def _shards(directory: Path) -> list[Path]:
    """Return the directory's weight files, in name order.

        model.safetensors    index    shards     read
        yes                  -        -          model.safetensors, like transformers
        yes                  yes      missing    model.safetensors; the index is a leftover
        yes                  yes      present    error: the weights may differ
        no                   yes      present    the shards, with all their tensors

    Source: transformers 5.23, modeling_utils.py, `_get_resolved_checkpoint_files`.
    """
    index, single = directory / INDEX, directory / SINGLE
    if not index.exists() and not single.exists():
        raise CheckpointError(
            f"{directory} has neither {SINGLE} nor {INDEX}. minilora reads only safetensors (no pickled .bin files)."
        )
    if not index.exists():
        return [single]
    weight_map = read_json(index, CheckpointError).get("weight_map")
    if not isinstance(weight_map, dict) or {type(file) for file in weight_map.values()} != {str}:
        raise CheckpointError(f"{index} has no usable weight_map (tensor name -> file name).")
    names = sorted(set(weight_map.values()))
    missing = [name for name in names if Path(name).name != name or not os.path.isfile(directory / name)]
    if single.exists() and (missing or names == [SINGLE]):
        return [single]
    if single.exists():
        raise CheckpointError(
            f"{directory} contains two sets of weights: {SINGLE}, and {quoted(names[0])} and the others in {INDEX}. "
            f"transformers loads {SINGLE}; remove the set that you do not want."
        )
    if missing:
        raise CheckpointError(f"{index} names the file {quoted(missing[0])}, which is not in {directory}.")
    return [directory / name for name in names]


def _open(path: Path) -> Any:
    try:
        return safe_open(path, framework="pt")
    except (SafetensorError, OSError) as err:
        raise CheckpointError(f"{path} is damaged or incomplete ({brief(err)}); download it again.") from err
