"""From settings to a model that can take its next step: base, data, adapter, optimiser, checkpoint."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import torch

from ..checkpoint import EMBEDDING, HEAD, Base, hub_name, load_base, resolve
from ..data.encode import Dataset, EncodeReport, beyond_context, encode_file
from ..data.mixing import Source, mixture_of
from ..data.store import Chain
from ..data.template import Template, load_template
from ..device import pick_dtype
from ..ends import completion_ends
from ..errors import CheckpointError, OutputError, TrainingError
from ..files import refuse_inputs
from ..lora import choices, count_parameters, inject
from ..model import Decoder
from ..tokenizer import Tokenizer
from .checkpoints import Checkpoint, find_checkpoint, restore
from .distributed import ProcessGroup
from .early_stopping import ValidationHistory
from .events import Started
from .optimizer import make_optimizer
from .plan import Plan
from .samples import Sampler, read_prompts
from .settings import RunSettings, changes, run_fingerprint

SAMPLED_WEIGHTS = 256
Progress = Callable[[str], None]
"""Called with what has been done so far, in words."""


@dataclass(frozen=True)
class PreparedRun:
    """All that a run works with."""

    base: Base
    tokenizer: Tokenizer
    plan: Plan
    val: Dataset | None
    sampler: Sampler
    optimizer: torch.optim.Optimizer
    run_fingerprint: Mapping[str, Any]
    """What the result depends on."""
    history: ValidationHistory
    """Validations made before the checkpoint."""
    started: Started
    day: date | None
    """The date that the template writes; None where it writes none."""


def prepare(settings: RunSettings, group: ProcessGroup, progress: Progress = lambda done: None) -> PreparedRun:
    """Load, read, encode and inject everything, and put the checkpoint's state in place; nothing is written.

    Raises:
        MiniLoraError: bad settings, base, data; a run that cannot be resumed, or would be written over.
    """
    refuse_inputs(settings.out, resolve(settings.base))
    checkpoint, notes = _find_start(settings)
    prompts = read_prompts(settings.sample_prompts)
    dtype = pick_dtype(settings.dtype, group.device)
    base = load_base(settings.base, group.device, dtype)
    if base.tokenizer is None:
        raise CheckpointError(f"{base.files.path} has no tokenizer.json, so text cannot become tokens; add the file.")
    day = settings.day or (checkpoint.day if checkpoint else None)
    template = load_template(settings.template, base.tokenizer, day, settings.template_args, settings.thinking)
    day = day if template.dated else None
    parts = [_encode(settings, source.path, base, template, progress) for source in settings.sources]
    data, mixture = _chained(settings.sources, parts), mixture_of(settings.sources, [len(p.examples) for p in parts])
    val_file = settings.val_file
    val = _encode(settings, val_file, base, template, progress, split="validation") if val_file else None
    ends = completion_ends(base.tokenizer, base.files.stated_ends, end=template.end, opening=template.opening)
    sampler = Sampler(base.model, base.tokenizer, template, prompts, ends)
    sampler.check()
    weights = _sample_sha256(base.model)
    names = inject(base.model, settings.lora, seed=settings.train.seed)
    notes += [*base.files.notes, *beyond_context(data, base.config.context_length), *_untied(base)]
    optimizer = make_optimizer(base.model, settings.train)
    plan = Plan(data.examples, settings.train, mixture)
    precision = str(dtype).removeprefix("torch.")
    machine = {"device": group.device.type, "dtype": precision, "processes": group.size}
    name = hub_name(base.files.path) or base.files.path.name
    fingerprint_now = run_fingerprint(settings, name, data, val, {**machine, "base_sha256": weights})
    if checkpoint:
        notes += _changes_since(checkpoint, fingerprint_now, day, allowed=settings.resume_changed)
        restore(checkpoint, base.model, optimizer)
    started = Started(
        names=names,
        choices=choices(base.model, settings.lora),
        parameters=count_parameters(base.model),
        data=data.report,
        val_data=val.report if val else None,
        assumed=base.files.assumed,
        device=str(group.device),
        dtype=precision,
        processes=group.size,
        total_steps=plan.total_steps,
        start_step=checkpoint.step if checkpoint else 0,
        notes=tuple(notes),
    )
    history = checkpoint.history if checkpoint else ValidationHistory()
    return PreparedRun(base, base.tokenizer, plan, val, sampler, optimizer, fingerprint_now, history, started, day)


def _sample_sha256(model: Decoder) -> str:
    """Return the sha256 of the first weights of every parameter: enough to tell two bases of one name apart."""
    digest = hashlib.sha256()
    for name, parameter in model.named_parameters():
        digest.update(name.encode() + parameter.detach().flatten()[:SAMPLED_WEIGHTS].float().cpu().numpy().tobytes())
    return digest.hexdigest()


def _encode(
    settings: RunSettings, path: Path, base: Base, template: Template, progress: Progress, *, split: str = "train"
) -> Dataset:
    assert base.tokenizer
    return encode_file(
        path,
        base.tokenizer,
        template,
        max_length=settings.max_length,
        positions=base.config.positions,
        truncation=settings.truncation,
        train_on=settings.train_on,
        options=replace(settings.rows, split=split),
        told=lambda done: progress(f"{done:,} records of {path}"),
    )


def _chained(sources: Sequence[Source], parts: Sequence[Dataset]) -> Dataset:
    """Return several data sets as one, end to end."""
    if len(parts) == 1:
        return parts[0]
    reports = [part.report for part in parts]
    forms: Counter[str] = Counter()
    for report in reports:
        forms.update(dict(report.forms))
    counts = ("records", "examples", "tokens", "answer_tokens", "truncated", "fully_masked", "dropped")
    sums = {name: sum(getattr(report, name) for report in reports) for name in counts}
    chain = Chain([part.examples for part in parts], [source.replay for source in sources])
    return Dataset(chain, EncodeReport(**sums, forms=tuple(forms.most_common())))


def _untied(base: Base) -> list[str]:
    """Say what it means that one of two tied tensors, embedding and head, is trained."""
    tensors = (base.model.get_submodule(name.removesuffix(".weight")) for name in (EMBEDDING, HEAD))
    if not base.config.tied_embeddings or not any(p.requires_grad for m in tensors for p in m.parameters()):
        return []
    try:
        base.files.untied()
    except CheckpointError as err:
        return [f"this adapter can be used beside its base, but not merged or exported: {err}"]
    numbers = base.config.vocab_size * base.config.hidden_size
    return [f"embedding and head are tied; the adapter unties them, and a merged model has {numbers:,} more parameters"]


def _find_start(settings: RunSettings) -> tuple[Checkpoint | None, list[str]]:
    """Return the checkpoint to go on from; refuse to write over a run that was not asked to go on."""
    checkpoint, damaged = find_checkpoint(settings.out)
    if settings.resume and not checkpoint:
        raise TrainingError(
            f"{settings.out} has no whole checkpoint to resume from. Start again without --resume. " + " ".join(damaged)
        )
    if checkpoint and not settings.resume:
        raise OutputError(
            f"{settings.out} already holds a run, saved at step {checkpoint.step}. Go on with --resume, choose another "
            "--out, or remove the folder."
        )
    return checkpoint, damaged


def _changes_since(
    checkpoint: Checkpoint, fingerprint_now: Mapping[str, Any], day: date | None, *, allowed: bool
) -> list[str]:
    """Return what differs from the checkpoint's settings, as notes; refuse it unless it is allowed."""
    changed = changes(checkpoint.settings, fingerprint_now)
    if changed and day != checkpoint.day:  # a date alone decides nothing: what it does to the data is in their sha256
        changed.insert(0, f"date: was {checkpoint.day}, is {day}")
    if changed and not allowed:
        raise TrainingError(
            f"{checkpoint.path} was made with other settings, so going on would give another result:\n  "
            + "\n  ".join(changed)
            + "\nUse the old settings, start anew in another --out, or go on all the same with --resume-changed."
        )
    return [f"going on with a change: {line}" for line in changed]
