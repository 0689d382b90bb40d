"""What was forgotten: the loss on general sentences that have nothing to do with the training data, before and after.

The sentences (general_text.json) were written for this package: everyday topics, in Spanish and in English. They are
the same for every run, so two runs can be compared. A loss that rises means that the adapter costs general language.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import torch
from torch.nn import functional as F

from ..checkpoint import Base
from ..data.encode import encode_prompt

BATCH = 10
"""Sentences that are computed together."""
SHOWN = 5
"""Sentences with the largest rise that are shown."""


@dataclass(frozen=True)
class SentenceLoss:
    language: str
    text: str
    tokens: int
    """Predicted tokens."""
    loss: float
    """Nats per token."""


@dataclass(frozen=True)
class Change:
    """A loss before and after training, in nats per token."""

    label: str
    """A language, or the sentence."""
    tokens: int
    before: float
    after: float

    @property
    def rise(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class Forgotten:
    languages: tuple[Change, ...]
    worst: tuple[Change, ...]
    """The sentences whose loss rises most."""


def general_text() -> Mapping[str, Sequence[str]]:
    """Return language -> sentences."""
    text = (files(__package__) / "assets" / "general_text.json").read_text(encoding="utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


@torch.no_grad()
def sentence_losses(base: Base) -> list[SentenceLoss]:
    """Return the loss of a model on every sentence; the first token, which nothing predicts, does not count."""
    tokenizer = base.require_tokenizer()
    sentences = [(language, text) for language, texts in general_text().items() for text in texts]
    found = []
    for start in range(0, len(sentences), BATCH):
        batch = sentences[start : start + BATCH]
        ids = [torch.tensor(encode_prompt(text, tokenizer), device=base.model.device) for _, text in batch]
        hidden = base.model.hidden(torch.cat(ids), [len(each) for each in ids]).split([len(each) for each in ids])
        for (language, text), tokens, rows in zip(batch, ids, hidden, strict=True):
            if len(tokens) > 1:
                loss = F.cross_entropy(base.model.head(rows[:-1]).float(), tokens[1:])
                found.append(SentenceLoss(language, text, len(tokens) - 1, float(loss)))
    return found


def compare(before: Sequence[SentenceLoss], after: Sequence[SentenceLoss]) -> Forgotten:
    """Return the change of every language, and of the sentences that changed most."""
    pairs = list(zip(before, after, strict=True))
    languages = {loss.language: None for loss in before}
    sums = []
    for language in languages:
        chosen = [pair for pair in pairs if pair[0].language == language]
        means = (_mean([pair[i] for pair in chosen]) for i in (0, 1))
        sums.append(Change(language, sum(loss.tokens for loss, _ in chosen), *means))
    sentences = [Change(old.text, old.tokens, old.loss, new.loss) for old, new in pairs]
    return Forgotten(tuple(sums), tuple(sorted(sentences, key=lambda change: -change.rise)[:SHOWN]))


def _mean(losses: Sequence[SentenceLoss]) -> float:
    """Return the mean loss per token; the sentences' losses are means of their tokens."""
    tokens = sum(loss.tokens for loss in losses)
    return math.fsum(loss.loss * loss.tokens for loss in losses) / max(tokens, 1)
