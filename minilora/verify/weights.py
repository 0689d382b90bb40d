"""Compare every block of weights with the merged model.

The error of a whole tensor can hide a single wrong block, so the error is computed per block:

    error of a block = ||stored - exact|| / ||exact||

Quantization keeps it small; a wrong sign gives about 2, and the weights of another row about 1.4. The norm of a block
that is much smaller than the average block of its tensor is replaced by a fraction of the average.
"""

from collections.abc import Callable, Mapping

import numpy as np
from gguf import GGMLQuantizationType as T
from gguf.constants import GGML_QUANT_SIZES
from torch import Tensor

from ..gguf.reader import GGUFFile
from .report import Check, Checks, expect

BITS: Mapping[T, float] = {kind: 8 * size / block for kind, (block, size) in GGML_QUANT_SIZES.items()}
"""Bits per weight in the file."""
FLOAT_BOUNDS: Mapping[T, float] = {T.F32: 0.0, T.F16: 1e-3, T.BF16: 1e-2}
"""F16 has 11 significant bits, BF16 has 8; subnormal F16 values have fewer."""
MIN_BLOCK = 32
"""Minimum weights of a block; floating-point types have blocks of one weight."""
MIN_RELATIVE_NORM = 0.05
"""Minimum norm of a block in the denominator, as a fraction of the mean norm of the tensor's blocks."""


def bound(kind: T) -> float:
    """Return the maximum error of a block: 12 / 2^b for b bits per weight, at most 0.8.

    A block with one outlier reaches about 8 / 2^b; a wrong block is above 1.
    """
    return FLOAT_BOUNDS[kind] if kind in FLOAT_BOUNDS else min(0.8, 12 / 2 ** BITS[kind])


def block_errors(stored: np.ndarray, exact: np.ndarray, kind: T) -> np.ndarray:
    """Return the relative error of each block of two float32 arrays (..., columns); NaN becomes infinity."""
    group = max(GGML_QUANT_SIZES[kind][0], MIN_BLOCK)
    width = group if exact.size % group == 0 else exact.shape[-1]
    difference = np.linalg.norm((stored - exact).reshape(-1, width), axis=1)
    size = np.linalg.norm(exact.reshape(-1, width), axis=1)
    floor = max(float(np.finfo(np.float32).tiny), MIN_RELATIVE_NORM * float(size.mean()))
    errors: np.ndarray = np.nan_to_num(difference / np.maximum(size, floor), nan=np.inf)
    return errors


def check_weights(file: GGUFFile, exact: Mapping[str, Callable[[], Tensor]], threads: int) -> Checks:
    """Yield one check for each tensor type of the file.

    Args:
        exact: name -> function that returns the weights of the merged model in GGUF's layout.
        threads: threads that dequantize.
    """
    worst: dict[T, float] = {}
    problems: dict[T, list[str]] = {}
    for name, info in file.tensors.items():
        stored, weights = file.dequantized(name, threads=threads), exact[name]().float().contiguous().numpy()
        if stored.shape != weights.shape:
            worst[info.type] = np.inf
            problems.setdefault(info.type, []).append(f"{name}: {stored.shape}, expected {weights.shape}")
            continue
        errors = block_errors(stored, weights, info.type)
        worst[info.type] = max(worst.get(info.type, 0.0), float(errors.max()))
        bad = int((errors > bound(info.type)).sum())
        problems.setdefault(info.type, []).extend([f"{name}: {bad} of {errors.size} blocks wrong"] if bad else [])
    for kind in worst:
        yield _check(kind, problems[kind], worst[kind])


def _check(kind: T, problems: list[str], worst: float) -> Check:
    return expect("weights", f"blocks of {kind.name}", problems, f"worst error {worst:.2g}, bound {bound(kind):.2g}")
