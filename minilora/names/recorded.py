"""What to write down of a base, so that it is found again: a name, a commit, an absolute path."""

import os
import re
from pathlib import Path

from .spec import HubName, names_repository, parse
from .wheels import NAMED


def recorded_name(path_or_name: str | Path) -> str:
    """Return a base's name for PEFT's adapter_config.json: `org/name` of a repository of the hub, else as given."""
    if not os.path.exists(path_or_name) and isinstance(name := parse(str(path_or_name)), HubName):
        return name.repo
    return hub_name(Path(path_or_name)) or str(path_or_name)


def public_name(path_or_name: str | Path) -> str | None:
    """Return ORG/NAME of a base on the Hugging Face hub, for people elsewhere; None for a path, or Ollama's model."""
    text = str(path_or_name)
    if not os.path.exists(text) and text in NAMED:
        return NAMED[text].repository
    name = recorded_name(text)
    return name if (names_repository(name) and not os.path.exists(text)) or hub_name(Path(text)) else None


def recorded_base(path_or_name: str | Path) -> str:
    """Return a base for run.json, so that `resolve` finds it from any folder: a path as an absolute one."""
    return os.path.abspath(path_or_name) if os.path.exists(path_or_name) else str(path_or_name)


def pinned(base: str, revision: str | None) -> str:
    """Return what `recorded_base` gave, at the commit that `hub_revision` gave."""
    if revision is None or os.path.exists(base) or not isinstance(name := parse(base), HubName):
        return base
    return str(HubName(name.repo, revision, name.file))


def hub_name(path: Path) -> str | None:
    """Return ORG/NAME for .../models--ORG--NAME/snapshots/COMMIT in the hub's cache, None for any other path."""
    parts = path.absolute().parts[-3:]
    match = re.fullmatch(r"models--(.+)", parts[0]) if len(parts) == 3 and parts[1] == "snapshots" else None
    return match[1].replace("--", "/") if match else None


def hub_revision(path: Path) -> str | None:
    """Return the commit of a snapshot in the hub's cache, given the snapshot or a file in it; None for other paths."""
    return next((folder.name for folder in (path, *path.absolute().parents) if hub_name(folder)), None)
