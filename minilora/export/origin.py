"""Labels from the adapter's run: its base, its data, and its template."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ..adapted import open_adapted
from ..data.chat import ChatTemplate
from ..data.records import NO_VARIABLES
from ..data.template import load_template, template_name
from ..names import public_name, recorded_name
from ..run_record import RunRecord
from .metadata import Labels


def with_origin(labels: Labels, base: str, adapter: Path) -> Labels:
    """Return the labels of `base` with `adapter` merged into it; what the user has set stays.

    Raises:
        TrainingError: when the adapter's run.json is damaged.
    """
    run = RunRecord.read(adapter)
    files = run.data.get("train", {}).get("files", [])
    return replace(
        labels,
        base=public_name(base) or Path(base).name,
        revision=run.revision if run.base and recorded_name(run.base) == recorded_name(base) else None,
        finetune=adapter.resolve().name,
        datasets=tuple(Path(str(file)).stem for file in files),
    )


def add_template(
    labels: Labels,
    base: str,
    adapter: Path | None,
    template: str,
    day: date | None,
    template_args: Mapping[str, Any] = NO_VARIABLES,
) -> Labels:
    """Add the template to the labels: its end-of-turn token, and the variables that the run set in the chat template.

    Every file already has the end of `instruccion`.
    """
    tokenizer = open_adapted(base, adapter)[0].tokenizer
    if tokenizer is None or template_name(template, tokenizer) == "instruccion":
        return labels
    loaded = load_template(template, tokenizer, day, template_args)
    if isinstance(loaded, ChatTemplate) and template_args and loaded.source == tokenizer.chat_template:
        labels = replace(labels, template_source=loaded.self_contained)
    end = tokenizer.core.token_to_id(loaded.end)
    return labels if end is None else replace(labels, end_ids=(end,))
