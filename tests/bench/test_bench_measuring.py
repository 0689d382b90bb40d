"""Real measurements of a tiny model; times are not asserted."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner, Result

from minilora import device
from minilora.bench import Workload, isolated, parts
from minilora.bench.figures import Spread, Training
from minilora.bench.workload import load_examples, prompt_ids, random_examples
from minilora.checkpoint import open_base
from minilora.cli import cli
from minilora.errors import BenchError, ConfigError

CPU = torch.device("cpu")


@pytest.fixture
def small(tiny_llama: Path) -> Workload:
    return Workload(
        base=str(tiny_llama), length=12, batch_size=2, steps=3, r=2, prompt_tokens=8, new_tokens=4, rounds=2, threads=1
    )


def minilora(*words: object, status: int = 0) -> Result:
    found = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert found.exit_code == status, found.output
    return found


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts run in this process, because six subprocesses would take half a minute."""
    monkeypatch.setattr(parts, "MATRIX_SIZES", (32, 64))

    def measure_in_subprocess(part: str, kind: type, workload: Workload, device: str, dtype: str) -> object:
        return parts.measure(part, workload, torch.device(device), dtype)

    monkeypatch.setattr("minilora.bench.run.measure_in_subprocess", measure_in_subprocess)


def test_random_records_depend_on_the_seed_only() -> None:
    """The same seed gives the same tokens on any machine; the first sixth is prompt."""
    once, again, other = (random_examples(3, 12, 320, seed) for seed in (0, 0, 1))
    assert all(np.array_equal(a.ids, b.ids) for a, b in zip(once, again, strict=True))
    assert not np.array_equal(once[0].ids, other[0].ids)
    assert once[0].loss_mask.tolist() == [False] * 2 + [True] * 10
    assert max(record.ids.max() for record in once) < 320


def test_records_come_from_the_file_that_is_named(small: Workload, tmp_path: Path) -> None:
    """With --data the tokens are the file's."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"prompt": "abc", "completion": "def"}\n')
    files = open_base(small.base)
    (record,) = load_examples(Workload(base=small.base, data=str(path)), files)
    assert files.tokenizer
    assert files.tokenizer.decode(record.ids.tolist()).startswith("abcdef")


def test_a_prompt_has_the_length_asked_for(small: Workload) -> None:
    """Records are laid end to end and repeated."""
    records = random_examples(2, 3, 320, 0)
    joined = [*records[0].ids, *records[1].ids]
    assert prompt_ids(Workload(prompt_tokens=8), records) == [*joined, *joined[:2]]


def test_training_is_the_same_each_time(small: Workload) -> None:
    """Equal seeds give equal losses, one a step; the warming-up step is in the losses and not in the speeds."""
    once, again = (parts.measure("training", small, CPU, "float32") for _ in range(2))
    assert isinstance(once, Training)
    assert isinstance(again, Training)
    assert once.losses == again.losses
    assert len(once.losses) == small.steps + 1
    assert 0 < once.tokens_per_s.low <= once.tokens_per_s.median <= once.tokens_per_s.high
    assert once.peak_memory_bytes > 0


def test_a_part_runs_in_a_process_of_its_own(small: Workload) -> None:
    """What comes back through the pipe is what the part measures: the same losses as in this process."""
    here = parts.measure("training", small, CPU, "float32")
    there = isolated.measure_in_subprocess("training", Training, small, "cpu", "float32")
    assert isinstance(here, Training)
    assert there.losses == pytest.approx(here.losses, rel=1e-6)  # as many threads, but maybe another split


def test_a_part_that_fails_says_why(small: Workload) -> None:
    """The reason of the process that failed is in the error, and what can be left out."""
    with pytest.raises(BenchError, match=r"training on cpu in float32 failed.*no such base.*--devices"):
        isolated.measure_in_subprocess("training", Training, Workload(base="no such base"), "cpu", "float32")


@pytest.mark.usefixtures("in_this_process")
def test_bench_prints_saves_and_draws(small: Workload, tmp_path: Path) -> None:
    """One command: a table on stdout, a result that `compare` reads, a picture; the same as JSON with --json."""
    out, picture = tmp_path / "mine.json", tmp_path / "mine.svg"
    few = ["--max-length", 12, "--batch-size", 2, "--steps", 2, "--r", 2, "--devices", "cpu", "--dtypes", "float32"]
    table = minilora("bench", "--quick", "--base", small.base, *few, "--out", out, "--plot", picture).stdout
    assert "not measured" in table
    assert "cpu float32" in table
    assert picture.read_text().startswith("<?xml")
    assert json.loads(minilora("bench", "compare", out, "--json").stdout)[0]["speed_ratio"] == 1


@pytest.mark.usefixtures("in_this_process")
def test_both_dtypes_agree(small: Workload) -> None:
    """bfloat16 and float32 take the same steps, so their losses pass the parity check."""
    from minilora.bench import bench

    found = bench(small, ("cpu",), ("float32", "bfloat16"))
    assert [cell.dtype for cell in found.cells] == ["float32", "bfloat16"]
    assert all(isinstance(cell.ceiling_flop_per_s, Spread) for cell in found.cells)
    assert found.machine.versions.keys() >= {"python", "torch", "minilora"}


def test_a_device_that_is_not_there_is_refused(small: Workload) -> None:
    """Asking for CUDA on a machine without it is an error before anything is measured."""
    if torch.cuda.is_available():
        pytest.skip("this machine has CUDA")
    assert "not available" in minilora("bench", "--base", small.base, "--devices", "cuda", status=1).output
    assert "tpu" in minilora("bench", "--devices", "cpu,tpu", status=2).output


def test_a_picture_of_no_known_kind_is_refused_at_once(small: Workload) -> None:
    """Minutes of measuring are not lost to the name of a file."""
    assert ".svg, .png, .pdf" in minilora("bench", "--base", small.base, "--plot", "bars.xls", status=1).output


def test_devices_have_names() -> None:
    """Every result says what it was measured on."""
    assert device.device_name(CPU)
    assert device.available_devices()[-1] == "cpu"
    with pytest.raises(ConfigError, match="this machine has"):
        device.pick_device("abacus")
