"""Which files of a Hugging Face directory a merged one keeps, byte for byte.

    config.json, the weights that were read    written anew by the merge
    weights of any other format                not copied: they hold the model before the merge
    adapter_config.json                        not copied: transformers would load its adapter on top
    names that begin with a dot, folders       not copied; they belong to git, caches and other formats
    additional_chat_templates/*                copied: transformers' place for named templates
    every other file                           copied: tokenizer, generation_config.json, model card, licence ...

Only regular files in the directory itself count. A link may lead to another file of the directory, or to the blobs of
the Hub's cache when the directory is one of its snapshots (that is how the cache is laid out), and nowhere else.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from ..errors import CheckpointError
from ..tokenizer import TEMPLATES

WEIGHTS = (
    *("*.safetensors", "*.bin", "*.pt", "*.pth", "*.ckpt", "*.h5", "*.msgpack", "*.gguf", "*.onnx", "*.onnx_data"),
    *("*.npz", "*.ot", "*.tflite", "*.pkl", "*.pickle", "*.mlmodel", "*.nemo", "*.index.json"),
)
ADAPTER = "adapter_config.json"
TOKENIZER = (
    *("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "tokenizer.model"),
    *("vocab.json", "merges.txt", "chat_template.jinja", "chat_template.json", f"{TEMPLATES}/*"),
)
"""Files that say what the tokenizer is; an adapter's own tokenizer takes the place of all of them."""
MAX_FILE_BYTES = 256 << 20
"""The bound of `files.MAX_JSON_BYTES`: a larger file is no tokenizer, card or licence."""
MAX_FILES = 1000
MAX_NAMED = 5
"""Files that a note names; beyond, it counts."""


@dataclass(frozen=True)
class CopiedFiles:
    """What a merged directory keeps."""

    files: dict[str, Path]
    """Name in the directory, with `/` -> file to copy."""
    notes: tuple[str, ...]
    """What was left out, a line for each reason."""


def find_files_to_copy(directory: Path, written: Collection[str], *, tokenizer: bool) -> CopiedFiles:
    """Return the files of `directory` that a merge does not change.

    Args:
        written: names that the merge writes itself, or has read as weights.
        tokenizer: whether the tokenizer's files are among what is kept.

    Raises:
        CheckpointError: when the directory cannot be listed, or holds more than MAX_FILES files.
    """
    files: dict[str, Path] = {}
    left: dict[str, list[str]] = {}
    for name, path in _list_files(directory):
        if name in written or (not tokenizer and any(fnmatch(name, pattern) for pattern in TOKENIZER)):
            continue
        if reason := _exclusion_reason(directory, name, path):
            left.setdefault(reason, []).append(name)
        else:
            files[name] = path
    return CopiedFiles(
        files, tuple(f"not copied from the base, {why}: {_join_names(names)}" for why, names in left.items())
    )


def _list_files(directory: Path) -> Iterator[tuple[str, Path]]:
    try:
        found = [(path.name, path) for path in directory.iterdir()]
        templates = directory / TEMPLATES
        if templates.is_dir() and not templates.is_symlink():
            found.remove((TEMPLATES, templates))
            found += [(f"{TEMPLATES}/{path.name}", path) for path in templates.iterdir()]
    except OSError as err:
        raise CheckpointError(f"cannot list {directory}: {err.strerror or err}.") from err
    found = sorted((name, path) for name, path in found if not path.name.startswith("."))
    if len(found) > MAX_FILES:
        raise CheckpointError(
            f"{directory} holds {len(found)} files; a model has {MAX_FILES} at most. Move what is not the model's."
        )
    yield from found


def _exclusion_reason(directory: Path, name: str, path: Path) -> str | None:
    """Return why a file is left out; None where it is kept."""
    if path.is_symlink() and not _link_stays_inside(directory, path):
        return "links that leave the directory"
    if path.is_dir():
        return "folders"
    if not path.is_file():
        return "no regular files"
    if any(fnmatch(name.lower(), pattern) for pattern in WEIGHTS):
        return "weights as they were before"
    if name == ADAPTER:
        return "the configuration of an adapter"
    return f"larger than {MAX_FILE_BYTES >> 20} MiB" if path.stat().st_size > MAX_FILE_BYTES else None


def _link_stays_inside(directory: Path, path: Path) -> bool:
    """Tell whether a link leads into the directory, or into the blobs beside a snapshot of the Hub's cache."""
    try:
        home, target = directory.resolve(), path.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return home in target.parents or (home.parent.name == "snapshots" and target.parent == home.parents[1] / "blobs")


def _join_names(names: list[str]) -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(name[:60] for name in names[:MAX_NAMED]) + more
