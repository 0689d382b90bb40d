"""The softmax of training steps, estimated: from all tokens of the data, and a sample of the others.

    log Z = log Σ_v exp(z_v)  ≈  log( Σ_{v in the data} exp(z_v) + R/M Σ_{v in the sample} exp(z_v) )

R tokens are not in the data; M of them are drawn for each step, without replacement. The sum under the logarithm is
unbiased, and exact where it matters most: for every token that the data asks for. A head of 262,144 rows, as Gemma's,
costs more than the 18 blocks before it; data in one language has some 7,000 different tokens. Validation is exact.

Source: Jean et al. 2015, arXiv:1412.2007, section 3 (a subset of the vocabulary in training), here with weights.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .data.example import Example
from .errors import ConfigError
from .kernels.linear import linear_parts
from .kernels.packed import PackedLinear
from .model import Decoder


@dataclass(frozen=True)
class SampledHead:
    """The LM head of one step: K rows for the tokens of the data, then M for those of the sample."""

    model: Decoder
    weight: Tensor
    """(K + M, C)."""
    log_weights: Tensor
    """(K + M,): 0, then log R/M; added to the logits."""
    index: Tensor
    """(V,) long: the row of a token of the data; -1 for the others."""

    def __call__(self, x: Tensor) -> Tensor:
        """Return logits (N, K + M) for outputs of `Decoder.hidden` (N, C)."""
        return self.model.scaled(F.linear(self.model.norm(x), self.weight)) + self.log_weights


class SampledSoftmax:
    """The tokens of the data, and the samples of the others: a function of (seed, step), so that resuming is exact."""

    def __init__(self, model: Decoder, examples: Sequence[Example], sample_size: int, seed: int) -> None:
        check_frozen_head(model)
        in_data = np.zeros(model.config.vocab_size, np.bool_)
        for example in examples:
            in_data[example.ids] = True
        self.model, self.seed = model, seed
        self.known, self.others = np.flatnonzero(in_data), np.flatnonzero(~in_data)
        self.sample_size = min(sample_size, len(self.others))
        self.index = torch.full((len(in_data),), -1, device=model.device)
        self.index[torch.from_numpy(self.known).to(model.device)] = torch.arange(len(self.known), device=model.device)

    @property
    def size(self) -> int:
        """K + M: the number of logits of a position."""
        return len(self.known) + self.sample_size

    def head(self, step: int) -> SampledHead:
        """Return the head of a step."""
        rng = np.random.default_rng((self.seed, step))
        sample = rng.choice(self.others, self.sample_size, replace=False)
        rows = torch.from_numpy(np.concatenate([self.known, sample])).to(self.model.device)
        weight = _rows(self.model, rows)
        log_weights = torch.zeros(len(rows), device=weight.device, dtype=weight.dtype)
        if self.sample_size:
            log_weights[len(self.known) :] = math.log(len(self.others) / self.sample_size)
        return SampledHead(self.model, weight, log_weights, self.index)


def check_frozen_head(model: Decoder) -> None:
    """Raise a ConfigError if the adapter changes the LM head, all rows of which must then be computed."""
    layer, update = linear_parts(model.lm_head)
    if layer is None or update or any(parameter.requires_grad for parameter in layer.parameters()):
        raise ConfigError("sampled_softmax needs a frozen LM head, and this adapter trains it; leave one of them out.")


def _rows(model: Decoder, rows: Tensor) -> Tensor:
    head = model.lm_head
    return head.packed.gather(rows) if isinstance(head, PackedLinear) else head.weight.detach()[rows]
