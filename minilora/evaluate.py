"""How well does a model know the answers of a data set? Loss and perplexity over answer tokens."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import torch

from .data.batches import Batch, collate_micro_batches, plan_eval
from .data.encode import Example
from .loss import answer_loss
from .model import Decoder
from .thread_pool import ThreadPool

MAX_TOKENS = 4096
"""Tokens of a batch; a longer record is one of its own."""


@dataclass(frozen=True)
class EvalReport:
    loss: float
    """Mean cross-entropy of an answer token, nats."""
    answer_tokens: int
    records: int

    @property
    def perplexity(self) -> float:
        """exp(loss): among how many equally likely tokens the model hesitates on average."""
        return math.exp(self.loss) if self.loss < 700 else math.inf


def evaluate(
    model: Decoder, examples: Sequence[Example], progress: Callable[[int, int], None] | None = None
) -> EvalReport:
    """Return the loss of `model` on `examples`, in evaluation mode (no dropout); the mode is put back afterwards.

    Args:
        progress: called with (records done, records in all).
    """
    training = model.training
    model.eval()
    weight = model.a_weight()
    loss, answer_tokens, done = 0.0, 0, 0
    with ThreadPool(weight.device) as crew:
        for indices in plan_eval([len(example.ids) for example in examples], max_tokens=MAX_TOKENS):
            pieces = collate_micro_batches([examples[i] for i in indices], weight)
            loss += sum(crew.map(partial(_loss, model), pieces))
            answer_tokens += sum(piece.answer_tokens for piece in pieces)
            done += len(indices)
            if progress:
                progress(done, len(examples))
    model.train(training)
    return EvalReport(loss / answer_tokens, answer_tokens, len(examples))


@torch.no_grad()
def _loss(model: Decoder, batch: Batch) -> float:
    return answer_loss(model, batch).item()
