"""Settings, as frozen dataclasses that are validated when they are created.

Names follow PEFT (`r`, `lora_alpha`, `lora_dropout`, `target_modules`).
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from .errors import ConfigError, brief, quoted

T = TypeVar("T")

MAX_RANK = 1 << 16
MAX_ALPHA = 1e9
MAX_SEED = 1 << 63
"""Upper bound of the seeds of PyTorch's generators."""
LORA_INITS = ("kaiming", "gaussian", "orthogonal", "pissa", "olora")
SCHEDULES = ("cosine", "linear", "constant", "wsd")
OPTIMIZERS = ("adamw", "sgd")


@dataclass(frozen=True)
class LoraConfig:
    """Settings of a LoRA adapter (Hu et al. 2021, arXiv:2106.09685, section 4).

    Module names are Hugging Face's. A pattern is an exact module name, a suffix after a dot (`q_proj`), or `re:REGEX`
    for the full name. A single string is accepted instead of a tuple of patterns.
    """

    r: int = 8
    """Rank of every update, >= 1."""
    lora_alpha: float = 16
    """Numerator of the scale: scaling = lora_alpha / r."""
    lora_dropout: float = 0.05
    """Dropout probability of the inputs of A in training, in [0, 1)."""
    target_modules: tuple[str, ...] = ("auto",)
    """Patterns of the modules that receive an update; or only `auto` or `all-linear`."""
    exclude_modules: tuple[str, ...] = ()
    """Patterns of target modules that receive no update."""
    layers: str | None = None
    """Indices of the blocks with target modules, from 0: `0-5,10-`; None means all."""
    rank_pattern: Mapping[str, int] = field(default_factory=dict)
    """Other ranks for some modules: regular expression that matches the end of the name → r."""
    alpha_pattern: Mapping[str, float] = field(default_factory=dict)
    """Other lora_alpha for some modules, in the same way."""
    use_rslora: bool = False
    """Scale by lora_alpha / sqrt(r), which keeps the size of the update when r grows (arXiv:2312.03732)."""
    use_dora: bool = False
    """Train the norm of each row of the weight separately from its direction (arXiv:2402.09353)."""
    bias: str = "none"
    """Which biases of the base are trained: none, those of adapted layers (lora_only), or all."""
    modules_to_save: tuple[str, ...] = ()
    """Patterns of modules that are fully trained and saved with the adapter."""
    init_lora_weights: str = "kaiming"
    """Initialisation of A and B: one of `LORA_INITS`."""

    def __post_init__(self) -> None:
        for name in ("target_modules", "exclude_modules", "modules_to_save"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value,) if isinstance(value, str) else tuple(value))
        ranks, alphas = {"r": self.r, **self.rank_pattern}, {"lora_alpha": self.lora_alpha, **self.alpha_pattern}
        for name, r in ranks.items():
            if not isinstance(r, int) or not 1 <= r <= MAX_RANK:
                raise ConfigError(f"{name} is {r}; a rank is an integer from 1 to {MAX_RANK}.")
        for name, alpha in alphas.items():
            if not abs(alpha) < MAX_ALPHA:
                raise ConfigError(f"{name} is {alpha}; expected a number below {MAX_ALPHA:g} in magnitude.")
            if self.init_lora_weights == "pissa" and alpha <= 0:
                raise ConfigError(
                    f"{name} is {alpha}; init_lora_weights = 'pissa' divides by the scaling and takes its root, so it "
                    "needs a number above 0."
                )
        if not 0 <= self.lora_dropout < 1:
            raise ConfigError(f"lora_dropout is {self.lora_dropout}; expected a share in [0, 1).")
        if not self.target_modules or "" in self.target_modules:
            raise ConfigError("target_modules is empty; name a module, `auto` or `all-linear`.")
        if len(self.target_modules) > 1 and {"auto", "all-linear"} & set(self.target_modules):
            raise ConfigError("target_modules combines `auto` or `all-linear` with other names; use it alone.")
        if self.use_dora and self.init_lora_weights in ("pissa", "olora"):
            raise ConfigError(
                f"use_dora does not support init_lora_weights = {quoted(self.init_lora_weights)}; use kaiming."
            )
        if self.bias not in ("none", "lora_only", "all"):
            raise ConfigError(f"bias is {quoted(self.bias)}; expected none, lora_only or all.")
        for pattern in (*self.target_modules, *self.exclude_modules, *self.modules_to_save):
            _check_regex(pattern.removeprefix("re:") if pattern.startswith("re:") else "")
        for pattern in (*self.rank_pattern, *self.alpha_pattern):
            _check_regex(pattern)
        if self.init_lora_weights not in LORA_INITS:
            raise ConfigError(
                f"init_lora_weights is {quoted(self.init_lora_weights)}; expected one of {', '.join(LORA_INITS)}."
            )
        if self.layers is not None:
            parse_layers(self.layers)

    @property
    def scaling(self) -> float:
        """Factor of B A in modules without an entry in the patterns."""
        return self._scaling(self.r, self.lora_alpha)

    def rank_of(self, name: str) -> int:
        """Return the rank of the update of the module `name`."""
        return _first_match(self.rank_pattern, name, self.r)

    def scaling_of(self, name: str) -> float:
        """Return the factor of B A in the module `name`: lora_alpha / r, or lora_alpha / sqrt(r) with rsLoRA."""
        return self._scaling(self.rank_of(name), _first_match(self.alpha_pattern, name, self.lora_alpha))

    def _scaling(self, r: int, alpha: float) -> float:
        return alpha / math.sqrt(r) if self.use_rslora else alpha / r


def parse_layers(text: str) -> tuple[tuple[int, float], ...]:
    """Return the (first, last) block of each part of `layers`: `0-5,8,10-` → (0, 5), (8, 8), (10, inf)."""
    spans = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,9})\s*(-)?\s*(\d{1,9})?\s*", part, re.ASCII)
        if not match or (match[3] and not match[2]):
            raise ConfigError(f"layers is {quoted(text)}; expected numbers and ranges such as `0-5,8,10-`.")
        first = int(match[1])
        last = int(match[3]) if match[3] else math.inf if match[2] else first
        if last < first:
            raise ConfigError(f"layers: {quoted(part.strip())} ends before it starts.")
        spans.append((first, last))
    return tuple(spans)


def _first_match(patterns: Mapping[str, T], name: str, default: T) -> T:
    """Return the value of the first pattern that matches the end of `name`, after a dot, as in PEFT."""
    return next((v for pattern, v in patterns.items() if re.match(rf"(.*\.)?({pattern})$", name)), default)


def _check_regex(pattern: str) -> None:
    try:
        re.compile(pattern)
    except (re.error, RecursionError) as err:
        raise ConfigError(f"{quoted(pattern)} is not a regular expression: {brief(err)}.") from err


@dataclass(frozen=True)
class TrainConfig:
    """Training settings. One step is one optimizer update, from the gradients of `grad_accum` batches."""

    epochs: int = 5
    """Passes over the training records."""
    max_steps: int | None = None
    """Maximum number of steps, if it is reached before the end of the epochs."""
    batch_size: int = 8
    """Number of records in a batch."""
    max_tokens_per_batch: int | None = None
    """Maximum number of tokens in a batch, instead of a fixed number of records."""
    grad_accum: int = 1
    """Number of batches whose gradients are accumulated before a step; affects memory, not the result."""
    lr: float = 2e-4
    """Maximum learning rate, reached after the warmup."""
    warmup_ratio: float = 0.03
    """Fraction of all steps in which the learning rate increases."""
    schedule: str = "cosine"
    """Learning-rate schedule after the warmup: cosine, linear or constant."""
    min_lr_ratio: float = 0.0
    """Final learning rate divided by `lr`; `constant` ignores it."""
    decay_ratio: float = 0.1
    """Share of the steps at the end in which `wsd` decays."""
    optimizer: str = "adamw"
    """adamw, or sgd (with momentum 0.9), which needs half the optimizer state and a much larger `lr`."""
    adam_beta1: float = 0.9
    """AdamW: decay of the mean of the gradients, in [0, 1)."""
    adam_beta2: float = 0.999
    """AdamW: decay of the mean of their squares, in [0, 1)."""
    adam_eps: float = 1e-8
    """AdamW: added to the root of the mean of squares."""
    weight_decay: float = 0.0
    """Weight decay of A and B: decoupled in AdamW, added to the gradient in SGD."""
    lora_plus_ratio: float = 1.0
    """Learning rate of B divided by that of A (LoRA+, arXiv:2402.12354)."""
    neftune_alpha: float = 0.0
    """Strength of the noise added to the embeddings in training (NEFTune, arXiv:2310.05914); 0 for none, usually 5."""
    prompt_weight: float = 0.0
    """Weight of the loss on prompt tokens, 0 to 1, beside 1 on answer tokens; the loss is the weighted mean."""
    sampled_softmax: int = 0
    """Tokens outside the data with which the softmax of a step is estimated (`sampled_softmax.py`); 0: all, exactly."""
    max_grad_norm: float = 1.0
    """Gradients are clipped to this 2-norm; 0 disables clipping."""
    seed: int = 0
    """Seed of A's initialisation, the order of the records, the dropout and the noise."""
    grad_checkpointing: bool = False
    """Store only the inputs of each block and recompute the rest in the backward pass: less memory, more time."""

    def __post_init__(self) -> None:
        for name in ("epochs", "max_steps", "batch_size", "max_tokens_per_batch", "grad_accum"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ConfigError(f"{name} is {value}; expected an integer of at least 1.")
        for name in ("lr", "warmup_ratio", "weight_decay", "lora_plus_ratio", "neftune_alpha", "max_grad_norm"):
            if not 0 <= getattr(self, name) < float("inf"):
                raise ConfigError(f"{name} is {getattr(self, name)}; expected a finite number of at least 0.")
        if self.sampled_softmax < 0:
            raise ConfigError(f"sampled_softmax is {self.sampled_softmax}; expected an integer of at least 0.")
        if not 0 <= self.prompt_weight <= 1:
            raise ConfigError(f"prompt_weight is {self.prompt_weight}; expected a number from 0 to 1.")
        if not 0 <= self.seed < MAX_SEED:
            raise ConfigError(f"seed is {self.seed}; expected an integer from 0 to 2^63 - 1.")
        for name in ("min_lr_ratio", "decay_ratio"):
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigError(f"{name} is {getattr(self, name)}; expected a share in [0, 1].")
        for name in ("adam_beta1", "adam_beta2"):
            if not 0 <= getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}; expected a number in [0, 1).")
        if not 0 < self.adam_eps < 1:
            raise ConfigError(f"adam_eps is {self.adam_eps}; expected a number in (0, 1).")
        if self.warmup_ratio > 1:
            raise ConfigError(f"warmup_ratio is {self.warmup_ratio}; expected a share in [0, 1].")
        if self.schedule not in SCHEDULES:
            raise ConfigError(f"schedule is {quoted(self.schedule)}; expected one of {', '.join(SCHEDULES)}.")
        if self.optimizer not in OPTIMIZERS:
            raise ConfigError(f"optimizer is {quoted(self.optimizer)}; expected one of {', '.join(OPTIMIZERS)}.")
