"""The operations for one token, and the compiled loop that executes a table of them.

`memory` is a float32 array; operands are offsets in it. A row of the table has a barrier flag, an operation and up to
`WIDTH - 2` integer operands; a row of `factors` has its float operands. If the flag is set, all threads synchronize
before the row. Each thread computes INPUT for itself, which is faster than sharing it; other operations are split.

    INPUT    src n mode weight bias [eps]                     set the input of the next MATVECs: normalized, activated
    MATVEC   dst rows kind address row_bytes bias add order   y = factor · (W input + bias), or added to y
    NORM     src groups n mode weight bias [eps]              in place, each group of n elements
    ADD      dst src n [factor]                               dst += factor · src
    ROTATE   x heads dim rope rotated interleaved             RoPE of the first `rotated` elements of each head
    STORE    k v block heads dim                              write k and v to the cache
    ATTEND   q dst block heads group dim window [scale, cap]  attention of each head over the cache

An offset of -1 means that there is none. `order` of a MATVEC is the offset in `orders` of the index in y of each row of
W; -1 if the rows are in order.
"""

import math

import numpy as np

from ..compiled import compiled, exp, float32, inlined, rounded, widened
from ..compiled.threads import barrier_wait
from ..gguf.quants.dot import matvec_at, quantize_int8

WIDTH = 10
"""Integers per row: barrier flag, operation, operands."""
INPUT, MATVEC, NORM, ADD, ROTATE, STORE, ATTEND = range(7)
PLAIN, RMS, LAYER, RELU2, SILU, GELU, GATED_SILU, GATED_GELU = range(8)
"""Modes of INPUT; NORM has the first three. Gated modes read n elements of the gate, then n of the up projection."""
SCALE = 2 * math.sqrt(2 / math.pi)
CUBIC = 0.044715


@compiled(fastmath={"contract"})
def run(  # type: ignore[no-untyped-def]
    table, factors, memory, orders, inputs, codes, steps, sums, keys, values, position, thread, threads, arrivals
):
    """Execute the table as thread `thread` of `threads`; keys and values are (blocks, capacity, K, D).

    Args:
        inputs, codes, steps, sums: buffers of all threads, (threads, ...): the input of MATVEC, written by INPUT.
        position: position of the token.
        arrivals: count of the barrier, int64 (1,), initially 0.
    """
    thread_input, result, barriers = inputs[thread], np.empty(inputs.shape[1], np.float32), 0
    x, n, scores = thread_input[:0], 0, np.empty(position + 1, np.float32)
    for i in range(len(table)):
        row, f = table[i], factors[i]
        if row[0] and threads > 1:
            barriers += threads
            barrier_wait(arrivals, barriers)
        a, b, c, d, e, g, h = row[2], row[3], row[4], row[5], row[6], row[7], row[8]
        if row[1] == INPUT:
            n = b
            x = thread_input[:n]
            load(memory, a, x, c, d, e, f[0])
            quantize_int8(x, codes[thread], steps[thread, : n // 32], sums[thread])
        elif row[1] == MATVEC:
            begin, end = thread_range(b, thread, threads)
            for start in range(begin, end, len(result)):
                y = result[: min(len(result), end - start)]
                matvec_at(c, d + start * e, e, codes[thread], steps[thread], sums[thread], x, y)
                for r in range(len(y)):
                    at = start + r if row[9] < 0 else orders[row[9] + start + r]
                    value = (y[r] + memory[g + at] if g >= 0 else y[r]) * f[0]
                    memory[a + at] = memory[a + at] + value if h else value
        elif row[1] == NORM:
            start, end = thread_range(b, thread, threads)
            for group in range(start, end):
                part = memory[a + group * c : a + (group + 1) * c]
                load(memory, a + group * c, part, d, e, g, f[0])
        elif row[1] == ADD:
            start, end = thread_range(c, thread, threads)
            for r in range(start, end):
                memory[a + r] += f[0] * memory[b + r]
        elif row[1] == ROTATE:
            start, end = thread_range(b, thread, threads)
            for head in range(start, end):
                rotate(memory[a + head * c : a + (head + 1) * c], memory, d, e, g, position, result)
        elif row[1] == STORE:
            start, end = thread_range(d, thread, threads)
            for head in range(start, end):
                k, v = memory[a + head * e : a + (head + 1) * e], memory[b + head * e : b + (head + 1) * e]
                for j in range(e):
                    keys[c, position, head, j], values[c, position, head, j] = (
                        rounded(k[j], keys),
                        rounded(v[j], values),
                    )
        else:
            start, end = thread_range(d, thread, threads)
            first = max(0, position + 1 - h) if h > 0 else 0
            for head in range(start, end):
                q, out = memory[a + head * g : a + (head + 1) * g], memory[b + head * g : b + (head + 1) * g]
                attend(q, keys[c], values[c], head // e, first, scores, out, f[0], f[1])


@inlined()
def thread_range(count, thread, threads):  # type: ignore[no-untyped-def]
    """Return the range (start, end) of `count` items that a thread processes."""
    return count * thread // threads, count * (thread + 1) // threads


@inlined(fastmath={"contract", "reassoc"})
def load(memory, src, out, mode, weight, bias, eps):  # type: ignore[no-untyped-def]
    """Write the elements at `src` to `out` (n,): unchanged, normalized or activated. `out` may be the source."""
    n = len(out)
    x = memory[src : src + n]
    if mode in (RMS, LAYER):
        mean, square = float32(0), float32(0)
        if mode == LAYER:
            for j in range(n):
                mean += x[j]
            mean /= float32(n)
        for j in range(n):
            square += (x[j] - mean) * (x[j] - mean)
        factor = float32(1) / np.sqrt(square / float32(n) + eps)
        w = memory[weight : weight + n]
        for j in range(n):
            out[j] = (x[j] - mean) * factor * w[j]
        if bias >= 0:
            for j in range(n):
                out[j] += memory[bias + j]
    elif mode == PLAIN:
        for j in range(n):
            out[j] = x[j]
    elif mode == RELU2:
        for j in range(n):
            out[j] = x[j] * x[j] if x[j] > float32(0) else x[j] * float32(0)
    else:
        gelu = mode in (GELU, GATED_GELU)
        for j in range(n):
            t = float32(SCALE) * (x[j] + float32(CUBIC) * x[j] * x[j] * x[j]) if gelu else x[j]
            out[j] = x[j] / (float32(1) + exp(-t))
        if mode >= GATED_SILU:
            up = memory[src + n : src + 2 * n]
            for j in range(n):
                out[j] *= up[j]


@inlined(fastmath={"contract"})
def rotate(x, memory, rope, rotated, interleaved, position, scratch):  # type: ignore[no-untyped-def]
    """Apply RoPE to the first `rotated` elements of a head, with the table (positions, cosines and sines) at `rope`.

    Pairs are the elements j of both halves, or adjacent (`interleaved`) elements, which are then moved to the halves.
    """
    half, at = rotated // 2, rope + 2 * rotated * position
    for j in range(rotated):
        scratch[j] = x[j]
    for j in range(half):
        first, second = (scratch[2 * j], scratch[2 * j + 1]) if interleaved else (scratch[j], scratch[j + half])
        x[j] = first * memory[at + j] - second * memory[at + rotated + j]
        x[j + half] = second * memory[at + half + j] + first * memory[at + rotated + half + j]


@inlined(fastmath={"contract", "reassoc"})
def attend(q, keys, values, head, first, scores, out, scale, cap):  # type: ignore[no-untyped-def]
    """out (D,) = softmax(scale · q · keys) values, for one key head and positions from `first` on.

    Args:
        cap: softcap, score = cap · tanh(score / cap); none if it is not above 0.
        keys, values: (capacity, K, D); the last position is the last of scores (L,).
    """
    largest, total = float32(-np.inf), float32(0)
    for t in range(first, len(scores)):
        key, score = keys[t, head], float32(0)
        for j in range(len(key)):
            score += q[j] * widened(key[j])
        score *= scale
        if cap > float32(0):
            score = cap * float32(math.tanh(score / cap))
        scores[t] = score
        largest = max(largest, score)
    for t in range(first, len(scores)):
        scores[t] = exp(scores[t] - largest)
        total += scores[t]
    for j in range(len(out)):
        out[j] = float32(0)
    for t in range(first, len(scores)):
        value, weight = values[t, head], scores[t] / total
        for j in range(len(value)):
            out[j] += weight * widened(value[j])
