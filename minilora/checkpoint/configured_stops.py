"""Which stop tokens and stop strings do the files of a base configure?

    Hugging Face    generation_config.json, else config.json: eos_token_id (one or a list), stop_strings
    GGUF            .eos_token_id, .eot_token_id, .eom_token_id: `ends_from_kv` in gguf/vocab.py

As in transformers, config.json's eos_token_id is ignored if there is a generation_config.json.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import CheckpointError
from ..files import read_json
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
    ids = _as_list(file, config, "eos_token_id", int)
    texts = _as_list(file, config, "stop_strings", str)
    return ConfiguredStops(tuple(ids), tuple(filter(None, texts)))


def _as_list(file: Path, config: Mapping[str, Any], key: str, kind: type) -> list[Any]:
    """Return the value of `key`, a single value or a list, as a list."""
    given = config.get(key)
    values = given if isinstance(given, list) else [] if given is None else [given]
    if len(values) > MAX_STOPS or not all(type(value) is kind for value in values):
        what = "a token id or a list of token ids" if kind is int else "a string or a list of strings"
        raise CheckpointError(f"{file}: {key} is {str(given)[:80]!r}; expected {what}, at most {MAX_STOPS}.")
    return values
