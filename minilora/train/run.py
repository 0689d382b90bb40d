"""A whole training run: base + data -> an adapter directory, as a stream of events for whoever shows them.

The run directory is an adapter directory (PEFT's files and the tokenizer's) with `training.jsonl`, a line a step, and
`checkpoint-<step>/` folders. Here are the clock and the files that `loop.py` does without.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..checkpoint import Base, load_base
from ..config import LoraConfig, TrainConfig
from ..data.encode import Dataset, EncodeReport, TrainOn, Truncation, encode_records
from ..data.jsonl import read_records
from ..data.template import load_template
from ..device import keep_freed_memory, peak_memory_bytes, pick_device, pick_dtype, synchronize
from ..errors import CheckpointError, OutputError, TrainingError
from ..evaluate import evaluate
from ..files import write_text
from ..lora import ParameterCount, count_parameters, inject, save_adapter
from .loop import Plan, StepReport, make_optimizer, train
from .state import Checkpoint, find_checkpoint, restore, save_checkpoint

LOG = "training.jsonl"


@dataclass(frozen=True)
class RunSettings:
    """Everything `minilora train` can be told."""

    base: str
    """A Hugging Face directory, a .gguf file, or a known name."""
    train_file: Path
    out: Path
    val_file: Path | None = None
    lora: LoraConfig = field(default_factory=LoraConfig)
    train: TrainConfig = field(default_factory=TrainConfig)
    device: str = "auto"
    dtype: str = "auto"
    max_length: int = 1024
    """Tokens of the longest record; longer ones are cut as `truncation` says."""
    truncation: Truncation = "truncate-answer"
    template: str = "instruccion"
    """`instruccion`, `chat` (the base's own), or a Jinja file."""
    train_on: TrainOn = "all"
    """Which assistant turns of a conversation are learned."""
    save_every: int = 0
    """Steps between two checkpoints; 0 for one at the end of each epoch."""
    keep: int = 2
    """Newest checkpoints that stay; 0 for all."""
    resume: bool = False


@dataclass(frozen=True)
class Started:
    """The run is ready to take its first step."""

    names: tuple[str, ...]
    """Injected modules."""
    parameters: ParameterCount
    data: EncodeReport
    val_data: EncodeReport | None
    assumed: tuple[str, ...]
    """Hyper-parameters that the base leaves unsaid."""
    device: str
    dtype: str
    total_steps: int
    start_step: int
    """Steps already done by the checkpoint that the run goes on from."""
    notes: tuple[str, ...]
    """What the user should know: damaged checkpoints passed over."""


@dataclass(frozen=True)
class Stepped:
    report: StepReport
    tokens_per_s: float
    peak_memory_bytes: int


@dataclass(frozen=True)
class Validated:
    step: int
    """0: the base model before any step."""
    loss: float
    perplexity: float


@dataclass(frozen=True)
class Saved:
    path: Path


@dataclass(frozen=True)
class Finished:
    out: Path
    steps: int
    total_steps: int
    """More than `steps` when the run was stopped."""


Event = Started | Stepped | Validated | Saved | Finished


def run(settings: RunSettings, *, should_stop: Callable[[], bool] = lambda: False) -> Iterator[Event]:
    """Train an adapter into `settings.out`, yielding what happens.

    Args:
        should_stop: asked after every step; True saves a checkpoint and ends the run in good order.

    Raises:
        MiniLoraError: bad settings, base, data, a run that cannot be resumed, non-finite loss, unwritable output.
    """
    checkpoint, notes = _find_start(settings)
    keep_freed_memory()
    device = pick_device(settings.device)
    dtype = pick_dtype(settings.dtype, device)
    base = load_base(settings.base, device, dtype)
    data, val = _encode(settings, base, settings.train_file), None
    if settings.val_file:
        val = _encode(settings, base, settings.val_file)
    names = inject(base.model, settings.lora, seed=settings.train.seed)
    optimizer = make_optimizer(base.model, settings.train)
    plan = Plan(data.examples, settings.train)
    decisive = _decisive(settings, base, data, str(device), str(dtype))
    if checkpoint:
        _check_same(checkpoint, decisive)
        restore(checkpoint, base.model, optimizer)
    start = checkpoint.step if checkpoint else 0
    _prepare_out(settings.out, start)
    assert base.tokenizer
    base.tokenizer.save(settings.out)
    yield Started(
        names=names,
        parameters=count_parameters(base.model),
        data=data.report,
        val_data=val.report if val else None,
        assumed=base.files.assumed,
        device=str(device),
        dtype=str(dtype).removeprefix("torch."),
        total_steps=plan.total_steps,
        start_step=start,
        notes=tuple(notes),
    )

    def validated(step: int) -> Iterator[Validated]:
        if val:
            result = evaluate(base.model, val.examples)
            _log(settings.out, {"step": step, "val_loss": result.loss})
            yield Validated(step, result.loss, result.perplexity)

    def saved(step: int) -> Saved:
        path = save_checkpoint(settings.out, step, base.model, settings.lora, optimizer, decisive, keep=settings.keep)
        return Saved(path)

    if not start:
        yield from validated(0)
    step = start
    began = time.perf_counter()
    for report in train(base.model, data.examples, settings.train, optimizer=optimizer, start_step=start):
        synchronize(device)
        step = report.step
        tokens_per_s = report.tokens / (time.perf_counter() - began)
        _log(settings.out, {**asdict(report), "tokens_per_s": round(tokens_per_s, 1)})
        yield Stepped(report, tokens_per_s, peak_memory_bytes(device))
        epoch_ended = step % plan.steps_per_epoch == 0 or step == plan.total_steps
        if epoch_ended:
            yield from validated(step)
        if should_stop():
            yield saved(step)
            break
        if step % settings.save_every == 0 if settings.save_every else epoch_ended:
            yield saved(step)
        began = time.perf_counter()
    save_adapter(settings.out, base.model, settings.lora, base_model=settings.base)
    yield Finished(settings.out, step, plan.total_steps)


def _encode(settings: RunSettings, base: Base, path: Path) -> Dataset:
    if base.tokenizer is None:
        raise CheckpointError(f"{base.files.path} has no tokenizer.json, so text cannot become tokens; add the file.")
    template = load_template(settings.template, base.tokenizer)
    return encode_records(
        read_records(path),
        base.tokenizer,
        template,
        max_length=settings.max_length,
        truncation=settings.truncation,
        train_on=settings.train_on,
    )


def _decisive(settings: RunSettings, base: Base, data: Dataset, device: str, dtype: str) -> dict[str, Any]:
    """Return what the bytes of the result depend on, as JSON values."""
    decisive = {
        "base": base.files.path.name,
        "data_sha256": _fingerprint(data),
        "device": device,
        "dtype": dtype,
        **{f"lora.{key}": value for key, value in asdict(settings.lora).items()},
        **{f"train.{key}": value for key, value in asdict(settings.train).items()},
    }
    return json.loads(json.dumps(decisive))  # type: ignore[no-any-return]


def _fingerprint(data: Dataset) -> str:
    """Return the sha256 of all tokens and loss masks: what records, template, tokenizer and max_length come to."""
    digest = hashlib.sha256()
    for example in data.examples:
        digest.update(example.ids.tobytes() + example.loss_mask.tobytes())
    return digest.hexdigest()


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


def _check_same(checkpoint: Checkpoint, decisive: dict[str, Any]) -> None:
    keys = checkpoint.settings.keys() | decisive.keys()
    changed = [
        f"{key}: was {checkpoint.settings.get(key)!r}, is {decisive.get(key)!r}"
        for key in sorted(keys)
        if checkpoint.settings.get(key) != decisive.get(key)
    ]
    if changed:
        raise TrainingError(
            f"{checkpoint.path} was made with other settings, so going on would give another result:\n  "
            + "\n  ".join(changed)
            + "\nUse the old settings, or start anew in another --out."
        )


def _prepare_out(out: Path, start: int) -> None:
    """Make the run directory; drop what its log says about steps after the checkpoint."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        lines = (out / LOG).read_text(encoding="utf-8").splitlines() if (out / LOG).exists() else []
    except OSError as err:
        raise OutputError(f"cannot use {out} as a run directory: {err.strerror}.") from err
    write_text(out / LOG, "".join(line + "\n" for line in lines if start and _logged_step(line) <= start))


def _logged_step(line: str) -> float:
    try:
        return float(json.loads(line)["step"])
    except (ValueError, KeyError, TypeError):  # a line torn by a kill
        return float("inf")


def _log(out: Path, values: dict[str, Any]) -> None:
    """Append a line to the log in one write, so that a kill leaves whole lines."""
    line = json.dumps(values) + "\n"
    try:
        descriptor = os.open(out / LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
    except OSError as err:
        raise OutputError(f"cannot write {out / LOG}: {err.strerror}.") from err
