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


def test_a_floor_is_where_cosine_and_linear_end() -> None:
    """The same wave, between the floor and the peak; transformers' cosine_with_min_lr agrees."""
    import torch
    from transformers import get_cosine_with_min_lr_schedule_with_warmup

    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    theirs = get_cosine_with_min_lr_schedule_with_warmup(optimizer, 0, 12, min_lr_rate=0.1)
    for step in range(12):
        ours = lr_at(step, 12, peak=1.0, warmup_ratio=0.0, schedule="cosine", min_lr_ratio=0.1)
        assert ours == pytest.approx(theirs.get_last_lr()[0])
        optimizer.step()
        theirs.step()
    assert lr_at(11, 12, peak=1.0, warmup_ratio=0.0, schedule="linear", min_lr_ratio=0.5) == pytest.approx(
        0.5 + 0.5 / 12
    )


def test_wsd_stays_and_then_falls() -> None:
    """Warmup, plateau, and a linear decay at the end, as transformers' get_wsd_schedule has it."""
    import torch
    from transformers import get_wsd_schedule

    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    theirs = get_wsd_schedule(optimizer, 0, 4, num_stable_steps=16, decay_type="linear", min_lr_ratio=0.2)
    settings = {"peak": 1.0, "warmup_ratio": 0.0, "schedule": "wsd", "min_lr_ratio": 0.2, "decay_ratio": 0.2}
    for step in range(20):
        assert lr_at(step, 20, **settings) == pytest.approx(theirs.get_last_lr()[0])  # type: ignore[arg-type]
        optimizer.step()
        theirs.step()
    assert rates("wsd")[:4] == pytest.approx([0.25, 0.5, 0.75, 1.0])
