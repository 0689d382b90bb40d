"""A GGUF file as a TensorSource: floating types as stored, quantised ones dequantised to float32, one at a time.

A GGUF in several files is opened by its first; `file` is that one, which has the keys.
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

FLOAT_DTYPES = {
    GGMLQuantizationType.F32: torch.float32,
    GGMLQuantizationType.F16: torch.float16,
    GGMLQuantizationType.BF16: torch.bfloat16,
}

MAX_FLOATS = 4096
"""More than any head has rows."""


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
        file.forget()
        return torch.from_numpy(values) if dtype is None else torch.from_numpy(values).view(dtype)

    def blocks(self, name: str, dtype: torch.dtype) -> Blocks:
        """Return a matrix as the bytes of the mapped file, to be unpacked to `dtype`; nothing is read."""
        file = self.file_of[name]
        return Blocks(file.raw(name), file.tensors[name].type, dtype, check=file.check_unchanged)

    def read_floats(self, name: str) -> tuple[float, ...] | None:
        """Return a small tensor as numbers; None where there is none.

        Raises:
            GGUFError: when it is too long to be a list of settings.
        """
        if name not in self.shapes:
            return None
        if math.prod(self.shapes[name]) > MAX_FLOATS:
            raise GGUFError(
                f"{self.file.path}: {name} has shape {self.shapes[name]}; expected one number for a pair of rows."
            )
        return tuple(self.get(name).flatten().tolist())

    def type_name(self, name: str) -> str:
        return self.file_of[name].tensors[name].type.name
