"""The learning rate of each step, as a pure function."""

import math


def lr_at(
    step: int,
    total_steps: int,
    *,
    peak: float,
    warmup_ratio: float,
    schedule: str,
    min_lr_ratio: float = 0.0,
    decay_ratio: float = 0.1,
) -> float:
    """Return the learning rate of `step` (from 0): linear warmup to `peak`, then decay to `min_lr_ratio · peak`.

    The warmup takes ceil(warmup_ratio · total_steps) steps and starts above 0. Afterwards `constant` stays at `peak`,
    and so does `wsd` (warmup, stable, decay) until the last ceil(decay_ratio · total_steps) steps, which fall linearly.

    Source: Hu et al. 2024, arXiv:2404.06395 (WSD).
    """
    warmup_steps = math.ceil(warmup_ratio * total_steps)
    if step < warmup_steps:
        return peak * (step + 1) / (warmup_steps + 1)
    first = warmup_steps  # step at which the decay begins
    if schedule == "wsd":
        first = max(warmup_steps, total_steps - math.ceil(decay_ratio * total_steps))
    progress = max(0, step - first) / max(1, total_steps - first)  # in [0, 1)
    shapes = {"cosine": 0.5 * (1 + math.cos(math.pi * progress)), "constant": 1.0}
    return peak * (min_lr_ratio + (1 - min_lr_ratio) * shapes.get(schedule, 1 - progress))
