"""train(): the training loop, a generator of one report per step. It does no I/O and reads no clock.

One step:  examples -> batches (gradient accumulation) -> micro-batches, computed in parallel by threads
           -> summed loss / answer tokens of the whole step -> gradients of A and B -> clip -> AdamW

The divisor is the number of answer tokens of the whole step, which is known before the first micro-batch. So neither
the split into batches and micro-batches nor the number of processes changes the result.
"""

import math
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
from ..data.example import Example
from ..data.mixing import Mixture
from ..errors import TrainingError
from ..kernels.rng import seed_thread_rng
from ..lora import adapter_parameters, check_gradients
from ..loss import answer_loss
from ..model import Decoder
from ..sampled_softmax import SampledHead, SampledSoftmax
from ..thread_pool import ThreadPool
from .distributed import SINGLE_PROCESS, ProcessGroup
from .gradient_checkpointing import checkpoint_blocks
from .neftune import add_noise
from .optimizer import make_optimizer, set_lr
from .plan import Plan


class NotFiniteError(TrainingError):
    """A loss, a gradient or a trained parameter is not finite."""


@dataclass(frozen=True)
class StepReport:
    """Metrics of one optimizer step."""

    step: int
    """Optimizer steps done so far, including this one."""
    total_steps: int
    epoch: float
    """Epochs done so far, as a fraction."""
    loss: float
    """Mean cross-entropy per answer token, in nats, before the optimizer step; weighted with `prompt_weight`,
    and estimated with `sampled_softmax`."""
    lr: float
    tokens: int
    """Tokens processed in the step; there is no padding."""
    answer_tokens: int
    grad_norm: float
    """L2 norm of all gradients, before clipping."""
    replay_loss: float | None = None
    """Mean cross-entropy per answer token of the step's replay records; None where it has none."""


def train(
    model: Decoder,
    examples: Sequence[Example],
    config: TrainConfig,
    *,
    mixture: Mixture | None = None,
    optimizer: torch.optim.Optimizer | None = None,
    start_step: int = 0,
    group: ProcessGroup = SINGLE_PROCESS,
) -> Iterator[StepReport]:
    """Train the injected `model` in place; yield a report after each optimizer step.

    Between two steps the model is consistent, so the caller may evaluate, save or stop there. To resume, pass the
    `optimizer` (from `make_optimizer`) with its restored state, and `start_step`.

    Args:
        examples: the tokenized data set.
        mixture: which examples form an epoch, if there are several data sets with shares; None: every example once.
        group: the processes that share each step; gradients are all-reduced over them.

    Raises:
        NotFiniteError: the loss or its gradient is not finite; the message lists the ids of the records.
        AdapterError: in the first step, an adapter parameter has no gradient or a non-finite one.
    """
    optimizer = optimizer or make_optimizer(model, config)
    plan = Plan(examples, config, mixture)
    size = config.sampled_softmax
    softmax = SampledSoftmax(model, examples, size, config.seed) if size else None
    with ThreadPool(model.device) as pool:
        for step in range(start_step, plan.total_steps):
            batches = plan.batches(step)
            records = [example for batch in batches for example in batch]
            weight = sum(example.loss_weight(config.prompt_weight) for example in records)
            replayed = sum(example.loss_weight(config.prompt_weight) for example in records if example.replay)
            micro_batches = group.shard(_micro_batches(batches, model, config.seed, step))
            sampled = softmax.head(step) if softmax else None
            model.train()
            with group.raise_on_all_ranks():
                loss, replay_loss = _accumulate_gradients(model, micro_batches, config, weight, sampled, pool)
                if step == start_step and micro_batches:
                    check_gradients(model)
            loss, replay_loss = group.all_reduce_sum(loss, replay_loss)
            group.all_reduce_gradients(adapter_parameters(model))
            grad_norm = _clip_gradients(model, config.max_grad_norm)
            _check_finite("gradient norm", grad_norm, step, [example.record_id for example in records])
            _update(optimizer, plan.lr(step))
            model.eval()
            yield StepReport(
                step=step + 1,
                total_steps=plan.total_steps,
                epoch=plan.step(step).epoch,
                loss=loss,
                lr=plan.lr(step),
                tokens=sum(len(example.ids) for example in records),
                answer_tokens=sum(example.answer_tokens for example in records),
                grad_norm=grad_norm,
                replay_loss=replay_loss * weight / replayed if replayed else None,
            )


def _clip_gradients(model: Decoder, max_norm: float) -> float:
    """Scale the gradients down to `max_norm` (0: no limit); return their norm before."""
    return torch.nn.utils.clip_grad_norm_(adapter_parameters(model), max_norm or float("inf")).item()


def _update(optimizer: torch.optim.Optimizer, lr: float) -> None:
    """Take an optimizer step and drop the gradients."""
    set_lr(optimizer, lr)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


SHOWN_RECORDS = 16
"""Records listed in an error message; the rest are counted."""


@dataclass(frozen=True)
class MicroBatch:
    """Examples of one batch that share a forward and a backward pass."""

    batch: Batch
    step: int
    batch_index: int
    """Index of the batch within the step."""
    seed: int
    """Seed of its dropout and noise. It depends on the position in the run only, so no RNG state needs saving."""
    replay: bool
    """Whether its records are from a replay data set. Replay records and others are never in the same micro-batch."""


def _micro_batches(batches: Sequence[Sequence[Example]], model: Decoder, seed: int, step: int) -> list[MicroBatch]:
    """Split the batches of a step into micro-batches."""
    return [
        MicroBatch(
            micro_batch,
            step,
            index,
            int(np.random.SeedSequence((seed, step, index, k)).generate_state(1, np.uint64)[0]),
            replay,
        )
        for index, batch in enumerate(batches)
        for k, (replay, micro_batch) in enumerate(_split_by_replay(batch, model))
    ]


def _split_by_replay(batch: Sequence[Example], model: Decoder) -> Iterator[tuple[bool, Batch]]:
    """Yield (whether it is a replay, micro-batch); replays come last."""
    for replay in (False, True):
        if chosen := [example for example in batch if example.replay is replay]:
            for micro_batch in collate_micro_batches(chosen, model.device, model.dtype):
                yield replay, micro_batch


def _accumulate_gradients(
    model: Decoder,
    micro_batches: Sequence[MicroBatch],
    config: TrainConfig,
    weight: float,
    sampled: SampledHead | None,
    pool: ThreadPool,
) -> tuple[float, float]:
    """Add the gradients of the micro-batches to `.grad`, in a fixed order; return (summed loss, part of the replay).

    Batches are computed one after the other, so that `batch_size` bounds the memory; the micro-batches of one batch
    are computed in parallel.
    """
    parameters, loss, replay_loss = list(adapter_parameters(model)), 0.0, 0.0
    with ExitStack() as forward:
        if config.grad_checkpointing:
            forward.enter_context(checkpoint_blocks(model))
        learn = partial(_gradients, model, parameters, config, weight, sampled)
        for _, group in groupby(micro_batches, attrgetter("batch_index")):
            batch = list(group)
            for micro_batch, (share, gradients) in zip(batch, pool.map(learn, batch), strict=True):
                loss += share
                replay_loss += share if micro_batch.replay else 0.0
                _add_to_grad(parameters, gradients)
    return loss, replay_loss


def _add_to_grad(parameters: Sequence[torch.nn.Parameter], gradients: Sequence[Tensor | None]) -> None:
    """Add the gradients to `.grad`, contiguous like the parameters: PyTorch's fused optimizers ignore strides."""
    for parameter, gradient in zip(parameters, gradients, strict=True):
        if parameter.grad is None:
            parameter.grad = None if gradient is None else gradient.contiguous()
        elif gradient is not None:
            parameter.grad += gradient


def _gradients(
    model: Decoder,
    parameters: Sequence[torch.nn.Parameter],
    config: TrainConfig,
    weight: float,
    sampled: SampledHead | None,
    micro_batch: MicroBatch,
) -> tuple[float, Sequence[Tensor | None]]:
    """Return the micro-batch's share of the loss, and its gradients; None for a parameter outside its graph."""
    batch = micro_batch.batch
    with seed_thread_rng(micro_batch.seed, batch.labels.device):
        noise = partial(add_noise, lengths=batch.lengths, alpha=config.neftune_alpha) if config.neftune_alpha else None
        share = answer_loss(model, batch, noise, config.prompt_weight, sampled) / weight
        loss = share.item()
        _check_finite("loss", loss, micro_batch.step, batch.record_ids)
        return loss, torch.autograd.grad(share, parameters, allow_unused=True)


def _check_finite(what: str, value: float, step: int, record_ids: Sequence[str]) -> None:
    if not math.isfinite(value):
        more = f" and {len(record_ids) - SHOWN_RECORDS} more" if len(record_ids) > SHOWN_RECORDS else ""
        raise NotFiniteError(
            f"the {what} of step {step + 1} is {value}; the step was not taken. Its records: "
            f"{', '.join(record_ids[:SHOWN_RECORDS])}{more}.\n"
            "Lower --lr, look at these records, or use --dtype float32."
        )
