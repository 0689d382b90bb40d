"""A GGUF's keys about generation as a generation_config.json, for the directory that a merge makes of it.

    what stop_ids a completion in llama.cpp: keys, names (stopping.py)    eos_token_id, a list
    general.sampling.*                                            see SAMPLING, with do_sample

Source: llama.cpp, convert_hf_to_gguf.py, which writes general.sampling.* from a generation_config.json; gguf-py, Keys.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

LIMIT = 2**31
"""No setting of a sampler is larger."""
SAMPLING: Mapping[str, tuple[str, Callable[[float], bool]]] = {
    "general.sampling.temp": ("temperature", lambda value: value >= 0),
    "general.sampling.top_k": ("top_k", lambda value: value >= 0 and value == int(value)),
    "general.sampling.top_p": ("top_p", lambda value: 0 < value <= 1),
    "general.sampling.min_p": ("min_p", lambda value: 0 <= value <= 1),
    "general.sampling.penalty_repeat": ("repetition_penalty", lambda value: value > 0),
}
"""Key -> transformers' name, and whether a value has a meaning there. llama.cpp's other samplers have no such name."""


def generation_config(
    kv: Mapping[str, Any], roles: Mapping[str, int | None], stop_ids: Iterable[int]
) -> dict[str, Any]:
    """Return generation_config.json's content; empty where config.json, with `roles`, says as much.

    Args:
        kv: plain values of the file's keys.
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
