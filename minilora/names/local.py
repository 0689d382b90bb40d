"""List the models on this machine under the name that --base accepts. Of their files, only Ollama's manifests are read.

the hub's cache     org/name, org/name:TYPE                        hub.py
Ollama              ollama:NAME:TAG                                ollama_store.py
LM Studio           a path: ~/.lmstudio/models, ~/.cache/lm-studio/models, PUBLISHER/NAME/*.gguf
llama.cpp           a path: LLAMA_CACHE, else ~/.cache/llama.cpp, *.gguf
wheels              a name that `minilora models` lists
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from ..errors import CheckpointError
from ..files import user_cache
from .gguf_names import OTHER, SHARD, TYPE
from .hub import CONFIG, DEFAULT_BRANCH, cache_folder
from .ollama_store import list_models, read_model
from .wheels import NAMED


@dataclass(frozen=True)
class LocalModel:
    where: str
    """Program or cache that it belongs to, as in the table above: hub, Ollama, LM Studio, llama.cpp or wheels."""
    name: str
    """Value for --base."""
    path: Path
    size_bytes: int
    """Size of the weights and of the files with them."""
    problem: str = ""
    """Why it cannot be opened; empty if no reason is known yet."""


def local_models() -> Iterator[LocalModel]:
    """Yield every model in the directories of the table above."""
    yield from _wheels()
    yield from _hub()
    yield from _ollama()
    for folder in (Path.home() / ".lmstudio/models", Path.home() / ".cache/lm-studio/models"):
        yield from _ggufs("LM Studio", folder, "*/*/*.gguf")
    caches = (
        os.environ.get("LLAMA_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "llama.cpp"
    )
    yield from _ggufs("llama.cpp", Path(caches), "*.gguf")


def _wheels() -> Iterator[LocalModel]:
    for name, model in NAMED.items():
        joined = user_cache() / "models" / model.sha256 / f"{name}.gguf"
        if joined.is_file():
            yield LocalModel("wheels", name, joined, joined.stat().st_size)
            continue
        with suppress(metadata.PackageNotFoundError):
            found = [Path(str(metadata.distribution(p.wheel).locate_file(p.file))) for p in model.parts]
            if len(found) == 1 and found[0].is_file():
                yield LocalModel("wheels", name, found[0], found[0].stat().st_size)


def _hub() -> Iterator[LocalModel]:
    for snapshot in sorted(cache_folder().glob("models--*/snapshots/*")):
        repo = snapshot.parents[1].name.removeprefix("models--").replace("--", "/")
        ref = snapshot.parents[1] / "refs" / DEFAULT_BRANCH
        newest = ref.is_file() and ref.read_text(encoding="utf-8", errors="replace").strip() == snapshot.name
        name = repo if newest else f"{repo}@{snapshot.name}"
        files = [path for path in snapshot.rglob("*") if path.is_file()]
        weights = [path for path in files if path.suffix == ".safetensors" and path.name != "adapter_model.safetensors"]
        if (snapshot / CONFIG).is_file() and weights:
            yield LocalModel("hub", name, snapshot, sum(path.stat().st_size for path in files))
        for path, size in _language_models(files):
            kind = TYPE.findall(path.relative_to(snapshot).as_posix())
            yield LocalModel("hub", f"{name}:{kind[-1] if kind else path.name}", path, size)


def _ollama() -> Iterator[LocalModel]:
    for name, manifest in list_models():
        try:
            found = read_model(manifest.parents[4], manifest)
        except CheckpointError as err:
            yield LocalModel("Ollama", str(name), manifest, 0, str(err))
        else:
            yield LocalModel("Ollama", str(name), found.model, found.size_bytes)


def _ggufs(where: str, folder: Path, pattern: str) -> Iterator[LocalModel]:
    for path, size in _language_models(sorted(folder.glob(pattern))):
        yield LocalModel(where, str(path), path, size)


def _language_models(files: list[Path]) -> Iterator[tuple[Path, int]]:
    """Yield (first shard, size in bytes of all shards) of each GGUF that is a language model."""
    ggufs = [path for path in files if path.suffix == ".gguf" and not path.name.lower().startswith(OTHER)]
    for path in ggufs:
        shard = SHARD.search(path.name)
        if shard and int(shard[1]) != 1:
            continue
        stem = path.name[: shard.start()] if shard else None
        shards = (
            [path] if stem is None else [p for p in ggufs if p.parent == path.parent and p.name.startswith(f"{stem}-")]
        )
        yield path, sum(p.stat().st_size for p in shards)
