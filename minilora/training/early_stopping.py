"""The course of the validation loss: which adapter is the best so far, and when patience ends."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ValidationHistory:
    """The validations made after training steps, in order."""

    losses: tuple[tuple[int, float], ...] = ()
    """(step, mean loss of an answer token in nats)."""

    def then(self, step: int, loss: float) -> "ValidationHistory":
        """Return the course with one validation more."""
        return ValidationHistory((*self.losses, (step, loss)))

    @property
    def best_step(self) -> int:
        """Step of the lowest loss, the first of equals; 0 before any validation."""
        return min(self.losses, key=lambda pair: pair[1], default=(0, 0.0))[0]

    @property
    def validations_without_improvement(self) -> int:
        """Validations in a row, up to now, that brought no new lowest loss."""
        return sum(step > self.best_step for step, _ in self.losses)
