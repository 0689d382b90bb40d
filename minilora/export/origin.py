"""Labels from the adapter's run: its base, its data, and its template."""

from dataclasses import replace
from pathlib import Path

from ..data.chat import ChatTemplate
from ..data.template import Template
from ..errors import TrainingError, quoted
from ..names import public_name, recorded_name
from ..run_record import FILE_NAME, RunRecord
from ..tokenizer import Tokenizer
from .metadata import Labels


def with_origin(labels: Labels, base: str, adapter: Path) -> Labels:
    """Return the labels of `base` with `adapter` merged into it; what the user has set stays.

    Raises:
        TrainingError: when the adapter's run.json is damaged.
    """
    run = RunRecord.read(adapter)
    train = run.data.get("train", {})
    files = train.get("files", []) if isinstance(train, dict) else None
    if not isinstance(files, list):
        raise TrainingError(
            f'{adapter / FILE_NAME}: data.train is {quoted(train)}; expected {{"files": [...]}}. Correct or remove it.'
        )
    return replace(
        labels,
        base=public_name(base) or Path(base).name,
        revision=run.revision if run.base and recorded_name(run.base) == recorded_name(base) else None,
        finetune=adapter.resolve().name,
        datasets=tuple(Path(str(file)).stem for file in files),
    )


def add_template(labels: Labels, template: Template, tokenizer: Tokenizer) -> Labels:
    """Add the template to the labels: its end-of-turn token, and the variables that the run set in the chat template.

    Every file already has the end of `instruccion`.
    """
    if not isinstance(template, ChatTemplate):
        return labels
    if template.arguments and template.source == tokenizer.chat_template:
        labels = replace(labels, template_source=template.self_contained)
    end = tokenizer.core.token_to_id(template.end)
    return labels if end is None else replace(labels, end_ids=(end,))
