"""prepare(): prepares a run for its next step: base, data, adapter, optimizer, checkpoint."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import torch

from ..adapted import open_start
from ..checkpoint import EMBEDDING, HEAD, Base, load_files, open_base
from ..data.chat import ChatTemplate
from ..data.dataset import Dataset
from ..data.encode import context_notes
from ..data.template import Template, load_template, template_name
from ..device import describe_machine, pick_dtype
from ..errors import CheckpointError, OutputError, TrainingError
from ..files import check_not_input
from ..kernels.packed import named_weights
from ..kernels.unpacking import PackedWeight
from ..lora import Adapter, ParameterCount, attach_adapter, count_parameters, inject, module_selections
from ..lora.foreign import TENSOR_FILE
from ..model import Decoder
from ..names import hub_name, hub_revision, recorded_base, resolve
from ..run_record import RunRecord
from ..sampled_softmax import check_frozen_head
from ..sampling import default_sampling
from ..stopping import stopping_criteria
from ..tokenizer import Tokenizer
from .checkpoints import Checkpoint, find_checkpoint, restore_checkpoint
from .distributed import ProcessGroup
from .early_stopping import ValidationHistory
from .events import Started
from .load_data import Progress, load_data
from .optimizer import make_optimizer
from .plan import Plan
from .run_directory import check_inputs, check_unused
from .samples import Sampler, read_prompts
from .settings import RunSettings, list_changes, run_fingerprint

SAMPLED_WEIGHTS = 256
"""Values of each parameter that enter the fingerprint of the base."""


@dataclass(frozen=True)
class PreparedRun:
    """A run after its preparation: model, data, optimizer and state."""

    base: Base
    tokenizer: Tokenizer
    plan: Plan
    val: Dataset | None
    sampler: Sampler
    optimizer: torch.optim.Optimizer
    run_fingerprint: Mapping[str, Any]
    """The values that the result depends on."""
    history: ValidationHistory
    """The validations before the checkpoint."""
    started: Started
    record: RunRecord
    """Base, template, data and settings, which are saved with the adapter (`run.json`)."""


def prepare(settings: RunSettings, group: ProcessGroup, progress: Progress = lambda done: None) -> PreparedRun:
    """Load the base, encode the data, inject the adapter and restore the checkpoint. Nothing is written.

    Args:
        progress: called with a line about the current work: quantising the base (`settings.pack`), reading the data.

    Raises:
        MiniLoraError: invalid settings, base or data; a run that cannot be resumed, or that would be overwritten.
    """
    check_not_input(settings.out, resolve(settings.base))
    files = (settings.val_file, settings.sample_prompts, settings.from_adapter, Path(settings.template))
    check_inputs(settings.out, [*(source.path for source in settings.sources), *filter(None, files)])
    checkpoint, damaged = _find_resume_checkpoint(settings)
    prompts = read_prompts(settings.sample_prompts)
    dtype = pick_dtype(settings.dtype, group.device)
    base, start = _load_base(settings, group.device, dtype, progress)
    tokenizer = base.require_tokenizer()
    day = settings.day or (checkpoint.record.day if checkpoint else None)
    template = load_template(settings.template, tokenizer, day, settings.template_args, settings.thinking)
    day = day if template.dated else None
    data, val, mixture = load_data(settings, base, template, progress)
    sampler = _make_sampler(base, template, prompts)
    place: dict[str, Any] = {
        "device": group.device.type,
        "dtype": str(dtype).removeprefix("torch."),
        "processes": group.size,
        "base_sha256": _weights_sha256(base.model),
    }
    fingerprint_now = run_fingerprint(settings, hub_name(base.files.path) or base.files.path.name, data, val, place)
    names = _inject(base.model, settings, start)
    optimizer = make_optimizer(base.model, settings.train)
    changes = _resume(checkpoint, base.model, optimizer, fingerprint_now, day, settings) if checkpoint else []
    plan = Plan(data.examples, settings.train, mixture)
    started = Started(
        names=names,
        choices=module_selections(base.model, settings.lora),
        parameters=count_parameters(base.model),
        data=data.report,
        assumed=base.files.assumed,
        device=str(group.device),
        dtype=place["dtype"],
        total_steps=plan.total_steps,
        start_step=checkpoint.step if checkpoint else 0,
        notes=(*damaged, *_base_notes(base, data), *changes),
    )
    history = checkpoint.history if checkpoint else ValidationHistory()
    record = _record(settings, base, template, data, val, fingerprint_now, day, started.parameters)
    return PreparedRun(base, tokenizer, plan, val, sampler, optimizer, fingerprint_now, history, started, record)


def _load_base(
    settings: RunSettings, device: torch.device, dtype: torch.dtype, progress: Progress
) -> tuple[Base, Adapter | None]:
    """Load the base, with the vocabulary and the tokenizer of the adapter to start from; return both."""

    def on_tensor(done: int, total: int) -> None:
        progress(f"packing {done}/{total}")

    given = settings.from_adapter
    files, start = open_start(settings.base, given) if given else (open_base(settings.base), None)
    return load_files(files, device, dtype, pack=settings.pack, progress=on_tensor), start


def _make_sampler(base: Base, template: Template, prompts: Sequence[str]) -> Sampler:
    """Return the sampler of the validations; raise an error for a prompt that it cannot complete."""
    tokenizer = base.require_tokenizer()
    ends = stopping_criteria(tokenizer, base.files.configured_stops, end=template.end, opening=template.opening)
    sampler = Sampler(base.model, tokenizer, template, prompts, ends, default_sampling(base.files.sampling))
    sampler.check()
    return sampler


def _inject(model: Decoder, settings: RunSettings, start: Adapter | None) -> tuple[str, ...]:
    """Inject a new adapter, or the one to start from; return the names of its modules."""
    names = inject(model, settings.lora, seed=settings.train.seed)
    if settings.from_adapter and start:
        attach_adapter(model, start, settings.from_adapter / TENSOR_FILE)
    if settings.train.sampled_softmax:
        check_frozen_head(model)
    return names


def _base_notes(base: Base, data: Dataset) -> list[str]:
    packing = [base.packing] if base.packed else []
    return [*base.files.notes, *packing, *context_notes(data, base.config.context_length), *_untying_notes(base)]


def _record(
    settings: RunSettings,
    base: Base,
    template: Template,
    data: Dataset,
    val: Dataset | None,
    fingerprint_now: Mapping[str, Any],
    day: date | None,
    count: ParameterCount,
) -> RunRecord:
    files = base.files
    train = [Path(str(source.path)).name for source in settings.sources]
    val_files = [Path(str(settings.val_file)).name] if settings.val_file else train
    data_sets = {"train": (train, data), **({"val": (val_files, val)} if val else {})}
    return RunRecord(
        base=recorded_base(settings.base),
        revision=hub_revision(files.path),
        fingerprint=files.fingerprint,
        template=template_name(settings.template, base.require_tokenizer()),
        jinja=template.source if isinstance(template, ChatTemplate) else None,
        template_args=settings.template_args,
        system=data.system,
        dtype=str(fingerprint_now["dtype"]),
        data={split: {"files": names, **_counts(found)} for split, (names, found) in data_sets.items()},
        settings=fingerprint_now,
        day=day,
        parameters={"trainable": count.trainable, "total": count.total},
        machine=describe_machine(base.model.device),
    )


def _counts(data: Dataset) -> dict[str, int]:
    return {key: getattr(data.report, key) for key in ("records", "tokens", "answer_tokens")}


def _weights_sha256(model: Decoder) -> str:
    """Return the sha256 of the first weights of every loaded tensor, which `--pack` and `--dtype` change.

    It distinguishes bases of one name, as `BaseFiles.fingerprint` does for their files.
    """
    digest = hashlib.sha256()
    for name, weight in named_weights(model):
        values = weight.detach() if isinstance(weight, torch.Tensor) else weight.gather(_first_rows(weight))
        digest.update(name.encode() + values.flatten()[:SAMPLED_WEIGHTS].float().cpu().numpy().tobytes())
    return digest.hexdigest()


def _first_rows(weight: PackedWeight) -> torch.Tensor:
    """Return the indices of the rows that contain the first `SAMPLED_WEIGHTS` weights."""
    rows, columns = weight.shape
    return torch.arange(min(rows, -(-SAMPLED_WEIGHTS // columns)))


def _untying_notes(base: Base) -> list[str]:
    """Return a note if the adapter trains only one of the tied tensors (embedding and head)."""
    tensors = (base.model.get_submodule(name.removesuffix(".weight")) for name in (EMBEDDING, HEAD))
    if not base.config.tied_embeddings or not any(p.requires_grad for m in tensors for p in m.parameters()):
        return []
    try:
        base.files.untied()
    except CheckpointError as err:
        return [f"this adapter can be used with its base, but not merged or exported: {err}"]
    num_parameters = base.config.vocab_size * base.config.hidden_size
    return [
        f"embedding and head are tied; the adapter unties them, and a merged model has "
        f"{num_parameters:,} more parameters"
    ]


def _find_resume_checkpoint(settings: RunSettings) -> tuple[Checkpoint | None, list[str]]:
    """Return the checkpoint to resume from. Without `resume`, raise an error instead of overwriting an existing run."""
    checkpoint, damaged = find_checkpoint(settings.out)
    if settings.resume and not checkpoint:
        raise TrainingError(
            f"{settings.out} has no complete checkpoint to resume from. Start again without --resume. "
            + " ".join(damaged)
        )
    if checkpoint and not settings.resume:
        raise OutputError(
            f"{settings.out} already contains a run, saved at step {checkpoint.step}. Continue it with --resume, "
            "choose another --out, or remove the directory."
        )
    if not checkpoint:
        check_unused(settings.out)
    return checkpoint, damaged


def _resume(
    checkpoint: Checkpoint,
    model: Decoder,
    optimizer: torch.optim.Optimizer,
    fingerprint_now: Mapping[str, Any],
    day: date | None,
    settings: RunSettings,
) -> list[str]:
    """Restore the checkpoint; return what differs from its settings as notes. Unless allowed, that is an error."""
    changed = list_changes(checkpoint.settings, fingerprint_now)
    before = checkpoint.record.day
    if changed and day != before:  # the date affects the result only through the data, whose sha256 is compared
        changed.insert(0, f"date: was {before}, is {day}")
    if changed and not settings.resume_changed:
        raise TrainingError(
            f"{checkpoint.path} was made with other settings, so continuing would give another result:\n  "
            + "\n  ".join(changed)
            + "\nUse the old settings, start a new run in another --out, or continue anyway with --resume-changed."
        )
    restore_checkpoint(checkpoint, model, optimizer)
    return [f"continuing with a change: {line}" for line in changed]
