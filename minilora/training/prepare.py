"""From settings to a model that can take its next step: base, data, adapter, optimiser, checkpoint."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import torch

from ..checkpoint import EMBEDDING, HEAD, Base, load_base
from ..data.encode import Dataset, beyond_context, encode_file
from ..data.template import Template, load_template
from ..device import pick_dtype
from ..ends import completion_ends
from ..errors import CheckpointError, OutputError, TrainingError
from ..files import refuse_inputs
from ..lora import choices, count_parameters, inject
from ..model import Decoder
from ..names import hub_name, hub_revision, recorded_base, resolve
from ..run_record import RunRecord
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
    record: RunRecord
    """What the run is made from, for whoever uses its adapters."""


def prepare(settings: RunSettings, group: ProcessGroup) -> PreparedRun:
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
    day = settings.day or (checkpoint.record.day if checkpoint else None)
    template = load_template(settings.template, base.tokenizer, day)
    day = day if template.dated else None
    data = _encode(settings, settings.train_file, base, template)
    val = _encode(settings, settings.val_file, base, template) if settings.val_file else None
    ends = completion_ends(base.tokenizer, base.files.stated_ends, end=template.end, opening=template.opening)
    sampler = Sampler(base.model, base.tokenizer, template, prompts, ends)
    sampler.check()
    weights = _sample_sha256(base.model)
    names = inject(base.model, settings.lora, seed=settings.train.seed)
    notes += [*base.files.notes, *beyond_context(data, base.config.context_length), *_untied(base)]
    optimizer = make_optimizer(base.model, settings.train)
    plan = Plan(data.examples, settings.train)
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
    record = _record(settings, base, data, val, fingerprint_now, day)
    return PreparedRun(base, base.tokenizer, plan, val, sampler, optimizer, fingerprint_now, history, started, record)


def _record(
    settings: RunSettings,
    base: Base,
    data: Dataset,
    val: Dataset | None,
    fingerprint_now: Mapping[str, Any],
    day: date | None,
) -> RunRecord:
    files = base.files
    sets = {"train": (settings.train_file, data), **({"val": (settings.val_file, val)} if val else {})}
    return RunRecord(
        base=recorded_base(settings.base),
        revision=hub_revision(files.path),
        fingerprint=files.fingerprint,
        template=settings.template,
        system=data.system,
        dtype=str(fingerprint_now["dtype"]),
        data={use: {"file": Path(str(path)).name, **asdict(found.report)} for use, (path, found) in sets.items()},
        settings=fingerprint_now,
        day=day,
    )


def _sample_sha256(model: Decoder) -> str:
    """Return the sha256 of the first weights of every parameter: enough to tell two bases of one name apart."""
    digest = hashlib.sha256()
    for name, parameter in model.named_parameters():
        digest.update(name.encode() + parameter.detach().flatten()[:SAMPLED_WEIGHTS].float().cpu().numpy().tobytes())
    return digest.hexdigest()


def _encode(settings: RunSettings, path: Path, base: Base, template: Template) -> Dataset:
    assert base.tokenizer
    return encode_file(
        path,
        base.tokenizer,
        template,
        max_length=settings.max_length,
        positions=base.config.positions,
        truncation=settings.truncation,
        train_on=settings.train_on,
    )


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
    before = checkpoint.record.day
    if changed and day != before:  # a date alone decides nothing: what it does to the data is in their sha256
        changed.insert(0, f"date: was {before}, is {day}")
    if changed and not allowed:
        raise TrainingError(
            f"{checkpoint.path} was made with other settings, so going on would give another result:\n  "
            + "\n  ".join(changed)
            + "\nUse the old settings, start anew in another --out, or go on all the same with --resume-changed."
        )
    return [f"going on with a change: {line}" for line in changed]
