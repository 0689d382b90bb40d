"""A whole run: its output files, and a resumed run that is identical to an uninterrupted one."""

import errno
import json
import os
import pickle
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from minilora.data.mixing import Source
from minilora.errors import DataError, MiniLoraError, OutputError, TrainingError
from minilora.training.checkpoints import find_checkpoint
from minilora.training.events import Event, Finished, Saved, Started, Stepped, Validated
from minilora.training.run import run
from minilora.training.settings import RunSettings

TENSORS = "adapter_model.safetensors"
MEASURED = dict.fromkeys(("tokens_per_s", "step_s", "peak_memory_bytes", "eval_s"))
"""Keys of training.jsonl that differ from run to run."""


def events(settings: RunSettings) -> list[Event]:
    return list(run(settings))


def steps(seen: list[Event]) -> list[Stepped]:
    return [event for event in seen if isinstance(event, Stepped)]


def test_a_run_learns_and_writes_all_its_files(settings: RunSettings) -> None:
    """Loss falls on both splits; the directory holds adapter, tokenizer, a log line a step and rotated checkpoints."""
    seen = events(settings)
    assert isinstance(seen[0], Started)
    assert seen[0].total_steps == len(steps(seen)) == 15
    losses = [event.loss for event in seen if isinstance(event, Validated)]
    assert len(losses) == 4  # before training, and after each epoch
    assert losses[-1] < losses[0] - 0.5
    assert seen[-1] == Finished(settings.out, 15, 15)
    names = {path.name for path in settings.out.iterdir()} - {"loss.png"}  # with matplotlib only
    assert names == {
        "adapter_config.json",
        TENSORS,
        "tokenizer.json",
        "tokenizer_config.json",
        "training.jsonl",
        "best",
        "run.json",
        "data.json",
        "checkpoint-12",
        "checkpoint-14",
    }
    log = [json.loads(line) for line in (settings.out / "training.jsonl").read_text().splitlines()]
    assert [line["step"] for line in log if "loss" in line] == list(range(1, 16))
    assert {"loss", "lr", "tokens", "grad_norm", *MEASURED} - {"eval_s"} <= log[1].keys()
    assert log[0].keys() == {"step", "val_loss", "eval_s"}


def test_a_run_describes_its_data(settings: RunSettings) -> None:
    """data.json: the counts of the encoding, a histogram of all lengths, and the mask of three records."""
    (started, *_) = events(settings)
    assert isinstance(started, Started)
    found = json.loads((settings.out / "data.json").read_text(encoding="utf-8"))
    assert found["counts"]["tokens"] == started.data.tokens
    assert sum(found["lengths"]["counts"]) == started.data.examples
    assert len(found["records"]) == 3
    for record in found["records"]:
        assert len(record["tokens"]) == len(record["learned"])
        assert not record["learned"][0]
        assert any(record["learned"])


def test_equal_seeds_give_equal_bytes(settings: RunSettings, tmp_path: Path) -> None:
    """Two runs of the same settings write the same adapter; another seed writes another."""
    other = replace(settings, out=tmp_path / "other")
    third = replace(settings, out=tmp_path / "third", train=replace(settings.train, seed=1))
    for each in (settings, other, third):
        events(each)
    adapters = [(each.out / TENSORS).read_bytes() for each in (settings, other, third)]
    assert adapters[0] == adapters[1] != adapters[2]


@pytest.mark.parametrize("stop_after", [1, 2, 5, 9, 14])
def test_a_run_left_at_any_step_and_resumed_ends_with_the_same_bytes(
    settings: RunSettings, tmp_path: Path, stop_after: int
) -> None:
    """Abandon a run after a step, before that step is saved, and resume it: the files of an uninterrupted run."""
    whole = replace(settings, out=tmp_path / "whole")
    events(whole)
    for event in run(settings):
        if isinstance(event, Stepped) and event.report.step == stop_after:
            break
    saved = (stop_after - 1) // settings.save_every * settings.save_every
    if saved:
        seen = events(replace(settings, resume=True))
        assert steps(seen)[0].report.step == saved + 1
    else:  # killed before its first checkpoint, a run starts again
        with pytest.raises(TrainingError, match="no complete checkpoint"):
            events(replace(settings, resume=True))
        events(settings)
    assert (settings.out / TENSORS).read_bytes() == (whole.out / TENSORS).read_bytes()
    logs = [(out / "training.jsonl").read_text().splitlines() for out in (settings.out, whole.out)]
    for ours, theirs in zip(*(map(json.loads, log) for log in logs), strict=True):
        assert {**ours, **MEASURED} == {**theirs, **MEASURED}


def test_a_resumed_run_of_sgd_goes_on_with_its_momentum(settings: RunSettings, tmp_path: Path) -> None:
    """Left after step 5 and resumed: the bytes of an uninterrupted run; and a checkpoint of AdamW's is refused."""
    settings = replace(settings, train=replace(settings.train, optimizer="sgd", lr=0.3))
    whole = replace(settings, out=tmp_path / "whole")
    losses = [stepped.report.loss for stepped in steps(events(whole))]
    assert losses[-1] < losses[0]
    for event in run(settings):
        if isinstance(event, Stepped) and event.report.step == 5:
            break
    with pytest.raises(TrainingError, match=r"train\.optimizer: was 'sgd', is 'adamw'"):
        events(replace(settings, resume=True, train=replace(settings.train, optimizer="adamw")))
    events(replace(settings, resume=True))
    assert (settings.out / TENSORS).read_bytes() == (whole.out / TENSORS).read_bytes()


def test_a_resumed_run_of_pissa_ends_with_the_same_bytes(settings: RunSettings, tmp_path: Path) -> None:
    """Stopped after a step and resumed: B is stored in the order of the optimizer state in a checkpoint."""
    settings = replace(settings, lora=replace(settings.lora, init_lora_weights="pissa"))
    whole = replace(settings, out=tmp_path / "whole")
    events(whole)
    list(run(settings, should_stop=lambda: True))
    events(replace(settings, resume=True))
    assert (settings.out / TENSORS).read_bytes() == (whole.out / TENSORS).read_bytes()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_process_killed_anywhere_resumes_to_the_same_bytes(settings: RunSettings, tmp_path: Path, seed: int) -> None:
    """SIGKILL at a random fsync, often in the middle of a checkpoint; then resume and train to the end."""
    settings = replace(settings, train=replace(settings.train, seed=seed), patience=9, eval_every=3)
    whole = replace(settings, out=tmp_path / "whole")
    events(whole)
    fatal_write = random.Random(seed).randrange(20, 60)
    subprocess.run([sys.executable, "-c", KILLED_RUN, str(fatal_write)], input=pickle.dumps(settings), check=False)
    assert not (settings.out / TENSORS).exists(), "the kill came too late to prove anything"
    events(replace(settings, resume=find_checkpoint(settings.out)[0] is not None))
    for name in (TENSORS, f"best/{TENSORS}"):
        assert (settings.out / name).read_bytes() == (whole.out / name).read_bytes()


KILLED_RUN = """
import os, pickle, signal, sys
from minilora.training.run import run
left, fsync = [int(sys.argv[1])], os.fsync
def counted(descriptor):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    fsync(descriptor)
os.fsync = counted
list(run(pickle.loads(sys.stdin.buffer.read())))
"""
"""A run that kills itself at its n-th fsync; settings come over stdin."""


def test_a_request_to_stop_saves_and_can_be_resumed(settings: RunSettings, tmp_path: Path) -> None:
    """Stopped after three steps, a run saves a checkpoint; resumed, it ends with the bytes of an uninterrupted run."""
    whole = replace(settings, out=tmp_path / "whole")
    events(whole)
    seen: list[Event] = []
    for event in run(settings, should_stop=lambda: len(steps(seen)) == 3):
        seen.append(event)
    assert seen[-2:] == [Saved(settings.out / "checkpoint-3"), Finished(settings.out, 3, 15, "interrupted")]
    events(replace(settings, resume=True))
    assert (settings.out / TENSORS).read_bytes() == (whole.out / TENSORS).read_bytes()


def test_an_incomplete_checkpoint_is_skipped(settings: RunSettings) -> None:
    """If a file of the newest checkpoint is truncated, a note says so and the previous checkpoint is used."""
    for event in run(settings):
        if isinstance(event, Saved) and event.path.name == "checkpoint-4":
            break
    truncated = settings.out / "checkpoint-4" / "optimizer.safetensors"
    truncated.write_bytes(truncated.read_bytes()[:100])
    started = events(replace(settings, resume=True))[0]
    assert isinstance(started, Started)
    assert started.start_step == 2
    assert "checkpoint-4" in started.notes[0]


@pytest.mark.parametrize("name", ["optimizer.safetensors", TENSORS])
def test_a_checkpoint_with_a_truncated_file_is_skipped(settings: RunSettings, name: str) -> None:
    for event in run(settings):
        if isinstance(event, Saved) and event.path.name == "checkpoint-4":
            break
    truncated = settings.out / "checkpoint-4" / name
    truncated.write_bytes(truncated.read_bytes()[:1000])
    found, notes = find_checkpoint(settings.out)
    assert found
    assert found.step == 2
    assert "checkpoint-4" in notes[0]


def test_other_checkpoints_do_not_count_and_are_not_deleted(settings: RunSettings) -> None:
    """Those of other programs, which have no state.json, and those of later steps; the newest two stay beside them."""
    foreign = [settings.out / f"checkpoint-{step}" for step in (1, 500)]
    later = settings.out / "checkpoint-99"
    for event in run(settings):
        if isinstance(event, Started):
            for path in (*foreign, later):
                path.mkdir(parents=True)
            (later / "state.json").write_text("{")
        if isinstance(event, Saved) and event.path.name == "checkpoint-6":
            break
    own = [settings.out / f"checkpoint-{step}" for step in (4, 6)]
    assert set(settings.out.glob("checkpoint-*")) == {*foreign, later, *own}
    found, _ = find_checkpoint(settings.out)
    assert found
    assert found.step == 6


@pytest.mark.parametrize("full_at", [1, 4, 9])
def test_a_full_disk_is_an_error_and_leaves_the_last_checkpoint(
    settings: RunSettings, monkeypatch: pytest.MonkeyPatch, full_at: int
) -> None:
    """No space in the middle of the second checkpoint: one clear error, the first stays whole, and the run goes on."""
    seen: list[Event] = []
    fsync, writes = os.fsync, iter(range(1, 100))

    def full(descriptor: int) -> None:
        if any(isinstance(event, Saved) for event in seen) and next(writes) == full_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match="No space left on device"):
            seen.extend(run(settings))
    assert [path.name for path in settings.out.glob("*checkpoint*")] == ["checkpoint-2"]
    assert not [path.name for path in settings.out.iterdir() if path.name.startswith(".")]
    assert events(replace(settings, resume=True))[-1] == Finished(settings.out, 15, 15)


def test_resuming_with_other_settings_or_data_is_refused(settings: RunSettings) -> None:
    """The error names what changed, with the old and the new value."""
    for event in run(settings):
        if isinstance(event, Saved):
            break
    changed = replace(settings, resume=True, train=replace(settings.train, lr=5e-3))
    with pytest.raises(TrainingError, match=r"train\.lr: was 0\.01, is 0\.005"):
        events(changed)
    settings.train_file.write_text('{"instruction": "otra", "output": "cosa"}\n' * 10)
    with pytest.raises(TrainingError, match="data_sha256"):
        events(replace(settings, resume=True))


def test_resuming_on_another_base_of_the_same_name_is_refused(
    settings: RunSettings, make_llama: Callable[..., Path], tmp_path: Path
) -> None:
    base = tmp_path / Path(settings.base).name
    shutil.copytree(make_llama(tie_word_embeddings=True, initializer_range=0.1), base)
    for event in run(settings):
        if isinstance(event, Saved):
            break
    with pytest.raises(TrainingError, match="base_sha256: was"):
        events(replace(settings, resume=True, base=str(base)))


def test_a_run_is_never_overwritten(settings: RunSettings) -> None:
    """If --out contains a saved run, --resume or another directory is required."""
    for event in run(settings):
        if isinstance(event, Saved):
            break
    with pytest.raises(OutputError, match="already contains a run"):
        events(settings)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["training.jsonl", "data.json", "best/train.jsonl"])
@pytest.mark.parametrize("resume", [False, True])
def test_an_input_is_never_overwritten(settings: RunSettings, name: str, resume: bool) -> None:
    """Data that has the name of an output of the run is refused, in a directory of minilora's too."""
    assert isinstance(settings.train_file, Path)
    mine = settings.out / name
    mine.parent.mkdir(parents=True)
    shutil.copy(settings.train_file, mine)
    (settings.out / "run.json").write_text("{}")
    before = contents(settings.out)
    for given in ({"train_file": mine}, {"train_file": (Source(mine, replay=True),)}, {"val_file": mine}):
        with pytest.raises(OutputError, match="is an input, and the run would overwrite it"):
            next(run(replace(settings, resume=resume, **given)))
    assert contents(settings.out) == before


@pytest.mark.parametrize(
    "name", ["samples.jsonl", "tokenizer.json", "best/notes.txt", "checkpoint-500/trainer_state.json"]
)
def test_files_of_another_program_are_not_overwritten(settings: RunSettings, name: str) -> None:
    mine = settings.out / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    with pytest.raises(OutputError, match=rf"contains {name.partition('/')[0]}, but no run of minilora"):
        next(run(settings))
    assert contents(settings.out) == {mine: b"mine"}


@pytest.mark.parametrize("name", ["adapter_config.json", TENSORS])
def test_an_adapter_without_checkpoints_is_not_overwritten(settings: RunSettings, name: str) -> None:
    """One of PEFT's, or of a run that was too short for a checkpoint."""
    settings.out.mkdir()
    for path in (settings.out / name, settings.out / "run.json"):
        path.write_text("{}")
    before = contents(settings.out)
    with pytest.raises(OutputError, match=rf"already contains a run or an adapter \({name}\)"):
        next(run(settings))
    assert contents(settings.out) == before


def test_two_runs_cannot_share_a_directory(settings: RunSettings) -> None:
    """While one run is training, a second run with the same --out is rejected, with or without --resume."""
    first = run(settings)
    assert isinstance(next(first), Started)
    for resume in (False, True):
        with pytest.raises(OutputError, match="another process is training into"):
            events(replace(settings, resume=resume))
    assert list(first)[-1] == Finished(settings.out, 15, 15)


def test_leftovers_of_a_killed_run_are_removed_and_a_damaged_log_is_tolerated(settings: RunSettings) -> None:
    """The next run removes an incomplete checkpoint, and accepts a log with bytes that are not UTF-8."""
    for event in run(settings):
        if isinstance(event, Saved):
            break
    half = settings.out / ".checkpoint-3.1.tmp"
    half.mkdir()
    with (settings.out / "training.jsonl").open("ab") as log:
        log.write(b"\xff\xfe{")
    events(replace(settings, resume=True))
    assert not half.exists()
    assert json.loads((settings.out / "training.jsonl").read_text(encoding="utf-8").splitlines()[-1])["step"] == 15


def test_a_non_finite_loss_stops_with_the_records(settings: RunSettings) -> None:
    """A learning rate that explodes ends the run before the bad step, naming the records of the batch."""
    hot = replace(settings, train=replace(settings.train, lr=1e30, max_grad_norm=0.0))
    with pytest.raises(TrainingError, match=r"Its records: r\d+, r\d+"):
        events(hot)


def test_nothing_that_is_not_finite_is_saved(settings: RunSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither after the last step nor in a checkpoint; the error names the checkpoint before it, if there is one."""
    settings = replace(settings, train=replace(settings.train, max_steps=3), val_file=None)
    step = torch.optim.AdamW.step

    def diverging(at: int) -> Callable[..., None]:
        steps_left = iter(range(at - 1, -1, -1))

        def take(optimizer: torch.optim.AdamW) -> None:
            step(optimizer)
            if not next(steps_left):
                optimizer.param_groups[0]["params"][0].data.fill_(torch.inf)

        return take

    monkeypatch.setattr(torch.optim.AdamW, "step", diverging(2))
    with pytest.raises(TrainingError, match="not finite after step 2, so it was not saved") as first:
        events(settings)
    assert "--resume" not in str(first.value)
    assert not [*settings.out.glob("checkpoint-*"), *settings.out.glob(TENSORS)]
    monkeypatch.setattr(torch.optim.AdamW, "step", diverging(3))
    with pytest.raises(TrainingError, match=r"after step 3, .*Continue from .*checkpoint-2 with --resume"):
        events(settings)
    assert not (settings.out / TENSORS).exists()
    monkeypatch.setattr(torch.optim.AdamW, "step", step)
    assert events(replace(settings, resume=True))[-1] == Finished(settings.out, 3, 3)


def test_a_step_with_a_non_finite_gradient_is_not_taken(settings: RunSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    norms = iter([1.0, torch.nan])
    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", lambda *given: torch.tensor(next(norms)))
    with pytest.raises(TrainingError, match=r"gradient norm of step 2 is nan; the step was not taken. Its records: r"):
        events(settings)


def test_bad_input_is_one_clear_error_and_leaves_no_run(settings: RunSettings, tmp_path: Path) -> None:
    """Missing file, invalid record, unwritable output: a MiniLoraError, before anything is written."""
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"instruction": "a", "output": "b"}\n{"instruction": 3}\n')
    blocked = tmp_path / "file"
    blocked.write_text("mine")
    for bad, error, text in (
        (replace(settings, train_file=broken), DataError, "broken.jsonl:2"),
        (replace(settings, train_file=tmp_path / "none.jsonl"), DataError, "none.jsonl"),
        (replace(settings, base=str(tmp_path / "none")), MiniLoraError, "no base model"),
        (replace(settings, out=blocked), OutputError, "file"),
    ):
        with pytest.raises(error, match=text):
            events(bad)
        assert not settings.out.exists()
    assert blocked.read_text() == "mine"


def test_the_losses_are_plotted_if_matplotlib_is_installed(settings: RunSettings) -> None:
    """With the extra `plots`, a run writes loss.png, a PNG file."""
    pytest.importorskip("matplotlib")
    events(settings)
    assert (settings.out / "loss.png").read_bytes().startswith(b"\x89PNG")
