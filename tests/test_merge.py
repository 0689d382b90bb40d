"""The merged directory, against peft's own merge and transformers' loader."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from minilora import merge
from minilora.checkpoint import load_base
from minilora.config import LoraConfig
from minilora.errors import OutputError
from minilora.lora import adapter_parameters, inject, save_adapter
from minilora.merge import merge_to_dir

IDS = torch.arange(3, 43)[None]


def make_adapter(base: Path, path: Path) -> Path:
    model = load_base(base).model
    config = LoraConfig(r=4, lora_alpha=12, target_modules=("q_proj", "k_proj", "down_proj"))
    inject(model, config)
    generator = torch.Generator().manual_seed(3)
    for parameter in adapter_parameters(model):
        torch.nn.init.normal_(parameter, std=0.1, generator=generator)
    save_adapter(path, model, config)
    return path


@pytest.mark.parametrize("tied", [True, False])
def test_transformers_loads_a_merge_with_peft_s_logits(
    make_llama: Callable[..., Path], tmp_path: Path, tied: bool
) -> None:
    """Our merged directory in transformers gives the logits of peft's merge_and_unload of the same adapter."""
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

    from minilora.export import export_gguf

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
    """Merging into a folder with files in it is refused, and the files stay."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="not an empty folder"):
        merge_to_dir(tiny_llama, None, tmp_path, torch.float32)
    assert (tmp_path / "notes.txt").read_text() == "mine"
