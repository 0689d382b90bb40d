"""A whole training run: base + data -> an adapter directory, as a stream of events that the caller can display.

`Run.events` is the main loop. prepare.py sets the run up; run_directory.py and checkpoints.py write its files. This
module reads the clock; loop.py does not. With several processes, each of them executes the whole run, but only the
main process (rank 0) writes files.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import torch

from ..data.example import Example
from ..device import configure_cpu, peak_memory_bytes, pick_device, synchronize
from ..errors import TrainingError
from ..evaluate import EvalReport, evaluate
from ..lora import adapter_parameters, save_adapter
from ..names import recorded_name
from ..training_log import FILE_NAME as LOG
from . import run_directory
from .checkpoints import find_checkpoint, save_checkpoint
from .data_record import describe_data
from .distributed import ProcessGroup, process_group
from .events import Event, Finished, Sampled, Saved, Stepped, StopReason, Validated, Validating
from .load_data import Progress
from .loop import NotFiniteError, train
from .loss_plot import plot_losses
from .prepare import PreparedRun, prepare
from .settings import RunSettings


def run(
    settings: RunSettings,
    *,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Progress = lambda done: None,
) -> Iterator[Event]:
    """Train an adapter into the directory `settings.out`; yield an event for each step, validation and checkpoint.

    Args:
        should_stop: called after every step; if it returns True, the run saves a checkpoint and ends.
        progress: as `prepare`.

    Raises:
        MiniLoraError: invalid settings, base or data; a run that cannot be resumed; a non-finite loss; an output
                directory that cannot be written.
    """
    start = time.monotonic()
    configure_cpu()
    with process_group(pick_device(settings.device)) as group, ExitStack() as stack:
        settings = replace(settings, day=_broadcast_day(settings.day, group))
        with group.raise_on_all_ranks():
            if group.is_main_process:
                stack.enter_context(run_directory.lock_run_directory(settings.out))
        with group.raise_on_all_ranks():
            prepared = prepare(settings, group, progress)
        with group.raise_on_all_ranks():
            if group.is_main_process:
                run_directory.initialize(
                    settings.out,
                    prepared.started.start_step,
                    prepared.tokenizer,
                    prepared.record,
                    describe_data(prepared.plan.examples, prepared.started.data, prepared.tokenizer),
                )
        yield prepared.started

        def stop_requested() -> StopReason | None:
            time_is_over = settings.max_minutes is not None and time.monotonic() - start > 60 * settings.max_minutes
            interrupted, timed_out = group.all_reduce_sum(should_stop(), time_is_over)  # all ranks must agree
            return "interrupted" if interrupted else "time" if timed_out else None

        try:
            yield from Run(settings, prepared, group, stop_requested).events()
        except NotFiniteError as err:
            checkpoint, _ = find_checkpoint(settings.out)
            advice = f" Continue from {checkpoint.path} with --resume --resume-changed." if checkpoint else ""
            raise TrainingError(f"{err}{advice}") from err


def _broadcast_day(day: date | None, group: ProcessGroup) -> date | None:
    """Return the date of rank 0 on all ranks. Processes that start around midnight could otherwise use two dates."""
    (ordinal,) = group.all_reduce_sum(day.toordinal() if day and group.is_main_process else 0)
    return date.fromordinal(int(ordinal)) if ordinal else None


class Run:
    """A run in progress: its prepared parts, its current step and its validation history."""

    def __init__(
        self,
        settings: RunSettings,
        prepared: PreparedRun,
        group: ProcessGroup,
        stop_requested: Callable[[], StopReason | None],
    ) -> None:
        self.settings, self.prepared, self.group, self.stop_requested = settings, prepared, group, stop_requested
        self.model, self.plan = prepared.base.model, prepared.plan
        self.base_name = recorded_name(settings.base)
        self.own_tokenizer = None if prepared.base.files.has_own_tokenizer else prepared.tokenizer
        self.step, self.history = prepared.started.start_step, prepared.history

    def events(self) -> Iterator[Event]:
        """Train, validate and save until all steps are done or there is a reason to stop."""
        if not self.step:
            yield from self.validate()
        stop_reason = self.early_stop()
        for stepped in () if stop_reason else self.steps():
            yield stepped
            if self.is_due(self.settings.eval_every) or self.step == self.plan.total_steps:
                yield from self.validate()
            stop_reason = self.early_stop() or self.stop_requested()
            if stop_reason or self.is_due(self.settings.save_every):
                yield self.save()
            if stop_reason:
                break
        if self.group.is_main_process:
            self.check_parameters()
            save_adapter(self.settings.out, self.model, self.settings.lora, base_model=self.base_name)
            plot_losses(self.settings.out)
        yield Finished(self.settings.out, self.step, self.plan.total_steps, stop_reason or "complete")

    def steps(self) -> Iterator[Stepped]:
        """Take the remaining steps, and measure the speed of each."""
        start = time.perf_counter()
        for report in train(
            self.model,
            self.plan.examples,
            self.plan.config,
            mixture=self.plan.mixture,
            optimizer=self.prepared.optimizer,
            start_step=self.step,
            group=self.group,
        ):
            synchronize(self.group.device)
            elapsed_s, memory = time.perf_counter() - start, peak_memory_bytes(self.group.device)
            self.step, tokens_per_s = report.step, report.tokens / elapsed_s
            logged = {key: value for key, value in asdict(report).items() if value is not None}
            measured = {"tokens_per_s": round(tokens_per_s, 1), "step_s": round(elapsed_s, 3)}
            self.log({**logged, **measured, "peak_memory_bytes": memory})
            yield Stepped(report, tokens_per_s, memory)
            start = time.perf_counter()

    def validate(self) -> Iterator[Event]:
        """Evaluate the validation records, save the adapter if it is the best one, and complete the sample prompts."""
        if self.prepared.val:
            yield Validating(self.step, len(self.prepared.val.examples))
            start = time.perf_counter()
            report = self.evaluate_shards(self.prepared.val.examples)
            self.log({"step": self.step, "val_loss": report.loss, "eval_s": round(time.perf_counter() - start, 3)})
            self.history = self.history.add_validation(self.step, report.loss) if self.step else self.history
            best = self.step > 0 and self.history.best_step == self.step
            if best and self.group.is_main_process:
                run_directory.save_best(
                    self.settings.out,
                    self.model,
                    self.settings.lora,
                    base_model=self.base_name,
                    record=self.prepared.record,
                    tokenizer=self.own_tokenizer,
                )
            yield Validated(self.step, report.loss, report.perplexity, best)
        for prompt, answer in self.prepared.sampler.complete_prompts() if self.group.is_main_process else ():
            sampled = Sampled(self.step, prompt, answer)
            run_directory.append_json_line(self.settings.out / run_directory.SAMPLES, asdict(sampled))
            yield sampled

    def evaluate_shards(self, examples: Sequence[Example]) -> EvalReport:
        """Return the loss on `examples`; each rank evaluates its shard."""
        mine = self.group.shard(examples)
        part = evaluate(self.model, mine) if mine else EvalReport(0.0, 0, 0)
        loss, tokens = self.group.all_reduce_sum(part.loss * part.answer_tokens, part.answer_tokens)
        return EvalReport(loss / tokens, int(tokens), len(examples))

    def save(self) -> Saved:
        """Save a checkpoint of the current step."""
        settings, prepared = self.settings, self.prepared
        path = settings.out / f"checkpoint-{self.step}"
        with self.group.raise_on_all_ranks():
            if self.group.is_main_process:
                self.check_parameters()
                save_checkpoint(
                    path,
                    self.model,
                    settings.lora,
                    prepared.optimizer,
                    prepared.run_fingerprint,
                    self.history,
                    keep=settings.keep,
                    record=prepared.record,
                    tokenizer=self.own_tokenizer,
                )
        return Saved(path)

    def check_parameters(self) -> None:
        """Raise a NotFiniteError, before anything is saved, if a trained parameter is not finite."""
        if not all(bool(torch.isfinite(parameter).all()) for parameter in adapter_parameters(self.model)):
            raise NotFiniteError(
                f"the adapter is not finite after step {self.step}, so it was not saved. Lower --lr, or use --dtype "
                "float32."
            )

    def is_due(self, every: int) -> bool:
        """Return whether the current step is a multiple of `every` or, if `every` is 0, the last step of an epoch."""
        if every:
            return self.step % every == 0
        return self.plan.step(self.step - 1).ends_epoch or self.step == self.plan.total_steps

    def early_stop(self) -> StopReason | None:
        over = self.settings.patience and self.history.validations_without_improvement >= self.settings.patience
        return "patience" if over else None

    def log(self, values: Mapping[str, Any]) -> None:
        if self.group.is_main_process:
            run_directory.append_json_line(self.settings.out / LOG, values)
