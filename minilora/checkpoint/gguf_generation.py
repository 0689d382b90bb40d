"""Convert a GGUF's generation settings to a generation_config.json, when a merge writes a Hugging Face directory.

    llama.cpp's EOG tokens, by key and by name (stopping.py)    eos_token_id, a list
    general.sampling.*                                          see SAMPLING, with do_sample

Source: llama.cpp, convert_hf_to_gguf.py, which writes general.sampling.* from a generation_config.json; gguf-py, Keys.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

LIMIT = 2**31
"""Upper bound for any sampling setting."""
SAMPLING: Mapping[str, tuple[str, Callable[[float], bool]]] = {
    "general.sampling.temp": ("temperature", lambda value: value >= 0),
    "general.sampling.top_k": ("top_k", lambda value: value >= 0 and value == int(value)),
    "general.sampling.top_p": ("top_p", lambda value: 0 < value <= 1),
    "general.sampling.min_p": ("min_p", lambda value: 0 <= value <= 1),
    "general.sampling.penalty_repeat": ("repetition_penalty", lambda value: value > 0),
}
"""Key -> transformers' name, and whether a value is valid there. transformers lacks llama.cpp's other samplers."""


def generation_config(
    kv: Mapping[str, Any], roles: Mapping[str, int | None], stop_ids: Iterable[int]
) -> dict[str, Any]:
    """Return the content of generation_config.json; empty if config.json with `roles` already contains it.

    Args:
        kv: values of the file's keys, as plain Python types.
        roles: bos, eos and pad -> token id.
        stop_ids: tokens that end a completion, in any order.
    """
    first = roles["eos"]
    eos = [*([] if first is None else [first]), *sorted(set(stop_ids) - {first})]
    found = {name: kv.get(key) for key, (name, fits) in SAMPLING.items() if _is_number(kv.get(key)) and fits(kv[key])}
    sampling = {name: float(str(np.float32(value))) if type(value) is float else value for name, value in found.items()}
    if len(eos) < 2 and not sampling:
        return {}
    if sampling.get("temperature") == 0:  # llama.cpp: the likeliest token
        del sampling["temperature"]
        sampling["do_sample"] = False
    elif sampling:
        sampling["do_sample"] = True
    return {"bos_token_id": roles["bos"], "eos_token_id": eos, "pad_token_id": roles["pad"], **sampling}


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < LIMIT
