"""train(): the loop itself, as a generator of reports. It saves nothing, prints nothing and reads no clock.

One step:  records of the step -> micro-batches -> summed loss / answer tokens of the whole step -> gradients of A and B
           -> clip -> AdamW

The divisor is the number of answer tokens of the whole step, known before the first micro-batch; so how the step is cut
into micro-batches, and among processes, does not change its result.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
import torch

from ..config import TrainConfig
from ..data.batches import Batch
from ..data.encode import Example
from ..errors import TrainingError
from ..lora import adapter_parameters, check_gradients
from ..loss import answer_loss
from ..model import Decoder
from .neftune import noisy_embeddings
from .optimizer import make_optimizer, set_lr
from .plan import Plan
from .ranks import ALONE, Ranks
from .recompute import recomputed_blocks
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
    ranks: Ranks = ALONE,
) -> Iterator[StepReport]:
    """Train the injected `model` in place; yield after each step.

    The model is whole between two steps: the caller may evaluate, save, or stop there. To go on later, give the
    `optimizer` (from `make_optimizer`) with its state, and `start_step`.

    Raises:
        TrainingError: non-finite loss (with the ids of the records).
        AdapterError: in the first step, before it is taken, an adapter tensor without a finite gradient.
    """
    device = next(model.parameters()).device
    optimizer = optimizer or make_optimizer(model, config)
    plan = Plan(tuple(examples), config)
    for step in range(start_step, plan.total_steps):
        model.train()
        batches = plan.micro_batches(step)
        answer_tokens = sum(batch.answer_tokens for batch in batches)
        loss = 0.0
        with ranks.together():
            for index, batch in ranks.deal(list(enumerate(batches))):
                torch.manual_seed(_seed(config.seed, step, index))
                loss += _add_gradient(model, batch.to(device), config, answer_tokens, step)
            if step == start_step and ranks.deal(batches):
                check_gradients(model)
        (loss,) = ranks.sum(loss)
        ranks.sum_gradients(adapter_parameters(model))
        norm = torch.nn.utils.clip_grad_norm_(adapter_parameters(model), config.max_grad_norm or float("inf"))
        lr = lr_at(step, plan.total_steps, peak=config.lr, warmup_ratio=config.warmup_ratio, schedule=config.schedule)
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
            tokens=sum(sum(batch.lengths) for batch in batches),
            answer_tokens=answer_tokens,
            grad_norm=norm.item(),
        )


def _add_gradient(model: Decoder, batch: Batch, config: TrainConfig, answer_tokens: int, step: int) -> float:
    """Add a batch's share of the step's gradient to what is there, and return its share of the loss."""
    with ExitStack() as forward:
        forward.enter_context(noisy_embeddings(model, batch.lengths, config.neftune_alpha))
        if config.grad_checkpointing:
            forward.enter_context(recomputed_blocks(model))
        share = answer_loss(model, batch) / answer_tokens
    _check_finite(share, batch, step)
    share.backward()
    return share.item()


def _seed(seed: int, step: int, index: int) -> int:
    """Return what a batch's dropout and noise are drawn from: the batch's place in the run, not its history."""
    return int(np.random.SeedSequence((seed, step, index)).generate_state(1, np.uint64)[0])


def _check_finite(loss: torch.Tensor, batch: Batch, step: int) -> None:
    if not torch.isfinite(loss):
        raise TrainingError(
            f"the loss of step {step + 1} is {loss.item()}; the step was not taken. Its records: "
            f"{', '.join(batch.record_ids)}. Lower --lr, look at these records, or use --dtype float32; then go on "
            "from the last checkpoint with --resume."
        )
