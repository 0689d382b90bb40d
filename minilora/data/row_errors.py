"""RowErrors: collects the errors in the rows of a data set, to report the first few and the number of all."""

from dataclasses import dataclass, field

from ..errors import DataError

SHOWN = 5


@dataclass
class RowErrors:
    """The errors found so far. `raise_if_any` raises them as one exception."""

    count: int = 0
    shown: list[str] = field(default_factory=list)

    def add(self, where: str, reason: str) -> None:
        """Record that the row at `where` is invalid because of `reason`."""
        self.count += 1
        if len(self.shown) < SHOWN:
            self.shown.append(f"{where}: {reason}")

    def raise_if_any(self, next_step: str) -> None:
        """Raise a `DataError` that lists the first errors and counts the rest, if there are any."""
        if not self.count:
            return
        more = self.count - len(self.shown)
        lines = [*self.shown, f"... and {more} more"] if more else self.shown
        raise DataError("\n".join([*lines, next_step]))
