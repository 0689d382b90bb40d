"""RowErrors in a data set, collected: the first few are told in full, all are counted."""

from dataclasses import dataclass, field

from ..errors import DataError

SHOWN = 5


@dataclass
class RowErrors:
    """What is wrong with the records read so far; `raise_if_any` turns it into one error."""

    count: int = 0
    shown: list[str] = field(default_factory=list)

    def add(self, where: str, reason: str) -> None:
        """Note that the record at `where` is faulty because of `reason`."""
        self.count += 1
        if len(self.shown) < SHOWN:
            self.shown.append(f"{where}: {reason}")

    def raise_if_any(self, next_step: str) -> None:
        """Raise a `DataError` that lists the first faults and counts the others, if there is any."""
        if not self.count:
            return
        more = self.count - len(self.shown)
        lines = [*self.shown, f"... and {more} more of the kind"] if more else self.shown
        raise DataError("\n".join([*lines, next_step]))
