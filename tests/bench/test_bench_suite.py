"""The benchmarks of the repository still run; what they measure is not asserted."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_every_benchmark_runs_once(tiny_llama: Path) -> None:
    """Every benchmark there is does its work and agrees with its reference; nothing is skipped on a CPU."""
    files = ["benchmarks"]
    options = ["--smoke", "--benchmark-disable", "-p", "no:cacheprovider", "--base", str(tiny_llama)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *files, *options],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.parametrize("name", ["merging", "quantising", "generation"])
def test_every_comparison_runs_once(tiny_llama: Path, tmp_path: Path, name: str) -> None:
    """Both sides agree, one pair is measured, and the report holds both sides and their ratio."""
    out = tmp_path / "peer.json"
    options = ["--base", str(tiny_llama), "--pairs", "1", "--threads", "1", "--json", str(out)]
    program = str(ROOT / f"benchmarks/peers/{name}.py")
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, program, *options], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-3000:]
    for sides in json.loads(out.read_text())["seconds"].values():
        assert len(sides) == 3


def test_the_comparison_of_training_runs_once(tiny_llama: Path, tmp_path: Path) -> None:
    """Both programs learn the same records in both precisions, agree on the loss, and the report holds all four."""
    data, out = tmp_path / "data.jsonl", tmp_path / "peer.json"
    records = [{"instruction": f"¿Cuánto es {n} más uno?", "output": f"Es {n + 1}."} for n in range(4)]
    data.write_text("".join(json.dumps(record) + "\n" for record in records))
    options = ["--base", str(tiny_llama), "--data", str(data), "--steps", "2", "--batch-size", "2"]
    options += ["--rounds", "1", "--threads", "1", "--json", str(out)]
    program = str(ROOT / "benchmarks/peers/training.py")
    done = subprocess.run([sys.executable, program, *options], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-3000:]
    sides = {(run["side"], run["dtype"]) for run in json.loads(out.read_text())["runs"]}
    assert sides == {(side, dtype) for side in ("reference", "minilora") for dtype in ("float32", "bfloat16")}
