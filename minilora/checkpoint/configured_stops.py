"""What the files of a base say ends its completions.

    Hugging Face    generation_config.json, else config.json: eos_token_id (one or a list), stop_strings
    GGUF            .eos_token_id, .eot_token_id, .eom_token_id: `gguf_configured_stops` in gguf/vocab.py

This is transformers' order: where there is a generation_config.json, config.json's eos_token_id does not count.
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
    """Return what a Hugging Face directory states.

    Raises:
        CheckpointError: when the file that states it is damaged, or states something else than tokens and texts.
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
    """Return one value or a list of them as a list."""
    given = config.get(key)
    values = given if isinstance(given, list) else [] if given is None else [given]
    if len(values) > MAX_STOPS or not all(type(value) is kind for value in values):
        what = "a token id or a list of them" if kind is int else "a text or a list of them"
        raise CheckpointError(f"{file}: {key} is {str(given)[:80]!r}; expected {what}, {MAX_STOPS} at most.")
    return values
