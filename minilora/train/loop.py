"""train(): the loop itself, as a generator of reports. It saves nothing, prints nothing and reads no clock.

One step:  records of the step -> micro-batches -> summed loss / answer tokens of the whole step -> gradients of A and B
           -> clip -> AdamW

The divisor is the number of answer tokens of the whole step, known before the first micro-batch; so how the step is cut
into micro-batches does not change its result.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch

from ..config import TrainConfig
from ..data.batches import Batch, collate, plan_epoch
from ..data.encode import Example
from ..errors import TrainingError
from ..lora import adapter_parameters, check_gradients
from ..model import Decoder
from .loss import answer_loss
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


@dataclass(frozen=True)
class Plan:
    """Which records each step learns from: a pure function of the data's size and the settings."""

    examples: tuple[Example, ...]
    config: TrainConfig

    @property
    def records_per_step(self) -> int:
        return self.config.batch_size * self.config.grad_accum

    @property
    def steps_per_epoch(self) -> int:
        return -(-len(self.examples) // self.records_per_step)

    @property
    def total_steps(self) -> int:
        steps = self.config.epochs * self.steps_per_epoch
        return min(steps, self.config.max_steps or steps)

    def micro_batches(self, step: int) -> list[Batch]:
        """Return the batches of `step` (from 0)."""
        epoch, index = divmod(step, self.steps_per_epoch)
        lengths = [len(example.ids) for example in self.examples]
        order = plan_epoch(lengths, seed=self.config.seed, epoch=epoch, max_examples=self.records_per_step)[index]
        size = self.config.batch_size
        return [collate([self.examples[i] for i in order[k : k + size]]) for k in range(0, len(order), size)]


def make_optimizer(model: Decoder, config: TrainConfig) -> torch.optim.Optimizer:
    """Return AdamW over A and B (Loshchilov & Hutter 2019, arXiv:1711.05101), fused where PyTorch has it."""
    parameters = list(adapter_parameters(model))
    fused = parameters[0].device.type in ("cpu", "cuda", "mps")
    return torch.optim.AdamW(parameters, lr=config.lr, weight_decay=config.weight_decay, fused=fused)


def train(
    model: Decoder,
    examples: Sequence[Example],
    config: TrainConfig,
    *,
    optimizer: torch.optim.Optimizer | None = None,
    start_step: int = 0,
) -> Iterator[StepReport]:
    """Train the injected `model` in place; yield after each step.

    The model is whole between two steps: the caller may evaluate, save, or stop there. To go on later, give the
    `optimizer` (from `make_optimizer`) with its state, and `start_step`.

    Raises:
        TrainingError: non-finite loss (with the ids of the records), or an adapter tensor that gets no gradient.
    """
    device = next(model.parameters()).device
    optimizer = optimizer or make_optimizer(model, config)
    plan = Plan(tuple(examples), config)
    for step in range(start_step, plan.total_steps):
        model.train()
        torch.manual_seed(_step_seed(config.seed, step))
        batches = plan.micro_batches(step)
        answer_tokens = sum(batch.answer_tokens for batch in batches)
        loss = 0.0
        for batch in batches:
            mean = answer_loss(model, batch.to(device)) / answer_tokens
            _check_finite(mean, batch, step)
            mean.backward()
            loss += mean.item()
        if step == start_step:
            check_gradients(model)
        norm = torch.nn.utils.clip_grad_norm_(adapter_parameters(model), config.max_grad_norm or float("inf"))
        lr = lr_at(step, plan.total_steps, peak=config.lr, warmup_ratio=config.warmup_ratio, schedule=config.schedule)
        for group in optimizer.param_groups:
            group["lr"] = lr
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        model.eval()
        yield StepReport(
            step=step + 1,
            total_steps=plan.total_steps,
            epoch=(step + 1) / plan.steps_per_epoch,
            loss=loss,
            lr=lr,
            tokens=sum(sum(batch.lengths) for batch in batches),
            answer_tokens=answer_tokens,
            grad_norm=norm.item(),
        )


def _step_seed(seed: int, step: int) -> int:
    """Return the seed of a step's dropout; distinct for all (seed, step) below 2^32."""
    return (seed << 32) + step


def _check_finite(loss: torch.Tensor, batch: Batch, step: int) -> None:
    if not torch.isfinite(loss):
        raise TrainingError(
            f"the loss of step {step + 1} is {loss.item()}; the step was not taken. Its records: "
            f"{', '.join(batch.record_ids)}. Lower --lr, look at these records, or use --dtype float32; then go on "
            "from the last checkpoint with --resume."
        )
