"""Shares of right answers, of several models on the same questions; a paired bootstrap tells differences from noise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .questions import Question
from .verdicts import CRITERIA, Verdict

RESAMPLES = 2000
LEAST_DIFFERING = 6
INTERVAL = (2.5, 97.5)
"""Percentiles: 95 % of the resampled differences lie between them."""


@dataclass(frozen=True)
class Judged:
    """The answers of one model, as far as it got."""

    name: str
    answers: Mapping[str, str]
    """Question id -> answer."""
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True)
class Share:
    """How many answers meet a criterion."""

    right: int
    of: int
    difference: float | None = None
    """Share minus that of the first model, in percentage points, over the questions that both answered."""
    low: float = 0.0
    high: float = 0.0
    """95 % interval of the difference."""

    @property
    def percent(self) -> float:
        return 100 * self.right / self.of if self.of else 0.0

    @property
    def is_noise(self) -> bool:
        return self.low <= 0 <= self.high


@dataclass(frozen=True)
class Row:
    """One criterion on one group of questions."""

    group: str
    """Empty: all questions."""
    criterion: str
    shares: tuple[Share, ...]
    """One for each model, in order."""


def compare(questions: Sequence[Question], models: Sequence[Judged], seed: int = 0) -> list[Row]:
    """Return the shares of each model by group and criterion; rows to which no answer counts are left out."""
    groups = list(dict.fromkeys(question.group for question in questions if question.group))
    rows = []
    for group in ("", *(groups if len(groups) > 1 else ())):
        ids = [question.id for question in questions if group in ("", question.group)]
        for criterion in CRITERIA:
            shares = tuple(_share(ids, criterion, model, models[0], seed) for model in models)
            if any(share.of for share in shares):
                rows.append(Row(group, criterion, shares))
    return rows


def _share(ids: Iterable[str], criterion: str, model: Judged, first: Judged, seed: int) -> Share:
    values = _values(ids, criterion, model)
    right, of = int(np.nansum(values)), int(np.isfinite(values).sum())
    if model is first:
        return Share(right, of)
    return Share(right, of, *bootstrap(_values(ids, criterion, first), values, seed))


def _values(ids: Iterable[str], criterion: str, model: Judged) -> np.ndarray:
    """Return 1, 0 or nan (does not apply, not answered) for each question."""
    verdicts = (model.verdicts.get(id) for id in ids)
    return np.array([float(v.passed.get(criterion, np.nan)) if v else np.nan for v in verdicts])


def bootstrap(first: np.ndarray, second: np.ndarray, seed: int) -> tuple[float | None, float, float]:
    """Return the difference of the means of two rows of values, (n,), in percentage points, and its 95 % interval.

    The questions are drawn again with replacement, for both rows the same ones; nan in either row leaves a question
    out. The interval contains 0 if fewer than LEAST_DIFFERING values differ: a bootstrap of two equal differences would
    be sure of them, and five coins fall alike one time in sixteen.

    Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
    """
    both = np.isfinite(first) & np.isfinite(second)
    differences = 100 * (second[both] - first[both])
    if not len(differences):
        return None, 0.0, 0.0
    drawn = np.random.default_rng(seed).integers(len(differences), size=(RESAMPLES, len(differences)))
    low, high = np.percentile(differences[drawn].mean(axis=1), INTERVAL)
    if np.count_nonzero(differences) < LEAST_DIFFERING:
        low, high = min(low, 0), max(high, 0)
    return float(differences.mean()), float(low), float(high)
