"""A GGUF's keys about generation as a generation_config.json, for the directory that a merge makes of it.

    what ends a completion in llama.cpp: keys, names (ends.py)    eos_token_id, a list
    general.sampling.*                                            see gguf/sampling.py, with do_sample

Source: llama.cpp, convert_hf_to_gguf.py, which writes general.sampling.* from a generation_config.json; gguf-py, Keys.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ..gguf.sampling import gguf_sampling


def generation_config(kv: Mapping[str, Any], roles: Mapping[str, int | None], ends: Iterable[int]) -> dict[str, Any]:
    """Return generation_config.json's content; empty where config.json, with `roles`, says as much.

    Args:
        kv: plain values of the file's keys.
        roles: bos, eos and pad -> token id.
        ends: tokens that end a completion, in any order.
    """
    first = roles["eos"]
    eos = [*([] if first is None else [first]), *sorted(set(ends) - {first})]
    sampling: dict[str, Any] = dict(gguf_sampling(kv))
    if len(eos) < 2 and not sampling:
        return {}
    if sampling.get("temperature") == 0:  # llama.cpp: the likeliest token
        del sampling["temperature"]
        sampling["do_sample"] = False
    elif sampling:
        sampling["do_sample"] = True
    return {"bos_token_id": roles["bos"], "eos_token_id": eos, "pad_token_id": roles["pad"], **sampling}
