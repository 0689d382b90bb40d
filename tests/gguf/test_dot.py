"""Products of rows with a vector on the blocks, against the reference's weights and float64."""

import gguf
import libgguf
import numpy as np
import pytest
from gguf import GGMLQuantizationType as T
from llvmlite import binding

from minilora.compiled import vectors
from minilora.compiled.vectors import add_dots, load32, lookup, store, total_of, zero_sums
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


@pytest.mark.parametrize("features", [True, False])
def test_products_of_bytes(features: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Products and sums are exact beyond 16 bits, by the processor's instruction for bytes and without it."""
    from numba import njit

    if not features:
        monkeypatch.setattr(vectors, "cpu_has", lambda feature: False)

    @njit
    def loop(block: np.ndarray, x: np.ndarray) -> float:
        sums = add_dots(zero_sums(), load32(block, 0), x, 0, 5, -7, np.float32(1), np.float32(-0.5))
        return total_of(sums, zero_sums())

    for seed in range(10):
        rng = np.random.default_rng(seed)
        block, x = rng.integers(0, 256, 32, np.uint8), rng.integers(-127, 128, 32, np.int8)
        if seed == 0:
            block[:], x[:] = 255, -127
        first, last = (block[half].astype(int) @ x[half] for half in (slice(0, 16), slice(16, 32)))
        assert loop(block, x) == first + 5 - 0.5 * (last - 7)
    host, (assembly,) = binding.get_host_cpu_features(), loop.inspect_asm().values()
    if features and (host.get("avxvnni") or (host.get("avx512vnni") and host.get("avx512vl"))):
        assert "vpdpbusd" in assembly
    elif host.get("avx2"):
        assert "vpmaddwd" in assembly


@pytest.mark.parametrize("features", [True, False])
def test_a_table_of_bytes(features: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """`lookup` by the processor's instruction, and without it."""
    from numba import njit

    if not features:
        monkeypatch.setattr(vectors, "cpu_has", lambda feature: False)

    @njit
    def loop(block: np.ndarray, table: np.ndarray, out: np.ndarray) -> None:
        store(lookup(load32(block, 0), table), out, 0)

    rng, out = np.random.default_rng(0), np.empty(32, np.uint8)
    block, table = rng.integers(0, 16, 32, np.uint8), rng.integers(0, 256, 16, np.uint8)
    loop(block, table, out)
    np.testing.assert_array_equal(out, table[block])
