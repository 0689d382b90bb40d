"""RoPE and its scaling rules, represented as R/2 divisors of the rotation frequencies.

Su et al. 2021 (arXiv:2104.09864) rotate pair i of a head by position · theta^(-2i/R). Every rule for longer contexts
divides these frequencies, so the model needs only the divisors. Most rules have the same divisors for every sequence
(`FixedFactors`, `Yarn`); in two they depend on the sequence length (`LongRope`, `Dynamic`).

`rope_hf.py` and `rope_gguf.py` read and write the rules in the two file formats.
"""

import math
from dataclasses import dataclass
from typing import Protocol


class Scaling(Protocol):
    """A scaling rule with its parameters. Hashable and comparable."""

    @property
    def attention_factor(self) -> float:
        """Factor of cos and sin, named as in transformers."""

    def divisors(self, length: int) -> tuple[float, ...]:
        """Return the R/2 divisors of the frequencies for a sequence of `length` tokens; empty if all are 1."""


@dataclass(frozen=True)
class FixedFactors:
    """The same divisors for every length; empty for RoPE without scaling."""

    factors: tuple[float, ...] = ()
    attention_factor: float = 1.0

    def divisors(self, length: int) -> tuple[float, ...]:
        return self.factors


@dataclass(frozen=True)
class LongRope:
    """Phi-3's rule: one set of factors for sequences within the original context, another for longer ones.

    Source: Ding et al. 2024, arXiv:2402.13753.
    """

    short: tuple[float, ...]
    long: tuple[float, ...]
    original_length: int
    attention_factor: float

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
    attention_factor: float = 1.0

    def divisors(self, length: int) -> tuple[float, ...]:
        ratio = self.factor * max(length, self.original_length) / self.original_length - (self.factor - 1)
        return tuple(ratio ** (2 * i / (self.dim - 2)) for i in range(self.dim // 2)) if ratio > 1 else ()


@dataclass(frozen=True)
class FixedAlpha:
    """NTK-aware scaling with a fixed factor: another theta, theta · alpha^(R/(R-2)), at every length.

    Readers put the new theta into the configuration, so that no model computes with this rule.
    """

    alpha: float
    dim: int
    """R."""
    attention_factor: float = 1.0

    def divisors(self, length: int) -> tuple[float, ...]:
        return tuple(self.alpha ** (2 * i / (self.dim - 2)) for i in range(self.dim // 2))

    def theta(self, theta: float) -> float:
        return float(theta * self.alpha ** (self.dim / (self.dim - 2)))


@dataclass(frozen=True)
class Yarn:
    """High frequencies unchanged, low frequencies divided by `factor`, a linear ramp between; scores are scaled too.

    Source: Peng et al. 2023, arXiv:2309.00071, sections 3.2 to 3.4, with its bounds of 32 turns and 1 turn.
    """

    factor: float
    original_length: int
    theta: float
    dim: int
    """R."""
    attention_factor: float

    def divisors(self, length: int) -> tuple[float, ...]:
        low, high = max(math.floor(self._pair(32)), 0), min(math.ceil(self._pair(1)), self.dim - 1)
        shares = (min(max((i - low) / max(high - low, 0.001), 0.0), 1.0) for i in range(self.dim // 2))
        return tuple(1 / (1 - share + share / self.factor) for share in shares)

    def _pair(self, turns: float) -> float:
        """Return the (fractional) index of the pair that makes `turns` full turns within the original context."""
        return self.dim * math.log(self.original_length / (turns * 2 * math.pi)) / (2 * math.log(self.theta))


def yarn_attention_factor(factor: float, weight: float = 1.0) -> float:
    """Return YaRN's factor of cos and sin."""
    return 0.1 * weight * math.log(factor) + 1.0 if factor > 1 else 1.0


NO_SCALING = FixedFactors()


@dataclass(frozen=True)
class Rope:
    """RoPE parameters of a block."""

    theta: float
    dim: int
    """R, the number of elements at the start of a head that are rotated; even."""
    scaling: Scaling = NO_SCALING
    query_growth: float | None = None
    """Queries are also multiplied by 1 + query_growth · log(1 + floor(position / query_growth_length))."""
    query_growth_length: int | None = None


def check_scaling(scaling: Scaling, dim: int) -> None:
    """Raise ValueError unless `scaling` has R/2 positive divisors, or none, for every length."""
    for length in (1, getattr(scaling, "original_length", 0) + 1):
        divisors = scaling.divisors(length)
        if len(divisors) not in (0, dim // 2) or not all(
            0 < n < math.inf for n in (*divisors, scaling.attention_factor)
        ):
            raise ValueError


def same_frequencies(one: Scaling, other: Scaling) -> bool:
    """Return whether two rules give the same rotations, within float32 precision."""
    lengths = {1, *(getattr(scaling, "original_length", 0) + 1 for scaling in (one, other))}
    pairs = [(one.divisors(length), other.divisors(length)) for length in lengths]
    pairs.append(((one.attention_factor,), (other.attention_factor,)))
    return all(
        len(a) == len(b) and all(math.isclose(x, y, rel_tol=1e-6) for x, y in zip(a, b, strict=True)) for a, b in pairs
    )
