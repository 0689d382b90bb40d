"""Repositories of the hub: downloaded once, whole, checked; huggingface-hub is the client of a server on loopback."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hub_server import COMMIT, Hub

from minilora.checkpoint import load_base
from minilora.errors import CheckpointError
from minilora.export import export_gguf
from minilora.names import hub_revision, recorded_name, resolve, with_revision
from minilora.names.gguf_names import choose_gguf
from minilora.names.spec import HubName, parse

NAME = "org/tiny"


@pytest.fixture
def served(hub: Hub, tiny_llama: Path) -> Hub:
    """The tiny model as org/tiny, with files that nobody needs."""
    hub.add(NAME, tiny_llama)
    hub.repositories[NAME] |= {"README.md": b"---\nlicense: mit\n---\n", "pytorch_model.bin": b"x", "onnx.onnx": b"x"}
    return hub


def logits(base: str | Path) -> torch.Tensor:
    return load_base(base).model(torch.arange(9)[None])


def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)


@torch.no_grad()
def test_a_repository_is_a_base(served: Hub, tiny_llama: Path) -> None:
    """The same logits as the folder by path; only files that are needed are downloaded."""
    assert torch.equal(logits(NAME), logits(tiny_llama))
    got = {line.rpartition("/")[2] for line in served.asked if line.startswith("GET") and "/resolve/" in line}
    assert {"config.json", "model.safetensors", "tokenizer.json", "README.md"} <= got
    assert not got & {"pytorch_model.bin", "onnx.onnx"}


def test_what_is_there_is_used_without_network(served: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time nothing is asked; org/name@main asks what main is now, and gets nothing twice."""
    path = resolve(NAME)
    served.asked.clear()
    assert resolve(NAME) == resolve(f"{NAME}@{COMMIT}") == path
    assert served.asked == []
    assert resolve(f"{NAME}@main") == path
    assert not any("GET" in line and "/resolve/" in line for line in served.asked)
    offline(monkeypatch)
    served.asked.clear()
    assert resolve(f"{NAME}@main") == path
    assert served.asked == []


def test_offline_without_the_model_is_one_line(served: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    offline(monkeypatch)
    with pytest.raises(CheckpointError, match="HF_HUB_OFFLINE prevents") as err:
        resolve(NAME)
    assert "\n" not in str(err.value)
    assert served.asked == []


def test_a_broken_connection_is_resumed(served: Hub) -> None:
    """The rest is asked for by its range, and the whole is right."""
    served.repositories["org/large"] = {"large.gguf": os.urandom(12 << 20)}  # the client writes 10 MiB at a time
    served.cut_at = 11 << 20
    assert resolve("org/large").read_bytes() == served.repositories["org/large"]["large.gguf"]
    assert any(f"large.gguf bytes={10 << 20}-" in line for line in served.asked)


def test_an_interrupted_download_keeps_whole_files(served: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there when the process was stopped is not downloaded again, and half a model is no model."""
    from minilora.names import hub as client

    fetch = client._fetch

    def interrupted(name: client.HubName, file: str, *rest: object) -> Path:
        if file == "model.safetensors":
            raise KeyboardInterrupt
        return fetch(name, file, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(client, "_fetch", interrupted)
        with pytest.raises(KeyboardInterrupt):
            resolve(NAME)
    assert client.find_in_cache(client.HubName(NAME)) is None
    served.asked.clear()
    resolve(NAME)
    got = [line for line in served.asked if line.startswith("GET") and "/resolve/" in line]
    assert [line.rpartition("/")[2] for line in got] == ["model.safetensors"]


def test_another_digest_is_an_error_and_does_not_stay(served: Hub) -> None:
    """What came is removed, so that the next try downloads it again."""
    served.spoilt = True
    with pytest.raises(CheckpointError, match=r"model\.safetensors of org/tiny has the digest .* try again"):
        resolve(NAME)
    served.spoilt = False
    assert (resolve(NAME) / "model.safetensors").is_file()


@pytest.mark.parametrize(("kind", "message"), [("private", "if it is private, log in"), ("gated", "accept its terms")])
def test_without_permission_there_is_one_clear_line(
    served: Hub, kind: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And with a token the model."""
    getattr(served, kind).add(NAME)
    with pytest.raises(CheckpointError, match=message) as err:
        resolve(NAME)
    assert "\n" not in str(err.value)
    assert "HF_TOKEN" in str(err.value)
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    assert resolve(NAME).is_dir()


@pytest.mark.parametrize("revision", ["/tmp/x", "../x", "a/../../x", ".", ".x"])
def test_a_revision_is_no_path_out_of_the_cache(served: Hub, tmp_path: Path, revision: str) -> None:
    """It becomes part of a path, and may come from the run.json of another person."""
    assert parse(f"org/name@{revision}") is None
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(CheckpointError, match="there is no base model at org/name@"):
        resolve(f"org/name@{tmp_path}")
    named = parse("org/name@feature/v1.2-a")
    assert isinstance(named, HubName)
    assert named.revision == "feature/v1.2-a"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("org/absent", "neither a path here nor a repository"),
        (f"{NAME}@v9", "no such revision"),
        (f"{NAME}:Q4_K_M", "has no GGUF"),
        ("org/pickle", "no weights that minilora can read: no safetensors"),
        ("org/adapter", "is an adapter, not a base model"),
    ],
)
def test_what_cannot_be_is_one_clear_line(served: Hub, name: str, message: str) -> None:
    served.repositories["org/pickle"] = {"config.json": b"{}", "pytorch_model.bin": b"x"}
    served.repositories["org/adapter"] = {"adapter_config.json": b"{}", "adapter_model.safetensors": b"x"}
    with pytest.raises(CheckpointError, match=message) as err:
        resolve(name)
    assert "\n" not in str(err.value)


def test_a_server_that_is_gone_is_one_clear_line(served: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(CheckpointError, match=r"could not be downloaded from http://127\.0\.0\.1:9") as caught:
        resolve(NAME)
    assert str(caught.value).startswith(f"there is no file or directory {NAME} here, and ")  # it may be a typing error
    assert "Check the spelling or the connection" in str(caught.value)


@torch.no_grad()
def test_shards_of_an_index_are_downloaded(hub: Hub, tiny_llama: Path, tmp_path: Path) -> None:
    import safetensors.torch

    tensors = safetensors.torch.load_file(tiny_llama / "model.safetensors")
    folder = shutil.copytree(tiny_llama, tmp_path / "sharded", ignore=shutil.ignore_patterns("*.safetensors"))
    names = sorted(tensors)
    parts = {"model-1.safetensors": names[:5], "model-2.safetensors": names[5:]}
    for file, held in parts.items():
        safetensors.torch.save_file({name: tensors[name] for name in held}, folder / file, {"format": "pt"})
    weight_map = {name: file for file, held in parts.items() for name in held}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weight_map}))
    hub.add("org/sharded", folder)
    assert torch.equal(logits("org/sharded"), logits(tiny_llama))
    hub.asked.clear()
    resolve("org/sharded")
    assert hub.asked == []
    (resolve("org/sharded") / "model-2.safetensors").unlink()
    assert resolve("org/sharded").joinpath("model-2.safetensors").is_file()  # half of a model is downloaded to its end


@torch.no_grad()
def test_a_gguf_by_its_type(hub: Hub, tiny_llama: Path, tmp_path: Path) -> None:
    """One file of several; its name is the repository's, its commit is recorded."""
    for kind in ("q8_0", "f16"):
        export_gguf(tiny_llama, tmp_path / f"tiny-{kind.upper()}.gguf", file_type=kind)
    hub.add("org/tiny-GGUF", tmp_path, "*.gguf")
    path = resolve("org/tiny-GGUF:q8_0")
    assert path.name == "tiny-Q8_0.gguf"
    assert not any("F16" in line for line in hub.asked if "/resolve/" in line)
    assert torch.equal(logits("org/tiny-GGUF:Q8_0"), logits(tmp_path / "tiny-Q8_0.gguf"))
    assert recorded_name("org/tiny-GGUF:Q8_0") == "org/tiny-GGUF"
    assert hub_revision(path) == COMMIT
    assert resolve(with_revision("org/tiny-GGUF:Q8_0", COMMIT)) == path
    with pytest.raises(CheckpointError, match="org/tiny-GGUF:F16, org/tiny-GGUF:Q8_0"):
        resolve("org/tiny-GGUF")


def test_the_standard_variables_decide(served: Hub, tmp_path: Path) -> None:
    """HF_HOME and HF_ENDPOINT of a real process, then HF_HUB_OFFLINE."""
    code = f"from minilora.names import resolve; print(resolve({NAME!r}))"
    env = {**os.environ, "HF_HOME": str(tmp_path / "home"), "HF_ENDPOINT": served.url}
    for more in ({}, {"HF_HUB_OFFLINE": "1"}):
        done = subprocess.run(
            [sys.executable, "-c", code], env={**env, **more}, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == str(tmp_path / f"home/hub/models--org--tiny/snapshots/{COMMIT}")
        served.repositories.clear()


def test_a_path_that_exists_goes_before_a_repository(
    served: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / NAME).mkdir(parents=True)
    assert resolve(NAME) == Path(NAME)
    assert served.asked == []


@pytest.mark.parametrize(
    ("files", "wanted", "chosen"),
    [
        (["m-Q4_K_M.gguf", "m-Q8_0.gguf"], "q4_k_m", ["m-Q4_K_M.gguf"]),
        (["m.q4_k_s.gguf", "m.q4_k_m.gguf"], "Q4_K_M", ["m.q4_k_m.gguf"]),
        (["m-Q4_K_M.gguf", "m-UD-Q4_K_M.gguf"], "Q4_K_M", ["m-Q4_K_M.gguf"]),
        (["m-UD-Q4_K_XL.gguf", "m-Q8_0.gguf"], "Q4_K_XL", ["m-UD-Q4_K_XL.gguf"]),
        (["m-BF16.gguf", "mmproj-F16.gguf"], None, ["m-BF16.gguf"]),
        (
            ["Q8_0/m-00001-of-00002.gguf", "Q8_0/m-00002-of-00002.gguf", "m-F16.gguf"],
            "Q8_0",
            ["Q8_0/m-00001-of-00002.gguf", "Q8_0/m-00002-of-00002.gguf"],
        ),
        (["odd.gguf", "m-F16.gguf"], "odd.gguf", ["odd.gguf"]),
        (["Qwen3-0.6B-Q8_0.gguf"], "Q8_0", ["Qwen3-0.6B-Q8_0.gguf"]),
        (["mmproj-F16.gguf"], "F16", None),
        (["m-Q8_0.gguf", "n-Q8_0.gguf"], "Q8_0", None),
        (["m-Q8_0.gguf"], "Q4_K_M", None),
    ],
)
def test_a_type_names_a_file(files: list[str], wanted: str | None, chosen: list[str] | None) -> None:
    if chosen is None:
        with pytest.raises(CheckpointError):
            choose_gguf(files, wanted, "org/name")
    else:
        assert choose_gguf(files, wanted, "org/name") == chosen
