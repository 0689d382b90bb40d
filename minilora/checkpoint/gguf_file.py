"""A GGUF file as a TensorSource: floating types as stored, quantised types dequantised to float32, one at a time.

A split GGUF is opened by its first file; `file` is that one, which contains the keys.
"""

import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import torch
from gguf import GGMLQuantizationType, GGUFValueType
from torch import Tensor

from ..errors import GGUFError
from ..gguf.quants import QUANTS, check_finite
from ..gguf.shards import open_shards
from .blocks import Blocks
from .source import HEAD_BYTES

FLOAT_DTYPES = {
    GGMLQuantizationType.F32: torch.float32,
    GGMLQuantizationType.F16: torch.float16,
    GGMLQuantizationType.BF16: torch.bfloat16,
}

MAX_FLOATS = 4096
"""Maximum length of a tensor of settings; larger than any head dimension."""


BESIDE = re.compile(r"(blk\.\d+\.\w+|output)\.(?:scale|input_scale)")
"""Names of what files with NVFP4 tensors have beside `{1}.weight`: the scale of all of its weights, and that of its
inputs, which only programs use that round these to 4 bits. Scales of another shape count as unexpected tensors."""


class GGUFSource:
    column = "gguf"
    readable = tuple(kind.name for kind in QUANTS)
    scales: Mapping[str, float]
    """Name of a tensor -> what its values are multiplied by, beyond what its blocks say."""
    numbers: dict[str, Tensor]
    """Name -> number of the key-value data that is a tensor here; see `add_numbers`."""

    def __init__(self, path: Path) -> None:
        files = open_shards(path)
        self.file = files[0]
        self.numbers = {}
        self.file_of = {name: file for file in files for name in file.tensors}
        shapes = {name: file.tensors[name].shape for name, file in self.file_of.items()}
        beside = {name: match[1] for name in shapes if (match := BESIDE.fullmatch(name)) and self._is_scale(name)}
        self.shapes = {name: shape for name, shape in shapes.items() if beside.get(name, "") + ".weight" not in shapes}
        self.scales = {f"{of}.weight": self._number(name) for name, of in beside.items() if name.endswith(".scale")}

    def add_numbers(self, keys: Iterable[str]) -> None:
        """Add the numbers of the float32 arrays under these keys, as tensors KEY[0], KEY[1] and so on."""
        for key in keys:
            found = self.file.values.get(key)
            if found and found.item_type == GGUFValueType.FLOAT32 and len(found.value) <= MAX_FLOATS:
                self.numbers |= {f"{key}[{i}]": torch.tensor(value) for i, value in enumerate(found.value)}
        self.shapes = {**self.shapes, **dict.fromkeys(self.numbers, ())}

    def _is_scale(self, name: str) -> bool:
        info = self.file_of[name].tensors[name]
        return info.shape == (1,) and info.type == GGMLQuantizationType.F32

    def _number(self, name: str) -> float:
        return float(self.file_of[name].raw(name).view(np.float32)[0])

    def get(self, name: str) -> Tensor:
        if name in self.numbers:
            return self.numbers[name]
        file = self.file_of[name]
        dtype = FLOAT_DTYPES.get(file.tensors[name].type)
        values = file.dequantized(name) if dtype is None else file.raw(name).copy()
        file.release_pages()
        tensor = torch.from_numpy(values) if dtype is None else torch.from_numpy(values).view(dtype)
        scale = self.scales.get(name)
        return tensor if scale is None else tensor.float() * scale

    def is_stored_as(self, name: str, kind: GGMLQuantizationType) -> bool:
        """Tell whether the bytes of a tensor alone say its values, in this type."""
        return self.file_of[name].tensors[name].type == kind and name not in self.scales

    def stored(self, name: str) -> np.ndarray:
        """Return the bytes of a tensor as they are in the file, uint8 (rows, bytes of a row).

        Raises:
            GGUFError: if they hold a scale or a weight that is not finite.
        """
        file = self.file_of[name]
        check_finite(file.raw(name), file.tensors[name].type)
        return file.raw(name)

    def blocks(self, name: str, dtype: torch.dtype) -> Blocks:
        """Return a matrix as the bytes of the mapped file, to be unpacked to `dtype`. This reads nothing."""
        file = self.file_of[name]
        return Blocks(file.raw(name), file.tensors[name].type, dtype, check=file.check_unchanged)

    def read_floats(self, name: str) -> tuple[float, ...] | None:
        """Return the values of a small tensor, or None if there is no such tensor.

        Raises:
            GGUFError: if it has more than MAX_FLOATS values.
        """
        if name not in self.shapes:
            return None
        if math.prod(self.shapes[name]) > MAX_FLOATS:
            raise GGUFError(
                f"{self.file.path}: {name} has shape {self.shapes[name]}; expected one value for each pair of rows."
            )
        return tuple(self.get(name).flatten().tolist())

    def head(self, name: str) -> bytes:
        if name in self.numbers:
            return self.numbers[name].numpy().tobytes()
        return self.file_of[name].raw(name).reshape(-1)[:HEAD_BYTES].tobytes()

    def type_name(self, name: str) -> str:
        return "F32" if name in self.numbers else self.file_of[name].tensors[name].type.name
