"""Quantize to Q2_K .. Q6_K: super-blocks of 256 weights with quantized sub-block scales.

    Q3_K, Q6_K         16 sub-blocks of 16    weight = d * scale[s] * q                       q signed
    Q2_K               16 sub-blocks of 16    weight = d * scale[s] * q - dmin * min[s]       q >= 0
    Q4_K, Q5_K          8 sub-blocks of 32    weight = d * scale[s] * q - dmin * min[s]       q >= 0

d and dmin are F16, one per super-block; scale and min are integers of 4, 6 or 8 bits. A quantizer fits the scales of
the sub-blocks, quantizes them, and rounds the weights again with the quantized scales.

Source: ggml/src/ggml-common.h (layouts), ggml/src/ggml-quants.c.
"""

from typing import Any

import numpy as np
from gguf import GGMLQuantizationType as T

from ...compiled import compiled, inlined
from .base import GROUP_MAX_EPS, UNBOUNDED, F, Quant, nearest_int, pack, signed_absmax, write_f16
from .layout import scales_q4_k
from .reading import read_q2_k, read_q3_k, read_q4_k, read_q5_k, read_q6_k
from .search import (
    STEPS,
    TRIES,
    fill_importances,
    fit_affine,
    fit_multiples,
    fit_symmetric,
    mean_square,
    refine_symmetric,
)

Q5_K_BYTES = 176
STEPS_Q2_K = F(-0.5) + F(0.1) * np.arange(16, dtype=F)
STEPS_Q4_K = F(-1.0) + F(0.1) * np.arange(21, dtype=F)
STEPS_Q5_K = F(-0.5) + F(0.1) * np.arange(16, dtype=F)
"""Offsets to the number of steps that `fit_affine` tries, without importances."""


@compiled()
def quantize_q2_k(x: Any, out: Any) -> None:
    q, scale, minimum, multiples, mins = affine_buffers(16)
    for b in range(len(x)):
        fit_affine_parts(x[b], 3, STEPS_Q2_K, True, q, scale, minimum)
        d, dmin = (
            write_f16(out, b, 80, to_multiples(scale, 15, multiples)),
            write_f16(out, b, 82, to_multiples(minimum, 15, mins)),
        )
        store_q2_k(x[b], q, d, dmin, multiples, mins, out, b)


@compiled()
def quantize_q2_k_weighted(x: Any, columns: Any, out: Any) -> None:
    q, scale, minimum, multiples, mins = affine_buffers(16)
    sums = np.empty(16, F)
    for b in range(len(x)):
        energy = mean_square(x[b : b + 1])
        fit_affine_weighted(x[b], columns[b % len(columns)], energy, 3, q, scale, minimum, sums)
        d = write_f16(out, b, 80, fit_multiples(scale, sums, 15, multiples))
        dmin = write_f16(out, b, 82, fit_multiples(minimum, sums, 15, mins))
        store_q2_k(x[b], q, d, dmin, multiples, mins, out, b)


@compiled()
def quantize_q4_k(x: Any, out: Any) -> None:
    """Also quantizes to Q5_K, whose blocks have additional fifth bits."""
    q, scale, minimum, multiples, mins = affine_buffers(8)
    top, steps = (31, STEPS_Q5_K) if out.shape[1] == Q5_K_BYTES else (15, STEPS_Q4_K)
    for b in range(len(x)):
        fit_affine_parts(x[b], top, steps, False, q, scale, minimum)
        d, dmin = (
            write_f16(out, b, 0, to_multiples(scale, 63, multiples)),
            write_f16(out, b, 2, to_multiples(minimum, 63, mins)),
        )
        for s in range(8):
            multiples[s], mins[s] = min(multiples[s], 63), min(mins[s], 63)
        store_q4_k(x[b], q, top, d, dmin, multiples, mins, out, b)


@compiled()
def quantize_q4_k_weighted(x: Any, columns: Any, out: Any) -> None:
    """Also quantizes to Q5_K. In Q4_K, multiples that wrap around overflow into others, as in ggml."""
    q, scale, minimum, multiples, mins = affine_buffers(8)
    sums = np.empty(8, F)
    top, most = (31, 63) if out.shape[1] == Q5_K_BYTES else (15, 255)
    for b in range(len(x)):
        energy = F(2) * mean_square(x[b : b + 1])
        fit_affine_weighted(x[b], columns[b % len(columns)], energy, top, q, scale, minimum, sums)
        d = write_f16(out, b, 0, fit_multiples(scale, sums, 63, multiples))
        dmin = write_f16(out, b, 2, fit_multiples(minimum, sums, 63, mins))
        for s in range(8):
            multiples[s], mins[s] = min(multiples[s], most), min(mins[s], most)
        store_q4_k(x[b], q, top, d, dmin, multiples, mins, out, b)


@compiled()
def quantize_q3_k(x: Any, out: Any) -> None:
    """Scales have 6 bits, -32 .. 31; the one of largest magnitude becomes -32."""
    q, scale, multiples = np.empty(256, np.uint8), np.empty(16, F), np.empty(16, np.uint8)
    buffers = (np.empty((16, 16), F), np.empty((16, 16), F), np.empty(16, F), np.empty(16, F))
    for b in range(len(x)):
        refine_symmetric(x[b], 4, q, scale, buffers)
        largest = signed_absmax(scale)
        factor = F(-32) / largest
        for s in range(16):
            multiples[s] = nearest_int(factor * scale[s], -32, 31) + 32 if largest != F(0) else 0
        store_q3_k(x[b], q, F(1) / factor if largest != F(0) else F(0), multiples, out, b)


@compiled()
def quantize_q3_k_weighted(x: Any, columns: Any, out: Any) -> None:
    """The 16 scales are quantized like weights, with 32 steps."""
    q, scale, multiples = np.empty(256, np.uint8), np.empty(16, F), np.empty(16, np.uint8)
    w, sums, tries = np.empty(16, F), np.empty(16, F), np.empty((3, TRIES), F)
    for b in range(len(x)):
        energy = F(2) * mean_square(x[b : b + 1])
        for s in range(16):
            part, column = slice(16 * s, 16 * s + 16), b % len(columns)
            sums[s] = fill_importances(x[b, part], columns[column, part], energy, w)
            scale[s] = fit_symmetric(x[b, part], w, 4, q[part], tries)
        store_q3_k(x[b], q, fit_symmetric(scale, sums, 32, multiples, tries), multiples, out, b)


@compiled()
def quantize_q6_k(x: Any, out: Any) -> None:
    q, scale, w = np.empty(256, np.uint8), np.empty(16, F), np.empty(16, F)
    tries = np.empty((3, TRIES), F)
    for b in range(len(x)):
        for s in range(16):
            part = x[b, 16 * s : 16 * s + 16]
            for j in range(16):
                w[j] = part[j] * part[j]
            scale[s] = fit_symmetric(part, w, 32, q[16 * s : 16 * s + 16], tries)
        store_q6_k(x[b], q, scale, out, b)


@compiled()
def quantize_q6_k_weighted(x: Any, columns: Any, out: Any) -> None:
    """Uses the importances of the columns unchanged."""
    q, scale, tries = np.empty(256, np.uint8), np.empty(16, F), np.empty((3, TRIES), F)
    for b in range(len(x)):
        for s in range(16):
            part = slice(16 * s, 16 * s + 16)
            scale[s] = fit_symmetric(x[b, part], columns[b % len(columns), part], 32, q[part], tries)
        store_q6_k(x[b], q, scale, out, b)


@inlined()
def affine_buffers(parts: Any) -> Any:
    """Return buffers of a super-block: codes; scales and minima of its sub-blocks; both as multiples of d and dmin."""
    scale, multiples = np.empty((2, parts), F), np.empty((2, parts), np.uint8)
    return np.empty(256, np.uint8), scale[0], scale[1], multiples[0], multiples[1]


@inlined()
def fit_affine_parts(x: Any, top: Any, steps: Any, absolute: Any, q: Any, scale: Any, minimum: Any) -> None:
    """Fit each sub-block without an importance matrix: importances are |w|, in Q4_K and Q5_K plus the RMS."""
    size = 256 // len(scale)
    w = np.empty(size, F)
    for s in range(len(scale)):
        part = x[s * size : (s + 1) * size]
        mean = F(0) if absolute else np.sqrt(mean_square(part.reshape(1, size)))
        for j in range(size):
            w[j] = mean + abs(part[j])
        scale[s], low = fit_affine(part, w, top, steps, absolute, False, q[s * size : (s + 1) * size])
        minimum[s] = -low


@inlined()
def fit_affine_weighted(
    x: Any, columns: Any, energy: Any, top: Any, q: Any, scale: Any, minimum: Any, sums: Any
) -> None:
    """Fit each sub-block with an importance matrix; `sums` receives the sums of its importances."""
    size = 256 // len(scale)
    w = np.empty(size, F)
    for s in range(len(scale)):
        start, end = s * size, (s + 1) * size
        sums[s] = fill_importances(x[start:end], columns[start:end], energy, w)
        scale[s], low = fit_affine(x[start:end], w, top, STEPS, False, True, q[start:end])
        minimum[s] = -low


@inlined()
def to_multiples(values: Any, top: Any, multiples: Any) -> Any:
    """Quantize values to multiples 0 .. top of d = largest / top; return d. Negative ones wrap around as in C."""
    largest = F(0)
    for v in values:
        largest = v if v > largest else largest
    factor = F(top) / largest if largest > F(0) else F(0)
    for s in range(len(values)):
        multiples[s] = nearest_int(factor * values[s], -UNBOUNDED, UNBOUNDED)
    return largest / F(top)


@inlined()
def affine_codes(x: Any, d: Any, dmin: Any, multiples: Any, mins: Any, top: Any, q: Any) -> None:
    """Compute codes 0 .. top with the stored scales and minima; where a step is 0, keep the codes of the search."""
    size = 256 // len(multiples)
    for s in range(len(multiples)):
        step, offset = d * F(multiples[s]), dmin * F(mins[s])
        if step != F(0):
            for j in range(s * size, (s + 1) * size):
                q[j] = nearest_int((x[j] + offset) / step, 0, top)


@inlined()
def symmetric_code(x: Any, step: Any, top: Any, q: Any) -> None:
    """Compute codes 0 .. 2 top - 1 of a sub-block with the stored step; if it is 0, keep the codes of the search."""
    if step != F(0):
        for j in range(len(x)):  # over slices, so that LLVM vectorises and does not unroll
            q[j] = nearest_int(x[j] / step, -top, top - 1) + top


@inlined()
def store_q2_k(x: Any, q: Any, d: Any, dmin: Any, multiples: Any, mins: Any, blocks: Any, b: Any) -> None:
    for s in range(16):
        blocks[b, s] = multiples[s] | mins[s] << 4
        multiples[s], mins[s] = blocks[b, s] & 15, blocks[b, s] >> 4
    affine_codes(x, d, dmin, multiples, mins, 3, q)
    pack(q, 0, 2, 32, blocks, b, 16)


@inlined()
def store_q4_k(x: Any, q: Any, top: Any, d: Any, dmin: Any, multiples: Any, mins: Any, blocks: Any, b: Any) -> None:
    pack_scales_mins(multiples, mins, blocks, b)
    scales_q4_k(blocks[b], multiples, mins)
    affine_codes(x, d, dmin, multiples, mins, top, q)
    pack(q, 0, 4, 32, blocks, b, blocks.shape[1] - 128)
    if blocks.shape[1] == Q5_K_BYTES:
        pack(q, 4, 1, 32, blocks, b, 16)


@inlined()
def pack_scales_mins(multiples: Any, mins: Any, blocks: Any, b: Any) -> None:
    """Pack 8 scales and 8 minima below 64 into 12 bytes, starting at byte 4.

    Bytes 0-3: scales 0-3, and in their top two bits the top of scales 4-7. Bytes 4-7: the same for the minima.
    Bytes 8-11: low nibbles of scales 4-7 and, above them, of minima 4-7.
    """
    for s in range(4):
        blocks[b, 4 + s] = multiples[s] | multiples[s + 4] >> 4 << 6
        blocks[b, 8 + s] = mins[s] | mins[s + 4] >> 4 << 6
        blocks[b, 12 + s] = multiples[s + 4] & 15 | (mins[s + 4] & 15) << 4


@inlined()
def store_q3_k(x: Any, q: Any, d: Any, multiples: Any, blocks: Any, b: Any) -> None:
    """Store a block with scale d and sub-block scales with an offset of 32."""
    pack(multiples, 0, 4, 8, blocks, b, 96)
    pack(multiples, 4, 2, 4, blocks, b, 104)
    d = write_f16(blocks, b, 108, d)
    for s in range(16):
        symmetric_code(x[16 * s : 16 * s + 16], d * F(np.int32(multiples[s]) - 32), 4, q[16 * s : 16 * s + 16])
    pack(q, 2, 1, 32, blocks, b, 0)
    pack(q, 0, 2, 32, blocks, b, 32)


@inlined()
def store_q6_k(x: Any, q: Any, scale: Any, blocks: Any, b: Any) -> None:
    """Scales have 8 bits, -128 .. 127; the one of largest magnitude becomes -128."""
    largest = signed_absmax(scale)
    if abs(largest) < GROUP_MAX_EPS:
        blocks[b, :] = 0
        return
    factor = F(-128) / largest
    d = write_f16(blocks, b, 208, F(1) / factor)
    for s in range(16):
        multiple = nearest_int(factor * scale[s], -UNBOUNDED, 127)
        blocks[b, 192 + s] = multiple & 255
        symmetric_code(x[16 * s : 16 * s + 16], d * F(np.int8(multiple)), 32, q[16 * s : 16 * s + 16])
    pack(q, 0, 4, 64, blocks, b, 0)
    pack(q, 4, 2, 32, blocks, b, 128)


K = (
    Quant(T.Q2_K, read_q2_k, quantize_q2_k, quantize_q2_k_weighted, scales=(80, 82)),
    Quant(T.Q3_K, read_q3_k, quantize_q3_k, quantize_q3_k_weighted, scales=(108,)),
    Quant(T.Q4_K, read_q4_k, quantize_q4_k, quantize_q4_k_weighted, scales=(0, 2)),
    Quant(T.Q5_K, read_q5_k, quantize_q4_k, quantize_q4_k_weighted, scales=(0, 2)),
    Quant(T.Q6_K, read_q6_k, quantize_q6_k, quantize_q6_k_weighted, scales=(208,)),
)
