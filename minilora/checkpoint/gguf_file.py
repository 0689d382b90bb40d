"""A GGUF file as a TensorSource: floating types as stored, quantised types dequantised to float32, one at a time.

A split GGUF is opened by its first file; `file` is that one, which contains the keys.
"""

import math
from pathlib import Path

import torch
from gguf import GGMLQuantizationType
from torch import Tensor

from ..errors import GGUFError
from ..gguf.quants import QUANTS
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


class GGUFSource:
    column = "gguf"
    readable = tuple(kind.name for kind in QUANTS)

    def __init__(self, path: Path) -> None:
        files = open_shards(path)
        self.file = files[0]
        self.file_of = {name: file for file in files for name in file.tensors}
        self.shapes = {name: file.tensors[name].shape for name, file in self.file_of.items()}

    def get(self, name: str) -> Tensor:
        file = self.file_of[name]
        dtype = FLOAT_DTYPES.get(file.tensors[name].type)
        values = file.dequantized(name) if dtype is None else file.raw(name).copy()
        file.release_pages()
        return torch.from_numpy(values) if dtype is None else torch.from_numpy(values).view(dtype)

    def blocks(self, name: str, dtype: torch.dtype) -> Blocks:
        """Return a matrix as the bytes of the mapped file, to be unpacked to `dtype`; nothing is read."""
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
        return self.file_of[name].raw(name).reshape(-1)[:HEAD_BYTES].tobytes()

    def type_name(self, name: str) -> str:
        return self.file_of[name].tensors[name].type.name
