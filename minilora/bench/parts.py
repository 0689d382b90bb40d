"""The measurements. Each part loads its own model and runs in a separate process (isolated.py).

Every measurement has a warm-up round, synchronizes the device before it reads the clock, and uses changing inputs.
"""

import time
from collections.abc import Callable, Iterator, Mapping

import torch
from torch import Tensor, nn

from ..checkpoint import load_base
from ..config import LoraConfig, TrainConfig
from ..device import DTYPES, configure_cpu, peak_memory_bytes, synchronize
from ..generate import generate
from ..kernels.gemm import matmul
from ..lora import inject
from ..model import Decoder
from ..training.loop import train
from .figures import Generation, Spread, Training, training_flop_per_token
from .workload import Workload, load_examples, prompt_ids

MIN_MATMUL_S = 0.02
"""Minimum time of a matmul for which the launch overhead is negligible."""
MATRIX_SIZES = (1024, 2048, 4096, 8192)
"""Sizes of the square matrices; the largest takes 256 MiB in float32."""
REPEATS = 8
"""Number of matmuls of each size."""


def measure_gemm(workload: Workload, device: torch.device, dtype: str) -> Spread:
    """Return FLOP/s of square matmuls, for the size with the highest rate, by the faster library (kernels/gemm.py)."""
    spreads = []
    for n in MATRIX_SIZES:
        pairs = [torch.randn(2, n, n, device=device, dtype=DTYPES[dtype]) for _ in range(2)]
        seconds = list(_time_matmuls(pairs, device))[1:]
        spreads.append(Spread.of(2 * n**3 / s for s in seconds))
        if min(seconds) > MIN_MATMUL_S:
            break
    return max(spreads, key=lambda spread: spread.median)


def _time_matmuls(pairs: list[Tensor], device: torch.device) -> Iterator[float]:
    for i in range(REPEATS + 1):
        left, right = pairs[i % len(pairs)]
        began = _now(device)
        matmul(left, right) if device.type == "cpu" else torch.mm(left, right)
        yield _now(device) - began


def measure_training(workload: Workload, device: torch.device, dtype: str) -> Training:
    """Train a new adapter for one warm-up step and `workload.steps` measured steps."""
    base = load_base(workload.base, device, DTYPES[dtype])
    records = load_examples(workload, base.files)
    blocks, head = _linear_weights(base.model)
    inject(base.model, LoraConfig(r=workload.r, lora_alpha=2 * workload.r, lora_dropout=0.0), seed=workload.seed)
    steps = workload.steps + 1
    config = TrainConfig(epochs=steps, max_steps=steps, batch_size=workload.batch_size, seed=workload.seed)
    reports, seconds, peak = [], [], 0
    began = _now(device)
    for report in train(base.model, records, config):
        ended = _now(device)
        reports.append(report)
        seconds.append(ended - began)
        peak = max(peak, peak_memory_bytes(device))
        began = _now(device)
    measured = reports[1:]
    return Training(
        tokens_per_s=Spread.of(r.tokens / s for r, s in zip(measured, seconds[1:], strict=True)),
        losses=tuple(r.loss for r in reports),
        flop_per_token=training_flop_per_token(
            blocks, head, sum(r.tokens for r in measured), sum(r.answer_tokens for r in measured)
        ),
        peak_memory_bytes=peak,
    )


def measure_generation(workload: Workload, device: torch.device, dtype: str) -> Generation:
    """Process a prompt and generate greedily: one warm-up round and `workload.rounds` measured rounds."""
    base = load_base(workload.base, device, DTYPES[dtype])
    ids = prompt_ids(workload, load_examples(workload, base.files))
    prefills, decodes, peak = [], [], 0
    for i in range(workload.rounds + 1):
        shift = i % len(ids)
        began = _now(device)
        tokens = generate(base.model, ids[shift:] + ids[:shift], max_new_tokens=workload.new_tokens, stop_ids=())
        next(tokens)
        first = _now(device)
        rest = sum(1 for _ in tokens)
        prefills.append(len(ids) / (first - began))
        decodes.append(rest / (_now(device) - first))
        peak = max(peak, peak_memory_bytes(device))
    return Generation(Spread.of(prefills[1:]), Spread.of(decodes[1:]), peak)


def _linear_weights(model: Decoder) -> tuple[int, int]:
    """Return the number of weights of the linear layers in the blocks, and of the head."""
    blocks = sum(m.weight.numel() for m in model.blocks.modules() if isinstance(m, nn.Linear))
    return blocks, model.lm_head.weight.numel()


def _now(device: torch.device) -> float:
    synchronize(device)
    return time.perf_counter()


Part = Callable[[Workload, torch.device, str], Spread | Training | Generation]

PARTS: Mapping[str, Part] = {
    "ceiling": measure_gemm,
    "training": measure_training,
    "generation": measure_generation,
}


def measure(part: str, workload: Workload, device: torch.device, dtype: str) -> Spread | Training | Generation:
    """Configure the CPU as a training run does, and run one of `PARTS`."""
    if workload.threads:
        torch.set_num_threads(workload.threads)
    configure_cpu()
    return PARTS[part](workload, device, dtype)
