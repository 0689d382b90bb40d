"""The results of a verification."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Check:
    """The result of one check."""

    part: str
    """adapter, structure, tokenizer, weights, logits, modelfile or runtime."""
    what: str
    passed: bool
    found: str
    """A short message for the user: what was measured, or what is wrong."""


@dataclass(frozen=True)
class VerifyReport:
    file: Path
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def failures(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed)


Checks = Iterator[Check]


def expect(part: str, what: str, problems: list[str], found: str) -> Check:
    """Return a check that passes if there are no problems; `found` is its message then."""
    more = f" ... and {len(problems) - 3} more" if len(problems) > 3 else ""
    return Check(part, what, not problems, "; ".join(problems[:3]) + more if problems else found)
