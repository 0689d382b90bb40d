"""The curves of a run as a few hundred points each: the mean, lowest and highest value of equal stretches of steps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..training_log import TrainingLog

MAX_POINTS = 1000
"""Points of a curve. A run of 10,000 steps has ten steps in each."""
SMOOTHING = 0.02
"""Share of the steps over which the smoothed loss is averaged."""
DIGITS = 5
"""Significant digits of the values in the page."""
METRICS = ("lr", "grad_norm", "tokens_per_s", "peak_memory_bytes")
"""The metrics with a curve of their own, besides the losses."""


@dataclass(frozen=True)
class Curve:
    """A curve of at most `MAX_POINTS` points; NaN where a stretch has no finite value."""

    steps: NDArray[np.int64]
    """The last step of each stretch."""
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def downsample(steps: Sequence[int], values: Sequence[float], points: int = MAX_POINTS) -> Curve:
    """Return mean and range of `values` (n,) in at most `points` stretches of equal length, without NaN and infinity.

    Every extreme value of the run is the `low` or `high` of a point, so no spike is lost.
    """
    order = np.argsort(np.array(steps, np.int64), kind="stable")
    x, y = np.array(steps, np.int64)[order], np.array(values, np.float64)[order]
    if not len(y):
        return Curve(x, y, y, y)
    starts = np.linspace(0, len(y), min(points, len(y)), endpoint=False).astype(np.int64)
    finite = np.isfinite(y)
    count = np.add.reduceat(finite.astype(np.int64), starts)
    low = np.minimum.reduceat(np.where(finite, y, np.inf), starts)
    high = np.maximum.reduceat(np.where(finite, y, -np.inf), starts)
    scaled = np.where(finite, y, 0) / np.repeat(np.maximum(count, 1), np.diff(np.r_[starts, len(y)]))
    mean = np.add.reduceat(scaled, starts)
    ends = np.r_[starts[1:], len(y)] - 1
    empty = count == 0
    mean, low, high = (np.where(empty, np.nan, values) for values in (mean, low, high))
    return Curve(x[ends], mean, low, high)


def smooth(values: Sequence[float], window: int) -> NDArray[np.float64]:
    """Return the mean of the last `window` finite values at each position (fewer at the start); NaN if none is."""
    y = np.array(values, np.float64)
    finite = np.isfinite(y)
    sums, counts = (np.cumsum(np.r_[0, part]) for part in (np.where(finite, y, 0), finite))
    ends = np.arange(1, len(y) + 1)
    starts = np.maximum(ends - window, 0)
    count = counts[ends] - counts[starts]
    return np.where(count > 0, (sums[ends] - sums[starts]) / np.maximum(count, 1), np.nan)


def charts(log: TrainingLog) -> list[dict[str, Any]]:
    """Return the charts of a run as JSON values: losses first, then each metric that the log has.

    A chart has a `name` and `series`, each with `name`, `x`, `y`; also `low` and `high` if a point is several steps.
    """
    found: list[dict[str, Any]] = [{"name": "loss", "series": loss_series(log)}]
    found += [{"name": metric, "series": [_series(metric, log.steps, log.metrics[metric])]} for metric in METRICS]
    return [chart for chart in found if any(series["x"] for series in chart["series"])]


def loss_series(log: TrainingLog) -> list[dict[str, Any]]:
    """Return training loss, its moving average, and validation loss."""
    losses = log.metrics["loss"]
    window = max(round(SMOOTHING * len(losses)), 5)
    series = [_series("loss", log.steps, losses)]
    if len(losses) > 2 * window:
        average = _series("smoothed", log.steps, smooth(losses, window).tolist())
        series.append({key: average[key] for key in ("name", "x", "y")})
    replayed = log.metrics["replay_loss"]
    if any(map(math.isfinite, replayed)):
        series.append(_series("replay_loss", log.steps, replayed))
    if log.validations:
        steps, values = zip(*log.validations, strict=True)
        series.append(_series("val_loss", steps, values))
    return [each for each in series if each["x"]]


def _series(name: str, steps: Sequence[int], values: Sequence[float]) -> dict[str, Any]:
    if not any(map(math.isfinite, values)):
        return {"name": name, "x": [], "y": []}
    curve = downsample(steps, values)
    found: dict[str, Any] = {"name": name, "x": curve.steps.tolist(), "y": as_json(curve.mean)}
    if len(curve.steps) < len(steps):
        found |= {"low": as_json(curve.low), "high": as_json(curve.high)}
    return found


def as_json(values: NDArray[np.float64]) -> list[float | None]:
    """Return values with `DIGITS` significant digits; None for NaN and infinity."""
    return [float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None for value in values.tolist()]
