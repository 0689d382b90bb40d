"""Best adapter and early stopping; both survive an interruption at any step."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from minilora.errors import ConfigError
from minilora.training.early_stopping import ValidationHistory
from minilora.training.events import Event, Finished, Sampled, Saved, Stepped, Validated
from minilora.training.run import run
from minilora.training.settings import RunSettings

TENSORS = "adapter_model.safetensors"


@pytest.fixture
def failing(settings: RunSettings) -> RunSettings:
    """A run whose validation loss soon rises, because the training answers differ from the validation answers."""
    assert settings.val_file
    settings.val_file.write_text('{"instruction": "¿Qué es 1?", "output": "zxq 777 WWW"}\n' * 2, encoding="utf-8")
    return replace(settings, train=replace(settings.train, lr=0.03, epochs=6), eval_every=2, patience=3)


def test_the_best_is_the_first_lowest() -> None:
    """Of equal losses the earlier one is the best; later validations count as without improvement."""
    history = (
        ValidationHistory().add_validation(1, 2.0).add_validation(2, 1.5).add_validation(3, 1.5).add_validation(4, 1.9)
    )
    assert (history.best_step, history.validations_without_improvement) == (2, 2)
    assert (ValidationHistory().best_step, ValidationHistory().validations_without_improvement) == (0, 0)
    assert history.add_validation(5, 1.0).validations_without_improvement == 0


def test_a_loss_that_is_not_finite_is_never_the_best() -> None:
    history = ValidationHistory().add_validation(1, float("nan")).add_validation(2, float("-inf"))
    assert (history.best_step, history.validations_without_improvement) == (0, 2)
    history = history.add_validation(3, 2.0).add_validation(4, float("nan"))
    assert (history.best_step, history.validations_without_improvement) == (3, 1)


def test_patience_ends_the_run_and_best_holds_the_lowest_loss(failing: RunSettings, tmp_path: Path) -> None:
    """The run ends `patience` validations after its best, and `best/` is the adapter of that step."""
    seen = list(run(failing))
    losses = {event.step: event.loss for event in seen if isinstance(event, Validated) and event.step}
    best = min(losses, key=lambda step: losses[step])
    end = seen[-1]
    assert isinstance(end, Finished)
    assert (end.stop_reason, end.steps) == ("patience", best + 3 * failing.eval_every)
    assert list(losses) == list(range(2, end.steps + 1, 2))
    until_best = replace(failing, out=tmp_path / "until", save_every=1, keep=0)
    for event in run(until_best):
        if isinstance(event, Saved) and event.path.name == f"checkpoint-{best}":
            break
    at_best = until_best.out / f"checkpoint-{best}" / TENSORS
    assert (failing.out / "best" / TENSORS).read_bytes() == at_best.read_bytes()


@pytest.mark.parametrize("stop_after", [3, 4, 7])
def test_best_and_patience_survive_a_stop(failing: RunSettings, tmp_path: Path, stop_after: int) -> None:
    """A run left after a step and resumed ends at the same step, with the same last and the same best adapter."""
    whole = replace(failing, out=tmp_path / "whole")
    end = list(run(whole))[-1]
    for event in run(failing):
        if isinstance(event, Stepped) and event.report.step == stop_after:
            break
    again = list(run(replace(failing, resume=True)))[-1]
    assert isinstance(again, Finished)
    assert isinstance(end, Finished)
    assert (again.steps, again.stop_reason) == (end.steps, end.stop_reason)
    for name in (TENSORS, f"best/{TENSORS}"):
        assert (failing.out / name).read_bytes() == (whole.out / name).read_bytes()


def test_a_run_out_of_patience_takes_no_further_step(failing: RunSettings) -> None:
    """Resumed with the same patience it ends at once, unchanged."""
    list(run(failing))
    before = (failing.out / TENSORS).read_bytes()
    seen = list(run(replace(failing, resume=True)))
    assert not [event for event in seen if isinstance(event, Stepped)]
    assert (failing.out / TENSORS).read_bytes() == before


def test_changed_settings_can_be_allowed(failing: RunSettings) -> None:
    """With `resume_changed`, a larger patience continues a stopped run, and the run reports what changed."""
    steps = [event for event in run(failing) if isinstance(event, Stepped)]
    seen: list[Event] = list(run(replace(failing, resume=True, resume_changed=True, patience=4)))
    assert "patience: was 3, is 4" in seen[0].notes[0]  # type: ignore[union-attr]
    first = next(event for event in seen if isinstance(event, Stepped))
    assert first.report.step == len(steps) + 1


def test_patience_needs_a_validation_file(settings: RunSettings) -> None:
    """Patience needs a validation file."""
    with pytest.raises(ConfigError, match="--val"):
        replace(settings, val_file=None, patience=1)


def test_time_over_saves_and_can_be_resumed(settings: RunSettings, tmp_path: Path) -> None:
    """After `max_minutes` a run saves and ends; resumed with enough time, it ends with the same bytes."""
    whole = replace(settings, out=tmp_path / "whole")
    list(run(whole))
    end = list(run(replace(settings, max_minutes=1e-9)))[-1]
    assert end == Finished(settings.out, 1, 15, "time")
    list(run(replace(settings, resume=True)))
    assert (settings.out / TENSORS).read_bytes() == (whole.out / TENSORS).read_bytes()


def test_samples_are_yielded_and_logged(settings: RunSettings, tmp_path: Path) -> None:
    """Each validation generates a completion of each prompt, and sampling does not change the adapter."""
    prompts = tmp_path / "prompts.txt"
    prompts.write_text("¿Qué es 1?\n\n¿Qué es 2?\n", encoding="utf-8")
    quiet = replace(settings, out=tmp_path / "quiet")
    list(run(quiet))
    seen = list(run(replace(settings, sample_prompts=prompts)))
    sampled = [event for event in seen if isinstance(event, Sampled)]
    assert [(event.step, event.prompt) for event in sampled] == [
        (step, prompt) for step in (0, 5, 10, 15) for prompt in ("¿Qué es 1?", "¿Qué es 2?")
    ]
    lines = (settings.out / "samples.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["answer"] for line in lines] == [event.answer for event in sampled]
    assert (settings.out / TENSORS).read_bytes() == (quiet.out / TENSORS).read_bytes()
