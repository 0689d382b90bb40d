"""What the files of a base say ends its completions, and how it shall be sampled from.

    Hugging Face    generation_config.json, else config.json: eos_token_id (one or a list), stop_strings
    GGUF            .eos_token_id, .eot_token_id, .eom_token_id: `gguf_ends` in gguf/vocab.py

    sampling        generation_config.json where do_sample is true; general.sampling.* of a GGUF: gguf/sampling.py

This is transformers' order: where there is a generation_config.json, config.json's eos_token_id does not count.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..ends import StatedEnds
from ..errors import CheckpointError
from ..files import read_json
from ..gguf.sampling import KEYS, is_setting

GENERATION = "generation_config.json"
MAX_ENDS = 1000


def directory_ends(path: Path) -> StatedEnds:
    """Return what a Hugging Face directory states.

    Raises:
        CheckpointError: when the file that states it is damaged, or states something else than tokens and texts.
    """
    files = (path / name for name in (GENERATION, "config.json"))
    file = next((file for file in files if file.exists()), None)
    if file is None:
        return StatedEnds()
    config = read_json(file, CheckpointError)
    ids = _listed(file, config, "eos_token_id", int)
    texts = _listed(file, config, "stop_strings", str)
    return StatedEnds(tuple(ids), tuple(filter(None, texts)))


def directory_sampling(path: Path) -> dict[str, float]:
    """Return what a Hugging Face directory says about sampling, by transformers' names; only values with a meaning.

    Raises:
        CheckpointError: when generation_config.json is damaged.
    """
    file = path / GENERATION
    config = read_json(file, CheckpointError) if file.is_file() else {}
    if config.get("do_sample") is not True:
        return {}
    stated = {name: config[name] for name, fits in KEYS.values() if is_setting(config.get(name), fits)}
    return {"temperature": 1.0, **stated}  # transformers' default


def _listed(file: Path, config: Mapping[str, Any], key: str, kind: type) -> list[Any]:
    """Return one value or a list of them as a list."""
    given = config.get(key)
    values = given if isinstance(given, list) else [] if given is None else [given]
    if len(values) > MAX_ENDS or not all(type(value) is kind for value in values):
        what = "a token id or a list of them" if kind is int else "a text or a list of them"
        raise CheckpointError(f"{file}: {key} is {str(given)[:80]!r}; expected {what}, {MAX_ENDS} at most.")
    return values
