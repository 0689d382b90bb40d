"""What a verification found, as data."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Check:
    """One thing that must be right."""

    part: str
    """structure, tokenizer, weights, logits, modelfile or runtime."""
    what: str
    passed: bool
    found: str
    """What was measured, or what is wrong; short, for people."""


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
    """A check that passes when there are no problems; `found` is what it says then."""
    more = f" ... and {len(problems) - 3} more" if len(problems) > 3 else ""
    return Check(part, what, not problems, "; ".join(problems[:3]) + more if problems else found)
