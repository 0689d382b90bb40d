"""Convert a GGUF's generation settings to a generation_config.json, when a merge writes a Hugging Face directory.

    llama.cpp's EOG tokens, by key and by name (stopping.py)    eos_token_id, a list
    general.sampling.*                                          see gguf/sampling.py, with do_sample

Source: llama.cpp, convert_hf_to_gguf.py, which writes general.sampling.* from a generation_config.json; gguf-py, Keys.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ..gguf.sampling import PENALTY, gguf_sampling


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
    sampling: dict[str, Any] = dict(gguf_sampling(kv))
    if len(eos) < 2 and not sampling:
        return {}
    if sampling.get("temperature") == 0:  # llama.cpp: the likeliest token
        del sampling["temperature"]
        sampling["do_sample"] = False
    elif sampling.keys() - {PENALTY}:
        sampling["do_sample"] = True
    return {"bos_token_id": roles["bos"], "eos_token_id": eos, "pad_token_id": roles["pad"], **sampling}
