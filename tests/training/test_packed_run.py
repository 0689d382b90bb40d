"""A whole run on a base that stays packed."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from minilora.checkpoint import packing
from minilora.cli import cli
from minilora.export import export_gguf
from minilora.training.distributed import ProcessGroup
from minilora.training.estimate import packed_bytes
from minilora.training.prepare import prepare
from minilora.training.run import run
from minilora.training.settings import RunSettings


def test_a_run_goes_on_packed_where_it_stopped_unpacked(settings: RunSettings, tmp_path: Path) -> None:
    """Packed or not is no setting that changes the result, so a run may change it on the way."""
    path = tmp_path / "base.gguf"
    export_gguf(settings.base, path, file_type="q8_0")
    settings = replace(settings, base=str(path), pack=None)
    whole = replace(settings, out=tmp_path / "whole")
    list(run(whole))
    steps = iter(range(100))
    list(run(settings, should_stop=lambda: next(steps) == 3))
    list(run(replace(settings, resume=True, pack="stored")))
    weights = [(out / "adapter_model.safetensors").read_bytes() for out in (settings.out, whole.out)]
    assert weights[0] == weights[1]


def test_the_report_and_the_estimate_know_what_is_packed(settings: RunSettings, tmp_path: Path) -> None:
    path = tmp_path / "base.gguf"
    export_gguf(settings.base, path, file_type="q8_0")
    prepared = prepare(replace(settings, base=str(path), pack="stored"), ProcessGroup(torch.device("cpu")))
    assert any("15 weights are packed" in note for note in prepared.started.notes)
    assert packed_bytes(prepared.base.model, 2) > sum(blocks.raw.nbytes for blocks in prepared.base.packed.values())
    assert packed_bytes(prepare(settings, ProcessGroup(torch.device("cpu"))).base.model, 2) == 0


def test_the_command_line_says_what_is_packed_and_why(
    settings: RunSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--dry-run tells which weights stay packed, by wish or for want of memory; eval computes with them."""
    path = tmp_path / "base.gguf"
    export_gguf(settings.base, path, file_type="q8_0")
    words = ["--train", str(settings.train_file), "--out", str(tmp_path / "new"), "--device", "cpu", "--dry-run"]

    def told(*more: str, base: str = str(path), fails: bool = False) -> str:
        done = CliRunner().invoke(cli, ["train", "--base", base, *words, *more])
        assert done.exit_code == fails, done.output
        return done.output

    assert "no weights are packed: unpacked weights take" in told()
    assert "15 weights are packed" in told("--packed")
    assert "(Q8_0 ×15): as requested" in told("--pack", "q8_0", base=settings.base)
    assert "use only one of them" in told("--packed", "--pack", "q8_0", fails=True)
    assert "Quantise it on loading" in told("--packed", base=settings.base, fails=True)
    monkeypatch.setattr(packing, "MAX_MEMORY_SHARE", 0.0)
    assert "15 weights are packed" in told()
    assert "no weights are packed" in told("--no-packed")
    losses = {
        CliRunner().invoke(cli, ["eval", "--base", str(path), "--data", str(settings.val_file), word]).stdout
        for word in ("--packed", "--no-packed")
    }
    assert len(losses) == 1
