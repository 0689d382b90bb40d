"""RoPE scaling in a GGUF: keys under `{arch}.rope.scaling.`, and tensors of factors.

    plain      nothing
    linear     type = linear, factor
    llama3     rope_freqs.weight: the R/2 divisors
    longrope   type = longrope, original_context_length, attn_factor; rope_factors_short / rope_factors_long.weight
    yarn       type = yarn, factor, original_context_length; everything else as in the paper, but with
               yarn_log_multiplier = 1 the scores are not scaled (Ministral 3)

Source: llama.cpp, src/llama-model.cpp and its converters.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from ..errors import UnknownArchitecture, brief, quoted
from .rope import NO_SCALING, FixedFactors, LongRope, Scaling, Yarn, check_scaling, yarn_attention_factor

FREQS, SHORT, LONG = "rope_freqs.weight", "rope_factors_short.weight", "rope_factors_long.weight"

LOG_MULTIPLIER = "yarn_log_multiplier"
"""llama.cpp divides YaRN's factor of the scores by the one with this weight, for some architectures."""

NEUTRAL = {
    "attn_factor": 1,
    "yarn_attn_factor": 1,
    "yarn_ext_factor": 1,
    "yarn_beta_fast": 32,
    "yarn_beta_slow": 1,
}
"""Keys, and the values with which they have no effect."""
KEYS = {
    "none": {"factor", "original_context_length"},
    "linear": {"factor", "original_context_length"},
    "longrope": {"factor", "original_context_length", "attn_factor"},
    "yarn": {"factor", "original_context_length"},
}
"""Rule -> the keys that are supported, or have no effect, besides `type` and `finetuned`."""

Floats = Callable[[str], tuple[float, ...] | None]
"""Reads a small tensor by its GGUF name; returns None if there is none."""


def scaling_kv(scaling: Scaling) -> dict[str, str | int | float]:
    """Return the keys that describe `scaling`, without their prefix."""
    if isinstance(scaling, LongRope):
        return {
            "type": "longrope",
            "original_context_length": scaling.original_length,
            "attn_factor": scaling.attention_factor,
        }
    if isinstance(scaling, FixedFactors) and len(set(scaling.factors)) == 1:
        return {"type": "linear", "factor": scaling.factors[0]}
    if isinstance(scaling, Yarn):
        unscaled = {LOG_MULTIPLIER: 1.0} if scaling.attention_factor == 1 and scaling.factor > 1 else {}
        original = scaling.original_length
        return {"type": "yarn", "factor": scaling.factor, "original_context_length": original, **unscaled}
    return {}


def scaling_tensors(scaling: Scaling) -> dict[str, tuple[float, ...]]:
    """Return the tensors that describe `scaling`, by their GGUF names."""
    if isinstance(scaling, LongRope):
        return {SHORT: scaling.short, LONG: scaling.long}
    if isinstance(scaling, FixedFactors) and len(set(scaling.factors)) > 1:
        return {FREQS: scaling.factors}
    return {}


def read_scaling(
    kv: Mapping[str, Any], floats: Floats, theta: float, dim: int, supported: Collection[str] = ()
) -> Scaling:
    """Return the scaling rule of a GGUF, from its keys without their prefix.

    Args:
        supported: what llama.cpp supports for the architecture, `ArchSpec.gguf_rope`.

    Raises:
        UnknownArchitecture: if the rule is not supported, or a value is invalid.
    """
    freqs, short, long = floats(FREQS), floats(SHORT), floats(LONG)
    try:
        kind = kv.get("type") or ("linear" if "factor" in kv else "none")  # as llama.cpp takes a factor alone
        kind = "longrope" if short and long and kind == "none" else kind
        unknown = {key for key, value in kv.items() if not (key in NEUTRAL and value == NEUTRAL[key])}
        if unknown - {"type", "finetuned"} - KEYS.get(kind, set()) - ({LOG_MULTIPLIER} & set(supported)):
            kind = f"{kind} with {quoted(dict(kv))}"
        if kind == "longrope" and short and long:
            original, attention_factor = int(kv["original_context_length"]), float(kv.get("attn_factor", 1))
            scaling: Scaling = LongRope(short, long, original, attention_factor)
        elif kind == "linear" and freqs is None:
            scaling = FixedFactors((float(kv["factor"]),) * (dim // 2))
        elif kind == "yarn" and freqs is None:
            factor = float(kv["factor"])
            attention_factor = yarn_attention_factor(factor) / yarn_attention_factor(factor, kv.get(LOG_MULTIPLIER, 0))
            scaling = Yarn(factor, int(kv["original_context_length"]), theta, dim, attention_factor)
        elif kind == "none":
            scaling = FixedFactors(freqs) if freqs else NO_SCALING
        else:
            raise UnknownArchitecture(
                f"this GGUF has RoPE scaling {brief(kind)}; minilora supports none, linear, longrope, "
                f"yarn with the paper's parameters, and {FREQS}."
            )
        check_scaling(scaling, dim)
    except (KeyError, TypeError, ValueError, ArithmeticError) as err:
        raise UnknownArchitecture(
            f"this GGUF has invalid RoPE scaling {dict(kv)}, or {FREQS} has a wrong size."
        ) from err
    return scaling
