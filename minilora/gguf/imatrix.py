"""Importance matrices: the mean squared activation of each column of each weight matrix, over some texts.

    <tensor>.in_sum2   (1, columns)   sum of squared activations per column      general.type = "imatrix"
    <tensor>.counts    (1, 1)         number of activations summed               imatrix.datasets and others

Quantization weights errors by in_sum2 / counts. This is llama.cpp's GGUF format. The older format, usually named
imatrix.dat, is read too:

    entries i32 | per entry: length i32, name, count i32, columns i32, f32 x columns | chunks i32, length i32, name

Its values are sums as well. The part after the entries may be missing.

Source: llama.cpp, tools/imatrix/imatrix.cpp; tools/quantize/quantize.cpp (load_imatrix).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

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
    """GGUF tensor name -> sums of squared activations, float32 (columns,)."""
    counts: Mapping[str, int]
    """GGUF tensor name -> number of activations."""
    dataset: str = ""
    """Name of the calibration data."""
    chunk_size: int = 0
    """Maximum tokens of a chunk."""
    chunk_count: int = 0
    path: Path | None = None
    """The file that it was read from."""

    def columns(self, name: str, n_columns: int) -> np.ndarray | None:
        """Return the importance of each column of a tensor, float32 (n_columns,); None if the tensor has no entry.

        Raises:
            GGUFError: the importance matrix was made for another model.
        """
        if name not in self.sums:
            return None
        if len(self.sums[name]) != n_columns:
            raise GGUFError(
                f"the importance matrix has {len(self.sums[name])} columns for {name}, but the model has {n_columns}. "
                "Compute it with `minilora imatrix` from the same base."
            )
        count = self.counts[name]
        if not count:  # no activations: all columns are equally important, as in llama-quantize
            return np.ones(n_columns, np.float32)
        mean: np.ndarray = self.sums[name] / np.float32(count)
        return mean


def write_imatrix(path: Path, matrix: ImportanceMatrix) -> int:
    """Write the file; return its size in bytes. The file is complete or absent."""
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
    """Read an importance matrix of `minilora imatrix` or llama.cpp, in the GGUF or the older format.

    Raises:
        GGUFError: the file is damaged, is not an importance matrix, or belongs to a mixture of experts.
    """
    try:
        with open(path, "rb") as file:
            if file.read(4) != MAGIC:
                file.seek(0)
                return replace(_read_legacy(_LegacyFile(path, file)), path=path)
    except OSError as err:
        raise GGUFError(f"cannot read {path}: {err.strerror or err}. Check the path.") from err
    return replace(_read_gguf(path), path=path)


def _read_gguf(path: Path) -> ImportanceMatrix:
    with GGUFFile(path) as file:
        kv = file.kv
        tensors = {name: file.dequantized(name) for name in file.tensors}
    names = [name.removesuffix(SUMS) for name in tensors if name.endswith(SUMS)]
    invalid = [name for name in names if not _is_valid(tensors.get(name + COUNTS, np.empty(0)), 1)]
    invalid += [name for name in names if not _is_valid(tensors[name + SUMS])]
    if kv.get("general.type") != "imatrix" or not names or invalid:
        problem = (
            f"{invalid[0]} has no usable values (finite, not negative)"
            if invalid
            else f"general.type is {quoted(kv.get('general.type'))}"
        )
        raise GGUFError(
            f"{path} is not an importance matrix of a dense model: {problem}. Compute one with `minilora imatrix`."
        )
    datasets = kv.get("imatrix.datasets")
    return ImportanceMatrix(
        {name: tensors[name + SUMS].reshape(-1) for name in names},
        {name: round(float(tensors[name + COUNTS].item())) for name in names},
        str(datasets[0]) if isinstance(datasets, list) and datasets else "",
        _number(kv.get("imatrix.chunk_size")),
        _number(kv.get("imatrix.chunk_count")),
    )


def _number(value: Any) -> int:
    """Return a value that only describes the matrix; 0 if it is no number of chunks or tokens."""
    return value if isinstance(value, int) and value >= 0 else 0


def _is_valid(values: np.ndarray, size: int | None = None) -> bool:
    return bool((np.isfinite(values) & (values >= 0)).all()) and size in (None, values.size)


class _LegacyFile:
    """A reader of the older format that checks every length against the bytes left in the file."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path, self.file = path, file
        self.remaining = os.fstat(file.fileno()).st_size

    def error(self, problem: str) -> GGUFError:
        return GGUFError(
            f"{self.path} is not an importance matrix: neither a GGUF nor llama.cpp's older imatrix.dat "
            f"({problem}). Compute one with `minilora imatrix`."
        )

    def bytes(self, number: int, what: str) -> bytes:
        if not 0 <= number <= self.remaining:
            raise self.error(f"{what} claims {number} bytes, but {self.remaining} are left")
        self.remaining -= number
        return self.file.read(number)

    def number(self, what: str) -> int:
        return int.from_bytes(self.bytes(4, what), "little", signed=True)

    def text(self, what: str, limit: int = 1 << 16) -> str:
        length = self.number(f"the length of {what}")
        if length > limit:
            raise self.error(f"{what} claims {length} bytes")
        return self.bytes(length, what).decode("utf-8", "replace")


def _read_legacy(file: _LegacyFile) -> ImportanceMatrix:
    sums: dict[str, np.ndarray] = {}
    counts: dict[str, int] = {}
    entries = file.number("the number of tensors")
    for _ in range(entries):
        name = file.text("the name of a tensor", MAX_NAME_BYTES)
        counts[name] = max(1, file.number("a count"))  # 0: the values are already means
        sums[name] = np.frombuffer(file.bytes(4 * file.number("a number of columns"), name), "<f4").astype(np.float32)
        if not sums[name].size or not _is_valid(sums[name]):
            raise file.error(f"{name} has no usable values (finite, not negative)")
    if not sums:
        raise file.error(f"{entries} tensors")
    if not file.remaining:
        return ImportanceMatrix(sums, counts)
    chunks = file.number("the number of chunks")
    return ImportanceMatrix(sums, counts, file.text("the name of the data"), chunk_count=max(0, chunks))
