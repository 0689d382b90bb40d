"""How a loop written in Python becomes machine code, by Numba, and where that code is kept.

    @compiled(fastmath={"contract", "reassoc"})        a kernel: its machine code is cached on disk
    def sum_of_squares(x, out):                        arrays: float32, or bfloat16 as its 16 bits
        for i in range(x.shape[0]):
            total = float32(0)
            for c in range(x.shape[1]):
                total += widened(x[i, c]) * widened(x[i, c])
            out[i] = rounded(total, out)               to nearest even where `out` is bfloat16

    @inlined()                                         a part of kernels
    def square(v): ...

Numba is imported when the first loop runs (0.5 s), not with this module. A loop is compiled for the types of its
arguments the first time it meets them. The machine code lies in NUMBA_CACHE_DIR or the user's cache directory, under
the fingerprint of its source text, so another installation of the same version finds it. A directory that cannot be
written only means that the next process compiles again.

    loops.py     the decorators: what is compiled, when, and whether it can be
    numbers.py   what loops compute with: bfloat16 in and out, float32, exp
    vectors.py   vectors of bytes: sums of products of small integers
    cache.py     where machine code is kept, and the lock on it

A bfloat16 number is the upper half of a float32: `array_of` views the tensor as uint16, `widened` shifts the bits back.
Loops are compiled with `error_model="numpy"` (a division has no branch for zero, so it is vectorised) and `nogil`.
"""

from .loops import announce_with, available, compiled, inlined
from .numbers import array_of, exp, float32, ordered, rounded, unordered, widened

__all__ = [
    "announce_with",
    "array_of",
    "available",
    "compiled",
    "exp",
    "float32",
    "inlined",
    "ordered",
    "rounded",
    "unordered",
    "widened",
]
