"""Opening and loading a base: how long, and how much memory beside one copy of the weights.

    pytest benchmarks/test_load.py

Memory is the high-water mark of a fresh process, less what it had before loading; the mapped file counts as memory.
"""

import subprocess
import sys

import pytest

BASE = "smollm2-135m-instruct"

PROGRAM = """
import sys, torch
from minilora.checkpoint import load_base, open_base

def peak():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM"))

files = open_base(sys.argv[1])
before = peak()
model = load_base(sys.argv[1], dtype=getattr(torch, sys.argv[2])).model
weights = sum(p.numel() * p.element_size() for p in model.parameters())
print(peak() - before, weights, files.path.stat().st_size)
"""

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def test_opening(benchmark) -> None:
    """Header, vocabulary and shapes; no weights."""
    from minilora.checkpoint import open_base

    benchmark(open_base, BASE)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_loading(benchmark, dtype: str) -> None:
    """Every tensor dequantised and converted, one at a time."""
    import torch

    from minilora.checkpoint import load_base

    benchmark.pedantic(load_base, args=(BASE,), kwargs={"dtype": getattr(torch, dtype)}, rounds=3)


@linux
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_memory_stays_near_one_copy(dtype: str) -> None:
    """The peak is one copy of the weights, the mapped file, and the largest tensor on its way."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, BASE, dtype], capture_output=True, text=True, check=True)
    grown, weights, mapped = map(int, done.stdout.split())
    largest = 49152 * 576 * 4  # the embedding in float32
    print(f"{dtype}: {grown >> 20} MiB for {weights >> 20} MiB of weights and {mapped >> 20} MiB of file")
    assert grown < weights + mapped + 2 * largest
