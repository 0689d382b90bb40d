"""Which stop tokens, stop strings and sampling defaults do the files of a base configure?

    Hugging Face    generation_config.json, else config.json: eos_token_id (one or a list), stop_strings
    GGUF            .eos_token_id, .eot_token_id, .eom_token_id: `ends_from_kv` in gguf/vocab.py
    sampling        generation_config.json: repetition_penalty, and the rest if do_sample is true;
                    general.sampling.* of a GGUF: gguf/sampling.py

As in transformers, config.json's eos_token_id is ignored if there is a generation_config.json.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..arch import TEXT_CONFIG
from ..errors import CheckpointError
from ..files import read_json
from ..gguf.sampling import KEYS, PENALTY, is_setting
from ..stopping import ConfiguredStops

GENERATION = "generation_config.json"
MAX_STOPS = 1000


def read_configured_stops(path: Path) -> ConfiguredStops:
    """Return the stop tokens and stop strings of a Hugging Face directory.

    Raises:
        CheckpointError: if the file is damaged, or the values are not token ids and strings.
    """
    files = (path / name for name in (GENERATION, "config.json"))
    file = next((file for file in files if file.exists()), None)
    if file is None:
        return ConfiguredStops()
    config = read_json(file, CheckpointError)
    inside = config.get(TEXT_CONFIG)
    config = {**inside, **config} if isinstance(inside, Mapping) else config  # as transformers for multimodal models
    ids = _as_list(file, config, "eos_token_id", int)
    texts = _as_list(file, config, "stop_strings", str)
    return ConfiguredStops(tuple(ids), tuple(filter(None, texts)))


def read_sampling(path: Path) -> dict[str, float]:
    """Return what a Hugging Face directory says about sampling, by transformers' names; only values with a meaning.

    Raises:
        CheckpointError: when generation_config.json is damaged.
    """
    file = path / GENERATION
    config = read_json(file, CheckpointError) if file.is_file() else {}
    stated = {name: config[name] for name, fits in KEYS.values() if is_setting(config.get(name), fits)}
    if config.get("do_sample") is True:
        return {"temperature": 1.0, **stated}  # transformers' default
    return {name: value for name, value in stated.items() if name == PENALTY}


def _as_list(file: Path, config: Mapping[str, Any], key: str, kind: type) -> list[Any]:
    """Return the value of `key`, a single value or a list, as a list."""
    given = config.get(key)
    values = given if isinstance(given, list) else [] if given is None else [given]
    if len(values) > MAX_STOPS or not all(type(value) is kind for value in values):
        what = "a token id or a list of token ids" if kind is int else "a string or a list of strings"
        raise CheckpointError(f"{file}: {key} is {str(given)[:80]!r}; expected {what}, at most {MAX_STOPS}.")
    return values
