"""training.jsonl: the metrics of a run, one line for each step and one for each validation. The file is not trusted."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import TrainingError

FILE_NAME = "training.jsonl"
MAX_BYTES = 256 << 20
MAX_LINE = 1 << 16
MAX_STEP = 1 << 53
"""Steps are exact as float64, in JavaScript too."""
MAX_VALUE = 1e100
"""Beyond it nothing is measured, and sums could overflow."""
METRICS = ("loss", "replay_loss", "lr", "grad_norm", "tokens", "tokens_per_s", "step_s", "peak_memory_bytes")
"""The metrics of a step that are read."""


@dataclass
class TrainingLog:
    """The columns of the log; NaN where a line lacks a metric, or has no finite one. Losses are in nats per token."""

    steps: list[int] = field(default_factory=list)
    metrics: Mapping[str, list[float]] = field(default_factory=lambda: {name: [] for name in METRICS})
    """Name of a metric -> its value at each of `steps`."""
    validations: list[tuple[int, float]] = field(default_factory=list)
    """(step, validation loss); step 0 is the base model."""
    eval_s: float = 0.0
    """Seconds of all validations."""
    total_steps: int = 0
    """Planned steps, as the last line says; 0 if unknown."""
    skipped: int = 0
    """Number of lines that are no metrics."""

    @property
    def last_step(self) -> int:
        """The last step; 0 if there is none."""
        return self.steps[-1] if self.steps else 0

    @property
    def elapsed_s(self) -> float:
        """Seconds of all steps and validations; 0 if unknown."""
        return self._sum("step_s") + self.eval_s

    @property
    def tokens_per_s(self) -> float | None:
        """Speed of all steps together, without the validations; None if unknown."""
        steps_s = self._sum("step_s")
        return self._sum("tokens") / steps_s if steps_s else None

    @property
    def peak_memory_bytes(self) -> float | None:
        """The largest value of any step; None if unknown."""
        return max(filter(math.isfinite, self.metrics["peak_memory_bytes"]), default=None)

    @property
    def best(self) -> tuple[int, float] | None:
        """(step, loss) of the validation with the lowest loss after the first step; None if there is none."""
        trained = ((step, loss) for step, loss in self.validations if step and math.isfinite(loss))
        return min(trained, key=lambda pair: pair[1], default=None)

    def last(self, metric: str) -> float | None:
        """Return the last value of a metric; None if it is unknown or not finite."""
        values = self.metrics[metric]
        return values[-1] if values and math.isfinite(values[-1]) else None

    def _sum(self, metric: str) -> float:
        return math.fsum(filter(math.isfinite, self.metrics[metric]))


def read_log(folder: Path) -> TrainingLog:
    """Return the metrics in the training.jsonl of a run, empty if it has none. Other lines are skipped and counted.

    Raises:
        TrainingError: the file cannot be read, or is larger than `MAX_BYTES`.
    """
    log, path = TrainingLog(), folder / FILE_NAME
    if not path.is_file():
        return log
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TrainingError(f"{path} is larger than {MAX_BYTES >> 20} MiB, so it is not the log of a run.")
        with path.open(encoding="utf-8", errors="replace") as file:
            for text in file:
                match _parse(text):
                    case {"step": int(step), "val_loss": float(loss), **others} if 0 <= step < MAX_STEP:
                        log.validations.append((step, _number(loss)))
                        seconds = _number(others.get("eval_s"))
                        log.eval_s += seconds if seconds > 0 else 0.0
                    case {"step": int(step), "loss": float(_), **_others} as line if 0 <= step < MAX_STEP:
                        log.steps.append(step)
                        for name in METRICS:
                            log.metrics[name].append(_number(line.get(name)))
                        total = line.get("total_steps")
                        if isinstance(total, int) and 0 < total < MAX_STEP:
                            log.total_steps = total
                    case _:
                        log.skipped += 1
    except OSError as err:
        raise TrainingError(f"cannot read {path}: {err.strerror}.") from err
    return log


def _parse(text: str) -> Any:
    if len(text) > MAX_LINE:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _number(value: Any) -> float:
    """Return a JSON number as a float; NaN for anything else, and beyond `MAX_VALUE`."""
    return float(value) if isinstance(value, int | float) and abs(value) < MAX_VALUE else math.nan
