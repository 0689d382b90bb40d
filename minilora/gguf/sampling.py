"""general.sampling.*: the sampling settings of a GGUF, under transformers' names in Python.

Source: llama.cpp, gguf-py (Keys.General), common/common.cpp.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .values import Value, f32, i32

LIMIT = 2**31
"""Larger values are rejected."""
PENALTY = "repetition_penalty"
"""transformers' name of the only setting that greedy decoding obeys, too."""
KEYS: Mapping[str, tuple[str, Callable[[float], bool]]] = {
    "general.sampling.temp": ("temperature", lambda value: value >= 0),
    "general.sampling.top_k": ("top_k", lambda value: value >= 0 and value == int(value)),
    "general.sampling.top_p": ("top_p", lambda value: 0 < value <= 1),
    "general.sampling.min_p": ("min_p", lambda value: 0 <= value <= 1),
    "general.sampling.penalty_repeat": (PENALTY, lambda value: value > 0),
}
"""GGUF key -> (transformers' name, test of a valid value). transformers has no name for the other samplers."""
OLLAMA = {
    "temperature": "temperature",
    "top_k": "top_k",
    "top_p": "top_p",
    "min_p": "min_p",
    PENALTY: "repeat_penalty",
}
"""transformers' name -> PARAMETER of a Modelfile, and field of `minilora.sampling.Sampling`."""


def gguf_sampling(kv: Mapping[str, Any]) -> dict[str, float]:
    """Return the sampling settings in a GGUF's keys, given as plain values; invalid values are left out."""
    found: dict[str, float] = {name: kv[key] for key, (name, fits) in KEYS.items() if is_setting(kv.get(key), fits)}
    return {name: float(str(np.float32(value))) if type(value) is float else value for name, value in found.items()}


def sampling_keys(sampling: Mapping[str, float]) -> dict[str, Value]:
    """Return the GGUF keys for sampling settings."""
    return {
        key: i32(int(sampling[name])) if name == "top_k" else f32(sampling[name])
        for key, (name, _) in KEYS.items()
        if name in sampling
    }


def is_setting(value: Any, fits: Callable[[float], bool]) -> bool:
    """Tell whether `value` is a number that `fits` and whose magnitude is below LIMIT."""
    return type(value) in (int, float) and abs(value) < LIMIT and fits(value)
