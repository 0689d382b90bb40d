"""Generate text from a model, greedily or by sampling, with a KV cache."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from .decode import next_token
from .errors import CheckpointError, ConfigError
from .model import Decoder, KVCache
from .stopping import StoppingCriteria, truncate_at_stop
from .tokenizer import Tokenizer, stream_pieces


@dataclass(frozen=True)
class Sampling:
    """How the next token is selected from the model's distribution."""

    temperature: float = 0.0
    """0 selects the most likely token; 1 samples from the unchanged distribution."""
    top_k: int = 0
    """Sample from the k most likely tokens; 0 for all."""
    top_p: float = 1.0
    """Sample from the smallest set of most likely tokens with at least this probability (Holtzman et al. 2020)."""
    min_p: float = 0.0
    """Drop tokens below this share of the most likely token's probability (arXiv:2407.01082)."""
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
        ConfigError: if `prompt` is empty, or there is not enough memory for the KV cache.
        CheckpointError: if the logits are NaN or infinite.
    """
    if not prompt:
        raise ConfigError("the prompt has no tokens; a model needs at least one.")
    cache = _allocate_cache(model, len(prompt) + max_new_tokens)
    generator = torch.Generator().manual_seed(sampling.seed)
    compiled, ids = None, list(prompt)
    for n in range(max_new_tokens):
        compiled = next_token(model, cache) if n == 1 else compiled
        logits = compiled(ids[0]) if compiled else _next_logits(model, ids, cache)
        if not logits.max().isfinite():  # the maximum is NaN if any logit is
            raise CheckpointError("the model predicts NaN or infinity: its weights, or its adapter's, are damaged.")
        token = sample_token(logits, sampling, generator)
        if token in stop_ids:
            return
        yield token
        ids = [token]


def _next_logits(model: Decoder, ids: Sequence[int], cache: KVCache) -> Tensor:
    """Return the logits (V,) float32 that follow `ids`, by the modules, and put these into the cache."""
    tokens = torch.tensor(ids, device=model.device)
    last = model.hidden(tokens, (len(tokens),), cache)[-1:]
    return model.head(last)[0].float().cpu()


def complete(
    model: Decoder,
    tokenizer: Tokenizer,
    prompt: Sequence[int],
    stopping: StoppingCriteria,
    *,
    max_new_tokens: int,
    sampling: Sampling = Sampling(),
) -> Iterator[str]:
    """Yield the completion of `prompt` piece by piece, up to the first stop token or stop string.

    Raises:
        ConfigError, CheckpointError: as `generate`.
    """
    ids = generate(model, prompt, max_new_tokens=max_new_tokens, stop_ids=stopping.ids, sampling=sampling)
    return truncate_at_stop(stream_pieces(tokenizer, ids), stopping.texts)


def _allocate_cache(model: Decoder, length: int) -> KVCache:
    """Allocate a cache for the keys and values of `length` tokens."""
    try:
        return KVCache(model.config, length, model.device, model.dtype)
    except (RuntimeError, MemoryError) as err:  # PyTorch's allocator raises only the first
        raise ConfigError(f"there is not enough memory for {length:,} tokens; generate fewer new tokens.") from err


def sample_token(logits: Tensor, sampling: Sampling, generator: torch.Generator) -> int:
    """Return the id of the next token for logits (V,), float32, on the CPU."""
    if sampling.temperature == 0:
        return int(logits.argmax())
    probabilities, ids = torch.sort(torch.softmax(logits / sampling.temperature, dim=0), descending=True, stable=True)
    if sampling.top_k:
        probabilities[sampling.top_k :] = 0
    before = probabilities.cumsum(0) - probabilities  # probability of all likelier tokens
    probabilities[before >= sampling.top_p * probabilities.sum()] = 0
    probabilities[probabilities < sampling.min_p * probabilities[0]] = 0
    return int(ids[torch.multinomial(probabilities, 1, generator=generator)])
