"""Quantisation and dequantisation of every GGUF tensor type.

pytest benchmarks/test_quants.py --benchmark-sort=mean
"""

from collections.abc import Callable

import numpy as np
import pytest
from gguf import GGMLQuantizationType
from numpy.typing import NDArray

from minilora.gguf.quants import QUANTS, dequantize, quantize

WRITABLE = [kind for kind, quant in QUANTS.items() if quant.quantize]
COARSEST = 0.35
"""Relative error of the coarsest type (two bits per weight) on normally distributed weights."""


def weights(smoke: bool) -> list[NDArray[np.float32]]:
    random = np.random.default_rng(0)
    return [random.standard_normal((4 if smoke else 256, 1536), np.float32) for _ in range(3)]


@pytest.mark.parametrize("kind", WRITABLE, ids=lambda kind: kind.name)
def test_quantize(measure_on_cpu: Callable[..., None], smoke: bool, kind: GGMLQuantizationType) -> None:
    """On one thread; dequantising the bytes gives nearly the same weights."""
    given = weights(smoke)
    stored = quantize(given[0], kind)
    assert np.linalg.norm(dequantize(stored, kind) - given[0]) < COARSEST * np.linalg.norm(given[0])
    measure_on_cpu(f"quantize {given[0].shape}", lambda w: quantize(w, kind), given)


@pytest.mark.parametrize("kind", WRITABLE, ids=lambda kind: kind.name)
def test_dequantize(measure_on_cpu: Callable[..., None], smoke: bool, kind: GGMLQuantizationType) -> None:
    """On one thread."""
    given = weights(smoke)
    stored = [quantize(w, kind) for w in given]
    measure_on_cpu(f"dequantize {given[0].shape}", lambda blocks: dequantize(blocks, kind), stored)
