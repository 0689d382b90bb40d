"""RoPE scaling rules as one thing: D/2 divisors of the rotation frequencies.

Su et al. 2021 (arXiv:2104.09864) rotate pair i of a head by position · theta^(-2i/D). Every static rule for longer
contexts divides these frequencies by constants, so a model needs the divisors and not the rule. GGUF stores
them too (`rope_freqs.weight`).
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import UnknownArchitecture


GGUF_TENSOR = "rope_freqs.weight"
"""Name of the D/2 float32 divisors in a GGUF; there when they are not all 1."""


def frequencies(head_dim: int, theta: float) -> list[float]:
    """Return the D/2 unscaled rotation frequencies, radians a token: theta^(-2i/D)."""
    return [theta ** (-2 * i / head_dim) for i in range(head_dim // 2)]


def linear(parameters: Mapping[str, Any], head_dim: int, theta: float) -> tuple[float, ...]:
    """Position interpolation (Chen et al. 2023, arXiv:2306.15595): every frequency divided by `factor`."""
    return (float(parameters["factor"]),) * (head_dim // 2)


def llama3(parameters: Mapping[str, Any], head_dim: int, theta: float) -> tuple[float, ...]:
    """Llama 3.1's rule: short waves untouched, long waves divided by `factor`, a ramp between the two."""
    factor = float(parameters["factor"])
    low, high = float(parameters["low_freq_factor"]), float(parameters["high_freq_factor"])
    original = float(parameters["original_max_position_embeddings"])

    def divisor(frequency: float) -> float:
        waves = original * frequency / (2 * math.pi)  # full turns inside the original context
        if waves > high:
            return 1.0
        if waves < low:
            return factor
        smooth = (waves - low) / (high - low)
        return 1 / ((1 - smooth) / factor + smooth)

    return tuple(divisor(f) for f in frequencies(head_dim, theta))


RULES: Mapping[str, Callable[[Mapping[str, Any], int, float], tuple[float, ...]]] = {
    "default": lambda parameters, head_dim, theta: (),
    "linear": linear,
    "llama3": llama3,
}


def rope_factors(parameters: Mapping[str, Any], head_dim: int, theta: float) -> tuple[float, ...]:
    """Return the divisors that Hugging Face's `rope_scaling` / `rope_parameters` dictionary stands for.

    Raises:
        UnknownArchitecture: when the rule is not one of `RULES`, or a number it needs is missing.
    """
    kind = parameters.get("rope_type", parameters.get("type", "default"))
    if not isinstance(kind, str) or kind not in RULES:
        raise UnknownArchitecture(
            f"this base asks for RoPE scaling {kind!r}; minilora knows {', '.join(sorted(RULES))}."
        )
    try:
        factors = RULES[kind](parameters, head_dim, theta)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as err:
        raise UnknownArchitecture(f"RoPE scaling {kind!r} with unusable parameters {dict(parameters)}.") from err
    if not all(0 < factor < math.inf for factor in factors):
        raise UnknownArchitecture(f"RoPE scaling {kind!r} with unusable parameters {dict(parameters)}.")
    return factors
