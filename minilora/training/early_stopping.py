"""Early stopping: the history of validation losses, the best step, and validations without improvement."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class ValidationHistory:
    """Validation losses after training steps, in order."""

    losses: tuple[tuple[int, float], ...] = ()
    """(step, mean cross-entropy per answer token, in nats)."""

    def add_validation(self, step: int, loss: float) -> "ValidationHistory":
        """Return a new history with one more validation."""
        return ValidationHistory((*self.losses, (step, loss)))

    @property
    def best_step(self) -> int:
        """Step with the lowest finite loss (the first of equal ones); 0 if there is none."""
        finite = [pair for pair in self.losses if math.isfinite(pair[1])]
        return min(finite, key=lambda pair: pair[1], default=(0, 0.0))[0]

    @property
    def validations_without_improvement(self) -> int:
        """Number of validations since the best one."""
        return sum(step > self.best_step for step, _ in self.losses)
