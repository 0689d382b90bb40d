"""The estimate before a run: counts that add up, and a clear message if memory is not enough."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from click.testing import CliRunner

from minilora.cli import cli
from minilora.config import LoraConfig, TrainConfig
from minilora.data.example import Example
from minilora.lora import inject
from minilora.model import Decoder
from minilora.training import estimate as module
from minilora.training.distributed import ProcessGroup
from minilora.training.estimate import activation_bytes, estimate, num_logits, training_memory_bytes
from minilora.training.plan import Plan
from minilora.training.prepare import prepare
from minilora.training.settings import RunSettings

Make = Callable[[], Decoder]


@pytest.fixture
def model(tiny_model: Make) -> Decoder:
    model = tiny_model()
    inject(model, LoraConfig(target_modules=("q_proj", "v_proj")))
    return model


def test_what_is_saved_grows_linearly_with_tokens(tiny_model: Make) -> None:
    """Three lengths lie on a line, so two probes are enough; weights are not counted."""
    model = tiny_model()
    inject(model, LoraConfig(target_modules=("q_proj", "v_proj"), lora_dropout=0.0))
    small, middle, large = (activation_bytes(model, tokens) for tokens in (16, 32, 64))
    assert large - middle == 2 * (middle - small) > 0
    assert small - (middle - small) < 64 * 1024  # what does not grow: A and B, cast


def test_with_dropout_growth_is_almost_linear(model: Decoder) -> None:
    """The buffer for dropped positions has a margin of six deviations, which grows as a square root: 1 % here."""
    small, middle, large = (activation_bytes(model, tokens) for tokens in (16, 32, 64))
    assert large - middle == pytest.approx(2 * (middle - small), rel=0.01)


def test_memory_grows_with_the_largest_batch_and_shrinks_with_checkpointing(
    model: Decoder, examples: list[Example]
) -> None:
    """Twice the records of a batch cost more, gradient checkpointing costs less, and accumulation is free."""
    config = TrainConfig(batch_size=2)

    def bytes_of(**changes: object) -> int:
        return training_memory_bytes(model, Plan(tuple(examples), replace(config, **changes)))  # type: ignore[arg-type]

    assert bytes_of(batch_size=8) > bytes_of() > bytes_of(grad_checkpointing=True)
    assert bytes_of(grad_accum=4) == bytes_of()


def test_a_sampled_softmax_has_fewer_logits(model: Decoder, examples: list[Example]) -> None:
    """The tokens of the data and the sample, at most the vocabulary."""
    few = tuple(replace(example, ids=example.ids % 20) for example in examples)
    counts = [num_logits(model, Plan(few, TrainConfig(sampled_softmax=size))) for size in (0, 30, 1000)]
    assert counts == [97, 50, 97]


def test_remaining_steps_and_validations_are_timed(settings: RunSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is tokens divided by speed: all training tokens per epoch, all validation tokens per validation."""
    prepared = prepare(settings, ProcessGroup(torch.device("cpu")))
    monkeypatch.setattr(module, "measure_throughput", lambda model, plan: (10.0, 40.0))
    found = estimate(settings, prepared)
    assert prepared.val
    learned, measured = 3 * prepared.started.data.tokens, 4 * sum(prepared.val.lengths)
    assert found.elapsed_s == pytest.approx(learned / 10 + measured / 40)
    assert found.spare_memory_bytes
    assert found.spare_memory_bytes > 0


def test_a_run_that_does_not_fit_is_refused_before_it_starts(
    settings: RunSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With too little free memory, --dry-run says how much is missing and what to do, and times no step."""
    monkeypatch.setattr(module, "available_memory_bytes", lambda device: 1000)
    words = ["--base", settings.base, "--train", settings.train_file, "--out", settings.out, "--device", "cpu"]
    result = CliRunner().invoke(cli, ["train", *map(str, words), "--dry-run"])
    assert result.exit_code == 1
    assert "more than is free" in result.stderr
    assert "--grad-checkpointing" in result.stderr
    assert not settings.out.exists()
