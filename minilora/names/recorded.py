"""The reference to a base that run.json and adapter_config.json record: a name, a commit or an absolute path."""

import os
import re
from pathlib import Path

from .spec import HubName, is_repo_id, parse
from .wheels import NAMED


def recorded_name(path_or_name: str | Path) -> str:
    """Return a base's name for PEFT's adapter_config.json: `org/name` for a repository of the Hub, else unchanged."""
    if not os.path.exists(path_or_name) and isinstance(name := parse(str(path_or_name)), HubName):
        return name.repo
    return hub_name(Path(path_or_name)) or str(path_or_name)


def public_name(path_or_name: str | Path) -> str | None:
    """Return ORG/NAME of a base on the Hugging Face Hub, for publishing; None for a path or an Ollama model."""
    text = str(path_or_name)
    if not os.path.exists(text) and text in NAMED:
        return NAMED[text].repository
    name = recorded_name(text)
    return name if (is_repo_id(name) and not os.path.exists(text)) or hub_name(Path(text)) else None


def recorded_base(path_or_name: str | Path) -> str:
    """Return a base for run.json: a path is made absolute, so that `resolve` finds it from any working directory."""
    return os.path.abspath(path_or_name) if os.path.exists(path_or_name) else str(path_or_name)


def with_revision(base: str, revision: str | None) -> str:
    """Return the name `base` (from `recorded_base`) with `revision` (from `hub_revision`); a path is unchanged."""
    if revision is None or os.path.exists(base) or not isinstance(name := parse(base), HubName):
        return base
    return str(HubName(name.repo, revision, name.file))


def hub_name(path: Path) -> str | None:
    """Return ORG/NAME for .../models--ORG--NAME/snapshots/COMMIT in the Hub's cache; None for any other path."""
    parts = path.absolute().parts[-3:]
    match = re.fullmatch(r"models--(.+)", parts[0]) if len(parts) == 3 and parts[1] == "snapshots" else None
    return match[1].replace("--", "/") if match else None


def hub_revision(path: Path) -> str | None:
    """Return the commit of a snapshot in the Hub's cache, from its path or that of a file in it; else None."""
    return next((folder.name for folder in (path, *path.absolute().parents) if hub_name(folder)), None)
