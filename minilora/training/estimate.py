"""Estimate memory and time before a run: memory is counted, time is measured on one short step.

    peak memory =  memory in use after loading                             measured
                +  maximum number of concurrent tokens · bytes per token   counted in two short forward passes
                +  logits of one chunk for each thread, and their gradients
                +  packed weights: the mapped blocks, which are read, and the buffers that they are unpacked into
                +  gradients and optimizer state of the trainable parameters, in float32
                +  OVERHEAD_BYTES

PyTorch itself reports which tensors a forward pass saves for backward (saved tensor hooks). So the count is correct for
every family, every choice of modules and every kernel. WORKSPACE_FACTOR and OVERHEAD_BYTES come from measurements.
"""

import math
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
from ..kernels.packed import CHUNK_WEIGHTS, named_weights
from ..kernels.unpacking import MAX_CACHE_BYTES
from ..loss import CHUNK, answer_loss
from ..model import Decoder
from ..sampled_softmax import SampledSoftmax
from ..thread_pool import ThreadPool
from .distributed import SINGLE_PROCESS
from .loop import train
from .optimizer import state_values_per_parameter
from .plan import Plan
from .prepare import PreparedRun
from .settings import RunSettings

WORKSPACE_FACTOR = 3.5
"""Temporary memory of the block being computed, as a multiple of the activations that it saves for backward."""
LOGITS_BYTES = 16
"""Bytes per logit without a kernel: logit and gradient, in the model's dtype and in float32, and the softmax."""
OVERHEAD_BYTES = 400 << 20
"""Library buffers, caches of compiled GEMMs, and memory lost to fragmentation; measured."""
PROBE_LENGTHS = (16, 48)
"""Tokens of the two forward passes. Their difference gives the bytes per token without the constant part."""
TRIAL_TOKENS = 1200
"""Approximate number of tokens of the step that is timed."""


@dataclass(frozen=True)
class Estimate:
    peak_memory_bytes: int
    spare_memory_bytes: int | None
    """Free memory left at the peak, negative if the run does not fit; None if the free memory is unknown."""
    elapsed_s: float | None
    """Time of all remaining steps and validations; None if the run does not fit, so no step was timed."""
    tokens_per_s: float | None


def estimate(settings: RunSettings, prepared: PreparedRun) -> Estimate:
    """Estimate memory and time of a prepared run. This trains its adapter, so the run cannot be used afterwards."""
    device = next(prepared.base.model.parameters()).device
    in_use, free = peak_memory_bytes(device), available_memory_bytes(device)
    peak = in_use + training_memory_bytes(prepared.base.model, prepared.plan)
    spare = None if free is None else free - (peak - in_use)
    if spare is not None and spare < 0:
        return Estimate(peak, spare, None, None)
    train_speed, eval_speed = measure_throughput(prepared.base.model, prepared.plan)
    steps = prepared.plan.steps(prepared.started.start_step)
    lengths = prepared.plan.lengths.tolist()
    train_tokens = sum(lengths[i] for step in steps for batch in step.batches for i in batch)
    eval_tokens = _count_validations(settings, prepared) * sum(prepared.val.lengths if prepared.val else ())
    return Estimate(peak, spare, train_tokens / train_speed + eval_tokens / eval_speed, train_speed)


def training_memory_bytes(model: Decoder, plan: Plan) -> int:
    """Return the bytes that training needs in addition to the loaded and injected model."""
    threads = ThreadPool(model.device).threads
    tokens = max(peak_concurrent_tokens(plan, step, threads, model) for step in range(plan.total_steps))
    saved_short, saved_long = (activation_bytes(model, length) for length in PROBE_LENGTHS)
    per_token = (saved_long - saved_short) / (PROBE_LENGTHS[1] - PROBE_LENGTHS[0])
    block = per_token / model.config.num_blocks
    if plan.config.grad_checkpointing:
        inputs = model.config.num_blocks * model.config.hidden_size * model.dtype.itemsize
        per_token = inputs + block
    logits = threads * CHUNK * num_logits(model, plan) * bytes_per_logit(model)
    packed = packed_bytes(model, threads)
    num_trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    optimizer_bytes = 4 * num_trainable * (1 + state_values_per_parameter(plan.config))
    return round(tokens * (per_token + WORKSPACE_FACTOR * block)) + logits + packed + optimizer_bytes + OVERHEAD_BYTES


def num_logits(model: Decoder, plan: Plan) -> int:
    """Return the number of logits of a position in training."""
    size, seed = plan.config.sampled_softmax, plan.config.seed
    return SampledSoftmax(model, plan.examples, size, seed).size if size else model.config.vocab_size


def bytes_per_logit(model: Decoder) -> int:
    like = torch.empty(0, device=model.device, dtype=model.dtype)
    return model.dtype.itemsize if usable(like) else LOGITS_BYTES


def packed_bytes(model: Decoder, threads: int) -> int:
    """Return the bytes of mapped blocks, and of buffers for what `threads` threads unpack at a time; 0 if unpacked."""
    packed = [(name, weight) for name, weight in named_weights(model) if not isinstance(weight, torch.Tensor)]
    if not packed:
        return 0
    mapped = sum(weight.mapped_bytes for _, weight in packed)
    in_blocks, others = (
        [
            min(math.prod(w.shape), CHUNK_WEIGHTS) * w.dtype.itemsize
            for name, w in packed
            if ("blocks." in name) == inside
        ]
        for inside in (True, False)
    )
    largest = 2 * max(in_blocks, default=0)  # gate and up are unpacked together
    return mapped + max(MAX_CACHE_BYTES, threads * largest) + max(others, default=0)


def peak_concurrent_tokens(plan: Plan, step: int, threads: int, model: Decoder) -> int:
    """Return the maximum number of tokens that `threads` threads compute at the same time in a step."""
    most = 0
    for batch in plan.step(step).batches:
        lengths = [int(plan.lengths[i]) for i in batch]
        groups = split_micro_batches(lengths, model.device, model.dtype)
        micro_batches = [sum(lengths[i] for i in group) for group in groups]
        most = max(most, sum(sorted(micro_batches)[-threads:]))
    return most


def activation_bytes(model: Decoder, tokens: int) -> int:
    """Return the bytes that the forward pass of a sequence of `tokens` tokens saves for its backward pass."""
    saved: dict[int, torch.Tensor] = {}

    def save(x: torch.Tensor) -> torch.Tensor:
        saved[x.untyped_storage().data_ptr()] = x
        return x

    ids = np.arange(tokens, dtype=np.int32) % model.config.vocab_size
    last = np.arange(tokens) == tokens - 1  # loss on one token only: logits are counted separately
    batch = collate([Example(ids, last, "probe")])
    model.train()
    with torch.autograd.graph.saved_tensors_hooks(save, lambda x: x):
        loss = answer_loss(model, batch.to(next(model.parameters()).device))
    del loss
    weights = {
        parameter.untyped_storage().data_ptr() for parameter in model.parameters()
    }  # after the forward pass, which may move them
    return sum(x.untyped_storage().nbytes() for pointer, x in saved.items() if pointer not in weights)


def measure_throughput(model: Decoder, plan: Plan) -> tuple[float, float]:
    """Return tokens/s of training and of validation, each measured on one short step after a warm-up step."""
    examples = _trial_examples(plan.examples)
    tokens = sum(len(example.ids) for example in examples)
    device = next(model.parameters()).device
    config: TrainConfig = replace(plan.config, epochs=2, max_steps=None, batch_size=len(examples), grad_accum=1)
    seconds: list[float] = []
    start_s = time.perf_counter()
    for _ in train(model, examples, replace(config, max_tokens_per_batch=None), group=SINGLE_PROCESS):
        synchronize(device)
        seconds.append(time.perf_counter() - start_s)
        start_s = time.perf_counter()
    evaluate(model, examples)
    return tokens / seconds[-1], tokens / (time.perf_counter() - start_s)


def _trial_examples(examples: Sequence[Example]) -> list[Example]:
    """Return the first examples: about `TRIAL_TOKENS` tokens, but at least one example."""
    ends = np.cumsum(lengths_of(examples))
    return list(examples[: max(1, int(np.searchsorted(ends, TRIAL_TOKENS, side="right")))])


def _count_validations(settings: RunSettings, prepared: PreparedRun) -> int:
    """Return the number of remaining validations, including that of the base model."""
    total, start = prepared.plan.total_steps, prepared.started.start_step
    if settings.eval_every:
        return total // settings.eval_every - start // settings.eval_every + 1
    return sum(step.ends_epoch for step in prepared.plan.steps(start)) + 1
