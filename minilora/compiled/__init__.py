"""Compile loops written in Python to machine code with Numba, and cache the code on disk.

    @compiled(fastmath={"contract", "reassoc"})        a kernel: its machine code is cached on disk
    def sum_of_squares(x, out):                        arrays: float32, or bfloat16 as its 16 bits
        for i in range(x.shape[0]):
            total = float32(0)
            for c in range(x.shape[1]):
                total += widened(x[i, c]) * widened(x[i, c])
            out[i] = rounded(total, out)               to nearest even where `out` is bfloat16

    @inlined()                                         a function that kernels inline
    def square(v): ...

Numba is imported when the first loop runs (0.5 s), not with this module. A loop is compiled on its first call with
arguments of new types. The machine code is cached in NUMBA_CACHE_DIR or the user's cache directory, under a fingerprint
of the source text, so another installation of the same version can use it. If the directory cannot be written, every
process compiles again.

    loops.py     the decorators, and whether Numba is available
    numbers.py   arrays, conversion from and to bfloat16, float32, exp
    vectors.py   vectors of bytes: dot products of small integers
    threads.py   a barrier between threads
    cache.py     the cache directory and its lock

A bfloat16 value is the upper half of a float32: `array_of` views the tensor as uint16, `widened` shifts the bits back.
Loops are compiled with `nogil` and with `error_model="numpy"` (no check for division by zero, which would prevent
vectorization).
"""

from ..notices import set_notice_callback
from .loops import available, compiled, inlined
from .numbers import array_of, exp, float32, ordered, rounded, unordered, widened

__all__ = [
    "array_of",
    "available",
    "compiled",
    "exp",
    "float32",
    "inlined",
    "ordered",
    "rounded",
    "set_notice_callback",
    "unordered",
    "widened",
]
