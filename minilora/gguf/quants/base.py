# mypy: disable-error-code="no-any-return"
"""What a GGUF tensor type is: a block of weights on one side, a block of bytes on the other."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from gguf import GGMLQuantizationType
from gguf.constants import GGML_QUANT_SIZES

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

    @property
    def block_size(self) -> int:
        """Weights in a block."""
        return GGML_QUANT_SIZES[self.type][0]

    @property
    def type_size(self) -> int:
        """Bytes in a block."""
        return GGML_QUANT_SIZES[self.type][1]


def split(blocks: np.ndarray, *sizes: int) -> list[np.ndarray]:
    """Cut blocks uint8 (n, type_size) into consecutive fields of `sizes` bytes each."""
    ends = np.cumsum(sizes)
    assert ends[-1] == blocks.shape[-1], "the fields of a block add up to its type size"
    return np.split(blocks, ends[:-1], axis=-1)


def join(*fields: np.ndarray) -> np.ndarray:
    """Put fields (n, bytes) of any dtype side by side as uint8 (n, type_size)."""
    return np.concatenate([np.ascontiguousarray(field).view(np.uint8) for field in fields], axis=-1)


def pack_planes(codes: np.ndarray, bits: int, run: int) -> np.ndarray:
    """Codes uint8 (n, k) below 2**bits -> uint8 (n, k * bits / 8), the layout of every ggml type.

    A run of bytes carries 8 / bits planes of `run` codes each: the first plane in the lowest bits of the run's bytes,
    the next one above it. With bits = 4 and run = 16: byte j holds code j low and code j + 16 high.
    """
    planes = codes.reshape(len(codes), -1, 8 // bits, run)
    packed = planes[:, :, 0].copy()
    for plane in range(1, 8 // bits):
        packed |= planes[:, :, plane] << (bits * plane)
    return packed.reshape(len(codes), -1)


def unpack_planes(packed: np.ndarray, bits: int, run: int) -> np.ndarray:
    """Undo `pack_planes`: uint8 (n, bytes) -> codes uint8 (n, bytes * 8 / bits)."""
    shifts = np.arange(0, 8, bits, dtype=np.uint8)[:, None]
    planes = packed.reshape(len(packed), -1, 1, run) >> shifts
    return (planes & np.uint8((1 << bits) - 1)).reshape(len(packed), -1)


def from_f16(field: np.ndarray) -> np.ndarray:
    """uint8 (n, 2 k) -> float32 (n, k)."""
    return np.ascontiguousarray(field).view("<f2").astype(np.float32)


def to_f16(values: np.ndarray) -> np.ndarray:
    """float32 -> F16, to nearest, ties to even; beyond the range infinity, as in ggml."""
    return values.astype("<f2")


def round_half_away(values: np.ndarray) -> np.ndarray:
    """C's roundf: to the nearest integer, ties away from zero.

    The float just below one half is added, not one half: 0.49999997 + 0.5 would round up to 1.
    """
    below_half = np.nextafter(np.float32(0.5), np.float32(0))
    return np.trunc(values + np.copysign(below_half, values))


def inverse(values: np.ndarray) -> np.ndarray:
    """1 / values, and 0 where the value is 0."""
    return np.where(values == 0, np.float32(0), np.float32(1) / values)


def divide(weights: np.ndarray, d: np.ndarray, offset: float = 0.0) -> np.ndarray:
    """weights / d + offset in ggml's order, weights (n, k), d (n, 1): times the inverse, then the sum.

    A denormal d has an infinite inverse. C turns the infinities and NaNs that follow into the integer 0, offset or
    not, so that is what such a block gets (its d is 0 as F16 anyway).
    """
    factor = inverse(d)
    quotient: np.ndarray = weights * factor + np.float32(offset)
    quotient[np.isinf(factor[:, 0])] = 0
    return quotient
