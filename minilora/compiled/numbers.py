"""Functions for use in loops: arrays, conversion from and to bfloat16, float32, eˣ."""

from typing import TYPE_CHECKING, Any

from .loops import Intrinsic, inlined

if TYPE_CHECKING:
    from torch import Tensor


def array_of(x: "Tensor") -> Any:
    """Return the tensor's memory as a NumPy array: float32 as it is, the bits of bfloat16 as uint16."""
    import torch

    return (x.detach().view(torch.uint16) if x.dtype == torch.bfloat16 else x.detach()).numpy()


@Intrinsic
def array_at(context: Any, address: Any, shape: Any) -> Any:
    """array_at(address, shape): the contiguous uint8 array of this shape at an address, owned by the caller.

    LLVM knows the lengths that are constants, as it does not for slices.
    """
    from llvmlite import ir
    from numba import types

    kind = types.Array(types.uint8, len(shape), "C", readonly=True)

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from numba.np import arrayobj

        integer = args[0].type
        lengths = [
            context.cast(builder, builder.extract_value(args[1], i), shape[i], types.intp) for i in range(len(shape))
        ]
        strides = [ir.Constant(integer, 1)]
        for length in lengths[:0:-1]:
            strides.insert(0, builder.mul(strides[0], length))
        array = context.make_array(kind)(context, builder)
        data = builder.inttoptr(args[0], ir.IntType(8).as_pointer())
        arrayobj.populate_array(  # type: ignore[no-untyped-call]
            array, data, lengths, strides, ir.Constant(integer, 1), None
        )
        return array._getvalue()

    return kind(types.intp, shape), emit


@Intrinsic
def widened(context: Any, value: Any) -> Any:
    """widened(x[i]): the element of an array as float32; bfloat16's 16 bits are the upper half of one."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        if value != types.uint16:
            return args[0]
        bits = builder.shl(builder.zext(args[0], ir.IntType(32)), ir.Constant(ir.IntType(32), 16))
        return builder.bitcast(bits, ir.FloatType())

    return types.float32(value), emit


@Intrinsic
def rounded(context: Any, value: Any, array: Any) -> Any:
    """rounded(v, y): the float32 `v` as an element of the array y; for bfloat16 to nearest even, and NaN stays NaN."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        number = context.cast(builder, args[0], value, types.float32)
        if array.dtype != types.uint16:
            return number
        int32 = ir.IntType(32)
        bits = builder.bitcast(number, int32)
        last = builder.and_(builder.lshr(bits, ir.Constant(int32, 16)), ir.Constant(int32, 1))
        up = builder.add(bits, builder.add(last, ir.Constant(int32, 0x7FFF)))
        quiet_nan = ir.Constant(int32, 0x7FC00000)
        bits = builder.select(builder.fcmp_unordered("uno", number, number), quiet_nan, up)
        return builder.trunc(builder.lshr(bits, ir.Constant(int32, 16)), ir.IntType(16))

    return array.dtype(value, array), emit


@Intrinsic
def float32(context: Any, value: Any) -> Any:
    """float32(v): a value as float32; a Python float would make a loop compute in float64."""
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return context.cast(builder, args[0], value, types.float32)

    return types.float32(value), emit


@Intrinsic
def ordered(context: Any, value: Any) -> Any:
    """ordered(v): an int32 with the same order as the float32 `v`; NaN is the greatest. LLVM vectorizes a maximum of
    integers, but not one of floats, unless NaN may be ignored."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        int32 = ir.IntType(32)
        bits = builder.bitcast(args[0], int32)
        is_nan = builder.fcmp_unordered("uno", args[0], args[0])
        return builder.select(is_nan, ir.Constant(int32, 0x7FC00000), _flip_magnitude(builder, bits))

    return types.int32(types.float32), emit


@Intrinsic
def unordered(context: Any, key: Any) -> Any:
    """unordered(ordered(v)) is v."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bitcast(_flip_magnitude(builder, args[0]), ir.FloatType())

    return types.float32(types.int32), emit


def _flip_magnitude(builder: Any, bits: Any) -> Any:
    """Invert the lower 31 bits if the sign bit is set."""
    from llvmlite import ir

    int32 = ir.IntType(32)
    sign = builder.ashr(bits, ir.Constant(int32, 31))
    return builder.xor(bits, builder.and_(sign, ir.Constant(int32, 0x7FFFFFFF)))


@Intrinsic
def _times_power_of_two(context: Any, value: Any, shifted: Any) -> Any:
    """value · 2ⁿ, where `shifted` is n + 1.5 · 2²³; in two steps, because 2ⁿ alone may exceed float32's range."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        int32 = ir.IntType(32)
        n = builder.sub(builder.bitcast(args[1], int32), ir.Constant(int32, 0x4B400000))
        half = builder.ashr(n, ir.Constant(int32, 1))
        result = args[0]
        for part in (half, builder.sub(n, half)):
            power = builder.shl(builder.add(part, ir.Constant(int32, 127)), ir.Constant(int32, 23))
            result = builder.fmul(result, builder.bitcast(power, ir.FloatType()))
        return result

    return types.float32(types.float32, types.float32), emit


@inlined(fastmath={"contract"})
def exp(x: Any) -> Any:
    """eˣ of a float32 within 2 units in the last place, as arithmetic that is vectorised (the library's is a call).

    x = n ln 2 + r with |r| <= ln 2 / 2, and eˣ = 2ⁿ eʳ with a polynomial for eʳ. 1.5 · 2²³ added to a small number
    rounds it to an integer. Below -104 the result is 0, above 89 infinite; NaN stays NaN.
    """
    x = float32(-104.0) if x < float32(-104.0) else x
    x = float32(89.0) if x > float32(89.0) else x
    shifted = x * float32(1.4426950408889634) + float32(12582912.0)
    n = shifted - float32(12582912.0)
    r = (x - n * float32(0.693359375)) + n * float32(2.12194440e-4)  # ln 2 in two parts, the first of few bits
    p = float32(1.9875691500e-4)
    p = p * r + float32(1.3981999507e-3)
    p = p * r + float32(8.3334519073e-3)
    p = p * r + float32(4.1665795894e-2)
    p = p * r + float32(1.6666665459e-1)
    p = p * r + float32(5.0000001201e-1)
    return _times_power_of_two(p * r * r + r + float32(1.0), shifted)
