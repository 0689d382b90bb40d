"""Does the file predict what the merged model predicts? Both models read the same texts; every next token is compared.

    KL        mean of sum p log(p / q) over positions, p the merged model's distribution, q the file's; nats
    top-1     share of positions whose likeliest token is the same
    ppl       perplexity of the texts by the file, divided by that by the merged model

The bounds are wide enough for small models, which suffer most from rounding; a file with a wrong tensor is far outside.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch

from ..checkpoint import load_base
from ..data.encode import encode_prompt
from ..gguf.reader import GGUFFile
from ..model import Decoder
from ..tokenizer import Tokenizer
from .corpus import LOGIT_TEXTS
from .report import Check, Checks
from .weights import BITS


@dataclass(frozen=True)
class Bound:
    """How far a file may be from its model."""

    kl: float
    top1: float
    perplexity: float
    """Largest factor, up or down."""


BOUNDS: Mapping[float, Bound] = {
    32: Bound(1e-5, 0.99, 1.001),
    16: Bound(5e-3, 0.95, 1.02),
    8: Bound(2e-2, 0.90, 1.05),
    6: Bound(5e-2, 0.85, 1.10),
    5: Bound(1e-1, 0.75, 1.20),
    4: Bound(3e-1, 0.60, 1.50),
    3: Bound(1.0, 0.40, 2.50),
    2: Bound(2.0, 0.30, 5.00),
}
"""Bits of the coarsest type that a matrix of the file has (rounded down) -> bound."""


MIN_LOG_PROB = math.log(0.01)
"""Tokens less likely than this do not count for the largest difference."""


@dataclass(frozen=True)
class Agreement:
    """How two models agree on the same texts."""

    positions: int
    largest_difference: float
    """Of any two log-probabilities of tokens that the merged model gives at least 1 %."""
    kl: float
    top1: float
    perplexity: float
    """The file's perplexity divided by the merged model's."""


def check_logits(file: GGUFFile, merged: Decoder, tokenizer: Tokenizer) -> Checks:
    """Yield how far the file's predictions are from the merged model's."""
    stored = load_base(file.path).model
    sizes = (stored.config.vocab_size, merged.config.vocab_size)
    if sizes[0] != sizes[1]:
        yield Check("logits", "tokens to choose from", False, f"{sizes[0]}, expected {sizes[1]}")
        return
    measured = agreement(merged, stored, tokenizer)
    limits = bound(file)
    yield Check("logits", "KL divergence", measured.kl <= limits.kl, f"{measured.kl:.2g}, bound {limits.kl:.2g}")
    yield Check(
        "logits", "top-1 agreement", measured.top1 >= limits.top1, f"{measured.top1:.1%}, bound {limits.top1:.0%}"
    )
    low, high = 1 / limits.perplexity, limits.perplexity
    passed = low <= measured.perplexity <= high
    yield Check("logits", "perplexity", passed, f"x {measured.perplexity:.4f}, bound {low:.3f} to {high:.3f}")
    finite = measured.largest_difference < float("inf")
    yield Check(
        "logits", "largest difference", finite, f"{measured.largest_difference:.2g} over {measured.positions} tokens"
    )


def bound(file: GGUFFile) -> Bound:
    """The bound of the coarsest matrix of a file."""
    bits = min(BITS[info.type] for info in file.tensors.values() if len(info.shape) > 1)
    return BOUNDS[max((b for b in BOUNDS if b <= bits), default=2)]


@torch.no_grad()
def agreement(merged: Decoder, stored: Decoder, tokenizer: Tokenizer) -> Agreement:
    """Compare the two models' next-token distributions on every position of the texts."""
    kl, matching, difference, exact_loss, stored_loss, positions = 0.0, 0, 0.0, 0.0, 0.0, 0
    for text in LOGIT_TEXTS:
        ids = torch.tensor([encode_prompt(text, tokenizer)[: merged.config.context_length]])
        p, q = (model(ids)[0, :-1].float().log_softmax(-1) for model in (merged, stored))
        positions += len(p)
        kl += float((p.exp() * (p - q)).sum())
        matching += int((p.argmax(-1) == q.argmax(-1)).sum())
        likely = p > MIN_LOG_PROB
        difference = max(difference, float((p - q).abs()[likely].max())) if likely.any() else difference
        following = ids[0, 1:, None]
        exact_loss -= float(p.gather(1, following).sum())
        stored_loss -= float(q.gather(1, following).sum())
    return Agreement(
        positions, difference, kl / positions, matching / positions, math.exp((stored_loss - exact_loss) / positions)
    )
