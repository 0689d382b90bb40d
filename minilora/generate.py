"""Text from a model: one token after another, greedily or by sampling, with a KV cache."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from .ends import Ends, until_text
from .errors import CheckpointError, ConfigError
from .model import Decoder, KVCache
from .tokenizer import Tokenizer, stream_pieces


@dataclass(frozen=True)
class Sampling:
    """How the next token is chosen among the model's probabilities."""

    temperature: float = 0.0
    """0 takes the likeliest token; 1 samples from the model's own distribution."""
    top_k: int = 0
    """Sample among so many likeliest tokens; 0 for all."""
    top_p: float = 1.0
    """Sample among the fewest likeliest tokens that hold this share of the probability (Holtzman et al. 2020)."""
    min_p: float = 0.0
    """Sample among tokens with at least this share of the likeliest token's probability (arXiv:2407.01082)."""
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.temperature >= 0 or self.top_k < 0 or not 0 < self.top_p <= 1 or not 0 <= self.min_p <= 1:
            raise ConfigError(
                f"temperature {self.temperature}, top_k {self.top_k}, top_p {self.top_p}, min_p {self.min_p}: expected "
                "temperature >= 0, top_k >= 0, 0 < top_p <= 1 and 0 <= min_p <= 1."
            )


@torch.no_grad()
def generate(
    model: Decoder,
    prompt: Sequence[int],
    *,
    max_new_tokens: int,
    stop_ids: Collection[int],
    sampling: Sampling = Sampling(),
) -> Iterator[int]:
    """Yield the ids that follow `prompt` until one of `stop_ids` (not yielded) or `max_new_tokens`.

    Raises:
        ConfigError: when `prompt` is empty, or there is no memory for so many tokens.
        CheckpointError: when the model's weights make NaN or infinity of it.
    """
    if not prompt:
        raise ConfigError("the prompt has no tokens; a model needs at least one to go on from.")
    cache = _cache(model, len(prompt) + max_new_tokens)
    generator = torch.Generator().manual_seed(sampling.seed)
    ids = list(prompt)
    for _ in range(max_new_tokens):
        tokens = torch.tensor(ids, device=model.device)
        last = model.hidden(tokens, (len(tokens),), cache)[-1:]
        logits = model.head(last)[0].float().cpu()
        if not logits.max().isfinite():  # NaN is the maximum of whatever holds it
            raise CheckpointError("the model predicts NaN or infinity: its weights, or its adapter's, are damaged.")
        token = choose(logits, sampling, generator)
        if token in stop_ids:
            return
        yield token
        ids = [token]


def complete(
    model: Decoder,
    tokenizer: Tokenizer,
    prompt: Sequence[int],
    ends: Ends,
    *,
    max_new_tokens: int,
    sampling: Sampling = Sampling(),
) -> Iterator[str]:
    """Yield the text that follows `prompt`, piece by piece, up to the first of `ends`.

    Raises:
        ConfigError, CheckpointError: as `generate`.
    """
    ids = generate(model, prompt, max_new_tokens=max_new_tokens, stop_ids=ends.ids, sampling=sampling)
    return until_text(stream_pieces(tokenizer, ids), ends.texts)


def _cache(model: Decoder, length: int) -> KVCache:
    """Allocate a cache for the keys and values of `length` tokens."""
    try:
        return KVCache(model.config, length, model.device, model.dtype)
    except (RuntimeError, MemoryError) as err:  # PyTorch's allocator knows only the first
        raise ConfigError(f"there is no memory for a text of {length:,} tokens; ask for fewer new tokens.") from err


def choose(logits: Tensor, sampling: Sampling, generator: torch.Generator) -> int:
    """Return the next token's id for logits (V,) float32 on the CPU."""
    if sampling.temperature == 0:
        return int(logits.argmax())
    probabilities, ids = torch.sort(torch.softmax(logits / sampling.temperature, dim=0), descending=True, stable=True)
    if sampling.top_k:
        probabilities[sampling.top_k :] = 0
    before = probabilities.cumsum(0) - probabilities  # probability of all likelier tokens
    probabilities[before >= sampling.top_p * probabilities.sum()] = 0
    probabilities[probabilities < sampling.min_p * probabilities[0]] = 0
    return int(ids[torch.multinomial(probabilities, 1, generator=generator)])
