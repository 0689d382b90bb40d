"""Compare two GGUF files: keys, types, shapes and weights."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .gguf.reader import GGUFFile


@dataclass(frozen=True)
class KeyDifference:
    key: str
    first: Any
    """None where the key is missing."""
    second: Any


@dataclass(frozen=True)
class TensorDifference:
    """A tensor that differs, or that only one of the files has."""

    name: str
    first: str
    """Type and shape, or `missing`."""
    second: str
    error: float | None
    """||second - first|| / ||first||; None if the shapes differ or a tensor is missing."""
    largest: float | None
    """Maximum of |second - first|; None as above."""


@dataclass(frozen=True)
class GGUFComparison:
    keys: tuple[KeyDifference, ...]
    """Keys whose values or types differ."""
    tensors: tuple[TensorDifference, ...]
    """Tensors that differ in type, shape or weights, in the order of the first file."""
    equal_tensors: int
    """Number of tensors that are identical, byte for byte."""


def compare_gguf(first: Path, second: Path) -> GGUFComparison:
    """Compare two GGUF files, with one tensor of each in memory at a time.

    Raises:
        GGUFError: a file cannot be read.
    """
    with GGUFFile(first) as a, GGUFFile(second) as b:
        keys = [
            KeyDifference(key, a.kv.get(key), b.kv.get(key))
            for key in dict.fromkeys([*a.values, *b.values])
            if a.values.get(key) != b.values.get(key)
        ]
        names = list(dict.fromkeys([*a.tensors, *b.tensors]))
        found = [difference for name in names if (difference := _compare(a, b, name))]
        return GGUFComparison(tuple(keys), tuple(found), len(names) - len(found))


def _compare(a: GGUFFile, b: GGUFFile, name: str) -> TensorDifference | None:
    first, second = a.tensors.get(name), b.tensors.get(name)
    left, right = (f"{info.type.name} {info.shape}" if info else "missing" for info in (first, second))
    if first is None or second is None or first.shape != second.shape:
        return TensorDifference(name, left, right, None, None)
    if first.type == second.type and np.array_equal(a.raw(name), b.raw(name)):
        return None
    threads = os.cpu_count() or 1
    x, y = a.dequantized(name, threads=threads), b.dequantized(name, threads=threads)
    size, difference = float(np.linalg.norm(x)), y - x
    error = float(np.linalg.norm(difference)) / size if size else float(np.linalg.norm(difference) > 0)
    return TensorDifference(name, left, right, error, float(np.abs(difference).max()))
