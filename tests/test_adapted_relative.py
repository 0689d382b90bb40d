"""Adapters of peft that are relative to the base's tensors: as peft loads them on the original base."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from adapters import IDS, TENSORS, assert_as_peft, every_command, minilora, peft_adapter
from safetensors.torch import load_file, save_file

from minilora.adapted import open_adapted
from minilora.errors import AdapterError
from minilora.export import export_gguf
from minilora.lora import read_adapter
from minilora.lora.peft_config import INIT, LORA_BIAS
from minilora.merge import merge_to_dir, unmerge_to_dir


@pytest.fixture(scope="module")
def biased(make_llama: Any) -> Path:
    """All linear layers have a bias, which is not zero."""
    base: Path = make_llama(attention_bias=True, mlp_bias=True, tie_word_embeddings=False)
    tensors = load_file(base / "model.safetensors")
    torch.manual_seed(5)
    save_file({n: torch.randn_like(t) if n.endswith("bias") else t for n, t in tensors.items()},
              base / "model.safetensors", {"format": "pt"})  # fmt: skip
    return base


@pytest.fixture(scope="module")
def plain(make_llama: Any) -> Path:
    path: Path = make_llama(tie_word_embeddings=False)
    return path


def loaded_by_peft(base: Path, adapter: Path) -> Any:
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    return PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), adapter).eval()


@pytest.mark.parametrize("also", [{}, {"use_rslora": True, "rank_pattern": {"v_proj": 2}}, {"bias": "lora_only"}])
def test_the_bias_of_b_is_added_to_the_base_s(biased: Path, tmp_path: Path, also: dict[str, Any]) -> None:
    """Scaled like B A; merged and loaded models give peft's logits."""
    peft_adapter(biased, tmp_path / "a", lora_bias=True, target_modules=["q_proj", "v_proj", "down_proj"], **also)
    assert_as_peft(biased, tmp_path / "a", loaded_by_peft(biased, tmp_path / "a"), tmp_path / "merged")


def test_the_bias_of_b_reaches_a_gguf(biased: Path, tmp_path: Path) -> None:
    peft_adapter(biased, tmp_path / "a", lora_bias=True)
    export_gguf(biased, tmp_path / "m.gguf", adapter=tmp_path / "a", file_type="f32")
    assert minilora("verify", tmp_path / "m.gguf", "--base", biased, "--adapter", tmp_path / "a").exit_code == 0


def test_a_bias_of_b_without_one_in_the_base_is_refused(plain: Path, tmp_path: Path) -> None:
    """As by peft's merge; unless it is zero."""
    peft_adapter(plain, tmp_path, lora_bias=True)
    with pytest.raises(AdapterError, match=r"lora_bias.*4 layers without one.*peft cannot merge it either"):
        open_adapted(plain, tmp_path)
    tensors = load_file(tmp_path / TENSORS)
    save_file({n: t * 0 if n.endswith("lora_B.bias") else t for n, t in tensors.items()}, tmp_path / TENSORS)
    theirs = loaded_by_peft(plain, tmp_path)
    assert_as_peft(plain, tmp_path, theirs, tmp_path / "merged")


@pytest.mark.parametrize("start", ["pissa", "olora"])
@pytest.mark.parametrize(
    "also", [{}, {"use_rslora": True, "rank_pattern": {"v_proj": 2}, "target_modules": "all-linear"}]
)
def test_a_removed_start_is_computed_from_the_base(
    plain: Path, tmp_path: Path, start: str, also: dict[str, Any]
) -> None:
    """An adapter that peft saved without converting it: as when peft loads it on the original base."""
    model = peft_adapter(plain, tmp_path / "a", init_lora_weights=start, **also)
    theirs = loaded_by_peft(plain, tmp_path / "a")
    with torch.no_grad():
        torch.testing.assert_close(theirs(IDS).logits, model(IDS).logits, rtol=0, atol=1e-4)
    # the directions of almost equal singular values depend on the rounding of the SVD
    assert_as_peft(plain, tmp_path / "a", theirs, tmp_path / "merged", error=1e-4)


def test_a_removed_start_adds_up_with_other_adapters(plain: Path, tmp_path: Path) -> None:
    """It is a plain update of twice the rank."""
    for name, start in (("a", "pissa"), ("b", False)):
        peft_adapter(plain, tmp_path / name, init_lora_weights=start, seed=len(name) + bool(start))
    _, both = open_adapted(plain, [(tmp_path / "a", 1.0), (tmp_path / "b", 0.5)])
    (_, one), (_, other) = (open_adapted(plain, tmp_path / name) for name in "ab")
    assert both
    assert one
    assert other
    name = "model.layers.0.self_attn.q_proj"
    expected = one.updates[name].delta() + 0.5 * other.updates[name].delta()
    torch.testing.assert_close(both.updates[name].delta(), expected, rtol=0, atol=1e-5)
    assert one.config.rank_of(name) == 8


@pytest.mark.parametrize("settings", [{"lora_bias": True}, {"init_lora_weights": "pissa"}])
def test_commands_that_cannot_refuse_by_name(biased: Path, tmp_path: Path, settings: dict[str, Any]) -> None:
    """The adapter alone, without the base's tensors, and what is merged already."""
    peft_adapter(biased, tmp_path / "a", **settings)
    for name in ("adapter only", "mlx"):
        assert next(iter(settings)) in minilora(*every_command(biased, tmp_path / "a", tmp_path)[name], status=1).stderr
    published = minilora("publish", tmp_path / "a", "--base", biased, "--out", tmp_path / "published", status=1)
    assert next(iter(settings)) in published.stderr
    assert "export" not in published.stderr  # nothing was begun
    merge_to_dir(biased, tmp_path / "a", tmp_path / "merged", torch.float32)
    with pytest.raises(AdapterError, match=f"({LORA_BIAS}|{INIT}).*undone"):
        unmerge_to_dir(tmp_path / "merged", tmp_path / "a", tmp_path / "again", torch.float32)


@pytest.mark.parametrize("start", ["pissa_niter_4", "loftq", "corda", "lora_ga", ["pissa"], 3])
def test_other_starts_are_refused_by_name(plain: Path, tmp_path: Path, start: object) -> None:
    peft_adapter(plain, tmp_path)
    config = json.loads((tmp_path / "adapter_config.json").read_text())
    (tmp_path / "adapter_config.json").write_text(json.dumps({**config, "init_lora_weights": start}))
    with pytest.raises(AdapterError, match="init_lora_weights"):
        open_adapted(plain, tmp_path)
    (tmp_path / "adapter_config.json").write_text(json.dumps({**config, "lora_bias": "yes"}))
    with pytest.raises(AdapterError, match="lora_bias"):
        open_adapted(plain, tmp_path)


def test_a_start_is_told_apart_by_the_settings_alone(plain: Path, tmp_path: Path) -> None:
    """Without `accept`, an adapter that needs the base is rejected."""
    peft_adapter(plain, tmp_path, init_lora_weights="olora")
    with pytest.raises(AdapterError, match="changed the base weights"):
        read_adapter(tmp_path)
