"""The loops of attention: transpositions of heads, and the operations between its matmuls.

A segment of T tokens, padded to a multiple of a step, is (K, T, G, D) in memory: of the G = H/K query heads that share
a key/value head, or G = 1 for keys and values. Scores are (K, T·G, L) for queries and L keys,
or (K, L, T·G) in the backward pass, since two of its three matmuls then read contiguous rows.

`fastmath` does not include "contract" here: a fused multiply-add would make s · S - max at the maximum the rounding
error of s · S instead of 0, and this error is large if the scores are.
"""

import math

from ..compiled import compiled, exp, float32, inlined, ordered, rounded, unordered, widened


@compiled(noalias=True)
def heads_first(x, out, lengths, step):  # type: ignore[no-untyped-def]
    """x (N, K, G·D) -> out (padded N · K, G·D): segment by segment (K, padded length), zero past the end."""
    zero = rounded(float32(0), out)
    start = row = 0
    for n in range(lengths.shape[0]):
        length = lengths[n]
        size = (length + step - 1) // step * step
        for h in range(x.shape[1]):
            for t in range(length):
                for c in range(x.shape[2]):
                    out[row + t, c] = x[start + t, h, c]
            for t in range(length, size):
                for c in range(x.shape[2]):
                    out[row + t, c] = zero
            row += size
        start += length


@compiled(noalias=True)
def tokens_first(x, out, lengths, step):  # type: ignore[no-untyped-def]
    """x (padded N · K, G·D) -> out (N, K, G·D), the way back."""
    start = row = 0
    for n in range(lengths.shape[0]):
        length = lengths[n]
        for h in range(out.shape[1]):
            for t in range(length):
                for c in range(out.shape[2]):
                    out[start + t, h, c] = rounded(widened(x[row + t, c]), out)
            row += (length + step - 1) // step * step
        start += length


@compiled(fastmath={"reassoc"}, noalias=True)
def probabilities_(scores, lse, row, group, queries, place, window, scale):  # type: ignore[no-untyped-def]
    """Make scores S (K, T·G, L) the softmax of scale · S over the visible keys, and 0 elsewhere.

    Args:
        lse: (K, T·G) float32, gets log Σ exp(scale · S).
        row: float32, room for L numbers.
        group: G.
        queries: how many of the T are tokens; the rows after them get 0.
        place: of the first query among the keys.
        window: a query sees itself and the window - 1 keys before it.
    """
    factor, zero = float32(scale), rounded(float32(0), scores)
    for h in range(scores.shape[0]):
        for r in range(scores.shape[1]):
            t = r // group
            end = place + t + 1 if t < queries else 0
            start = max(0, end - window)
            clear(scores[h, r], start, end, zero)
            lse[h, r] = float32(0)
            if end == 0:
                continue
            seen = scores[h, r, start:end]
            top = ordered(widened(seen[0]) * factor)
            for j in range(seen.shape[0]):
                key = ordered(widened(seen[j]) * factor)
                top = key if key > top else top
            largest, total = unordered(top), float32(0)
            for j in range(seen.shape[0]):
                row[j] = exp(widened(seen[j]) * factor - largest)
                total += row[j]
            share = float32(1) / total
            for j in range(seen.shape[0]):
                seen[j] = rounded(row[j] * share, scores)
            lse[h, r] = largest + float32(math.log(total))


@compiled(fastmath={"reassoc"}, noalias=True)
def d_scores_(scores, d_p, lse, sums, group, queries, place, window, scale):  # type: ignore[no-untyped-def]
    """Make scores Sᵀ (K, L, T·G) the probabilities Pᵀ again, and their gradient that of Sᵀ; both 0 where masked.

    Args:
        sums: float32, room for T·G numbers.
        others: as in `probabilities_`.
    """
    factor, zero = float32(scale), rounded(float32(0), scores)
    for h in range(scores.shape[0]):
        for c in range(scores.shape[2]):
            sums[c] = float32(0)
        for j in range(scores.shape[1]):
            start, end = seen_by(j - place, queries, window, group)
            clear(scores[h, j], start, end, zero)
            p, d, total, log_sum = scores[h, j, start:end], d_p[h, j, start:end], sums[start:end], lse[h, start:end]
            for c in range(p.shape[0]):
                value = exp(widened(p[c]) * factor - log_sum[c])
                p[c] = rounded(value, scores)
                total[c] += widened(p[c]) * widened(d[c])
        for j in range(scores.shape[1]):
            start, end = seen_by(j - place, queries, window, group)
            clear(d_p[h, j], start, end, zero)
            p, d, total = scores[h, j, start:end], d_p[h, j, start:end], sums[start:end]
            for c in range(p.shape[0]):
                d[c] = rounded(widened(p[c]) * (widened(d[c]) - total[c]) * factor, d_p)


@compiled(noalias=True)
def add(x, total, start):  # type: ignore[no-untyped-def]
    """Add x (K, L·D) to total (K, T·D), float32, from number `start` on."""
    for h in range(x.shape[0]):
        row = total[h, start : start + x.shape[1]]
        for c in range(x.shape[1]):
            row[c] += widened(x[h, c])


@inlined()
def seen_by(key, queries, window, group):  # type: ignore[no-untyped-def]
    """Return (start, end) of the query rows that attend to a key; positions are relative to query 0."""
    end = max(0, min(queries, key + window)) * group
    return min(max(0, key) * group, end), end


@inlined()
def clear(row, start, end, zero):  # type: ignore[no-untyped-def]
    """Fill the row with `zero` before `start` and from `end`."""
    for c in range(start):
        row[c] = zero
    rest = row[end:]
    for c in range(rest.shape[0]):
        rest[c] = zero
