"""A run over several data sets: shares belong to the run, resuming is exact, a replay has its own loss."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from minilora.cli import cli
from minilora.config import LoraConfig
from minilora.data.mixing import Source
from minilora.errors import ConfigError, TrainingError
from minilora.evaluate import evaluate
from minilora.training.distributed import ProcessGroup
from minilora.training.events import Stepped
from minilora.training.prepare import prepare
from minilora.training.run import run
from minilora.training.settings import RunSettings

TENSORS = "adapter_model.safetensors"


@pytest.fixture
def mixed(settings: RunSettings, tmp_path: Path) -> RunSettings:
    """Ten records, and of a replay two in seven."""
    replay = tmp_path / "old.jsonl"
    rows = [{"id": f"old{i}", "instruction": f"¿Y {i}?", "output": f"Antes era {i}."} for i in range(7)]
    replay.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert isinstance(settings.train_file, Path)
    return replace(settings, train_file=(Source(settings.train_file), Source(replay, 0.3, replay=True)))


def test_a_mixed_run_left_and_resumed_ends_with_the_same_bytes(mixed: RunSettings, tmp_path: Path) -> None:
    whole = replace(mixed, out=tmp_path / "whole")
    seen = [event for event in run(whole) if isinstance(event, Stepped)]
    for event in run(mixed):
        if isinstance(event, Stepped) and event.report.step == 9:
            break
    list(run(replace(mixed, resume=True)))
    assert (mixed.out / TENSORS).read_bytes() == (whole.out / TENSORS).read_bytes()
    logged = [json.loads(line) for line in (whole.out / "training.jsonl").read_text().splitlines()]
    told = [line.get("replay_loss") for line in logged if "loss" in line]
    assert told == [event.report.replay_loss for event in seen]
    assert any(told)
    assert not all(told)


def test_the_replays_loss_is_that_of_its_records(mixed: RunSettings) -> None:
    mixed = replace(mixed, lora=LoraConfig(r=4))
    prepared = prepare(mixed, ProcessGroup(torch.device("cpu")))
    examples = [example for batch in prepared.plan.batches(0) for example in batch]
    old = [example for example in examples if example.replay]
    reports = [event.report for event in run(mixed) if isinstance(event, Stepped)]
    step = next(report for report in reports if report.replay_loss)
    if step.step > 1:
        pytest.skip("the first step has no record of the replay")
    assert {example.record_id[:3] for example in old} == {"old"}
    assert step.replay_loss == pytest.approx(evaluate(prepared.base.model, old).loss, rel=1e-5)
    assert step.loss == pytest.approx(evaluate(prepared.base.model, examples).loss, rel=1e-5)


def test_other_shares_are_another_run(mixed: RunSettings) -> None:
    for event in run(mixed):
        if isinstance(event, Stepped) and event.report.step == 5:
            break
    first, old = mixed.sources
    other = replace(mixed, resume=True, train_file=(first, replace(old, share=0.4)))
    with pytest.raises(TrainingError, match="shares: was"):
        list(run(other))


def test_shares_without_room_are_refused_before_the_first_step(mixed: RunSettings) -> None:
    first, old = mixed.sources
    with pytest.raises(ConfigError, match="leaves nothing"):
        list(run(replace(mixed, train_file=(first, replace(old, share=1.0)))))


def test_the_command_takes_files_with_shares(mixed: RunSettings, tmp_path: Path) -> None:
    first, old = (str(source.path) for source in mixed.sources)
    config = tmp_path / "c.toml"
    config.write_text(f"train = ['{first}', '{old}:0.25']\n")
    always = ["train", "--base", mixed.base, "--dtype", "float32", "--max-steps", "2", "--batch-size", "2"]
    for words in (
        ["--train", f"{first}:2", "--train", f"{old}:1"],
        ["--train", first, "--replay", f"{old}:0.2"],
        ["--config", str(config)],
    ):
        done = CliRunner().invoke(cli, [*always, *words, "--out", str(tmp_path / words[1].replace("/", "_"))])
        assert done.exit_code == 0, done.output
        assert "17 of the form `instruction and output`" in done.output
    for words, reason in (
        (["--train", first, "--replay", old], "expected FILE:SHARE"),
        (["--train", f"{first}:x"], "expected FILE:SHARE"),
        (["--train", f"{first}.none:1"], "does not exist"),
        (["--train", "-", "--val", "-"], "only once"),
    ):
        done = CliRunner().invoke(cli, [*always, *words, "--out", str(tmp_path / "no")])
        assert done.exit_code == 2, done.output
        assert reason in done.output
