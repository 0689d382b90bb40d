"""RoPE scaling in a config.json: `rope_scaling` of transformers 4, `rope_parameters` of transformers 5.

Source: transformers, modeling_rope_utils.py, for the names and the defaults.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import UnknownArchitecture, quoted
from .rope import (
    NO_SCALING,
    Dynamic,
    FixedAlpha,
    FixedFactors,
    LongRope,
    Scaling,
    Yarn,
    check_scaling,
    yarn_attention_factor,
)


@dataclass(frozen=True)
class RopeContext:
    """Values of the config that a rule may need besides its own parameters."""

    theta: float
    dim: int
    context_length: int
    """max_position_embeddings."""
    original_length: int | None
    """`original_max_position_embeddings` if it is outside the rule's parameters."""


def frequencies(dim: int, theta: float) -> list[float]:
    """Return the R/2 unscaled rotation frequencies, radians a token: theta^(-2i/R)."""
    return [theta ** (-2 * i / dim) for i in range(dim // 2)]


def _linear(parameters: Mapping[str, Any], facts: RopeContext) -> Scaling:
    """Position interpolation (Chen et al. 2023, arXiv:2306.15595): every frequency divided by `factor`."""
    return FixedFactors((float(parameters["factor"]),) * (facts.dim // 2))


def _llama3(parameters: Mapping[str, Any], facts: RopeContext) -> Scaling:
    """Llama 3.1's rule: high frequencies unchanged, low frequencies divided by `factor`, a ramp between."""
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

    return FixedFactors(tuple(divisor(f) for f in frequencies(facts.dim, facts.theta)))


def _longrope(parameters: Mapping[str, Any], facts: RopeContext) -> Scaling:
    original = _original_length(parameters, facts)
    stretch = parameters.get("factor") or facts.context_length / original
    attention_factor = parameters.get("attention_factor")
    if attention_factor is None:
        attention_factor = math.sqrt(1 + math.log(stretch) / math.log(original)) if stretch > 1 else 1.0
    short, long = (tuple(map(float, parameters[key])) for key in ("short_factor", "long_factor"))
    return LongRope(short, long, original, float(attention_factor))


def _yarn(parameters: Mapping[str, Any], facts: RopeContext) -> Scaling:
    original = _original_length(parameters, facts)
    factor = float(parameters.get("factor") or facts.context_length / original)
    if parameters.keys() & {"short_factor", "long_factor"}:
        raise ValueError("an early name of another rule, in Phi-3")
    if not (parameters.get("beta_fast") in (None, 32) and parameters.get("beta_slow") in (None, 1)):
        raise ValueError("other bounds than the paper's")
    if not parameters.get("truncate", True):
        raise ValueError("bounds between two pairs")
    attention_factor = parameters.get("attention_factor")
    if attention_factor is None:
        weight, weight_all = (parameters.get(key) or 0.0 for key in ("mscale", "mscale_all_dim"))
        attention_factor = yarn_attention_factor(factor)
        if weight and weight_all:
            attention_factor = yarn_attention_factor(factor, weight) / yarn_attention_factor(factor, weight_all)
    return Yarn(factor, original, facts.theta, facts.dim, float(attention_factor))


def _dynamic(parameters: Mapping[str, Any], facts: RopeContext) -> Scaling:
    if parameters.get("alpha"):
        return FixedAlpha(float(parameters["alpha"]), facts.dim)
    return Dynamic(float(parameters["factor"]), facts.context_length, facts.dim)


RELEASED_LLAMA3 = {"low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}
"""The parameters of every released Llama 3.1, 3.2 and 3.3, besides `factor`."""

RULES: Mapping[str, Callable[[Mapping[str, Any], RopeContext], Scaling]] = {
    "default": lambda parameters, facts: NO_SCALING,
    "linear": _linear,
    "llama3": _llama3,
    "longrope": _longrope,
    "su": _longrope,  # its first name
    "yarn": _yarn,
    "dynamic": _dynamic,
}


def read_rules(hf: Mapping[str, Any], facts: RopeContext, *, per_layer_type: bool) -> Scaling:
    """Return the scaling rule of a config.json; that of the full-attention blocks if the layer types differ.

    Args:
        per_layer_type: whether `rope_parameters` has an object for each layer type (sliding or full attention).

    Raises:
        UnknownArchitecture: as `read_rule`; or if there are two rules, or a rule for blocks with a sliding window.
    """
    old, new = hf.get("rope_scaling") or {}, hf.get("rope_parameters") or {}
    if isinstance(new, Mapping):
        if any(isinstance(value, Mapping) != per_layer_type for value in new.values() if value is not None):
            expected = "an object for each layer type" if per_layer_type else "one rule for all blocks"
            raise UnknownArchitecture(f"config.json has rope_parameters = {quoted(dict(new))}; expected {expected}.")
        if per_layer_type and read_rule(new.get("sliding_attention") or {}, facts) != NO_SCALING:
            raise UnknownArchitecture("config.json has RoPE scaling for sliding_attention, which is not supported.")
        new = (new.get("full_attention") or {}) if per_layer_type else new
    rules = [read_rule(parameters, facts) for parameters in (old, new) if parameters]
    if len(set(rules)) > 1:
        raise UnknownArchitecture("config.json has two different RoPE scalings, rope_scaling and rope_parameters.")
    return rules[0] if rules else NO_SCALING


def read_rule(parameters: Any, facts: RopeContext) -> Scaling:
    """Return the rule for a `rope_scaling` or `rope_parameters` object.

    Raises:
        UnknownArchitecture: if the rule is not one of `RULES`, or a value that it needs is missing or invalid.
    """
    if not isinstance(parameters, Mapping):
        raise UnknownArchitecture(f"RoPE parameters are {quoted(parameters)}; expected an object.")
    kind = parameters.get("rope_type", parameters.get("type", "default"))
    if not isinstance(kind, str) or kind not in RULES:
        raise UnknownArchitecture(
            f"this base has RoPE scaling {quoted(kind)}; minilora supports {', '.join(sorted(RULES))}."
        )
    try:
        scaling = RULES[kind](parameters, facts)
        check_scaling(scaling, facts.dim)
    except (KeyError, TypeError, ValueError, ArithmeticError) as err:
        raise UnknownArchitecture(
            f"RoPE scaling {quoted(kind)} has invalid parameters {quoted(dict(parameters))}."
        ) from err
    return scaling


def candidate_parameters(scaling: Scaling) -> Iterator[dict[str, Any]]:
    """Yield config.json objects that may produce `scaling`, the simplest first; the caller reads them to find out.

    Divisors do not determine the rule. Two rules are tried; Llama's has the parameters of the released models.
    """
    if isinstance(scaling, FixedFactors) and scaling.factors:
        factor = max(scaling.factors)
        yield {"rope_type": "linear", "factor": factor}
        yield {"rope_type": "llama3", "factor": factor, **RELEASED_LLAMA3}
    elif isinstance(scaling, LongRope):
        factors = {"short_factor": list(scaling.short), "long_factor": list(scaling.long)}
        yield {"type": "longrope", **factors}  # transformers 4 accepts three keys only
        yield {"type": "longrope", **factors, "attention_factor": scaling.attention_factor}
    elif isinstance(scaling, Yarn):
        parameters = {"factor": scaling.factor, "original_max_position_embeddings": scaling.original_length}
        yield {"rope_type": "yarn", **parameters}
        yield {"rope_type": "yarn", **parameters, "attention_factor": scaling.attention_factor}
    elif isinstance(scaling, Dynamic):
        yield {"rope_type": "dynamic", "factor": scaling.factor}


def _original_length(parameters: Mapping[str, Any], facts: RopeContext) -> int:
    inside = parameters.get("original_max_position_embeddings")
    return int(facts.original_length or inside or facts.context_length)
