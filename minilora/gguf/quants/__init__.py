"""Tensor types: weights to blocks of bytes and back.

`QUANTS` has one row a type; `quantize`, `dequantize` and `dequantize_into` apply its loops to arrays of any shape, many
blocks at a time, in threads that run side by side. Rows are the last axis and must be whole blocks.

    layout.py   what the bytes of a block mean: codes and scales
    reading.py  blocks to weights                dot.py         blocks times a vector, without the weights
    base.py     what a type is, F16, rounding, codes in bytes
    plain.py    F32 F16 BF16
    legacy.py   quantisers to Q4_0 Q4_1 Q5_0 Q5_1 Q8_0          k.py            to Q2_K Q3_K Q4_K Q5_K Q6_K
    nonlinear.py  to IQ4_NL                      search.py      scales of least error, with or without importances
    foreign.py  every other type, read only, through the gguf package

Loops are compiled by Numba. Without it every type is read by the gguf package, and only F32, F16 and BF16 are written.
"""

import math
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType
from typing import Any

import numpy as np
from gguf import GGMLQuantizationType, quants
from gguf.constants import GGML_QUANT_SIZES

from ...compiled import available, compiled
from ...errors import GGUFError
from .base import Quant, bits
from .foreign import FOREIGN, dequantize_foreign
from .k import K
from .legacy import LEGACY
from .nonlinear import NONLINEAR
from .plain import PLAIN

CHUNK_WEIGHTS = 1 << 18
"""Weights that a thread handles at a time, at least."""
INFINITY_F16 = 0x7C00
"""The exponent's bits, all set in infinities and NaN."""

QUANTS: Mapping[GGMLQuantizationType, Quant] = MappingProxyType(
    {quant.type: quant for quant in (*PLAIN, *LEGACY, *K, *NONLINEAR, *FOREIGN)}
)


def row_bytes(kind: GGMLQuantizationType, n_columns: int) -> int:
    """Bytes of a row of `n_columns` weights.

    Raises:
        GGUFError: when the row is not a whole number of blocks.
    """
    block_size, type_size = GGML_QUANT_SIZES[kind]
    if n_columns % block_size:
        raise GGUFError(
            f"a row of {n_columns} weights cannot be {kind.name}: expected a multiple of {block_size}. "
            "Choose another type for this tensor."
        )
    return n_columns // block_size * type_size


def quantize(
    weights: np.ndarray, kind: GGMLQuantizationType, *, importance: np.ndarray | None = None, threads: int = 1
) -> np.ndarray:
    """Store float32 weights (..., columns) as uint8 (..., bytes of a row), ggml's bytes exactly.

    Args:
        importance: of each column, (columns,), >= 0: a row of an importance matrix. Only proportions matter; rows in
            which the numbers overflow, which llama-quantize refuses, are quantised with smaller ones.
        threads: how many chunks are worked on at once.

    Raises:
        GGUFError: for a type that is only read, a row that is no whole number of blocks, a weight that is not finite
            or too large for the type, an importance that is not finite or below 0, a scale that is not finite.
    """
    quant = _quant(kind)
    if quant.quantize is None:
        writable = ", ".join(q.type.name for q in QUANTS.values() if q.quantize)
        raise GGUFError(f"{kind.name} can be read but not written; choose one of {writable}.")
    columns = _importance(importance) if importance is not None and quant.quantize_weighted else None
    shape = (*weights.shape[:-1], row_bytes(kind, weights.shape[-1]))
    rows = _frozen(np.ascontiguousarray(weights, np.float32).reshape(-1, weights.shape[-1]))
    out = np.empty((len(rows), shape[-1]), np.uint8)

    def work(chunk: slice) -> None:
        _check_range(rows[chunk], quant)
        _quantize_rows(rows[chunk], quant, columns, out[chunk])
        if columns is not None and (wrong := _not_finite(out[chunk], quant)).size:
            smaller, again = _frozen(np.ldexp(columns, -np.frexp(columns.max())[1])), out[chunk][wrong]
            _quantize_rows(_frozen(rows[chunk][wrong]), quant, smaller, again)
            out[chunk][wrong] = again
        if _not_finite(out[chunk], quant).size:
            raise GGUFError(f"a scale of {kind.name} is not finite: the weights or their importances are too large.")

    _for_each_chunk(work, rows.shape, threads)
    return out.reshape(shape)


def dequantize(raw: np.ndarray, kind: GGMLQuantizationType, *, threads: int = 1) -> np.ndarray:
    """Weights float32 (..., columns) of stored bytes uint8 (..., bytes of a row); a new array."""
    quant = _quant(kind)
    out = np.empty((*raw.shape[:-1], raw.shape[-1] // quant.type_size * quant.block_size), np.float32)
    dequantize_into(raw, kind, out, threads=threads)
    return out


def dequantize_into(raw: np.ndarray, kind: GGMLQuantizationType, out: np.ndarray, *, threads: int = 1) -> None:
    """Fill `out` with the weights of stored bytes: a band of rows into a buffer that is used again, say.

    Args:
        raw: uint8 (..., bytes of a row), contiguous.
        out: (..., columns), contiguous: float32, or bfloat16 (rounded to nearest even) as the uint16 of its bits.
        threads: how many chunks are worked on at once.
    """
    quant = _quant(kind)
    stored, weights = _frozen(raw.reshape(-1, quant.type_size)), out.reshape(-1, quant.block_size)
    assert np.shares_memory(weights, out), "the buffer must be contiguous"
    if available():
        _for_each_chunk(lambda chunk: quant.dequantize(stored[chunk], weights[chunk]), weights.shape, threads)
    else:
        dequantize_foreign(kind, stored, weights)


def check_finite(raw: np.ndarray, kind: GGMLQuantizationType) -> None:
    """Check stored bytes uint8 (..., bytes of a row), as llama-quantize does before it copies them.

    Raises:
        GGUFError: if a scale, or a weight of a type without scales, is NaN or infinite.
    """
    quant, rows = _quant(kind), raw.reshape(-1, raw.shape[-1])
    step = max(1, CHUNK_WEIGHTS // rows.shape[1])
    for start in range(0, len(rows), step):
        chunk = rows[start : start + step]
        if _not_finite(chunk, quant).size if quant.scales else not np.isfinite(dequantize(chunk, kind)).all():
            raise GGUFError(f"the stored {kind.name} holds NaN or infinity: the base is damaged. Download it again.")


def _quant(kind: GGMLQuantizationType) -> Quant:
    if kind not in QUANTS:
        known = ", ".join(known.name for known in QUANTS)
        raise GGUFError(f"tensors of type {kind.name} cannot be computed with; expected one of {known}.")
    return QUANTS[kind]


def _frozen(array: np.ndarray) -> np.ndarray:
    """A view that may not be written to: loops are compiled once, for memory-mapped files too."""
    view: np.ndarray = array.view()
    view.flags.writeable = False
    return view


def _quantize_rows(rows: np.ndarray, quant: Quant, columns: np.ndarray | None, out: np.ndarray) -> None:
    blocks, stored = rows.reshape(-1, quant.block_size), out.reshape(-1, quant.type_size)
    if not available():
        if quant.scales:
            raise GGUFError(
                f"quantising to {quant.type.name} needs Numba, which cannot be imported (pip install numba)."
            )
        out[...] = quants.quantize(rows, quant.type).view(np.uint8)
    elif columns is not None and quant.quantize_weighted:
        quant.quantize_weighted(blocks, columns.reshape(-1, quant.block_size), stored)
    elif quant.quantize:
        quant.quantize(blocks, stored)


def _for_each_chunk(work: Callable[[slice], None], shape: tuple[int, ...], threads: int) -> None:
    """Call `work` with slices of a matrix's rows that have about CHUNK_WEIGHTS weights."""
    step = max(1, CHUNK_WEIGHTS // max(1, shape[1]))
    chunks = [slice(start, start + step) for start in range(0, shape[0], step)]
    if threads == 1 or len(chunks) == 1:
        for chunk in chunks:
            work(chunk)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, chunks):  # passes on the first error
            pass


def _importance(importance: np.ndarray) -> np.ndarray:
    columns = np.ascontiguousarray(importance, np.float32)
    if not (np.isfinite(columns) & (columns >= 0)).all():
        raise GGUFError("importances must be finite and not below 0. Make the importance matrix anew.")
    return _frozen(columns)


@compiled()
def _largest_bits(x: Any) -> Any:
    """Of the magnitudes in x (n,), the bits of the largest: in order as integers, with infinity and NaN last."""
    largest = np.int32(0)
    for v in x:
        size = np.int32(bits(v) & np.int32(0x7FFFFFFF))
        largest = max(largest, size)
    return largest


def _check_range(rows: np.ndarray, quant: Quant) -> None:
    largest = np.abs(rows).max() if not available() else np.int32(_largest_bits(rows.reshape(-1))).view(np.float32)
    if not largest <= quant.largest:
        found = "a weight that is not a number" if math.isnan(largest) else f"a weight of magnitude {largest:g}"
        raise GGUFError(
            f"found {found}; {quant.type.name} holds at most {quant.largest:g}. "
            "Look for a diverged training run, or export as bf16 or f32."
        )


def _not_finite(raw: np.ndarray, quant: Quant) -> np.ndarray:
    """Rows of uint8 (rows, bytes) that llama-quantize would not accept (ggml_validate_row_data): their numbers."""
    blocks = raw.reshape(len(raw), -1, quant.type_size)
    wrong = np.zeros(len(raw), bool)
    for offset in quant.scales:
        exponents = blocks[:, :, offset + 1] & INFINITY_F16 >> 8
        wrong |= (exponents == INFINITY_F16 >> 8).any(axis=1)
    return np.flatnonzero(wrong)


__all__ = ["QUANTS", "Quant", "check_finite", "dequantize", "dequantize_into", "quantize", "row_bytes"]
