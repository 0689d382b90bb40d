"""train(): the loop itself, as a generator of reports. It saves nothing, prints nothing and reads no clock.

One step:  records of the step -> batches -> pieces, side by side (crew.py) -> summed loss / answer tokens of the whole
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
from ..crew import Crew
from ..data.batches import Batch, collate_pieces
from ..data.encode import Example
from ..errors import TrainingError
from ..kernels.draws import drawn_from
from ..lora import adapter_parameters, check_gradients
from ..loss import answer_loss
from ..model import Decoder
from .neftune import add_noise
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
    optimizer = optimizer or make_optimizer(model, config)
    plan = Plan(tuple(examples), config)
    weight = model.a_weight()
    with Crew(weight.device) as crew:
        for step in range(start_step, plan.total_steps):
            batches = plan.batches(step)
            answer_tokens = sum(example.answer_tokens for batch in batches for example in batch)
            pieces = ranks.deal(_pieces(batches, weight, config.seed, step))
            model.train()
            with ranks.together():
                loss = _add_gradients(model, pieces, config, answer_tokens, crew)
                if step == start_step and pieces:
                    check_gradients(model)
            (loss,) = ranks.sum(loss)
            ranks.sum_gradients(adapter_parameters(model))
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
class Piece:
    """Some records of a batch of a step that are computed together."""

    records: Batch
    step: int
    batch: int
    """Index of the batch in the step."""
    seed: int
    """What their dropout and noise are drawn from: the piece's place in the run, not its history."""


def _pieces(batches: Sequence[Sequence[Example]], like: Tensor, seed: int, step: int) -> list[Piece]:
    """Cut the batches of a step into pieces for a model with weights like this."""
    return [
        Piece(piece, step, index, int(np.random.SeedSequence((seed, step, index, k)).generate_state(1, np.uint64)[0]))
        for index, batch in enumerate(batches)
        for k, piece in enumerate(collate_pieces(batch, like))
    ]


def _add_gradients(
    model: Decoder, pieces: Sequence[Piece], config: TrainConfig, answer_tokens: int, crew: Crew
) -> float:
    """Add the pieces' gradients to what is there, in their order whoever is ready first; return their summed loss."""
    parameters, loss = list(adapter_parameters(model)), 0.0
    with ExitStack() as forward:
        if config.grad_checkpointing:
            forward.enter_context(recomputed_blocks(model))
        learn = partial(_gradients, model, parameters, config.neftune_alpha, answer_tokens)
        for _, batch in groupby(pieces, attrgetter("batch")):  # no two at once: a batch is what memory is to hold
            for share, gradients in crew.map(learn, list(batch)):
                loss += share
                _accumulate(parameters, gradients)
    return loss


def _accumulate(parameters: Sequence[torch.nn.Parameter], gradients: Sequence[Tensor | None]) -> None:
    for parameter, gradient in zip(parameters, gradients, strict=True):
        if parameter.grad is None:
            parameter.grad = gradient
        elif gradient is not None:
            parameter.grad += gradient


def _gradients(
    model: Decoder, parameters: Sequence[torch.nn.Parameter], noise: float, answer_tokens: int, piece: Piece
) -> tuple[float, Sequence[Tensor | None]]:
    """Return a piece's share of the loss and its gradients; None for a parameter that it does not reach."""
    with drawn_from(piece.seed, piece.records.labels.device):
        lengths = piece.records.lengths
        loss = answer_loss(model, piece.records, partial(add_noise, lengths=lengths, alpha=noise) if noise else None)
        share = loss / answer_tokens
        _check_finite(share, piece)
        return share.item(), torch.autograd.grad(share, parameters, allow_unused=True)


def _check_finite(loss: Tensor, piece: Piece) -> None:
    if not torch.isfinite(loss):
        ids = piece.records.record_ids
        more = f" and {len(ids) - SHOWN_RECORDS} more" if len(ids) > SHOWN_RECORDS else ""
        raise TrainingError(
            f"the loss of step {piece.step + 1} is {loss.item()}; the step was not taken. Its records: "
            f"{', '.join(ids[:SHOWN_RECORDS])}{more}.\nLower --lr, look at these records, or use --dtype float32; then "
            "go on from the last checkpoint with --resume."
        )
