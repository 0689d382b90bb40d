"""A whole training run: base + data -> an adapter directory, as a stream of events for whoever shows them.

The story is `Run.events`. What it works with comes from prepare.py; what it leaves on disk is written by directory.py
and state.py. Here is the clock that `loop.py` does without. Of several processes each lives the whole story; the first
alone writes.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from ..checkpoint import recorded_name
from ..data.example import Example
from ..device import configure_cpu, peak_memory_bytes, pick_device, synchronize
from ..evaluate import EvalReport, evaluate
from ..lora import save_adapter
from . import run_directory
from .checkpoints import save_checkpoint
from .curves import plot_losses
from .distributed import ProcessGroup, process_group
from .events import Ending, Event, Finished, Sampled, Saved, Stepped, Validated, Validating
from .loop import train
from .prepare import PreparedRun, Progress, prepare
from .settings import RunSettings

__all__ = [
    *("Event", "Finished", "RunSettings", "Sampled", "Saved", "Started", "Stepped", "Validated", "Validating", "run"),
]


def run(
    settings: RunSettings,
    *,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Progress = lambda done: None,
) -> Iterator[Event]:
    """Train an adapter into `settings.out`, yielding what happens.

    Args:
        should_stop: asked after every step; True saves a checkpoint and ends the run in good order.
        progress: told, in words, how far the data has been read.

    Raises:
        MiniLoraError: bad settings, base, data, a run that cannot be resumed, non-finite loss, unwritable output.
    """
    began = time.monotonic()
    configure_cpu()
    with process_group(pick_device(settings.device)) as group, ExitStack() as stack:
        settings = replace(settings, day=_agreed_day(settings.day, group))
        with group.raise_on_all_ranks():
            if group.is_main_process:
                stack.enter_context(run_directory.lock_run_directory(settings.out))
        with group.raise_on_all_ranks():
            prepared = prepare(settings, group, progress)
        with group.raise_on_all_ranks():
            if group.is_main_process:
                run_directory.begin(settings.out, prepared.started.start_step, prepared.tokenizer, prepared.day)
        yield prepared.started

        def must_stop() -> Ending | None:
            late = settings.max_minutes is not None and time.monotonic() - began > 60 * settings.max_minutes
            interrupted, timed_out = group.all_reduce_sum(should_stop(), late)  # all ranks must agree
            return "asked" if interrupted else "time" if timed_out else None

        yield from Run(settings, prepared, group, must_stop).events()


def _agreed_day(day: date | None, group: ProcessGroup) -> date | None:
    """Return the first rank's date: of processes that start at midnight, each might have another."""
    (ordinal,) = group.all_reduce_sum(day.toordinal() if day and group.is_main_process else 0)
    return date.fromordinal(int(ordinal)) if ordinal else None


class Run:
    """A run under way: what it works with, how far it has come, how its validation loss went."""

    def __init__(
        self, settings: RunSettings, prepared: PreparedRun, group: ProcessGroup, must_stop: Callable[[], Ending | None]
    ) -> None:
        self.settings, self.prepared, self.group, self.must_stop = settings, prepared, group, must_stop
        self.model, self.plan = prepared.base.model, prepared.plan
        self.base_name = recorded_name(settings.base)
        self.step, self.history = prepared.started.start_step, prepared.history

    def events(self) -> Iterator[Event]:
        """Step, validate, save, until there is a reason to end."""
        if not self.step:
            yield from self.validate()
        why = self.out_of_patience()
        for stepped in () if why else self.steps():
            yield stepped
            if self.due(self.settings.eval_every) or self.step == self.plan.total_steps:
                yield from self.validate()
            why = self.out_of_patience() or self.must_stop()
            if why or self.due(self.settings.save_every):
                yield self.save()
            if why:
                break
        if self.group.is_main_process:
            save_adapter(
                self.settings.out, self.model, self.settings.lora, base_model=recorded_name(self.settings.base)
            )
            plot_losses(self.settings.out)
        yield Finished(self.settings.out, self.step, self.plan.total_steps, why or "complete")

    def steps(self) -> Iterator[Stepped]:
        """Take the steps that are left, and time each of them."""
        began = time.perf_counter()
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
            self.step, tokens_per_s = report.step, report.tokens / (time.perf_counter() - began)
            logged = {key: value for key, value in asdict(report).items() if value is not None}
            self.log({**logged, "tokens_per_s": round(tokens_per_s, 1)})
            yield Stepped(report, tokens_per_s, peak_memory_bytes(self.group.device))
            began = time.perf_counter()

    def validate(self) -> Iterator[Event]:
        """Measure the loss on the validation records, keep the best adapter, ask the sample prompts."""
        if self.prepared.val:
            yield Validating(self.step, len(self.prepared.val.examples))
            report = self.evaluated(self.prepared.val.examples)
            self.log({"step": self.step, "val_loss": report.loss})
            self.history = self.history.then(self.step, report.loss) if self.step else self.history
            best = self.step > 0 and self.history.best_step == self.step
            if best and self.group.is_main_process:
                base_model = recorded_name(self.settings.base)
                run_directory.save_best(
                    self.settings.out, self.model, self.settings.lora, base_model=base_model, day=self.prepared.day
                )
            yield Validated(self.step, report.loss, report.perplexity, best)
        for prompt, answer in self.prepared.sampler.answers() if self.group.is_main_process else ():
            sampled = Sampled(self.step, prompt, answer)
            run_directory.append(self.settings.out / run_directory.SAMPLES, asdict(sampled))
            yield sampled

    def evaluated(self, examples: Sequence[Example]) -> EvalReport:
        """Return the loss on `examples`, of which each rank computes its share."""
        mine = self.group.shard(examples)
        part = evaluate(self.model, mine) if mine else EvalReport(0.0, 0, 0)
        loss, tokens = self.group.all_reduce_sum(part.loss * part.answer_tokens, part.answer_tokens)
        return EvalReport(loss / tokens, int(tokens), len(examples))

    def save(self) -> Saved:
        """Write a checkpoint of the step just done."""
        settings, prepared = self.settings, self.prepared
        path = settings.out / f"checkpoint-{self.step}"
        with self.group.raise_on_all_ranks():
            if self.group.is_main_process:
                save_checkpoint(
                    path,
                    self.model,
                    settings.lora,
                    prepared.optimizer,
                    prepared.run_fingerprint,
                    self.history,
                    keep=settings.keep,
                    day=prepared.day,
                )
        return Saved(path)

    def due(self, every: int) -> bool:
        """Tell whether something happens now that happens every so many steps, or, with 0, every epoch."""
        if every:
            return self.step % every == 0
        return self.plan.steps[self.step - 1].ends_epoch or self.step == self.plan.total_steps

    def out_of_patience(self) -> Ending | None:
        over = self.settings.patience and self.history.validations_without_improvement >= self.settings.patience
        return "patience" if over else None

    def log(self, values: Mapping[str, Any]) -> None:
        if self.group.is_main_process:
            run_directory.append(self.settings.out / run_directory.LOG, values)
