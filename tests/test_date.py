"""The date that a chat template writes belongs to the run: chosen once, recorded, used again on any later day."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from minilora.cli import cli, inputs
from minilora.cli import data as data_command
from minilora.cli import train as train_command
from minilora.data.template import load_template
from minilora.ollama import read_modelfile_date
from minilora.run_record import RunRecord
from minilora.tokenizer import Tokenizer

PLAIN = (
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
DATED = "{{ '<|im_start|>system\nToday: ' + strftime_now('%d %b %Y') + '<|im_end|>\n' }}" + PLAIN
FIRST, LATER = date(2026, 11, 28), date(2026, 11, 29)

Command = Callable[..., Result]


@pytest.fixture
def base(tiny_llama: Path, tmp_path: Path) -> Path:
    """The tiny model with a chat template that writes the date."""
    path = tmp_path / "base"
    shutil.copytree(tiny_llama, path)
    (path / "chat_template.jinja").write_text(DATED)
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [{"instruction": f"¿Qué es {i}?", "output": f"Es el número {i}."} for i in range(6)]
    path = tmp_path / "d.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Command:
    """`on(day, *arguments)` runs a command on a machine whose clock shows that day."""

    def run(day: date, *arguments: object) -> Result:
        for module in (inputs, data_command, train_command):
            monkeypatch.setattr(module, "today", lambda: day)
        return CliRunner().invoke(cli, [str(argument) for argument in arguments])

    return run


def training(base: Path, data: Path, out: Path, *more: object) -> tuple[object, ...]:
    small = ("--r", 2, "--epochs", 1, "--batch-size", 2, "--save-every", 1, "--device", "cpu", "--dtype", "float32")
    return ("train", "--base", base, "--train", data, "--out", out, "--template", "chat", *small, *more)


def stopped(out: Path) -> None:
    """Leave a run as one that was killed after its first step."""
    for path in out.glob("checkpoint-*"):
        if path.name != "checkpoint-1":
            shutil.rmtree(path)


def test_a_run_goes_on_with_the_date_it_began_with(base: Path, data: Path, tmp_path: Path, on: Command) -> None:
    """Resumed on another day it ends with the bytes of a run never stopped; every adapter it leaves has the date."""
    run = tmp_path / "run"
    assert on(FIRST, *training(base, data, run, "--keep", 0, "--val", data)).exit_code == 0
    whole = (run / "adapter_model.safetensors").read_bytes()
    stopped(run)
    assert on(LATER, *training(base, data, run, "--resume", "--keep", 0, "--val", data)).exit_code == 0
    assert (run / "adapter_model.safetensors").read_bytes() == whole
    assert {RunRecord.read(path).day for path in (run, run / "best", run / "checkpoint-1", run / "checkpoint-3")} == {
        FIRST
    }


def test_processes_agree_on_the_date_of_the_first() -> None:
    """At midnight the second may have read the next day."""
    from minilora.training.run import _broadcast_day

    class Rank:
        def __init__(self, is_main_process: bool) -> None:
            self.is_main_process = is_main_process

        def all_reduce_sum(self, mine: float) -> tuple[float]:
            return (mine if self.is_main_process else mine + FIRST.toordinal(),)

    first, second = Rank(is_main_process=True), Rank(is_main_process=False)
    assert _broadcast_day(FIRST, first) == _broadcast_day(LATER, second) == FIRST  # type: ignore[arg-type]


def test_another_date_is_another_run(base: Path, data: Path, tmp_path: Path, on: Command) -> None:
    """--resume with another date is refused, and the message names both dates."""
    run = tmp_path / "run"
    on(LATER, *training(base, data, run, "--keep", 0, "--date", FIRST))
    assert RunRecord.read(run).day == FIRST
    stopped(run)
    refused = on(LATER, *training(base, data, run, "--resume", "--date", LATER))
    assert f"date: was {FIRST}, is {LATER}" in refused.output
    allowed = on(LATER, *training(base, data, run, "--resume", "--date", LATER, "--resume-changed"))
    assert allowed.exit_code == 0
    assert RunRecord.read(run).day == LATER


def test_a_date_means_nothing_to_a_template_without_one(base: Path, data: Path, tmp_path: Path, on: Command) -> None:
    """It is not recorded, and resuming with another one changes nothing."""
    (base / "chat_template.jinja").write_text(PLAIN)
    run = tmp_path / "run"
    on(FIRST, *training(base, data, run, "--keep", 0))
    assert RunRecord.read(run).day is None
    stopped(run)
    assert on(LATER, *training(base, data, run, "--resume", "--date", LATER)).exit_code == 0


def test_who_asks_an_adapter_asks_with_its_date(base: Path, data: Path, tmp_path: Path, on: Command) -> None:
    """eval, export --modelfile and verify take the date from the adapter's folder; --date goes before it."""
    run, gguf, modelfile = tmp_path / "run", tmp_path / "m.gguf", tmp_path / "Modelfile"
    on(FIRST, *training(base, data, run))
    model = ("--base", base, "--adapter", run, "--template", "chat")

    def loss(day: date, *more: object) -> float:
        found = on(day, "eval", *model, "--data", data, "--dtype", "float32", "--json", *more)
        return float(json.loads(found.stdout)["loss"])

    assert loss(FIRST) == loss(LATER)
    assert loss(LATER, "--date", LATER) != loss(LATER)
    assert on(LATER, "export", *model, "--out", gguf, "--modelfile", modelfile).exit_code == 0
    assert "Today: 28 Nov 2026" in modelfile.read_text()
    for more in ((), ("--date", FIRST)):
        assert on(LATER, "verify", gguf, *model, "--modelfile", modelfile, *more).exit_code == 0
    wrong = on(LATER, "verify", gguf, *model, "--modelfile", modelfile, "--date", LATER)
    assert "29 Nov 2026" in wrong.stdout


def test_a_modelfile_says_which_date_it_holds(base: Path, tmp_path: Path, on: Command) -> None:
    """Without an adapter, a later day verifies with the date in the Modelfile, which Ollama takes for a comment."""
    gguf, modelfile = tmp_path / "m.gguf", tmp_path / "Modelfile"
    model = ("--base", base, "--template", "chat")
    on(FIRST, "export", *model, "--out", gguf, "--type", "f16", "--modelfile", modelfile)
    assert read_modelfile_date(modelfile) == FIRST
    assert modelfile.read_text().startswith("# date: 2026-11-28\nFROM ./m.gguf\n")
    assert on(LATER, "verify", gguf, *model, "--modelfile", modelfile).exit_code == 0
    modelfile.write_text(modelfile.read_text().removeprefix("# date: 2026-11-28\n"))
    assert read_modelfile_date(modelfile) is None
    assert on(LATER, "verify", gguf, *model, "--modelfile", modelfile).exit_code == 1
    (base / "chat_template.jinja").write_text(PLAIN)
    on(FIRST, "export", *model, "--out", gguf, "--type", "f16", "--modelfile", modelfile)
    assert modelfile.read_text().startswith("FROM")


@pytest.mark.parametrize(
    "command", ["data check {data}", "generate --prompt hola", "imatrix --data {data} --out {out}"]
)
def test_every_command_that_renders_takes_a_date(
    base: Path, data: Path, tmp_path: Path, on: Command, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [word.format(data=data, out=tmp_path / "m.imatrix") for word in command.split()]
    seen: list[object] = []

    def spy(name: str, tokenizer: Tokenizer, day: date | None = None, *more: Any) -> object:
        seen.append(day)
        return load_template(name, tokenizer, day, *more)

    for module in ("minilora.data.template", "minilora.chat"):
        monkeypatch.setattr(f"{module}.load_template", spy)
    for more, expected in (((), LATER), (("--date", "2024-02-29"), date(2024, 2, 29))):
        extra = ("--max-new-tokens", 1) if "generate" in words else ()
        done = on(LATER, *words, "--base", base, "--template", "chat", *extra, *more)
        assert done.exit_code == 0, done.output
        assert seen.pop() == expected
    assert on(LATER, *words, "--base", base, "--date", "29.2.2024").exit_code == 2


def test_the_date_may_stand_in_the_config_file(base: Path, data: Path, tmp_path: Path, on: Command) -> None:
    """As TOML writes dates, and as text."""
    config = tmp_path / "c.toml"
    for n, value in enumerate(("2026-01-02", '"2026-01-02"')):
        config.write_text(f"date = {value}\n")
        done = on(LATER, *training(base, data, tmp_path / f"run{n}", "--config", config))
        assert done.exit_code == 0, done.output
        assert RunRecord.read(tmp_path / f"run{n}").day == date(2026, 1, 2)


def test_a_damaged_record_of_the_date_is_named(tmp_path: Path) -> None:
    from minilora.errors import TrainingError

    RunRecord(day=FIRST).write(tmp_path)
    assert RunRecord.read(tmp_path).day == FIRST
    (tmp_path / "run.json").write_text(json.dumps({"date": "x" * 70_000}))
    with pytest.raises(TrainingError, match="expected YYYY-MM-DD") as err:
        RunRecord.read(tmp_path)
    assert len(str(err.value)) < 500
