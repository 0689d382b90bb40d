"""A whole training run: base + data -> an adapter directory, as a stream of events for whoever shows them.

The story is `Run.events`. What it works with comes from prepare.py; what it leaves on disk is written by directory.py
and state.py. Here is the clock that `loop.py` does without. Of several processes each lives the whole story; the first
alone writes.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from ..checkpoint import recorded_name
from ..data.encode import Example
from ..device import peak_memory_bytes, pick_device, prepare_cpu, synchronize
from ..evaluate import EvalReport, evaluate
from ..lora import save_adapter
from . import directory
from .curves import draw_losses
from .events import Ending, Event, Finished, Sampled, Saved, Stepped, Validated, Validating
from .loop import train
from .prepare import Ready, prepare
from .ranks import Ranks, joined
from .settings import RunSettings
from .state import save_checkpoint

__all__ = [
    *("Event", "Finished", "RunSettings", "Sampled", "Saved", "Started", "Stepped", "Validated", "Validating", "run"),
]


def run(settings: RunSettings, *, should_stop: Callable[[], bool] = lambda: False) -> Iterator[Event]:
    """Train an adapter into `settings.out`, yielding what happens.

    Args:
        should_stop: asked after every step; True saves a checkpoint and ends the run in good order.

    Raises:
        MiniLoraError: bad settings, base, data, a run that cannot be resumed, non-finite loss, unwritable output.
    """
    began = time.monotonic()
    prepare_cpu()
    with joined(pick_device(settings.device)) as ranks, ExitStack() as stack:
        settings = replace(settings, day=_agreed_day(settings.day, ranks))
        with ranks.together():
            if ranks.leads:
                stack.enter_context(directory.held(settings.out))
        with ranks.together():
            ready = prepare(settings, ranks)
        with ranks.together():
            if ranks.leads:
                directory.begin(settings.out, ready.started.start_step, ready.tokenizer, ready.day)
        yield ready.started

        def must_stop() -> Ending | None:
            late = settings.max_minutes is not None and time.monotonic() - began > 60 * settings.max_minutes
            asked, over = ranks.sum(should_stop(), late)  # all ranks must agree
            return "asked" if asked else "time" if over else None

        yield from Run(settings, ready, ranks, must_stop).events()


def _agreed_day(day: date | None, ranks: Ranks) -> date | None:
    """Return the first rank's date: of processes that start at midnight, each might have another."""
    (ordinal,) = ranks.sum(day.toordinal() if day and ranks.leads else 0)
    return date.fromordinal(int(ordinal)) if ordinal else None


class Run:
    """A run under way: what it works with, how far it has come, how its validation loss went."""

    def __init__(
        self, settings: RunSettings, ready: Ready, ranks: Ranks, must_stop: Callable[[], Ending | None]
    ) -> None:
        self.settings, self.ready, self.ranks, self.must_stop = settings, ready, ranks, must_stop
        self.model, self.plan = ready.base.model, ready.plan
        self.base_name = recorded_name(settings.base)
        self.step, self.course = ready.started.start_step, ready.course

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
        if self.ranks.leads:
            save_adapter(
                self.settings.out, self.model, self.settings.lora, base_model=recorded_name(self.settings.base)
            )
            draw_losses(self.settings.out)
        yield Finished(self.settings.out, self.step, self.plan.total_steps, why or "complete")

    def steps(self) -> Iterator[Stepped]:
        """Take the steps that are left, and time each of them."""
        began = time.perf_counter()
        for report in train(
            self.model,
            self.plan.examples,
            self.plan.config,
            optimizer=self.ready.optimizer,
            start_step=self.step,
            ranks=self.ranks,
        ):
            synchronize(self.ranks.device)
            self.step, tokens_per_s = report.step, report.tokens / (time.perf_counter() - began)
            self.log({**asdict(report), "tokens_per_s": round(tokens_per_s, 1)})
            yield Stepped(report, tokens_per_s, peak_memory_bytes(self.ranks.device))
            began = time.perf_counter()

    def validate(self) -> Iterator[Event]:
        """Measure the loss on the validation records, keep the best adapter, ask the sample prompts."""
        if self.ready.val:
            yield Validating(self.step, len(self.ready.val.examples))
            report = self.evaluated(self.ready.val.examples)
            self.log({"step": self.step, "val_loss": report.loss})
            self.course = self.course.then(self.step, report.loss) if self.step else self.course
            best = self.step > 0 and self.course.best_step == self.step
            if best and self.ranks.leads:
                base_model = recorded_name(self.settings.base)
                directory.save_best(
                    self.settings.out, self.model, self.settings.lora, base_model=base_model, day=self.ready.day
                )
            yield Validated(self.step, report.loss, report.perplexity, best)
        for prompt, answer in self.ready.sampler.answers() if self.ranks.leads else ():
            sampled = Sampled(self.step, prompt, answer)
            directory.append(self.settings.out / directory.SAMPLES, asdict(sampled))
            yield sampled

    def evaluated(self, examples: tuple[Example, ...]) -> EvalReport:
        """Return the loss on `examples`, of which each rank computes its share."""
        mine = self.ranks.deal(examples)
        part = evaluate(self.model, mine) if mine else EvalReport(0.0, 0, 0)
        loss, tokens = self.ranks.sum(part.loss * part.answer_tokens, part.answer_tokens)
        return EvalReport(loss / tokens, int(tokens), len(examples))

    def save(self) -> Saved:
        """Write a checkpoint of the step just done."""
        settings, ready = self.settings, self.ready
        path = settings.out / f"checkpoint-{self.step}"
        with self.ranks.together():
            if self.ranks.leads:
                save_checkpoint(
                    path,
                    self.model,
                    settings.lora,
                    ready.optimizer,
                    ready.decisive,
                    self.course,
                    keep=settings.keep,
                    day=ready.day,
                )
        return Saved(path)

    def due(self, every: int) -> bool:
        """Tell whether something happens now that happens every so many steps, or, with 0, every epoch."""
        if every:
            return self.step % every == 0
        return self.plan.steps[self.step - 1].ends_epoch or self.step == self.plan.total_steps

    def out_of_patience(self) -> Ending | None:
        over = self.settings.patience and self.course.in_vain >= self.settings.patience
        return "patience" if over else None

    def log(self, values: Mapping[str, Any]) -> None:
        if self.ranks.leads:
            directory.append(self.settings.out / directory.LOG, values)
