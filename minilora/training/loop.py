"""train(): the loop itself, as a generator of reports. It saves nothing, prints nothing and reads no clock.

One step:  records of the step -> batches -> pieces, side by side (thread_pool.py) -> summed loss / answer tokens of the whole
           step -> gradients of A and B -> clip -> AdamW

The divisor is the number of answer tokens of the whole step, known before the first piece; so how the step is cut into
batches and pieces, and divided among processes, does not change its result.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter

import numpy as np
import torch
from torch import Tensor

from ..config import TrainConfig
from ..data.batches import Batch, collate_micro_batches
from ..data.encode import Example
from ..errors import TrainingError
from ..kernels.rng import seed_thread_rng
from ..lora import adapter_parameters, check_gradients
from ..loss import answer_loss
from ..model import Decoder
from ..thread_pool import ThreadPool
from .distributed import SINGLE_PROCESS, ProcessGroup
from .gradient_checkpointing import checkpoint_blocks
from .neftune import add_noise
from .optimizer import make_optimizer, set_lr
from .plan import Plan
from .schedule import lr_at


@dataclass(frozen=True)
class StepReport:
    """What one step did."""

    step: int
    """Steps done so far, this one included."""
    total_steps: int
    epoch: float
    """Passes over the data done so far."""
    loss: float
    """Mean cross-entropy of the step's answer tokens before the step, nats."""
    lr: float
    tokens: int
    """Tokens of the step; there is no padding."""
    answer_tokens: int
    grad_norm: float
    """2-norm of all gradients before clipping."""


def train(
    model: Decoder,
    examples: Sequence[Example],
    config: TrainConfig,
    *,
    optimizer: torch.optim.Optimizer | None = None,
    start_step: int = 0,
    group: ProcessGroup = SINGLE_PROCESS,
) -> Iterator[StepReport]:
    """Train the injected `model` in place; yield after each step.

    The model is whole between two steps: the caller may evaluate, save, or stop there. To go on later, give the
    `optimizer` (from `make_optimizer`) with its state, and `start_step`.

    Raises:
        TrainingError: non-finite loss (with the ids of the records).
        AdapterError: in the first step, before it is taken, an adapter tensor without a finite gradient.
    """
    optimizer = optimizer or make_optimizer(model, config)
    plan = Plan(tuple(examples), config)
    weight = model.a_weight()
    with ThreadPool(weight.device) as pool:
        for step in range(start_step, plan.total_steps):
            batches = plan.batches(step)
            answer_tokens = sum(example.answer_tokens for batch in batches for example in batch)
            micro_batches = group.shard(_micro_batches(batches, weight, config.seed, step))
            model.train()
            with group.raise_on_all_ranks():
                loss = _accumulate_gradients(model, micro_batches, config, answer_tokens, pool)
                if step == start_step and micro_batches:
                    check_gradients(model)
            (loss,) = group.all_reduce_sum(loss)
            group.all_reduce_gradients(adapter_parameters(model))
            norm = torch.nn.utils.clip_grad_norm_(adapter_parameters(model), config.max_grad_norm or float("inf"))
            lr = lr_at(
                step, plan.total_steps, peak=config.lr, warmup_ratio=config.warmup_ratio, schedule=config.schedule
            )
            set_lr(optimizer, lr)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            model.eval()
            yield StepReport(
                step=step + 1,
                total_steps=plan.total_steps,
                epoch=plan.steps[step].epoch,
                loss=loss,
                lr=lr,
                tokens=sum(len(example.ids) for batch in batches for example in batch),
                answer_tokens=answer_tokens,
                grad_norm=norm.item(),
            )


SHOWN_RECORDS = 16
"""Records that an error names; beyond, it counts."""


@dataclass(frozen=True)
class MicroBatch:
    """Some records of a batch of a step that are computed together."""

    records: Batch
    step: int
    batch: int
    """Index of the batch in the step."""
    seed: int
    """What their dropout and noise are drawn from: the piece's place in the run, not its history."""


def _micro_batches(batches: Sequence[Sequence[Example]], like: Tensor, seed: int, step: int) -> list[MicroBatch]:
    """Cut the batches of a step into pieces for a model with weights like this."""
    return [
        MicroBatch(
            micro_batch,
            step,
            index,
            int(np.random.SeedSequence((seed, step, index, k)).generate_state(1, np.uint64)[0]),
        )
        for index, batch in enumerate(batches)
        for k, micro_batch in enumerate(collate_micro_batches(batch, like))
    ]


def _accumulate_gradients(
    model: Decoder, micro_batches: Sequence[MicroBatch], config: TrainConfig, answer_tokens: int, pool: ThreadPool
) -> float:
    """Add the pieces' gradients to what is there, in their order whoever is ready first; return their summed loss."""
    parameters, loss = list(adapter_parameters(model)), 0.0
    with ExitStack() as forward:
        if config.grad_checkpointing:
            forward.enter_context(checkpoint_blocks(model))
        learn = partial(_gradients, model, parameters, config.neftune_alpha, answer_tokens)
        for _, batch in groupby(
            micro_batches, attrgetter("batch")
        ):  # no two at once: a batch is what memory is to hold
            for share, gradients in pool.map(learn, list(batch)):
                loss += share
                _add_to_grad(parameters, gradients)
    return loss


def _add_to_grad(parameters: Sequence[torch.nn.Parameter], gradients: Sequence[Tensor | None]) -> None:
    for parameter, gradient in zip(parameters, gradients, strict=True):
        if parameter.grad is None:
            parameter.grad = gradient
        elif gradient is not None:
            parameter.grad += gradient


def _gradients(
    model: Decoder, parameters: Sequence[torch.nn.Parameter], noise: float, answer_tokens: int, micro_batch: MicroBatch
) -> tuple[float, Sequence[Tensor | None]]:
    """Return a piece's share of the loss and its gradients; None for a parameter that it does not reach."""
    with seed_thread_rng(micro_batch.seed, micro_batch.records.labels.device):
        lengths = micro_batch.records.lengths
        loss = answer_loss(
            model, micro_batch.records, partial(add_noise, lengths=lengths, alpha=noise) if noise else None
        )
        share = loss / answer_tokens
        _check_finite(share, micro_batch)
        return share.item(), torch.autograd.grad(share, parameters, allow_unused=True)


def _check_finite(loss: Tensor, micro_batch: MicroBatch) -> None:
    if not torch.isfinite(loss):
        ids = micro_batch.records.record_ids
        more = f" and {len(ids) - SHOWN_RECORDS} more" if len(ids) > SHOWN_RECORDS else ""
        raise TrainingError(
            f"the loss of step {micro_batch.step + 1} is {loss.item()}; the step was not taken. Its records: "
            f"{', '.join(ids[:SHOWN_RECORDS])}{more}.\nLower --lr, look at these records, or use --dtype float32; then "
            "go on from the last checkpoint with --resume."
        )
