"""How is the next token selected? As by llama.cpp's default chain of samplers, and with the settings of our Modelfiles.

    penalties      repeat, presence and frequency, for the tokens among the last `repeat_last_n`, the prompt's too
    top_k          the k likeliest tokens
    top_p          the smallest set of them with this share of their probability
    min_p          without the tokens below this share of the likeliest one's probability
    temperature    divides the logits of what is left; 0: the likeliest token
    a draw         from the softmax of what is left

The filters come before the temperature, so a higher temperature does not let more tokens through. transformers applies
the temperature first; so did the Go engine that older versions of Ollama had for some families, without penalties.

Source: llama.cpp, src/llama-sampler.cpp; common/common.h (the order); tools/server (accepts the prompt's tokens);
ollama, sample/samplers.go; ollama#15783.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from .errors import ConfigError
from .gguf.sampling import OLLAMA


@dataclass(frozen=True)
class Sampling:
    """How the next token is selected from the model's distribution. The defaults are greedy decoding.

    The names are those of Ollama's parameters.
    """

    temperature: float = 0.0
    """0 selects the most likely token; 1 samples from the unchanged distribution."""
    top_k: int = 0
    """Sample from the k most likely tokens; 0 for all."""
    top_p: float = 1.0
    """Sample from the smallest set of most likely tokens with at least this probability (Holtzman et al. 2020)."""
    min_p: float = 0.0
    """Drop tokens below this share of the most likely token's probability (arXiv:2407.01082)."""
    repeat_penalty: float = 1.0
    """Divides the positive logits of tokens that occurred, multiplies the others (Keskar et al. 2019); 1 for none."""
    repeat_last_n: int = 64
    """Number of last tokens, of prompt and completion together, whose occurrences count; 0 for none."""
    presence_penalty: float = 0.0
    """Subtracted from the logits of tokens that occurred."""
    frequency_penalty: float = 0.0
    """Subtracted from a token's logit once for each occurrence."""
    seed: int = 0

    def __post_init__(self) -> None:
        in_range = (
            self.temperature >= 0
            and self.top_k >= 0
            and 0 < self.top_p <= 1
            and 0 <= self.min_p <= 1
            and 0 < self.repeat_penalty < math.inf
            and self.repeat_last_n >= 0
            and math.isfinite(self.presence_penalty + self.frequency_penalty)
        )
        if not in_range:
            raise ConfigError(
                f"{self}: expected temperature >= 0, top_k >= 0, 0 < top_p <= 1, 0 <= min_p <= 1, repeat_penalty > 0, "
                "repeat_last_n >= 0, and finite presence and frequency penalties."
            )

    @property
    def has_penalties(self) -> bool:
        return (self.repeat_penalty, self.presence_penalty, self.frequency_penalty) != (1, 0, 0)


GREEDY = Sampling()
"""The likeliest token, without penalties: for comparisons."""
DEFAULT = Sampling(temperature=0.3, top_k=40, top_p=0.9, repeat_penalty=1.1)
"""For answers, wherever they are given: the Modelfile, `minilora generate`, the samples during training."""
SHIPPED = ("temperature", "top_k", "top_p", "min_p", "repeat_penalty", "repeat_last_n")
"""The settings that a Modelfile states; all of them, because Ollama's defaults differ from version to version."""


def default_sampling(stated: Mapping[str, float]) -> Sampling:
    """Return what the base states, by transformers' names, and `DEFAULT` for the rest."""
    settings: dict[str, Any] = {OLLAMA[name]: int(v) if name == "top_k" else v for name, v in stated.items()}
    return replace(DEFAULT, **settings)


def sample_token(
    logits: Tensor, history: Sequence[int], sampling: Sampling, generator: torch.Generator | None = None
) -> int:
    """Return the id of the next token.

    Args:
        logits: (V,), float32, on the CPU.
        history: the ids before, prompt and completion.
        generator: for the draw; not used at temperature 0.
    """
    ids, probabilities = candidates(logits, history, sampling)
    return int(ids[torch.multinomial(probabilities, 1, generator=generator)] if len(ids) > 1 else ids[0])


def candidates(logits: Tensor, history: Sequence[int], sampling: Sampling) -> tuple[Tensor, Tensor]:
    """Return the ids that may be drawn and their probabilities, float32, the likeliest first.

    Args:
        logits, history: as in `sample_token`.
    """
    logits = apply_penalties(logits, history, sampling)
    if sampling.temperature == 0:
        return logits.argmax()[None], torch.ones(1)
    if 0 < sampling.top_k < len(logits):
        kept, ids = logits.topk(sampling.top_k)
    else:
        kept, ids = logits.sort(descending=True, stable=True)
    if sampling.top_p < 1:
        cumulative = kept.softmax(0).cumsum(0)
        kept = kept[: int((cumulative < sampling.top_p).sum()) + 1]  # up to the token that reaches top_p
    if sampling.min_p > 0:
        kept = kept[kept >= kept[0] + math.log(sampling.min_p)]
    return ids[: len(kept)], ((kept - kept[0]) / sampling.temperature).softmax(0)


def apply_penalties(logits: Tensor, history: Sequence[int], sampling: Sampling) -> Tensor:
    """Return the logits (V,) with those of the tokens in the last `repeat_last_n` of `history` changed."""
    window = history[-sampling.repeat_last_n :] if sampling.repeat_last_n else ()
    if not window or not sampling.has_penalties:
        return logits
    ids, counts = torch.tensor(window).unique(return_counts=True)
    seen = logits[ids]
    seen = torch.where(seen > 0, seen / sampling.repeat_penalty, seen * sampling.repeat_penalty)
    seen = seen - (counts * sampling.frequency_penalty + sampling.presence_penalty)
    return logits.index_copy(0, ids, seen.nan_to_num())  # penalties beyond float32's range
