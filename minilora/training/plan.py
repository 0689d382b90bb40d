"""Plan: the records and the learning rate of each step, as a pure function of the lengths of the data and the settings.

epoch 0   [a b] [c d] | [e f] [g]        two steps of grad_accum = 2 batches; the last batch may be smaller
epoch 1   [f a] [g c] | [b e] [d]        another order, again with every record once

With shares, a mixture (`data.mixing`) selects the records of an epoch. Only one epoch is kept in memory, so memory does
not grow with the number of epochs.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..config import TrainConfig
from ..data.batches import batch_starts, epoch_order
from ..data.example import Example
from ..data.mixing import Mixture
from ..data.store import lengths_of
from .schedule import lr_at


@dataclass(frozen=True)
class PlannedStep:
    batches: tuple[tuple[int, ...], ...]
    """Indices of the examples of each batch."""
    epoch: float
    """Epochs done after this step, as a fraction."""

    @property
    def ends_epoch(self) -> bool:
        return self.epoch.is_integer()


@dataclass(frozen=True)
class Plan:
    """The steps of a run over `examples`."""

    examples: Sequence[Example]
    config: TrainConfig
    mixture: Mixture | None = None
    """Which examples form an epoch, if there are several data sets with shares; None: every example once."""
    _cached_epoch: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = field(default_factory=dict, compare=False)

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each example."""
        return lengths_of(self.examples)

    def steps(self, start: int = 0) -> Iterator[PlannedStep]:
        """Yield the plans of the steps from `start` on."""
        return map(self.step, range(start, self.total_steps))

    @property
    def total_steps(self) -> int:
        return min(self._ends[-1], self.config.max_steps or self._ends[-1])

    def lr(self, step: int) -> float:
        """Return the learning rate of `step` (from 0)."""
        config = self.config
        return lr_at(
            step,
            self.total_steps,
            peak=config.lr,
            warmup_ratio=config.warmup_ratio,
            schedule=config.schedule,
            min_lr_ratio=config.min_lr_ratio,
            decay_ratio=config.decay_ratio,
        )

    def batches(self, step: int) -> list[list[Example]]:
        """Return the batches of `step` (from 0)."""
        return [[self.examples[i] for i in batch] for batch in self.step(step).batches]

    def step(self, step: int) -> PlannedStep:
        """Return the plan of `step` (from 0)."""
        epoch = bisect_right(self._ends, step)
        first = self._ends[epoch - 1] if epoch else 0
        order, starts = self._epoch(epoch)
        accum = self.config.grad_accum
        edges = [*starts[(step - first) * accum : (step - first + 1) * accum + 1].tolist(), len(order)]
        batches = tuple(tuple(order[a:b].tolist()) for a, b in pairwise(edges[: accum + 1]))
        return PlannedStep(batches, epoch + (step - first + 1) / (self._ends[epoch] - first))

    @cached_property
    def _ends(self) -> list[int]:
        """Number of steps up to the end of each epoch, for as many epochs as `max_steps` needs."""
        ends: list[int] = []
        for epoch in range(self.config.epochs):
            if self.config.max_steps and ends and ends[-1] >= self.config.max_steps:
                break
            ends.append((ends[-1] if ends else 0) + -(-self._num_batches(epoch) // self.config.grad_accum))
        return ends

    def _num_batches(self, epoch: int) -> int:
        if self.config.max_tokens_per_batch is not None:
            return len(self._epoch(epoch)[1])
        count = sum(self.mixture.sizes) if self.mixture else len(self.lengths)
        return -(-count // self.config.batch_size)

    def _epoch(self, epoch: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return (order of the examples, indices where its batches start) of an epoch; the last result is cached."""
        if epoch not in self._cached_epoch:
            config = self.config
            mixed = self.mixture.epoch(config.seed, epoch) if self.mixture else None
            order = epoch_order(len(self.lengths), config.seed, epoch) if mixed is None else mixed
            by_tokens = config.max_tokens_per_batch is not None
            limits = (None, config.max_tokens_per_batch) if by_tokens else (config.batch_size, None)
            self._cached_epoch.clear()
            self._cached_epoch[epoch] = order, batch_starts(order, self.lengths, *limits)
        return self._cached_epoch[epoch]
