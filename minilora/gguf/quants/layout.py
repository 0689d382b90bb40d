"""Bit layouts of the block types: unpack the integer codes of a block, and the scales of its sub-blocks ("parts").

    weight = d * scale[s] * (code - zero) - dmin * min[s]         s: index of the sub-block of the weight

                   block   part   zero   scale, min                    bytes of a block, in order
    Q8_0              32     32    128                                 d, codes - 128
    Q4_0  Q5_0        32     32   8 16                                 d, [fifth bits,] nibbles
    Q4_1  Q5_1        32     32      0   min 1, dmin -m                d, m, [fifth bits,] nibbles
    IQ4_NL            32     32    128                                 d, nibbles that index LEVELS
    Q1_0             128    128      1                                 d, bits: code 0 or 2
    Q2_K             256     16      0   4 bits, 4 bits                scales and mins, 2-bit codes, d, dmin
    Q3_K             256     16      4   6 bits signed                 third bits, 2-bit codes, scales, d
    Q4_K  Q5_K       256     32      0   6 bits, 6 bits                d, dmin, scales and mins, [fifth bits,] nibbles
    Q6_K             256     16     32   8 bits signed                 nibbles, upper 2 bits, scales, d

d, m and dmin are F16; a type without scales has scale 1. Each type has two functions. `codes_*(block, p)` returns a
vector with the codes of weights 32 p to 32 p + 31. `scales_*(block, scales, mins)` fills two integer arrays and returns
d and dmin; without minima, `mins` stays 0.

Codes are stored in bit planes: 32 bytes contain 8 / bits vectors of codes, one above the other.

Source: ggml/src/ggml-common.h, ggml/src/ggml-quants.c (dequantize_row_*).
"""

from typing import Any

import numpy as np

from ...compiled import inlined
from ...compiled.vectors import add_128, bit_field, bitor, concat16, load16, load32, load_bits32, lookup
from .base import F, f16_to_f32, has_f16_instruction, native_f16_to_f32

LEVELS = np.array([-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113], np.int8)
"""Levels of IQ4_NL, denser around zero, where most weights are."""
LEVELS_WITHOUT_SIGN = (LEVELS.astype(np.int32) + 128).astype(np.uint8)


@inlined(forced=True)
def f16_at(block: Any, at: Any) -> Any:
    """Return the F16 at byte `at` as float32."""
    half = np.int32(block[at]) | np.int32(block[at + 1]) << np.int32(8)
    return native_f16_to_f32(half) if has_f16_instruction() else f16_to_f32(half)


@inlined(forced=True)
def scale_d(block: Any, scales: Any, mins: Any) -> Any:
    scales[0] = 1
    return f16_at(block, 0), F(0)


@inlined(forced=True)
def scale_d_m(block: Any, scales: Any, mins: Any) -> Any:
    scales[0] = mins[0] = 1
    return f16_at(block, 0), -f16_at(block, 2)


@inlined(forced=True)
def codes_q8_0(block: Any, p: Any) -> Any:
    return add_128(load32(block, 2))


@inlined(forced=True)
def nibbles(block: Any) -> Any:
    """Return the codes in the last 16 bytes: byte j has code j in its low and code j + 16 in its high nibble."""
    both = load16(block, len(block) - 16)
    return concat16(bit_field(both, 0, 4, 0), bit_field(both, 4, 4, 0))


@inlined(forced=True)
def codes_q4(block: Any, p: Any) -> Any:
    return nibbles(block)


@inlined(forced=True)
def codes_q5(block: Any, p: Any) -> Any:
    return bitor(nibbles(block), bit_field(load_bits32(block, len(block) - 20), 0, 1, 4))


@inlined(forced=True)
def codes_iq4_nl(block: Any, p: Any) -> Any:
    return lookup(nibbles(block), LEVELS_WITHOUT_SIGN)


@inlined(forced=True)
def codes_q1_0(block: Any, p: Any) -> Any:
    return bit_field(load_bits32(block, 2 + 4 * p), 0, 1, 1)


@inlined(forced=True)
def scales_q2_k(block: Any, scales: Any, mins: Any) -> Any:
    for s in range(16):
        scales[s], mins[s] = block[s] & 15, block[s] >> 4
    return f16_at(block, 80), f16_at(block, 82)


@inlined(forced=True)
def codes_q2_k(block: Any, p: Any) -> Any:
    return bit_field(load32(block, 16 + p // 4 * 32), 2 * (p % 4), 2, 0)


@inlined(forced=True)
def scales_q3_k(block: Any, scales: Any, mins: Any) -> Any:
    """Scales - 32: the low nibbles of 8 bytes, then the high ones; the upper 2 bits in planes of 4 bytes."""
    for s in range(8):
        upper = np.int32(block[104 + s % 4]) >> np.int32(s // 4 * 2)
        scales[s] = (np.int32(block[96 + s]) & 15 | (upper & 3) << 4) - 32
        scales[s + 8] = (np.int32(block[96 + s]) >> 4 | (upper >> 4 & 3) << 4) - 32
    return f16_at(block, 108), F(0)


@inlined(forced=True)
def codes_q3_k(block: Any, p: Any) -> Any:
    return bitor(bit_field(load32(block, 32 + p // 4 * 32), 2 * (p % 4), 2, 0), bit_field(load32(block, 0), p, 1, 2))


@inlined(forced=True)
def scales_q4_k(block: Any, scales: Any, mins: Any) -> Any:
    """12 bytes: scales 0-3 with the top two bits of 4-7; the same for the minima; low nibbles of 4-7 of both."""
    for s in range(4):
        scale, least, low = np.int32(block[4 + s]), np.int32(block[8 + s]), np.int32(block[12 + s])
        scales[s], mins[s] = scale & 63, least & 63
        scales[s + 4], mins[s + 4] = low & 15 | scale >> 6 << 4, low >> 4 | least >> 6 << 4
    return f16_at(block, 0), f16_at(block, 2)


@inlined(forced=True)
def codes_q4_k(block: Any, p: Any) -> Any:
    return bit_field(load32(block, len(block) - 128 + p // 2 * 32), 4 * (p % 2), 4, 0)


@inlined(forced=True)
def codes_q5_k(block: Any, p: Any) -> Any:
    return bitor(codes_q4_k(block, p), bit_field(load32(block, 16), p, 1, 4))


@inlined(forced=True)
def scales_q6_k(block: Any, scales: Any, mins: Any) -> Any:
    for s in range(16):
        scales[s] = np.int8(block[192 + s])
    return f16_at(block, 208), F(0)


@inlined(forced=True)
def codes_q6_k(block: Any, p: Any) -> Any:
    half, quarter = p // 4, p % 4
    low = bit_field(load32(block, 64 * half + 32 * (quarter % 2)), 4 * (quarter // 2), 4, 0)
    return bitor(low, bit_field(load32(block, 128 + 32 * half), 2 * quarter, 2, 4))
