"""load_data(): the training and validation examples of a run, encoded, concatenated, held out."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ..checkpoint import Base
from ..data.dataset import Dataset, EncodeReport
from ..data.encode import encode_file
from ..data.mixing import Mixture, Source, mixture_of
from ..data.store import ConcatExamples
from ..data.template import Template
from .holdout import hold_out
from .settings import RunSettings

Progress = Callable[[str], None]
"""Called with a description of the progress."""


def load_data(
    settings: RunSettings, base: Base, template: Template, progress: Progress
) -> tuple[Dataset, Dataset | None, Mixture | None]:
    """Return the training data, the validation data (a file, or held out), and how an epoch mixes several files.

    Raises:
        DataError: a file that cannot be read or encoded.
        ConfigError: as `hold_out`.
    """
    parts = [_encode_file(settings, source.path, base, template, progress) for source in settings.sources]
    val = None
    if settings.val_split:
        parts, val = hold_out(parts, settings.sources, settings.val_split)
    if settings.val_file:
        val = _encode_file(settings, settings.val_file, base, template, progress, split="validation")
    mixture = mixture_of(settings.sources, [len(part.examples) for part in parts])
    return _concatenate(settings.sources, parts), val, mixture


def _encode_file(
    settings: RunSettings, path: Path, base: Base, template: Template, progress: Progress, *, split: str = "train"
) -> Dataset:
    return encode_file(
        path,
        base.require_tokenizer(),
        template,
        max_length=settings.max_length,
        positions=base.config.positions,
        truncation=settings.truncation,
        train_on=settings.train_on,
        options=replace(settings.rows, split=split),
        on_progress=lambda done: progress(f"{done:,} records of {path}"),
    )


def _concatenate(sources: Sequence[Source], parts: Sequence[Dataset]) -> Dataset:
    """Return the concatenation of several data sets."""
    if len(parts) == 1:
        return parts[0]
    reports = [part.report for part in parts]
    forms: Counter[str] = Counter()
    for report in reports:
        forms.update(dict(report.forms))
    counts = ("records", "examples", "tokens", "answer_tokens", "truncated", "fully_masked", "dropped")
    sums = {name: sum(getattr(report, name) for report in reports) for name in counts}
    examples = ConcatExamples([part.examples for part in parts], [source.replay for source in sources])
    systems = {part.system for part in parts}
    system = systems.pop() if len(systems) == 1 else None
    return Dataset(examples, EncodeReport(**sums, forms=tuple(forms.most_common())), system)
