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
class Comparison:
    runs: tuple[RunFiles, RunFiles]
    names: tuple[str, str]
    rows: tuple[Row, ...]
    charts: tuple[Mapping[str, Any], ...]


def compare(ours: RunFiles, theirs: RunFiles) -> Comparison:
    """Compare two runs; settings that neither has are left out."""
    tables = [{**_origin(run), **run.settings} for run in (ours, theirs)]
    keys = dict.fromkeys(key for table in tables for key in table)
    drawn = [*_drawn(ours, ""), *_drawn(theirs, "other_")]
    other = theirs.name if theirs.name != ours.name else f"{theirs.path.resolve().parent.name}/{theirs.name}"
    return Comparison(
        runs=(ours, theirs),
        names=(ours.name, other),
        rows=tuple(Row(key, *(table.get(key, "") for table in tables)) for key in keys),
        charts=({"name": "compared", "series": drawn},) if drawn else (),
    )


def _drawn(run: RunFiles, prefix: str) -> list[dict[str, Any]]:
    """Return the losses of a run for a chart of two: the moving average, or a short run's loss, and the validation."""
    found = {series["name"]: series for series in loss_series(run.log)}
    names = ("smoothed" if "smoothed" in found else "loss", "val_loss")
    return [{**found[name], "name": f"{prefix}{name}"} for name in names if name in found]


def _origin(run: RunFiles) -> dict[str, str]:
    """Return what a run was made from, as text."""
    found: dict[str, Any] = {"base": run.base_title, "base_weights": run.record.fingerprint}
    for split in ("train", "val"):
        data = run.record.data.get(split)
        found[f"{split}_data"] = data.get("files") if isinstance(data, dict) else None
        found[f"{split}_records"] = data.get("records") if isinstance(data, dict) else None
    found["train_tokens"] = run.record.settings.get("data_sha256")
    return {key: as_text(value) for key, value in found.items() if value is not None}
