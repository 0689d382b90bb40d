"""What a run will need, before it starts: memory by counting, time by trying.

    peak memory =  held after loading                                      measured
                +  most tokens computed at once · bytes each of them holds counted in two forward passes of a few tokens
                +  the logits of a chunk for each thread, and their gradients
                +  gradient of what is trained, and what the optimiser keeps   float32
                +  OVERHEAD_BYTES

What a forward pass leaves for the backward pass is asked of PyTorch itself, so it is right for every family, every
choice of modules and every kernel. WORKSPACE_FACTOR and OVERHEAD_BYTES are figures taken from measurements.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from ..config import TrainConfig
from ..data.batches import collate, split_micro_batches
from ..data.example import Example
from ..data.store import lengths_of
from ..device import available_memory_bytes, peak_memory_bytes, synchronize
from ..evaluate import evaluate
from ..kernels import usable
from ..loss import CHUNK, answer_loss
from ..model import Decoder
from ..thread_pool import ThreadPool
from .distributed import SINGLE_PROCESS
from .loop import train
from .optimizer import kept_per_parameter
from .plan import Plan
from .prepare import PreparedRun
from .settings import RunSettings

WORKSPACE_FACTOR = 3.5
"""What a block needs for a moment while it is computed, in multiples of what it leaves for the backward pass."""
LOGITS_BYTES = 16
"""Of one logit: itself and its gradient, in the model's dtype and in float32, and the softmax; a kernel holds one."""
OVERHEAD_BYTES = 400 << 20
"""Buffers of libraries, compiled products, and memory that is freed but cannot be used again in pieces; measured."""
PROBE_LENGTHS = (16, 48)
"""Tokens of the two forward passes; their difference tells a token's share from what is there anyway."""
TRIAL_TOKENS = 1200
"""Tokens of the step that is tried."""


@dataclass(frozen=True)
class Estimate:
    peak_memory_bytes: int
    spare_memory_bytes: int | None
    """What is left of the free memory at the peak, below 0 if it does not fit; None where nobody knows."""
    elapsed_s: float | None
    """Of all steps and validations that are left; None when the step could not be tried."""
    tokens_per_s: float | None


def estimate(settings: RunSettings, prepared: PreparedRun) -> Estimate:
    """Estimate a prepared run, whose adapter is worn out by it."""
    device = next(prepared.base.model.parameters()).device
    lock_run_directory, free = peak_memory_bytes(device), available_memory_bytes(device)
    peak = lock_run_directory + training_memory_bytes(prepared.base.model, prepared.plan)
    spare = None if free is None else free - (peak - lock_run_directory)
    if spare is not None and spare < 0:
        return Estimate(peak, spare, None, None)
    learn, measure = throughput(prepared.base.model, prepared.plan)
    steps = prepared.plan.steps[prepared.started.start_step :]
    lengths = prepared.plan.lengths
    learned = sum(int(lengths[i]) for step in steps for batch in step.batches for i in batch)
    measured = _validations(settings, prepared) * sum(prepared.val.lengths if prepared.val else ())
    return Estimate(peak, spare, learned / learn + measured / measure, learn)


def training_memory_bytes(model: Decoder, plan: Plan) -> int:
    """Return the bytes that training needs on top of the loaded and injected model."""
    threads = ThreadPool(model.device).threads
    tokens = max(peak_concurrent_tokens(plan, step, threads, model) for step in range(plan.total_steps))
    few, many = (activation_bytes(model, length) for length in PROBE_LENGTHS)
    by_token = (many - few) / (PROBE_LENGTHS[1] - PROBE_LENGTHS[0])
    block = by_token / model.config.num_blocks
    if plan.config.grad_checkpointing:
        inputs = model.config.num_blocks * model.config.hidden_size * model.dtype.itemsize
        by_token = inputs + block
    like = torch.empty(0, device=model.device, dtype=model.dtype)
    logits = threads * CHUNK * model.config.vocab_size * (model.dtype.itemsize if usable(like) else LOGITS_BYTES)
    trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
    updating = 4 * trained * (1 + kept_per_parameter(plan.config))
    return round(tokens * (by_token + WORKSPACE_FACTOR * block)) + logits + updating + OVERHEAD_BYTES


def peak_concurrent_tokens(plan: Plan, step: int, threads: int, model: Decoder) -> int:
    """Return the maximum number of tokens that `threads` threads compute at the same time in a step."""
    most = 0
    for batch in plan.steps[step].batches:
        lengths = [int(plan.lengths[i]) for i in batch]
        groups = split_micro_batches(lengths, model.device, model.dtype)
        micro_batches = [sum(lengths[i] for i in group) for group in groups]
        most = max(most, sum(sorted(micro_batches)[-threads:]))
    return most


def activation_bytes(model: Decoder, tokens: int) -> int:
    """Return the bytes that the forward pass of a sequence of `tokens` tokens saves for its backward pass."""
    saved: dict[int, torch.Tensor] = {}

    def keep(x: torch.Tensor) -> torch.Tensor:
        saved[x.untyped_storage().data_ptr()] = x
        return x

    ids = np.arange(tokens, dtype=np.int32) % model.config.vocab_size
    last = np.arange(tokens) == tokens - 1  # one token to learn: logits are counted elsewhere
    batch = collate([Example(ids, last, "probe")])
    model.train()
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda x: x):
        loss = answer_loss(model, batch.to(next(model.parameters()).device))
    del loss
    weights = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}  # where they lie by now
    return sum(x.untyped_storage().nbytes() for pointer, x in saved.items() if pointer not in weights)


def throughput(model: Decoder, plan: Plan) -> tuple[float, float]:
    """Return tokens/s of training and of validation, from one short step of each; a step before it warms up."""
    examples = _some(plan.examples)
    tokens = sum(len(example.ids) for example in examples)
    device = next(model.parameters()).device
    config: TrainConfig = replace(plan.config, epochs=2, max_steps=None, batch_size=len(examples), grad_accum=1)
    seconds: list[float] = []
    began = time.perf_counter()
    for _ in train(model, examples, replace(config, max_tokens_per_batch=None), group=SINGLE_PROCESS):
        synchronize(device)
        seconds.append(time.perf_counter() - began)
        began = time.perf_counter()
    evaluate(model, examples)
    return tokens / seconds[-1], tokens / (time.perf_counter() - began)


def _some(examples: Sequence[Example]) -> list[Example]:
    """Return the first examples, about `TRIAL_TOKENS` tokens of them and at least one."""
    ends = np.cumsum(lengths_of(examples))
    return list(examples[: max(1, int(np.searchsorted(ends, TRIAL_TOKENS, side="right")))])


def _validations(settings: RunSettings, prepared: PreparedRun) -> int:
    """Return how often the validation records are measured, the base model included."""
    total, start = prepared.plan.total_steps, prepared.started.start_step
    if settings.eval_every:
        return total // settings.eval_every - start // settings.eval_every + 1
    return sum(step.ends_epoch for step in prepared.plan.steps[start:]) + 1
