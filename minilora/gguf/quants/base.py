"""The class Quant (a GGUF tensor type), and arithmetic that several types share.

A type has compiled loops over blocks that quantize and dequantize. They compute in float32 in the order of ggml,
because the bytes are equal only if every operation rounds alike. So no expression is simplified, and fastmath is off.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from gguf import GGMLQuantizationType
from gguf.constants import GGML_QUANT_SIZES

from ...compiled import inlined
from ...compiled.loops import Intrinsic, cpu_has

Loop = Callable[..., None]

MAX_F16 = 65504.0
"""Every quantized block has an F16 scale; larger weights are rejected."""
F = np.float32
GROUP_MAX_EPS = F(1e-15)
"""A block whose weights are all smaller is stored as zeros; ggml has the same constant."""
UNBOUNDED = 1 << 30
"""A bound for `nearest_int` that has no effect."""


@dataclass(frozen=True)
class Quant:
    """A tensor type and its loops, which write to their last argument."""

    type: GGMLQuantizationType
    dequantize: Loop
    """(uint8 (n, type_size), float32 or bfloat16 as uint16 (n, block_size))."""
    quantize: Loop | None = None
    """(float32 (n, block_size), uint8 (n, type_size)); None if minilora only reads the type."""
    quantize_weighted: Loop | None = None
    """(float32 (n, block_size), importances float32 (blocks of a row, block_size), uint8 (n, type_size)), n a multiple
    of the blocks of a row; None if the type does not use importances."""
    scales: tuple[int, ...] = ()
    """Byte offsets of the F16 scales in a block."""
    largest: float = MAX_F16
    """Largest magnitude that the type can represent."""

    @property
    def block_size(self) -> int:
        """Number of elements in a block."""
        return GGML_QUANT_SIZES[self.type][0]

    @property
    def type_size(self) -> int:
        """Number of bytes in a block."""
        return GGML_QUANT_SIZES[self.type][1]


@Intrinsic
def bits(context: Any, value: Any) -> Any:
    """bits(v): the bits of a float32, as int32."""
    from llvmlite import ir
    from numba import types

    return types.int32(types.float32), lambda _, builder, __, args: builder.bitcast(args[0], ir.IntType(32))


@Intrinsic
def from_bits(context: Any, value: Any) -> Any:
    """from_bits(n): the float32 with these bits."""
    from llvmlite import ir
    from numba import types

    return types.float32(types.int32), lambda _, builder, __, args: builder.bitcast(args[0], ir.FloatType())


@Intrinsic
def nearest_int(context: Any, value: Any, low: Any, high: Any) -> Any:
    """nearest_int(v, low, high): v rounded to an int32 as in ggml, ties to even, clamped to low .. high.

    After adding 1.5 * 2**23, there are no fraction bits, and the integer is in the lowest 23 bits of the sum. Beyond
    +-2**22 it wraps around; infinity and NaN give -2**22 and 0. ggml does the same.
    """
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        int32 = ir.IntType(32)
        total = builder.bitcast(builder.fadd(args[0], ir.Constant(ir.FloatType(), 12_582_912.0)), int32)
        n = builder.sub(builder.and_(total, ir.Constant(int32, 0x7FFFFF)), ir.Constant(int32, 0x400000))
        n = builder.select(builder.icmp_signed("<", n, args[2]), n, args[2])
        return builder.select(builder.icmp_signed(">", n, args[1]), n, args[1])

    return types.int32(types.float32, types.int32, types.int32), emit


@Intrinsic
def truncate(context: Any, value: Any) -> Any:
    """truncate(v): a float32 rounded towards zero, as int32."""
    from llvmlite import ir
    from numba import types

    return types.int32(types.float32), lambda _, builder, __, args: builder.fptosi(args[0], ir.IntType(32))


@Intrinsic
def has_f16_instruction(context: Any) -> Any:
    """has_f16_instruction(): whether the processor can convert F16; a compile-time constant."""
    from llvmlite import ir
    from numba import types

    return types.boolean(), lambda *_: ir.Constant(ir.IntType(1), int(cpu_has("f16c")))


@Intrinsic
def native_f16_to_f32(context: Any, half: Any) -> Any:
    """native_f16_to_f32(n): `f16_to_f32` as an instruction; only call it if `has_f16_instruction()`."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        if not cpu_has("f16c"):
            return ir.Constant(ir.FloatType(), 0.0)
        return builder.fpext(builder.bitcast(builder.trunc(args[0], ir.IntType(16)), ir.HalfType()), ir.FloatType())

    return types.float32(types.int32), emit


@inlined(forced=True)
def f16_to_f32(half: Any) -> Any:
    """Return the F16 with these bits as float32. The exponent bias of F16 is 15, that of float32 127."""
    number = bits(from_bits(np.int32((half & 0x7FFF) << 13)) * F(2.0**112))
    number |= np.int32(0x7F800000) if half & 0x7C00 == 0x7C00 else np.int32(0)  # infinity, NaN
    return from_bits(np.int32(number | (half & 0x8000) << 16))


@inlined(forced=True)
def f32_to_f16(value: Any) -> Any:
    """Return the bits of a float32 rounded to F16, to nearest, ties to even; overflow gives infinity, as in ggml."""
    number = bits(value)
    size = np.int32(number & 0x7FFFFFFF)
    small = bits(from_bits(size) + F(0.5)) - bits(F(0.5))  # the last bit of 0.5 is that of a subnormal F16
    normal = (size - ((127 - 15) << 23) + 0xFFF + (size >> 13 & 1)) >> 13
    half = small if size < 0x38800000 else normal
    half = half if size < 0x47800000 else 0x7C00
    half = half if size <= 0x7F800000 else 0x7E00
    return np.int32(number >> 16 & 0x8000 | half)


@inlined(forced=True)
def write_f16(blocks: Any, b: Any, at: Any, value: Any) -> Any:
    """Store a float32 as F16 at byte `at` of a block; return the rounded value."""
    half = f32_to_f16(value)
    blocks[b, at] = half & 0xFF
    blocks[b, at + 1] = half >> 8 & 0xFF
    return f16_to_f32(half)


@inlined(forced=True)
def signed_absmax(x: Any) -> Any:
    """Return the value of largest magnitude with its sign, the first of several; +0 if all are 0 or NaN."""
    largest, found = F(0), F(0)
    for v in x:
        if abs(v) > largest:
            largest, found = abs(v), v
    return found


@inlined(forced=True)
def inverse(d: Any) -> Any:
    """Return 1 / d, or 0 if d is 0."""
    return F(1) / d if d != F(0) else F(0)


@inlined(forced=True)
def pack(codes: Any, shift: Any, bits: Any, run: Any, blocks: Any, b: Any, at: Any) -> None:
    """Write `bits` bits of each code, starting at bit `shift`, to a block, starting at byte `at`.

    A run of bytes contains 8 / bits planes of `run` codes each: the first plane in the lowest bits of its bytes, the
    next one above it. With bits = 4 and run = 16, byte j has code j in its low and code j + 16 in its high nibble.
    """
    planes, mask, start = 8 // bits, np.uint8((1 << bits) - 1), 0
    for byte in range(at, at + len(codes) * bits // 8, run):
        target = blocks[b, byte : byte + run]  # loops over a slice are vectorised; short constant loops are unrolled
        target[:] = 0
        for plane in range(planes):
            source = codes[start : start + run]
            for j in range(len(target)):
                target[j] |= (source[j] >> np.uint8(shift) & mask) << np.uint8(bits * plane)
            start += run
