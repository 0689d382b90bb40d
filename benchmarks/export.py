"""Time and peak memory of exporting base + adapter to Q4_K_M, in a separate process, start-up included.

    python benchmarks/export.py                 the default base with a random adapter
    python benchmarks/export.py --synthetic     a random Llama of 1.2 billion weights, bfloat16, for the memory

Prints a table, then one JSON object. CPU seconds are summed over all processes: on a busy machine they vary less than
wall-clock time. The peak is the sum over all processes, with shared memory counted once (Linux: PSS, sampled ten times
a second; elsewhere the largest process). The limit for an export is 1.5 times its largest tensor in float32, plus
300 MB.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from random_models import write_adapter, write_base

from minilora.checkpoint import load_tokenizer

DEFAULT = "smollm2-135m-instruct"
ONE_BILLION: dict[str, object] = {
    "model_type": "llama",
    "vocab_size": 128256,
    "hidden_size": 2048,
    "intermediate_size": 8192,
    "num_hidden_layers": 16,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "head_dim": 64,
    "max_position_embeddings": 8192,
    "rms_norm_eps": 1e-5,
    "rope_theta": 500000.0,
    "tie_word_embeddings": True,
    "hidden_act": "silu",
}
"""The sizes of Llama 3.2 1B."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--synthetic", action="store_true")
    parser.add_argument("--type", default="q4_k_m")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if args.synthetic:
            words, largest = ["--base", str(random_llama(Path(folder) / "base"))], 128256 * 2048
        else:
            words, largest = ["--adapter", str(write_adapter(Path(folder) / "adapter", DEFAULT))], 49152 * 576
        runs = [run([*words, "--type", args.type, "--out", f"{folder}/m.gguf"]) for _ in range(args.rounds)]
    allowed = 1.5 * largest * 4 / 1e6 + 300
    print(f"{'wall s':>8} {'CPU s':>8} {'peak MB':>8}   (allowed {allowed:.0f} MB, {os.cpu_count()} cores)")
    for wall, cpu, peak in runs:
        print(f"{wall:8.1f} {cpu:8.1f} {peak:8.0f}")
    print(json.dumps({"type": args.type, "synthetic": args.synthetic, "runs": runs, "allowed_mb": allowed}))


def run(words: list[str]) -> tuple[float, float, float]:
    """Return (wall seconds, CPU seconds, peak MB) of one export."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "minilora", "export", *words]
    done = subprocess.run([sys.executable, "-c", PROBE, *command], capture_output=True, text=True, check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return wall, cpu, float(done.stdout.splitlines()[-1]) / 1e3


PROBE = """
import pathlib, resource, subprocess, sys, time

def tree(pid):
    yield pid
    for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from tree(child)

def pss(pid):
    lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))

command, peak = subprocess.Popen(sys.argv[1:]), 0
while command.poll() is None:
    time.sleep(0.1)
    try:
        peak = max(peak, sum(map(pss, tree(command.pid))))
    except OSError:  # a process has just ended, or the system is not Linux
        pass
print(peak or resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(command.returncode)
"""
"""Runs a command and prints its peak in KB."""


def random_llama(path: Path) -> Path:
    write_base(path, ONE_BILLION)
    tokenizer = load_tokenizer(DEFAULT)
    assert tokenizer is not None
    tokenizer.save(path)
    return path


if __name__ == "__main__":
    main()
