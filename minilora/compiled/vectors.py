"""SIMD vectors of 16 or 32 bytes in compiled loops, for code that LLVM does not vectorise by itself.

    v = load32(block, 16)               32 bytes of an array, starting at byte 16
    low = bit_field(v, 0, 4, 0)         4 bits of each byte, starting at bit 0, moved to bit 0
    sums = add_dots(sums, low, x, 64, 0, 0, f, f)   add f * (sum of low[j] * x[64 + j]), uint8 * int8, to 8 sums

`add_dots` is an instruction for products of bytes where the processor has one (x86 with VNNI: vpdpbusd), and 16-bit
multiplications and additions elsewhere. The rest is the same for all processors.

A vector is a local value of a loop. It cannot be an argument or result of a compiled function that is not inlined.
"""

from functools import cache
from typing import Any

from .loops import Intrinsic, cpu_has


@cache
def _vector_type() -> Any:
    """Return the class of Numba's vector types; its arguments are the type of an element and the number of them."""
    from llvmlite import ir
    from numba import types
    from numba.extending import models, register_model

    class Vector(types.Type):
        def __init__(self, element: Any, length: int) -> None:
            super().__init__(name=f"{element}x{length}")
            self.element, self.length = element, length

    class VectorModel(models.PrimitiveModel):
        def __init__(self, manager: Any, kind: Any) -> None:
            element = manager[kind.element].get_data_type()
            super().__init__(manager, kind, ir.VectorType(element, kind.length))  # type: ignore[no-untyped-call]

    register_model(Vector)(VectorModel)
    return Vector


def _bytes(length: int) -> Any:
    from numba import types

    return _vector_type()(types.uint8, length)


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

    return _bytes(length)(array, types.intp), emit


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

    return _bytes(32)(array, types.intp), emit


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


def _instruction(builder: Any, name: str, operands: list[Any]) -> Any:
    """Return the result of an instruction, by LLVM's name for it; it has the type of the first operand."""
    from llvmlite import ir
    from numba.core import cgutils

    kind = ir.FunctionType(operands[0].type, [operand.type for operand in operands])
    function = cgutils.get_or_insert_function(builder.module, kind, name)  # type: ignore[no-untyped-call]
    return builder.call(function, operands)


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
    return _bytes(32)(v, w), lambda _, builder, __, args: _shuffle(builder, args[0], args[1], list(range(32)))


@Intrinsic
def lookup(context: Any, vector: Any, table: Any) -> Any:
    """lookup(v, table): table[v[j]], for v[j] < 16 and a contiguous uint8 table of 16 entries."""
    from llvmlite import ir

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        first = context.make_array(table)(context, builder, args[1]).data
        if cpu_has("avx2") and vector.length == 32:
            start = builder.bitcast(first, ir.VectorType(ir.IntType(8), 16).as_pointer())
            entries = builder.load(start, align=1)
            entries = _shuffle(builder, entries, entries, 2 * list(range(16)))
            return _instruction(builder, "llvm.x86.avx2.pshuf.b", [entries, args[0]])
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
def zero_sums(context: Any) -> Any:
    """zero_sums(): 8 sums in float32, all 0, for `add_dots`."""
    from llvmlite import ir
    from numba import types

    return _vector_type()(types.float32, 8)(), lambda *_: ir.Constant(ir.VectorType(ir.FloatType(), 8), [0.0] * 8)


@Intrinsic
def add_dots(context: Any, sums: Any, v: Any, x: Any, at: Any, m: Any, n: Any, f: Any, g: Any) -> Any:
    """add_dots(sums, v, x, at, m, n, f, g): add f (m + v[:16] . x[at:at + 16]) and g (n + v[16:] . x[at + 16:at + 32]).

    v is 32 bytes, x a contiguous int8 array. m, n and the products are exact in int32. Four of the 8 sums belong to
    each half; they stay apart until `total_of`, which costs more than the products.
    """
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        codes = builder.load(_pointer(context, builder, x, args[2], args[3], ir.VectorType(ir.IntType(8), 32)), align=1)
        start = _arranged(builder, args[4:6], [0, 2, 2, 2, 1, 2, 2, 2])
        products = builder.sitofp(_dots_of_4(builder, start, args[1], codes), ir.VectorType(ir.FloatType(), 8))
        factors = _arranged(builder, args[6:8], [0] * 4 + [1] * 4)
        return builder.fadd(args[0], builder.fmul(products, factors, flags=("contract",)), flags=("contract",))

    int32, float32 = types.int32, types.float32
    return sums(sums, v, x, types.intp, int32, int32, float32, float32), emit


def _arranged(builder: Any, pair: Any, order: list[int]) -> Any:
    """Return a vector of the two values, and of zeros, in this order."""
    from llvmlite import ir

    values = ir.Constant(ir.VectorType(pair[0].type, 3), [0, 0, 0])
    for i, value in enumerate(pair):
        values = builder.insert_element(values, value, ir.Constant(ir.IntType(32), i))
    return _shuffle(builder, values, values, order)


def _dots_of_4(builder: Any, start: Any, v: Any, x: Any) -> Any:
    """Return `start` plus 8 sums of 4 products each, the first four of them of the first 16 bytes of v and x."""
    from llvmlite import ir

    sums, wide = ir.VectorType(ir.IntType(32), 8), ir.VectorType(ir.IntType(32), 32)
    if cpu_has("avxvnni") or (cpu_has("avx512vnni") and cpu_has("avx512vl")):
        operands = [start, builder.bitcast(v, sums), builder.bitcast(x, sums)]
        return _instruction(builder, "llvm.x86.avx512.vpdpbusd.256", operands)
    products = builder.mul(builder.zext(v, wide), builder.sext(x, wide))
    even, odd = (_shuffle(builder, products, products, list(range(i, 32, 2))) for i in (0, 1))
    pairs = builder.add(even, odd)  # with the products, vpmaddwd on x86
    low, high = (_shuffle(builder, pairs, pairs, [*range(i, i + 4), *range(i + 8, i + 12)]) for i in (0, 4))
    return builder.add(start, builder.add(low, high))


@Intrinsic
def total_of(context: Any, sums: Any, others: Any) -> Any:
    """total_of(v, w): the sum of all elements of two vectors of sums."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        total = builder.fadd(*args)
        for length in (4, 2, 1):
            halves = [_shuffle(builder, total, total, list(range(i, i + length))) for i in (0, length)]
            total = builder.fadd(*halves)
        return builder.extract_element(total, ir.Constant(ir.IntType(32), 0))

    return types.float32(sums, others), emit
