"""The learning rate of each step, as a pure function."""

import math


def lr_at(step: int, total_steps: int, *, peak: float, warmup_ratio: float, schedule: str) -> float:
    """Return the learning rate of `step` (from 0): linear warmup to `peak`, then decay to 0.

    The warmup takes ceil(warmup_ratio · total_steps) steps and starts above 0; `constant` stays at `peak` afterwards.
    """
    warmup_steps = math.ceil(warmup_ratio * total_steps)
    if step < warmup_steps:
        return peak * (step + 1) / (warmup_steps + 1)
    progress = (step - warmup_steps) / max(1, total_steps - warmup_steps)  # in [0, 1)
    if schedule == "cosine":
        return peak * 0.5 * (1 + math.cos(math.pi * progress))
    if schedule == "linear":
        return peak * (1 - progress)
    return peak
