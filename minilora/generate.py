"""Generate text from a model, token by token, with a KV cache; sampling.py selects the tokens."""

from collections.abc import Collection, Iterator, Sequence

import torch
from torch import Tensor

from .decode import next_token
from .errors import CheckpointError, ConfigError
from .model import Decoder, KVCache
from .sampling import GREEDY, Sampling, sample_token
from .stopping import StoppingCriteria, truncate_at_stop
from .tokenizer import Tokenizer, stream_pieces


@torch.no_grad()
def generate(
    model: Decoder,
    prompt: Sequence[int],
    *,
    max_new_tokens: int,
    stop_ids: Collection[int],
    sampling: Sampling = GREEDY,
) -> Iterator[int]:
    """Yield the ids that follow `prompt` until one of `stop_ids` (not yielded), `max_new_tokens` or the last position.

    Raises:
        ConfigError: if `prompt` is empty or fills all learned positions, or the KV cache does not fit in memory.
        CheckpointError: if the logits are NaN or infinite.
    """
    if not prompt:
        raise ConfigError("the prompt has no tokens; a model needs at least one.")
    if positions := model.config.positions:
        if len(prompt) >= positions:
            raise ConfigError(
                f"the prompt has {len(prompt)} tokens, but this model has learned positions for only {positions}, "
                "those of the answer included. Shorten the prompt."
            )
        max_new_tokens = min(max_new_tokens, positions - len(prompt))
    cache = _allocate_cache(model, len(prompt) + max_new_tokens)
    generator = torch.Generator().manual_seed(sampling.seed)
    compiled, ids, history = None, list(prompt), list(prompt)
    for n in range(max_new_tokens):
        compiled = next_token(model, cache) if n == 1 else compiled
        logits = compiled(ids[0]) if compiled else _next_logits(model, ids, cache)
        if not logits.max().isfinite():  # the maximum is NaN if any logit is
            raise CheckpointError("the model predicts NaN or infinity: its weights, or its adapter's, are damaged.")
        token = sample_token(logits, history, sampling, generator)
        if token in stop_ids:
            return
        yield token
        ids = [token]
        history.append(token)


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
    sampling: Sampling = GREEDY,
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
