"""A Hugging Face directory as a TensorSource: one `model.safetensors`, or many with an index.

Headers are read when the directory is opened; weights stay in the files (memory-mapped) until asked for.
"""

import os
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from torch import Tensor

from ..errors import CheckpointError, brief, quoted
from ..files import read_json

SINGLE, INDEX = "model.safetensors", "model.safetensors.index.json"


class SafetensorsDir:
    """Weights of a Hugging Face directory.

    Args:
        root: what the names of a decoder's tensors begin with. A checkpoint of the bare decoder, such as GPT-2's own,
            leaves it out; its tensors are given the full names.

    Raises:
        CheckpointError: no safetensors file, a shard that the index names is missing or outside the directory, a
            damaged file, one tensor in two shards.
    """

    column = "hf"
    readable = ("F32", "BF16", "F16", "F64")
    """Integers and 8-bit floats mean nothing without scales, which Hugging Face's ways of quantising keep elsewhere."""

    def __init__(self, directory: Path, root: str = "") -> None:
        stored: dict[str, tuple[Path, tuple[int, ...], str]] = {}
        for path in _shards(directory):
            with _open(path) as shard:
                for name in shard.keys():  # noqa: SIM118  (a safe_open is no mapping)
                    if name in stored:
                        raise CheckpointError(
                            f"tensor {brief(name)} is in two files of {directory}; download the model again."
                        )
                    header = shard.get_slice(name)
                    stored[name] = (path, tuple(header.get_shape()), str(header.get_dtype()))
        prefix = "" if any(name.startswith(root) for name in stored) else root
        self._location = {prefix + name: (path, name) for name, (path, _, _) in stored.items()}
        self._types = {prefix + name: dtype for name, (_, _, dtype) in stored.items()}
        self.shapes = {prefix + name: shape for name, (_, shape, _) in stored.items()}
        self.files = frozenset({INDEX, *(path.name for path, _, _ in stored.values())})
        """Names of the files that hold the weights."""

    def get(self, name: str) -> Tensor:
        """Return a tensor. Its file is opened anew, so that the pages it was read from leave memory with it."""
        path, stored_name = self._location[name]
        with _open(path) as shard:
            tensor: Tensor = shard.get_tensor(stored_name)
        return tensor

    def type_name(self, name: str) -> str:
        return self._types[name]


def _shards(directory: Path) -> list[Path]:
    """Return the directory's weight files, in name order.

        model.safetensors    the index    its shards    read
        yes                  -            -             model.safetensors, as transformers does
        yes                  yes          gone          model.safetensors: the index is left over
        yes                  yes          there         refused, for nothing says that they are the same weights
        no                   yes          there         the shards, with all that they hold

    Source: transformers 5.23, modeling_utils.py, `_get_resolved_checkpoint_files`.
    """
    index, single = directory / INDEX, directory / SINGLE
    if not index.exists() and not single.exists():
        raise CheckpointError(
            f"{directory} has neither {SINGLE} nor {INDEX}. minilora reads safetensors only (no pickled .bin files)."
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
            f"{directory} holds two sets of weights: {SINGLE}, and {quoted(names[0])} with what else {INDEX} names. "
            f"transformers loads {SINGLE}; remove the one that is not meant."
        )
    if missing:
        raise CheckpointError(f"{index} names the file {quoted(missing[0])}, which is not in {directory}.")
    return [directory / name for name in names]


def _open(path: Path) -> Any:
    try:
        return safe_open(path, framework="pt")
    except (SafetensorError, OSError) as err:
        raise CheckpointError(f"{path} is damaged or incomplete ({brief(err)}); download it again.") from err
