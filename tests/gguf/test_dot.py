"""Products of rows with a vector on the blocks, against the reference's weights and float64."""

import gguf
import libgguf
import numpy as np
import pytest
from gguf import GGMLQuantizationType as T

from minilora.compiled.vectors import dot, load32
from minilora.gguf.quants import QUANTS, row_bytes
from minilora.gguf.quants.dot import FLOATS, MATVEC_TYPES, matvec

KINDS = [kind for kind in QUANTS if kind.value in MATVEC_TYPES]
COLUMNS = 768


def rows_of(kind: T) -> np.ndarray:
    """Rows that ggml's own code wrote, of weights as a model has them."""
    weights = 0.05 * np.random.default_rng(1).standard_normal((40, COLUMNS), np.float32)
    if kind == T.F32:
        return weights.view(np.uint8)
    if kind.name == "Q1_0":
        raw = np.random.default_rng(1).integers(0, 256, (40, row_bytes(kind, COLUMNS)), np.uint8)
        raw[:, 1::18] = 0x1C  # scales of about 0.004
        return raw
    return np.asarray(libgguf.quantize_rows(weights, kind)).view(np.uint8).reshape(40, -1)


def weights_of(raw: np.ndarray, kind: T) -> np.ndarray:
    read = libgguf.dequantize_rows if kind.name == "Q1_0" else gguf.quants.dequantize
    return np.asarray(read(raw, kind)).astype(np.float64)


@pytest.mark.parametrize("scale", [1.0, 1e-6, 3e4])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_product_is_that_of_the_weights(kind: T, scale: float) -> None:
    """The error is within what rounding x to 8 bits can do, and a hundredth of it within what it does on average."""
    raw = rows_of(kind)
    weights = weights_of(raw, kind)
    x = (scale * np.random.default_rng(2).standard_normal(COLUMNS)).astype(np.float32)
    error = np.abs(matvec(kind, raw, x) - weights @ x.astype(np.float64))
    norms = np.linalg.norm(weights, axis=1) * np.linalg.norm(x)
    if kind.value in FLOATS:
        assert (error <= 1e-6 * norms).all()
        return
    steps = np.abs(x).reshape(-1, 32).max(axis=1) / 127
    bound = np.abs(weights).reshape(40, -1, 32).sum(axis=2) @ steps / 2
    assert (error <= 1.001 * bound).all()
    assert (error <= 2e-3 * norms).all()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_row_does_not_depend_on_the_others(kind: T) -> None:
    """Rows computed one by one, or by threads, are bit for bit those computed together."""
    raw, x = rows_of(kind), np.random.default_rng(3).standard_normal(COLUMNS, np.float32)
    together = matvec(kind, raw, x)
    np.testing.assert_array_equal(np.concatenate([matvec(kind, raw[i : i + 1], x) for i in range(40)]), together)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_not_finite_stays_so(kind: T, number: float) -> None:
    """A vector with NaN or infinity gives no finite product; a vector of zeros gives zeros."""
    raw, x = rows_of(kind), np.zeros(COLUMNS, np.float32)
    assert not matvec(kind, raw, x).any()
    x[100] = number
    assert not np.isfinite(matvec(kind, raw, x)).any()


def test_the_processor_multiplies_bytes() -> None:
    """Where the processor has an instruction for sums of products of bytes, or of 16-bit numbers, it is used."""
    from llvmlite import binding
    from numba import njit

    @njit
    def loop(block: np.ndarray, x: np.ndarray) -> int:
        return dot(load32(block, 0), x, 0)

    block, x = np.full(32, 255, np.uint8), np.full(32, -127, np.int8)
    assert loop(block, x) == 32 * 255 * -127  # beyond what 16 bits hold
    features, (assembly,) = binding.get_host_cpu_features(), loop.inspect_asm().values()
    if features.get("avx512vnni") or features.get("avxvnni"):
        assert "vpdpbusd" in assembly
    elif features.get("avx2"):
        assert "vpmaddwd" in assembly
