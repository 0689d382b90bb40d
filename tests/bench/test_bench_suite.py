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
