"""The batches of each step, as a pure function of the record lengths and the settings.

epoch 0   [a b] [c d] | [e f] [g]        two steps with grad_accum = 2 batches each; the last batch may be smaller
epoch 1   [f a] [g c] | [b e] [d]        another order; again every record once
"""

from dataclasses import dataclass
from functools import cached_property

from ..config import TrainConfig
from ..data.batches import plan_epoch
from ..data.encode import Example


@dataclass(frozen=True)
class PlannedStep:
    """One optimizer step."""

    batches: tuple[tuple[int, ...], ...]
    """Indices of the examples of each batch."""
    epoch: float
    """Epochs done after this step, as a fraction."""

    @property
    def ends_epoch(self) -> bool:
        return self.epoch.is_integer()


@dataclass(frozen=True)
class Plan:
    """All steps of a run over `examples`."""

    examples: tuple[Example, ...]
    config: TrainConfig

    @cached_property
    def steps(self) -> tuple[PlannedStep, ...]:
        steps: list[PlannedStep] = []
        for epoch in range(self.config.epochs):
            if self.config.max_steps and len(steps) >= self.config.max_steps:
                break
            steps += self._plan_epoch_steps(epoch)
        return tuple(steps[: self.config.max_steps])

    @property
    def total_steps(self) -> int:
        return len(self.steps)

    def batches(self, step: int) -> list[list[Example]]:
        """Return the batches of `step` (from 0)."""
        return [[self.examples[i] for i in batch] for batch in self.steps[step].batches]

    def _plan_epoch_steps(self, epoch: int) -> list[PlannedStep]:
        config = self.config
        by_tokens = config.max_tokens_per_batch is not None
        batches = plan_epoch(
            [len(example.ids) for example in self.examples],
            seed=config.seed,
            epoch=epoch,
            max_examples=None if by_tokens else config.batch_size,
            max_tokens=config.max_tokens_per_batch,
        )
        groups = [tuple(batches[k : k + config.grad_accum]) for k in range(0, len(batches), config.grad_accum)]
        return [PlannedStep(group, epoch + (i + 1) / len(groups)) for i, group in enumerate(groups)]
