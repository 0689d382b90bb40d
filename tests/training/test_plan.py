"""The plan: every record once an epoch, batches within their limits, deterministic."""

from dataclasses import replace

import numpy as np
import pytest

from minilora.config import TrainConfig
from minilora.data.example import Example
from minilora.data.mixing import Mixture
from minilora.training.plan import Plan


def planned(config: TrainConfig, count: int = 23) -> Plan:
    """Examples of 3 to 40 tokens."""
    random = np.random.default_rng(0)
    lengths = random.integers(3, 40, count)
    return Plan(tuple(Example(np.arange(n, dtype=np.int32), np.arange(n) > 0, f"r{n}") for n in lengths), config)


@pytest.mark.parametrize(
    "config",
    [TrainConfig(epochs=3, batch_size=4, grad_accum=2), TrainConfig(epochs=3, max_tokens_per_batch=60, grad_accum=3)],
)
def test_an_epoch_has_every_record_once(config: TrainConfig) -> None:
    """By count or by tokens, the steps between two ends of an epoch hold each record exactly once."""
    plan = planned(config)
    seen: list[int] = []
    epochs = 0
    for step in plan.steps():
        assert len(step.batches) <= config.grad_accum
        seen += [index for batch in step.batches for index in batch]
        if step.ends_epoch:
            assert sorted(seen) == list(range(len(plan.examples)))
            epochs, seen = epochs + 1, []
    assert (epochs, seen) == (3, [])


def test_a_batch_keeps_to_its_token_budget() -> None:
    """No batch holds more than the budget, unless one record alone does; the next record would have been too much."""
    plan = planned(TrainConfig(epochs=1, max_tokens_per_batch=35))
    sizes = [[len(plan.examples[i].ids) for i in batch] for step in plan.steps() for batch in step.batches]
    for size, following in zip(sizes, [*sizes[1:], [99]], strict=True):
        assert sum(size) <= 35 or len(size) == 1
        assert sum(size) + following[0] > 35


def test_max_steps_cuts_the_plan_and_nothing_else() -> None:
    """The first steps are those of the whole plan."""
    whole, cut = planned(TrainConfig(epochs=4)), planned(TrainConfig(epochs=4, max_steps=5))
    assert [*cut.steps()] == [*whole.steps()][:5]
    assert cut.total_steps == 5


def test_with_shares_an_epoch_has_its_part_of_each_data_set() -> None:
    """Steps, batches and resuming go by the mixture's order, whatever was asked for before."""
    mixture = Mixture((20, 3), (None, 0.5))
    plan = replace(planned(TrainConfig(epochs=3, batch_size=4, grad_accum=2)), mixture=mixture)
    for epoch, steps in enumerate(([*plan.steps()][:5], [*plan.steps(5)][:5], [*plan.steps(10)])):
        seen = [index for step in steps for batch in step.batches for index in batch]
        assert seen == mixture.epoch(plan.config.seed, epoch).tolist()
        assert [step.ends_epoch for step in steps] == [False] * 4 + [True]
    assert plan.step(12) == replace(plan).step(12)
