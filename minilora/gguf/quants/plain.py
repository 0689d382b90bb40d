"""F32, F16, BF16: one weight is one block.

BF16 is the upper half of an F32. Rounding is to nearest, ties to even, done on the integer: adding 0x7fff plus the
lowest kept bit carries into the upper half exactly when it must.
"""

import numpy as np
from gguf import GGMLQuantizationType as T

from .base import LARGEST_F16, Quant, from_f16, to_f16

LARGEST_F32 = float(np.finfo(np.float32).max)
LARGEST_BF16 = float(np.uint32(0x7F7F0000).view(np.float32))


def quantize_f32(blocks: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(blocks).view(np.uint8)


def dequantize_f32(blocks: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(blocks).view("<f4")


def quantize_f16(blocks: np.ndarray) -> np.ndarray:
    return to_f16(blocks).view(np.uint8)


def quantize_bf16(blocks: np.ndarray) -> np.ndarray:
    """For finite weights: the sum would carry a NaN's bits into the sign."""
    bits = blocks.view(np.uint32)
    rounded = bits + (bits >> 16 & 1)
    rounded += np.uint32(0x7FFF)
    rounded >>= 16
    return rounded.astype("<u2").view(np.uint8)


def dequantize_bf16(blocks: np.ndarray) -> np.ndarray:
    upper = np.ascontiguousarray(blocks).view("<u2").astype(np.uint32)
    return (upper << 16).view(np.float32)


PLAIN = (
    Quant(T.F32, dequantize_f32, quantize_f32, LARGEST_F32),
    Quant(T.F16, from_f16, quantize_f16, LARGEST_F16),
    Quant(T.BF16, dequantize_bf16, quantize_bf16, LARGEST_BF16),
)
