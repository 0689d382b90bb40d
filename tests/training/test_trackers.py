"""The metrics of a run, read back from TensorBoard's event files, and sent to libraries with wandb's interface."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from minilora.cli import cli


@pytest.fixture
def train(tiny_llama: Path, tmp_path: Path) -> Callable[..., Any]:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps({"instruction": f"¿{n}?", "output": f"Es {n}."}) + "\n" for n in range(8)))
    few = ("--epochs", 1, "--batch-size", 2, "--r", 2, "--device", "cpu", "--dtype", "float32")

    def run(*words: object) -> Any:
        data = ("--base", tiny_llama, "--train", rows, "--val", rows, "--out", tmp_path / "run")
        return CliRunner().invoke(cli, [str(word) for word in ("train", *data, *few, *words)], catch_exceptions=False)

    return run


def test_tensorboard_s_own_reader_finds_the_metrics_of_the_log(train: Callable[..., Any], tmp_path: Path) -> None:
    """Every step and every validation, as in training.jsonl to float32."""
    pytest.importorskip("tensorboard", reason="tensorboard is not installed (extra `tensorboard`)")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    assert train("--log-to", "tensorboard").exit_code == 0
    found = EventAccumulator(str(tmp_path / "run/tensorboard"))
    found.Reload()
    lines = [json.loads(line) for line in (tmp_path / "run/training.jsonl").read_text().splitlines()]
    for name in ("loss", "lr", "grad_norm", "tokens_per_s"):
        logged = [(line["step"], pytest.approx(line[name], rel=1e-2)) for line in lines if name in line]
        assert [(each.step, each.value) for each in found.Scalars(f"train/{name}")] == logged
    validated = [(line["step"], pytest.approx(line["val_loss"], rel=1e-6)) for line in lines if "val_loss" in line]
    assert [(each.step, each.value) for each in found.Scalars("val/loss")] == validated


@pytest.mark.parametrize("name", ["trackio", "wandb"])
def test_a_library_with_wandb_s_interface_gets_every_metric(
    train: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """init with the settings, log with the step, finish; a stand-in, for no account is at hand."""
    calls: list[tuple[str, Any]] = []
    library = ModuleType(name)
    library.__spec__ = type("Spec", (), {"name": name})()
    library.init = lambda **given: calls.append(("init", given))  # type: ignore[attr-defined]
    library.log = lambda values, step: calls.append(("log", (step, values)))  # type: ignore[attr-defined]
    library.finish = lambda: calls.append(("finish", None))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, name, library)
    assert train("--log-to", name).exit_code == 0
    kinds = [kind for kind, _ in calls]
    assert (kinds[0], kinds[-1]) == ("init", "finish")
    assert calls[0][1]["config"]["lora_r"] == 2
    steps = [values for kind, (values) in calls if kind == "log"]
    assert [step for step, values in steps if "train/loss" in values] == [1, 2, 3, 4]
    assert [step for step, values in steps if "val/loss" in values] == [0, 4]


@pytest.mark.parametrize("name", ["tensorboard", "trackio", "wandb"])
def test_a_missing_library_is_told_before_any_work(
    train: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """In one line with the command that installs it."""
    from minilora.training import trackers

    monkeypatch.setattr(trackers, "find_spec", lambda name: None)
    result = train("--log-to", name)
    assert result.exit_code == 1
    assert f"Error: --log-to {name} needs the package {name}: pip install" in result.output
    assert not (tmp_path / "run").exists()
