"""The files other than the weights: a merged directory has all files of its base."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from adapters import BOTH, peft_adapter, tokenizer_of
from test_merge import make_adapter

from minilora.adapted import open_adapted
from minilora.checkpoint import copied_files, open_base
from minilora.errors import CheckpointError
from minilora.merge import merge_to_dir, unmerge_to_dir
from minilora.tokenizer import ROLES

LEFT = {
    "pytorch_model.bin": "weights before the merge",
    "model.fp16.safetensors": "weights before the merge",
    "pytorch_model.bin.index.json": "weights before the merge",
    "adapter_config.json": "the configuration of an adapter",
    "onnx": "subdirectories",
}


@pytest.fixture
def rich(tiny_llama: Path, tmp_path: Path) -> Path:
    """Return a base with all files of a released directory."""
    base = shutil.copytree(tiny_llama, tmp_path / "rich")
    config = json.loads((base / "tokenizer_config.json").read_text())
    config |= {
        "model_max_length": 77,
        "padding_side": "left",
        "bos_token": None,
        "extra_special_tokens": ["<|endoftext|>"],
    }
    config["chat_template"] = [{"name": "default", "template": "D"}, {"name": "rag", "template": "R"}]
    (base / "tokenizer_config.json").write_text(json.dumps(config))
    generation = {"eos_token_id": [2, 0], "bos_token_id": None, "temperature": 0.6, "top_p": 0.95, "do_sample": True}
    (base / "generation_config.json").write_text(json.dumps(generation, indent=1) + "\n\n")
    (base / "README.md").write_bytes(b"# A card\r\n")
    (base / "LICENSE").write_text("MIT")
    (base / "chat_template.jinja").write_text("J")
    (base / "special_tokens_map.json").write_text('{"unk_token": null}')
    (base / "added_tokens.json").write_text("{}")
    (base / "additional_chat_templates").mkdir()
    (base / "additional_chat_templates" / "tools.jinja").write_text("T")
    for name in LEFT:
        (base / name).mkdir() if name == "onnx" else (base / name).write_text("{}")
    (base / ".cache").write_text("not the model's")
    return base


def contents(directory: Path) -> dict[str, bytes]:
    """Return name -> bytes of all files except the weights."""
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and path.name != "model.safetensors"
    }


@pytest.mark.parametrize("back", [False, True], ids=["merge", "unmerge"])
def test_what_a_merge_does_not_change_is_carried_byte_for_byte(rich: Path, tmp_path: Path, back: bool) -> None:
    """All files of base and merged directory are equal; config.json, too, if the dtype is."""
    adapter = make_adapter(rich, tmp_path / "adapter")
    work: Callable[..., Any] = unmerge_to_dir if back else merge_to_dir
    report = work(rich, adapter, tmp_path / "same", torch.float32)
    work(rich, adapter, tmp_path / "other", torch.bfloat16)
    expected = {name: data for name, data in contents(rich).items() if name not in (*LEFT, ".cache")}
    assert len(expected) == 10
    assert contents(tmp_path / "same") == expected
    found = contents(tmp_path / "other")
    ours, theirs = (json.loads(files.pop("config.json")) for files in (found, expected))
    assert found == expected
    assert {key for key in ours | theirs if ours.get(key) != theirs.get(key)} == {"dtype"}
    assert ours["dtype"] == "bfloat16"
    assert list(ours) == list(theirs)
    for name, reason in LEFT.items():
        assert any(reason in note and name in note for note in report.notes)
    assert not any("LICENSE" in note or ".cache" in note for note in report.notes)


def test_transformers_reads_a_merged_directory_as_its_base(rich: Path, tmp_path: Path) -> None:
    """Named templates, maximum length, padding side, null special tokens and generation settings are preserved."""
    from transformers import AutoTokenizer, GenerationConfig

    merge_to_dir(rich, make_adapter(rich, tmp_path / "adapter"), tmp_path / "merged", torch.float32)
    (rich / "adapter_config.json").unlink()  # transformers would take the base for an adapter
    ours, theirs = (AutoTokenizer.from_pretrained(path) for path in (tmp_path / "merged", rich))
    for key in ("chat_template", "model_max_length", "padding_side", "bos_token", "eos_token_id", "all_special_tokens"):
        assert getattr(ours, key) == getattr(theirs, key)
    assert (ours.model_max_length, ours.padding_side, ours.bos_token) == (77, "left", None)
    assert ours.chat_template == {"default": "J", "tools": "T"}
    assert GenerationConfig.from_pretrained(tmp_path / "merged") == GenerationConfig.from_pretrained(rich)


def test_links_lead_nowhere_else(rich: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link out of the directory, a pipe and a file over the size limit are not copied, and are listed."""
    (tmp_path / "secret").write_text("a key")
    (rich / "notes.txt").symlink_to(tmp_path / "secret")
    (rich / "loop.txt").symlink_to(rich / "loop.txt")
    (rich / "COPYING").symlink_to("LICENSE")
    (rich / "additional_chat_templates" / "x.jinja").symlink_to(tmp_path / "secret")
    os.mkfifo(rich / "pipe")
    (rich / "long.txt").write_text("x" * (1 << 16))
    monkeypatch.setattr(copied_files, "MAX_FILE_BYTES", (1 << 16) - 1)
    found = open_base(rich).files_to_copy()
    assert found.files.keys() & {"COPYING", "LICENSE", "additional_chat_templates/tools.jinja"} == {
        *("COPYING", "LICENSE", "additional_chat_templates/tools.jinja")
    }
    left = {"notes.txt", "loop.txt", "additional_chat_templates/x.jinja", "pipe", "long.txt"}
    assert not left & found.files.keys()
    assert all(any(name in note for note in found.notes) for name in left)
    monkeypatch.setattr(copied_files, "MAX_FILES", 5)
    with pytest.raises(CheckpointError, match="the limit is 5"):
        open_base(rich).files_to_copy()


def test_a_snapshot_of_the_hub_s_cache_is_carried(tiny_llama: Path, tmp_path: Path) -> None:
    """The cache stores files as links to its blobs; these links are followed."""
    blobs, snapshot = tmp_path / "models--a" / "blobs", tmp_path / "models--a" / "snapshots" / "1f"
    shutil.copytree(tiny_llama, blobs)
    snapshot.mkdir(parents=True)
    for path in blobs.iterdir():
        (snapshot / path.name).symlink_to(f"../../blobs/{path.name}")
    merge_to_dir(snapshot, None, tmp_path / "merged", torch.float32)
    assert contents(tmp_path / "merged") == contents(tiny_llama)


def test_ids_follow_the_adapter_s_tokenizer(rich: Path, tmp_path: Path) -> None:
    """If the adapter has a tokenizer, no tokenizer file of the base is copied; generation_config.json has its ids."""
    from transformers import AutoTokenizer

    rich_tokenizer = tokenizer_of(rich_without_adapter(rich), tokens=("<|stop|>",), eos_token="<|stop|>")
    peft_adapter(rich, tmp_path / "a", rows=322, modules_to_save=list(BOTH), beside=rich_tokenizer)
    assert not open_adapted(rich, tmp_path / "a")[0].has_own_tokenizer
    merge_to_dir(rich, tmp_path / "a", tmp_path / "merged", torch.float32)
    eos = rich_tokenizer.eos_token_id
    assert eos >= 320
    before, after = (json.loads((path / "generation_config.json").read_text()) for path in (rich, tmp_path / "merged"))
    assert after["eos_token_id"] == json.loads((tmp_path / "merged" / "config.json").read_text())["eos_token_id"] == eos
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    assert changed <= {f"{role}_token_id" for role in ROLES}
    merged = AutoTokenizer.from_pretrained(tmp_path / "merged")
    assert (merged.eos_token_id, merged.model_max_length, merged.padding_side) == (eos, 77, "left")
    assert not {"special_tokens_map.json", "added_tokens.json"} & contents(tmp_path / "merged").keys()
    assert contents(tmp_path / "merged")["LICENSE"] == b"MIT"


def rich_without_adapter(rich: Path) -> Path:
    """Return the base without the file for which transformers would take it for an adapter."""
    (rich / "adapter_config.json").unlink()
    return rich


def test_a_folder_of_templates_that_is_a_link_is_named(rich: Path, tmp_path: Path) -> None:
    """Its files are not copied, but listed; a real directory of templates is copied with all its files."""
    (rich / "additional_chat_templates" / "README.md").write_text("about")
    assert "additional_chat_templates/README.md" in open_base(rich).files_to_copy().files
    shutil.move(rich / "additional_chat_templates", tmp_path / "elsewhere")
    (rich / "additional_chat_templates").symlink_to(tmp_path / "elsewhere")
    found = open_base(rich).files_to_copy()
    assert not [name for name in found.files if name.startswith("additional_chat_templates")]
    assert any("links" in note and "additional_chat_templates" in note for note in found.notes)


def test_a_model_and_an_adapter_in_one_folder_are_refused(make_llama: Callable[..., Path], tmp_path: Path) -> None:
    """transformers would apply the adapter to the model; the error names both."""
    from transformers import AutoModelForCausalLM

    model = shutil.copytree(make_llama(), tmp_path / "model")
    theirs = peft_adapter(model, tmp_path / "adapter")
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        shutil.copy(tmp_path / "adapter" / name, model)
    with pytest.raises(CheckpointError, match=r"a model \(model\.safetensors\) and an adapter \(adapter_model"):
        open_base(model)
    ids = torch.arange(5)[None]
    assert torch.equal(AutoModelForCausalLM.from_pretrained(model)(ids).logits, theirs(ids).logits)
    (model / "model.safetensors").unlink()
    with pytest.raises(CheckpointError, match="contains an adapter, not a base model"):
        open_base(model)
