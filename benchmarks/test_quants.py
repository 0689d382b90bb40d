"""Every tensor type of a GGUF: weights to blocks of bytes, and back.

pytest benchmarks/test_quants.py --benchmark-sort=mean
"""

from typing import Any

import numpy as np
import pytest
from gguf import GGMLQuantizationType
from numpy.typing import NDArray

from minilora.gguf.quants import QUANTS, dequantize, quantize

WRITABLE = [kind for kind, quant in QUANTS.items() if quant.quantize_blocks]
COARSEST = 0.35
"""Error of the coarsest type, two bits a weight, as a share of normally distributed weights."""


def weights(smoke: bool) -> NDArray[np.float32]:
    rows = 4 if smoke else 256
    return np.random.default_rng(0).standard_normal((rows, 1536), np.float32)


@pytest.mark.parametrize("kind", WRITABLE, ids=lambda kind: kind.name)
def test_quantize(benchmark: Any, smoke: bool, kind: GGMLQuantizationType) -> None:
    """On one thread; the bytes come back as nearly the same weights."""
    given = weights(smoke)
    stored = quantize(given, kind)
    assert np.linalg.norm(dequantize(stored, kind) - given) < COARSEST * np.linalg.norm(given)
    benchmark.group = f"quantize {given.shape}"
    benchmark(quantize, given, kind)


@pytest.mark.parametrize("kind", WRITABLE, ids=lambda kind: kind.name)
def test_dequantize(benchmark: Any, smoke: bool, kind: GGMLQuantizationType) -> None:
    """On one thread."""
    given = weights(smoke)
    stored = quantize(given, kind)
    benchmark.group = f"dequantize {given.shape}"
    benchmark(dequantize, stored, kind)
