"""Models in the store of a local Ollama, read without it: neither its program nor its server is needed.

    $OLLAMA_MODELS, else ~/.ollama/models, /usr/share/ollama/.ollama/models, /var/lib/ollama/.ollama/models
      manifests/registry.ollama.ai/library/llama3.2/latest     JSON: the media type, digest and size of each layer
      blobs/sha256-<hexadecimal>                               the layers: a GGUF, template, system, params ...

A blob is used only if its bytes have the digest that names it. Nothing is ever written there.

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

MEDIA = "application/vnd.ollama.image."
DIGEST = re.compile(r"sha256[:-]([0-9a-f]{64})")
MAX_MANIFEST_BYTES = 1 << 20
MAX_TEXT_BYTES = 1 << 20
MAX_LAYERS = 10_000
SYSTEM_STORES = ("/usr/share/ollama/.ollama/models", "/var/lib/ollama/.ollama/models")


@dataclass(frozen=True)
class OllamaModel:
    """What Ollama knows of a model."""

    model: Path
    """The GGUF, a file of the store."""
    size_bytes: int
    template: str = ""
    """TEMPLATE, in Go's language; empty where the GGUF's chat template is used."""
    system: str = ""
    license: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    """PARAMETER lines; `stop` is a list."""
    others: tuple[str, ...] = ()
    """Kinds of layers that minilora does not use: projector, adapter ..."""


def find_in_ollama(name: OllamaName) -> OllamaModel:
    """Return the model `name` of the first store that has it, its GGUF checked.

    Raises:
        CheckpointError: in one line: no store, no such model (with those that there are), a manifest or a blob that is
            missing or damaged, a model that is no GGUF.
    """
    folders = [store for store in stores() if (store / "manifests").is_dir()]
    if not folders:
        raise CheckpointError(
            f"{name}: no models of Ollama's are on this machine ({', '.join(map(str, stores()))}). Set OLLAMA_MODELS."
        )
    for store in folders:
        manifest = store.joinpath("manifests", *name.parts)
        if manifest.is_file():
            found = read_model(store, manifest)
            sha256 = found.model.name.removeprefix("sha256-")
            if not has_digest(found.model, sha256):
                raise CheckpointError(
                    f"{name}: the blob {found.model} is damaged: its sha256 is another. Run `ollama pull {name.model}`."
                )
            return found
    known = ", ".join(str(known) for known, _ in list(models())[:20])
    raise CheckpointError(f"{name} is not in {', '.join(map(str, folders))}, which has: {known or 'nothing'}.")


def stores() -> list[Path]:
    """Return where the models of a local Ollama may lie."""
    if given := os.environ.get("OLLAMA_MODELS"):
        return [Path(given)]
    return [Path.home() / ".ollama" / "models", *map(Path, SYSTEM_STORES)]


def models() -> Iterator[tuple[OllamaName, Path]]:
    """Yield the name and the manifest of every model in the stores; a folder that cannot be listed has none."""
    for store in stores():
        for manifest in sorted((store / "manifests").glob("*/*/*/*")):
            host, namespace, model, tag = manifest.relative_to(store / "manifests").parts
            if manifest.is_file() and not manifest.name.startswith("."):
                yield OllamaName(model, tag, namespace, host), manifest


def read_model(store: Path, manifest: Path) -> OllamaModel:
    """Return what a manifest says; the small layers are read, the GGUF's digest is not checked here.

    Raises:
        CheckpointError: when the manifest or a layer is damaged or missing.
    """
    layers = _layers(manifest)
    kinds = [kind for kind, _, _ in layers]
    found = [(digest, size) for kind, digest, size in layers if kind == "model"]
    if not found:
        tensors = "a model as single tensors (MLX)" if "tensor" in kinds else "no model"
        raise CheckpointError(f"{manifest} holds {tensors}; minilora reads models that are a GGUF.")
    path = _blob(store, found[0][0], found[0][1])
    texts = {
        kind: _text(store, digest, size)
        for kind, digest, size in layers
        if kind in ("template", "system", "license", "params", "prompt")
    }
    try:
        parameters = json.loads(texts.get("params") or "{}")
    except (ValueError, RecursionError) as err:
        raise CheckpointError(f"the parameters that {manifest} names are not JSON: {brief(err)}.") from err
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
        raise CheckpointError(f"{manifest} is larger than {MAX_MANIFEST_BYTES >> 20} MiB: no manifest of Ollama's.")
    layers = read_json(manifest, CheckpointError).get("layers")
    found = []
    for layer in layers if isinstance(layers, list) and len(layers) <= MAX_LAYERS else [None]:
        match layer:
            case {"mediaType": str(kind), "digest": str(digest), "size": int(size)} if DIGEST.fullmatch(digest):
                found.append((kind.removeprefix(MEDIA), digest[-64:], size))
            case _:
                raise CheckpointError(
                    f"{manifest} is no manifest of Ollama's: it holds {quoted(layer)} where a layer with mediaType, "
                    "digest and size was expected. Pull the model again."
                )
    return found


def _blob(store: Path, sha256: str, size: int) -> Path:
    path = store / "blobs" / f"sha256-{sha256}"
    if not path.is_file() or path.stat().st_size != size:
        found = f"has {path.stat().st_size:,} bytes" if path.is_file() else "is missing"
        raise CheckpointError(f"{path} {found}, but the manifest says {size:,} bytes. Pull the model again.")
    return path


def _text(store: Path, sha256: str, size: int) -> str:
    if size > MAX_TEXT_BYTES:
        raise CheckpointError(f"a manifest in {store} names a text of {size:,} bytes; at most 1 MiB was expected.")
    path = _blob(store, sha256, size)
    if not has_digest(path, sha256):
        raise CheckpointError(f"{path} is damaged: its sha256 is another. Pull the model again.")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise CheckpointError(f"cannot read {path}: {brief(err)}.") from err
