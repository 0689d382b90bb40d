# mypy: disable-error-code="no-any-return"
"""What a GGUF tensor type is: a block of weights on one side, a block of bytes on the other.

Blocks are the rows of an array, and short. numpy starts its inner loop anew at each row, so what goes along or across
rows is done by torch, or on the whole memory at once: 10 times as fast for a maximum, 3 times for a product.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from gguf import GGMLQuantizationType
from gguf.constants import GGML_QUANT_SIZES
from torch import Tensor

BlockFunction = Callable[[np.ndarray], np.ndarray]

LARGEST_F16 = 65504.0
"""Every quantised block keeps its scale as F16; weights beyond this are no weights."""


@dataclass(frozen=True)
class Quant:
    """One tensor type and its two pure block functions."""

    type: GGMLQuantizationType
    dequantize_blocks: BlockFunction
    """uint8 (n, type_size) -> float32 (n, block_size)."""
    quantize_blocks: BlockFunction | None = None
    """float32 (n, block_size) -> uint8 (n, type_size); None where minilora only reads the type."""
    largest: float = LARGEST_F16
    """Largest magnitude that the type can hold."""
    scales: tuple[int, ...] = ()
    """Where in a block its F16 scales lie, in bytes."""

    @property
    def block_size(self) -> int:
        """Weights in a block."""
        return GGML_QUANT_SIZES[self.type][0]

    @property
    def type_size(self) -> int:
        """Bytes in a block."""
        return GGML_QUANT_SIZES[self.type][1]


def split(blocks: np.ndarray, *sizes: int) -> list[np.ndarray]:
    """Cut blocks uint8 (n, type_size) into consecutive fields of `sizes` bytes each, uint8 (n, size) of their own."""
    fields = np.ascontiguousarray(blocks).view(_record(sizes))
    return [np.ascontiguousarray(fields[name]).view(np.uint8) for name in fields.dtype.names or ()]


def join(*fields: np.ndarray) -> np.ndarray:
    """Put fields (n, k) of any dtype side by side as uint8 (n, type_size)."""
    sizes = [field.shape[1] * field.itemsize for field in fields]
    blocks = np.empty((len(fields[0]), 1), _record(sizes))
    for name, field, size in zip(blocks.dtype.names or (), fields, sizes, strict=True):
        blocks[name] = np.ascontiguousarray(field).view(f"V{size}")
    return blocks.view(np.uint8)


def _record(sizes: Sequence[int]) -> np.dtype:
    """A C struct of byte arrays: numpy moves such a field in one piece, and a slice of bytes one by one."""
    return np.dtype([(f"field{number}", f"V{size}") for number, size in enumerate(sizes)])


def pack_planes(codes: np.ndarray, bits: int, run: int) -> np.ndarray:
    """Codes uint8 (n, k) below 2**bits -> uint8 (n, k * bits / 8), the layout of every ggml type.

    A run of bytes carries 8 / bits planes of `run` codes each: the first plane in the lowest bits of the run's bytes,
    the next one above it. With bits = 4 and run = 16: byte j holds code j low and code j + 16 high.

    Up to eight codes are shifted at once, as one integer; no bit leaves its byte.
    """
    words = _words(codes, run)
    packed = np.empty((len(codes), words.shape[1] * bits // 8), words.dtype)
    for column, sources in enumerate(_columns(words.shape[1], bits, run)):
        packed[:, column] = words[:, sources[0]]
        for plane, source in enumerate(sources[1:], start=1):
            packed[:, column] |= words[:, source] << (bits * plane)
    return packed.view(np.uint8)


def unpack_planes(packed: np.ndarray, bits: int, run: int) -> np.ndarray:
    """Undo `pack_planes`: uint8 (n, bytes) -> codes uint8 (n, bytes * 8 / bits)."""
    words = _words(packed, run)
    codes = np.empty((len(packed), words.shape[1] * 8 // bits), words.dtype)
    mask = np.full(words.itemsize, (1 << bits) - 1, np.uint8).view(words.dtype)
    for column, targets in enumerate(_columns(codes.shape[1], bits, run)):
        for plane, target in enumerate(targets):
            codes[:, target] = words[:, column] >> (bits * plane) & mask
    return codes.view(np.uint8)


def _words(values: np.ndarray, run: int) -> np.ndarray:
    """uint8 (n, k) -> unsigned integers (n, k / size) of size bytes, as large as divides a run."""
    return np.ascontiguousarray(values).view(f"<u{min(run, 8)}")


def _columns(n_words: int, bits: int, run: int) -> list[range]:
    """For each word of packed bytes: the words of codes, one a plane, that it holds."""
    per_run = max(1, run // 8)
    planes = 8 // bits
    return [
        range(start + offset, start + offset + planes * per_run, per_run)
        for start in range(0, n_words, planes * per_run)
        for offset in range(per_run)
    ]


def tensor(values: np.ndarray) -> Tensor:
    """The same memory as a torch tensor; a copy of memory that may not be written to, which torch does not know."""
    return torch.from_numpy(values if values.flags.writeable else values.copy())


def from_f16(field: np.ndarray) -> np.ndarray:
    """uint8 (n, 2 k) -> float32 (n, k)."""
    return tensor(np.ascontiguousarray(field).view("<f2")).float().numpy()


def to_f16(values: np.ndarray) -> np.ndarray:
    """float32 -> F16, to nearest, ties to even; beyond the range infinity, as in ggml."""
    return tensor(values).half().numpy()


def scaled(values: np.ndarray, factor: np.ndarray, offset: np.ndarray | float = 0.0) -> np.ndarray:
    """values (..., k) * factor (..., 1), then + offset (..., 1) or a number; float32, each step rounded."""
    product = tensor(values) * tensor(factor)
    if isinstance(offset, np.ndarray):
        product += tensor(offset)
    elif offset:
        product += offset
    return product.numpy()


def magnitudes(blocks: np.ndarray) -> np.ndarray:
    """The largest magnitude of each row of (n, k); (n,)."""
    return tensor(blocks).abs().amax(1).numpy()


def extremes(weights: np.ndarray, axis: int) -> np.ndarray:
    """The weight of largest magnitude along `axis` of a matrix, the first of several, with its sign; (n,)."""
    low, high = tensor(weights).amin(axis).numpy(), tensor(weights).amax(axis).numpy()
    found = np.where(high > -low, high, low)
    tied = np.flatnonzero(high == -low)
    if tied.size:
        some = weights.take(tied, axis=1 - axis)
        found[tied] = _at(some, np.abs(some).argmax(axis=axis), axis)
    return found


def lowest(weights: np.ndarray, axis: int) -> np.ndarray:
    """The smallest weight along `axis` of a matrix, of 0 and -0 the first; (n,)."""
    low = tensor(weights).amin(axis).numpy()
    zero = np.flatnonzero(low == 0)
    if zero.size:
        some = weights.take(zero, axis=1 - axis)
        low[zero] = _at(some, some.argmin(axis=axis), axis)
    return low


def _at(weights: np.ndarray, index: np.ndarray, axis: int) -> np.ndarray:
    return np.take_along_axis(weights, np.expand_dims(index, axis), axis=axis).squeeze(axis)


def transposed(matrix: np.ndarray) -> np.ndarray:
    """A contiguous copy of the transpose, of float32."""
    return tensor(matrix).t().contiguous().numpy()


def round_half_away(values: np.ndarray) -> np.ndarray:
    """C's roundf: to the nearest integer, ties away from zero.

    The float just below one half is added, not one half: 0.49999997 + 0.5 would round up to 1. Its sign is that of
    the value: the top bit.
    """
    below_half = np.nextafter(np.float32(0.5), np.float32(0)).view(np.uint32)
    signed_half = (values.view(np.uint32) & np.uint32(1 << 31) | below_half).view(np.float32)
    return np.trunc(values + signed_half)


def inverse(values: np.ndarray) -> np.ndarray:
    """1 / values, and 0 where the value is 0."""
    return np.where(values == 0, np.float32(0), np.float32(1) / values)


def divide(weights: np.ndarray, d: np.ndarray, offset: float = 0.0) -> np.ndarray:
    """weights / d + offset in ggml's order, weights (n, k), d (n, 1): times the inverse, then the sum.

    A denormal d has an infinite inverse. C turns the infinities and NaNs that follow into the integer 0, offset or
    not, so that is what such a block gets (its d is 0 as F16 anyway).
    """
    factor = inverse(d)
    quotient = scaled(weights, factor, offset)
    quotient[np.isinf(factor[:, 0])] = 0
    return quotient
