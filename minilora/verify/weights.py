"""Does every block of weights hold what the merged model holds?

A tensor as a whole hides a single broken block, so errors are taken block by block:

    error of a block = ||stored - exact|| / ||exact||

Rounding keeps it small; a lost sign or another row's weights make it about 1.4 or 2. Where a block is nearly nothing
beside the rest of its tensor, it is measured by the tensor's mean block instead.
"""

from collections.abc import Callable, Mapping

import numpy as np
from gguf import GGMLQuantizationType as T
from gguf.constants import GGML_QUANT_SIZES
from torch import Tensor

from ..gguf.reader import GGUFFile
from .report import Check, Checks, expect

BITS: Mapping[T, float] = {kind: 8 * size / block for kind, (block, size) in GGML_QUANT_SIZES.items()}
"""Bits a weight takes in the file."""
FLOAT_BOUNDS: Mapping[T, float] = {T.F32: 0.0, T.F16: 1e-3, T.BF16: 1e-2}
"""F16 keeps 11 bits, BF16 8; denormal F16 keep fewer."""
MIN_GROUP = 32
"""Weights of floating types that are taken together."""
MIN_RELATIVE_NORM = 0.05
"""Share of the mean block's norm below which a block is measured by the mean."""


def bound(kind: T) -> float:
    """Largest error of a block: for b bits a weight, 12 / 2^b, at most 0.8.

    A block with one outlier comes near 8 / 2^b; a block that is wrong is beyond 1.
    """
    return FLOAT_BOUNDS[kind] if kind in FLOAT_BOUNDS else min(0.8, 12 / 2 ** BITS[kind])


def block_errors(stored: np.ndarray, exact: np.ndarray, kind: T) -> np.ndarray:
    """Relative error of each block of two arrays (..., columns), float32; NaN counts as infinite."""
    group = max(GGML_QUANT_SIZES[kind][0], MIN_GROUP)
    width = group if exact.size % group == 0 else exact.shape[-1]
    difference = np.linalg.norm((stored - exact).reshape(-1, width), axis=1)
    size = np.linalg.norm(exact.reshape(-1, width), axis=1)
    floor = max(float(np.finfo(np.float32).tiny), MIN_RELATIVE_NORM * float(size.mean()))
    errors: np.ndarray = np.nan_to_num(difference / np.maximum(size, floor), nan=np.inf)
    return errors


def check_weights(file: GGUFFile, exact: Mapping[str, Callable[[], Tensor]], threads: int) -> Checks:
    """Yield one check for each tensor type of the file.

    Args:
        exact: name -> a function that returns the merged model's weights in GGUF's layout.
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
