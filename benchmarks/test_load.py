"""Opening and loading a base: time, and memory in addition to one copy of the weights.

    pytest benchmarks/test_load.py

Memory is the peak of a new process minus its memory before loading; the mapped file counts. The same model is loaded
from a quantised GGUF and from a Hugging Face directory (bfloat16, one safetensors file).
"""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from minilora.checkpoint import load_base, open_base

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
path = files.path / "model.safetensors" if files.path.is_dir() else files.path
print(peak() - before, weights, path.stat().st_size)
"""

OVERHEAD_BYTES = 64 << 20
"""Memory of the libraries that loading imports."""

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def test_opening(measure_on_cpu: Callable[..., None], base_name: str) -> None:
    """Header, vocabulary and shapes; no weights."""
    measure_on_cpu("open a base", open_base, [base_name])


def test_loading(measure_steps: Callable[..., None], base_name: str, target: Any, num_rounds: int) -> None:
    """Every tensor dequantised and converted, one at a time, onto the device."""
    loads = (load_base(base_name, target.device, target.dtype) for _ in range(num_rounds + 1))
    measure_steps("load a base", loads, num_rounds)


@pytest.fixture(scope="module")
def directory(base_name: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The base as a Hugging Face directory in bfloat16."""
    import torch

    from minilora.merge import merge_to_dir

    out = tmp_path_factory.mktemp("load") / "hf"
    merge_to_dir(base_name, None, out, torch.bfloat16)
    return str(out)


@linux
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("source", ["as_given", "directory"])
def test_memory_stays_near_one_copy(base_name: str, directory: str, source: str, dtype: str) -> None:
    """The peak is one copy of the weights, the mapped file, and the largest tensor in conversion.

    A directory read in its stored dtype needs less, because its weights are the mapped file.
    """
    base = base_name if source == "as_given" else directory
    done = subprocess.run([sys.executable, "-c", PROGRAM, base, dtype], capture_output=True, text=True, check=True)
    grown, weights, mapped = map(int, done.stdout.split())
    config = open_base(base_name).config
    largest = config.vocab_size * config.hidden_size * 4  # the embedding in float32
    print(f"{source}, {dtype}: {grown >> 20} MiB for {weights >> 20} MiB of weights and {mapped >> 20} MiB of file")
    assert grown < weights + mapped + 2 * largest + OVERHEAD_BYTES
