"""The benchmarks of the repository still run; what they measure is not asserted."""

import os
import subprocess
import sys
from pathlib import Path

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
