"""The store of a local Ollama: manifests and blobs as it lays them out; a base from it is the GGUF that it holds."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner

from minilora.checkpoint import load_base, open_base
from minilora.cli import cli
from minilora.errors import CheckpointError
from minilora.export import export_gguf
from minilora.names import ollama_store, recorded_name, resolve
from minilora.names.ollama_store import find_in_ollama, list_models
from minilora.names.spec import OllamaName, parse

TEMPLATE = "{{ .System }}\nInstrucción: {{ .Prompt }}\nRespuesta:"


class Store:
    """A store in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def blob(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        path = self.folder / "blobs" / f"sha256-{digest}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return digest

    def add(self, name: str, layers: dict[str, bytes]) -> Path:
        """Write a manifest as `ollama create` does."""
        manifest = self.folder / "manifests" / name
        manifest.parent.mkdir(parents=True, exist_ok=True)
        listed = [
            {
                "mediaType": f"application/vnd.ollama.image.{kind}",
                "digest": f"sha256:{self.blob(content)}",
                "size": len(content),
            }
            for kind, content in layers.items()
        ]
        config = {"mediaType": "application/vnd.docker.container.image.v1+json", "digest": "sha256:" + "0" * 64}
        manifest.write_text(json.dumps({"schemaVersion": 2, "config": {**config, "size": 2}, "layers": listed}))
        return manifest


@pytest.fixture(scope="module")
def gguf(tiny_llama: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gguf") / "tiny.gguf"
    export_gguf(tiny_llama, path, file_type="q8_0")
    return path


@pytest.fixture
def store(gguf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with `tiny:latest` and `me/tiny:q8`."""
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("MINILORA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("minilora.names.local.cache_folder", lambda: tmp_path / "hub")
    found = Store(tmp_path / "models")
    params = json.dumps({"stop": ["Instrucción:"], "temperature": 0.3}).encode()
    texts = {"template": TEMPLATE.encode(), "system": b"Responde.", "params": params, "license": b"MIT"}
    found.add("registry.ollama.ai/library/tiny/latest", {"model": gguf.read_bytes(), **texts})
    found.add("registry.ollama.ai/me/tiny/q8", {"model": gguf.read_bytes(), "projector": b"eyes"})
    return found


@torch.no_grad()
@pytest.mark.parametrize("name", ["ollama:tiny", "ollama:tiny:latest", "ollama:me/tiny:q8"])
def test_a_model_of_ollama_s_is_a_base(store: Store, gguf: Path, name: str) -> None:
    """The same logits as the GGUF by path; nothing is written into the store."""
    before = sorted(store.folder.rglob("*"))
    ids = torch.arange(9)[None]
    assert torch.equal(load_base(name).model(ids), load_base(gguf).model(ids))
    assert open_base(name).fingerprint == open_base(gguf).fingerprint
    assert sorted(store.folder.rglob("*")) == before
    assert recorded_name(name) == name


def test_what_ollama_knows_of_a_model_is_read(store: Store) -> None:
    found = find_in_ollama(OllamaName("tiny"))
    assert (found.template, found.system, found.license, found.ignored_layers) == (TEMPLATE, "Responde.", "MIT", ())
    assert found.parameters == {"stop": ["Instrucción:"], "temperature": 0.3}
    assert find_in_ollama(OllamaName("tiny", "q8", "me")).ignored_layers == ("projector",)


def test_inspect_shows_it(store: Store) -> None:
    """Template, system message and parameters beside what the GGUF says."""
    shown = CliRunner().invoke(cli, ["inspect", "ollama:tiny"])
    assert shown.exit_code == 0, shown.output
    assert "Respuesta:" in shown.stdout
    assert "Responde." in shown.stdout
    assert "temperature" in shown.stdout
    as_json = json.loads(CliRunner().invoke(cli, ["inspect", "ollama:tiny", "--json"]).stdout)
    assert as_json["sections"]["ollama"]["system"] == "Responde."


def test_models_local_lists_it(store: Store, gguf: Path) -> None:
    """With size, family and type, and whether it can be trained; a damaged one too."""
    store.add("registry.ollama.ai/library/odd/latest", {"model": b"GGUF" + bytes(40)})
    found = json.loads(CliRunner().invoke(cli, ["models", "--local", "--json"]).stdout)["local"]
    ours = {model["name"]: model for model in found if model["where"] == "Ollama"}
    assert ours.keys() == {"ollama:tiny:latest", "ollama:me/tiny:q8", "ollama:odd:latest"}
    tiny = ours["ollama:tiny:latest"]
    assert (tiny["family"], tiny["type"], tiny["problem"]) == ("llama", "Q8_0", "")
    assert tiny["size_bytes"] == gguf.stat().st_size
    assert ours["ollama:odd:latest"]["problem"]
    shown = CliRunner().invoke(cli, ["models", "--local"]).stdout
    assert "ollama:tiny:latest\n    Ollama" in shown
    assert "can be trained" in shown


def test_a_damaged_blob_is_one_clear_error(store: Store) -> None:
    """Its name is its digest; what was found good before is looked at again once it has changed."""
    path = resolve("ollama:tiny")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="is damaged: its sha256 differs") as err:
        resolve("ollama:tiny")
    assert "\n" not in str(err.value)
    path.write_bytes(content[:-1])
    with pytest.raises(CheckpointError, match="but the manifest says"):
        resolve("ollama:tiny")
    path.unlink()
    with pytest.raises(CheckpointError, match="is missing"):
        resolve("ollama:tiny")


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("{", "not valid JSON"),
        ("[]", "contains a JSON list"),
        ("{}", "is not an Ollama manifest"),
        ({"layers": [{"mediaType": "x", "digest": "sha256:../../etc/passwd", "size": 1}]}, "is not an Ollama manifest"),
        ({"layers": [{"mediaType": "x", "digest": "sha256:" + "0" * 64, "size": "1"}]}, "is not an Ollama manifest"),
        ({"layers": []}, "contains no model"),
        (
            {
                "layers": [
                    {"mediaType": f"{ollama_store.MEDIA_PREFIX}tensor", "digest": "sha256:" + "0" * 64, "size": 1}
                ]
            },
            "single tensors",
        ),
        (
            {"layers": [{"mediaType": f"{ollama_store.MEDIA_PREFIX}model", "digest": "sha256:" + "0" * 64, "size": 1}]},
            "is missing",
        ),
    ],
)
def test_a_broken_manifest_is_one_clear_error(store: Store, manifest: Any, message: str) -> None:
    text = manifest if isinstance(manifest, str) else json.dumps(manifest)
    (store.folder / "manifests/registry.ollama.ai/library/tiny/latest").write_text(text)
    with pytest.raises(CheckpointError, match=message) as err:
        resolve("ollama:tiny")
    assert "\n" not in str(err.value)


def test_a_model_that_is_not_there_is_told_with_those_that_are(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CheckpointError, match=r"ollama:tiny:q4 is not in .* Models found: .*ollama:tiny:latest"):
        resolve("ollama:tiny:q4")
    monkeypatch.setenv("OLLAMA_MODELS", str(store.folder / "elsewhere"))
    with pytest.raises(CheckpointError, match="Set OLLAMA_MODELS"):
        resolve("ollama:tiny")


def test_a_model_with_an_adapter_is_refused(store: Store, gguf: Path) -> None:
    """Its GGUF alone is another model than the one that Ollama runs; the list says so."""
    store.add("registry.ollama.ai/library/mine/latest", {"model": gguf.read_bytes(), "adapter": b"GGUF"})
    with pytest.raises(CheckpointError, match=r"library/mine/latest contains an adapter \(ADAPTER\)"):
        resolve("ollama:mine")
    found = json.loads(CliRunner().invoke(cli, ["models", "--local", "--json"]).stdout)["local"]
    (problem,) = [model["problem"] for model in found if model["name"] == "ollama:mine:latest"]
    assert "contains an adapter" in problem


def test_a_store_that_may_not_be_read_is_passed_over(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Linux the home of the service `ollama` is often closed to others, and it is always looked at."""
    own, closed, stat = store.folder, store.folder.parent / "closed", os.stat

    def closed_stat(path: Any, *args: Any, **kwargs: Any) -> os.stat_result:
        if str(path).startswith(str(closed)):
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, *args, **kwargs)

    monkeypatch.setattr(os, "stat", closed_stat)
    monkeypatch.setattr(ollama_store, "store_directories", lambda: [closed, own])
    assert {str(name) for name, _ in list_models()} == {"ollama:tiny:latest", "ollama:me/tiny:q8"}
    assert resolve("ollama:tiny").is_relative_to(own)
    monkeypatch.setattr(ollama_store, "store_directories", lambda: [closed])
    with pytest.raises(CheckpointError, match=r"no Ollama models on this machine that may be read \(.*closed\)"):
        resolve("ollama:tiny")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ollama:llama3.2", ("registry.ollama.ai", "library", "llama3.2", "latest")),
        ("ollama:qwen3:0.6b", ("registry.ollama.ai", "library", "qwen3", "0.6b")),
        ("ollama:me/mine:v1", ("registry.ollama.ai", "me", "mine", "v1")),
        ("ollama:hf.co/org/name:Q4_K_M", ("hf.co", "org", "name", "Q4_K_M")),
        ("ollama:localhost:5000/a/b", ("localhost:5000", "a", "b", "latest")),
        ("ollama:..", None),
        ("ollama:../../x", None),
        ("ollama:", None),
    ],
)
def test_names_are_read_as_ollama_reads_them(text: str, parts: tuple[str, ...] | None) -> None:
    name = parse(text)
    assert (name.parts if isinstance(name, OllamaName) else None) == parts
    assert name is None or parse(str(name)) == name
