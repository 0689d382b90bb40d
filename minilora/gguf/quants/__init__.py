"""Quantize and dequantize GGUF tensor types.

`QUANTS` has one entry per type. `quantize`, `dequantize` and `dequantize_into` apply its compiled loops to arrays of
any shape, in several threads. Rows are the last axis; a row must be a whole number of blocks.

    layout.py      bit layouts: codes and scales of a block
    reading.py     dequantization                   dot.py       matrix-vector products with stored blocks
    base.py        the class Quant, F16, rounding, bit packing
    plain.py       F32 F16 BF16
    legacy.py      quantize Q4_0 Q4_1 Q5_0 Q5_1 Q8_0
    k.py           quantize Q2_K Q3_K Q4_K Q5_K Q6_K
    nonlinear.py   quantize IQ4_NL                  search.py    scales of least error, with or without importances
    foreign.py     all other types, read only, by the gguf package

The loops are compiled by Numba. Without it, the gguf package reads all types; only F32, F16 and BF16 can be written.
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
"""Elements that a thread processes at a time."""
F16_EXPONENT = 0x7C00
"""Exponent bits of an F16; all are set in infinity and NaN."""

QUANTS: Mapping[GGMLQuantizationType, Quant] = MappingProxyType(
    {quant.type: quant for quant in (*PLAIN, *LEGACY, *K, *NONLINEAR, *FOREIGN)}
)


def row_bytes(kind: GGMLQuantizationType, n_columns: int) -> int:
    """Return the size in bytes of a row with `n_columns` elements.

    Raises:
        GGUFError: if the row is not a whole number of blocks.
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
    """Quantize float32 weights (..., columns) to uint8 (..., bytes per row), byte-identical to ggml.

    Args:
        importance: importance of each column, (columns,), >= 0, from an importance matrix. Only ratios matter: rows
            that overflow, which llama-quantize rejects, are quantized again with scaled-down importances.
        threads: number of chunks processed in parallel.

    Raises:
        GGUFError: if the type is read-only, a row is not a whole number of blocks, a weight is not finite or too large
            for the type, an importance is negative or not finite, or a scale is not finite.
    """
    quant = _get_quant(kind)
    if quant.quantize is None:
        writable = ", ".join(q.type.name for q in QUANTS.values() if q.quantize)
        raise GGUFError(f"{kind.name} can be read but not written; choose one of {writable}.")
    columns = _check_importance(importance) if importance is not None and quant.quantize_weighted else None
    shape = (*weights.shape[:-1], row_bytes(kind, weights.shape[-1]))
    rows = _read_only(np.ascontiguousarray(weights, np.float32).reshape(-1, weights.shape[-1]))
    out = np.empty((len(rows), shape[-1]), np.uint8)

    def work(chunk: slice) -> None:
        _check_range(rows[chunk], quant)
        _quantize_rows(rows[chunk], quant, columns, out[chunk])
        if columns is not None and (wrong := _nonfinite_rows(out[chunk], quant)).size:
            scaled_down, requantized = _read_only(np.ldexp(columns, -np.frexp(columns.max())[1])), out[chunk][wrong]
            _quantize_rows(_read_only(rows[chunk][wrong]), quant, scaled_down, requantized)
            out[chunk][wrong] = requantized
        if _nonfinite_rows(out[chunk], quant).size:
            raise GGUFError(f"a scale of {kind.name} is not finite: the weights or their importances are too large.")

    _for_each_chunk(work, rows.shape, threads)
    return out.reshape(shape)


def dequantize(raw: np.ndarray, kind: GGMLQuantizationType, *, threads: int = 1) -> np.ndarray:
    """Dequantize uint8 (..., bytes per row) to a new float32 array (..., columns)."""
    quant = _get_quant(kind)
    out = np.empty((*raw.shape[:-1], raw.shape[-1] // quant.type_size * quant.block_size), np.float32)
    dequantize_into(raw, kind, out, threads=threads)
    return out


def dequantize_into(raw: np.ndarray, kind: GGMLQuantizationType, out: np.ndarray, *, threads: int = 1) -> None:
    """Dequantize into an existing array.

    Args:
        raw: uint8 (..., bytes per row), contiguous.
        out: (..., columns), contiguous: float32, or uint16 with the bits of bfloat16 (rounded to nearest even).
        threads: number of chunks processed in parallel.
    """
    quant = _get_quant(kind)
    stored, weights = _read_only(raw.reshape(-1, quant.type_size)), out.reshape(-1, quant.block_size)
    assert np.shares_memory(weights, out), "the buffer must be contiguous"
    if available():
        _for_each_chunk(lambda chunk: quant.dequantize(stored[chunk], weights[chunk]), weights.shape, threads)
    else:
        dequantize_foreign(kind, stored, weights)


def check_finite(raw: np.ndarray, kind: GGMLQuantizationType) -> None:
    """Check stored data, uint8 (..., bytes per row), as llama-quantize does before copying it.

    Raises:
        GGUFError: if a scale, or a weight of a type without scales, is NaN or infinite.
    """
    quant, rows = _get_quant(kind), raw.reshape(-1, raw.shape[-1])
    step = max(1, CHUNK_WEIGHTS // rows.shape[1])
    for start in range(0, len(rows), step):
        chunk = rows[start : start + step]
        if _nonfinite_rows(chunk, quant).size if quant.scales else not np.isfinite(dequantize(chunk, kind)).all():
            raise GGUFError(f"the {kind.name} data contains NaN or infinity: the base is damaged. Download it again.")


def _get_quant(kind: GGMLQuantizationType) -> Quant:
    if kind not in QUANTS:
        known = ", ".join(known.name for known in QUANTS)
        raise GGUFError(f"tensor type {kind.name} is not supported; expected one of {known}.")
    return QUANTS[kind]


def _read_only(array: np.ndarray) -> np.ndarray:
    """Return a read-only view, so that Numba compiles one variant for arrays and memory-mapped files."""
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
    """Call `work` with slices of rows of about CHUNK_WEIGHTS elements each."""
    step = max(1, CHUNK_WEIGHTS // max(1, shape[1]))
    chunks = [slice(start, start + step) for start in range(0, shape[0], step)]
    if threads == 1 or len(chunks) == 1:
        for chunk in chunks:
            work(chunk)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, chunks):  # raises the first error
            pass


def _check_importance(importance: np.ndarray) -> np.ndarray:
    columns = np.ascontiguousarray(importance, np.float32)
    if not (np.isfinite(columns) & (columns >= 0)).all():
        raise GGUFError("importances must be finite and at least 0. Create the importance matrix again.")
    return _read_only(columns)


@compiled()
def _largest_bits(x: Any) -> Any:
    """Return the bits of max |x|, x (n,). As integers they order like the magnitudes, infinity and NaN last."""
    largest = np.int32(0)
    for i in range(len(x)):  # by index: over the elements themselves, LLVM gathers
        size = np.int32(bits(x[i]) & np.int32(0x7FFFFFFF))
        largest = max(largest, size)
    return largest


def _check_range(rows: np.ndarray, quant: Quant) -> None:
    largest = np.abs(rows).max() if not available() else np.int32(_largest_bits(rows.reshape(-1))).view(np.float32)
    if not largest <= quant.largest:
        found = "a weight that is not a number" if math.isnan(largest) else f"a weight of magnitude {largest:g}"
        raise GGUFError(
            f"found {found}; the maximum of {quant.type.name} is {quant.largest:g}. "
            "Check whether training diverged, or export as bf16 or f32."
        )


def _nonfinite_rows(raw: np.ndarray, quant: Quant) -> np.ndarray:
    """Return the indices of the rows of uint8 (rows, bytes) that llama-quantize rejects (ggml_validate_row_data)."""
    upper_bytes = raw.reshape(len(raw), -1, quant.type_size)[:, :, [offset + 1 for offset in quant.scales]]
    wrong = upper_bytes & F16_EXPONENT >> 8 == F16_EXPONENT >> 8
    return np.flatnonzero(wrong.any(axis=(1, 2))) if wrong.any() else np.empty(0, np.intp)


__all__ = ["QUANTS", "Quant", "check_finite", "dequantize", "dequantize_into", "quantize", "row_bytes"]
