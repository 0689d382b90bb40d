"""Two runs side by side: what differs in their settings and data, and what came out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .curves import loss_series
from .run_files import RunFiles, as_text

ORIGIN = ("base", "base_weights", "train_data", "train_records", "val_data", "val_records", "train_tokens")
"""The rows about what a run was made from; they are names of texts."""


@dataclass(frozen=True)
class Row:
    key: str
    ours: str
    theirs: str

    @property
    def differs(self) -> bool:
        return self.ours != self.theirs


@dataclass(frozen=True)
class Outcome:
    """What came out of a run; None where its log does not say."""

    steps: int
    loss: float | None
    best_val: float | None
    elapsed_s: float
    peak_memory_bytes: float | None
    trainable: int | None


@dataclass(frozen=True)
class Comparison:
    names: tuple[str, str]
    rows: tuple[Row, ...]
    outcomes: tuple[Outcome, Outcome]
    charts: tuple[Mapping[str, Any], ...]


def outcome(run: RunFiles) -> Outcome:
    """Return the final figures of a run."""
    log = run.log
    return Outcome(
        steps=log.last_step,
        loss=log.last("loss"),
        best_val=log.best[1] if log.best else None,
        elapsed_s=log.elapsed_s,
        peak_memory_bytes=log.peak_memory_bytes,
        trainable=run.parameters[0],
    )


def compare(ours: RunFiles, theirs: RunFiles) -> Comparison:
    """Compare two runs; settings that neither has are left out."""
    tables = [{**_origin(run), **run.settings} for run in (ours, theirs)]
    keys = dict.fromkeys(key for table in tables for key in table)
    rows = [Row(key, *(table.get(key, "") for table in tables)) for key in keys]
    series = [*loss_series(ours.log), *loss_series(theirs.log, "other_")]
    shown = [each for each in series if each["name"].removeprefix("other_") in ("loss", "smoothed", "val_loss")]
    smoothed = {each["name"].replace("smoothed", "loss") for each in shown if each["name"].endswith("smoothed")}
    drawn = [each for each in shown if each["name"] not in smoothed]
    return Comparison(
        names=(
            ours.name,
            theirs.name if theirs.name != ours.name else f"{theirs.path.resolve().parent.name}/{theirs.name}",
        ),
        rows=tuple(sorted(rows, key=lambda row: not row.differs)),
        outcomes=(outcome(ours), outcome(theirs)),
        charts=({"name": "compared", "series": drawn},) if drawn else (),
    )


def _origin(run: RunFiles) -> dict[str, str]:
    """Return what a run was made from, as text."""
    found: dict[str, Any] = {"base": run.base_title, "base_weights": run.record.fingerprint}
    for split in ("train", "val"):
        data = run.record.data.get(split)
        found[f"{split}_data"] = data.get("files") if isinstance(data, dict) else None
        found[f"{split}_records"] = data.get("records") if isinstance(data, dict) else None
    found["train_tokens"] = run.record.settings.get("data_sha256")
    return {key: as_text(value) for key, value in found.items() if value is not None}
