"""Which files of a Hugging Face directory does a merge copy unchanged?

    config.json, the weights that were read    written by the merge
    weights in other formats                   not copied: they contain the model before the merge
    adapter_config.json                        not copied: transformers would load the adapter again
    hidden files, subdirectories               not copied; they belong to git, caches and other formats
    additional_chat_templates/*                copied: transformers' directory for named templates
    every other file                           copied: tokenizer, generation_config.json, model card, licence ...

Only regular files directly in the directory are copied. A link must point to another file in the directory or, if the
directory is a snapshot in the Hub's cache, to the cache's blobs.
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
"""The files of a tokenizer. An adapter's tokenizer replaces all of them."""
MAX_FILE_BYTES = 256 << 20
"""Larger files are not a tokenizer, model card or licence; the same limit as `files.MAX_JSON_BYTES`."""
MAX_FILES = 1000
MAX_NAMED = 5
"""Maximum number of files that a note names; it counts the others."""


@dataclass(frozen=True)
class CopiedFiles:
    """The files that a merge copies."""

    files: dict[str, Path]
    """Relative name in the directory (with `/`) -> file to copy."""
    notes: tuple[str, ...]
    """The excluded files, one line for each reason."""


def find_files_to_copy(directory: Path, written: Collection[str], *, tokenizer: bool) -> CopiedFiles:
    """Return the files of `directory` that a merge copies unchanged.

    Args:
        written: names that the merge writes itself, or has read as weights.
        tokenizer: whether to copy the tokenizer's files.

    Raises:
        CheckpointError: if the directory cannot be listed, or contains more than MAX_FILES files.
    """
    files: dict[str, Path] = {}
    excluded: dict[str, list[str]] = {}
    for name, path in _list_files(directory):
        if name in written or (not tokenizer and any(fnmatch(name, pattern) for pattern in TOKENIZER)):
            continue
        if reason := _exclusion_reason(directory, name, path):
            excluded.setdefault(reason, []).append(name)
        else:
            files[name] = path
    return CopiedFiles(
        files, tuple(f"not copied from the base, {why}: {_join_names(names)}" for why, names in excluded.items())
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
            f"{directory} contains {len(found)} files; the limit is {MAX_FILES}. Move files that are not the model's."
        )
    yield from found


def _exclusion_reason(directory: Path, name: str, path: Path) -> str | None:
    """Return why a file is not copied, or None if it is."""
    if path.is_symlink() and not _link_stays_inside(directory, path):
        return "links that lead out of the directory"
    if path.is_dir():
        return "subdirectories"
    if not path.is_file():
        return "not regular files"
    if any(fnmatch(name.lower(), pattern) for pattern in WEIGHTS):
        return "weights before the merge"
    if name == ADAPTER:
        return "the configuration of an adapter"
    return f"larger than {MAX_FILE_BYTES >> 20} MiB" if path.stat().st_size > MAX_FILE_BYTES else None


def _link_stays_inside(directory: Path, path: Path) -> bool:
    """Return whether a link points into the directory, or from a snapshot of the Hub's cache to its blobs."""
    try:
        home, target = directory.resolve(), path.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return home in target.parents or (home.parent.name == "snapshots" and target.parent == home.parents[1] / "blobs")


def _join_names(names: list[str]) -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(name[:60] for name in names[:MAX_NAMED]) + more
