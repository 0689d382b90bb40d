"""Training on a base that stays packed against the same base unpacked: memory, speed, equal losses.

    python benchmarks/packed.py --sizes 135 1100 --json benchmarks/results/packed.json
    python benchmarks/packed.py --sizes 3200 --packed-only --steps 1 --lengths 512

Bases are GGUF files in Q4_K_M: of 135 M the embedded SmolLM2, exported; of other sizes random ones of Llama's shape,
whose blocks are drawn from a few thousand, so that no float model is ever in memory. Each side runs in a process of its
own, in turn, on the same tokens. Where other programs use the cores, processor time tells more than the clock; both are
kept.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from tempfile import gettempdir
from typing import Any, NamedTuple

SIDES = ("packed", "unpacked")
DISTINCT_BLOCKS = 4096
"""Of each type; a tensor's blocks are drawn from them."""


class Shape(NamedTuple):
    """Sizes of a Llama, the head tied to the embedding or not."""

    vocabulary: int
    hidden: int
    ffn: int
    blocks: int
    heads: int
    kv_heads: int
    tied: bool


SHAPES: Mapping[int, Shape] = {
    1100: Shape(32000, 2048, 5632, 22, 32, 4, tied=False),  # TinyLlama-1.1B
    1236: Shape(128256, 2048, 8192, 16, 32, 8, tied=True),  # Llama-3.2-1B
    3200: Shape(128256, 3072, 8192, 28, 24, 8, tied=True),  # Llama-3.2-3B
    6700: Shape(32000, 4096, 11008, 32, 32, 32, tied=False),  # Llama-2-7B
}
"""By millions of parameters."""


def main() -> None:
    options = parse()
    if options.worker:
        print(json.dumps(train(options)))
        return
    runs = []
    for size in options.sizes:
        path = base_file(options.folder, size)
        for _ in range(options.rounds):
            for side in SIDES[: 1 if options.packed_only else 2]:
                runs.append({"millions": size, "file_bytes": path.stat().st_size, **measure(side, path, options)})
                print(line(runs[-1]), flush=True)
    for size in options.sizes:
        check_losses([run for run in runs if run["millions"] == size])
        compare([run for run in runs if run["millions"] == size])
    if options.json:
        before = json.loads(options.json.read_text())["runs"] if options.json.exists() else []
        content = {"machine": machine(options), "runs": before + runs}
        options.json.write_text(json.dumps(content, indent=1) + "\n")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[135], help="millions of parameters: 135, or of SHAPES")
    parser.add_argument("--lengths", type=int, nargs="+", default=[500, 500], help="tokens of the records of a step")
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--dtype", default="bfloat16")
    parser.add_argument("--grad-checkpointing", action="store_true")
    parser.add_argument("--packed-only", action="store_true", help="where unpacked weights would not fit")
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "packed", help="where bases are kept")
    parser.add_argument("--json", type=Path, help="add all figures to this file")
    parser.add_argument("--worker", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


# bases


def base_file(folder: Path, millions: int) -> Path:
    """Return a base in Q4_K_M of this size; write it if it does not exist."""
    from minilora.export import export_gguf

    folder.mkdir(exist_ok=True)
    path = folder / f"{millions}M-q4_k_m.gguf"
    if not path.exists() and millions in SHAPES:
        write_random(path, SHAPES[millions])
    elif not path.exists():
        export_gguf("smollm2-135m-instruct", path, file_type="q4_k_m")
    return path


def write_random(path: Path, shape: Shape) -> None:
    """Write a random Llama: no vocabulary, weights of a standard deviation of 0.02."""
    import numpy as np

    from minilora.gguf.mix import tensor_types
    from minilora.gguf.quants import QUANTS, quantize, row_bytes
    from minilora.gguf.values import f32, string, u32
    from minilora.gguf.writer import TensorPlan, write_gguf

    head_dim = shape.hidden // shape.heads
    sizes = {"attn_q": shape.hidden, "attn_k": head_dim * shape.kv_heads, "attn_v": head_dim * shape.kv_heads}
    shapes: dict[str, tuple[int, ...]] = {"token_embd.weight": (shape.vocabulary, shape.hidden)}
    for block in (f"blk.{i}" for i in range(shape.blocks)):
        shapes |= {f"{block}.{name}.weight": (rows, shape.hidden) for name, rows in sizes.items()}
        shapes |= {f"{block}.attn_output.weight": (shape.hidden, shape.hidden)}
        shapes |= {f"{block}.{name}.weight": (shape.ffn, shape.hidden) for name in ("ffn_gate", "ffn_up")}
        shapes |= {f"{block}.ffn_down.weight": (shape.hidden, shape.ffn)}
        shapes |= {f"{block}.{name}.weight": (shape.hidden,) for name in ("attn_norm", "ffn_norm")}
    shapes |= {"output_norm.weight": (shape.hidden,)}
    shapes |= {} if shape.tied else {"output.weight": (shape.vocabulary, shape.hidden)}
    types = tensor_types("q4_k_m", shapes, heads_per_kv=shape.heads // shape.kv_heads)
    rng = np.random.default_rng(0)
    pools = {}
    for kind in set(types.values()):
        weights = rng.standard_normal((DISTINCT_BLOCKS, QUANTS[kind].block_size), np.float32)
        pools[kind] = quantize(weights * np.float32(0.02), kind)

    def data(plan: TensorPlan) -> np.ndarray:
        if len(plan.shape) == 1:
            return np.ones(plan.shape, np.float32)
        blocks = plan.shape[0] * row_bytes(plan.type, plan.shape[1]) // QUANTS[plan.type].type_size
        return pools[plan.type][rng.integers(0, DISTINCT_BLOCKS, blocks)].reshape(plan.shape[0], -1)

    kv = {
        "general.architecture": string("llama"),
        "llama.vocab_size": u32(shape.vocabulary),
        "llama.context_length": u32(8192),
        "llama.embedding_length": u32(shape.hidden),
        "llama.block_count": u32(shape.blocks),
        "llama.feed_forward_length": u32(shape.ffn),
        "llama.attention.head_count": u32(shape.heads),
        "llama.attention.head_count_kv": u32(shape.kv_heads),
        "llama.attention.layer_norm_rms_epsilon": f32(1e-5),
        "llama.rope.freq_base": f32(10000.0),
    }
    write_gguf(path, kv, [TensorPlan(name, shapes[name], types[name]) for name in shapes], data)


# one side, in its own process


def measure(side: str, path: Path, options: argparse.Namespace) -> dict[str, Any]:
    passed = ("steps", "threads", "dtype")
    arguments = [text for name in passed for text in (f"--{name}", str(getattr(options, name)))]
    arguments += ["--lengths", *map(str, options.lengths)]
    arguments += ["--grad-checkpointing"] if options.grad_checkpointing else []
    command = [sys.executable, __file__, "--worker", side, "--path", str(path), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def train(options: argparse.Namespace) -> dict[str, Any]:
    """Train some steps, and return times, peaks and losses."""
    import numpy as np
    import torch

    from minilora.checkpoint import load_base
    from minilora.config import LoraConfig, TrainConfig
    from minilora.data.example import Example
    from minilora.device import DTYPES, configure_cpu
    from minilora.lora import inject
    from minilora.training.estimate import training_memory_bytes
    from minilora.training.loop import train as steps
    from minilora.training.plan import Plan

    configure_cpu()
    torch.set_num_threads(options.threads)
    began = time.perf_counter()
    pack = "stored" if options.worker == "packed" else None
    model = load_base(options.path, dtype=DTYPES[options.dtype], pack=pack).model
    loaded_s, loaded_bytes = time.perf_counter() - began, peak_rss()
    inject(model, LoraConfig(target_modules=("all-linear",)))
    rng = np.random.default_rng(0)
    examples = [
        Example(rng.integers(0, model.config.vocab_size, n).astype(np.int32), np.arange(n) > n // 3, str(i))
        for i, n in enumerate(options.lengths)
    ]
    config = TrainConfig(epochs=options.steps, batch_size=len(examples), grad_checkpointing=options.grad_checkpointing)
    estimated = loaded_bytes + training_memory_bytes(model, Plan(tuple(examples), config))
    walls, processor, losses = [time.perf_counter()], [time.process_time()], []
    for report in steps(model, examples, config):
        losses.append(report.loss)
        walls.append(time.perf_counter())
        processor.append(time.process_time())
    tokens = sum(options.lengths)
    return {
        "side": options.worker,
        "tokens": tokens,
        "grad_checkpointing": options.grad_checkpointing,
        "load_s": round(loaded_s, 2),
        "loaded_bytes": loaded_bytes,
        "peak_bytes": peak_rss(),
        "estimated_bytes": estimated,
        "tokens_per_s": [round(tokens / (b - a), 1) for a, b in pairwise(walls)],
        "processor_s": [round(b - a, 2) for a, b in pairwise(processor)],
        "losses": losses,
    }


def peak_rss() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


# report


def line(run: Mapping[str, Any]) -> str:
    file, peak, estimated = (run[key] / 1e9 for key in ("file_bytes", "peak_bytes", "estimated_bytes"))
    return (
        f"{run['millions']:5} M {run['side']:9} file {file:.2f} GB  peak {peak:.2f} GB (estimated {estimated:.2f})  "
        f"load {run['load_s']:.1f} s  best {max(run['tokens_per_s']):.0f} tokens/s, "
        f"{min(run['processor_s']):.1f} s of processor time a step"
    )


def check_losses(runs: list[dict[str, Any]]) -> None:
    """Both sides compute the same bits, or there is no report."""
    if len({tuple(run["losses"]) for run in runs}) > 1:
        raise SystemExit(f"the losses differ: {[run['losses'] for run in runs]}")


def compare(runs: list[dict[str, Any]]) -> None:
    """Print the packed side's speed as a share of the unpacked one's, by each of the two clocks."""
    by_side = {side: [run for run in runs if run["side"] == side] for side in SIDES}
    if not all(by_side.values()):
        return
    clock = {side: statistics.median(max(run["tokens_per_s"]) for run in of) for side, of in by_side.items()}
    work = {side: statistics.median(min(run["processor_s"]) for run in of) for side, of in by_side.items()}
    print(
        f"{runs[0]['millions']} M: {clock['packed'] / clock['unpacked']:.0%} of the unpacked speed by the clock, "
        f"{work['unpacked'] / work['packed']:.0%} by processor time; the losses are equal"
    )


def machine(options: argparse.Namespace) -> dict[str, Any]:
    import torch

    from minilora.device import device_name

    return {
        "processor": device_name(torch.device("cpu")),
        "load": os.getloadavg()[0],
        "torch": torch.__version__,
        "date": time.strftime("%Y-%m-%d"),
        "threads": options.threads,
        "dtype": options.dtype,
    }


if __name__ == "__main__":
    main()
