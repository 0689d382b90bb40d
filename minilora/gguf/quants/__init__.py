"""Tensor types: weights to blocks of bytes and back.

`QUANTS` has one row a type; `quantize` and `dequantize` apply its block functions to arrays of any shape, a chunk at
a time so that temporaries stay small. Rows are the last axis and must be whole blocks.

    plain.py    F32 F16 BF16                     legacy.py   Q4_0 Q4_1 Q5_0 Q5_1 Q8_0
    k.py        Q2_K Q3_K Q4_K Q5_K Q6_K         nonlinear.py   IQ4_NL
    weighted.py the same with an importance matrix, search.py what they search for
    foreign.py  every other type, read only, through the gguf package
"""

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import MappingProxyType

import numpy as np
from gguf import GGMLQuantizationType
from gguf.constants import GGML_QUANT_SIZES

from ...errors import GGUFError
from .base import BlockFunction, Quant
from .foreign import FOREIGN
from .k import K
from .legacy import LEGACY
from .nonlinear import NONLINEAR
from .plain import PLAIN
from .weighted import WEIGHTED

CHUNK_WEIGHTS = 1 << 18
"""Weights handled at a time: few, so that temporaries stay in the cache, but enough to hide numpy's cost of a call."""

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
        threads: how many chunks are worked on at once; numpy lets threads run side by side.

    Raises:
        GGUFError: for a type that is only read, a row that is no whole number of blocks, a weight that is not finite
            or too large for the type, an importance that is not finite or below 0, a scale that is not finite.
    """
    quant = _quant(kind)
    if quant.quantize_blocks is None:
        writable = ", ".join(q.type.name for q in QUANTS.values() if q.quantize_blocks)
        raise GGUFError(f"{kind.name} can be read but not written; choose one of {writable}.")
    quantize_rows, again, width = quant.quantize_blocks, quant.quantize_blocks, quant.block_size
    if importance is not None and kind in WEIGHTED:
        columns = np.ascontiguousarray(importance, np.float32)
        if not (np.isfinite(columns) & (columns >= 0)).all():
            raise GGUFError("importances must be finite and not below 0. Make the importance matrix anew.")
        smaller = np.ldexp(columns, -np.frexp(columns.max())[1])
        quantize_rows, again = (partial(WEIGHTED[kind].blocks, columns=numbers) for numbers in (columns, smaller))
        width = len(columns)
    shape = (*weights.shape[:-1], row_bytes(kind, weights.shape[-1]))
    rows = np.ascontiguousarray(weights, dtype=np.float32).reshape(-1, width)
    out = np.empty((len(rows), row_bytes(kind, width)), np.uint8)

    def work(chunk: slice) -> None:
        _check_range(rows[chunk], quant)
        with np.errstate(all="ignore"):  # a division by a scale of 0, say, whose result is not used; as in ggml
            out[chunk] = quantize_rows(rows[chunk]).reshape(-1, out.shape[1])
            if (wrong := _not_finite(out[chunk], quant)).size:
                out[wrong + chunk.start] = again(rows[wrong + chunk.start]).reshape(-1, out.shape[1])
        if _not_finite(out[chunk], quant).size:
            raise GGUFError(f"a scale of {kind.name} is not finite: the weights or their importances are too large.")

    _for_each(work, _chunks(len(rows), width), threads)
    return out.reshape(shape)


def dequantize(raw: np.ndarray, kind: GGMLQuantizationType, *, threads: int = 1) -> np.ndarray:
    """Weights float32 (..., columns) of stored bytes uint8 (..., bytes of a row); a new array."""
    quant = _quant(kind)
    blocks = raw.reshape(-1, quant.type_size)
    out = np.empty((len(blocks), quant.block_size), np.float32)

    def work(chunk: slice) -> None:
        with np.errstate(all="ignore"):  # a damaged scale may be infinite
            out[chunk] = quant.dequantize_blocks(blocks[chunk])

    _for_each(work, _chunks(len(blocks), quant.block_size), threads)
    return out.reshape(*raw.shape[:-1], raw.shape[-1] // quant.type_size * quant.block_size)


def _quant(kind: GGMLQuantizationType) -> Quant:
    if kind not in QUANTS:
        known = ", ".join(known.name for known in QUANTS)
        raise GGUFError(f"tensors of type {kind.name} cannot be computed with; expected one of {known}.")
    return QUANTS[kind]


def _chunks(n_rows: int, width: int) -> list[slice]:
    step = max(1, CHUNK_WEIGHTS // width)
    return [slice(start, start + step) for start in range(0, n_rows, step)]


def _for_each(work: Callable[[slice], None], chunks: Sequence[slice], threads: int) -> None:
    if threads == 1 or len(chunks) == 1:
        for chunk in chunks:
            work(chunk)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, chunks):  # passes on the first error
            pass


def _check_range(blocks: np.ndarray, quant: Quant) -> None:
    largest = float(np.abs(blocks).max())
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


__all__ = ["QUANTS", "BlockFunction", "Quant", "dequantize", "quantize", "row_bytes"]
