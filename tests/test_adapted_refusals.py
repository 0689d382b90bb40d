"""Adapters that do not fit: every command rejects them with the same clear message."""

import shutil
from pathlib import Path

import pytest
import torch
from adapters import BOTH, TENSORS, TOOLS, every_command, minilora, peft_adapter, tokenizer_of
from adapters import grown as grown  # fixtures
from adapters import padded as padded
from adapters import untied as untied
from safetensors.torch import load_file, save_file

from minilora.adapted import open_adapted
from minilora.checkpoint import load_base
from minilora.errors import AdapterError
from minilora.export import export_gguf
from minilora.lora import load_adapter, read_adapter, write_adapter
from minilora.merge import merge_to_dir
from minilora.verify import verify


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("rows", "the vocabulary was resized from 320 to 322 rows before training, and the file lacks lm_head.weight"),
        ("tokens", "has ids up to 321 ('<|result|>'), but neither the base nor the adapter's file has rows for them"),
        ("layer", "layers.1.self_attn.q_proj: targeted by the settings, but the file has no A and B"),
        ("half", "layers.0.self_attn.q_proj: has lora_A.weight; expected lora_A.weight, lora_B.weight"),
        ("module", "model.norm.weight: in modules_to_save or bias, but not in the file"),
        ("zero", "layers.0.self_attn.q_proj.lora_A.weight: is empty, shape (0,)"),
        ("tokenizer", "the tokenizer in the adapter's directory cannot be used"),
    ],
)
def test_every_command_refuses_half_an_adapter(untied: Path, tmp_path: Path, harm: str, said: str) -> None:
    """What is missing is listed alike by all commands, and nothing is written."""
    adapter, beside = tmp_path / "a", tokenizer_of(untied, tokens=TOOLS)
    if harm == "rows":
        peft_adapter(untied, adapter, rows=322, beside=beside, target_modules=["q_proj", "embed_tokens"])
    else:
        also = {"modules_to_save": ["norm"]} if harm == "module" else {}
        peft_adapter(untied, adapter, beside=beside if harm == "tokens" else None, **also)
    tensors = load_file(adapter / TENSORS)
    q = "base_model.model.model.layers.{}.self_attn.q_proj.lora_{}.weight"
    gone = {
        "layer": [q.format(1, "A"), q.format(1, "B")],
        "half": [q.format(0, "B")],
        "module": ["base_model.model.model.norm.weight"],
    }
    tensors = {name: tensor for name, tensor in tensors.items() if name not in gone.get(harm, [])}
    if harm == "zero":
        tensors[q.format(0, "A")] = torch.zeros(0)
    save_file(tensors, adapter / TENSORS)
    if harm == "tokenizer":
        (adapter / "tokenizer.json").write_text("{}")
    for name, words in every_command(untied, adapter, tmp_path).items():
        assert said in minilora(*words, status=1).stderr, name
    assert not (tmp_path / "merged").exists()
    with pytest.raises(AdapterError):
        open_adapted(untied, [(adapter, 1.0), (adapter, 0.5)])


def test_emptied_tensors_are_told_for_what_they_are(untied: Path, tmp_path: Path) -> None:
    """A module trained whole may be emptied as well; the message names ZeRO and what to do."""
    peft_adapter(untied, tmp_path, modules_to_save=["lm_head"])
    tensors = load_file(tmp_path / TENSORS)
    tensors["base_model.model.lm_head.weight"] = torch.zeros(0)
    save_file(tensors, tmp_path / TENSORS)
    with pytest.raises(AdapterError, match=r"lm_head\.weight: is empty(.|\n)*ZeRO-3(.|\n)*zero_to_fp32"):
        read_adapter(tmp_path)


@pytest.mark.parametrize("harm", ["width", "sizes", "copies"])
def test_rows_that_contradict_each_other(untied: Path, tmp_path: Path, harm: str) -> None:
    """Another width, two sizes, two unequal copies of one tensor: an error that lists them, never a traceback."""
    peft_adapter(untied, tmp_path, rows=322, modules_to_save=list(BOTH), save_embeddings=True)
    tensors = load_file(tmp_path / TENSORS)
    head = "base_model.model.lm_head.weight"
    changes = {
        "width": {name: tensor[:, :32].contiguous() for name, tensor in tensors.items() if "embed_tokens" in name},
        "sizes": {name: tensor[:321].contiguous() for name, tensor in tensors.items() if "lm_head" in name},
        "copies": {head: tensors[head] + 1},
    }
    save_file(tensors | changes[harm], tmp_path / TENSORS)
    with pytest.raises(AdapterError, match=r"embed_tokens|embed\.weight|lm_head"):
        open_adapted(untied, tmp_path)


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"])
@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", "\x00", '{"eos_token": "<nope>"}', '{"added_tokens_decoder": {"9": "<nope>"}}', '{"model": {}}'],
)
def test_a_damaged_tokenizer_beside_is_one_error(untied: Path, tmp_path: Path, name: str, content: str) -> None:
    """Whatever lies in the folder: it is used, or named in an AdapterError."""
    peft_adapter(untied, tmp_path)
    (tmp_path / name).write_text(content, encoding="utf-8")
    if name != "tokenizer.json" and content == '{"model": {}}':
        assert open_adapted(untied, tmp_path)[0].notes == ()
        return
    if name == "special_tokens_map.json" and "decoder" in content:
        assert open_adapted(untied, tmp_path)[0].has_own_tokenizer
        return
    with pytest.raises(AdapterError, match=f"in the adapter's directory cannot be used(.|\n)*{name}"):
        open_adapted(untied, tmp_path)


def test_adapters_with_different_tokenizers_are_not_added(padded: Path, tmp_path: Path) -> None:
    """Several adapters must agree on the vocabulary; one without any agrees with one that has it."""
    for name, tokens in (("a", TOOLS), ("b", ("<|other|>",)), ("plain", ())):
        peft_adapter(padded, tmp_path / name, beside=tokenizer_of(padded, tokens=tokens))
    with pytest.raises(AdapterError, match="different vocabularies or tokenizers"):
        open_adapted(padded, [(tmp_path / "a", 1.0), (tmp_path / "b", 1.0)])
    files, _ = open_adapted(padded, [(tmp_path / "plain", 1.0), (tmp_path / "a", 1.0)])
    assert files.tokenizer
    assert files.tokenizer.core.token_to_id("<|tool|>") == 320


def test_a_model_alone_cannot_grow(untied: Path, grown: Path) -> None:
    """`load_adapter` puts tensors into a model that is there; the message says what loads both."""
    with pytest.raises(AdapterError, match=r"resized from 320 to 322 tokens(.|\n)*load_adapted"):
        load_adapter(load_base(untied).model, grown)


def test_what_is_no_adapter_of_peft_s_is_told_what_it_is(untied: Path, tmp_path: Path) -> None:
    """An mlx-lm folder, a GGUF, a whole model, the folder above, a pickle, a lone file: one message, one way out."""
    peft_adapter(untied, tmp_path / "a")
    whole = read_adapter(tmp_path / "a")
    minilora("adapter", "convert", tmp_path / "a", "--to", "mlx", "--base", untied, "--out", tmp_path / "mlx")
    minilora("adapter", "convert", tmp_path / "a", "--to", "gguf", "--base", untied, "--out", tmp_path / "a.gguf")
    for step in (90, 500, 1000, 1500):
        write_adapter(tmp_path / "above" / f"checkpoint-{step}", whole)
    (tmp_path / "pickle").mkdir()
    (tmp_path / "pickle" / "adapter_model.bin").write_bytes(b"x")
    (tmp_path / "bare").mkdir()
    shutil.copy(tmp_path / "a" / "adapter_config.json", tmp_path / "bare")
    (tmp_path / "empty").mkdir()
    expected = {
        "mlx": "an mlx-lm adapter; expected PEFT's format. To use it, convert it with",
        "a.gguf": "is a GGUF file; expected a directory in PEFT's format",
        "a/adapter_model.safetensors": "is a file; expected a directory with adapter_config.json",
        "above": "subdirectories do: checkpoint-1500, checkpoint-1000, checkpoint-500 and 1 more",
        "pickle": "a pickle file, which could run code",
        "bare": "zero_to_fp32.py",
        "empty": "contains no adapter_config.json",
    }
    for name, said in expected.items():
        shown = minilora("generate", "--base", untied, "--adapter", tmp_path / name, "--prompt", "x", status=1).stderr
        assert said in shown, name
    shown = minilora("merge", "--base", untied, "--adapter", untied, "--out", tmp_path / "m", status=1).stderr
    assert "contains a full model (config.json), not an adapter" in shown


def test_verify_misses_the_adapter_s_tokens(padded: Path, tmp_path: Path) -> None:
    """A GGUF in which trained tokens became padding is not the trained model."""
    peft_adapter(padded, tmp_path / "a", beside=tokenizer_of(padded, tokens=TOOLS), modules_to_save=list(BOTH))
    shutil.copytree(tmp_path / "a", tmp_path / "bare", ignore=shutil.ignore_patterns("tokenizer*", "chat*"))
    export_gguf(padded, tmp_path / "m.gguf", adapter=tmp_path / "bare", file_type="f32")
    assert not verify(tmp_path / "m.gguf", padded, adapter=tmp_path / "bare").failures
    failures = verify(tmp_path / "m.gguf", padded, adapter=tmp_path / "a").failures
    assert "'<|tool|>'; '<|result|>'" in next(check.found for check in failures if check.what == "added tokens")


def test_an_update_of_zero_in_float16_changes_nothing(untied: Path, tmp_path: Path) -> None:
    """An adapter before its first step, saved in half precision, is whole: the merge is the base."""
    peft_adapter(untied, tmp_path / "a")
    tensors = load_file(tmp_path / "a" / TENSORS)
    zero = {name: (tensor * ("lora_B" not in name)).half() for name, tensor in tensors.items()}
    save_file(zero, tmp_path / "a" / TENSORS)
    merge_to_dir(untied, tmp_path / "a", tmp_path / "merged", torch.float32)
    before, after = load_base(untied).model.state_dict(), load_base(tmp_path / "merged").model.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
