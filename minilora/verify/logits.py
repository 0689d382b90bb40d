"""Compare the next-token predictions of a file and the merged model on the same texts.

    KL        KL divergence sum p log(p / q), mean over positions, in nats; p: merged model, q: file
    top-1     fraction of positions with the same most likely token
    ppl       perplexity of the file divided by that of the merged model

The bounds are wide enough for small models, which lose most by quantization; a file with a wrong tensor exceeds them by
far.
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
    """The allowed difference between a file and the merged model."""

    kl: float
    """Maximum."""
    top1: float
    """Minimum."""
    perplexity: float
    """Maximum of the ratio and of its inverse."""


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
"""Bits per weight of the smallest type among the matrices of a file (rounded down) -> bound."""


MIN_LOG_PROB = math.log(0.01)
"""Less likely tokens are ignored in `largest_difference`."""


@dataclass(frozen=True)
class Agreement:
    """Agreement of the predictions of two models on the same texts."""

    positions: int
    """Number of positions compared."""
    largest_difference: float
    """Largest difference of log-probabilities, over tokens with a probability of at least 1 % in the merged model."""
    kl: float
    top1: float
    perplexity: float
    """Perplexity of the file divided by that of the merged model."""


def check_logits(file: GGUFFile, merged: Decoder, tokenizer: Tokenizer) -> Checks:
    """Yield the checks of the file's predictions against those of the merged model."""
    stored = load_base(file.path).model
    sizes = (stored.config.vocab_size, merged.config.vocab_size)
    if sizes[0] != sizes[1]:
        yield Check("logits", "vocabulary size", False, f"{sizes[0]}, expected {sizes[1]}")
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
    """Return the bound for the smallest type among the matrices of a file."""
    bits = min(BITS[info.type] for info in file.tensors.values() if len(info.shape) > 1)
    return BOUNDS[max((b for b in BOUNDS if b <= bits), default=2)]


@torch.no_grad()
def agreement(merged: Decoder, stored: Decoder, tokenizer: Tokenizer) -> Agreement:
    """Compare the next-token distributions of two models at every position of the texts."""
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
