"""Evaluation: loss and perplexity over the answer tokens of a data set."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import torch

from .data.batches import Batch, collate_micro_batches, plan_eval
from .data.example import Example
from .data.store import lengths_of
from .loss import answer_loss
from .model import Decoder
from .thread_pool import ThreadPool

MAX_TOKENS = 4096
"""Maximum tokens per batch; a longer record forms a batch alone."""


@dataclass(frozen=True)
class EvalReport:
    loss: float
    """Mean cross-entropy per answer token, in nats."""
    answer_tokens: int
    records: int

    @property
    def perplexity(self) -> float:
        """exp(loss); infinite beyond the range of a float."""
        return math.exp(self.loss) if self.loss < 700 else math.inf


def evaluate(
    model: Decoder, examples: Sequence[Example], progress: Callable[[int, int], None] | None = None
) -> EvalReport:
    """Return the loss of `model` on `examples`, in evaluation mode (no dropout). The mode is restored afterwards.

    Args:
        progress: called with (records done, total records).
    """
    training = model.training
    model.eval()
    loss, answer_tokens, done = 0.0, 0, 0
    with ThreadPool(model.device) as pool:
        for indices in plan_eval(lengths_of(examples), max_tokens=MAX_TOKENS):
            micro_batches = collate_micro_batches([examples[i] for i in indices], model.device, model.dtype)
            loss += sum(pool.map(partial(_loss, model), micro_batches))
            answer_tokens += sum(batch.answer_tokens for batch in micro_batches)
            done += len(indices)
            if progress:
                progress(done, len(examples))
    model.train(training)
    return EvalReport(loss / answer_tokens, answer_tokens, len(examples))


@torch.no_grad()
def _loss(model: Decoder, batch: Batch) -> float:
    return answer_loss(model, batch).item()
