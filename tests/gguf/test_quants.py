"""Every tensor type against llama.cpp's own code (libgguf) and the gguf package."""

import gguf
import libgguf
import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType as T
from hypothesis import given, settings
from hypothesis import strategies as st

from minilora.compiled import array_of
from minilora.errors import GGUFError
from minilora.gguf import quants
from minilora.gguf.quants import QUANTS, dequantize, dequantize_into, quantize, row_bytes

WRITABLE = [kind for kind, quant in QUANTS.items() if quant.quantize]
WEIGHTED = [kind for kind, quant in QUANTS.items() if quant.quantize_weighted]
IN_LIBGGUF = [kind for kind in WRITABLE if kind != T.F32]


def reference(raw: np.ndarray, kind: T) -> np.ndarray:
    """The weights by the gguf package, or by libgguf where that cannot."""
    with np.errstate(all="ignore"):
        if kind.name != "Q1_0":
            return gguf.quants.dequantize(raw, kind)
    return libgguf.dequantize_rows(raw, kind)


@pytest.mark.parametrize("kind", IN_LIBGGUF, ids=lambda kind: kind.name)
def test_bytes_equal_ggml(kind: T, hard_rows: np.ndarray) -> None:
    """A quantiser writes the bytes that ggml writes, on every kind of row."""
    ours = quantize(hard_rows, kind)
    theirs = libgguf.quantize_rows(hard_rows, kind).view(np.uint8).reshape(ours.shape)
    different = np.flatnonzero((ours != theirs).any(axis=1))
    assert not different.size, f"rows {different[:10]} of {len(hard_rows)}"


@pytest.mark.parametrize("kind", WRITABLE, ids=lambda kind: kind.name)
def test_values_equal_gguf_package(kind: T, hard_rows: np.ndarray) -> None:
    """A dequantiser returns the very floats of the gguf package's dequantiser."""
    raw = quantize(hard_rows, kind)
    np.testing.assert_array_equal(dequantize(raw, kind), gguf.quants.dequantize(raw, kind))


@pytest.mark.parametrize("kind", QUANTS, ids=lambda kind: kind.name)
def test_random_bytes_dequantise_alike(kind: T) -> None:
    """Any bytes, whoever wrote them, mean the same to us and to the gguf package."""
    raw = np.random.default_rng(1).integers(0, 256, (3, row_bytes(kind, 1024)), np.uint8)
    expected = reference(raw, kind)
    np.testing.assert_array_equal(dequantize(raw, kind), expected)


@pytest.mark.parametrize("kind", [T.F16, T.Q8_0, T.BF16], ids=lambda kind: kind.name)
@pytest.mark.parametrize("weight", [float("nan"), float("inf"), -float("inf")])
def test_unusable_weights_are_refused(kind: T, weight: float) -> None:
    """A weight that is not finite never reaches a file."""
    rows = np.zeros((2, 32), np.float32)
    rows[1, 3] = weight
    with pytest.raises(GGUFError, match="weight"):
        quantize(rows, kind)


@pytest.mark.parametrize("kind", QUANTS, ids=lambda kind: kind.name)
def test_a_buffer_is_filled_in_float32_or_bfloat16(kind: T) -> None:
    """Bands of rows into one buffer: gguf's floats, or PyTorch's bfloat16 of them; whatever was there before."""
    quant, rng = QUANTS[kind], np.random.default_rng(4)
    raw = rng.integers(0, 256, (6, row_bytes(kind, 512)), np.uint8).reshape(6, -1, quant.type_size)
    for offset in quant.scales:
        raw[:, :, offset + 1] &= 0x3B  # finite, and not all zero
    raw = raw.reshape(6, -1)
    expected = torch.from_numpy(reference(raw, kind))
    floats, halves = torch.full((2, 512), 7.0), torch.full((2, 512), 7.0, dtype=torch.bfloat16)
    for band in (slice(0, 2), slice(2, 4), slice(4, 6)):
        dequantize_into(raw[band], kind, array_of(floats), threads=2)
        dequantize_into(raw[band], kind, array_of(halves))
        torch.testing.assert_close(floats, expected[band], rtol=0, atol=0, equal_nan=True)
        torch.testing.assert_close(halves, expected[band].bfloat16(), rtol=0, atol=0, equal_nan=True)


@pytest.mark.parametrize("kind", WRITABLE, ids=lambda kind: kind.name)
def test_without_numba_nothing_is_wrong(kind: T, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every type is still read as before; F32, F16 and BF16 are written, and the others say what they need."""
    rows = np.random.default_rng(6).standard_normal((3, 256), np.float32)
    raw = quantize(rows, kind)
    weights = dequantize(raw, kind)
    monkeypatch.setattr(quants, "available", lambda: False)
    np.testing.assert_array_equal(dequantize(raw, kind), weights)
    if QUANTS[kind].scales:
        with pytest.raises(GGUFError, match="needs Numba"):
            quantize(rows, kind)
    else:
        np.testing.assert_array_equal(quantize(rows, kind), raw)


def test_f16_overflow_is_refused() -> None:
    """A weight beyond F16's range is an error, not an infinity."""
    with pytest.raises(GGUFError, match="70000"):
        quantize(np.full((1, 4), 7e4, np.float32), T.F16)


def test_partial_blocks_are_refused() -> None:
    """A row that is no whole number of blocks is an error that names the block size."""
    with pytest.raises(GGUFError, match="multiple of 32"):
        quantize(np.zeros((2, 40), np.float32), T.Q8_0)


def test_shapes_are_kept() -> None:
    """Leading axes stay, the last becomes bytes, and back."""
    weights = np.ones((2, 3, 64), np.float32)
    raw = quantize(weights, T.Q8_0)
    assert raw.shape == (2, 3, 68)
    assert dequantize(raw, T.Q8_0).shape == weights.shape


@pytest.mark.parametrize("kind", [T.Q4_K, T.Q8_0], ids=lambda kind: kind.name)
def test_threads_change_nothing(kind: T, hard_rows: np.ndarray) -> None:
    """The bytes do not depend on how many threads write them, and an error in one of them is raised."""
    rows = np.tile(hard_rows, (2, 1))
    raw = quantize(rows, kind)
    np.testing.assert_array_equal(quantize(rows, kind, threads=3), raw)
    np.testing.assert_array_equal(dequantize(raw, kind, threads=3), dequantize(raw, kind))
    rows[-1, -1] = np.nan
    with pytest.raises(GGUFError, match="not a number"):
        quantize(rows, kind, threads=3)


@pytest.mark.parametrize("kind", IN_LIBGGUF, ids=lambda kind: kind.name)
def test_a_single_block_is_like_many(kind: T) -> None:
    """The bytes of a block do not depend on what is quantised with it."""
    rows = np.random.default_rng(3).standard_normal((40, QUANTS[kind].block_size), np.float32)
    together = quantize(rows, kind)
    for row, raw in zip(rows, together, strict=True):
        np.testing.assert_array_equal(quantize(row, kind), raw)


@pytest.mark.parametrize("kind", WEIGHTED, ids=lambda kind: kind.name)
def test_bytes_equal_ggml_with_importances(kind: T, hard_rows: np.ndarray) -> None:
    """With an importance matrix, too, the bytes are those that ggml writes; zeros in it included."""
    rng = np.random.default_rng(2)
    for columns in (rng.random(512), np.exp(3 * rng.standard_normal(512)), (rng.random(512) < 0.5) * 1.0):
        importance = columns.astype(np.float32)
        ours = quantize(hard_rows, kind, importance=importance, threads=2)
        theirs = libgguf.quantize_rows(hard_rows, kind, importance).view(np.uint8).reshape(ours.shape)
        different = np.flatnonzero((ours != theirs).any(axis=1))
        assert not different.size, f"rows {different[:10]} of {len(hard_rows)}"


def degenerate_columns() -> dict[str, np.ndarray]:
    """Importances (512,) as no text gives them, or damaged files do."""
    rng = np.random.default_rng(5)
    some, at = rng.random(512), np.arange(512)
    columns = {
        "zeros": 0 * some,
        "a zero block": some * (at >= 64),
        "a zero super-block": some * (at < 256),
        "denormal": np.full(512, 1e-42),
        "tiny": some * 1e-30,
        "large": some * 1e18,
        "huge": some * 1e30,
        "next to infinity": np.full(512, 3e38),
        "a single one": some * (at == 7),
        "one a block": some * (at % 64 == 3),
        "one huge": np.where(at == 100, 3e38, some),
        "of all magnitudes": 10.0 ** rng.integers(-44, 30, 512),
    }
    return {name: numbers.astype(np.float32) for name, numbers in columns.items()}


@pytest.mark.parametrize("kind", WEIGHTED, ids=lambda kind: kind.name)
@pytest.mark.parametrize("columns", degenerate_columns().values(), ids=degenerate_columns().keys())
def test_degenerate_importances(kind: T, columns: np.ndarray, hard_rows: np.ndarray) -> None:
    """The bytes are ggml's, of the same importances or, in rows where those give NaN, of smaller ones.

    gguf's dequantiser tells which rows are not finite; llama-quantize lets none of them pass.
    """
    rows = hard_rows[::2]
    theirs = libgguf.quantize_rows(rows, kind, columns).view(np.uint8).reshape(len(rows), -1)
    with np.errstate(all="ignore"):
        wrong = ~np.isfinite(gguf.quants.dequantize(theirs, kind)).all(axis=1)
    smaller = np.ldexp(columns, -np.frexp(columns.max())[1])
    theirs[wrong] = libgguf.quantize_rows(rows, kind, smaller).view(np.uint8).reshape(len(rows), -1)[wrong]
    np.testing.assert_array_equal(quantize(rows, kind, importance=columns), theirs)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -1.0])
def test_importances_that_are_no_squares_are_refused(number: float) -> None:
    """Nothing is written with NaN, infinity or a negative number."""
    importance = np.ones(256, np.float32)
    importance[3] = number
    with pytest.raises(GGUFError, match="importances must be finite"):
        quantize(np.ones((1, 256), np.float32), T.Q4_K, importance=importance)


def awkward_rows(seed: int) -> np.ndarray:
    """float32 (32, 256) of one of the shapes that a scale search finds hard."""
    rng = np.random.default_rng(seed)
    normal = rng.standard_normal((32, 256))
    shapes = [
        normal,
        -np.exp(3 * normal),
        np.abs(normal) + 2,
        np.round(normal * 4) / 8,
        normal * (rng.random(normal.shape) < 0.03),
        normal * 1e-7 + rng.standard_normal((32, 1)),
        np.repeat(rng.standard_normal((32, 16)), 16, axis=1),
        normal * 10.0 ** rng.integers(-20, 4, normal.shape),
        normal * np.repeat(10.0 ** rng.integers(-45, 4, (32, 16)), 16, axis=1),
        np.sort(normal, axis=1),
    ]
    return np.clip(shapes[seed % len(shapes)], -6e4, 6e4).astype(np.float32)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_bytes_equal_ggml_on_awkward_rows(seed: int) -> None:
    """Bytes are ggml's whatever the rows: one-sided, tied, sparse, constant, spread over many magnitudes."""
    rows = awkward_rows(seed)
    for kind in IN_LIBGGUF:
        ours = quantize(rows, kind)
        assert ours.tobytes() == libgguf.quantize_rows(rows, kind).tobytes(), kind.name


def test_the_block_drawn_in_the_guide() -> None:
    """The worked example of docs/gguf.md: scale, first codes and first bytes of a block of Q4_0."""
    weights = np.zeros(32, np.float32)
    weights[:8] = [0.11, -0.32, 0.05, 0.48, -0.16, 0.27, -0.61, 0.02]
    weights[16:19] = [0.0989, 0.0412, -0.0544]
    raw = quantize(weights, T.Q4_0)
    assert raw[:2].tobytes() == bytes([0xE1, 0x2C])
    assert (raw[2:10] & 15).tolist() == [9, 4, 9, 14, 6, 12, 0, 8]
    assert [f"{byte:08b}" for byte in raw[2:5]] == ["10011001", "10010100", "01111001"]
    read_back = [0.076, -0.305, 0.076, 0.457, -0.152, 0.305, -0.610, 0.0]
    np.testing.assert_allclose(dequantize(raw, T.Q4_0)[:8], read_back, atol=5e-4)
