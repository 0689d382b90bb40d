"""Importance matrices: for each weight matrix, how large the inputs of its columns were over some texts.

    <tensor>.in_sum2   (1, columns)   sum of the squares of each column's inputs      general.type = "imatrix"
    <tensor>.counts    (1, 1)         number of inputs summed                         imatrix.datasets and others

Their quotient is what a quantiser weighs errors with. This is llama.cpp's GGUF format. Its older one, often named
imatrix.dat, is read too:

    entries i32 | of each: length i32, name, count i32, columns i32, f32 x columns | chunks i32, length i32, name

where the numbers are already sums for so many inputs, and what follows the entries may be missing.

Source: llama.cpp, tools/imatrix/imatrix.cpp; tools/quantize/quantize.cpp (load_imatrix).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from gguf import GGMLQuantizationType as T
from gguf import GGUFValueType

from ..errors import GGUFError, quoted
from .reader import MAGIC, MAX_NAME_BYTES, GGUFFile
from .values import array, string, u32
from .writer import TensorPlan, write_gguf

SUMS, COUNTS = ".in_sum2", ".counts"


@dataclass(frozen=True)
class ImportanceMatrix:
    sums: Mapping[str, np.ndarray]
    """GGUF tensor name -> sums of squares, float32 (columns,)."""
    counts: Mapping[str, int]
    """GGUF tensor name -> number of inputs."""
    dataset: str = ""
    """Name of the texts."""
    chunk_size: int = 0
    """Tokens read together, at most."""
    chunk_count: int = 0

    def columns(self, name: str, n_columns: int) -> np.ndarray | None:
        """Return the importance of each column of a tensor, float32 (n_columns,); None where nothing is known.

        Raises:
            GGUFError: when the matrix was made for another model.
        """
        if name not in self.sums:
            return None
        if len(self.sums[name]) != n_columns:
            raise GGUFError(
                f"the importance matrix has {len(self.sums[name])} columns for {name}, the model {n_columns}. "
                "Make it with `minilora imatrix` from the same base."
            )
        count = self.counts[name]
        if not count:  # no text reached it: all columns alike, as in llama-quantize
            return np.ones(n_columns, np.float32)
        mean: np.ndarray = self.sums[name] / np.float32(count)
        return mean


def write_imatrix(path: Path, matrix: ImportanceMatrix) -> int:
    """Write the file, whole or not at all; return its size in bytes."""
    tensors: dict[str, np.ndarray] = {}
    for name in sorted(matrix.sums):
        tensors[name + SUMS] = matrix.sums[name].astype(np.float32)[None]
        tensors[name + COUNTS] = np.array([[matrix.counts[name]]], np.float32)
    kv = {
        "general.type": string("imatrix"),
        "imatrix.datasets": array(GGUFValueType.STRING, [matrix.dataset]),
        "imatrix.chunk_count": u32(matrix.chunk_count),
        "imatrix.chunk_size": u32(matrix.chunk_size),
    }
    plans = [TensorPlan(name, tensor.shape, T.F32) for name, tensor in tensors.items()]
    return write_gguf(path, kv, plans, lambda plan: tensors[plan.name])


def read_imatrix(path: Path) -> ImportanceMatrix:
    """Read an importance matrix of llama.cpp's, in either of its formats, or our own.

    Raises:
        GGUFError: when the file is damaged, no importance matrix, or one for a mixture of experts.
    """
    try:
        with open(path, "rb") as file:
            if file.read(4) != MAGIC:
                file.seek(0)
                return _read_legacy(_LegacyFile(path, file))
    except OSError as err:
        raise GGUFError(f"cannot read {path}: {err.strerror or err}. Check the path.") from err
    return _read_gguf(path)


def _read_gguf(path: Path) -> ImportanceMatrix:
    with GGUFFile(path) as file:
        kv = file.kv
        tensors = {name: file.dequantized(name) for name in file.tensors}
    names = [name.removesuffix(SUMS) for name in tensors if name.endswith(SUMS)]
    wrong = [name for name in names if not _is_valid(tensors.get(name + COUNTS, np.empty(0)), 1)]
    wrong += [name for name in names if not _is_valid(tensors[name + SUMS])]
    if kv.get("general.type") != "imatrix" or not names or wrong:
        problem = f"{wrong[0]} has no usable numbers" if wrong else f"general.type is {quoted(kv.get('general.type'))}"
        raise GGUFError(
            f"{path} is no importance matrix of a dense model: {problem}. Make one with `minilora imatrix`."
        )
    datasets = kv.get("imatrix.datasets") or [""]
    return ImportanceMatrix(
        {name: tensors[name + SUMS].reshape(-1) for name in names},
        {name: round(float(tensors[name + COUNTS].item())) for name in names},
        str(datasets[0]),
        int(kv.get("imatrix.chunk_size", 0)),
        int(kv.get("imatrix.chunk_count", 0)),
    )


def _is_valid(numbers: np.ndarray, size: int | None = None) -> bool:
    return bool((np.isfinite(numbers) & (numbers >= 0)).all()) and size in (None, numbers.size)


class _LegacyFile:
    """A file of the older format, of which no more is read than it has."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path, self.file = path, file
        self.left = os.fstat(file.fileno()).st_size

    def fail(self, problem: str) -> GGUFError:
        return GGUFError(
            f"{self.path} is no importance matrix: neither a GGUF nor llama.cpp's older imatrix.dat ({problem}). "
            "Make one with `minilora imatrix`."
        )

    def bytes(self, number: int, what: str) -> bytes:
        if not 0 <= number <= self.left:
            raise self.fail(f"{what} would have {number} bytes, and {self.left} are left")
        self.left -= number
        return self.file.read(number)

    def number(self, what: str) -> int:
        return int.from_bytes(self.bytes(4, what), "little", signed=True)

    def text(self, what: str, limit: int = 1 << 16) -> str:
        length = self.number(f"the length of {what}")
        if length > limit:
            raise self.fail(f"{what} would have {length} bytes")
        return self.bytes(length, what).decode("utf-8", "replace")


def _read_legacy(file: _LegacyFile) -> ImportanceMatrix:
    sums: dict[str, np.ndarray] = {}
    counts: dict[str, int] = {}
    entries = file.number("the number of tensors")
    for _ in range(entries):
        name = file.text("the name of a tensor", MAX_NAME_BYTES)
        counts[name] = max(1, file.number("a count"))  # 0: these are means already
        sums[name] = np.frombuffer(file.bytes(4 * file.number("a number of columns"), name), "<f4").astype(np.float32)
        if not sums[name].size or not _is_valid(sums[name]):
            raise file.fail(f"{name} has no usable numbers")
    if not sums:
        raise file.fail(f"{entries} tensors")
    if not file.left:
        return ImportanceMatrix(sums, counts)
    chunks = file.number("the number of chunks")
    return ImportanceMatrix(sums, counts, file.text("the name of the texts"), chunk_count=max(0, chunks))
