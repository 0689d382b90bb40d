"""Which records each step learns from: a pure function of the data's lengths and the settings.

epoch 0   [a b] [c d] | [e f] [g]        two steps of grad_accum = 2 batches; the last batch may be smaller
epoch 1   [f a] [g c] | [b e] [d]        another order, every record once again

With shares (`data.mixing`) an epoch holds so many records of each data set. One epoch is laid out at a time, so the
memory does not grow with the number of epochs.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray

from ..config import TrainConfig
from ..data.batches import batch_starts, epoch_order
from ..data.example import Example
from ..data.mixing import Mixture
from ..data.store import lengths_of


@dataclass(frozen=True)
class PlannedStep:
    batches: tuple[tuple[int, ...], ...]
    """Indices of the examples of each batch."""
    epoch: float
    """Passes over the data done after this step."""

    @property
    def ends_epoch(self) -> bool:
        return self.epoch.is_integer()


@dataclass(frozen=True)
class Plan:
    """The steps of a run over `examples`."""

    examples: Sequence[Example]
    config: TrainConfig
    mixture: Mixture | None = None
    """How several data sets share an epoch; None for every example once."""
    _laid_out: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = field(default_factory=dict, compare=False)

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each example."""
        return lengths_of(self.examples)

    @property
    def steps(self) -> "Steps":
        return Steps(self)

    @property
    def total_steps(self) -> int:
        return min(self._ends[-1], self.config.max_steps or self._ends[-1])

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
        """Steps done after each epoch, of as many epochs as `max_steps` needs."""
        ends: list[int] = []
        for epoch in range(self.config.epochs):
            if self.config.max_steps and ends and ends[-1] >= self.config.max_steps:
                break
            ends.append((ends[-1] if ends else 0) + -(-self._batches_of(epoch) // self.config.grad_accum))
        return ends

    def _batches_of(self, epoch: int) -> int:
        if self.config.max_tokens_per_batch is not None:
            return len(self._epoch(epoch)[1])
        count = sum(self.mixture.sizes) if self.mixture else len(self.lengths)
        return -(-count // self.config.batch_size)

    def _epoch(self, epoch: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return an epoch's (order of the examples, where in it a batch starts); the last one asked for is kept."""
        if epoch not in self._laid_out:
            config = self.config
            drawn = self.mixture.epoch(config.seed, epoch) if self.mixture else None
            order = epoch_order(len(self.lengths), config.seed, epoch) if drawn is None else drawn
            by_tokens = config.max_tokens_per_batch is not None
            limits = (None, config.max_tokens_per_batch) if by_tokens else (config.batch_size, None)
            self._laid_out.clear()
            self._laid_out[epoch] = order, batch_starts(order, self.lengths, *limits)
        return self._laid_out[epoch]


@dataclass(frozen=True)
class Steps(Sequence[PlannedStep]):
    """The steps of a plan, made when they are asked for."""

    plan: Plan

    def __len__(self) -> int:
        return self.plan.total_steps

    @overload
    def __getitem__(self, index: int) -> PlannedStep: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[PlannedStep]: ...
    def __getitem__(self, index: int | slice) -> PlannedStep | Sequence[PlannedStep]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        return self.plan.step(range(len(self))[index])

    def __iter__(self) -> Iterator[PlannedStep]:
        return (self[i] for i in range(len(self)))
