"""Batches without padding: which examples go together, and the flat tensors of one step.

    examples        [a b c d]  [e f g]
    input_ids        a b c d    e f g        (N,), N = 7
    labels           b c d -    f g -        (N,), already shifted; "-" is -100; prompt tokens are -100 too
    lengths         (4, 3)

Position t predicts `labels[t]`, the token after it; the last position of a segment predicts nothing, and no label
crosses into the next segment. The model must keep attention and positions inside segments, by `lengths`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import ConfigError
from .encode import Example

IGNORE = -100
"""Label of a position that predicts nothing (torch's default `ignore_index`)."""
MICRO_BATCH_TOKENS = 700
"""Most tokens of a piece that can be divided, with two bytes a number; half as many in float32, for its memory."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Some examples end to end; N is the sum of `lengths`."""

    input_ids: torch.Tensor
    """(N,) long."""
    labels: torch.Tensor
    """(N,) long, shifted: the token that each position predicts, or `IGNORE`."""
    lengths: tuple[int, ...]
    """Tokens of each segment."""
    record_ids: tuple[str, ...]
    """Record of each segment."""
    answer_tokens: int
    """Number of labels that are not `IGNORE`: the divisor of the summed loss."""

    def to(self, device: torch.device | str) -> "Batch":
        """Return the batch with its tensors on `device`."""
        return replace(self, input_ids=self.input_ids.to(device), labels=self.labels.to(device))


def collate(examples: Sequence[Example]) -> Batch:
    """Lay examples end to end, and shift their labels inside each of them."""
    labels = []
    for example in examples:
        following = np.full(len(example.ids), IGNORE, np.int64)
        following[:-1] = np.where(example.loss_mask[1:], example.ids[1:], IGNORE)
        labels.append(following)
    return Batch(
        input_ids=torch.from_numpy(np.concatenate([example.ids for example in examples]).astype(np.int64)),
        labels=torch.from_numpy(np.concatenate(labels)),
        lengths=tuple(len(example.ids) for example in examples),
        record_ids=tuple(example.record_id for example in examples),
        answer_tokens=sum(example.answer_tokens for example in examples),
    )


def collate_micro_batches(examples: Sequence[Example], like: torch.Tensor) -> list[Batch]:
    """Lay a batch's examples out in pieces, which a model with weights like this computes side by side (thread_pool.py)."""
    groups = split_micro_batches([len(example.ids) for example in examples], like)
    return [collate([examples[i] for i in group]).to(like.device) for group in groups]


def split_micro_batches(lengths: Sequence[int], like: torch.Tensor) -> list[list[int]]:
    """Return the indices of a batch's records in groups: all in one for a GPU, which wants much at a time.

    For a CPU there are 1, 2, 4, 8 ... groups alike in length, of `MICRO_BATCH_TOKENS` at most where records allow it: each
    record, the longest first, joins the group that is the shortest by then. So they depend on the lengths, but not on
    the number of threads.
    """
    if like.device.type != "cpu":
        return [list(range(len(lengths)))]
    most, groups = MICRO_BATCH_TOKENS * 2 // like.element_size(), 1
    while sum(lengths) > groups * most and groups < len(lengths):
        groups *= 2
    members: list[list[int]] = [[] for _ in range(groups)]
    totals = [0] * groups
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        shortest = totals.index(min(totals))
        members[shortest].append(index)
        totals[shortest] += lengths[index]
    return [sorted(group) for group in members if group]


def plan_epoch(
    lengths: Sequence[int], *, seed: int, epoch: int, max_examples: int | None = None, max_tokens: int | None = None
) -> list[tuple[int, ...]]:
    """Return the batches of one epoch as tuples of example indices: shuffled, each example exactly once.

    A pure function of its arguments, so a resumed run needs no generator state.

    Args:
        lengths: tokens of each example.
        seed: of the run, >= 0.
        epoch: from 0; another epoch has another order.
        max_examples: most examples of a batch.
        max_tokens: most tokens of a batch; a longer example is a batch of its own.
    """
    return _group(epoch_order(len(lengths), seed, epoch), lengths, max_examples, max_tokens)


def plan_eval(lengths: Sequence[int], *, max_tokens: int) -> list[tuple[int, ...]]:
    """Return batches of at most `max_tokens` tokens in the order of the examples."""
    return _group(range(len(lengths)), lengths, None, max_tokens)


def epoch_order(count: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """Return a permutation of `count` indices: the ranks of `count` random 64-bit keys.

    NumPy promises the raw bits of a PCG64 for ever, but not what `permutation` makes of them (NEP 19).
    """
    keys = np.random.PCG64(np.random.SeedSequence((seed, epoch))).random_raw(count)
    return np.argsort(keys, kind="stable")


def _group(
    order: Sequence[int] | NDArray[np.int64], lengths: Sequence[int], max_examples: int | None, max_tokens: int | None
) -> list[tuple[int, ...]]:
    """Fill batches in order; a batch is closed when the next example would break one of the limits."""
    for name, limit in (("max_examples", max_examples), ("max_tokens", max_tokens)):
        if limit is not None and limit < 1:
            raise ConfigError(f"{name} is {limit}; a batch holds at least 1.")
    batches: list[tuple[int, ...]] = []
    batch: list[int] = []
    tokens = 0
    for index in map(int, order):
        full = max_examples is not None and len(batch) == max_examples
        over = max_tokens is not None and tokens + lengths[index] > max_tokens
        if batch and (full or over):
            batches.append(tuple(batch))
            batch, tokens = [], 0
        batch.append(index)
        tokens += lengths[index]
    return [*batches, tuple(batch)] if batch else batches
