"""Batches without padding: which examples form a batch, and its flat tensors.

    examples        [a b c d]  [e f g]
    input_ids        a b c d    e f g        (N,), N = 7
    labels           b c d -    f g -        (N,), already shifted; "-" is -100; prompt tokens are -100 too
    lengths         (4, 3)

Position t predicts `labels[t]`, the next token. The last position of a sequence predicts nothing, so no label crosses
into the next sequence. The model keeps attention and positions within each sequence, given `lengths`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import ConfigError
from .example import Example

IGNORE = -100
"""Label of a position without a loss (the default `ignore_index` of PyTorch)."""
MICRO_BATCH_TOKENS = 700
"""Maximum tokens of a micro-batch that can be split further, for 2-byte weights; half of it in float32."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Examples laid end to end; N is the sum of `lengths`."""

    input_ids: torch.Tensor
    """(N,) long."""
    labels: torch.Tensor
    """(N,) long, shifted: the token that each position predicts, or `IGNORE`."""
    lengths: tuple[int, ...]
    """Tokens of each sequence."""
    record_ids: tuple[str, ...]
    """Record id of each sequence."""
    answer_tokens: int
    """Number of labels that are not `IGNORE`."""

    def to(self, device: torch.device | str) -> "Batch":
        """Return the batch with its tensors on `device`."""
        return replace(self, input_ids=self.input_ids.to(device), labels=self.labels.to(device))


def collate(examples: Sequence[Example]) -> Batch:
    """Concatenate examples, with labels shifted within each of them."""
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


def collate_micro_batches(examples: Sequence[Example], device: torch.device, dtype: torch.dtype) -> list[Batch]:
    """Split a batch into micro-batches for a model on `device` in `dtype`; threads compute them in parallel."""
    groups = split_micro_batches([len(example.ids) for example in examples], device, dtype)
    return [collate([examples[i] for i in group]).to(device) for group in groups]


def split_micro_batches(lengths: Sequence[int], device: torch.device, dtype: torch.dtype) -> list[list[int]]:
    """Return the indices of the records of each micro-batch. On a GPU the whole batch is one micro-batch.

    On a CPU there are 1, 2, 4, 8 ... micro-batches of about equal length, with at most `MICRO_BATCH_TOKENS` tokens
    where the records allow it. Records are taken longest first, and each joins the shortest micro-batch so far. The
    result depends on the lengths only, not on the number of threads.
    """
    if device.type != "cpu":
        return [list(range(len(lengths)))]
    most, groups = MICRO_BATCH_TOKENS * 2 // dtype.itemsize, 1
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
    lengths: Sequence[int] | NDArray[np.int64],
    *,
    seed: int,
    epoch: int,
    max_examples: int | None = None,
    max_tokens: int | None = None,
) -> list[tuple[int, ...]]:
    """Return the shuffled batches of one epoch as tuples of example indices; each example occurs once.

    This is a pure function of its arguments, so resuming needs no RNG state.

    Args:
        lengths: tokens of each example.
        seed: seed of the run, >= 0.
        epoch: from 0; each epoch has its own order.
        max_examples: maximum examples per batch.
        max_tokens: maximum tokens per batch; a longer example forms a batch alone.
    """
    return _group(epoch_order(len(lengths), seed, epoch), lengths, max_examples, max_tokens)


def plan_eval(lengths: Sequence[int] | NDArray[np.int64], *, max_tokens: int) -> list[tuple[int, ...]]:
    """Return batches of at most `max_tokens` tokens in the order of the examples."""
    return _group(np.arange(len(lengths)), lengths, None, max_tokens)


def epoch_order(count: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """Return a permutation of `count` indices: the argsort of `count` random 64-bit keys.

    NumPy guarantees the raw bit stream of PCG64 across versions, but not the result of `permutation` (NEP 19).
    """
    keys = np.random.PCG64(np.random.SeedSequence((seed, epoch))).random_raw(count)
    return np.argsort(keys, kind="stable")


def _group(
    order: NDArray[np.int64],
    lengths: Sequence[int] | NDArray[np.int64],
    max_examples: int | None,
    max_tokens: int | None,
) -> list[tuple[int, ...]]:
    """Return the batches that `batch_starts` marks."""
    starts = batch_starts(order, lengths, max_examples, max_tokens)
    return [tuple(batch.tolist()) for batch in np.split(order, starts[1:])] if len(order) else []


def batch_starts(
    order: NDArray[np.int64],
    lengths: Sequence[int] | NDArray[np.int64],
    max_examples: int | None,
    max_tokens: int | None,
) -> NDArray[np.int64]:
    """Return where in `order` each batch starts: where the next example would exceed a limit."""
    for name, limit in (("max_examples", max_examples), ("max_tokens", max_tokens)):
        if limit is not None and limit < 1:
            raise ConfigError(f"{name} is {limit}; expected at least 1.")
    if max_tokens is None:
        return np.arange(0, len(order), max_examples or max(1, len(order)))
    starts: list[int] = []
    first = tokens = 0
    for place, length in enumerate(np.asarray(lengths)[order].tolist()):
        full = max_examples is not None and place - first == max_examples
        if not starts or full or tokens + length > max_tokens:
            starts.append(place)
            first, tokens = place, 0
        tokens += length
    return np.array(starts, np.int64)
