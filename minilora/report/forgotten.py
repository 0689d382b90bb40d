"""What was forgotten: the loss on general sentences that have nothing to do with the training data, before and after.

The sentences (general_text.json) were written for this package: everyday topics, in Spanish and in English. They are
the same for every run, so two runs can be compared. A loss that rises means that the adapter costs general language.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from ..checkpoint import Base
from ..data.encode import encode_prompt
from ..data.example import Example
from ..evaluate import evaluate

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


def sentence_losses(base: Base, progress: Callable[[int, int], None] = lambda done, of: None) -> list[SentenceLoss]:
    """Return the loss of a model on every sentence; the first token, which nothing predicts, does not count."""
    assert base.tokenizer, "a model that answers has a tokenizer"
    sentences = [(language, text) for language, texts in general_text().items() for text in texts]
    found = []
    for language, text in sentences:
        ids = np.array(encode_prompt(text, base.tokenizer), np.int32)
        mask = np.ones(len(ids), np.bool_)
        mask[:1] = False
        if mask.any():
            report = evaluate(base.model, [Example(ids, mask, text)])
            found.append(SentenceLoss(language, text, report.answer_tokens, report.loss))
        progress(len(found), len(sentences))
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
