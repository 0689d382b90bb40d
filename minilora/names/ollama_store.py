"""Read models from the store of a local Ollama. Neither its program nor its server is needed.

    $OLLAMA_MODELS, else ~/.ollama/models, /usr/share/ollama/.ollama/models, /var/lib/ollama/.ollama/models
      manifests/registry.ollama.ai/library/llama3.2/latest     JSON: the media type, digest and size of each layer
      blobs/sha256-<hexadecimal>                               the layers: a GGUF, template, system, params ...

A blob is used only if its sha256 is the one in its file name. The store is never written to.

Source: ollama, manifest/manifest.go, types/model/name.go, envconfig/config.go (OLLAMA_MODELS).
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import CheckpointError, brief, quoted
from ..files import read_json
from .digest import has_digest
from .spec import OllamaName

MEDIA_PREFIX = "application/vnd.ollama.image."
DIGEST = re.compile(r"sha256[:-]([0-9a-f]{64})")
MAX_MANIFEST_BYTES = 1 << 20
MAX_TEXT_BYTES = 1 << 20
MAX_LAYERS = 10_000
SYSTEM_STORES = ("/usr/share/ollama/.ollama/models", "/var/lib/ollama/.ollama/models")


@dataclass(frozen=True)
class OllamaModel:
    """A model in Ollama's store, with the layers of its manifest."""

    model: Path
    """Path of the GGUF blob."""
    size_bytes: int
    template: str = ""
    """TEMPLATE, a Go template; empty if the GGUF's chat template is used."""
    system: str = ""
    license: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    """PARAMETER lines; `stop` is a list."""
    ignored_layers: tuple[str, ...] = ()
    """Kinds of the layers that minilora ignores: projector, messages ..."""


def find_in_ollama(name: OllamaName) -> OllamaModel:
    """Return the model `name` from the first store that has it, after checking the sha256 of its GGUF.

    Raises:
        CheckpointError: if there is no store or no such model (the message lists those found), if a manifest or
            blob is missing or damaged, or if the model is not a GGUF or has an adapter.
    """
    directories = [store for store in store_directories() if os.path.isdir(store / "manifests")]
    if not directories:
        raise CheckpointError(
            f"{name}: found no Ollama models on this machine that may be read "
            f"({', '.join(map(str, store_directories()))}). Set OLLAMA_MODELS."
        )
    for store in directories:
        manifest = store.joinpath("manifests", *name.parts)
        if os.path.isfile(manifest):
            found = read_model(store, manifest)
            sha256 = found.model.name.removeprefix("sha256-")
            if not has_digest(found.model, sha256):
                raise CheckpointError(
                    f"{name}: the blob {found.model} is damaged: its sha256 differs. Run `ollama pull {name.model}`."
                )
            return found
    known = ", ".join(str(known) for known, _ in list(list_models())[:20])
    raise CheckpointError(f"{name} is not in {', '.join(map(str, directories))}. Models found: {known or 'none'}.")


def store_directories() -> list[Path]:
    """Return the directories that may contain the models of a local Ollama."""
    if given := os.environ.get("OLLAMA_MODELS"):
        return [Path(given)]
    return [Path.home() / ".ollama" / "models", *map(Path, SYSTEM_STORES)]


def list_models() -> Iterator[tuple[OllamaName, Path]]:
    """Yield (name, manifest) of every model in the stores; skip directories that cannot be listed."""
    for manifests in (store / "manifests" for store in store_directories()):
        for manifest in sorted(manifests.glob("*/*/*/*")) if os.path.isdir(manifests) else ():
            host, namespace, model, tag = manifest.relative_to(manifests).parts
            if os.path.isfile(manifest) and not manifest.name.startswith("."):
                yield OllamaName(model, tag, namespace, host), manifest


def read_model(store: Path, manifest: Path) -> OllamaModel:
    """Return the model of a manifest. Reads its small layers, but does not check the digest of the GGUF.

    Raises:
        CheckpointError: if the manifest or a layer is damaged or missing, or if an adapter belongs to the model.
    """
    layers = _layers(manifest)
    kinds = [kind for kind, _, _ in layers]
    found = [(digest, size) for kind, digest, size in layers if kind == "model"]
    if not found:
        tensors = "a model stored as single tensors (MLX)" if "tensor" in kinds else "no model"
        raise CheckpointError(f"{manifest} contains {tensors}; minilora can only read GGUF models.")
    if "adapter" in kinds:
        raise CheckpointError(
            f"{manifest} contains an adapter (ADAPTER), without which its GGUF is another model than Ollama runs. Use "
            "the model that it was made from, or create it from a GGUF that the adapter is merged into."
        )
    path = _blob(store, found[0][0], found[0][1])
    texts = {
        kind: _text(store, digest, size)
        for kind, digest, size in layers
        if kind in ("template", "system", "license", "params", "prompt")
    }
    try:
        parameters = json.loads(texts.get("params") or "{}")
    except (ValueError, RecursionError) as err:
        raise CheckpointError(f"the parameters layer of {manifest} is not valid JSON: {brief(err)}.") from err
    return OllamaModel(
        path,
        found[0][1],
        texts.get("template", texts.get("prompt", "")),
        texts.get("system", ""),
        texts.get("license", ""),
        parameters if isinstance(parameters, dict) else {},
        tuple(sorted(set(kinds) - {"model", "params", *texts})),
    )


def _layers(manifest: Path) -> list[tuple[str, str, int]]:
    """Return (kind, sha256, size in bytes) of each layer of a manifest."""
    if manifest.stat().st_size > MAX_MANIFEST_BYTES:
        raise CheckpointError(
            f"{manifest} is larger than {MAX_MANIFEST_BYTES >> 20} MiB, so it is not an Ollama manifest."
        )
    layers = read_json(manifest, CheckpointError).get("layers")
    found = []
    for layer in layers if isinstance(layers, list) and len(layers) <= MAX_LAYERS else [None]:
        match layer:
            case {"mediaType": str(kind), "digest": str(digest), "size": int(size)} if DIGEST.fullmatch(digest):
                found.append((kind.removeprefix(MEDIA_PREFIX), digest[-64:], size))
            case _:
                raise CheckpointError(
                    f"{manifest} is not an Ollama manifest: found {quoted(layer)}, expected a layer with mediaType, "
                    "digest and size. Pull the model again."
                )
    return found


def _blob(store: Path, sha256: str, size: int) -> Path:
    path = store / "blobs" / f"sha256-{sha256}"
    if not os.path.isfile(path) or path.stat().st_size != size:  # unlike Path.is_file, needs no permission
        found = f"has {path.stat().st_size:,} bytes" if os.path.isfile(path) else "is missing"
        raise CheckpointError(f"{path} {found}, but the manifest says {size:,} bytes. Pull the model again.")
    return path


def _text(store: Path, sha256: str, size: int) -> str:
    if size > MAX_TEXT_BYTES:
        raise CheckpointError(f"a manifest in {store} has a text layer of {size:,} bytes; expected at most 1 MiB.")
    path = _blob(store, sha256, size)
    if not has_digest(path, sha256):
        raise CheckpointError(f"{path} is damaged: its sha256 differs. Pull the model again.")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise CheckpointError(f"cannot read {path}: {brief(err)}.") from err
