"""RoPE and its scaling rules as one thing: R/2 divisors of the rotation frequencies.

Su et al. 2021 (arXiv:2104.09864) rotate pair i of a head by position · theta^(-2i/R). Every rule for longer contexts
divides these frequencies, so a model needs the divisors and not the rule. Most rules have the same divisors for every
sequence (`Divided`); two choose them by the sequence's length (`LongRope`, `Dynamic`).

`read_rules` knows Hugging Face's dictionaries; how a GGUF says the same stands in `rope_gguf.py`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..errors import UnknownArchitecture


class Scaling(Protocol):
    """A scaling rule with its numbers filled in. Hashable and comparable."""

    @property
    def magnitude(self) -> float:
        """Factor of cos and sin."""

    def divisors(self, length: int) -> tuple[float, ...]:
        """Return what divides each of the R/2 frequencies in a sequence of `length` tokens; empty for all 1."""


@dataclass(frozen=True)
class Divided:
    """The same divisors whatever the length; none for plain RoPE."""

    factors: tuple[float, ...] = ()
    magnitude: float = 1.0

    def divisors(self, length: int) -> tuple[float, ...]:
        return self.factors


@dataclass(frozen=True)
class LongRope:
    """Phi-3's rule: two searched sets, one for what fits the original context, one for longer sequences.

    Source: Ding et al. 2024, arXiv:2402.13753.
    """

    short: tuple[float, ...]
    long: tuple[float, ...]
    original_length: int
    magnitude: float

    def divisors(self, length: int) -> tuple[float, ...]:
        return self.long if length > self.original_length else self.short


@dataclass(frozen=True)
class Dynamic:
    """NTK-aware scaling: beyond the original context, theta grows with the sequence to theta · ratio^(R/(R-2)).

    Source: https://www.reddit.com/r/LocalLLaMA/comments/14mrgpr/
    """

    factor: float
    original_length: int
    dim: int
    """R."""
    magnitude: float = 1.0

    def divisors(self, length: int) -> tuple[float, ...]:
        ratio = self.factor * max(length, self.original_length) / self.original_length - (self.factor - 1)
        return tuple(ratio ** (2 * i / (self.dim - 2)) for i in range(self.dim // 2)) if ratio > 1 else ()


PLAIN = Divided()


@dataclass(frozen=True)
class Rope:
    """How the queries and keys of a block rotate."""

    theta: float
    dim: int
    """R, leading elements of a head that rotate; even."""
    scaling: Scaling = PLAIN


@dataclass(frozen=True)
class RopeFacts:
    """What a rule may ask for besides its own parameters."""

    theta: float
    dim: int
    context_length: int
    """max_position_embeddings."""
    original_length: int | None
    """`original_max_position_embeddings` where it stands outside the rule's parameters."""


def frequencies(dim: int, theta: float) -> list[float]:
    """Return the R/2 unscaled rotation frequencies, radians a token: theta^(-2i/R)."""
    return [theta ** (-2 * i / dim) for i in range(dim // 2)]


def _linear(parameters: Mapping[str, Any], facts: RopeFacts) -> Scaling:
    """Position interpolation (Chen et al. 2023, arXiv:2306.15595): every frequency divided by `factor`."""
    return Divided((float(parameters["factor"]),) * (facts.dim // 2))


def _llama3(parameters: Mapping[str, Any], facts: RopeFacts) -> Scaling:
    """Llama 3.1's rule: short waves untouched, long waves divided by `factor`, a ramp between the two."""
    factor = float(parameters["factor"])
    low, high = float(parameters["low_freq_factor"]), float(parameters["high_freq_factor"])
    original = _original_length(parameters, facts)

    def divisor(frequency: float) -> float:
        waves = original * frequency / (2 * math.pi)  # full turns inside the original context
        if waves > high:
            return 1.0
        if waves < low:
            return factor
        smooth = (waves - low) / (high - low)
        return 1 / ((1 - smooth) / factor + smooth)

    return Divided(tuple(divisor(f) for f in frequencies(facts.dim, facts.theta)))


def _longrope(parameters: Mapping[str, Any], facts: RopeFacts) -> Scaling:
    original = _original_length(parameters, facts)
    stretch = parameters.get("factor") or facts.context_length / original
    magnitude = parameters.get("attention_factor")
    if magnitude is None:
        magnitude = math.sqrt(1 + math.log(stretch) / math.log(original)) if stretch > 1 else 1.0
    short, long = (tuple(map(float, parameters[key])) for key in ("short_factor", "long_factor"))
    return LongRope(short, long, original, float(magnitude))


def _dynamic(parameters: Mapping[str, Any], facts: RopeFacts) -> Scaling:
    return Dynamic(float(parameters["factor"]), facts.context_length, facts.dim)


RULES: Mapping[str, Callable[[Mapping[str, Any], RopeFacts], Scaling]] = {
    "default": lambda parameters, facts: PLAIN,
    "linear": _linear,
    "llama3": _llama3,
    "longrope": _longrope,
    "su": _longrope,  # its first name
    "dynamic": _dynamic,
}


def read_rule(parameters: Any, facts: RopeFacts) -> Scaling:
    """Return the rule that Hugging Face's `rope_scaling` / `rope_parameters` object stands for.

    Raises:
        UnknownArchitecture: when the rule is not one of `RULES`, or a number it needs is missing or unusable.
    """
    if not isinstance(parameters, Mapping):
        raise UnknownArchitecture(f"RoPE parameters are {parameters!r}; expected an object.")
    kind = parameters.get("rope_type", parameters.get("type", "default"))
    if not isinstance(kind, str) or kind not in RULES:
        raise UnknownArchitecture(
            f"this base asks for RoPE scaling {kind!r}; minilora knows {', '.join(sorted(RULES))}."
        )
    try:
        scaling = RULES[kind](parameters, facts)
        check_scaling(scaling, facts.dim)
    except (KeyError, TypeError, ValueError, ArithmeticError) as err:
        raise UnknownArchitecture(f"RoPE scaling {kind!r} has unusable parameters {dict(parameters)}.") from err
    return scaling


def check_scaling(scaling: Scaling, dim: int) -> None:
    """Raise ValueError unless `scaling` has R/2 positive divisors, or none, at every length."""
    lengths = (1, getattr(scaling, "original_length", 0) + 1)
    numbers = [scaling.divisors(length) for length in lengths]
    if not all(
        _all_positive(some) and len(some) in (0, dim // 2) for some in [*numbers, (scaling.magnitude,) * (dim // 2)]
    ):
        raise ValueError


def _all_positive(numbers: Sequence[float]) -> bool:
    return all(0 < number < math.inf for number in numbers)


def _original_length(parameters: Mapping[str, Any], facts: RopeFacts) -> int:
    inside = parameters.get("original_max_position_embeddings")
    return int(facts.original_length or inside or facts.context_length)
