"""Runs that build on runs: from another adapter, with records held out by their ids."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from adapters import BOTH, CHATML, IDS, TEXT, TOOLS, MakeLlama, peft_adapter, tokenizer_of
from adapters import grown as grown  # fixtures
from adapters import untied as untied
from click.testing import CliRunner

from minilora.adapted import load_adapted
from minilora.cli import cli
from minilora.config import LoraConfig, TrainConfig
from minilora.errors import AdapterError, ConfigError, TrainingError
from minilora.lora import read_adapter
from minilora.run_record import RunRecord
from minilora.training.events import Started
from minilora.training.holdout import is_held_out
from minilora.training.run import run
from minilora.training.settings import RunSettings, adapter_settings

TENSORS = "adapter_model.safetensors"


def finish(settings: RunSettings) -> list[dict[str, float]]:
    list(run(settings))
    return [json.loads(line) for line in (settings.out / "training.jsonl").read_text().splitlines()]


def test_a_run_goes_on_from_an_adapter_of_peft_s(settings: RunSettings, tiny_llama: Path, tmp_path: Path) -> None:
    """It begins with the adapter's loss and numbers, has its rank and targets, and learns."""
    start = tmp_path / "start"
    peft_adapter(tiny_llama, start, r=3, target_modules=["q_proj", "down_proj"])
    lora = adapter_settings(start, lora_dropout=0.0)
    assert (lora.r, set(lora.target_modules)) == (3, {"q_proj", "down_proj"})
    train = TrainConfig(epochs=1, batch_size=2, lr=1e-9)
    log = finish(replace(settings, lora=lora, train=train, from_adapter=start))
    before, after = read_adapter(start), read_adapter(settings.out)
    assert before.updates.keys() == after.updates.keys()
    for name, update in before.updates.items():
        torch.testing.assert_close(after.updates[name].lora_B, update.lora_B, atol=1e-6, rtol=0)  # lr 1e-9
    model = ("--base", tiny_llama, "--adapter", start, "--dtype", "float32", "--device", "cpu")
    words = ("eval", *model, "--data", settings.val_file, "--template", "instruccion", "--json")
    evaluated = CliRunner().invoke(cli, [str(word) for word in words])
    assert evaluated.exit_code == 0, evaluated.output
    assert log[0]["val_loss"] == pytest.approx(json.loads(evaluated.stdout)["loss"], abs=1e-4)


def test_resumed_it_ends_with_the_same_bytes(settings: RunSettings, tiny_llama: Path, tmp_path: Path) -> None:
    """The checkpoint counts, not the adapter that the run began with; another one is another run."""
    start = tmp_path / "start"
    peft_adapter(tiny_llama, start)
    given = replace(settings, lora=adapter_settings(start, lora_dropout=0.1), from_adapter=start, keep=0)
    finish(given)
    whole = (settings.out / TENSORS).read_bytes()
    for path in settings.out.glob("checkpoint-*"):
        if path.name != "checkpoint-4":
            shutil.rmtree(path)
    finish(replace(given, resume=True))
    assert (settings.out / TENSORS).read_bytes() == whole
    peft_adapter(tiny_llama, start, seed=2)
    with pytest.raises(TrainingError, match="from_adapter: was"):
        finish(replace(given, resume=True))


def test_the_command_takes_base_and_template_from_the_adapter(
    settings: RunSettings, tiny_llama: Path, tmp_path: Path
) -> None:
    """And refuses options that the adapter decides."""
    first = replace(settings, template="instruccion", lora=LoraConfig(r=2), train=TrainConfig(epochs=1, batch_size=2))
    finish(first)
    words = ["train", "--from-adapter", settings.out, "--train", settings.train_file, "--out", tmp_path / "second"]
    words += ["--epochs", 1, "--device", "cpu", "--dtype", "float32"]
    done = CliRunner().invoke(cli, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    record = RunRecord.read(tmp_path / "second")
    assert (record.base, record.template) == (str(tiny_llama), "instruccion")
    assert read_adapter(tmp_path / "second").config.r == 2
    refused = CliRunner().invoke(cli, [str(word) for word in (*words, "--r", 4)])
    assert refused.exit_code == 2
    assert "--from-adapter sets r" in refused.stderr


def test_the_tokenizer_of_the_adapter_is_used_and_saved(
    settings: RunSettings, tiny_llama: Path, tmp_path: Path
) -> None:
    """Its chat template too, where the base has none: the run trains with it, and every adapter of the run has it."""
    start = tmp_path / "start"
    peft_adapter(tiny_llama, start, beside=tokenizer_of(tiny_llama, template=CHATML))
    given = replace(settings, lora=adapter_settings(start, lora_dropout=0.0), from_adapter=start)
    started = next(iter(run(given)))
    assert isinstance(started, Started)
    assert any("the adapter's tokenizer is used: a chat template" in note for note in started.notes)
    finish(given)
    assert RunRecord.read(settings.out).template == "chat"
    record = json.loads((settings.out / "data.json").read_text(encoding="utf-8"))["records"][0]
    assert "".join(record["tokens"]).startswith("<|im_start|>user")
    for folder in (settings.out, settings.out / "best", settings.out / "checkpoint-14"):
        tokenizer = load_adapted(tiny_llama, folder).tokenizer
        assert tokenizer
        assert tokenizer.chat_template == CHATML


def test_another_base_than_the_adapter_s_is_told(
    settings: RunSettings, make_llama: MakeLlama, tiny_llama: Path, tmp_path: Path
) -> None:
    first = replace(settings, lora=LoraConfig(r=2), train=TrainConfig(max_steps=1), val_file=None)
    finish(first)
    other = make_llama(tie_word_embeddings=True, initializer_range=0.1)
    given = replace(first, base=str(other), from_adapter=first.out, out=tmp_path / "second")
    started = next(iter(run(given)))
    assert isinstance(started, Started)
    assert any(f"the adapter was trained on {tiny_llama}, but the base is {other}" in note for note in started.notes)


def test_an_adapter_with_a_grown_vocabulary_is_trained_further(
    settings: RunSettings, untied: Path, grown: Path, tmp_path: Path
) -> None:
    """With embedding and head trained whole, it begins with the adapter's logits, and what it saves can be loaded."""
    given = replace(settings, base=str(untied), lora=adapter_settings(grown, lora_dropout=0.0), from_adapter=grown)
    list(run(replace(given, train=TrainConfig(max_steps=1, lr=1e-9), val_file=None)))
    first, second = (load_adapted(untied, folder) for folder in (grown, settings.out))
    assert first.tokenizer
    assert second.tokenizer
    assert second.tokenizer.encode(TEXT) == first.tokenizer.encode(TEXT)
    with torch.no_grad():
        torch.testing.assert_close(second.model(IDS), first.model(IDS), rtol=0, atol=1e-4)


def test_rows_that_could_not_be_saved_again_are_refused(settings: RunSettings, untied: Path, tmp_path: Path) -> None:
    """PEFT saves the resized tensors with their updates; a run saves updates only."""
    start = tmp_path / "start"
    tokenizer = tokenizer_of(untied, tokens=TOOLS)
    peft_adapter(untied, start, rows=322, target_modules=["q_proj", *BOTH], beside=tokenizer)
    given = replace(settings, base=str(untied), lora=adapter_settings(start, lora_dropout=0.0), from_adapter=start)
    with pytest.raises(AdapterError, match=r"brings rows .* that the base lacks.*`minilora merge`"):
        next(iter(run(given)))


def test_held_out_records_do_not_move_when_others_come(settings: RunSettings, tmp_path: Path) -> None:
    """Whether a record is held out depends on its id alone; about the share asked for is held out."""
    ids = [f"record-{n}" for n in range(4000)]
    held = {record_id for record_id in ids if is_held_out(record_id, 0.1)}
    assert 300 < len(held) < 500
    assert held <= {record_id for record_id in ids if is_held_out(record_id, 0.2)}


def test_a_split_is_what_two_files_are(settings: RunSettings, tmp_path: Path) -> None:
    """The same bytes as training on the one part and validating on the other."""
    assert isinstance(settings.train_file, Path)
    lines = settings.train_file.read_text(encoding="utf-8").splitlines(keepends=True)
    held = [is_held_out(json.loads(line)["id"], 0.4) for line in lines]
    assert 0 < sum(held) < len(lines)
    for name, wanted in (("a.jsonl", False), ("b.jsonl", True)):
        part = [line for line, is_val in zip(lines, held, strict=True) if is_val == wanted]
        (tmp_path / name).write_text("".join(part), encoding="utf-8")
    one = replace(settings, val_file=None, val_split=0.4, out=tmp_path / "one")
    two = replace(settings, train_file=tmp_path / "a.jsonl", val_file=tmp_path / "b.jsonl", out=tmp_path / "two")
    first, second = finish(one), finish(two)
    assert [line.get("val_loss") for line in first] == [line.get("val_loss") for line in second]
    assert (one.out / TENSORS).read_bytes() == (two.out / TENSORS).read_bytes()
    assert RunRecord.read(one.out).data["val"]["records"] == sum(held)


def test_shares_that_leave_nothing_are_refused(settings: RunSettings) -> None:
    with pytest.raises(ConfigError, match="choose another share"):
        list(run(replace(settings, val_file=None, val_split=1e-9)))
    with pytest.raises(ConfigError, match="use only one of them"):
        replace(settings, val_split=0.1)
    with pytest.raises(ConfigError, match=r"expected a share"):
        replace(settings, val_file=None, val_split=1.0)


def test_adam_s_settings_reach_adam(settings: RunSettings, tmp_path: Path) -> None:
    """Other betas give other numbers; nonsense is refused."""
    finish(settings)
    train = replace(settings.train, adam_beta2=0.9, adam_eps=1e-6, schedule="wsd", min_lr_ratio=0.1)
    finish(replace(settings, train=train, out=tmp_path / "other"))
    assert (settings.out / TENSORS).read_bytes() != (tmp_path / "other" / TENSORS).read_bytes()
    assert RunRecord.read(tmp_path / "other").settings["train.adam_beta2"] == 0.9
    assert "train.adam_beta2" not in RunRecord.read(settings.out).settings
    for wrong in ({"adam_beta1": 1.0}, {"adam_eps": 0.0}, {"min_lr_ratio": 2.0}, {"decay_ratio": -1.0}):
        with pytest.raises(ConfigError, match="expected a"):
            TrainConfig(**wrong)  # type: ignore[arg-type]
