"""SIMD vectors of 16 or 32 bytes in compiled loops, for code that LLVM does not vectorise by itself.

    v = load32(block, 16)               32 bytes of an array, starting at byte 16
    low = bit_field(v, 0, 4, 0)         4 bits of each byte, starting at bit 0, moved to bit 0
    total = dot(low, x, 64)             sum of low[j] * x[64 + j], uint8 * int8, exact in int32

LLVM compiles `dot` to a single instruction where the processor has one (x86 with VNNI: vpdpbusd; Arm: usdot), and to
16-bit multiplications and additions elsewhere. The code is the same for all processors.

A vector is a local value of a loop. It cannot be an argument or result of a compiled function that is not inlined.
"""

from functools import cache
from typing import Any

from .loops import Intrinsic


@cache
def _bytes_type() -> Any:
    """Return the class of Numba's vector types; its argument is the number of bytes."""
    from llvmlite import ir
    from numba import types
    from numba.extending import models, register_model

    class Bytes(types.Type):
        def __init__(self, length: int) -> None:
            super().__init__(name=f"Bytes{length}")
            self.length = length

    class BytesModel(models.PrimitiveModel):
        def __init__(self, manager: Any, kind: Any) -> None:
            super().__init__(manager, kind, ir.VectorType(ir.IntType(8), kind.length))  # type: ignore[no-untyped-call]

    register_model(Bytes)(BytesModel)
    return Bytes


def _pointer(context: Any, builder: Any, kind: Any, array: Any, at: Any, vector: Any) -> Any:
    """Return a pointer to a vector at element `at` of a byte array."""
    start = builder.gep(context.make_array(kind)(context, builder, array).data, [at])
    return builder.bitcast(start, vector.as_pointer())


def _load(length: int, array: Any, at: Any) -> Any:
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        vector = ir.VectorType(ir.IntType(8), length)
        return builder.load(_pointer(context, builder, signature.args[0], args[0], args[1], vector), align=1)

    return _bytes_type()(length)(array, types.intp), emit


@Intrinsic
def load16(context: Any, array: Any, at: Any) -> Any:
    """load16(block, at): 16 bytes of a contiguous uint8 array."""
    return _load(16, array, at)


@Intrinsic
def load32(context: Any, array: Any, at: Any) -> Any:
    """load32(block, at): 32 bytes of a contiguous uint8 array."""
    return _load(32, array, at)


@Intrinsic
def load_bits32(context: Any, array: Any, at: Any) -> Any:
    """load_bits32(block, at): the 32 bits of 4 bytes as bytes 0 or 1, least significant bit first."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        bits, vector = ir.VectorType(ir.IntType(1), 32), ir.VectorType(ir.IntType(8), 32)
        pointer = _pointer(context, builder, signature.args[0], args[0], args[1], ir.IntType(32))
        return builder.zext(builder.bitcast(builder.load(pointer, align=1), bits), vector)

    return _bytes_type()(32)(array, types.intp), emit


@Intrinsic
def store(context: Any, vector: Any, array: Any, at: Any) -> Any:
    """store(v, codes, at): store a vector in a contiguous uint8 array."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind = ir.VectorType(ir.IntType(8), vector.length)
        builder.store(args[0], _pointer(context, builder, signature.args[1], args[1], args[2], kind), align=1)
        return context.get_dummy_value()

    return types.void(vector, array, types.intp), emit


@Intrinsic
def store_bits32(context: Any, vector: Any, array: Any, at: Any) -> Any:
    """store_bits32(v, block, at): the inverse of `load_bits32`: store the least significant bit of each of 32 bytes."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        bits = builder.bitcast(builder.trunc(args[0], ir.VectorType(ir.IntType(1), 32)), ir.IntType(32))
        builder.store(bits, _pointer(context, builder, signature.args[1], args[1], args[2], ir.IntType(32)), align=1)
        return context.get_dummy_value()

    return types.void(vector, array, types.intp), emit


@Intrinsic
def bit_field(context: Any, vector: Any, shift: Any, bits: Any, up: Any) -> Any:
    """bit_field(v, shift, bits, up): `bits` bits of each byte, starting at bit `shift`, moved to bit `up`."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        v, shift, bits, up = args
        one = ir.Constant(ir.IntType(8), 1)
        mask = builder.sub(builder.shl(one, bits), one)
        low = builder.and_(builder.lshr(v, _splat(builder, shift, vector.length)), _splat(builder, mask, vector.length))
        return builder.shl(low, _splat(builder, up, vector.length))

    return vector(vector, types.uint8, types.uint8, types.uint8), emit


def _splat(builder: Any, byte: Any, length: int) -> Any:
    from llvmlite import ir

    vector = ir.VectorType(ir.IntType(8), length)
    first = builder.insert_element(ir.Constant(vector, ir.Undefined), byte, ir.Constant(ir.IntType(32), 0))
    return _shuffle(builder, first, first, [0] * length)


def _shuffle(builder: Any, v: Any, w: Any, indices: list[int]) -> Any:
    """Return the elements of the concatenated v and w with these indices."""
    from llvmlite import ir

    order = ir.Constant(ir.VectorType(ir.IntType(32), len(indices)), indices)
    return builder.shuffle_vector(v, w, order)


@Intrinsic
def bitor(context: Any, v: Any, w: Any) -> Any:
    """bitor(v, w): v | w."""
    return v(v, w), lambda _, builder, __, args: builder.or_(*args)


@Intrinsic
def add_128(context: Any, vector: Any) -> Any:
    """add_128(v): int8 + 128, as uint8."""
    from llvmlite import ir

    top = ir.Constant(ir.VectorType(ir.IntType(8), vector.length), [-128] * vector.length)
    return vector(vector), lambda _, builder, __, args: builder.xor(args[0], top)


@Intrinsic
def concat16(context: Any, v: Any, w: Any) -> Any:
    """concat16(v, w): the concatenation of two vectors of 16 bytes."""
    return _bytes_type()(32)(v, w), lambda _, builder, __, args: _shuffle(builder, args[0], args[1], list(range(32)))


@Intrinsic
def first16(context: Any, v: Any) -> Any:
    """first16(v): the first 16 of 32 bytes."""
    return _bytes_type()(16)(v), lambda _, builder, __, args: _shuffle(builder, args[0], args[0], list(range(16)))


@Intrinsic
def last16(context: Any, v: Any) -> Any:
    """last16(v): the last 16 of 32 bytes."""
    return _bytes_type()(16)(v), lambda _, builder, __, args: _shuffle(builder, args[0], args[0], list(range(16, 32)))


@Intrinsic
def lookup(context: Any, vector: Any, table: Any) -> Any:
    """lookup(v, table): table[v[j]], for v[j] < 16 and a contiguous uint8 table of 16 entries."""
    from llvmlite import ir

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        first = context.make_array(table)(context, builder, args[1]).data
        entries = [
            _splat(builder, builder.load(builder.gep(first, [ir.Constant(ir.IntType(64), k)])), vector.length)
            for k in range(16)
        ]
        found = entries[0]
        for k in range(1, 16):
            least = ir.Constant(ir.VectorType(ir.IntType(8), vector.length), [k] * vector.length)
            found = builder.select(builder.icmp_unsigned(">=", args[0], least), entries[k], found)
        return found

    return vector(vector, table), emit


@Intrinsic
def dot(context: Any, vector: Any, array: Any, at: Any) -> Any:
    """dot(v, x, at): the sum of v[j] * x[at + j] as int32, for a contiguous int8 array x."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from numba.core import cgutils

        narrow, wide = (ir.VectorType(ir.IntType(bits), vector.length) for bits in (8, 32))
        x = builder.load(_pointer(context, builder, signature.args[1], args[1], args[2], narrow), align=1)
        products = builder.mul(builder.zext(args[0], wide), builder.sext(x, wide))
        kind, name = ir.FunctionType(ir.IntType(32), [wide]), f"llvm.vector.reduce.add.v{vector.length}i32"
        total = cgutils.get_or_insert_function(builder.module, kind, name)  # type: ignore[no-untyped-call]
        return builder.call(total, [products])

    return types.int32(vector, array, types.intp), emit


@Intrinsic
def array_at(context: Any, address: Any, rows: Any, row_bytes: Any) -> Any:
    """array_at(address, rows, row_bytes): the uint8 array (rows, row_bytes) at an address, owned by the caller."""
    from llvmlite import ir
    from numba import types

    kind = types.Array(types.uint8, 2, "C", readonly=True)

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from numba.np import arrayobj

        address, rows, row_bytes = args
        one = ir.Constant(row_bytes.type, 1)
        array = context.make_array(kind)(context, builder)
        data = builder.inttoptr(address, ir.IntType(8).as_pointer())
        arrayobj.populate_array(  # type: ignore[no-untyped-call]
            array, data, [rows, row_bytes], [row_bytes, one], one, None
        )
        return array._getvalue()

    return kind(types.intp, types.intp, types.intp), emit
