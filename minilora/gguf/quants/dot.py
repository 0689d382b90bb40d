"""Matrix-vector products y = W x with stored blocks, without dequantizing W.

For block types, x is first quantized to int8 in blocks of 32 (`quantize_int8`). A block then needs exact integer dot
products and one or two float multiplications:

    x ~ step[i] * code       step = max |x| / 127 of 32 elements, code = -127 .. 127
    y ~ sum of step * (d * sum of scale (sum of q code - zero sum of code) - dmin * sum of min sum of code)

q, d, scale, zero, dmin and min are those of layout.py; the outer sum is over blocks of 32, the next over sub-blocks.

llama.cpp does the same, but with one step per 256 elements for K types, and F16 steps for the others. The rounding
error of y is at most sum |w| * step / 2. Errors have both signs: for normally distributed x, it is 0.02 % of |w|·|x|.
For F32, F16 and BF16, x is not quantized, and the arithmetic is float32.
"""

from typing import Any

import numpy as np
from gguf import GGMLQuantizationType as T

from ...compiled import compiled, inlined, widened
from ...compiled.numbers import array_at
from ...compiled.vectors import add_dots, total_of, zero_sums
from .base import F, f16_to_f32, nearest_int
from .layout import (
    codes_iq4_nl,
    codes_q1_0,
    codes_q2_k,
    codes_q3_k,
    codes_q4,
    codes_q4_k,
    codes_q5,
    codes_q5_k,
    codes_q6_k,
    codes_q8_0,
    scale_d,
    scale_d_m,
    scales_q2_k,
    scales_q3_k,
    scales_q4_k,
    scales_q6_k,
)

INT = np.int32
F32, F16, BF16, Q8_0, IQ4_NL = int(T.F32), int(T.F16), int(T.BF16), int(T.Q8_0), int(T.IQ4_NL)
Q4_0, Q4_1, Q5_0, Q5_1, Q1_0 = int(T.Q4_0), int(T.Q4_1), int(T.Q5_0), int(T.Q5_1), 41
Q2_K, Q3_K, Q4_K, Q5_K, Q6_K = int(T.Q2_K), int(T.Q3_K), int(T.Q4_K), int(T.Q5_K), int(T.Q6_K)

FLOATS = frozenset({F32, F16, BF16})
MATVEC_TYPES = frozenset({Q8_0, IQ4_NL, Q4_0, Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K}) | FLOATS
"""GGML type ids that `matvec_at` supports."""


@inlined()
def quantize_int8(x: Any, codes: Any, steps: Any, sums: Any) -> None:
    """Quantize x (n,) to int8 codes (n,) with steps (n / 32,); sums (n / 16,) are the sums of 16 codes each.

    NaN or infinity in x makes the step of its block NaN or infinite, and thus y.
    """
    for i in range(len(steps)):
        part, target = x[32 * i : 32 * i + 32], codes[32 * i : 32 * i + 32]
        largest, total = F(0), F(0)
        for v in part:
            largest = max(largest, abs(v))
            total += v
        steps[i] = largest / F(127) + F(0) * total
        factor = F(127) / largest if largest > F(0) else F(0)
        for j in range(len(part)):
            target[j] = nearest_int(part[j] * factor, -127, 127)
        for half in range(2):
            count = INT(0)
            for code in target[16 * half : 16 * half + 16]:
                count += INT(code)
            sums[2 * i + half] = count


@inlined(forced=True, fastmath={"contract"})
def matvec_blocks(
    rows: Any, x: Any, y: Any, size: Any, block_bytes: Any, part: Any, zero: Any, scales_of: Any, codes_of: Any
) -> None:
    """y (n,) = W x, for blocks of `size` weights in sub-blocks of 16, or of 32 or more.

    Args:
        rows: address and number of bytes of a row.
    """
    codes, steps, sums = x
    address, row_bytes = rows
    blocks = array_at(address, (len(y), row_bytes // block_bytes, block_bytes))
    scales, mins = np.zeros(16, INT), np.zeros(16, INT)
    for r in range(len(y)):
        total, other, minima = zero_sums(), zero_sums(), F(0)
        for b in range(blocks.shape[1]):
            block = blocks[r, b]
            d, dmin = scales_of(block, scales, mins)
            for quad in range((size + 127) // 128):
                for p in range(4 * quad, min(4 * quad + 4, size // 32)):  # LLVM unrolls four iterations, but not eight
                    i = b * (size // 32) + p
                    step, low, high, s, t = steps[i], sums[2 * i], sums[2 * i + 1], 2 * p, 2 * p + 1
                    if part > 16:
                        low, high, s, t = INT(low + high), INT(0), p, p
                    f, g, minimum = step * d, step * d, INT(low + high)
                    if size == 256:
                        f, g = f * F(scales[s]), g * F(scales[t])
                        minimum = INT(INT(mins[s] * low) + INT(mins[t] * high))
                    added = add_dots(total, codes_of(block, p), codes, 32 * i, -zero * low, -zero * high, f, g)
                    total, other = other, added  # in turn, so that additions do not wait for each other
                    if zero == 0:  # the other types have no minima
                        minima += step * dmin * F(minimum)
        y[r] = total_of(total, other) - minima


@inlined(fastmath={"contract", "reassoc"})
def matvec_floats(rows: Any, x: Any, y: Any) -> None:
    """y (n,) = W x, for float32 or bfloat16 rows (n, columns) and float32 x."""
    for r in range(len(y)):
        row, total = rows[r], F(0)
        for j in range(len(row)):
            total += widened(row[j]) * x[j]
        y[r] = total


@inlined(fastmath={"contract", "reassoc"})
def matvec_f16(rows: Any, x: Any, y: Any) -> None:
    for r in range(len(y)):
        row, total = rows[r], F(0)
        for j in range(len(row)):
            total += f16_to_f32(INT(row[j])) * x[j]
        y[r] = total


@compiled(fastmath={"contract"})
def matvec_at(kind: Any, address: Any, row_bytes: Any, codes: Any, steps: Any, sums: Any, floats: Any, y: Any) -> None:
    """y (n,) = W x, for n rows of GGML type `kind` at a memory address.

    Args:
        codes, steps, sums: x quantized by `quantize_int8`; not used for F32, F16, BF16.
        floats: x (columns,) float32; used for these types only.
    """
    rows, elements, x = (address, row_bytes), array_at(address, (len(y), row_bytes)), (codes, steps, sums)
    if kind == F32:
        matvec_floats(elements.view(np.float32), floats, y)
    elif kind == BF16:
        matvec_floats(elements.view(np.uint16), floats, y)
    elif kind == F16:
        matvec_f16(elements.view(np.uint16), floats, y)
    elif kind == Q8_0:
        matvec_blocks(rows, x, y, 32, 34, 32, 128, scale_d, codes_q8_0)
    elif kind == Q4_0:
        matvec_blocks(rows, x, y, 32, 18, 32, 8, scale_d, codes_q4)
    elif kind == Q4_1:
        matvec_blocks(rows, x, y, 32, 20, 32, 0, scale_d_m, codes_q4)
    elif kind == Q5_0:
        matvec_blocks(rows, x, y, 32, 22, 32, 16, scale_d, codes_q5)
    elif kind == Q5_1:
        matvec_blocks(rows, x, y, 32, 24, 32, 0, scale_d_m, codes_q5)
    elif kind == IQ4_NL:
        matvec_blocks(rows, x, y, 32, 18, 32, 128, scale_d, codes_iq4_nl)
    elif kind == Q1_0:
        matvec_blocks(rows, x, y, 128, 18, 128, 1, scale_d, codes_q1_0)
    elif kind == Q2_K:
        matvec_blocks(rows, x, y, 256, 84, 16, 0, scales_q2_k, codes_q2_k)
    elif kind == Q3_K:
        matvec_blocks(rows, x, y, 256, 110, 16, 4, scales_q3_k, codes_q3_k)
    elif kind == Q4_K:
        matvec_blocks(rows, x, y, 256, 144, 32, 0, scales_q4_k, codes_q4_k)
    elif kind == Q5_K:
        matvec_blocks(rows, x, y, 256, 176, 32, 0, scales_q4_k, codes_q5_k)
    elif kind == Q6_K:
        matvec_blocks(rows, x, y, 256, 210, 16, 32, scales_q6_k, codes_q6_k)


@compiled()
def quantize_int8_compiled(x: Any, codes: Any, steps: Any, sums: Any) -> None:
    quantize_int8(x, codes, steps, sums)


def matvec(kind: T, rows: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return W x, float32 (n,), for contiguous rows uint8 (n, bytes per row) and x float32 (columns,)."""
    codes, steps, sums = np.empty(len(x), np.int8), np.empty(len(x) // 32, F), np.empty(len(x) // 16, INT)
    y = np.empty(len(rows), F)
    quantize_int8_compiled(x, codes, steps, sums)
    matvec_at(kind.value, rows.ctypes.data, rows.shape[1], codes, steps, sums, x, y)
    return y
