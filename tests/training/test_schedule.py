"""The learning rate, against hand-computed values."""

import pytest

from minilora.training.schedule import lr_at


def rates(schedule: str, steps: int = 12, warmup_ratio: float = 0.25) -> list[float]:
    return [lr_at(s, steps, peak=1.0, warmup_ratio=warmup_ratio, schedule=schedule) for s in range(steps)]


def test_warmup_climbs_in_equal_steps_to_the_peak() -> None:
    """Three warmup steps of twelve take 1/4, 2/4, 3/4 of the peak; the step after them takes all of it."""
    assert rates("constant")[:4] == pytest.approx([0.25, 0.5, 0.75, 1.0])


def test_cosine_falls_along_half_a_wave() -> None:
    """A third of the way down the wave is at 3/4, two thirds down at 1/4."""
    after = rates("cosine")[3:]
    assert after[0] == 1.0
    assert after[3] == pytest.approx(0.75)  # (1 + cos(pi / 3)) / 2
    assert after[6] == pytest.approx(0.25)  # (1 + cos(2 pi / 3)) / 2


def test_linear_falls_evenly() -> None:
    """Nine steps lose a ninth each."""
    assert rates("linear")[3:] == pytest.approx([1 - i / 9 for i in range(9)])


def test_without_warmup_the_first_step_takes_the_peak() -> None:
    """warmup_ratio 0 starts at the peak, also in a run of one step."""
    assert lr_at(0, 1, peak=2e-4, warmup_ratio=0.0, schedule="cosine") == 2e-4
