"""Compare two GGUFs, each in one file or split into several: keys, types, shapes and weights."""

import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .gguf.reader import GGUFFile
from .gguf.shards import open_shards


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
    """Compare two GGUFs, with one tensor of each in memory at a time. A split one is given by its first file.

    Raises:
        GGUFError: a file cannot be read, or is missing.
    """
    with ExitStack() as stack:
        left, right = ([stack.enter_context(file) for file in open_shards(path)] for path in (first, second))
        a, b = left[0], right[0]  # these contain the keys
        keys = [
            KeyDifference(key, a.kv.get(key), b.kv.get(key))
            for key in dict.fromkeys([*a.values, *b.values])
            if a.values.get(key) != b.values.get(key)
        ]
        of_left, of_right = ({name: file for file in files for name in file.tensors} for files in (left, right))
        names = list(dict.fromkeys([*of_left, *of_right]))
        found = [difference for name in names if (difference := _compare(of_left.get(name), of_right.get(name), name))]
        return GGUFComparison(tuple(keys), tuple(found), len(names) - len(found))


def _compare(a: GGUFFile | None, b: GGUFFile | None, name: str) -> TensorDifference | None:
    first, second = (file.tensors[name] if file else None for file in (a, b))
    left, right = (f"{info.type.name} {info.shape}" if info else "missing" for info in (first, second))
    if a is None or b is None or first is None or second is None or first.shape != second.shape:
        return TensorDifference(name, left, right, None, None)
    if first.type == second.type and np.array_equal(a.raw(name), b.raw(name)):
        return None
    threads = os.cpu_count() or 1
    x, y = a.dequantized(name, threads=threads), b.dequantized(name, threads=threads)
    size, difference = float(np.linalg.norm(x)), y - x
    error = float(np.linalg.norm(difference)) / size if size else float(np.linalg.norm(difference) > 0)
    return TensorDifference(name, left, right, error, float(np.abs(difference).max()))
