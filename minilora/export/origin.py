"""Where an exported model comes from: the base, the adapter's run and its data, as labels for the file."""

from dataclasses import replace
from pathlib import Path

from ..names import recorded_name
from ..run_record import RunRecord
from .metadata import Labels


def with_origin(labels: Labels, base: str, adapter: Path) -> Labels:
    """Return the labels of `base` with `adapter` merged into it; what the user has set stays.

    Raises:
        TrainingError: when the adapter's run.json is damaged.
    """
    run = RunRecord.read(adapter)
    files = tuple(str(found["file"]) for use, found in run.data.items() if use == "train" and "file" in found)
    return replace(
        labels,
        base=recorded_name(base),
        revision=run.revision if run.base and recorded_name(run.base) == recorded_name(base) else None,
        finetune=adapter.resolve().name,
        datasets=tuple(Path(file).stem for file in files),
    )
