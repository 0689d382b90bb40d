"""Dequantize the block types of layout.py with one generic loop.

Every operation is rounded in the order of ggml, so the results are bit-identical to ggml's.
"""

from typing import Any

import numpy as np

from ...compiled import compiled, inlined, rounded
from ...compiled.vectors import store
from .base import F
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
    f16_at,
    scale_d,
    scale_d_m,
    scales_q2_k,
    scales_q3_k,
    scales_q4_k,
    scales_q6_k,
)


@inlined(forced=True)
def read(raw: Any, out: Any, part: Any, zero: Any, scales_of: Any, codes_of: Any) -> None:
    """Dequantize blocks uint8 (n, bytes) to (n, block size), float32 or bfloat16."""
    codes, scales, mins = np.empty(256, np.uint8), np.zeros(16, np.int32), np.zeros(16, np.int32)
    for b in range(len(raw)):
        d, dmin = scales_of(raw[b], scales, mins)
        for p in range(out.shape[1] // 32):
            store(codes_of(raw[b], p), codes, 32 * p)
        for s in range(out.shape[1] // part):
            step, offset = d * F(scales[s]), dmin * F(mins[s])
            target, source = out[b, s * part : (s + 1) * part], codes[s * part : (s + 1) * part]
            for j in range(len(target)):  # over a slice, so that LLVM vectorises and does not unroll
                target[j] = rounded(step * F(np.int32(source[j]) - np.int32(zero)) - offset, out)


@compiled()
def read_q8_0(raw: Any, out: Any) -> None:
    """A plain loop, since codes of whole bytes need no unpacking."""
    for b in range(len(raw)):
        d = f16_at(raw[b], 0)
        for j in range(out.shape[1]):
            out[b, j] = rounded(d * F(np.int8(raw[b, 2 + j])), out)


@compiled()
def read_q4_0(raw: Any, out: Any) -> None:
    read(raw, out, 32, 8, scale_d, codes_q4)


@compiled()
def read_q4_1(raw: Any, out: Any) -> None:
    read(raw, out, 32, 0, scale_d_m, codes_q4)


@compiled()
def read_q5_0(raw: Any, out: Any) -> None:
    read(raw, out, 32, 16, scale_d, codes_q5)


@compiled()
def read_q5_1(raw: Any, out: Any) -> None:
    read(raw, out, 32, 0, scale_d_m, codes_q5)


@compiled()
def read_iq4_nl(raw: Any, out: Any) -> None:
    read(raw, out, 32, 128, scale_d, codes_iq4_nl)


@compiled()
def read_q1_0(raw: Any, out: Any) -> None:
    read(raw, out, 128, 1, scale_d, codes_q1_0)


@compiled()
def read_q2_k(raw: Any, out: Any) -> None:
    read(raw, out, 16, 0, scales_q2_k, codes_q2_k)


@compiled()
def read_q3_k(raw: Any, out: Any) -> None:
    read(raw, out, 16, 4, scales_q3_k, codes_q3_k)


@compiled()
def read_q4_k(raw: Any, out: Any) -> None:
    read(raw, out, 32, 0, scales_q4_k, codes_q4_k)


@compiled()
def read_q5_k(raw: Any, out: Any) -> None:
    read(raw, out, 32, 0, scales_q4_k, codes_q5_k)


@compiled()
def read_q6_k(raw: Any, out: Any) -> None:
    read(raw, out, 16, 32, scales_q6_k, codes_q6_k)
