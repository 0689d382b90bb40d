"""What a GGUF tensor type is, and the arithmetic that all of them share.

A type has two compiled loops over blocks: float32 to bytes and back. They compute in float32, one operation after the
other in ggml's order, because bytes are equal only if every sum and product is rounded alike; so no expression is
simplified, and no liberty of LLVM's (fastmath) is taken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from gguf import GGMLQuantizationType
from gguf.constants import GGML_QUANT_SIZES

from ...compiled import inlined
from ...compiled.loops import Intrinsic

Loop = Callable[..., None]

LARGEST_F16 = 65504.0
"""Every quantised block keeps its scale as F16; weights beyond this are no weights."""
F = np.float32
NOTHING = F(1e-15)
"""Blocks without a larger weight are zero (ggml: GROUP_MAX_EPS)."""
FAR = 1 << 30
"""A limit for `nearest` that none of its integers reaches."""


@dataclass(frozen=True)
class Quant:
    """One tensor type and its loops, which change their last argument."""

    type: GGMLQuantizationType
    dequantize: Loop
    """(uint8 (n, type_size), float32 or bfloat16 as uint16 (n, block_size))."""
    quantize: Loop | None = None
    """(float32 (n, block_size), uint8 (n, type_size)); None where minilora only reads the type."""
    quantize_weighted: Loop | None = None
    """(float32 (n, block_size), importances float32 (blocks of a row, block_size), uint8 (n, type_size)), n a multiple
    of the blocks of a row; None where the type takes no notice of importances."""
    scales: tuple[int, ...] = ()
    """Where in a block its F16 scales lie, in bytes."""
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


@Intrinsic
def bits(context: Any, value: Any) -> Any:
    """bits(v): the bits of a float32, as int32."""
    from llvmlite import ir
    from numba import types

    return types.int32(types.float32), lambda _, builder, __, args: builder.bitcast(args[0], ir.IntType(32))


@Intrinsic
def from_bits(context: Any, value: Any) -> Any:
    """from_bits(n): the float32 of these bits."""
    from llvmlite import ir
    from numba import types

    return types.float32(types.int32), lambda _, builder, __, args: builder.bitcast(args[0], ir.FloatType())


@Intrinsic
def nearest(context: Any, value: Any, low: Any, high: Any) -> Any:
    """nearest(v, low, high): ggml's nearest integer to v, ties to even, cut to low .. high; int32.

    Adding 1.5 * 2**23 leaves no fraction bits, and the integer stands in the lowest 23 bits of the sum. Beyond +-2**22
    it wraps around, and infinity and NaN give -2**22 and 0; as in ggml.
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
def truncated(context: Any, value: Any) -> Any:
    """truncated(v): the int32 of a float32 without its fraction."""
    from llvmlite import ir
    from numba import types

    return types.int32(types.float32), lambda _, builder, __, args: builder.fptosi(args[0], ir.IntType(32))


def _converts_f16() -> bool:
    from llvmlite import binding

    config: Any = import_module("numba").config
    return not config.CPU_NAME and bool(binding.get_host_cpu_features().get("f16c", False))


@Intrinsic
def has_f16(context: Any) -> Any:
    """has_f16(): whether the processor that a loop is compiled for converts F16 itself; a constant."""
    from llvmlite import ir
    from numba import types

    return types.boolean(), lambda *_: ir.Constant(ir.IntType(1), int(_converts_f16()))


@Intrinsic
def extended_f16(context: Any, half: Any) -> Any:
    """extended_f16(n): `f16_value`, as an instruction of processors that have one; elsewhere it must not be reached."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        if not _converts_f16():
            return ir.Constant(ir.FloatType(), 0.0)
        return builder.fpext(builder.bitcast(builder.trunc(args[0], ir.IntType(16)), ir.HalfType()), ir.FloatType())

    return types.float32(types.int32), emit


@inlined(forced=True)
def f16_value(half: Any) -> Any:
    """The F16 of these bits, as float32: its exponent counts from 15, that of a float32 from 127."""
    number = bits(from_bits(np.int32((half & 0x7FFF) << 13)) * F(2.0**112))
    number |= np.int32(0x7F800000) if half & 0x7C00 == 0x7C00 else np.int32(0)  # infinity, NaN
    return from_bits(np.int32(number | (half & 0x8000) << 16))


@inlined(forced=True)
def f16_bits(value: Any) -> Any:
    """The bits of a float32 as F16, to nearest, ties to even; beyond the range infinity, as in ggml."""
    number = bits(value)
    size = np.int32(number & 0x7FFFFFFF)
    small = bits(from_bits(size) + F(0.5)) - bits(F(0.5))  # half's last bit is the last one of a subnormal F16
    normal = (size - ((127 - 15) << 23) + 0xFFF + (size >> 13 & 1)) >> 13
    half = small if size < 0x38800000 else normal
    half = half if size < 0x47800000 else 0x7C00
    half = half if size <= 0x7F800000 else 0x7E00
    return np.int32(number >> 16 & 0x8000 | half)


@inlined(forced=True)
def put_f16(blocks: Any, b: Any, at: Any, value: Any) -> Any:
    """Store a float32 as F16 at byte `at` of a block; return what a reader will find."""
    half = f16_bits(value)
    blocks[b, at] = half & 0xFF
    blocks[b, at + 1] = half >> 8 & 0xFF
    return f16_value(half)


@inlined(forced=True)
def extreme(x: Any) -> Any:
    """The weight of largest magnitude, the first of several, with its sign; +0 where all are 0 or NaN."""
    largest, found = F(0), F(0)
    for v in x:
        if abs(v) > largest:
            largest, found = abs(v), v
    return found


@inlined(forced=True)
def inverse(d: Any) -> Any:
    """1 / d, and 0 for 0."""
    return F(1) / d if d != F(0) else F(0)


@inlined(forced=True)
def pack(codes: Any, shift: Any, bits: Any, run: Any, blocks: Any, b: Any, at: Any) -> None:
    """Put `bits` bits of each code, those from `shift` on, into a block from byte `at` on; the layout of every type.

    A run of bytes carries 8 / bits planes of `run` codes each: the first plane in the lowest bits of the run's bytes,
    the next one above it. With bits = 4 and run = 16: byte j holds code j low and code j + 16 high.
    """
    planes, mask, start = 8 // bits, np.uint8((1 << bits) - 1), 0
    for byte in range(at, at + len(codes) * bits // 8, run):
        target = blocks[b, byte : byte + run]  # loops as long as a slice are vectorised, short constant ones unrolled
        target[:] = 0
        for plane in range(planes):
            source = codes[start : start + run]
            for j in range(len(target)):
                target[j] |= (source[j] >> np.uint8(shift) & mask) << np.uint8(bits * plane)
            start += run
