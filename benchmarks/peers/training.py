"""Training compared with the reference: transformers' Trainer with peft.

    python benchmarks/peers/training.py                        # embedded base, processed/train.jsonl
    python benchmarks/peers/training.py --synthetic            # a random model of the same shape, random records

Both sides get the same base weights, the same tokens in the same order, the same LoRA (r 8 on q_proj and v_proj,
dropout 0.05), batch size, learning rate and number of steps. They run alternately for several rounds, each in a
separate process. Dropout masks differ, so the losses agree only approximately; if they do not, there is no report.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

LORA = {"r": 8, "lora_alpha": 16, "lora_dropout": 0.05, "target_modules": ["q_proj", "v_proj"]}
LR = 2e-4
LOSS_TOLERANCE = 0.05
"""Largest difference of the two sides' mean losses over a run, in nats."""
SIDES = (("reference", "float32"), ("minilora", "float32"), ("reference", "bfloat16"), ("minilora", "bfloat16"))


def main() -> None:
    options = parse()
    if options.worker:
        worker = train_with_minilora if options.worker == "minilora" else train_with_peft
        print(json.dumps(worker(options)))
        return
    with TemporaryDirectory() as folder:
        prepare(options, Path(folder))
        runs = [measure(side, dtype, options, folder) for _ in range(options.rounds) for side, dtype in SIDES]
    check_losses(runs)
    report = {
        "machine": machine(options),
        "settings": vars(options),
        "gemm_gflop_per_s": gemm_rates(options),
        "runs": runs,
    }
    print(table(runs))
    for dtype, rate in report["gemm_gflop_per_s"].items():
        shares = [gemm_share(run, rate) for run in runs if (run["side"], run["dtype"]) == ("minilora", dtype)]
        print(
            f"GEMM in {dtype}: {rate:.0f} GFLOP/s on {options.threads} threads; "
            f"minilora trains at {statistics.median(shares):.0%} of that"
        )
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=1) + "\n")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="smollm2-135m-instruct")
    parser.add_argument("--data", default="processed/train.jsonl")
    parser.add_argument("--synthetic", action="store_true", help="random weights and records of SmolLM2-135M's shape")
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", help="write all figures to this file")
    parser.add_argument("--worker", choices=("minilora", "reference"), help=argparse.SUPPRESS)
    parser.add_argument("--dtype", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args()


# input of both sides


def prepare(options: argparse.Namespace, folder: Path) -> None:
    """Write the base as a Hugging Face directory, and the records as tokens in the order of the steps."""
    count = options.steps * options.batch_size
    if options.synthetic:
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from random_models import random_base

        random_base(folder, 135).rename(folder / "base")
        examples = random_examples(count)
    else:
        import torch

        from minilora.checkpoint import load_tokenizer
        from minilora.data.encode import encode_records
        from minilora.data.jsonl import read_records
        from minilora.data.template import load_template
        from minilora.merge import merge_to_dir

        merge_to_dir(options.base, None, folder / "base", torch.float32)
        tokenizer = load_tokenizer(options.base)
        assert tokenizer
        records = read_records(Path(options.data))[:count]
        data = encode_records(records, tokenizer, load_template("instruccion", tokenizer), max_length=1024)
        examples = [(e.ids.tolist(), e.loss_mask.tolist()) for e in data.examples]
    assert len(examples) == count, f"the data has {len(examples)} records; {count} are needed"
    (folder / "examples.json").write_text(json.dumps(examples))


def random_examples(count: int) -> list[tuple[list[int], list[bool]]]:
    """Records of 203 to 403 tokens, 53 of them prompt."""
    import numpy as np

    random = np.random.default_rng(0)
    lengths = random.integers(203, 404, count)
    return [(random.integers(0, 49152, n).tolist(), [i >= 53 for i in range(n)]) for n in lengths]


# the two sides


def train_with_minilora(options: argparse.Namespace) -> dict[str, Any]:
    import numpy as np
    import torch

    torch.set_num_threads(options.threads)
    from minilora.checkpoint import load_base
    from minilora.config import LoraConfig, TrainConfig
    from minilora.data.example import Example
    from minilora.device import configure_cpu
    from minilora.lora import inject
    from minilora.training import loop

    configure_cpu()
    model = load_base(Path(options.folder) / "base", dtype=getattr(torch, options.dtype)).model
    inject(model, LoraConfig(**{**LORA, "target_modules": tuple(LORA["target_modules"])}))  # type: ignore[arg-type]
    pairs = json.loads((Path(options.folder) / "examples.json").read_text())
    examples = [Example(np.array(ids, np.int32), np.array(mask), str(i)) for i, (ids, mask) in enumerate(pairs)]

    def in_order(plan: loop.Plan, step: int) -> list[Any]:
        return [examples[step * options.batch_size : (step + 1) * options.batch_size]]

    loop.Plan.batches = in_order  # type: ignore[method-assign]
    in_blocks = sum(p.numel() for block in model.blocks for p in block.parameters() if not p.requires_grad)
    losses, seconds, tokens, flop = [], [], [], []
    began = time.perf_counter()
    for report in loop.train(model, examples, TrainConfig(epochs=1, batch_size=options.batch_size, lr=LR)):
        seconds.append(time.perf_counter() - began)
        losses.append(report.loss)
        tokens.append(report.tokens)
        flop.append(4 * (in_blocks * report.tokens + model.lm_head.weight.numel() * report.answer_tokens))
        began = time.perf_counter()
    return {"losses": losses, "seconds": seconds, "tokens": tokens, "flop": flop, "peak_bytes": peak_bytes()}


def gemm_share(run: dict[str, Any], gflop_per_s: float) -> float:
    """Return the rate of a run's GEMMs with frozen weights, forward and backward, as a share of the rate of GEMM alone.

    The time includes attention and the low-rank updates; their FLOP are not counted.
    """
    rates = [work / s / 1e9 for work, s in zip(run["flop"], run["seconds"], strict=True)][1:]
    return statistics.median(rates) / gflop_per_s


def padded(batch: list[tuple[list[int], list[bool]]]) -> dict[str, Any]:
    """Return the records padded to equal length, as transformers' models require."""
    import torch

    width = max(len(ids) for ids, _ in batch)
    fill = [(width - len(ids)) for ids, _ in batch]
    columns = {
        "input_ids": [ids + [0] * n for (ids, _), n in zip(batch, fill, strict=True)],
        "attention_mask": [[1] * len(ids) + [0] * n for (ids, _), n in zip(batch, fill, strict=True)],
        "labels": [
            [i if m else -100 for i, m in zip(ids, mask, strict=True)] + [-100] * n
            for (ids, mask), n in zip(batch, fill, strict=True)
        ],
    }
    return {name: torch.tensor(rows) for name, rows in columns.items()}


def train_with_peft(options: argparse.Namespace) -> dict[str, Any]:
    import torch
    from peft import LoraConfig, get_peft_model
    from torch.utils.data import Dataset, SequentialSampler
    from transformers import AutoModelForCausalLM, Trainer, TrainerCallback, TrainingArguments

    torch.set_num_threads(options.threads)
    dtype = getattr(torch, options.dtype)
    base = AutoModelForCausalLM.from_pretrained(Path(options.folder) / "base", dtype=dtype)
    model = get_peft_model(base, LoraConfig(task_type="CAUSAL_LM", **LORA))
    pairs = json.loads((Path(options.folder) / "examples.json").read_text())
    ends: list[float] = [0.0]
    losses: list[float] = []

    class Records(Dataset):  # type: ignore[type-arg]
        def __len__(self) -> int:
            return len(pairs)

        def __getitem__(self, i: int) -> tuple[list[int], list[bool]]:
            return pairs[i]  # type: ignore[no-any-return]

    class Watch(TrainerCallback):
        def on_step_begin(self, *args: Any, **kwargs: Any) -> None:
            ends[0] = ends[0] or time.perf_counter()

        def on_step_end(self, *args: Any, **kwargs: Any) -> None:
            ends.append(time.perf_counter())

        def on_log(self, *args: Any, logs: dict[str, float], **kwargs: Any) -> None:
            if "loss" in logs:
                losses.append(logs["loss"])

    class InOrder(Trainer):
        def _get_train_sampler(self, *args: Any) -> SequentialSampler:
            return SequentialSampler(Records())

    arguments = TrainingArguments(
        output_dir=str(Path(options.folder) / "out"),
        per_device_train_batch_size=options.batch_size,
        num_train_epochs=1,
        learning_rate=LR,
        lr_scheduler_type="cosine",
        warmup_steps=1,
        logging_steps=1,
        save_strategy="no",
        report_to=[],
        use_cpu=True,
        disable_tqdm=True,
        remove_unused_columns=False,
    )
    InOrder(model=model, args=arguments, train_dataset=Records(), data_collator=padded, callbacks=[Watch()]).train()
    size = options.batch_size
    tokens = [sum(len(ids) for ids, _ in pairs[k : k + size]) for k in range(0, len(pairs), size)]
    seconds = [later - earlier for earlier, later in pairwise(ends)]
    return {"losses": losses, "seconds": seconds, "tokens": tokens, "peak_bytes": peak_bytes()}


def peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


# measurement and report


def measure(side: str, dtype: str, options: argparse.Namespace, folder: str) -> dict[str, Any]:
    given = {"--steps": options.steps, "--batch-size": options.batch_size, "--threads": options.threads}
    command = [sys.executable, __file__, "--worker", side, "--dtype", dtype, "--folder", folder]
    command += [str(word) for pair in given.items() for word in pair]
    environment = {**os.environ, "OMP_NUM_THREADS": str(options.threads), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f"{side} {dtype} failed:\n{done.stderr[-3000:]}")
    result = json.loads(done.stdout.splitlines()[-1])
    throughput = [t / s for t, s in zip(result["tokens"], result["seconds"], strict=True)][
        1:
    ]  # the first step warms up
    found = {"side": side, "dtype": dtype, "tokens_per_s": statistics.median(throughput), **result}
    print(
        f"{side:10} {dtype:9} {found['tokens_per_s']:8.0f} tokens/s  {found['peak_bytes'] / 1e9:5.2f} GB",
        file=sys.stderr,
    )
    return found


def check_losses(runs: list[dict[str, Any]]) -> None:
    """Exit without a report if the mean losses of the sides differ."""
    means = {(run["side"], run["dtype"]): statistics.mean(run["losses"]) for run in runs}
    for (side, dtype), mean in means.items():
        if abs(mean - means["reference", "float32"]) > LOSS_TOLERANCE:
            sys.exit(
                f"{side} {dtype} has mean loss {mean:.4f}, the reference {means['reference', 'float32']:.4f}: no report"
            )


def gemm_rates(options: argparse.Namespace) -> dict[str, float]:
    """Measure GFLOP/s of (2400, 576) x (576, 1536), a frequent GEMM here, by the faster library: the upper limit."""
    import torch

    from minilora.kernels.gemm import matmul_t

    torch.set_num_threads(options.threads)
    rates = {}
    for dtype in (torch.float32, torch.bfloat16):
        x, w = torch.randn(2400, 576, dtype=dtype), torch.randn(1536, 576, dtype=dtype)
        times = []
        for _ in range(20):
            began = time.perf_counter()
            matmul_t(x, w)
            times.append(time.perf_counter() - began)
        rates[str(dtype).removeprefix("torch.")] = 2 * 2400 * 576 * 1536 / statistics.median(times[5:]) / 1e9
    return rates


def machine(options: argparse.Namespace) -> dict[str, Any]:
    import peft
    import torch
    import transformers

    cpu = next(
        (line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), platform.processor()
    )
    return {
        "date": time.strftime("%Y-%m-%d"),
        "cpu": cpu,
        "threads": options.threads,
        "python": platform.python_version(),
        **{module.__name__: module.__version__ for module in (torch, transformers, peft)},
    }


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def table(runs: list[dict[str, Any]]) -> str:
    """Return a Markdown table; ratios pair the runs of one round."""
    lines = [
        "| | tokens/s (min-max) | peak RSS | mean loss | speed ratio | memory ratio |",
        "|---|---|---|---|---|---|",
    ]
    of = {key: [run for run in runs if (run["side"], run["dtype"]) == key] for key in SIDES}
    reference = of["reference", "float32"]
    for (side, dtype), some in of.items():
        throughput = [run["tokens_per_s"] for run in some]
        ratio = statistics.median(a["tokens_per_s"] / b["tokens_per_s"] for a, b in zip(some, reference, strict=True))
        memory = statistics.median(a["peak_bytes"] / b["peak_bytes"] for a, b in zip(some, reference, strict=True))
        name = "transformers + peft" if side == "reference" else side
        lines.append(
            f"| {name}, {dtype} | {statistics.median(throughput):.0f} ({min(throughput):.0f}-{max(throughput):.0f}) "
            f"| {max(run['peak_bytes'] for run in some) / 1e9:.2f} GB | {statistics.mean(some[0]['losses']):.4f} "
            f"| {ratio:.2f} | {memory:.2f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
