"""The operations on one token's numbers, and the compiled loop that runs a table of them.

`memory` is float32; operands are places in it. A row of the table is an operation and up to `WIDTH - 2` integers, a row
of `factors` the fractions that belong to it. Before a row that says so, all threads wait for one another. What every
thread needs whole (INPUT) each computes for itself, which is sooner done than shared; everything else is divided.

    INPUT    src n mode weight bias [eps]                     the vector that products to come read: normed, activated
    PRODUCT  dst rows kind address row_bytes bias add order   y = factor · (W input + bias), or added to what is there
    NORM     src groups n mode weight bias [eps]              in place, each group of n numbers
    ADD      dst src n [factor]                               dst += factor · src
    ROTATE   x heads dim rope rotated neighbours              RoPE of the first `rotated` numbers of each head
    STORE    k v block heads dim                              put k and v into the cache
    ATTEND   q dst block heads group dim window [scale, cap]  attention of each head to the cache

A place of -1 means that there is none. `order` of a PRODUCT: where, in `orders`, the numbers stand that say which row
of y each row of W gives.
"""

import math

import numpy as np

from ..compiled import compiled, exp, float32, inlined, rounded, widened
from ..compiled.threads import barrier_wait
from ..gguf.quants.dot import quantise, rows_times

WIDTH = 10
"""Integers in a row: whether to wait, operation, operands."""
INPUT, PRODUCT, NORM, ADD, ROTATE, STORE, ATTEND = range(7)
PLAIN, RMS, LAYER, RELU2, SILU, GELU, GATED_SILU, GATED_GELU = range(8)
"""Modes of INPUT; the first three of NORM. Gated ones read n numbers of the gate and, after them, n to be gated."""
SCALE = 2 * math.sqrt(2 / math.pi)
CUBIC = 0.044715


@compiled(fastmath={"contract"})
def run(  # type: ignore[no-untyped-def]
    table, factors, memory, orders, inputs, codes, steps, sums, keys, values, position, thread, threads, arrivals
):
    """Run the table as thread number `thread` of so many; keys and values are (blocks, capacity, K, D).

    Args:
        inputs, codes, steps, sums: of every thread, (threads, ...): what INPUT leaves for PRODUCT.
        position: of the token.
        arrivals: int64 (1,), 0.
    """
    own, result, barriers = inputs[thread], np.empty(inputs.shape[1], np.float32), 0
    x, n, scores = own[:0], 0, np.empty(position + 1, np.float32)
    for i in range(len(table)):
        row, f = table[i], factors[i]
        if row[0] and threads > 1:
            barriers += threads
            barrier_wait(arrivals, barriers)
        a, b, c, d, e, g, h = row[2], row[3], row[4], row[5], row[6], row[7], row[8]
        if row[1] == INPUT:
            n = b
            x = own[:n]
            prepare(memory, a, x, c, d, e, f[0])
            quantise(x, codes[thread], steps[thread, : n // 32], sums[thread])
        elif row[1] == PRODUCT:
            begin, end = share(b, thread, threads)
            for start in range(begin, end, len(result)):
                y = result[: min(len(result), end - start)]
                rows_times(c, d + start * e, e, codes[thread], steps[thread], sums[thread], x, y)
                for r in range(len(y)):
                    at = start + r if row[9] < 0 else orders[row[9] + start + r]
                    value = (y[r] + memory[g + at] if g >= 0 else y[r]) * f[0]
                    memory[a + at] = memory[a + at] + value if h else value
        elif row[1] == NORM:
            start, end = share(b, thread, threads)
            for group in range(start, end):
                part = memory[a + group * c : a + (group + 1) * c]
                prepare(memory, a + group * c, part, d, e, g, f[0])
        elif row[1] == ADD:
            start, end = share(c, thread, threads)
            for r in range(start, end):
                memory[a + r] += f[0] * memory[b + r]
        elif row[1] == ROTATE:
            start, end = share(b, thread, threads)
            for head in range(start, end):
                rotate(memory[a + head * c : a + (head + 1) * c], memory, d, e, g, position, result)
        elif row[1] == STORE:
            start, end = share(d, thread, threads)
            for head in range(start, end):
                k, v = memory[a + head * e : a + (head + 1) * e], memory[b + head * e : b + (head + 1) * e]
                for j in range(e):
                    keys[c, position, head, j], values[c, position, head, j] = (
                        rounded(k[j], keys),
                        rounded(v[j], values),
                    )
        else:
            start, end = share(d, thread, threads)
            first = max(0, position + 1 - h) if h > 0 else 0
            for head in range(start, end):
                q, out = memory[a + head * g : a + (head + 1) * g], memory[b + head * g : b + (head + 1) * g]
                attend(q, keys[c], values[c], head // e, first, scores, out, f[0], f[1])


@inlined()
def share(count, thread, threads):  # type: ignore[no-untyped-def]
    """Return the part of `count` things that a thread does."""
    return count * thread // threads, count * (thread + 1) // threads


@inlined(fastmath={"contract", "reassoc"})
def prepare(memory, src, out, mode, weight, bias, eps):  # type: ignore[no-untyped-def]
    """Fill `out` (n,), which may be its source, with the numbers at `src`: as they are, normed, or activated."""
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
def rotate(x, memory, rope, rotated, neighbours, position, scratch):  # type: ignore[no-untyped-def]
    """Turn the pairs of a head's first `rotated` numbers; `rope` has rows of so many cosines and sines.

    Pairs are the numbers j of both halves, or neighbours, which are then moved to the halves.
    """
    half, at = rotated // 2, rope + 2 * rotated * position
    for j in range(rotated):
        scratch[j] = x[j]
    for j in range(half):
        first, second = (scratch[2 * j], scratch[2 * j + 1]) if neighbours else (scratch[j], scratch[j + half])
        x[j] = first * memory[at + j] - second * memory[at + rotated + j]
        x[j + half] = second * memory[at + half + j] + first * memory[at + rotated + half + j]


@inlined(fastmath={"contract", "reassoc"})
def attend(q, keys, values, head, first, scores, out, scale, cap):  # type: ignore[no-untyped-def]
    """out (D,) = softmax(scale · q · keys) values, for those from `first` on of a key head.

    Args:
        cap: scores go through cap · tanh(score / cap) if it is above 0.
        keys, values: (L, K, D), of which the last stands where the room for scores (L,) ends.
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
