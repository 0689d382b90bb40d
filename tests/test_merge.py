"""Merged directories, compared with peft's merge and transformers' loader."""

import json
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner, Result
from families import CASES, CaseDir
from families import case_dir as case_dir  # a fixture
from safetensors.torch import load_file, save_file

from minilora import merge
from minilora.checkpoint import load_base
from minilora.checkpoint.safetensors_file import TensorHeader, stream_safetensors
from minilora.cli import cli
from minilora.config import LoraConfig
from minilora.errors import AdapterError, CheckpointError, OutputError
from minilora.export import export_gguf
from minilora.export.adapter import export_adapter
from minilora.lora import adapter_parameters, inject, load_adapter, read_adapter, save_adapter
from minilora.merge import merge_to_dir, unmerge_to_dir

IDS = torch.arange(3, 43)[None]


def make_adapter(base: Path, path: Path, *, seed: int = 3, **settings: Any) -> Path:
    model = load_base(base).model
    config = LoraConfig(**{"r": 4, "lora_alpha": 12, "target_modules": ("q_proj", "k_proj", "down_proj"), **settings})
    inject(model, config)
    generator = torch.Generator().manual_seed(seed)
    for parameter in adapter_parameters(model):
        torch.nn.init.normal_(parameter, std=0.1, generator=generator)
    save_adapter(path, model, config)
    return path


def logits(base: Path, adapter: Path | None = None) -> torch.Tensor:
    model = load_base(base).model
    if adapter:
        load_adapter(model, adapter)
    with torch.no_grad():
        return model(IDS)


def weights(directory: Path) -> dict[str, torch.Tensor]:
    return load_base(directory).model.state_dict()


def minilora(*words: object, status: int = 0) -> Result:
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


@pytest.mark.parametrize("tied", [True, False])
def test_transformers_loads_a_merge_with_peft_s_logits(
    make_llama: Callable[..., Path], tmp_path: Path, tied: bool
) -> None:
    """In transformers, our merged directory gives the logits of peft's merge_and_unload of the same adapter."""
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, AutoTokenizer

    base = make_llama(tie_word_embeddings=tied)
    adapter = make_adapter(base, tmp_path / "adapter")
    report = merge_to_dir(base, adapter, tmp_path / "merged", torch.float32)
    theirs = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), adapter).merge_and_unload()
    ours = AutoModelForCausalLM.from_pretrained(tmp_path / "merged")
    with torch.no_grad():
        torch.testing.assert_close(ours(IDS).logits, theirs(IDS).logits, rtol=1e-5, atol=1e-5)
    assert report.merged == 6
    text = "¿Qué es una pila? <|im_end|>"
    assert AutoTokenizer.from_pretrained(tmp_path / "merged")(text).input_ids == load_base(base).tokenizer.encode(text)  # type: ignore[union-attr]


def test_a_gguf_becomes_a_directory_that_transformers_loads(tiny_llama: Path, tmp_path: Path) -> None:
    """Converting a GGUF gives back the logits of the directory that the GGUF was made from."""
    from transformers import AutoModelForCausalLM

    export_gguf(tiny_llama, tmp_path / "model.gguf", file_type="f32")
    merge_to_dir(tmp_path / "model.gguf", None, tmp_path / "converted", torch.float32)
    converted = AutoModelForCausalLM.from_pretrained(tmp_path / "converted")
    original = AutoModelForCausalLM.from_pretrained(tiny_llama)
    with torch.no_grad():
        torch.testing.assert_close(converted(IDS).logits, original(IDS).logits, rtol=1e-5, atol=1e-5)
    assert converted.config.eos_token_id == original.config.eos_token_id


def test_shards_hold_every_tensor_once(tiny_llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A merge in several files, with their index, loads to the same weights as the base."""
    monkeypatch.setattr(merge, "SHARD_BYTES", 40_000)
    merge_to_dir(tiny_llama, None, tmp_path / "merged", torch.float32)
    assert len(list((tmp_path / "merged").glob("model-*.safetensors"))) > 2
    before, after = load_base(tiny_llama).model.state_dict(), load_base(tmp_path / "merged").model.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_a_folder_that_holds_something_is_not_written_over(tiny_llama: Path, tmp_path: Path) -> None:
    """Merging into a non-empty directory is refused, and its files stay."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="not an empty directory"):
        merge_to_dir(tiny_llama, None, tmp_path, torch.float32)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_a_safetensors_file_is_written_one_tensor_at_a_time(tmp_path: Path, dtype: torch.dtype) -> None:
    """The safetensors package reads what was written; each tensor is freed before the next is read."""
    tensors = {f"{n}ñ": torch.randn(n, 3).to(dtype) for n in range(1, 5)}
    alive: list[weakref.ref[torch.Tensor]] = []

    def read(name: str) -> torch.Tensor:
        assert not any(ref() is not None for ref in alive)
        tensor = tensors[name].clone()
        alive.append(weakref.ref(tensor))
        return tensor

    stream_safetensors(tmp_path / "a", {name: TensorHeader(tuple(t.shape), dtype) for name, t in tensors.items()}, read)
    found = load_file(tmp_path / "a")
    assert found.keys() == tensors.keys()
    assert all(torch.equal(found[name], tensor) and found[name].dtype == dtype for name, tensor in tensors.items())
    save_file(tensors, tmp_path / "b", metadata={"format": "pt"})
    assert (tmp_path / "a").stat().st_size == (tmp_path / "b").stat().st_size


@pytest.mark.parametrize("target", ["embed_tokens", "lm_head"])
def test_tied_tensors_part_where_an_adapter_changes_one(make_llama: Any, tmp_path: Path, target: str) -> None:
    """A tied base merged in transformers and as a GGUF gives the adapted model's logits; a GGUF adapter is refused."""
    from transformers import AutoModelForCausalLM

    base = make_llama(tie_word_embeddings=True)
    adapter = make_adapter(base, tmp_path / "adapter", target_modules=(target, "q_proj"))
    expected = logits(base, adapter)
    assert not torch.allclose(expected, logits(base), atol=1e-2)
    merge_to_dir(base, adapter, tmp_path / "merged", torch.float32)
    with torch.no_grad():
        theirs = AutoModelForCausalLM.from_pretrained(tmp_path / "merged").eval()(IDS).logits
    torch.testing.assert_close(theirs, expected, rtol=1e-5, atol=2e-5)
    for source, name in ((base, "a.gguf"), (tmp_path / "merged", "b.gguf")):
        export_gguf(source, tmp_path / name, adapter=adapter if source == base else None, file_type="f32")
        torch.testing.assert_close(logits(tmp_path / name), expected, rtol=1e-5, atol=2e-5)
    assert minilora("verify", tmp_path / "a.gguf", "--base", base, "--adapter", adapter).exit_code == 0
    with pytest.raises(AdapterError, match="tied; a GGUF adapter"):
        export_adapter(base, adapter, tmp_path / "adapter.gguf")


def test_a_gguf_base_is_untied_too(tiny_llama: Path, tmp_path: Path) -> None:
    """From a tied GGUF, the merged directory has an untied head, and config.json says so."""
    export_gguf(tiny_llama, tmp_path / "base.gguf", file_type="f32")
    adapter = make_adapter(tiny_llama, tmp_path / "adapter", target_modules=("lm_head",))
    merge_to_dir(tmp_path / "base.gguf", adapter, tmp_path / "merged", torch.float32)
    assert json.loads((tmp_path / "merged" / "config.json").read_text())["tie_word_embeddings"] is False
    torch.testing.assert_close(logits(tmp_path / "merged"), logits(tiny_llama, adapter), rtol=1e-5, atol=2e-5)


def test_gemma_cannot_be_untied(case_dir: CaseDir, tmp_path: Path) -> None:
    """A family with an always tied head refuses an adapter of the head or the embedding, and says what to do."""
    base = case_dir(next(case for case in CASES if case.spec.name == "gemma3"))
    adapter = make_adapter(base, tmp_path / "adapter", target_modules=("embed_tokens",))
    with pytest.raises(CheckpointError, match="Train without embed_tokens"):
        merge_to_dir(base, adapter, tmp_path / "merged", torch.float32)
    assert not (tmp_path / "merged").exists()


def test_several_adapters_are_one_sum_with_one_rounding(tiny_llama: Path, tmp_path: Path) -> None:
    """`--adapter A --add B 0.5 --add C -1` writes W0 + ΔA + 0.5 ΔB - ΔC, rounded once to bfloat16."""
    parts = [make_adapter(tiny_llama, tmp_path / name, seed=seed) for seed, name in enumerate("abc")]
    words = ["--adapter", parts[0], "--add", parts[1], 0.5, "--add", parts[2], -1]
    minilora("merge", "--base", tiny_llama, *words, "--out", tmp_path / "merged")
    base, found = weights(tiny_llama), load_file(tmp_path / "merged" / "model.safetensors")
    name = "model.layers.1.self_attn.k_proj"
    deltas = [read_adapter(part).updates[name].delta().double() for part in parts]
    exact = base["blocks.1.attn.k_proj.weight"].double() + deltas[0] + 0.5 * deltas[1] - deltas[2]
    torch.testing.assert_close(found[f"{name}.weight"].double(), exact, rtol=2**-8, atol=1e-6)  # one rounding


def test_unmerge_gives_the_base_back(tiny_llama: Path, tmp_path: Path) -> None:
    """merge, then `merge --unmerge` of the same adapters: the base's weights within two roundings of float32."""
    parts = [make_adapter(tiny_llama, tmp_path / name, seed=seed) for seed, name in enumerate("ab")]
    words = ["--adapter", parts[0], "--add", parts[1], 0.25, "--dtype", "float32", "--out"]
    minilora("merge", "--base", tiny_llama, *words, tmp_path / "merged")
    minilora("merge", "--unmerge", "--base", tmp_path / "merged", *words, tmp_path / "base")
    before, after = weights(tiny_llama), weights(tmp_path / "base")
    for name, weight in before.items():
        torch.testing.assert_close(after[name], weight, rtol=0, atol=2e-6)
    dora = make_adapter(tiny_llama, tmp_path / "dora", use_dora=True)
    with pytest.raises(AdapterError, match="cannot be unmerged"):
        unmerge_to_dir(tmp_path / "merged", dora, tmp_path / "x", torch.float32)
    minilora("merge", "--unmerge", "--base", tmp_path / "merged", "--out", tmp_path / "x", status=2)
    assert not (tmp_path / "x").exists()


def test_a_merge_reports_what_rounding_costs(tiny_llama: Path, tmp_path: Path) -> None:
    """The reported error is ‖rounded - exact‖ / ‖ΔW‖ over all updates: zero in float32, small in bfloat16."""
    adapter = make_adapter(tiny_llama, tmp_path / "adapter")
    words = ["merge", "--base", tiny_llama, "--adapter", adapter, "--json", "--out"]
    found = json.loads(minilora(*words, tmp_path / "bf16").stdout)
    exact = json.loads(minilora(*words, tmp_path / "f32", "--dtype", "float32").stdout)
    assert exact["error"] < 1e-6 < found["error"] < 0.02
    assert len(found["precision"]) == found["merged"] == 6
    base, rounded, total, size = weights(tiny_llama), weights(tmp_path / "bf16"), 0.0, 0.0
    for i in (0, 1):
        for ours, hf in (("attn.q", "self_attn.q"), ("attn.k", "self_attn.k"), ("mlp.down", "mlp.down")):
            delta = read_adapter(adapter).updates[f"model.layers.{i}.{hf}_proj"].delta()
            name = f"blocks.{i}.{ours}_proj.weight"
            total += float((rounded[name] - (base[name] + delta)).square().sum())
            size += float(delta.square().sum())
    assert found["error"] == pytest.approx((total / size) ** 0.5, rel=1e-4)
    shown = minilora("merge", "--base", tiny_llama, "--adapter", adapter, "--out", tmp_path / "shown").stderr
    assert f"rounding to bfloat16 makes an error of {found['error']:.2%} of the updates" in shown


def test_overflow_is_refused_or_clamped(tiny_llama: Path, tmp_path: Path) -> None:
    """A weight outside the range of float16 stops the merge and leaves no file; --clamp clamps it."""
    adapter = make_adapter(tiny_llama, tmp_path / "adapter")
    words = ["merge", "--base", tiny_llama, "--add", adapter, 1e8, "--dtype", "float16", "--out", tmp_path / "merged"]
    assert "q_proj.weight: " in minilora(*words, status=1).stderr
    assert not (tmp_path / "merged").exists()
    assert "have been clamped" in minilora(*words, "--clamp").stderr
    found = load_file(tmp_path / "merged" / "model.safetensors")
    assert max(float(tensor.abs().max()) for tensor in found.values()) == 65504
